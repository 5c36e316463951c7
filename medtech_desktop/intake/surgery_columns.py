"""登记的列：一列一列地读，同样的写法只读一次；一行里每个值都来自各列的缓存。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from medtech_desktop.intake import cells, days
from medtech_desktop.intake import surgery_cells as read
from medtech_desktop.intake.cells import Bad, Code
from medtech_desktop.intake.days import DayRange
from medtech_desktop.intake.limits import Limits
from medtech_desktop.intake.plain_text import field_cell
from medtech_desktop.intake.precheck import too_much
from medtech_desktop.intake.raw_rows import BLANK, Cell, CellKind, Copy, RawRow
from medtech_desktop.intake.surgery_cells import Moment, Soft, Written
from medtech_desktop.intake.surgery_names import NOBODY, Coded, Names, Who

MOST_KEPT = 100_000
"""一列的缓存至多记几种写法；单号那样各不相同的，满了就清。"""

_OFTEN = 4
"""四五格里就有一格没有见过的列，整列地读。"""

OTHERS = 3
"""术者一格里的其余各人，作「其他」参与者。"""

Participant = tuple[int, int | None, str | None]
"""角色、内部号、没有认出的写法。"""

Quick = Callable[[Any], str | float | None]

Raw = Any
"""一格未解释的样子：可散列；falsy is a cell that is not there."""


@dataclass(frozen=True, slots=True)
class RowBlock:
    """一批行，按列：行号、各列未解释的格、怎样看成一格。

    ``quick`` looks at a raw cell without making one: plain text as text, a date as its
    serial of the 1900 system, None for everything else.  ``texts`` and ``serials`` do so
    for a whole column where all its cells are alike, and say None where they are not.
    """

    lines: Sequence[int]
    columns: Sequence[Sequence[Raw]]
    cell_of: Callable[[Raw], Cell]
    quick: Quick
    texts: Callable[[Sequence[Raw]], list[str] | None] = lambda _: None
    serials: Callable[[Sequence[Raw]], list[float] | None] = lambda _: None

    def row(self, at: int) -> RawRow:
        """第 ``at`` 行的原样。"""
        found = [self.cell_of(column[at]) for column in self.columns]
        while found and found[-1].kind is CellKind.BLANK:
            found.pop()
        return RawRow(self.lines[at], tuple(found))


def raw_of(cell: Cell) -> Raw:
    """已读成的格 → 可散列的样子：普通文字就是文字。"""
    if cell.kind is CellKind.BLANK:
        return ""
    return cell.text if cell.kind is CellKind.TEXT and not cell.copy else cell


def cell_of_raw(raw: Raw) -> Cell:
    """``raw_of`` 的反向。"""
    if not raw:
        return BLANK
    return Cell(CellKind.TEXT, raw) if isinstance(raw, str) else raw


def quick_of_raw(raw: Raw) -> str | float | None:
    """普通文字。"""
    return raw if type(raw) is str else None


def block_of(rows: Sequence[RawRow]) -> RowBlock:
    """逐行读出的一批行。"""
    width = max((len(row.cells) for row in rows), default=0)
    padded = [[*map(raw_of, row.cells), *[""] * (width - len(row.cells))] for row in rows]
    columns = list(zip(*padded, strict=True)) if width else []
    return RowBlock([row.line for row in rows], columns, cell_of_raw, quick_of_raw)


def text_block(rows: Sequence[tuple[int, list[str]]], limits: Limits) -> RowBlock:
    """文本表格的一批行：各格就是文字。raises Trouble for a row that is too wide."""
    width = max(len(fields) for _, fields in rows)
    if width > limits.columns:
        line = next(line for line, fields in rows if len(fields) == width)
        raise too_much(f"第 {line} 行有 {width} 列，上限 {limits.columns} 列")
    for _, fields in rows:
        fields += [""] * (width - len(fields))
    columns = list(zip(*[fields for _, fields in rows], strict=True))
    return RowBlock(
        [line for line, _ in rows],
        columns,
        lambda field: field_cell(field, limits),
        lambda field: None if field.startswith("=") else field,
        _plain_texts,
    )


def _plain_texts(column: Sequence[str]) -> list[str] | None:
    joined = "\0".join(column)
    return None if "=" in joined or "\0\0" in joined else list(column)


class Cache(dict[Raw, Any]):
    """一列的缓存：未解释的格 → 值；读不成的另记，读不懂而不要紧的按没有写。

    ``short`` reads the usual case from what ``quick`` says, and says None for the rest;
    ``whole`` reads a column whose cells mostly differ, all at once, where it can.
    """

    def __init__(
        self,
        reader: Callable[[Cell], object],
        short: Callable[[str | float], object] = lambda _: None,
        whole: Callable[[RowBlock, Sequence[Raw]], list[Any] | None] | None = None,
    ) -> None:
        super().__init__()
        self.whole = whole
        self.misses = self.hits = 0
        self.reader = reader
        self.short = short
        self.cell_of: Callable[[Raw], Cell] = cell_of_raw
        self.quick: Quick = quick_of_raw
        self.bad: dict[Raw, Bad] = {}
        self.soft: dict[Raw, str] = {}

    def __missing__(self, raw: Raw) -> Any:
        value: object
        said = self.quick(raw)
        if said is not None and (value := self.short(said)) is not None:
            self[raw] = value
            return value
        cell = self.cell_of(raw)
        if cell.copy is Copy.ACROSS:
            value = None
        elif cell.kind is CellKind.FAULT:
            value = Bad(cell.text)
        else:
            value = self.reader(cell)
        if isinstance(value, Bad):
            self.bad[raw] = value
            value = None
        elif isinstance(value, Soft):
            self.soft[raw] = value.said
            value = None
        self[raw] = value
        return value

    def of(self, block: RowBlock, at: int) -> list[Any]:
        """一批行里这一列的值；-1 是没有这一列。"""
        if not 0 <= at < len(block.columns):
            return [None] * len(block.lines)
        if self.whole is not None and self.misses * _OFTEN > self.hits:
            whole = self.whole(block, block.columns[at])
            if whole is not None:
                return whole
        if len(self) > MOST_KEPT:
            self.clear()
            self.bad.clear()
        self.cell_of, self.quick = block.cell_of, block.quick
        before = len(self)
        values = list(map(self.__getitem__, block.columns[at]))
        self.misses = len(self) - before
        self.hits = len(values) - self.misses
        return values


@dataclass(frozen=True, slots=True, eq=False)
class Crew:
    """一格（连同工号一格）里的人：第一个；其余作参与者；``told`` 全部作参与者。"""

    first: Who = NOBODY
    rest: tuple[Participant, ...] = ()
    told: tuple[Participant, ...] = ()


NO_CREW = Crew()


class CrewCache(dict[tuple[Raw, Raw], Crew]):
    """姓名一格与工号一格 → 人。``role``：这一栏的人是什么；0 = 第一个是术者，其余是别的。"""

    def __init__(self, names: Names, role: int) -> None:
        super().__init__()
        self.names = names
        self.role = role
        self.cell_of: Callable[[Raw], Cell] = cell_of_raw
        self.bad: dict[tuple[Raw, Raw], tuple[bool, Bad]] = {}
        self.several: set[tuple[Raw, Raw]] = set()

    def __missing__(self, pair: tuple[Raw, Raw]) -> Crew:
        crew = self._read(pair)
        self[pair] = crew
        if crew.rest:
            self.several.add(pair)
        return crew

    def _read(self, pair: tuple[Raw, Raw]) -> Crew:
        named, numbered = (_own(self.cell_of(raw)) for raw in pair)
        people = Bad(named.text) if named.kind is CellKind.FAULT else read.people(named)
        numbers = Bad(numbered.text) if numbered.kind is CellKind.FAULT else read.numbers(numbered)
        for value, at_number in ((people, False), (numbers, True)):
            if isinstance(value, Bad):
                self.bad[pair] = (at_number, value)
                return NO_CREW
        assert not isinstance(people, Bad)
        assert not isinstance(numbers, Bad)
        whole = _joined(people or (), numbers or ())
        if not whole:
            return NO_CREW
        loose = CellKind.NUMBER in (numbered.kind, named.kind) and not numbered.shown
        found = [self.names.who(one, loose) for one in whole]
        if found[0].wrong and not self.role:
            self.bad[pair] = (not numbered.is_blank, Bad(found[0].wrong))
            return NO_CREW
        role = self.role or OTHERS
        told = tuple((role, one.person, one.said) for one in found if one.person or one.said)
        return Crew(found[0], told[1:], told)

    def of(self, block: RowBlock, at: int, number_at: int) -> list[Crew]:
        """一批行里这一列（和它的工号列）的人。"""
        width = len(block.columns)
        if not 0 <= at < width and not 0 <= number_at < width:
            return [NO_CREW] * len(block.lines)
        if len(self) > MOST_KEPT:
            self.clear()
            self.bad.clear()
            self.several.clear()
        self.cell_of = block.cell_of
        return list(map(self.__getitem__, self.pairs(block, at, number_at)))

    def pairs(self, block: RowBlock, at: int, number_at: int) -> Iterable[tuple[Raw, Raw]]:
        """各行的姓名一格与工号一格。"""
        blank = [""] * len(block.lines)
        both = (
            block.columns[one] if 0 <= one < len(block.columns) else blank
            for one in (at, number_at)
        )
        return zip(*both, strict=True)


def _own(cell: Cell) -> Cell:
    return BLANK if cell.copy is Copy.ACROSS else cell


def _joined(people: tuple[Written, ...], numbers: tuple[str, ...]) -> tuple[Written, ...]:
    """姓名与工号对上：个数相同的逐个对，只有一个工号的归第一人。"""
    if not numbers:
        return people
    if not people:
        return tuple(Written("", number) for number in numbers)
    paired = len(numbers) == len(people)
    return tuple(
        Written(one.name, numbers[at] if paired or at == 0 else one.number)
        for at, one in enumerate(people)
    )


def coded(cell: Cell, names: Names) -> Coded | None | Bad:
    """手术编码一格；写了别的字的也照原样留着去问。"""
    if read.nothing(cell):
        return None
    found = cells.code(cell, "这一格")
    if isinstance(found, Bad) and cell.kind is CellKind.TEXT:
        said = cells.text(cell, 60)
        if said is None or isinstance(said, Bad):
            return said
        meant = names.coded(Code(said, ()))
        return meant if names.asked_already("code", said) else Coded(None, said, found.why)
    return found if found is None or isinstance(found, Bad) else names.coded(found)


def _identifiers(block: RowBlock, column: Sequence[Raw]) -> list[str] | None:
    """一列都是平常的号码；汉字、连字符也算平常，要改写一个字的都不算。"""
    texts = block.texts(column)
    if texts is None or len(max(texts, key=len)) > read.LONGEST_NUMBER:
        return None
    return texts if read.are_plain_identifiers(texts) else None


def _moments(block: RowBlock, column: Sequence[Raw], first: int, last: int) -> list[Moment] | None:
    """一列都是日期时间：都是表格软件的日期，或都写成「2024-03-05 08:30」。"""
    serials = block.serials(column)
    if serials is not None:
        return read.serial_moments(serials, first, last)
    texts = block.texts(column)
    return None if texts is None else read.text_moments(texts, first, last)


@dataclass(slots=True)
class Caches:
    """各栏的缓存；一组列与另一组列同一栏的，共用一个。"""

    names: Names
    allowed: DayRange
    asks_cancelled: bool = False
    asks_urgent: bool = True
    single: dict[str, Cache] = field(init=False, default_factory=dict)
    crews: dict[int, CrewCache] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        first, last = days.EARLIEST.toordinal(), self.allowed.latest.toordinal()
        for key, reader in self._readers().items():
            if key in ("ref", "patient", "admission", "visit"):
                cache = Cache(reader, read.short_identifier, _identifiers)
            elif key in ("day", "started", "ended"):
                cache = Cache(
                    reader,
                    lambda said: read.short_moment(said, first, last),
                    lambda block, column: _moments(block, column, first, last),
                )
            else:
                cache = Cache(reader)
            self.single[key] = cache
        self.crews = {role: CrewCache(self.names, role) for role in (0, 1, 2)}

    def _readers(self) -> Mapping[str, Callable[[Cell], object]]:
        have = ("consent", "research", "complication", "died", "returned", "discussed")
        return {
            **dict.fromkeys(("ref", "patient", "admission", "visit"), read.identifier),
            **dict.fromkeys(("day", "started", "ended"), self._moment),
            **dict.fromkeys(have, read.have),
            "department": self._placed,
            "site": self._site,
            "emergency": lambda cell: read.urgent(cell, self.asks_urgent),
            "status": lambda cell: read.cancelled(cell, self.asks_cancelled),
            "code": lambda cell: coded(cell, self.names),
            "name": read.title,
            "grade": read.grade,
            "ordinal": read.order,
        }

    def _moment(self, cell: Cell) -> object:
        return read.moment(cell, self.allowed)

    def _placed(self, cell: Cell) -> object:
        said = read.place(cell)
        return self.names.placed(said) if isinstance(said, str) else said

    def _site(self, cell: Cell) -> object:
        said = read.place(cell)
        return self.names.words.sites.get(said) if isinstance(said, str) else said
