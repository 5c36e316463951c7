"""登记里的写法怎样比对：姓名去掉空白、中间点统一或略去，人与科室历来的名称都算。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class Called:
    """在册的人怎样称呼：一个写法恰是谁的姓名或工号，与导入时同样地认。"""

    names: Mapping[str, set[int]]
    bare: Mapping[str, set[int]]
    numbers: Mapping[str, set[int]]

    @classmethod
    def of(cls, staff: Staff) -> Called:
        """历来的姓名与工号都算。"""
        names, bare = names_of_people(staff), dict[str, set[int]]()
        for name, people in names.items():
            bare.setdefault(bare_name(name), set()).update(people)
        numbers: dict[str, set[int]] = {}
        for one in staff.identifiers:
            if one.scheme == "staff_no" and one.value:
                for key in {one.value, bare_name(one.value).lstrip("0")}:
                    numbers.setdefault(key, set()).add(one.person_id)
        return cls(names, bare, numbers)

    def who(self, said: str) -> frozenset[int]:
        """这个写法是谁的：没有的为空，同名的几人。"""
        found = self.names.get(name_key(said)) or self.bare.get(bare_name(said))
        found = found or self.numbers.get(said)
        if not found and said.isdigit():
            found = self.numbers.get(said.lstrip("0"))
        return frozenset(found or ())


def spelling_keys(texts: Iterable[str]) -> set[str]:
    """粗比两处的写法是不是一个人的：有一个相同的，才要细看。"""
    bare = {bare_name(text) for text in texts}
    return bare | {one.lstrip("0") for one in bare if one.isdigit()}
