"""目录换版：差异来自沿革，影响来自换版前后的目录（办法第十条、第十一条，湘二（二））。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.domain.catalog_changes import (
    ConsequenceKind,
    HospitalTechnology,
    consequences,
    diff,
    edition_findings,
    suggested_links,
    suggested_technologies,
    superseding_events,
)
from medtech_desktop.domain.catalogs import (
    Edition,
    Entry,
    EntryLink,
    ForceEvent,
    Level,
    LinkKind,
    RestrictedCatalog,
    printed_entries,
    restricted_on,
)
from medtech_desktop.domain.law import Severity
from medtech_desktop.intake.catalogs import shipped_catalogs

SHIPPED = shipped_catalogs()
PARTS = {
    edition.key: printed_entries(edition.key, SHIPPED.editions, SHIPPED.entries)
    for edition in SHIPPED.editions
}
OLD, NEW = PARTS["湖南2018·国家部分"], PARTS["国家2022"]
THEN, NOW = date(2022, 4, 19), date(2022, 4, 20)
FALLBACK, TYPED = date(2022, 5, 13), date(2022, 6, 30)


def on(day: date, *more: ForceEvent) -> RestrictedCatalog:
    return restricted_on(
        day,
        SHIPPED.series,
        SHIPPED.editions,
        SHIPPED.entries,
        (*SHIPPED.force_events, *more),
        SHIPPED.links,
    )


def tech(*lineages: str, in_use: bool = True, clock_open: bool = False) -> HospitalTechnology:
    return HospitalTechnology(7, "技-007", "本院技术", lineages, in_use, clock_open=clock_open)


def test_2022_against_the_national_part_of_hunan_2018() -> None:
    found = diff(OLD, NEW, SHIPPED.links)
    assert [entry.code for entry in found.removed] == ["G05", "G09", "G12", "G14", "G15"]
    assert [entry.name for entry in found.added] == ["体外膜肺氧合（ECMO）技术", "自体器官移植技术"]
    assert [change.before[0].code for change in found.narrowed] == ["G01"]
    assert [change.before[0].code for change in found.same] == [
        *("G02", "G03", "G04", "G06", "G07", "G08", "G10", "G11", "G13"),
    ]
    assert found.renamed == found.split == found.merged == ()


def test_an_edition_against_itself_has_no_difference() -> None:
    found = diff(OLD, OLD, SHIPPED.links)
    assert (found.added, found.removed) == ((), ())
    assert len(found.same) == len(OLD)


def test_without_links_everything_goes_and_comes() -> None:
    found = diff(OLD, NEW, ())
    assert (len(found.removed), len(found.added)) == (15, 12)


def entry(number: int, edition: int, name: str) -> Entry:
    return Entry(number, "", edition, number, f"X{number}", name, f"l-{number}")


def test_links_are_followed_through_the_editions_between() -> None:
    first, middle, last = entry(1, 1, "一"), entry(2, 2, "二"), entry(3, 3, "三")
    links = (EntryLink(1, "", 1, 2, LinkKind.NARROWED), EntryLink(2, "", 2, 3, LinkKind.RENAMED))
    assert [c.kind for c in diff([first], [last], links).changes] == [LinkKind.NARROWED]
    assert [c.kind for c in diff([middle], [last], links).changes] == [LinkKind.RENAMED]


def test_split_and_merged_entries_stand_together() -> None:
    olds = [entry(1, 1, "一"), entry(2, 1, "二"), entry(3, 1, "三")]
    news = [entry(4, 2, "四"), entry(5, 2, "五"), entry(6, 2, "六")]
    links = (
        EntryLink(1, "", 1, 4, LinkKind.SPLIT),
        EntryLink(2, "", 1, 5, LinkKind.SPLIT),
        EntryLink(3, "", 2, 6, LinkKind.MERGED),
        EntryLink(4, "", 3, 6, LinkKind.MERGED),
    )
    found = diff(olds, news, links)
    assert [(c.before, c.after) for c in found.split] == [((olds[0],), (news[0], news[1]))]
    assert [(c.before, c.after) for c in found.merged] == [((olds[1], olds[2]), (news[2],))]
    assert (found.added, found.removed) == ((), ())


@pytest.mark.refuses("MTCA-10", duty="3.edition-change")
def test_a_technology_in_use_that_becomes_restricted_has_a_provisional_due_date() -> None:
    (one,) = consequences(
        on(THEN), on(NOW), [tech("national-ecmo")], typed_due=None, fallback_due=FALLBACK
    )
    assert one.kind is ConsequenceKind.BECOMES_RESTRICTED
    assert (one.due, one.provisional, one.article) == (FALLBACK, True, "MTCA-11")
    assert "暂定" in one.message


def test_the_due_date_of_the_new_document_goes_before() -> None:
    (one,) = consequences(
        on(THEN), on(NOW), [tech("national-ecmo")], typed_due=TYPED, fallback_due=FALLBACK
    )
    assert (one.due, one.provisional) == (TYPED, False)


@pytest.mark.allows("MTCA-10", duty="3.edition-change")
def test_a_technology_not_yet_in_use_owes_no_filing_by_the_new_edition() -> None:
    (one,) = consequences(
        on(THEN),
        on(NOW),
        [tech("national-ecmo", in_use=False)],
        typed_due=TYPED,
        fallback_due=FALLBACK,
    )
    assert one.kind is ConsequenceKind.BECOMES_RESTRICTED
    assert one.due is None


def test_dropped_nationally_but_printed_by_the_province_closes_no_clock() -> None:
    (one,) = consequences(
        on(THEN),
        on(NOW),
        [tech("national-skin-allograft", clock_open=True)],
        typed_due=None,
        fallback_due=FALLBACK,
    )
    assert one.kind is ConsequenceKind.STAYS
    assert "国家已调出，湖南2018仍列入，请核对省文件" in one.message


def test_dropped_altogether_closes_the_clock() -> None:
    ended = ForceEvent(
        99, "", OLD[0].edition_id, Level.PROVINCIAL, False, date(2024, 1, 1), "测试〔2024〕1号"
    )
    before, after = on(date(2023, 12, 31), ended), on(date(2024, 1, 1), ended)
    open_one, closed_one = (tech("national-skin-allograft", clock_open=c) for c in (True, False))
    (one,) = consequences(before, after, [open_one], typed_due=None, fallback_due=FALLBACK)
    assert one.kind is ConsequenceKind.DROPPED
    assert "目录调出" in one.message
    (two,) = consequences(before, after, [closed_one], typed_due=None, fallback_due=FALLBACK)
    assert "目录调出" not in two.message


def test_a_narrowed_entry_asks_whether_the_technology_is_still_within() -> None:
    (one,) = consequences(
        on(THEN), on(NOW), [tech("national-hsct")], typed_due=None, fallback_due=FALLBACK
    )
    assert one.kind is ConsequenceKind.CHECK_SCOPE
    assert "异基因造血干细胞移植技术" in one.message


def test_an_unchanged_or_unlisted_technology_has_no_consequence() -> None:
    quiet = [tech("national-islet"), tech("hunan-s16"), tech("unheard-of"), tech()]
    assert consequences(on(THEN), on(NOW), quiet, typed_due=None, fallback_due=FALLBACK) == ()


def test_a_renamed_entry_changes_the_name_on_papers() -> None:
    before = on(THEN)
    renamed = replace(before.items[1], entry=replace(before.items[1].entry, name="新名"))
    after = replace(before, items=(before.items[0], renamed, *before.items[2:]))
    (one,) = consequences(
        before, after, [tech("national-islet")], typed_due=None, fallback_due=FALLBACK
    )
    assert one.kind is ConsequenceKind.RENAMED
    assert "「同种胰岛移植技术」改为「新名」" in one.message


def test_a_new_provincial_edition_ends_both_parts_that_the_old_one_printed() -> None:
    incoming = Edition(9, "", "hunan", "湖南2027", "湖南2027", "湖南2027")
    day = date(2027, 1, 1)
    events = superseding_events(
        *(incoming, Level.PROVINCIAL, day, "测试〔2027〕1号", "测试", SHIPPED.editions),
        SHIPPED.force_events,
        filing_due=date(2027, 3, 31),
    )
    assert [(e.edition_id, e.into_force, e.level) for e in events] == [
        (9, True, Level.PROVINCIAL),
        (OLD[0].edition_id, False, Level.PROVINCIAL),
        (PARTS["湖南2018·省级部分"][0].edition_id, False, Level.PROVINCIAL),
    ]
    assert [e.filing_due for e in events] == [date(2027, 3, 31), None, None]
    kept = tuple(replace(e, id=100 + n) for n, e in enumerate(events))
    assert {item.level for item in on(day, *kept).items} == {Level.NATIONAL}


def test_a_new_national_edition_leaves_the_province_alone() -> None:
    incoming = Edition(9, "", "national", "国家2027", "国家2027", "国家2027")
    events = superseding_events(
        *(incoming, Level.NATIONAL, date(2027, 1, 1), "", "", SHIPPED.editions),
        SHIPPED.force_events,
    )
    assert [(e.edition_id, e.into_force) for e in events] == [
        (9, True),
        (NEW[0].edition_id, False),
    ]


def test_equal_names_and_codes_only_make_suggestions() -> None:
    bare = suggested_links(OLD, NEW)
    assert {s.kind for s in bare} == {LinkKind.SAME}
    assert len(bare) == 9
    assert suggested_links(OLD, NEW, SHIPPED.links) == ()
    shortened = replace(NEW[1], name="同种胰岛移植")
    assert [s.kind for s in suggested_links(OLD, [shortened])] == [LinkKind.RENAMED]


def test_technologies_like_a_new_entry_are_proposed_not_linked() -> None:
    ecmo = next(e for e in NEW if e.lineage == "national-ecmo")
    like = HospitalTechnology(1, "技-001", "体外膜肺氧合（VA-ECMO）", (), True)
    linked = HospitalTechnology(2, "技-002", "ECMO", ("national-ecmo",), True)
    other = HospitalTechnology(3, "技-003", "阑尾切除术", (), True)
    assert suggested_technologies(ecmo, [like, linked, other]) == (like,)


@pytest.mark.allows("MTCA-10", duty="1.restricted")
def test_the_shipped_editions_are_well_formed() -> None:
    for edition in SHIPPED.editions:
        assert edition_findings(edition, PARTS[edition.key], SHIPPED.links) == ()


@pytest.mark.refuses("MTCA-10", duty="1.restricted")
@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ((), "没有条目"),
        ((replace(OLD[0], name=""),), "缺名称"),
        ((replace(OLD[0], lineage=" "),), "沿革号"),
        ((OLD[0], replace(OLD[1], code="G01")), "编号「G01」重复"),
        ((OLD[0], replace(OLD[1], name=OLD[0].name)), "名称"),
        ((OLD[0], replace(OLD[1], ordinal=1)), "序号"),
    ],
)
def test_an_ill_formed_edition_is_refused(spoilt: tuple[Entry, ...], said: str) -> None:
    found = edition_findings(SHIPPED.editions[0], spoilt, ())
    assert [f.severity for f in found] == [Severity.REFUSE]
    assert said in found[0].message
    assert found[0].article == "MTCA-10"


def test_a_link_within_one_edition_is_refused() -> None:
    within = EntryLink(1, "", OLD[0].id, OLD[1].id, LinkKind.RENAMED)
    assert "同一版" in edition_findings(SHIPPED.editions[0], OLD, [within])[0].message


def test_links_that_keep_the_technology_keep_the_lineage() -> None:
    by_id = {e.id: e for e in SHIPPED.entries}
    for link in SHIPPED.links:
        assert by_id[link.from_entry_id].lineage == by_id[link.to_entry_id].lineage
