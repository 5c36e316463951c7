"""选中的一格：怎样、凭什么、例数与培训、区间与经过；可办的钉在下面。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.domain.privilege_matrix import MARK_LABELS, Mark
from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box, upright
from medtech_desktop.ui.screens.privilege_views import (
    MARK_TONES,
    CellAct,
    bar_views,
    cell_acts,
    event_views,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.matrix_marks import draw_mark
from medtech_desktop.ui.widgets.pieces import ArticleChip
from medtech_desktop.ui.widgets.privilege_bar import PrivilegeBar
from medtech_desktop.ui.widgets.quiet import ChipLabel, Link, button, label, paper, scrolled, tint
from medtech_desktop.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from medtech_desktop.office.privilege_cells import CellPage

WIDTH = 300
_ARTICLE = "MTCA-20"
_HINT = (
    "选一格，这里说明这个人能不能做这一项，凭哪一次授权\n\n"
    "也可以按 Ctrl+K，把姓名和术式（或技术）一起打，空格分开"
)
_LABELS = 74


class StateBlock(QWidget):
    """怎样：记号、一句话、第二行。"""

    def __init__(self) -> None:
        super().__init__()
        self._mark = Mark.EMPTY
        self.title = label("", weight=theme.MEDIUM, wrap=True)
        self.note = label("", size=theme.NOTE, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(38, 10, 8, 10)
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addWidget(self.note)

    def show_state(self, mark: Mark, title: str, note: str) -> None:
        """换上一格的情形。"""
        self._mark = mark
        self.title.setText(title)
        self.note.setText(note)
        tint(self.title, MARK_TONES[mark].text)
        self.setAccessibleName(f"{MARK_LABELS[mark]}：{title}，{note}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        box(painter, QRectF(self.rect()), 6, MARK_TONES[self._mark].tint)
        place = QRectF(12, 11, 18, 18)
        if self._mark is Mark.EMPTY:
            draw_icon(painter, "circle-x", place.adjusted(1, 1, -1, -1), Ink.INK2)
        else:
            draw_mark(painter, self._mark, place)


class CellPanel(QWidget):
    """侧栏。``act_chosen`` 带一件可办的，``person_wanted`` 带人员编号，``article_opened`` 条款。"""

    act_chosen = Signal(object)
    person_wanted = Signal(str)
    article_opened = Signal(str)
    history_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page: CellPage | None = None
        self._acts: tuple[CellAct, ...] = ()
        self._allowed = True
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("选中的一格")
        paper(self, Ink.PANEL)
        self.hint = label(_HINT, ink=Ink.INK2, wrap=True)
        self.name = label("", size=theme.PANEL_TITLE, weight=theme.BOLD, wrap=True)
        self.code = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.person = Link("", size=theme.BODY)
        self.state = StateBlock()
        self.facts: dict[str, tuple[QWidget, QWidget]] = {}
        self.bars = PrivilegeBar()
        self.article_chip = ChipLabel(ArticleChip(_ARTICLE))
        self.timeline = Timeline(folds=True)
        self.timeline.setAccessibleName("授权经过")
        self.none = label("还没有授权的登记", ink=Ink.INK2)
        self.first, self.second = button("", kind="primary"), button("")
        self.more = DropButton("更多")
        self.history = Link("打印经过…", size=theme.NOTE)
        self.body = QWidget()
        self._grid = QGridLayout()
        self._lay_out()
        self._wire()
        self.show_page(None)

    def _lay_out(self) -> None:
        inside = QWidget()
        outer = QVBoxLayout(inside)
        side = theme.PANEL_MARGIN
        outer.setContentsMargins(side, 16, side, 12)
        outer.setSpacing(6)
        outer.addWidget(self.hint)
        outer.addWidget(self.body)
        outer.addStretch(1)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.name, self.code, self.person, self.state):
            column.addWidget(widget)
        self._grid.setContentsMargins(0, 8, 0, 6)
        self._grid.setVerticalSpacing(6)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnMinimumWidth(0, _LABELS)
        self._grid.setColumnStretch(1, 1)
        column.addLayout(self._grid)
        column.addWidget(self.bars)
        column.addLayout(self._story_head())
        column.addWidget(self.none)
        column.addWidget(self.timeline)
        self._scroll(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.pane, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(side, 8, side, 12)
        foot.setSpacing(8)
        for made in (self.first, self.second, self.more):
            foot.addWidget(made)
        foot.addStretch(1)
        whole.addLayout(foot)

    def _story_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(0, 8, 0, 0)
        head.addWidget(label("授权经过", weight=theme.BOLD), 1)
        head.addWidget(self.history)
        head.addWidget(self.article_chip)
        return head

    def _scroll(self, inside: QWidget) -> None:
        self.pane = scrolled(inside)  # the panel's own ground shows through

    def _wire(self) -> None:
        self.article_chip.article_opened.connect(self.article_opened)
        self.person.clicked.connect(self._go_to_person)
        self.history.clicked.connect(lambda _=False: self.history_wanted.emit())
        self.first.clicked.connect(lambda _=False: self._do(0))
        self.second.clicked.connect(lambda _=False: self._do(1))
        self.more.chosen.connect(self.do)

    def show_page(self, page: CellPage | None) -> None:
        """换上一格；None 为没有选中。"""
        self.page = page
        self.hint.setVisible(page is None)
        self.body.setVisible(page is not None)
        self._acts = cell_acts(page) if page is not None else ()
        self._show_acts()
        if page is None:
            return
        answer = page.answer
        self.name.setText(answer.name or answer.code)
        self.code.setText("，".join(part for part in (answer.code, page.grade) if part))
        number = f"，工号 {answer.number}" if answer.number else ""
        self.person.setText(f"{answer.person}{number}")
        self.person.setAccessibleName(f"医师档案：{answer.person}{number}")
        self.person.setToolTip(f"{answer.person}{number}")
        self.person.updateGeometry()
        self.state.show_state(page.mark, page.title, page.note)
        self._show_facts(page)
        self.bars.show_bars(bar_views(page), answer.day)
        self.bars.setVisible(bool(page.bars))
        events = event_views(page)
        self.timeline.show_events(events)
        self.timeline.setVisible(bool(events))
        self.none.setVisible(not events)
        self.pane.verticalScrollBar().setValue(0)

    def _show_facts(self, page: CellPage) -> None:
        facts = [
            ("科室", page.answer.department),
            ("授权范围", page.scope),
            ("近 12 个月", page.volume),
            ("专项培训", page.training),
            ("最近评估", "无数据"),
            ("申请", page.application),
        ]
        for row, (word, value) in enumerate(facts):
            if word not in self.facts:
                made = label(word, ink=Ink.INK2), label("", wrap=True)
                self.facts[word] = made
                top = Qt.AlignmentFlag.AlignTop
                self._grid.addWidget(made[0], row, 0, top)
                self._grid.addWidget(made[1], row, 1, top)
            tag, told = self.facts[word]
            told.setText(value)  # type: ignore[attr-defined]
            for one in (tag, told):
                one.setVisible(bool(value))

    def _show_acts(self) -> None:
        for place, made in enumerate((self.first, self.second)):
            word = self._acts[place].word if place < len(self._acts) else ""
            made.setText(word)
            made.setAccessibleName(word)
            made.setVisible(bool(word))
        self.more.set_words(tuple(act.word for act in self._acts[2:]))
        self.allow_acts(self._allowed)

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许动作。"""
        self._allowed = allowed
        for made in (self.first, self.second, self.more):
            made.setEnabled(allowed)

    def words(self) -> tuple[str, ...]:
        """可以办的各件。"""
        return tuple(act.word for act in self._acts)

    def do(self, word: str) -> None:
        """办一件。"""
        found = next((act for act in self._acts if act.word == word), None)
        if found is not None:
            self.act_chosen.emit(found)

    def _do(self, place: int) -> None:
        self.act_chosen.emit(self._acts[place])

    def _go_to_person(self) -> None:
        if self.page is not None:
            self.person_wanted.emit(str(self.page.answer.person_id))

    def paintEvent(self, event: QPaintEvent) -> None:
        upright(QPainter(self), 0, 0, self.height(), Ink.LINE)
