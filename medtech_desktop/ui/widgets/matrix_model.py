"""矩阵的模型：哪几行、哪几列在看，哪一段折着；一格的话只在有人问时才说。"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, Signal

from medtech_desktop.domain.privilege_matrix import (
    BAND_LABELS,
    FINDING,
    MARK_LABELS,
    Band,
    Mark,
    Matrix,
    MatrixPerson,
    MatrixRow,
)
from medtech_desktop.ui.widgets.rows import Index

_NOWHERE = QModelIndex()
_TOLD = (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole)


class MatrixModel(QAbstractTableModel):
    """矩阵的模型。行为术式或段（``line`` 小于零的是段），列为人员。"""

    refilled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.matrix: Matrix | None = None
        self.lines: array[int] = array("i")
        self.columns: array[int] = array("i")
        self.folded: set[Band] = set()
        self._only: tuple[Sequence[int], Sequence[int]] | None = None
        self._counted: dict[Band, int] = {}
        self._alike: frozenset[str] = frozenset()

    # What is shown

    def show(
        self, matrix: Matrix | None, only: tuple[Sequence[int], Sequence[int]] | None = None
    ) -> None:
        """换上矩阵；``only`` 只看这些行、这些列。"""
        self.matrix, self._only = matrix, only
        people = matrix.people if matrix is not None else ()
        counted = Counter(one.name for one in people)
        self._alike = frozenset(name for name, count in counted.items() if count > 1)
        self._refill()

    def fold(self, band: Band) -> None:
        """折起或展开一段。"""
        self.folded ^= {band}
        self._refill()

    def _refill(self) -> None:
        self.beginResetModel()
        self.lines, self.columns = array("i"), array("i")
        self._counted = {}
        if self.matrix is not None:
            wanted = self._only[0] if self._only is not None else range(len(self.matrix.axis))
            place = 0
            for number, (band, _start, end) in enumerate(self.matrix.axis.bands):
                first = place
                while place < len(wanted) and wanted[place] < end:
                    place += 1
                if place == first:
                    continue
                self._counted[band] = place - first
                self.lines.append(-1 - number)
                if band not in self.folded:
                    self.lines.extend(wanted[first:place])
            people = self._only[1] if self._only is not None else range(len(self.matrix.people))
            self.columns.extend(people)
        self.endResetModel()
        self.refilled.emit()

    def band_of(self, line: int) -> Band | None:
        """这一行是哪一段的标题；不是段为 None。"""
        place = self.lines[line]
        if place >= 0 or self.matrix is None:
            return None
        return self.matrix.axis.bands[-1 - place][0]

    def band_lines(self) -> list[int]:
        """各段标题在第几行。"""
        return [line for line, place in enumerate(self.lines) if place < 0]

    def band_count(self, band: Band) -> int:
        """一段现有几行。"""
        return self._counted.get(band, 0)

    def row(self, line: int) -> MatrixRow | None:
        """一行的术式或技术；段为 None。"""
        if self.matrix is None or not 0 <= line < len(self.lines) or self.lines[line] < 0:
            return None
        return self.matrix.axis.rows[self.lines[line]]

    def person(self, column: int) -> MatrixPerson | None:
        """一列的人员。"""
        if self.matrix is None or not 0 <= column < len(self.columns):
            return None
        return self.matrix.people[self.columns[column]]

    def byte(self, line: int, column: int) -> int:
        """一格的字节；段为 0。"""
        place = self.lines[line]
        if place < 0 or self.matrix is None:
            return 0
        return self.matrix.cells[self.columns[column]][place]

    def second_line(self, person: MatrixPerson) -> str:
        """列首的第二行：职称；同名的写工号。"""
        return person.number if person.name in self._alike and person.number else person.title

    def line_of(self, place: int) -> int:
        """矩阵的第几行现在在第几行；没有显示为 -1。"""
        try:
            return self.lines.index(place)
        except ValueError:
            return -1

    def line_that_begins(self, beginning: str, after: int) -> int:
        """编码（或名称）以此开头的行，自 ``after`` 起找，找到头再从头找；没有为 -1。"""
        if self.matrix is None or not self.lines:
            return -1
        rows, count = self.matrix.axis.rows, len(self.lines)
        for step in range(count):
            line = (after + step) % count
            place = self.lines[line]
            if place >= 0 and rows[place].code.startswith(beginning):
                return line
        return next(
            (
                n
                for n, at in enumerate(self.lines)
                if at >= 0 and rows[at].name.startswith(beginning)
            ),
            -1,
        )

    # Words

    def cell_words(self, line: int, column: int) -> str:
        """一格的话：谁、哪一术式、怎样。"""
        row, person = self.row(line), self.person(column)
        if row is None:
            return self.band_words(line)
        if person is None:
            return ""
        byte = self.byte(line, column)
        said = MARK_LABELS[self.mark(byte)]
        finding = "，有核查问题" if byte & FINDING else ""
        return f"{person.name}，{row.code} {row.name}，{said}{finding}"

    @staticmethod
    def mark(byte: int) -> Mark:
        """字节里的记号。"""
        return Mark(byte & ~FINDING)

    def band_words(self, line: int) -> str:
        """段标题的话。"""
        band = self.band_of(line)
        if band is None:
            return ""
        folded = "，已折起" if band in self.folded else ""
        return f"{BAND_LABELS[band]}，{self.band_count(band)} 项{folded}"

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in _TOLD and index.isValid():
            return self.cell_words(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, *_TOLD):
            return None
        if orientation == Qt.Orientation.Horizontal:
            return self._person_words(section)
        row = self.row(section)
        if row is None:
            return self.band_words(section) if 0 <= section < len(self.lines) else None
        note = f"　{row.note}" if row.note else ""
        return f"{row.code} {row.name}{note}"

    def _person_words(self, section: int) -> str | None:
        one = self.person(section)
        if one is None:
            return None
        number = f"工号 {one.number}" if one.number else ""
        return "，".join(part for part in (one.name, one.title, number, one.department) if part)
