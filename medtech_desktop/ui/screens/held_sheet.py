"""某日有没有权：人、项目、日期、科室、按哪天登记的说；回答、凭什么、区间与经过，可以打印。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.privilege_histories import history_key
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screens.application_items import TargetField
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.privilege_detail import StateBlock
from medtech_desktop.ui.screens.privilege_views import bar_views, event_views
from medtech_desktop.ui.screens.technology_entries import ask_people
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.people_field import PeopleField, person_text
from medtech_desktop.ui.widgets.privilege_bar import PrivilegeBar
from medtech_desktop.ui.widgets.quiet import button, label, scrolled
from medtech_desktop.ui.widgets.timeline import Timeline

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.privilege_cells import CellPage

HELD = "某日有没有权…"
_HINT = "写谁、哪一项、哪一天。回答连同依据：凭哪一次授权、哪一份文件、谁在哪天登记。"


def ask_held(
    library: Library, person: str, what: str, on: date, department: str, known: date | None
) -> CellPage:
    """回答。"""
    from medtech_desktop.office.privilege_cells import asked_cell

    return asked_cell(library, person, what, on, department=department, known=known)


class HeldSheet(QDialog):
    """核心问题的一页。"""

    article_opened = Signal(str)

    def __init__(
        self,
        desk: Desk,
        today: date,
        person: str = "",
        what: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self._key, self._day = desk, "", today
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("某日有没有权")
        self.resize(640, 600)
        self.form = Form()
        self.person = PeopleField(person)
        self.person.setPlaceholderText("姓名或工号")
        self.form.add("person", "人员", self.person)
        self.target = TargetField(desk, today, what)
        self.form.add("what", "项目", self.target)
        self.form.day("day", "哪一天", today)
        self.form.line("department", "科室", hint="做手术的科室；不填为他当日的科室")
        hint = "如 2026-05-01：按那天终了时已登记的回答；不填为按现在登记的"
        self.form.line("known", "按哪天登记的", hint=hint)
        self.ask_button = button("查", kind="primary")
        self.print_button = button("打印经过…", "printer")
        self.close_button = button("关闭")
        self.who = label("", weight=theme.BOLD, wrap=True)
        self.state = StateBlock()
        self.told = label("", wrap=True)
        self.bars = PrivilegeBar()
        self.timeline = Timeline(folds=True)
        self.timeline.setAccessibleName("授权经过")
        self.found = QWidget()
        self._lay_out()
        self._wire()
        self.found.hide()
        self.print_button.setEnabled(False)
        desk.ask(ask_people, today, then=self.person.set_people, owner=self)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 16, 14)
        column.setSpacing(6)
        title = label("某日有没有权", size=theme.PANEL_TITLE, weight=theme.BOLD)
        column.addWidget(title)
        column.addWidget(label(_HINT, ink=Ink.INK2, wrap=True))
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 6, 8, 0)
        held.addWidget(self.form)
        found = QVBoxLayout(self.found)
        found.setContentsMargins(0, 4, 0, 0)
        found.setSpacing(8)
        for widget in (self.who, self.state, self.told, self.bars, self.timeline):
            found.addWidget(widget)
        held.addWidget(self.found)
        held.addStretch(1)
        self.pane = scrolled(inside)
        column.addWidget(self.pane, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 4, 8, 0)
        foot.setSpacing(8)
        foot.addStretch(1)
        for made in (self.close_button, self.print_button, self.ask_button):
            foot.addWidget(made)
        column.addLayout(foot)

    def _wire(self) -> None:
        self.ask_button.setDefault(True)
        self.ask_button.clicked.connect(lambda _=False: self.ask())
        self.print_button.clicked.connect(lambda _=False: self.print())
        self.close_button.clicked.connect(self.accept)
        self.form.article_opened.connect(self.article_opened)
        self.form.edited.connect(self._forget)

    def begin(self) -> None:
        """打开；人和项目都给了的，就问。"""
        self.open()
        self.person.setFocus()
        if self.person.keys() and self.target.text().strip():
            self.ask()

    def _forget(self) -> None:
        """改过所问的，前一次的回答不算数。"""
        self._key = ""
        self.found.hide()
        self.print_button.setEnabled(False)

    def ask(self) -> None:
        """问。"""
        self.form.clear_findings()
        found = list(self.form.take_misread())
        keys, what = self.person.keys(), self.target.text().strip()
        known = optional_day(self.form.value("known"))
        if len(keys) != 1:
            found.append(_missing("没有选人员" if not keys else "一次问一个人", "person"))
        if not what:
            found.append(_missing("没有填项目", "what"))
        if isinstance(known, Finding):
            found.append(_missing(known.message, "known"))
        if found or isinstance(known, Finding):
            self.form.show_findings(tuple(found))
            return
        self._day = self.form.day_value("day")
        self.desk.ask(
            ask_held,
            keys[0],
            what,
            self._day,
            self.form.value("department"),
            known,
            then=self._show,
            refused=self.form.show_findings,
            owner=self,
            topic="held",
        )

    def _show(self, page: CellPage) -> None:
        answer = page.answer
        known = answer.known if isinstance(answer.known, date) else None
        self._key = history_key(answer.person_id, answer.target, answer.departments, known)
        what = f"{answer.code} {answer.name}".strip()
        who = person_text(answer.person, answer.number)
        parts = (who, answer.day.isoformat(), what, page.grade)
        self.who.setText("　".join(part for part in parts if part))
        self.state.show_state(page.mark, page.title, page.note)
        told = [f"{one.message}。{one.remedy}" for one in answer.findings]
        told += [f"授权范围：{page.scope}　　科室：{answer.department or '不知道'}"]
        if answer.known is not None:
            told.append(f"按 {answer.known} 终了时已登记的回答")
        if answer.now is not None:
            told.append("以后的登记改变了回答；「按哪天登记的」不填，即按现在登记的")
        self.told.setText("\n".join(told))
        self.bars.show_bars(bar_views(page), answer.day)
        self.bars.setVisible(bool(page.bars))
        events = event_views(page)
        self.timeline.show_events(events)
        self.timeline.setVisible(bool(events))
        self.found.show()
        self.print_button.setEnabled(True)
        QTimer.singleShot(0, self, lambda: self.pane.ensureWidgetVisible(self.state, 0, 40))

    def print(self) -> None:
        """授权经过，先看后印。"""
        if self._key:
            sheet = PaperSheet(self.desk, "授权经过", self)
            sheet.begin("privilege-history", self._key, False, self._day)


def _missing(said: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, said, "INPUT", "", field)


def open_held(desk: Desk, on: date, page: CellPage | None, parent: QWidget) -> HeldSheet:
    """打开；看着矩阵的一格的，带上这个人这一项。"""
    who = what = ""
    if page is not None:
        answer = page.answer
        who = person_text(answer.person, answer.number)
        what = f"{answer.code} {answer.name}".strip()
    sheet = HeldSheet(desk, on, who, what, parent)
    sheet.begin()
    return sheet


def open_history(desk: Desk, page: CellPage, on: date, parent: QWidget) -> None:
    """一格的授权经过，先看后印。"""
    answer = page.answer
    key = history_key(answer.person_id, answer.target, answer.departments)
    PaperSheet(desk, "授权经过", parent).begin("privilege-history", key, False, on)
