"""授权宽表交回：读、认、逐格说明是什么变动；什么也不写。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from medtech_desktop.documents.privilege_sheets import SENT
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.privilege_sheets import Change
from medtech_desktop.domain.privileges import Target
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.child import Progress, RowReader, file_hash
from medtech_desktop.intake.raw_rows import RawRow
from medtech_desktop.intake.wide_sheets import WideTable, read_table
from medtech_desktop.office.privilege_standings import Standings
from medtech_desktop.office.wide_cells import CellReader, ReadOptions, WideLine
from medtech_desktop.office.wide_words import WideWords

KIND = "privilege-sheet"
_MOST_SHEETS = 120
_ID = re.compile(r"表号[:：]\s*(\d{8}-\d+-[0-9A-F]{6})")
_DEPARTMENT = re.compile(r"科室[:：]\s*(\S+)")


@dataclass(frozen=True, slots=True)
class WidePreview:
    """一个文件的预览。``package`` 为自己发出的表号，外来的为空；``departments`` 各表的科室。"""

    file_name: str
    sha256: str
    package: str
    departments: tuple[str, ...]
    lines: tuple[WideLine, ...]
    read: int
    notes: tuple[str, ...]
    options: ReadOptions
    on: date
    book: RawBook = field(repr=False, compare=False)

    @property
    def changes(self) -> tuple[WideLine, ...]:
        """会记下的。"""
        return tuple(one for one in self.lines if one.is_change)

    @property
    def misfits(self) -> tuple[WideLine, ...]:
        """没有读懂的与规则不许的。"""
        return tuple(one for one in self.lines if one.change is Change.MISFIT or one.article)

    @property
    def people(self) -> int:
        """有变动的人数。"""
        return len({one.person_id for one in self.changes})


@dataclass(frozen=True, slots=True)
class RawSheet:
    """读得的一张表的原始行。"""

    name: str
    rows: tuple[RawRow, ...]
    epoch_1904: bool


@dataclass(frozen=True, slots=True)
class RawBook:
    """一个文件的各张表；``sent`` 为发出时印的（工号、对象）→（现状、有效期至）。"""

    sha256: str
    sheets: tuple[RawSheet, ...]
    sent: dict[tuple[str, str], tuple[str, str]] | None
    notes: tuple[str, ...]


def read_book(path: Path, progress: Progress | None = None) -> RawBook:
    """在子进程里把各张看得见的表读出来，连同隐藏的「发出时的情形」。raises Trouble."""
    path = Path(path)
    digest = file_hash(path)
    sheets: list[RawSheet] = []
    notes: list[str] = []
    names: list[str | None] = [None]
    while names and len(sheets) < _MOST_SHEETS:
        name = names.pop(0)
        with RowReader(path, KIND, name, progress) as reader:
            rows = tuple(reader)
            if not sheets:
                names += [one for one in reader.opened.sheets if one != reader.opened.sheet]
            sheets.append(RawSheet(reader.opened.sheet, rows, reader.opened.epoch_1904))
            notes += [one for one in reader.notes if SENT not in one]
    return RawBook(digest, tuple(sheets), _sent(path, sheets), tuple(dict.fromkeys(notes)))


def _sent(path: Path, sheets: list[RawSheet]) -> dict[tuple[str, str], tuple[str, str]] | None:
    if not any(_ID.search(c.text) for s in sheets for row in s.rows[:3] for c in row.cells):
        return None
    found = {}
    try:
        with RowReader(path, KIND, SENT) as reader:
            for row in reader:
                number, thing, mark, until = (row.cell(i).looks for i in range(4))
                found[number, thing] = (mark, until)
    except Trouble:
        return None  # copied into another workbook: then it is read like any other
    return found


def preview_of(
    standings: Standings, book: RawBook, file_name: str, options: ReadOptions
) -> WidePreview:
    """逐格的结论。raises Trouble when no sheet is a wide one, Refused for the department."""
    tables = list(_tables(standings, book, options))
    lines: list[WideLine] = []
    departments: list[str] = []
    package, notes, read = "", list(book.notes), 0
    for table, words, epoch in tables:
        if words.department is not None:
            departments.append(standings.hospital.department_name(words.department, standings.on))
        if found := _ID.search(table.lead):
            package = found[1]
        own = _ID.search(table.lead) is not None
        sent = book.sent if own else None
        reader = CellReader(standings, words, options, sent, table.sheet, epoch, own)
        for cell in table.cells:
            read += not cell.cell.is_blank
            line = reader.line(cell)
            lines += [line] if line is not None else []
        lines += [_nameless(table, line) for line in table.nameless]
    notes += _notes(standings, package, lines)
    return WidePreview(
        file_name,
        book.sha256,
        package,
        tuple(dict.fromkeys(departments)),
        tuple(_doubled(lines)),
        read,
        tuple(notes),
        options,
        standings.on,
        book,
    )


def _tables(
    standings: Standings, book: RawBook, options: ReadOptions
) -> Iterator[tuple[WideTable, WideWords, bool]]:
    first: Trouble | None = None
    count = 0
    for sheet in book.sheets:
        if not sheet.rows:
            continue
        head = "　".join(c.looks for row in sheet.rows[:4] for c in row.cells[:3] if c.text)
        words = WideWords(standings, _department(standings, head, options))
        try:
            table = read_table(sheet.rows, sheet.name, words)
        except Trouble as trouble:
            first = first or trouble
            continue
        count += 1
        yield table, words, sheet.epoch_1904
    if not count:
        raise first or Trouble("表里没有内容，什么也没有记下", "请另选文件", "E-IN-13")


def _department(standings: Standings, head: str, options: ReadOptions) -> int | None:
    """指明的，表头写的，或表头文字里恰好有一个科室的名称。"""
    if options.department:
        return standings.department(options.department)
    name = standings.hospital.department_name
    if found := _DEPARTMENT.search(head):
        for one in standings.hospital.departments:
            if name(one.id, standings.on) == found[1]:
                return one.id
    named = [
        one.id
        for one in standings.hospital.departments
        if name(one.id, standings.on) and name(one.id, standings.on) in head
    ]
    return named[0] if len(named) == 1 else None


def _nameless(table: WideTable, line: int) -> WideLine:
    why = "这一行没有写是谁（或哪个术式），整行没有读"
    return WideLine(table.sheet, line, 0, "", None, "", "", "", Change.MISFIT, why)


def _notes(standings: Standings, package: str, lines: Iterable[WideLine]) -> Iterator[str]:
    if package:
        day = f"{package[:4]}-{package[4:6]}-{package[6:8]}"
        changed = sum(bool(one.stale) for one in lines)
        said = f"本程序发出的表 {package}，印的是 {day} 的情形"
        yield f"{said}；以后变过的有 {changed} 格" if changed else said


def _doubled(lines: list[WideLine]) -> Iterator[WideLine]:
    """同一人同一项写了两处而且不同的，两处都不记。"""
    first: dict[tuple[int, Target], WideLine] = {}
    wrong: set[tuple[int, Target]] = set()
    for one in lines:
        if one.event is not None:
            key = (one.event.person_id, one.event.target)
            known = first.setdefault(key, one)
            if known is not one and known.said != one.said:
                wrong.add(key)
    for one in lines:
        if one.event is None:
            yield one
            continue
        key = (one.event.person_id, one.event.target)
        if key in wrong:
            place = f"（另一处 {first[key].place}）" if first[key] is not one else ""
            why = f"同一人同一项写了两处而且不同{place}，请只留一处"
            yield replace(one, change=Change.MISFIT, why=why, event=None)
        elif first[key] is one:
            yield one
        else:
            yield replace(one, change=Change.SAME, why="前面已有同样的一格", event=None)


def refused(line: WideLine, findings: Iterable[Finding]) -> WideLine:
    """规则不许的一格。"""
    found = list(findings)
    why = "；".join(f"{one.message}；{one.remedy}" for one in found)
    return replace(line, why=why, article="、".join(dict.fromkeys(one.article for one in found)))
