"""录入：逐例报送的平台，一例的报送情形。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.report_platforms import REPORT_LABELS
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.widgets.field_state import put_text

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

ADD_PLATFORM, END_PLATFORM = "登记报送平台…", "停用报送平台…"
REPORT_WORD = "登记逐例报送…"
Names = tuple[str, ...]


class PlatformEntry(Entry):
    """登记报送平台。"""

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        line = "限制类技术的病例逐例报送；平台启用以前的病例不欠它。"
        super().__init__(desk, "登记报送平台", "登记报送平台", line, parent)
        self.form.line("name", "平台名称")
        levels = (("national", "国家平台"), ("provincial", "省级平台"))
        told = "国家平台收国家目录里的，省级平台收全部限制类的"
        self.form.choice("level", "级别", levels, told)
        told = "法规没有写几天，由本院定；留空的不提醒，也不判断漏报"
        self.form.line("days", "几天内报送", hint=told)
        self.form.day("since", "自何日起", today)

    def plan(self) -> Plan:
        value = self.form.value
        answers = value("name"), value("level") == "national", value("days")
        return add_platform, (answers, self.form.day_value("since"))


class EndPlatformEntry(Entry):
    """停用一个报送平台。"""

    def __init__(
        self, desk: Desk, names: Names, today: date, parent: QWidget | None = None
    ) -> None:
        line = "最后一日以前的病例仍须报送；已登记的报送情形都保留。"
        super().__init__(desk, "停用报送平台", "停用平台", line, parent)
        self.form.choice("name", "平台", tuple((one, one) for one in names))
        self.form.day("last_day", "最后一日", today)

    def plan(self) -> Plan:
        return end_platform, (self.form.value("name"), self.form.day_value("last_day"))


class CaseReportEntry(Entry):
    """登记一例的报送情形。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：一例在一个平台一条，后一条为准，以前的都保留。"
        super().__init__(desk, "登记逐例报送", "登记报送", line, parent, thing=key)
        self._key, self._today = key, today
        form = self.form
        form.line("case", "手术单号或代号", hint="登记里的写法；不写患者信息")
        form.line("operated", "手术日", hint="同号的有几例时写哪一天的，如 2026-09-02；其余可不填")
        form.choice("state", "情形", tuple((k.value, v) for k, v in REPORT_LABELS.items()))
        self.platform = form.choice("platform", "平台", (("", "在用的一个"),))
        form.line("receipt", "回执号")
        form.line("note", "说明", hint="平台故障的证明、不必报的理由；其余可不填")
        form.day("day", "登记日期", today)
        self._told: Mapping[str, str] = {}
        desk.ask(ask_platforms, today, then=self._offer, owner=self)

    def fill(self, told: Mapping[str, str]) -> None:
        """接过别处已经知道的：哪一例，报哪个平台。"""
        self._told = told
        for name in ("case", "operated"):
            put_text(self.form.field(name), told[name])

    def _offer(self, names: Names) -> None:
        box = self.platform
        assert isinstance(box, QComboBox)
        for name in names:
            box.addItem(name, name)
        if self._told:
            put_text(box, self._told["platform"])

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        value = self.form.value
        operated = optional_day(value("operated"), "operated")
        if isinstance(operated, Finding):
            self.form.show_findings((operated,))
            return None
        answers = tuple(value(one) for one in ("case", "state", "platform", "receipt", "note"))
        return mark_case, (self._key, answers, operated, self.form.day_value("day"))


def ask_platforms(library: Library, on: date) -> Names:
    """登记着的平台，在用的在前。"""
    from medtech_desktop.office.report_platforms import platforms

    return tuple(dict.fromkeys(one.name for one in platforms(library, on)))


def add_platform(library: Library, answers: tuple[str, bool, str], since: date) -> Done:
    """登记报送平台。"""
    from medtech_desktop.office.acts import clerk_here, not_found
    from medtech_desktop.office.report_platforms import NewPlatform
    from medtech_desktop.office.report_platforms import add_platform as add

    name, national, days = answers
    plain = days.strip().removesuffix("天").strip()
    if plain and not (plain.isdecimal() and len(plain) <= 4):
        raise not_found(f"「{days.strip()}」不是天数", "填一个整数，或留空", "days")
    draft = NewPlatform(name, since, national, int(plain) if plain else None)
    return add(library, clerk_here(), draft)


def end_platform(library: Library, name: str, last_day: date) -> Done:
    """停用一个报送平台。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.report_platforms import end_platform as end

    return end(library, clerk_here(), name, last_day)


def mark_case(
    library: Library, key: str, answers: tuple[str, ...], operated: date | None, day: date
) -> Done:
    """登记一例的报送情形。"""
    from medtech_desktop.domain.report_platforms import ReportState
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.case_reports import NewReport
    from medtech_desktop.office.case_reports import mark_case as mark

    case, state, platform, receipt, note = answers
    draft = NewReport(case, ReportState(state), day, platform, receipt, note, operated)
    return mark(library, clerk_here(), key, draft)
