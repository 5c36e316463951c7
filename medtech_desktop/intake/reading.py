"""读入：一个文件按一种导入读成草稿与不合格的格；从不保存。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake import cells, days
from medtech_desktop.intake.child import Opened, Progress, RowReader, file_hash
from medtech_desktop.intake.columns import Column, Kind, Reads
from medtech_desktop.intake.headings import (
    IGNORED,
    LOOK_DOWN,
    Headings,
    UnmatchedColumns,
    find_headings,
    refuse_incomplete,
)
from medtech_desktop.intake.kinds import kind_of
from medtech_desktop.intake.limits import limits_for
from medtech_desktop.intake.month_books import sheet_notes, with_other_sheets
from medtech_desktop.intake.raw_rows import BLANK, Cell, CellKind, Copy, RawRow, column_letter

_MOST_SHEETS = 5
_EXAMPLE = re.compile(r"[（(]?(?:示例|例)(?:[)）：:]|$)")
_FOOTER = re.compile(
    r"(合\s*计|总\s*计|小\s*计|共\s*\d+\s*[条行人项个]|制\s*表|填\s*表|审\s*核|注\s*[:：]|备\s*注\s*[:：]|说\s*明\s*[:：])"
)
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Draft:
    """一行草稿：行号与各栏的值；blank cells have no key.

    ``raw`` is the row as read, so that one refused by a rule can go into the workbook of
    misfits as it was.
    """

    line: int
    values: Mapping[str, object]
    raw: RawRow | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Misfit:
    """不合格的一格：行号、栏名、原值、原因。``index`` 为列（自 0 起），整行的为 -1。"""

    line: int
    column: str
    value: str
    why: str
    index: int = -1
    key: str = ""

    @property
    def where(self) -> str:
        """「第 5 行 G 列「工号」」。"""
        letter = f" {column_letter(self.index)} 列" if self.index >= 0 else ""
        return f"第 {self.line} 行{letter}「{self.column}」"


@dataclass(frozen=True, slots=True)
class Reading:
    """读的结果。``read`` = 合格行 + 有不合格格的行；后者不在 ``rows`` 里，原样在 ``bad_rows``。

    ``mapping`` is heading text → column key as used; ``headings`` the texts by column.
    ``sheets`` are the visible sheets of the workbook, empty for a text file.
    """

    kind: str
    sha256: str
    sheet: str
    heading_line: int
    mapping: Mapping[str, str]
    rows: tuple[Draft, ...]
    misfits: tuple[Misfit, ...]
    read: int
    notes: tuple[str, ...]
    headings: tuple[str, ...] = ()
    bad_rows: tuple[RawRow, ...] = ()
    sheets: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    epoch_1904: bool = False


def read_kind(
    kind: str,
    path: Path,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Reading:
    """按一种导入读一个文件。``mapping``：记住的栏名 → 栏目键（空键即不读这一列）。

    Without ``sheet`` the first visible sheet with fitting headings is read. raises
    Trouble (nothing can be read), UnmatchedColumns (headings do not fit).
    """
    path = Path(path)
    asked = _Asked(kind_of(kind), path, file_hash(path), dict(mapping or {}), today, progress)
    first, also = asked.first(sheet), list[tuple[str, int]]()
    if sheet is None and asked.kind.monthly and first.sheets:
        first, also = with_other_sheets(first, asked.one)
    notes = sheet_notes(first.sheet, also, first.sheets)
    return _bounded(asked.kind, replace(first, notes=(*first.notes, *notes)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """要读的：哪个文件，按哪一种，记住的栏名。"""

    kind: Kind
    path: Path
    sha256: str
    mapping: Mapping[str, str]
    today: date
    progress: Progress | None

    def first(self, sheet: str | None) -> Reading:
        """指定的表，或第一张标题对得上的。"""
        names: list[str | None] = [sheet]
        first: UnmatchedColumns | None = None
        for name in names:
            with RowReader(self.path, self.kind.key, name, self.progress) as reader:
                try:
                    return self._read(reader)
                except UnmatchedColumns as error:
                    if first is None and sheet is None:
                        names += [one for one in reader.opened.sheets if one != reader.opened.sheet]
                        del names[_MOST_SHEETS:]
                    first = first or error
        assert first is not None
        raise first

    def one(self, sheet: str, by: int) -> Reading:
        """这一张，行号加上 ``by``。"""
        with RowReader(self.path, self.kind.key, sheet, self.progress) as reader:
            return self._read(reader, by)

    def _read(self, reader: RowReader, by: int = 0) -> Reading:
        return _Reading(self.kind, self.mapping, self.today, reader, by).read(self.sha256)


def _bounded(kind: Kind, reading: Reading) -> Reading:
    most = limits_for(kind.key).rows
    if reading.read > most:
        raise Trouble(
            f"文件过大或异常：超过 {most} 行，什么也没有导入", "请拆成几个文件再导入", "E-IN-02"
        )
    return reading


@dataclass(frozen=True, slots=True)
class Preview:
    """映射预览：打开的表、找到的标题、标题下头几行的样子。"""

    opened: Opened
    headings: Headings | None
    samples: tuple[tuple[str, ...], ...]


def preview_kind(
    kind: str,
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> Preview:
    """只看标题与头几行，缺栏也不拒绝。raises Trouble when the file cannot be read."""
    wanted = kind_of(kind)
    with RowReader(Path(path), kind, sheet, progress) as reader:
        rows = iter(reader)
        head = [row for _, row in zip(range(LOOK_DOWN), rows, strict=False)]
        try:
            found: Headings | None = find_headings(head, wanted, mapping)
        except UnmatchedColumns as error:
            found = error.headings
        line = found.line if found else 0
        below = [row for row in head if row.line > line][:5]
        samples = tuple(tuple(cell.looks[:_SHOWN] for cell in row.cells) for row in below)
        return Preview(reader.opened, found, samples)


@dataclass(slots=True)
class _Reading:
    """一次读入的经过。"""

    kind: Kind
    mapping: Mapping[str, str]
    today: date
    reader: RowReader
    by: int = 0
    drafts: list[Draft] = field(default_factory=list)
    misfits: list[Misfit] = field(default_factory=list)
    bad_rows: list[RawRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    numbers: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    padded: dict[str, set[int]] = field(default_factory=dict)
    raw: dict[int, RawRow] = field(default_factory=dict)
    filled: int = 0

    def read(self, digest: str) -> Reading:
        """读完整张表。"""
        by = self.by
        rows = (replace(row, line=row.line + by) if by else row for row in self.reader)
        head = [row for _, row in zip(range(LOOK_DOWN), rows, strict=False)]
        if not head:
            raise _empty(self.reader.opened.sheet)
        found = find_headings(head, self.kind, self.mapping)
        refuse_incomplete(found, self.kind)
        below = [row for row in head if row.line > found.line]
        for row in self._data_rows(_chained(below, rows), found):
            self._take(row, found)
        self._refuse_lost_zeros(found)
        if not self.drafts and not self.bad_rows:
            raise _empty(self.reader.opened.sheet)
        return self._result(digest, found)

    def _result(self, digest: str, found: Headings) -> Reading:
        opened = self.reader.opened
        self._note_columns(found)
        return Reading(
            kind=self.kind.key,
            sha256=digest,
            sheet=opened.sheet,
            heading_line=found.line,
            mapping=found.mapping,
            rows=tuple(self.drafts),
            misfits=tuple(sorted(self.misfits, key=lambda one: (one.line, one.index))),
            read=len(self.drafts) + len(self.bad_rows),
            notes=(*self.reader.notes, *self.notes),
            headings=found.texts,
            bad_rows=tuple(self.bad_rows),
            sheets=opened.sheets,
            places=found.places,
            epoch_1904=opened.epoch_1904,
        )

    def _note_columns(self, found: Headings) -> None:
        if not found.line:
            listed = "、".join(f"{column_letter(a)} 列{t}" for a, t in enumerate(found.texts))
            self.notes.append(f"没有标题行，按 {listed} 读，请核对")
        if found.unused:
            listed = "、".join(f"{column_letter(a)} 列「{found.texts[a]}」" for a in found.unused)
            self.notes.append(f"没有读的列：{listed}")
        if self.filled:
            self.notes.append(f"合并单元格的值已填入其下 {self.filled} 格，请核对")

    def _data_rows(self, rows: Iterable[RawRow], found: Headings) -> Iterator[RawRow]:
        """去掉示例行、重复的标题行、表尾；表尾之后还有数据时，它就是数据。"""
        held: list[RawRow] = []
        may_end = not set(IGNORED) <= set(found.texts)  # a workbook of misfits has no footer
        for row in rows:
            first = next((cell for cell in row.cells if not cell.is_blank), BLANK)
            if _EXAMPLE.match(first.text) and first.kind is CellKind.TEXT:
                self.notes.append(f"第 {row.line} 行是示例，没有读")
            elif _is_banner(row):
                self.notes.append(f"第 {row.line} 行是合并的分组行，没有读")
            elif _is_repeated(row, found):
                self.notes.append(f"第 {row.line} 行是重复的标题，没有读")
            elif may_end and first.kind is CellKind.TEXT and _FOOTER.match(first.text.strip()):
                held.append(row)
            elif any(not row.cell(at).is_blank for at in found.places.values()):
                yield from held
                held.clear()
                yield row
            else:
                self.notes.append(f"第 {row.line} 行在要读的列里都是空白，没有读")
        for row in held:
            if self._parsed(row, found)[1]:
                self.notes.append(f"第 {row.line} 行是表尾（合计、说明），没有读")
            else:
                yield row

    def _take(self, row: RawRow, found: Headings) -> None:
        values, wrong = self._parsed(row, found)
        if wrong:
            self.misfits += wrong
            self.bad_rows.append(row)
        else:
            self.drafts.append(Draft(row.line, values, row))

    def _parsed(self, row: RawRow, found: Headings) -> tuple[dict[str, object], list[Misfit]]:
        """各栏的值与不合格的格；the row as a whole is checked when all its cells are good."""
        values: dict[str, object] = {}
        wrong: list[Misfit] = []
        for column in self.kind.columns:
            at = found.places.get(column.key, -1)
            value = self._value(row, column, at)
            if isinstance(value, cells.Bad):
                wrong.append(self._misfit(row, found, column.key, value.why))
            elif value is not None:
                values[column.key] = value
            elif column.required:
                wrong.append(self._misfit(row, found, column.key, "必填，现在是空白"))
        if not wrong:
            wrong = [self._misfit(row, found, key, why) for key, why in self._whole_row(values)]
        return values, wrong

    def _whole_row(self, values: Mapping[str, object]) -> list[tuple[str, str]]:
        wrong = list(self.kind.check(values))
        for group in self.kind.one_of:
            if not any(key in values for key in group):
                labels = "、".join(self.kind.column(key).heading for key in group)
                wrong.append((group[0], f"{labels}至少填一项"))
        return wrong

    def _misfit(self, row: RawRow, found: Headings, key: str, why: str) -> Misfit:
        at = found.places.get(key, -1)
        label = self.kind.column(key).heading
        cell = row.cell(at)
        shown = "" if cell.kind is CellKind.FAULT else cell.looks[:_SHOWN]
        return Misfit(row.line, label, shown, why, at, key)

    def _value(self, row: RawRow, column: Column, at: int) -> object:
        cell = row.cell(at)
        if cell.copy is Copy.ACROSS:
            return None  # a cell merged with its left neighbour has no value of its own
        if cell.is_blank:
            return None
        if cell.copy is Copy.DOWN:
            self.filled += 1
        if cell.kind is CellKind.FAULT:
            return cells.Bad(cell.text)
        place = f"第 {row.line} 行 {column_letter(at)} 列"
        if column.reads is Reads.IDENTIFIER:
            value = cells.identifier(cell, place)
            self._watch_zeros(row, column.key, cell.kind, value, bool(cell.shown))
            return value
        if column.reads is Reads.DAY:
            latest = days.year_later(self.today, column.years_ahead)
            allowed = days.DayRange(latest, self.reader.opened.epoch_1904, column.open_end)
            return days.day(cell, allowed)
        return _plain_value(cell, column, place)

    def _watch_zeros(
        self, row: RawRow, key: str, kind: CellKind, value: object, shown: bool
    ) -> None:
        if not isinstance(value, str):
            return
        if kind is CellKind.NUMBER and not shown:
            self.numbers.setdefault(key, []).append((row.line, value))
            self.raw[row.line] = row
        elif value.startswith("0") and value.isdigit():
            self.padded.setdefault(key, set()).add(len(value))

    def _refuse_lost_zeros(self, found: Headings) -> None:
        """同一列有带前导 0 的文字，又有更短的数字：那些数字丢了 0。"""
        for key, numbers in self.numbers.items():
            length = max(self.padded.get(key, {0}))
            lost = {line: value for line, value in numbers if len(value) < length}
            letter = column_letter(found.places[key])
            for line in lost:
                why = f"第 {line} 行 {letter} 列以数字存放，前面的 0 已丢失，请设为文本后重填"
                self.misfits.append(self._misfit(self.raw[line], found, key, why))
            already = {row.line for row in self.bad_rows}
            self.bad_rows += [self.raw[line] for line in lost if line not in already]
            self.bad_rows.sort(key=lambda row: row.line)
            self.drafts = [draft for draft in self.drafts if draft.line not in lost]
            kept = len(numbers) - len(lost)
            if kept:
                label = self.kind.column(key).heading
                self.notes.append(f"「{label}」有 {kept} 格以数字存放，若原有前导 0 请核对")


def _plain_value(cell: Cell, column: Column, place: str) -> object:
    match column.reads:
        case Reads.NAME:
            return cells.name(cell, column.most)
        case Reads.NAMES:
            return cells.names(cell)
        case Reads.TERMS:
            return cells.terms(cell, column.most)
        case Reads.YES_NO:
            return cells.yes_no(cell)
        case Reads.WHOLE:
            return cells.whole_number(cell)
        case Reads.CODES:
            return cells.codes(cell, place)
        case Reads.LISTED_CODE:
            return cells.code(cell, place)
        case Reads.CODE:
            one = cells.code(cell, place, defines=True)
            return one.typed if isinstance(one, cells.Code) else one
        case Reads.CHOICE:
            return cells.choice(cell, column.choice_words, column.choice_labels)
        case _:
            return cells.text(cell, column.most)


def _chained(first: Iterable[RawRow], rest: Iterable[RawRow]) -> Iterator[RawRow]:
    yield from first
    yield from rest


def _is_banner(row: RawRow) -> bool:
    """整行只有一个横向合并的格（三格以上）：分组的题名。"""
    filled = [cell for cell in row.cells if not cell.is_blank]
    across = [cell for cell in filled if cell.copy is Copy.ACROSS]
    return len(across) >= 2 and len(filled) == len(across) + 1


def _is_repeated(row: RawRow, found: Headings) -> bool:
    """分页打印留下的第二遍标题。"""
    shown = [(row.cell(at).text.strip(), found.texts[at]) for at in found.places.values()]
    return len(shown) > 1 and all(one == heading for one, heading in shown)


def _empty(sheet: str) -> Trouble:
    where = f"工作表「{sheet}」" if sheet else "文件"
    return Trouble(
        f"{where}里没有一行数据，什么也没有导入", "请核对是否选对了文件和工作表", "E-IN-22"
    )
