"""授权屏的「矩阵」：图例、矩阵、选中一格的侧栏；问、按记号看、复制。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.privilege_matrix import MatrixPerson, MatrixRow
from medtech_desktop.domain.privileges import Target
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.screens.privilege_detail import CellPanel
from medtech_desktop.ui.screens.privilege_views import (
    MatrixAsked,
    ask_cell,
    ask_copy,
    ask_having,
    ask_matrix,
    question_of,
)
from medtech_desktop.ui.widgets.matrix import MatrixView
from medtech_desktop.ui.widgets.matrix_legend import Legend
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip

if TYPE_CHECKING:
    from medtech_desktop.office.privilege_cells import CellPage
    from medtech_desktop.office.privilege_matrix import MatrixAnswer

_NOBODY = "这个范围里没有人员；换一个科室，或先在「医师」登记"
_NOTHING = "没有术式：还没有施行的分级目录，也没有人有按术式的授权"
_NONE_SUCH = "没有这种记号的格；在图例里再按一次看全部"


class MatrixPane(QWidget):
    """矩阵一页。``told`` 带做好的回答，``cell_shown`` 带显示了的一格，``said`` 给状态栏。"""

    told = Signal(object)
    cell_shown = Signal(object)
    said = Signal(str)

    def __init__(self, desk: Desk, on: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._on = desk, on
        self.asked = MatrixAsked()
        self.answer: MatrixAnswer | None = None
        self._wanted: tuple[int, Target | None] | None = None
        self._cell: tuple[int, int] = (-1, -1)
        self._turn = 0
        self.strip = ProgressStrip()
        self.legend = Legend()
        self.view = MatrixView()
        self.panel = CellPanel()
        self._lay_out()
        self.legend.chosen.connect(lambda _marks: self._ask_having())
        self.view.cell_chosen.connect(self._choose)
        self.view.copy_wanted.connect(self._copy)
        self.view.acted.connect(self._go_to_acts)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(0)
        above = QHBoxLayout()
        above.setContentsMargins(18, 0, 12, 4)
        above.addWidget(self.legend, 1)
        left.addLayout(above)
        left.addWidget(self.view, 1)
        left.addWidget(self.strip)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.panel)

    # Asking

    def ask(self, asked: MatrixAsked) -> None:
        """问一张；换了问的，前一张不做了；全院的有进度，可以取消。"""
        self.asked = asked
        self._turn += 1
        turn = self._turn
        ticket = self.desk.ask(
            ask_matrix,
            asked,
            self._on(),
            then=self._show,
            owner=self,
            topic="matrix",
            progress=self.strip.tell,
            stopped=lambda: self._stopped(turn),
            ended=lambda: self._ended(turn),
        )
        self.strip.end()
        if not asked.scope.startswith("department"):
            self.strip.begin("正在做授权矩阵", lambda: self.desk.cancel(ticket))

    def _stopped(self, turn: int) -> None:
        if turn == self._turn:
            self.said.emit("已取消，仍是原来的矩阵")

    def _ended(self, turn: int) -> None:
        if turn == self._turn:
            self.strip.end()

    def _show(self, answer: MatrixAnswer) -> None:
        if answer.asked != question_of(self.asked):  # an older one that came all the same
            return
        self.answer = answer
        matrix = answer.matrix
        self.legend.show_counts(matrix)
        self.view.empty_words = _NOTHING if matrix.people else _NOBODY
        self.told.emit(answer)
        if self.legend.pressed():
            self._ask_having()
        else:
            self._put(None)

    def _ask_having(self) -> None:
        if self.answer is None:
            return
        marks = self.legend.pressed()
        if not marks:
            self.legend.show_counts(self.answer.matrix)
            self._put(None)
            return
        self.desk.ask(
            ask_having,
            self.answer.matrix,
            marks,
            then=self._put,
            owner=self,
            topic="having",
        )

    def _put(self, only: tuple[list[int], list[int]] | None) -> None:
        if self.answer is None:
            return
        if only is not None:
            self.view.empty_words = _NONE_SUCH
        self.view.show_matrix(self.answer.matrix, only)
        if self._wanted is not None:
            self._go_to_wanted()
        elif self._cell == (-1, -1):
            self.panel.show_page(None)
        else:
            self._choose(*self._here())

    def _here(self) -> tuple[int, int]:
        """现在的一格在矩阵里的行与列；没有为 -1。"""
        index = self.view.currentIndex()
        if not index.isValid() or self.view.held.lines[index.row()] < 0:
            return -1, -1
        return self.view.held.lines[index.row()], self.view.held.columns[index.column()]

    # One cell

    def want(self, person: int, target: Target | None) -> None:
        """做好以后到这个人的这一格（没有指明的，第一格）。"""
        self._wanted = (person, target)
        self.legend.release()

    def _go_to_wanted(self) -> None:
        assert self.answer is not None
        assert self._wanted is not None
        (person, target), self._wanted = self._wanted, None
        matrix = self.answer.matrix
        column = next((n for n, one in enumerate(matrix.people) if one.id == person), -1)
        place = 0
        if target is not None:
            place = matrix.axis.places.get((int(target.kind), target.id), -1)
        if column < 0 or place < 0 or not self.view.show_cell(place, column):
            if target is not None:
                self._ask_cell(person, target)
            self.said.emit("所指的不在现在所列的矩阵里")

    def _choose(self, place: int, column: int) -> None:
        self._cell = (place, column)
        if place < 0 or self.answer is None:
            self.panel.show_page(None)
            return
        person = self.answer.matrix.people[column]
        self._ask_cell(person.id, self.answer.matrix.axis.rows[place].target)

    def _ask_cell(self, person: int, target: Target) -> None:
        self.desk.ask(
            ask_cell,
            self.asked,
            person,
            target,
            self._on(),
            then=self._show_cell,
            owner=self,
            topic="cell",
        )

    def _show_cell(self, page: CellPage) -> None:
        self.panel.show_page(page)
        self.cell_shown.emit(page)

    def chosen(self) -> tuple[tuple[MatrixPerson, ...], tuple[MatrixRow, ...]]:
        """选中的各人、各行，供成批授权。"""
        if self.answer is None:
            return (), ()
        places, columns = self.view.chosen_cells()
        matrix = self.answer.matrix
        people = tuple(matrix.people[column] for column in columns)
        return people, tuple(matrix.axis.rows[place] for place in places)

    def _go_to_acts(self) -> None:
        first = self.panel.first
        if first.isVisible() and first.isEnabled():
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _copy(self, rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
        if self.answer is None or not rows or not columns:
            return
        self.desk.ask(
            ask_copy,
            self.answer.matrix,
            rows,
            columns,
            then=self._take_copy,
            owner=self,
            topic="copy",
        )

    def _take_copy(self, copied: tuple[str, int]) -> None:
        text, count = copied
        QGuiApplication.clipboard().setText(text)
        self.said.emit(f"已复制 {count:,} 格，可以贴进 Excel")
