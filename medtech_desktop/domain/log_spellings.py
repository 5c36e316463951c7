"""登记里的写法怎样比对：姓名去掉空白、中间点统一或略去，人与科室历来的名称都算。"""

from __future__ import annotations

import re

from medtech_desktop.domain.institutions import Hospital
from medtech_desktop.domain.practitioners import Staff

_DOTS = re.compile("[•‧∙・･]")
_ANY_DOT = dict.fromkeys(map(ord, "·.．。•‧∙・･"))


def one_dot(name: str) -> str:
    """少数民族、外国人姓名里的中间点，各种写法统一为「·」。"""
    return _DOTS.sub("·", name)


def name_key(name: str) -> str:
    """比对姓名用的写法：去掉空白，中间点统一。"""
    return one_dot("".join(name.split()))


def bare_name(name: str) -> str:
    """更宽的一种：去掉空白与间隔号；间隔号有各种写法，也有不写的。"""
    return "".join(name.split()).translate(_ANY_DOT)


def names_of_people(staff: Staff) -> dict[str, set[int]]:
    """姓名（去掉空白，中间点统一）→ 用过它的人。"""
    found: dict[str, set[int]] = {}
    for person in staff.people:
        for fact in staff.facts_of(person.id):
            if fact.kind == "name" and fact.value:
                for key in {fact.value, name_key(fact.value)}:
                    found.setdefault(key, set()).add(person.id)
    return found


def places_by_name(hospital: Hospital) -> dict[str, set[int]]:
    """科室历来的名称 → 用过它的科室。"""
    found: dict[str, set[int]] = {}
    for fact in hospital.department_facts:
        if fact.kind == "name" and fact.value:
            found.setdefault(fact.value, set()).add(fact.subject_id)
    return found
