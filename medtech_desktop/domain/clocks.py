"""备案期限：从哪一天起、依据哪一条、到哪一天止（第十一条、第四十九条，湘11号 六（一））。

The edition of the first-case day governs the clock.  A first case found late still
counts from its true day.  Nothing before 2018-11-01 is judged by 办法 (第五十一条).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.catalogs import ForceEvent, RestrictedCatalog, RestrictedItem
from medtech_desktop.domain.dated import Moment
from medtech_desktop.domain.filings import (
    REFILING,
    FilingCause,
    FilingEvent,
    FilingFile,
    FilingState,
    FilingStep,
)
from medtech_desktop.domain.law import (
    AUTHORITY_WORKING_DAYS,
    FILING_WORKING_DAYS,
    HN_IN_FORCE,
    MTCA_IN_FORCE,
    Finding,
    Severity,
    cites,
)
from medtech_desktop.domain.technologies import FirstCase, TechnologyFile
from medtech_desktop.domain.working_days import Calendar, CountedTerm, count

MTCA_PUBLISHED = date(2018, 8, 13)
"""办法公布日（第四十九条的界线）。"""
ART49_DUE = date(2019, 2, 1)
"""第四十九条：自 2018-11-01 起三个月，首日不计（民法典二百零一、二百零二条，请核对原文）。"""
HN61_DUE = date(2019, 1, 31)
"""湘11号 六（一）写明的日期。"""

CatalogOn = Callable[[date], RestrictedCatalog]


@dataclass(frozen=True, slots=True)
class Clock:
    """备案期限。``also`` 是同时适用的其他法定期限（条款，日期）。

    ``due`` is the earliest that applies; ``closed`` names why it no longer runs.
    """

    cause: FilingCause
    article: str
    day_zero: date
    due: date
    item: RestrictedItem
    term: CountedTerm | None = None
    provisional: bool = False
    reasons: tuple[str, ...] = ()
    also: tuple[tuple[str, date], ...] = ()
    first_case: FirstCase | None = None
    closed: str = ""
    closed_on: date | None = None


def items_on(file: TechnologyFile, catalog_on: CatalogOn, day: date) -> tuple[RestrictedItem, ...]:
    """该技术当日对应的限制类条目；空 = 当日不是限制类。"""
    catalog = catalog_on(day)
    found: list[RestrictedItem] = []
    for lineage in file.lineages_on(day):
        found += [i for i in catalog.items_for(lineage) if i not in found]
    return tuple(found)


def in_use_from(
    file: TechnologyFile, site_ids: Iterable[int], on: date, after: Moment | None = None
) -> tuple[date | None, FirstCase | None]:
    """最早的临床应用日：各院区首例；一例也没有登记的，取期初所记的开展日。"""
    sites = set(site_ids)
    cases = file.counting_cases(on, after)
    for case in cases:
        if case.site_id in sites:
            return case.day, case
    if after is None and not cases:
        opening = [s.day for s in file.starts if s.opening and s.day <= on]
        if opening:
            return min(opening), None
    return None, None


def last_cancelled(filings: Sequence[FilingFile], on: date) -> Moment | None:
    """最近一次被取消备案的时刻；重新开展须另起一个期限，当日晚于取消登记的病例也算重新开展。"""
    moments = [
        _order(e)
        for f in filings
        for e in f.steps(on)
        if e.step is FilingStep.CANCELLED and f.filing.cause not in REFILING
    ]
    return max(moments, default=None)


@cites("MTCA-11", "HN-2.2", "MTCA-49", "HN-6.1", "MTCA-51")
def clock_for(
    file: TechnologyFile,
    site_ids: Iterable[int],
    catalog_on: CatalogOn,
    force_events: Sequence[ForceEvent],
    calendar: Calendar,
    on: date,
    after: Moment | None = None,
) -> Clock | None:
    """某技术在某张许可证下的备案期限；不是限制类或未开展则 None。

    ``after``: when the last filing was cancelled; only later cases count then.
    判定为不适用本办法的不计期限（第四十七条）。
    """
    if file.decided_out_of_scope(on):
        return None
    used, case = in_use_from(file, site_ids, on, after)
    if used is None:
        return None
    clock = _old_use(file, catalog_on, used, case, on) if after is None else None
    if clock is None and used >= MTCA_IN_FORCE:
        items = items_on(file, catalog_on, used)
        if items:
            clock = _fifteen(FilingCause.FIRST_CASE, "MTCA-11", used, items[0], calendar, case)
    if clock is None:
        clock = _edition_change(file, catalog_on, force_events, calendar, used, on)
    return _closed_when_dropped(clock, file, catalog_on, force_events, on)


def _fifteen(
    cause: FilingCause,
    article: str,
    day_zero: date,
    item: RestrictedItem,
    calendar: Calendar,
    case: FirstCase | None,
) -> Clock:
    days = FILING_WORKING_DAYS.on(max(day_zero, MTCA_IN_FORCE))
    note = "首例不计" if cause is FilingCause.FIRST_CASE else "起算日不计"
    term = count(day_zero, days, calendar, note)
    also = (("HN-6.1", HN61_DUE),) if day_zero < HN_IN_FORCE else ()
    due = min([term.due, *(day for _, day in also)])
    return Clock(
        cause,
        article,
        day_zero,
        due,
        item,
        term,
        term.provisional,
        term.reasons,
        also,
        case,
    )


def _old_use(
    file: TechnologyFile, catalog_on: CatalogOn, used: date, case: FirstCase | None, on: date
) -> Clock | None:
    """办法公布前或通知下发前已经开展（第四十九条，湘11号 六（一））。"""
    if used >= HN_IN_FORCE:
        return None
    if used >= MTCA_IN_FORCE and items_on(file, catalog_on, used):
        return None  # 办法施行后的首例，按十五个工作日
    due: list[tuple[date, str]] = []
    at_mtca = items_on(file, catalog_on, MTCA_IN_FORCE)
    at_hn = items_on(file, catalog_on, HN_IN_FORCE)
    if used < MTCA_PUBLISHED and at_mtca and on >= MTCA_IN_FORCE:
        due.append((ART49_DUE, "MTCA-49"))
    if at_hn and on >= HN_IN_FORCE:
        due.append((HN61_DUE, "HN-6.1"))
    if not due:
        return None
    due.sort()
    first, article = due[0]
    also = tuple((name, day) for day, name in due[1:])
    item = (at_hn or at_mtca)[0]
    return Clock(FilingCause.IN_USE_2018, article, used, first, item, also=also, first_case=case)


def _edition_change(
    file: TechnologyFile,
    catalog_on: CatalogOn,
    force_events: Sequence[ForceEvent],
    calendar: Calendar,
    used: date,
    on: date,
) -> Clock | None:
    """在用时被新版列入：期限由新文件写明；未写明时自施行起 15 个工作日，暂定。"""
    events = sorted((e for e in force_events if used < e.day <= on), key=lambda e: e.day)
    for event in events:
        items = items_on(file, catalog_on, event.day)
        if not items or items_on(file, catalog_on, _day_before(event.day)):
            continue
        if event.day <= HN_IN_FORCE:
            continue  # the notice has its own date for these (六（一）)
        typed = _typed_due(events, event.day, items)
        if typed is not None:
            return Clock(FilingCause.EDITION_CHANGE, "MTCA-10", event.day, typed, items[0])
        clock = _fifteen(FilingCause.EDITION_CHANGE, "MTCA-10", event.day, items[0], calendar, None)
        why = ("新文件未写明补备案期限，暂按施行日起 15 个工作日", *clock.reasons)
        return Clock(
            clock.cause, "MTCA-10", clock.day_zero, clock.due, clock.item, clock.term, True, why
        )
    return None


def _typed_due(
    events: Sequence[ForceEvent], day: date, items: tuple[RestrictedItem, ...]
) -> date | None:
    """使这些条目自该日列入的文件所写的补备案期限；后录的为准。"""
    editions = {item.edition.id for item in items}
    typed = [
        e
        for e in events
        if e.day == day and e.into_force and e.edition_id in editions and e.filing_due
    ]
    return max(typed, key=lambda e: e.id).filing_due if typed else None


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _closed_when_dropped(
    clock: Clock | None,
    file: TechnologyFile,
    catalog_on: CatalogOn,
    force_events: Sequence[ForceEvent],
    on: date,
) -> Clock | None:
    """目录调出：期限不再运行，历史保留。"""
    if clock is None or items_on(file, catalog_on, on):
        return clock
    days = sorted(e.day for e in force_events if clock.day_zero < e.day <= on)
    gone = next((d for d in days if not items_on(file, catalog_on, d)), on)
    return Clock(
        clock.cause,
        clock.article,
        clock.day_zero,
        clock.due,
        clock.item,
        clock.term,
        clock.provisional,
        clock.reasons,
        clock.also,
        clock.first_case,
        "目录调出",
        gone,
    )


@dataclass(frozen=True, slots=True)
class FilingDuty:
    """备案义务：一项技术 × 一张许可证，有没有办、办得是否及时。"""

    technology_id: int
    licence_id: int
    clock: Clock
    filing: FilingFile | None
    submitted: date | None

    def is_open(self) -> bool:
        """尚未提交且期限仍在运行。"""
        return self.submitted is None and not self.clock.closed

    def is_late(self, on: date) -> bool:
        """逾期未提交，或逾期才提交。"""
        if self.clock.closed and self.submitted is None:
            ended = self.clock.closed_on or on
            return ended > self.clock.due
        return (self.submitted or on) > self.clock.due


@cites("MTCA-11", "HN-2.2")
def duty_for(
    clock: Clock | None,
    technology_id: int,
    licence_id: int,
    filings: Sequence[FilingFile],
    on: date,
    after: Moment | None = None,
) -> FilingDuty | None:
    """把期限与备案对上：首例前提交的备案同样算数。"""
    if clock is None:
        return None
    mine = [
        f
        for f in filings
        if f.filing.technology_id == technology_id
        and f.filing.licence_id == licence_id
        and f.filing.cause not in REFILING
        and f.state(on) not in (FilingState.CLOSED, FilingState.CANCELLED)
        and (after is None or (f.filing.opened_on, f.filing.act_seq) > after)
    ]
    submitted = [(e.day, f) for f in mine if (e := f.first(FilingStep.SUBMITTED, on))]
    if submitted:
        day, filing = min(submitted, key=lambda pair: pair[0])
        return FilingDuty(technology_id, licence_id, clock, filing, day)
    begun = next((f for f in mine if f.filing.opened_on <= on), None)
    return FilingDuty(technology_id, licence_id, clock, begun, None)


@cites("MTCA-11", "MTCA-49", "HN-6.1")
def late_filing(duty: FilingDuty, on: date) -> tuple[Finding, ...]:
    """逾期备案：每项技术一条结论，不按病例计。"""
    if not duty.is_late(on):
        return ()
    due = duty.clock.due.isoformat()
    if duty.submitted is None:
        if duty.clock.cause is FilingCause.IN_USE_2018:
            what = f"应于 {due} 前备案，未按规定备案的不得再开展"
            return (Finding(Severity.REFUSE, what, duty.clock.article, "停止开展，或立即备案"),)
        what = f"应于 {due} 前提交备案，至今未提交"
        return (Finding(Severity.REFUSE, what, duty.clock.article, "立即提交备案并说明原因"),)
    what = f"应于 {due} 前提交备案，实际 {duty.submitted.isoformat()} 提交"
    return (Finding(Severity.WARN, what, duty.clock.article, "保留逾期原因说明，备查"),)


@cites("MTCA-49", "HN-6.1")
def barred_old_use(duty: FilingDuty, meets: bool | None, on: date) -> tuple[Finding, ...]:
    """既往已开展：逾期没有备案的，或自我评估不符合的，不得再开展。"""
    clock = duty.clock
    by_notice = any(article == "HN-6.1" for article, _ in clock.also)
    if not duty.is_open() or not (clock.cause is FilingCause.IN_USE_2018 or by_notice):
        return ()
    basis = clock.article if clock.cause is FilingCause.IN_USE_2018 else "HN-6.1"
    if meets is False:
        what = "既往已开展，自我评估不符合管理规范要求，不得再开展"
        return (Finding(Severity.REFUSE, what, basis, "停止应用", "stop"),)
    if on > clock.due:
        what = f"既往已开展，{clock.due.isoformat()} 前没有备案，不得再开展"
        return (Finding(Severity.REFUSE, what, basis, "停止应用，或立即备案", "stop"),)
    return ()


def _order(event: FilingEvent) -> Moment:
    return (event.day, event.act_seq)


@cites("MTCA-11", "MTCA-11¶2")
def authority_term(file: FilingFile, calendar: Calendar, on: date) -> CountedTerm | None:
    """材料收齐后备案部门 15 个工作日内完成；到期未完成可以催问，不视为已备案。"""
    if file.state(on) is not FilingState.WITH_AUTHORITY:
        return None
    received = file.last(FilingStep.RECEIVED, on)
    if received is None or received.day < MTCA_IN_FORCE:
        return None
    returned = file.last(FilingStep.RETURNED, on)
    if returned is not None and _order(returned) > _order(received):
        return None  # 补正后再次收齐才起算
    days = AUTHORITY_WORKING_DAYS.on(received.day)
    return count(received.day, days, calendar, "收齐日不计")
