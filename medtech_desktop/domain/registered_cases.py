"""病例登记的一例：没有手术行的技术，一例一条（law.md 第 5 节）。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.surgeries import Unjudged


@dataclass(frozen=True, slots=True)
class RegisteredCase:
    """一例：哪天、哪项技术、谁做的；``ref`` 病例代号，不含患者信息。"""

    id: int
    uid: str
    act_seq: int
    key: int
    technology_id: int
    day: date
    person_id: int | None
    said_person: str
    department_id: int | None
    site_id: int | None
    ref: str
    cancelled: bool
    consent: bool | None
    research: bool | None
    content: int = 0
    patient_id: int | None = None
    complication: bool | None = None
    died: bool | None = None
    note: str = ""


def current(cases: Iterable[RegisteredCase]) -> tuple[RegisteredCase, ...]:
    """同一来源键的以后一条为准；依 id。"""
    last = {one.key: one for one in sorted(cases, key=lambda one: one.id)}
    return tuple(sorted(last.values(), key=lambda one: one.id))


def counting(cases: Iterable[RegisteredCase]) -> tuple[RegisteredCase, ...]:
    """现行的、没有取消、不是临床研究的。"""
    return tuple(one for one in current(cases) if not one.cancelled and not one.research)


def operator_unjudged(case: RegisteredCase, is_somebody: Callable[[str], bool]) -> Unjudged | None:
    """授权一面没有判断的因什么：没有写术者，或写的是在册的姓名而认不出是哪一位。"""
    if case.person_id is not None:
        return None
    if not case.said_person.strip():
        return Unjudged.NO_OPERATOR
    return Unjudged.OPERATOR_UNCLEAR if is_somebody(case.said_person) else None
