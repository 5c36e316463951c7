"""备案材料：每件材料一行，份数、状态、依据、可做的事。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip, StateChip, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row
from medtech_desktop.ui.widgets.tables import RowTable

COLUMNS = (
    Column("材料", 0, sortable=False),
    Column("份数", 48, right=True, sortable=False),
    Column("状态", 92, sortable=False),
    Column("依据", 108, sortable=False),
    Column("", 88, right=True, sortable=False),
)


@dataclass(frozen=True, slots=True)
class MaterialView:
    """一件材料：名称、说明、份数、状态词、依据、动作的词。"""

    key: str
    name: str
    note: str
    copies: int
    state: str
    article: str
    action: str


class Dossier(RowTable):
    """备案材料控件；``opened`` 带材料的 key。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, "备案材料", bleed=True, several=False, parent=parent)

    def show_materials(self, views: tuple[MaterialView, ...]) -> None:
        """换上各件材料，高度随行数。"""
        self.set_rows(tuple(map(_row, views)))
        self.setFixedHeight(self.whole_height())

    def sizeHint(self) -> QSize:
        return QSize(528, self.whole_height())


def _row(view: MaterialView) -> Row:
    name = (Words(view.name, weight=theme.MEDIUM),)
    note = (Words(view.note, Ink.INK3, theme.NOTE),) if view.note else ()
    full = f"{view.name} {view.note}".strip()
    return Row(
        view.key,
        (
            Cell((*name, *note), full, full),
            Cell((Words(str(view.copies)),), view.copies),
            Cell((StateChip(view.state),)),
            Cell((ArticleChip(view.article),) if view.article else ()),
            Cell((Words(view.action, Ink.ACC),)),
        ),
        action=view.action,
    )
