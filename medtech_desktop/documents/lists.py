"""清单：栏名一行，各页重复；行随文字长高。PDF、docx 与 xlsx 用同一份数据。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache

from medtech_desktop.documents.layout import (
    FIVE,
    SMALL_FIVE,
    Align,
    Cell,
    Paragraph,
    Row,
    paragraphs,
)

PORTRAIT = 160.0
"""竖排时表格的全宽，mm。"""
LANDSCAPE = 253.0
"""横排时表格的全宽，mm。"""
EMPTY = "（无）"
SEAL_FREE = 45.0
"""盖章处留的空，mm。"""


def heading(columns: Sequence[str], *, size: float = FIVE, height: float = 9.0) -> Row:
    """栏名行，居中。"""
    cells = tuple(
        Cell(at, (Paragraph((name,), align=Align.CENTER, size=size),), name=name, repeats=True)
        for at, name in enumerate(columns)
    )
    return Row(cells, height=height, keeps=True)


def body(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    centered: Collection[str] = (),
    size: float = FIVE,
    height: float = 8.0,
    name: str = "",
    group: str = "",
) -> tuple[Row, ...]:
    """各行；没有行时一行「（无）」。``name`` 续页上的称呼所用的栏，``group`` 所在的一组。"""
    if not rows:
        empty = Paragraph((EMPTY,), align=Align.CENTER, size=size)
        return (Row((Cell(0, (empty,), len(columns), name=name or columns[0]),), height=height),)
    return tuple(
        Row(
            tuple(
                text_cell(text, at, size=size, name=column, center=column in centered)
                for at, (column, text) in enumerate(zip(columns, row, strict=True))
            ),
            height=height,
            name=name,
            group=group,
        )
        for row in rows
    )


def text_cell(
    text: str, column: int, columns: int = 1, *, size: float, name: str, center: bool = False
) -> Cell:
    """小一号字的填写单元格。"""
    return Cell(column, _set(text, size, center), columns, name=name)


def grid_line(
    columns: Sequence[str],
    texts: Sequence[str],
    spans: Sequence[int],
    *,
    height: float = 7.5,
    heads: bool = False,
    struck: int = 0,
) -> Row:
    """细格上的一行，各栏占几格；``heads`` 为栏名，居中；``struck`` 前几栏划去。"""
    cells, at = [], 0
    for place, (name, text, span) in enumerate(zip(columns, texts, spans, strict=True)):
        align = Align.CENTER if heads else Align.LEFT
        lines = tuple(
            Paragraph((part,), size=SMALL_FIVE, leading=1.3, align=align, struck=place < struck)
            for part in text.split("\n")
        )
        cells.append(Cell(at, lines, span, name=name))
        at += span
    return Row(tuple(cells), height=height, keeps=heads, name=texts[0])


@lru_cache(maxsize=4096)  # a long list says the same few words in most of its columns
def _set(text: str, size: float, center: bool) -> tuple[Paragraph, ...]:
    align = Align.CENTER if center else Align.LEFT
    return tuple(
        Paragraph(p.pieces, align=align, size=size, leading=1.35) for p in paragraphs(text)
    )


def small(text: str) -> Paragraph:
    """表前的一行小字。"""
    return Paragraph((text,), size=FIVE, before=1.0)


def sealed(hospital: str, day: date) -> tuple[Paragraph, ...]:
    """落款：单位（盖章）与日期，靠右，下面留半行。"""
    seal = Paragraph((f"{hospital}（盖章）",), align=Align.RIGHT, right=8.0)
    dated = Paragraph((chinese_day(day),), align=Align.RIGHT, right=8.0)
    return seal, dated, Paragraph(("",), leading=0.5)


def widths(columns: Sequence[str], shares: dict[str, float], room: float) -> tuple[float, ...]:
    """各栏宽（mm），按份额分满 ``room``；不认识的栏名按字数给份额。"""
    wanted = [shares.get(name, max(16.0, 5.0 * len(name))) for name in columns]
    return tuple(round(share * room / sum(wanted), 2) for share in wanted)


def chinese_day(day: date | None) -> str:
    """2026年9月14日；None 为空。"""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""
