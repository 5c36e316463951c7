"""导入子进程：读一个文件，把原始行一批批写到管道；出什么事都只影响这个子进程。

Started with ``--import-worker``; prints one JSON document a line.  The last line is
``{"end": …}`` or ``{"trouble": …}``; a pipe that ends without one means that the process
was stopped from outside or by a limit.
"""

from __future__ import annotations

import json
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake import merges, precheck
from medtech_desktop.intake.limits import Limits, limits_for
from medtech_desktop.intake.raw_rows import RawRow, packed

BATCH = 500
_BATCH_CHARACTERS = 500_000
_USAGE = 2


def main(argv: list[str]) -> int:
    """``[路径, 导入种类, 工作表名或空]``；exit code 0, also when the file was refused.

    A fourth word asks for a log: its rows become cases here, see ``surgery_worker``.
    """
    if len(argv) == 4:
        from medtech_desktop.intake.surgery_worker import work

        return work(argv)
    if len(argv) != 3:
        return _USAGE
    path, kind, sheet = argv
    limits = limits_for(kind)
    pipe = own_pipe()
    bound(limits)
    with pipe:
        last = guarded(lambda: _send(pipe, Path(path), sheet or None, limits))
        _say(pipe, last)
    return 0


def own_pipe() -> BinaryIO:
    """管道留给自己；whatever a library prints goes to the error stream instead."""
    pipe = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return pipe


def bound(limits: Limits) -> None:
    """限内存、不留核心转储。

    Windows has no such call in the standard library: there the limits of the pre-check,
    of cells and characters, and the time limit hold, but no bound by the system.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def guarded(reading: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """读的结果，或是为什么读不成。"""
    try:
        return reading()
    except Trouble as trouble:
        found = trouble
    except MemoryError:
        found = precheck.too_much("内存不够")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        found = precheck.damaged("压缩内容有误")
    except FileNotFoundError:
        found = Trouble("找不到这个文件，什么也没有导入", "请另选文件", "E-IN-10")
    except PermissionError:
        found = Trouble("打不开这个文件，什么也没有导入", "请先在 Excel 或 WPS 中关闭它", "E-IN-10")
    except Exception:
        # A broken file may raise anything in the readers; this process ends in any case.
        found = precheck.damaged()
    return {"trouble": [found.sentence, found.remedy, found.number]}


def _say(pipe: BinaryIO, message: dict[str, Any]) -> None:
    text = json.dumps(message, ensure_ascii=True, separators=(",", ":"))
    pipe.write(text.encode("ascii") + b"\n")
    pipe.flush()


@dataclass(slots=True)
class Source:
    """一张打开的表：是哪张、别的表、怎么逐行读。"""

    rows: Iterable[RawRow]
    notes: list[str]
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    epoch_1904: bool = False


def _send(pipe: BinaryIO, path: Path, sheet: str | None, limits: Limits) -> dict[str, Any]:
    source = open_source(path, sheet, limits)
    opening = {"sheet": source.sheet, "sheets": source.sheets, "epoch_1904": source.epoch_1904}
    _say(pipe, {"open": opening})
    count = cells = characters = sent = 0
    batch: list[Any] = []
    for row in source.rows:
        count += 1
        cells += len(row.cells)
        characters += sum(len(cell.text) for cell in row.cells)
        if count > limits.rows + 50:  # some room for titles and headings
            raise precheck.too_much(f"超过 {limits.rows} 行")
        if cells > limits.cells or characters > limits.characters_in_all:
            raise precheck.too_much("单元格或文字太多")
        batch.append(packed(row))
        if len(batch) == BATCH or characters - sent > _BATCH_CHARACTERS:
            _say(pipe, {"rows": batch})
            batch, sent = [], characters
    _say(pipe, {"rows": batch})
    return {"end": count, "notes": source.notes}


def open_source(path: Path, sheet: str | None, limits: Limits) -> Source:
    """打开一个文件，逐行。"""
    found = precheck.sniff(path, limits)
    notes = list(found.notes)
    if found.kind is precheck.FileKind.XLSX:
        return open_xlsx(path, sheet, limits, notes).source
    if found.kind is precheck.FileKind.XLS:
        return _open_xls(path, sheet, limits, notes)
    from medtech_desktop.intake.plain_text import read_text_rows

    return Source(read_text_rows(path, limits, notes), notes)


@dataclass(slots=True)
class OpenBook:
    """打开的 xlsx：逐行的读法，与别的读法要用的部件。"""

    source: Source
    archive: zipfile.ZipFile
    part: str
    strings: list[str]
    looks: list[str]
    epoch_1904: bool
    ranges: list[tuple[int, int, int, int]]


def open_xlsx(path: Path, sheet: str | None, limits: Limits, notes: list[str]) -> OpenBook:
    """打开一个 xlsx。raises Trouble when it is broken."""
    from medtech_desktop.intake import xlsx_fast, xlsx_parts, xlsx_sheet

    archive = zipfile.ZipFile(path)  # open until this process ends
    book = xlsx_parts.read_workbook(archive, limits)
    places = {one.name: one for one in book.sheets}
    name = _choose([(one.name, one.hidden) for one in book.sheets], sheet, notes)
    part = places[name].part
    strings = xlsx_fast.plain_strings(archive, book.strings, limits)
    if strings is None:
        strings = xlsx_parts.read_shared_strings(archive, book.strings, limits)
    looks = xlsx_parts.read_looks(archive, book.styles)
    reader = xlsx_sheet.SheetReader(strings, looks, book.epoch_1904, limits)
    reader.notes = notes
    ranges = xlsx_sheet.merged_ranges(archive, part, limits)
    rows = merges.filled(reader.rows(archive, part), ranges, limits.columns)
    visible = [one.name for one in book.sheets if not one.hidden]
    source = Source(rows, notes, name, visible, book.epoch_1904)
    return OpenBook(source, archive, part, strings, looks, book.epoch_1904, ranges)


def _open_xls(path: Path, sheet: str | None, limits: Limits, notes: list[str]) -> Source:
    from medtech_desktop.intake.old_xls import XlsBook

    book = XlsBook(path, limits)
    name = _choose(book.sheets, sheet, notes)
    ranges, rows = book.rows(name, notes)
    visible = [one for one, hidden in book.sheets if not hidden]
    return Source(merges.filled(rows, ranges, limits.columns), notes, name, visible)


def _choose(sheets: list[tuple[str, bool]], wanted: str | None, notes: list[str]) -> str:
    """哪一张表：指定的，否则第一张没有隐藏的。"""
    if wanted is not None and all(wanted != name for name, _ in sheets):
        raise Trouble(f"没有工作表「{wanted[:40]}」，什么也没有导入", "请另选工作表", "E-IN-11")
    hidden = [name for name, is_hidden in sheets if is_hidden]
    if hidden:
        notes.append(f"有隐藏的工作表没有读：{'、'.join(hidden[:10])}")
    visible = [name for name, is_hidden in sheets if not is_hidden]
    if wanted is None and not visible:
        raise Trouble("工作表都是隐藏的，什么也没有导入", "请先取消隐藏", "E-IN-11")
    return visible[0] if wanted is None else wanted
