"""问过去的某日：后来才有的备案、公开、目录版、培训基地，那时都还没有。"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.office import (
    disclosures,
    editions,
    filing_pages,
    institutions,
    search,
    technology_pages,
    todo,
    trainings,
)
from medtech_desktop.office import world as worlds
from medtech_desktop.office.library import Library
from tests.builders import OPENED_FILING, Office

LATER = date(2026, 11, 2)
BEFORE = OPENED_FILING - timedelta(days=1)
_TO_COME = {"due", "valid_until", "until", "stricter_due", "days", "also", "detail"}
_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")


@pytest.fixture
def busy(filed: Office) -> Office:
    """备过案的医院，又审定了公开和目录版、办了培训基地。"""
    period = disclosures.default_period(LATER)
    counted = disclosures.NewFigure(*period, 3, 0, 0, "手术登记（示例）")
    filed.do(disclosures.record_figure, "S16", counted, LATER)
    draft = disclosures.Approval("示例审定人", LATER, LATER, period)
    filed.do(disclosures.approve_disclosure, draft, LATER, reason="先公开两张表")
    filed.do(editions.adopt_edition, editions.NewEdition(LATER, LATER, "示例会议"), LATER)
    filed.do(trainings.open_base, "S16", LATER, announced_on=LATER)
    return filed


def _answers(library: Library, on: date) -> dict[str, object]:
    found: dict[str, object] = {
        "todo": todo.todo_board(library, on, days=3650),
        "filings": filing_pages.filing_list(library, on),
        "disclosure": disclosures.disclosure_view(library, on),
        "management": editions.management_view(library, on),
        "bases": trainings.training_bases(library, on),
        "page": technology_pages.technology_page(library, "S16", on),
    }
    for word in ("S16", "备案", "公开", "基地"):
        found[f"search {word}"] = search.find_things(library, word, on)
    return found


def _days(thing: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], date]]:
    """回答里的全部日子与字里的日子；期限、有效期末日本来就在以后。"""
    if _TO_COME & set(path):
        return
    if isinstance(thing, date):
        yield path, thing
    elif isinstance(thing, str):
        for found in _DAY.finditer(thing):
            yield path, date(*map(int, found.groups()))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        for field in dataclasses.fields(thing):
            yield from _days(getattr(thing, field.name), (*path, field.name))
    elif isinstance(thing, dict):
        for key, one in thing.items():
            yield from _days(one, (*path, str(key)))
    elif isinstance(thing, list | tuple | set | frozenset):
        for one in thing:
            yield from _days(one, path)


def test_no_answer_about_a_past_day_names_a_later_day(busy: Office) -> None:
    for on in (BEFORE, BEFORE - timedelta(days=60)):
        later = [(path, day) for path, day in _days(_answers(busy.library, on)) if day > on]
        assert later == []


def test_on_its_own_day_everything_is_there(busy: Office) -> None:
    found = _answers(busy.library, LATER)
    named = {path[0] for path, day in _days(found) if day == LATER}
    assert {"disclosure", "management", "bases"} <= named
    kinds = {paper.kind for paper in busy.page("S16", LATER).papers}
    assert {"annex2", "annex4"} <= kinds


def test_before_anything_was_posted_nothing_is_out_of_date(busy: Office) -> None:
    busy.do(institutions.set_institution, {InstitutionKind.PRINCIPAL: "示例新院长"}, LATER)
    assert busy.todo(BEFORE, "disclosure") == []
    assert busy.todo(BEFORE, "training-base") == []
    assert busy.page("S16", BEFORE).filings == ()


def test_what_is_kept_forgets_when_today_becomes_a_past_day(
    busy: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("world", "todo", "search", "technology_pages", "filing_pages"):
        monkeypatch.setattr(f"medtech_desktop.office.{module}.today", lambda: BEFORE)
    assert worlds.was_there(LATER, BEFORE)
    assert busy.todo(BEFORE, "training-base")
    assert search.find_things(busy.library, "基地-2026-001", BEFORE).groups
    for module in ("world", "todo", "search", "technology_pages", "filing_pages"):
        monkeypatch.setattr(f"medtech_desktop.office.{module}.today", lambda: LATER)
    assert busy.todo(BEFORE, "training-base") == []
    assert not search.find_things(busy.library, "基地-2026-001", BEFORE).groups


def test_between_the_first_case_and_the_filing_it_is_still_to_be_opened(filing: Office) -> None:
    (line,) = filing_pages.filing_list(filing.library, BEFORE)
    assert (line.number, line.fact) == ("", "尚未新建")
    (item,) = filing.todo(BEFORE, "filing")
    assert (item.action, item.place) == ("新建备案", "technologies")
    (line,) = filing_pages.filing_list(filing.library, OPENED_FILING)
    assert line.number == "备案-2026-001"
