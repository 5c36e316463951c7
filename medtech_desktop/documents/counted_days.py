"""期限逐日计数表：本院自用，一天一格，说明每一天计或不计及其缘由。"""

from __future__ import annotations

from datetime import date, timedelta

from medtech_desktop.documents.fonts import Face, FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    SMALL_FIVE,
    Align,
    Cell,
    Layout,
    Paragraph,
    Row,
    Spring,
    label,
    value,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import CountedDayBox, CountedDays

TITLE = "期限逐日计数表"
_WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_WIDTHS = (22.9, 22.9, 22.9, 22.8, 22.8, 22.8, 22.9)
_SATURDAY = 5


@cites("MTCA-11", "MTCA-29", "HN-5")
def layout(record: CountedDays) -> Layout:
    """计数表的版式：事由、逐日日历、说明。"""
    return Layout(
        title=(TITLE,),
        widths=_WIDTHS,
        rows=(*_matter_rows(record), _weekday_row(), *_weeks(record), _reading_row(record)),
        notes=(
            Paragraph(
                (
                    "表例：「第n日」为计入的工作日；「休」为放假，「班」为调休上班；"
                    "粗框为截止日；「暂定」为放假安排公布前的推算。",
                ),
                size=SMALL_FIVE,
                leading=1.45,
            ),
        ),
        footer=record.footer,
        subject=record.subject,
    )


def chinese_date(day: date, note: str = "") -> str:
    """2026年9月14日（周一），``note`` 写在星期之后。"""
    after = f"，{note}" if note else ""
    return f"{day.year}年{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}{after}）"


def _matter_rows(record: CountedDays) -> tuple[Row, ...]:
    due = chinese_date(record.due, _note_of(record, record.due))
    if record.provisional:
        due += "，暂定"
    reason = _note_of(record, record.day_zero) or "当日不计"
    filled = (
        ("医疗机构", record.hospital),
        ("对象", record.subject),
        ("事项", record.matter),
        ("依据", record.article),
        ("起算日", f"{chinese_date(record.day_zero)}，{reason}"),
        ("期限", f"{record.working_days}个工作日，自起算日的次日起数"),
        ("截止日", f"{due}，当日24:00止"),
    )
    return tuple(
        Row((label(name, 0), value(text, 1, 6, name=name)), height=8.5) for name, text in filled
    )


def _note_of(record: CountedDays, day: date) -> str:
    return next((box.note for box in record.days if box.day == day), "")


def _weekday_row() -> Row:
    return Row(tuple(_small_label(name, at) for at, name in enumerate(_WEEKDAYS)), height=7.0)


def _small_label(text: str, column: int) -> Cell:
    paragraph = Paragraph((text,), align=Align.CENTER, size=FIVE)
    return Cell(column, (paragraph,), name=text, repeats=True)


def _weeks(record: CountedDays) -> tuple[Row, ...]:
    if not record.days:
        return ()
    boxes = {box.day: box for box in record.days}
    first = min(boxes) - timedelta(days=min(boxes).weekday())
    weeks = (max(boxes) - first).days // 7 + 1
    return tuple(
        Row(
            tuple(
                _day_cell(record, boxes.get(first + timedelta(days=7 * week + column)), column)
                for column in range(7)
            ),
            height=18.0,
            name="逐日计数",
        )
        for week in range(weeks)
    )


def _day_cell(record: CountedDays, box: CountedDayBox | None, column: int) -> Cell:
    if box is None:
        return Cell(column, name="逐日计数")
    number = f"第{box.number}日" if box.number is not None else "不计"
    note = "".join((box.note, "（暂定）" if box.provisional and box.note else ""))
    if box.provisional and not box.note:
        note = "暂定"
    lines = [
        Paragraph(
            (f"{box.day.month}月{box.day.day}日", Spring(), _mark(box)), size=9.0, leading=1.35
        ),
        Paragraph((number,), face=Face.BOLD if box.number is not None else Face.TEXT, size=FIVE),
    ]
    if note:
        lines.append(Paragraph((note,), size=8.0, leading=1.25))
    return Cell(column, tuple(lines), top=True, name="逐日计数", heavy=box.day == record.due)


def _mark(box: CountedDayBox) -> str:
    weekend = box.day.weekday() >= _SATURDAY
    if box.number is not None:
        return "班" if weekend else ""
    return "休" if not weekend and box.note not in ("", "周末") and "不计" not in box.note else ""


def _reading_row(record: CountedDays) -> Row:
    lines = [
        f"1. 起算日当日不计，次日为第1日；逢周末、法定节假日不计，调休上班日计入；"
        f"第{record.working_days}日当日24:00止。",
        f"2. 从严理解：若起算日当日计入，则截止日为{chinese_date(record.stricter_due)}，"
        "请核对原文。",
        f"3. 放假安排来源：{record.calendar_source or '未登记'}。",
    ]
    if record.provisional:
        years = "、".join(f"{year}年" for year in record.missing_years)
        lines.append(
            f"4. 暂定：{years or '有关年份'}放假安排尚未录入，暂按周末和元旦推算，"
            "录入后须重新计数。"
        )
    lines.append(f"制表日期：{chinese_date(record.printed_on)}")
    paragraphs = (
        Paragraph(("说明：",), size=FIVE),
        *(Paragraph((line,), size=FIVE, hang=1.2, align=Align.BODY) for line in lines[:-1]),
        Paragraph((lines[-1],), size=FIVE, align=Align.RIGHT, before=2.0),
    )
    return Row((Cell(0, paragraphs, 7, top=True, name="说明"),), height=30.0, name="说明")


def render_pdf(record: CountedDays, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """计数表的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)
