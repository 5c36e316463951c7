"""授权申请表与再授权申请表：由申请写成记录；空白表可按科室印。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from medtech_desktop.domain.application_papers import ApplicationForm, FormItem, FormOpinion
from medtech_desktop.domain.applications import (
    APPLICATION_LABELS,
    REVIEWS,
    STEP_LABELS,
    VERDICT_LABELS,
    ApplicationFile,
    ApplicationKind,
    ReviewStep,
)
from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.practitioners import CertificateKind
from medtech_desktop.domain.privileges import VERB_LABELS, PrivilegeEvent, Target, Verb
from medtech_desktop.domain.workloads import Workload
from medtech_desktop.office.application_pages import held_in_words
from medtech_desktop.office.application_targets import target_names
from medtech_desktop.office.applications import find_application, standings_of
from medtech_desktop.office.papers import footer
from medtech_desktop.office.world import World
from medtech_desktop.store.applications import load_applications
from medtech_desktop.store.page import Look
from medtech_desktop.store.privileges import chain_of, decisions_by_id
from medtech_desktop.store.workloads import workload_within

BLANK = "空白"
_BLANK_ROWS = 6
_KINDS = tuple(APPLICATION_LABELS.values())
_TAKEN = (Verb.SUSPEND, Verb.REINSTATE, Verb.LOWER, Verb.REVOKE)

Made = tuple[str, ApplicationForm, tuple[Finding, ...]]


def application(world: World, look: Look, key: str, anchor: str) -> Made:
    """授权申请表；「空白」或「空白 科室」为空白表。raises Refused."""
    return _form(world, look, key, anchor, regrant=False)


def regrant(world: World, look: Look, key: str, anchor: str) -> Made:
    """再授权申请表；「空白」或「空白 科室」为空白表。raises Refused."""
    return _form(world, look, key, anchor, regrant=True)


def first_numbers(_world: World, look: Look) -> tuple[str, ...]:
    """用授权申请表的各份。"""
    return _numbers(look, regrant=False)


def renewal_numbers(_world: World, look: Look) -> tuple[str, ...]:
    """用再授权申请表的各份。"""
    return _numbers(look, regrant=True)


def _numbers(look: Look, *, regrant: bool) -> tuple[str, ...]:
    return tuple(
        file.application.number
        for file in load_applications(look)
        if (file.application.kind is ApplicationKind.RENEW) == regrant
    )


def _form(world: World, look: Look, key: str, anchor: str, *, regrant: bool) -> Made:
    name = "再授权申请表" if regrant else "授权申请表"
    if key.strip().split(" ")[0] in ("", BLANK):
        department = key.strip().removeprefix(BLANK).strip()
        record = _blank(world, department, regrant, footer(world, "", anchor))
        return f"空白{name}{f'-{department}' if department else ''}", record, ()
    file = find_application(look, key)
    record = _filled(world, look, file, regrant, footer(world, file.application.number, anchor))
    return f"{name}-{file.application.number}-{record.name}", record, ()


def _blank(world: World, department: str, regrant: bool, foot: Footer) -> ApplicationForm:
    return ApplicationForm(
        world.hospital.name(world.on),
        regrant,
        "",
        "",
        "",
        "",
        department,
        None,
        "",
        _KINDS,
        tuple(FormItem("") for _ in range(_BLANK_ROWS)),
        "",
        "",
        "",
        None,
        "",
        tuple(FormOpinion(f"{STEP_LABELS[step]}意见") for step in REVIEWS),
        foot,
        blank=True,
    )


def _filled(
    world: World, look: Look, file: ApplicationFile, regrant: bool, foot: Footer
) -> ApplicationForm:
    head = file.application
    staff, day, person = world.staff, head.day, head.person_id
    department = head.department_id
    first = year_before(day)
    loads = workload_within(look, person, first, day)
    return ApplicationForm(
        hospital=world.hospital.name(world.on),
        regrant=regrant,
        number=head.number,
        name=staff.name(person, day),
        staff_number=staff.staff_number(person, day),
        title=staff.title(person, day),
        department=world.hospital.department_name(department, day) if department else "",
        day=day,
        kind=APPLICATION_LABELS[head.kind],
        kinds=_KINDS,
        items=_items(world, look, file, loads),
        statement=file.statement(world.on),
        training=_training(world, file),
        changes=_changes(world, look, file),
        cases=_cases(one for one in loads if one.code_id is None and one.technology_id is None),
        counted=f"{first.isoformat()} 至 {day.isoformat()}，",
        opinions=tuple(_opinion(world, look, file, step) for step in REVIEWS),
        footer=foot,
    )


def year_before(day: date) -> date:
    """往前 12 个月的第一天。"""
    try:
        return day.replace(year=day.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year - 1, 3, 1)


def _cases(loads: Iterable[Workload]) -> int | None:
    """合计；一条也没有登记的为 None。"""
    found = [one.cases for one in loads]
    return sum(found) if found else None


def _items(
    world: World, look: Look, file: ApplicationFile, loads: Sequence[Workload]
) -> tuple[FormItem, ...]:
    names = target_names(look, world, (one.target for one in file.items))
    held = standings_of(look, file.application.person_id)
    rows = []
    for one in file.items:
        mine = [
            load
            for load in loads
            if (load.code_id, load.technology_id) == (one.code_id, one.technology_id)
        ]
        graded = one.grade is not None
        rows.append(
            FormItem(
                names[one.target],
                GRADE_NAMES.get(one.grade or 0, ""),
                held_in_words(held.get(one.target), graded, world.on),
                one.until.isoformat() if one.until else "长期",
                None if graded else _cases(mine),
            )
        )
    return tuple(rows)


def _training(world: World, file: ApplicationFile) -> str:
    """当日有效的培训证明：通用的，和对应所申请技术的。"""
    lineages = [
        row.lineage
        for one in file.items
        if one.technology_id is not None
        for row in world.technology(one.technology_id).lineages
    ]
    head = file.application
    rows = world.staff.certificates_of(head.person_id, CertificateKind.TRAINING, head.day, lineages)
    return "；".join(
        "，".join(part for part in (c.since.isoformat(), c.issuer, c.title, c.number) if part)
        for c in rows
    )


def _changes(world: World, look: Look, file: ApplicationFile) -> str:
    """所申请各项的暂停、恢复、降级、撤销；没有的写「无」。"""
    targets: dict[Target, None] = dict.fromkeys(one.target for one in file.items)
    names = target_names(look, world, targets)
    events: list[PrivilegeEvent] = []
    for target in targets:
        events += chain_of(look, file.application.person_id, target)
    told = [
        f"{event.day.isoformat()} {names[event.target]} {VERB_LABELS[event.verb]}"
        + (f"（{event.reason}）" if event.reason else "")
        for event in sorted(events, key=lambda one: (one.day, one.id))
        if event.verb in _TAKEN and event.annulled_on is None and event.day <= world.on
    ]
    return "；".join(told) or "无"


def _opinion(world: World, look: Look, file: ApplicationFile, step: ReviewStep) -> FormOpinion:
    title = f"{STEP_LABELS[step]}意见"
    one = file.step_of(step, world.on)
    if one is None:
        return FormOpinion(title)
    decision = (
        decisions_by_id(look, (one.decision_id,)).get(one.decision_id)
        if one.decision_id is not None
        else None
    )
    refused = [r for r in file.results_of(one.id).values() if not r.agreed]
    names = target_names(look, world, (item.target for item in file.items))
    of_item = {item.id: names[item.target] for item in file.items}
    words = [f"不同意「{of_item.get(r.item_id, '')}」：{r.note}" for r in refused]
    basis = [one.meeting, decision.document if decision is not None else ""]
    return FormOpinion(
        title,
        VERDICT_LABELS[one.verdict],
        "；".join([*([one.opinion] if one.opinion else []), *words]),
        "，".join(part for part in basis if part),
        world.staff.name(one.person_id, one.day) if one.person_id is not None else "",
        one.day,
        one.concurrent,
    )
