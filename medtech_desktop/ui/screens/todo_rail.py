"""右栏：上次查看以来、数据缺口、本月截止一览。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.cures import Cure
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import rule, upright
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Link, button, label, paper, scrolled

if TYPE_CHECKING:
    from medtech_desktop.office.news import News
    from medtech_desktop.office.todo import DataGap

_SHOWN = 3
_NO_NEWS = "没有新的变化"
_FIRST_LOOK = "从这次起，下次打开时列出其间的变化"


@dataclass(frozen=True, slots=True)
class RailView:
    """右栏的一条：图标、一句话、小字、去处。"""

    icon: str
    ink: Ink
    title: str
    detail: str
    cure: Cure
    way: str


def news_views(news: News) -> tuple[RailView, ...]:
    """变化的各条。"""
    return tuple(
        RailView(
            item.icon,
            Ink.BAD if item.bad else Ink.ACC,
            item.sentence,
            item.detail,
            Cure(item.place, item.key),
            "去看",
        )
        for item in news.items
    )


def gap_views(gaps: Sequence[DataGap]) -> tuple[RailView, ...]:
    """缺口的各条。"""
    return tuple(
        RailView(gap.icon, Ink.WARN, gap.title, gap.detail, Cure(gap.place, gap.key, gap.act), "补")
        for gap in gaps
    )


class RailLine(QWidget):
    """一条：图标、一句话与链接、小字。"""

    wanted = Signal(object)

    def __init__(self, view: RailView) -> None:
        super().__init__()
        self.view = view
        self.setAccessibleName(f"{view.title}，{view.detail}")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 2, 0, 6)
        column.setSpacing(1)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(label(view.title, weight=theme.MEDIUM, wrap=True), 1)
        self.link = Link(view.way, arrow=True)
        self.link.setAccessibleName(f"{view.way}：{view.title}")
        self.link.clicked.connect(lambda _=False: self.wanted.emit(view.cure))
        head.addWidget(self.link, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(label(view.detail, size=theme.NOTE, ink=Ink.INK2, wrap=True))

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self.view.icon, QRectF(0, 4, 15, 15), self.view.ink)


class RailPart(QWidget):
    """右栏的一节：标题、「全部 n 条」、头几条。"""

    wanted = Signal(object)
    all_wanted = Signal()

    def __init__(self, title: str, unit: str) -> None:
        super().__init__()
        self._unit = unit
        self.setAccessibleName(title)
        self.all_link = Link("")
        self.views: tuple[RailView, ...] = ()
        self._lines: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(label(title, weight=theme.BOLD), 1)
        head.addWidget(self.all_link)
        self._column.addLayout(head)
        self.all_link.clicked.connect(lambda _=False: self.all_wanted.emit())

    def show_views(self, views: tuple[RailView, ...], none: str) -> None:
        """换上各条；没有时说 ``none``。"""
        for old in self._lines:
            old.hide()
            old.deleteLater()
        self.views = views
        self._lines = []
        for view in views[:_SHOWN]:
            line = RailLine(view)
            line.wanted.connect(self.wanted)
            self._add(line)
        if not views:
            self._add(label(none, size=theme.NOTE, ink=Ink.INK2, wrap=True))
        links = [line.link for line in self._lines if isinstance(line, RailLine)]
        keep_order(self, (self.all_link, *links))
        self.all_link.setText(f"全部 {len(views)} {self._unit}")
        self.all_link.setAccessibleName(f"{self.accessibleName()}：{self.all_link.text()}")
        self.all_link.updateGeometry()
        self.all_link.setVisible(len(views) > _SHOWN)

    def _add(self, widget: QWidget) -> None:
        self._lines.append(widget)
        self._column.addWidget(widget)


class RailSheet(QDialog):
    """全部各条。"""

    wanted = Signal(object)

    def __init__(self, title: str, views: tuple[RailView, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(560, min(520, 150 + 50 * len(views)))
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 10, 0)
        for view in views:
            line = RailLine(view)
            line.wanted.connect(self._go)
            held.addWidget(line)
        held.addStretch(1)
        pane = QScrollArea()
        pane.setWidget(inside)
        pane.setWidgetResizable(True)
        pane.setAccessibleName(title)
        self.close_button = button("关闭")
        self.close_button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD))
        column.addWidget(pane, 1)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)

    def _go(self, cure: Cure) -> None:
        self.accept()
        self.wanted.emit(cure)


class TodoRail(QWidget):
    """右栏控件。``cure_wanted`` 带去处，``month_wanted`` 为打印月历。"""

    cure_wanted = Signal(object)
    month_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(264)
        self.setAccessibleName("变化与缺口")
        paper(self, Ink.PANEL)
        self.news = RailPart("上次查看以来", "条")
        self.gaps = RailPart("数据缺口", "处")
        self.month_link = Link("打印月历")
        self.reminder = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self._lay_out()
        for part, title in ((self.news, "上次查看以来"), (self.gaps, "数据缺口")):
            part.wanted.connect(self.cure_wanted)
            part.all_wanted.connect(lambda part=part, title=title: self.open_all(title, part))
        self.month_link.clicked.connect(lambda _=False: self.month_wanted.emit())

    def _lay_out(self) -> None:
        inside = QWidget()
        paper(inside, Ink.PANEL)
        self._held = held = QVBoxLayout(inside)
        held.setContentsMargins(theme.PANEL_MARGIN, 16, 14, 6)
        held.setSpacing(14)
        held.addWidget(self.news)
        held.addWidget(self.gaps)
        held.addStretch(1)
        pane = scrolled(inside)
        foot = QVBoxLayout()
        foot.setContentsMargins(theme.PANEL_MARGIN, 8, 14, 12)
        foot.setSpacing(2)
        head = QHBoxLayout()
        head.addWidget(label("本月截止一览", weight=theme.BOLD), 1)
        head.addWidget(self.month_link)
        foot.addLayout(head)
        foot.addWidget(self.reminder)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(pane, 1)
        column.addLayout(foot)
        self._pane = pane

    def lead_with(self, widget: QWidget) -> None:
        """把一节放在最上面，与其余一起滚动。"""
        self._held.insertWidget(0, widget)
        keep_order(self, (widget, self.news, self.gaps))

    def show_news(self, news: News, *, first: bool) -> None:
        """换上变化。"""
        self.news.show_views(news_views(news), _FIRST_LOOK if first else _NO_NEWS)

    def show_gaps(self, gaps: Sequence[DataGap]) -> None:
        """换上缺口。"""
        self.gaps.show_views(gap_views(gaps), "登记齐全，没有缺口")

    def open_all(self, title: str, part: RailPart) -> RailSheet:
        """看全部。"""
        sheet = RailSheet(f"{title}（{len(part.views)}）", part.views, self)
        sheet.wanted.connect(self.cure_wanted)
        sheet.open()
        return sheet

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.PANEL.colour)
        upright(painter, 0, 0, self.height())
        rule(painter, theme.PANEL_MARGIN, self.width() - 14, self._pane.geometry().bottom() + 1)
