"""随今天而变的两种：逾期未备案（一项技术一条）、应逐例报送未报（一例一个平台一条）。

Never stored: they turn with the day.
"""

from __future__ import annotations

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

    @property
    def after_due(self) -> int:
        """期限以后、提交以前做的例数。"""
        return sum(one.day > self.due for one in self.cases)


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
        duty = _late_duty(world, file, on)
        owed = _restricted_ever(lines, file) and bool(load_platforms(look))
        if duty is None and not owed:
            continue
        cases = tuple(technology_cases(look, file.technology.id, Days(until=on)))
        if duty is not None:
            late.append(_late(lines, file, duty, cases, on))
        if owed:
            found, blank, still = _unreported(look, lines, file, cases, on)
            unreported += found
            undated, waiting = undated + blank, waiting + still
    return TodayFindings(tuple(late), tuple(unreported), undated, waiting)


# Late filing


def _late_duty(world: World, file: TechnologyFile, on: date) -> FilingDuty | None:
    """最要紧的一份逾期：没有提交的在前，期限早的在前。"""
    judged = judge(world, file)
    if judged.category.category in _NOT_FILED:
        return None
    late = [one for one in judged.duties if late_filing(one, on)]
    return min(late, key=lambda d: (d.submitted is not None, d.clock.due), default=None)


def _late(
    lines: TechnologySpans,
    file: TechnologyFile,
    duty: FilingDuty,
    cases: tuple[TechnologyCase, ...],
    on: date,
) -> LateFiling:
    clock, end = duty.clock, duty.submitted or on
    mine = tuple(
        one
        for one in cases
        if clock.day_zero <= one.day <= end
        and lines.licence(one.site_id, one.day) == duty.licence_id
        and lines.on(file, one.site_id, one.day).unjudged is None
    )
    sent = f"实际 {duty.submitted.isoformat()} 提交" if duty.submitted else ""
    name = judge(lines.world, file).official_name(on)
    after = sum(one.day > clock.due for one in mine)
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
        mine,
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
