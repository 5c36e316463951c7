"""人员一览：筛选、排序、按页取行；次序与检索文字只算一次，按键时只挑。"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from medtech_desktop.documents.listings import Listing, write_listing
from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.matching import Haystack, matches, split_words
from medtech_desktop.domain.practitioners import (
    KIND_LABELS,
    WHEREABOUTS_LABELS,
    RegistrationPlace,
    Whereabouts,
)
from medtech_desktop.office.pinyin import person_haystack, sort_key
from medtech_desktop.store.book import Book
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff

ALL = "all"
FIRST_PAGE = 200
COLUMNS = ("姓名", "工号", "类别", "职称", "科室", "情形", "执业注册")
PersonTexts = tuple[str, ...]
_GONE = (Whereabouts.LEFT, Whereabouts.DIED)


@dataclass(frozen=True, slots=True)
class PractitionerLine:
    """人员一览的一行。``place`` 执业注册在哪里，``where`` 当日人在哪里。"""

    id: int
    name: str
    staff_number: str
    title: str
    departments: str
    place: str
    kind: str = ""
    where: Whereabouts = Whereabouts.UNKNOWN


@dataclass(frozen=True, slots=True)
class PeopleQuestion:
    """所问：各词、科室（空为不限）、类别与情形（ALL 为不限）、次序、选中的。"""

    words: str = ""
    department: str = ""
    kind: str = ALL
    where: str = ALL
    order: str = "name"
    descending: bool = False
    keep: int = 0


@dataclass(frozen=True, slots=True)
class PeopleAnswer:
    """所列的人员编号与头一页；``wheres`` 是不计情形时各情形的人数。

    ``row`` is where ``keep`` stands now, -1 when it is not listed.
    """

    ids: array[int] = field(default_factory=lambda: array("i"))
    first: tuple[PersonTexts, ...] = ()
    wheres: tuple[tuple[str, int], ...] = ()
    departments: tuple[str, ...] = ()
    whole: int = 0
    here: int = 0
    row: int = -1


def practitioner_list(library: Book, on: date) -> tuple[PractitionerLine, ...]:
    """在册人员，按姓名的拼音；同名的按工号。"""
    with library.look() as look:
        return look.kept(_lines, on)


def _lines(look: Look, on: date) -> tuple[PractitionerLine, ...]:
    staff, hospital = look.kept(load_staff), look.kept(load_hospital)
    called = cache(lambda department: hospital.department_name(department, on))
    lines = []
    for person in staff.people:
        held = held_on(staff.registrations_of(person.id), on)
        here = any(r.place is RegistrationPlace.HERE for r in held)
        place = "本院" if here else (held[0].institution if held else "未登记")
        departments = (called(d) for d in staff.departments(person.id, on))
        kind = staff.kind(person.id, on)
        lines.append(
            PractitionerLine(
                person.id,
                staff.name(person.id, on),
                staff.staff_number(person.id, on),
                staff.title(person.id, on),
                "、".join(departments),
                place,
                KIND_LABELS[kind] if kind is not None else "",
                staff.whereabouts(person.id, on),
            )
        )
    return tuple(sorted(lines, key=_name_key))


def _name_key(line: PractitionerLine) -> tuple[str, str]:
    return (sort_key(line.name, person=True), sort_key(line.staff_number))


_KEYS: dict[str, Callable[[PractitionerLine], object]] = {
    "name": _name_key,
    "number": lambda line: sort_key(line.staff_number),
    "kind": lambda line: sort_key(line.kind),
    "title": lambda line: sort_key(line.title),
    "departments": lambda line: sort_key(line.departments),
    "where": lambda line: list(Whereabouts).index(line.where),
}


def _ordered(look: Look, on: date, order: str, descending: bool) -> tuple[PractitionerLine, ...]:
    key = _KEYS.get(order, _name_key)
    lines = look.kept(_lines, on)
    return tuple(sorted(lines, key=key, reverse=descending))  # type: ignore[arg-type]


def _haystacks(look: Look, on: date) -> dict[int, Haystack]:
    return {
        line.id: person_haystack(
            line.name,
            (
                line.staff_number,
                line.title,
                *line.departments.split("、"),
                line.place,
                line.kind,
                WHEREABOUTS_LABELS[line.where],
            ),
        )
        for line in look.kept(_lines, on)
    }


def _departments(look: Look, on: date) -> tuple[str, ...]:
    """当日有人的科室，按拼音。"""
    names = {n for line in look.kept(_lines, on) for n in line.departments.split("、") if n}
    return tuple(sorted(names, key=sort_key))


def _by_id(look: Look, on: date) -> dict[int, PractitionerLine]:
    return {line.id: line for line in look.kept(_lines, on)}


def find_people(library: Book, asked: PeopleQuestion, on: date) -> PeopleAnswer:
    """合于所问的人员。"""
    with library.look() as look:
        lines = look.kept(_lines, on)
        hays, departments = look.kept(_haystacks, on), look.kept(_departments, on)
        wanted = split_words(asked.words)
        passing = [
            line
            for line in look.kept(_ordered, on, asked.order, asked.descending)
            if _fits(line, asked, hays, wanted)
        ]
    counts = Counter(line.where.value for line in passing)
    shown = [line for line in passing if asked.where in (ALL, line.where.value)]
    ids = array("i", (line.id for line in shown))
    return PeopleAnswer(
        ids,
        tuple(_texts(line) for line in shown[:FIRST_PAGE]),
        ((ALL, len(passing)), *((w.value, counts[w.value]) for w in Whereabouts)),
        departments,
        len(lines),
        sum(line.where in (Whereabouts.HERE, Whereabouts.LEAVE) for line in lines),
        ids.index(asked.keep) if asked.keep in ids else -1,
    )


def _fits(
    line: PractitionerLine,
    asked: PeopleQuestion,
    hays: dict[int, Haystack],
    wanted: tuple[str, ...],
) -> bool:
    if asked.department and asked.department not in line.departments.split("、"):
        return False
    if asked.kind not in (ALL, line.kind):
        return False
    return not wanted or matches(wanted, hays[line.id])


def _texts(line: PractitionerLine) -> PersonTexts:
    return (
        line.name,
        line.staff_number,
        line.departments,
        line.title,
        WHEREABOUTS_LABELS[line.where],
    )


def people_rows(library: Book, ids: Sequence[int], on: date) -> tuple[PersonTexts, ...]:
    """一页的各行。"""
    with library.look() as look:
        held = look.kept(_by_id, on)
    return tuple(_texts(held[one]) for one in ids)


def row_that_begins(library: Book, asked: PeopleQuestion, beginning: str, on: date) -> int:
    """姓名、首字母或工号以此开头的第一个人在第几行；没有为 -1。"""
    answer = find_people(library, asked, on)
    with library.look() as look:
        held, hays = look.kept(_by_id, on), look.kept(_haystacks, on)
    wanted = split_words(beginning)
    for row, one in enumerate(answer.ids):
        line = held[one]
        if line.name.startswith(beginning) or line.staff_number.startswith(beginning):
            return row
    found = (row for row, one in enumerate(answer.ids) if wanted and matches(wanted, hays[one]))
    return next(found, -1)


def export_people(
    library: Book,
    ids: Sequence[int],
    path: Path,
    on: date,
    progress: Callable[[int, int, str], None] | None = None,
) -> Path:
    """把所列的人员存为 xlsx 或 csv，按所列的次序。raises Trouble."""
    with library.look() as look:
        held = look.kept(_by_id, on)
    rows = (
        (
            held[one].name,
            held[one].staff_number,
            held[one].kind,
            held[one].title,
            held[one].departments,
            WHEREABOUTS_LABELS[held[one].where],
            held[one].place,
        )
        for one in ids
    )
    listing = Listing("人员", COLUMNS, rows, len(ids))
    write_listing(path, listing, progress)
    return path
