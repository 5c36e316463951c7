"""手术核查的回答，给命令行与文书：各条发现连同一句证据，计数，没有判断的。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.log_questions import LogQuestion, Order
from medtech_desktop.domain.surgeries import Judged, Outcome, Status
from medtech_desktop.domain.surgery_explanations import FindingKey, finding_key, outcome_of
from medtech_desktop.domain.surgery_rules import Known, brief_of, finding_of
from medtech_desktop.office.log_names import log_names
from medtech_desktop.office.surgery_lists import (
    LogSummary,
    brought_up,
    filter_of,
    findings_of,
    summary_of,
)
from medtech_desktop.office.surgery_privileges import (
    GROUNDED,
    asked_of,
    grounded,
    judged_simply,
)
from medtech_desktop.office.surgery_rows import FindingRow, finding_row
from medtech_desktop.office.surgery_today_rows import DueFindings, due_findings
from medtech_desktop.office.technology_reasons import TechnologyReasons
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgery_explanations import explanations_of
from medtech_desktop.store.surgery_lists import FindingFacts, finding_facts

_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class ToldFinding:
    """一条发现与它的一句证据（``finding``：事实、依据、补救）；``brief`` 清单里的短句。"""

    row: FindingRow
    finding: Finding
    key: int
    ordinal: int
    brief: str

    @property
    def about(self) -> FindingKey:
        """说明挂在哪里。"""
        return finding_key(self.key, self.ordinal, self.row.kind, self.row.technology_id)


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """核查的回答：核实无误的与提示的不列，只计数。"""

    summary: LogSummary
    findings: tuple[ToldFinding, ...]
    due: DueFindings

    @property
    def is_clean(self) -> bool:
        """没有要处理的。"""
        return not (self.findings or self.due.late or self.due.unreported)


def check_answer(library: Book, question: LogQuestion, on: date) -> CheckAnswer:
    """合上所问的全部发现，连同计数；核查落后的先补上。"""
    brought_up(library)
    with library.look() as look:
        return answer_of(look, question, on)


def answer_of(look: Look, question: LogQuestion, on: date, grounds: int = 0) -> CheckAnswer:
    """同上，在已经打开的查看里；头 ``grounds`` 条查出期满、暂停、撤销、补录的日子与文件。"""
    names, index = log_names(look, on), findings_of(look)
    found = index.find(*filter_of(look, names, question), listed=True)
    due = due_findings(look, question, on)
    if question.outcome is None:
        due = due.open()
    ids = index.ids(found, Order())
    return CheckAnswer(
        summary_of(look, question, on),
        tuple(told_findings(look, ids, on, grounds)),
        due,
    )


def told_findings(
    look: Look, ids: Sequence[int], on: date, grounds: int = 0
) -> Iterator[ToldFinding]:
    """各条发现连同一句证据，按所给的次序；``grounds`` 同 ``answer_of``。"""
    names, said = log_names(look, on), look.kept(explanations_of)
    reasons = TechnologyReasons(look, read_world(look, on))
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        facts = finding_facts(look, part)
        for one in part:
            if (found := facts.get(one)) is None:
                continue
            judged, known = judged_simply(names, found, date.fromisoformat(found.day))
            if judged.kind in GROUNDED and grounds > 0:
                grounds -= 1
                known = _grounded(look, found, judged, known)
            technology, person = found.technology_id, found.person_id
            known = reasons.of(judged.kind, technology, person, known)
            row = finding_row(names, found, _outcome(found, said.get(_key(found))))
            told = finding_of(judged, known), found.key, found.ordinal, brief_of(judged, known)
            yield ToldFinding(row, *told)


def _grounded(look: Look, found: FindingFacts, judged: Judged, known: Known) -> Known:
    answered = asked_of(look, found, known.day)
    return known if answered is None else grounded(look, known, judged.kind, answered)


def _key(found: FindingFacts) -> tuple[int, int, int, int]:
    return finding_key(found.key, found.ordinal, found.kind, found.technology_id)


def _outcome(found: FindingFacts, said: str | None) -> Outcome:
    return outcome_of(Status(found.status), said)
