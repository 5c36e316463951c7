"""对照两份的对话框：前版、后版，筛选一种变化，变了的各行；没有变的只说有几行。"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.long_rows import LongColumn, Texts
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.master_list import ALL
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label


@dataclass(frozen=True, slots=True)
class DiffAsked:
    """对照哪两份，列哪一种变化（ALL 为全部）。"""

    earlier: str
    later: str
    kind: str = ALL


@dataclass(frozen=True, slots=True)
class DiffAnswer:
    """变了的各行的号、第一页、筛选词、不变的行数。"""

    ids: array[int]
    first: Sequence[Texts]
    words: tuple[FilterWord, ...]
    same: int


@dataclass(frozen=True, slots=True)
class DiffKind:
    """对照什么：标题、表的名称与各栏、一行叫什么，怎样问（收 ``asked``）与怎样取一页。"""

    title: str
    name: str
    columns: tuple[LongColumn, ...]
    unit: str
    ask: Callable[..., DiffAnswer]
    rows: Callable[..., Sequence[Texts]]


class DiffSheet(QDialog):
    """对照的对话框。``editions`` 可选的各版（键与称呼，新的在前）；没有的，子类说对照哪两份。

    ``tools`` stand at the foot, before 关闭.
    """

    def __init__(
        self,
        desk: Desk,
        kind: DiffKind,
        editions: tuple[tuple[str, str], ...],
        parent: QWidget | None = None,
        tools: tuple[QWidget, ...] = (),
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(kind.title)
        self.resize(1060, 620)
        self.desk, self._kind = desk, kind
        self.earlier, self.later = QComboBox(self), QComboBox(self)
        for box in (self.earlier, self.later):
            for key, said in editions:
                box.addItem(said, key)
            box.setVisible(bool(editions))
        self.earlier.setCurrentIndex(min(1, len(editions) - 1))
        self.trouble = TroubleBar()
        self.words = FilterWords("变化", lead=8)
        self.same = label("", ink=Ink.INK2)
        self.strip = ProgressStrip()
        self.table = LongTable(desk, kind.columns, kind.name, bleed=True, strip=self.strip)
        self.table.empty_words = "没有不同"
        self.close_button = button("关闭")
        self._lay_out(bool(editions), (*tools, self.close_button))
        self.words.chosen.connect(lambda _key: self.ask())
        for box in (self.earlier, self.later):
            box.activated.connect(lambda _n: self.ask())
        self.close_button.clicked.connect(self.accept)

    def _lay_out(self, choosing: bool, tools: tuple[QWidget, ...]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 14)
        column.setSpacing(8)
        if choosing:
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
        column.addWidget(self.trouble)
        column.addWidget(self.words)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 0, 8, 0)
        foot.setSpacing(8)
        foot.addWidget(self.same, 1)
        for made in tools:
            foot.addWidget(made)
        column.addLayout(foot)

    def begin(self) -> None:
        """打开并对照。"""
        self.ask()
        self.open()

    def asked(self) -> DiffAsked:
        """现在对照哪两份，列哪一种变化。"""
        earlier, later = (str(box.currentData() or "") for box in (self.earlier, self.later))
        return DiffAsked(earlier, later, self.words.current() or ALL)

    def ask(self) -> None:
        """对照。"""
        asked = self.asked()
        self.desk.ask(
            self._kind.ask,
            asked,
            then=lambda answer: self.show_answer(asked, answer),
            owner=self,
            topic="diff",
            refused=self._refused,
        )

    def show_answer(self, asked: DiffAsked, answer: DiffAnswer) -> None:
        """换上各行；所筛的变化没有了的，列全部。"""
        self.trouble.say("")
        current = asked.kind if any(w.key == asked.kind for w in answer.words) else ALL
        self.words.show_words(answer.words, current)
        self.same.setText(f"不变 {answer.same:,} {self._kind.unit}，不列")
        self.put(answer.ids, asked, answer.first)
        if current != asked.kind:
            self.ask()

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.trouble.say("；".join(f"{one.message}，{one.remedy}" for one in findings))
        self.same.setText("")
        self.put(array("i"), self.asked(), ())

    def put(self, ids: array[int], asked: DiffAsked, first: Sequence[Texts]) -> None:
        """换上所列的各行。"""
        self.table.show_ids(ids, partial(self._kind.rows, asked=asked), first)
