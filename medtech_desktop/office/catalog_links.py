"""目录条目的沿革：按编号与名称提出建议，由人确认后记下；从不自动采用。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.catalog_changes import suggested_links
from medtech_desktop.domain.catalogs import Entry, LinkKind
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.catalogs import printed_in
from medtech_desktop.office.world import World, load_world, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables import catalogs as t


@dataclass(frozen=True, slots=True)
class ProposedLink:
    """一条沿革建议：前版条目 → 后版条目，两端以沿革号与版指明。"""

    earlier: Entry
    later: Entry
    kind: LinkKind


def proposed_links(library: Book, earlier: str, later: str, on: date) -> tuple[ProposedLink, ...]:
    """后版中还没有沿革、而编号或名称与前版相同的条目。raises Refused for an unknown edition."""
    world = load_world(library, on)
    before, after = printed_in(world, earlier), printed_in(world, later)
    shared = {entry.id for entry in before}
    news = tuple(entry for entry in after if entry.id not in shared)
    found = suggested_links(before, news, world.catalogs.links)
    return tuple(ProposedLink(one.from_entry, one.to_entry, one.kind) for one in found)


def confirm_link(
    library: Book,
    clerk: Clerk,
    earlier: int,
    later: int,
    kind: LinkKind,
    on: date,
    *,
    source: str,
) -> Done:
    """确认一条沿革；``earlier``、``later`` 为条目的内部编号，依据必填。"""
    if not source.strip():
        raise not_found(
            "没有写沿革的依据", "写明依据的文件，或「名称编号一致，人工核对」", "source"
        )
    with library.act(clerk, "catalog.link", effective=on) as page:
        world = read_world(page, on)
        old, new = _entry(world, earlier), _entry(world, later)
        if old.edition_id == new.edition_id:
            raise not_found("沿革的两端在同一版之内", "沿革只连前后两版", "later")
        links = world.catalogs.links
        if any((one.from_entry_id, one.to_entry_id) == (old.id, new.id) for one in links):
            raise not_found("这条沿革已经确认过", "不需要再确认", "later")
        page.add(
            t.EntryLinkRow,
            from_entry_id=old.id,
            to_entry_id=new.id,
            kind=kind,
            source=source.strip(),
            note="",
        )
    said = f"已确认「{old.name}」→「{new.name}」"
    return Done(frozenset({"catalog", "technology", "filing"}), said)


def _entry(world: World, entry_id: int) -> Entry:
    found = next((e for e in world.catalogs.entries if e.id == entry_id), None)
    if found is None:
        raise not_found("没有这一条目录条目", "重新打开两版对照", "entry")
    return found
