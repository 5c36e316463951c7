"""授权宽表交回：读、认、逐格说明是什么变动；什么也不写。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from medtech_desktop.documents.privilege_sheets import SENT
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.privilege_answers import GRADE_NAMES
from medtech_desktop.domain.privilege_sheets import (
    CHANGE_LABELS,
    HELD,
    VERBS,
    Change,
    Current,
    Meant,
    Want,
    Wish,
    meant,
)
from medtech_desktop.domain.privileges import OPEN, Target, TargetKind
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.cells import Bad
from medtech_desktop.intake.child import Progress, RowReader, file_hash
from medtech_desktop.intake.raw_rows import RawRow, column_letter
from medtech_desktop.intake.wide_sheets import Topic, WideCell, WideTable, read_table
from medtech_desktop.intake.wishes import wish
from medtech_desktop.office.privilege_standings import Standings
from medtech_desktop.office.privileges import NewEvent
from medtech_desktop.office.wide_words import Subject, WideWords

KIND = "privilege-sheet"
_MOST_SHEETS = 120
_ID = re.compile(r"表号[:：]\s*(\d{8}-\d+-[0-9A-F]{6})")
_DEPARTMENT = re.compile(r"科室[:：]\s*(\S+)")
_REASON = "科室授权征求表"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """怎样读：科室（空 = 表上写的）、自哪天起、本次决定的有效期末日、暂停等的理由。"""

    department: str = ""
    since: date | None = None
    until: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WideLine:
    """预览的一格：在哪里，谁、什么，原写的，现在怎样，是什么变动，为什么读不懂或不许。

    ``stale``: what was printed when the sheet went out, where that has changed since.
    ``article`` is set where a rule refuses the change.
    """

    sheet: str
    line: int
    index: int
    person: str
    person_id: int | None
    subject: str
    value: str
    now: str
    change: Change
    why: str = ""
    stale: str = ""
    article: str = ""
    event: NewEvent | None = None
    code: str = ""
    graded: bool = False
    written: tuple[str, str, str] = ("", "", "")

    @property
    def place(self) -> str:
        """「级别 第 5 行 G 列」。"""
        return f"{self.sheet} 第 {self.line} 行 {column_letter(self.index)} 列".strip()

    @property
    def is_change(self) -> bool:
        """会记下的变动。"""
        return self.event is not None and not self.article

    @property
    def said(self) -> str:
        """变动一句：授予三级，至 2027-12-31。"""
        if self.event is None:
            return self.why or CHANGE_LABELS[self.change]
        parts = [CHANGE_LABELS[self.change] + GRADE_NAMES.get(self.event.grade or 0, "")]
        if self.event.until is not None:
            parts.append(f"至 {self.event.until.isoformat()}")
        return "，".join(parts)


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

    def count(self, change: Change) -> int:
        """某种变动的格数。"""
        return sum(one.change is change and not one.article for one in self.lines)

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
        reader = _Reader(standings, words, options, sent, table.sheet, epoch, own)
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


@dataclass(frozen=True, slots=True)
class _Reader:
    """一张表里逐格的读。"""

    standings: Standings
    words: WideWords
    options: ReadOptions
    sent: dict[tuple[str, str], tuple[str, str]] | None
    sheet: str
    epoch_1904: bool
    own: bool
    numbers: dict[int, str] = field(default_factory=dict)

    def line(self, cell: WideCell) -> WideLine | None:
        """一格的结论；空白而没有什么要说的为 None。"""
        graded = cell.topic is Topic.GRADE
        made = wish(cell.cell, graded=graded, epoch_1904=self.epoch_1904)
        blank = isinstance(made, Wish) and made.want is Want.NOTHING
        if blank and self.sent is None:
            return None
        person = self.words.person(cell.person)
        subject = self.words.subject(cell.subject, cell.topic)
        bad = next((x for x in (person, subject, made) if isinstance(x, Bad)), None)
        if bad is not None or isinstance(person, Bad) or isinstance(subject, Bad):
            assert bad is not None
            return self._misfit(cell, bad.why, person, subject)
        assert isinstance(made, Wish)
        if made.mark == HELD and not self.own:
            made = Wish(Want.TICK)
        if blank and not self._until_edited(cell):
            return self._blank(cell, person, subject)
        return self._judged(cell, made, person, subject)

    def _blank(self, cell: WideCell, person: int, subject: Subject) -> WideLine | None:
        """空白的一格：印着的字被清掉了要问一句，以后变过的说一句，其余不列。"""
        now = self.standings.current(person, subject.target, self.words.department)
        stale = self._stale(person, subject, now)
        then = self._printed(person, subject)[0]
        graded = cell.topic is Topic.GRADE
        if not stale and (graded or not then):
            return None
        line = self._misfit(cell, "", person, subject)
        if then and not graded:
            why = f"印着的「{then}」被清空了，不知道要怎样；不变请写回「{then}」，撤销请写「撤」"
            return replace(line, why=why, now=_said_now(now, graded), stale=stale)
        return replace(line, change=Change.SAME, now=_said_now(now, graded), stale=stale)

    def _printed(self, person: int, subject: Subject) -> tuple[str, str]:
        """发出时印的：现状与有效期至。"""
        if self.sent is None:
            return "", ""
        if person not in self.numbers:
            number = self.standings.staff.staff_number(person, self.standings.on)
            self.numbers[person] = number
        key = (self.numbers[person], subject.code or subject.label)
        return self.sent.get(key, ("", ""))

    def _until_edited(self, cell: WideCell) -> bool:
        """没有写级别、只改了有效期至的，也是一件事。"""
        if self.sent is None or cell.until.is_blank:
            return False
        key = (cell.person.number.looks, cell.subject.name.looks)
        return cell.until.looks.strip() != self.sent.get(key, ("", ""))[1]

    def _misfit(
        self, cell: WideCell, why: str, person: int | Bad, subject: Subject | Bad
    ) -> WideLine:
        return WideLine(
            self.sheet,
            cell.line,
            cell.index,
            cell.person.shown if isinstance(person, Bad) else self.standings.named(person),
            None if isinstance(person, Bad) else person,
            cell.subject.shown if isinstance(subject, Bad) else subject.label,
            cell.cell.looks,
            "",
            Change.MISFIT,
            why,
            graded=cell.topic is Topic.GRADE,
            written=_as_written(cell),
        )

    def _judged(self, cell: WideCell, made: Wish, person: int, subject: Subject) -> WideLine:
        graded = cell.topic is Topic.GRADE
        now = self.standings.current(person, subject.target, self.words.department)
        own = self._own_until(cell, now)
        if isinstance(own, Bad):
            return self._misfit(cell, f"有效期至：{own.why}", person, subject)
        if own is not None and made.want is Want.NOTHING:
            made = Wish(Want.UNTIL, until=own)
        until = own or self.options.until
        found = meant(now, made, until, graded=graded)
        found = self._in_time(found)
        said = _said_now(now, graded)
        event = self._event(found, person, subject)
        return WideLine(
            self.sheet,
            cell.line,
            cell.index,
            self.standings.named(person),
            person,
            subject.label,
            cell.cell.looks or cell.until.looks,
            said,
            found.change,
            found.why,
            self._stale(person, subject, now),
            "",
            event,
            subject.code,
            graded,
            _as_written(cell),
        )

    def _own_until(self, cell: WideCell, now: Current) -> date | Bad | None:
        """这一行自己写的有效期末日；与现在的相同的不算（是印着的）。"""
        if cell.until.is_blank:
            return None
        read = wish(cell.until, graded=True, epoch_1904=self.epoch_1904)
        if isinstance(read, Bad):
            return read
        if read.until is None or read.until == now.until:
            return None
        printed = self.sent and self.sent.get(
            (cell.person.number.looks, cell.subject.name.looks), ("", "")
        )
        if printed and printed[1] == read.until.isoformat():
            return None
        return read.until

    def _in_time(self, found: Meant) -> Meant:
        since = self.options.since or self.standings.on
        if found.until is not None and found.until < since:
            why = f"有效期末日 {found.until.isoformat()} 早于起始日 {since.isoformat()}"
            return Meant(Change.MISFIT, why)
        return found

    def _event(self, found: Meant, person: int, subject: Subject) -> NewEvent | None:
        verb = VERBS.get(found.change)
        if verb is None:
            return None
        since = self.options.since or self.standings.on
        hard = found.change in (Change.SUSPEND, Change.REVOKE, Change.LOWER)
        reason = (self.options.reason or _REASON) if hard else ""
        return NewEvent(
            person, subject.target, verb, since, found.until, found.grade, reason=reason
        )

    def _stale(self, person: int, subject: Subject, now: Current) -> str:
        """发出时印的与现在不同的：当时印的是什么。"""
        if self.sent is None:
            return ""
        graded = subject.target.kind is TargetKind.GRADE
        then = self._printed(person, subject)[0]
        mark = now.grade_mark() if graded else now.mark()
        if then == mark:
            return ""
        before = f"印的是「{then}」" if then else "是空白"
        return f"发出时{before}，现在{f'是「{mark}」' if mark else '没有'}"


def _as_written(cell: WideCell) -> tuple[str, str, str]:
    """表上写的工号、姓名、对象。"""
    subject = (cell.subject.number.looks, cell.subject.name.looks)
    return (
        cell.person.number.looks,
        cell.person.name.looks,
        " ".join(one for one in subject if one),
    )


def _said_now(now: Current, graded: bool) -> str:
    mark = now.grade_mark() if graded else now.mark()
    if not mark:
        return "没有"
    if now.is_valid and now.until not in (None, OPEN):
        assert now.until is not None
        return f"{mark}，至 {now.until.isoformat()}"
    return mark


def refused(line: WideLine, findings: Iterable[Finding]) -> WideLine:
    """规则不许的一格。"""
    found = list(findings)
    why = "；".join(f"{one.message}；{one.remedy}" for one in found)
    return replace(line, why=why, article="、".join(dict.fromkeys(one.article for one in found)))
