"""对照两版分级目录，或草稿与它依据的版：增、删、升、降，前后并排。"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.screens.grading_views import ALL, DIFF_COLUMNS, DRAFT, edition_words
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.long_rows import Texts
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label

if TYPE_CHECKING:
    from medtech_desktop.office.gradings import EditionLine, GradingDiff
    from medtech_desktop.office.library import Library


@dataclass(frozen=True, slots=True)
class DiffAsked:
    """对照哪两份（前版空 = 草稿与依据版），列哪一种变化。"""

    earlier: str
    later: str
    kind: str = ALL


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """对照的各行的号、第一页、筛选词、不变的行数。"""

    ids: array[int]
    first: Sequence[Texts]
    words: tuple[FilterWord, ...]
    same: int


class GradingDiffSheet(QDialog):
    """对照的对话框。"""

    def __init__(
        self,
        desk: Desk,
        editions: tuple[EditionLine, ...],
        on: date,
        parent: QWidget | None = None,
        *,
        draft: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("草稿与原版对照" if draft else "比较两版分级目录")
        self.resize(1060, 620)
        self.desk, self._on, self._draft = desk, on, draft
        self.earlier, self.later = QComboBox(), QComboBox()
        for box in (self.earlier, self.later):
            for line in editions:
                box.addItem(edition_words(line), line.number)
        self.earlier.setCurrentIndex(min(1, len(editions) - 1))
        self.trouble = TroubleBar()
        self.words = FilterWords("变化", lead=8)
        self.same = label("", ink=Ink.INK2)
        self.strip = ProgressStrip()
        self.table = LongTable(desk, DIFF_COLUMNS, "分级目录对照", bleed=True, strip=self.strip)
        self.close_button = button("关闭")
        self._lay_out()
        self.words.chosen.connect(lambda _key: self.ask())
        for box in (self.earlier, self.later):
            box.activated.connect(lambda _n: self.ask())
        self.close_button.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 14)
        column.setSpacing(8)
        if not self._draft:
            head = QHBoxLayout()
            head.setContentsMargins(8, 0, 8, 0)
            head.setSpacing(8)
            for title, box in (("前版", self.earlier), ("后版", self.later)):
                head.addWidget(label(title, ink=Ink.INK2))
                box.setAccessibleName(title)
                box.view().setAccessibleName(title)
                box.setMinimumContentsLength(16)
                head.addWidget(box, 1)
            column.addLayout(head)
        else:
            for box in (self.earlier, self.later):
                box.setParent(self)
                box.hide()
        column.addWidget(self.trouble)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.addWidget(self.same, 1)
        foot.addWidget(self.close_button)
        column.addLayout(foot)

    def begin(self) -> None:
        """打开并对照。"""
        self.ask()
        self.open()

    def asked(self) -> DiffAsked:
        """现在对照哪两份，列哪一种变化。"""
        kind = self.words.current() or ALL
        if self._draft:
            return DiffAsked("", DRAFT, kind)
        return DiffAsked(
            str(self.earlier.currentData() or ""), str(self.later.currentData() or ""), kind
        )

    def ask(self) -> None:
        """对照。"""
        asked = self.asked()
        self.desk.ask(
            ask_diff,
            asked,
            self._on,
            then=lambda answer: self._show(asked, answer),
            owner=self,
            topic="diff",
            refused=self._refused,
        )

    def _show(self, asked: DiffAsked, answer: DiffAnswer) -> None:
        self.trouble.say("")
        current = asked.kind if any(w.key == asked.kind for w in answer.words) else ALL
        self.words.show_words(answer.words, current)
        self.same.setText(f"不变 {answer.same:,} 行，不列")
        question = partial(ask_diff_rows, asked=asked, on=self._on)
        self.table.show_ids(answer.ids, question, answer.first)
        self.table.empty_words = "没有不同"

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.trouble.say("；".join(f"{one.message}，{one.remedy}" for one in findings))
        self.same.setText("")
        self.table.show_ids(array("i"), partial(ask_diff_rows, asked=self.asked(), on=self._on))


def _diff(library: Library, asked: DiffAsked, on: date) -> GradingDiff:
    from medtech_desktop.office.grading_lists import current_draft
    from medtech_desktop.office.gradings import compare_draft, compare_editions

    if asked.later == DRAFT:
        return compare_draft(library, current_draft(library))
    return compare_editions(library, asked.earlier, asked.later, on)


def ask_diff(library: Library, asked: DiffAsked, on: date) -> DiffAnswer:
    """对照。raises Refused."""
    from medtech_desktop.domain.grading_drafts import CHANGE_NAMES

    found = _diff(library, asked, on)
    listed = [FilterWord(ALL, "全部变化", len(found.changes))]
    listed += [FilterWord(kind.value, CHANGE_NAMES[kind], n) for kind, n in found.counts.items()]
    kept = asked.kind if any(word.key == asked.kind for word in listed) else ALL
    ids = array("i", (at for at, one in enumerate(found.changes) if kept in (ALL, one.kind.value)))
    return DiffAnswer(ids, ask_diff_rows(library, ids[:200], asked, on), tuple(listed), found.same)


def ask_diff_rows(
    library: Library, ids: Sequence[int], asked: DiffAsked, on: date
) -> Sequence[Texts]:
    """对照的一页。"""
    from dataclasses import replace

    from medtech_desktop.office.grading_lists import diff_texts

    found = _diff(library, asked, on)
    chosen = tuple(found.changes[at] for at in ids if at < len(found.changes))
    return diff_texts(library, replace(found, changes=chosen), on)
