"""核查以前：一项的科室、编码、专业、须几级各是什么，没有判断的因什么（第十八条）。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from medtech_desktop.domain.grading_windows import GRADED, LEFT_OUT, UNLISTED, UNSCOPED
from medtech_desktop.domain.gradings import Standing
from medtech_desktop.domain.law import MTCA_IN_FORCE
from medtech_desktop.domain.surgeries import Line, Unjudged
from medtech_desktop.domain.surgery_timelines import Grounds, graded_of
from medtech_desktop.domain.unscoped_codes import is_unscoped
from medtech_desktop.store.grading_windows import Windows, load_windows
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import day_of, load_lines
from medtech_desktop.store.surgery_grounds import load_grounds

Row = tuple[int, str, int | None, int | None]
"""一项：号、日子、编码、科室。"""
LAW = MTCA_IN_FORCE.isoformat()
_STANDINGS = {Standing.GRADED: GRADED, Standing.LEFT_OUT: LEFT_OUT, Standing.UNLISTED: UNLISTED}


class Item(NamedTuple):
    """要看的一项，认过名的。``code`` None 而 ``said_code``：写了而认不出。"""

    line: int
    day: str
    code: int | None
    department: int | None
    said_code: bool = False
    said_person: str = ""


class Placed(NamedTuple):
    """一项归到何处：没有判断的原因（0 = 要判断的），目录怎样定，须几级，哪些专业。"""

    reason: int
    standing: int = 0
    needed: int = 0
    specialties: Sequence[int] = ()


@dataclass(slots=True)
class Reasons:
    """问一项归到何处的人；根据与各段只读一次。"""

    look: Look
    grounds: Grounds
    windows: Windows
    begin: str
    """自这一天起，授权一面才有得判断：办法施行、第一版目录施行。"""

    @property
    def after(self) -> str:
        """在 ``begin`` 以前、比前一天大的文本。"""
        return f"{self.begin[:-1]}{chr(ord(self.begin[-1]) - 1)}"

    @classmethod
    def of(cls, look: Look) -> Reasons:
        """读入。"""
        windows = load_windows(look)
        return cls(look, load_grounds(look), windows, max(LAW, windows.first))

    def items(self, rows: Iterable[Row]) -> list[Item]:
        """各项，编码、科室认过名的；认名要看原来的写法。"""
        found, bare = [], []
        for row in rows:
            if row[2] is None or row[3] is None:
                bare.append(row[0])
            else:
                found.append(Item(*row))
        return found + [item_of(line) for line in self.lines_of(bare)] if bare else found

    def lines_of(self, ids: Sequence[int]) -> Iterator[Line]:
        """现在登记着的这些项，认过名的。"""
        for start in range(0, len(ids), 1000):
            yield from load_lines(self.look, ids=ids[start : start + 1000])

    def place(self, item: Item, person: int | None) -> Placed:
        """一项归到何处；取消、临床研究另看。"""
        if item.day < LAW:
            return Placed(Unjudged.BEFORE_LAW)
        if person is None:
            if not item.said_person.strip():
                return Placed(Unjudged.NO_OPERATOR)
            if self.grounds.is_somebody(item.said_person):
                return Placed(Unjudged.OPERATOR_UNCLEAR)
        if item.code is None:
            return Placed(Unjudged.CODE_UNKNOWN if item.said_code else Unjudged.NO_CODE)
        standing, needed, specialties = self._graded(item, item.code, person)
        reason = {LEFT_OUT: Unjudged.LEFT_OUT, UNSCOPED: Unjudged.OUT_OF_SCOPE}.get(standing)
        if standing == 0:
            early = item.day < self.windows.first
            reason = Unjudged.NO_EDITION if early else Unjudged.CODE_UNKNOWN
        return Placed(reason or 0, standing, needed, specialties)

    def _graded(self, item: Item, code: int, person: int | None) -> tuple[int, int, Sequence[int]]:
        """目录怎样定，须几级，科室属于哪些专业；不知道科室的，看术者当日所在的。"""
        windows, day = self.windows, item.day
        where: tuple[int, ...] = ()
        if item.department is not None:
            where = (item.department,)
        elif person is not None:
            where = self.grounds.staff.departments(person, day_of(day))
        if len(where) > 1:
            return self._among(item, code, person, where)
        standing, needed = windows.graded(code, where[0] if where else 0, day)
        if not where:
            return standing, needed, self.everywhere
        return standing, needed, windows.covering(where[0], day)

    @property
    def everywhere(self) -> list[int]:
        """全部专业。"""
        return [one.id for one in self.grounds.specialties.specialties]

    def _among(
        self, item: Item, code: int, person: int | None, where: Sequence[int]
    ) -> tuple[int, int, Sequence[int]]:
        """所在科室不止一个的：按目录问，取最高的。"""
        day = day_of(item.day)
        line = Line(item.line, 0, 0, 0, day, person, "", code, "", None)
        graded = graded_of(line, self.grounds)
        found = dict.fromkeys(s for one in where for s in self.windows.covering(one, item.day))
        if graded is None or self.windows.graded(code, 0, item.day)[0] == 0:
            return 0, 0, ()
        standing = _STANDINGS[graded.standing]
        if standing != LEFT_OUT and is_unscoped(self.grounds.unscoped, code, day):
            standing = UNSCOPED
        return standing, graded.needed or 0, list(found)


def item_of(line: Line) -> Item:
    """认过名的一项。"""
    return Item(
        line.id,
        line.day.isoformat(),
        line.code_id,
        line.department_id,
        bool(line.said_code.strip()),
        line.said_person,
    )
