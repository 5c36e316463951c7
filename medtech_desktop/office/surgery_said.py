"""各条发现现在的说明：结论以后来的为准，撤销了的不算。"""

from __future__ import annotations

from medtech_desktop.domain.surgery_explanations import FindingKey, latest
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgery_lists import load_explanations


def explanations_of(look: Look) -> dict[FindingKey, str]:
    """各条发现的说明的结论，以后来的为准。"""
    return {key: one.outcome for key, one in latest(load_explanations(look)).items()}
