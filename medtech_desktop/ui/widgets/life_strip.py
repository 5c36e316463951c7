"""生命周期条：节点、连线、词与日期；补正、取消、停止另成一行，只在发生时出现。"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import draw_check


class Step(StrEnum):
    """节点的状态。"""

    DONE = "已完成"
    CURRENT = "当前"
    TO_COME = "未到"
    REFUSED = "未通过"
    STOPPED = "已停止"


@dataclass(frozen=True, slots=True)
class NodeView:
    """节点：词、状态、下方的日期或时限；``blocked`` 为当前步被挡住。"""

    word: str
    step: Step
    note: str = ""
    blocked: bool = False
    overdue: bool = False


class LifeStrip(QWidget):
    """生命周期条控件。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._nodes: tuple[NodeView, ...] = ()
        self._aside: tuple[NodeView, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_nodes(self, nodes: tuple[NodeView, ...], aside: tuple[NodeView, ...] = ()) -> None:
        """换上节点；``aside`` 是第二行（补正、取消、停止）。"""
        self._nodes, self._aside = nodes, aside
        said = "；".join(f"{n.word} {n.step.value} {n.note}".strip() for n in (*nodes, *aside))
        self.setAccessibleName(f"生命周期：{said}")
        self.setFixedHeight(self.sizeHint().height())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(1, len(self._nodes)) * 76, 64 if not self._aside else 132)

    def minimumSizeHint(self) -> QSize:
        return QSize(max(1, len(self._nodes)) * 60, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        _paint_line(painter, self._nodes, 0, self.width(), self.width())
        if self._aside:
            share = self.width() / max(1, len(self._nodes))
            _paint_line(painter, self._aside, 68, share * len(self._aside), self.width())


def _paint_line(
    painter: QPainter, nodes: tuple[NodeView, ...], top: float, width: float, whole: float
) -> None:
    if not nodes:
        return
    share = width / len(nodes)
    centres = [QPointF(share * (n + 0.5), top + 11) for n in range(len(nodes))]
    for number in range(len(nodes) - 1):
        done = nodes[number].step is Step.DONE and nodes[number + 1].step is not Step.TO_COME
        reached = done and nodes[number + 1].step is Step.DONE
        painter.setPen(QPen((Ink.ACC if reached else Ink.LINE2).colour, 2))
        ends = centres[number] + QPointF(13, 0), centres[number + 1] - QPointF(13, 0)
        painter.drawLine(*ends)
    for node, centre in zip(nodes, centres, strict=True):
        paint_node(painter, node, centre, share)


def paint_node(painter: QPainter, node: NodeView, centre: QPointF, share: float) -> None:
    """画一个节点：圈、词、下方的日期或时限。"""
    current = node.step is Step.CURRENT
    match node.step:
        case Step.DONE:
            draw_check(painter, centre, 9, Ink.ACC)
        case Step.TO_COME:
            _ring(painter, centre, Ink.LINE3, Ink.BG)
        case Step.CURRENT:
            mark, tint = (Ink.BAD_S, Ink.BAD_T) if node.overdue else (Ink.WARN_S, Ink.WARN_T)
            _ring(painter, centre, mark, tint, 10)
            ink = Ink.BAD if node.overdue else Ink.WARN
            side = QRectF(centre.x() - 5.5, centre.y() - 5.5, 11, 11)
            draw_icon(painter, "lock" if node.blocked else "clock", side, ink)
        case Step.REFUSED:
            _ring(painter, centre, Ink.BAD_S, Ink.BAD_T)
            side = QRectF(centre.x() - 5.5, centre.y() - 5.5, 11, 11)
            draw_icon(painter, "x", side, Ink.BAD)
        case Step.STOPPED:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(Ink.LINE3.colour)
            painter.drawRoundedRect(QRectF(centre.x() - 8, centre.y() - 8, 16, 16), 3, 3)
    ink = Ink.INK3 if node.step is Step.TO_COME else Ink.INK
    if node.step is Step.REFUSED:
        ink = Ink.BAD
    weight = theme.BOLD if current else theme.REGULAR
    middle = Qt.AlignmentFlag.AlignHCenter
    room = QRectF(centre.x() - share / 2, centre.y() + 16, share, 18)
    draw_text(painter, room, node.word, theme.font(theme.BODY, weight), ink, middle)
    note_ink = (Ink.BAD if node.overdue else Ink.WARN) if current else Ink.INK2
    note_weight = theme.BOLD if current else theme.REGULAR
    room = room.translated(0, 18)
    draw_text(painter, room, node.note, theme.font(theme.NOTE, note_weight), note_ink, middle)


def _ring(painter: QPainter, centre: QPointF, border: Ink, fill: Ink, radius: float = 8.5) -> None:
    painter.setPen(QPen(border.colour, 1.5))
    painter.setBrush(fill.colour)
    painter.drawEllipse(centre, radius, radius)
