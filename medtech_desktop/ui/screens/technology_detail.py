"""技术单页：名称、类别、状态、生命周期、挡住下一步的事、备案、手术编码、变更记录。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.technology_code_entries import LINK_CODE_WORD
from medtech_desktop.ui.screens.technology_scan_entries import ATTACH_WORD
from medtech_desktop.ui.screens.technology_views import (
    attachment_rows,
    blocker_of,
    category_chip,
    code_rows,
    events_of,
    filing_rows,
    nodes_of,
    paper_rows,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocker import Blocker
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.life_strip import LifeStrip
from medtech_desktop.ui.widgets.pieces import CategoryChip, StateChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, scrolled, tint
from medtech_desktop.ui.widgets.rows import Column
from medtech_desktop.ui.widgets.ruled import PAD
from medtech_desktop.ui.widgets.tables import RowTable
from medtech_desktop.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from medtech_desktop.office.technology_pages import TechnologyPage

_NARROW, _PAST, _ANY = 830, 272, 16_777_215
_FILING_COLUMNS = (
    Column("备案编号", 114),
    Column("缘由", 0),
    Column("提交", 88),
    Column("完成", 88),
    Column("状态", 84),
    Column("", 60, right=True, sortable=False),
)
_PAPER_COLUMNS = (
    Column("文书", 0),
    Column("版本", 116),
    Column("状态", 84),
    Column("", 60, right=True, sortable=False),
)
_ATTACHMENT_COLUMNS = (
    Column("附件", 0),
    Column("用在", 0),
    Column("登记", 92),
    Column("大小", 72, right=True),
    Column("有效期", 190),
    Column("", 60, right=True, sortable=False),
)
_CODE_COLUMNS = (
    Column("手术编码", 124),
    Column("名称", 0),
    Column("纳入条件", 0),
    Column("自", 88),
    Column("至", 88),
    Column("", 76, right=True, sortable=False),
)
_VALIDITY = 4
_CONDITION, _UNTIL = 2, 4
_RECENT = 8
"""单页上列出的变更记录；其余在「全部 n 条」里。"""


class TechnologyDetail(QWidget):
    """右边的单页。"""

    def __init__(self) -> None:
        super().__init__()
        self.code = label("", size=theme.NAME, ink=Ink.INK3)
        self.name = label("", size=theme.NAME, weight=theme.BOLD, wrap=True)
        self.category = ChipLabel(CategoryChip(""))
        self.state = ChipLabel(StateChip("拟开展"))
        self.facts = label("", ink=Ink.INK2, wrap=True)
        self.next_button = button("", kind="primary")
        self.more = DropButton("登记")
        self.stop_button = button("停止应用…", "circle-x", kind="danger")
        self.strip = LifeStrip()
        self.blocker = Blocker()
        self.filing_note = label("", size=theme.NOTE, ink=Ink.INK2)
        self.filings = RowTable(_FILING_COLUMNS, "备案各次", bleed=True, several=False)
        self.paper_note = label("", size=theme.NOTE, ink=Ink.INK2)
        self.papers_link = Link("")
        self.printings_link = Link("打印记录")
        self.papers = RowTable(_PAPER_COLUMNS, "文书", bleed=True, several=False)
        self.attachment_note = label("", size=theme.NOTE, ink=Ink.INK2)
        self.scan_link = Link(ATTACH_WORD)
        self.attachments = RowTable(_ATTACHMENT_COLUMNS, "附件", bleed=True, several=False)
        self.code_note = label("", size=theme.NOTE, ink=Ink.INK2)
        self.code_link = Link(LINK_CODE_WORD)
        self.codes = RowTable(_CODE_COLUMNS, "手术编码", bleed=True, several=False)
        self.history_note = label("只增不改", size=theme.NOTE, ink=Ink.INK2)
        self.history_link = Link("")
        self.timeline = Timeline()
        self.sites = FilterWords("院区", lead=0)
        self.sites.underlined = False
        self._page: TechnologyPage | None = None
        self.papers_link.clicked.connect(lambda _=False: self._show_papers(True))
        self._lay_out()

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(theme.PAGE_MARGIN - PAD, 12, theme.PAGE_MARGIN - PAD, 12)
        column.setSpacing(6)
        self._lay_out_head(column)
        column.addSpacing(8)
        heading = QHBoxLayout()
        heading.setContentsMargins(PAD, 0, PAD, 0)
        heading.setSpacing(12)
        heading.addWidget(label("生命周期", weight=theme.BOLD))
        heading.addWidget(self.sites, 1)
        column.addLayout(heading)
        for widget in (self.strip, self.blocker):
            held = QHBoxLayout()
            held.setContentsMargins(PAD, 0, PAD, 0)
            held.addWidget(widget)
            column.addLayout(held)
        column.addSpacing(8)
        column.addLayout(self._below())
        for title, note, link, table in (
            ("手术编码", self.code_note, self.code_link, self.codes),
            ("附件", self.attachment_note, self.scan_link, self.attachments),
        ):
            column.addSpacing(8)
            column.addLayout(_section(title, note, link, table))
        column.addStretch(1)
        pane = scrolled(inside, sideways=True)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(pane)

    def _lay_out_head(self, column: QVBoxLayout) -> None:
        title = QHBoxLayout()
        title.setContentsMargins(PAD, 0, PAD, 0)
        title.setSpacing(10)
        title.addWidget(self.code, 0, Qt.AlignmentFlag.AlignTop)
        title.addWidget(self.name, 1)
        for made in (self.next_button, self.more, self.stop_button):
            title.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(title)
        facts = QHBoxLayout()
        facts.setContentsMargins(PAD, 0, PAD, 0)
        facts.setSpacing(8)
        facts.addWidget(self.category)
        facts.addWidget(self.state)
        facts.addSpacing(6)
        facts.addWidget(self.facts, 1)
        column.addLayout(facts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """窄时变更记录移到备案之下，各列不被截去。"""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        way = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._pair.direction() is not way:
            self._pair.setDirection(way)
            self._past.setMinimumWidth(0 if narrow else _PAST)
            self._past.setMaximumWidth(_ANY if narrow else _PAST)

    def _below(self) -> QBoxLayout:
        left = QVBoxLayout()
        left.setSpacing(2)
        left.addLayout(_heading("备案", self.filing_note, PAD))
        left.addWidget(self.filings)
        left.addSpacing(12)
        left.addLayout(
            _heading("文书", self.paper_note, PAD, self.papers_link, self.printings_link)
        )
        left.addWidget(self.papers)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(6)
        right.addLayout(_heading("变更记录", self.history_note, 0, self.history_link))
        right.addWidget(self.timeline)
        right.addStretch(1)
        self._past = QWidget()
        self._past.setLayout(right)
        self._past.setFixedWidth(_PAST)
        self._pair = row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setContentsMargins(0, 0, PAD, 0)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self._past)
        return row

    def show_page(self, page: TechnologyPage, today: date) -> None:
        """换上一项技术。"""
        line = page.line
        self.code.setText(line.code or line.number)
        self.name.setText(line.name)
        self.category.set_chip(category_chip(line, whole=True))
        self.state.set_chip(StateChip(line.state))
        self.facts.setText(_facts(page))
        tint(self.facts, Ink.INK2)
        self.strip.show_nodes(*nodes_of(page, today))
        self.blocker.show_blocks(blocker_of(page))
        rows = filing_rows(page.filings)
        self.filings.set_rows(rows)
        self.filings.setFixedHeight(self.filings.whole_height())
        self.filings.setVisible(bool(rows))
        self.filing_note.setText(f"{len(rows)} 次" if rows else "尚未备案")
        self._page = page
        self._show_papers(False)
        self._show_codes(page, today)
        self._show_attachments(page)
        self._show_history(page)
        self._show_sites(page)

    def _show_papers(self, every: bool) -> None:
        """文书：眼前要用的；``every`` 时连同从前各份备案的。"""
        papers = self._page.papers if self._page is not None else ()
        shown = tuple(paper for paper in papers if every or paper.current)
        rows = paper_rows(shown)
        self.papers.set_rows(rows)
        self.papers.setFixedHeight(self.papers.whole_height())
        self.papers.setVisible(bool(rows))
        lacking = sum(paper.state == "待补" for paper in shown)
        more = f"，{lacking} 份待补" if lacking else ""
        self.paper_note.setText(f"{len(shown)} 份{more}" if rows else "新建备案以后才有文书")
        _show_link(self.papers_link, f"全部 {len(papers)} 份", len(shown) < len(papers))

    def _show_codes(self, page: TechnologyPage, on: date) -> None:
        rows = code_rows(page.codes, on)
        self.codes.set_rows(rows)
        self.codes.setColumnHidden(_CONDITION, not any(one.condition for one in page.codes))
        self.codes.setColumnHidden(_UNTIL, all(one.until is None for one in page.codes))
        self.codes.setFixedHeight(self.codes.whole_height())
        self.codes.setVisible(bool(rows))
        ended = sum(one.until is not None and one.until < on for one in page.codes)
        said = f"{len(rows) - ended} 条" + (f"，另有 {ended} 条已终止" if ended else "")
        none = "还没有对应；对应以后，手术登记与授权才认得出这项技术"
        self.code_note.setText(said if rows else none)

    def _show_attachments(self, page: TechnologyPage) -> None:
        rows = attachment_rows(page.attachments)
        self.attachments.set_rows(rows)
        lasting = all(one.valid_until is None for one in page.attachments)
        self.attachments.setColumnHidden(_VALIDITY, lasting)
        self.attachments.setFixedHeight(self.attachments.whole_height())
        self.attachments.setVisible(bool(rows))
        expired = sum(one.validity == "已过期" for one in page.attachments)
        soon = sum(one.validity == "60 天内到期" for one in page.attachments)
        parts = (
            f"{len(rows)} 件",
            f"{expired} 件已过期" if expired else "",
            f"{soon} 件 60 天内到期" if soon else "",
        )
        said = "，".join(part for part in parts if part)
        _show_link(self.scan_link, ATTACH_WORD, bool(page.scan_owners))
        none = "还没有扫描件，备案材料里的也列在这里"
        if not page.scan_owners:
            none = "还没有扫描件；登记依据、论证、伦理或管理规范以后可以加"
        self.attachment_note.setText(said if rows else none)

    def _show_history(self, page: TechnologyPage) -> None:
        self.timeline.show_events(events_of(page.history[:_RECENT]))
        _show_link(self.history_link, f"全部 {len(page.history)} 条", bool(page.history))

    def _show_sites(self, page: TechnologyPage) -> None:
        self.sites.setVisible(bool(page.sites))
        if page.sites:
            choices = [FilterWord(str(site.licence_id), site.name) for site in page.sites]
            current = "" if page.licence_id is None else str(page.licence_id)
            self.sites.show_words((FilterWord("", "最急的一处"), *choices), current)


def _show_link(link: Link, text: str, wanted: bool) -> None:
    link.setText(text)
    link.setAccessibleName(text)
    link.updateGeometry()
    link.setVisible(wanted)


def _section(title: str, note: QLabel, link: Link, table: RowTable) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(2)
    made.addLayout(_heading(title, note, PAD, link))
    made.addWidget(table)
    return made


def _heading(title: str, note: QLabel, lead: int, *links: Link) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(lead, 0, lead, 0)
    row.setSpacing(8)
    row.addWidget(label(title, weight=theme.BOLD))
    row.addWidget(note, 1)
    for link in links:
        row.addWidget(link)
    return row


def _needs(page: TechnologyPage) -> tuple[str, ...]:
    """须有的诊疗科目与知情同意书，缺的说缺。"""
    names = "、".join(one.name for one in page.subjects)
    missing = "、".join(one.name for one in page.subjects if one.missing)
    lacking = f"（许可证上没有{missing}）" if missing else ""
    form = f"知情同意书 {page.consent}" if page.consent else ""
    return (
        f"诊疗科目 {names}{lacking}" if names else "",
        form or ("没有留存知情同意书" if page.advice else ""),
    )


def _facts(page: TechnologyPage) -> str:
    line = page.line
    leads = "、".join(line.leads)
    parts = (
        line.number if line.code else "",
        "、".join(page.editions),
        "、".join(line.departments),
        f"负责人 {leads}" if leads else "负责人未登记",
        *line.marks,
        *_needs(page),
    )
    return "　".join(part for part in parts if part)
