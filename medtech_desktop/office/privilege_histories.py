"""授权经过一份文书：由核心问题的回答写成（第二十条）。

A key is 「工号」 for everything of a person, 「工号:编码」 for one target; the window writes
「id:7」 for the person and 「2 12」 for a target. 「#3」 names the department where the surgery was
done, 「@2026-05-01」 asks as the record stood at the end of that day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.privilege_answers import ANSWER_LABELS
from medtech_desktop.domain.privilege_histories import (
    HistoryBar,
    HistoryCell,
    HistoryEvent,
    PrivilegeHistory,
)
from medtech_desktop.domain.privilege_sequences import began, last_word
from medtech_desktop.domain.privileges import OPEN, Target, TargetKind, intervals
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.law import label_of_article
from medtech_desktop.office.papers import footer
from medtech_desktop.office.practitioner_files import person_of_key
from medtech_desktop.office.privilege_chains import ChainLine, EmergencyLine
from medtech_desktop.office.privilege_held import Question
from medtech_desktop.office.privilege_questions import HeldAnswer, answer_in, target_named
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_lists import people_with_privileges
from medtech_desktop.store.privileges import chains_of

Made = tuple[str, Any, tuple[Finding, ...]]
_KEY = re.compile(
    r"(?P<person>id:\d+|[^:：#@]+)(?:[:：](?P<what>[^#@]+))?"
    r"(?:#(?P<where>[\d ]+))?(?:@(?P<known>\d{4}-\d{2}-\d{2}))?"
)
_TARGET = re.compile(r"([123]) (\d+)")
_SEVERITIES = {Severity.REFUSE: "结论", Severity.WARN: "须核对", Severity.NOTE: "说明"}


def holders(_world: World, look: Look) -> tuple[str, ...]:
    """有过授权登记的人。"""
    return tuple(f"id:{person}" for person in people_with_privileges(look))


def history(world: World, look: Look, key: str, anchor: str) -> Made:
    """一份授权经过。raises Refused for a person or target that is not on record."""
    found = _KEY.fullmatch(key.strip())
    if found is None:
        raise not_found(f"看不懂「{key}」", "写成「工号」或「工号:手术编码」", "number")
    person = person_of_key(world, found["person"].strip())
    known = _day(found["known"]) if found["known"] else None
    what = (found["what"] or "").strip()
    places = tuple(int(one) for one in (found["where"] or "").split())
    targets = [_target(look, what, world.on)] if what else _all(look, person)
    answers = [
        answer_in(look, Question(person, one, world.on, places), known=known) for one in targets
    ]
    staff, on, hospital = world.staff, world.on, world.hospital
    record = PrivilegeHistory(
        hospital=hospital.name(on),
        person=staff.name(person, on),
        number=staff.staff_number(person, on),
        title=staff.title(person, on),
        departments="、".join(
            hospital.department_name(d, on) for d in staff.departments(person, on)
        ),
        day=on,
        known=known,
        whole=not what,
        cells=tuple(_cell(answer, whole=not what) for answer in answers),
        printed_on=on,
        footer=footer(world, "", anchor),
    )
    stem = ["授权经过", record.number, record.person]
    stem += [answers[0].code or answers[0].name] if what else []
    return "-".join(part for part in (*stem, on.isoformat()) if part), record, ()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise not_found(f"「{text}」不是日期", "写成 2026-05-01 的样子", "known") from None


def _target(look: Look, what: str, on: date) -> Target:
    by_id = _TARGET.fullmatch(what)
    if by_id is not None:
        return Target(TargetKind(int(by_id[1])), int(by_id[2]))
    return target_named(look, what, on)


def _all(look: Look, person: int) -> list[Target]:
    """有过登记的各项，级别在前。"""
    return sorted(chains_of(look, person))


def _cell(answer: HeldAnswer, *, whole: bool) -> HistoryCell:
    """``whole``: the grades have blocks of their own, so a procedure tells its own events only."""
    sources = sorted(answer.held.sources, key=lambda one: one is not answer.held.by)
    if whole:
        sources = [one for one in sources if one.target == answer.target]
    shown = {one.label for one in sources}
    return HistoryCell(
        answer.code,
        answer.name,
        answer.department,
        ANSWER_LABELS[answer.held.answer],
        _needed(answer),
        held_words(answer),
        tuple(
            f"{_SEVERITIES[one.severity]}：{one.message}（{label_of_article(one.article)}）。{one.remedy}"
            for one in answer.findings
        ),
        tuple(HistoryBar(one.label, one.target.kind, intervals(one.chain)) for one in sources),
        tuple(_event(line) for line in answer.chain if line.source in shown),
        tuple(map(_emergency, answer.emergencies)),
        f"{ANSWER_LABELS[answer.now.held.answer]}，{held_words(answer.now)}" if answer.now else "",
    )


def _needed(answer: HeldAnswer) -> str:
    if answer.target.kind is TargetKind.TECHNOLOGY:
        return "这项技术的权限"
    if answer.target.kind is TargetKind.GRADE:
        return ""
    graded = answer.graded
    words = [
        GRADE_NAMES.get(graded.needed or 0, "") if graded else "",
        graded.note if graded else "",
    ]
    return "，".join(one for one in words if one) or "目录里没有定级别"


def held_words(answer: HeldAnswer) -> str:
    """所持：凭哪一处、几级、有效到哪天；没有时说没有据以有权的授权。"""
    by = answer.held.by
    if by is None or by.interval is None:
        return "没有据以有权的授权"
    grade = GRADE_NAMES.get(answer.grade_held or 0, "")
    until = by.interval.until
    last = "，没有末日" if until == OPEN else f"，至 {until.isoformat()}"
    word, standing = last_word(by.chain, answer.day)
    since = began(word, standing, answer.day) if word and standing else by.interval.since
    return f"凭{by.label}{grade}，自 {since.isoformat()}{last}"


def _event(line: ChainLine) -> HistoryEvent:
    basis = [line.basis, f"会议：{line.meeting}" if line.meeting else "", line.reason]
    document = line.document or line.decision
    entered = f"{line.entered_by}，{line.recorded_on.isoformat()}，第 {line.act_seq} 号"
    gone = ""
    if line.annulled_on is not None:
        who = f"，{line.annulled_by}" if line.annulled_by else ""
        gone = f"{line.annulled_on.isoformat()} 撤销登记{who}：{line.annulled_reason}"
    return HistoryEvent(
        line.day,
        line.source,
        line.said,
        document,
        "；".join(dict.fromkeys(one for one in basis if one)),
        entered,
        f"补录于 {line.recorded_on.isoformat()}" if line.late else "",
        gone,
    )


def _emergency(line: EmergencyLine) -> str:
    words = {True: f"{line.superior}已确认", False: f"{line.superior}不予确认", None: "待上级确认"}
    return f"急诊超权限 {line.number}：{line.reason}，{words[line.confirmed]}"
