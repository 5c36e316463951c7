"""技术类别：禁止、限制（国家、省）、其他、不适用（湘二，办法第五、九、十、十二、四十七条）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.catalogs import RestrictedCatalog, restricted_on
from medtech_desktop.domain.categories import Categorised, Category, category_on
from medtech_desktop.domain.prohibited import Wording, match
from medtech_desktop.domain.scope import ScopeDecision, scope_of
from medtech_desktop.intake.catalogs import shipped_catalogs

SHIPPED = shipped_catalogs()
TODAY = date(2026, 11, 22)


def catalog(day: date) -> RestrictedCatalog:
    return restricted_on(
        day,
        SHIPPED.series,
        SHIPPED.editions,
        SHIPPED.entries,
        SHIPPED.force_events,
        SHIPPED.links,
    )


def categorised(
    name: str,
    *lineages: str,
    on: date = TODAY,
    decisions: tuple[ScopeDecision, ...] = (),
    indication: str = "",
) -> Categorised:
    return category_on(
        on,
        lineages,
        catalog(on),
        match(SHIPPED.prohibited, Wording(name, (), (), indication), on),
        scope_of(SHIPPED.out_of_scope, name, on=on, decisions=decisions),
    )


def decision(in_scope: bool) -> ScopeDecision:
    return ScopeDecision(1, "", 7, in_scope, "核对", date(2026, 1, 1))


@pytest.mark.refuses("MTCA-12")
@pytest.mark.refuses("HN-2.3")
def test_a_listed_technology_is_never_self_managed() -> None:
    national, provincial = categorised("某", "national-islet"), categorised("某", "hunan-s16")
    assert (national.category, national.article) == (Category.NATIONAL, "MTCA-10")
    assert (provincial.category, provincial.article) == (Category.PROVINCIAL, "HN-2.2")
    assert national.is_filed_here
    assert provincial.is_filed_here
    assert provincial.marks == ()


@pytest.mark.allows("MTCA-12")
@pytest.mark.allows("HN-2.3")
def test_an_unlisted_technology_is_self_managed_and_not_filed() -> None:
    found = categorised("经皮椎体成形术")
    assert found == Categorised(Category.SELF_MANAGED, "MTCA-12")
    assert not found.is_filed_here


def test_names_never_make_a_technology_restricted() -> None:
    assert categorised("同种胰岛移植技术").category is Category.SELF_MANAGED


@pytest.mark.refuses("MTCA-9", duty="1.prohibited")
def test_a_certain_prohibition_goes_before_everything() -> None:
    found = categorised("代孕技术", "hunan-s16", decisions=(decision(False),))
    assert (found.category, found.article) == (Category.PROHIBITED, "MTCA-9")
    assert not found.is_filed_here


def test_a_possible_prohibition_is_a_question_not_a_category() -> None:
    found = categorised("肢体延长术")
    assert found.category is Category.SELF_MANAGED
    assert len(found.questions) == 1
    assert "医疗目的" in found.questions[0]


@pytest.mark.refuses("MTCA-47")
def test_out_of_scope_by_list_or_by_decision() -> None:
    assert categorised("肾移植术").category is Category.NOT_APPLICABLE
    assert categorised("子宫移植术", decisions=(decision(False),)).article == "MTCA-47"
    assert not categorised("肾移植术").is_filed_here


@pytest.mark.allows("MTCA-47")
def test_the_recorded_entry_goes_before_the_suggestion_but_not_before_the_decision() -> None:
    linked = categorised("器官移植", "national-autologous-organ")
    assert linked.category is Category.NATIONAL
    assert categorised("肾移植术", decisions=(decision(True),)).category is Category.SELF_MANAGED
    out = categorised("某", "national-islet", decisions=(decision(False),))
    assert out.category is Category.NOT_APPLICABLE


def test_a_doubtful_scope_is_a_question() -> None:
    found = categorised("肾移植术后随访")
    assert found.category is Category.SELF_MANAGED
    assert len(found.questions) == 1


def test_marks_say_what_is_uncertain() -> None:
    assert categorised("某", "hunan-s24").marks == ("名称有补字，请核对原文",)
    assert categorised("某", "national-islet").marks == ("目录请核对原文",)
    assert categorised("某", "national-islet", on=date(2020, 1, 1)).marks == ()
    dropped = categorised("某", "national-skin-allograft")
    assert dropped.category is Category.PROVINCIAL
    assert dropped.marks == ("国家已调出，湖南2018仍列入，请核对省文件",)


@pytest.mark.parametrize(
    ("day", "lineage", "category"),
    [
        (date(2018, 10, 31), "national-islet", Category.SELF_MANAGED),
        (date(2018, 11, 1), "national-islet", Category.NATIONAL),
        (date(2018, 11, 18), "hunan-s16", Category.SELF_MANAGED),
        (date(2018, 11, 19), "hunan-s16", Category.PROVINCIAL),
        (date(2022, 4, 19), "national-ecmo", Category.SELF_MANAGED),
        (date(2022, 4, 20), "national-ecmo", Category.NATIONAL),
        (date(2022, 4, 19), "national-skin-allograft", Category.NATIONAL),
        (date(2022, 4, 20), "national-skin-allograft", Category.PROVINCIAL),
    ],
)
def test_the_category_is_that_of_the_day(day: date, lineage: str, category: Category) -> None:
    assert categorised("某", lineage, on=day).category is category


def test_before_the_measure_nothing_is_out_of_its_scope() -> None:
    assert categorised("肾移植术", on=date(2018, 10, 31)).category is Category.SELF_MANAGED


def test_the_catalog_must_be_of_the_same_day() -> None:
    wrong = catalog(date(2020, 1, 1))
    prohibited = match((), Wording("某"), TODAY)
    with pytest.raises(ValueError, match="2020-01-01"):
        category_on(TODAY, (), wrong, prohibited, scope_of((), "某", on=TODAY))
