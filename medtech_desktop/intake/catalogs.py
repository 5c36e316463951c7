"""随程序附带的目录：TOML → 系列、版、条目、沿革、施行记录、禁止类与不适用名单。

Ids run from 1 in file order and uids derive from the keys, so the same files always give
the same records and a new book may keep them one to one.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from medtech_desktop.domain.catalogs import (
    Edition,
    Entry,
    EntryLink,
    ForceEvent,
    Level,
    LinkKind,
    Series,
)
from medtech_desktop.domain.prohibited import Ground, IndicationRule, Issuer, ProhibitedEntry
from medtech_desktop.domain.scope import Family, OutOfScopeEntry
from medtech_desktop.domain.terms import join_terms
from medtech_desktop.intake.provinces import province_folder
from medtech_desktop.intake.toml_tables import BadResource, TomlTable, read_toml
from medtech_desktop.resource_files import resource

_NAMESPACE = uuid.UUID("5b0a4f6e-9c1d-5e0b-8a53-6d9f0c2e7a11")
E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ShippedCatalogs:
    """随程序附带的全部目录数据，供新册写入。"""

    series: tuple[Series, ...]
    editions: tuple[Edition, ...]
    entries: tuple[Entry, ...]
    links: tuple[EntryLink, ...]
    force_events: tuple[ForceEvent, ...]
    prohibited: tuple[ProhibitedEntry, ...]
    out_of_scope: tuple[OutOfScopeEntry, ...]


def shipped_catalogs(province: str = "hunan") -> ShippedCatalogs:
    """国家与一省的目录。raises LookupError for an unknown province, BadResource for bad data."""
    folder = province_folder(province)
    catalogs = resource("catalogs")
    files = [read_toml(path) for path in sorted(catalogs.glob("national-*.toml"))]
    files += [read_toml(path) for path in sorted(folder.glob("restricted-*.toml"))]
    lists = [read_toml(path) for path in sorted(catalogs.glob("prohibited*.toml"))]
    lists += [read_toml(path) for path in sorted(folder.glob("prohibited*.toml"))]
    series = [_series(n, one) for n, one in enumerate(_all_series(province), 1)]
    editions = [_edition(n, file.table("edition")) for n, file in enumerate(files, 1)]
    known = {one.key for one in series}
    for edition in editions:
        if edition.series_key not in known:
            raise BadResource(f"「{edition.key}」的系列「{edition.series_key}」不存在")
    entries = _entries(files, editions)
    return ShippedCatalogs(
        tuple(series),
        tuple(editions),
        entries,
        _links(files, editions, entries),
        _force_events(files, editions),
        _prohibited(lists),
        _out_of_scope(read_toml(catalogs / "out-of-scope.toml")),
    )


def _all_series(province: str) -> list[TomlTable]:
    national = read_toml(resource("catalogs", "series.toml")).tables("series")
    return [*national, read_toml(province_folder(province) / "pack.toml").table("series")]


def _series(number: int, one: TomlTable) -> Series:
    one.only("key", "name", "level", "note")
    key = one.text("key")
    level = _choice(one, "level", Level)
    return Series(number, _uid("series", key), key, one.text("name"), level, one.text("note", ""))


def _edition(number: int, one: TomlTable) -> Edition:
    one.only(
        *("series", "key", "name", "printed_as", "source", "source_date", "has_codes"),
        *("unverified", "note"),
    )
    key = one.text("key")
    return Edition(
        id=number,
        uid=_uid("edition", key),
        series_key=one.text("series"),
        key=key,
        name=one.text("name"),
        printed_as=one.text("printed_as"),
        source=one.text("source"),
        source_date=one.day("source_date"),
        has_codes=one.flag("has_codes", True),
        unverified=one.flag("unverified"),
        note=one.text("note", ""),
    )


def _entries(files: list[TomlTable], editions: list[Edition]) -> tuple[Entry, ...]:
    out: list[Entry] = []
    for file, edition in zip(files, editions, strict=True):
        for one in file.tables("entry"):
            one.only(
                *("ordinal", "code", "name", "lineage", "aliases", "restored", "unverified"),
                "note",
            )
            if edition.has_codes != bool(one.text("code")):
                raise BadResource(f"{one.where}：编号与本版有无编号不符")
            out.append(
                Entry(
                    id=len(out) + 1,
                    uid=_uid("entry", edition.key, str(one.whole("ordinal"))),
                    edition_id=edition.id,
                    ordinal=one.whole("ordinal"),
                    code=one.text("code"),
                    name=one.text("name"),
                    lineage=one.text("lineage"),
                    aliases=join_terms(one.texts("aliases")),
                    restored=one.flag("restored"),
                    unverified=one.flag("unverified"),
                    note=one.text("note", ""),
                )
            )
    return tuple(out)


def _links(
    files: list[TomlTable], editions: list[Edition], entries: tuple[Entry, ...]
) -> tuple[EntryLink, ...]:
    by_code = {(e.edition_id, e.code): e.id for e in entries if e.code}
    by_place = {(e.edition_id, e.ordinal): e.id for e in entries}
    out: list[EntryLink] = []
    for file, edition in zip(files, editions, strict=True):
        for one in file.tables("link"):
            one.only("from_edition", "from", "to", "kind", "note")
            older = _edition_id(editions, one)
            ends = (
                by_code.get((older, one.text("from"))),
                by_place.get((edition.id, one.whole("to"))),
            )
            if ends[0] is None or ends[1] is None:
                raise BadResource(f"{one.where}：沿革的一端不存在")
            uid = _uid("link", edition.key, one.text("from"), str(one.whole("to")))
            kind = _choice(one, "kind", LinkKind)
            source, note = edition.source, one.text("note", "")
            out.append(EntryLink(len(out) + 1, uid, ends[0], ends[1], kind, source, note))
    return tuple(out)


def _force_events(files: list[TomlTable], editions: list[Edition]) -> tuple[ForceEvent, ...]:
    rows = [
        (one, _edition_id(editions, one, "edition") if "edition" in one.values else edition.id)
        for file, edition in zip(files, editions, strict=True)
        for one in file.tables("force")
    ]
    rows.sort(key=lambda row: row[0].day("day"))
    return tuple(_force_event(n, one, edition) for n, (one, edition) in enumerate(rows, 1))


def _force_event(number: int, one: TomlTable, edition_id: int) -> ForceEvent:
    one.only(
        *("edition", "level", "into_force", "day", "document_number", "document_title"),
        *("filing_due", "unverified", "note"),
    )
    level, day = _choice(one, "level", Level), one.day("day")
    into_force = one.flag("into_force")
    return ForceEvent(
        id=number,
        uid=_uid("force", str(edition_id), level, day.isoformat(), str(into_force)),
        edition_id=edition_id,
        level=level,
        into_force=into_force,
        day=day,
        document_number=one.text("document_number"),
        document_title=one.text("document_title"),
        filing_due=one.day_or_none("filing_due"),
        unverified=one.flag("unverified"),
        note=one.text("note", ""),
    )


def _edition_id(editions: list[Edition], one: TomlTable, key: str = "from_edition") -> int:
    wanted = one.text(key)
    for edition in editions:
        if edition.key == wanted:
            return edition.id
    raise BadResource(f"{one.where}：没有「{wanted}」这一版")


def _prohibited(lists: list[TomlTable]) -> tuple[ProhibitedEntry, ...]:
    rows = [(file.table("list"), one) for file in lists for one in file.tables("entry")]
    return tuple(_prohibited_entry(n, head, one) for n, (head, one) in enumerate(rows, 1))


def _prohibited_entry(number: int, head: TomlTable, one: TomlTable) -> ProhibitedEntry:
    one.only(
        *("key", "technology", "indication", "indication_rule", "ground", "aliases", "codes"),
        *("exceptions", "indication_terms", "allowed_terms", "note"),
    )
    interim = head.flag("interim")
    rule = _choice(one, "indication_rule", IndicationRule)
    if rule is not IndicationRule.ANY and not one.text("indication", ""):
        raise BadResource(f"{one.where}：限定适应证的条目须写 indication")
    return ProhibitedEntry(
        id=number,
        uid=_uid("prohibited", head.text("key"), one.text("key")),
        technology=one.text("technology"),
        indication=one.text("indication", ""),
        indication_rule=rule,
        ground=_choice(one, "ground", Ground),
        issuer=_choice(head, "issuer", Issuer),
        since=head.day("since"),
        until=head.day_or_none("until"),
        source=head.text("source"),
        aliases=join_terms(one.texts("aliases")),
        codes=join_terms(one.texts("codes")),
        exceptions=join_terms(one.texts("exceptions")),
        indication_terms=join_terms(one.texts("indication_terms")),
        allowed_terms=join_terms(one.texts("allowed_terms")),
        interim=interim,
        unverified=head.flag("unverified"),
        note=one.text("note", "国家目录发布前" if interim else ""),
    )


def _out_of_scope(file: TomlTable) -> tuple[OutOfScopeEntry, ...]:
    source = file.table("list").text("source")
    out: list[OutOfScopeEntry] = []
    for one in file.tables("entry"):
        one.only("family", "name", "aliases", "exceptions", "note")
        out.append(
            OutOfScopeEntry(
                id=len(out) + 1,
                uid=_uid("out-of-scope", one.text("name")),
                family=_choice(one, "family", Family),
                name=one.text("name"),
                aliases=join_terms(one.texts("aliases")),
                exceptions=join_terms(one.texts("exceptions")),
                source=source,
                note=one.text("note", ""),
            )
        )
    return tuple(out)


def _choice(one: TomlTable, key: str, kind: type[E]) -> E:
    value = one.text(key)
    try:
        return kind(value)
    except ValueError as error:
        raise BadResource(f"{one.where}：{key} 不能是「{value}」") from error


def _uid(*parts: str) -> str:
    return str(uuid.uuid5(_NAMESPACE, "/".join(parts)))
