"""授权决定一览：编号、种类、日期、文号、会议、批准人，各有几人几项（第二十条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.privileges import DECISION_LABELS, Decision
from medtech_desktop.store.book import Book
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_decisions import counts_by_decision
from medtech_desktop.store.privileges import load_decisions


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """一次决定。"""

    number: str
    kind: str
    decided_on: date
    document: str
    meeting: str
    approver: str
    basis: str
    people: int
    items: int


def document_of(decision: Decision | None) -> str:
    """依据的文号；没有文号的写决定编号，没有决定的为空。"""
    return (decision.document or decision.number) if decision is not None else ""


def decision_lines(library: Book, on: date) -> tuple[DecisionLine, ...]:
    """某日以前的各次决定，新的在前；撤销了的不在内。"""
    with library.look() as look:
        counted = counts_by_decision(look)
        decisions = [one for one in load_decisions(look) if one.decided_on <= on]
        staff = look.kept(load_staff)
    decisions.sort(key=lambda one: (one.decided_on, one.id), reverse=True)
    return tuple(
        DecisionLine(
            one.number,
            DECISION_LABELS[one.kind],
            one.decided_on,
            one.document,
            one.meeting,
            staff.name(one.approver_id, one.decided_on) if one.approver_id else "",
            one.basis,
            *counted.get(one.id, (0, 0)),
        )
        for one in decisions
    )
