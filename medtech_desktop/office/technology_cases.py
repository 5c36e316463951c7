"""一项技术的各例：手术登记里对应它的编码的，病例登记里登记的。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.technology_codes import TechnologyCode
from medtech_desktop.domain.unscoped_codes import scoped_days
from medtech_desktop.store.page import Look
from medtech_desktop.store.registered_cases import counting_cases
from medtech_desktop.store.surgery_findings import CodedLine, lines_of_code
from medtech_desktop.store.surgery_grounds import load_unscoped
from medtech_desktop.store.technology_codes import load_technology_codes


@dataclass(frozen=True, slots=True)
class Linked:
    """一条对应和它名下的手术行。"""

    link: TechnologyCode
    lines: tuple[CodedLine, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """只看哪一段日子；``earliest``：每条编码只要最早的几项。"""

    since: date = date.min
    until: date = date.max
    earliest: int | None = None


EVERY_DAY = Days()


@dataclass(frozen=True, slots=True)
class TechnologyCase:
    """一项技术的一例：手术登记的（``surgery_id``）或病例登记的（``case_id``）。"""

    key: int
    ordinal: int
    day: date
    ref: str
    surgery_id: int | None
    line_id: int | None
    case_id: int | None
    person_id: int | None
    department_id: int | None
    code_id: int | None
    site_id: int | None

    @property
    def name(self) -> str:
        """手术单号或病例代号；没有的用来源键的末六位，不含患者信息。"""
        return self.ref.strip() or f"病例 {self.key & 0xFFFFFF:06X}"


Reader = Callable[[Look, int, date, date, int | None], list[CodedLine]]
"""取一条编码自哪天至哪天的各项。"""


def linked_lines(
    look: Look,
    technology_id: int,
    days: Days = EVERY_DAY,
    *,
    conditional: bool = False,
    read: Reader = lines_of_code,
) -> Iterator[Linked]:
    """一项技术各条对应名下的手术行；``conditional``：只要有纳入条件的，否则只要没有的。

    A code that another technology takes out of 办法 is nobody's on those days (第四十七条).
    ``read`` may choose among the lines of a code.
    """
    unscoped = look.kept(load_unscoped)
    for link in load_technology_codes(look):
        if link.technology_id == technology_id and bool(link.condition) is conditional:
            since = max(link.since, days.since)
            until = min(link.until or date.max, days.until)
            lines = [
                line
                for first, last in scoped_days(unscoped, link.code_id, since, until)
                for line in read(look, link.code_id, first, last, days.earliest)
            ]
            yield Linked(link, tuple(lines))


def technology_cases(
    look: Look, technology_id: int, days: Days, *, conditional: bool = False
) -> Iterator[TechnologyCase]:
    """一项技术这些日子的各例，先后为序；手术登记里一例有几项的只算第一项。

    ``conditional``: only the lines of codes that count under a condition.
    """
    found: dict[int, TechnologyCase] = {}
    for linked in linked_lines(look, technology_id, days, conditional=conditional):
        for line in linked.lines:
            before = found.get(line.key)
            if before is not None and before.ordinal <= line.ordinal:
                continue
            found[line.key] = TechnologyCase(
                line.key,
                line.ordinal,
                line.day,
                line.ref,
                line.surgery_id,
                line.id,
                None,
                line.person_id,
                line.department_id,
                line.code_id,
                line.site_id,
            )
    for one in () if conditional else counting_cases(look, technology_id):
        if days.since <= one.day <= days.until:
            place = one.person_id, one.department_id, None, one.site_id
            found[one.key] = TechnologyCase(
                one.key, 0, one.day, one.ref, None, None, one.id, *place
            )
    yield from sorted(found.values(), key=lambda one: (one.day, one.key))
