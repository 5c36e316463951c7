"""授权宽表：一格要的是什么，对着现有的情形是哪一件变动；发出的表的记录（第二十条）。

A wide sheet says of a person and a target what the department wants.  What that means
depends on what the person holds; nothing is guessed, a cell that could mean two things is
not understood and says why.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privileges import OPEN, State, Verb


class Want(StrEnum):
    """一格所要的：没写、打勾（应有）、授、续、停、恢复、撤、没有（不是撤销）、级别、到某日。"""

    NOTHING = ""
    TICK = "tick"
    GRANT = "grant"
    RENEW = "renew"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    NOT = "not"
    GRADE = "grade"
    UNTIL = "until"
    MARK = "mark"


@dataclass(frozen=True, slots=True)
class Wish:
    """一格读得的意思；``mark`` 是程序自己印的现状（有、按级别、暂停、过期）。"""

    want: Want
    grade: int | None = None
    until: date | None = None
    mark: str = ""


class Change(StrEnum):
    """一格对现状的变动：不变、授予、续授、升级、降级、暂停、恢复、撤销、读不懂。"""

    SAME = "same"
    GRANT = "grant"
    RENEW = "renew"
    RAISE = "raise"
    LOWER = "lower"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    MISFIT = "misfit"


CHANGE_LABELS: dict[Change, str] = {
    Change.SAME: "不变",
    Change.GRANT: "授予",
    Change.RENEW: "续授",
    Change.RAISE: "升级",
    Change.LOWER: "降级",
    Change.SUSPEND: "暂停",
    Change.REINSTATE: "恢复",
    Change.REVOKE: "撤销授权",
    Change.MISFIT: "没有读懂",
}
VERBS: dict[Change, Verb] = {
    Change.GRANT: Verb.GRANT,
    Change.RENEW: Verb.RENEW,
    Change.RAISE: Verb.RAISE,
    Change.LOWER: Verb.LOWER,
    Change.SUSPEND: Verb.SUSPEND,
    Change.REINSTATE: Verb.REINSTATE,
    Change.REVOKE: Verb.REVOKE,
}

HELD, BY_GRADE, HALTED, LAPSED = "有", "按级别", "暂停", "过期"
MARKS = (HELD, BY_GRADE, HALTED, LAPSED)
"""程序印在表上的现状。"""
GRADE_WISHES = ("一级", "二级", "三级", "四级", "不授")
PROCEDURE_WISHES = ("授", "续", "停", "恢复", "撤", "√")


@dataclass(frozen=True, slots=True)
class Current:
    """某人某项现在的情形。``by_grade``：没有单项授权，但级别够。"""

    state: State = State.NONE
    grade: int = 0
    until: date | None = None
    by_grade: bool = False

    @property
    def is_valid(self) -> bool:
        """有效。"""
        return self.state is State.VALID

    def mark(self) -> str:
        """表上印的现状。"""
        if self.state is State.VALID:
            return HELD
        if self.state is State.SUSPENDED:
            return HALTED
        if self.by_grade:
            return BY_GRADE
        return LAPSED if self.state is State.EXPIRED else ""

    def grade_mark(self) -> str:
        """级别表上印的现有级别。"""
        if self.state is State.VALID:
            return GRADE_NAMES.get(self.grade, "")
        if self.state is State.SUSPENDED:
            return HALTED
        return LAPSED if self.state is State.EXPIRED else ""

    def until_written(self) -> str:
        """有效期至；长期或没有的为空。"""
        if self.state not in (State.VALID, State.EXPIRED) or self.until in (None, OPEN):
            return ""
        assert self.until is not None
        return self.until.isoformat()


NOBODY = Current()


@dataclass(frozen=True, slots=True)
class Meant:
    """一格的结论：变动、末日、级别；读不懂的写明为什么。"""

    change: Change
    why: str = ""
    until: date | None = None
    grade: int | None = None


_SAME = Meant(Change.SAME)
_HALTED_ADVICE = "现为暂停，要恢复请写「恢复」，不恢复的留空"


def meant(now: Current, wish: Wish, until: date | None, *, graded: bool) -> Meant:
    """一格对现状是哪一件变动。``until`` 本次决定的有效期末日；``graded`` 这一格是级别。"""
    if wish.want in (Want.NOTHING, Want.MARK):
        return _SAME
    if wish.want is Want.GRADE and not graded:
        return _no("手术一格里写了级别，请写 授、续、停、恢复、撤 或 √")
    if wish.want is Want.NOT:
        return _refused_quietly(now)
    if wish.want is Want.SUSPEND:
        return Meant(Change.SUSPEND) if now.is_valid else _no_need(now, State.SUSPENDED, "停")
    if wish.want is Want.REINSTATE:
        halted = now.state is State.SUSPENDED
        return Meant(Change.REINSTATE) if halted else _no_need(now, State.VALID, "恢复")
    if wish.want is Want.REVOKE:
        return _revoked(now)
    if now.state is State.SUSPENDED:
        return _no(_HALTED_ADVICE)
    if wish.want is Want.GRADE:
        assert wish.grade is not None
        return _graded(now, wish.grade, wish.until or until)
    if wish.want is Want.UNTIL:
        return _until(now, wish.until, graded=graded)
    if wish.want is Want.RENEW:
        return _renewed(now, until)
    if graded:
        return _SAME if now.is_valid else _no("没有写几级，请写一级、二级、三级或四级")
    if wish.want is Want.TICK and now.by_grade:
        return Meant(Change.SAME, "按级别已有权；仍要单项授权的请写「授」")
    return _SAME if now.is_valid else Meant(Change.GRANT, until=until)


def _no(why: str) -> Meant:
    return Meant(Change.MISFIT, why)


def _no_need(now: Current, already: State, word: str) -> Meant:
    """要停的已停、要恢复的本来有效：不变；别的不知道要什么。"""
    if now.state is already:
        return _SAME
    return _no(f"写的是「{word}」，现在没有可{'恢复' if word == '恢复' else '暂停'}的授权")


def _refused_quietly(now: Current) -> Meant:
    """「×」「否」「无」：没有的照旧；现在有的，不当作撤销。"""
    if now.state in (State.VALID, State.SUSPENDED):
        return _no("写的是没有，现在有授权；要撤销请写「撤」，不撤的留空")
    return _SAME


def _revoked(now: Current) -> Meant:
    if now.state in (State.VALID, State.SUSPENDED):
        return Meant(Change.REVOKE)
    if now.by_grade:
        return _no("没有这一项的单项授权，是按级别有权的；要收回请在级别表里降级")
    return _SAME


def _renewed(now: Current, until: date | None) -> Meant:
    if now.state not in (State.VALID, State.EXPIRED):
        return _no("写的是「续」，现在没有可续的授权；新授请写「授」")
    if now.is_valid and (now.until or OPEN) >= (until or OPEN):
        return _SAME
    return Meant(Change.RENEW, until=until)


def _until(now: Current, until: date | None, *, graded: bool) -> Meant:
    if now.state in (State.VALID, State.EXPIRED):
        return _SAME if (now.until or OPEN) == until else Meant(Change.RENEW, until=until)
    if graded:
        return _no("只写了日期，没有写几级")
    return Meant(Change.GRANT, until=until)


def _graded(now: Current, grade: int, until: date | None) -> Meant:
    if not now.is_valid:
        return Meant(Change.GRANT, until=until, grade=grade)
    if grade > now.grade:
        return Meant(Change.RAISE, until=until, grade=grade)
    if grade < now.grade:
        return Meant(Change.LOWER, until=until, grade=grade)
    if (now.until or OPEN) >= (until or OPEN):
        return _SAME
    return Meant(Change.RENEW, until=until)


# 发出的表


@dataclass(frozen=True, slots=True)
class SheetPerson:
    """表上的一个人。"""

    number: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class SheetProcedure:
    """表上的一个术式；``grade`` 为本科室的级别。"""

    code: str
    name: str
    grade: str


@dataclass(frozen=True, slots=True)
class SheetPackage:
    """发给一个科室的授权宽表。

    ``grades``: per person and specialty the grade held and its last day.  ``marks``: per
    procedure and person what is held.  ``id`` is printed and comes back.
    """

    id: str
    hospital: str
    department: str
    as_of: date
    people: tuple[SheetPerson, ...]
    specialties: tuple[str, ...]
    grades: tuple[tuple[tuple[str, str], ...], ...]
    procedures: tuple[SheetProcedure, ...]
    marks: tuple[tuple[str, ...], ...]

    @property
    def line(self) -> str:
        """表头一行：医院、科室、截至日、表号；回来时据此认出。"""
        day = self.as_of.isoformat()
        return f"{self.hospital}　科室：{self.department}　截至：{day}　表号：{self.id}"


@dataclass(frozen=True, slots=True)
class SheetMisfit:
    """没有采用的一格：照表上写的工号、姓名、对象、内容，在哪里，为什么。"""

    number: str
    name: str
    subject: str
    graded: bool
    value: str
    place: str
    why: str


@dataclass(frozen=True, slots=True)
class SheetMisfits:
    """一个文件里没有采用的各格。"""

    department: str
    file_name: str
    cells: tuple[SheetMisfit, ...]
