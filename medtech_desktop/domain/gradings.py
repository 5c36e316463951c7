"""手术分级管理目录：版、行、查级别（第十八条）。

One code may have a line of the whole hospital and lines of single departments.  The line of
the department that operates wins, else that of the nearest department above it, else that of
the whole hospital, else the highest of the other departments' lines, with a note.  A surgery
is judged by the edition of its day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from medtech_desktop.domain.departments import Above
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.procedures import CATEGORY_NAMES

GRADE_NAMES = {4: "四级", 3: "三级", 2: "二级", 1: "一级"}
"""级别 → 名称，四级在前。"""
LEFT_OUT = "不纳入"
WHOLE_HOSPITAL = "全院"
_SEPARATOR = "、"


class Standing(StrEnum):
    """一条编码在目录里的情形：定了级别、不纳入、没有列入。"""

    GRADED = "graded"
    LEFT_OUT = "left_out"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class GradingEdition:
    """手术分级管理目录的一版；``managed`` 为纳入管理的类别代码，顿号分隔。"""

    id: int
    uid: str
    act_seq: int
    number: str
    name: str
    code_edition_id: int
    managed: str
    adopted_on: date
    since: date
    meeting: str
    document: str
    note: str

    @property
    def categories(self) -> frozenset[str]:
        """纳入管理的类别。"""
        return managed_categories(self.managed)


@dataclass(frozen=True, slots=True)
class GradingLine:
    """目录的一行：编码、科室（None = 全院）→ 级别（None = 不纳入）、按几级管理、三种标记。"""

    code_id: int
    name: str
    department_id: int | None
    grade: int | None
    managed_as: int | None = None
    minimally_invasive: bool = False
    day_surgery: bool = False
    interventional: bool = False

    @property
    def needed(self) -> int | None:
        """做这一术式须有几级的权限：写明「按几级管理」的从它，否则同级别。"""
        return None if self.grade is None else self.managed_as or self.grade


@dataclass(frozen=True, slots=True)
class Graded:
    """查得的级别：``grade`` 目录所定，``needed`` 须有几级的权限，``line`` 出自哪一行。

    Both are None for what is left out (``standing``) or not in the list at all.  ``note``
    says what the reader has to know; empty where the line is the department's or of all.
    """

    grade: int | None
    needed: int | None
    line: GradingLine | None
    note: str
    standing: Standing


_UNLISTED = Graded(None, None, None, "本版分级目录没有列入", Standing.UNLISTED)


def grade_name(grade: int | None) -> str:
    """四级 … 一级；None 为不纳入。"""
    return LEFT_OUT if grade is None else GRADE_NAMES[grade]


@lru_cache(maxsize=64)
def managed_categories(written: str) -> frozenset[str]:
    """纳入管理的类别代码；没有注明类别的一律纳入。

    A code whose category nobody wrote down must not drop out of sight by itself.
    """
    return frozenset({"", *(one for one in written.split(_SEPARATOR) if one)})


def written_categories(categories: Iterable[str]) -> str:
    """类别代码写成一格，按固定的次序。"""
    wanted = set(categories)
    return _SEPARATOR.join(one for one in CATEGORY_NAMES if one and one in wanted)


@cites("MTCA-18")
def edition_on(editions: Iterable[GradingEdition], day: date) -> GradingEdition | None:
    """当日施行的一版：已施行的当中最近的，同日的取后登记的。"""
    held = [one for one in editions if one.since <= day]
    return max(held, key=lambda one: (one.since, one.act_seq), default=None)


def edition_before(
    editions: Sequence[GradingEdition], edition: GradingEdition
) -> GradingEdition | None:
    """它的前一版。"""
    mine = (edition.since, edition.act_seq)
    earlier = [one for one in editions if (one.since, one.act_seq) < mine]
    return max(earlier, key=lambda one: (one.since, one.act_seq), default=None)


@dataclass(frozen=True, slots=True, eq=False)
class GradingList:
    """一版目录的全部各行，按编码的内部号；查一条是一次字典查找。

    ``codes`` and ``categories`` are of every code of the code edition that has an inner
    number, so that what is not listed can be told from what is not managed.
    """

    edition: GradingEdition
    lines: Mapping[int, tuple[GradingLine, ...]]
    codes: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)
    above: Above = field(default_factory=dict)

    def within(self, above: Above) -> GradingList:
        """同一目录，按某日科室的上下级来查。"""
        return replace(self, above=above) if above else self

    @cites("MTCA-18")
    def grade_of(self, code_id: int, department_id: int | None) -> Graded:
        """某科室做这一术式算几级；``department_id`` None = 不知道是哪个科室。"""
        category = self.categories.get(code_id, "")
        if category not in self.edition.categories:
            note = f"{CATEGORY_NAMES.get(category, category)}不在本院分级管理之内"
            return Graded(None, None, None, note, Standing.LEFT_OUT)
        lines = self.lines.get(code_id)
        if lines is None:
            return _UNLISTED
        return graded_by(lines, department_id, self.above.get(department_id or 0, ()))

    @cites("MTCA-18")
    def grade_among(self, code_id: int, departments: Sequence[int]) -> Graded:
        """不知道是其中哪个科室做的：各科室所定不同的，取最高的；没有科室的，不按科室取。"""
        if not departments:
            return self.grade_of(code_id, None)
        found = [self.grade_of(code_id, one) for one in departments]
        found = [one for one in found if not one.note] or found
        highest = max(found, key=lambda one: one.needed or 0)
        if len({one.needed for one in found}) == 1:
            return highest
        return replace(highest, note="所在科室不止一个，所定级别不同，取最高的")

    def lines_of(self, code_id: int) -> tuple[GradingLine, ...]:
        """这一编码的各行：全院在前。"""
        return self.lines.get(code_id, ())

    def __len__(self) -> int:
        return sum(map(len, self.lines.values()))


def graded_by(
    lines: Sequence[GradingLine], department_id: int | None, above: Sequence[int] = ()
) -> Graded:
    """同一编码的各行里，哪一行算数：本科室、最近的上级科室、全院、其余科室中最高的。"""
    whole = None
    over: dict[int, GradingLine] = {}
    for line in lines:
        if line.department_id is None:
            whole = line
        elif line.department_id == department_id:
            return _graded(line, "")
        elif line.department_id in above:
            over[line.department_id] = line
    for department in above:
        if department in over:
            return _graded(over[department], "")
    if whole is not None:
        return _graded(whole, "")
    highest = max(lines, key=lambda one: (one.needed or 0, one.grade or 0))
    return _graded(highest, "本科室与全院都没有定级，取其他科室所定的最高级别")


def _graded(line: GradingLine, note: str) -> Graded:
    standing = Standing.LEFT_OUT if line.grade is None else Standing.GRADED
    return Graded(line.grade, line.needed, line, note, standing)


def by_code(lines: Iterable[GradingLine]) -> dict[int, tuple[GradingLine, ...]]:
    """按编码归拢；每一编码全院的一行在前，科室的按内部号。"""
    grouped: dict[int, list[GradingLine]] = {}
    for line in lines:
        grouped.setdefault(line.code_id, []).append(line)
    return {
        code_id: tuple(sorted(mine, key=lambda one: one.department_id or 0))
        if len(mine) > 1
        else tuple(mine)
        for code_id, mine in grouped.items()
    }
