"""授权对象的名称与查找：专业、手术编码、技术，由人写的字得内部编号。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.application_rules import WantedItem
from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_targets import code_labels
from medtech_desktop.store.procedure_numbers import code_name, code_number
from medtech_desktop.store.specialties import load_specialties

_OFFERED = "打几个字，从列出的里选；专业在「系统」登记，编码在「手术分级」导入"


@dataclass(frozen=True, slots=True)
class NewItem:
    """申请的一项所填：``key`` 是专业名称、手术编码，或技术的院内编号、编号、名称。

    Without ``kind`` the words themselves tell: a specialty, then a code, then a technology;
    what stands behind the code or number is its name and is not read.
    """

    kind: TargetKind | None
    key: str
    grade: int | None = None
    until: date | None = None


def resolve_items(look: Look, world: World, items: Sequence[NewItem]) -> tuple[WantedItem, ...]:
    """各项的内部编号。raises Refused for what is not on record."""
    found = []
    for one in items:
        target = guess_target(look, world, one.key) if one.kind is None else None
        if target is None:
            kind = one.kind or TargetKind.TECHNOLOGY
            target = find_target(look, world, kind, one.key)
        grade = one.grade if target.kind is TargetKind.GRADE else None
        found.append(WantedItem(target, grade, one.until))
    return tuple(found)


def guess_target(look: Look, world: World, text: str) -> Target:
    """由人写的字认出授权对象。raises Refused."""
    wanted = text.strip()
    if any(one.name == wanted for one in look.kept(load_specialties).specialties):
        return find_target(look, world, TargetKind.GRADE, wanted)
    first = wanted.split(maxsplit=1)[0] if wanted else ""
    if first and code_name(look, first) is not None:
        return find_target(look, world, TargetKind.PROCEDURE, first)
    numbers = {file.technology.number for file in world.technologies}
    key = first if first in numbers else wanted
    if not world.technologies_called(key):
        raise not_found(f"没有专业、手术编码或技术「{wanted}」", _OFFERED, "items")
    return find_target(look, world, TargetKind.TECHNOLOGY, key)


def find_target(look: Look, world: World, kind: TargetKind, key: str) -> Target:
    """一个授权对象。raises Refused."""
    wanted = key.strip()
    if kind is TargetKind.TECHNOLOGY:
        return Target(kind, world.find_technology(wanted).technology.id)
    if kind is TargetKind.GRADE:
        found = [one.id for one in look.kept(load_specialties).specialties if one.name == wanted]
        if not found:
            raise not_found(
                f"没有专业「{wanted}」", "先在「系统」登记这个专业，或核对名称", "items"
            )
        return Target(kind, found[0])
    if code_name(look, wanted) is None:
        raise not_found(f"编码库里没有「{wanted}」", "核对编码，须与编码库一致", "items")
    number = code_number(look, wanted)
    if number is None:
        raise not_found(f"「{wanted}」还没有用过", "先在申请或授权里用到它", "items")
    return Target(kind, number)


def target_names(look: Look, world: World, targets: Iterable[Target]) -> dict[Target, str]:
    """各授权对象的名称：专业名，「编码 名称」，「编号 技术名」。"""
    wanted = set(targets)
    codes = code_labels(look, (one.id for one in wanted if one.kind is TargetKind.PROCEDURE))
    specialties = look.kept(load_specialties)
    found: dict[Target, str] = {}
    for one in wanted:
        if one.kind is TargetKind.GRADE:
            found[one] = specialties.name(one.id)
        elif one.kind is TargetKind.PROCEDURE:
            found[one] = codes.get(one.id, "")
        else:
            file = world.technology(one.id)
            found[one] = f"{file.technology.number} {file.name(world.on)}"
    return found


def with_grade(name: str, grade: int | None) -> str:
    """「神经外科 三级」；没有级别的只有名称。"""
    return f"{name} {GRADE_NAMES[grade]}" if grade in GRADE_NAMES else name
