"""一家虚构的大医院的手术登记：两千人、五十万件授权事件、一百万行手术，或它们的十分之一。

``likely``: surgeons of a department do its two hundred procedures, and some three lines in a
hundred are wrong.  ``random``: anyone does anything, nearly half of the lines are wrong.
Rows are written straight through a page.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bench.sizes import sized
from bench.surgery_technologies import add_technologies
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.demo import HOSPITAL
from medtech_desktop.office.demo_people import DEPARTMENTS, add_people
from medtech_desktop.office.demo_privileges import EventTuple, add_decision, add_events, event_tuple
from medtech_desktop.office.library import Library, new_library
from medtech_desktop.office.steady import steady
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import gradings as g
from medtech_desktop.store.tables import procedures as pr
from medtech_desktop.store.tables.privileges import SpecialtyDepartmentRow, SpecialtyRow
from medtech_desktop.store.tables.surgeries import SurgeryLineRow, SurgeryRow

CLERK = Clerk(None, "示例经办", "示例电脑", "example")
OPENED = date(2018, 11, 1)
FIRST, LAST = date(2019, 1, 7), date(2026, 11, 20)
SUSPENDED = date(2025, 6, 1)
_DAY = timedelta(days=1)
_YEARS = [date(year, 1, 1) for year in range(2019, 2027)]
_EACH = 200
"""一个科室做几样。"""


@dataclass(frozen=True, slots=True)
class Size:
    """规模。"""

    people: int = 2000
    events: int = 500_000
    lines: int = 1_000_000
    likely: bool = True
    linked: int = 5
    """一项技术对应几条编码。"""

    def measured(self) -> Size:
        """量多大的（见 ``bench.sizes``）。"""
        many = sized(self.people), sized(self.events), sized(self.lines)
        return replace(self, people=many[0], events=many[1], lines=many[2])

    def tenth(self) -> Size:
        """十分之一。"""
        people, events, lines = self.people // 10, self.events // 10, self.lines // 10
        return replace(self, people=people, events=events, lines=lines)


def build_surgeries(folder: Path, size: Size, key: bytes | None = None) -> Library:
    """建库并留它开着。"""
    library = new_library(folder, HOSPITAL, opened_on=OPENED, clerk=CLERK, demo=True, key=key)
    dice = random.Random(11)
    with steady():
        add_people(library, CLERK, size.people, seed=1)
        with library.act(CLERK, "bench.grading") as page:
            grades = _add_grading(page, dice)
        with library.act(CLERK, "bench.privileges") as page:
            add_events(page, _events(page, size, grades, dice))
        with library.act(CLERK, "bench.surgeries") as page:
            add_log(page, size, grades, dice)
        with library.act(CLERK, "bench.technologies") as page:
            codes = _EACH * len(DEPARTMENTS)
            add_technologies(page, OPENED, _here(page), codes, size.linked)
    return library


def _add_grading(page: Page, dice: random.Random) -> list[int]:
    """编码、两版分级目录（后一版改了一成）、每科一个专业；少数科室另有定级。"""
    count = _EACH * len(DEPARTMENTS)
    edition = page.add(
        pr.CodeEditionRow, key="示例版", name="示例版", source="虚构", since=OPENED, note=""
    )
    codes = [f"D{n // 80:02d}.{n % 80:02d}00" for n in range(count)]
    kinds = ["diagnostic" if n % 10 == 9 else "surgery" for n in range(count)]
    page.add_tuples(g.ProcedureCodeRow, ("code",), ((code,) for code in codes))
    page.add_tuples(
        pr.ProcedureRow,
        ("edition_id", "code", "name", "category"),
        ((edition, c, f"示例{c}", kind) for c, kind in zip(codes, kinds, strict=True)),
    )
    grades = first = [dice.choice((1, 1, 2, 2, 2, 3, 3, 4)) for _ in codes]
    for turn, since in enumerate((date(2018, 11, 1), date(2023, 1, 1))):
        if turn:
            grades = [max(1, one - 1) if n % 10 == 4 else one for n, one in enumerate(grades)]
        _add_edition(page, edition, since, _grading_rows(codes, kinds, grades))
    for number, name in enumerate(DEPARTMENTS, 1):
        page.add(SpecialtyRow, name=f"{name}专业", since=OPENED)
        page.add(
            SpecialtyDepartmentRow,
            specialty_id=number,
            department_id=number,
            since=OPENED,
            until=None,
        )
    return first


def _add_edition(page: Page, codes: int, since: date, rows: Iterator[tuple[Any, ...]]) -> None:
    listed = page.add(
        g.GradingEditionRow,
        number=f"分级-{since.year}-001",
        name="示例分级目录",
        code_edition_id=codes,
        managed="surgery",
        adopted_on=since,
        since=since,
        meeting="示例会议",
        document="示例文号",
        note="",
    )
    names = ("edition_id", "code_id", "name", "department_id", "grade", "managed_as")
    marks = ("minimally_invasive", "day_surgery", "interventional")
    page.add_tuples(g.GradingLineRow, (*names, *marks), ((listed, *row) for row in rows))


def _grading_rows(
    codes: list[str], kinds: list[str], grades: list[int]
) -> Iterator[tuple[Any, ...]]:
    for n, code in enumerate(codes):
        if kinds[n] == "surgery" and n % 100 != 7:  # one in a hundred is not listed
            yield (n + 1, f"示例{code}", None, grades[n], None, 0, 0, 0)
            if n % 20 == 0:
                own = 1 + n // _EACH
                yield (n + 1, f"示例{code}", own, min(4, grades[n] + 1), None, 0, 0, 0)


def suspend(library: Library, person: int) -> None:
    """一件授权变动：这人的级别在 ``SUSPENDED`` 那天暂停，以后的手术成了问题。"""
    own = Target(TargetKind.GRADE, _department(person))
    with library.act(CLERK, "bench.suspend") as page:
        decision = add_decision(page, DecisionKind.RESTRICTION, SUSPENDED, "示例文号")
        told = event_tuple(decision, person, own, Verb.SUSPEND, SUSPENDED, reason="示例")
        add_events(page, [told])


def _department(person: int) -> int:
    return 1 + (person - 1) % len(DEPARTMENTS)


def _grade(person: int) -> int:
    return (4, 4, 3, 3, 2)[person // len(DEPARTMENTS) % 5]


def _events(page: Page, size: Size, grades: list[int], dice: random.Random) -> Iterator[EventTuple]:
    """每人一个级别，几十项点名的术式，年年续授；少数暂停、撤销、补录。"""
    decisions = [add_decision(page, DecisionKind.GRANT, day, "示例文号") for day in _YEARS]
    each = size.events // size.people
    for person in range(1, size.people + 1):
        own = Target(TargetKind.GRADE, _department(person))
        grade = _grade(person) if size.likely else dice.choice((1, 1, 2, 3))
        yield event_tuple(decisions[0], person, own, Verb.OPENING, OPENED, None, grade)
        yield from islice(_named(person, decisions, _pool(person, grades, size), size, dice), each)


def _named(
    person: int, decisions: list[int], pool: Sequence[int], size: Size, dice: random.Random
) -> Iterator[EventTuple]:
    for code in pool:
        target = Target(TargetKind.PROCEDURE, code)
        ends = dice.random() < (0.01 if size.likely else 0.2)
        for turn, day in enumerate(_YEARS):
            late = day + 40 * _DAY if dice.random() < 0.002 else None
            if ends and turn == 4:
                bad = dice.choice((Verb.SUSPEND, Verb.REVOKE))
                yield event_tuple(decisions[turn], person, target, bad, day, reason="示例")
                break
            verb, until = Verb.RENEW if turn else Verb.GRANT, date(day.year, 12, 31)
            yield event_tuple(
                decisions[turn], person, target, verb, day, until, reason="示例", late_on=late
            )


def _pool(person: int, grades: list[int], size: Size) -> Sequence[int]:
    """点名授予的：本科室超出其级别的，从某处起依次。"""
    if not size.likely:
        count = _EACH * len(DEPARTMENTS)
        return random.Random(person).sample(range(1, count + 1), _EACH)
    mine = range((_department(person) - 1) * _EACH + 1, _department(person) * _EACH + 1)
    above = [code for code in mine if grades[code - 1] >= _grade(person)]
    return [*above, *(code for code in mine if grades[code - 1] < _grade(person))]


# The log

_SURGERY = (
    *("key", "content", "ref", "line", "site_id", "department_id", "day", "emergency"),
    *("cancelled", "consent", "research"),
)
_LINE = ("surgery_id", "ordinal", "code_id", "person_id", "day", "department_id")


def add_log(page: Page, size: Size, grades: list[int], dice: random.Random) -> None:
    """一例一行；先后依日期，如同逐月导入。"""
    days = (LAST - FIRST).days
    named = size.events // size.people // len(_YEARS)
    able = {
        person: [
            *_pool(person, grades, size)[:named],
            *(
                one
                for one in range((_department(person) - 1) * _EACH + 1, _department(person) * _EACH)
                if grades[one - 1] < _grade(person) and one % 100 != 8
            ),
        ]
        for person in _here(page)
    }
    people = tuple(able)
    told = [
        (*_pick(people, size, able, dice), FIRST + timedelta(n * days // size.lines))
        for n in range(size.lines)
    ]
    page.add_tuples(SurgeryRow, _SURGERY, _surgeries(told, dice))
    rows = (
        (1 + n, 1, code, person, day, department)
        for n, (person, code, department, day) in enumerate(told)
    )
    page.add_tuples(SurgeryLineRow, _LINE, rows)


def _here(page: Page) -> list[int]:
    rows = page.raw("SELECT person_id FROM registration WHERE place = 'here' ORDER BY 1")
    return [int(row[0]) for row in rows]


def _surgeries(told: list[tuple[int, int, int, date]], dice: random.Random) -> Iterator[Any]:
    for n, (_person, _code, department, day) in enumerate(told):
        key = n * 1_000_003 * 7919 & (1 << 62) - 1
        consent = 0 if n % 5000 == 1 else 1
        emergency = 1 if dice.random() < 0.05 else 0
        yield (key, n, f"示例{n:07d}", n, 1, department, day, emergency, 0, consent, None)


def _pick(
    people: Sequence[int], size: Size, able: dict[int, list[int]], dice: random.Random
) -> tuple[int, int, int]:
    """谁（注册在本院的），做什么，在哪个科室。"""
    person = dice.choice(people)
    department = _department(person)
    if not size.likely or dice.random() < 0.2:
        return person, dice.randrange(_EACH * len(DEPARTMENTS)) + 1, department
    return person, dice.choice(able[person]), department


def main() -> None:
    """python -m bench.surgery_books 文件夹 [random] [tenth] [keyed]"""
    size = Size(likely="random" not in sys.argv)
    size = size.tenth() if "tenth" in sys.argv else size
    key = bytes(range(32)) if "keyed" in sys.argv else None
    build_surgeries(Path(sys.argv[1]), size, key).close()


if __name__ == "__main__":
    main()
