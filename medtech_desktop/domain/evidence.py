"""先证后用：首次应用的技术，须有安全性、有效性已经证明的依据，方可论证能力。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from medtech_desktop.domain.law import MTCA_IN_FORCE, Finding, Severity, cites


class DatedSource(Protocol):
    """一项依据：来源与日期。"""

    @property
    def source(self) -> str: ...

    @property
    def day(self) -> date: ...


@cites("MTCA-2", "MTCA-4", "MTCA-9(4)", "MTCA-21", "HN-2.1")
def proof_gate(
    evidence: Iterable[DatedSource], day: date, *, is_research: bool = False
) -> tuple[Finding, ...]:
    """论证能力之前须有依据；临床研究不是临床应用，不在此判断。before 2018-11-01 nothing."""
    if day < MTCA_IN_FORCE or is_research:
        return ()
    held = [one for one in evidence if one.day <= day and one.source.strip()]
    if held:
        return ()
    return (
        Finding(
            Severity.REFUSE,
            "没有安全性、有效性已经证明的依据，未经临床研究论证的医疗新技术禁止应用于临床",
            "MTCA-9(4)",
            "登记依据的来源（指南、文献、临床研究结论）并附文件，再论证本院能力",
            "evidence",
        ),
    )


@cites("MTCA-2")
def research_note(*, is_research: bool) -> tuple[Finding, ...]:
    """临床研究的病例标明「临床研究」，不按临床应用判断。"""
    if not is_research:
        return ()
    return (
        Finding(
            Severity.NOTE,
            "标为临床研究：其病例不按临床应用判断，不计首例，不备案",
            "MTCA-2",
            "转为临床应用前登记依据并论证",
            "research",
        ),
    )


@cites("MTCA-45(3)")
def consent_form_findings(form: str, day: date, *, applies: bool) -> tuple[Finding, ...]:
    """每项技术留存一份知情同意书的文本；没有的提醒，不挡住别的步骤。"""
    if day < MTCA_IN_FORCE or not applies or form.strip():
        return ()
    return (
        Finding(
            Severity.WARN,
            "没有留存这项技术的知情同意书文本",
            "MTCA-45(3)",
            "登记知情同意书的名称和版次，附上扫描件",
            "consent",
        ),
    )
