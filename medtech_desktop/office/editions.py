"""医疗技术临床应用管理目录：拟稿、对照、由会议审定成版。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from medtech_desktop.domain.categories import CATEGORY_LABELS, Category
from medtech_desktop.domain.editions import (
    ManagementDiff,
    ManagementEdition,
    ManagementRow,
    adjustment_due,
    adoption_findings,
    edition_on,
    management_diff,
)
from medtech_desktop.domain.law import Finding
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.technologies import in_list
from medtech_desktop.office.world import World, load_world, read_world, was_there
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.editions import ManagementEditionRow

_CHANGED = frozenset({"edition"})


def management_rows(world: World) -> tuple[ManagementRow, ...]:
    """现状：本院全部技术，限制类在前；拟开展而未获准的不列。"""
    rows = []
    for file in world.technologies:
        judged = judge(world, file)
        if not judged.is_in_use(world.on):
            continue
        rows.append(
            ManagementRow(
                file.technology.number,
                judged.code,
                judged.official_name(world.on),
                CATEGORY_LABELS[judged.category.category],
                "、".join(
                    world.hospital.department_name(d, world.on)
                    for d in file.department_ids(world.on)
                ),
                "、".join(world.staff.name(p, world.on) for p in file.lead_ids(world.on)),
                judged.cycle.state,
            )
        )
    return tuple(sorted(rows, key=lambda r: in_list(r.code, r.name, r.number)))


def rows_of(edition: ManagementEdition) -> tuple[ManagementRow, ...]:
    """冻结内容读回为各行。"""
    return tuple(ManagementRow(**row) for row in json.loads(edition.record))


def management_editions(look: Look) -> tuple[ManagementEdition, ...]:
    """各版，先后为序。"""
    return tuple(look.fetch(ManagementEditionRow, ManagementEdition))


@dataclass(frozen=True, slots=True)
class ManagementView:
    """管理目录一览：施行的一版、现状、两者之差、各版。"""

    current: ManagementEdition | None
    rows: tuple[ManagementRow, ...]
    diff: ManagementDiff
    editions: tuple[ManagementEdition, ...]
    findings: tuple[Finding, ...]


def management_view(library: Book, on: date) -> ManagementView:
    """管理目录：现状与施行的一版对照。"""
    world = load_world(library, on)
    with library.look() as look:
        editions = management_editions(look)
    current = edition_on(editions, on)
    rows = management_rows(world)
    diff = management_diff(rows_of(current) if current else (), rows)
    adopted = tuple(edition for edition in editions if was_there(edition.adopted_on, on))
    return ManagementView(current, rows, diff, adopted, adjustment_due(diff, current))


@dataclass(frozen=True, slots=True)
class NewEdition:
    """审定一版所填的内容。"""

    adopted_on: date
    since: date
    meeting: str
    document: str = ""
    name: str = ""


def adopt_edition(
    library: Book, clerk: Clerk, draft: NewEdition, on: date, *, reason: str = ""
) -> Done:
    """把现状审定为新的一版，内容冻结。会议未填、列有禁止类的拒绝。"""
    with library.act(clerk, "edition.adopt", reason=reason, effective=draft.since) as page:
        world = read_world(page, on)
        rows = management_rows(world)
        banned = _prohibited(world)
        gate(page, adoption_findings(draft.meeting, draft.adopted_on, draft.since, banned), reason)
        if not rows:
            raise not_found("没有在用的技术，目录是空的", "先登记本院技术并获准开展", "rows")
        year = draft.adopted_on.year
        prefix = f"目录-{year}-"
        used = page.count(
            ManagementEditionRow, ManagementEditionRow.number.startswith(prefix), annulled=True
        )
        number = f"{prefix}{used + 1:03d}"
        name = draft.name.strip() or f"医疗技术临床应用管理目录（{year}年第{used + 1}版）"
        page.add(
            ManagementEditionRow,
            number=number,
            name=name,
            adopted_on=draft.adopted_on,
            since=draft.since,
            meeting=draft.meeting.strip(),
            document=draft.document.strip(),
            record=_frozen(rows),
        )
    return Done(_CHANGED, f"已审定「{name}」，{len(rows)} 项", subject=number)


def _frozen(rows: Sequence[ManagementRow]) -> str:
    return json.dumps([asdict(r) for r in rows], ensure_ascii=False, sort_keys=True)


def _prohibited(world: World) -> tuple[str, ...]:
    return tuple(
        file.name(world.on)
        for file in world.technologies
        if (judged := judge(world, file)).category.category is Category.PROHIBITED
        and judged.is_in_use(world.on)
    )
