"""今日待办：到期、逾期和该办的事，每件有依据、有办处。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.appraisals import (
    VERDICT_LABELS,
    Verdict,
    latest_appraisal,
    latest_ethics,
)
from medtech_desktop.domain.categories import Category
from medtech_desktop.domain.clocks import FilingDuty, authority_term, barred_old_use
from medtech_desktop.domain.filings import CAUSE_LABELS, FilingState, FilingStep, open_filings
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.lifecycles import gate_since
from medtech_desktop.domain.norms import norm_findings
from medtech_desktop.domain.products import product_findings
from medtech_desktop.domain.prohibited import prohibited_findings
from medtech_desktop.domain.refilings import no_lead_left, refiling_tasks
from medtech_desktop.domain.stops import stopped_on
from medtech_desktop.domain.working_days import left
from medtech_desktop.office.acts import today
from medtech_desktop.office.data_gaps import DataGap, data_gaps, world_gaps
from medtech_desktop.office.judgements import Judgement, judge
from medtech_desktop.office.privilege_todo import privilege_items
from medtech_desktop.office.surgery_todo import surgery_items
from medtech_desktop.office.todo_items import TodoItem, house_items
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look

__all__ = ["DataGap", "TodoBoard", "TodoItem", "todo_board"]


@dataclass(frozen=True, slots=True)
class TodoBoard:
    """今日待办整板。"""

    on: date
    items: tuple[TodoItem, ...]
    gaps: tuple[DataGap, ...]
    nearest: TodoItem | None
    holidays_until: int
    coming: str = ""

    @property
    def late(self) -> tuple[TodoItem, ...]:
        """已逾期的。"""
        return tuple(i for i in self.items if i.overdue)

    @property
    def within_week(self) -> tuple[TodoItem, ...]:
        """今天至本周日到期的。"""
        end = self.on + timedelta(days=6 - self.on.weekday())
        dated = (i for i in self.items if i.due is not None and not i.overdue)
        return tuple(i for i in dated if i.due is not None and self.on <= i.due <= end)

    @property
    def undated(self) -> tuple[TodoItem, ...]:
        """没有法定天数的。"""
        return tuple(i for i in self.items if i.due is None)

    @property
    def overdue(self) -> int:
        """逾期几件。"""
        return len(self.late)

    @property
    def this_week(self) -> int:
        """本周到期几件。"""
        return len(self.within_week)

    @property
    def nearest_filing(self) -> TodoItem | None:
        """最近的、还没有过的备案截止。"""
        open_ = (i for i in self.items if i.kind == "filing" and i.due and not i.overdue)
        return next(open_, None)


def todo_board(library: Book, on: date, days: int = 90, known: int | None = None) -> TodoBoard:
    """今日待办：``days`` 日内到期的与全部逾期的。"""
    with library.look(known) as look:
        held = look.kept(_whole_board, on, today())
    items = [item for item in held.items if _within(item, on, days)]
    dated = [i for i in items if i.due is not None and not i.overdue]
    return TodoBoard(
        on,
        tuple(items),
        data_gaps(library, on, held.gaps),
        dated[0] if dated else None,
        held.holidays_until,
        held.coming,
    )


@dataclass(frozen=True, slots=True)
class _Whole:
    items: tuple[TodoItem, ...]
    gaps: tuple[DataGap, ...]
    holidays_until: int
    coming: str


def _whole_board(look: Look, on: date, _today: date) -> _Whole:
    """全部待办、登记里的缺口、放假的情形；与随后的问题共用。"""
    world = read_world(look, on)
    until = max(world.calendar.known_years, default=0)
    return _Whole(todo_items(world, look), world_gaps(world), until, _coming(world))


def _coming(world: World) -> str:
    """放假在即时的一句话：「国庆节放假前还有 3 个工作日」。"""
    on, calendar = world.on, world.calendar
    for ahead in range(1, _HOLIDAY_AHEAD):
        day = on + timedelta(days=ahead)
        special = calendar.special(day)
        if special is not None and not special.working:
            between = calendar.working_days_between(on - timedelta(days=1), day)
            still = f"还有 {between} 个工作日" if between else "没有工作日了"
            return f"{special.name or '放假'}放假前{still}"
    return ""


def todo_items(world: World, look: Look) -> tuple[TodoItem, ...]:
    """全部待办，不论多远，按期限。"""
    items = [*_items(world), *house_items(world, look), *privilege_items(world, look)]
    items += surgery_items(world, look)
    far = date.max
    items.sort(key=lambda i: (i.due or far, i.code, i.subject, i.kind))
    return tuple(items)


def _within(item: TodoItem, on: date, days: int) -> bool:
    return item.due is None or (item.due - on).days <= days


def _items(world: World) -> Iterator[TodoItem]:
    for file in world.technologies:
        judged = judge(world, file)
        if stopped_on(file.stops, file.starts, world.on) is None:
            yield from _filing_items(world, judged)
            yield from _refiling_items(world, judged)
            yield from _rule_items(world, judged)
        yield from _authority_items(world, judged)


def _item(
    world: World,
    judged: Judgement,
    kind: str,
    matter: str,
    article: str,
    action: str,
    *,
    due: date | None = None,
    place: str = "technologies",
    key: str = "",
    provisional: bool = False,
) -> TodoItem:
    code = judged.code or next((d.clock.item.entry.code for d in judged.duties), "")
    return TodoItem(
        kind,
        due,
        left(world.on, due, world.calendar) if due else "",
        due is not None and world.on > due,
        matter,
        code,
        judged.official_name(world.on),
        article,
        action,
        place,
        key or judged.file.technology.number,
        provisional,
        tuple(
            world.hospital.department_name(one, world.on)
            for one in judged.file.department_ids(world.on)
        ),
    )


_HOLIDAY_AHEAD = 15
_NOT_FILED = (Category.PROHIBITED, Category.NOT_APPLICABLE)


def _filing_items(world: World, judged: Judgement) -> Iterator[TodoItem]:
    if judged.category.category in _NOT_FILED:
        return
    assessed = judged.file.assessment_on(world.on)
    for duty in judged.duties:
        if not duty.is_open():
            continue
        clock = duty.clock
        number = duty.filing.filing.number if duty.filing else ""
        returned = duty.filing is not None and duty.filing.state(world.on) is FilingState.RETURNED
        word = "补正后重新提交" if returned else "提交备案"
        yield _item(
            world,
            judged,
            "filing",
            f"{word}（{_zero_words(duty, world.on)}）",
            clock.article,
            "提交备案" if number else "新建备案",
            due=clock.due,
            place="filings" if number else "technologies",
            key=number,
            provisional=clock.provisional,
        )
        for finding in barred_old_use(duty, assessed.meets if assessed else None, world.on):
            yield _item(
                world, judged, "stop", finding.message, finding.article, "停止应用", due=world.on
            )


def _month_and_day(day: date) -> str:
    # Not strftime: on Windows it takes only what the system's own code page has.
    return f"{day.month:02}月{day.day:02}日"


def _zero_words(duty: FilingDuty, on: date) -> str:
    """起算日；今年的不写年份。"""
    day = _month_and_day(duty.clock.day_zero)
    if duty.clock.day_zero.year != on.year:
        day = f"{duty.clock.day_zero.year}年{day}"
    word = "首例" if duty.clock.first_case is not None else CAUSE_LABELS[duty.clock.cause]
    return f"{word} {day}"


@cites("HN-annex2(2)")
def _refiling_items(world: World, judged: Judgement) -> Iterator[TodoItem]:
    file = judged.file
    if not judged.category.is_restricted:
        return
    for licence in world.hospital.licences:
        filings = world.filings_of(file.technology.id, licence.id)
        for task in refiling_tasks(
            file, filings, world.hospital, world.staff, licence.id, world.on
        ):
            number = task.filing.filing.number if task.filing else ""
            yield _item(
                world,
                judged,
                "refiling",
                f"重新提交备案表：{task.what}",
                "HN-annex2(2)",
                "提交备案" if number else "新建备案",
                place="filings" if number else "technologies",
                key=number,
            )
        if filings and judged.is_in_use(world.on):
            for finding in no_lead_left(file, world.staff, licence.id, world.on):
                yield _item(world, judged, "lead", finding.message, finding.article, "判断并处理")


def _rule_items(world: World, judged: Judgement) -> Iterator[TodoItem]:
    file, on = judged.file, world.on
    if not judged.is_in_use(on):
        return
    for finding in prohibited_findings(judged.prohibited, in_use=True):
        yield _item(
            world, judged, "prohibited", finding.message, finding.article, "停止应用", due=on
        )
    for finding in product_findings(file.products, file.approvals, on):
        yield _item(world, judged, "product", finding.message, finding.article, "停用", due=on)
    yield from _lost_conditions(world, judged)
    last = file.assessment_on(on)
    if judged.category.is_restricted and last is not None:
        for finding in norm_findings(
            on, world.norms, file.lineages_on(on), last.norm_id, last.assessed_on
        ):
            yield _item(world, judged, "norm", finding.message, finding.article, "重新自评")


@cites("MTCA-22", "MTCA-25(2)")
def _lost_conditions(world: World, judged: Judgement) -> Iterator[TodoItem]:
    """在用而后来的结论是不符合、不通过的：立即停止，或回答第二十五条第二项的问题。"""
    file, on = judged.file, world.on
    own = file.assessment_on(on)
    after = gate_since(file, on)
    verdicts = (
        ("论证", latest_appraisal(file.appraisals, on, after)),
        ("伦理审查", latest_ethics(file.ethics_reviews, on, after)),
    )
    bad = [
        f"{one.held_on.isoformat()} {word}结论为「{VERDICT_LABELS[one.verdict]}」"
        for word, one in verdicts
        if one is not None and one.verdict is Verdict.FAIL
    ]
    if judged.category.is_restricted and own is not None and not own.meets:
        bad.append(f"{own.assessed_on.isoformat()} 自我评估不符合管理规范要求")
    for words in bad:
        matter = f"在用，而{words}，须立即停止或判断"
        yield _item(world, judged, "lost", matter, "MTCA-22", "停止应用", due=on)


@cites("MTCA-11¶2")
def _authority_items(world: World, judged: Judgement) -> Iterator[TodoItem]:
    """备案部门自收齐之日起 15 个工作日内完成；到期催问，不视为已备案。"""
    for filing in open_filings(world.filings_of(judged.file.technology.id), world.on):
        number = filing.filing.number
        term = authority_term(filing, world.calendar, world.on)
        if term is not None:
            day = _month_and_day(term.day_zero)
            yield _item(
                world,
                judged,
                "authority",
                f"催问备案部门（收齐 {day}）",
                "MTCA-11¶2",
                "登记完成",
                due=term.due,
                place="filings",
                key=number,
                provisional=term.provisional,
            )
        returned = filing.last(FilingStep.RETURNED, world.on)
        duty = world.duty(judged.file, filing.filing.licence_id)
        listed = duty is not None and duty.is_open()
        if filing.state(world.on) is FilingState.RETURNED and returned and not listed:
            yield _item(
                world,
                judged,
                "returned",
                f"补正材料：{returned.note}",
                "MTCA-11",
                "补正后提交",
                place="filings",
                key=number,
            )
