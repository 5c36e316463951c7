"""随今天而变的两种：逾期未备案（一项技术一条）、应逐例报送未报（一例一个平台一条）。

Never stored: they turn with the day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.categories import Category
from medtech_desktop.domain.clocks import FilingDuty, late_filing
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.report_platforms import CaseReport, is_owed, overdue_since
from medtech_desktop.domain.surgeries import Judged, Kind, Status
from medtech_desktop.domain.surgery_rules import Known, finding_of
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.technology_cases import Days, TechnologyCase, technology_cases
from medtech_desktop.office.technology_spans import TechnologySpans
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.page import Look
from medtech_desktop.store.report_platforms import last_reports, load_platforms

_NOT_FILED = (Category.PROHIBITED, Category.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class LateFiling:
    """逾期备案的一项技术：期限、哪天提交（空 = 至今没有）、结论与其间的各例。"""

    technology_id: int
    number: str
    name: str
    licence_id: int
    day_zero: date
    due: date
    submitted: date | None
    finding: Finding
    cases: tuple[TechnologyCase, ...]
    after_due: int
    """期限以后、提交以前做的例数，各按自己那张许可证的期限。"""


@dataclass(frozen=True, slots=True)
class NotReported:
    """一例在一个平台过期没有报。"""

    technology_id: int
    case: TechnologyCase
    platform_id: int
    platform: str
    due: date
    state: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class TodayFindings:
    """两种发现；``undated`` 有报送平台而没有定天数、因而没有判断的例次。"""

    late: tuple[LateFiling, ...] = ()
    not_reported: tuple[NotReported, ...] = ()
    undated: int = 0
    waiting: int = field(default=0)
    """还没有报、也还没有过天数的例次。"""


def today_findings(look: Look, on: date) -> TodayFindings:
    """按 ``on`` 日问。"""
    world = read_world(look, on)
    lines = TechnologySpans(look, world)
    late: list[LateFiling] = []
    unreported: list[NotReported] = []
    undated = waiting = 0
    for file in world.technologies:
        duties = _late_duties(world, file, on)
        owed = _restricted_ever(lines, file) and bool(load_platforms(look))
        if not duties and not owed:
            continue
        cases = tuple(technology_cases(look, file.technology.id, Days(until=on)))
        if duties:
            late.append(_late(lines, file, duties, cases, on))
        if owed:
            found, blank, still = _unreported(look, lines, file, cases, on)
            unreported += found
            undated, waiting = undated + blank, waiting + still
    return TodayFindings(tuple(late), tuple(unreported), undated, waiting)


# Late filing


def _late_duties(world: World, file: TechnologyFile, on: date) -> list[FilingDuty]:
    """各许可证的各份逾期，最要紧的在前：没有提交的，期限早的。"""
    judged = judge(world, file)
    if judged.category.category in _NOT_FILED:
        return []
    late = [one for one in judged.duties if late_filing(one, on)]
    return sorted(late, key=lambda d: (d.submitted is not None, d.clock.due))


def _late(
    lines: TechnologySpans,
    file: TechnologyFile,
    duties: Sequence[FilingDuty],
    cases: tuple[TechnologyCase, ...],
    on: date,
) -> LateFiling:
    """最要紧的一份说期限；各许可证的病例都列（两张许可证是两份备案，仍是一条）。"""
    duty, by_licence = duties[0], {one.licence_id: one for one in duties}
    clock, mine, after = duty.clock, list[TechnologyCase](), 0
    for one in cases:
        its = by_licence.get(lines.licence(one.site_id, one.day) or 0)
        if its is None or lines.on(file, one.site_id, one.day).unjudged is not None:
            continue
        if its.clock.day_zero <= one.day <= (its.submitted or on):
            mine.append(one)
            after += one.day > its.clock.due
    sent = f"实际 {duty.submitted.isoformat()} 提交" if duty.submitted else ""
    if len(duties) > 1:
        sent = f"{sent or '至今没有提交'}，另 {len(duties) - 1} 张许可证的也逾期"
    name = judge(lines.world, file).official_name(on)
    known = Known(
        on, technology=name, since=clock.due, reason=sent, cases=after, article=clock.article
    )
    number = file.technology.id
    return LateFiling(
        number,
        file.technology.number,
        name,
        duty.licence_id,
        clock.day_zero,
        clock.due,
        duty.submitted,
        finding_of(Judged(Kind.LATE_FILING, Status.VIOLATION, technology_id=number), known),
        tuple(mine),
        after,
    )


# Reports case by case


def _restricted_ever(lines: TechnologySpans, file: TechnologyFile) -> bool:
    licences = lines.world.hospital.licences
    return any(part.is_restricted for lic in licences[:1] for part in lines.of(file, lic.id).parts)


def _unreported(
    look: Look,
    lines: TechnologySpans,
    file: TechnologyFile,
    cases: tuple[TechnologyCase, ...],
    on: date,
) -> tuple[list[NotReported], int, int]:
    number = file.technology.id
    reports = last_reports(look, number)
    name = file.name(on)
    found: list[NotReported] = []
    undated = waiting = 0
    for platform in load_platforms(look):
        for one in cases:
            span = lines.on(file, one.site_id, one.day)
            owed = is_owed(platform, one.day, restricted=span.is_restricted, national=span.national)
            if not owed or span.unjudged is not None:
                continue
            last: CaseReport | None = reports.get((one.key, platform.name))
            if platform.days is None:
                undated += last is None
                continue
            due = overdue_since(platform, one.day, last, on)
            if due is None:
                waiting += last is None
                continue
            known = Known(one.day, technology=name, since=due, platform=platform.name)
            judged = Judged(Kind.NOT_REPORTED, Status.VIOLATION, technology_id=number)
            said = finding_of(judged, known)
            state = last.state.value if last is not None else ""
            found.append(NotReported(number, one, platform.id, platform.name, due, state, said))
    return found, undated, waiting
