"""对发现的说明：一次读入，撤销了的不在内；各条发现的结论、文字以后来的为准。"""

from __future__ import annotations

from medtech_desktop.domain.surgery_explanations import Explanation, FindingKey, latest
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.surgeries import SurgeryExplanationRow


def load_explanations(look: Look) -> tuple[Explanation, ...]:
    """全部说明，撤销了的不在内。"""
    return tuple(look.fetch(SurgeryExplanationRow, Explanation))


def explanations_of(look: Look) -> dict[FindingKey, str]:
    """各条发现的说明的结论，以后来的为准。"""
    return {key: one.outcome for key, one in latest(load_explanations(look)).items()}
