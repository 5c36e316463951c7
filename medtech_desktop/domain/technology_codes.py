"""技术与手术编码的对应：有起止日，可以有纳入条件（第十八条、第十条）。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import holds_on


@dataclass(frozen=True, slots=True)
class TechnologyCode:
    """一条对应；``condition`` 非空 = 只在符合这一条件时才算这项技术。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    code_id: int
    condition: str
    since: date
    until: date | None


def codes_of(
    links: Iterable[TechnologyCode], technology_id: int, day: date
) -> tuple[TechnologyCode, ...]:
    """一项技术当日对应的各条编码。"""
    return tuple(one for one in links if one.technology_id == technology_id and holds_on(one, day))


def technologies_of(
    links: Iterable[TechnologyCode], code_id: int, day: date
) -> tuple[TechnologyCode, ...]:
    """一条编码当日属于哪些技术。"""
    return tuple(one for one in links if one.code_id == code_id and holds_on(one, day))
