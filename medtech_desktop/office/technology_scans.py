"""技术的扫描件：挂到依据、论证、伦理审查或管理规范的某一次登记上。"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.scans import NewScan, attach_to
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page

__all__ = ["NewScan", "ScanOwner", "attach_scan", "attach_scans", "owner_named", "scan_owners"]

_ROLES = {
    "evidence": "source",
    "appraisal": "minutes",
    "ethics": "opinion",
    "norm": "text",
    "consent": "form",
}
_TABLES = {
    "evidence": "evidence",
    "appraisal": "appraisal",
    "ethics": "ethics_review",
    "norm": "norm",
    "consent": "technology_fact",
}
OWNER_LABELS = {
    "evidence": "依据",
    "appraisal": "论证",
    "ethics": "伦理审查",
    "norm": "管理规范",
    "consent": "知情同意书",
}
"""可以挂扫描件的五种登记。"""
_FIRST = {
    "evidence": "先登记依据，再加它的扫描件",
    "appraisal": "先登记论证结论，再加它的扫描件",
    "ethics": "先登记伦理意见，再加它的扫描件",
    "norm": "先登记管理规范，再加它的扫描件",
    "consent": "先登记知情同意书，再加它的扫描件",
}


@dataclass(frozen=True, slots=True)
class ScanOwner:
    """可以挂扫描件的一次登记：哪一种、它的标识、怎么说、哪一天。"""

    kind: str
    uid: str
    words: str
    day: date


def scan_owners(world: World, file: TechnologyFile) -> tuple[ScanOwner, ...]:
    """到那一天为止的各次登记，同一种里新的在前。"""
    found = [one for one in _owners(world, file) if one.day <= world.on]
    order = list(OWNER_LABELS)
    found.sort(key=lambda one: one.day, reverse=True)
    found.sort(key=lambda one: order.index(one.kind))
    return tuple(found)


def _owners(world: World, file: TechnologyFile) -> Iterator[ScanOwner]:
    for one in file.evidence:
        yield _owner("evidence", one.uid, one.source, one.day)
    for verdict in file.appraisals:
        yield _owner("appraisal", verdict.uid, verdict.meeting, verdict.held_on)
    for review in file.ethics_reviews:
        yield _owner("ethics", review.uid, review.meeting, review.held_on)
    for fact in file.facts:
        if fact.kind == TechnologyFactKind.CONSENT_FORM:
            yield _owner("consent", fact.uid, fact.value, fact.since)
    lineages = {row.lineage for row in file.lineages}
    for norm in world.norms:
        if norm.lineage in lineages:
            yield _owner("norm", norm.uid, f"{norm.title} {norm.edition}".strip(), norm.since)


def _owner(kind: str, uid: str, said: str, day: date) -> ScanOwner:
    parts = (OWNER_LABELS[kind], day.isoformat(), said)
    return ScanOwner(kind, uid, "，".join(part for part in parts if part), day)


def owner_named(
    world: World, file: TechnologyFile, kind: str, day: date | None = None
) -> ScanOwner:
    """某一种的最近一次登记，或 ``day`` 那一天的。raises Refused when there is none."""
    held = [one for one in scan_owners(world, file) if one.kind == kind]
    found = [one for one in held if day is None or one.day == day]
    if found:
        return found[0]
    label, number = OWNER_LABELS[kind], file.technology.number
    if not held:
        raise not_found(f"{number} 还没有登记{label}", _FIRST[kind], "to")
    days = "、".join(one.day.isoformat() for one in held)
    said = day.isoformat() if day is not None else ""
    raise not_found(f"{number} 没有 {said} 的{label}", f"已登记的日期：{days}", "day")


def attach_scan(
    library: Book,
    clerk: Clerk,
    key: str,
    file: Path,
    kind: str,
    on: date,
    *,
    day: date | None = None,
    valid_until: date | None = None,
) -> Done:
    """把一份扫描件挂到某一种的最近一次登记（或 ``day`` 那一次）。raises Refused, Trouble."""
    with library.act(clerk, "technology.attach") as page:
        world = read_world(page, on)
        technology = world.find_technology(key)
        owner = owner_named(world, technology, kind, day)
        _attach(page, owner, NewScan(owner.uid, file, valid_until=valid_until))
    number = technology.technology.number
    return Done(frozenset({"technology"}), f"已加扫描件 {file.name}：{owner.words}", subject=number)


def attach_scans(library: Book, clerk: Clerk, key: str, scans: Sequence[NewScan], on: date) -> Done:
    """一次挂几份，要么都挂上，要么都不挂。raises Refused, Trouble."""
    with library.act(clerk, "technology.attach") as page:
        world = read_world(page, on)
        technology = world.find_technology(key)
        owners = {one.uid: one for one in scan_owners(world, technology)}
        for scan in scans:
            if scan.owner not in owners:
                raise not_found("没有这一次登记，或不是这项技术的", "重新打开后再加", "files")
            _attach(page, owners[scan.owner], scan)
    number = technology.technology.number
    return Done(frozenset({"technology"}), f"已加 {len(scans)} 份扫描件", subject=number)


def _attach(page: Page, owner: ScanOwner, scan: NewScan) -> None:
    attach_to(page, _TABLES[owner.kind], owner.uid, _ROLES[owner.kind], owner.words, scan)
