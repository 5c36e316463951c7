"""待办一件的样子，以及全院的待办：公开、管理目录、培训基地。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.applications import (
    OPEN_STATES,
    STATE_LABELS,
    ApplicationFile,
    ApplicationState,
)
from medtech_desktop.domain.disclosures import is_outdated
from medtech_desktop.domain.editions import adjustment_due, edition_on, management_diff
from medtech_desktop.domain.working_days import left
from medtech_desktop.office.disclosures import (
    current_period,
    disclosure_record,
    list_changes,
    load_figures,
    load_posted,
    thawed,
)
from medtech_desktop.office.editions import management_editions, management_rows, rows_of
from medtech_desktop.office.grading_papers import public_grading
from medtech_desktop.office.restricted_grades import grades_in_force_findings
from medtech_desktop.office.trainings import all_bases
from medtech_desktop.office.world import World
from medtech_desktop.store.applications import load_applications
from medtech_desktop.store.page import Look


@dataclass(frozen=True, slots=True)
class TodoItem:
    """待办一件。``due`` 空 = 没有法定天数；``place`` 与 ``key`` 是去办的地方。

    ``counted``: the term is counted in working days, so its last day is one.
    """

    kind: str
    due: date | None
    left: str
    overdue: bool
    matter: str
    code: str
    subject: str
    article: str
    action: str
    place: str
    key: str
    provisional: bool = False
    departments: tuple[str, ...] = ()
    counted: bool = True


def house_items(world: World, look: Look) -> Iterator[TodoItem]:
    """全院的待办：审定过的公开和目录与现状不符；培训基地公告后的备案期限；等着的授权申请。"""
    yield from _disclosure(world, look)
    yield from _management(world, look)
    yield from _bases(world, look)
    yield from _applications(world, look)
    yield from _grades(world, look)


def _item(kind: str, matter: str, subject: str, article: str, action: str, place: str) -> TodoItem:
    return TodoItem(kind, None, "", False, matter, "", subject, article, action, place, "")


def _disclosure(world: World, look: Look) -> Iterator[TodoItem]:
    posted = load_posted(look, world.on)
    if not posted:
        return
    record = disclosure_record(
        world,
        load_figures(look),
        current_period(world.on, posted),
        grading=public_grading(world, look),
    )
    changes = list_changes(thawed(posted[-1]), record)
    for f in is_outdated(posted[-1], len(changes)):
        yield _item("disclosure", f.message, "院务公开", f.article, "审核公示", "disclosures")


def _management(world: World, look: Look) -> Iterator[TodoItem]:
    current = edition_on(management_editions(look), world.on)
    if current is None:
        return
    diff = management_diff(rows_of(current), management_rows(world))
    for f in adjustment_due(diff, current):
        yield _item("edition", f.message, current.name, f.article, "审定新版", "technologies")


def _bases(world: World, look: Look) -> Iterator[TodoItem]:
    """公告之日起 3 个工作日内向省级备案；附件4 的内容以草稿为准，备案由人登记。"""
    for view in all_bases(world, look):
        if view.term is None or view.filed_on is not None:
            continue
        due = view.term.due
        yield TodoItem(
            "training-base",
            due,
            left(world.on, due, world.calendar),
            world.on > due,
            f"培训基地备案（公告 {view.term.day_zero.isoformat()}）",
            view.code,
            view.technology,
            "MTCA-29",
            "填写附件4",
            "trainings",
            view.base.number,
            view.term.provisional,
        )


def _grades(world: World, look: Look) -> Iterator[TodoItem]:
    """本院选定限制类按四级管理，而施行的分级目录里还有不够四级的。"""
    for f in grades_in_force_findings(look, world):
        yield _item("grading", f.message, "手术分级目录", f.article, "起草新版", "procedures")


_APPLICATION_ACTS = {
    ApplicationState.DEPARTMENT: "登记评议",
    ApplicationState.OFFICE: "登记复核",
    ApplicationState.COMMITTEE: "登记审定",
    ApplicationState.DOCUMENT: "登记文号",
    ApplicationState.RETURNED: "等补充",
}


def _applications(world: World, look: Look) -> Iterator[TodoItem]:
    """等着的授权申请，一种情形一件；没有法定天数，期限由本院自定。"""
    waiting: dict[ApplicationState, list[ApplicationFile]] = {}
    for file in look.kept(load_applications):
        if file.application.day <= world.on:
            waiting.setdefault(file.state(world.on), []).append(file)
    for state in OPEN_STATES:
        files = waiting.get(state, [])
        if not files:
            continue
        names = [world.staff.name(one.application.person_id, world.on) for one in files]
        more = f" 等 {len(files)} 人" if len(files) > 3 else ""
        number = files[0].application.number if len(files) == 1 else ""
        yield TodoItem(
            "application",
            None,
            "",
            False,
            f"授权申请{STATE_LABELS[state]} {len(files)} 份",
            number,
            "、".join(dict.fromkeys(names[:3])) + more,
            "MTCA-20",
            _APPLICATION_ACTS[state],
            "privileges",
            number or f"applications {state.value}",
        )
