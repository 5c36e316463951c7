"""逐例报送：登记一例在一个平台的情形——已报、退回、更正、平台故障、不必报（第三十七条）。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.report_platforms import (
    REPORT_LABELS,
    ReportState,
    is_owed,
    overdue_since,
    report_findings,
)
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, refuse_to_come
from medtech_desktop.office.report_platforms import CHANGED, find_platform
from medtech_desktop.office.technology_cases import (
    EVERY_DAY,
    Days,
    TechnologyCase,
    technology_cases,
)
from medtech_desktop.office.technology_spans import TechnologySpans
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.report_platforms import last_reports, load_platforms
from medtech_desktop.store.tables.cases import CaseReportRow

_UNSENT: tuple[str, date | None, str, str] = ("", None, "", "")


@dataclass(frozen=True, slots=True)
class NewReport:
    """登记一例的报送情形。``case``：手术单号、病例代号；同号的用 ``day`` 指明哪天。"""

    case: str
    state: ReportState
    on: date
    platform: str = ""
    receipt: str = ""
    note: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class ReportLine:
    """一例在一个平台：情形（空 = 待报）、哪天、回执号；``overdue`` 过了的期限，没有过为空。"""

    technology: str
    case: TechnologyCase
    platform: str
    state: str
    day: date | None
    receipt: str
    note: str
    overdue: date | None

    @property
    def said(self) -> str:
        """「待报，已过期限 2026-03-12」。"""
        word = REPORT_LABELS[ReportState(self.state)] if self.state else "待报"
        return f"{word}，已过期限 {self.overdue.isoformat()}" if self.overdue else word


def mark_case(library: Book, clerk: Clerk, key: str, draft: NewReport) -> Done:
    """登记一例的报送情形；同一例同一平台以后一条为准，前面的都保留。raises Refused."""
    refuse_to_come(draft.on, "报送日期", "day", draft.on)
    with library.act(clerk, "case_report.mark", effective=draft.on) as page:
        world = read_world(page, draft.on)
        file = world.find_technology(key)
        number = file.technology.id
        case = _case(page, number, draft)
        platform = find_platform(page, draft.platform, case.day)
        if draft.on < case.day:
            said = f"报送日期 {draft.on.isoformat()} 早于这一例（{case.day.isoformat()}）"
            raise not_found(said, "核对日期", "day")
        before = last_reports(page, number).get((case.key, platform.name))
        if draft.state in (ReportState.RETURNED, ReportState.CORRECTED) and before is None:
            what = f"{case.name} 还没有报过「{platform.name}」"
            raise not_found(what, "先登记已报，再登记退回或更正", "state")
        found = gate(page, report_findings(draft.state, draft.receipt, draft.note))
        page.add(
            CaseReportRow,
            key=case.key,
            technology_id=number,
            platform_id=platform.id,
            state=draft.state.value,
            day=draft.on,
            receipt=draft.receipt.strip(),
            note=draft.note.strip(),
        )
    label = REPORT_LABELS[draft.state]
    said = f"{file.technology.number} {case.name}：{platform.name} {label}"
    return Done(CHANGED, said, found, file.technology.number)


def _case(look: Look, technology_id: int, draft: NewReport) -> TechnologyCase:
    """按手术单号或代号找一例。"""
    wanted = draft.case.strip()
    fits = [
        one
        for one in technology_cases(look, technology_id, EVERY_DAY)
        if wanted in (one.ref, one.name) and (draft.day is None or one.day == draft.day)
    ]
    if len(fits) == 1:
        return fits[0]
    if fits:
        days = "、".join(one.day.isoformat() for one in fits[:5])
        raise not_found(f"「{wanted}」有几例：{days}", "写明是哪一天的", "operated")
    raise not_found(
        f"这项技术没有病例「{wanted}」",
        "核对手术单号；登记里没有的，先导入手术登记或病例登记",
        "case",
    )


def case_reports(library: Book, key: str, on: date) -> tuple[ReportLine, ...]:
    """一项技术各例应报各平台的情形，先后为序。"""
    with library.look() as look:
        world = read_world(look, on)
        file = world.find_technology(key)
        return tuple(_lines(look, TechnologySpans(look, world), file, Days(until=on)))


def reports_of_case(look: Look, key: int, day: date, on: date) -> tuple[ReportLine, ...]:
    """某日的一例应报各平台的情形；不必报的为空。"""
    world = read_world(look, on)
    spans, that_day = TechnologySpans(look, world), Days(day, day)
    found = (line for file in world.technologies for line in _lines(look, spans, file, that_day))
    return tuple(line for line in found if line.case.key == key)


def _lines(
    look: Look, spans: TechnologySpans, file: TechnologyFile, days: Days
) -> Iterator[ReportLine]:
    """一项技术这些日子的各例，在报过的与应报的各平台。"""
    platforms = load_platforms(look)
    if not platforms:
        return
    reports = last_reports(look, file.technology.id)
    for case in technology_cases(look, file.technology.id, days):
        span = spans.on(file, case.site_id, case.day)
        for platform in platforms:
            last = reports.get((case.key, platform.name))
            owed = span.unjudged is None and is_owed(
                platform, case.day, restricted=span.is_restricted, national=span.national
            )
            if last is None and not owed:
                continue
            told = (last.state.value, last.day, last.receipt, last.note) if last else _UNSENT
            due = overdue_since(platform, case.day, last, spans.world.on) if owed else None
            yield ReportLine(file.technology.number, case, platform.name, *told, due)
