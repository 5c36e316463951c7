"""档案里的权限：当日的情形，和每一次变动与理由。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.practitioner_files import FilePermission, FilePermissionEvent
from medtech_desktop.domain.privilege_sequences import began, last_word
from medtech_desktop.domain.privileges import (
    OPEN,
    STATE_LABELS,
    VERB_LABELS,
    Decision,
    PrivilegeEvent,
    Standing,
    State,
    Target,
    TargetKind,
    Temporary,
    interval_on,
    intervals,
)
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.domain.workloads import ALL_SURGERY
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.privilege_decisions import document_of
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioner_files import code_names
from medtech_desktop.store.specialties import load_specialties

TARGET_LABELS = {
    TargetKind.GRADE: "手术级别",
    TargetKind.PROCEDURE: "手术",
    TargetKind.TECHNOLOGY: "技术",
}


@dataclass
class Names:
    """授权对象的名称；编码的名称一次读好。"""

    world: World
    look: Look
    codes: frozenset[int] = frozenset()
    specialties: Specialties = field(init=False)
    named: dict[int, tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.specialties = load_specialties(self.look)
        self.named = code_names(self.look, self.codes)

    def of(self, specialty: int | None, code: int | None, technology: int | None) -> str:
        """对象怎么称呼；三者都空 = 全部手术。"""
        if specialty is not None:
            return self.specialties.name(specialty)
        if code is not None:
            return " ".join(part for part in self.named.get(code, ("", "")) if part)
        if technology is not None:
            world = self.world
            return judge(world, world.technology(technology)).official_name(world.on)
        return ALL_SURGERY

    def target(self, target: Target) -> str:
        """授权对象怎么称呼。"""
        ids = {kind: target.id if target.kind is kind else None for kind in TargetKind}
        return self.of(ids[TargetKind.GRADE], ids[TargetKind.PROCEDURE], ids[TargetKind.TECHNOLOGY])


def permissions_on(
    events: Sequence[PrivilegeEvent], decisions: Mapping[int, Decision], names: Names, on: date
) -> tuple[FilePermission, ...]:
    """当日各项权限的情形，有效的在前。"""
    chains: dict[Target, list[PrivilegeEvent]] = {}
    for event in events:
        if event.day <= on:  # what came later does not shorten the term as it stood
            chains.setdefault(event.target, []).append(event)
    found = []
    for target in sorted(chains):
        held = interval_on(intervals(chains[target]), on)
        last, standing = last_word(chains[target], on)
        if held is None or last is None or standing is None:
            continue
        found.append(
            FilePermission(
                TARGET_LABELS[target.kind],
                names.target(target),
                GRADE_NAMES.get(standing.grade, "") if target.kind is TargetKind.GRADE else "",
                STATE_LABELS[held.state],
                began(last, standing, on),
                standing.until if standing.until != OPEN else None,
                document_of(decisions.get(last.decision_id)),
                _note(held.state, standing, last),
            )
        )
    found.sort(key=lambda one: one.state != STATE_LABELS[State.VALID])
    return tuple(found)


def _note(state: State, standing: Standing, last: PrivilegeEvent) -> str:
    """情形之后的一句：暂停到哪天，是不是外请的临时权限。"""
    parts = []
    if state is State.SUSPENDED and standing.suspended_until != OPEN:
        parts.append(f"至 {standing.suspended_until.isoformat()}")
    if last.temporary is Temporary.VISITING:
        parts.append("临时（外院）")
    return "，".join(parts)


def permission_events(
    events: Sequence[PrivilegeEvent], decisions: Mapping[int, Decision], names: Names, on: date
) -> tuple[FilePermissionEvent, ...]:
    """每一次变动，新的在前；已撤销的也列出。"""
    past = [event for event in events if event.day <= on]
    past.sort(key=lambda e: (e.day, e.act_seq, e.id), reverse=True)
    return tuple(_event(event, decisions.get(event.decision_id), names) for event in past)


def _event(event: PrivilegeEvent, decision: Decision | None, names: Names) -> FilePermissionEvent:
    return FilePermissionEvent(
        event.day,
        VERB_LABELS[event.verb],
        TARGET_LABELS[event.target.kind],
        names.target(event.target),
        GRADE_NAMES.get(event.grade or 0, ""),
        event.until,
        event.reason,
        decision.number if decision is not None else "",
        decision.basis if decision is not None else "",
        decision.meeting if decision is not None else "",
        decision.document if decision is not None else "",
        event.recorded_on,
        event.late,
        event.temporary is Temporary.VISITING,
        event.annulled_on,
    )
