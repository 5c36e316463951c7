"""随今天而变的两种发现给人看的样子：逾期未备案（一项技术一条）、应逐例报送未报（一例一平台一条）。

They are never stored, so they have no number; ``about`` is what an explanation hangs on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.log_questions import LogQuestion
from medtech_desktop.domain.surgeries import (
    KIND_LABELS,
    OUTCOME_LABELS,
    Kind,
    Outcome,
    Status,
)
from medtech_desktop.domain.surgery_explanations import finding_key, outcome_of
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.log_names import LogNames, log_names
from medtech_desktop.office.surgery_explanations import About, ExplanationLine, explanations_about
from medtech_desktop.office.surgery_today import LateFiling, NotReported, today_findings
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgery_explanations import explanations_of


@dataclass(frozen=True, slots=True)
class TechnologyFinding:
    """逾期未备案的一项技术：``late`` 期限、提交日、结论与其间的各例。"""

    technology_id: int
    number: str
    name: str
    outcome: Outcome
    state: str
    late: LateFiling
    about: About
    explanations: tuple[ExplanationLine, ...]


@dataclass(frozen=True, slots=True)
class UnreportedRow:
    """应报而没有报的一例：哪个平台，期限，术者与科室。"""

    day: date
    case: str
    technology_id: int
    technology: str
    platform: str
    due: date
    person_id: int | None
    person: str
    department_id: int | None
    department: str
    outcome: Outcome
    state: str
    said: str
    article: str
    remedy: str
    about: About
    number: str
    """技术的院内编号。"""
    staff_number: str = ""
    """术者的工号。"""
    explanations: tuple[ExplanationLine, ...] = ()


@dataclass(frozen=True, slots=True)
class DueFindings:
    """两种发现，问的日子那天的；``undated`` 平台没有定天数而没有判断的例次。"""

    late: tuple[TechnologyFinding, ...] = ()
    unreported: tuple[UnreportedRow, ...] = ()
    undated: int = 0

    def outcomes(self) -> Counter[Outcome]:
        """各状态各几条。"""
        return Counter(
            [*(one.outcome for one in self.late), *(one.outcome for one in self.unreported)]
        )

    def open(self) -> DueFindings:
        """要处理的：核实无误的不在内。"""
        return replace(
            self,
            late=tuple(one for one in self.late if one.outcome is not Outcome.CLEARED),
            unreported=tuple(one for one in self.unreported if one.outcome is not Outcome.CLEARED),
        )


def technology_findings(library: Book, on: date) -> tuple[TechnologyFinding, ...]:
    """逾期未备案的各项技术，期限早的在前。"""
    with library.look() as look:
        return due_findings(look, LogQuestion(), on).late


def unreported_findings(
    library: Book, question: LogQuestion, on: date
) -> tuple[UnreportedRow, ...]:
    """应报而没有报的各例，新的在前。"""
    with library.look() as look:
        return due_findings(look, question, on).unreported


def due_findings(look: Look, question: LogQuestion, on: date) -> DueFindings:
    """合上所问的；一项技术没有术者与科室，问了人或科室就不列它的逾期未备案。"""
    found = look.kept(today_findings, on)
    names = log_names(look, on)
    late, unreported = [], []
    if question.kind in (None, Kind.LATE_FILING) and not question.words:
        for one in found.late:
            if _late_asked(one, question):
                late.append(_late(look, one, on))
    if question.kind in (None, Kind.NOT_REPORTED) and not question.words:
        rows = (_unreported(look, names, one) for one in found.not_reported)
        unreported = [one for one in rows if _asked(one, question)]
    if question.outcome is not None:
        late = [one for one in late if one.outcome is question.outcome]
        unreported = [one for one in unreported if one.outcome is question.outcome]
    late.sort(key=lambda one: (one.late.due, one.number))
    unreported.sort(key=lambda one: (one.day, one.case), reverse=True)
    return DueFindings(tuple(late), tuple(unreported), found.undated)


def due_called(
    library: Book, said: str, kind: Kind, on: date
) -> tuple[tuple[About, tuple[ExplanationLine, ...]], ...]:
    """所说的那几条挂在哪里，连同各次说明：逾期未备案按技术，应报未报按病例。raises Refused."""
    wanted = said.strip()
    key = wanted[2:].strip() if wanted.startswith(("键:", "键：")) else ""
    with library.look() as look:
        due = due_findings(look, LogQuestion(kind=kind), on)
        found = [one.about for one in due.late if wanted in (one.number, one.name)]
        found += [
            one.about for one in due.unreported if wanted == one.case or key == str(one.about[0])
        ]
        if not found:
            where = "写技术的编号或名称" if kind is Kind.LATE_FILING else "写手术单号或病例代号"
            raise not_found(
                f"「{wanted}」没有「{KIND_LABELS[kind]}」这条发现",
                f"{where}；用 surgeries check 看有哪些",
                "case",
            )
        return tuple((one, explanations_about(look, *one)) for one in dict.fromkeys(found))


def _late_asked(one: LateFiling, question: LogQuestion) -> bool:
    if question.person_id is not None or question.department_id is not None:
        return False
    if question.technology_id not in (None, one.technology_id):
        return False
    if question.until is not None and one.due > question.until:
        return False
    return question.since is None or one.submitted is None or one.submitted >= question.since


def _asked(one: UnreportedRow, question: LogQuestion) -> bool:
    return (
        (question.since is None or one.day >= question.since)
        and (question.until is None or one.day <= question.until)
        and question.person_id in (None, one.person_id)
        and question.department_id in (None, one.department_id)
        and question.technology_id in (None, one.technology_id)
    )


def _late(look: Look, one: LateFiling, on: date) -> TechnologyFinding:
    about = (0, 0, int(Kind.LATE_FILING), one.technology_id)
    said = explanations_about(look, *about)
    outcome = outcome_of(Status.VIOLATION, said[0].said if said else None)
    return TechnologyFinding(
        one.technology_id, one.number, one.name, outcome, OUTCOME_LABELS[outcome], one, about, said
    )


def _unreported(look: Look, names: LogNames, one: NotReported) -> UnreportedRow:
    case = one.case
    about = (case.key, case.ordinal, int(Kind.NOT_REPORTED), one.technology_id)
    said = look.kept(explanations_of).get(finding_key(*about))
    outcome = outcome_of(Status.VIOLATION, said)
    return UnreportedRow(
        case.day,
        case.name,
        one.technology_id,
        names.technology(one.technology_id, case.day),
        one.platform,
        one.due,
        case.person_id,
        names.person(case.person_id, case.day) if case.person_id else "",
        case.department_id,
        names.department(case.department_id, case.day) if case.department_id else "",
        outcome,
        OUTCOME_LABELS[outcome],
        one.finding.message,
        one.finding.article,
        one.finding.remedy,
        about,
        names.technology_number(one.technology_id),
        names.staff.staff_number(case.person_id, case.day) if case.person_id else "",
        explanations_about(look, *about) if said is not None else (),
    )
