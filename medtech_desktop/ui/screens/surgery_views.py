"""手术核查屏的问与视图：左栏、月线、所列的发现、一条的详情、按技术核查的。"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medtech_desktop.domain.surgeries import KIND_LABELS, OUTCOME_LABELS, Kind, Outcome, Unjudged
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Report
from medtech_desktop.ui.screens.surgery_explained import ExplanationView
from medtech_desktop.ui.screens.surgery_rail import RailView
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.kind_list import KindView
from medtech_desktop.ui.widgets.long_rows import LongColumn, Texts
from medtech_desktop.ui.widgets.month_line import MonthView
from medtech_desktop.ui.widgets.privilege_bar import BarView

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.surgery_lists import FindingRow, LogQuestion, LogSummary

ANY = "any"
PAGE = 200
MOST_LISTED = 60
"""左栏的医师至多列几位：各是一个按钮，几千个会使窗口停下。"""
KIND_ICONS: dict[Kind, tuple[str, Tone]] = {
    Kind.NO_PRIVILEGE: ("circle-x", Tone.BAD),
    Kind.ABOVE_GRADE: ("arrow-up-narrow-wide", Tone.BAD),
    Kind.SUSPENDED: ("circle-pause", Tone.BAD),
    Kind.EXPIRED: ("circle-minus", Tone.BAD),
    Kind.REVOKED: ("ban", Tone.BAD),
    Kind.EMERGENCY: ("siren", Tone.WARN),
    Kind.UNLISTED: ("file-question-mark", Tone.WARN),
    Kind.STOPPED: ("octagon-x", Tone.BAD),
    Kind.PROHIBITED: ("octagon-alert", Tone.BAD),
    Kind.NOT_APPRAISED: ("message-square-text", Tone.BAD),
    Kind.NO_ETHICS: ("scale", Tone.BAD),
    Kind.SUBJECT: ("clipboard-x", Tone.BAD),
    Kind.NOT_OURS: ("user-x", Tone.BAD),
    Kind.LEAD: ("user-cog", Tone.BAD),
    Kind.UNTRAINED: ("graduation-cap", Tone.BAD),
    Kind.CONSENT: ("signature", Tone.BAD),
    Kind.NOT_REPORTED: ("send", Tone.WARN),
    Kind.LATE_FILING: ("calendar-x", Tone.BAD),
    Kind.SAME_DAY: ("clock", Tone.WARN),
    Kind.LATE_ENTRY: ("history", Tone.WARN),
}
TODAY_KINDS = (Kind.LATE_FILING, Kind.NOT_REPORTED)
TODAY_KEYS = tuple(str(int(kind)) for kind in TODAY_KINDS)
"""随今天而变、按技术列的。"""
_ALARMS = frozenset({"无", "未注册", "已撤销"})
UNJUDGED_CURES: dict[Unjudged, str] = {
    Unjudged.BEFORE_LAW: "办法施行以前的手术不按办法判断",
    Unjudged.CANCELLED: "已取消的手术不判断",
    Unjudged.NO_OPERATOR: "登记里没有写术者：补写以后再导入一次，同一例成为新版本",
    Unjudged.NO_CODE: "登记里没有写编码：补写以后再导入一次，同一例成为新版本",
    Unjudged.LEFT_OUT: "不纳入分级管理的术式不判断授权；要判断的，在手术分级里纳入",
    Unjudged.NO_EDITION: "当日没有施行的分级目录：在手术分级里登记那一版的施行日",
    Unjudged.OUT_OF_SCOPE: "器官移植一类不适用办法，不按办法判断",
    Unjudged.RESEARCH: "写明临床研究的不按临床应用判断",
}
"""没有判断的各原因怎么办；认得出名就判断得了的到认名。"""
FINDING_COLUMNS = (
    LongColumn("手术日", 92, key="day"),
    LongColumn("问题", 164, key="kind"),
    LongColumn("术式", 0, key="procedure", weight=theme.MEDIUM),
    LongColumn("级别", 56, key="grade"),
    LongColumn("术者", 84, key="person", person=True),
    LongColumn("科室", 96, key="department", ink=Ink.INK2),
    LongColumn("当日授权", 80, key="had", ink=Ink.INK2, alarms=_ALARMS),
    LongColumn("状态", 110, key="state", chip=True),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """屏上所问：起止、种类、状态、科室、术者（ANY 为不限）、各词、次序、选中的。"""

    since: date | None = None
    until: date | None = None
    kind: str = ANY
    outcome: str = ANY
    department: str = ANY
    person: str = ANY
    words: str = ""
    order: str = "day"
    descending: bool = True
    keep: int = 0


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """核查一页的回答：所问的计数、整段的计数、各条、第一页、原来选中的在第几行。"""

    summary: LogSummary
    whole: LogSummary
    ids: array[int]
    first: Sequence[Texts]
    row: int


REPORT_HERE = "report"
"""不去别的屏，就在这里登记逐例报送。"""


@dataclass(frozen=True, slots=True)
class Fact:
    """一条事实：标题、话、要紧不要紧；``masked`` 其中的患者号只有尾号，可以调阅。"""

    title: str
    text: str
    bad: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True)
class FindingView:
    """选定的一条：名称、状态、两栏事实、当日授权、依据、以往的说明、去哪里办。

    ``emergency`` is the number of the recorded emergency use; ``can_emerge``: it may be told
    as one, ``prefill`` is what the form takes over. ``about`` is what an explanation hangs on
    when there is no stored finding; ``code`` stands before the name, ``key`` is
    the source key of the case.
    """

    id: int
    name: str
    state: str
    day: date
    left: tuple[Fact, ...]
    right: tuple[Fact, ...]
    remedy: str
    bars: tuple[BarView, ...]
    articles: tuple[str, ...]
    explanations: tuple[ExplanationView, ...]
    cure_word: str = ""
    cure_place: str = ""
    cure_key: str = ""
    emergency: str = ""
    can_emerge: bool = False
    about: tuple[int, int, int, int | None] | None = None
    code: str = ""
    prefill: Mapping[str, str] = field(default_factory=dict)
    key: int = 0

    @property
    def called(self) -> str:
        """录入框里怎样称呼它。"""
        return f"{self.name}，{self.day.isoformat()}"


# Questions


def question_of(asked: Asked) -> LogQuestion:
    """屏上所问 → 核查所问。"""
    from medtech_desktop.office.surgery_lists import LogQuestion

    stored = asked.kind not in (ANY, *TODAY_KEYS)
    kind = Kind(int(asked.kind)) if stored else None
    return LogQuestion(
        since=asked.since,
        until=asked.until,
        kind=kind,
        outcome=Outcome(int(asked.outcome)) if asked.outcome != ANY else None,
        department_id=int(asked.department) if asked.department != ANY else None,
        person_id=int(asked.person) if asked.person != ANY else None,
        words=asked.words,
    )


def ask_check(library: Library, asked: Asked, on: date) -> CheckAnswer:
    """所列的发现与各数。"""
    from medtech_desktop.office.surgery_lists import (
        Column,
        LogQuestion,
        Order,
        finding_ids,
        finding_rows,
        log_summary,
    )

    question = question_of(asked)
    whole = log_summary(library, LogQuestion(asked.since, asked.until), on)
    summary = log_summary(library, question, on) if is_narrowed(asked) else whole
    ids = finding_ids(library, question, Order(Column(asked.order), asked.descending), on)
    first = finding_rows(library, ids[:PAGE], on)
    row = ids.index(asked.keep) if asked.keep and asked.keep in ids else -1
    return CheckAnswer(summary, whole, ids, [_texts(one) for one in first], row)


def is_narrowed(asked: Asked) -> bool:
    """除了起止还限定了别的。"""
    chosen = (asked.kind, asked.outcome, asked.department, asked.person)
    return bool(asked.words.strip()) or any(one != ANY for one in chosen)


def _texts(one: FindingRow) -> Texts:
    """一行的文字，次序同 ``FINDING_COLUMNS``。"""
    day, what = one.day.isoformat(), one.procedure or one.code
    return day, one.label, what, one.grade, one.person, one.department, one.had, one.state


def ask_finding_rows(library: Library, ids: Sequence[int], on: date) -> Sequence[Texts]:
    """一页的各行；已经不在的空着。"""
    from medtech_desktop.office.surgery_lists import finding_rows

    rows = {one.id: _texts(one) for one in finding_rows(library, ids, on)}
    blank = ("",) * len(FINDING_COLUMNS)
    return [rows.get(one, blank) for one in ids]


def keep_listed(
    library: Library,
    what: str,
    ids: Sequence[int],
    filters: tuple[str, ...],
    path: Path,
    on: date,
    progress: Report | None = None,
) -> Path:
    """把所列的发现（``findings``）或登记行（``lines``）存为文件。raises BadInput, Trouble."""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.surgery_exports import export_listed

    return export_listed(library, clerk_here(), what, ids, filters, path, on, progress)


# Views


def month_views(months: Sequence[tuple[str, str, int]]) -> tuple[MonthView, ...]:
    """月线的各月；末月写「9月」，其余只写数，一月起写年。"""
    shown = []
    for number, (key, _label, count) in enumerate(months):
        last = number == len(months) - 1
        month = int(key[5:])
        said = f"{month}月" if last or number == 0 else str(month)
        shown.append(MonthView(key, said, count))
    return tuple(shown)


def month_words(months: Sequence[tuple[str, str, int]]) -> str:
    """月线的一句话：末月比上月、比 12 个月的平均。"""
    if len(months) < 2 or not any(count for _key, _label, count in months):
        return "没有发现问题"
    (_b, _bl, before), (key, _label, now) = months[-2:]
    month = f"{int(key[5:])}月"
    mean = sum(count for _key, _label, count in months[:-1]) / (len(months) - 1)
    if now > before:
        turn = f"比上月多 {now - before:,} 条"
    else:
        turn = f"比上月少 {before - now:,} 条" if now < before else "与上月相同"
    return f"{month} {now:,} 条，{turn}\n此前月均 {mean:,.0f} 条"


def rail_view(summary: LogSummary, person: str = ANY) -> RailView:
    """左栏；医师多的只列最多的几位，选着的 ``person`` 总在内。"""
    counts = {kind: count for kind, _label, count in summary.by_kind}
    kinds = [KindView(ANY, "全部", sum(counts.values()), bar=False)]
    kinds += [
        KindView(str(int(kind)), KIND_LABELS[kind], counts[kind], *KIND_ICONS[kind])
        for kind in KIND_ICONS
        if counts.get(kind)
    ]
    return RailView(
        f"手术 {summary.surgeries:,} 例，{summary.lines:,} 行",
        tuple(kinds),
        _places("全部科室", summary.by_department),
        _most(_places("全部医师", summary.by_person), person),
        tuple(KindView(str(int(why)), label, count) for why, label, count in summary.unjudged),
        sum(count for _why, _label, count in summary.unjudged),
        summary.notes,
        len(summary.by_person),
    )


def _most(views: tuple[KindView, ...], chosen: str) -> tuple[KindView, ...]:
    """总数，最多的几位，和选着的一位。"""
    rest = (one for one in views[MOST_LISTED + 1 :] if one.key == chosen)
    return (*views[: MOST_LISTED + 1], *rest)


def _places(whole: str, counted: Sequence[tuple[int, str, int]]) -> tuple[KindView, ...]:
    rows = [KindView(ANY, whole, sum(count for _key, _word, count in counted), bar=False)]
    rows += [KindView(str(key), word, count) for key, word, count in counted]
    return tuple(rows)


def outcome_words(counted: Sequence[tuple[Outcome, int]], current: str) -> tuple[FilterWord, ...]:
    """按状态的筛选词与数；没有的不列，正在用的留着。"""
    listed = [FilterWord(ANY, "全部", sum(count for _one, count in counted))]
    listed += [
        FilterWord(str(int(one)), OUTCOME_LABELS[one], count)
        for one, count in counted
        if count or str(int(one)) == current
    ]
    return tuple(listed)


def more_words(summary: LogSummary) -> tuple[str, str]:
    """列表下面的一句话与它去的种类：随今天而变的不在列表里。"""
    found = [one for one in summary.by_kind if one[0] in TODAY_KINDS and one[2]]
    if not found:
        return "", ANY
    said = "，".join(f"{label} {count:,}" for _kind, label, count in found)
    return f"另有按技术、按平台核查的：{said}", str(int(found[0][0]))


def title_of(asked: Asked, rail: RailView) -> str:
    """所列的称呼：「当日无该项授权，普通外科」。"""
    parts = []
    for key, views in (
        (asked.kind, rail.kinds),
        (asked.department, rail.departments),
        (asked.person, rail.people),
    ):
        if key != ANY:
            parts.append(next((view.word for view in views if view.key == key), ""))
    return "，".join(part for part in parts if part) or "全部问题"


def heading_words(summary: LogSummary, span: str) -> str:
    """顶栏的一句话：「2026年9月，1,284 例，28 项问题，14 项待核实」。"""
    if summary.is_empty:
        return "还没有导入手术登记"
    parts = [span] if span else []
    parts += [f"{summary.surgeries:,} 例", f"{summary.problems:,} 项问题"]
    parts.append(f"{summary.to_verify:,} 项待核实")
    if summary.explained:
        parts.append(f"{summary.explained:,} 项已说明")
    if summary.judged * 2 < summary.lines:  # else few problems would read as a clean log
        parts.append(f"{summary.lines - summary.judged:,} 行没有判断")
    return "，".join(parts)


def none_words(asked: Asked, summary: LogSummary) -> str:
    """没有一条时说什么。"""
    narrowed = any(
        one != ANY for one in (asked.kind, asked.outcome, asked.department, asked.person)
    )
    if narrowed or asked.words:
        return "没有符合的发现，放开左边的一项或减少一个词"
    if not summary.lines:
        return "这一段没有手术，换一段再看"
    if not summary.judged:
        return "这一段一行也没有判断：左边看各因什么"
    return f"这一段判断了 {summary.judged:,} 行，没有发现问题"
