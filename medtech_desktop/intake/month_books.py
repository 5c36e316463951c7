"""一月一张工作表的工作簿：标题一样的各张接着读；行号从下一个整万起，免得两张的第 5 行分不清。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.headings import UnmatchedColumns, heading_key

if TYPE_CHECKING:
    from medtech_desktop.intake.reading import Reading

_STEP = 10_000
_NAMED = 12

Also = Sequence[tuple[str, int]]
"""接着读了的各张表，与它的行号加了多少。"""
Headed = tuple[Mapping[str, int], Sequence[str]]
"""一张表要读的各列在哪里，各列的栏名。"""


def next_start(last: int) -> int:
    """前一张读到第 ``last`` 行，下一张的行号加多少：20057 是从 20000 起的那张表的第 57 行。"""
    return (last // _STEP + 1) * _STEP


def sheet_notes(sheet: str, also: Also, sheets: Sequence[str], advice: str = "") -> Iterator[str]:
    """读了哪几张表，没有读哪几张；``advice`` 接在后一句之后。"""
    if also:
        few = "、".join(f"「{name}」的行号从 {by} 起" for name, by in also[:_NAMED])
        more = f"等 {len(also)} 张" if len(also) > _NAMED else ""
        yield f"标题一样的工作表与「{sheet}」一起读了：{few}{more}"
    read = {sheet, *(name for name, _ in also)}
    if others := [one for one in sheets if one not in read]:
        what = "没有读的工作表" if also else f"只读了工作表「{sheet}」，没有读"
        more = f"等 {len(others)} 张" if len(others) > 10 else ""
        yield f"{what}：{'、'.join(others[:10])}{more}{advice}"


def with_other_sheets(
    first: Reading, read: Callable[[str, int], Reading]
) -> tuple[Reading, list[tuple[str, int]]]:
    """接着读标题一样的别的工作表；``read`` 读一张，行号加上所给的数。raises Trouble.

    A sheet with other columns, and one without a row, is left unread.
    """
    whole, also = first, list[tuple[str, int]]()
    for name in first.sheets:
        if name == first.sheet:
            continue
        by = next_start(_last_line(whole))
        try:
            other = read(name, by)
        except UnmatchedColumns:
            continue
        except Trouble as trouble:
            if trouble.number != "E-IN-22":
                raise
            continue
        if _is_alike(first, other):
            also.append((name, by))
            whole = replace(
                whole,
                rows=(*whole.rows, *other.rows),
                misfits=(*whole.misfits, *other.misfits),
                bad_rows=(*whole.bad_rows, *other.bad_rows),
                notes=tuple(dict.fromkeys((*whole.notes, *other.notes))),
                read=whole.read + other.read,
            )
    return whole, also


def _last_line(reading: Reading) -> int:
    kept = [one.line for one in reading.rows[-1:]]
    return max([*kept, *(one.line for one in reading.bad_rows[-1:])], default=0)


def _is_alike(one: Reading, other: Reading) -> bool:
    headed, others = (one.places, one.headings), (other.places, other.headings)
    return one.epoch_1904 == other.epoch_1904 and same_headings(headed, others)


def same_headings(one: Headed, other: Headed) -> bool:
    """要读的各列都在同一处，写着同样的栏名。"""
    (places, texts), (elsewhere, others) = one, other
    return places == elsewhere and all(
        heading_key(texts[at]) == heading_key(others[at]) for at in places.values()
    )
