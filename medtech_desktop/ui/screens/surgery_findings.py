"""选定的一条发现怎样写：两栏事实、当日授权的横条、依据、说明、去哪里办。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.domain.privileges import State, TargetKind
from medtech_desktop.domain.surgeries import Kind
from medtech_desktop.ui.screens.surgery_explained import ExplanationView
from medtech_desktop.ui.screens.surgery_views import Fact, FindingView
from medtech_desktop.ui.theme import Tone
from medtech_desktop.ui.widgets.people_field import person_text
from medtech_desktop.ui.widgets.privilege_bar import BarPart, BarView

if TYPE_CHECKING:
    from medtech_desktop.domain.privilege_bars import Bar
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.surgery_evidence import Evidence
    from medtech_desktop.office.surgery_explanations import ExplanationLine

PRIVILEGE_KINDS = frozenset(
    {
        *(Kind.NO_PRIVILEGE, Kind.ABOVE_GRADE, Kind.SUSPENDED, Kind.EXPIRED, Kind.REVOKED),
        *(Kind.EMERGENCY, Kind.SAME_DAY, Kind.LATE_ENTRY),
    }
)
_EMERGENT = PRIVILEGE_KINDS - {Kind.SAME_DAY, Kind.LATE_ENTRY}
_BAD_STATES = frozenset({"违规", "已确认属实"})
_TONES = {
    State.VALID: Tone.OK,
    State.SUSPENDED: Tone.WARN,
    State.SAME_DAY: Tone.WARN,
    State.REVOKED: Tone.BAD,
}


def ask_finding(library: Library, finding: int, on: date) -> FindingView:
    """一条发现的详情。raises Refused when it is no longer there."""
    from medtech_desktop.office.surgery_evidence import evidence

    return finding_view(evidence(library, finding, on))


@dataclass(frozen=True, slots=True)
class RevealedNumber:
    """调阅所得：``text`` 只给屏上看一眼，``said`` 里没有号。"""

    text: str
    said: str = "已调阅患者号，记入审计"
    changed: frozenset[str] = frozenset()


def reveal_number(library: Library, key: int) -> RevealedNumber:
    """调阅一例的患者号。raises Refused when there is none."""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.surgery_cases import reveal_key

    found = reveal_key(library, clerk_here(), key)
    named = (("病案号", found.number), ("住院号", found.admission))
    return RevealedNumber("，".join(f"{word} {number}" for word, number in named if number))


def finding_view(told: Evidence) -> FindingView:
    """证据 → 详情。"""
    word, place, key = cure_of(told)
    return FindingView(
        told.id,
        told.procedure or told.technology or told.label,
        told.state,
        told.day,
        _left(told),
        _right(told),
        told.remedy,
        bar_views(told.bars) if told.kind in PRIVILEGE_KINDS else (),
        (told.article,) if told.article else (),
        tuple(map(explanation_view, told.explanations)),
        word,
        place,
        key,
        told.emergency,
        told.kind in _EMERGENT and told.person_id is not None and told.code_id is not None,
        code=told.code,
        prefill=_prefill(told),
        key=told.key,
    )


def _left(told: Evidence) -> tuple[Fact, ...]:
    when = "，".join(part for part in (told.day_said, told.department) if part)
    who = "负责人" if told.kind is Kind.LEAD else "术者"
    case = Fact("病例", told.case, masked=told.can_reveal)
    facts = [case, Fact("手术日", when), Fact(who, told.person_said)]
    if told.graded:
        facts.append(Fact("分级", told.graded))
    return tuple(facts)


def _right(told: Evidence) -> tuple[Fact, ...]:
    facts = [Fact("问题", told.label, told.state in _BAD_STATES), Fact("判断", told.judgement)]
    if told.technology:
        facts.append(Fact("技术", told.technology))
    if told.known_then and told.kind in PRIVILEGE_KINDS:
        facts.append(Fact("登记时已知", told.known_then))
    facts.append(Fact("来源", told.source))
    return tuple(facts)


def bar_views(bars: Sequence[Bar]) -> tuple[BarView, ...]:
    """同一名称的几段是一条；没有授权的一段不着色，只写字。"""
    grouped: dict[str, list[BarPart]] = {}
    for one in bars:
        tone = _TONES.get(one.state, Tone.MUTE)
        grouped.setdefault(one.label, []).append(BarPart(one.since, one.until, one.said, tone))
    return tuple(BarView(label, tuple(parts)) for label, parts in grouped.items())


def explanation_view(one: ExplanationLine) -> ExplanationView:
    """一次说明怎样写。"""
    by = "，".join(
        part
        for part in (
            one.person,
            one.day.isoformat(),
            f"{one.clerk} {one.recorded_on.isoformat()} 登记",
        )
        if part
    )
    return ExplanationView(one.uid, one.label, by, one.text)


def cure_of(told: Evidence) -> tuple[str, str, str]:
    """去哪一屏办：按钮的词、屏、事物；没有地方办的为空。"""
    if told.kind in PRIVILEGE_KINDS and told.person_id is not None:
        person = str(told.person_id)
        if told.code_id is not None:
            return (
                "转授权处理",
                "privileges",
                f"{person} {int(TargetKind.PROCEDURE)} {told.code_id}",
            )
        return "转授权处理", "privileges", person
    if told.kind is Kind.UNLISTED:
        return "转手术分级", "procedures", told.code
    if told.kind in (Kind.NOT_OURS, Kind.LEAD, Kind.UNTRAINED) and told.person_id is not None:
        return "转医师", "practitioners", str(told.person_id)
    if told.kind is Kind.NOT_OURS:
        return "转认名", "surgeries", "meanings"
    if told.technology_id is not None and told.kind is not Kind.CONSENT:
        return "转技术目录", "technologies", told.technology_number
    return "", "", ""


def _prefill(told: Evidence) -> Mapping[str, str]:
    """登记急诊超权限接过去的。"""
    return {
        "person": person_text(told.person, told.number),
        "procedure": f"{told.code} {told.procedure}".strip(),
        "case_ref": told.ref,
        "department": told.department if told.department_id is not None else "",
    }
