"""登记的子进程：读文件、合成各例、认名，一片片写到管道；患者的写法不出这条管道。

Started with ``--import-worker`` and a fourth word; the vocabulary comes over stdin.  Every
frame is a length and a body: ``J`` and a JSON document, or ``S`` and a slice.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake import precheck, worker
from medtech_desktop.intake.headings import LOOK_DOWN, Headings, UnmatchedColumns
from medtech_desktop.intake.limits import Limits, limits_for
from medtech_desktop.intake.month_books import next_start, same_headings
from medtech_desktop.intake.raw_rows import RawRow, packed
from medtech_desktop.intake.surgery_cases import SettledLog
from medtech_desktop.intake.surgery_columns import RowBlock, block_of, text_block
from medtech_desktop.intake.surgery_frames import LENGTH
from medtech_desktop.intake.surgery_headings import log_headings
from medtech_desktop.intake.surgery_names import Names, unpacked_vocabulary
from medtech_desktop.intake.surgery_notes import log_notes
from medtech_desktop.intake.surgery_rows import MOST_MISFITS, LogRows

_BATCH = 2_000
_SAMPLE = 200
_HEAD_ROWS = 200
_KEYS = frozenset({"ref", "patient", "admission"})


@dataclass(slots=True)
class Table:
    """一张打开的表：头几行逐格读好（合并格已填），其余一批批按列给。"""

    head: list[RawRow]
    blocks: Iterator[RowBlock]
    notes: list[str]
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    epoch_1904: bool = False

    def moved(self, by: int) -> Table:
        """行号都加上 ``by``。"""
        head = [replace(row, line=row.line + by) for row in self.head]
        blocks = (replace(one, lines=[n + by for n in one.lines]) for one in self.blocks)
        return replace(self, head=head, blocks=blocks)


def work(argv: list[str]) -> int:
    """``[路径, 种类, 工作表名或空, 要求（JSON）]``；exit code 0, also when it was refused."""
    path, kind, sheet, asked = argv
    limits = limits_for(kind)
    pipe = worker.own_pipe()
    worker.bound(limits)
    vocabulary = sys.stdin.buffer.read()
    gc.disable()  # millions of small things that all stay until the end
    with pipe:
        run = _Run(pipe, Path(path), kind, sheet or None, json.loads(asked), limits)
        last = worker.guarded(lambda: run.send(vocabulary))
        say(pipe, last)
    return 0


def say(pipe: BinaryIO, message: Mapping[str, Any]) -> None:
    """一条 JSON。"""
    put(pipe, b"J" + json.dumps(message, ensure_ascii=True, separators=(",", ":")).encode("ascii"))


def put(pipe: BinaryIO, body: bytes) -> None:
    """一帧。"""
    pipe.write(LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


@dataclass(slots=True)
class _Run:
    """一次读入。"""

    pipe: BinaryIO
    path: Path
    kind: str
    sheet: str | None
    asked: Mapping[str, Any]
    limits: Limits
    count: int = 0
    last: int = 0
    read: list[tuple[str, int]] = field(default_factory=list)
    """读了的表，与它的行号加了多少。"""

    def send(self, vocabulary: bytes) -> dict[str, Any]:
        """读、合成、送出；最后一条由调用者送。"""
        words = unpacked_vocabulary(vocabulary)
        tried: UnmatchedColumns | None = None
        names: list[str | None] = [self.sheet]
        for name in names:
            table = self._open(name)
            try:
                found = log_headings(self.kind, table.head[:LOOK_DOWN], self.asked["mapping"])
            except UnmatchedColumns as error:
                if tried is None and self.sheet is None:
                    names += [one for one in table.sheets if one != table.sheet][:4]
                tried = tried or error
                continue
            today = date.fromisoformat(self.asked["today"])
            rows = LogRows(found, Names(words), today, table.epoch_1904)
            if not table.head:
                raise _empty(table.sheet)
            self._tell(table, found)
            self._read(rows, table, found)
            if self.sheet is None:
                self._others(rows, table, found)
            if not rows.cases and not rows.refused:
                raise _empty(table.sheet)
            return self._settle(rows, table, found, bytes.fromhex(words.secret))
        assert tried is not None
        return _unmatched(tried)

    def _open(self, sheet: str | None) -> Table:
        return open_table(self.path, sheet, self.limits)

    def _others(self, rows: LogRows, first: Table, found: Headings) -> None:
        """标题一样的别的工作表（如一月一张）接着读；认不出是哪一例的不接，免得同一例算两次。"""
        if not _KEYS & set(found.places):
            return
        for name in first.sheets:
            if name == first.sheet:
                continue
            table = self._open(name)
            try:
                other = log_headings(self.kind, table.head[:LOOK_DOWN], self.asked["mapping"])
            except UnmatchedColumns:
                continue
            alike = same_headings((found.places, found.texts), (other.places, other.texts))
            if alike and table.epoch_1904 == first.epoch_1904:
                by = next_start(self.last)
                self._read(rows, table.moved(by), replace(other, line=other.line + by), by)
                first.notes += [one for one in table.notes if one not in first.notes]

    def _read(self, rows: LogRows, table: Table, found: Headings, by: int = 0) -> None:
        self.read.append((table.sheet, by))
        below = [row for row in table.head if row.line > found.line]
        if below:
            rows.take(block_of(below))
            self.last = below[-1].line
        self.count += len(below)
        for block in table.blocks:
            self.count += len(block.lines)
            if self.count > self.limits.rows + 50:
                raise precheck.too_much(f"超过 {self.limits.rows} 行")
            rows.take(block)
            self.last = block.lines[-1]
            say(self.pipe, {"progress": self.count})

    def _tell(self, table: Table, found: Headings) -> None:
        below = [row for row in table.head if row.line > found.line][:_SAMPLE]
        sample = [
            [row.line, {key: row.cell(at).looks[:60] for key, at in found.places.items()}]
            for row in below
        ]
        say(
            self.pipe,
            {
                "open": {
                    "sheet": table.sheet,
                    "sheets": table.sheets,
                    "epoch_1904": table.epoch_1904,
                    "sample": sample,
                    "headings": headings_told(found),
                }
            },
        )

    def _settle(
        self, rows: LogRows, table: Table, found: Headings, secret: bytes
    ) -> dict[str, Any]:
        log = SettledLog(rows, secret, self.asked["system"])
        log.hold_back()
        for data in log.slices():
            put(self.pipe, b"S" + data)
        rows.cases.clear()
        bad = [(one.line, one.why, one.raw) for one in rows.refused]
        if log.held:
            raw = self._again(set(sorted(log.held)[:MOST_MISFITS]))
            bad += [
                (
                    line,
                    [
                        (
                            _shown_key(found, row),
                            f"同一台手术的第 {log.held[line]} 行不合格，一起改好再导入",
                        )
                    ],
                    row,
                )
                for line, row in raw.items()
            ]
        bad.sort(key=lambda one: one[0])
        return {
            "end": rows.read,
            "shape": "front-page" if rows.front_page else "rows",
            "surgeries": log.surgeries,
            "lines": log.lines,
            "twice": log.twice,
            "unread": len(rows.refused) + len(rows.refused_beyond) + len(log.held),
            "unknown": [asdict(one) for one in rows.names.unknown()],
            "bad": [[line, why, packed(raw)] for line, why, raw in bad if raw is not None],
            "notes": [*table.notes, *log_notes(rows)],
            "also": self.read[1:],
        }

    def _again(self, wanted: set[int]) -> dict[int, RawRow]:
        """再读一遍，取这几行的原样。"""
        found: dict[int, RawRow] = {}
        for sheet, by in self.read:
            table = self._open(sheet or None).moved(by)
            found |= {row.line: row for row in table.head if row.line in wanted}
            for block in table.blocks:
                if block.lines[0] > max(wanted):
                    break
                for at, line in enumerate(block.lines):
                    if line in wanted:
                        found[line] = block.row(at)
        return found


def _shown_key(found: Headings, row: RawRow) -> str:
    """一行不合格而没有哪一格错的，指哪一格：手术单号；那里写着患者号码的，指遮盖的那一栏。"""
    said = row.cell(found.places["ref"]).text.strip() if "ref" in found.places else ""
    for key in ("patient", "admission"):
        if key in found.places and (not said or said == row.cell(found.places[key]).text.strip()):
            return key
    return "ref" if "ref" in found.places else next(iter(found.places))


def headings_told(found: Headings) -> dict[str, Any]:
    """标题的 JSON。"""
    told = asdict(found)
    return {**told, "places": dict(found.places)}


def _unmatched(error: UnmatchedColumns) -> dict[str, Any]:
    told = headings_told(error.headings) if error.headings else None
    sentence = error.sentence.removesuffix("，什么也没有导入")
    return {"unmatched": [sentence, told]}


def _empty(sheet: str) -> Trouble:
    where = f"工作表「{sheet}」" if sheet else "文件"
    return Trouble(
        f"{where}里没有一行数据，什么也没有导入", "请核对是否选对了文件和工作表", "E-IN-22"
    )


def open_table(path: Path, sheet: str | None, limits: Limits) -> Table:
    """打开一张表：平常的 xlsx 走快的读法，别的逐格读。"""
    found = precheck.sniff(path, limits)
    if found.kind is precheck.FileKind.XLSX:
        return _open_xlsx(path, sheet, limits, list(found.notes))
    if found.kind is precheck.FileKind.TEXT:
        return _open_text(path, limits, list(found.notes))
    source = worker.open_source(path, sheet, limits)
    rows = iter(source.rows)
    head = list(islice(rows, _HEAD_ROWS))
    return Table(head, _batches(rows), source.notes, source.sheet, source.sheets, source.epoch_1904)


def _batches(rows: Iterable[RawRow]) -> Iterator[RowBlock]:
    waiting = iter(rows)
    while some := list(islice(waiting, _BATCH)):
        yield block_of(some)


def _open_text(path: Path, limits: Limits, notes: list[str]) -> Table:
    """文本表格：头几行逐格读，其余各格就是文字。"""
    from medtech_desktop.intake.plain_text import field_cell, read_fields

    fields = read_fields(path, limits, notes)
    head = [
        RawRow(line, tuple(field_cell(one, limits) for one in cells))
        for line, cells in islice(fields, _HEAD_ROWS)
    ]

    def blocks() -> Iterator[RowBlock]:
        while some := list(islice(fields, _BATCH)):
            yield text_block(some, limits)

    return Table(head, blocks(), notes)


def _open_xlsx(path: Path, sheet: str | None, limits: Limits, notes: list[str]) -> Table:
    from medtech_desktop.intake import xlsx_fast, xlsx_sheet

    book = worker.open_xlsx(path, sheet, limits, notes)
    slow = iter(book.source.rows)
    head = list(islice(slow, _HEAD_ROWS))
    last = head[-1].line if head else 0
    deepest = max((bottom for _, _, bottom, _ in book.ranges), default=0)
    if len(head) < _HEAD_ROWS or deepest > last:
        blocks = _batches(slow)
    else:
        width = max(len(row.cells) for row in head)
        reader = xlsx_sheet.SheetReader(book.strings, book.looks, book.epoch_1904, limits)
        reader.notes = notes
        plain = xlsx_fast.PlainSheet(reader, limits)
        blocks = _plain_first(plain, book, width, last, slow)
    return Table(head, blocks, notes, book.source.sheet, book.source.sheets, book.epoch_1904)


def _plain_first(
    plain: Any, book: worker.OpenBook, width: int, last: int, slow: Iterator[RawRow]
) -> Iterator[RowBlock]:
    """快的读法，遇到不平常的，从那里起逐格读。"""
    from medtech_desktop.intake.xlsx_fast import NotPlain

    try:
        yield from plain.blocks(book.archive, book.part, width, last)
    except NotPlain as stopped:
        after = stopped.after
        yield from _batches(row for row in slow if row.line > after)
