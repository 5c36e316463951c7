"""限制类技术目录：某日的国家版 ∪ 省版（办法第十条，湘二（二），附件 1）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.catalogs import (
    Edition,
    Entry,
    EntryLink,
    ForceEvent,
    Level,
    LinkKind,
    RestrictedCatalog,
    Series,
    is_in_force,
    printed_entries,
    restricted_on,
    search_entries,
)
from medtech_desktop.intake.catalogs import shipped_catalogs

SHIPPED = shipped_catalogs()
DROPPED_IN_2022 = ("G05", "G09", "G12", "G14", "G15")


def shipped_on(day: date, *more: ForceEvent) -> RestrictedCatalog:
    return restricted_on(
        day,
        SHIPPED.series,
        SHIPPED.editions,
        SHIPPED.entries,
        (*SHIPPED.force_events, *more),
        SHIPPED.links,
    )


def edition_id(key: str) -> int:
    return next(edition.id for edition in SHIPPED.editions if edition.key == key)


def lineage(code: str) -> str:
    return next(entry.lineage for entry in SHIPPED.entries if entry.code == code)


def codes(catalog: RestrictedCatalog) -> list[str]:
    return [item.entry.code for item in catalog.items]


@pytest.mark.allows("MTCA-51", duty="0.in-force")
def test_nothing_is_restricted_before_the_measure_is_in_force() -> None:
    assert shipped_on(date(2018, 10, 31)).items == ()
    assert not shipped_on(date(2018, 10, 31)).holds(lineage("G01"))


@pytest.mark.refuses("MTCA-51", duty="0.in-force")
def test_between_the_measure_and_the_notice_only_the_national_part_is_restricted() -> None:
    on = shipped_on(date(2018, 11, 18))
    assert codes(on) == [f"G{n:02}" for n in range(1, 16)]
    assert {item.level for item in on.items} == {Level.NATIONAL}
    assert not on.holds(lineage("S01"))


@pytest.mark.refuses("MTCA-10", duty="1.restricted")
@pytest.mark.refuses("HN-annex1")
def test_from_the_notice_on_both_parts_are_restricted_in_printed_order() -> None:
    on = shipped_on(date(2018, 11, 19))
    printed = printed_entries("湖南2018", SHIPPED.editions, SHIPPED.entries)
    assert [item.entry for item in on.items] == list(printed)
    assert codes(on) == [f"G{n:02}" for n in range(1, 16)] + [f"S{n:02}" for n in range(1, 30)]
    assert [item.level for item in on.items].count(Level.PROVINCIAL) == 29
    assert not [item for item in on.items if item.mark]


@pytest.mark.allows("MTCA-10", duty="1.restricted")
@pytest.mark.allows("HN-annex1")
def test_what_neither_part_lists_is_not_restricted() -> None:
    on = shipped_on(date(2022, 4, 19))
    assert not on.holds("national-ecmo")
    assert not on.holds("national-autologous-organ")
    assert not on.holds("")
    assert on.item_for("") is None


def test_the_national_edition_of_2022_replaces_the_national_part() -> None:
    on = shipped_on(date(2022, 4, 20))
    national = [item for item in on.items if item.level is Level.NATIONAL]
    assert len(national) == 12
    assert {item.entry.code for item in national} == {""}
    assert {item.edition.key for item in national} == {"国家2022"}
    assert all(item.entry.unverified for item in national)
    assert on.holds("national-ecmo")
    assert on.holds("national-autologous-organ")


@pytest.mark.parametrize("code", DROPPED_IN_2022)
def test_dropped_nationally_but_printed_by_the_province_stays_marked(code: str) -> None:
    item = shipped_on(date(2026, 11, 22)).item_for(lineage(code))
    assert item is not None
    assert item.entry.code == code
    assert item.level is Level.PROVINCIAL
    assert item.mark == "国家已调出，湖南2018仍列入，请核对省文件"


def test_a_narrowed_entry_keeps_one_line_and_says_what_the_province_prints() -> None:
    on = shipped_on(date(2026, 11, 22))
    item = on.item_for("national-hsct")
    assert item is not None
    assert item.entry.name == "异基因造血干细胞移植技术"
    assert "湖南2018 G01" in item.mark
    assert "G01" not in codes(on)
    assert len(on.items) == 12 + 29 + len(DROPPED_IN_2022)


def test_the_union_of_today_has_each_lineage_once() -> None:
    lineages = [item.entry.lineage for item in shipped_on(date(2026, 11, 22)).items]
    assert len(lineages) == len(set(lineages))


def test_a_provincial_document_ends_what_the_province_printed() -> None:
    ended = ForceEvent(
        id=99,
        uid="",
        edition_id=edition_id("湖南2018·国家部分"),
        level=Level.PROVINCIAL,
        into_force=False,
        day=date(2024, 1, 1),
        document_number="测试〔2024〕1号",
    )
    before, after = shipped_on(date(2023, 12, 31), ended), shipped_on(date(2024, 1, 1), ended)
    assert before.holds(lineage("G05"))
    assert not after.holds(lineage("G05"))
    assert after.holds(lineage("G02"))
    assert after.holds(lineage("S01"))
    narrowed = after.item_for("national-hsct")
    assert narrowed is not None
    assert narrowed.mark == ""


@given(st.dates(date(2018, 11, 19), date(2040, 1, 1)))
def test_no_technology_of_annex_1_is_lost_without_a_provincial_document(day: date) -> None:
    on = shipped_on(day)
    for entry in printed_entries("湖南2018", SHIPPED.editions, SHIPPED.entries):
        assert on.holds(entry.lineage), entry.name


def test_the_shipped_catalog_says_where_text_was_restored() -> None:
    restored = [entry for entry in SHIPPED.entries if entry.restored]
    assert [entry.code for entry in restored] == ["S24"]
    assert restored[0].name == "三维适形及调强放疗技术（含γ刀、X刀、Cyberknife治疗）"
    assert "请核对原文" in restored[0].note


def test_printed_editions_are_found_by_either_name() -> None:
    annex = printed_entries("湖南2018", SHIPPED.editions, SHIPPED.entries)
    assert [entry.ordinal for entry in annex] == list(range(1, 45))
    assert len(printed_entries("国家2022", SHIPPED.editions, SHIPPED.entries)) == 12
    assert len(printed_entries("湖南2018·省级部分", SHIPPED.editions, SHIPPED.entries)) == 29
    with pytest.raises(LookupError, match="没有「湖南2030」"):
        printed_entries("湖南2030", SHIPPED.editions, SHIPPED.entries)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("S24", "S24"),
        ("s 24", "S24"),
        ("伽马刀", "S24"),
        ("X刀", "S24"),
        ("cyberknife", "S24"),
        ("血透", "S25"),
        ("搭桥", "S22"),
        ("羊水穿刺", "S27"),
    ],
)
def test_entries_are_found_by_code_name_and_alias(text: str, code: str) -> None:
    assert code in {entry.code for entry in search_entries(SHIPPED.entries, text)}


def test_searching_for_nothing_gives_all_and_for_nonsense_nothing() -> None:
    assert search_entries(SHIPPED.entries, " ") == SHIPPED.entries
    assert search_entries(SHIPPED.entries, "阑尾切除") == ()


# --- a small made-up world: splits, merges, order of events -------------------------------

NATION = Series(1, "", "national", "国家", Level.NATIONAL)
PROVINCE = Series(2, "", "hunan", "湖南", Level.PROVINCIAL)
FIRST = Edition(1, "", "national", "甲", "甲版", "甲")
SECOND = Edition(2, "", "national", "乙", "乙版", "乙")
ONE = Entry(1, "", 1, 1, "A1", "一", "l-one")
TWO = Entry(2, "", 1, 2, "A2", "二", "l-two")
LEFT = Entry(3, "", 2, 1, "B1", "一左", "l-left")
RIGHT = Entry(4, "", 2, 2, "B2", "一右", "l-right")
BOTH = Entry(5, "", 2, 3, "B3", "合", "l-both")


def force(number: int, edition: int, into: bool, day: date) -> ForceEvent:
    return ForceEvent(number, "", edition, Level.NATIONAL, into, day, "")


EVENTS = (
    force(1, 1, True, date(2019, 1, 1)),
    force(2, 1, False, date(2021, 1, 1)),
    force(3, 2, True, date(2021, 1, 1)),
)


def made_up(day: date, *links: EntryLink) -> RestrictedCatalog:
    entries = (ONE, TWO, LEFT, RIGHT, BOTH)
    return restricted_on(day, (NATION, PROVINCE), (FIRST, SECOND), entries, EVENTS, links)


def test_a_technology_of_a_split_entry_answers_to_both_halves() -> None:
    links = (EntryLink(1, "", 1, 3, LinkKind.SPLIT), EntryLink(2, "", 1, 4, LinkKind.SPLIT))
    later = made_up(date(2022, 1, 1), *links)
    assert [item.entry for item in later.items_for("l-one")] == [LEFT, RIGHT]
    earlier = made_up(date(2020, 1, 1), *links)
    assert [item.entry for item in earlier.items_for("l-left")] == [ONE]


def test_a_technology_of_a_merged_entry_answers_to_the_whole() -> None:
    links = (EntryLink(1, "", 1, 5, LinkKind.MERGED), EntryLink(2, "", 2, 5, LinkKind.MERGED))
    later = made_up(date(2022, 1, 1), *links)
    assert later.item_for("l-one") == later.item_for("l-two")
    assert [item.entry for item in made_up(date(2020, 1, 1), *links).items_for("l-both")] == [
        ONE,
        TWO,
    ]


def test_without_links_equal_names_mean_nothing() -> None:
    twin = replace(LEFT, name=ONE.name, code=ONE.code)
    on = restricted_on(date(2022, 1, 1), (NATION,), (FIRST, SECOND), (ONE, twin), EVENTS, ())
    assert not on.holds("l-one")


def test_the_later_entered_event_of_one_day_counts() -> None:
    day = date(2022, 1, 1)
    events = (force(1, 1, True, day), force(2, 1, False, day))
    assert not is_in_force(1, Level.NATIONAL, day, events)
    assert not is_in_force(1, Level.NATIONAL, day, events[::-1])
    assert is_in_force(1, Level.NATIONAL, day, events[:1])
    assert not is_in_force(1, Level.PROVINCIAL, day, events[:1])


@given(st.dates(date(2018, 1, 1), date(2023, 1, 1)))
def test_an_edition_is_in_force_from_its_day_until_the_day_before_its_end(day: date) -> None:
    held = date(2019, 1, 1) <= day < date(2021, 1, 1)
    assert is_in_force(1, Level.NATIONAL, day, EVENTS) is held
