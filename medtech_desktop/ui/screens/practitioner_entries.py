"""录入：登记人员、登记证书与培训证明。"""

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


def _whose(people: tuple[tuple[str, str], ...]) -> str:
    return people[0][0] if len(people) == 1 else ""


class CertificateEntry(Entry):
    """登记证书或培训证明。"""

    def __init__(
        self,
        desk: Desk,
        people: tuple[tuple[str, str], ...],
        kind: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        from medtech_desktop.domain.practitioners import CERTIFICATE_LABELS

        line = "培训证明写进备案表的「相关培训情况」；到期提醒，不自动撤销。"
        super().__init__(
            desk, "登记证书", "登记证书", line, parent, thing=_whose(people), part=kind
        )
        form = self.form
        form.choice("person", "人员", people)
        labels = tuple((one.value, said) for one, said in CERTIFICATE_LABELS.items())
        box = form.choice("kind", "种类", labels)
        box.setCurrentIndex(max(0, box.findData(kind)))
        form.line("title", "名称", hint="如 神经血管介入诊疗技术规范化培训")
        form.line("number", "编号")
        form.line("issuer", "发证单位")
        form.day("since", "发证日期", today)
        form.line("until", "有效期至", hint="如 2028-05-31；长期有效的不填")

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        until = optional_day(self.form.value("until"))
        if isinstance(until, Finding):
            self.form.show_findings((until,))
            return None
        fields = ("kind", "title", "number", "issuer")
        answers = {field: self.form.value(field) for field in fields}
        days = (self.form.day_value("since"), until)
        return _certificate, (int(self.form.value("person")), answers, days)


def optional_day(text: str, field: str = "until") -> date | None | Finding:
    """可不填的日期；写得不对时给出该站在字段下的话。"""
    if not text:
        return None
    if (day := day_in(text, _NO_YEAR)) is not None:
        return day
    what = f"「{text}」不是日期"
    return Finding(Severity.REFUSE, what, "INPUT", "写成 2028-05-31 或 2028/5/31，或不填", field)


def _certificate(
    library: Library,
    person: int,
    answers: dict[str, str],
    days: tuple[date, date | None],
) -> Done:
    from medtech_desktop.domain.practitioners import CertificateKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.certificates import NewCertificate, add_certificate

    kind = CertificateKind(answers["kind"])
    draft = NewCertificate(
        kind,
        answers["title"],
        answers["number"],
        answers["issuer"],
        days[0],
        days[1],
    )
    return add_certificate(library, clerk_here(), person, draft)


_CHANGES = (
    ("title", "职称"),
    ("left", "离院"),
    ("leave", "休假"),
    ("present", "回到在院"),
    ("died", "去世"),
    ("elsewhere", "注册变更到外院"),
    ("here", "注册变更到本院"),
)


class PractitionerChangeEntry(Entry):
    """登记一个人的变更。"""

    def __init__(
        self, desk: Desk, person: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "负责人离院、变更注册的，须重新提交备案表；休假不算变更。"
        super().__init__(desk, f"登记变更：{name}", "登记变更", line, parent, thing=str(person))
        self._person = person
        self.form.choice("change", "变更", _CHANGES)
        self.form.line("value", "内容", hint="职称填新职称；注册变更到外院填该机构名称")
        self.form.day("since", "自何日起", today)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        change, value = self.form.value("change"), self.form.value("value")
        if change in ("title", "elsewhere") and not value:
            what = "没有填新职称" if change == "title" else "没有填注册的机构"
            self.form.show_findings((Finding(Severity.REFUSE, what, "INPUT", "", "value"),))
            return None
        return _change, (self._person, change, value, self.form.day_value("since"))


def _change(library: Library, person: int, change: str, value: str, since: date) -> Done:
    from medtech_desktop.office import practitioners
    from medtech_desktop.office.acts import clerk_here

    clerk = clerk_here()
    if change == "title":
        return practitioners.set_title(library, clerk, person, value, since)
    if change in ("elsewhere", "here"):
        where = value if change == "elsewhere" else ""
        return practitioners.move_registration(library, clerk, person, since, elsewhere=where)
    return practitioners.set_presence(library, clerk, person, change, since)
