"""一条编码的情况：类别与章、所在各版、写明它的技术与禁止类条目、同一亚目。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.procedure_views import (
    EDITION_COLUMNS,
    NEIGHBOUR_COLUMNS,
    grade_lines,
    neighbour_rows,
    stand_rows,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, label, paper
from medtech_desktop.ui.widgets.rows import Row
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.procedures import CodePage

WIDTH = 312
_ARTICLE = "MTCA-18"
_NO_GRADES = "没有列入。级别以本院审定的手术分级管理目录为准，列入以后在这里显示"


class ProcedureDetail(QScrollArea):
    """侧栏。``technology_wanted`` 带院内编号，``code_wanted`` 带编码。"""

    technology_wanted = Signal(str)
    code_wanted = Signal(str)
    article_opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: CodePage | None = None
        self.setFixedWidth(WIDTH)
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("选中的编码")
        self.code = label("", size=theme.TITLE, ink=Ink.INK3)
        self.name = label("", size=theme.TITLE, weight=theme.BOLD, wrap=True)
        self.facts = label("", ink=Ink.INK2, wrap=True)
        self.hint = label("选一条编码，这里显示它的情况", ink=Ink.INK2, wrap=True)
        self.grade = label(_NO_GRADES, ink=Ink.INK2, wrap=True)
        self.article_chip = ChipLabel(ArticleChip(_ARTICLE))
        self.article_chip.article_opened.connect(self.article_opened)
        self.body = QWidget()
        self.stands = RowTable(EDITION_COLUMNS, "所在各版", several=False)
        self.used_title = label("写明它的登记", weight=theme.BOLD)
        self.used_none = label("本院技术与禁止类名单都没有写明这条编码", ink=Ink.INK2, wrap=True)
        self.prohibited = label("", ink=Ink.BAD, wrap=True)
        self._links = QVBoxLayout()
        self._links.setSpacing(2)
        self.near_title = label("", weight=theme.BOLD)
        self.near = RowTable(NEIGHBOUR_COLUMNS, "同一亚目", several=False)
        self._lay_out()
        self.near.opened.connect(self._open_near)

    def _lay_out(self) -> None:
        inside = QWidget()
        for ground in (inside, self.viewport()):
            paper(ground, Ink.PANEL)
        for table in (self.stands, self.near):
            table.lie_on(Ink.PANEL)
        outer = QVBoxLayout(inside)
        side = theme.PANEL_MARGIN
        outer.setContentsMargins(side, 16, side, 16)
        outer.setSpacing(6)
        outer.addWidget(self.hint)
        for widget in (self.code, self.name, self.facts):
            outer.addWidget(widget)
        outer.addSpacing(8)
        self.grade_title = label("手术级别", weight=theme.BOLD)
        outer.addWidget(self.grade_title)
        outer.addWidget(self.grade)
        outer.addWidget(self.article_chip)
        outer.addWidget(self.body)
        outer.addStretch(1)
        self._lay_out_body()
        self.setWidget(inside)
        self.show_page(None)

    def _lay_out_body(self) -> None:
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(6)
        column.addWidget(label("所在各版", weight=theme.BOLD))
        column.addWidget(self.stands)
        column.addSpacing(8)
        for widget in (self.used_title, self.used_none, self.prohibited):
            column.addWidget(widget)
        column.addLayout(self._links)
        column.addSpacing(8)
        column.addWidget(self.near_title)
        column.addWidget(self.near)

    def show_page(self, page: CodePage | None) -> None:
        """换上一条；None 为没有选中。"""
        self.page = page
        self.hint.setVisible(page is None)
        grades = (self.grade_title, self.grade, self.article_chip)
        for widget in (self.code, self.name, self.facts, *grades, self.body):
            widget.setVisible(page is not None)
        if page is None:
            return
        self.code.setText(page.code)
        self.name.setText(page.name)
        facts = [page.category or "没有写类别"]
        facts += [f"第 {page.code[:2]} 类目，{page.chapter}"] if page.chapter else []
        facts += [f"与前版相比：{page.mark}"] if page.mark else []
        self.facts.setText("\n".join(facts))
        self.grade.setText("\n".join(grade_lines(page)) or _NO_GRADES)
        self._fill(self.stands, stand_rows(page))
        self._show_uses(page)
        rows = neighbour_rows(page)
        others = f"，另有 {len(rows)} 条" if rows else " 没有别的编码"
        self.near_title.setText(f"同一亚目 {page.code[:4]}{others}")
        self.near.setVisible(bool(rows))
        self._fill(self.near, rows)

    def _show_uses(self, page: CodePage) -> None:
        while (item := self._links.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, name, _code in page.technologies:
            link = Link(f"{number} {name}", size=theme.BODY, arrow=True)
            link.clicked.connect(lambda _=False, number=number: self.technology_wanted.emit(number))
            self._links.addWidget(link)
        for one in page.links:
            said = f"属于 {one.technology} {one.technology_name}"
            link = Link(said, size=theme.BODY, arrow=True)
            link.clicked.connect(
                lambda _=False, number=one.technology: self.technology_wanted.emit(number)
            )
            self._links.addWidget(link)
            if one.condition:
                self._links.addWidget(label(f"条件：{one.condition}", ink=Ink.INK2, wrap=True))
        self.prohibited.setText("禁止类：" + "；".join(page.prohibited))
        self.prohibited.setVisible(bool(page.prohibited))
        self.used_none.setVisible(not (page.technologies or page.prohibited or page.links))

    @staticmethod
    def _fill(table: RowTable, rows: tuple[Row, ...]) -> None:
        table.set_rows(rows)
        table.setFixedHeight(table.whole_height() + 2)

    def _open_near(self, key: str) -> None:
        if self.page is not None:
            found = next(one for one in self.page.neighbours if str(one[0]) == key)
            self.code_wanted.emit(found[1])
