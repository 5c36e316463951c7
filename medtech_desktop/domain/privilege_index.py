"""全部授权在内存里的索引：五十万项，打一个字即找到；一次操作以后只换那几个人的。

Words are looked up among the distinct people and targets (some 15,000), then go by index.
A privilege keeps its id while the index lives, so that a table may hold ids over an act.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from medtech_desktop.domain.matching import Haystack, split_words
from medtech_desktop.domain.privileges import State, Target, TargetKind
from medtech_desktop.domain.shelves import Shelf

_WORDS_KEPT = 64


class View(IntEnum):
    """看哪些：全部，按情形，将到期，一年零例；数值小于 10 的同 ``State``。"""

    NOT_YET = int(State.NONE)
    VALID = int(State.VALID)
    SUSPENDED = int(State.SUSPENDED)
    EXPIRED = int(State.EXPIRED)
    REVOKED = int(State.REVOKED)
    SAME_DAY = int(State.SAME_DAY)
    EXPIRING = 6
    NO_CASES = 10
    ALL = 11


VIEW_LABELS: dict[View, str] = {
    View.ALL: "全部",
    View.VALID: "有效",
    View.EXPIRING: "将到期",
    View.EXPIRED: "已过期",
    View.SUSPENDED: "暂停",
    View.REVOKED: "已撤销",
    View.SAME_DAY: "当日，待核实",
    View.NOT_YET: "尚未生效",
    View.NO_CASES: "一年零例",
}
"""看法 → 名称，按筛选词的次序。"""


class Stand(NamedTuple):
    """一项授权的现状；日子是序数，``until`` 0 = 没有末日；``key`` 见 ``key_of``。"""

    key: int
    state: int
    since: int
    until: int

    @property
    def target(self) -> Target:
        """授权对象。"""
        return Target(TargetKind(self.key % KINDS), self.key // KINDS)


KINDS = 4  # the room for the kind in a key


def key_of(target: Target) -> int:
    """授权对象写成一个数：几十万个数比几十万个对象省时。"""
    return target.id * KINDS + target.kind


_VALID, _EXPIRING = int(View.VALID), int(View.EXPIRING)


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """名册里的一人：供比对的文字，所在的科室。"""

    id: int
    hay: Haystack
    departments: frozenset[int]


@dataclass(frozen=True, slots=True)
class ListedTarget:
    """授权对象与供比对的文字。"""

    target: Target
    hay: Haystack


class PrivilegeIndex:
    """索引：``id`` 自 1 起，一人一项一个号。"""

    def __init__(self) -> None:
        self._person = array("i", (0,))
        self._target = array("i", (0,))
        self._marks = bytearray(1)
        self._since = array("i", (0,))
        self._until = array("i", (0,))
        self._idle = bytearray(1)
        self._people: list[int] = []
        self._number: dict[int, int] = {}
        self._rank = array("i")
        self._ordered: list[int] = []
        self._departments: list[frozenset[int]] = []
        self._targets: list[Target] = []
        self._target_number: dict[int, int] = {}
        self._target_rank = array("i")
        self._targets_ordered: list[int] = []
        self._of_person: list[array[int]] = []
        self._of_target: list[array[int]] = []
        self._people_shelf = Shelf(())
        self._targets_shelf = Shelf(())
        self._counts = [0] * (View.EXPIRING + 1)
        self._soon = 0
        self._whole: array[int] | None = None
        self._words: dict[str, tuple[list[int], list[int]]] = {}
        self._last: tuple[tuple[object, ...], array[int]] | None = None

    def __len__(self) -> int:
        return sum(self._counts)

    # Filling

    def name_people(self, people: Sequence[ListedPerson]) -> bool:
        """人员，按次序；返回是否可用：原有的人换了先后，须从头再来。"""
        before = [person for person in self._ordered if self._of_person[person]]
        for one in people:
            if one.id not in self._number:
                self._number[one.id] = len(self._people)
                self._people.append(one.id)
                self._of_person.append(array("i"))
                self._departments.append(frozenset())
        self._ordered = [self._number[one.id] for one in people]
        self._rank = array("i", bytes(4 * len(self._people)))
        for rank, (number, one) in enumerate(zip(self._ordered, people, strict=True)):
            self._rank[number] = rank
            self._departments[number] = one.departments
        self._people_shelf = Shelf(one.hay for one in people)
        self._forget()
        ranks = [self._rank[person] for person in before]
        return ranks == sorted(ranks) and len(set(ranks)) == len(ranks)

    def name_targets(self, targets: Sequence[ListedTarget]) -> None:
        """授权对象，按次序（先类别，后编码；次序不随名称变）。"""
        for one in targets:
            self._target_at(one.target)
        self._targets_ordered = [self._target_number[key_of(one.target)] for one in targets]
        self._target_rank = array("i", bytes(4 * len(self._targets)))
        for rank, number in enumerate(self._targets_ordered):
            self._target_rank[number] = rank
        self._targets_shelf = Shelf(one.hay for one in targets)
        self._forget()

    def _target_at(self, target: Target) -> int:
        key = key_of(target)
        number = self._target_number.get(key)
        if number is None:
            number = self._target_number[key] = len(self._targets)
            self._targets.append(target)
            self._of_target.append(array("i"))
        return number

    def put(self, person_id: int, stands: Iterable[Stand]) -> None:
        """一人的全部授权换成这些；不认识的对象须先 ``name_targets``。"""
        person = self._number[person_id]
        mine, number_of, marks = self._of_person[person], self._target_number, self._marks
        known = {self._target[row]: row for row in mine}
        news: list[tuple[int, int, Stand]] = []
        for stand in stands:
            number = number_of[stand.key]
            row = known.pop(number, 0)
            if not row:
                news.append((self._target_rank[number], number, stand))
                continue
            self._counts[marks[row]] -= 1
            marks[row] = self._mark(stand.state, stand.until)
            self._counts[marks[row]] += 1
            self._since[row], self._until[row] = stand.since, stand.until
        if news:
            news.sort()
            self._add(person, news)
        for number, row in known.items():
            self._counts[marks[row]] -= 1
            mine.remove(row)
            self._of_target[number].remove(row)
        self._forget()

    def _add(self, person: int, news: Sequence[tuple[int, int, Stand]]) -> None:
        """新的各项，已按对象的次序。"""
        row = len(self._person)
        numbers = array("i", [number for _rank, number, _stand in news])
        marks = bytes([self._mark(stand.state, stand.until) for _r, _n, stand in news])
        self._person.extend([person] * len(news))
        self._target.extend(numbers)
        self._marks.extend(marks)
        self._idle.extend(bytes(len(news)))
        self._since.extend([stand.since for _r, _n, stand in news])
        self._until.extend([stand.until for _r, _n, stand in news])
        for mark in set(marks):
            self._counts[mark] += marks.count(mark)
        mine, rows = self._of_person[person], range(row, row + len(news))
        if mine:
            for one in rows:
                _insert(mine, one, self._target, self._target_rank)
        else:
            mine.extend(rows)
        rank, ranks, people = self._rank[person], self._rank, self._person
        for one, number in zip(rows, numbers, strict=True):
            theirs = self._of_target[number]
            if not theirs or ranks[people[theirs[-1]]] <= rank:
                theirs.append(one)
            else:
                _insert(theirs, one, people, ranks)

    def _mark(self, state: int, until: int) -> int:
        if state == _VALID and 0 < until <= self._soon:
            return _EXPIRING
        return state

    def expire_by(self, last: int) -> None:
        """有效期末日不晚于这一天的算将到期。"""
        if last == self._soon:
            return
        self._soon = last
        for rows in self._of_person:
            for row in rows:
                mark = self._marks[row]
                if mark in (_VALID, _EXPIRING):
                    now = self._mark(_VALID, self._until[row])
                    self._counts[mark] -= 1
                    self._counts[now] += 1
                    self._marks[row] = now
        self._forget()

    def be_idle(self, rows: Iterable[int]) -> None:
        """这些有效的授权，一年里登记的例数为零。"""
        self._idle = bytearray(len(self._person))
        for row in rows:
            self._idle[row] = 1
        self._forget()

    def _forget(self) -> None:
        self._whole = self._last = None
        self._words.clear()

    # Looking

    def stand(self, row: int) -> tuple[int, Target, View, int, int] | None:
        """一个号：人员、对象、情形、自、至；已经没有的为 None。"""
        if not 0 < row < len(self._person):
            return None
        return self.peek(row) if row in self._of_person[self._person[row]] else None

    def peek(self, row: int) -> tuple[int, Target, View, int, int]:
        """同 ``stand``，不问还有没有。"""
        person = self._people[self._person[row]]
        target = self._targets[self._target[row]]
        return person, target, View(self._marks[row]), self._since[row], self._until[row]

    def of_person(self, person_id: int) -> Sequence[int]:
        """一人的各项。"""
        number = self._number.get(person_id)
        return self._of_person[number] if number is not None else ()

    def whole(self) -> array[int]:
        """全部，按人、按对象。"""
        if self._whole is None:
            self._whole = _joined(self._of_person[person] for person in self._ordered)
        return self._whole

    def find(
        self, words: str, places: frozenset[int] | None = None, kind: TargetKind | None = None
    ) -> array[int]:
        """各词都合上的，再按科室（其中之一）、类别取。"""
        asked = (split_words(words), places, kind)
        if self._last is not None and self._last[0] == asked:
            return self._last[1]
        found = self._found(asked[0])
        if places is not None:
            found = self._inside(found, places, bool(asked[0]))
        if kind is not None:
            fits = bytes(target.kind is kind for target in self._targets)
            target_of = self._target
            found = array("i", [row for row in found if fits[target_of[row]]])
        self._last = (asked, found)
        return found

    def counts(self, rows: array[int]) -> dict[View, int]:
        """各种看法各有几项。"""
        if len(rows) == len(self):
            numbers = list(self._counts)
        else:
            marks = bytes(map(self._marks.__getitem__, rows))
            numbers = [marks.count(mark) for mark in range(len(self._counts))]
        told = {View(mark): number for mark, number in enumerate(numbers)}
        told[View.VALID] += told[View.EXPIRING]
        told[View.ALL] = len(rows)
        idle = self._idle.count(1)
        told[View.NO_CASES] = sum(map(self._idle.__getitem__, rows)) if idle else 0
        return told

    def narrow(self, rows: array[int], view: View) -> array[int]:
        """其中某种看法的。"""
        if view is View.ALL:
            return rows
        if view is View.NO_CASES:
            idle = self._idle
            return array("i", [row for row in rows if idle[row]])
        marks = self._marks
        if view is View.VALID:
            both = (int(View.VALID), int(View.EXPIRING))
            return array("i", [row for row in rows if marks[row] in both])
        wanted = int(view)
        return array("i", [row for row in rows if marks[row] == wanted])

    def by_until(self, rows: array[int]) -> array[int]:
        """按末日，早的在前；没有末日的在后。"""
        until, last = self._until, 1 << 30
        return array("i", sorted(rows, key=lambda row: until[row] or last))

    # Words

    def _found(self, words: tuple[str, ...]) -> array[int]:
        """每个词合上这个人或这个对象：先是人合上几个词的，按人；再是对象全合上的。"""
        if not words:
            return self.whole()
        hits = [self._hits(word) for word in words]
        matched = [0] * len(self._people)
        for place, (people, _targets) in enumerate(hits):
            for person in people:
                matched[person] |= 1 << place
        full = (1 << len(words)) - 1
        found, target_of = array("i"), self._target
        fitting: dict[int, bytearray] = {}
        for person in self._ordered:
            still = full ^ matched[person]
            if not still:
                found.extend(self._of_person[person])
            elif still != full:
                if still not in fitting:
                    fitting[still] = self._fitting(hits, still)
                fits = fitting[still]
                mine = self._of_person[person]
                found.extend([row for row in mine if fits[target_of[row]]])
        self._by_target(found, self._fitting(hits, full), matched)
        return found

    def _fitting(self, hits: list[tuple[list[int], list[int]]], words: int) -> bytearray:
        """合上这几个词（各一位）的对象。"""
        wanted = [targets for place, (_people, targets) in enumerate(hits) if words >> place & 1]
        rest = set(wanted[0]).intersection(*wanted[1:])
        return _flags(rest, len(self._targets))

    def _by_target(self, found: array[int], fits: bytearray, matched: list[int]) -> None:
        """其余的人当中这些对象的，接在后面；从人还是从对象数起，看哪样少。"""
        targets = [target for target in self._targets_ordered if fits[target]]
        if not targets:
            return
        if not any(matched):
            for target in targets:
                found.extend(self._of_target[target])
            return
        rest = [person for person in self._ordered if not matched[person]]
        person_of, target_of = self._person, self._target
        by_person = sum(len(self._of_person[person]) for person in rest)
        if by_person < sum(len(self._of_target[target]) for target in targets):
            for person in rest:
                mine = self._of_person[person]
                found.extend([row for row in mine if fits[target_of[row]]])
        else:
            for target in targets:
                mine = self._of_target[target]
                found.extend([row for row in mine if not matched[person_of[row]]])

    def _hits(self, word: str) -> tuple[list[int], list[int]]:
        """一个词合上的人与对象，各按次序。"""
        known = self._words.get(word)
        if known is None:
            people = [self._ordered[rank] for rank in sorted(self._people_shelf.every(word))]
            targets = [
                self._targets_ordered[rank] for rank in sorted(self._targets_shelf.every(word))
            ]
            if len(self._words) >= _WORDS_KEPT:
                self._words.clear()
            known = self._words[word] = (people, targets)
        return known

    def _inside(self, found: array[int], places: frozenset[int], narrowed: bool) -> array[int]:
        inside = [one for one in self._ordered if not places.isdisjoint(self._departments[one])]
        if not narrowed:
            return _joined(self._of_person[person] for person in inside)
        fits, person_of = _flags(inside, len(self._people)), self._person
        return array("i", [row for row in found if fits[person_of[row]]])


def _joined(parts: Iterable[array[int]]) -> array[int]:
    found = array("i")
    for part in parts:
        found.extend(part)
    return found


def _flags(numbers: Iterable[int], size: int) -> bytearray:
    flags = bytearray(size)
    for number in numbers:
        flags[number] = 1
    return flags


def _insert(rows: array[int], row: int, number_of: array[int], rank_of: array[int]) -> None:
    """按次序插入；通常就在末尾。"""
    rank = rank_of[number_of[row]]
    if not rows or rank_of[number_of[rows[-1]]] <= rank:
        rows.append(row)
        return
    key: Callable[[int], int] = lambda one: rank_of[number_of[one]]  # noqa: E731
    rows.insert(bisect_left(rows, rank, key=key), row)
