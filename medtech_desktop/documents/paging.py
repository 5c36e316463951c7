"""分页：单元格随文字长高，放不下时在行间断开，接到续页；字不截断，章不离文。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import accumulate

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import Cell, Layout, Row
from medtech_desktop.documents.lines import MILLIMETRE, Line, break_paragraphs, height_of

PAD_X = 1.6 * MILLIMETRE
PAD_Y = 1.1 * MILLIMETRE
_WHOLE = 0.35
"""行高不超过一页的这一比例时，宁可整行移到下页，不拆开。"""
_TOGETHER = 2
"""拆开时两边至少各留的行数；章与文末也至少留这么多行在一起。"""


@dataclass(frozen=True, slots=True)
class Part:
    """单元格在一页上的一段；``foot`` 为空表示落款在后页。"""

    cell: Cell
    lines: tuple[Line, ...]
    foot: tuple[Line, ...]

    @property
    def height(self) -> float:
        """所需高度（pt），含内边距。"""
        needed = height_of(self.lines) + 2 * PAD_Y
        if self.foot:
            needed += self.cell.free * MILLIMETRE + height_of(self.foot)
        return needed


@dataclass(frozen=True, slots=True)
class Fragment:
    """表格的一行在一页上的一段。

    ``continued`` came over from the page before, ``broken`` is part of a split row.
    """

    number: int
    parts: tuple[Part, ...]
    height: float
    continued: bool = False
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """一页上的表格行；``notes`` 为表后的注是否在本页。"""

    fragments: tuple[Fragment, ...]
    notes: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """可用高度（pt）：首页、续页各给表格多少，注要多少。"""

    first: float
    further: float
    notes: float


class Flow:
    """把各行依次放到页上。"""

    def __init__(self, layout: Layout, fonts: FontSet, room: Room) -> None:
        self.layout = layout
        self.fonts = fonts
        self.room = room
        self.edges = [0.0, *accumulate(width * MILLIMETRE for width in layout.widths)]
        self.measured = [self._measure(row) for row in layout.rows]
        self.spans = {
            (number, at): self._span_need(part)
            for number, parts in enumerate(self.measured)
            for at, part in enumerate(parts)
            if part.cell.rows > 1
        }
        self.pages: list[list[Fragment]] = [[]]
        self.left = room.first

    def width(self, cell: Cell) -> float:
        """单元格宽（pt）。"""
        return self.edges[cell.column + cell.columns] - self.edges[cell.column]

    def _measure(self, row: Row) -> tuple[Part, ...]:
        parts = []
        for cell in row.cells:
            inner = self.width(cell) - 2 * PAD_X
            lines = break_paragraphs(cell.paragraphs, inner, self.fonts)
            parts.append(Part(cell, lines, break_paragraphs(cell.foot, inner, self.fonts)))
        return tuple(parts)

    def _span_need(self, part: Part) -> float:
        if not part.cell.vertical:
            return part.height
        size = part.cell.paragraphs[0].size
        return len(part.cell.paragraphs[0].text) * size * 1.25 + 2 * PAD_Y

    def pages_of(self) -> list[Page]:
        """全部页。"""
        for number in range(len(self.layout.rows)):
            self._place(number)
        if len(self.pages) == 1:
            self._stretch()
        done = [Page(tuple(fragments)) for fragments in self.pages]
        if self.left + 0.01 >= self.room.notes or not self.layout.notes:
            done[-1] = replace(done[-1], notes=True)
        else:
            done.append(Page((), notes=True))
        return done

    def _place(self, number: int) -> None:
        parts = self.measured[number]
        continued = False
        tail = self._tail(number)
        starting = [need for (start, _), need in self.spans.items() if start == number]
        if starting and max(starting) > self.left and self._occupied():
            self._new_page(number)
        while True:
            height = self._height(number, parts, continued)
            if height + tail <= self.left + 0.01:
                self._add(Fragment(number, parts, height, continued, continued))
                return
            whole = height + tail <= self.room.further * _WHOLE and self._occupied()
            split = None if whole else self._split(parts)
            if split is None and self._occupied():
                self._new_page(number)
                continue
            if split is None:  # alone on a page: only what follows may be too much for it
                self._add(Fragment(number, parts, height, continued, continued))
                return
            head, parts = split
            tallest = max(part.height for part in head if part.cell.rows == 1)
            self._add(Fragment(number, head, tallest, continued, True))
            self._new_page(number)
            continued = True

    def _tail(self, number: int) -> float:
        """一行之后须与它同页的高度：末行是注，须接下行的是下行或其开头；否则为 0。"""
        if number == len(self.layout.rows) - 1:
            return self.room.notes
        if not self.layout.rows[number].keeps:
            return 0.0
        follower = self.measured[number + 1]
        whole = self._height(number + 1, follower, False) + self._tail(number + 1)
        if whole <= self.room.further * _WHOLE:
            return whole
        start = max(height_of(p.lines[: _TOGETHER + 1]) for p in follower if p.cell.rows == 1)
        return start + 2 * PAD_Y

    def _occupied(self) -> bool:
        page = self.pages[-1]
        return any(f.number not in self.layout.heading or f.continued for f in page) or (
            len(self.pages) == 1 and bool(page)
        )

    def _add(self, fragment: Fragment) -> None:
        self.pages[-1].append(fragment)
        self.left -= fragment.height

    def _so_far(self, start: int, rows: int) -> float:
        return sum(f.height for f in self.pages[-1] if start <= f.number < start + rows)

    def _height(self, number: int, parts: tuple[Part, ...], continued: bool) -> float:
        least = 0.0 if continued else self.layout.rows[number].height * MILLIMETRE
        height = max([least, *(part.height for part in parts if part.cell.rows == 1)])
        for (start, at), need in self.spans.items():
            rows = self.measured[start][at].cell.rows
            if start + rows - 1 == number:  # the span ends here: its own text must fit too
                height = max(height, need - self._so_far(start, rows))
        return height

    def _new_page(self, following: int) -> None:
        page = self.pages[-1]
        for (start, at), need in self.spans.items():
            rows = self.measured[start][at].cell.rows
            last = page[-1] if page else None
            if last is None or not start <= last.number < start + rows:
                continue
            short = need - self._so_far(start, rows)
            if short > 0:
                page[-1] = replace(last, height=last.height + short)
        self.pages.append([])
        self.left = self.room.further
        heading = self.layout.heading
        for number in heading if following >= heading.stop else ():
            parts = self.measured[number]
            self._add(Fragment(number, parts, self._height(number, parts, False)))

    def _split(self, parts: tuple[Part, ...]) -> tuple[tuple[Part, ...], tuple[Part, ...]] | None:
        """把一行拆成本页一段与后页一段；拆不得为 None。"""
        head: list[Part] = []
        rest: list[Part] = []
        parted = False
        for part in parts:
            if part.cell.rows > 1 or part.cell.repeats:
                head.append(part)
                rest.append(part)
                continue
            fits = self._fitting(part)
            if fits is None:
                return None
            parted = parted or fits < len(part.lines) or bool(part.foot)
            head.append(replace(part, lines=part.lines[:fits], foot=()))
            rest.append(replace(part, lines=part.lines[fits:]))
        if not parted or any(p.cell.repeats and p.height > self.left for p in head):
            return None
        return tuple(head), tuple(rest)

    def _fitting(self, part: Part) -> int | None:
        """本页能放的行数；少于 ``_TOGETHER`` 为 None（除非本来就这么少）。"""
        count, height = 0, 2 * PAD_Y
        for line in part.lines:
            height += line.height + line.before
            if height > self.left:
                break
            count += 1
        total = len(part.lines)
        if count == total and not part.foot:
            return total
        count = min(count, total - _TOGETHER)
        return count if count >= _TOGETHER else None

    def _stretch(self) -> None:
        """独页时把余下的空白按份额分给各行。"""
        shares = sum(row.stretch for row in self.layout.rows)
        spare = self.left - self.room.notes
        if spare <= 0 or not shares:
            return
        self.pages[0] = [
            replace(f, height=f.height + spare * self.layout.rows[f.number].stretch / shares)
            for f in self.pages[0]
        ]
        self.left = self.room.notes
