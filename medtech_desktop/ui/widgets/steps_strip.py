"""步骤条：一步一个节点，走到哪里、哪里被挡住；每个节点点得开，左右键走动。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from medtech_desktop.ui.painting import box
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.life_strip import NodeView, Step, paint_node
from medtech_desktop.ui.widgets.quiet import Quiet

_HEIGHT = 66


@dataclass(frozen=True, slots=True)
class StepView:
    """一步：``key`` 代号，节点的样子。"""

    key: str
    node: NodeView


class StepButton(Quiet):
    """步骤条上的一步。"""

    def __init__(self, view: StepView, before: bool | None, after: bool | None) -> None:
        node = view.node
        state = "被挡住" if node.blocked else node.step.value
        super().__init__(node.word)
        self.key, self._node, self._before, self._after = view.key, node, before, after
        self.setAccessibleName(f"{node.word}，{state}，{node.note}".rstrip("，"))
        self.setToolTip(self.accessibleName())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(52, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(44, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            box(painter, QRectF(self.rect()), 4, Ink.HOVER)
        middle = QPointF(self.width() / 2, 12)
        halves = ((self._before, 0.0, middle.x() - 13), (self._after, middle.x() + 13, None))
        for reached, left, right in halves:
            if reached is not None:
                painter.setPen(QPen((Ink.ACC if reached else Ink.LINE2).colour, 2))
                end = float(self.width()) if right is None else right
                painter.drawLine(QPointF(left, middle.y()), QPointF(end, middle.y()))
        paint_node(painter, self._node, middle, float(self.width()))
        if self.hasFocus():
            box(painter, QRectF(self.rect()), 4, None, Ink.ACC, 2)


class StepsStrip(QWidget):
    """步骤条控件；``chosen`` 带所点一步的代号。"""

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.buttons: tuple[StepButton, ...] = ()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setFixedHeight(_HEIGHT)

    def show_steps(self, views: tuple[StepView, ...]) -> None:
        """换上各步。"""
        focused = next((one.key for one in self.buttons if one.hasFocus()), "")
        while (item := self._row.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        done = [view.node.step is Step.DONE for view in views]
        made = []
        for place, view in enumerate(views):
            before = done[place - 1] and done[place] if place else None
            after = done[place] and done[place + 1] if place + 1 < len(views) else None
            button = StepButton(view, before, after)
            button.clicked.connect(lambda _=False, key=view.key: self.chosen.emit(key))
            self._row.addWidget(button)
            made.append(button)
        self.buttons = tuple(made)
        keep_order(self, made)
        for button in made:
            if button.key == focused:
                button.setFocus()

    def step(self, key: str) -> StepButton:
        """一步的按钮。raises StopIteration for an unknown key."""
        return next(one for one in self.buttons if one.key == key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        now = self.focusWidget()
        place = next((n for n, one in enumerate(self.buttons) if one is now), -1)
        move = moves.get(Qt.Key(event.key()), 0)
        if place < 0 or not move:
            super().keyPressEvent(event)
            return
        place = min(max(place + move, 0), len(self.buttons) - 1)
        self.buttons[place].setFocus(Qt.FocusReason.TabFocusReason)
