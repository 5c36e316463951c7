"""授权宽表的三页：选文件与怎样读、逐格核对、填决定。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.privilege_sheet_views import (
    COLUMNS,
    WideView,
    filter_words_of,
    shown_rows,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.drop_area import DropArea
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.quiet import Link, label, paper, scrolled
from medtech_desktop.ui.widgets.tables import RowTable

SUFFIXES = (".xlsx", ".xls", ".csv")
_AS_WRITTEN = "表上写的科室"


class ChooseStep(QWidget):
    """选文件；哪个科室、自哪天起、到哪天止。"""

    file_wanted = Signal()
    file_given = Signal(object)
    sheets_wanted = Signal()

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.form = Form()
        self.department = self.form.choice("department", "科室", (("", _AS_WRITTEN),))
        self.form.day("day", "自哪天起", today)
        terms = (("until", "到下面这一天"), ("open", "长期有效"))
        self.term = self.form.choice("term", "有效期", terms)
        self.form.day("until", "有效期至", date(today.year + 1, 12, 31))
        self.form.line("why", "暂停等的理由", hint="暂停、降级、撤销授权用；没有这些的不必填")
        self.sheets = Link("存发给科室的宽表…", size=theme.BODY)
        self.area = DropArea(
            "把科室交回的宽表拖到这里，或点一下选择文件…",
            "本程序发出的，或科室自己的：一边是人，另一边是术式或级别",
            SUFFIXES,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        held = QWidget()
        held.setMaximumWidth(760)
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.form)
        links = QHBoxLayout()
        links.setContentsMargins(98, 0, 0, 0)
        links.addWidget(self.sheets)
        links.addStretch(1)
        inside.addLayout(links)
        column.addWidget(held)
        column.addWidget(self.area)
        column.addStretch(1)
        self.area.clicked.connect(lambda _=False: self.file_wanted.emit())
        self.area.dropped.connect(self.file_given)
        self.sheets.clicked.connect(lambda _=False: self.sheets_wanted.emit())
        self.term.currentIndexChanged.connect(lambda _n: self._show_until())

    def _show_until(self) -> None:
        self.form.show_field("until", self.form.value("term") != "open")

    def show_departments(self, names: tuple[str, ...], wanted: str) -> None:
        """换上科室，选好要的。"""
        for name in names:
            self.department.addItem(name, name)
        self.department.setCurrentIndex(max(0, self.department.findData(wanted)))

    def show_file(self, path: Path) -> None:
        """已选的文件。"""
        self.area.setText(f"{path.name}　拖来或点一下可以换一个")
        self.area.setAccessibleName(self.area.text())
        self.area.update()

    def told(self) -> dict[str, str | date | None]:
        """怎样读。"""
        lasting = self.form.value("term") == "open"
        return {
            "department": self.form.value("department"),
            "since": self.form.day_value("day"),
            "until": None if lasting else self.form.day_value("until"),
            "reason": self.form.value("why"),
        }


class CheckStep(QWidget):
    """逐格核对：筛选词、各行、选中一行的全部说明。"""

    misfits_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.view: WideView | None = None
        self.words = FilterWords("变动", lead=0)
        self.words.underlined = False
        self.misfits_link = Link("导出没有采用的格…", size=theme.BODY)
        self.notes = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.table = RowTable(COLUMNS, "逐格核对", bleed=False)
        self.detail = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        paper(self.detail, Ink.BG)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.words, 1)
        head.addWidget(self.misfits_link)
        column.addLayout(head)
        column.addWidget(self.notes)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        self.words.chosen.connect(self.show_state)
        self.table.chosen.connect(self._show_reasons)
        self.misfits_link.clicked.connect(lambda _=False: self.misfits_wanted.emit())

    def show_view(self, view: WideView) -> None:
        """换上预览；有没采用的先看它们。"""
        self.view = view
        self.notes.setText("；".join(view.notes))
        self.notes.setVisible(bool(view.notes))
        self.misfits_link.setVisible(bool(view.misfits))
        listed = filter_words_of(view)
        first = listed[0].key if listed else ""
        self.words.show_words(listed, first)
        self.show_state(first)

    def show_state(self, key: str) -> None:
        """只看一种变动。"""
        if self.view is not None:
            self.table.set_rows(shown_rows(self.view, key))
            self._show_reasons(self.table.current_key())

    def _show_reasons(self, key: str) -> None:
        said = self.view.reasons.get(key, "") if self.view is not None else ""
        self.detail.setText(said)
        self.detail.setVisible(bool(said))


class DecideStep(QWidget):
    """填决定：日期、会议、文号、依据、批准人。"""

    def __init__(self, today: date) -> None:
        super().__init__()
        self.form = Form()
        self.form.day("decided_on", "决定日期", today)
        self.form.line("meeting", "会议", hint="审定的会议；没有会议的填批准人")
        self.form.line("approver", "批准人", hint="工号或姓名；不能批准给自己的授权")
        self.form.line("document", "文号")
        self.form.line("basis", "依据", hint="考核、评估、培训等")
        self.form.line("concurrent", "兼任声明", hint="经办人自己批准的，写明兼任的情形")
        self.form.line("note", "备注")
        held = QWidget()
        held.setMaximumWidth(760)
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 4, 8, 0)
        inside.addWidget(self.form)
        inside.addStretch(1)
        self.pane = scrolled(held)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)

    def show_refused(self, findings: tuple[Finding, ...]) -> None:
        """告示站在字段下；看得见第一条。"""
        self.form.show_findings(findings)
        notices = self.form.notices()
        refused = [one for one in notices if one.finding.severity is Severity.REFUSE]
        if notices:
            self.pane.ensureWidgetVisible((refused or list(notices))[0], 0, 12)

    def told(self) -> dict[str, str | date]:
        """所填的决定。"""
        texts = ("meeting", "approver", "document", "basis", "concurrent", "note")
        return {
            "decided_on": self.form.day_value("decided_on"),
            **{name: self.form.value(name) for name in texts},
        }

    def reason(self) -> str:
        """各警告下所填的理由。"""
        return "；".join(self.form.reasons().values())
