"""搜索结果：按类分组的下拉，图标、编号、名称（合上的字加粗）、一句事实；不夺走焦点。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, rule, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.rows import Index

WIDTH = 560
_HEADING = 28
_LINE = 46
_ONE_LINE = 32
_TALLEST = 540
_LEFT = 12
_VIEW = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()

NOTE = "note"
"""说明行的 kind。"""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FoundLine:
    """下拉的一行。``key`` 空的是标题或说明，不能选。"""

    title: str
    key: str = ""
    icon: str = ""
    kind: str = ""
    code: str = ""
    fact: str = ""
    code_marks: tuple[Span, ...] = ()
    title_marks: tuple[Span, ...] = ()
    fact_marks: tuple[Span, ...] = ()

    @property
    def says(self) -> str:
        """读屏文字。"""
        kind = "" if self.kind == NOTE else self.kind
        parts = (kind, self.code, self.title, *self.fact.split("　"))
        return "，".join(part for part in parts if part)

    @property
    def height(self) -> int:
        """这一行多高。"""
        if not self.key:
            return _LINE if self.fact else _HEADING
        return _LINE if self.fact else _ONE_LINE


class _Lines(QAbstractListModel):
    """各行的模型。"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: tuple[FoundLine, ...] = ()

    def set_lines(self, lines: tuple[FoundLine, ...]) -> None:
        """换上这些行。"""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _VIEW:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.says
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.lines[index.row()].key:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.NoItemFlags


class _Painter(QStyledItemDelegate):
    """各行的画法。"""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        line = index.data(_VIEW)
        return QSize(100, line.height if isinstance(line, FoundLine) else _LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        line = index.data(_VIEW)
        if not isinstance(line, FoundLine):
            return
        place = QRectF(option.rect)
        if not line.key:
            _draw_heading(painter, place, line, index.row() > 0)
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(place, Ink.SEL.colour)
            painter.fillRect(QRectF(place.left(), place.top(), 3, place.height()), Ink.ACC.colour)
        top = place.top() + 4 if line.fact else place.center().y() - 10
        draw_icon(painter, line.icon, QRectF(_LEFT, top + 2, 16, 16), Ink.INK2)
        first = QRectF(_LEFT + 24, top, place.width() - 2 * _LEFT - 24, 20)
        if line.code:
            used = _draw_marked(painter, first, line.code, line.code_marks, Ink.INK2)
            first.setLeft(first.left() + used + 8)
        _draw_marked(painter, first, line.title, line.title_marks, Ink.INK)
        if line.fact:
            second = QRectF(_LEFT + 24, top + 19, place.width() - 2 * _LEFT - 24, 18)
            _draw_marked(painter, second, line.fact, line.fact_marks, Ink.INK3, theme.NOTE)


def _draw_heading(painter: QPainter, place: QRectF, line: FoundLine, below: bool) -> None:
    """标题；带第二行的是没有找到的说明。"""
    room = place.adjusted(_LEFT, 0, -_LEFT, 0)
    if line.fact:
        first = QRectF(room.left(), room.top() + 4, room.width(), 20)
        draw_text(painter, first, line.title, theme.font(theme.BODY, theme.MEDIUM), Ink.INK)
        second = QRectF(room.left(), room.top() + 23, room.width(), 18)
        draw_text(painter, second, line.fact, theme.font(theme.NOTE), Ink.INK2)
        return
    if line.kind == NOTE:
        draw_text(painter, room, line.title, theme.font(theme.NOTE), Ink.INK2)
        return
    if below:
        rule(painter, place.left(), place.right() + 1, place.top())
    draw_text(painter, room, line.title, theme.font(theme.NOTE, theme.MEDIUM), Ink.INK3)


def _draw_marked(
    painter: QPainter,
    room: QRectF,
    text: str,
    marks: tuple[Span, ...],
    ink: Ink,
    size: int = theme.BODY,
) -> float:
    """一行字，合上的加粗；放不下时省略。返回所占宽度。"""
    left, at = room.left(), 0
    parts: list[tuple[str, bool]] = []
    for start, end in (*marks, (len(text), len(text))):
        parts += [(text[at:start], False), (text[start:end], True)]
        at = max(at, end)
    for part, strong in parts:
        if not part:
            continue
        face = theme.font(size, theme.BOLD if strong else theme.REGULAR)
        width = text_width(part, face)
        rest = QRectF(left, room.top(), max(0.0, room.right() - left), room.height())
        draw_text(painter, rest, part, face, ink)
        left += width
        if width > rest.width():
            break
    return left - room.left()


class FoundList(QListView):
    """下拉；``taken`` 带所取行的 key。"""

    taken = Signal(str)

    def __init__(self, owner: QWidget, name: str) -> None:
        super().__init__(owner)
        self._owner = owner
        self._model = _Lines(self)
        self.setModel(self._model)
        self.setItemDelegate(_Painter(self))
        self.setWindowFlags(Qt.WindowType.ToolTip)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.Box)
        self.setStyleSheet(
            f"QListView{{border:1px solid {Ink.LINE3.value};background:{Ink.BG.value}}}"
        )
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(lambda index: self._take(index.row()))
        self.entered.connect(self._hover)

    def show_lines(self, lines: tuple[FoundLine, ...]) -> None:
        """列出这些行，选中第一件；没有行时收起。"""
        self._model.set_lines(lines)
        if not lines:
            self.hide()
            return
        tall = min(_TALLEST, sum(line.height for line in lines)) + 4
        corner = self._owner.mapToGlobal(QPoint(0, self._owner.height() + 2))
        left = corner.x() - max(0, WIDTH - self._owner.width())
        window = self._owner.window()
        floor = window.mapToGlobal(QPoint(0, window.height())).y() - 8
        if corner.y() < floor:
            tall = min(tall, max(_LINE * 3, floor - corner.y()))
        self.setGeometry(left, corner.y(), WIDTH, tall)
        self.show()
        self.scrollToTop()
        self.choose_end(last=False)

    def lines(self) -> tuple[FoundLine, ...]:
        """所列的各行。"""
        return self._model.lines

    def current(self) -> FoundLine | None:
        """选中的一行。"""
        row = self.currentIndex().row()
        lines = self._model.lines
        return lines[row] if 0 <= row < len(lines) and lines[row].key else None

    def step(self, by: int) -> None:
        """上下移动，跳过标题，到头折回。"""
        able = self._able()
        if not able:
            return
        row = self.currentIndex().row()
        place = able.index(row) if row in able else -1 if by > 0 else 0
        self._choose(able[(place + by) % len(able)])

    def page(self, by: int) -> None:
        """翻一页。"""
        able = self._able()
        if able:
            row = self.currentIndex().row()
            place = able.index(row) if row in able else 0
            room = max(1, self.height() // _LINE - 1)
            self._choose(able[min(len(able) - 1, max(0, place + by * room))])

    def choose_end(self, *, last: bool) -> None:
        """选中第一件或最后一件。"""
        if able := self._able():
            self._choose(able[-1 if last else 0])

    def take_current(self) -> bool:
        """取选中的一行；没有时 False。"""
        line = self.current()
        if line is None:
            return False
        self._take(self.currentIndex().row())
        return True

    def _able(self) -> list[int]:
        return [row for row, line in enumerate(self._model.lines) if line.key]

    def _choose(self, row: int) -> None:
        index = self._model.index(row, 0)
        self.setCurrentIndex(index)
        first = self._able()[0]
        if row == first and first > 0:
            self.scrollToTop()
        else:
            self.scrollTo(index)

    def _hover(self, index: QModelIndex) -> None:
        if self._model.lines[index.row()].key:
            self.setCurrentIndex(index)

    def _take(self, row: int) -> None:
        key = self._model.lines[row].key
        if key:
            self.hide()
            self.taken.emit(key)
