"""授权的待办：快到期的授权，在用的限制类技术权限而培训证明到期的（第二十、二十六条）。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from medtech_desktop.domain.emergency_uses import confirmation_of, unconfirmed
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.qualifications import trained_for
from medtech_desktop.domain.working_days import left
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.privilege_lists import soon_days_of
from medtech_desktop.office.todo_items import TodoItem
from medtech_desktop.office.world import World
from medtech_desktop.store.emergency_uses import load_confirmations, load_emergency_uses
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_lists import Ending, ending_soon, technology_holders
from medtech_desktop.store.privilege_targets import code_labels
from medtech_desktop.store.specialties import load_specialties

_NAMED = 2
_PLACE, _EXPIRING = "privileges", "expiring"


def privilege_items(world: World, look: Look) -> Iterator[TodoItem]:
    """全院授权的待办。"""
    days = soon_days_of(look)
    yield from _ending(world, look, days)
    yield from _training(world, look, days)
    yield from _emergencies(world, look)


@cites("MTCA-20")
def _emergencies(world: World, look: Look) -> Iterator[TodoItem]:
    """急诊超权限还没有上级意见的，一例一件。"""
    uses = [one for one in look.kept(load_emergency_uses) if one.day <= world.on]
    said = [one for one in look.kept(load_confirmations) if one.day <= world.on]
    waiting = [one for one in uses if confirmation_of(one, said) is None]
    labels = code_labels(look, [one.code_id for one in waiting])
    for one in waiting:
        for found in unconfirmed(one, None):
            name = world.staff.name(one.person_id, one.day)
            subject = f"{name} {one.day.isoformat()} {labels.get(one.code_id, '')}".strip()
            yield TodoItem(
                "emergency",
                None,
                "",
                False,
                "急诊超权限待上级确认",
                one.number,
                subject,
                found.article,
                "登记上级意见",
                _PLACE,
                one.number,
            )


@cites("MTCA-20")
def _ending(world: World, look: Look, days: int) -> Iterator[TodoItem]:
    """快到期的授权，同一天到期的合为一件；那天已经离院的没有续授可办。"""
    on = world.on
    for found in look.kept(ending_soon, on, on + timedelta(days=days)):
        ending = _of_those_here(world, found)
        if not ending.items:
            continue
        people, size = ending.people, len(ending.items)
        names = "、".join(world.staff.name(one, on) for one in people[:_NAMED])
        more = f"等 {len(people):,} 人" if len(people) > _NAMED else ""
        what = _called(world, look, ending.first) if size == 1 else f"{size:,} 项授权"
        yield _item(
            *(world, "privilege", ending.until, f"授权到期：{what}", f"{names}{more}"),
            *("MTCA-20", "办理续授", _shown_at(ending)),
        )


def _of_those_here(world: World, ending: Ending) -> Ending:
    gone = {one for one in ending.people if world.staff.has_left(one, ending.until)}
    return ending._replace(items=tuple(one for one in ending.items if one[0] not in gone))


@cites("MTCA-26")
def _training(world: World, look: Look, days: int) -> Iterator[TodoItem]:
    """限制类技术的权限还在，培训证明到期了或快到期：权限不自动终止，须补登或另作决定。"""
    on = world.on
    for person, technology in look.kept(technology_holders, on):
        if world.staff.has_left(person, on):
            continue
        file = world.technology(technology)
        if not judge(world, file).category.is_restricted:
            continue
        lineages = file.lineages_on(on)
        now = trained_for(world.staff, person, lineages, on)
        then = trained_for(world.staff, person, lineages, on + timedelta(days=days))
        if now.is_fit and then.is_fit:
            continue
        due = None if now.is_fit is False and now.lapsed_on is None else then.lapsed_on
        word = "没有培训证明" if due is None else "培训证明到期"
        subject = f"{world.staff.name(person, on)}（{file.name(on)}）"
        yield _item(
            world, "training-proof", due, word, subject, "MTCA-26", "登记培训证明", str(person)
        )


def _shown_at(ending: Ending) -> str:
    """授权屏上的一格；矩阵里没有的（级别）、不止一项的，看将到期的一览。"""
    (person, target), *more = ending.items
    if more or target.kind is TargetKind.GRADE:
        return _EXPIRING
    return f"{person} {int(target.kind)} {target.id}"


def _called(world: World, look: Look, target: Target) -> str:
    if target.kind is TargetKind.GRADE:
        return look.kept(load_specialties).name(target.id)
    if target.kind is TargetKind.TECHNOLOGY:
        return world.technology(target.id).name(world.on)
    return code_labels(look, (target.id,)).get(target.id, "")


def _item(
    world: World,
    kind: str,
    due: date | None,
    matter: str,
    subject: str,
    article: str,
    action: str,
    key: str,
) -> TodoItem:
    late = due is not None and world.on > due
    words = left(world.on, due, world.calendar) if due else ""
    place = "practitioners" if kind == "training-proof" else _PLACE
    return TodoItem(
        kind, due, words, late, matter, "", subject, article, action, place, key, counted=False
    )
