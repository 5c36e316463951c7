"""授权规则的小样：一个人、一项、一次决定，和核对所要知道的。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.practitioners import (
    RegistrationPlace,
    Staff,
)
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent, as_event
from medtech_desktop.domain.privilege_gates import Known, ProcedureThen, TechnologyThen
from medtech_desktop.domain.privilege_rules import decision_findings
from medtech_desktop.domain.privileges import (
    DecisionKind,
    PrivilegeEvent,
    Target,
    TargetKind,
    Verb,
)
from tests.domain.records import staff

TODAY, OPENED = date(2026, 11, 24), date(2026, 1, 1)
EARLIER = date(2026, 3, 2)
GRADE = Target(TargetKind.GRADE, 1)
CODE = Target(TargetKind.PROCEDURE, 1)
TECHNOLOGY = Target(TargetKind.TECHNOLOGY, 1)
S16 = TechnologyThen("S16 示例技术", frozenset({"hunan-s16"}))
GRANT = NewDecision(DecisionKind.GRANT, TODAY, basis="考核", meeting="例会", document="示例文")
OPENING = NewDecision(DecisionKind.OPENING, TODAY, document="示例旧文")
ME, BOSS = 7, 8


def event(verb: Verb = Verb.GRANT, day: date = TODAY, **more: object) -> NewEvent:
    given: dict[str, object] = {"target": GRADE, "reason": "示例理由", **more}
    if given["target"] == GRADE and verb in (Verb.GRANT, Verb.OPENING, Verb.RAISE, Verb.LOWER):
        given.setdefault("grade", 3)
    return NewEvent(ME, verb=verb, day=day, **given)  # type: ignore[arg-type]


def stood(*events: NewEvent) -> list[PrivilegeEvent]:
    """已经登记的一串。"""
    return [
        replace(as_event(one, one.day), id=n, uid=f"e{n}", act_seq=n)
        for n, one in enumerate(events, 1)
    ]


def people(*facts: Fact, place: RegistrationPlace = RegistrationPlace.HERE) -> Staff:
    """申请的人（7）与负责人（8）。"""
    one, other = staff(ME, facts=facts, place=place), staff(BOSS)
    return replace(
        one,
        people=one.people + other.people,
        facts=one.facts + other.facts,
        practices=one.practices + other.practices,
        registrations=one.registrations + other.registrations,
    )


def known(
    who: Staff | None = None,
    chain: Sequence[PrivilegeEvent] = (),
    technology: TechnologyThen | None = None,
    procedure: ProcedureThen | None = None,
    **more: object,
) -> Known:
    labels = {GRADE: "神经外科", CODE: "39.7201 示例术式", TECHNOLOGY: "S16 示例技术"}
    return Known(
        TODAY,
        OPENED,
        who or people(),
        labels.__getitem__,
        lambda _person, _target: chain,
        lambda _id, _day: technology,
        lambda _id, _day: procedure,
        **more,  # type: ignore[arg-type]
    )


def judged(
    *events: NewEvent, by: Known | None = None, decision: NewDecision = GRANT, reason: str = "理由"
) -> tuple[Finding, ...]:
    return decision_findings(by or known(), decision, events, reason)


def severe(found: Sequence[Finding], severity: Severity = Severity.REFUSE) -> list[Finding]:
    return [one for one in found if one.severity is severity]


def said(found: Sequence[Finding]) -> str:
    return "；".join(one.message for one in found)
