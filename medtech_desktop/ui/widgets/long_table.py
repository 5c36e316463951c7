"""长表：十几行到一百万行同一个控件；行按页从工作线程取，样子与 RowTable 相同。

The rows are painted here row by row, not cell by cell through a delegate: a repaint then
costs less than the C++ item model with the stock delegate (bench/tables.py).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QElapsedTimer,
    QItemSelectionModel,
    QModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Report, Ticket
from medtech_desktop.ui.painting import BASELINE, box, draw_text
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.long_rows import COMING, PAGE, LongColumn, LongModel, Texts
from medtech_desktop.ui.widgets.pieces import StateChip, draw_pieces
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.ruled import PAD, RuledTable, paint_ground

RowsQuestion = Callable[[Any, Sequence[int]], Sequence[Texts]]
"""按内部编号取各行，在工作线程里问。"""
_TYPED_MS = 1000
_COPY_SLICE = 1000
_EMPTY = "—"


def copied_lines(
    library: object,
    question: RowsQuestion,
    titles: tuple[str, ...],
    ids: array[int],
    progress: Report,
) -> str:
    """各行连同标题，以制表符分隔，可以贴进 Excel。"""
    lines = ["\t".join(titles)]
    for start in range(0, len(ids), _COPY_SLICE):
        progress(start, len(ids), f"正在复制第 {start + 1:,} 行，共 {len(ids):,} 行")
        for row in question(library, ids[start : start + _COPY_SLICE]):
            lines.append("\t".join(" ".join(text.split()) for text in row))
    return "\n".join(lines) + "\n"


@lru_cache(maxsize=8192)
def _fitted(text: str, room: int, weight: int) -> tuple[str, float]:
    """放得下的文字与它的宽；放不下的末尾省略。"""
    metrics = QFontMetricsF(theme.font(theme.BODY, weight))
    width = metrics.horizontalAdvance(text)
    if width > room + 0.5:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(text)
    return text, width


class LongTable(RuledTable):
    """长表控件。``opened`` 打开一行，``chosen`` 选中一行（没有为 0），带内部编号。

    ``sort_wanted`` 要按某列排（键，是否倒序）；``typed`` 在表里打的字，供跳到那一行。
    The one who listens asks the worker and gives the answer with ``show_ids``.
    """

    opened = Signal(int)
    chosen = Signal(int)
    sort_wanted = Signal(str, bool)
    typed = Signal(str)
    copied = Signal(int)

    def __init__(
        self,
        desk: Desk,
        columns: tuple[LongColumn, ...],
        name: str,
        *,
        row_height: int = theme.ROW,
        bleed: bool = False,
        several: bool = True,
        strip: ProgressStrip | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(columns, name, row_height, bleed, parent)
        self._desk = desk
        self._strip = strip
        self._question: RowsQuestion | None = None
        self._turn = 0
        self._coming: dict[int, Ticket] = {}
        self._typed = ""
        self._typing = QElapsedTimer()
        self.empty_words = ""
        self._paints = tuple(
            (column.ink, column.weight, column.right, column.alarms, column.chip)
            for column in columns
        )
        self.titles = tuple(column.title for column in columns)
        self._keys = tuple(column.key for column in columns)
        self.model_held = LongModel(columns, self)
        self.setModel(self.model_held)
        self.begin_columns(several)
        self.model_held.page_wanted.connect(self._ask_page)
        self._heading.sectionClicked.connect(self._sort)
        self.selectionModel().selectionChanged.connect(self._tell_chosen)
        self.doubleClicked.connect(lambda index: self._open(index.row()))

    # Rows

    def show_ids(
        self,
        ids: array[int],
        question: RowsQuestion,
        first: Sequence[Texts] = (),
        row: int = -1,
    ) -> None:
        """换上各行；``first`` 为第一页，``row`` 为原来选中的现在在第几行。"""
        had = bool(self.current_id())
        self._turn += 1
        self._question = question
        for ticket in self._coming.values():
            self._desk.cancel(ticket)
        self._coming.clear()
        self.hovered = -1
        self.model_held.set_ids(ids, first)
        if row >= 0:
            self.show_row(row)
        else:
            self.scrollToTop()
            if had:
                self.chosen.emit(0)

    def show_order(self, key: str, descending: bool) -> None:
        """表头显示按哪一列排。"""
        self.show_sorted(self._keys.index(key) if key in self._keys else -1, descending)

    def show_row(self, row: int) -> None:
        """选中这一行，滚到看得见。"""
        if not 0 <= row < self.model_held.rowCount():
            return
        flag = QItemSelectionModel.SelectionFlag
        index = self.model_held.index(row, 0)
        self.selectionModel().setCurrentIndex(index, flag.ClearAndSelect | flag.Rows)
        self.scrollTo(index)

    def current_id(self) -> int:
        """选中（几行时为当前一行）的内部编号；没有选中为 0。"""
        row = self.currentIndex().row()
        if 0 <= row < len(self.model_held.ids) and self._is_chosen(row):
            return self.model_held.ids[row]
        return 0

    def chosen_ids(self) -> array[int]:
        """选中的各行，按所列次序；没有选中时为全部。"""
        ranges = self._chosen_ranges()
        if not ranges:
            return self.model_held.ids
        found: array[int] = array(self.model_held.ids.typecode)
        for top, bottom in ranges:
            found.extend(self.model_held.ids[top : bottom + 1])
        return found

    def _chosen_ranges(self) -> list[tuple[int, int]]:
        # asked as ranges: selectedRows() of a million rows makes a million indexes
        parts = self.selectionModel().selection()
        ranges = map(parts.at, range(parts.count()))
        return sorted({(part.top(), part.bottom()) for part in ranges})

    def _is_chosen(self, row: int) -> bool:
        return any(top <= row <= bottom for top, bottom in self._chosen_ranges())

    def _ask_page(self, page: int) -> None:
        question, turn = self._question, self._turn
        if question is None:
            return
        self._drop_passed()
        ids = self.model_held.ids[page * PAGE : (page + 1) * PAGE]
        self._coming[page] = self._desk.ask(
            question, ids, then=lambda rows: self._take(turn, page, rows), owner=self
        )

    def _drop_passed(self) -> None:
        """已经滚过去、还没有取来的页不取了。"""
        first = max(0, self.rowAt(0)) // PAGE
        last = self.rowAt(self.viewport().height() - 1)
        final = (last if last >= 0 else self.model_held.rowCount()) // PAGE
        for page in [page for page in self._coming if not first <= page <= final]:
            self._desk.cancel(self._coming.pop(page))
            self.model_held.forget(page)

    def _take(self, turn: int, page: int, rows: Sequence[Texts]) -> None:
        if turn == self._turn:
            self._coming.pop(page, None)
            self.model_held.take_page(page, rows)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        area = event.rect()
        top = self.rowAt(area.top())
        if top < 0:
            self._paint_empty(painter)
            return
        bottom = self.rowAt(area.bottom())
        bottom = bottom if bottom >= 0 else self.model_held.rowCount() - 1
        spans = self._spans()
        left, right = spans[0][0], max(spans[-1][0] + spans[-1][1], self.viewport().width())
        chosen = [span for span in self._chosen_ranges() if span[1] >= top and span[0] <= bottom]
        height, y = self._row_height, self.rowViewportPosition(top)
        for row in range(top, bottom + 1):
            place = QRectF(left, y, right - left, height)
            is_chosen = any(first <= row <= last for first, last in chosen)
            paint_ground(painter, place, is_chosen, row == self.hovered, True)
            self._paint_texts(painter, y, self.model_held.texts(row), spans)
            y += height

    def _paint_texts(
        self, painter: QPainter, y: int, texts: Texts | None, spans: list[tuple[int, int]]
    ) -> None:
        baseline = y + (self._row_height - 1) / 2 + BASELINE * theme.BODY
        if texts is None:
            painter.setFont(theme.font())
            painter.setPen(Ink.INK3.colour)
            painter.drawText(QPointF(spans[0][0] + self.pad, baseline), COMING)
            return
        lead = self.pad
        for text, (left, width), (ink, weight, right, alarms, chip) in zip(
            texts, spans, self._paints, strict=True
        ):
            if not width:  # hidden
                continue
            room = width - lead - PAD
            if chip and text:
                place = QRectF(left + lead, y, room, self._row_height - 1)
                draw_pieces(painter, place, (StateChip(text),))
                lead = PAD
                continue
            if alarms and text in alarms:
                ink, weight = Ink.BAD, theme.MEDIUM
            shown, wide = _fitted(text or _EMPTY, room, weight)
            painter.setFont(theme.font(theme.BODY, weight))
            painter.setPen((ink if text else Ink.INK3).colour)
            x = left + width - PAD - wide if right else left + lead
            painter.drawText(QPointF(x, baseline), shown)
            lead = PAD

    def _paint_empty(self, painter: QPainter) -> None:
        """没有行时说一句为什么；焦点画在框上（有行时是选中行的竖条）。"""
        if self.model_held.rowCount():
            return
        room = QRectF(self.pad, 0, self.viewport().width() - self.pad, self._row_height + 8)
        draw_text(painter, room, self.empty_words, theme.font(), Ink.INK2)
        if self.hasFocus():
            box(painter, QRectF(self.viewport().rect()), 3, None, Ink.ACC, 2)

    def _spans(self) -> list[tuple[int, int]]:
        return [
            (self.columnViewportPosition(number), self.columnWidth(number))
            for number in range(len(self.columns))
        ]

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        copies = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if copies and event.key() == Qt.Key.Key_C:
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        ends = {
            QAbstractItemView.CursorAction.MoveHome: 0,
            QAbstractItemView.CursorAction.MoveEnd: self.model_held.rowCount() - 1,
        }
        if action in ends:
            return self.model_held.index(ends[action], 0)
        return super().moveCursor(action, modifiers)

    def keyboardSearch(self, search: str) -> None:
        if not self._typing.isValid() or self._typing.elapsed() > _TYPED_MS:
            self._typed = ""
        self._typing.start()
        self._typed += search
        self.typed.emit(self._typed)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(event.position().toPoint().y()))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.model_held.rowCount() and not self._chosen_ranges():
            self.show_row(max(0, self.rowAt(0)))

    def copy(self) -> None:
        """把选中的各行（没有选中时全部）连同标题放到剪贴板。"""
        question, ids = self._question, self.chosen_ids()
        if question is None or not ids:
            return

        def tell(done: int, total: int, said: str) -> None:
            if self._strip is not None:
                self._strip.tell(done, total, said)

        ticket = self._desk.ask(
            copied_lines,
            question,
            self.titles,
            ids,
            then=lambda text: self._take_copy(text, len(ids)),
            owner=self,
            topic="copy",
            progress=tell,
        )
        if self._strip is not None:
            self._strip.begin(f"正在复制 {len(ids):,} 行", lambda: self._stop_copy(ticket))

    def _stop_copy(self, ticket: Ticket) -> None:
        self._desk.cancel(ticket)
        if self._strip is not None:
            self._strip.end()
        self._desk.said.emit("复制已取消，剪贴板没有改动")

    def _take_copy(self, text: str, count: int) -> None:
        if self._strip is not None:
            self._strip.end()
        QGuiApplication.clipboard().setText(text)
        self.copied.emit(count)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self.model_held.ids):
            self.opened.emit(self.model_held.ids[row])

    def _tell_chosen(self) -> None:
        self.viewport().update()
        self.chosen.emit(self.current_id())

    def _sort(self, section: int) -> None:
        if self._turn_order(section):
            self.sort_wanted.emit(self._keys[section], self._order[1])

    def setModel(self, model: QAbstractItemModel | None) -> None:
        if not isinstance(model, LongModel):
            raise TypeError("a long table has a long model")
        super().setModel(model)
