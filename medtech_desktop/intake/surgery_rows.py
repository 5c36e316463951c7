"""登记的行：各列的值合成一例一例、一项一项；同一台手术的几行合成一例。只在子进程里用。"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from medtech_desktop.intake.cells import Bad
from medtech_desktop.intake.days import DayRange
from medtech_desktop.intake.headings import IGNORED, Headings
from medtech_desktop.intake.kinds_surgeries import GROUP, MOST_GROUPS, group_key
from medtech_desktop.intake.raw_rows import BLANK, CellKind, Copy, RawRow
from medtech_desktop.intake.surgery_cells import Moment
from medtech_desktop.intake.surgery_columns import Caches, Crew, Participant, RowBlock
from medtech_desktop.intake.surgery_names import Coded, Names, Who, effective, without_meaning
from medtech_desktop.intake.surgery_patients import own_refs, patient_of

MOST_MISFITS = 20_000
"""至多留下几行不合格的原样；再多的只计数。"""

_MOST_CHARACTERS = 30_000_000

FLAGS = (
    *("emergency", "status", "consent", "research", "complication", "died", "returned"),
    "discussed",
)
_SINGLE = ("day", "started", "ended", "code", "name", "grade", "ordinal")
_HELPERS = (("assistant", 1), ("assistant2", 1), ("assistant3", 1), ("anesthetist", 2))
BETWEEN = "\x1f"
"""来源键各部分之间；no cell holds a control character."""
_DAY = 1440
_FOOTER = re.compile(
    r"[（(]?(合\s*计|总\s*计|小\s*计|共\s*\d|制\s*表|填\s*表|审\s*核|注\s*[:：]|说\s*明|第\s*\d+\s*页)"
)
_EXAMPLE = re.compile(r"[（(]?(?:示例|例)(?:[)）：:]|$)")
_EXAMPLE_AMONG = re.compile(r"例(?:[)）：:\0\n]|$)")

_NO_FLAGS = (None,) * len(FLAGS)
_EXAMPLES = 2
_EXAMPLE_STARTS = frozenset("示例（(")
_Head = tuple[Any, ...]
_What = tuple[Coded | None, str | None, int | None, int]
_Helpers = tuple[Participant, ...]
_Told = tuple[Any, ...]
_Timed = tuple[int, int | None, int | None, bool]
_Bads = dict[int, list[tuple[str, str]]]
Case = list[Any]
"""一例：例的各项；其后一项两格，文件里的行号与项的内容。"""


@dataclass(slots=True)
class Refused:
    """不合格的一行：行号、各栏的原因、原样。"""

    line: int
    why: list[tuple[str, str]]
    raw: RawRow | None = None


@dataclass(slots=True)
class LogRows:
    """一次读入的经过。``take`` 逐批收，收完以后 ``cases`` 里是各例。"""

    found: Headings
    names: Names
    today: date
    epoch_1904: bool = False
    cases: dict[str, Case] = field(default_factory=dict)
    refused: list[Refused] = field(default_factory=list)
    refused_keys: dict[str, int] = field(default_factory=dict)
    refused_beyond: dict[int, int] = field(default_factory=dict)
    refused_size: int = 0
    read: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    skipped_at: dict[str, int] = field(default_factory=dict)
    repaired: Counter[str] = field(default_factory=Counter)
    loose: int = 0
    titled: int = 0
    several: int = 0
    keyless: int = 0
    bare: int = 0
    bare_at: int = 0
    borrowed: int = 0
    moved: int = 0
    equals: Counter[str] = field(default_factory=Counter)
    caches: Caches = field(init=False)
    groups: tuple[int, ...] = field(init=False)
    soft: Counter[str] = field(default_factory=Counter)
    soft_said: dict[str, str] = field(default_factory=dict)
    _special: dict[Any, bool] = field(init=False, default_factory=dict)
    _known_names: Mapping[int, str] = field(init=False)

    def __post_init__(self) -> None:
        places = self.found.places
        heading, urgent = (
            self.found.texts[places[key]] if key in places else ""
            for key in ("status", "emergency")
        )
        allowed = DayRange(self.today, self.epoch_1904)
        asks = bool(re.search(r"是否|标志|^(?:手术)?(?:取消|停台|作废)", heading))
        urgency = bool(re.search(r"是否|标志|否$|^急诊", urgent)) and "择" not in urgent
        self.caches = Caches(self.names, allowed, asks, urgency)
        self._known_names = self.names.words.names
        numbered = {int(key.partition(GROUP)[2]) for key in places if GROUP in key}
        self.groups = tuple(n for n in range(1, MOST_GROUPS + 1) if n in numbered) or (0,)

    @property
    def front_page(self) -> bool:
        """是病案首页那样分组的列。"""
        return self.groups != (0,)

    def take(self, block: RowBlock) -> None:
        """收一批行。"""
        bad: _Bads = {}
        taken = self._examples(block)
        heads = self._heads(block, bad)
        for group in self.groups:
            self._take_group(block, group, heads, bad, taken)
        for at in range(len(taken)) if bad or taken.count(1) < len(taken) else ():
            if taken[at] == _EXAMPLES:
                self._skip("是示例", block.lines[at])
            elif at in bad:
                self._refuse(block, at, bad[at], tuple(column[at] for column in heads))
            elif not taken[at]:
                why = "没有手术操作" if self.front_page else "在要读的列里都是空白"
                self._skip(why, block.lines[at])
        self.read += taken.count(1) - sum(taken[at] == 1 for at in bad)

    def _heads(self, block: RowBlock, bad: _Bads) -> list[Sequence[Any]]:
        """属于例的各列：单号、患者号、住院、院区、科室、各项是否。"""
        refs, patients, admissions, visits, departments, sites = (
            self._values(block, key, bad)
            for key in ("ref", "patient", "admission", "visit", "department", "site")
        )
        if "ref" in self.found.places:
            refs, borrowed = own_refs(refs, patients, admissions)
            self.borrowed += borrowed
        numbers: Sequence[str | None] = patients
        stays: Sequence[str | None] = visits
        if None in patients or "admission" in self.found.places:
            numbers, stays = zip(*map(patient_of, patients, admissions, visits), strict=True)
        flags: list[tuple[bool | None, ...]] = [_NO_FLAGS] * len(refs)
        if set(FLAGS) & set(self.found.places):
            flags = list(zip(*[self._values(block, key, bad) for key in FLAGS], strict=True))
        return [refs, numbers, stays, sites, departments, flags]

    def _values(self, block: RowBlock, key: str, bad: _Bads, name: str = "") -> list[Any]:
        """一列的值；读不成的格记在 ``bad``。"""
        at = self.found.places.get(name or key, -1)
        cache = self.caches.single[key]
        values = cache.of(block, at)
        if cache.bad and 0 <= at < len(block.columns):
            for row, raw in enumerate(block.columns[at]):
                if raw in cache.bad:
                    bad.setdefault(row, []).append((name or key, cache.bad[raw].why))
        if cache.soft and 0 <= at < len(block.columns):
            for raw in block.columns[at]:
                if raw in cache.soft:
                    self.soft[name or key] += 1
                    self.soft_said.setdefault(name or key, cache.soft[raw])
        return values

    def _examples(self, block: RowBlock) -> bytearray:
        """示例行：A 列以「示例」开头。"""
        found = bytearray(len(block.lines))
        if not block.columns:
            return found
        texts = block.texts(block.columns[0])
        if texts is not None and not _EXAMPLE_AMONG.search("\0".join(texts)):
            return found
        known, quick = self._special, block.quick
        if len(known) > 100_000:
            known.clear()
        for at, raw in enumerate(block.columns[0]):
            said = quick(raw)
            if isinstance(said, str):
                if said[:1] in _EXAMPLE_STARTS and _EXAMPLE.match(said):
                    found[at] = _EXAMPLES
            elif raw not in known:
                cell = block.cell_of(raw)
                known[raw] = cell.kind is CellKind.TEXT and bool(_EXAMPLE.match(cell.text))
            if said is None and known[raw]:
                found[at] = _EXAMPLES
        return found

    def _skip(self, why: str, line: int) -> None:
        self.skipped[why] += 1
        self.skipped_at.setdefault(why, line)

    def _crew(self, block: RowBlock, key: str, group: int, role: int, bad: _Bads) -> list[Crew]:
        """一栏（和它的工号栏）的人；术者读不成或与工号不符的记在 ``bad``。"""
        named, numbered = (_named(one, group) for one in (key, f"{key}_number"))
        at, number_at = (self.found.places.get(one, -1) for one in (named, numbered))
        cache = self.caches.crews[role]
        crews = cache.of(block, at, number_at)
        if not role and (cache.bad or cache.several):
            for row, pair in enumerate(cache.pairs(block, at, number_at)):
                if pair in cache.bad:
                    at_number, why = cache.bad[pair]
                    bad.setdefault(row, []).append((numbered if at_number else named, why.why))
                elif pair in cache.several:
                    self.several += 1
        return crews

    def _take_group(
        self,
        block: RowBlock,
        group: int,
        heads: Sequence[Sequence[Any]],
        bad: _Bads,
        taken: bytearray,
    ) -> None:
        """一组列（0 = 不分组）的各行；收下的在 ``taken`` 里记 1。"""
        places = self.found.places
        named = {key: _named(key, group) for key in _SINGLE}
        if group and not {named["day"], named["started"]} & set(places):
            named["day"] = "day"
        columns: list[Sequence[Any]] = [
            list(zip(*heads, strict=True)),
            *(self._values(block, key, bad, named[key]) for key in _SINGLE),
            self._crew(block, "operator", group, 0, bad),
        ]
        helping = [one for one in _HELPERS if _named(one[0], group) in places]
        columns += [self._crew(block, key, group, role, bad) for key, role in helping]
        for at, (head, when, started, ended, code, name, grade, ordinal, who, *others) in enumerate(
            zip(*columns, strict=True)
        ):
            if at in bad or taken[at] == _EXAMPLES:
                continue
            if code is None and name is None:
                if not group and (when or head[0] or who.told or self.front_page):
                    bad[at] = [("code", "手术编码、手术名称至少填一项")]
                elif group and who.told:
                    self._pass_over(block.lines[at])
                continue
            timed = _timed(when, started, ended)
            if isinstance(timed, Bad):
                bad[at] = [(named["ended" if "结束" in timed.why else "day"], timed.why)]
                continue
            told = sum([one.told for one in others], who.rest)
            what = (code, name, grade, group or ordinal or 0)
            if why := self._add(block.lines[at], head, timed, what, who.first, told):
                bad[at] = [(named["day"], why)]
            taken[at] = 1

    def _pass_over(self, line: int) -> None:
        """一组只写了术者的，不读，数着。"""
        self.bare += 1
        self.bare_at = self.bare_at or line

    def _add(
        self, line: int, head: _Head, timed: _Timed, what: _What, who: Who, helpers: _Helpers
    ) -> str:
        """收一项；同一手术单号写着两天的，返回原因。"""
        ref, number, stay, site, department, flags = head
        code, name, grade, ordinal = what
        day, started, ended, moved = timed
        place = said_place = None
        if department is not None:
            place, said_place = department.place, department.said
        if who.open:
            who = self.names.told_apart(who, date.fromordinal(day).isoformat(), _number(place))
        code_id = said_code = None
        if code is not None:
            code_id, said_code = code.code, code.said
        if name is not None and code_id is not None and self._known_names.get(code_id) == name:
            name = None
        repaired = code is not None and code.repaired
        if repaired or moved or who.loose or who.titled or who.said or said_code or said_place:
            self._count(who, code, None if _number(place) else said_place, moved)
        row = (ordinal, code_id, said_code, name, who.person, who.said, grade, helpers)
        key = ref or self._key(number, stay, day, row)
        told = (ref, number, stay, day, started, ended, site, place, said_place, flags)
        case = self.cases.get(key)
        if case is None:
            self.cases[key] = [told, line, row]
            return ""
        first = case[0]
        if first[3] != day:
            same = "手术单号" if ref is not None else "病案号、住院次数与手术序号"
            return f"同一{same}，第 {case[1]} 行写的是 {date.fromordinal(first[3])}"
        if first != told:
            case[0] = _merged(first, told)
        case += (line, row)
        return ""

    def _count(self, who: Who, code: Coded | None, place: str | None, moved: bool) -> None:
        """记下认不出的、补全的、移了日子的。"""
        misses = self.names.misses
        if place is not None:
            misses["department", place, "没有登记这个科室"] += 1
        if who.said is not None and not _number(who.person):
            misses["person", who.said, who.why] += 1
        elif who.loose:
            self.loose += 1
        self.titled += who.titled and who.said is None
        if code is not None and code.said is not None and not _number(code.code):
            misses["code", code.said, code.why] += 1
        elif code is not None and code.repaired:
            self.repaired[code.repaired] += 1
        self.moved += moved

    def _key(self, number: str | None, stay: str | None, day: int, row: tuple[Any, ...]) -> str:
        """来源键的写法：病案号、次数与序号（没有次数的、没有序号的用日）；都没有的由内容与同样的第几行。"""
        if number is not None or stay is not None:
            ordinal = 0 if self.front_page else row[0]
            if stay is None:
                ordinal = 0  # of which stay, nobody knows: the first of every month is another
            last = f"#{ordinal}" if ordinal else date.fromordinal(day).isoformat()
            return f"{BETWEEN}{number or ''}{BETWEEN}{stay or ''}{BETWEEN}{last}"
        self.keyless += 1
        told = BETWEEN.join(map(str, (day, *bare_row(row)[1:6])))
        self.equals[told] += 1
        return f"{BETWEEN}{BETWEEN}{told}{BETWEEN}{self.equals[told]}"

    def _refuse(self, block: RowBlock, at: int, why: list[tuple[str, str]], head: _Head) -> None:
        """不合格的行；空白、重复的标题、合计不算。"""
        raw = block.row(at)
        if skip := self._not_data(raw):
            self._skip(skip, raw.line)
            return
        self.read += 1
        ref, number, stay, *_ = head
        if ref is not None:
            self.refused_keys.setdefault(ref, raw.line)
        elif number is not None or stay is not None:
            stayed = f"{BETWEEN}{number or ''}{BETWEEN}{stay or ''}"
            self.refused_keys.setdefault(stayed, raw.line)
        self.refused_size += sum(len(cell.text) + 1 for cell in raw.cells)
        if len(self.refused) < MOST_MISFITS and self.refused_size < _MOST_CHARACTERS:
            self.refused.append(Refused(raw.line, why, raw))
        else:
            self.refused_beyond[raw.line] = raw.line

    def _not_data(self, raw: RawRow) -> str:
        places = self.found.places
        if all(raw.cell(at).is_blank for at in places.values()):
            return "在要读的列里都是空白"
        filled = [cell for cell in raw.cells if not cell.is_blank]
        across = [cell for cell in filled if cell.copy is Copy.ACROSS]
        if len(across) >= 2 and len(filled) == len(across) + 1:
            return "是合并的分组行"
        texts = self.found.texts
        if all(raw.cell(at).text.strip() == texts[at] for at in places.values()):
            return "是重复的标题"
        first = next((cell for cell in raw.cells if not cell.is_blank), BLANK)
        is_misfits = set(IGNORED) <= set(texts) or self._is_line(raw)
        if not is_misfits and first.kind is CellKind.TEXT and _FOOTER.match(first.text.strip()):
            return "是合计或表尾"
        return ""

    def _is_line(self, raw: RawRow) -> bool:
        """写着术者，也写着手术的：首格写「审核通过」也是一项手术。"""
        filled = {
            key.partition(GROUP)[0]
            for key, at in self.found.places.items()
            if not raw.cell(at).is_blank
        }
        return bool(filled & {"operator", "operator_number"} and filled & {"code", "name"})


def _timed(when: Moment | None, started: Moment | None, ended: Moment | None) -> _Timed | Bad:
    """手术日、开始、结束（分钟）；有开始时间的，手术日由它得。"""
    day, minute = when or (0, -1)
    moved = False
    if started is not None:
        moved = 0 != started[0] != day != 0
        day, minute = started[0] or day, started[1]
    if not day:
        return Bad("必填，手术日期与开始时间都是空白")
    begin = day * _DAY + minute if minute >= 0 else None
    end = None
    if ended is not None and ended[1] >= 0:
        end = (ended[0] or day) * _DAY + ended[1]
        if begin is not None and end < begin:
            if ended[0]:
                return Bad("结束时间早于开始时间")
            end += _DAY  # past midnight
    return day, begin, end, moved


def _merged(first: _Told, other: _Told) -> _Told:
    """一例的几行各写各的：先写的为准，后面的补空白；有一行没取消就没取消，有一行没同意就没有。"""
    *told, flags = (a if a is not None else b for a, b in zip(first, other, strict=True))
    said = [a if a is not None else b for a, b in zip(first[-1], other[-1], strict=True)]
    for at in (FLAGS.index("status"), FLAGS.index("consent")):
        if False in (first[-1][at], other[-1][at]):
            said[at] = False
    return (*told, tuple(said) if said != list(flags) else flags)


def _number(number: int | None) -> int | None:
    """认得的内部号，凭什么认得都算。"""
    return abs(number) or None if number is not None else None


def bare_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """一项，如本院没有说过哪个写法指谁：再读一次、其间说了，内容还是一样。"""
    ordinal, code, said_code, name, person, said, grade, helpers = row
    others = tuple([(role, without_meaning(one), text) for role, one, text in helpers])
    told = without_meaning(code), said_code, name, without_meaning(person), said, grade
    return (ordinal, *told, others)


def meant_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """一项，如要记下的。"""
    ordinal, code, said_code, name, person, said, grade, helpers = row
    others = tuple([(role, *effective(one, text)) for role, one, text in helpers])
    return (ordinal, *effective(code, said_code), name, *effective(person, said), grade, others)


def _named(key: str, group: int) -> str:
    return group_key(key, group) if group else key
