"""演示医院的手术登记：干净的几千例，里面埋着每种问题几例；经读文件与导入，与真的走同一条路。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import merge

from medtech_desktop.domain.surgeries import Kind
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.demo_cast import Cast, Surgeon, read_cast, surgeon_of
from medtech_desktop.office.demo_log import DemoSurgery, Told, clean_log, import_demo_log
from medtech_desktop.office.demo_log_after import live_with_log
from medtech_desktop.office.demo_log_seeds import Emergency, Seeded, clean_extras, seed_problems
from medtech_desktop.office.demo_log_stage import (
    APART,
    register_cases,
    set_clean_stage,
    set_seeded_stage,
)
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.emergency_uses import next_emergency_number
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.privileges import EmergencyConfirmationRow, EmergencyUseRow

CASES = 2000
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DemoLog:
    """登记了多少例，埋了哪些问题。"""

    surgeries: int
    problems: tuple[Seeded, ...]


def add_clean_log(
    library: Book, clerk: Clerk, on: date, cases: int = CASES, seed: int = 1
) -> DemoLog:
    """只有干净的登记：核查一条问题也不说。"""
    stage = set_clean_stage(library, clerk, on)
    with library.look() as look:
        cast = read_cast(look, on, APART)
    extras = clean_extras(cast, on, _who(library, on, stage.visitor), _trained(cast))
    import_demo_log(
        library, clerk, on, "示例手术登记.csv", _together(clean_log(cast, on, cases, seed), extras)
    )
    return DemoLog(cases + len(extras), ())


def add_seeded_log(
    library: Book,
    clerk: Clerk,
    on: date,
    cases: int = CASES,
    seed: int = 1,
    progress: Told | None = None,
) -> DemoLog:
    """干净的登记里埋着每种问题几例；返回埋了什么。"""
    stage = set_clean_stage(library, clerk, on)
    with library.look() as look:
        cast = read_cast(look, on, APART)
    late = cast.others[5]
    set_seeded_stage(library, clerk, on, late.id)
    extras = clean_extras(cast, on, _who(library, on, stage.visitor), _trained(cast))
    seeds = seed_problems(cast, on, _who(library, on, stage.newcomer), late)
    with library.act(clerk, "demo.emergencies") as page:
        for one in seeds.emergencies:
            _add_emergency(page, one, cast.surgeons[0])
    log = _together(clean_log(cast, on, cases, seed), [*extras, *seeds.surgeries])
    import_demo_log(library, clerk, on, "示例手术登记.csv", log, progress)
    no_privilege, no_consent = register_cases(library, clerk, on, seeded=True)
    registered = (
        Seeded(_name(library, on, "S19"), 0, Kind.LATE_FILING),
        Seeded(no_privilege, 0, Kind.NO_PRIVILEGE),
        Seeded(no_consent, 0, Kind.CONSENT),
    )
    count = cases + len(extras) + len(seeds.surgeries)
    return DemoLog(count, (*seeds.problems, *registered))


def add_demo_log(library: Book, clerk: Clerk, on: date, cases: int, seed: int = 1) -> None:
    """演示里的：埋着问题的登记，再加上以后的事——新版本、撤销的一批、说明。"""
    add_seeded_log(library, clerk, on, cases, seed)
    with library.look() as look:
        cast = read_cast(look, on, APART)
    live_with_log(library, clerk, on, cast, cases, seed)


def _together(log: Iterable[DemoSurgery], few: Sequence[DemoSurgery]) -> Iterator[DemoSurgery]:
    return merge(log, sorted(few, key=_day), key=_day)


def _day(one: DemoSurgery) -> date:
    return one.day


def _name(library: Book, on: date, key: str) -> str:
    with library.look() as look:
        return read_world(look, on).find_technology(key).name(on)


def _trained(cast: Cast) -> Surgeon:
    """四级、有培训证明的心血管内科医师。"""
    return next(
        one for one in cast.surgeons if one.department == "心血管内科" and one.number <= "D0040"
    )


def _who(library: Book, on: date, person: int) -> Surgeon:
    with library.look() as look:
        return surgeon_of(look, person, on)


def _add_emergency(page: Page, one: Emergency, superior: Surgeon) -> None:
    use = page.add(
        EmergencyUseRow,
        number=next_emergency_number(page, one.day.year),
        person_id=one.surgeon.id,
        code_id=code_ids(page, [one.code])[one.code],
        department_id=None,
        day=one.day,
        case_ref=one.ref,
        reason="示例：大出血，转上级医师来不及",
    )
    if one.confirmed is not None:
        page.add(
            EmergencyConfirmationRow,
            emergency_use_id=use,
            superior_id=superior.id,
            day=one.day + _DAY,
            confirmed=one.confirmed,
            opinion="示例：情况属实" if one.confirmed else "示例：并非紧急",
        )
