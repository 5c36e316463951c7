"""本月法定期限一览：A4 横放，一页日历，接着是列表；黑白打印也分得清。"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from medtech_desktop.documents.counted_days import chinese_date
from medtech_desktop.documents.fonts import Face, FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    SMALL_FIVE,
    THIRD,
    Align,
    Cell,
    Layout,
    Paragraph,
    Row,
    Spring,
)
from medtech_desktop.domain.month_papers import MonthDay, MonthItem, MonthSheet

if TYPE_CHECKING:
    from medtech_desktop.documents import xlsx

_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_WIDTHS = (*((36.1,) * 6), 36.4)
_LIST = (58.0, 80.0, 58.0, 30.0, 27.0)
_COLUMNS = ("截止日", "事项", "对象", "科室", "依据")
_SHOWN = 4
_TEXT = 8.5


def layouts(record: MonthSheet) -> tuple[Layout, ...]:
    """日历一份、列表一份。"""
    return calendar(record), listing(record)


def calendar(record: MonthSheet) -> Layout:
    """日历：周一起，一天一格。"""
    return Layout(
        title=(record.title,),
        widths=_WIDTHS,
        rows=(_weekday_row(), *_weeks(record)),
        lead=_lead(record),
        notes=_notes(record),
        footer=record.footer,
        landscape=True,
        title_size=THIRD,
        heading_rows=1,
        subject=record.hospital,
        outline="日历",
    )


def listing(record: MonthSheet) -> Layout:
    """列表：已逾期的在前，再按日。"""
    rows = [Row(tuple(_head(name, at) for at, name in enumerate(_COLUMNS)), height=8.0)]
    rows += _group("已逾期", record.overdue, record)
    coming = tuple(item for item in record.items if item not in record.overdue)
    rows += _group(f"{record.month}月到期", coming, record)
    return Layout(
        title=(f"{record.title}（列表）",),
        widths=_LIST,
        rows=tuple(rows),
        notes=_notes(record),
        footer=record.footer,
        landscape=True,
        title_size=THIRD,
        heading_rows=1,
        subject=record.hospital,
        outline="列表",
    )


def _lead(record: MonthSheet) -> tuple[Paragraph, ...]:
    counts = f"本月到期 {len(record.items)} 项，已逾期 {len(record.overdue)} 项"
    line = (record.hospital, Spring(), f"{counts}，{chinese_date(record.printed_on)}制表")
    return (Paragraph(line, size=FIVE, leading=1.4),)


def _notes(record: MonthSheet) -> tuple[Paragraph, ...]:
    lines = ["粗框为今天；「休」为放假，「班」为调休上班；期限的末日 24:00 止。"]
    if record.missing_years:
        years = "、".join(f"{year}年放假安排缺失" for year in record.missing_years)
        lines.append(
            f"{years}：虚线框内的日子与「暂定」的期限按周末和元旦推算，录入放假安排后重新打印。"
        )
    if record.undated:
        lines.append(f"另有 {record.undated} 件没有法定天数的，见「今日待办」。")
    lines.append(f"放假安排来源：{record.calendar_source or '未登记'}。")
    return (Paragraph(("".join(lines),), size=SMALL_FIVE, leading=1.4),)


def _weekday_row() -> Row:
    return Row(tuple(_head(name, at) for at, name in enumerate(_WEEKDAYS)), height=7.0)


def _head(text: str, column: int) -> Cell:
    paragraph = Paragraph((text,), align=Align.CENTER, face=Face.BOLD, size=FIVE)
    return Cell(column, (paragraph,), name=text, repeats=True)


def _weeks(record: MonthSheet) -> tuple[Row, ...]:
    held = {day.day: day for day in record.days}
    first = record.days[0].day - timedelta(days=record.days[0].day.weekday())
    weeks = (record.days[-1].day - first).days // 7 + 1
    return tuple(
        Row(
            tuple(
                _cell(record, held.get(first + timedelta(days=7 * week + column)), column)
                for column in range(7)
            ),
            height=16.0,
            stretch=1.0,
            name="日历",
        )
        for week in range(weeks)
    )


def _cell(record: MonthSheet, day: MonthDay | None, column: int) -> Cell:
    if day is None:
        return Cell(column, name="日历")
    number = f"{day.day.day}日"
    if day.day == record.printed_on:
        number += "　今天"
    said = f"{day.note} {day.tag}".strip() if day.tag else ""
    lines = [Paragraph((number, Spring(), said), size=9.0, leading=1.3)]
    for item in day.items[:_SHOWN]:
        lines.append(_line(item))
    if len(day.items) > _SHOWN:
        more = f"另 {len(day.items) - _SHOWN} 项见列表"
        lines.append(Paragraph((more,), size=_TEXT, leading=1.25))
    today = day.day == record.printed_on
    return Cell(
        column,
        tuple(lines),
        top=True,
        name="日历",
        heavy=today,
        dashed=day.provisional and not today,
    )


def _line(item: MonthItem) -> Paragraph:
    mark = "（暂定）" if item.provisional else ""
    words = f"{item.code or item.subject} {item.matter}{mark}"
    return Paragraph((words,), face=Face.BOLD, size=_TEXT, leading=1.25, before=0.4, hang=0.8)


def _group(title: str, items: tuple[MonthItem, ...], record: MonthSheet) -> list[Row]:
    head = Paragraph((f"{title} {len(items)} 项",), face=Face.BOLD, size=FIVE)
    rows = [Row((Cell(0, (head,), len(_LIST), name=title),), height=8.0, keeps=bool(items))]
    for item in items:
        year = "" if item.due.year == record.year else f"{item.due.year}年"
        day = f"{year}{item.due.month}月{item.due.day}日 {_WEEKDAYS[item.due.weekday()]}"
        mark = "，暂定" if item.provisional else ""
        texts = (
            f"{day}{mark}，{item.left}",
            item.matter,
            f"{item.code} {item.subject}".strip(),
            item.departments or "—",
            item.article,
        )
        cells = tuple(
            Cell(at, (Paragraph((text,), size=FIVE, leading=1.3),), name=name)
            for at, (name, text) in enumerate(zip(_COLUMNS, texts, strict=True))
        )
        rows.append(Row(cells, height=8.0, name=title))
    return rows


def render_pdf(record: MonthSheet, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """一览的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render_many(layouts(record), draft=draft, fonts=fonts)


def render_xlsx(record: MonthSheet) -> bytes:
    """一览的 xlsx：列表一张，日历一张。"""
    from medtech_desktop.documents.xlsx import Sheet, render

    late = set(record.overdue)
    items = (*record.overdue, *(item for item in record.items if item not in late))
    head = f"{record.hospital}　　{chinese_date(record.printed_on)}制表"
    notes = tuple(paragraph.text for paragraph in _notes(record))
    columns = ("截止日", "星期", "期限", "暂定", "事项", "技术编号", "对象", "科室", "依据")
    listed = Sheet(
        name="列表",
        title=record.title,
        columns=columns,
        widths=(26.0, 16.0, 34.0, 16.0, 66.0, 22.0, 60.0, 40.0, 34.0),
        rows=tuple(_sheet_row(item) for item in items),
        lead=head,
        notes=notes,
    )
    return render((listed, _calendar_sheet(record, head)))


def _sheet_row(item: MonthItem) -> tuple[str, ...]:
    return (
        item.due.isoformat(),
        _WEEKDAYS[item.due.weekday()],
        item.left,
        "暂定" if item.provisional else "",
        item.matter,
        item.code,
        item.subject,
        item.departments,
        item.article,
    )


def _calendar_sheet(record: MonthSheet, head: str) -> xlsx.Sheet:
    from medtech_desktop.documents.xlsx import Sheet

    held = {day.day: day for day in record.days}
    first = record.days[0].day - timedelta(days=record.days[0].day.weekday())
    weeks = (record.days[-1].day - first).days // 7 + 1
    rows = tuple(
        tuple(_day_text(held.get(first + timedelta(days=7 * week + column))) for column in range(7))
        for week in range(weeks)
    )
    return Sheet(
        name="日历", title=record.title, columns=_WEEKDAYS, widths=_WIDTHS, rows=rows, lead=head
    )


def _day_text(day: MonthDay | None) -> str:
    if day is None:
        return ""
    said = f"{day.note} {day.tag}".strip() if day.tag else ""
    lines = [f"{day.day.day}日 {said}".strip()]
    lines += [
        f"{item.code or item.subject} {item.matter}{'（暂定）' if item.provisional else ''}"
        for item in day.items
    ]
    return "\n".join(lines)
