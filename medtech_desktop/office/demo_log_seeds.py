"""演示的手术登记里埋的问题：每种几例，连同一张清单，核查必须恰好说出这些。"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from medtech_desktop.domain.surgeries import Kind, Status
from medtech_desktop.office.demo_cast import Cast, Surgeon
from medtech_desktop.office.demo_gradings import FORGOTTEN
from medtech_desktop.office.demo_log import DemoLine, DemoSurgery
from medtech_desktop.office.demo_log_stage import (
    FORBIDDEN,
    LATE,
    LEADLESS,
    NAMESAKE,
    STENT,
    STOPPED,
    SUBJECTLESS,
    UNAPPRAISED,
    UNREVIEWED,
    VALVE,
    VISITS,
)

_DAY = timedelta(days=1)
_BAD, _ASK = Status.VIOLATION, Status.TO_VERIFY
_SIMPLE = "D10.0100"
"""一级的一项：谁都可以有，没有授权的人也没有。"""


@dataclass(frozen=True, slots=True)
class Seeded:
    """埋下的一个问题：手术单号（病例代号、逾期的技术名称）、第几项、哪一种、什么情形。"""

    ref: str
    ordinal: int
    kind: Kind
    status: Status = Status.VIOLATION


@dataclass(frozen=True, slots=True)
class Emergency:
    """要登记的一例急诊超权限：``confirmed`` 空 = 上级还没有答。"""

    surgeon: Surgeon
    code: str
    day: date
    ref: str
    confirmed: bool | None


@dataclass(slots=True)
class Seeds:
    """埋了哪些例、哪些问题、哪些急诊。"""

    cast: Cast
    on: date
    surgeries: list[DemoSurgery] = field(default_factory=list)
    problems: list[Seeded] = field(default_factory=list)
    emergencies: list[Emergency] = field(default_factory=list)

    def put(self, ago: int, who: Surgeon, code: str, *kinds: Kind, **how: object) -> str:
        """埋一例一项的，返回手术单号；``status`` 各问题的情形。"""
        status = how.pop("status", _BAD)
        ref = f"示例埋{len(self.surgeries) + 1:04d}"
        name = self.cast.names.get(code, "")
        line = DemoLine(code, name, who.name, who.number)
        day, patient = self.on - ago * _DAY, 9_000_000 + len(self.surgeries)
        one = DemoSurgery(ref, day, who.department, (line,), patient)
        self.surgeries.append(replace(one, **how))  # type: ignore[arg-type]
        assert isinstance(status, Status)
        self.problems += [Seeded(ref, 1, kind, status) for kind in kinds]
        return ref


def seed_problems(cast: Cast, on: date, newcomer: Surgeon, late: Surgeon) -> Seeds:
    """各种都埋几例；登记里本来干净的那些不动。"""
    seeds = Seeds(cast, on)
    _privileges(seeds, late)
    _emergencies(seeds)
    _people(seeds)
    _technologies(seeds, newcomer)
    return seeds


def clean_extras(cast: Cast, on: date, visitor: Surgeon, trained: Surgeon) -> list[DemoSurgery]:
    """干净而少见的：外请的两例、对应限制类技术的两例、同名认不出的、编码库里没有的。"""
    seeds = Seeds(cast, on)
    for ago, code in zip((50, 20), VISITS, strict=True):
        seeds.put(ago, visitor, code, department="骨科")
    for ago in (34, 28):
        seeds.put(ago, trained, VALVE)
    plain = cast.surgeons[0]
    unclear = Surgeon(0, "", NAMESAKE, "肾内科")
    seeds.put(33, unclear, _SIMPLE)
    seeds.put(32, plain, "D99.9900")
    return [replace(one, ref=one.ref.replace("埋", "另")) for one in seeds.surgeries]


def _lesser(cast: Cast) -> list[Surgeon]:
    """级别不到四级的。"""
    return [one for one in cast.surgeons if one.grade < 4]


def _privileges(seeds: Seeds, late: Surgeon) -> None:
    cast = seeds.cast
    for ago, one in zip((90, 60, 7), cast.others[3:6], strict=False):
        seeds.put(ago, one, _SIMPLE, Kind.NO_PRIVILEGE)
    for ago, one in zip((100, 70, 8, 5), _lesser(cast), strict=False):
        seeds.put(ago, one, cast.above(one)[0], Kind.ABOVE_GRADE)
    expired, suspended, lowered, revoked = cast.history[2:6]
    for ago in (15, 12):
        seeds.put(ago, suspended, cast.able(suspended)[ago], Kind.SUSPENDED)
    for ago in (4, 3):
        seeds.put(ago, expired, cast.able(expired)[ago], Kind.EXPIRED)
    for ago in (8, 6, 5):
        seeds.put(ago, revoked, cast.able(revoked)[ago], Kind.REVOKED)
    seeds.put(20, suspended, cast.able(suspended)[5], Kind.SAME_DAY, status=_ASK)
    high = next(c for c in cast.able(lowered) if cast.levels.least(c, lowered.department) > 2)
    seeds.put(15, lowered, high, Kind.SAME_DAY, status=_ASK)
    for ago in (20, 14):
        seeds.put(ago, late, LATE, Kind.LATE_ENTRY, status=_ASK)
    plain = cast.surgeons[0]
    seeds.put(30, plain, FORGOTTEN, Kind.UNLISTED)
    seeds.put(10, plain, FORGOTTEN, Kind.UNLISTED)


def _emergencies(seeds: Seeds) -> None:
    """急诊超权限：没有登记的、待确认的、已确认的、不予确认的。"""
    able = _lesser(seeds.cast)
    for ago, one in zip((40, 9), able[4:6], strict=False):
        code = seeds.cast.above(one)[1]
        seeds.put(ago, one, code, Kind.EMERGENCY, status=_ASK, emergency=True)
    for ago, one, confirmed in zip((35, 6, 50), able[6:9], (True, None, False), strict=False):
        code = seeds.cast.above(one)[2]
        kinds = {True: (), None: (Kind.EMERGENCY,), False: (Kind.ABOVE_GRADE,)}[confirmed]
        status = _ASK if confirmed is None else _BAD
        ref = seeds.put(ago, one, code, *kinds, status=status, emergency=True)
        day = seeds.on - ago * _DAY
        seeds.emergencies.append(Emergency(one, code, day, ref, confirmed))


def _people(seeds: Seeds) -> None:
    """不在名册的术者；写明没有知情同意的。"""
    cast = seeds.cast
    for ago, name in ((80, "示例路人甲"), (11, "示例路人乙")):
        stranger = Surgeon(0, "", name, "骨科")
        seeds.put(ago, stranger, _SIMPLE, Kind.NOT_OURS)
    for ago, one in zip((66, 21, 2), cast.surgeons, strict=False):
        seeds.put(ago, one, cast.able(one)[7], Kind.CONSENT, consent="否")


def _technologies(seeds: Seeds, newcomer: Surgeon) -> None:
    cast = seeds.cast
    able = [one for one in cast.surgeons if one.grade == 4 and one.number <= "D0040"]
    for ago in (200, 18):
        seeds.put(ago, able[0], UNAPPRAISED, Kind.NOT_APPRAISED, Kind.NO_ETHICS)
        seeds.put(ago, able[1], UNREVIEWED, Kind.NO_ETHICS)
        seeds.put(ago, able[2], SUBJECTLESS, Kind.SUBJECT)
        seeds.put(ago, able[3], FORBIDDEN, Kind.PROHIBITED)
    for ago in (38, 30):
        seeds.put(ago, able[0], STOPPED, Kind.STOPPED)
    for ago in (3, 2):
        seeds.put(ago, able[1], LEADLESS, Kind.LEAD)
    for ago in (45, 29):
        seeds.put(ago, newcomer, VALVE, Kind.UNTRAINED)
    for ago in (20, 16):
        seeds.put(ago, able[2], VALVE, Kind.NOT_REPORTED)
    for ago in (5, 4):
        seeds.put(ago, able[2], STENT)
