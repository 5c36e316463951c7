"""所列：屏上一张长表存为 xlsx 或 csv；各行产生一次、写一次，随写随报进度。"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from medtech_desktop.documents import tables
from medtech_desktop.documents.exports import write_atomically, xlsx_rows
from medtech_desktop.documents.tables import Table, render_tables
from medtech_desktop.domain.trouble import BadInput

Progress = Callable[[int, int, str], None]
_EVERY = 500
_RISKY = tuple("=+-@＝＋－＠\t\r\n")


@dataclass(frozen=True, slots=True)
class Listing:
    """一张所列的表：名称、栏名、各行（可以是产生器）、行数。"""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Sequence[str]]
    count: int


def write_listing(path: Path, listing: Listing, progress: Progress | None = None) -> bytes:
    """存成文件，返回字节；xlsx 读回来数行，须与写的一样多。raises BadInput, Trouble."""
    given = 0

    def rows() -> Iterator[Sequence[str]]:
        nonlocal given
        for row in listing.rows:
            given += 1
            yield row

    def check(written: bytes) -> None:
        pages = given // tables.MOST_ROWS + 1  # each with its heading; too long cells stand behind
        found = sum(xlsx_rows(written)[:pages]) - pages
        if found != given:
            raise ValueError(f"应有 {given:,} 行，数到 {found:,} 行")

    content = render_listing(replace(listing, rows=rows()), path.suffix, progress)
    write_atomically(path, content, check if path.suffix.lower() == ".xlsx" else None)
    return content


def render_listing(listing: Listing, suffix: str, progress: Progress | None = None) -> bytes:
    """文件的字节；``progress`` 可以抛出异常来取消。raises BadInput for another suffix."""
    rows = _counted(listing, progress)
    match suffix.lower():
        case ".xlsx":
            return render_tables((Table(listing.name, listing.columns, rows),))
        case ".csv":
            return _csv(listing.columns, rows)
    raise BadInput(f"不能存为「{suffix}」，没有导出", "文件名以 .xlsx 或 .csv 结尾", "E-EX-07")


def _counted(listing: Listing, progress: Progress | None) -> Iterator[Sequence[str]]:
    for number, row in enumerate(listing.rows):
        if progress is not None and number % _EVERY == 0:
            progress(number, listing.count, f"正在写第 {number + 1:,} 行")
        yield row
    if progress is not None:
        progress(listing.count, listing.count, "正在存盘")


def _csv(columns: tuple[str, ...], rows: Iterable[Sequence[str]]) -> bytes:
    """带 BOM 的 UTF-8，Excel 直接认得；会被当作公式的前面加一撇。"""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{text}" if text.startswith(_RISKY) else text for text in row])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")
