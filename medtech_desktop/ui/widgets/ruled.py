"""有细线的表：各种表格共用的表头、底色、悬停与记住的列宽；行由各自的表格画。"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSettings, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, rule, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import paper
from medtech_desktop.ui.widgets.rows import Column

PAD = 8
_REMEMBER_AFTER_MS = 400
_WIDEST = 900
"""Text columns stop growing here; a line of text is not read across a whole 4K screen."""


class Heading(QHeaderView):
    """表头：12 号 ink3；排序列 ink 加小箭头；每列自己的对齐。"""

    def __init__(self, columns: tuple[Column, ...], pad: int, parent: QWidget | None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._pad = pad
        self.ground = Ink.BG
        self.setFixedHeight(theme.HEADING)
        self.setMinimumSectionSize(24)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def paintSection(self, painter: QPainter, rect: object, logical: int) -> None:
        if not isinstance(rect, QRect) or logical >= len(self._columns):
            return
        column = self._columns[logical]
        place = QRectF(rect)
        painter.fillRect(place, self.ground.colour)
        rule(painter, place.left(), place.right() + 1, place.bottom() - 1, Ink.LINE2)
        current = self.sortIndicatorSection() == logical
        ink = Ink.INK if current else Ink.INK3
        room = place.adjusted(self._lead(logical), 0, -PAD, 0)
        align = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
        face = theme.font(theme.NOTE, theme.MEDIUM)
        width = draw_text(painter, room, column.title, face, ink, align)
        if current:
            down = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
            x = room.left() + width + 3 if not column.right else room.right() - width - 15
            side = QRectF(x, place.center().y() - 6, 12, 12)
            draw_icon(painter, "chevron-down" if down else "chevron-up", side, Ink.ACC)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        rule(painter, self.length(), self.viewport().width(), self.height() - 1, Ink.LINE2)

    def _lead(self, logical: int) -> int:
        return self._pad if self.visualIndex(logical) == 0 else PAD


def paint_ground(
    painter: QPainter, place: QRectF, chosen: bool, hovered: bool, first: bool
) -> None:
    """一格（或整行）的底：选中与悬停的底色、行细线、选中行左边的竖条。"""
    if chosen or hovered:
        painter.fillRect(place, (Ink.SEL if chosen else Ink.HOVER).colour)
    rule(painter, place.left(), place.right() + 1, place.bottom() - 1)
    if chosen and first:
        bar = QRectF(place.left(), place.top(), 3, place.height() - 1)
        painter.fillRect(bar, Ink.ACC.colour)


class RuledTable(QTableView):
    """有细线的表的共同部分：整行选中、悬停、文字列占余下宽度、列宽记住。

    A subclass sets its model and then calls ``begin_columns``.
    """

    def __init__(
        self,
        columns: tuple[Column, ...],
        name: str,
        row_height: int,
        bleed: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.hovered = -1
        self.pad = PAD if bleed else 0
        self._row_height = row_height
        self.setAccessibleName(name)
        self.setObjectName(name)
        self._heading = Heading(columns, self.pad, self)
        self._order: tuple[int, bool] = (-1, False)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REMEMBER_AFTER_MS)
        self._later.timeout.connect(self.remember_widths)

    def begin_columns(self, several: bool) -> None:
        """换上表头与看法；模型须已给出。"""
        self.setHorizontalHeader(self._heading)
        self._set_up_view(several)
        self._restore_widths()
        self._heading.sectionResized.connect(self._resized)

    def _set_up_view(self, several: bool) -> None:
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.ExtendedSelection if several else mode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(20)
        self.verticalHeader().setDefaultSectionSize(self._row_height)

    def show_sorted(self, section: int, descending: bool) -> None:
        """表头显示按哪一列排；-1 为不显示。"""
        self._order = (section, descending)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self._heading.setSortIndicator(section, order)

    def _turn_order(self, section: int) -> bool:
        """点了表头：同一列倒过来，别的列从头排；不能排的列不变，返回 False。

        Qt has turned its own indicator before it tells of the click; ours is the one kept.
        """
        able = self.columns[section].sortable
        before, descending = self._order
        if able:
            self._order = (section, section == before and not descending)
        self.show_sorted(*self._order)
        return able

    def lie_on(self, ground: Ink) -> None:
        """放在这种底色的面板上。"""
        self._heading.ground = ground
        for ground_of in (self, self.viewport()):
            paper(ground_of, ground)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """各列不再变宽以后，行的底色与细线仍画到右边。"""
        super().paintEvent(event)
        left, right = self._heading.length(), self.viewport().width()
        rows = self.verticalHeader()
        first = rows.visualIndexAt(0)
        if left >= right or first < 0:
            return
        painter = QPainter(self.viewport())
        last = rows.visualIndexAt(self.viewport().height())
        for row in range(first, rows.count() if last < 0 else last + 1):
            place = QRectF(left, self.rowViewportPosition(row), right - left, self.rowHeight(row))
            chosen = self.selectionModel().isRowSelected(row, QModelIndex())
            paint_ground(painter, place, chosen, row == self.hovered, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _hover(self, row: int) -> None:
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()

    def _share_width(self) -> None:
        free = [n for n, column in enumerate(self.columns) if column.width == 0]
        if not free:
            return
        taken = sum(self.columnWidth(n) for n in range(len(self.columns)) if n not in free)
        share = min(_WIDEST, max(60, (self.viewport().width() - taken) // len(free)))
        for number in free:
            self._heading.blockSignals(True)
            self.setColumnWidth(number, share)
            self._heading.blockSignals(False)

    def _restore_widths(self) -> None:
        kept = QSettings().value(f"widths/{self.objectName()}", "")
        numbers = [int(part) for part in str(kept).split(",") if part.isdigit()]
        fits = len(numbers) == len(self.columns)
        for number, column in enumerate(self.columns):
            least = round(text_width(column.title, theme.font(theme.NOTE, theme.MEDIUM))) + 16
            width = numbers[number] if fits and column.width else column.width
            self._heading.resizeSection(number, max(width, least) if width else 60)

    def _resized(self, section: int) -> None:
        if self.columns[section].width:
            self._later.start()
            self._share_width()

    def remember_widths(self) -> None:
        """记住各列宽度。"""
        # a hidden column has no width of its own now; it keeps the usual one
        widths = ",".join(
            str(self.columnWidth(n) or column.width) for n, column in enumerate(self.columns)
        )
        QSettings().setValue(f"widths/{self.objectName()}", widths)
