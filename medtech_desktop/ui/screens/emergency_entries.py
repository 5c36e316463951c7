"""录入：登记一例急诊超权限，登记上级的意见。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.application_items import TargetField
from medtech_desktop.ui.screens.technology_entries import UNANSWERED, Plan, ask_people
from medtech_desktop.ui.widgets.field_state import put_text
from medtech_desktop.ui.widgets.people_field import PeopleField

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

_VERDICTS = (("yes", "确认"), ("no", "不予确认"))


class _OnePersonEntry(Entry):
    """要填一名在册人员的录入框。"""

    person: PeopleField

    def add_person(self, name: str, title: str, today: date) -> None:
        """选一个人。"""
        self.person = PeopleField()
        self.person.setPlaceholderText("姓名或工号")
        self.form.add(name, title, self.person)
        self.desk.ask(ask_people, today, then=self.person.set_people, owner=self)

    def who(self, name: str, title: str) -> str:
        """选的那个人；没有选、选了不止一个的指出并为空。"""
        keys = self.person.keys()
        if len(keys) == 1:
            return keys[0]
        said = f"没有选{title}" if not keys else f"{title}只写一个人"
        self.form.show_findings((Finding(Severity.REFUSE, said, "INPUT", "写姓名或工号", name),))
        return ""


class EmergencyEntry(_OnePersonEntry):
    """登记急诊超权限。"""

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        line = "情况紧急做了权限以外的手术：写明情形，由上级医师确认；登记以后不能删除。"
        super().__init__(desk, "登记急诊超权限", "登记急诊超权限", line, parent)
        self.add_person("person", "术者", today)
        self.procedure = TargetField(desk, today)
        self.procedure.setPlaceholderText("手术编码或名称")
        self.form.add("procedure", "手术", self.procedure)
        self.form.day("day", "手术日期", today)
        self.form.text("reason", "紧急的情形", hint="为什么来不及由有权限的人做；不写患者姓名")
        self.form.line("case_ref", "手术单号", hint="不写患者信息；可不填")
        self.form.line("department", "科室", hint="不填为术者当日的科室")

    def fill(self, told: Mapping[str, str], day: date) -> None:
        """接过别处已经知道的：术者、手术、手术单号、科室，手术日期。"""
        for name, text in told.items():
            field = self.form.field(name)
            if isinstance(field, QLineEdit) and text:
                put_text(field, text)
        put_text(self.form.field("day"), day.isoformat())

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        person = self.who("person", "术者")
        if not person:
            return None
        words = self.form.value("procedure").split(maxsplit=1)
        if not words:
            said = Finding(Severity.REFUSE, "没有填手术", "INPUT", "写手术编码", "procedure")
            self.form.show_findings((said,))
            return None
        fields = ("reason", "case_ref", "department")
        told = {name: self.form.value(name) for name in fields}
        return _record, (person, words[0], self.form.day_value("day"), told)


def _record(library: Library, person: str, code: str, day: date, told: dict[str, str]) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.emergency_uses import NewEmergencyUse, record_emergency_use
    from medtech_desktop.office.institutions import department_id
    from medtech_desktop.office.practitioners import person_id
    from medtech_desktop.office.privilege_targets import code_targets

    clerk = clerk_here()
    who = person_id(library, person, day)
    [target] = code_targets(library, [code], day)
    where = told["department"]
    draft = NewEmergencyUse(
        who,
        target.id,
        day,
        told["reason"],
        told["case_ref"],
        department_id(library, where, day) if where else None,
    )
    return record_emergency_use(library, clerk, draft)


class ConfirmEmergencyEntry(_OnePersonEntry):
    """登记上级对一例急诊超权限的意见。"""

    def __init__(
        self, desk: Desk, number: str, about: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{about}：意见只有一次；术者本人不能确认。"
        super().__init__(desk, f"登记上级意见：{number}", "登记意见", line, parent, thing=number)
        self._number = number
        self.add_person("superior", "上级医师", today)
        self.form.choice("verdict", "意见", (UNANSWERED, *_VERDICTS))
        self.form.day("day", "意见日期", today)
        self.form.text("opinion", "意见内容", hint="不予确认的须写明")

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        superior = self.who("superior", "上级医师")
        if not superior or not self.answered("verdict"):
            return None
        confirmed = self.form.value("verdict") == "yes"
        day = self.form.day_value("day")
        return _confirm, (self._number, superior, day, confirmed, self.form.value("opinion"))


def _confirm(
    library: Library, number: str, superior: str, day: date, confirmed: bool, opinion: str
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.emergency_uses import confirm_emergency_use
    from medtech_desktop.office.practitioners import person_id

    who = person_id(library, superior, day)
    return confirm_emergency_use(
        library, clerk_here(), number, who, day, confirmed=confirmed, opinion=opinion
    )
