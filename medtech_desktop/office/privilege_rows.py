"""授权一览的一行：人、授权、级别、情形、起止、依据的文件。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privilege_index import VIEW_LABELS, PrivilegeIndex, View
from medtech_desktop.domain.privilege_sequences import began, last_word
from medtech_desktop.domain.privileges import (
    Decision,
    PrivilegeEvent,
    Standing,
    Target,
    TargetKind,
    Temporary,
)
from medtech_desktop.office.privilege_decisions import document_of
from medtech_desktop.office.privilege_names import Names
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.privileges import decisions_by_id

TITLES = ("姓名", "工号", "科室", "授权", "级别", "情形", "自", "至", "依据文件")
"""所列各栏的标题。"""
PrivilegeLine = tuple[str, str, str, str, str, str, str, str, str]
_GONE: PrivilegeLine = ("", "", "", "已经没有这一项", "", "", "", "", "")


def lines_of(
    look: Look, index: PrivilegeIndex, names: Names, on: date, ids: Sequence[int]
) -> tuple[PrivilegeLine, ...]:
    """各号的行，按所给的次序。"""
    stands = [index.stand(row) for row in ids]
    pairs = dict.fromkeys((one[0], one[1]) for one in stands if one is not None)
    last = {pair: last_word(chain, on) for pair, chain in chains_for(look, pairs).items()}
    wanted = {event.decision_id for event, _ in last.values() if event is not None}
    decisions = decisions_by_id(look, wanted)
    return tuple(
        _line(names, one, *last[one[0], one[1]], decisions, on) if one is not None else _GONE
        for one in stands
    )


def _line(
    names: Names,
    stand: tuple[int, Target, View, int, int],
    event: PrivilegeEvent | None,
    standing: Standing | None,
    decisions: dict[int, Decision],
    on: date,
) -> PrivilegeLine:
    person_id, target, mark, since, until = stand
    person = names.person(person_id)
    decision = decisions.get(event.decision_id) if event is not None else None
    graded = target.kind is TargetKind.GRADE and standing is not None
    state = VIEW_LABELS[mark]
    start = date.fromordinal(since)
    if event is not None and standing is not None:  # the reader wants when it began
        start = began(event, standing, on)
    if event is not None and event.temporary is Temporary.VISITING:
        state += "（外请）"
    return (
        person.name,
        person.number,
        person.departments,
        names.target(target).said,
        GRADE_NAMES.get(standing.grade, "") if graded and standing is not None else "",
        state,
        start.isoformat(),
        date.fromordinal(until).isoformat() if until else "",
        document_of(decision),
    )
