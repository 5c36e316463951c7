"""录入：登记人员、登记变更、撤销登记错的一条。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.widgets.day_field import day_in

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

_NO_YEAR = 0  # a month and day alone are no day here


class PractitionerEntry(Entry):
    """登记人员。"""

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        line = "技术负责人须是在本院注册的执业医师；同名的以工号区分。"
        super().__init__(desk, "登记人员", "登记人员", line, parent)
        from medtech_desktop.domain.practitioners import PractitionerKind

        words = {"physician": "医师", "nurse": "护士", "technician": "技师"}
        kinds = tuple((kind.value, words.get(kind.value, kind.value)) for kind in PractitionerKind)
        form = self.form
        form.line("name", "姓名")
        form.line("staff_number", "工号")
        form.choice("kind", "类别", kinds)
        form.line("title", "职称", hint="如 主任医师；印入备案表")
        form.line("department", "科室")
        form.line("elsewhere", "注册在外院", hint="外院医师填其注册的机构；本院注册的不填")
        form.day("since", "自何日起", today, "执业注册在本院之日")

    def plan(self) -> Plan:
        fields = ("name", "staff_number", "kind", "title", "department", "elsewhere")
        answers = {field: self.form.value(field) for field in fields}
        return _add, (answers, self.form.day_value("since"))


def _add(library: Library, answers: dict[str, str], since: date) -> Done:
    from medtech_desktop.domain.practitioners import PractitionerKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.practitioners import NewPractitioner, add_practitioner

    draft = NewPractitioner(
        answers["name"],
        answers["staff_number"],
        PractitionerKind(answers["kind"]),
        answers["title"],
        answers["department"],
        since,
        answers["elsewhere"],
    )
    return add_practitioner(library, clerk_here(), draft)


def optional_day(text: str, field: str = "until") -> date | None | Finding:
    """可不填的日期；写得不对时给出该站在字段下的话。"""
    if not text:
        return None
    if (day := day_in(text, _NO_YEAR)) is not None:
        return day
    what = f"「{text}」不是日期"
    return Finding(Severity.REFUSE, what, "INPUT", "写成 2028-05-31 或 2028/5/31，或不填", field)


CHANGES = (
    ("title", "职称"),
    ("transfer", "调科"),
    ("join", "兼任另一科室"),
    ("part", "不再兼任科室"),
    ("leave", "休假"),
    ("present", "回到在院"),
    ("left", "离院"),
    ("died", "去世"),
    ("elsewhere", "注册变更到外院"),
    ("here", "注册变更到本院"),
)
_NEEDED = {
    "title": "没有填新职称",
    "transfer": "没有填科室",
    "join": "没有填科室",
    "part": "没有填科室",
    "elsewhere": "没有填注册的机构",
}


class PractitionerChangeEntry(Entry):
    """登记一个人的变更。``change`` 为先选好的一种。"""

    def __init__(
        self,
        desk: Desk,
        person: int,
        name: str,
        today: date,
        parent: QWidget | None = None,
        change: str = "title",
    ) -> None:
        line = "负责人离院、变更注册的，须重新提交备案表；休假不算变更。"
        super().__init__(desk, f"登记变更：{name}", "登记变更", line, parent, thing=str(person))
        self._person = person
        box = self.form.choice("change", "变更", CHANGES)
        box.setCurrentIndex(max(0, box.findData(change)))
        hint = "职称填新职称；调科、兼任填科室；注册变更到外院填该机构名称；其余不填"
        self.form.line("value", "内容", hint=hint)
        self.form.day("since", "自何日起", today, "调科的，原来的科室到前一日为止")

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        change, value = self.form.value("change"), self.form.value("value")
        if change in _NEEDED and not value:
            found = Finding(Severity.REFUSE, _NEEDED[change], "INPUT", "", "value")
            self.form.show_findings((found,))
            return None
        return _change, (self._person, change, value, self.form.day_value("since"))


def _change(library: Library, person: int, change: str, value: str, since: date) -> Done:
    from medtech_desktop.office import practitioner_changes, practitioners
    from medtech_desktop.office.acts import clerk_here

    clerk = clerk_here()
    if change == "title":
        return practitioners.set_title(library, clerk, person, value, since)
    if change in ("elsewhere", "here"):
        where = value if change == "elsewhere" else ""
        return practitioners.move_registration(library, clerk, person, since, elsewhere=where)
    moves = {
        "transfer": practitioner_changes.transfer,
        "join": practitioner_changes.join_department,
        "part": practitioner_changes.part_department,
    }
    if change in moves:
        return moves[change](library, clerk, person, value, since)
    return practitioners.set_presence(library, clerk, person, change, since)


class AnnulRecordEntry(Entry):
    """撤销一个人名下登记错的一条。"""

    def __init__(
        self, desk: Desk, person: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：原记录与撤销都保留；由它结束的上一条随之恢复。"
        super().__init__(
            desk, f"撤销登记错的一条：{name}", "撤销登记", line, parent, thing=str(person)
        )
        self._person = person
        self.act_button.setProperty("kind", "fatal")
        self.record = self.form.choice("record", "哪一条", ())
        self.form.text("reason", "理由", hint="登记错在哪里")
        desk.ask(ask_records, person, today, then=self._show_records, owner=self)

    def _show_records(self, found: tuple[tuple[str, str], ...]) -> None:
        for uid, said in found:
            self.record.addItem(said, uid)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        if not self.answered("record"):
            return None
        return _annul, (self._person, self.form.value("record"), self.form.value("reason"))


def ask_records(library: Library, person: int, on: date) -> tuple[tuple[str, str], ...]:
    """一个人名下可以撤销的各条。"""
    from medtech_desktop.office.practitioner_changes import held_records

    return tuple((one.uid, one.words) for one in held_records(library, person, on))


def _annul(library: Library, person: int, uid: str, reason: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.practitioner_changes import annul_record

    return annul_record(library, clerk_here(), person, uid, reason)
