"""以往的说明：结论、谁、哪天、怎么说；登记错的可以撤销，撤销了的不再列在这里。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Link, label

ANNUL = "撤销这次说明…"


@dataclass(frozen=True, slots=True)
class ExplanationView:
    """一次说明：号、结论、一句话（谁、哪天）、全文。"""

    uid: str
    outcome: str
    by: str
    text: str


class Explained(QWidget):
    """以往的说明控件；``annul_wanted`` 带号（内部的）。"""

    annul_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("以往的说明", weight=theme.BOLD)
        self._views: tuple[ExplanationView, ...] = ()
        self._links: list[Link] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.title)
        self._held = QVBoxLayout()
        self._held.setSpacing(6)
        column.addLayout(self._held)

    def show_explanations(self, views: tuple[ExplanationView, ...]) -> None:
        """换上各次说明，新的在前。"""
        self._views, self._links = views, []
        while (item := self._held.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for view in views:
            self._held.addWidget(self._row(view))
        keep_order(self.title, self._links)
        self.setVisible(bool(views))

    def views(self) -> tuple[ExplanationView, ...]:
        """现有的各次说明。"""
        return self._views

    def allow_acts(self, allowed: bool) -> None:
        """许不许撤销。"""
        for link in self._links:
            link.setEnabled(allowed)

    def _row(self, view: ExplanationView) -> QWidget:
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(view.outcome, weight=theme.MEDIUM))
        head.addWidget(label(view.by, size=theme.NOTE, ink=Ink.INK2), 1)
        link = Link(ANNUL)
        link.clicked.connect(lambda _=False: self.annul_wanted.emit(view.uid))
        self._links.append(link)
        head.addWidget(link)
        column.addLayout(head)
        column.addWidget(label(view.text, ink=Ink.INK, wrap=True))
        return held
