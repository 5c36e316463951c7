"""限制类技术目录：某日的并集、某版的条目、两版的差异与施行。"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from medtech_desktop.domain.catalog_changes import (
    Consequence,
    Diff,
    HospitalTechnology,
    consequences,
    diff,
    superseding_events,
)
from medtech_desktop.domain.catalogs import (
    Edition,
    Entry,
    ForceEvent,
    Level,
    RestrictedCatalog,
    is_in_force,
    printed_entries,
    restricted_on,
)
from medtech_desktop.domain.clocks import in_use_from
from medtech_desktop.domain.working_days import nth_working_day
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.office.world import World, load_world, read_world, shipped_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables import catalogs as t


@dataclass(frozen=True, slots=True)
class EntryLine:
    """目录条目一行。``mark`` 为须标出的话；``restored`` 缺字已补。"""

    code: str
    name: str
    category: str
    level: str
    edition: str
    mark: str
    restored: bool
    unverified: bool
    lineage: str


def catalog_lines(library: Book, on: date, edition: str = "") -> tuple[EntryLine, ...]:
    """某版的条目（按所印次序）；不给版名则为当日国家版与省版的并集。raises Refused."""
    return _lines(load_world(library, on), edition)


def shipped_lines(on: date, edition: str = "") -> tuple[EntryLine, ...]:
    """没有数据文件时：随附目录的条目。"""
    return _lines(shipped_world(on), edition)


def _lines(world: World, edition: str) -> tuple[EntryLine, ...]:
    if not edition:
        return tuple(
            _line(i.entry, i.edition, i.level, i.mark) for i in world.catalog_on(world.on).items
        )
    editions = {e.id: e for e in world.catalogs.editions}
    levels = {s.key: s.level for s in world.catalogs.series}
    return tuple(
        _line(e, editions[e.edition_id], levels[editions[e.edition_id].series_key], "")
        for e in printed_in(world, edition)
    )


def printed_in(world: World, edition: str) -> tuple[Entry, ...]:
    """某版（或某份目录）所印的条目。raises Refused, naming the editions there are."""
    try:
        return printed_entries(edition, world.catalogs.editions, world.catalogs.entries)
    except LookupError as error:
        names = dict.fromkeys(e.printed_as or e.key for e in world.catalogs.editions)
        raise not_found(str(error), f"现有各版：{'、'.join(names)}", "edition") from error


def _line(entry: Entry, edition: Edition, level: Level, mark: str) -> EntryLine:
    return EntryLine(
        entry.code,
        entry.name,
        level.value,
        "国家" if level is Level.NATIONAL else "省",
        edition.printed_as or edition.name,
        mark,
        entry.restored,
        entry.unverified or edition.unverified,
        entry.lineage,
    )


@dataclass(frozen=True, slots=True)
class EditionLine:
    """目录的一版：所印的目录、条数、施行与停止之日、文号、现状。

    ``state``: 施行中, 未施行, 已停止, or 省文件仍印 for a national edition that only a
    provincial document still prints.
    """

    key: str
    name: str
    printed_as: str
    series: str
    level: Level
    entries: int
    since: date | None
    until: date | None
    document: str
    filing_due: date | None
    state: str
    unverified: bool
    note: str


def edition_lines(library: Book, on: date) -> tuple[EditionLine, ...]:
    """各系列的各版，施行中的在前，再按施行日由新到旧。"""
    world = load_world(library, on)
    lines = [_edition_line(world, edition) for edition in world.catalogs.editions]
    order = {"施行中": 0, "省文件仍印": 1, "未施行": 2, "已停止": 3}
    lines.sort(key=lambda x: x.since or date.min, reverse=True)
    return tuple(sorted(lines, key=lambda x: (order[x.state], x.level)))


def _edition_line(world: World, edition: Edition) -> EditionLine:
    c = world.catalogs
    level = next(s.level for s in c.series if s.key == edition.series_key)
    series = next(s.name for s in c.series if s.key == edition.series_key)
    own = [e for e in c.force_events if e.edition_id == edition.id and e.level is level]
    known = sorted((e for e in own if e.day <= world.on), key=lambda e: (e.day, e.id))
    begun = [e for e in own if e.into_force]
    first = begun[-1] if begun else None
    last = known[-1] if known else None
    if last is not None and last.into_force:
        state = "施行中"
    elif is_in_force(edition.id, Level.PROVINCIAL, world.on, c.force_events):
        state = "省文件仍印"
    else:
        state = "已停止" if last is not None else "未施行"
    return EditionLine(
        edition.key,
        edition.name,
        edition.printed_as,
        series,
        level,
        sum(e.edition_id == edition.id for e in c.entries),
        first.day if first else None,
        last.day if last is not None and not last.into_force else None,
        first.document_number if first else "",
        first.filing_due if first else None,
        state,
        edition.unverified,
        edition.note,
    )


def held_here(library: Book, on: date) -> dict[str, str]:
    """沿革号 → 本院对应的技术（院内编号），多项用顿号分开。"""
    found: dict[str, list[str]] = {}
    for technology in hospital_technologies(load_world(library, on)):
        for lineage in technology.lineages:
            found.setdefault(lineage, []).append(technology.number)
    return {lineage: "、".join(numbers) for lineage, numbers in found.items()}


@dataclass(frozen=True, slots=True)
class EditionDiff:
    """两版的差异与对本院的影响。"""

    earlier: str
    later: str
    diff: Diff
    consequences: tuple[Consequence, ...]


def compare_editions(library: Book, earlier: str, later: str, on: date) -> EditionDiff:
    """两版的差异（只凭沿革），以及后版施行对本院各项技术的影响。

    When one side prints both series (湖南2018), only its part of the other side's
    series is compared: a national list replaces nothing provincial.
    """
    return _compare(load_world(library, on), earlier, later)


def compare_shipped(earlier: str, later: str, on: date) -> EditionDiff:
    """没有数据文件时：随附两版的差异。"""
    return _compare(shipped_world(on), earlier, later)


def _compare(world: World, earlier: str, later: str) -> EditionDiff:
    before, after = printed_in(world, earlier), printed_in(world, later)
    series = {e.id: e.series_key for e in world.catalogs.editions}
    common = {series[e.edition_id] for e in before} & {series[e.edition_id] for e in after}
    if common:
        before = tuple(e for e in before if series[e.edition_id] in common)
        after = tuple(e for e in after if series[e.edition_id] in common)
    found = diff(before, after, world.catalogs.links)
    return EditionDiff(earlier, later, found, _consequences(world, before, after))


def _consequences(
    world: World, before: tuple[Entry, ...], after: tuple[Entry, ...]
) -> tuple[Consequence, ...]:
    """前版全部施行与后版全部施行之间的影响。"""
    c, on = world.catalogs, world.on
    levels = {s.key: s.level for s in c.series}
    editions = {e.id: e for e in c.editions}

    def as_if(entries: tuple[Entry, ...]) -> RestrictedCatalog:
        held = {e.edition_id for e in entries}
        other = [
            f
            for f in c.force_events
            if editions[f.edition_id].series_key not in {editions[one].series_key for one in held}
        ]
        pretend: list[ForceEvent] = []
        for one in held:
            level = levels[editions[one].series_key]
            pretend += superseding_events(editions[one], level, on, "", "", (), ())
        printed = [f for f in c.force_events if f.level is Level.PROVINCIAL and f not in other]
        return restricted_on(
            on, c.series, c.editions, c.entries, [*other, *printed, *pretend], c.links
        )

    return consequences(
        as_if(before),
        as_if(after),
        hospital_technologies(world),
        typed_due=None,
        fallback_due=nth_working_day(on, 15, world.calendar),
    )


def hospital_technologies(world: World) -> tuple[HospitalTechnology, ...]:
    """换版影响核对所需的本院技术。"""
    sites = [s.id for s in world.hospital.sites]
    out = []
    for file in world.technologies:
        used, _ = in_use_from(file, sites, world.on)
        duties = world.duties(file)
        out.append(
            HospitalTechnology(
                file.technology.id,
                file.technology.number,
                file.name(world.on),
                tuple(row.lineage for row in file.lineages),
                used is not None,
                any(d.submitted is not None for d in duties),
                any(d.is_open() for d in duties),
            )
        )
    return tuple(out)


def put_in_force(
    library: Book,
    clerk: Clerk,
    edition_key: str,
    day: date,
    *,
    document_number: str,
    document_title: str = "",
    filing_due: date | None = None,
) -> Done:
    """以文件使某版自 ``day`` 起施行，同系列旧版同日停止；文件号必填。"""
    if not document_number.strip():
        raise not_found("没有填文件号", "目录由文件施行，填写文号后再保存", "document")
    with library.act(clerk, "catalog.force", effective=day) as page:
        world = read_world(page, day)
        c = world.catalogs
        incoming = next((e for e in c.editions if e.key == edition_key), None)
        if incoming is None:
            keys = "、".join(e.key for e in c.editions)
            raise not_found(f"没有「{edition_key}」这一版", f"现有各版：{keys}", "edition")
        level = next(s.level for s in c.series if s.key == incoming.series_key)
        for event in superseding_events(
            incoming,
            level,
            day,
            document_number.strip(),
            document_title.strip(),
            c.editions,
            c.force_events,
            filing_due=filing_due,
        ):
            values = asdict(event)
            del values["id"], values["uid"]
            page.add(t.ForceEventRow, **values)
    changed = frozenset({"catalog", "technology", "filing"})
    return Done(changed, f"「{incoming.name}」自 {day.isoformat()} 起施行", subject=edition_key)


def put_out_of_force(
    library: Book,
    clerk: Clerk,
    edition_key: str,
    day: date,
    *,
    level: Level,
    document_number: str,
    document_title: str = "",
) -> Done:
    """以文件使某版自 ``day`` 起不再施行；``level`` 为发文的层级（省文件也可停止印列国家条目）。"""
    if not document_number.strip():
        raise not_found("没有填文件号", "目录由文件停止，填写文号后再保存", "document")
    with library.act(clerk, "catalog.force", effective=day) as page:
        c = read_world(page, day).catalogs
        edition = next((e for e in c.editions if e.key == edition_key), None)
        if edition is None or not is_in_force(edition.id, level, day, c.force_events):
            raise not_found(
                f"「{edition_key}」在 {day.isoformat()} 没有由这一层级施行",
                "核对版名、日期和发文层级",
                "edition",
            )
        page.add(
            t.ForceEventRow,
            edition_id=edition.id,
            level=level,
            into_force=False,
            day=day,
            document_number=document_number.strip(),
            document_title=document_title.strip(),
            filing_due=None,
            unverified=False,
            note="",
        )
    changed = frozenset({"catalog", "technology", "filing"})
    return Done(changed, f"「{edition.name}」自 {day.isoformat()} 起停止", subject=edition_key)
