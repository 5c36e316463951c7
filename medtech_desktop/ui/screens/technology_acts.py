"""技术单页上能办的事：登记的各词、每个词打开的录入框。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.correction_entries import AnnulCaseEntry
from medtech_desktop.ui.screens.decision_entries import LinkEntry, ProhibitionEntry, ScopeEntry
from medtech_desktop.ui.screens.filing_entries import OpenFilingEntry
from medtech_desktop.ui.screens.report_entries import REPORT_WORD, CaseReportEntry
from medtech_desktop.ui.screens.self_assessment_entries import NormEntry, SelfAssessmentEntry
from medtech_desktop.ui.screens.subject_entries import (
    CONSENT_WORD,
    DROP_SUBJECT,
    NEED_SUBJECT,
    ConsentFormEntry,
    DropSubjectEntry,
    NeededSubjectEntry,
)
from medtech_desktop.ui.screens.technology_code_entries import (
    END_CODE_WORD,
    LINK_CODE_WORD,
    EndTechnologyCodeEntry,
    TechnologyCodeEntry,
)
from medtech_desktop.ui.screens.technology_entries import (
    AppraisalEntry,
    DepartmentsEntry,
    EthicsEntry,
    EvidenceEntry,
    LeadsEntry,
)
from medtech_desktop.ui.screens.technology_scan_entries import ATTACH_WORD, scans_entry
from medtech_desktop.ui.screens.use_entries import FirstCaseEntry, StartEntry, StopEntry

if TYPE_CHECKING:
    from medtech_desktop.office.technology_pages import TechnologyPage

Make = Callable[..., Entry]
_ENTRIES: dict[str, Make] = {
    "登记依据…": EvidenceEntry,
    "登记自评…": SelfAssessmentEntry,
    "登记论证…": AppraisalEntry,
    "登记伦理…": EthicsEntry,
    "登记获准开展…": StartEntry,
    "登记首例…": FirstCaseEntry,
    "登记管理规范…": NormEntry,
    "撤销首例…": AnnulCaseEntry,
    "对应目录条目…": LinkEntry,
    LINK_CODE_WORD: TechnologyCodeEntry,
    NEED_SUBJECT: NeededSubjectEntry,
    CONSENT_WORD: ConsentFormEntry,
    REPORT_WORD: CaseReportEntry,
    "停止应用…": StopEntry,
    "判定禁止类…": ProhibitionEntry,
    "判定适用范围…": ScopeEntry,
    "新建备案…": OpenFilingEntry,
}
_NEXT = {
    "self_assessment": "登记自评…",
    "appraisal": "登记论证…",
    "ethics": "登记伦理…",
    "start": "登记获准开展…",
    "first_case": "登记首例…",
    "submitted": "新建备案…",
}
_GATED = frozenset({"self_assessment", "appraisal", "ethics", "start"})
_ADVISED = frozenset({"norm", "norm_missing"})
REMEDY_ENTRIES = {
    "evidence": "登记依据…",
    "self_assessment": "登记自评…",
    "norm": "登记自评…",
    "norm_missing": "登记管理规范…",
    "appraisal": "登记论证…",
    "ethics": "登记伦理…",
    "lead": "登记负责人…",
    "indication": "判定禁止类…",
    "scope": "判定适用范围…",
}


def entry_for(
    word: str, desk: Desk, page: TechnologyPage, today: date, parent: QWidget
) -> Entry | None:
    """这个词的录入框；没有可终止的（编码对应、诊疗科目）时为 None。"""
    line = page.line
    key, name = line.number, line.name
    if word == "登记负责人…":
        return LeadsEntry(desk, key, name, line.leads, today, parent)
    if word == "登记科室…":
        return DepartmentsEntry(desk, key, name, "、".join(line.departments), today, parent)
    if word == ATTACH_WORD:
        return scans_entry(desk, page, today, parent)
    if word == DROP_SUBJECT:
        names = tuple(one.name for one in page.subjects if one.until is None)
        return DropSubjectEntry(desk, key, name, names, today, parent) if names else None
    if word.startswith(END_CODE_WORD):
        codes = _running_codes(page, word.removeprefix(END_CODE_WORD))
        return EndTechnologyCodeEntry(desk, key, name, codes, today, parent) if codes else None
    return _ENTRIES[word](desk, key, name, today, parent)


def _running_codes(page: TechnologyPage, first: str) -> tuple[tuple[str, str], ...]:
    """没有终止的各条对应，所指的一条在前。"""
    running = [(one.code, one.name) for one in page.codes if one.until is None]
    return tuple(sorted(running, key=lambda one: one[0] != first))


def next_word(page: TechnologyPage) -> str:
    """下一步该办的事；没有的为空。"""
    waiting = ("current", "refused")
    current = next((n.key for n in page.cycle.nodes if n.state.value in waiting), "")
    word = _NEXT.get(current, "")
    if current in _GATED and page.cycle.blockers:
        fields = [one.field for one in page.cycle.blockers if one.field not in _ADVISED]
        word = REMEDY_ENTRIES.get(fields[0] if fields else "", word)
    if page.filings and current in ("submitted", "received", "completed"):
        word = "去备案"
    return word


def is_used(page: TechnologyPage) -> bool:
    """已经获准或做过首例。"""
    keys = ("start", "first_case")
    return any(n.key in keys and n.state.value == "done" for n in page.cycle.nodes)


def more_words(page: TechnologyPage) -> tuple[str, ...]:
    """「登记」里的各词；空的是一条分隔线。"""
    if page.line.category.value == "not_applicable":
        return ("登记负责人…", "登记科室…", LINK_CODE_WORD, "判定适用范围…")
    runs = any(one.until is None for one in page.codes)
    return (
        "登记依据…",
        "登记自评…",
        "登记论证…",
        "登记伦理…",
        "登记获准开展…",
        "登记首例…",
        "新建备案…",
        REPORT_WORD,
        "",
        "登记负责人…",
        "登记科室…",
        "登记人员…",
        "",
        "登记管理规范…",
        "对应目录条目…",
        LINK_CODE_WORD,
        *((END_CODE_WORD,) if runs else ()),
        CONSENT_WORD,
        NEED_SUBJECT,
        *((DROP_SUBJECT,) if any(one.until is None for one in page.subjects) else ()),
        "判定禁止类…",
        "判定适用范围…",
        "",
        "撤销首例…",
    )
