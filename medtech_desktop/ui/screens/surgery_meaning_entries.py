"""录入：登记里的一个写法指谁、指哪个科室、哪条编码；说错了的撤销。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.application_items import TargetField
from medtech_desktop.ui.screens.technology_entries import Plan, ask_people
from medtech_desktop.ui.widgets.people_field import PeopleField, PersonChoice, people_keys

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

WHAT = {"person": "术者", "department": "科室", "code": "手术编码"}
ONE, NONE = "one", "none"
_HINTS = {"person": "姓名或工号", "department": "本院的科室名称", "code": "编码库里的编码或名称"}


class MeaningEntry(Entry):
    """说明一个写法指谁。"""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        said: str,
        why: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"登记里写「{said}」：{why}。说一次，从前和以后的登记都这样认，随即重新核查。"
        title = f"说明{WHAT[kind]}「{said}」指谁"
        super().__init__(desk, title, "记下", line, parent, thing=said, part=kind)
        self._kind, self._said, self._today = kind, said, today
        choices = ((ONE, "指下面这一个"), (NONE, "认不出，不再问"))
        box = self.form.choice("how", "怎样认", choices)
        self.target = self._target(desk, today)
        self.target.setPlaceholderText(_HINTS[kind])
        self.form.add("target", WHAT[kind], self.target)
        self.form.line("note", "依据", hint="凭什么这样认；可不填")
        box.currentIndexChanged.connect(lambda _n: self._turn())

    def _target(self, desk: Desk, today: date) -> QLineEdit:
        if self._kind == "code":
            return TargetField(desk, today)
        field = PeopleField(offered=WHAT[self._kind])
        ask = ask_people if self._kind == "person" else ask_departments
        desk.ask(ask, today, then=field.set_people, owner=self)
        return field

    def _turn(self) -> None:
        self.form.show_field("target", self.form.value("how") == ONE)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        target = ""
        if self.form.value("how") == ONE:
            text = self.form.value("target")
            keys = text.split(maxsplit=1)[:1] if self._kind == "code" else people_keys(text)
            if len(keys) != 1:
                self._say_missing()
                return None
            target = keys[0]
        told = (self._kind, self._said, target, self._today, self.form.value("note"))
        return _say, told

    def _say_missing(self) -> None:
        from medtech_desktop.domain.law import Finding, Severity

        said = f"没有填{WHAT[self._kind]}，或填了不止一个"
        remedy = "选一个，或改选「认不出，不再问」"
        self.form.show_findings((Finding(Severity.REFUSE, said, "INPUT", remedy, "target"),))


def ask_departments(library: Library, on: date) -> tuple[PersonChoice, ...]:
    """本院的科室，供选。"""
    from medtech_desktop.office.institutions import institution_view

    return tuple(PersonChoice(name, "") for _id, name in institution_view(library, on).departments)


def _say(library: Library, kind: str, said: str, target: str, on: date, note: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.log_meanings import say_meaning

    return say_meaning(library, clerk_here(), kind, said, target, on, note=note).in_full()


class AnnulMeaningEntry(Entry):
    """撤销一条认名。"""

    def __init__(
        self, desk: Desk, kind: str, said: str, label: str, parent: QWidget | None = None
    ) -> None:
        meant = f"指{label}" if label else "认不出"
        line = f"现在记着「{said}」{meant}。撤销以后这个写法回到没有认出，随即重新核查。"
        super().__init__(desk, "撤销认名", "撤销认名", line, parent, thing=said, part=f"x {kind}")
        self._kind, self._said = kind, said
        self.act_button.setProperty("kind", "fatal")
        self.act_button.setDefault(False)
        self.form.line("reason", "理由", hint="说错在哪里；写入审计记录")

    def plan(self) -> Plan:
        return _annul, (self._kind, self._said, self.form.value("reason"))


def _annul(library: Library, kind: str, said: str, reason: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.log_meanings import annul_meaning

    return annul_meaning(library, clerk_here(), kind, said, reason)
