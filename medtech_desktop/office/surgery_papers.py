"""手术核查报告由登记写成记录：一个月或一段日子，全院或一科（第十八条、第二十条等）。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.log_questions import LogQuestion
from medtech_desktop.domain.surgeries import KIND_ARTICLES, Kind, Outcome
from medtech_desktop.domain.surgery_explanations import finding_key, latest
from medtech_desktop.domain.surgery_papers import (
    CheckLine,
    CountLine,
    LateLine,
    PersonCount,
    SurgeryCheckReport,
)
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.institutions import find_department
from medtech_desktop.office.law import label_of_article
from medtech_desktop.office.papers import footer
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.office.surgery_answers import CheckAnswer, ToldFinding, answer_of
from medtech_desktop.office.surgery_privileges import GROUNDED
from medtech_desktop.office.surgery_today_rows import TechnologyFinding, UnreportedRow
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import log_counts
from medtech_desktop.store.surgery_explanations import load_explanations

_KEY = re.compile(r"(\d{4}-\d{2})(?:-(\d{2})(?:至|\.\.)(\d{4}-\d{2}-\d{2}))?(?:@(.+))?")
_DAY = timedelta(days=1)
_GROUNDS = 1000
"""头几条查出期满、暂停、撤销的日子与文号。"""
_EXPLAINED = (Outcome.EXPLAINED, Outcome.CONFIRMED)


def report_key(since: date, until: date, department: str = "") -> str:
    """报告的对象：「2026-09-01至2026-09-30@神经外科」。"""
    return f"{since.isoformat()}至{until.isoformat()}" + (f"@{department}" if department else "")


def report_months(world: World, look: Look) -> tuple[str, ...]:
    """全部导出时出哪几个月：登记的最后一个月；没有登记为空。"""
    last = log_counts(look).last
    return (f"{min(last, world.on):%Y-%m}",) if last is not None else ()


def period_of(world: World, look: Look, key: str) -> tuple[date, date, str]:
    """「2026-09」「2026-09-01至2026-09-30」，后面可加「@科室」；空 = 登记的最后一个月。"""
    text = key.strip() or next(iter(report_months(world, look)), f"{world.on:%Y-%m}")
    if text.startswith("@"):
        text = f"{next(iter(report_months(world, look)), f'{world.on:%Y-%m}')}{text}"
    found = _KEY.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        month, day, end, place = found.groups()
        since = date.fromisoformat(f"{month}-{day or '01'}")
        until = date.fromisoformat(end) if end else _month_end(since)
    except ValueError:
        why = f"「{key}」不是一段日子"
        raise not_found(
            why, "写成 2026-09，或 2026-09-01至2026-09-30，科室加在 @ 后", "period"
        ) from None
    if until < since:
        raise not_found(f"「{key}」的末日早于首日", "两个日子对调", "period")
    return since, until, place or ""


def _month_end(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - _DAY


def surgery_check(
    world: World, look: Look, key: str, anchor: str
) -> tuple[str, Any, tuple[Finding, ...]]:
    """一段日子的核查报告。raises Refused."""
    since, until, place = period_of(world, look, key)
    department = find_department(world.hospital, place, world.on) if place else None
    question = LogQuestion(since, until, department_id=department)
    answer = answer_of(look, question, world.on, _GROUNDS)
    told, name, lines = answer.summary, "", _lines(look, answer)
    if department is not None:
        name = world.hospital.department_name(department, world.on)
    record = SurgeryCheckReport(
        hospital=world.hospital.name(world.on),
        department=name,
        since=since,
        until=until,
        surgeries=told.surgeries,
        lines=told.lines,
        judged=told.judged,
        problems=told.problems,
        to_verify=told.to_verify,
        explained=told.explained,
        cleared=told.cleared,
        by_kind=_by_kind(answer),
        by_department=() if name else _counted(line.department for line in lines),
        by_month=_by_month(lines, since, until),
        unjudged=tuple(CountLine(label, "", n) for _why, label, n in told.unjudged),
        notes=(*told.notes, *_grounds_note(answer)),
        people=_people(answer.findings),
        findings=lines,
        late=tuple(map(_late, answer.due.late)),
        printed_on=world.on,
        footer=footer(world, "", anchor),
    )
    where = f"-{name}" if name else ""
    return f"手术核查报告-{since.isoformat()}至{until.isoformat()}{where}", record, ()


def _by_kind(answer: CheckAnswer) -> tuple[CountLine, ...]:
    told = [(one.row.kind, one.row.outcome) for one in answer.findings]
    told += [(Kind.LATE_FILING, one.outcome) for one in answer.due.late]
    told += [(Kind.NOT_REPORTED, one.outcome) for one in answer.due.unreported]
    explained = Counter(kind for kind, outcome in told if outcome in _EXPLAINED)
    return tuple(
        CountLine(label, label_of_article(KIND_ARTICLES[kind]), number, explained[kind])
        for kind, label, number in answer.summary.by_kind
    )


def _counted(names: Iterable[str]) -> tuple[CountLine, ...]:
    counts = Counter(name or "没有认出科室" for name in names)
    ordered = sorted(counts.items(), key=lambda one: (-one[1], sort_key(one[0])))
    return tuple(CountLine(name, "", number) for name, number in ordered)


def _by_month(lines: Iterable[CheckLine], since: date, until: date) -> tuple[CountLine, ...]:
    """各月的条数；只问一个月的不必再分。"""
    if (since.year, since.month) == (until.year, until.month):
        return ()
    counts = Counter(f"{one.day:%Y-%m}" for one in lines)
    return tuple(CountLine(month, "", counts[month]) for month in sorted(counts))


def _people(findings: Iterable[ToldFinding]) -> tuple[PersonCount, ...]:
    found: dict[tuple[str, str, str], list[ToldFinding]] = {}
    for one in findings:
        row = one.row
        found.setdefault((row.number, row.person or "没有写术者", row.department), []).append(one)
    counted = [
        PersonCount(*who, len(mine), sum(one.row.outcome is Outcome.TO_VERIFY for one in mine))
        for who, mine in found.items()
    ]
    return tuple(sorted(counted, key=lambda one: (-one.count, sort_key(one.name, True))))


def _lines(look: Look, answer: CheckAnswer) -> tuple[CheckLine, ...]:
    """清单：手术登记与病例登记的，应报未报的，依日子，新的在前。"""
    texts = {about: one.text for about, one in latest(load_explanations(look)).items()}
    lines = [_line(one, texts.get(one.about, "")) for one in answer.findings]
    lines += [
        _unreported(one, texts.get(finding_key(*one.about), "")) for one in answer.due.unreported
    ]
    return tuple(sorted(lines, key=lambda one: one.day, reverse=True))


def _line(one: ToldFinding, explanation: str) -> CheckLine:
    row = one.row
    return CheckLine(
        row.day,
        row.case,
        row.label,
        row.code,
        row.procedure,
        row.grade,
        row.number,
        row.person,
        row.department,
        one.finding.message,
        label_of_article(one.finding.article),
        one.finding.remedy,
        row.state,
        explanation,
        one.brief,
    )


def _grounds_note(answer: CheckAnswer) -> tuple[str, ...]:
    if sum(one.row.kind in GROUNDED for one in answer.findings) <= _GROUNDS:
        return ()
    return (f"期满、暂停、撤销、补录的日子与文号，只写了头 {_GROUNDS:,} 条",)


def _unreported(one: UnreportedRow, explanation: str) -> CheckLine:
    return CheckLine(
        one.day,
        one.case,
        "应逐例报送未报",
        "",
        one.technology,
        "",
        one.staff_number,
        one.person,
        one.department,
        one.said,
        label_of_article(one.article),
        one.remedy,
        one.state,
        explanation,
    )


def _late(one: TechnologyFinding) -> LateLine:
    late = one.late
    return LateLine(
        one.number,
        one.name,
        late.due,
        late.submitted,
        len(late.cases),
        late.finding.message,
        label_of_article(late.finding.article),
        one.state,
    )
