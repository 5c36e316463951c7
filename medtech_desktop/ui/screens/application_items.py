"""录入申请的一项：对象（打几个字即列出）、级别、希望的末日。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.widgets.day_field import Choice
from medtech_desktop.ui.widgets.field_state import inputs_of, put_text, when_edited
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import button
from medtech_desktop.ui.widgets.suggestions import SuggestingLine

if TYPE_CHECKING:
    from medtech_desktop.office.application_targets import NewItem
    from medtech_desktop.office.library import Library

_LEAST = 3
Texts = tuple[str, str, str]
"""一项所填的字：对象、级别（1 至 4，空为没有）、末日。"""


def ask_targets(library: Library, text: str, on: date) -> tuple[str, ...]:
    """合上这几个字的授权对象。"""
    from medtech_desktop.office.application_prefills import targets_like

    return targets_like(library, text, on)


def items_in(texts: tuple[Texts, ...]) -> tuple[NewItem, ...]:
    """填的字写成各项；末日已经核对过。"""
    from medtech_desktop.office.application_targets import NewItem

    made = []
    for key, grade, until in texts:
        day = optional_day(until)
        made.append(
            NewItem(
                None, key, int(grade) if grade else None, day if isinstance(day, date) else None
            )
        )
    return tuple(made)


class TargetField(SuggestingLine):
    """授权对象框：专业、手术编码或名称、技术，打几个字即列出。"""

    def __init__(self, desk: Desk, on: date, text: str = "") -> None:
        super().__init__(text, "授权对象")
        self._desk, self._on = desk, on
        self.setPlaceholderText("专业、手术编码或技术")
        self.found.taken.connect(self._take)
        self.textEdited.connect(self._ask)

    def _ask(self, text: str) -> None:
        if text.strip():
            self._desk.ask(
                ask_targets, text.strip(), self._on, then=self._offer, owner=self, topic="targets"
            )
        else:
            self.found.hide()

    def _offer(self, found: tuple[str, ...]) -> None:
        if self.hasFocus() and self.text().strip() not in found:
            self.found.offer(tuple((one, one) for one in found), "", max(self.width(), 320))
        else:
            self.found.hide()

    def _take(self, chosen: str) -> None:
        put_text(self, chosen)


class ItemRow(QWidget):
    """一项：对象、级别、末日。"""

    def __init__(self, desk: Desk, on: date, texts: Texts) -> None:
        super().__init__()
        self.target = TargetField(desk, on, texts[0])
        self.target.setCursorPosition(0)
        self.grade = Choice()
        self.grade.addItem("不分级", "")
        for number, word in sorted(GRADE_NAMES.items()):
            self.grade.addItem(word, str(number))
        self.grade.setCurrentIndex(max(0, self.grade.findData(texts[1])))
        self.grade.setFixedWidth(92)
        self.until = QLineEdit(texts[2])
        self.until.setPlaceholderText("长期")
        self.until.setFixedWidth(104)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.target, 1)
        row.addWidget(self.grade)
        row.addWidget(self.until)
        self.setFocusProxy(self.target)

    def name_after(self, name: str) -> None:
        """各件的读屏名称。"""
        self.target.setAccessibleName(f"{name}，对象")
        self.grade.setAccessibleName(f"{name}，级别")
        self.grade.view().setAccessibleName(f"{name}，级别")
        self.until.setAccessibleName(f"{name}，希望的末日")

    def texts(self) -> Texts:
        """所填的字。"""
        grade = self.grade.currentData()
        return self.target.text().strip(), str(grade or ""), self.until.text().strip()

    def put(self, texts: Texts) -> None:
        """填上这一项。"""
        put_text(self.target, texts[0])
        put_text(self.grade, texts[1])
        put_text(self.until, texts[2])

    def problems(self) -> tuple[Finding, ...]:
        """末日写不成的。"""
        day = optional_day(self.until.text())
        if not isinstance(day, Finding):
            return ()
        return (Finding(Severity.REFUSE, day.message, "INPUT", day.remedy, "items"),)


class ItemsField(QWidget):
    """各项，一项一行，可以加行；``added`` 加了一行，``edited`` 加的行里填了什么。"""

    added = Signal()
    edited = Signal()

    def __init__(self, desk: Desk, on: date, items: tuple[Texts, ...]) -> None:
        super().__init__()
        self._desk, self._on = desk, on
        self.rows: list[ItemRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.more = button("加一项", "plus", small=True)
        for place in range(max(_LEAST, len(items) + 1)):
            self.add(items[place] if place < len(items) else ("", "", ""))
        self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.clicked.connect(lambda _=False: self._add_asked())
        self._keep_order()

    def add(self, texts: Texts) -> ItemRow:
        """加一行。"""
        row = ItemRow(self._desk, self._on, texts)
        row.name_after(f"项目 {len(self.rows) + 1}")
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        for one in inputs_of(row):
            when_edited(one, self.edited.emit)
        return row

    def grow_to(self, rows: int) -> None:
        """至少这么多行。"""
        while len(self.rows) < rows:
            self.add(("", "", ""))
        self._keep_order()

    def put(self, items: tuple[Texts, ...]) -> int:
        """填到空着的行里，已有的不重复；返回填了几项。"""
        held = {row.texts()[0] for row in self.rows}
        news = [texts for texts in items if texts[0] not in held]
        for texts in news:
            empty = next((row for row in self.rows if not row.texts()[0]), None)
            if empty is None:
                self.add(texts)
            else:
                empty.put(texts)
        self._keep_order()
        self.added.emit()
        return len(news)

    def texts(self) -> tuple[Texts, ...]:
        """填了的各项。"""
        return tuple(row.texts() for row in self.rows if row.texts()[0])

    def problems(self) -> tuple[Finding, ...]:
        """末日写不成的。"""
        return tuple(one for row in self.rows for one in row.problems())

    def _add_asked(self) -> None:
        row = self.add(("", "", ""))
        self._keep_order()
        self.added.emit()
        row.target.setFocus()

    def _keep_order(self) -> None:
        fields = [one for row in self.rows for one in (row.target, row.grade, row.until)]
        keep_order(self, (*fields, self.more))
