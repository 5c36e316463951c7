"""登记首例：期限从真实的首例日起算。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.evidence import research_note
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.lifecycles import case_gate
from medtech_desktop.domain.stops import started_on
from medtech_desktop.domain.technologies import FoundBy, TechnologyFactKind, TechnologyFile
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.stops import start_findings
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import technologies as t


@dataclass(frozen=True, slots=True)
class NewFirstCase:
    """登记首例所填的内容。``counts`` 为假 = 放弃的首例，须有理由。"""

    day: date
    site_id: int | None = None
    case_ref: str = ""
    counts: bool = True
    reason: str = ""


def record_first_case(
    library: Book, clerk: Clerk, key: str, draft: NewFirstCase, on: date, *, reason: str = ""
) -> Done:
    """登记首例。期限从真实的首例日起算；``on`` 为发现日，两个日子都保留。"""
    with library.act(clerk, "first_case.record", reason=reason, effective=draft.day) as page:
        world = read_world(page, on)
        file = world.find_technology(key)
        found = insert_first_case(page, world, file, draft, on, reason)
    said = f"已登记 {file.technology.number} 首例，{draft.day.isoformat()}"
    return Done(frozenset({"filing", "technology"}), said, found, file.technology.number)


def insert_first_case(
    page: Page, world: World, file: TechnologyFile, draft: NewFirstCase, on: date, reason: str
) -> tuple[Finding, ...]:
    """首例的门槛与登记。未获准而开展的也如实登记，但须写明理由。"""
    if draft.day > on:
        raise not_found("首例日期晚于今天", "核对首例日期；尚未开展的不登记首例", "day")
    if not draft.counts and not draft.reason.strip():
        raise not_found("首例不计须写明理由", "写明为什么这一例不算首例", "reason")
    site = draft.site_id
    if site is None:
        default = world.hospital.default_site()
        if default is None:
            raise not_found("还没有登记院区", "先登记本院的院区和许可证", "site")
        site = default.id
    found = gate(page, _case_findings(world, file, draft.day), reason)
    page.add(
        t.FirstCaseRow,
        technology_id=file.technology.id,
        site_id=site,
        day=draft.day,
        found_on=on,
        found_by=FoundBy.ENTERED,
        case_ref=draft.case_ref.strip(),
        counts=draft.counts,
        reason=draft.reason.strip() or reason.strip(),
    )
    return found


def _case_findings(world: World, file: TechnologyFile, day: date) -> list[Finding]:
    """首例是已经发生的事实：门槛不齐只提醒，事实照记，以免少报。"""
    research = file.flag(TechnologyFactKind.RESEARCH, day)
    found = [*case_gate(file, day), *research_note(is_research=research)]
    if started_on(file.starts, day) is None:
        found += start_findings(world, file, day)
    return [
        replace(f, severity=Severity.WARN, message=f"{f.message}，首例日为 {day.isoformat()}")
        if f.severity is Severity.REFUSE
        else f
        for f in found
    ]
