"""技术目录的视图：把一览和单页变成列表项、节点、挡住的事与经过。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.blocker import BlockerView, BlockView
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.life_strip import NodeView, Step
from medtech_desktop.ui.widgets.master_list import ListEntry
from medtech_desktop.ui.widgets.pieces import CategoryChip, Piece, ProvisionalChip, StateChip, Words
from medtech_desktop.ui.widgets.rows import Cell, Row, words
from medtech_desktop.ui.widgets.timeline import EventView

if TYPE_CHECKING:
    from medtech_desktop.domain.lifecycles import Node
    from medtech_desktop.office.technology_codes import CodeLink
    from medtech_desktop.office.technology_history import HistoryLine
    from medtech_desktop.office.technology_pages import (
        FilingRow,
        TechnologyLine,
        TechnologyPage,
    )
    from medtech_desktop.office.technology_papers import TechnologyAttachment, TechnologyPaper

_KINDS = {
    "prohibited": ("prohibited", "禁止类"),
    "national": ("restricted", "限制类"),
    "provincial": ("restricted", "限制类"),
    "self_managed": ("other", "其他"),
    "not_applicable": ("outside", "不适用"),
}
_WORDS = (
    ("all", "全部"),
    ("restricted", "限制类"),
    ("other", "其他"),
    ("prohibited", "禁止类"),
    ("outside", "不适用"),
)
_REMEDIES = {
    "evidence": "登记依据…",
    "self_assessment": "登记自评…",
    "norm": "登记自评…",
    "norm_missing": "登记管理规范…",
    "appraisal": "登记论证…",
    "ethics": "登记伦理…",
    "indication": "书面判定…",
    "scope": "书面判定…",
    "lead": "登记负责人…",
}
_ICONS = {
    "check": ("circle-check", Tone.OK),
    "flag": ("flag", Tone.BUSY),
    "stop": ("circle-stop", Tone.MUTE),
}


def kind_of(line: TechnologyLine) -> tuple[str, str]:
    """类别的筛选词：(key, 词)。"""
    return _KINDS.get(str(line.category.value), ("other", "其他"))


def category_chip(line: TechnologyLine, whole: bool = False) -> CategoryChip:
    """类别签。"""
    word = kind_of(line)[1]
    level = f"{line.level}级" if whole and line.level == "省" else line.level
    return CategoryChip(f"{word}，{level}" if line.level else word)


def entries_of(lines: tuple[TechnologyLine, ...]) -> tuple[ListEntry, ...]:
    """列表项。"""
    return tuple(_entry(line) for line in lines)


def _entry(line: TechnologyLine) -> ListEntry:
    chips: list[Piece] = [category_chip(line), StateChip(line.state)]
    if line.provisional:
        chips.append(ProvisionalChip())
    return ListEntry(
        line.number,
        line.code,
        line.name,
        tuple(chips),
        _fact(line),
        frozenset({kind_of(line)[0]}),
        f"{line.number} {' '.join(line.departments)}",
        line.leads,
    )


def _fact(line: TechnologyLine) -> Piece | None:
    if line.left:
        late = line.left.startswith(("逾期", "已逾期"))
        ink = Ink.BAD if late else Ink.WARN
        return Words(line.left, ink, theme.NOTE, theme.MEDIUM)
    count = len(line.departments)
    if not count:
        return None
    more = f"等 {count} 科" if count > 1 else ""
    return Words(f"{line.departments[0]}{more}", Ink.INK2, theme.NOTE)


def filter_words_of(lines: tuple[TechnologyLine, ...]) -> tuple[FilterWord, ...]:
    """筛选词与数；没有的类别不列。"""
    counts: dict[str, int] = {"all": len(lines)}
    for line in lines:
        key = kind_of(line)[0]
        counts[key] = counts.get(key, 0) + 1
    return tuple(FilterWord(key, word, counts[key]) for key, word in _WORDS if key in counts)


_ASIDE = frozenset({"returned", "cancelled", "stop"})
_STEPS = {
    "done": Step.DONE,
    "current": Step.CURRENT,
    "todo": Step.TO_COME,
    "refused": Step.REFUSED,
    "stopped": Step.STOPPED,
}


def nodes_of(
    page: TechnologyPage, today: date
) -> tuple[tuple[NodeView, ...], tuple[NodeView, ...]]:
    """生命周期条的节点，与第二行（补正、取消、停止）。"""
    years = any(node.day and node.day.year != today.year for node in page.cycle.nodes)
    main: list[NodeView] = []
    aside: list[NodeView] = []
    for node in page.cycle.nodes:
        view = _node(node, page, years)
        (aside if node.key in _ASIDE else main).append(view)
    return tuple(main), tuple(aside)


def _node(node: Node, page: TechnologyPage, years: bool) -> NodeView:
    step = _STEPS[node.state.value]
    note = short_day(node.day, years) if node.day else ""
    current = step is Step.CURRENT
    line = page.line
    if current and node.key == "submitted":
        note = line.left
    late = current and node.key == "submitted" and line.state == "逾期"
    blocked = current and bool(page.cycle.blockers)
    return NodeView(node.label, step, note, blocked, late)


def short_day(day: date, years: bool) -> str:
    """节点下的日期：都在今年的写月日，否则一律写年月日。"""
    return day.isoformat() if years else f"{day.month:02}月{day.day:02}日"


def blocker_of(page: TechnologyPage) -> BlockerView:
    """挡住下一步的事；没有时标题为空。"""
    blocks = [_block(finding) for finding in page.cycle.blockers]
    blocks += [
        BlockView("scope" if "适用" in question else "indication", question, "", page.article,
                  "书面判定…", True)
        for question in page.questions
        if all(question != block.sentence for block in blocks)
    ]  # fmt: skip
    if not blocks:
        return BlockerView("", "", ())
    step = page.cycle.next_step or "下一步"
    stopping = sum(block.blocks for block in blocks)
    heading = f"{step}前还差 {stopping} 件" if stopping else f"{step}：须写明理由"
    return BlockerView(heading, "", tuple(blocks))


def _block(finding: Finding) -> BlockView:
    return BlockView(
        finding.field,
        finding.message,
        finding.remedy,
        finding.article,
        _REMEDIES.get(finding.field, ""),
        finding.severity is Severity.REFUSE,
    )


def events_of(history: tuple[HistoryLine, ...]) -> tuple[EventView, ...]:
    """经过，由新到旧。"""
    views = []
    for line in history:
        icon, tone = _ICONS.get(line.icon, ("circle-check", Tone.OK))
        if "补充" in line.title or "补正" in line.title:
            icon, tone = "corner-up-left", Tone.WARN
        elif "不" in line.title:
            icon, tone = "circle-x", Tone.BAD
        said = "，".join(part for part in (line.document, line.detail.rstrip("。")) if part)
        views.append(EventView(icon, tone, line.title, line.day.isoformat(), said))
    return tuple(views)


def filing_rows(rows: tuple[FilingRow, ...]) -> tuple[Row, ...]:
    """技术页上的各份备案。"""
    return tuple(
        Row(
            row.number,
            (
                words(row.number, weight=theme.MEDIUM),
                words(row.cause),
                _day(row.submitted),
                _day(row.completed),
                Cell((StateChip(row.state),)),
            ),
            action="打开",
        )
        for row in rows
    )


def _day(day: date | None) -> Cell:
    return words(day.isoformat() if day else "")


def paper_rows(papers: tuple[TechnologyPaper, ...]) -> tuple[Row, ...]:
    """文书各行；``key`` 为「种类 对象」。"""
    return tuple(_paper_row(paper) for paper in papers)


def _paper_row(paper: TechnologyPaper) -> Row:
    note = "，".join(part for part in (paper.number, paper.lacking) if part)
    pieces = (Words(paper.label, weight=theme.MEDIUM), Words(note, Ink.INK2, theme.NOTE))
    preview = paper.state in ("可生成", "待补")
    return Row(
        f"{paper.kind} {paper.number}",
        (
            Cell(pieces, paper.label, f"{paper.label} {note}".strip()),
            words(paper.version),
            Cell((StateChip(paper.state),)),
        ),
        action="预览" if preview else "打开",
    )


def attachment_rows(attachments: tuple[TechnologyAttachment, ...]) -> tuple[Row, ...]:
    """附件各行；``key`` 为行次。"""
    return tuple(
        Row(
            str(place),
            (
                words(one.name, weight=theme.MEDIUM),
                words(one.used_in),
                _day(one.day),
                Cell(words(size_words(one.size)).pieces, one.size),
                _validity(one),
            ),
            action="打开",
        )
        for place, one in enumerate(attachments)
    )


def code_rows(codes: tuple[CodeLink, ...], on: date) -> tuple[Row, ...]:
    """对应的手术编码各行；``key`` 为编码，已终止的不能再终止。"""
    return tuple(_code_row(place, one, on) for place, one in enumerate(codes))


def _code_row(place: int, one: CodeLink, on: date) -> Row:
    runs = one.until is None or one.until >= on
    ink = Ink.INK if runs else Ink.INK3
    return Row(
        one.code if one.until is None else f"{one.code} {place}",
        (
            words(one.code, ink, theme.MEDIUM),
            words(one.name or "当日的编码库里没有", ink),
            words(one.condition, ink),
            _day(one.since),
            _day(one.until),
        ),
        action="终止…" if one.until is None else "",
    )


def size_words(size: int) -> str:
    """大小：不到 1 MB 的写 KB。"""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / 1024 / 1024:.1f} MB"


def _validity(one: TechnologyAttachment) -> Cell:
    if one.valid_until is None:
        return words("")
    day = one.valid_until.isoformat()
    return Cell((Words(day), StateChip(one.validity)), day)
