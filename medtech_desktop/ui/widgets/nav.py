"""导航：左侧各屏，图标加词，待办数；红色药丸表示其中有逾期。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QMenu, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box, draw_text, rule, text_width, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import Quiet, paper


@dataclass(frozen=True, slots=True)
class NavEntry:
    """导航项：``key`` 屏的代号，图标与词。"""

    key: str
    word: str
    icon: str


@dataclass(frozen=True, slots=True)
class Badge:
    """待办数；``overdue`` 为真时显示红色药丸。"""

    count: int = 0
    overdue: bool = False


class NavItem(Quiet):
    """一个导航项；右键、菜单键或 Shift+F10 可问待办数从哪来。"""

    source_wanted = Signal()

    def __init__(self, entry: NavEntry) -> None:
        super().__init__(entry.word)
        self.entry = entry
        self.badge = Badge()
        self.setCheckable(True)
        self.setFixedSize(theme.NAV_WIDTH - 16, 31)

    def set_badge(self, badge: Badge) -> None:
        """换上待办数。"""
        self.badge = badge
        extra = f"，{badge.count} 项{'，有逾期' if badge.overdue else ''}" if badge.count else ""
        self.setAccessibleName(self.entry.word + extra)
        self.setToolTip(f"{badge.count:,} 项，右键看从哪来" if badge.count else "")
        self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.badge.count:
            self.open_menu(event.globalPos())

    def open_menu(self, place: QPoint) -> QMenu:
        """打开菜单：到这一屏，这个数从哪来。"""
        menu = QMenu(self)
        menu.setAccessibleName(f"{self.entry.word}的菜单")
        menu.addAction("打开").triggered.connect(lambda _=False: self.click())
        said = f"{self.badge.count:,} 项从哪来"
        menu.addAction(said).triggered.connect(lambda _=False: self.source_wanted.emit())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        asks = event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shift)
        if asks and self.badge.count:
            self.open_menu(self.mapToGlobal(QPoint(34, self.height())))
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(theme.NAV_WIDTH - 16, 31)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        place = QRectF(0, 0, self.width(), 30)
        if self.isChecked():
            box(painter, place, 5, Ink.NAV_CURRENT)
            box(painter, QRectF(0, 7, 3, 16), 1.5, Ink.ACC)
        elif self.underMouse():
            box(painter, place, 5, Ink.LINE)
        if self.hasFocus():
            box(painter, place, 5, None, Ink.ACC, 2)
        ink = Ink.ACC_H if self.isChecked() else Ink.INK2
        draw_icon(painter, self.entry.icon, QRectF(10, 7, 16, 16), ink)
        weight = theme.BOLD if self.isChecked() else theme.REGULAR
        word_ink = Ink.ACC_H if self.isChecked() else Ink.INK
        room = QRectF(34, 0, self.width() - 70, 30)
        draw_text(painter, room, self.entry.word, theme.font(theme.BODY, weight), word_ink)
        if self.badge.count:
            self._paint_badge(painter)

    def _paint_badge(self, painter: QPainter) -> None:
        text = f"{self.badge.count:,}"
        if not self.badge.overdue:
            room = QRectF(self.width() - 60, 0, 46, 30)
            face = theme.font(theme.NOTE)
            draw_text(painter, room, text, face, Ink.INK2, Qt.AlignmentFlag.AlignRight)
            return
        face = theme.font(theme.NOTE, theme.BOLD)
        wide = max(20.0, text_width(text, face) + 12)
        pill = QRectF(self.width() - 8 - wide, 6, wide, 18)
        box(painter, pill, 9, Ink.BAD_T)
        draw_text(painter, pill, text, face, Ink.BAD, Qt.AlignmentFlag.AlignHCenter, False)


_LINE = 17


def _folded(name: str, width: int) -> tuple[str, ...]:
    """The first line holds what fits; the second the rest, elided when painted."""
    face = theme.font(theme.BODY, theme.BOLD)
    if text_width(name, face) <= width:
        return (name,)
    cut = len(name)
    while cut > 1 and text_width(name[:cut], face) > width:
        cut -= 1
    return name[:cut], name[cut:]


class _Mark(QWidget):
    """医院名与程序名。"""

    def __init__(self) -> None:
        super().__init__()
        self.hospital = ""
        self._lines: tuple[str, ...] = ("",)
        self.setFixedHeight(44)

    def set_hospital(self, name: str) -> None:
        """换上医院名；一行放不下的折成两行，全名在提示里。"""
        self.hospital = name
        self._lines = _folded(name, theme.NAV_WIDTH - 56)
        self.setFixedHeight(44 + _LINE * (len(self._lines) - 1))
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        square = QRectF(16, 4, 24, 24)
        box(painter, square, 6, Ink.ACC)
        centre = Qt.AlignmentFlag.AlignHCenter
        draw_text(painter, square, "技", theme.font(theme.MARK, theme.BOLD), Ink.BG, centre, False)
        room = QRectF(48, 1, self.width() - 56, 18)
        for line in self._lines:
            draw_text(painter, room, line, theme.font(theme.BODY, theme.BOLD), Ink.INK)
            room = room.translated(0, _LINE)
        room = QRectF(48, 17 + _LINE * (len(self._lines) - 1), self.width() - 56, 18)
        draw_text(painter, room, "医疗技术管理", theme.font(theme.NOTE), Ink.INK2)


class _Parting(QWidget):
    """两组之间的细线。"""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(14)

    def paintEvent(self, event: QPaintEvent) -> None:
        rule(QPainter(self), 8, self.width() - 8, 6, Ink.LINE2)


class Nav(QWidget):
    """导航控件。``chosen`` 带屏的代号；上下键在各项间移动。"""

    chosen = Signal(str)
    source_wanted = Signal(str)

    def __init__(self, groups: tuple[tuple[NavEntry, ...], ...]) -> None:
        super().__init__()
        self.setFixedWidth(theme.NAV_WIDTH)
        self.setAccessibleName("导航")
        paper(self, Ink.NAV)
        self._mark = _Mark()
        self._items: dict[str, NavItem] = {}
        self._together = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        column.addWidget(self._mark)
        column.addSpacing(7)
        for number, group in enumerate(groups):
            if number:
                column.addWidget(_Parting())
            for entry in group:
                item = NavItem(entry)
                self._items[entry.key] = item
                self._together.addButton(item)
                item.clicked.connect(lambda _=False, key=entry.key: self.chosen.emit(key))
                item.source_wanted.connect(lambda key=entry.key: self.source_wanted.emit(key))
                column.addWidget(item, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_hospital(self, name: str) -> None:
        """医院名称。"""
        self._mark.set_hospital(name)

    def set_current(self, key: str) -> None:
        """标出当前屏。"""
        self._items[key].setChecked(True)

    def set_badge(self, key: str, badge: Badge) -> None:
        """一项的待办数。"""
        if key in self._items:
            self._items[key].set_badge(badge)

    def item(self, key: str) -> NavItem:
        """一个导航项。raises KeyError for an unbuilt screen."""
        return self._items[key]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        items = list(self._items.values())
        now = next((n for n, item in enumerate(items) if item.hasFocus()), -1)
        if step and now >= 0:
            items[(now + step) % len(items)].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.NAV.colour)
        upright(painter, self.width() - 1, 0, self.height(), Ink.LINE)
