"""院务公开：录入应用情况、拟出三张表、审定冻结、与上次公开对照（第二十四条）。"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from medtech_desktop.domain.categories import CATEGORY_LABELS
from medtech_desktop.domain.clocks import in_use_from
from medtech_desktop.domain.disclosure_papers import (
    SMALL_BOUND,
    TECHNOLOGIES,
    TECHNOLOGY_COLUMNS,
    USAGE,
    USAGE_COLUMNS,
    Disclosure,
    PublicList,
    private_findings,
    public_count,
    public_rate,
    uncounted_findings,
)
from medtech_desktop.domain.disclosures import (
    PostedDisclosure,
    UsageFigure,
    approval_gaps,
    figure_for,
    is_outdated,
    period_open,
    public_state,
    usage_gaps,
)
from medtech_desktop.domain.filings import REFILING, FilingStep
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.grading_papers import public_grading
from medtech_desktop.office.judgements import Judgement, judge
from medtech_desktop.office.papers import footer
from medtech_desktop.office.world import World, load_world, read_world, was_there
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables import disclosures as t

_CHANGED = frozenset({"disclosure"})
_PERIOD = re.compile(r"([0-9-]{10}) 至 ([0-9-]{10})")


def default_period(on: date) -> tuple[date, date]:
    """默认的统计期间：上一个自然年。"""
    return date(on.year - 1, 1, 1), date(on.year - 1, 12, 31)


def current_period(on: date, posted: tuple[PostedDisclosure, ...]) -> tuple[date, date]:
    """现在该看的统计期间：上次公开的与上一个自然年，止日晚的一个。"""
    usual = default_period(on)
    said = _PERIOD.search(thawed(posted[-1]).lists[-1].note) if posted else None
    if said is None:
        return usual
    last = (date.fromisoformat(said[1]), date.fromisoformat(said[2]))
    return max((last, usual), key=lambda period: period[1])


@dataclass(frozen=True, slots=True)
class NewFigure:
    """录入一项技术一个期间的应用情况；None = 未统计，没有发生的填 0。"""

    period_from: date
    period_to: date
    cases: int | None
    complications: int | None
    deaths: int | None
    source: str


def figure_findings(draft: NewFigure) -> tuple[Finding, ...]:
    """录入的数字本身的核对：期间、来源、并发症与死亡不多于例数，都不是负数。"""
    out: list[Finding] = []

    def no(message: str, remedy: str, field: str) -> None:
        out.append(Finding(Severity.REFUSE, message, "MTCA-24", remedy, field))

    if draft.period_to < draft.period_from:
        no("统计期间的止日早于起日", "核对起止日期", "period")
    if not draft.source.strip():
        no("没有写数字的来源", "写明取自哪个系统或登记本", "source")
    parts = (("例数", draft.cases), ("并发症", draft.complications), ("死亡", draft.deaths))
    for label, part in parts:
        if part is not None and part < 0:
            no(f"{label}不能是负数", "核对例数", "cases")
        elif part is not None and (draft.cases is None or part > draft.cases):
            no(f"{label}例数多于总例数", "核对例数", "cases")
    return tuple(out)


def record_figure(library: Book, clerk: Clerk, key: str, draft: NewFigure, on: date) -> Done:
    """录入应用情况。并发症、死亡不能多于例数；须注明来源。"""
    done = record_figures(library, clerk, ((key, draft),), on)
    return Done(_CHANGED, f"已录入 {done.subject} 的应用情况", subject=done.subject)


def record_figures(
    library: Book, clerk: Clerk, drafts: Sequence[tuple[str, NewFigure]], on: date
) -> Done:
    """一次录入多项技术的应用情况；有一项不合格，一项也不记。"""
    if not drafts:
        raise not_found("没有要保存的数字", "填写例数、并发症或死亡后再保存", "figures")
    with library.act(clerk, "disclosure.figure", effective=on) as page:
        world = read_world(page, on)
        found: list[Finding] = []
        for key, draft in drafts:
            number = world.find_technology(key).technology.number
            for one in figure_findings(draft):
                found.append(replace(one, message=f"{number}：{one.message}", field=one.field))
        gate(page, found)
        for key, draft in drafts:
            file = world.find_technology(key)
            page.add(t.UsageFigureRow, technology_id=file.technology.id, **asdict(draft))
    number = world.find_technology(drafts[-1][0]).technology.number
    return Done(_CHANGED, f"已录入 {len(drafts)} 项技术的应用情况", subject=number)


@cites("MTCA-24", "HN-3.2")
def disclosure_record(
    world: World,
    figures: tuple[UsageFigure, ...],
    period: tuple[date, date],
    *,
    approver: str = "",
    approved_on: date | None = None,
    edition: str = "",
    bound: int = SMALL_BOUND,
    foot: Footer | None = None,
    grading: PublicList,
) -> Disclosure:
    """三张表的记录：只列开展的限制类技术，不含患者信息与电话号码。

    ``grading`` is the second list, of the edition in force (``grading_papers``).
    """
    listed = listed_technologies(world)
    technologies = tuple(
        (str(place), *_technology_row(world, judged)) for place, judged in enumerate(listed, 1)
    )
    used = [judged for judged in listed if used_in(world, judged.file, period)]
    usage = tuple(_usage_row(world, judged, figures, period, bound) for judged in used)
    words = f"统计期间 {period[0].isoformat()} 至 {period[1].isoformat()}"
    return Disclosure(
        world.hospital.name(world.on),
        edition or f"{world.on.isoformat()} 拟稿",
        world.on,
        approver,
        approved_on,
        (
            PublicList(TECHNOLOGIES, TECHNOLOGY_COLUMNS, technologies),
            grading,
            PublicList(USAGE, USAGE_COLUMNS, usage, words),
        ),
        foot or footer(world),
    )


def listed_technologies(world: World) -> list[Judgement]:
    """公开的：现在在用的限制类技术，按目录编号。"""
    listed = [
        judged
        for file in world.technologies
        if (judged := judge(world, file)).category.is_restricted and judged.is_in_use(world.on)
    ]
    return sorted(listed, key=lambda j: (j.code, j.file.technology.number))


def used_in(world: World, file: TechnologyFile, period: tuple[date, date]) -> bool:
    """统计期间止日以前已经开展的，才统计应用情况。"""
    sites = [site.id for site in world.hospital.sites]
    day, _ = in_use_from(file, sites, world.on)
    return day is not None and day <= period[1]


def _technology_row(world: World, judged: Judgement) -> tuple[str, ...]:
    on, file = world.on, judged.file
    done, authority = "", ""
    for filing in world.filings_of(file.technology.id):
        event = filing.first(FilingStep.COMPLETED, on)
        if event is not None and filing.filing.cause not in REFILING:
            done = event.day.isoformat()
            issuing = world.hospital.issuing_authority(filing.filing.licence_id, event.day)
            authority = world.hospital.authority_name(issuing, event.day)
    item = judged.item
    return (
        item.entry.code if item else "",
        judged.official_name(on),
        CATEGORY_LABELS[judged.category.category],
        "、".join(world.hospital.department_name(d, on) for d in file.department_ids(on)),
        "、".join(world.staff.name(p, on) for p in file.lead_ids(on)),
        done,
        authority,
        public_state(judged.cycle.state),
    )


def _usage_row(
    world: World,
    judged: Judgement,
    figures: tuple[UsageFigure, ...],
    period: tuple[date, date],
    bound: int,
) -> tuple[str, ...]:
    figure = figure_for(figures, judged.file.technology.id, *period)
    cases = figure.cases if figure else None
    item = judged.item
    return (
        item.entry.code if item else "",
        judged.official_name(world.on),
        f"{period[0].isoformat()} 至 {period[1].isoformat()}",
        public_count(cases, bound),
        public_rate(figure.complications if figure else None, cases, bound),
        public_rate(figure.deaths if figure else None, cases, bound),
    )


def load_figures(look: Look) -> tuple[UsageFigure, ...]:
    """录入过的应用情况。"""
    return tuple(look.fetch(t.UsageFigureRow, UsageFigure))


def load_posted(look: Look, on: date | None = None) -> tuple[PostedDisclosure, ...]:
    """审定过的公开，先后为序；``on`` 是过去的某日时，只有那时审定了的。"""
    posted = look.fetch(t.DisclosureRow, PostedDisclosure)
    return tuple(one for one in posted if on is None or was_there(one.approved_on, on))


@dataclass(frozen=True, slots=True)
class LineChange:
    """与上次公开相比的一处：哪张表、什么变化、哪一行。"""

    list_name: str
    kind: str
    row: tuple[str, ...]
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DisclosureView:
    """院务公开一屏：拟稿、还差什么、与上次的差异、历次公开。"""

    record: Disclosure
    period: tuple[date, date]
    findings: tuple[Finding, ...]
    changes: tuple[LineChange, ...]
    posted: tuple[PostedDisclosure, ...]
    reminder: tuple[Finding, ...]


def disclosure_view(
    library: Book, on: date, period: tuple[date, date] | None = None
) -> DisclosureView:
    """拟出三张表，列出缺口和与上次公开的差异。"""
    world = load_world(library, on)
    with library.look() as look:
        figures, posted = load_figures(look), load_posted(look, on)
        grading = public_grading(world, look)
    when = period or current_period(on, posted)
    record = disclosure_record(world, figures, when, grading=grading)
    last = posted[-1] if posted else None
    changes = list_changes(thawed(last) if last else None, record)
    return DisclosureView(
        record,
        when,
        _findings(world, figures, when, record),
        changes,
        posted,
        is_outdated(last, len(changes)),
    )


def _findings(
    world: World,
    figures: tuple[UsageFigure, ...],
    period: tuple[date, date],
    record: Disclosure,
) -> tuple[Finding, ...]:
    out: list[Finding] = []
    for file in world.technologies:
        judged = judge(world, file)
        if judged.category.is_restricted and used_in(world, file, period):
            figure = figure_for(figures, file.technology.id, *period)
            out += usage_gaps(judged.official_name(world.on), figure)
    if not out:
        out += uncounted_findings(record)
    return (*out, *private_findings(record))


def list_changes(before: Disclosure | None, after: Disclosure) -> tuple[LineChange, ...]:
    """两次公开之差，按各表的行（序号不计）。"""
    out: list[LineChange] = []
    old = {one.name: one for one in before.lists} if before else {}
    for listed in after.lists:
        rows = {_key(listed, r): _body(listed, r) for r in listed.rows}
        was_list = old.get(listed.name)
        was = {_key(was_list, r): _body(was_list, r) for r in was_list.rows} if was_list else {}
        for key, row in rows.items():
            if key not in was:
                out.append(LineChange(listed.name, "新增", row))
            elif was[key] != row:
                out.append(LineChange(listed.name, "变化", row, was[key]))
        out += [LineChange(listed.name, "删去", was[k]) for k in was if k not in rows]
    return tuple(out)


def _body(listed: PublicList, row: tuple[str, ...]) -> tuple[str, ...]:
    return row[1:] if listed.columns[0] == "序号" else row


def _key(listed: PublicList, row: tuple[str, ...]) -> tuple[str, ...]:
    body = _body(listed, row)
    return body[:3] if listed.name != TECHNOLOGIES else body[:2]


@dataclass(frozen=True, slots=True)
class Approval:
    """审定所填的内容。"""

    approver: str
    approved_on: date
    posted_on: date | None = None
    period: tuple[date, date] | None = None


def approve_disclosure(
    library: Book, clerk: Clerk, draft: Approval, on: date, *, reason: str = ""
) -> Done:
    """审定并冻结三张表。有未统计、有患者信息或电话号码的拒绝。"""
    with library.act(clerk, "disclosure.approve", reason=reason, effective=on) as page:
        world = read_world(page, on)
        figures = load_figures(page)
        period = draft.period or default_period(on)
        prefix = f"公开-{on.year}-"
        used = page.count(t.DisclosureRow, t.DisclosureRow.number.startswith(prefix), annulled=True)
        number = f"{prefix}{used + 1:03d}"
        record = disclosure_record(
            world,
            figures,
            period,
            approver=draft.approver.strip(),
            approved_on=draft.approved_on,
            edition=number,
            foot=footer(world, number),
            grading=public_grading(world, page),
        )
        grading = len(record.lists[1].rows)
        found = (
            *_findings(world, figures, period, record),
            *approval_gaps(draft.approver, grading),
            *period_open(period[1], on),
        )
        gate(page, found, reason)
        text = json.dumps(asdict(record), ensure_ascii=False, sort_keys=True, default=str)
        page.add(
            t.DisclosureRow,
            number=number,
            as_of=on,
            approved_by=draft.approver.strip(),
            approved_on=draft.approved_on,
            posted_on=draft.posted_on,
            record=text,
            sha256=sha256(text.encode("utf-8")).hexdigest(),
        )
    return Done(_CHANGED, f"已审定 {number}，内容已冻结", found, number)


def thawed(posted: PostedDisclosure) -> Disclosure:
    """冻结的内容读回为记录：与审定时一字不差。"""
    data: dict[str, Any] = json.loads(posted.record)
    approved = data["approved_on"]
    return Disclosure(
        data["hospital"],
        data["edition"],
        date.fromisoformat(data["as_of"]),
        data["approver"],
        date.fromisoformat(approved) if approved else None,
        tuple(
            PublicList(
                one["name"],
                tuple(one["columns"]),
                tuple(tuple(row) for row in one["rows"]),
                one["note"],
            )
            for one in data["lists"]
        ),
        Footer(**data["footer"]),
    )
