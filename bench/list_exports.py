"""导出所列：十万行、一百万行存为 xlsx，与 openpyxl 的 write_only 逐行写比。

The peer gets the same rows as plain tuples; ours escapes what would become a formula, fits what
is too long, keeps the bytes reproducible, writes the file and the audit entry.  Ratios are of
processor time.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median

from openpyxl import Workbook

from bench.ratios import Row, spread
from bench.sizes import sized
from medtech_desktop.documents.listings import Listing, write_listing

ROWS, MANY = 100_000, 1_000_000
ROUNDS = 5
COLUMNS = ("手术单号", "手术日期", "科室", "术者", "编码", "术式", "级别", "情形")


def lines(count: int) -> Iterator[tuple[str, ...]]:
    """各行，随写随算。"""
    for n in range(count):
        day = f"2026-{1 + n % 12:02d}-{1 + n % 28:02d}"
        who, code = f"示例{n % 2000}", f"D{n % 90:02d}.{n % 97:02d}00"
        yield (f"SS{n:07d}", day, f"示例科{n % 16}", who, code, "示例部分切除", "三级", "")


def rows() -> Iterator[Row]:
    """十万行（五轮居中），一百万行（一轮）。"""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, great = sized(ROWS), sized(MANY)
        works = [partial(_ours, folder, small), partial(_peer, folder, small)]
        taken: list[list[float]] = [[], []]
        for _turn in range(ROUNDS):
            for times, work in zip(taken, works, strict=True):
                times.append(_own(work))
        ours, peer = (median(times) for times in taken)
        noise = spread(taken[1])
        name = "openpyxl write_only"
        yield Row(f"所列存为 xlsx，{small:,} 行", name, ours / peer, 1.2, ours, noise)
        many, beside = _own(partial(_ours, folder, great)), _own(partial(_peer, folder, great))
        yield Row(f"所列存为 xlsx，{great:,} 行", name, many / beside, 1.2, many)
        yield Row("同上，行数增至十倍", f"{small:,} 行", many / ours, 11.0, many)


def _ours(folder: Path, count: int) -> None:
    listing = Listing("示例清单", COLUMNS, lines(count), count)
    write_listing(folder / "所列.xlsx", listing, _nothing)


def _peer(folder: Path, count: int) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("示例清单")
    sheet.append(COLUMNS)
    for row in lines(count):
        sheet.append(row)
    book.save(folder / "对照.xlsx")


def _nothing(_done: int, _total: int, _said: str) -> None:
    return None


def _own(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
