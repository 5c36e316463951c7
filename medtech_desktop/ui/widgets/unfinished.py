"""没有办完的录入：打了字还没有保存的，一件一行；继续，或丢弃（丢弃以后还能恢复）。

It asks for itself, so that a screen only has to place it: ``Unfinished(desk)``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.drafting import Whereabouts, drop, keep, moment_words
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Link, label

if TYPE_CHECKING:
    from medtech_desktop.office.drafts import Draft, DraftBoard
    from medtech_desktop.office.library import Library

_FEW = 2
_SOON_MS = 200


def ask_drafts(library: Library) -> DraftBoard:
    """全部草稿。"""
    from medtech_desktop.office.drafts import drafts

    return drafts(library)


class UnfinishedLine(QWidget):
    """一件没有办完的录入：事情与「继续」，是谁的、何时与「丢弃」。"""

    resumed = Signal()
    dropped = Signal()

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        made = draft.made
        about = f"{made.about}，" if made.about else ""
        who = f"，{draft.by_other}" if draft.by_other else ""
        said = f"{about}{moment_words(draft.saved_at)}{who}"
        self.resume_link, self.drop_link = Link("继续", arrow=True), Link("丢弃")
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 2, 0, 6)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(1)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        grid.addWidget(label(made.title, weight=theme.MEDIUM, wrap=True), 0, 0)
        grid.addWidget(self.resume_link, 0, 1, right)
        grid.addWidget(label(said, size=theme.NOTE, ink=Ink.INK2, wrap=True), 1, 0)
        grid.addWidget(self.drop_link, 1, 1, right)
        for link in (self.resume_link, self.drop_link):
            link.setAccessibleName(f"{link.text()}：{made.title} {made.about}".strip())
        self.resume_link.setEnabled(bool(made.place))
        self.resume_link.clicked.connect(lambda _=False: self.resumed.emit())
        self.drop_link.clicked.connect(lambda _=False: self.dropped.emit())

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), "pencil", QRectF(0, 4, 15, 15), Ink.INK2)


class Unfinished(QWidget):
    """没有办完的录入控件；没有时收起。``resume_wanted`` 带屏、事物与要接着办的词。"""

    resume_wanted = Signal(str, str, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._board: DraftBoard | None = None
        self._all = False
        self.lines: tuple[UnfinishedLine, ...] = ()
        self.setAccessibleName("没有办完的录入")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self.reload)
        desk.kept.connect(self._soon.start)
        self.hide()

    def reload(self) -> None:
        """重读草稿。"""
        self._desk.ask(ask_drafts, then=self.show_board, owner=self, topic="drafts", troubled=_let)

    def show_board(self, board: DraftBoard) -> None:
        """换上这些草稿。"""
        self._board = board
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        count = len(board.drafts)
        self.setVisible(bool(count or board.swept))
        self._column.addWidget(label(f"没有办完的录入 {count} 件", weight=theme.BOLD))
        shown = board.drafts if self._all else board.drafts[:_FEW]
        self.lines = tuple(self._line(draft) for draft in shown)
        links: list[QWidget] = []
        for line in self.lines:
            self._column.addWidget(line)
            links += (line.resume_link, line.drop_link)
        if count > len(shown):
            more = Link(f"另有 {count - len(shown)} 件，全部列出")
            more.clicked.connect(lambda _=False: self._show_all())
            self._column.addWidget(more)
            links.append(more)
        if board.swept:
            said = f"满 90 天没有动过的 {board.swept} 件已清理"
            self._column.addWidget(label(said, size=theme.NOTE, ink=Ink.INK2, wrap=True))
        keep_order(self, links)

    def _line(self, draft: Draft) -> UnfinishedLine:
        made = draft.made
        line = UnfinishedLine(draft)
        line.resumed.connect(lambda: self.resume_wanted.emit(made.place, made.thing, made.word))
        line.dropped.connect(lambda: self._drop(draft))
        return line

    def _show_all(self) -> None:
        self._all = True
        if self._board is not None:
            self.show_board(self._board)

    def _drop(self, draft: Draft) -> None:
        made, desk = draft.made, self._desk
        where = Whereabouts(made.key, made.title, made.about, made.place, made.thing, made.word)
        desk.keep(drop, made.key)
        desk.offered.emit(
            f"已丢弃「{made.title}」的草稿",
            "恢复草稿",
            lambda: desk.keep(keep, where, made.fields),
        )


def _let(_trouble: Trouble) -> None:
    """The list of drafts is no reason to disturb the morning."""
