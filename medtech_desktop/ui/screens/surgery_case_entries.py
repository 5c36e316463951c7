"""录入：登记没有手术行的技术的一例，更正、取消、撤销。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.emergency_entries import _OnePersonEntry
from medtech_desktop.ui.screens.technology_entries import UNANSWERED, Plan
from medtech_desktop.ui.widgets.field_state import put_text

if TYPE_CHECKING:
    from medtech_desktop.office.cases import CaseLine
    from medtech_desktop.office.library import Library

_KNOWN = (("", "未知"), ("yes", "有"), ("no", "没有"))
_FLAGS = {"consent": "知情同意", "complication": "并发症", "died": "死亡", "research": "临床研究"}


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """要更正的一例现在的内容；``uid`` 空为新登记。"""

    uid: str = ""
    number: str = ""
    day: date | None = None
    ref: str = ""
    person: str = ""
    department: str = ""
    flags: tuple[tuple[str, str], ...] = ()
    note: str = ""


def draft_of(line: CaseLine) -> CaseDraft:
    """一览的一行 → 更正时先填上的。"""
    told = {None: "", True: "yes", False: "no"}
    flags = tuple((name, told[getattr(line, name)]) for name in _FLAGS)
    return CaseDraft(
        line.uid, line.number, line.day, line.ref, line.person, line.department, flags, line.note
    )


def ask_technologies(library: Library, on: date) -> tuple[tuple[str, str], ...]:
    """本院的技术，供选：(院内编号, 称呼)。"""
    from medtech_desktop.office.technology_pages import technology_list

    return tuple((one.number, f"{one.number} {one.name}") for one in technology_list(library, on))


class CaseEntry(_OnePersonEntry):
    """登记或更正一例。"""

    def __init__(
        self, desk: Desk, draft: CaseDraft, today: date, parent: QWidget | None = None
    ) -> None:
        title, word = ("更正病例", "保存更正") if draft.uid else ("登记病例", "登记病例")
        line = "没有手术登记的技术一例一条；早于在册首例的就是首例，备案期限从那天起算。"
        super().__init__(desk, title, word, line, parent, thing=draft.uid, part=draft.ref)
        self._draft, self._today = draft, today
        self.technology = self.form.choice("technology", "技术", (UNANSWERED,))
        self.form.day("day", "日期", draft.day or today)
        hint = "不写患者姓名、病案号；同一天同一技术里不重复"
        self.form.line("ref", "病例代号", draft.ref, hint)
        self.add_person("person", "术者", today)
        self.form.line("department", "科室", draft.department, "可不填")
        held = dict(draft.flags)
        for name, title in _FLAGS.items():
            self.form.choice(name, title, _KNOWN)
            put_text(self.form.field(name), held.get(name, ""))
        hint = "只留在可以抹去的患者表里，别处只见尾号" + ("；不填为不改" if draft.uid else "")
        self.form.line("admission", "住院号", hint=hint)
        self.form.line("note", "备注", draft.note, "不写患者信息")
        if isinstance(field := self.form.field("person"), QLineEdit) and draft.person:
            put_text(field, draft.person)
        desk.ask(ask_technologies, today, then=self._show, owner=self)

    def _show(self, found: tuple[tuple[str, str], ...]) -> None:
        for number, word in found:
            self.technology.addItem(word, number)
        if self._draft.number:
            put_text(self.technology, self._draft.number)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        if not self.answered("technology"):
            return None
        person = self.who("person", "术者")
        if not person:
            return None
        names = ("technology", "ref", "department", "admission", "note", *_FLAGS)
        told = {name: self.form.value(name) for name in names} | {"person": person}
        return _keep, (self._draft.uid, told, self.form.day_value("day"), self._today)


def _keep(library: Library, uid: str, told: dict[str, str], day: date, on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.cases import NewCase, correct_case, register_case
    from medtech_desktop.office.institutions import department_id
    from medtech_desktop.office.practitioners import person_id
    from medtech_desktop.office.world import load_world

    answers: dict[str, bool | None] = {"": None, "yes": True, "no": False}
    place = told["department"]
    new = NewCase(
        load_world(library, on).find_technology(told["technology"]).technology.id,
        day,
        told["ref"],
        person_id(library, told["person"], day),
        department_id=department_id(library, place, day) if place else None,
        admission=told["admission"],
        consent=answers[told["consent"]],
        research=answers[told["research"]],
        complication=answers[told["complication"]],
        died=answers[told["died"]],
        note=told["note"],
    )
    if uid:
        return correct_case(library, clerk_here(), uid, new, on).in_full()
    return register_case(library, clerk_here(), new, on).in_full()


class CancelCaseEntry(Entry):
    """一例没有做成；``annuls`` 为登记错了，撤销。"""

    def __init__(
        self,
        desk: Desk,
        uid: str,
        about: str,
        today: date,
        parent: QWidget | None = None,
        *,
        annuls: bool = False,
    ) -> None:
        word = "撤销登记" if annuls else "取消病例"
        told = (
            "登记错了的：连同由它发现的首例一并撤销" if annuls else "没有做成的：记录仍在，不再计数"
        )
        super().__init__(desk, word, word, f"{about}。{told}。", parent, thing=uid, part=word)
        self._uid, self._today, self._annuls = uid, today, annuls
        self.act_button.setProperty("kind", "fatal")
        self.act_button.setDefault(False)
        self.form.line("reason", "理由", hint="写入审计记录")

    def plan(self) -> Plan:
        return _end, (self._uid, self.form.value("reason"), self._today, self._annuls)


def _end(library: Library, uid: str, reason: str, on: date, annuls: bool) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.cases import annul_case, cancel_case

    end = annul_case if annuls else cancel_case
    return end(library, clerk_here(), uid, reason, on)
