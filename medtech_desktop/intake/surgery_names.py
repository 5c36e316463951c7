"""认名：登记里的姓名、工号、科室、编码各指谁；认名表在先，认不出的留着原样去问。"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field

from medtech_desktop.domain.log_spellings import bare_name
from medtech_desktop.intake.cells import Code, narrow
from medtech_desktop.intake.raw_rows import INVISIBLE
from medtech_desktop.intake.surgery_cells import Written

Candidate = tuple[int, str, str, tuple[int, ...]]
"""一个人：内部号、起、止（ISO，空 = 至今）、所在科室；同名的由日期与科室分清。"""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """认名用的词：编码、工号、姓名、科室、认名表；``secret`` 为散列的密钥（十六进制）。

    ``shaken``: writings that once meant another, or whose meaning was annulled.
    """

    codes: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    staff: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    people: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    departments: Mapping[str, int] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, int | None]] = field(default_factory=dict)
    shaken: Mapping[str, Sequence[str]] = field(default_factory=dict)
    secret: str = ""
    sites: Mapping[str, int] = field(default_factory=dict)

    def packed(self) -> bytes:
        """交给子进程的 JSON。"""
        return json.dumps(asdict(self), ensure_ascii=True, separators=(",", ":")).encode("ascii")


def unpacked_vocabulary(data: bytes) -> Vocabulary:
    """``packed`` 的反向；an inner number as a key of JSON has become text."""
    said = json.loads(data or b"{}")
    said["names"] = {int(key): name for key, name in said.get("names", {}).items()}
    for one in ("staff", "people"):
        said[one] = {
            key: tuple((who, since, until, tuple(where)) for who, since, until, where in several)
            for key, several in said.get(one, {}).items()
        }
    return Vocabulary(**said)


@dataclass(frozen=True, slots=True)
class Unknown:
    """认不出的写法：哪一类（person、department、code）、原样、几处、为什么。"""

    kind: str
    said: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Meant:
    """本院说这个写法指谁；``target`` None = 认不出，``is_said`` False = 说过又撤销了。"""

    target: int | None
    is_said: bool = True
    is_shaken: bool = False


def by_meaning(found: int | None, said: str, meant: Meant | None) -> tuple[int | None, str | None]:
    """内部号与写法，按本院说的；``found``：本院没有说的，指谁。

    What is known by the office's word only is the number with a minus, beside the writing: a
    file that is read again after the word has the same content as before.  A writing that
    once meant another is 0 where it is not known, so that it is not the same.
    """
    if meant is None:
        return found, None if found else said
    target = meant.target if meant.is_said else found
    if meant.is_shaken:
        return (target, None) if target else (0, said)
    if target is None:
        return None, said
    return (target, None) if found else (-target, said)


def effective(number: int | None, said: str | None) -> tuple[int | None, str | None]:
    """``by_meaning`` 的内部号与写法，如要记下的。"""
    if number is not None and number <= 0:
        return (-number or None), (None if number else said)
    return number, said


def without_meaning(number: int | None) -> int | None:
    """``by_meaning`` 的内部号，如本院没有说过。"""
    return None if number is not None and number < 0 else number


@dataclass(frozen=True, slots=True, eq=False)
class Who:
    """一处写的是谁。``open``：同名几人，看哪天、哪个科室；``wrong``：工号与姓名不符。"""

    person: int | None
    said: str | None
    why: str = ""
    open: tuple[Candidate, ...] = ()
    wrong: str = ""
    loose: bool = False
    titled: bool = False
    meant: Meant | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """一处写的是哪条编码；``repaired``：补了零才对上的。"""

    code: int | None
    said: str | None
    why: str = ""
    repaired: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """一处写的是哪个科室。"""

    place: int | None
    said: str | None


MOST_UNKNOWN = 10_000
"""至多问几种写法。"""

NOBODY = Who(None, None)
_TITLES = r"(?:副?主任|主治|住院|执业)?(?:医师|医生)|副?主任|副?教授|主治|住院总"
_TITLE = re.compile(_TITLES)
_BEHIND = re.compile(
    rf"(?P<name>.{{2,}}?)\s*[(（\[【](?P<inside>[^()（）]+)[)）\]】]|(?P<plain>.{{2,}}?)(?:{_TITLES})"
)
"""姓名后写着职称或科室；只有姓的（王主任）说的是谁，不猜。"""
_ONLY_ASKED = "已写明认不出"


@dataclass(slots=True)
class Names:
    """认名的人：同一写法只认一次。"""

    words: Vocabulary
    misses: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    loose: Counter[str] = field(default_factory=Counter)
    _known: dict[tuple[str, str], Who] = field(default_factory=dict)
    _bare: dict[str, set[str]] = field(default_factory=dict)
    _meant: dict[str, dict[str, Meant]] = field(default_factory=dict)
    _dotless: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, texts in self.words.shaken.items():
            gone = {squeezed(said): Meant(None, False, True) for said in texts}
            self._meant.setdefault(kind, {}).update(gone)
        for kind, meant in self.words.meanings.items():
            mine = self._meant.setdefault(kind, {})
            for said, target in meant.items():
                key = squeezed(said)
                mine[key] = Meant(target, True, key in mine and mine[key].is_shaken)
        for number in self.words.staff:
            self._bare.setdefault(number.lstrip("0"), set()).add(number)
        for name, candidates in self.words.people.items():
            if (bare := bare_name(name)) != name:
                self._dotless[bare] = (*self._dotless.get(bare, ()), *candidates)

    def who(self, written: Written, from_number: bool = False) -> Who:
        """姓名、工号（缺一可）指谁。``from_number``：工号存成了数字，前面的 0 可能已丢。"""
        key = (written.name, f"#{written.number}" if from_number else written.number)
        found = self._known.get(key)
        if found is None:
            if len(self._known) > 200_000:
                self._known.clear()
            found = self._known[key] = self._who(written, from_number)
        return found

    def _who(self, written: Written, from_number: bool) -> Who:
        name, number = written.name, written.number
        known = self._meant.get("person", {})
        both = f"{name}({number})" if name and number else ""
        for said in (both, name or number, number if not name else ""):
            if said and (meant := known.get(squeezed(said))) is not None:
                plain = self._plain(name, number, from_number)
                return _as_meant(Who(plain.person, name or number, open=plain.open, meant=meant))
        return self._plain(name, number, from_number)

    def _plain(self, name: str, number: str, from_number: bool) -> Who:
        """本院没有说过指谁的。"""
        staff = self._staff(number, name, from_number)
        named, called = self._named(name), name
        if name and not named:
            named, called = self._titled(name)
        titled = called != name
        if staff and name:
            same = {one[0] for one in staff} & {one[0] for one in named}
            if not same:
                return Who(None, name, wrong=self._mismatch(number, name))
            staff = tuple(one for one in staff if one[0] in same)
        found = _settled(staff or named, called or number) if staff or named else None
        if found is None:
            return Who(None, name or number, "没有登记这个人" if name else "没有登记这个工号")
        loose = bool(number) and not staff and not titled
        return Who(found.person, found.said, found.why, found.open, loose=loose, titled=titled)

    def _titled(self, name: str) -> tuple[tuple[Candidate, ...], str]:
        """姓名后写着职称或科室的人，与他的姓名；不是的照原样。"""
        bare, place = self._untitled(name)
        named = self._named(bare) if bare else ()
        if not named:
            return (), name
        return tuple(one for one in named if place in one[3]) or named, bare

    def _untitled(self, name: str) -> tuple[str, int | None]:
        """「张三（主任医师）」「张三主任医师」「张三（骨科）」的姓名与科室；不是这样的为空。"""
        told = _BEHIND.fullmatch(name)
        if told is None:
            return "", None
        inside = told["inside"] or ""
        place = abs(self.placed(inside).place or 0) or None if inside else None
        if inside and place is None and not _TITLE.fullmatch(inside):
            return "", None
        return told["name"] or told["plain"], place

    def _mismatch(self, number: str, name: str) -> str:
        return f"工号 {number} 登记的不是「{name}」"

    def _named(self, name: str) -> tuple[Candidate, ...]:
        people = self.words.people
        found = people.get(name) or people.get(squeezed(name))
        return found or self._dotless.get(bare_name(squeezed(name)), ())

    def _staff(self, number: str, name: str, from_number: bool) -> tuple[Candidate, ...]:
        if not number:
            return ()
        found = self.words.staff.get(number)
        if found is None and (from_number or number.isdigit()):  # a CSV holds texts only
            several = self._bare.get(number.lstrip("0"), set())
            found = self.words.staff[next(iter(several))] if len(several) == 1 else None
            if found and name and not {c[0] for c in found} & {c[0] for c in self._named(name)}:
                found = None  # the zeros that were added name somebody else
        return found or ()

    def told_apart(self, who: Who, day: str, place: int | None) -> Who:
        """同名几人：那天在院的，再看科室；still several stay open."""
        few = [one for one in who.open if one[1] <= day and (not one[2] or day <= one[2])]
        few = few or list(who.open)
        if len({one[0] for one in few}) > 1 and place is not None:
            few = [one for one in few if place in one[3]] or few
        ids = {one[0] for one in few}
        if len(ids) != 1:
            return who
        (person,) = ids
        return _as_meant(Who(person, who.said, meant=who.meant)) if who.meant else Who(person, None)

    def coded(self, code: Code) -> Coded:
        """一个编码：照原样有的；否则补零后恰有一条的；再否则去问。"""
        plain = self._coded(code)
        meant = self._meant.get("code", {}).get(squeezed(code.typed))
        if meant is None:
            return plain
        number, said = by_meaning(plain.code, code.typed, meant)
        return Coded(number, said, _ONLY_ASKED if meant.is_said else plain.why)

    def _coded(self, code: Code) -> Coded:
        """本院没有说过指哪一条的。"""
        said = code.typed
        codes = self.words.codes
        if not code.from_number and said in codes:
            return Coded(codes[said], None)
        hits = {codes[one]: one for one in code.candidates if one in codes}
        if len(hits) == 1:
            ((number, one),) = hits.items()
            return Coded(number, None, repaired="" if one == said else one)
        if hits:
            return Coded(None, said, f"可能是 {'、'.join(sorted(hits.values()))}")
        lost = "，以数字存放，末尾的 0 可能已丢失" if code.from_number else ""
        return Coded(None, said, f"编码库里没有{lost}")

    def placed(self, said: str) -> Placed:
        """一个科室。"""
        known = self.words.departments
        key = squeezed(said)
        found = known.get(said, known.get(key))
        return Placed(*by_meaning(found, said, self._meant.get("department", {}).get(key)))

    def asked_already(self, kind: str, said: str) -> bool:
        """认名表里已写明认不出。"""
        return squeezed(said) in self._meant.get(kind, {})

    @property
    def are_any_meant(self) -> bool:
        """本院说过什么没有。"""
        return any(self._meant.values())

    def unknown(self) -> tuple[Unknown, ...]:
        """认不出的写法，多的在前；太多种的只留最多的那些。"""
        asked = sorted(self._asked(), key=lambda one: (-one[1], one[0]))
        few = sorted(asked[:MOST_UNKNOWN], key=lambda one: (one[0][0], -one[1], one[0][1]))
        return tuple(Unknown(kind, said, count, why) for (kind, said, why), count in few)

    def unlisted(self) -> int:
        """``unknown`` 没有列出的还有几种。"""
        return max(0, len(self._asked()) - MOST_UNKNOWN)

    def _asked(self) -> list[tuple[tuple[str, str, str], int]]:
        return [one for one in self.misses.items() if one[0][2] != _ONLY_ASKED]


def _as_meant(who: Who) -> Who:
    """本院说过指谁的；``who.person``：没有说的，指谁。"""
    assert who.meant is not None
    person, said = by_meaning(who.person, who.said or "", who.meant)
    why = _ONLY_ASKED if who.meant.is_said else "没有登记这个人"
    return Who(person, said, why, who.open, meant=who.meant)


def _settled(several: Iterable[Candidate], said: str) -> Who:
    few = tuple(several)
    ids = {one[0] for one in few}
    if len(ids) == 1:
        return Who(next(iter(ids)), None)
    return Who(None, said, f"有 {len(ids)} 人，从日期与科室也分不清", open=few)


def squeezed(said: str) -> str:
    """比对用的写法：半角、去空白。"""
    return "".join(narrow(said.strip(INVISIBLE)).split())
