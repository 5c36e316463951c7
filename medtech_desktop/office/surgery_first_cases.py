"""登记里的首例：手术登记、病例登记里早于在册首例的一例，即是首例，期限从那一天起算（第十一条）。

What is found is written in the act that brought it (an import, a case, a link of a code), so
that the clock runs from the true day; the day of finding and the reason stand beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.clocks import last_cancelled
from medtech_desktop.domain.dated import Moment
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.surgeries import Unjudged
from medtech_desktop.domain.technologies import FirstCase, FoundBy, TechnologyFile
from medtech_desktop.office.technology_cases import Days, TechnologyCase, technology_cases
from medtech_desktop.office.technology_spans import TechnologySpans
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.tables.technologies import FirstCaseRow
from medtech_desktop.store.technology_codes import load_technology_codes

SOURCE_LABELS = {FoundBy.LOG: "手术登记", FoundBy.REGISTER: "病例登记", FoundBy.ENTERED: "录入"}
_NO_FIRST = (Unjudged.OUT_OF_SCOPE, Unjudged.RESEARCH)
_EARLIEST = 200
"""每条编码先看最早的几项；首例总在其中。"""


@dataclass(frozen=True, slots=True)
class FoundFirst:
    """发现的一个首例：哪项技术、哪张许可证下哪个院区、哪一例；``recorded`` 原来在册的首例日。"""

    technology_id: int
    number: str
    name: str
    licence_id: int
    site_id: int
    case: TechnologyCase
    found_by: FoundBy
    recorded: date | None = None

    def reason(self, on: date) -> str:
        """记在首例上的理由：哪天从哪里发现，原来登记的是哪天。"""
        said = f"{on.isoformat()} 由{SOURCE_LABELS[self.found_by]}发现"
        if self.recorded is None:
            return f"{said}，此前没有登记首例"
        return f"{said}，早于原来登记的首例 {self.recorded.isoformat()}"


def found_first_cases(
    look: Look, on: date, technologies: Collection[int] | None = None
) -> tuple[FoundFirst, ...]:
    """登记里有而没有登记为首例的；``technologies`` 空 = 各项技术。"""
    world = read_world(look, on)
    lines = TechnologySpans(look, world)
    return tuple(
        found
        for file in world.technologies
        if technologies is None or file.technology.id in technologies
        for found in _of_technology(look, lines, file, on)
    )


def record_found(
    page: Page, on: date, technologies: Collection[int] | None = None
) -> tuple[FoundFirst, ...]:
    """同上，并在这次操作里登记为首例；``on`` 是发现日。"""
    found = found_first_cases(page, on, technologies)
    for one in found:
        page.add(
            FirstCaseRow,
            technology_id=one.technology_id,
            site_id=one.site_id,
            day=one.case.day,
            found_on=on,
            found_by=one.found_by,
            case_ref=one.case.name,
            counts=True,
            reason=one.reason(on),
        )
    if found:
        page.remark(
            first_cases=[f"{one.number} {one.case.day.isoformat()}" for one in found],
        )
    return found


def annul_found(page: Page, act_seq: int, reason: str, on: date) -> tuple[FoundFirst, ...]:
    """撤销一次操作发现的首例，再看其余登记里的首例是哪一例（登记了的返回）。"""
    rows = [
        one
        for file in read_world(page, on).technologies
        for one in file.first_cases
        if one.act_seq == act_seq and one.found_by is not FoundBy.ENTERED
    ]
    for one in rows:
        page.annul(FirstCaseRow, one.uid, reason)
    return record_found(page, on, {one.technology_id for one in rows}) if rows else ()


def first_case_findings(look: Look, found: Iterable[FoundFirst], on: date) -> list[Finding]:
    """发现的首例各一句：哪天、备案期限到哪天、来不来得及。"""
    world, said = read_world(look, on), []
    for one in found:
        file = world.technology(one.technology_id)
        what = f"{one.name}：{SOURCE_LABELS[one.found_by]}里的首例 {one.case.day.isoformat()}"
        duty = world.duty(file, one.licence_id)
        if duty is None or duty.clock.day_zero != one.case.day:
            said.append(Finding(Severity.NOTE, what, "MTCA-11", "核对这一例"))
            continue
        due = duty.clock.due.isoformat()
        if duty.submitted is not None and not duty.is_late(on):
            said.append(Finding(Severity.NOTE, f"{what}，备案已提交", "MTCA-11", "核对这一例"))
            continue
        late = "已逾期" if duty.is_late(on) else "尚未备案"
        remedy = "新建备案并提交；登记有误的，撤销这一首例并写理由"
        said.append(Finding(Severity.WARN, f"{what}，备案期限 {due}，{late}", "MTCA-11", remedy))
    return said


# How they are found


def _of_technology(
    look: Look, lines: TechnologySpans, file: TechnologyFile, on: date
) -> Iterator[FoundFirst]:
    licences = lines.world.hospital.licences
    alone = len(licences) == 1
    if alone and _settled_by_opening(lines.world, file, licences[0].id, on):
        return
    days = Days(until=_last_day(lines.world, file, on), earliest=_EARLIEST if alone else None)
    cases = _by_licence(lines, file, technology_cases(look, file.technology.id, days))
    found = tuple(_first_of_each(lines, file, cases, on))
    if found or not alone or sum(map(len, cases.values())) < _EARLIEST:
        yield from found
        return
    days = replace(days, earliest=None)  # so many early ones that do not count
    cases = _by_licence(lines, file, technology_cases(look, file.technology.id, days))
    yield from _first_of_each(lines, file, cases, on)


def _settled_by_opening(world: World, file: TechnologyFile, licence: int, on: date) -> bool:
    """只有一张许可证而期初在用的：不必翻登记。"""
    if not any(start.opening for start in file.starts):
        return False
    return last_cancelled(world.filings_of(file.technology.id, licence), on) is None


def _last_day(world: World, file: TechnologyFile, on: date) -> date:
    """看到哪天为止：各许可证都有在册首例的，其中最晚的一个以前。"""
    latest = date.min
    for licence in world.hospital.licences:
        after = last_cancelled(world.filings_of(file.technology.id, licence.id), on)
        recorded = _recorded(world, file, licence.id, after, on)
        if recorded is None:
            return on
        latest = max(latest, recorded.day)
    return latest


def _first_of_each(
    lines: TechnologySpans, file: TechnologyFile, cases: dict[int, list[Placed]], on: date
) -> Iterator[FoundFirst]:
    for licence, mine in sorted(cases.items()):
        after = last_cancelled(lines.world.filings_of(file.technology.id, licence), on)
        if _in_use_before(lines.world, file, licence, mine[0][0].day) and after is None:
            continue
        recorded = _recorded(lines.world, file, licence, after, on)
        for case, site in mine:
            if after is not None and case.day <= after[0]:
                continue
            if recorded is not None and recorded.day <= case.day:
                break
            if _set_aside(file, case):
                continue
            yield FoundFirst(
                file.technology.id,
                file.technology.number,
                file.name(on),
                licence,
                site,
                case,
                FoundBy.LOG if case.case_id is None else FoundBy.REGISTER,
                recorded.day if recorded is not None else None,
            )
            break


Placed = tuple[TechnologyCase, int]


def _by_licence(
    lines: TechnologySpans, file: TechnologyFile, cases: Iterable[TechnologyCase]
) -> dict[int, list[Placed]]:
    """各许可证下算临床应用的各例与其院区，先后为序；研究的、不适用本办法的不算。"""
    default = lines.world.hospital.default_site()
    found: dict[int, list[Placed]] = {}
    for case in cases:
        site = case.site_id if case.site_id is not None else (default.id if default else None)
        licence = lines.licence(site, case.day)
        if site is None or licence is None:
            continue
        if lines.of(file, licence).on(case.day).unjudged not in _NO_FIRST:
            found.setdefault(licence, []).append((case, site))
    return found


def _in_use_before(world: World, file: TechnologyFile, licence: int, first: date) -> bool:
    """期初在用的：本部的许可证下没有新的首例；另一张证的，有它自己的首例。"""
    is_opening = any(start.opening for start in file.starts)
    return is_opening and world.hospital.is_home(licence, first)


def _recorded(
    world: World, file: TechnologyFile, licence: int, after: Moment | None, on: date
) -> FirstCase | None:
    sites = world.site_ids(licence)
    return next((one for one in file.counting_cases(on, after) if one.site_id in sites), None)


def _set_aside(file: TechnologyFile, case: TechnologyCase) -> bool:
    """写明理由不计的首例：同一天，单号相同或没有写单号。"""
    return any(
        not one.counts and one.day == case.day and one.case_ref in ("", case.ref, case.name)
        for one in file.first_cases
    )


# What a person has to judge


@dataclass(frozen=True, slots=True)
class FirstCaseQuestion:
    """要人判断的：有纳入条件的编码下，可能是首例的几例，最早的是哪一例。"""

    technology_id: int
    number: str
    name: str
    count: int
    earliest: TechnologyCase
    conditions: tuple[str, ...]


def first_case_questions(look: Look, on: date) -> tuple[FirstCaseQuestion, ...]:
    """「n 例可能是首例」：早于在册首例、还没有判断过的。

    A first case that a person entered as not counting answers for every case up to its day.
    """
    world = read_world(look, on)
    lines, found = TechnologySpans(look, world), []
    for file in world.technologies:
        number = file.technology.id
        cases, conditions = _conditional(look, number, on)
        doubtful = [
            case
            for licence, mine in _by_licence(lines, file, cases).items()
            for case in _doubtful(world, file, licence, mine, on)
        ]
        if doubtful:
            first = min(doubtful, key=lambda one: (one.day, one.key))
            told = file.technology.number, file.name(on), len(doubtful)
            found.append(FirstCaseQuestion(number, *told, first, conditions))
    return tuple(found)


def _conditional(
    look: Look, technology_id: int, on: date
) -> tuple[list[TechnologyCase], tuple[str, ...]]:
    cases = list(technology_cases(look, technology_id, Days(until=on), conditional=True))
    if not cases:
        return [], ()
    conditions = dict.fromkeys(
        one.condition
        for one in load_technology_codes(look)
        if one.technology_id == technology_id and one.condition
    )
    return cases, tuple(conditions)


def _doubtful(
    world: World, file: TechnologyFile, licence: int, mine: list[Placed], on: date
) -> Iterator[TechnologyCase]:
    after = last_cancelled(world.filings_of(file.technology.id, licence), on)
    if after is None and _in_use_before(world, file, licence, mine[0][0].day):
        return
    recorded = _recorded(world, file, licence, after, on)
    answered = max((one.day for one in file.first_cases if not one.counts), default=date.min)
    for case, _site in mine:
        known = recorded is not None and recorded.day <= case.day
        if not known and case.day > answered and (after is None or case.day > after[0]):
            yield case


def first_cases_to_check(look: Look, on: date) -> tuple[tuple[TechnologyFile, FirstCase], ...]:
    """由登记发现的首例，它的那一例后来改了、取消了或撤销了：要人核对。"""
    world, found = read_world(look, on), []
    for file in world.technologies:
        mine = [one for one in file.counting_cases(on) if one.found_by is not FoundBy.ENTERED]
        if not mine:
            continue
        for one in mine:
            cases = technology_cases(look, file.technology.id, Days(one.day, one.day))
            if one.case_ref not in {case.name for case in cases}:
                found.append((file, one))
    return tuple(found)
