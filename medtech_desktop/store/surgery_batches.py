"""手术登记成批写入：一片一片，同键同内容的算重复，内容不同的成新版本；整批撤销。

Four tables are written side by side, so that a slice is whole before the next comes: whoever
listens to ``progress`` may ask the book between two slices.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from medtech_desktop.store.book import Book
from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.references import Named
from medtech_desktop.store.surgery_ordinals import steady_ordinals
from medtech_desktop.store.tables.surgeries import (
    PLACES,
    LogWordRow,
    PatientRow,
    SurgeryLineRow,
    SurgeryParticipantRow,
    SurgeryRow,
)

Rows = Sequence[tuple[Any, ...]]
Tell = Callable[[int], object]

PART = 1000
"""一次写进一张表至多几行：其间别的问题等不到 50 毫秒。"""
_WORDS_KEPT = 100_000
_ASK_LATER = "PRAGMA defer_foreign_keys=ON"
"""本次操作的外键到提交时才算账：each statement need not keep what it would have to undo."""
_ROOMY_KIB = 131_072
_GONE, _STALE = "surgery_gone", "surgery_stale"
_BY_ACT = 4

_SURGERY = (
    *("key", "content", "ref", "line", "site_id", "department_id", "said_department", "day"),
    *("started", "ended", "patient_id", "emergency", "cancelled", "consent", "research"),
    *("complication", "died", "returned", "discussed"),
)
_LINE = (
    *("surgery_id", "ordinal", "code_id", "said_code", "said_name", "person_id"),
    *("said_person", "grade", "day", "department_id"),
)
_OTHER = ("id", "role", "person_id", "said_person")
_IN = "IN (SELECT value FROM json_each(?))"
_HELD = (
    f"SELECT s.key, s.id, s.content, s.day FROM surgery s WHERE s.key {_IN} AND NOT EXISTS"
    " (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id AND g.why < 3)"
)
_PUT_GONE = "INSERT OR REPLACE INTO surgery_gone (surgery_id, why) VALUES (?, ?)"
_PUT_STALE = "INSERT OR REPLACE INTO surgery_stale (scope, ref) VALUES (?, ?)"
_TWICE = (
    "SELECT s.id, 1 FROM (SELECT key, max(id) AS last FROM surgery WHERE key BETWEEN ? AND ?"
    " GROUP BY key HAVING count(*) > 1) d JOIN surgery s ON s.key = d.key AND s.id < d.last"
)
_KEYS, _SPAN = 1 << 63, 1 << 57
"""键有多少个，找两遍的一次看多大一段：一百万例一次看完，问的人要等半秒。"""


class _Days(dict[Any, Any]):
    """日子的文字 → 日子；只有不多的几种。"""

    def __missing__(self, given: Any) -> date:
        self[given] = made = given if isinstance(given, date) else date.fromisoformat(given)
        return made


@dataclass(slots=True)
class Written:
    """写进了什么：例、项、其中的新版本；没有写的重复例与它们的项。"""

    surgeries: int = 0
    lines: int = 0
    versions: int = 0
    duplicates: int = 0
    duplicate_lines: int = 0
    moved: int = 0
    """新版本里手术日与登记着的不同的；预览时数。"""
    rows: int = 0
    duplicate_rows: int = 0
    """文件里有几行写着例，其中几行的各例全是重复的（一行几例的，如病案首页）。"""

    @property
    def new(self) -> int:
        """以前没有登记过的例。"""
        return self.surgeries - self.versions


@dataclass(slots=True)
class _Held:
    """登记着的版本：键 → 号与内容；逐例问过去，随写随记。"""

    look: Look
    known: dict[int, tuple[int, int]] = field(default_factory=dict)
    days: dict[int, str] = field(default_factory=dict)

    def read(self, surgeries: Rows) -> None:
        """取这一片里各键登记着的。"""
        keys = json.dumps([row[1] for row in surgeries])
        rows = self.look.raw(_HELD, keys, needs=("surgery", _GONE))
        self.known = {key: (number, content) for key, number, content, _day in rows}
        self.days = {key: day for key, _number, _content, day in rows}

    def is_same(self, row: tuple[Any, ...]) -> bool:
        """同键同内容。"""
        held = self.known.get(row[1])
        return held is not None and held[1] == row[2]


@dataclass(slots=True)
class _FileRows:
    """文件的各行：一行的几例挨着；``line`` 在一例的第 5 栏。"""

    written: Written
    line: int = -1
    kept: bool = True

    def take(self, surgeries: Rows, same: set[int]) -> None:
        """看一片；``same`` 是重复的各例的序号。"""
        told = self.written
        for row in surgeries:
            is_kept = row[0] not in same
            if row[4] != self.line:
                self.line, self.kept = row[4], is_kept
                told.rows += 1
                told.duplicate_rows += not is_kept
            elif is_kept and not self.kept:
                self.kept = True
                told.duplicate_rows -= 1


def is_logged(look: Look) -> bool:
    """手术登记里有没有内容，撤销了的也算。"""
    return bool(look.raw("SELECT 1 FROM surgery LIMIT 1", needs=("surgery",)))


class LogComparer:
    """与登记着的比较，什么也不写：多少新的、新版本、重复的。预览用，收 ``outlines`` 的各片。"""

    def __init__(self, look: Look) -> None:
        self.written = Written()
        self._held = _Held(look)
        self._file = _FileRows(self.written)
        self._is_first = not is_logged(look)

    def take(self, surgeries: Rows, lines: Rows) -> None:
        """比较一片。"""
        told, same = self.written, set[int]()
        if not self._is_first:
            self._held.read(surgeries)
            same = {row[0] for row in surgeries if self._held.is_same(row)}
            days = self._held.days
            older = [row for row in surgeries if row[1] in days and row[0] not in same]
            told.versions += len(older)
            told.moved += sum(days[row[1]] != row[5] for row in older)
        twice = sum(row[0] in same for row in lines) if same else 0
        told.duplicates += len(same)
        told.duplicate_lines += twice
        told.surgeries += len(surgeries) - len(same)
        told.lines += len(lines) - twice
        self._file.take(surgeries, same)


class LogWriter:
    """写入者：``take`` 写一片，``finish`` 收尾；都在一次操作里。"""

    def __init__(self, page: Page, progress: Tell | None = None) -> None:
        self.page = page
        self.written = Written()
        self._tell = progress or (lambda _: None)
        self._held = _Held(page)
        self._file = _FileRows(self.written)
        self._is_first = not is_logged(page)
        self._days = _Days()
        self._words: dict[Any, Any] = {None: None}
        self._named = Named()
        page._connection.exec_driver_sql(_ASK_LATER)
        self._patients = page.open_batch(PatientRow, ("key", "number", "admission"))
        self._texts = page.open_batch(LogWordRow, ("text",))
        self._surgeries = page.open_batch(SurgeryRow, _SURGERY)
        self._lines = page.open_batch(SurgeryLineRow, _LINE)
        self._others = page.open_batch(SurgeryParticipantRow, _OTHER)

    def take(self, surgeries: Rows, lines: Rows, participants: Rows = ()) -> None:
        """写一片，如 ``LogSlice`` 的三列；太长的分几次写。raises BadInput, Broken."""
        for part in _parts(surgeries, lines, participants):
            self._take(*part)
            self._tell(self.written.surgeries + self.written.duplicates)

    def finish(self) -> Written:
        """收尾：同一文件里同键的旧版本不算数；核查知道这一批。raises Broken."""
        page = self.page
        self._named.check(page)
        if self._is_first:
            for least in range(0, _KEYS, _SPAN):
                older = page.raw(_TWICE, least, least + _SPAN - 1)
                derive(page, _GONE, _PUT_GONE, older)
                self.written.versions += len(older)
                self._tell(self.written.surgeries + self.written.duplicates)
        for batch in (self._patients, self._texts, self._surgeries, self._lines, self._others):
            page.close_batch(batch)
        if self.written.surgeries:
            derive(page, _STALE, _PUT_STALE, [(_BY_ACT, page.seq)])
        return self.written

    def _take(self, surgeries: Rows, lines: Rows, participants: Rows) -> None:
        if self._is_first:
            self._file.take(surgeries, set())
        else:
            surgeries, lines, participants = self._without_same(surgeries, lines, participants)
        if not surgeries:
            return
        first = self._surgeries.last + 1
        numbers = {row[0]: number for number, row in enumerate(surgeries, first)}
        gone = [(number, 3) for number, row in enumerate(surgeries, first) if row[15]]
        derive(self.page, _GONE, _PUT_GONE, gone)
        if not self._is_first:
            known = self._held.known
            older = {row[0]: known[row[1]][0] for row in surgeries if row[1] in known}
            lines = steady_ordinals(self.page, older, lines)
            self._supersede(surgeries, first)
        days, places = self._put_surgeries(surgeries)
        if lines:
            at = [numbers[row[0]] for row in lines]
            self._put_lines(lines, at, [one - first for one in at], days, places)
            self._put_others(lines, participants)
        self.written.surgeries += len(surgeries)
        self.written.lines += len(lines)

    def _without_same(
        self, surgeries: Rows, lines: Rows, participants: Rows
    ) -> tuple[Rows, Rows, Rows]:
        """略去同键同内容的，和它们的各项。"""
        self._held.read(surgeries)
        kept, seen = [], dict(self._held.known)
        for row in surgeries:
            held = seen.get(row[1])
            if held is None or held[1] != row[2]:
                kept.append(row)
                seen[row[1]] = (0, row[2])
        wanted = {row[0] for row in kept}
        self._file.take(surgeries, {row[0] for row in surgeries if row[0] not in wanted})
        if len(kept) == len(surgeries):
            return surgeries, lines, participants
        mine = [row for row in lines if row[0] in wanted]
        places = {row[1] for row in mine}
        self.written.duplicates += len(surgeries) - len(kept)
        self.written.duplicate_lines += len(lines) - len(mine)
        return kept, mine, [row for row in participants if row[0] in places]

    def _supersede(self, surgeries: Rows, first: int) -> None:
        """登记着的旧版本从此不算数；同一片里先后两个版本的，后一个算。"""
        older: list[tuple[int, int]] = []
        known = self._held.known
        for number, row in enumerate(surgeries, first):
            if (held := known.get(row[1])) is not None:
                older.append((held[0], 1))
            known[row[1]] = (number, row[2])
        self.written.versions += len(older)
        derive(self.page, _GONE, _PUT_GONE, older)

    def _put_surgeries(self, surgeries: Rows) -> tuple[list[date], Sequence[int | None]]:
        columns = list(zip(*surgeries, strict=True))
        patients = self._patient_ids(columns[11], columns[12], columns[13])
        self._learn([columns[7]])
        self._named.note("department", columns[6])
        days = [self._days[day] for day in columns[8]]
        self._surgeries.take_columns(
            [
                *(columns[1], columns[2], [ref or "" for ref in columns[3]], columns[4]),
                *(columns[5], columns[6], [self._words[text] for text in columns[7]], days),
                *(columns[9], columns[10], [patients[key] for key in columns[11]]),
                columns[14],
                [one or 0 for one in columns[15]],
                *columns[16:22],
            ],
            len(surgeries),
        )
        return days, columns[6]

    def _put_lines(
        self,
        lines: Rows,
        surgeries: list[int],
        offsets: list[int],
        days: list[date],
        places: Sequence[int | None],
    ) -> None:
        columns = list(zip(*lines, strict=True))
        self._named.note("procedure_code", columns[3])
        self._named.note("person", columns[6])
        said = [columns[4], columns[5], columns[7]]
        self._learn(said)
        codes, names, people = ([self._words[text] for text in column] for column in said)
        self._lines.take_columns(
            [
                *(surgeries, columns[2], columns[3], codes, names, columns[6], people),
                *(columns[8], [days[at] for at in offsets], [places[at] for at in offsets]),
            ],
            len(lines),
        )

    def _put_others(self, lines: Rows, participants: Rows) -> None:
        if not participants:
            return
        first = self._lines.last + 1 - len(lines)
        numbers = {row[1]: number for number, row in enumerate(lines, first)}
        ids = _placed([numbers[row[0]] for row in participants])
        for at in range(0, len(participants), PART):
            some = participants[at : at + PART]
            _, roles, people, texts = zip(*some, strict=True)
            self._named.note("person", people)
            self._learn([texts])
            said = [self._words[text] for text in texts]
            self._others.take_columns([ids[at : at + PART], roles, people, said], len(some))

    def _learn(self, columns: Sequence[Sequence[str | None]]) -> None:
        """各列的写法都有号：认得的，在册的，新添的。"""
        if len(self._words) > _WORDS_KEPT:
            self._words = {None: None}
        words = self._words
        news = sorted({text for column in columns for text in set(column) if text not in words})  # type: ignore[type-var]
        if not news:
            return
        sql = f"SELECT text, id FROM log_word WHERE text {_IN}"
        words.update(self.page.raw(sql, json.dumps(news, ensure_ascii=False)))
        unknown = [text for text in news if text not in words]
        if unknown:
            words.update(zip(unknown, range(self._texts.last + 1, 1 << 62), strict=False))
            self._texts.take_columns([unknown], len(unknown))

    def _patient_ids(
        self, keys: Sequence[int | None], numbers: Sequence[Any], admissions: Sequence[Any]
    ) -> dict[int | None, int | None]:
        """患者的键 → 号；没有见过的成批添上。"""
        told = dict(zip(keys, zip(numbers, admissions, strict=True), strict=True))
        told.pop(None, None)
        found: dict[int | None, int | None] = {None: None}
        if not told:
            return found
        sql = f"SELECT key, id FROM patient WHERE key {_IN}"
        found.update(self.page.raw(sql, json.dumps(list(told))))
        news = [key for key in told if key not in found]
        if news:
            found.update(zip(news, range(self._patients.last + 1, 1 << 62), strict=False))
            each = [told[key] for key in news]
            told_of = [[one[0] for one in each], [one[1] for one in each]]
            self._patients.take_columns([news, *told_of], len(news))
        return found


def _placed(lines: list[int]) -> list[int]:
    """参与者的号，由各自的项：同一项的挨着数。"""
    ids, last, place = [], 0, 0
    for line in lines:
        place = place + 1 if line == last else 0
        last = line
        ids.append(line * PLACES + place)
    return ids


def _parts(surgeries: Rows, lines: Rows, others: Rows) -> Iterator[tuple[Rows, Rows, Rows]]:
    """一片分成几份，每份不长；an index counts over the whole file, in file order."""
    if len(surgeries) <= PART and len(lines) <= PART:
        yield surgeries, lines, others
        return
    start = line = other = 0
    while start < len(surgeries):
        stop = min(start + PART, len(surgeries))
        first, last = line, _up_to(lines, line, 0, surgeries[stop - 1][0])
        if last - first > PART and stop - start > 1:
            before = lines[first + PART][0]  # this surgery waits for the next part
            stop = start + max(1, sum(row[0] < before for row in surgeries[start:stop]))
            last = _up_to(lines, line, 0, surgeries[stop - 1][0])
        end = _up_to(others, other, 0, lines[last - 1][1]) if last > first else other
        yield surgeries[start:stop], lines[first:last], others[other:end]
        start, line, other = stop, last, end


def _up_to(rows: Rows, at: int, column: int, last: int) -> int:
    while at < len(rows) and rows[at][column] <= last:
        at += 1
    return at


@contextmanager
def roomy(book: Book) -> Iterator[None]:
    """其间多给缓存：百万行的索引不必一再写出又读回。"""
    line = book.line
    usual = line.pragma("cache_size")
    line.driver.execute(f"PRAGMA cache_size=-{_ROOMY_KIB}").fetchall()
    try:
        yield
    finally:
        if not line.is_spent:
            line.driver.execute(f"PRAGMA cache_size={usual}").fetchall()
            line.driver.execute("PRAGMA shrink_memory").fetchall()
