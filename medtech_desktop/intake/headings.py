"""标题行：在表头之上有题名、表头有两行、有空列时找出栏名，并对到栏目；列绝不错位。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.cells import narrow
from medtech_desktop.intake.columns import Kind
from medtech_desktop.intake.raw_rows import CellKind, Copy, RawRow, column_letter

LOOK_DOWN = 30
"""在前多少个非空行里找标题。"""

IGNORED = ("原因", "原行号")
"""错误工作簿附加的栏，再导入时不读。"""

_BRACKETS = re.compile(r"[(\[【<].*?[)\]】>]")
_NOISE = re.compile(r"[\s*＊:：、,，.。_\-—/\\|\u200b\ufeff]+")


def heading_key(written: str) -> str:
    """栏名比对用的写法：半角、小写、去空白与星号冒号。"""
    return _NOISE.sub("", narrow(written)).casefold()


@dataclass(frozen=True, slots=True)
class Headings:
    """找到的标题。``line`` 为末一行标题的行号；``texts`` 各列（自 A 起）的栏名。

    ``places``：栏目键 → 列（自 0 起）。``unused`` 有栏名而没有对上的列。
    """

    line: int
    rows: int
    texts: tuple[str, ...]
    places: Mapping[str, int]
    unused: tuple[int, ...]
    missing: tuple[str, ...]
    doubles: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def mapping(self) -> dict[str, str]:
        """栏名 → 栏目键，可以记住下次再用。"""
        return {self.texts[at]: key for key, at in self.places.items()}


class UnmatchedColumns(Trouble):
    """栏目对不上：缺必填的栏，或同一栏有两列。carries what was found for a mapping screen."""

    def __init__(self, sentence: str, headings: Headings | None) -> None:
        super().__init__(
            f"{sentence}，什么也没有导入", "请指明哪一列是哪一栏，或改用模板", "E-IN-20"
        )
        self.headings = headings


def find_headings(
    rows: Sequence[RawRow], kind: Kind, remembered: Mapping[str, str] | None = None
) -> Headings:
    """在 ``rows``（开头的非空行）里找标题。``remembered``：栏名 → 栏目键，空键即不读。

    raises UnmatchedColumns when nothing looks like headings; missing columns do not raise.
    """
    matcher = _Matcher(kind, remembered or {})
    best: tuple[tuple[int, ...], Headings] | None = None
    for at, row in enumerate(rows[:LOOK_DOWN]):
        for group in _groups(rows, at):
            found = matcher.match(row, group)
            hits = len(found.places) + len(found.doubles)
            rank = (hits - 2 * len(found.missing), hits, -len(group), -at)
            if hits and (best is None or rank > best[0]):
                best = (rank, found)
    if best is None or not _is_enough(best[1], kind):
        if _is_headless(rows, kind):
            return _without_headings(kind)
        raise UnmatchedColumns(f"没有找到「{kind.label}」的标题行", best[1] if best else None)
    return best[1]


_CODE = re.compile(r"\d{1,2}\.[0-9A-Za-z]+")


def _is_headless(rows: Sequence[RawRow], kind: Kind) -> bool:
    """没有标题的编码表：开头各行恰好这几列，第一列都是编码的样子，其余是文字。"""
    if not kind.headless or not rows:
        return False
    for row in rows:
        first, *others = row.cells
        if len(row.cells) != len(kind.headless) or not _CODE.fullmatch(narrow(first.text).strip()):
            return False
        if any(cell.kind is not CellKind.TEXT for cell in others):
            return False
    return True


def _without_headings(kind: Kind) -> Headings:
    """按约定的次序对上栏目；``line`` 0 means that there is no row of headings."""
    places = {key: at for at, key in enumerate(kind.headless)}
    texts = tuple(kind.column(key).heading for key in kind.headless)
    return Headings(0, 0, texts, places, (), (), ())


def _groups(rows: Sequence[RawRow], at: int) -> Iterable[list[RawRow]]:
    """这一行单独作标题，或与下面一行合起来作两行标题。"""
    yield [rows[at]]
    if at + 1 < len(rows):
        yield [rows[at], rows[at + 1]]


def _is_enough(found: Headings, kind: Kind) -> bool:
    needed = sum(column.required for column in kind.columns)
    return len(found.places) >= min(2, max(needed, 1))


@dataclass(slots=True)
class _Matcher:
    kind: Kind
    remembered: Mapping[str, str]
    _exact: dict[str, str] = field(init=False, default_factory=dict)
    _other: dict[str, str] = field(init=False, default_factory=dict)
    _own: dict[str, str] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        keys = {column.key for column in self.kind.columns}
        for column in self.kind.columns:
            self._exact[heading_key(column.heading)] = column.key
            for synonym in column.synonyms:
                self._other.setdefault(heading_key(synonym), column.key)
        for written, key in self.remembered.items():
            self._own[heading_key(written)] = key if key in keys else ""

    def match(self, first: RawRow, group: Sequence[RawRow]) -> Headings:
        """一行或两行标题对到栏目。"""
        two = len(group) == 2
        width = max(len(row.cells) for row in group)
        texts: list[str] = []
        found: dict[str, list[tuple[int, int]]] = {}
        for at in range(width):
            shown, tries = _column_texts(group, at) if two else _single(first, at)
            texts.append(shown)
            key, rank = self._key_of(tries)
            if key:
                found.setdefault(key, []).append((rank, at))
        if two and not _is_heading_pair(group, self):
            found = {}
        return self._headings(group, tuple(texts), found)

    def _key_of(self, tries: Sequence[str]) -> tuple[str, int]:
        """栏目键与把握（小的更有把握）。"""
        for table, rank in ((self._own, 0), (self._exact, 1), (self._other, 2)):
            for written in tries:
                key = heading_key(written)
                if key and key in table:
                    return table[key], rank
        for written in tries:
            bare = heading_key(_BRACKETS.sub("", narrow(written)))
            for table, rank in ((self._exact, 3), (self._other, 4)):
                if bare and bare in table:
                    return table[bare], rank
        return "", 9

    def knows(self, written: str) -> bool:
        """是否像一个栏名。"""
        return bool(self._key_of([written])[0])

    def _headings(
        self,
        group: Sequence[RawRow],
        texts: tuple[str, ...],
        found: Mapping[str, list[tuple[int, int]]],
    ) -> Headings:
        places: dict[str, int] = {}
        doubles = []
        for key, hits in found.items():
            hits.sort()
            if len(hits) > 1 and hits[0][0] == hits[1][0]:
                doubles.append((key, tuple(at for rank, at in hits if rank == hits[0][0])))
            else:
                places[key] = hits[0][1]
        taken = {*places.values(), *(at for _, ats in doubles for at in ats)}
        ignored = {heading_key(one) for one in IGNORED}
        unused = tuple(
            at
            for at, written in enumerate(texts)
            if written and at not in taken and heading_key(written) not in ignored
        )
        line = group[-1].line
        missing = self._missing({*places, *(key for key, _ in doubles)})
        return Headings(line, len(group), texts, places, unused, missing, tuple(doubles))

    def _missing(self, have: set[str]) -> tuple[str, ...]:
        lacking = [c.heading for c in self.kind.columns if c.required and c.key not in have]
        for group in self.kind.one_of:
            if not have & set(group):
                lacking.append(" 或 ".join(self.kind.column(key).heading for key in group))
        return tuple(lacking)


def _single(row: RawRow, at: int) -> tuple[str, list[str]]:
    cell = row.cell(at)
    if cell.kind is not CellKind.TEXT or cell.copy is Copy.ACROSS:
        return "", []
    shown = _tidy(cell.text)
    return shown, [shown]


def _column_texts(group: Sequence[RawRow], at: int) -> tuple[str, list[str]]:
    """两行标题的一列：下行、上行加下行，或只有上行。"""
    top, bottom = (row.cell(at) for row in group)
    above = _tidy(top.text) if top.kind is CellKind.TEXT else ""
    below = _tidy(bottom.text) if bottom.kind is CellKind.TEXT else ""
    if bottom.copy is Copy.ACROSS:
        below = ""
    if bottom.copy is Copy.DOWN or below == above:
        below = ""
    if top.copy is Copy.ACROSS and not below:
        return "", []
    if above and below:
        return f"{above}{below}", [above + below, below]
    return above or below, [above or below]


def _is_heading_pair(group: Sequence[RawRow], matcher: _Matcher) -> bool:
    """下一行真是标题的一部分，而不是第一行数据：它没有日期、数字，并有认得的栏名。"""
    bottom = [cell for cell in group[1].cells if not cell.is_blank]
    if any(cell.kind is not CellKind.TEXT for cell in bottom):
        return False
    own = [cell for cell in bottom if cell.copy is Copy.NO]
    if any(cell.copy is Copy.DOWN for cell in bottom) and not own:
        return True
    known = 0
    for at, cell in enumerate(group[1].cells):
        if cell.is_blank or cell.copy is not Copy.NO:
            continue
        tries = _column_texts(group, at)[1]
        known += any(matcher.knows(one) for one in tries)
    return known * 2 >= len(own) > 0 and _has_blank_or_group(group)


def _has_blank_or_group(group: Sequence[RawRow]) -> bool:
    """上一行有横向合并，或下一行有缺（上一行的栏名管两行）。"""
    top, bottom = group
    width = max(len(top.cells), len(bottom.cells))
    return any(
        top.cell(at).copy is Copy.ACROSS
        or bottom.cell(at).copy is Copy.DOWN
        or (top.cell(at).is_blank != bottom.cell(at).is_blank)
        for at in range(width)
    )


def _tidy(written: str) -> str:
    return re.sub(r"\s+", " ", written.replace("\u200b", "").replace("\ufeff", "")).strip()


def refuse_incomplete(found: Headings, kind: Kind) -> None:
    """缺必填的栏、同一栏有两列：拒绝，并说出看到的栏名。raises UnmatchedColumns."""
    if found.doubles:
        said = "；".join(
            f"「{kind.column(key).heading}」对上了 {'、'.join(column_letter(a) for a in ats)} 列"
            for key, ats in found.doubles
        )
        raise UnmatchedColumns(f"有的栏对上了不止一列：{said}", found)
    if found.missing:
        seen = "、".join(written for written in found.texts if written)
        raise UnmatchedColumns(
            f"第 {found.line} 行是标题，缺必填的栏：{'、'.join(found.missing)}"
            f"（看到的栏名：{seen[:200]}）",
            found,
        )
