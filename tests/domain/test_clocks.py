"""备案期限：起算、依据、换版、调出、取消、收齐（第十一、四十九条，湘11号 六（一））。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.catalogs import ForceEvent, Level, RestrictedCatalog, restricted_on
from medtech_desktop.domain.clocks import (
    ART49_DUE,
    HN61_DUE,
    Clock,
    FilingDuty,
    authority_term,
    barred_old_use,
    clock_for,
    duty_for,
    in_use_from,
    last_cancelled,
    late_filing,
)
from medtech_desktop.domain.dated import Moment
from medtech_desktop.domain.filings import FilingCause, FilingFile, FilingStep
from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.scope import ScopeDecision
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.domain.working_days import build_calendar
from medtech_desktop.intake.catalogs import shipped_catalogs
from tests.domain.records import LONG_AGO, case, fact, filing, opening, technology

CALENDAR = build_calendar()
SHIPPED = shipped_catalogs()
CASE = date(2026, 9, 14)
TODAY = date(2026, 11, 22)
S16, G10, ECMO = "hunan-s16", "national-tumour-ablation", "national-ecmo"


def clock(
    file: TechnologyFile,
    on: date = TODAY,
    events: tuple[ForceEvent, ...] = (),
    after: Moment | None = None,
    sites: tuple[int, ...] = (1,),
) -> Clock | None:
    force = (*SHIPPED.force_events, *events)

    def catalog(day: date) -> RestrictedCatalog:
        s = SHIPPED
        return restricted_on(day, s.series, s.editions, s.entries, force, s.links)

    return clock_for(file, sites, catalog, force, CALENDAR, on, after)


def needed(found: Clock | None) -> Clock:
    assert found is not None
    return found


# --- 首例 ----------


def test_the_term_runs_from_the_first_case() -> None:
    found = needed(clock(technology(first_cases=(case(CASE),))))
    assert (found.article, found.cause) == ("MTCA-11", FilingCause.FIRST_CASE)
    assert (found.day_zero, found.due) == (CASE, date(2026, 10, 10))
    assert (found.provisional, found.also, found.closed) == (False, (), "")


def test_no_case_no_term() -> None:
    assert clock(technology()) is None
    assert clock(technology(first_cases=(case(CASE),)), on=CASE - timedelta(1)) is None


def test_what_is_not_restricted_has_no_term() -> None:
    assert clock(technology("", first_cases=(case(CASE),))) is None


def test_an_abandoned_case_counts_unless_marked() -> None:
    abandoned = case(CASE, counts=False)
    assert clock(technology(first_cases=(abandoned,))) is None
    later = replace(case(date(2026, 9, 21)), id=2)
    found = needed(clock(technology(first_cases=(abandoned, later))))
    assert found.day_zero == date(2026, 9, 21)


def test_a_case_before_the_link_was_typed_takes_the_first_link() -> None:
    found = needed(clock(technology(since=date(2026, 11, 2), first_cases=(case(CASE),))))
    assert found.day_zero == CASE


def test_each_licence_has_the_cases_of_its_own_sites() -> None:
    cases = (case(date(2026, 9, 21), site=1), replace(case(CASE, site=2), id=2))
    file = technology(first_cases=cases)
    days = [needed(clock(file, sites=sites)).day_zero for sites in ((1,), (2,), (1, 2))]
    assert days == [date(2026, 9, 21), CASE, CASE]
    assert clock(file, sites=(3,)) is None


def test_an_opening_of_one_site_is_no_use_of_another() -> None:
    file = technology(starts=(opening(date(2020, 1, 6)),), first_cases=(case(date(2020, 1, 6)),))
    assert in_use_from(file, (2,), TODAY) == (None, None)
    alone = technology(starts=(opening(date(2020, 1, 6)),))
    assert in_use_from(alone, (1,), TODAY) == (date(2020, 1, 6), None)


def test_research_starts_no_term() -> None:
    file = technology(first_cases=(case(CASE),), facts=(fact("research", "yes"),))
    assert clock(file) is None


def test_decided_out_of_scope_there_is_no_term() -> None:
    out = ScopeDecision(1, "", 1, False, "实为细胞治疗", date(2026, 10, 8))
    file = technology(first_cases=(case(CASE),), scope_decisions=(out,))
    assert clock(file, on=date(2026, 10, 7)) is not None
    assert clock(file, on=date(2026, 10, 8)) is None
    back = replace(out, id=2, in_scope=True, since=date(2026, 11, 2))
    again = technology(first_cases=(case(CASE),), scope_decisions=(out, back))
    assert clock(again, on=date(2026, 11, 2)) is not None


@given(st.dates(date(2018, 11, 19), date(2026, 10, 30)))
def test_the_due_day_is_the_fifteenth_working_day(day: date) -> None:
    found = needed(clock(technology(first_cases=(case(day),))))
    assert CALENDAR.working_days_between(day, found.due) == 15
    assert CALENDAR.is_working_day(found.due)
    assert found.term is not None
    assert found.term.stricter_due <= found.due


# --- 2018 年 ----------


@pytest.mark.parametrize(
    ("lineage", "since", "article", "due", "also"),
    [
        (G10, date(2018, 8, 12), "HN-6.1", HN61_DUE, (("MTCA-49", ART49_DUE),)),
        (G10, date(2018, 8, 13), "HN-6.1", HN61_DUE, ()),
        (G10, date(2018, 10, 31), "HN-6.1", HN61_DUE, ()),
        (G10, date(2018, 11, 1), "MTCA-11", date(2018, 11, 22), (("HN-6.1", HN61_DUE),)),
        (G10, date(2018, 11, 19), "MTCA-11", date(2018, 12, 10), ()),
        (S16, date(2016, 1, 1), "HN-6.1", HN61_DUE, ()),
        (S16, date(2018, 11, 18), "HN-6.1", HN61_DUE, ()),
        (S16, date(2018, 11, 19), "MTCA-11", date(2018, 12, 10), ()),
    ],
)
def test_the_transition_of_2018(
    lineage: str, since: date, article: str, due: date, also: tuple[tuple[str, date], ...]
) -> None:
    found = needed(clock(technology(lineage, starts=(opening(since),))))
    assert (found.article, found.due, found.also) == (article, due, also)


def test_before_each_document_holds_its_date_is_not_owed() -> None:
    file = technology(G10, starts=(opening(LONG_AGO),))
    assert clock(file, on=date(2018, 10, 31)) is None
    assert needed(clock(file, on=date(2018, 11, 18))).article == "MTCA-49"
    assert needed(clock(file, on=date(2018, 11, 19))).article == "HN-6.1"


def test_between_the_two_documents_later_use_owes_nothing_yet() -> None:
    file = technology(G10, starts=(opening(date(2018, 10, 31)),))
    assert clock(file, on=date(2018, 11, 5)) is None
    assert needed(clock(file, on=date(2018, 11, 19))).article == "HN-6.1"


def _duty(since: date = LONG_AGO, *files: FilingFile, on: date = TODAY) -> FilingDuty:
    found = duty_for(clock(technology(G10, starts=(opening(since),))), 1, 1, files, on)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("meets", "on", "says"),
    [
        (None, HN61_DUE, ""),
        (True, HN61_DUE, ""),
        (None, date(2019, 2, 1), "2019-01-31 前没有备案，不得再开展"),
        (False, date(2018, 12, 3), "自我评估不符合管理规范要求，不得再开展"),
    ],
)
def test_old_use_unfit_or_unfiled_must_stop(meets: bool | None, on: date, says: str) -> None:
    found = barred_old_use(_duty(), meets, on)
    assert [(f.article, f.severity) for f in found] == (
        [("HN-6.1", Severity.REFUSE)] if says else []
    )
    assert all(says in f.message for f in found)


def test_old_use_that_was_filed_goes_on() -> None:
    sent = filing((FilingStep.SUBMITTED, HN61_DUE), cause=FilingCause.IN_USE_2018)
    assert barred_old_use(_duty(LONG_AGO, sent), True, TODAY) == ()
    today = duty_for(clock(technology(first_cases=(case(CASE),))), 1, 1, (), TODAY)
    assert today is not None
    assert barred_old_use(today, False, TODAY) == ()


# --- 换版 ----------


def _listed(due: date | None, id: int = 900) -> ForceEvent:
    edition = next(e for e in SHIPPED.editions if e.key == "国家2022")
    return ForceEvent(id, "", edition.id, Level.NATIONAL, True, date(2022, 4, 20), "示例", "", due)


def test_listed_while_in_use_the_fifteen_days_are_provisional() -> None:
    file = technology(ECMO, starts=(opening(date(2020, 5, 6)),))
    found = needed(clock(file))
    assert (found.cause, found.article) == (FilingCause.EDITION_CHANGE, "MTCA-10")
    assert (found.day_zero, found.due) == (date(2022, 4, 20), date(2022, 5, 12))
    assert found.provisional
    assert found.reasons[0].startswith("新文件未写明补备案期限")
    assert clock(file, on=date(2022, 4, 19)) is None


def test_the_typed_date_governs_however_late_it_is_typed() -> None:
    file = technology(ECMO, starts=(opening(date(2020, 5, 6)),))
    typed = _listed(date(2022, 9, 30))
    found = needed(clock(file, events=(_listed(None), typed)))
    assert (found.due, found.provisional, found.term) == (date(2022, 9, 30), False, None)
    newest = _listed(date(2022, 10, 31), id=901)
    assert needed(clock(file, events=(typed, newest))).due == date(2022, 10, 31)


def test_first_used_on_the_day_of_the_edition_is_a_first_case() -> None:
    file = technology(ECMO, first_cases=(case(date(2022, 4, 20)),))
    assert needed(clock(file)).article == "MTCA-11"


def _unprinted(day: date) -> ForceEvent:
    edition = next(e for e in SHIPPED.editions if e.key == "湖南2018·国家部分")
    return ForceEvent(950, "", edition.id, Level.PROVINCIAL, False, day, "示例省文件")


def test_dropped_the_clock_is_closed_on_that_day() -> None:
    file = technology("national-ai-diagnosis", first_cases=(case(CASE),))
    end = _unprinted(date(2026, 9, 28))
    assert needed(clock(file, on=date(2026, 9, 27), events=(end,))).closed == ""
    found = needed(clock(file, events=(end,)))
    assert (found.closed, found.closed_on) == ("目录调出", date(2026, 9, 28))
    duty = duty_for(found, 1, 1, (), TODAY)
    assert duty is not None
    assert (duty.is_open(), duty.is_late(TODAY)) == (False, False)
    late = duty_for(needed(clock(file, events=(_unprinted(date(2026, 11, 2)),))), 1, 1, (), TODAY)
    assert late is not None
    assert late.is_late(TODAY)


# --- 期限与备案 ----------


def _filed(on: date, **more: object) -> FilingDuty:
    sent = filing((FilingStep.SUBMITTED, on), **more)  # type: ignore[arg-type]
    found = duty_for(clock(technology(first_cases=(case(CASE),))), 1, 1, (sent,), TODAY)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("sent", "late"),
    [
        (date(2026, 7, 1), False),
        (date(2026, 10, 10), False),
        (date(2026, 10, 12), True),
    ],
)
def test_sent_in_time_or_not(sent: date, late: bool) -> None:
    duty = _filed(sent)
    assert (duty.submitted, duty.is_open(), duty.is_late(TODAY)) == (sent, False, late)
    assert [f.severity for f in late_filing(duty, TODAY)] == ([Severity.WARN] if late else [])


def test_not_sent_it_is_open_and_one_finding_when_late() -> None:
    duty = duty_for(clock(technology(first_cases=(case(CASE),))), 1, 1, (), TODAY)
    assert duty is not None
    assert duty.is_open()
    [found] = late_filing(duty, TODAY)
    assert found.message == "应于 2026-10-10 前提交备案，至今未提交"
    assert late_filing(duty, date(2026, 10, 10)) == ()


def test_a_refiling_or_another_licence_is_no_filing_of_this_case() -> None:
    for more in ({"cause": FilingCause.PRINCIPAL_CHANGE}, {"licence": 2}):
        assert _filed(date(2026, 10, 9), **more).submitted is None
    closed = filing((FilingStep.SUBMITTED, CASE), (FilingStep.CLOSED, date(2026, 9, 21)))
    duty = duty_for(clock(technology(first_cases=(case(CASE),))), 1, 1, (closed,), TODAY)
    assert duty is not None
    assert duty.filing is None


def test_after_a_cancellation_only_later_cases_count() -> None:
    ended = filing(
        (FilingStep.SUBMITTED, CASE),
        (FilingStep.COMPLETED, CASE),
        (FilingStep.CANCELLED, date(2026, 10, 19)),
    )
    after = last_cancelled((ended,), TODAY)
    assert after is not None
    assert after[0] == date(2026, 10, 19)
    file = technology(first_cases=(case(CASE),))
    assert clock(file, after=after) is None
    again = replace(case(date(2026, 10, 26)), id=2)
    both = technology(first_cases=(case(CASE), again))
    assert needed(clock(both, after=after)).day_zero == date(2026, 10, 26)


# --- 备案部门 ----------

SENT, RECEIVED = date(2026, 10, 9), date(2026, 10, 12)


def test_the_authority_has_fifteen_working_days_from_receipt() -> None:
    file = filing((FilingStep.SUBMITTED, SENT), (FilingStep.RECEIVED, RECEIVED))
    found = authority_term(file, CALENDAR, TODAY)
    assert found is not None
    assert (found.day_zero, found.due) == (RECEIVED, date(2026, 11, 2))


@pytest.mark.parametrize(
    "more",
    [
        (),
        ((FilingStep.RECEIVED, RECEIVED), (FilingStep.COMPLETED, RECEIVED)),
        ((FilingStep.RECEIVED, RECEIVED), (FilingStep.RETURNED, RECEIVED)),
        (
            (FilingStep.RECEIVED, RECEIVED),
            (FilingStep.RETURNED, RECEIVED),
            (FilingStep.SUBMITTED, date(2026, 10, 14)),
        ),
    ],
)
def test_without_complete_material_there_is_no_term(
    more: tuple[tuple[FilingStep, date], ...],
) -> None:
    file = filing((FilingStep.SUBMITTED, SENT), *more)
    assert authority_term(file, CALENDAR, TODAY) is None


def test_received_again_the_term_begins_anew() -> None:
    file = filing(
        (FilingStep.SUBMITTED, SENT),
        (FilingStep.RECEIVED, RECEIVED),
        (FilingStep.RETURNED, date(2026, 10, 13)),
        (FilingStep.SUBMITTED, date(2026, 10, 14)),
        (FilingStep.RECEIVED, date(2026, 10, 16)),
    )
    found = authority_term(file, CALENDAR, TODAY)
    assert found is not None
    assert found.day_zero == date(2026, 10, 16)


def test_before_the_measure_no_authority_had_a_term() -> None:
    old = date(2018, 10, 31)
    file = filing((FilingStep.SUBMITTED, old), (FilingStep.RECEIVED, old))
    assert authority_term(file, CALENDAR, TODAY) is None


def test_a_case_of_early_november_2018_not_filed_by_the_notices_day_must_stop() -> None:
    national = technology(G10, first_cases=(case(date(2018, 11, 12)),))
    duty = duty_for(clock(national), 1, 1, (), TODAY)
    assert duty is not None
    assert duty.clock.due == date(2018, 12, 3)
    [found] = barred_old_use(duty, True, TODAY)
    assert (found.article, found.severity) == ("HN-6.1", Severity.REFUSE)
