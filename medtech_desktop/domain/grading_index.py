"""分级目录的查找、筛选、次序：编码库的索引之上，再按级别、科室、标记取。

The words are looked up in the code list's own index (``domain.procedures.CodeList``); an
index of a list or a draft is then only a few arrays and is made anew after every change.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from medtech_desktop.domain.grading_drafts import Change, LineKey, key_of
from medtech_desktop.domain.gradings import GradingLine
from medtech_desktop.domain.procedures import CodeList, fold

_DEPARTMENTS = 4096
ALL, OUT = -1, 0
"""级别的筛选：不限、不纳入；其余是一至四。"""


class LineMark(StrEnum):
    """一行的标记。"""

    MINIMAL = "minimally_invasive"
    DAY = "day_surgery"
    INTERVENTION = "interventional"
    RAISED = "managed_as"


MARK_NAMES = {
    LineMark.MINIMAL: "微创",
    LineMark.DAY: "日间",
    LineMark.INTERVENTION: "介入",
    LineMark.RAISED: "另按几级管理",
}


def line_id(key: LineKey) -> int:
    """一行在表里的号：编码与科室合成一个数，改过级别以后还是它。"""
    return key[0] * _DEPARTMENTS + (key[1] or 0)


def key_of_id(number: int) -> LineKey:
    """表里的号所指的一行。"""
    code_id, department = divmod(number, _DEPARTMENTS)
    return code_id, department or None


def marks_of(line: GradingLine) -> tuple[str, ...]:
    """一行的标记的名称。"""
    named = [name for mark, name in list(MARK_NAMES.items())[:3] if getattr(line, mark)]
    return tuple(named)


@dataclass(frozen=True, slots=True)
class LineFilter:
    """筛选：级别（-1 不限，0 不纳入）、科室（None 不限，0 全院）、标记、与原版相比的变化。"""

    grade: int = ALL
    department: int | None = None
    mark: LineMark | None = None
    change: Change | None = None


class GradingIndex:
    """一份目录（或草稿）的各行，按编码与科室排好，以行号相称。"""

    def __init__(
        self,
        lines: Iterable[GradingLine],
        codes: CodeList,
        texts: Mapping[int, str],
        changes: Mapping[LineKey, Change] | None = None,
        managed: frozenset[str] | None = None,
    ) -> None:
        self.codes = codes
        self._managed = managed
        self.changes = changes or {}
        last = len(codes)
        placed = []
        for line in lines:
            place = codes.place_of_code(texts.get(line.code_id, ""))
            placed.append((place if place >= 0 else last, line.department_id or 0, line))
        placed.sort(key=lambda one: one[:2])
        self.lines = [one[2] for one in placed]
        self.places = array("i", (one[0] for one in placed))
        self.ids = array("i", (line_id(key_of(line)) for line in self.lines))
        self.rows = {number: row for row, number in enumerate(self.ids)}
        # names that the list prints otherwise than the code list are looked at one by one
        self._other_names = [
            (row, fold(line.name))
            for row, line in enumerate(self.lines)
            if self.places[row] >= last or line.name != codes.names[self.places[row]]
        ]

    def __len__(self) -> int:
        return len(self.lines)

    def line(self, number: int) -> GradingLine | None:
        """表里的号所指的一行；没有（已删去）时 None。"""
        row = self.rows.get(number)
        return None if row is None else self.lines[row]

    def find(self, words: str) -> Sequence[int]:
        """各词都符合的行。"""
        if not words.split():
            return range(len(self.lines))
        hit = bytearray(len(self.codes) + 1)
        for place in self.codes.find(words):
            hit[place] = 1
        wanted = fold(words).split()
        others = {row for row, name in self._other_names if all(word in name for word in wanted)}
        return [row for row, place in enumerate(self.places) if hit[place] or row in others]

    def narrow(self, rows: Sequence[int], wanted: LineFilter) -> Sequence[int]:
        """再按级别、科室、标记、变化取。"""
        lines = self.lines
        if wanted.grade != ALL:
            grade = wanted.grade or None
            rows = [row for row in rows if lines[row].grade == grade]
        if wanted.department is not None:
            department = wanted.department or None
            rows = [row for row in rows if lines[row].department_id == department]
        if wanted.mark is not None:
            name = wanted.mark.value
            rows = [row for row in rows if getattr(lines[row], name)]
        if wanted.change is not None:
            changes, change = self.changes, wanted.change
            rows = [row for row in rows if changes.get(key_of(lines[row])) is change]
        return rows

    def unmanaged(self, rows: Sequence[int]) -> int:
        """类别不纳入分级管理的行数：列了级别也不判。"""
        managed, last = self._managed, len(self.codes)
        if managed is None:
            return 0
        places = (self.places[row] for row in rows)
        return sum(at < last and self.codes.categories[at] not in managed for at in places)

    def grades(self, rows: Sequence[int]) -> dict[int, int]:
        """各级别的行数，四级在前，不纳入（0）在后；没有的不列。"""
        counted = Counter([self.lines[row].grade or OUT for row in rows])
        return {grade: counted[grade] for grade in (4, 3, 2, 1, OUT) if counted[grade]}

    def departments(self, rows: Sequence[int]) -> dict[int, int]:
        """各科室的行数；全院（0）。"""
        return dict(Counter([self.lines[row].department_id or 0 for row in rows]))

    def in_order(self, rows: Sequence[int], column: str, descending: bool) -> array[int]:
        """各行的号，按 grade（四级在前）、code、name（拼音）、department 或 marks 排。"""
        ordered: Sequence[int] = rows
        lines = self.lines
        if column == "grade":
            ordered = [
                row for grade in (4, 3, 2, 1, None) for row in rows if lines[row].grade == grade
            ]
        elif column == "name":
            rank = self._by_name()
            ordered = sorted(rows, key=lambda row: rank[self.places[row]])
        elif column == "department":
            ordered = sorted(rows, key=lambda row: lines[row].department_id or 0)
        elif column == "needed":
            ordered = sorted(rows, key=lambda row: -(lines[row].needed or 0))
        elif column == "marks":
            ordered = sorted(rows, key=lambda row: marks_of(lines[row]), reverse=True)
        elif column == "change":
            order = {change: at for at, change in enumerate(Change)}
            last = len(order)
            changes = self.changes
            ordered = sorted(
                rows,
                key=lambda row: (
                    order[found] if (found := changes.get(key_of(lines[row]))) is not None else last
                ),
            )
        if descending:
            ordered = ordered[::-1]
        return array("i", map(self.ids.__getitem__, ordered))

    def _by_name(self) -> array[int]:
        """编码的位置 → 名称按拼音的次第。"""
        codes = self.codes
        rank = array("i", bytes(4 * (len(codes) + 1)))
        rank[len(codes)] = len(codes)
        for at, row_id in enumerate(codes.in_order(range(len(codes)), "name", False)):
            rank[codes.place_of(row_id)] = at
        return rank
