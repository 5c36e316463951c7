"""安静的按钮：链接、条款签、筛选词；画得像文字，用起来是真按钮。"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.articles import article_name
from medtech_desktop.ui.icons import draw_icon, icon
from medtech_desktop.ui.painting import box, draw_text, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import (
    ArticleChip,
    Chip,
    draw_piece,
    piece_text,
    piece_width,
)

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class Quiet(QAbstractButton):
    """自绘按钮的共同部分：悬停、焦点、手形光标、可读名称。"""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(80, theme.CHIP)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """方向键交给所在的一排；回车同空格。"""
        if event.key() in _ARROWS:
            event.ignore()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Link(Quiet):
    """链接：蓝色的词，可带右向箭头。"""

    def __init__(
        self,
        text: str,
        parent: QWidget | None = None,
        *,
        size: int = theme.NOTE,
        arrow: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self._size = size
        self._arrow = arrow

    def sizeHint(self) -> QSize:
        width = text_width(self.text(), theme.font(self._size)) + (15 if self._arrow else 0)
        return QSize(round(width + 0.5) + 4, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ink = Ink.ACC_H if self.underMouse() or self.isDown() else Ink.ACC
        if not self.isEnabled():
            ink = Ink.INK3
        room = QRectF(self.rect()).adjusted(2, 0, 0, 0)
        width = draw_text(painter, room, self.text(), theme.font(self._size), ink)
        if self._arrow:
            draw_icon(painter, "chevron-right", QRectF(width + 2, 3, 14, 14), ink)
        if self.hasFocus():
            box(painter, QRectF(self.rect()), 3, None, Ink.ACC, 2)
        elif self.underMouse() and self.isEnabled():
            painter.setPen(ink.colour)
            painter.drawLine(2, self.height() - 3, 2 + round(width), self.height() - 3)


class ChipLabel(Quiet):
    """签：条款签可点，其余只显示、不接受焦点。"""

    article_opened = Signal(str)

    def __init__(self, chip: Chip, parent: QWidget | None = None) -> None:
        super().__init__(piece_text(chip), parent)
        self._chip: Chip = chip
        self.clicked.connect(self._open)
        self.set_chip(chip)

    def set_chip(self, chip: Chip) -> None:
        """换一个签。"""
        self._chip = chip
        acts = isinstance(chip, ArticleChip)
        self.setText(piece_text(chip))
        full = article_name(chip.article).full if isinstance(chip, ArticleChip) else ""
        self.setAccessibleName(f"依据：{full}" if acts else piece_text(chip))
        self.setToolTip(full)
        policy = Qt.FocusPolicy.StrongFocus if acts else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)
        shape = Qt.CursorShape.PointingHandCursor if acts else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(piece_width(self._chip) + 0.5), theme.CHIP)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_piece(painter, QRectF(self.rect()), self._chip, focused=self.hasFocus())

    def _open(self) -> None:
        if isinstance(self._chip, ArticleChip):
            self.article_opened.emit(article_name(self._chip.article).id)


class _Press(QPushButton):
    """按钮；底色深的得了焦点，里面画一圈白线：蓝框在蓝底上看不出。"""

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") in ("primary", "fatal"):
            inside = QRectF(self.rect()).adjusted(2, 2, -2, -2)
            box(QPainter(self), inside, 3, None, Ink.BG, 1.5)


def button(text: str, icon_name: str = "", *, kind: str = "", small: bool = False) -> QPushButton:
    """按钮；``kind``：primary 主要、danger 红字、fatal 红底（仅确认框最后一个）。"""
    made = _Press(f"\u2009\u2009{text}" if icon_name else text)
    made.setAccessibleName(text)
    made.setProperty("kind", kind)
    made.setProperty("small", "true" if small else "false")
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    if icon_name:
        ink = {"primary": Ink.BG, "fatal": Ink.BG, "danger": Ink.BAD}.get(kind, Ink.INK2)
        made.setIcon(icon(icon_name, ink))
        made.setIconSize(QSize(15, 15))
    return made


def label(
    text: str = "",
    *,
    size: int = theme.BODY,
    weight: int = theme.REGULAR,
    ink: Ink = Ink.INK,
    wrap: bool = False,
) -> QLabel:
    """文字标签，字号、字重与颜色取自主题。"""
    made = QLabel(text)
    made.setFont(theme.font(size, weight))
    tint(made, ink)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)
    return made


def tint(widget: QWidget, ink: Ink) -> None:
    """改变一个标签的文字颜色，不影响其余。"""
    palette = widget.palette()
    palette.setColor(palette.ColorRole.WindowText, ink.colour)
    widget.setPalette(palette)


def paper(widget: QWidget, ink: Ink) -> None:
    """给一块面板涂底色。"""
    palette = widget.palette()
    palette.setColor(palette.ColorRole.Window, ink.colour)
    palette.setColor(palette.ColorRole.Base, ink.colour)
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)


def scrolled(inside: QWidget, *, sideways: bool = False) -> QScrollArea:
    """放不下时滚动；自己不得焦点，焦点归里面的，没有底色的透出下面的。``sideways`` 左右也滚。"""
    bars = Qt.ScrollBarPolicy
    pane = QScrollArea()
    own_ground = inside.autoFillBackground()
    pane.setWidget(inside)
    if not own_ground:  # else Qt, showing the page, paints all that lies on it twice
        inside.setAutoFillBackground(False)
        pane.viewport().setAutoFillBackground(False)
    pane.setWidgetResizable(True)
    pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    pane.setHorizontalScrollBarPolicy(
        bars.ScrollBarAsNeeded if sideways else bars.ScrollBarAlwaysOff
    )
    return pane
