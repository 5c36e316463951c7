"""一个人的档案：姓名、所在、六栏（资质、权限、手术量、评估、培训、变动）。"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.screens import practitioner_views as views
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.folding import FoldingTable
from medtech_desktop.ui.widgets.pieces import ArticleChip, StateChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, scrolled
from medtech_desktop.ui.widgets.rows import Column, Row
from medtech_desktop.ui.widgets.ruled import PAD
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.domain.practitioner_files import PractitionerFile

_ARTICLE = "MTCA-19"
_LINKS = ("给证书加扫描件…", "打印授权经过…", "登记手术量…", "导入手术量…")
APPLY, GRANT, CERTIFY, SEE = "申请授权…", "批量授权…", "授权证明…", "在矩阵里看"
PERMISSION_ACTS = (APPLY, GRANT, CERTIFY, SEE)
"""权限一栏里可办的；看过去的日子时只能看。"""


class PractitionerDetail(QWidget):
    """右边的档案。``certificate_opened`` 带证书的标识，``act_chosen`` 带权限一栏里要办的。"""

    certificate_opened = Signal(str)
    act_chosen = Signal(str)
    article_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.number = label("", size=theme.NAME, ink=Ink.INK3)
        self.name = label("", size=theme.NAME, weight=theme.BOLD, wrap=True)
        self.state = ChipLabel(StateChip("在院"))
        self.facts = label("", ink=Ink.INK2, wrap=True)
        self.certificate_button = button("登记证书…", "file-plus")
        self.more = DropButton("登记")
        self.print_button = button("打印档案…", "printer")
        self.tabs = FilterWords("档案各栏", lead=8)
        self.gaps = label("", ink=Ink.INK2, wrap=True)
        self.gap_chip = ChipLabel(ArticleChip(_ARTICLE))
        self.certificates = _table(views.CERTIFICATE_COLUMNS, "证书")
        self.spans = _table(views.SPAN_COLUMNS, "职称、科室与执业注册")
        self.invitation_title = label("外请", weight=theme.BOLD)
        self.invitations = _table(views.INVITATION_COLUMNS, "外请")
        self.permissions = _table(views.PERMISSION_COLUMNS, "权限")
        self.events = _table(views.EVENT_COLUMNS, "权限的变动与理由")
        self.volumes = _table(views.VOLUME_COLUMNS, "手术量与结果")
        notes = (label("", ink=Ink.INK2, wrap=True) for _ in range(2))
        self.volume_note, self.evaluation_note = notes
        self.trainings = _table(views.CERTIFICATE_COLUMNS, "培训证明")
        self.exemptions = _table(views.EXEMPTION_COLUMNS, "免训")
        self.changes = _table(views.CHANGE_COLUMNS, "变动")
        links = tuple(Link(word, size=theme.BODY) for word in _LINKS)
        self.scan_link, self.history_link, self.volume_link, self.volume_import = links
        self.permission_links = tuple(Link(word, size=theme.BODY) for word in PERMISSION_ACTS)
        self.pages = QStackedWidget()
        self._notes: dict[str, QWidget] = {}
        self._file: PractitionerFile | None = None
        self._allowed = False
        self._filled: set[str] = set()
        self._fills = self._fillers()
        self._lay_out()
        self.tabs.chosen.connect(self._turn)
        for table in (self.certificates, self.trainings):
            table.opened.connect(self.certificate_opened)
        self.gap_chip.article_opened.connect(self.article_opened)
        for word, link in zip(PERMISSION_ACTS, self.permission_links, strict=True):
            link.clicked.connect(lambda _=False, word=word: self.act_chosen.emit(word))

    def _fillers(self) -> dict[str, Callable[[PractitionerFile, bool], None]]:
        fills = (
            self._show_qualifications,
            self._show_permissions,
            self._show_volumes,
            self._show_evaluations,
            self._show_trainings,
            self._show_changes,
        )
        return dict(zip(views.TABS, fills, strict=True))

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.PAGE_MARGIN - PAD, 12, theme.PAGE_MARGIN - PAD, 0)
        whole.setSpacing(6)
        title = QHBoxLayout()
        title.setContentsMargins(PAD, 0, PAD, 0)
        title.setSpacing(10)
        title.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        title.addWidget(self.name, 1)
        for made in (self.certificate_button, self.more, self.print_button):
            title.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        whole.addLayout(title)
        facts = QHBoxLayout()
        facts.setContentsMargins(PAD, 0, PAD, 0)
        facts.setSpacing(8)
        facts.addWidget(self.state, 0, Qt.AlignmentFlag.AlignTop)
        facts.addWidget(self.facts, 1)
        whole.addLayout(facts)
        whole.addWidget(self.tabs)
        for page in self._pages():
            self.pages.addWidget(scrolled(page))
        whole.addWidget(self.pages, 1)

    def _pages(self) -> tuple[QWidget, ...]:
        gap = QWidget()
        row = QHBoxLayout(gap)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.setSpacing(8)
        row.addWidget(self.gaps, 1)
        row.addWidget(self.gap_chip, 0, Qt.AlignmentFlag.AlignTop)
        return (
            _page(
                gap,
                _titled("证书", self.scan_link),
                self._note("certificates", "还没有资格、执业、职称证书的登记"),
                self.certificates,
                _titled("职称、科室与执业注册"),
                self.spans,
                self._beside(self.invitation_title),
                self.invitations,
            ),
            _page(
                _titled("现有的权限", *self.permission_links),
                self._note("permissions", "所看的这天没有权限"),
                self.permissions,
                _titled("变动与理由", self.history_link),
                self._note("events", "还没有授权的记录"),
                self.events,
            ),
            self._volume_page(),
            _page(self._beside(self.evaluation_note)),
            _page(
                _titled("培训证明"),
                self._note("trainings", "还没有培训证明；做限制类技术须先培训或有免训的规定"),
                self.trainings,
                _titled("免训"),
                self._note("exemptions", "没有免训的登记"),
                self.exemptions,
            ),
            _page(self.changes),
        )

    def _volume_page(self) -> QWidget:
        title = _titled("手术量与结果", self.volume_link, self.volume_import)
        return _page(title, self._beside(self.volume_note), self.volumes)

    def _note(self, key: str, said: str) -> QWidget:
        made = self._notes[key] = self._beside(label(said, ink=Ink.INK2, wrap=True))
        return made

    def _beside(self, widget: QWidget) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(PAD, 0, PAD, 0)
        row.addWidget(widget)
        return held

    def show_tab(self, tab: str) -> None:
        """翻到一栏。"""
        self.tabs.show_words(self.tabs.views(), tab)
        self._turn(tab)

    def show_file(self, file: PractitionerFile, allowed: bool) -> None:
        """换上一个人的档案；翻在哪一栏仍在哪一栏。"""
        self.number.setText(file.staff_number)
        self.name.setText(file.name)
        self.state.set_chip(StateChip(file.whereabouts))
        parts = (
            file.kind,
            file.title or "职称未登记",
            file.departments or "科室未登记",
            f"注册在{file.registered}" if file.registered else "执业注册未登记",
        )
        self.facts.setText("　".join(part for part in parts if part))
        self._show_tabs(file)
        self._file, self._allowed = file, allowed
        self._filled.clear()
        self._turn(self.tabs.current())

    def _turn(self, tab: str) -> None:
        """翻到一栏；没有翻到的不写，换人时快。"""
        shown = tab if tab in views.TABS else views.TABS[0]
        if self._file is not None and shown not in self._filled:
            self._filled.add(shown)
            self._fills[shown](self._file, self._allowed)
        self.pages.setCurrentIndex(views.TABS.index(shown))

    def _show_permissions(self, file: PractitionerFile, allowed: bool) -> None:
        for link in self.permission_links:
            link.setVisible(allowed or link.text() == SEE)
        self._fill(self.permissions, views.permission_rows(file), "permissions")
        self._fill(self.events, views.event_rows(file), "events")
        self.history_link.setVisible(bool(file.permission_events))

    def _show_volumes(self, file: PractitionerFile, allowed: bool) -> None:
        for link in (self.volume_link, self.volume_import):
            link.setVisible(allowed)
        volumes = views.volume_rows(file)
        self._fill(self.volumes, volumes)
        self.volume_note.setText(
            "例数按登记的统计期间；没有登记的不等于零。"
            if volumes
            else "未统计。统计过的可以登记或导入；没有登记的不等于零"
        )

    def _show_evaluations(self, file: PractitionerFile, _allowed: bool) -> None:
        said = (f"{e.day.isoformat()} {e.target} {e.conclusion}" for e in file.evaluations)
        self.evaluation_note.setText("；".join(said) or "还没有评估记录")

    def _show_trainings(self, file: PractitionerFile, allowed: bool) -> None:
        self._fill(self.trainings, views.certificate_rows(file.trainings, allowed), "trainings")
        self._fill(self.exemptions, views.exemption_rows(file), "exemptions")

    def _show_changes(self, file: PractitionerFile, _allowed: bool) -> None:
        self._fill(self.changes, views.change_rows(file))

    def _show_qualifications(self, file: PractitionerFile, allowed: bool) -> None:
        said = "；".join(gap.message for gap in file.gaps)
        self.gaps.setText(f"档案还缺：{said}" if said else "档案齐全")
        self.gap_chip.setVisible(bool(said))
        rows = views.certificate_rows(file.qualifications, allowed)
        self._fill(self.certificates, rows, "certificates")
        self._fill(self.spans, views.span_rows(file))
        invitations = views.invitation_rows(file)
        self._fill(self.invitations, invitations)
        self.invitation_title.setVisible(bool(invitations))
        self.scan_link.setVisible(bool(file.certificates) and allowed)

    def _show_tabs(self, file: PractitionerFile) -> None:
        current = self.tabs.current() if self.tabs.views() else views.TABS[0]
        counts = {
            "权限": len(file.permissions),
            "手术量": len(file.volumes),
            "评估": len(file.evaluations),
            "培训": len(file.trainings) + len(file.exemptions),
            "变动": len(file.changes),
        }
        made = tuple(FilterWord(tab, tab, counts.get(tab, -1)) for tab in views.TABS)
        self.tabs.show_words(made, current or views.TABS[0])

    def _fill(self, table: RowTable, rows: tuple[Row, ...], note: str = "") -> None:
        table.set_rows(rows)
        table.setVisible(bool(rows))
        if note:
            self._notes[note].setVisible(not rows)


class _WholeTable(FoldingTable):
    """一栏里的表：不自己滚动，高合于全部的行。"""

    def fit_rows(self) -> None:
        super().fit_rows()
        tall = theme.HEADING + sum(self.rowHeight(n) for n in range(self.rows_model.rowCount()))
        if self.height() != tall + 2:
            self.setFixedHeight(tall + 2)


def _table(columns: tuple[Column, ...], name: str) -> RowTable:
    return _WholeTable(columns, name, bleed=True, several=True)


def _titled(title: str, *links: Link) -> QWidget:
    held = QWidget()
    row = QHBoxLayout(held)
    row.setContentsMargins(PAD, 8, PAD, 0)
    row.addWidget(label(title, weight=theme.BOLD))
    row.addStretch(1)
    for link in links:
        row.addWidget(link)
    return held


def _page(*parts: QWidget) -> QWidget:
    held = QWidget()
    column = QVBoxLayout(held)
    column.setContentsMargins(0, 8, 0, 16)
    column.setSpacing(4)
    for part in parts:
        column.addWidget(part)
    column.addStretch(1)
    return held
