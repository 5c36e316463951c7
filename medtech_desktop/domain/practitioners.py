"""医务人员：人员、执业注册、职称、证书。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from medtech_desktop.domain.dated import Fact, held_on, value_on
from medtech_desktop.domain.law import Finding, Severity, cites


class PractitionerKind(StrEnum):
    """医务人员类别。"""

    PHYSICIAN = "physician"
    NURSE = "nurse"
    TECHNICIAN = "technician"


KIND_LABELS: dict[PractitionerKind, str] = {
    PractitionerKind.PHYSICIAN: "医师",
    PractitionerKind.NURSE: "护士",
    PractitionerKind.TECHNICIAN: "技师",
}


_TITLE_WORDS = (
    (PractitionerKind.NURSE, ("护师", "护士", "护理")),
    (PractitionerKind.TECHNICIAN, ("技师", "技士", "药师", "药士")),
    (PractitionerKind.PHYSICIAN, ("医师", "医生", "医士")),
)


def kind_of_title(title: str) -> PractitionerKind | None:
    """由职称认出类别：主治医师、主管护师、主管技师；认不出或有两种的为 None。"""
    found = {kind for kind, words in _TITLE_WORDS if any(word in title for word in words)}
    return found.pop() if len(found) == 1 else None


class RegistrationPlace(StrEnum):
    """注册地点：本院，外院。"""

    HERE = "here"
    ELSEWHERE = "elsewhere"


class CertificateKind(StrEnum):
    """证书种类（HN-2.2 第 3 项）。"""

    QUALIFICATION = "qualification"
    PRACTICE = "practice"
    TITLE = "title"
    TRAINING = "training"


CERTIFICATE_LABELS: dict[CertificateKind, str] = {
    CertificateKind.QUALIFICATION: "医师资格证书",
    CertificateKind.PRACTICE: "医师执业证书",
    CertificateKind.TITLE: "职称证书",
    CertificateKind.TRAINING: "相关培训证明",
}


@dataclass(frozen=True, slots=True)
class Person:
    """人员：使用者、委员、医务人员是同一张表。"""

    id: int
    uid: str
    act_seq: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """标识号：工号、证号，有起止日。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    scheme: str
    value: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Role:
    """使用者角色：经办、科长、委员、管理员、审计。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    role: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Practice:
    """执业类别：某人自某日起是医师、护士或技师。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    kind: PractitionerKind
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Registration:
    """执业注册：某人自某日起注册在本院某证下，或在外院。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    place: RegistrationPlace
    licence_id: int | None
    institution: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Membership:
    """所在科室。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    department_id: int
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Certificate:
    """证书或培训证明。``lineage``：对应的限制类技术，空 = 通用。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    kind: CertificateKind
    title: str
    number: str
    issuer: str
    lineage: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Invitation:
    """外请：注册在外院的医师按邀请文件来院的期限。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    institution: str
    department_id: int | None
    document: str
    since: date
    until: date


@dataclass(frozen=True, slots=True)
class TrainingExemption:
    """免训：依规定不必再培训的人与技术（``lineage``），依据、理由与文件。"""

    id: int
    uid: str
    act_seq: int
    person_id: int
    lineage: str
    basis: str
    reason: str
    document: str
    since: date
    until: date | None


class Whereabouts(StrEnum):
    """某日人在哪里：在院、休假、外请在院、外院（没有有效的邀请）、离院、去世、未登记注册。"""

    HERE = "here"
    LEAVE = "leave"
    VISITING = "visiting"
    ELSEWHERE = "elsewhere"
    LEFT = "left"
    DIED = "died"
    UNKNOWN = "unknown"


WHEREABOUTS_LABELS: dict[Whereabouts, str] = {
    Whereabouts.HERE: "在院",
    Whereabouts.LEAVE: "休假",
    Whereabouts.VISITING: "外请",
    Whereabouts.ELSEWHERE: "外院",
    Whereabouts.LEFT: "离院",
    Whereabouts.DIED: "去世",
    Whereabouts.UNKNOWN: "未登记注册",
}


@dataclass(frozen=True, slots=True)
class Staff:
    """全体人员登记，一次读入，按日提问。"""

    people: tuple[Person, ...] = ()
    facts: tuple[Fact, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    roles: tuple[Role, ...] = ()
    practices: tuple[Practice, ...] = ()
    registrations: tuple[Registration, ...] = ()
    memberships: tuple[Membership, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    invitations: tuple[Invitation, ...] = ()
    exemptions: tuple[TrainingExemption, ...] = ()
    _groups: dict[str, dict[int, tuple[Any, ...]]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )
    _bearers: dict[str, set[int]] = field(
        init=False, default_factory=dict, repr=False, compare=False
    )

    def _of(self, name: str, person_id: int, by: str = "person_id") -> tuple[Any, ...]:
        """某人的某类记录；第一次问时按人分好，不逐人翻遍全院。"""
        groups = self._groups.get(name)
        if groups is None:
            lists: dict[int, list[Any]] = {}
            for row in getattr(self, name):
                lists.setdefault(getattr(row, by), []).append(row)
            groups = self._groups[name] = {key: tuple(rows) for key, rows in lists.items()}
        return groups.get(person_id, ())

    def facts_of(self, person_id: int) -> tuple[Fact, ...]:
        """某人的事实。"""
        return self._of("facts", person_id, "subject_id")

    def practices_of(self, person_id: int) -> tuple[Practice, ...]:
        """某人的执业类别。"""
        return self._of("practices", person_id)

    def registrations_of(self, person_id: int) -> tuple[Registration, ...]:
        """某人的执业注册。"""
        return self._of("registrations", person_id)

    def identifiers_of(self, person_id: int) -> tuple[Identifier, ...]:
        """某人的标识号。"""
        return self._of("identifiers", person_id)

    def memberships_of(self, person_id: int) -> tuple[Membership, ...]:
        """某人所在的科室，先后各条。"""
        return self._of("memberships", person_id)

    def all_certificates_of(self, person_id: int) -> tuple[Certificate, ...]:
        """某人的全部证书，不论有效与否。"""
        return self._of("certificates", person_id)

    def invitations_of(self, person_id: int) -> tuple[Invitation, ...]:
        """某人的外请邀请。"""
        return self._of("invitations", person_id)

    def exemptions_of(self, person_id: int) -> tuple[TrainingExemption, ...]:
        """某人的免训。"""
        return self._of("exemptions", person_id)

    def has_namesake(self, person_id: int, day: date) -> bool:
        """当日另有同名的人：说起他要带工号和科室。"""
        name = self.name(person_id, day)
        others = self._ever_called(name) - {person_id}
        return any(self.name(other, day) == name for other in others)

    def _ever_called(self, name: str) -> set[int]:
        """用过这个姓名的人：只有他们当日可能同名，不逐日数遍全院。"""
        if not self._bearers:
            for person in self.people:
                for fact in self.facts_of(person.id):
                    if fact.kind == "name":
                        self._bearers.setdefault(fact.value, set()).add(person.id)
        return self._bearers.get(name, set())

    def whereabouts(self, person_id: int, day: date) -> Whereabouts:
        """当日人在哪里；注册在外院的，有有效的邀请才算外请。"""
        state = value_on(self.facts_of(person_id), "presence", day)
        if state in ("left", "died"):
            return Whereabouts(state)
        held = held_on(self.registrations_of(person_id), day)
        if any(r.place is RegistrationPlace.HERE for r in held):
            return Whereabouts.LEAVE if state == "leave" else Whereabouts.HERE
        if held_on(self.invitations_of(person_id), day):
            return Whereabouts.VISITING
        return Whereabouts.ELSEWHERE if held else Whereabouts.UNKNOWN

    def name(self, person_id: int, day: date) -> str:
        """姓名，按当日；登记起始日以前取最早姓名。"""
        facts = self.facts_of(person_id)
        named = value_on(facts, "name", day)
        first = min((f for f in facts if f.kind == "name"), key=lambda f: f.since, default=None)
        return named or (first.value if first else "")

    def kind(self, person_id: int, day: date) -> PractitionerKind | None:
        """当日的类别；没有登记为医务人员的为 None。"""
        held = held_on(self.practices_of(person_id), day)
        return held[0].kind if held else None

    def title(self, person_id: int, day: date) -> str:
        """当日的职称。"""
        return value_on(self.facts_of(person_id), "title", day)

    def staff_number(self, person_id: int, day: date) -> str:
        """当日的工号；没有当日的取最近一个。"""
        rows = [i for i in self.identifiers_of(person_id) if i.scheme == "staff_no"]
        held = held_on(rows, day) or tuple(sorted(rows, key=lambda i: i.since)[-1:])
        return held[0].value if held else ""

    def departments(self, person_id: int, day: date) -> tuple[int, ...]:
        """当日所在科室，先去的在前。"""
        held = held_on(self.memberships_of(person_id), day)
        return tuple(m.department_id for m in sorted(held, key=lambda m: (m.since, m.id)))

    def has_left(self, person_id: int, day: date) -> str:
        """离院、去世或空（在院、休假都为空；休假不算变更，附件2 注 2）。"""
        state = value_on(self.facts_of(person_id), "presence", day)
        return state if state in ("left", "died") else ""

    def certificates_of(
        self, person_id: int, kind: CertificateKind, day: date, lineages: Iterable[str] = ()
    ) -> tuple[Certificate, ...]:
        """当日有效的某类证书；培训证明只取通用的或对应这些技术的。"""
        wanted = set(lineages)
        rows = (
            c
            for c in self._of("certificates", person_id)
            if c.kind is kind and (not c.lineage or not wanted or c.lineage in wanted)
        )
        return held_on(rows, day)


@cites("MTCA-11(3)", "HN-2.2")
def lead_registration(
    staff: Staff, person_id: int, licence_id: int | None, day: date
) -> tuple[Finding, ...]:
    """技术负责人限于在本机构注册的执业医师（MTCA-11(3)）。

    Refuses a lead who is no physician, is registered elsewhere, has left, or has no
    registration on record.  ``licence_id`` names the licence of the filing.
    """
    name = staff.name(person_id, day) or "该人员"

    def no(why: str, remedy: str) -> tuple[Finding, ...]:
        finding = Finding(Severity.REFUSE, f"{name}{why}", "MTCA-11(3)", remedy, "lead")
        return (finding,)

    other = "改选本院注册的执业医师；他可以作为参加人员登记"
    gone = staff.has_left(person_id, day)
    if gone:
        return no("已去世" if gone == "died" else "已离院", "改选本院注册的执业医师")
    practices = held_on(staff.practices_of(person_id), day)
    if not any(p.kind is PractitionerKind.PHYSICIAN for p in practices):
        return no("不是执业医师，不能任技术负责人", other)
    held = held_on(staff.registrations_of(person_id), day)
    here = [r for r in held if r.place is RegistrationPlace.HERE]
    if not held:
        return no(f"在 {day.isoformat()} 没有有效的执业注册记录", "先登记其执业注册，再填写备案表")
    if not here:
        place = held[0].institution or "外院"
        return no(f"注册在{place}，不在本院，不能任技术负责人", other)
    fits = any(r.licence_id in (None, licence_id) for r in here)
    if licence_id is not None and not fits:
        return no("注册在本院另一张执业许可证下，不能任这份备案的技术负责人", other)
    return ()
