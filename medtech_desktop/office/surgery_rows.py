"""手术核查所列的一行：发现的一行、登记的一行，怎么写。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.surgeries import (
    KIND_ARTICLES,
    KIND_LABELS,
    OUTCOME_LABELS,
    Kind,
    Outcome,
    Status,
)
from medtech_desktop.domain.surgery_explanations import NOTED
from medtech_desktop.office.log_names import LogNames
from medtech_desktop.store.patients import masked_patient
from medtech_desktop.store.surgery_lists import FindingFacts, LineFacts

NO_PATIENT = "没有患者号"
_VISIT = 4

_HAD: dict[Kind, str] = {
    Kind.NO_PRIVILEGE: "无",
    Kind.SUSPENDED: "暂停",
    Kind.EXPIRED: "已过期",
    Kind.REVOKED: "已撤销",
    Kind.SAME_DAY: "当日变更",
    Kind.LATE_ENTRY: "补录待核",
    Kind.NOT_OURS: "未注册",
    Kind.UNLISTED: "未列入",
    Kind.EMERGENCY: "无，急诊",
}


@dataclass(frozen=True, slots=True)
class FindingRow:
    """发现的一行。``state`` 是给人看的状态，``had`` 当日授权，``case`` 手术单号或遮住的患者号。"""

    id: int
    kind: Kind
    label: str
    status: Status
    outcome: Outcome
    state: str
    day: date
    case: str
    code: str
    procedure: str
    grade: str
    person_id: int | None
    person: str
    number: str
    department_id: int | None
    department: str
    had: str
    technology_id: int | None
    technology: str
    article: str


@dataclass(frozen=True, slots=True)
class LineRow:
    """登记的一行。``findings`` 是它的发现的号，点开可看。"""

    id: int
    day: date
    case: str
    code: str
    procedure: str
    grade: str
    person_id: int | None
    person: str
    number: str
    department_id: int | None
    department: str
    emergency: bool | None
    cancelled: bool
    findings: tuple[int, ...]


def finding_row(names: LogNames, facts: FindingFacts, outcome: Outcome) -> FindingRow:
    """发现 → 一行。"""
    day, kind, status = date.fromisoformat(facts.day), Kind(facts.kind), Status(facts.status)
    code, procedure = procedure_said(names, facts)
    noted = status is Status.NOTE and outcome is Outcome.CLEARED
    technology = facts.technology_id
    return FindingRow(
        facts.id,
        kind,
        KIND_LABELS[kind],
        status,
        outcome,
        NOTED if noted else OUTCOME_LABELS[outcome],
        day,
        case_said(facts),
        code,
        procedure or (names.technology(technology, day) if technology else ""),
        GRADE_NAMES.get(facts.needed or 0, ""),
        facts.person_id,
        person_said(names, facts, day),
        names.staff.staff_number(facts.person_id, day) if facts.person_id else "",
        facts.department_id,
        department_said(names, facts, day),
        had_said(kind, facts.had),
        technology,
        names.technology(technology, day) if technology else "",
        KIND_ARTICLES[kind],
    )


def line_row(names: LogNames, facts: LineFacts) -> LineRow:
    """登记 → 一行。"""
    day = date.fromisoformat(facts.day)
    code, procedure = procedure_said(names, facts)
    found = tuple(int(one) for one in (facts.findings or "").split(",") if one)
    return LineRow(
        facts.id,
        day,
        case_said(facts),
        code,
        procedure,
        GRADE_NAMES.get(facts.grade or 0, ""),
        facts.person_id,
        person_said(names, facts, day),
        names.staff.staff_number(facts.person_id, day) if facts.person_id else "",
        facts.department_id,
        department_said(names, facts, day),
        None if facts.emergency is None else bool(facts.emergency),
        bool(facts.cancelled),
        found,
    )


def case_said(facts: FindingFacts | LineFacts) -> str:
    """手术单号；没有的，遮住的患者号与第几项。"""
    if facts.ref:
        return facts.ref
    said = patient_said(facts.number, facts.admission)
    return f"{said}，第 {facts.ordinal} 项" if facts.ordinal else said


def patient_said(number: str | None, admission: str | None) -> str:
    """遮住的患者号；短的「住院号」其实是第几次住院，那时写病案号。"""
    visit = bool(number and admission and len(admission) <= _VISIT)
    return masked_patient(number, None if visit else admission) or NO_PATIENT


def procedure_said(names: LogNames, facts: FindingFacts | LineFacts) -> tuple[str, str]:
    """编码与术式名称：编码库的名称在先，没有的照登记的写法。"""
    code, name = names.code(facts.code_id) if facts.code_id else ("", "")
    return code or facts.said_code or "", name or facts.said_name or ""


def person_said(names: LogNames, facts: FindingFacts | LineFacts, day: date) -> str:
    """术者：姓名；没有认出的照写法。"""
    if facts.person_id:
        return names.person(facts.person_id, day)
    registered = facts.registered_as if isinstance(facts, FindingFacts) else ""
    return facts.said_person or registered or ""


def department_said(names: LogNames, facts: FindingFacts | LineFacts, day: date) -> str:
    """科室；没有认出的照写法。"""
    if facts.department_id:
        return names.department(facts.department_id, day)
    return facts.said_department or ""


def had_said(kind: Kind, had: int | None) -> str:
    """当日授权：无、三级、暂停……"""
    if kind is Kind.ABOVE_GRADE:
        return GRADE_NAMES.get(had or 0, "无")
    return _HAD.get(kind, "")
