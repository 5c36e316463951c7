"""随今天而变的两种：逾期未备案（一项技术一行）、应逐例报送未报（一例一行），与选定一行的详情。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.surgeries import KIND_LABELS, Kind
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.screens.report_entries import REPORT_WORD, CaseReportEntry
from medtech_desktop.ui.screens.surgery_findings import explanation_view
from medtech_desktop.ui.screens.surgery_views import (
    REPORT_HERE,
    Asked,
    Fact,
    FindingView,
    question_of,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import StateChip, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.surgery_lists import TechnologyFinding, UnreportedRow

TECHNOLOGY_COLUMNS = (
    Column("技术或病例", 0),
    Column("例数", 60, right=True),
    Column("手术日", 92),
    Column("期限", 92),
    Column("情形", 0),
    Column("状态", 110),
)
MOST = 1000
"""应报未报的最多列这么多例，其余的缩短时间再看。"""


@dataclass(frozen=True, slots=True)
class TodayAnswer:
    """各行、各行的详情；``words`` 有没有列完。"""

    rows: tuple[Row, ...] = ()
    views: Mapping[str, FindingView] = field(default_factory=dict)
    words: str = ""


def ask_today(library: Library, asked: Asked, kind: int, on: date) -> TodayAnswer:
    """一种的各行。"""
    from medtech_desktop.office.surgery_lists import technology_findings, unreported_findings

    rows: list[Row] = []
    views: dict[str, FindingView] = {}
    if kind == Kind.LATE_FILING:
        for one in technology_findings(library, on):
            key = str(one.technology_id)
            rows.append(_late_row(key, one))
            views[key] = _late_view(one)
        return TodayAnswer(tuple(rows), views)
    found = unreported_findings(library, question_of(asked), on)
    for number, case in enumerate(found[:MOST]):
        rows.append(_case_row(str(number), case))
        views[str(number)] = _case_view(case)
    left = len(found) - MOST
    said = f"另有 {left:,} 例没有列出，缩短时间再看" if left > 0 else ""
    return TodayAnswer(tuple(rows), views, said)


def _late_row(key: str, one: TechnologyFinding) -> Row:
    late = one.late
    return Row(
        key,
        (
            words(f"{one.number} {one.name}", weight=theme.MEDIUM),
            Cell((Words(f"{len(late.cases):,}"),), sort=len(late.cases)),
            words(late.day_zero.isoformat(), Ink.INK2),
            words(late.due.isoformat()),
            words(late.finding.message, Ink.INK2),
            Cell((StateChip(one.state),), sort=one.state),
        ),
    )


def _late_view(one: TechnologyFinding) -> FindingView:
    late = one.late
    submitted = late.submitted.isoformat() if late.submitted else "至今没有提交"
    first = "、".join(case.name for case in late.cases[:5])
    more = f"等 {len(late.cases):,} 例" if len(late.cases) > 5 else ""
    left = (
        Fact("技术", f"{one.number} {one.name}"),
        Fact("首例", f"{late.day_zero.isoformat()}，期限 {late.due.isoformat()}"),
        Fact("提交", submitted),
        Fact("各例", f"{first}{more}，期限以后 {late.after_due:,} 例"),
    )
    right = (
        Fact("问题", KIND_LABELS[Kind.LATE_FILING], True),
        Fact("判断", late.finding.message),
    )
    return FindingView(
        0,
        one.name,
        one.state,
        late.day_zero,
        left,
        right,
        late.finding.remedy,
        (),
        (late.finding.article,),
        tuple(map(explanation_view, one.explanations)),
        "转技术目录",
        "technologies",
        one.number,
        about=one.about,
    )


def report_entry(desk: Desk, view: FindingView, today: date, parent: QWidget) -> CaseReportEntry:
    """登记这一例的报送：哪项技术、哪一例、哪个平台都已经填上。"""
    made = CaseReportEntry(desk, view.cure_key, view.name, today, parent)
    made.fill(view.prefill)
    made.home = "technologies"
    return made


def _case_row(key: str, one: UnreportedRow) -> Row:
    return Row(
        key,
        (
            words(f"{one.case}　{one.technology}", weight=theme.MEDIUM),
            Cell((Words("1"),), sort=1),
            words(one.day.isoformat()),
            words(one.due.isoformat()),
            words(one.said, Ink.INK2),
            Cell((StateChip(one.state),), sort=one.state),
        ),
    )


def _case_view(one: UnreportedRow) -> FindingView:
    left = (
        Fact("病例", one.case),
        Fact("手术日", one.day.isoformat()),
        Fact("术者", "，".join(part for part in (one.person, one.department) if part)),
        Fact("技术", one.technology),
    )
    right = (
        Fact("问题", KIND_LABELS[Kind.NOT_REPORTED], True),
        Fact("判断", one.said),
        Fact("平台", f"{one.platform}，期限 {one.due.isoformat()}"),
    )
    return FindingView(
        0,
        one.technology,
        one.state,
        one.day,
        left,
        right,
        one.remedy,
        (),
        (one.article,),
        tuple(map(explanation_view, one.explanations)),
        REPORT_WORD,
        REPORT_HERE,
        one.number,
        about=one.about,
        prefill={
            "case": one.case,
            "operated": one.day.isoformat(),
            "platform": one.platform,
        },
    )
