"""授权经过的一行行：每件事件、它的决定与文号、谁在哪天登记、撤销的理由；急诊超权限。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.emergency_uses import EmergencyConfirmation, EmergencyUse
from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privilege_answers import Held
from medtech_desktop.domain.privileges import (
    VERB_LABELS,
    Decision,
    PrivilegeEvent,
    Target,
    TargetKind,
    Temporary,
    Verb,
    in_order,
)
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_chains import (
    Entry,
    annulments_of,
    emergencies_of,
    entries_of,
)
from medtech_desktop.store.privileges import decisions_by_id


@dataclass(frozen=True, slots=True)
class ChainLine:
    """授权经过的一件：``counts`` 这一处是据以有权的一处；``annulled_on`` 非空的不算数，划去。"""

    uid: str
    source: str
    counts: bool
    day: date
    verb: Verb
    grade: int | None
    until: date | None
    reason: str
    temporary: Temporary
    late: bool
    recorded_on: date
    decision: str
    document: str
    meeting: str
    basis: str
    entered_by: str
    act_seq: int
    annulled_on: date | None = None
    annulled_reason: str = ""
    annulled_by: str = ""

    @property
    def said(self) -> str:
        """一句话：授予三级，至 2026-12-31。"""
        words = VERB_LABELS[self.verb]
        if self.temporary is Temporary.VISITING:
            words = f"外请临时{words}"
        words += GRADE_NAMES.get(self.grade or 0, "")
        return words + (f"，至 {self.until.isoformat()}" if self.until else "")

    @property
    def marks(self) -> tuple[str, ...]:
        """补录、已撤销。"""
        told = []
        if self.late:
            told.append(f"补录（{self.recorded_on.isoformat()} 登记）")
        if self.annulled_on is not None:
            told.append(f"{self.annulled_on.isoformat()} 撤销登记：{self.annulled_reason}")
        return tuple(told)


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """当日的急诊超权限：``confirmed`` None = 待上级确认。"""

    number: str
    day: date
    department: str
    reason: str
    case_ref: str
    superior: str
    confirmed: bool | None
    confirmed_on: date | None
    opinion: str


def lines_of(look: Look, answer: Held) -> tuple[ChainLine, ...]:
    """各处的事件，据以有权的一处在先，各处依日期。"""
    sources = sorted(answer.sources, key=lambda one: one is not answer.by)
    events = [event for source in sources for event in source.chain]
    decisions = decisions_by_id(look, {event.decision_id for event in events})
    undone = annulments_of(look, (e.uid for e in events if e.annulled_on is not None))
    seqs = {event.act_seq for event in events} | {seq for _reason, seq in undone.values()}
    entries = entries_of(look, seqs)
    return tuple(
        _line(event, source.label, source is answer.by, decisions, entries, undone)
        for source in sources
        for event in in_order(source.chain)
    )


def _line(
    event: PrivilegeEvent,
    source: str,
    counts: bool,
    decisions: dict[int, Decision],
    entries: dict[int, Entry],
    undone: dict[str, tuple[str, int]],
) -> ChainLine:
    decision, entry = decisions.get(event.decision_id), entries.get(event.act_seq)
    why, undone_seq = undone.get(event.uid, ("", 0))
    undone_by = entries.get(undone_seq)
    return ChainLine(
        event.uid,
        source,
        counts,
        event.day,
        event.verb,
        event.grade,
        event.until,
        event.reason,
        event.temporary,
        event.late,
        event.recorded_on,
        decision.number if decision else "",
        decision.document if decision else "",
        decision.meeting if decision else "",
        decision.basis if decision else "",
        entry.person if entry else "",
        event.act_seq,
        event.annulled_on,
        why,
        undone_by.person if undone_by else "",
    )


def uses_of(look: Look, person_id: int, target: Target, day: date) -> tuple[EmergencyLine, ...]:
    """某人某日对某术式的急诊超权限；最后一份意见算数。"""
    if target.kind is not TargetKind.PROCEDURE:
        return ()
    found = emergencies_of(look, person_id, target.id, day)
    return tuple(_emergency_lines(look, found)) if found else ()


def _emergency_lines(
    look: Look, found: Iterable[tuple[EmergencyUse, list[EmergencyConfirmation]]]
) -> Iterator[EmergencyLine]:
    staff, hospital = look.kept(load_staff), look.kept(load_hospital)
    for use, opinions in found:
        last = max(opinions, key=lambda one: one.id, default=None)
        where = use.department_id
        department = hospital.department_name(where, use.day) if where else ""
        yield EmergencyLine(
            use.number,
            use.day,
            department,
            use.reason,
            use.case_ref,
            staff.name(last.superior_id, use.day) if last else "",
            last.confirmed if last else None,
            last.day if last else None,
            last.opinion if last else "",
        )
