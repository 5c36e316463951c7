"""状态栏：库、经办人、已保存时刻、备份；右边是日期与放假安排。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import draw_text, rule, text_width
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import Link, paper

_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class StatusView:
    """状态栏内容；空字不显示。``backup_late`` 该备份了，``backup_lost`` 早该备份了。"""

    library: str = ""
    clerk: str = ""
    backup: str = ""
    backup_late: bool = False
    backup_lost: bool = False
    holidays: str = ""


class StatusBar(QWidget):
    """状态栏控件。"""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.STATUS_BAR)
        paper(self, Ink.NAV)
        self._view = StatusView()
        self._saved = ""
        self._busy = ""
        self._said = ""
        self._day = ""
        self._offer = ""
        self._take: Callable[[], object] | None = None
        self.offer_link = Link("", self)
        self.offer_link.clicked.connect(lambda _=False: self._take_offer())
        self.offer_link.hide()

    def show_status(self, view: StatusView) -> None:
        """换上库、经办人、备份与放假安排。"""
        self._view = view
        self._refresh()

    def show_saved(self, when: datetime) -> None:
        """已保存 hh:mm:ss。"""
        self._saved = f"已保存 {when:%H:%M:%S}"
        self._refresh()

    def show_said(self, sentence: str) -> None:
        """刚做完的事一句话。"""
        self._said = sentence
        self.show_offer("", "", None)

    def show_offer(self, sentence: str, word: str, take: Callable[[], object] | None) -> None:
        """说一句，后面是还可以办的一个词；空字收起。"""
        self._offer, self._take = sentence, take
        self.offer_link.setText(word)
        self.offer_link.setAccessibleName(word)
        self.offer_link.resize(self.offer_link.sizeHint())
        said = text_width(sentence, theme.font(theme.NOTE))
        self.offer_link.move(round(theme.LIST_MARGIN + 18 + said) + 8, 4)
        self.offer_link.setVisible(bool(word))
        self._refresh()

    def _take_offer(self) -> None:
        take = self._take
        self.show_offer("", "", None)
        if take is not None:
            take()

    def show_busy(self, sentence: str) -> None:
        """正在做什么；空字为空闲。"""
        self._busy = sentence
        self._refresh()

    def show_today(self, today: date) -> None:
        """右边的日期。"""
        weekday = _WEEKDAYS[today.weekday()]
        self._day = f"{today.year}年{today.month}月{today.day}日 周{weekday}"
        self._refresh()

    def text(self) -> str:
        """全部文字，供读屏与测试。"""
        return self.accessibleName()

    def _parts(self) -> list[tuple[str, str, Ink]]:
        view = self._view
        late = Ink.WARN if view.backup_late else Ink.INK2
        late = Ink.BAD if view.backup_lost else late
        said = f"{self._saved}，{self._said}" if self._saved and self._said else self._saved
        parts = [
            ("pencil", self._offer, Ink.INK),
            ("database", view.library, Ink.INK2),
            ("user", view.clerk, Ink.INK2),
            ("check", said, Ink.OK),
            ("hard-drive-download", view.backup, late),
            ("loader-circle", self._busy, Ink.INK2),
        ]
        return [part for part in parts if part[1]]

    def _refresh(self) -> None:
        right = "，".join(text for text in (self._day, self._view.holidays) if text)
        texts = [text for _icon, text, _ink in self._parts()]
        self.setAccessibleName("；".join((*texts, right)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Ink.NAV.colour)
        rule(painter, 0, self.width(), 0)
        face = theme.font(theme.NOTE)
        right = "，".join(text for text in (self._day, self._view.holidays) if text)
        taken = text_width(right, face)
        edge = self.width() - theme.LIST_MARGIN
        place = QRectF(edge - taken, 1, taken + 1, self.height() - 1)
        draw_text(painter, place, right, face, Ink.INK2, elide=False)
        left = float(theme.LIST_MARGIN)
        for icon, text, ink in self._parts():
            room = edge - taken - 24 - left - 18
            if room < 30:
                break
            draw_icon(painter, icon, QRectF(left, 7, 13, 13), ink)
            rest = QRectF(left + 18, 1, room, self.height() - 1)
            left += 18 + draw_text(painter, rest, text, face, ink) + 20
            if text == self._offer:
                left += self.offer_link.width() + 8  # as far from it as it is from the words
