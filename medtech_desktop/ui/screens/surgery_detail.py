"""选定的一条发现：事实两栏、当日授权、以往的说明、可办的事；选了几条时只说明。"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.surgery_explained import Explained
from medtech_desktop.ui.screens.surgery_views import REPORT_HERE, Fact, FindingView
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.day_bars import DayBars
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.pieces import ArticleChip, StateChip
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, paper, scrolled

EXPLAIN, CONFIRM, REVEAL = "说明…", "改由上级确认…", "调阅患者号"
_HINT = "选一条，这里写明事实、当日授权和依据；选几条可以一并说明"
_LEFT, _RIGHT = 76, 76


class SurgeryDetail(QWidget):
    """发现的详情。``act_chosen`` 带词，``annul_wanted`` 带说明的号，``cure_wanted`` 去别处办。"""

    act_chosen = Signal(str)
    annul_wanted = Signal(str)
    cure_wanted = Signal(str, str)
    article_opened = Signal(str)
    reveal_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view: FindingView | None = None
        self._several, self._allowed = 0, True
        paper(self, Ink.PANEL)
        self.code = label("", size=theme.TITLE, ink=Ink.INK3)
        self.name = label("", size=theme.TITLE, weight=theme.BOLD, wrap=True)
        self.chip = ChipLabel(StateChip("违规"))
        self.hint = label(_HINT, ink=Ink.INK2, wrap=True)
        self.explain_button = button(EXPLAIN)
        self.confirm_button = button(CONFIRM)
        self.cure_button = button("转授权处理", kind="primary")
        self.facts = _Facts()
        self.bars_title = label("当日授权", weight=theme.BOLD)
        self.reveal_link = Link(REVEAL, size=theme.BODY)
        self.reveal_link.setToolTip("看一眼全号：谁在何时看了哪一位，记入审计")
        self.bars = DayBars()
        self.explained = Explained()
        self.remedy = label("", ink=Ink.INK2, wrap=True)
        self._chips = QHBoxLayout()
        self._lay_out()
        self.explain_button.clicked.connect(lambda _=False: self.act_chosen.emit(EXPLAIN))
        self.confirm_button.clicked.connect(lambda _=False: self.act_chosen.emit(CONFIRM))
        self.cure_button.clicked.connect(lambda _=False: self._cure())
        self.explained.annul_wanted.connect(self.annul_wanted)
        self.reveal_link.clicked.connect(lambda _=False: self.reveal_wanted.emit())
        self.show_finding(None)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(16, 10, 16, 6)
        head.setSpacing(8)
        head.addWidget(self.code)
        head.addWidget(self.name, 0)
        head.addWidget(self.chip)
        head.addWidget(self.hint, 1)
        head.addStretch(0)
        for made in (self.explain_button, self.confirm_button, self.cure_button):
            head.addWidget(made)
        column.addLayout(head)
        inside = QWidget()
        body = QVBoxLayout(inside)
        body.setContentsMargins(16, 0, 16, 10)
        body.setSpacing(6)
        body.addWidget(self.facts)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.bars_title, 1)
        row.addWidget(self.reveal_link)
        row.addLayout(self._chips)
        body.addLayout(row)
        body.addWidget(self.bars)
        body.addWidget(self.remedy)
        body.addWidget(self.explained)
        body.addStretch(1)
        self._pane = scrolled(inside)
        column.addWidget(self._pane, 1000)
        column.addStretch(1)  # without a finding the hint stays above

    def show_several(self, count: int) -> None:
        """选了几条：只能一并说明。"""
        self.show_finding(None)
        self._several = count
        self.hint.setText(f"选了 {count:,} 条，可以一并说明；逐条的事实选一条再看")
        self.explain_button.setVisible(True)
        self.explain_button.setText(f"说明这 {count:,} 条…")
        self.explain_button.setAccessibleName(self.explain_button.text())
        self._allow()

    def show_finding(self, view: FindingView | None) -> None:
        """换上一条；None 为没有选中。"""
        self.view, self._several = view, 0
        self.hint.setText(_HINT)
        self.hint.setVisible(view is None)
        for widget in (self.name, self.chip, self._pane, self.explain_button):
            widget.setVisible(view is not None)
        self.code.setVisible(view is not None and bool(view.code))
        self.confirm_button.setVisible(view is not None and view.can_emerge)
        self.cure_button.setVisible(view is not None and bool(view.cure_place))
        self.explain_button.setText(EXPLAIN)
        self.explain_button.setAccessibleName(EXPLAIN)
        if view is not None:
            self._show(view)
        self._allow()

    def _show(self, view: FindingView) -> None:
        self.code.setText(view.code)
        self.name.setText(view.name)
        self.chip.set_chip(StateChip(view.state))
        self.cure_button.setText(view.cure_word)
        self.cure_button.setAccessibleName(view.cure_word)
        self.facts.show_facts(view.left, view.right)
        self.reveal_link.setVisible(self.facts.case is not None)
        self.remedy.setText(view.remedy)
        self.remedy.setVisible(bool(view.remedy))
        self.bars_title.setText("当日授权" if view.bars else "依据")
        self.bars.setVisible(bool(view.bars))
        self.bars.show_bars(view.bars, view.day)
        self._show_chips(view.articles)
        self.explained.show_explanations(view.explanations)
        bar = self._pane.verticalScrollBar()
        bar.setValue(0)

    def _show_chips(self, articles: tuple[str, ...]) -> None:
        while (item := self._chips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        made = [ChipLabel(ArticleChip(article)) for article in articles]
        for chip in made:
            chip.article_opened.connect(self.article_opened)
            self._chips.addWidget(chip)
        keep_order(self.reveal_link, made)

    def chips(self) -> list[ChipLabel]:
        """各依据。"""
        found = [self._chips.itemAt(n) for n in range(self._chips.count())]
        widgets = [item.widget() for item in found if item is not None]
        return [one for one in widgets if isinstance(one, ChipLabel)]

    def buttons(self) -> tuple[QPushButton, ...]:
        """现在看得见的按钮。"""
        made = (self.explain_button, self.confirm_button, self.cure_button)
        return tuple(one for one in made if not one.isHidden())

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许动作；去别处看照常。"""
        self._allowed = allowed
        self._allow()

    def _allow(self) -> None:
        for made in (self.explain_button, self.confirm_button):
            made.setEnabled(self._allowed)
        self.explained.allow_acts(self._allowed)
        self.reveal_link.setEnabled(self._allowed)
        acts = self.view is not None and self.view.cure_place == REPORT_HERE
        self.cure_button.setEnabled(self._allowed or not acts)

    def _cure(self) -> None:
        if self.view is not None and self.view.cure_place:
            self.cure_wanted.emit(self.view.cure_place, self.view.cure_key)


class _Facts(QWidget):
    """事实两栏：左边是谁、哪天、什么；右边是什么问题、怎样判断、当时知道什么、从哪来。"""

    def __init__(self) -> None:
        super().__init__()
        self.case: QLabel | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnMinimumWidth(0, _LEFT)
        self._grid.setColumnMinimumWidth(2, _RIGHT)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(3, 1)
        self._told: list[str] = []

    def show_facts(self, left: tuple[Fact, ...], right: tuple[Fact, ...]) -> None:
        """换上两栏。"""
        while (item := self._grid.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.case = None
        for side, facts in ((0, left), (2, right)):
            for row, fact in enumerate(facts):
                self._add(row, side, fact)
        self._told = [f"{one.title} {one.text}" for one in (*left, *right)]
        self.setAccessibleDescription("；".join(self._told))

    def _add(self, row: int, side: int, fact: Fact) -> None:
        top = Qt.AlignmentFlag.AlignTop
        title = label(fact.title, size=theme.NOTE, ink=Ink.INK2)
        title.setMinimumHeight(20)
        ink = Ink.BAD if fact.bad else Ink.INK
        weight = theme.MEDIUM if fact.bad else theme.REGULAR
        text = label(fact.text or "—", ink=ink, weight=weight, wrap=True)
        text.setMinimumHeight(20)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(title, row, side, top)
        self._grid.addWidget(text, row, side + 1, top)
        if fact.masked:
            self.case = text

    def show_number(self, number: str) -> None:
        """患者的全号写在病例后面，换一条就没有了。"""
        if self.case is not None:
            self.case.setText(f"{self.case.text()}（{number}）")

    def texts(self) -> list[str]:
        """各条事实。"""
        return list(self._told)
