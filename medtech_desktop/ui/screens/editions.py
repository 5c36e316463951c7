"""目录版本：当日的并集、各版、两版对照与影响、由文件施行；本院管理目录另成一页。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.edition_entries import ForceEntry, LinkConfirmEntry
from medtech_desktop.ui.screens.edition_views import (
    DIFF_COLUMNS,
    EDITION_COLUMNS,
    UNION_COLUMNS,
    diff_rows,
    diff_words,
    edition_rows,
    impact_of,
    union_rows,
    union_words,
)
from medtech_desktop.ui.screens.management import ManagementPane
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocker import Blocker
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.quiet import Link, button, label
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.catalog_links import ProposedLink
    from medtech_desktop.office.catalogs import EditionDiff, EditionLine, EntryLine
    from medtech_desktop.office.library import Library

_TABS = (
    FilterWord("union", "施行中的限制类"),
    FilterWord("editions", "各版"),
    FilterWord("diff", "两版对照"),
    FilterWord("management", "本院管理目录"),
)
_IMPACT_WIDTH = 340


@dataclass(frozen=True, slots=True)
class EditionsAnswer:
    """本页要显示的：并集（或某版的条目）、各版、本院对应。"""

    entries: tuple[EntryLine, ...]
    editions: tuple[EditionLine, ...]
    held: dict[str, str]


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """两版对照与沿革建议。"""

    found: EditionDiff
    proposed: tuple[ProposedLink, ...]


def ask_editions(library: Library, on: date, edition: str) -> EditionsAnswer:
    """并集、各版、本院对应。"""
    from medtech_desktop.office.catalogs import catalog_lines, edition_lines, held_here

    return EditionsAnswer(
        catalog_lines(library, on, edition), edition_lines(library, on), held_here(library, on)
    )


def ask_diff(library: Library, earlier: str, later: str, on: date) -> DiffAnswer:
    """两版对照与沿革建议。"""
    from medtech_desktop.office.catalog_links import proposed_links
    from medtech_desktop.office.catalogs import compare_editions

    return DiffAnswer(
        compare_editions(library, earlier, later, on),
        proposed_links(library, earlier, later, on),
    )


class EditionsPane(Screen):
    """目录版本页，放在技术目录屏之内。"""

    KINDS = frozenset({"catalog", "technology", "filing", "edition"})
    back_wanted = Signal()
    import_wanted = Signal(str)

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._answer: EditionsAnswer | None = None
        self._diff: DiffAnswer | None = None
        self._edition = ""
        self.back_link = Link("返回本院技术", size=theme.BODY)
        self.tabs = FilterWords("目录版本", lead=8)
        self.tabs.show_words(_TABS, "union")
        self.import_button = button("导入目录版本…", "file-up")
        self.force_button = button("由文件施行…", kind="primary")
        self.union_note = label("", weight=theme.MEDIUM, wrap=True)
        self.union_link = Link("回到施行中的并集", size=theme.BODY)
        self.union = RowTable(UNION_COLUMNS, "限制类条目", bleed=True)
        self.editions = RowTable(EDITION_COLUMNS, "目录各版", bleed=True, several=False)
        self.earlier, self.later = QComboBox(), QComboBox()
        self.kinds = FilterWords("变化", lead=8)
        self.diff = RowTable(DIFF_COLUMNS, "两版对照", bleed=True)
        self.impact = Blocker(narrow=True)
        self.management = ManagementPane(setting)
        self._stack = QStackedWidget()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 8, 16, 0)
        whole.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 8, 0)
        head.setSpacing(8)
        head.addWidget(self.tabs, 1)
        head.addWidget(self.back_link)
        head.addWidget(self.import_button)
        head.addWidget(self.force_button)
        self.tabs.underlined = False
        whole.addLayout(head)
        for page in (
            self._union_page(),
            self._column(self.editions),
            self._diff_page(),
            self.management,
        ):
            self._stack.addWidget(page)
        whole.addWidget(self._stack, 1)

    def _column(self, *widgets: QWidget) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in widgets:
            column.addWidget(widget, 1 if isinstance(widget, RowTable) else 0)
        return page

    def _union_page(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(self.union_note, 1)
        row.addWidget(self.union_link)
        return self._column(head, self.union)

    def _diff_page(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        for title, box in (("前版", self.earlier), ("后版", self.later)):
            row.addWidget(label(title, ink=Ink.INK2))
            box.setAccessibleName(title)
            box.view().setAccessibleName(title)
            box.setMinimumWidth(260)
            row.addWidget(box)
            row.addSpacing(12)
        row.addStretch(1)
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 8, 8, 8)
        held.addWidget(self.impact)
        held.addStretch(1)
        side = QScrollArea()
        side.setFixedWidth(_IMPACT_WIDTH)
        side.setWidget(inside)
        side.setWidgetResizable(True)
        side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        left = self._column(head, self.kinds, self.diff)
        page = QWidget()
        both = QHBoxLayout(page)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(12)
        both.addWidget(left, 1)
        both.addWidget(side)
        return page

    def _wire(self) -> None:
        self.tabs.chosen.connect(self.show_tab)
        self.back_link.clicked.connect(lambda _=False: self.back_wanted.emit())
        self.import_button.clicked.connect(lambda _=False: self.import_wanted.emit("catalog"))
        self.force_button.clicked.connect(lambda _=False: self.put_in_force(""))
        self.union_link.clicked.connect(lambda _=False: self.show_edition(""))
        self.editions.opened.connect(self._open_edition)
        self.kinds.chosen.connect(lambda _key: self._fill_diff())
        self.diff.opened.connect(self._confirm)
        self.impact.article_opened.connect(self.article_opened)
        self.management.article_opened.connect(self.article_opened)
        for box in (self.earlier, self.later):
            box.activated.connect(lambda _n: self._ask_diff())

    def first_widget(self) -> QWidget | None:
        return self.union

    def allow_acts(self, allowed: bool) -> None:
        for made in (self.import_button, self.force_button):
            made.setEnabled(allowed)
        self.management.allow_acts(allowed)

    # Asking

    def reload(self) -> None:
        self.management.past_day = self.past_day
        self.desk.ask(
            ask_editions, self.on, self._edition, then=self._show, owner=self, topic="editions"
        )
        self.management.reload()

    def show_tab(self, key: str) -> None:
        """换一页。"""
        self.tabs.show_words(_TABS, key)
        self._stack.setCurrentIndex([tab.key for tab in _TABS].index(key))
        shared = key != "management"
        for widget in (self.import_button, self.force_button):
            widget.setVisible(shared)

    def show_edition(self, key: str) -> None:
        """看某一版的条目；空为施行中的并集。"""
        self._edition = key
        self.show_tab("union")
        self.reload()

    def compare(self, earlier: str, later: str) -> None:
        """对照两版。"""
        self.earlier.setCurrentIndex(self.earlier.findData(earlier))
        self.later.setCurrentIndex(self.later.findData(later))
        self.show_tab("diff")
        self._ask_diff()

    def _ask_diff(self) -> None:
        earlier, later = self.earlier.currentData(), self.later.currentData()
        if not earlier or not later:
            return
        self.desk.ask(
            ask_diff,
            str(earlier),
            str(later),
            self.on,
            then=self._show_diff,
            owner=self,
            topic="diff",
        )

    # Acting

    def put_in_force(self, key: str) -> None:
        """登记由文件施行。"""
        editions = self._answer.editions if self._answer is not None else ()
        waiting = [one.key for one in editions if one.state == "未施行"]
        first = key or (waiting[0] if waiting else "")
        self._begin(ForceEntry(self.desk, editions, first, self.today, self))

    def _open_edition(self, key: str) -> None:
        editions = self._answer.editions if self._answer is not None else ()
        chosen = next(one for one in editions if one.key == key)
        if chosen.state == "未施行" and not self.desk.read_only:
            self.put_in_force(key)
        else:
            self.show_edition(key)

    def _confirm(self, key: str) -> None:
        word, _, place = key.partition(" ")
        if word == "link" and self._diff is not None:
            link = self._diff.proposed[int(place)]
            self._begin(LinkConfirmEntry(self.desk, link, self.today, self))

    def _begin(self, entry: Entry) -> None:
        entry.begin_from(self.article_opened, "目录版本")

    # Answers

    def _show(self, answer: EditionsAnswer) -> None:
        self._answer = answer
        self.union.set_rows(union_rows(answer.entries, answer.held))
        said = union_words(answer.entries)
        if self._edition:
            said = f"{self._edition}，{len(answer.entries)} 条"
        self.union_note.setText(said)
        self.union_link.setVisible(bool(self._edition))
        self.editions.set_rows(edition_rows(answer.editions))
        self._fill_boxes(answer.editions)
        self._ask_diff()

    def _fill_boxes(self, editions: tuple[EditionLine, ...]) -> None:
        names = dict.fromkeys(one.printed_as or one.key for one in editions)
        names |= dict.fromkeys(one.key for one in editions)
        for box, place in ((self.earlier, -1), (self.later, 0)):
            kept = box.currentData()
            box.clear()
            for name in names:
                box.addItem(name, name)
            found = box.findData(kept) if kept else -1
            wanted = _usual(editions, place)
            box.setCurrentIndex(found if found >= 0 else box.findData(wanted))

    def _show_diff(self, answer: DiffAnswer) -> None:
        self._diff = answer
        self.kinds.show_words(diff_words(answer.found), self.kinds.current() or "all")
        if not self.kinds.current():
            self.kinds.show_words(diff_words(answer.found), "all")
        self._fill_diff()
        self.impact.show_blocks(impact_of(answer.found.consequences))

    def _fill_diff(self) -> None:
        if self._diff is None or self._answer is None:
            return
        kind = self.kinds.current() or "all"
        held = self._answer.held
        self.diff.set_rows(diff_rows(self._diff.found, kind, held, self._diff.proposed))


def _usual(editions: tuple[EditionLine, ...], place: int) -> str:
    """开始时对照哪两版：尚未施行的（或最新的）一版，与同系列的前一版。"""
    if not editions:
        return ""
    waiting = [one for one in editions if one.state == "未施行"]
    later = waiting[0] if waiting else editions[0]
    if place == 0:
        return later.key
    same = [one for one in editions if one.series == later.series and one.key != later.key]
    return same[0].key if same else later.key
