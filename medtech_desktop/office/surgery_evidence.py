"""一条发现的证据：病例、术者、分级、判断、当时在册的、来源、当日前后的授权、说明（第二十条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from medtech_desktop.domain.gradings import GRADE_NAMES, WHOLE_HOSPITAL, Graded, edition_on
from medtech_desktop.domain.privilege_bars import Bar, window
from medtech_desktop.domain.surgeries import KIND_LABELS, OUTCOME_LABELS, Kind, Outcome, Status
from medtech_desktop.domain.surgery_explanations import (
    NOTED,
    outcome_of,
)
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.log_names import LogNames, log_names
from medtech_desktop.office.surgery_explanations import ExplanationLine, explanations_about
from medtech_desktop.office.surgery_privileges import asked_of, bars_for, judged_as, known_then
from medtech_desktop.office.surgery_rows import (
    department_said,
    patient_said,
    person_said,
    procedure_said,
)
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import load_grading_editions
from medtech_desktop.store.imports import ImportBatch
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_chains import emergencies_of, entries_of
from medtech_desktop.store.surgery_lists import FindingFacts, finding_facts
from medtech_desktop.store.tables.imports import ImportBatchRow

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Evidence:
    """一条发现的证据，逐项给人看。

    ``case``、``day_said``、``person_said``、``graded``、``judgement``、``known_then``、``source``
    是一句话，没有的为空；``bars`` 画在 ``window`` 这段日子上，手术日是 ``day``。
    ``number`` 术者的工号。
    ``emergency``：已登记的急诊超权限的编号；``can_reveal``：有患者号可以调阅。
    """

    id: int
    kind: Kind
    label: str
    status: Status
    outcome: Outcome
    state: str
    key: int
    ordinal: int
    case: str
    ref: str
    day: date
    day_said: str
    code: str
    procedure: str
    code_id: int | None
    person_id: int | None
    person: str
    number: str
    person_said: str
    department_id: int | None
    department: str
    technology_id: int | None
    technology: str
    technology_number: str
    graded: str
    judgement: str
    known_then: str
    source: str
    batch: str
    article: str
    remedy: str
    emergency: str
    can_reveal: bool
    bars: tuple[Bar, ...]
    window: tuple[date, date]
    explanations: tuple[ExplanationLine, ...]


def evidence(library: Book, finding_id: int, on: date) -> Evidence:
    """一条发现的证据。raises Refused when it is no longer there."""
    with library.look() as look:
        return evidence_of(look, finding_id, on)


def evidence_of(look: Look, finding_id: int, on: date) -> Evidence:
    """同 ``evidence``，在已经打开的查看里。"""
    facts = finding_facts(look, [finding_id]).get(finding_id)
    if facts is None:
        raise not_found("这一条发现已经不在：登记或授权改过以后重新核查了", "重新打开列表", "id")
    names, day = log_names(look, on), date.fromisoformat(facts.day)
    said = explanations_about(look, facts.key, facts.ordinal, facts.kind, facts.technology_id)
    outcome = outcome_of(facts.status, said[0].said if said else None)
    answered = asked_of(look, facts, day)
    finding = judged_as(look, names, facts, day, answered)
    source, batch = _source(look, facts)
    return Evidence(
        **_case_facts(names, facts, day),
        status=Status(facts.status),
        outcome=outcome,
        state=_state(facts, outcome),
        graded=_graded(look, answered.graded if answered is not None else None, day),
        judgement=finding.message,
        known_then=known_then(look, facts, day, answered),
        source=source,
        batch=batch,
        article=finding.article,
        remedy=finding.remedy,
        emergency=_emergency(look, facts, day),
        can_reveal=facts.number is not None or facts.admission is not None,
        bars=bars_for(look, facts, day, answered),
        window=window(day),
        explanations=said,
    )


def _case_facts(names: LogNames, facts: FindingFacts, day: date) -> dict[str, Any]:
    """病例、术式、术者、科室、技术。"""
    code, procedure = procedure_said(names, facts)
    technology, kind = facts.technology_id, Kind(facts.kind)
    return {
        "id": facts.id,
        "kind": kind,
        "label": KIND_LABELS[kind],
        "key": facts.key,
        "ordinal": facts.ordinal,
        "case": _case(facts),
        "ref": facts.ref,
        "day": day,
        "day_said": _day_said(day, facts),
        "code": code,
        "procedure": procedure,
        "code_id": facts.code_id,
        "person_id": facts.person_id,
        "person": person_said(names, facts, day),
        "number": names.staff.staff_number(facts.person_id, day) if facts.person_id else "",
        "person_said": _person(names, facts, day),
        "department_id": facts.department_id,
        "department": department_said(names, facts, day),
        "technology_id": technology,
        "technology": names.technology(technology, day) if technology else "",
        "technology_number": names.technology_number(technology) if technology else "",
    }


def _state(facts: FindingFacts, outcome: Outcome) -> str:
    noted = facts.status == Status.NOTE and outcome is Outcome.CLEARED
    return NOTED if noted else OUTCOME_LABELS[outcome]


def _case(facts: FindingFacts) -> str:
    """「手术单号 S0012，住院号 尾号 4471，行 863」。"""
    parts = [f"手术单号 {facts.ref}" if facts.line is not None else facts.ref] if facts.ref else []
    parts.append(patient_said(facts.number, facts.admission))
    if facts.ordinal > 1:
        parts.append(f"第 {facts.ordinal} 项")
    if facts.line is not None:
        parts.append(f"行 {facts.line:,}")
    return "，".join(part for part in parts if part)


def _day_said(day: date, facts: FindingFacts) -> str:
    said = f"{day.isoformat()} 周{WEEKDAYS[day.weekday()]}"
    if facts.started and "T" in facts.started:
        said += f" {facts.started.split('T')[1][:5]}"
    return said + ("，急诊" if facts.emergency else "")


def _person(names: LogNames, facts: FindingFacts, day: date) -> str:
    """「示例辛，主治医师，工号 20816」；名册里没有的照写法。"""
    who = person_said(names, facts, day)
    if facts.person_id is None:
        return f"登记写「{who}」，名册里没有" if who else "没有写术者"
    parts = [who, names.staff.title(facts.person_id, day)]
    number = names.staff.staff_number(facts.person_id, day)
    parts.append(f"工号 {number}" if number else "")
    parts.append("技术负责人" if facts.kind == Kind.LEAD else "")
    return "，".join(part for part in parts if part)


def _graded(look: Look, graded: Graded | None, day: date) -> str:
    """「2026版目录，全院，四级」。"""
    if graded is None:
        return ""
    edition = edition_on(load_grading_editions(look), day)
    if edition is None:
        return graded.note
    parts = [edition.name]
    if graded.line is not None:
        place = graded.line.department_id
        hospital = look.kept(load_hospital)
        parts.append(hospital.department_name(place, day) if place else WHOLE_HOSPITAL)
    if graded.grade is not None:
        parts.append(GRADE_NAMES[graded.grade])
        if graded.needed and graded.needed != graded.grade:
            parts.append(f"按{GRADE_NAMES[graded.needed]}管理")
    return "，".join((*parts, *((graded.note,) if graded.note else ())))


def _source(look: Look, facts: FindingFacts) -> tuple[str, str]:
    """「2026-09-28 导入，手术登记.xlsx」与批号；手工登记的说谁登记。"""
    found = look.fetch(
        ImportBatchRow, ImportBatch, ImportBatchRow.act_seq == facts.act_seq, annulled=True
    )
    entry = entries_of(look, [facts.act_seq]).get(facts.act_seq)
    when = entry.day.isoformat() if entry is not None else ""
    if found:
        return f"{when} 导入，{found[0].file_name}", found[0].number
    return (f"{when} {entry.person}登记" if entry is not None else ""), ""


def _emergency(look: Look, facts: FindingFacts, day: date) -> str:
    if facts.person_id is None or facts.code_id is None:
        return ""
    uses = emergencies_of(look, facts.person_id, facts.code_id, day)
    return "、".join(use.number for use, _said in uses)
