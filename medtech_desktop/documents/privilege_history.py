"""授权经过：问什么、回答、凭什么，各处来源的区间条，每一件登记；撤销登记的划出来写理由。"""

from __future__ import annotations

from datetime import date, timedelta

from medtech_desktop.documents.fonts import Face, FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    SMALL_FIVE,
    Cell,
    Layout,
    Paragraph,
    Row,
    Strip,
    StripPart,
)
from medtech_desktop.documents.lists import LANDSCAPE, chinese_day, grid_line, small
from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.privilege_histories import (
    HistoryBar,
    HistoryCell,
    HistoryEvent,
    PrivilegeHistory,
)
from medtech_desktop.domain.privileges import STATE_LABELS, Interval, State, TargetKind

TITLE = "授权经过"
COLUMNS = ("日期", "凭", "事件", "文件", "依据、会议与理由", "谁在哪天登记", "说明")
_GRID = 20
_SPANS = (2, 3, 3, 3, 4, 2, 3)
_SHADES = {State.VALID: 0.18, State.SUSPENDED: 0.45, State.SAME_DAY: 0.45, State.REVOKED: 0.0}
_BEFORE, _AFTER = timedelta(days=3 * 365), timedelta(days=2 * 365)
NONE = "没有授权的登记"


@cites("MTCA-20")
def layout(record: PrivilegeHistory) -> Layout:
    """一项一块：问与答、区间条、各件登记。"""
    rows = [row for cell in record.cells for row in _block(record, cell)]
    if not rows:
        rows = [_wide(NONE, "授权")]
    return Layout(
        title=(TITLE,),
        title_size=18.0,
        lead=_lead(record),
        widths=(LANDSCAPE / _GRID,) * _GRID,
        rows=tuple(rows),
        landscape=True,
        footer=record.footer,
        subject=f"{record.person} {record.number}".strip(),
        outline=TITLE,
    )


def _lead(record: PrivilegeHistory) -> tuple[Paragraph, ...]:
    who = f"{record.person}（{record.number or '无工号'}）"
    parts = (who, record.title, record.departments, record.hospital)
    known = "按现在登记的回答"
    if record.known is not None:
        known = f"按 {chinese_day(record.known)}终了时已登记的回答"
    asked = "全部有过登记的各项" if record.whole else "所问的一项"
    return (
        small("　　".join(part for part in parts if part)),
        small(f"问：{chinese_day(record.day)}有没有权　　{known}　　{asked}"),
    )


def _block(record: PrivilegeHistory, cell: HistoryCell) -> list[Row]:
    rows = [_answer(record.day, cell)]
    if not cell.events:
        return [*rows, _wide(NONE, cell.target)]
    return [
        *rows,
        grid_line(COLUMNS, COLUMNS, _SPANS, heads=True, height=7.0),
        *(_event(one) for one in cell.events),
    ]


def _answer(day: date, cell: HistoryCell) -> Row:
    """问与答，和各处来源的区间条。"""
    facts = [f"须有：{cell.needed}" if cell.needed else "", f"所持：{cell.held}"]
    facts += [f"科室：{cell.department}" if cell.department else ""]
    told = ["　　".join(part for part in facts if part), *cell.said, *cell.emergencies]
    if cell.now:
        told.append(f"按现在登记的：{cell.now}")
    head = f"{cell.target}　　{chinese_day(day)}：{cell.answer}"
    lines = [Paragraph((head,), face=Face.BOLD, size=FIVE, leading=1.4)]
    lines += [Paragraph((part,), size=SMALL_FIVE, leading=1.35) for part in told]
    lines += [one for bar in cell.bars for one in _bar(day, bar)]
    return Row((Cell(0, tuple(lines), _GRID, name=cell.target[:20]),), height=12.0, keeps=True)


def _event(event: HistoryEvent) -> Row:
    """一件登记；撤销登记的划去，理由在说明一栏。"""
    notes = "\n".join(part for part in (event.late, event.annulled) if part)
    first = (event.day.isoformat(), event.source, event.said, event.document, event.basis)
    texts = (*first, event.entered, notes)
    return grid_line(COLUMNS, texts, _SPANS, height=7.0, struck=5 if event.annulled else 0)


def _wide(text: str, name: str) -> Row:
    line = Paragraph((text,), size=SMALL_FIVE, leading=1.35)
    return Row((Cell(0, (line,), _GRID, name=name[:20]),), height=7.5)


# The strip


def _bar(day: date, bar: HistoryBar) -> tuple[Paragraph, Paragraph]:
    """一处来源一条：所问的一天前三年、后两年。"""
    first = max(min((one.since for one in bar.parts), default=day), day - _BEFORE)
    first = min(first, day - timedelta(days=180))
    last = day + _AFTER

    def share(one: date) -> float:
        return (min(max(one, first), last) - first).days / (last - first).days

    parts = tuple(
        StripPart(
            share(one.since),
            share(one.until + timedelta(days=1)) if one.until < last else 1.0,
            _SHADES.get(one.state, 0.0),
            _word(one, bar.kind),
        )
        for one in bar.parts
        if one.state is not State.NONE and one.until >= first and one.since <= last
    )
    ends = f"{first.isoformat()} 至 {last.isoformat()}，粗线为 {day.isoformat()}"
    return (
        Paragraph((f"{bar.label}　　{ends}",), size=SMALL_FIVE, leading=1.3, before=1.0),
        Paragraph((Strip(parts, share(day)),), size=13.0, leading=1.3),
    )


def _word(one: Interval, kind: TargetKind) -> str:
    word = STATE_LABELS[one.state]
    if one.state is State.VALID and kind is TargetKind.GRADE:
        word = GRADE_NAMES.get(one.low, word)
    return f"{word} {one.since.isoformat()} 起"


def render_pdf(
    record: PrivilegeHistory, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """授权经过的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)
