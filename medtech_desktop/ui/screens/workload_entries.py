"""录入：一个人一段时间的手术量。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.application_items import TargetField
from medtech_desktop.ui.screens.disclosure_entries import read_number
from medtech_desktop.ui.screens.technology_entries import Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

_COUNTS = (
    ("cases", "例数", "没有做过的填 0"),
    ("complications", "并发症", "没有统计的不填"),
    ("deaths", "死亡", "没有统计的不填"),
)


class WorkloadEntry(Entry):
    """登记手术量。"""

    def __init__(
        self, desk: Desk, person: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：统计过的才登记；没有登记的是「未统计」，不等于零。"
        super().__init__(desk, f"登记手术量：{name}", "登记手术量", line, parent, thing=str(person))
        self._person = person
        self.what = TargetField(desk, today)
        self.what.setPlaceholderText("全部手术；或手术编码、技术")
        self.form.add("what", "对象", self.what, "不填为全部手术合计")
        last = today.replace(day=1) - timedelta(days=1)
        self.form.day("period_from", "统计起日", date(last.year, 1, 1))
        self.form.day("period_to", "统计止日", last, "含这一天")
        for field, title, hint in _COUNTS:
            self.form.line(field, title, hint=hint)
        self.form.line("source", "来源", hint="从哪里统计的，如手术室登记本")

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        counts: list[int | None] = []
        found = []
        for field, title, _hint in _COUNTS:
            number = read_number(self.form.value(field))
            if isinstance(number, str):
                found.append(Finding(Severity.REFUSE, number, "INPUT", "", field))
            elif number is None and field == "cases":
                said = f"没有填{title}"
                remedy = "没有做过的填 0；没有统计的不登记"
                found.append(Finding(Severity.REFUSE, said, "INPUT", remedy, field))
            else:
                counts.append(number)
        if found:
            self.form.show_findings(tuple(found))
            return None
        days = (self.form.day_value("period_from"), self.form.day_value("period_to"))
        words = (self.form.value("what"), self.form.value("source"))
        return _record, (self._person, words, days, tuple(counts))


def _record(
    library: Library,
    person: int,
    words: tuple[str, str],
    days: tuple[date, date],
    counts: tuple[int, int | None, int | None],
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.workloads import WorkloadDraft, record_workload

    cases, complications, deaths = counts
    draft = WorkloadDraft(words[0], *days, cases, complications, deaths, words[1])
    return record_workload(library, clerk_here(), person, draft)
