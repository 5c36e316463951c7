"""录入：许可证登记的诊疗科目、技术须有的诊疗科目、知情同意书。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

ADD_SUBJECTS, END_SUBJECT = "登记诊疗科目…", "终止诊疗科目…"
NEED_SUBJECT, DROP_SUBJECT = "登记须有的诊疗科目…", "不再要求诊疗科目…"
CONSENT_WORD = "登记知情同意书…"
Names = tuple[str, ...]


class LicenceSubjectsEntry(Entry):
    """登记许可证上的诊疗科目。"""

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        line = "照《医疗机构执业许可证》上的写；已登记的不重复登记。"
        super().__init__(desk, "登记诊疗科目", "登记诊疗科目", line, parent)
        self.form.text("name", "诊疗科目", hint="一行一个，或用顿号分开")
        self.form.day("since", "自何日起", today)
        self.form.line("document", "文件", hint="核准、变更的文号，可不填")

    def plan(self) -> Plan:
        value = self.form.value
        return add_subjects, (value("name"), self.form.day_value("since"), value("document"))


class EndLicenceSubjectEntry(Entry):
    """终止许可证上的一个诊疗科目。"""

    def __init__(
        self, desk: Desk, names: Names, today: date, parent: QWidget | None = None
    ) -> None:
        line = "最后一日以前的病例仍按有这个科目核查。"
        super().__init__(desk, "终止诊疗科目", "终止诊疗科目", line, parent)
        self.form.choice("name", "诊疗科目", tuple((one, one) for one in names))
        self.form.day("last_day", "最后一日", today)

    def plan(self) -> Plan:
        return end_subject, (self.form.value("name"), self.form.day_value("last_day"))


class NeededSubjectEntry(Entry):
    """登记一项技术须有的诊疗科目。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：几个的都要有；许可证上没有的，核查时列为与诊疗科目不符。"
        super().__init__(desk, "登记须有的诊疗科目", "登记诊疗科目", line, parent, thing=key)
        self._key = key
        self.form.line("name", "诊疗科目", hint="照许可证上的写，多个用顿号分开")
        self.form.day("since", "自何日起", today)

    def plan(self) -> Plan:
        return need_subject, (self._key, self.form.value("name"), self.form.day_value("since"))


class DropSubjectEntry(Entry):
    """一项技术不再要求一个诊疗科目。"""

    def __init__(
        self,
        desk: Desk,
        key: str,
        name: str,
        names: Names,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"{name}：最后一日以前的病例仍按要求这个科目核查。"
        super().__init__(desk, "不再要求诊疗科目", "终止要求", line, parent, thing=key)
        self._key = key
        self.form.choice("name", "诊疗科目", tuple((one, one) for one in names))
        self.form.day("last_day", "最后一日", today)

    def plan(self) -> Plan:
        return drop_subject, (self._key, self.form.value("name"), self.form.day_value("last_day"))


class ConsentFormEntry(Entry):
    """登记留存的知情同意书。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：留存空白文本，不含患者信息；以前的一版保留，扫描件随后加在附件里。"
        super().__init__(desk, "登记知情同意书", "登记知情同意书", line, parent, thing=key)
        self._key = key
        self.form.line("title", "名称和版次")
        self.form.day("since", "自何日起用", today)

    def plan(self) -> Plan:
        return keep_form, (self._key, self.form.value("title"), self.form.day_value("since"))


def add_subjects(library: Library, names: str, since: date, document: str) -> Done:
    """登记许可证上的诊疗科目。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.subjects import add_licence_subjects

    return add_licence_subjects(library, clerk_here(), [names], since, document=document)


def end_subject(library: Library, name: str, last_day: date) -> Done:
    """终止许可证上的一个诊疗科目。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.subjects import end_licence_subject

    return end_licence_subject(library, clerk_here(), name, last_day)


def need_subject(library: Library, key: str, names: str, since: date) -> Done:
    """登记一项技术须有的诊疗科目。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.subjects import need_subjects

    return need_subjects(library, clerk_here(), key, [names], since)


def drop_subject(library: Library, key: str, name: str, last_day: date) -> Done:
    """不再要求一个诊疗科目。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.subjects import end_needed_subject

    return end_needed_subject(library, clerk_here(), key, name, last_day)


def keep_form(library: Library, key: str, title: str, since: date) -> Done:
    """登记知情同意书。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.consent_forms import keep_consent_form

    return keep_consent_form(library, clerk_here(), key, title, since)
