"""授权宽表的一格：认出谁、什么、要什么，对着现状得出变动；发出后变过的说一句。"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from medtech_desktop.domain.gradings import GRADE_NAMES
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
from medtech_desktop.domain.privileges import OPEN, TargetKind
from medtech_desktop.intake.cells import Bad
from medtech_desktop.intake.raw_rows import column_letter
from medtech_desktop.intake.wide_sheets import Topic, WideCell
from medtech_desktop.intake.wishes import wish
from medtech_desktop.office.privilege_standings import Standings
from medtech_desktop.office.privileges import NewEvent
from medtech_desktop.office.wide_words import Subject, WideWords

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
class CellReader:
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
