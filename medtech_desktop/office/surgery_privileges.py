"""一条发现所据的授权：当日怎样答，手术时、导入时在册的怎样答，当日前后的横条（第二十条）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.privilege_answers import (
    ANSWER_LABELS,
    Answer,
    Held,
    Lack,
    Source,
    held,
    source_of,
)
from medtech_desktop.domain.privilege_bars import Bar, bars_of, empty_bar
from medtech_desktop.domain.privileges import (
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    Verb,
    as_known,
    in_order,
    intervals,
)
from medtech_desktop.domain.surgeries import Judged, Kind, Status
from medtech_desktop.domain.surgery_rules import Known, finding_of
from medtech_desktop.domain.surgery_technologies import FAMILY
from medtech_desktop.office.acts import today
from medtech_desktop.office.log_names import LogNames
from medtech_desktop.office.privilege_decisions import document_of
from medtech_desktop.office.privilege_held import Answered, Question, ask_held
from medtech_desktop.office.surgery_rows import person_said, procedure_said
from medtech_desktop.office.technology_reasons import TechnologyReasons
from medtech_desktop.office.world import read_world
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_chains import emergencies_of, entries_of
from medtech_desktop.store.privileges import decisions_by_id
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.surgery_lists import FindingFacts

_PRIVILEGE = frozenset(
    {
        *(Kind.NO_PRIVILEGE, Kind.ABOVE_GRADE, Kind.SUSPENDED, Kind.EXPIRED, Kind.REVOKED),
        *(Kind.EMERGENCY, Kind.SAME_DAY, Kind.LATE_ENTRY, Kind.NOT_OURS),
    }
)
"""说得出当时在册怎样的几种。"""
_STATES = {
    Kind.SUSPENDED: State.SUSPENDED,
    Kind.EXPIRED: State.EXPIRED,
    Kind.REVOKED: State.REVOKED,
}
GROUNDED = frozenset({*_STATES, Kind.LATE_ENTRY})
"""有一个日子或文件使它不够的几种。"""
_VERBS = {Kind.SUSPENDED: Verb.SUSPEND, Kind.REVOKED: Verb.REVOKE}


def asked_of(look: Look, facts: FindingFacts, day: date) -> Answered | None:
    """当日有没有权，连同各处来源；术者或术式没有认出的不问。"""
    if facts.person_id is None:
        return None
    if facts.code_id is not None:
        target = Target(TargetKind.PROCEDURE, facts.code_id)
    elif facts.technology_id is not None:
        target = Target(TargetKind.TECHNOLOGY, facts.technology_id)
    else:
        return None
    places = (facts.department_id,) if facts.department_id is not None else ()
    return ask_held(look, Question(facts.person_id, target, day, places))


def judged_simply(names: LogNames, facts: FindingFacts, day: date) -> tuple[Judged, Known]:
    """不查授权的经过，只凭发现所记：几万条的清单用。"""
    code, procedure = procedure_said(names, facts)
    known = Known(
        day,
        who=person_said(names, facts, day),
        what=f"{code} {procedure}".strip(),
        technology=names.technology(facts.technology_id, day) if facts.technology_id else "",
    )
    status = Status(facts.status)
    return Judged(Kind(facts.kind), status, facts.needed, facts.had, facts.technology_id), known


def judged_as(
    look: Look, names: LogNames, facts: FindingFacts, day: date, answered: Answered | None
) -> Finding:
    """这一条发现说成一句结论，连同依据与补救。"""
    kind = Kind(facts.kind)
    judged, known = judged_simply(names, facts, day)
    if answered is not None and kind in _PRIVILEGE:
        known = grounded(look, known, kind, answered)
    if kind is Kind.EMERGENCY:
        known = replace(known, superior=_superior(look, facts, day))
    if kind in FAMILY:
        reasons = TechnologyReasons(look, read_world(look, today()))
        known = reasons.of(kind, facts.technology_id, facts.person_id, known)
    return finding_of(judged, known)


def grounded(look: Look, known: Known, kind: Kind, answered: Answered) -> Known:
    """补上使它不够的那一天与文件。"""
    since, document = _against(look, kind, answered.held, known.day)
    return replace(known, since=since, document=document)


def _against(look: Look, kind: Kind, answer: Held, day: date) -> tuple[date | None, str]:
    """使它不够的是哪一天、哪个文件：暂停、撤销的事件，期满的末日，补录的登记日。"""
    if kind is Kind.EXPIRED:
        return max(_last_valid(answer, day), default=None), ""
    if kind is Kind.LATE_ENTRY:
        known = [e.known_on for s in answer.sources for e in s.chain if e.day <= day]
        return max((one for one in known if one > day), default=None), ""
    verb = _VERBS.get(kind)
    if verb is None:
        return None, ""
    events = [
        event
        for source in answer.sources
        if source.interval is not None and source.interval.state is _STATES[kind]
        for event in source.chain
        if event.verb is verb and event.day <= day and event.annulled_on is None
    ]
    if not events:
        return None, ""
    last = in_order(events)[-1]
    return last.day, document_of(decisions_by_id(look, [last.decision_id]).get(last.decision_id))


def _last_valid(answer: Held, day: date) -> list[date]:
    """各处已经期满的，末日是哪天。"""
    found = []
    for source in answer.sources:
        if source.interval is not None and source.interval.state is State.EXPIRED:
            spans = [one for one in intervals(source.chain) if one.until < day and one.high]
            found += [one.until for one in spans[-1:]]
    return found


def _superior(look: Look, facts: FindingFacts, day: date) -> str:
    if facts.person_id is None or facts.code_id is None:
        return ""
    staff = look.kept(load_staff)
    uses = emergencies_of(look, facts.person_id, facts.code_id, day)
    given = [one for _use, said in uses for one in said]
    return staff.name(given[-1].superior_id, given[-1].day) if given else ""


def known_then(look: Look, facts: FindingFacts, day: date, answered: Answered | None) -> str:
    """手术那天、导入那天在册的各怎样答；与今日所见相同的说一次。"""
    if answered is None or Kind(facts.kind) not in _PRIVILEGE:
        return ""
    entry = entries_of(look, [facts.act_seq]).get(facts.act_seq)
    then = _said(_as_known(answered.held, day))
    parts = [f"手术当日在册：{then}"]
    last = then
    if entry is not None and entry.day > day:
        last = _said(_as_known(answered.held, entry.day))
        parts.append("导入时相同" if last == then else f"{entry.day.isoformat()} 导入时：{last}")
    now = _said(answered.held)
    if now != last:
        parts.append(f"今日所见：{now}")
    return "；".join(parts)


def _as_known(answer: Held, on: date) -> Held:
    """那一天的登记怎样答。"""
    asked = answer.asked
    return held(
        asked,
        [
            source_of(one.target, one.label, as_known(one.chain, on), asked.day)
            for one in answer.sources
        ],
    )


def _said(answer: Held) -> str:
    """「四级授权已于 2026-05-31 到期」。"""
    if answer.answer is Answer.HELD and answer.by is not None:
        return f"有权（{answer.by.label}）"
    if answer.answer is not Answer.NOT_HELD:
        return ANSWER_LABELS[answer.answer]
    if answer.lack is Lack.GRADE:
        highest = max((s.interval.high for s in answer.sources if s.interval), default=0)
        return f"只有{GRADE_NAMES.get(highest, '')}授权"
    if answer.lack is Lack.EXPIRED:
        last = max(_last_valid(answer, answer.asked.day), default=None)
        return f"授权已于 {last.isoformat()} 到期" if last else "授权已过期"
    return {Lack.SUSPENDED: "授权暂停", Lack.REVOKED: "授权已撤销"}.get(
        answer.lack or Lack.NONE, "没有授权"
    )


def bars_for(
    look: Look, facts: FindingFacts, day: date, answered: Answered | None
) -> tuple[Bar, ...]:
    """当日前后各处的授权：专业的级别，再是本术式或技术。"""
    if answered is None or answered.held.answer is Answer.NOT_MANAGED:
        return ()
    needed = answered.held.asked.needed
    sources = {one.target: one for one in answered.held.sources}
    grades = [one for one in sources.values() if one.target.kind is TargetKind.GRADE]
    found: list[Bar] = []
    for source in grades:
        found += bars_of(_label(look, source), source.target.kind, source.chain, needed, day)
    own = answered.question.target
    if own.kind is TargetKind.PROCEDURE and not grades:
        label = f"{GRADE_NAMES[needed]}手术" if needed else "级别授权"
        found.append(empty_bar(label, day, "无授权"))
    label = "本术式" if own.kind is TargetKind.PROCEDURE else "本技术"
    chain: tuple[PrivilegeEvent, ...] = sources[own].chain if own in sources else ()
    if chain:
        found += bars_of(label, own.kind, chain, 1, day)
    else:
        found.append(empty_bar(label, day, "未单独授权"))
    return tuple(found)


def _label(look: Look, source: Source) -> str:
    return look.kept(load_specialties).name(source.target.id)
