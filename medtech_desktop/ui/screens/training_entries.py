"""录入：登记培训基地、填写附件4。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.disclosure_entries import read_number
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import Plan

if TYPE_CHECKING:
    from medtech_desktop.domain.trainings import TrainingBaseDraft
    from medtech_desktop.office.library import Library

_TEXTS = (
    ("quality", "医疗质量和安全", "近3年医疗质量和医疗安全情况"),
    ("conditions", "软件、硬件条件", "场地、设备、病例、信息化等"),
    ("plan", "培训方案等", "培训方案、培训师资、课程设置、考核方案等"),
)


def ask_restricted(library: Library, on: date) -> tuple[tuple[str, str], ...]:
    """本院的限制类技术：院内编号与名称。"""
    from medtech_desktop.office.technology_pages import technology_list

    kinds = ("national", "provincial")
    return tuple(
        (line.number, f"{line.code or line.number} {line.name}，{line.state}")
        for line in technology_list(library, on)
        if line.category.value in kinds
    )


class BaseEntry(Entry):
    """登记培训基地。"""

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        line = "拟承担培训的技术，一项一份附件4；首次发布招生公告之日起 3 个工作日内向省级备案。"
        super().__init__(desk, "登记培训基地", "登记培训基地", line, parent)
        self._today = today
        self.technology = self.form.choice("code", "技术", (), "须是本院已备案的限制类技术")
        hint = "如 2026-11-20；还没有发布的不填，发布后才有期限"
        self.form.line("announced", "首次招生公告日", hint=hint)
        desk.ask(ask_restricted, today, then=self._show_technologies, owner=self)

    def _show_technologies(self, lines: tuple[tuple[str, str], ...]) -> None:
        for key, word in lines:
            self.technology.addItem(word, key)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        announced = optional_day(self.form.value("announced"))
        if isinstance(announced, Finding):
            found = Finding(
                Severity.REFUSE, announced.message, "INPUT", announced.remedy, "announced"
            )
            self.form.show_findings((found,))
            return None
        return _open, (self.form.value("code"), self._today, announced)


def _open(library: Library, key: str, on: date, announced: date | None) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.trainings import open_base

    return open_base(library, clerk_here(), key, on, announced_on=announced)


class Annex4Entry(Entry):
    """填写附件4。"""

    def __init__(
        self, desk: Desk, number: str, draft: TrainingBaseDraft, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            desk, "填写附件4", "保存草稿", f"{number}：各栏可以分几次填。", parent, thing=number
        )
        self._number, self._version = number, draft.version
        self._first = draft.first_year
        for place, cases in enumerate((draft.cases1, draft.cases2, draft.cases3), 1):
            year = draft.first_year + place - 1
            value = "" if cases is None else str(cases)
            hint = "没有开展的填 0" if place == 1 else ""
            self.form.line(f"cases{place}", f"{year} 年例数", value, hint)
        for name, title, hint in _TEXTS:
            self.form.text(name, title, str(getattr(draft, name)), hint)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        values: dict[str, object] = {name: self.form.value(name) for name, *_ in _TEXTS}
        found = []
        for place in (1, 2, 3):
            name = f"cases{place}"
            number = read_number(self.form.value(name))
            if isinstance(number, str):
                found.append(Finding(Severity.REFUSE, number, "INPUT", "", name))
            else:
                values[name] = number
        if found:
            self.form.show_findings(tuple(found))
            return None
        return _edit, (self._number, values, self._version)


def _edit(library: Library, number: str, values: dict[str, object], version: int) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.trainings import edit_base

    return edit_base(library, clerk_here(), number, values, version)


class FileBaseEntry(Entry):
    """登记已向省级备案。"""

    def __init__(self, desk: Desk, number: str, today: date, parent: QWidget | None = None) -> None:
        line = f"{number}：附件4 与备案材料已送省级卫生行政部门；逾期的写明原因。"
        super().__init__(desk, "登记省级备案", "登记省级备案", line, parent, thing=number)
        self._number = number
        self.form.day("day", "备案日", today)
        self.form.line("document", "文号", hint="回执或受理文书的编号，没有的不填")

    def plan(self) -> Plan:
        answers = (self.form.value("document"), self.reason())
        return _file, (self._number, self.form.day_value("day"), answers)


def _file(library: Library, number: str, day: date, answers: tuple[str, str]) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.trainings import file_base

    document, reason = answers
    return file_base(library, clerk_here(), number, day, document=document, reason=reason)


class AnnounceEntry(Entry):
    """登记首次招生公告；登记错的写明理由改正。"""

    def __init__(
        self,
        desk: Desk,
        number: str,
        announced: date | None,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"{number}：自首次发布招生公告之日起 3 个工作日内向省级备案。"
        super().__init__(desk, "登记招生公告", "登记招生公告", line, parent, thing=number)
        self._number, self._today = number, today
        self.form.day("announced_on", "首次招生公告日", announced or today)
        if announced is not None:
            hint = f"已登记 {announced.isoformat()}，改正须写明理由"
            self.form.line("reason", "理由", hint=hint)

    def plan(self) -> Plan:
        reason = self.form.value("reason") if self.form.has("reason") else ""
        day = self.form.day_value("announced_on")
        return _announce, (self._number, day, self._today, reason)


def _announce(library: Library, number: str, day: date, on: date, reason: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.trainings import announce_base

    return announce_base(library, clerk_here(), number, day, on, reason=reason)
