"""本院管理目录：施行的一版、现状与它的差异、由会议审定新版、各版。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from medtech_desktop.ui import theme
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.edition_entries import AdoptEntry
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.folding import FoldingTable
from medtech_desktop.ui.widgets.pieces import ArticleChip, Piece, StateChip, Struck, Words
from medtech_desktop.ui.widgets.quiet import ChipLabel, button, label, tint
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.domain.editions import ManagementEdition, ManagementRow
    from medtech_desktop.office.editions import ManagementView
    from medtech_desktop.office.library import Library

_COLUMNS = (
    Column("院内编号", 84),
    Column("编号", 60),
    Column("技术名称", 0, folds=True),
    Column("类别", 104),
    Column("科室", 150, folds=True),
    Column("负责人", 110, folds=True),
    Column("状态", 96),
    Column("与施行版", 210, sortable=False),
)
_EDITION_COLUMNS = (
    Column("版名", 0),
    Column("审定", 96),
    Column("施行", 96),
    Column("会议", 0),
    Column("", 70, right=True, sortable=False),
)
_FIELDS = (
    ("名称", "name"),
    ("类别", "category"),
    ("科室", "departments"),
    ("负责人", "leads"),
    ("状态", "state"),
)
_EMPTY = EmptyView(
    "layers",
    "目录还是空的",
    "技术获准开展以后自动列入现状，再由专门组织的会议审定成版",
    (),
    "MTCA-18",
    "医疗机构应当制定本机构医疗技术临床应用管理目录并及时调整",
)


def ask_view(library: Library, on: date) -> ManagementView:
    """管理目录一览。"""
    from medtech_desktop.office.editions import management_view

    return management_view(library, on)


class ManagementPane(Screen):
    """本院管理目录页。"""

    KINDS = frozenset({"edition", "technology", "practitioner", "department"})

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._view: ManagementView | None = None
        self.current = label("", weight=theme.MEDIUM, wrap=True)
        self.due = label("", ink=Ink.WARN, wrap=True)
        self.article = ChipLabel(ArticleChip("MTCA-18"))
        self.paper_button = button("预览目录…", "file-text")
        self.adopt_button = button("审定新版…", kind="primary")
        self.table = FoldingTable(_COLUMNS, "管理目录现状", bleed=True)
        self.history_title = label("历次审定", weight=theme.BOLD)
        self.history = RowTable(_EDITION_COLUMNS, "管理目录各版", bleed=True, several=False)
        self.empty = Empty(_EMPTY)
        self._stack = QStackedWidget()
        self._lay_out()
        self.history.hide()
        self.history_title.hide()
        self.paper_button.clicked.connect(lambda _=False: self.open_paper(""))
        self.adopt_button.clicked.connect(lambda _=False: self.adopt())
        self.history.opened.connect(lambda number: self.open_paper(number))
        self.article.article_opened.connect(self.article_opened)
        self.empty.article_opened.connect(self.article_opened)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(8, 4, 8, 0)
        head.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.current)
        said.addWidget(self.due)
        head.addLayout(said, 1)
        head.addWidget(self.article)
        head.addWidget(self.paper_button)
        head.addWidget(self.adopt_button)
        whole.addLayout(head)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        whole.addWidget(self._stack, 1)
        self.history_title.setContentsMargins(8, 4, 8, 0)
        whole.addWidget(self.history_title)
        whole.addWidget(self.history)

    def allow_acts(self, allowed: bool) -> None:
        held = self._view is not None and bool(self._view.rows)
        self.adopt_button.setEnabled(allowed and held)

    def reload(self) -> None:
        self.desk.ask(ask_view, self.on, then=self._show, owner=self, topic="management")

    def adopt(self) -> None:
        """由会议审定新版。"""
        view = self._view
        if view is None:
            return
        changes = len(view.diff.added) + len(view.diff.removed) + len(view.diff.changed)
        entry = AdoptEntry(self.desk, len(view.rows), changes, self.today, self)
        entry.begin_from(self.article_opened, "目录版本")

    def open_paper(self, number: str) -> PaperSheet:
        """看一版的文书；空为施行的一版，没有审定过的为拟稿。"""
        drafted = not number and (self._view is None or self._view.current is None)
        sheet = PaperSheet(self.desk, "管理目录", self)
        said = "拟稿，会议审定以后成版" if drafted else "已审定，内容冻结"
        sheet.begin("management-catalog", number, not drafted, self.on, said)
        return sheet

    def _show(self, view: ManagementView) -> None:
        self._view = view
        current = view.current
        if current is None:
            self.current.setText("还没有审定的版本，下面是现状")
        else:
            self.current.setText(
                f"{current.name}，{current.since.isoformat()} 起施行，{current.meeting}"
            )
        said = "；".join(one.message for one in view.findings) if current is not None else ""
        self.due.setText(said or ("现状与施行的一版相同" if current is not None else ""))
        tint(self.due, Ink.WARN if said else Ink.OK)
        self.due.setVisible(bool(self.due.text()))
        self.table.set_rows(_rows(view))
        self._stack.setCurrentIndex(0 if view.rows or view.diff.removed else 1)
        rows = tuple(map(_edition_row, reversed(view.editions)))
        self.history.set_rows(rows)
        self.history.setFixedHeight(min(self.history.whole_height(), 180))
        for widget in (self.history, self.history_title):
            widget.setVisible(bool(rows))
        self.allow_acts(not self.desk.read_only)


def _rows(view: ManagementView) -> tuple[Row, ...]:
    added = {row.number for row in view.diff.added} if view.current is not None else set()
    changed = {after.number: (before, after) for before, after in view.diff.changed}
    rows = [_row(row, _difference(row, added, changed)) for row in view.rows]
    gone = Cell((Words("调出", Ink.BAD, weight=theme.MEDIUM),))
    rows += [_row(row, gone) for row in view.diff.removed]
    return tuple(rows)


def _difference(
    row: ManagementRow,
    added: set[str],
    changed: dict[str, tuple[ManagementRow, ManagementRow]],
) -> Cell:
    if row.number in added:
        return Cell((Words("新增", Ink.OK, weight=theme.MEDIUM),))
    if row.number not in changed:
        return Cell()
    before, after = changed[row.number]
    pieces: list[Piece] = []
    for label_, name in _FIELDS:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            pieces += [Words(label_, Ink.INK2), Struck(old or "空"), Words(new or "空", Ink.WARN)]
    tip = "；".join(
        f"{label_}由「{getattr(before, name)}」改为「{getattr(after, name)}」"
        for label_, name in _FIELDS
        if getattr(before, name) != getattr(after, name)
    )
    return Cell(tuple(pieces), tip=tip)


def _row(row: ManagementRow, difference: Cell) -> Row:
    return Row(
        row.number,
        (
            words(row.number, Ink.INK2),
            words(row.code, Ink.INK2),
            words(row.name, weight=theme.MEDIUM),
            words(row.category),
            words(row.departments),
            words(row.leads),
            Cell((StateChip(row.state),), sort=row.state),
            difference,
        ),
    )


def _edition_row(edition: ManagementEdition) -> Row:
    return Row(
        edition.number,
        (
            words(edition.name, weight=theme.MEDIUM),
            words(edition.adopted_on.isoformat()),
            words(edition.since.isoformat()),
            words(edition.meeting, Ink.INK2),
        ),
        action="查看",
    )
