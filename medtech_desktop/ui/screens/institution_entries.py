"""录入：本院变更、发证机关、放假安排、附入官方文本。"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan

if TYPE_CHECKING:
    from medtech_desktop.domain.working_days import SpecialDay
    from medtech_desktop.office.library import Library

_MOST_DAYS = 60


class FactEntry(Entry):
    """登记一项变更。"""

    def __init__(
        self, desk: Desk, title: str, value: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "自所填日期起用新值；以前的值保留，旧日期的文书仍用旧值。"
        super().__init__(desk, f"登记变更：{title}", "登记变更", line, parent, part=title)
        self._title = title
        if title in chosen_titles():
            box = self.form.choice(
                "name", title, (("", "不是"), ("yes", "是")), chosen_titles()[title]
            )
            box.setCurrentIndex(1 if value == "yes" else 0)
        else:
            self.form.line("name", title, value)
        self.form.day("since", "自何日起", today)
        self.form.line("document", "文件", hint="批复、任命等文号，可不填")

    def plan(self) -> Plan:
        value = self.form.value
        since = self.form.day_value("since")
        return change_fact, (self._title, value("name"), since, value("document"))


def chosen_titles() -> dict[str, str]:
    """只选是与不是的各项，和它的说明。"""
    from medtech_desktop.domain.institutions import (
        CHOSEN_KINDS,
        CHOSEN_NOTES,
        INSTITUTION_LABELS,
    )

    return {INSTITUTION_LABELS[kind]: CHOSEN_NOTES.get(kind, "") for kind in CHOSEN_KINDS}


def change_fact(library: Library, title: str, value: str, since: date, document: str) -> Done:
    """登记一项变更。"""
    from medtech_desktop.domain.institutions import INSTITUTION_LABELS
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.institutions import set_institution

    kind = next(kind for kind, said in INSTITUTION_LABELS.items() if said == title)
    return set_institution(library, clerk_here(), {kind: value}, since, document=document)


class AuthorityEntry(Entry):
    """登记发证机关变更。"""

    def __init__(
        self, desk: Desk, licence: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "限制类技术向核发许可证的卫生行政部门备案。原机关的记录保留。"
        super().__init__(desk, "登记发证机关", "登记发证机关", line, parent, part=str(licence))
        self._licence = licence
        self.form.line("name", "发证机关", name)
        self.form.day("since", "自何日起", today)

    def plan(self) -> Plan:
        since = self.form.day_value("since")
        return change_authority, (self._licence, self.form.value("name"), since)


def change_authority(library: Library, licence: int, name: str, since: date) -> Done:
    """登记发证机关变更。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.institutions import set_issuing_authority

    return set_issuing_authority(library, clerk_here(), licence, name, since)


_DAY = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?(?:\s+0?0:00(?::00)?)?"
)
_SPAN = re.compile(
    r"(?P<first>\d{4}-\d{1,2}-\d{1,2})(?:\s*(?:至|到|~|—+|\s)\s*(?P<last>\d{4}-\d{1,2}-\d{1,2}))?"
    r"\s+(?P<kind>休|放假|班|上班|补班)\s*(?P<name>\S*)"
)


def _plain(line: str) -> str:
    """从 Excel 粘贴的一行：制表符、斜杠或年月日、全角、零点，都当作一种写法。"""
    return _DAY.sub(r"\1-\2-\3", unicodedata.normalize("NFKC", line).replace("\t", " ")).strip()


def read_holidays(text: str) -> tuple[tuple[tuple[date, bool, str], ...], tuple[str, ...]]:
    """读放假安排，返回 (日, 上班, 名) 与读不懂的行。

    每行「2027-01-01 至 2027-01-03 休 元旦」，或从 Excel 粘贴的一块：一行一日或起止两日。
    """
    days: list[tuple[date, bool, str]] = []
    misread = []
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _SPAN.fullmatch(_plain(line))
        try:
            days += _span(found) if found else []
        except ValueError:
            found = None
        if found is None:
            misread.append(line)
    return tuple(days), tuple(misread)


def _span(found: re.Match[str]) -> list[tuple[date, bool, str]]:
    first = _day(found["first"])
    last = _day(found["last"]) if found["last"] else first
    if not 0 <= (last - first).days < _MOST_DAYS:
        raise ValueError(found[0])
    working = "班" in found["kind"]
    count = (last - first).days + 1
    return [(first + timedelta(days=n), working, found["name"]) for n in range(count)]


def _day(text: str) -> date:
    year, month, day = map(int, text.split("-"))
    return date(year, month, day)


class HolidaysEntry(Entry):
    """录入放假安排。"""

    def __init__(self, desk: Desk, year: int, parent: QWidget | None = None) -> None:
        line = "按国务院办公厅的通知录入；一年录齐以后，这一年的期限不再暂定。"
        super().__init__(desk, "录入放假安排", "录入放假安排", line, parent, part=str(year))
        hint = "可从 Excel 粘贴一块；每行一段，"
        hint += f"如「{year}-01-01 至 {year}-01-03 休 元旦」「{year}-01-04 班」"
        self._box = self.form.text("days", "放假与调休", hint=hint)
        self._box.setFixedHeight(160)
        self.form.line("source", "依据", hint="通知的名称或文号")
        self.form.line("year", "年份", str(year))
        self.whole = QCheckBox("这一年的放假安排已经录齐")
        self.form.add("years", "", self.whole)
        self.whole.setAccessibleName(self.whole.text())

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        days, misread = read_holidays(self.form.value("days"))
        found = []
        if misread:
            what = f"读不懂这些行：{'；'.join(misread[:3])}"
            remedy = "每行写日期（可写至某日）、休或班、名称"
            found.append(Finding(Severity.REFUSE, what, "INPUT", remedy, "days"))
        if not self.form.value("year").isdigit():
            found.append(Finding(Severity.REFUSE, "年份不对", "INPUT", "如 2027", "year"))
        if found:
            self.form.show_findings(tuple(found))
            return None
        years = (int(self.form.value("year")),) if self.whole.isChecked() else ()
        return _holidays, (days, self.form.value("source"), years)


def _holidays(
    library: Library,
    days: tuple[tuple[date, bool, str], ...],
    source: str,
    years: tuple[int, ...],
) -> Done:
    from medtech_desktop.domain.working_days import SpecialDay
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.institutions import add_special_days

    rows: list[SpecialDay] = [SpecialDay(day, works, name, source) for day, works, name in days]
    return add_special_days(library, clerk_here(), rows, years)


def attach_text(library: Library, path: Path, on: date) -> Done:
    """附入官方文本。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.law import attach_law_text

    return attach_law_text(library, clerk_here(), path, on)
