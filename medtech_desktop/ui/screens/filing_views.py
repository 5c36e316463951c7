"""备案的视图：列表项、逐日计数、材料行、还差什么；预览的文书。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Protocol

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocker import BlockerView, BlockView
from medtech_desktop.ui.widgets.day_strip import DayKind, DayView
from medtech_desktop.ui.widgets.dossier import MaterialView
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.master_list import ListEntry
from medtech_desktop.ui.widgets.pieces import Piece, ProvisionalChip, StateChip, Words
from medtech_desktop.ui.widgets.top_bar import day_words

if TYPE_CHECKING:
    from medtech_desktop.domain.dossiers import MaterialLine
    from medtech_desktop.domain.working_days import CountedDay
    from medtech_desktop.office.filing_pages import ClockView, FilingLine, FilingPage

PAPER_TABS = (("annex2", "附件2"), ("annex3", "附件3"), ("counted-days", "计数表"))
_FILED = frozenset({"已备案"})


def key_of(line: FilingLine) -> str:
    """列表项的 key：备案编号；尚未新建的用技术的院内编号。"""
    return line.number or line.technology


def entries_of(lines: tuple[FilingLine, ...]) -> tuple[ListEntry, ...]:
    """列表项。"""
    entries = []
    for line in lines:
        chips: list[Piece] = [StateChip(line.state)]
        if line.provisional:
            chips.append(ProvisionalChip())
        kinds = {"open"} if line.is_open else {"filed" if line.state in _FILED else "ended"}
        found_by = f"{line.number} {line.technology} {line.cause}"
        entries.append(
            ListEntry(
                key_of(line),
                line.code,
                line.name,
                tuple(chips),
                _fact(line),
                frozenset(kinds),
                found_by,
            )
        )
    return tuple(entries)


def _fact(line: FilingLine) -> Piece | None:
    if not line.number:
        return Words("尚未新建", Ink.BAD if line.state == "逾期" else Ink.WARN, theme.NOTE)
    if line.left:
        late = line.left.startswith(("逾期", "已逾期"))
        near = line.left == "今天" or late
        ink = Ink.BAD if late else Ink.WARN
        return Words(line.left, ink, theme.NOTE, theme.MEDIUM if near else theme.REGULAR)
    return Words(line.fact, Ink.INK2, theme.NOTE) if line.fact else None


def filter_words_of(lines: tuple[FilingLine, ...]) -> tuple[FilterWord, ...]:
    """筛选词与数。"""
    filed = sum(line.state in _FILED for line in lines)
    return (
        FilterWord("open", "进行中", sum(line.is_open for line in lines)),
        FilterWord("filed", "已备案", filed),
        FilterWord("all", "全部", len(lines)),
    )


class Counted(Protocol):
    """逐日数过的期限：起算日、截止日、各日。"""

    @property
    def day_zero(self) -> date:
        """起算日。"""

    @property
    def due(self) -> date:
        """截止日。"""

    @property
    def days(self) -> tuple[CountedDay, ...]:
        """各日。"""


def days_of(clock: Counted, today: date) -> tuple[DayView, ...]:
    """逐日计数的各格。"""
    views = []
    for day in clock.days:
        weekend = day.day.weekday() >= 5
        tag = ""
        if day.number and weekend:
            tag = "班"
        elif day.number is None and day.day != clock.day_zero and day.note != "周末":
            tag = "休"
        if day.day == clock.day_zero:
            kind, note = DayKind.DAY_ZERO, day.note or "当日不计"
        elif day.number is None:
            kind, note = DayKind.NOT_COUNTED, day.note.removesuffix("节")
        elif day.day == clock.due:
            kind, note = DayKind.DUE, f"第 {day.number} 日止"
        else:
            kind = DayKind.COUNTED if day.day <= today else DayKind.TO_COME
            note = f"第 {day.number} 日"
        views.append(DayView(day.day, kind, note, tag, day.provisional))
    return tuple(views)


def due_words(clock: ClockView, today: date) -> tuple[str, str]:
    """截止日的大字与旁边的说明。"""
    day = clock.due
    makeup = "，调休上班" if day.weekday() >= 5 else ""
    big = f"{day.month}月{day.day}日"
    weekday = day_words(day).split(" ")[1]
    year = f"{day.year}年，" if day.year != today.year else ""
    return big, f"{year}{weekday}{makeup}，当日 24:00 止"


def submitted_words(clock: ClockView, submitted: date, today: date) -> tuple[str, str]:
    """已提交的：哪天提交，第几个工作日内，期限是哪天。"""
    year = f"{submitted.year}年" if submitted.year != today.year else ""
    big = f"已于 {year}{submitted.month}月{submitted.day}日 提交"
    last = f"期限为 {clock.due.isoformat()}"
    if submitted > clock.due:
        return big, f"晚于期限，{last}"
    passed = [one.number for one in clock.days if one.number and one.day <= submitted]
    return big, f"第 {max(passed)} 个工作日内，{last}" if passed else f"期限内，{last}"


def reading_words(clock: ClockView) -> tuple[str, str]:
    """起算的说法，与更严的读法。"""
    zero = clock.day_zero
    counted = sum(day.number is not None for day in clock.days)
    first = f"{zero.isoformat()} 起算，当日不计，次日起数 {counted} 个工作日" if counted else ""
    if not counted:
        first = f"期限由文件写明为 {clock.due.isoformat()}"
    strict = clock.stricter_due
    second = f"若当日计入，则为 {strict.month}月{strict.day}日（请核对原文）" if strict else ""
    return first, second


_ACTIONS = {
    "齐全": "打开",
    "缺失": "上传…",
    "可生成": "预览",
    "待补": "预览",
    "已过期": "换新…",
    "不适用": "改登记…",
}


def materials_of(page: FilingPage) -> tuple[MaterialView, ...]:
    """材料各行。"""
    locked = page.draft is not None and page.draft.locked
    views = []
    for place, line in enumerate(page.materials):
        views.append(
            MaterialView(
                str(place),
                line.label,
                line.note,
                line.copies,
                line.state.value,
                line.article,
                _action(line, locked),
            )
        )
    return tuple(views)


def _action(line: MaterialLine, locked: bool) -> str:
    word = _ACTIONS.get(line.state.value, "")
    generated = line.kind.value in ("annex2", "annex3")
    if generated:
        return "预览"
    if line.state.value == "齐全" and line.attachment_id is None:
        word = "补扫描…"
    return "" if locked and word.endswith("…") else word


_GENERATED = frozenset({"annex2", "annex3"})
_PLAIN_REMEDIES = {
    "hospital": "去系统登记",
    "hospital_type": "去系统登记",
    "hospital_level": "去系统登记",
    "principal": "去系统登记",
    "technology": "去技术目录",
    "opinion": "填写备案表…",
    "first_use": "填写备案表…",
    "departments": "填写负责人…",
    "title": "去医师登记",
    "training": "登记证书…",
    "lead": "填写负责人…",
    "authority": "去系统登记",
    "self_assessed": "登记自评…",
    "meets_norm": "登记自评…",
}
_WORD_REMEDIES = (
    ("论证通过", "登记论证…"),
    ("伦理委员会", "登记伦理…"),
    ("", "登记论证…"),
)


def remedy_of(finding: Finding) -> str:
    """补救按钮的词；附件3 按所缺的结论分派。"""
    if finding.field == "annex3":
        return next(word for part, word in _WORD_REMEDIES if part in finding.message)
    return _PLAIN_REMEDIES.get(finding.field, "")


def blocker_of(page: FilingPage) -> BlockerView:
    """提交以前还差的、材料清单里办不了的事。"""
    listed = {line.kind.value for line in page.materials} - _GENERATED
    blocks = []
    for finding in each_box(page):
        if finding.field in listed:
            continue
        remedy = remedy_of(finding)
        refuses = finding.severity is Severity.REFUSE
        blocks.append(
            BlockView(remedy, finding.message, finding.remedy, finding.article, remedy, refuses)
        )
    if not blocks:
        return BlockerView("", "", ())
    stopping = sum(block.blocks for block in blocks)
    heading = f"材料以外还差 {stopping} 件" if stopping else "提交时须写明理由"
    return BlockerView(heading, "", tuple(blocks))


def each_box(page: FilingPage) -> tuple[Finding, ...]:
    """还差的各件：附件2 的一句换成所缺的各格，一格一件，不重复。"""
    found: list[Finding] = []
    for finding in page.findings:
        boxes = page.annex_gaps if finding.field == "annex2" and page.annex_gaps else (finding,)
        said = {one.message for one in found}
        found += [one for one in boxes if one.message not in said]
    return tuple(found)
