"""这个数从哪来：一个数怎么数、依据哪一条，以及它后面的各行；数与行是同一次读出来的。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.office.disclosures import LineChange, disclosure_view, load_figures
from medtech_desktop.office.filing_pages import FilingLine, filing_list
from medtech_desktop.office.surgery_sources import COLUMNS as VERIFY_COLUMNS
from medtech_desktop.office.surgery_sources import HOW as VERIFY_HOW
from medtech_desktop.office.surgery_sources import rows_to_verify, verify_texts
from medtech_desktop.office.todo import DataGap, TodoBoard, todo_board
from medtech_desktop.office.todo_items import TodoItem
from medtech_desktop.office.training_sources import annex4_counts
from medtech_desktop.office.usage_lines import UsageLine, counted_lines
from medtech_desktop.office.world import World, load_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.typists import typists_of

__all__ = ["Source", "SourceRow", "source_of"]

_WEEKDAYS = "一二三四五六日"
_EXPIRY = "期限按工作日计，截止日 24:00 止"
_TODO_COLUMNS = ("期限", "剩余", "事项", "编号", "对象")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """数后面的一行；``place`` 与 ``key`` 是去看它的地方，``act`` 是到了那里要办的事。

    ``kind`` is the kind of a todo item: the window knows its act by it.
    """

    texts: tuple[str, ...]
    article: str = ""
    place: str = ""
    key: str = ""
    act: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """一个数的来历：标题、数（有多少行）、单位、怎么数的、依据、各行。"""

    title: str
    unit: str
    sentence: str
    article: str
    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]

    @property
    def count(self) -> int:
        """数：就是行数。"""
        return len(self.rows)


def source_of(library: Book, key: str, on: date) -> Source:
    """一个数的来历。``key`` 是数的名字，须指明的跟在空格后，如「annex4 基地-2026-001」。"""
    name, *rest = key.split(" ")
    return _SOURCES[name](library, on, *rest)


def _todo(
    title: str, how: str, chosen: Callable[[TodoBoard], Iterable[TodoItem]]
) -> Callable[[Book, date], Source]:
    def ask(library: Book, on: date) -> Source:
        rows = tuple(_item_row(item) for item in chosen(todo_board(library, on)))
        return Source(title, "项", how, "", _TODO_COLUMNS, rows)

    return ask


def _item_row(item: TodoItem) -> SourceRow:
    due = item.due.isoformat() if item.due is not None else ""
    texts = (due, item.left, item.matter, item.code, item.subject)
    return SourceRow(texts, item.article, item.place, item.key or item.kind, kind=item.kind)


def _nearest(library: Book, on: date) -> Source:
    """剩余的工作日，一天一行。"""
    title, columns = "最近的备案截止", ("日期", "星期", "第几个工作日", "说明")
    item = todo_board(library, on).nearest_filing
    if item is None or item.due is None:
        return Source(title, "个工作日", "近期没有要备案的", "MTCA-11", columns, ())
    world = load_world(library, on)
    days = [on + timedelta(days=n) for n in range(1, (item.due - on).days + 1)]
    working = [day for day in days if world.calendar.is_working_day(day)]
    rows = tuple(_day_row(world, item, day, n) for n, day in enumerate(working, 1))
    off = len(days) - len(working)
    how = (
        f"{item.code or item.subject} {item.matter}，{item.due.isoformat()} 截止；"
        f"今天不计，从明天数到截止日，只数工作日，其间 {off} 个休息日不计"
    )
    if item.provisional:
        how += "；放假安排还没有录入，暂定"
    return Source(title, "个工作日", how, item.article, columns, rows)


def _day_row(world: World, item: TodoItem, day: date, number: int) -> SourceRow:
    told = (world.calendar.note(day), "截止日" if day == item.due else "")
    week = f"周{_WEEKDAYS[day.weekday()]}"
    texts = (day.isoformat(), week, str(number), "，".join(word for word in told if word))
    return SourceRow(texts, "", item.place, item.key or item.kind)


def _to_verify(library: Book, on: date) -> Source:
    rows = tuple(
        SourceRow(verify_texts(one), one.article, "surgeries", str(one.id))
        for one in rows_to_verify(library, on)
    )
    return Source("手术核查待核实的", "条", VERIFY_HOW, "MTCA-20", VERIFY_COLUMNS, rows)


def _gaps(library: Book, on: date) -> Source:
    how = "逐项查本院登记、放假安排、备份和法规原文，没有登记而使结果暂定、空缺或查不出的，一处一行"
    rows = tuple(_gap_row(gap) for gap in todo_board(library, on).gaps)
    return Source("数据缺口", "处", how, "", ("缺什么", "会怎样"), rows)


def _gap_row(gap: DataGap) -> SourceRow:
    return SourceRow((gap.title, gap.detail), "", gap.place, gap.key, gap.act)


def _filings(library: Book, on: date) -> Source:
    how = "草稿、已提交、已收齐和补正中的备案，加上应当备案而尚未新建的；已备案、取消和结束的不数"
    rows = tuple(_filing_row(line) for line in filing_list(library, on) if line.is_open)
    columns = ("备案编号", "技术", "名称", "事由", "状态", "期限", "剩余")
    return Source("办理中的备案", "件", how, "MTCA-11", columns, rows)


def _filing_row(line: FilingLine) -> SourceRow:
    due = line.due.isoformat() if line.due is not None else ""
    number = line.number or "尚未新建"
    texts = (number, line.code, line.name, line.cause, line.state, due, line.left)
    return SourceRow(texts, "", "filings", line.number or line.technology)


def _usage(library: Book, on: date, first: str, last: str) -> Source:
    """应用情况：这一期间每项技术最后一次录入的数字，谁、何时录入、取自哪里。"""
    period = (date.fromisoformat(first), date.fromisoformat(last))
    world = load_world(library, on)
    with library.look() as look:
        lines = counted_lines(world, load_figures(look), period)
        typists = typists_of(look, [line.act_seq for line in lines])
    how = (
        f"统计期间 {first} 至 {last}，止日以前已开展、现在在用的限制类技术，一项一行；"
        "例数、并发症、死亡取最后一次录入的，率由它们除出；没有录入的是未统计，不算 0"
    )
    columns = ("编号", "名称", "例数", "并发症", "死亡", "取自", "录入人", "录入时间")
    rows = tuple(_usage_row(line, *typists.get(line.act_seq, ("", ""))) for line in lines)
    return Source("限制类技术临床应用情况", "项", how, "MTCA-24", columns, rows)


def _usage_row(line: UsageLine, who: str, at: str) -> SourceRow:
    numbers = (line.cases, line.complications, line.deaths)
    told = tuple("未统计" if one is None else f"{one:,}" for one in numbers)
    texts = (line.code, line.name, *told, line.source, who, at)
    return SourceRow(texts, "", "technologies", line.number)


def _changes(library: Book, on: date, first: str, last: str) -> Source:
    """与上次公开之差，一处一行；没有公开过的没有可比的。"""
    view = disclosure_view(library, on, (date.fromisoformat(first), date.fromisoformat(last)))
    title, columns = "与上次公开之差", ("表", "变化", "编号", "名称", "上次公开的", "现在的")
    if not view.posted:
        return Source(title, "处", "还没有公开过，没有可比的", "MTCA-24", columns, ())
    numbers = _numbers(load_world(library, on))
    rows = tuple(_change_row(change, numbers) for change in view.changes)
    how = (
        f"把现在的三张表与上次审定的 {view.posted[-1].number} 逐行对照；"
        "多出的行、少了的行、有一格不同的行，各算一处，序号不比"
    )
    return Source(title, "处", how, "MTCA-24", columns, rows)


def _numbers(world: World) -> dict[str, str]:
    """目录编号与名称对到院内编号。"""
    found: dict[str, str] = {}
    for file in world.technologies:
        for word in (file.name(world.on), *world.codes(file)):
            found.setdefault(word, file.technology.number)
    return found


def _change_row(change: LineChange, numbers: dict[str, str]) -> SourceRow:
    code, name = (*change.row, "", "")[:2]
    before, after = change.before, change.row
    if change.kind == "变化":
        pairs = [pair for pair in zip(before, after, strict=False) if pair[0] != pair[1]]
        before, after = tuple(p[0] for p in pairs), tuple(p[1] for p in pairs)
    elif change.kind == "删去":
        before, after = change.row, ()
    told = ("，".join(t or "空" for t in before), "，".join(t or "空" for t in after))
    number = numbers.get(code) or numbers.get(name, "")
    place = "technologies" if number else ""
    return SourceRow((change.list_name, change.kind, code, name, *told), "", place, number)


def _annex4(library: Book, on: date, number: str) -> Source:
    """附件4 的三个例数：谁、何时填的，此前填的是多少。"""
    with library.look() as look:
        counts = annex4_counts(look, number)
    how = (
        "附件4 的例数是填进去的，程序不从别处推算；一年一行，取最后一次填的，"
        "谁、何时填的取自审计日志"
    )
    columns = ("年份", "例数", "填写人", "填写时间", "此前填的")
    rows = tuple(SourceRow(texts, "", "trainings", number) for texts in counts)
    return Source("附件4 的例数", "年", how, "MTCA-29", columns, rows)


_SOURCES: dict[str, Callable[..., Source]] = {
    "surgeries": _to_verify,
    "todo": _todo(
        "今日待办",
        f"90 天内到期的、已逾期的和没有法定天数的，一件一行；{_EXPIRY}",
        lambda b: b.items,
    ),
    "late": _todo("已逾期", f"截止日已过而没有办的；{_EXPIRY}", lambda b: b.late),
    "week": _todo("本周到期", f"今天至本周日到期而没有逾期的；{_EXPIRY}", lambda b: b.within_week),
    "none": _todo("没有法定天数", "法规要求办而没有规定天数的，尽快办理", lambda b: b.undated),
    "nearest": _nearest,
    "gaps": _gaps,
    "filings": _filings,
    "usage": _usage,
    "changes": _changes,
    "annex4": _annex4,
}
