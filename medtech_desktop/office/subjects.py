"""诊疗科目：登记许可证上的，与一项技术须有的；有起止日（第四十三条第（一）项）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import held_on, holds_on
from medtech_desktop.domain.subjects import (
    LicenceSubject,
    TechnologySubject,
    missing_subjects,
    subject_key,
)
from medtech_desktop.office.acts import Clerk, Done, named, not_found
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.subjects import load_subjects
from medtech_desktop.store.tables import LegalRecord
from medtech_desktop.store.tables.cases import LicenceSubjectRow, TechnologySubjectRow

_LICENCE, _TECHNOLOGY = frozenset({"institution"}), frozenset({"technology"})
_SAID = "诊疗科目"
Subject = LicenceSubject | TechnologySubject


@dataclass(frozen=True, slots=True)
class SubjectLine:
    """一个诊疗科目：登记在哪张许可证（或哪项技术）、起止日；``missing`` 许可证上没有。"""

    of: str
    name: str
    since: date
    until: date | None
    missing: bool = False


def add_licence_subjects(
    library: Book,
    clerk: Clerk,
    names: Sequence[str],
    since: date,
    *,
    licence_id: int | None = None,
    document: str = "",
) -> Done:
    """登记许可证上的诊疗科目，自 ``since`` 起；已在册的不再登记。raises Refused."""
    with library.act(clerk, "licence.subject", effective=since) as page:
        world = read_world(page, since)
        licence = _licence(world, licence_id)
        fresh = _fresh(names, load_subjects(page).of_licence(licence), since)
        for name in fresh:
            page.add(LicenceSubjectRow, licence_id=licence, name=name, since=since, until=None)
        if document.strip():
            page.remark(document=document.strip())
    return Done(_LICENCE, f"已登记诊疗科目：{'、'.join(fresh)}，自 {since.isoformat()} 起")


def end_licence_subject(
    library: Book, clerk: Clerk, name: str, last_day: date, *, licence_id: int | None = None
) -> Done:
    """终止许可证上的一个诊疗科目，``last_day`` 为最后一日。raises Refused."""
    with library.act(clerk, "licence.subject_end", effective=last_day) as page:
        licence = _licence(read_world(page, last_day), licence_id)
        running = _running(load_subjects(page).of_licence(licence), name, last_day)
        if not running:
            raise not_found(f"许可证上没有「{name.strip()}」，或已经终止", "核对名称", "name")
        for one in running:
            _end(page, LicenceSubjectRow, one, last_day, licence_id=licence)
    said = f"诊疗科目「{name.strip()}」到 {last_day.isoformat()} 为止"
    return Done(_LICENCE, said)


def need_subjects(library: Book, clerk: Clerk, key: str, names: Sequence[str], since: date) -> Done:
    """登记开展一项技术须有的诊疗科目；几个的都要有。raises Refused."""
    with library.act(clerk, "technology.subject", effective=since) as page:
        file = read_world(page, since).find_technology(key)
        number = file.technology.id
        fresh = _fresh(names, load_subjects(page).of_technology(number), since)
        for name in fresh:
            page.add(TechnologySubjectRow, technology_id=number, name=name, since=since, until=None)
    said = f"{file.technology.number} 须有诊疗科目：{'、'.join(fresh)}"
    return Done(_TECHNOLOGY, said, subject=file.technology.number)


def end_needed_subject(library: Book, clerk: Clerk, key: str, name: str, last_day: date) -> Done:
    """不再要求一个诊疗科目，``last_day`` 为最后一日。raises Refused."""
    with library.act(clerk, "technology.subject_end", effective=last_day) as page:
        file = read_world(page, last_day).find_technology(key)
        number = file.technology.id
        running = _running(load_subjects(page).of_technology(number), name, last_day)
        if not running:
            what = f"{file.technology.number} 没有要求「{name.strip()}」，或已经终止"
            raise not_found(what, "核对名称", "name")
        for one in running:
            _end(page, TechnologySubjectRow, one, last_day, technology_id=number)
    said = f"{file.technology.number} 自此不再要求诊疗科目「{name.strip()}」"
    return Done(_TECHNOLOGY, said, subject=file.technology.number)


def _fresh(names: Sequence[str], known: Sequence[Subject], since: date) -> list[str]:
    """当日还没有登记的；都登记了的拒绝。"""
    held = {subject_key(one.name) for one in held_on(known, since)}
    fresh = [one for one in _names(names) if subject_key(one) not in held]
    if not fresh:
        raise not_found("这些诊疗科目都已登记", "要改起日的，先终止原来的", "name")
    return fresh


def _running(known: Sequence[Subject], name: str, last_day: date) -> list[Subject]:
    """这个名称的，``last_day`` 以后还在的。"""
    key = subject_key(name)
    named = (one for one in known if subject_key(one.name) == key)
    return [one for one in named if one.until is None or one.until > last_day]


def _end(page: Page, table: type[LegalRecord], one: Subject, last_day: date, **owner: int) -> None:
    """原来的一条撤销，换成到 ``last_day`` 为止的；还没有开始的只撤销。"""
    page.annul(table, one.uid, "补登终止日")
    if one.since <= last_day:
        page.add(table, **owner, name=one.name, since=one.since, until=last_day)


def _names(names: Sequence[str]) -> list[str]:
    """逐个的名称；一格里用顿号、逗号、分号分开的也拆开。"""
    parts = [part for name in names for part in _split(name)]
    if not parts:
        raise not_found("没有填诊疗科目", "照执业许可证上的写", "name")
    return list(dict.fromkeys(named(part, _SAID, "name") for part in parts))


def _split(text: str) -> list[str]:
    for mark in "，,；;\n":
        text = text.replace(mark, "、")
    return [part.strip() for part in text.split("、") if part.strip()]


def _licence(world: World, licence_id: int | None) -> int:
    licences = world.hospital.licences
    if licence_id is not None and any(one.id == licence_id for one in licences):
        return licence_id
    if not licences:
        raise not_found("还没有登记执业许可证", "先登记本院的院区和许可证", "licence")
    if licence_id is None:
        return licences[0].id
    raise not_found("没有这张许可证", "核对许可证", "licence")


# Questions


def licence_subjects(library: Book, on: date) -> tuple[SubjectLine, ...]:
    """各许可证登记的诊疗科目，现行的在前。"""
    with library.look() as look:
        world = read_world(look, on)
        names = {one.id: one.number for one in world.hospital.licences}
        rows = load_subjects(look).licensed
    lines = [SubjectLine(names[one.licence_id], one.name, one.since, one.until) for one in rows]
    lines.sort(key=lambda one: (not holds_on(one, on), one.of, one.since, one.name))
    return tuple(lines)


def needed_subjects(library: Book, key: str, on: date) -> tuple[SubjectLine, ...]:
    """一项技术须有的诊疗科目，现行的在前；许可证当日没有的标出。"""
    with library.look() as look:
        world = read_world(look, on)
        return needed_of(look, world, world.find_technology(key).technology.id)


def needed_of(look: Look, world: World, technology_id: int) -> tuple[SubjectLine, ...]:
    """同上，书已打开的。"""
    subjects, on = load_subjects(look), world.on
    site = world.hospital.default_site()
    licence = world.hospital.licence_of(site.id, on) if site else None
    absent = missing_subjects(subjects, technology_id, licence.id if licence else None, on)
    number = world.technology(technology_id).technology.number
    lines = [
        SubjectLine(
            number, one.name, one.since, one.until, holds_on(one, on) and one.name in absent
        )
        for one in subjects.of_technology(technology_id)
    ]
    lines.sort(key=lambda one: (not holds_on(one, on), one.since, one.name))
    return tuple(lines)
