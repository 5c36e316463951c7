"""手术分级屏的三页：分级目录、编码库、草稿；各版、对照、起草、审定从这里打开。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screens.grading_diff import GradingDiffSheet
from medtech_desktop.ui.screens.grading_draft_pane import GradingDraftPane
from medtech_desktop.ui.screens.grading_entries import (
    GradingAdoptEntry,
    GradingAnnulEntry,
    GradingCategoriesEntry,
    GradingDraftEntry,
    GradingLineEntry,
)
from medtech_desktop.ui.screens.grading_pane import GradingPane
from medtech_desktop.ui.screens.grading_views import (
    ask_code,
    ask_gradings,
    draft_words,
    edition_words,
    heading_words,
)
from medtech_desktop.ui.screens.imports import open_import
from medtech_desktop.ui.screens.procedure_detail import ProcedureDetail
from medtech_desktop.ui.widgets.confirm import Confirm, ConfirmView, Consequence, confirm
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.office.gradings import GradingView
    from medtech_desktop.office.library import Library

LIST, CODES, DRAFT = "list", "codes", "draft"
_START, _IMPORT, _DISCARD = "起草…", "导入分级目录…", "删去草稿"
_EMPTY = EmptyView(
    "list-tree",
    "还没有施行的手术分级管理目录",
    "导入本院现有的目录，或起草一份；经会议审定以后才作数",
    (_IMPORT, _START),
    "MTCA-18",
)
_NO_DRAFT = EmptyView(
    "pencil",
    "没有正在编的草稿",
    "自施行的一版改起，或导入一份文件；审定以前不影响任何判断",
    (_START, _IMPORT),
    "MTCA-18",
)


class GradingTabs(QWidget):
    """三页。``heading`` 为顶栏的一句话；``turned`` 换了页。"""

    turned = Signal(str)
    said = Signal(str)
    article_opened = Signal(str)
    code_wanted = Signal(str)
    technology_wanted = Signal(str)

    def __init__(
        self,
        desk: Desk,
        codes: QWidget,
        on: Callable[[], date],
        today: Callable[[], date],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self._on, self._today = desk, on, today
        self.view: GradingView | None = None
        self._chosen = ""
        self.tabs = FilterWords("手术分级的页", lead=8)
        self.listed = GradingPane(desk, on)
        self.draft = GradingDraftPane(desk, on)
        self.detail = ProcedureDetail()
        self.edition_box = QComboBox()
        self.start_button = button("起草新版…", "pencil")
        self.compare_button = button("比较两版…")
        self.print_button = button("打印…", "printer")
        self.annul_button = button("撤销审定…")
        self.empty, self.no_draft = Empty(_EMPTY), Empty(_NO_DRAFT)
        self._list_stack, self._draft_stack = QStackedWidget(), QStackedWidget()
        self._pages = QStackedWidget()
        self._lay_out(codes)
        self._wire()
        self._show_tabs(CODES)

    # Layout

    def _lay_out(self, codes: QWidget) -> None:
        self.edition_box.setAccessibleName("分级目录的版")
        self.edition_box.view().setAccessibleName("分级目录的版")
        self.edition_box.setMinimumWidth(300)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(16, 6, 16, 0)
        top.setSpacing(8)
        top.addWidget(self.tabs, 1)
        for widget in (self.edition_box, self.start_button):
            top.addWidget(widget)
        column.addLayout(top)
        held = QWidget()
        both = QHBoxLayout(held)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self.listed, 1)
        both.addWidget(self.detail)
        for at, made in enumerate((self.annul_button, self.compare_button, self.print_button)):
            self.listed.foot.insertWidget(1 + at, made)
        for stack, pages in (
            (self._list_stack, (self.empty, held)),
            (self._draft_stack, (self.no_draft, self.draft)),
            (self._pages, (self._list_stack, codes, self._draft_stack)),
        ):
            for page in pages:
                stack.addWidget(page)
        column.addWidget(self._pages, 1)
        before: QWidget = self.listed.table  # they were made after the detail beside it
        for made in (self.annul_button, self.compare_button, self.print_button):
            QWidget.setTabOrder(before, made)
            before = made

    def _wire(self) -> None:
        self.tabs.chosen.connect(self.turn)
        self.edition_box.activated.connect(lambda _n: self._change_edition())
        self.start_button.clicked.connect(lambda _=False: self.start())
        self.compare_button.clicked.connect(lambda _=False: self.compare())
        self.print_button.clicked.connect(lambda _=False: self.print_paper())
        self.annul_button.clicked.connect(lambda _=False: self.annul())
        self.draft.adopt_wanted.connect(self.adopt)
        self.draft.compare_wanted.connect(self.compare_draft)
        self.draft.line_wanted.connect(self.add_line)
        self.draft.import_wanted.connect(self.open_import)
        self.draft.categories_wanted.connect(self.choose_categories)
        self.draft.discard_wanted.connect(self.discard)
        for pane in (self.listed, self.draft):
            pane.said.connect(self.said)
        self.listed.code_chosen.connect(self._ask_code)
        self.detail.code_wanted.connect(self.code_wanted)
        self.detail.technology_wanted.connect(self.technology_wanted)
        self.detail.article_opened.connect(self.article_opened)
        for empty in (self.empty, self.no_draft):
            empty.article_opened.connect(self.article_opened)
            empty.act_chosen.connect(
                lambda word: self.start() if word == _START else self.open_import()
            )

    # Pages

    def current(self) -> str:
        """现在哪一页。"""
        return (LIST, CODES, DRAFT)[self._pages.currentIndex()]

    def turn(self, key: str) -> None:
        """换页。"""
        self._show_tabs(key)
        self.turned.emit(key)

    def _show_tabs(self, key: str) -> None:
        view = self.view
        whole = view.current.count if view is not None and view.current is not None else -1
        draft = view.draft.count if view is not None and view.draft is not None else -1
        words = (
            FilterWord(LIST, "分级目录", whole),
            FilterWord(CODES, "编码库"),
            FilterWord(DRAFT, "草稿", draft),
        )
        self.tabs.show_words(words, key)
        self._pages.setCurrentIndex((LIST, CODES, DRAFT).index(key))
        editions = view.editions if view is not None else ()
        self.edition_box.setVisible(key == LIST and bool(editions))
        self.start_button.setVisible(
            key == LIST and bool(editions) and view is not None and view.draft is None
        )

    def sentence(self) -> str:
        """顶栏的一句话；编码库一页由屏自己说，为空。"""
        if self.view is None or self.current() == CODES:
            return ""
        if self.current() == DRAFT:
            return draft_words(self.view) or "没有正在编的草稿"
        return heading_words(self.view)

    def reload(self) -> None:
        """重读各版与草稿。"""
        self.desk.ask(ask_gradings, self._on(), then=self._show, owner=self, topic="gradings")

    def _show(self, view: GradingView) -> None:
        first, before = self.view is None, self.view.current if self.view else None
        self.view = view
        key = LIST if first and view.editions else self.current()
        kept = self.edition_box.currentData()
        self.edition_box.clear()
        for line in view.editions:
            self.edition_box.addItem(edition_words(line), line.number)
        usual = view.current.number if view.current else ""
        numbers = [one.number for one in view.editions]
        same = before is not None and before.number == usual  # what was just adopted is shown
        shown = kept if same and kept in numbers else usual
        self.edition_box.setCurrentIndex(numbers.index(shown) if shown in numbers else 0)
        self._list_stack.setCurrentIndex(1 if view.editions else 0)
        self._draft_stack.setCurrentIndex(1 if view.draft is not None else 0)
        self.compare_button.setVisible(len(view.editions) > 1)
        self.draft.show_draft(view.draft)
        self._show_tabs(key)
        if view.editions:
            self._change_edition()
        self.turned.emit(key)

    def _change_edition(self) -> None:
        self.listed.edition = str(self.edition_box.currentData() or "")
        self.listed.ask()

    def _ask_code(self, code: str) -> None:
        if not code:
            self.detail.show_page(None)
            return
        self.desk.ask(
            ask_code,
            code,
            self._on(),
            then=self.detail.show_page,
            owner=self,
            topic="code",
            refused=lambda _found: self.detail.show_page(None),
        )

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许动作。"""
        self.draft.allow_acts(allowed)
        for made in (self.start_button, self.annul_button):
            made.setEnabled(allowed)

    # Acts

    def _open(self, entry: Entry) -> Entry:
        entry.article_opened.connect(self.article_opened)
        entry.begin()
        return entry

    def start(self) -> Entry:
        """起草新的一版；办完翻到草稿。"""
        current = self.view.current.name if self.view and self.view.current else ""
        entry = GradingDraftEntry(self.desk, current, self._today(), self)
        entry.recorded.connect(lambda _done: self.turn(DRAFT))
        return self._open(entry)

    def open_import(self) -> QWidget:
        """导入进草稿；看得到草稿一页。"""
        self.turn(DRAFT)
        return open_import(self.desk, "grading", self._today(), self)

    def add_line(self) -> None:
        """加一行。"""
        if self.draft.draft is not None:
            self.desk.ask(ask_departments, self._today(), then=self._open_line, owner=self)

    def _open_line(self, departments: tuple[str, ...]) -> None:
        draft = self.draft.draft
        if draft is not None:
            entry = GradingLineEntry(self.desk, draft.id, departments, self._today(), self)
            self._open(entry)

    def choose_categories(self) -> Entry | None:
        """选定纳入的类别。"""
        draft = self.draft.draft
        if draft is None:
            return None
        managed, counts = draft.managed, draft.categories
        return self._open(
            GradingCategoriesEntry(self.desk, draft.id, managed, counts, self._today(), self)
        )

    def adopt(self) -> Entry | None:
        """审定草稿；办完翻到分级目录。"""
        draft = self.draft.draft
        if draft is None:
            return None
        entry = GradingAdoptEntry(self.desk, draft.id, draft.name, self._today(), self)
        entry.recorded.connect(lambda _done: self.turn(LIST))
        return self._open(entry)

    def annul(self) -> Entry | None:
        """撤销所看一版的审定。"""
        number = str(self.edition_box.currentData() or "")
        editions = self.view.editions if self.view is not None else ()
        line = next((one for one in editions if one.number == number), None)
        if line is None:
            return None
        return self._open(GradingAnnulEntry(self.desk, line.number, line.name, self._today(), self))

    def compare(self) -> GradingDiffSheet:
        """比较两版。"""
        editions = self.view.editions if self.view is not None else ()
        sheet = GradingDiffSheet(self.desk, editions, self._on(), self)
        sheet.begin()
        return sheet

    def compare_draft(self) -> GradingDiffSheet:
        """草稿与原版对照。"""
        sheet = GradingDiffSheet(self.desk, (), self._on(), self, draft=True)
        sheet.begin()
        return sheet

    def print_paper(self) -> PaperSheet:
        """看所选的一版的文书，打印、导出从那里。"""
        sheet = PaperSheet(self.desk, "手术分级管理目录", self)
        sheet.begin("grading", str(self.edition_box.currentData() or ""), False, self._on())
        return sheet

    def discard(self) -> Confirm | None:
        """删去草稿，先问。"""
        draft = self.draft.draft
        if draft is None:
            return None
        gone = Consequence("ban", f"草稿里的 {sum(draft.changes.values()):,} 处改动不再保留", True)
        view = ConfirmView(f"删去草稿「{draft.name}」？", (gone,), _DISCARD, "", True)
        return confirm(view, partial(self._discard, draft.id), self)

    def _discard(self, draft: int) -> None:
        self.desk.act(do_discard, draft, owner=self)


def ask_departments(library: Library, on: date) -> tuple[str, ...]:
    """现有的科室，按拼音。"""
    from medtech_desktop.office.grading_drafts import departments_on
    from medtech_desktop.office.pinyin import sort_key
    from medtech_desktop.office.world import load_world

    return tuple(sorted(departments_on(load_world(library, on)), key=sort_key))


def do_discard(library: Library, draft: int) -> Done:
    """删去草稿。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import discard_draft

    return discard_draft(library, clerk_here(), draft)
