"""导入医务人员与培训证明的记入者；没写类别的由职称认出。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.practitioners import (
    CERTIFICATE_LABELS,
    CertificateKind,
    PractitionerKind,
    Staff,
    kind_of_title,
)
from medtech_desktop.office.certificates import NewCertificate, insert_certificate
from medtech_desktop.office.filing_training import fill_training
from medtech_desktop.office.import_keepers import (
    Duplicate,
    Keeper,
    Unfit,
    Values,
    text,
)
from medtech_desktop.office.institutions import ensure_department
from medtech_desktop.office.invitations import restricted_lineage
from medtech_desktop.office.practitioners import (
    NewPractitioner,
    find_person,
    insert_practitioner,
)

_CERTIFICATES = (
    ("practice", CertificateKind.PRACTICE),
    ("qualification", CertificateKind.QUALIFICATION),
    ("title_certificate", CertificateKind.TITLE),
    ("training", CertificateKind.TRAINING),
)


def kind_of_row(row: Values, usual: str) -> PractitionerKind:
    """一行的类别：写明的，由职称认出的，整个文件说好的；都没有的不合格。raises Unfit."""
    if written := text(row, "kind"):
        return PractitionerKind(written)
    title = text(row, "title")
    if (found := kind_of_title(title)) is not None:
        return found
    if usual:
        return PractitionerKind(usual)
    said = f"没有写类别，由职称「{title}」认不出" if title else "没有写类别，也没有职称"
    remedy = "补上类别；整份都是一类的，回上一步在「没写类别的」里选（命令行写 --people）"
    raise Unfit("kind", "", f"{said}。{remedy}")


@dataclass(slots=True)
class Practitioners(Keeper):
    """医务人员：按工号认人；没有工号的按姓名加科室。"""

    numbers: dict[str, str] = field(default_factory=dict)  # 工号 → 在册的姓名
    unnumbered: set[tuple[str, str]] = field(default_factory=set)
    departments: dict[str, int] = field(default_factory=dict)
    licence: int | None = None

    def begin(self) -> None:
        Keeper.begin(self)
        staff, hospital = self.world.staff, self.world.hospital
        called = {f.subject_id: f.value for f in staff.facts if f.kind == "name"}
        rows = (i for i in staff.identifiers if i.scheme == "staff_no")
        self.numbers = {i.value: called.get(i.person_id, "") for i in rows}
        placed: dict[int, str] = {}
        for m in held_on(staff.memberships, self.on):
            placed[m.person_id] = hospital.department_name(m.department_id, self.on)
        self.departments = {
            hospital.department_name(d.id, self.on): d.id for d in hospital.departments
        }
        site = hospital.default_site()
        licence = hospital.licence_of(site.id, self.on) if site else None
        self.licence = licence.id if licence else None
        self.unnumbered = {(name, placed.get(p, "")) for p, name in called.items()}

    def keep(self, row: Values) -> None:
        number, name = text(row, "number"), text(row, "name")
        department = text(row, "department")
        if number and number in self.numbers:
            if self.numbers[number] != name:
                why = f"工号 {number} 是「{self.numbers[number]}」，请核对工号或姓名"
                raise Unfit("name", name, why)
            raise Duplicate("已在册，本行没有改动在册的内容；变更请在人员处登记")
        if not number and (name, department) in self.unnumbered:
            raise Duplicate
        kind = kind_of_row(row, self.options.people)
        elsewhere = text(row, "institution") if text(row, "place") == "elsewhere" else ""
        if text(row, "place") == "elsewhere" and not elsewhere:
            elsewhere = "外院"
        draft = NewPractitioner(
            name,
            number,
            kind,
            text(row, "title"),
            department,
            row.get("registered_on") or row.get("since") or self.on,
            elsewhere,
            self.licence,
        )
        person = insert_practitioner(self.page, draft, self._department(department, draft.since))
        self._certificates(person, row, draft.since)
        self.numbers[number] = name
        self.unnumbered.add((name, department))

    def _certificates(self, person: int, row: Values, since: date) -> None:
        for column, kind in _CERTIFICATES:
            value = text(row, column)
            if not value:
                continue
            is_training = kind is CertificateKind.TRAINING
            title = value if is_training else CERTIFICATE_LABELS[kind]
            number = "" if is_training else value
            insert_certificate(self.page, person, NewCertificate(kind, title, number, "", since))

    def _department(self, name: str, since: date) -> int | None:
        if not name:
            return None
        if name not in self.departments:
            self.departments[name] = ensure_department(self.page, name, since)
        return self.departments[name]


class KnownPeople:
    """在册的人：按工号，没有工号的按姓名，同名的须工号。"""

    def __init__(self, staff: Staff, on: date) -> None:
        self.staff, self.on = staff, on
        self.numbers: dict[str, set[int]] = {}
        self.called: dict[str, set[int]] = {}
        for row in staff.identifiers:
            if row.scheme == "staff_no":
                self.numbers.setdefault(row.value, set()).add(row.person_id)
        for person in staff.people:
            self.called.setdefault(staff.name(person.id, on), set()).add(person.id)

    def find(self, row: Values) -> int:
        """一行所说的人。raises Unfit."""
        number, name = text(row, "number"), text(row, "name")
        if not number:
            found = self.called.get(name, set())
            if len(found) > 1:
                raise Unfit("name", name, f"有 {len(found)} 名「{name}」，用工号指明")
        else:
            found = self.numbers.get(number, set())
        if not found:
            column, value = ("number", number) if number else ("name", name)
            raise Unfit(column, value, "没有登记这名人员，先登记，或核对工号和姓名")
        [person] = sorted(found)[:1]
        held = self.staff.name(person, self.on)
        if number and name and held != name:
            raise Unfit("name", name, f"工号 {number} 是「{held}」，请核对工号或姓名")
        return person


_Known = tuple[int, str, str, date, str]


@dataclass(slots=True)
class Trainings(Keeper):
    """培训证明：按工号认人，没有工号的按姓名；技术按编号或名称，都不写的为通用。"""

    known: set[_Known] = field(default_factory=set)
    people: set[int] = field(default_factory=set)

    def begin(self) -> None:
        Keeper.begin(self)
        self.known = {
            (c.person_id, c.title, c.number, c.since, c.lineage)
            for c in self.world.staff.certificates
            if c.kind is CertificateKind.TRAINING
        }

    def keep(self, row: Values) -> None:
        person = self._person(row)
        title, number, since = text(row, "title"), text(row, "certificate"), row["since"]
        if since > self.on:
            raise Unfit("since", since.isoformat(), "发证日期晚于今天")
        lineage, issuer = self._lineage(row), text(row, "issuer")
        if (person, title, number, since, lineage) in self.known:
            raise Duplicate
        kind, until = CertificateKind.TRAINING, row.get("until")
        draft = NewCertificate(kind, title, number, issuer, since, until, lineage)
        insert_certificate(self.page, person, draft)
        self.known.add((person, title, number, since, lineage))
        self.people.add(person)

    def _person(self, row: Values) -> int:
        number, name = text(row, "number"), text(row, "name")
        column = "number" if number else "name"
        try:
            person = find_person(self.world.staff, number or name, self.on)
        except Refused as refused:
            found = refused.findings[0]
            raise Unfit(column, number or name, f"{found.message}。{found.remedy}") from refused
        held = {f.value for f in self.world.staff.facts_of(person) if f.kind == "name"}
        if number and name and name not in held:
            said = f"工号 {number} 是「{self.world.staff.name(person, self.on)}」，请核对工号或姓名"
            raise Unfit("name", name, said)
        return person

    def _lineage(self, row: Values) -> str:
        code, technology = text(row, "code"), text(row, "technology")
        if not code and not technology:
            return ""
        column = "code" if code else "technology"
        try:
            return restricted_lineage(self.world, code or technology, self.on)[0]
        except Refused as refused:
            found = refused.findings[0]
            raise Unfit(column, code or technology, f"{found.message}。{found.remedy}") from refused

    def finish(self) -> None:
        for person in sorted(self.people):
            fill_training(self.page, person, self.on)
