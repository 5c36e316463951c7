"""surgeries 的回话：核查的 JSON 与表，一例的全貌。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.domain.surgeries import KIND_LABELS, Kind, Outcome
from medtech_desktop.office.surgery_answers import CheckAnswer, ToldFinding
from medtech_desktop.office.surgery_cases import CaseView
from medtech_desktop.office.surgery_evidence import Evidence
from medtech_desktop.office.surgery_today_rows import TechnologyFinding, UnreportedRow

_EXPLAINED = {Outcome.EXPLAINED: "explained", Outcome.CONFIRMED: "confirmed"}


def check_reply(answer: CheckAnswer) -> Reply:
    """核查：有要处理的退出码为 1。"""
    told = answer.summary
    violations = list(_violations(answer))
    counts = Counter(one["kind"] for one in violations)
    data = {
        "cases": told.surgeries,
        "lines": told.lines,
        "problems": told.problems,
        "violations": violations,
        "by_kind": dict(counts),
        "to_verify": told.to_verify,
        "explained": told.explained,
        "cleared": told.cleared,
        "judged": told.judged,
        "unjudged": {why.name.lower(): number for why, _label, number in told.unjudged},
        "register": {
            "cases": told.register.cases,
            "unjudged": {why.name.lower(): number for why, number in told.register.unjudged},
        },
        "undated_reports": answer.due.undated,
        "notes": list(told.notes),
    }
    trouble = f"有 {len(violations):,} 项要处理" if violations else ""
    lines = tuple(_lines(answer, violations))
    return Reply(data, lines, int(bool(violations)), trouble=trouble)


def _violations(answer: CheckAnswer) -> Iterator[dict[str, Any]]:
    for told in answer.findings:
        yield _stored(told)
    yield from map(_late, answer.due.late)
    yield from map(_unreported, answer.due.unreported)


def _stored(told: ToldFinding) -> dict[str, Any]:
    row, said = told.row, told.finding
    return {
        "case": row.case,
        "day": row.day.isoformat(),
        "kind": row.kind.name.lower(),
        "label": row.label,
        "status": row.status.name.lower(),
        "article": said.article,
        "physician": row.person,
        "number": row.number,
        "department": row.department,
        "code": row.code,
        "procedure": row.procedure,
        "technology": row.technology,
        "evidence": said.message,
        "remedy": said.remedy,
        "explained": _EXPLAINED.get(row.outcome, ""),
        "key": str(told.key),
        "ordinal": told.ordinal,
    }


def _late(one: TechnologyFinding) -> dict[str, Any]:
    """一项技术一条，病例列在其下。"""
    said = one.late.finding
    return {
        "case": "",
        "cases": [case.name for case in one.late.cases],
        "day": one.late.due.isoformat(),
        "kind": "late_filing",
        "label": KIND_LABELS[Kind.LATE_FILING],
        "status": "violation",
        "article": said.article,
        "physician": "",
        "number": "",
        "department": "",
        "code": one.number,
        "procedure": one.name,
        "technology": one.name,
        "evidence": said.message,
        "remedy": said.remedy,
        "explained": _EXPLAINED.get(one.outcome, ""),
    }


def _unreported(one: UnreportedRow) -> dict[str, Any]:
    return {
        "case": one.case,
        "day": one.day.isoformat(),
        "kind": "not_reported",
        "label": KIND_LABELS[Kind.NOT_REPORTED],
        "status": "violation",
        "article": one.article,
        "physician": one.person,
        "number": one.staff_number,
        "department": one.department,
        "code": "",
        "procedure": one.technology,
        "technology": one.technology,
        "evidence": one.said,
        "remedy": one.remedy,
        "explained": _EXPLAINED.get(one.outcome, ""),
        "key": str(one.about[0]),
        "ordinal": one.about[1],
    }


def _lines(answer: CheckAnswer, violations: list[dict[str, Any]]) -> Iterator[str]:
    told = answer.summary
    if told.is_empty and not violations:
        yield "还没有导入手术登记"
        return
    rows = [
        (
            one["day"],
            one["label"],
            one["case"] or f"{len(one.get('cases', ()))} 例",
            f"{one['code']} {one['procedure']}".strip(),
            one["physician"],
            one["department"],
        )
        for one in violations
    ]
    if rows:
        yield from table(("手术日", "问题", "病例", "术式或技术", "术者", "科室"), rows)
    said = f"手术 {told.surgeries:,} 例，{told.problems:,} 项问题，{told.to_verify:,} 项待核实"
    said += f"，其中已说明 {told.explained:,} 项" if told.explained else ""
    yield said + (f"；核实无误 {told.cleared:,} 项" if told.cleared else "")
    unjudged = "，".join(f"{label} {number:,} 行" for _why, label, number in told.unjudged)
    yield f"判断了 {told.judged:,} 行" + (f"；没有判断：{unjudged}" if unjudged else "")
    yield from told.notes


def case_reply(view: CaseView) -> Reply:
    """一例的全貌。"""
    data: dict[str, Any] = {"case": view.ref, "key": str(view.key), **_logged(view)}
    data["lines"] = [
        {
            "ordinal": one.ordinal,
            "code": one.code,
            "procedure": one.procedure,
            "physician": one.person,
            "number": one.number,
            "participants": list(one.others),
        }
        for one in view.lines
    ]
    data["findings"] = [_evidence(one) for one in view.findings]
    data["reports"] = [
        {
            "technology": one.technology,
            "platform": one.platform,
            "state": one.state or None,
            "on": one.day.isoformat() if one.day else None,
            "receipt": one.receipt,
            "overdue": one.overdue.isoformat() if one.overdue else None,
        }
        for one in view.reports
    ]
    return Reply(data, tuple(_case_lines(view)))


def _logged(view: CaseView) -> dict[str, Any]:
    logged, registered = view.logged, view.registered
    if registered is not None:
        return {
            "day": registered.day.isoformat(),
            "technology": registered.number,
            "name": registered.technology,
            "physician": registered.person,
            "department": registered.department,
            "patient": registered.patient,
            "cancelled": registered.cancelled,
            "consent": registered.consent,
            "research": registered.research,
            "versions": registered.versions,
        }
    if logged is None:
        return {}
    return {
        "day": logged.day.isoformat(),
        "started": logged.started,
        "ended": logged.ended,
        "department": view.department,
        "patient": logged.patient,
        "emergency": logged.emergency,
        "cancelled": logged.cancelled,
        "consent": logged.consent,
        "research": logged.research,
        "line": logged.line,
        "versions": logged.versions,
    }


def _case_lines(view: CaseView) -> Iterator[str]:
    yield f"病例 {view.ref or f'键:{view.key}'}"
    yield from _told_facts(view)
    for one in view.lines:
        what = f"{one.code} {one.procedure}".strip()
        yield f"第 {one.ordinal} 项 {what}，术者 {one.person or '没有写'}"
    for found in view.findings:
        yield from _evidence_lines(found)
    for report in view.reports:
        told = [report.said, report.day.isoformat() if report.day else "", report.receipt]
        said = "，".join(one for one in told if one)
        yield f"逐例报送（{report.technology}）：{report.platform} {said}"
    if not view.findings and not any(one.overdue for one in view.reports):
        yield "没有发现问题"


def _told_facts(view: CaseView) -> Iterator[str]:
    """哪天，哪科，患者尾号；病例登记的还有技术与术者。"""
    logged, registered = view.logged, view.registered
    if logged is not None:
        told = [logged.day.isoformat(), view.department, logged.patient, f"行 {logged.line:,}"]
        told += ["急诊" if logged.emergency else "", "已取消" if logged.cancelled else ""]
        yield "，".join(one for one in told if one)
    if registered is not None:
        told = [registered.day.isoformat(), registered.department, registered.patient]
        told.append("已取消" if registered.cancelled else "")
        yield "，".join(one for one in told if one)
        what = f"{registered.number} {registered.technology}"
        yield f"病例登记：{what}，术者 {registered.person or '没有写'}"


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "kind": one.kind.name.lower(),
        "label": one.label,
        "status": one.status.name.lower(),
        "outcome": one.outcome.name.lower(),
        "ordinal": one.ordinal,
        "graded": one.graded,
        "evidence": one.judgement,
        "known_then": one.known_then,
        "source": one.source,
        "batch": one.batch,
        "article": one.article,
        "remedy": one.remedy,
        "emergency": one.emergency,
        "explanations": [
            {
                "outcome": said.said.value,
                "text": said.text,
                "by": said.person,
                "day": said.day.isoformat(),
                "clerk": said.clerk,
                "recorded": said.recorded_on.isoformat(),
            }
            for said in one.explanations
        ],
    }


def _evidence_lines(one: Evidence) -> list[str]:
    told = [f"{one.label}（{one.state}）：{one.judgement}"]
    for name, text in (
        ("分级", one.graded),
        ("在册", one.known_then),
        ("来源", one.source),
        ("处理", one.remedy),
    ):
        if text:
            told.append(f"　{name}：{text}")
    told += [f"　说明：{said.label}，{said.text}（{said.person}）" for said in one.explanations]
    return told
