"""核查没有问的：不知道注册的术者，编码有纳入条件的行，许可证没有登记的诊疗科目（law.md 第 6 节）。

What is not known is no violation; that it was not asked stands beside every result.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from medtech_desktop.domain.law import MTCA_IN_FORCE
from medtech_desktop.domain.log_questions import LogQuestion
from medtech_desktop.domain.surgery_rules import is_unknown
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.subjects import load_subjects
from medtech_desktop.store.surgery_lists import count_of_code, first_days
from medtech_desktop.store.technology_codes import load_technology_codes


def gap_notes(look: Look, question: LogQuestion) -> tuple[str, ...]:
    """所问的日子里没有问的，一样一句；问一个人的只说他。"""
    since, until = max(question.since or date.min, MTCA_IN_FORCE), question.until or date.max
    return look.kept(_notes, since, until, question.person_id)


def _notes(look: Look, since: date, until: date, person_id: int | None) -> tuple[str, ...]:
    return (
        *_unregistered(look, since, until, person_id),
        *_conditional(look, since, until),
        *_unlicensed(look),
    )


def _unregistered(look: Look, since: date, until: date, person_id: int | None) -> Iterator[str]:
    staff = look.kept(load_staff)
    days = first_days(look, since, until)
    count = sum(
        is_unknown(staff, person, day)
        for person, day in days.items()
        if person_id in (None, person)
    )
    if count:
        yield f"{count:,} 名术者手术时没有登记过执业注册，是不是在本院注册没有判断"


def _conditional(look: Look, since: date, until: date) -> Iterator[str]:
    lines = sum(
        count_of_code(look, one.code_id, max(since, one.since), min(until, one.until or until))
        for one in load_technology_codes(look)
        if one.condition
    )
    if lines:
        yield f"{lines:,} 行的编码在符合条件时才算某项技术，技术一面没有判断"


def _unlicensed(look: Look) -> Iterator[str]:
    subjects = look.kept(load_subjects)
    if all(subjects.of_licence(one.id) for one in look.kept(load_hospital).licences):
        return
    asking = {one.technology_id for one in subjects.needed}
    if asking:
        yield f"{len(asking):,} 项技术须有的诊疗科目没有核对：许可证还没有登记诊疗科目"
