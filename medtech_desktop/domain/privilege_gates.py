"""谁能有权限：人员类别、注册与外请、培训、技术是否在用、手术编码与分级（第十八至二十条、第二十六条）。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain import gradings
from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.practitioners import PractitionerKind, Staff, Whereabouts
from medtech_desktop.domain.privilege_drafts import NewEvent
from medtech_desktop.domain.privileges import PrivilegeEvent, Target, TargetKind, Temporary, Verb
from medtech_desktop.domain.qualifications import training_gate, visiting_gate
from medtech_desktop.domain.stops import Stop, citation

GIVING = (Verb.OPENING, Verb.GRANT, Verb.RENEW, Verb.RAISE, Verb.REINSTATE)
"""使人有权、或权更大的事件；收回的不问这个人还能不能有权。"""
_NEW = (Verb.OPENING, Verb.GRANT, Verb.RENEW)


@dataclass(frozen=True, slots=True)
class TechnologyThen:
    """某日的一项技术：``lineages`` 非空 = 当日是限制类；获准没有，停止没有，禁止没有。"""

    name: str
    lineages: frozenset[str] = frozenset()
    started: bool = True
    stop: Stop | None = None
    prohibited: bool = False
    in_scope: bool = True


@dataclass(frozen=True, slots=True)
class ProcedureThen:
    """某日的一条手术编码：在不在当日的编码库、分级目录里怎样，对应哪些技术（条件，技术）。

    ``standing`` is None where no grading list is in force on that day.
    """

    code: str
    known: bool
    standing: gradings.Standing | None = None
    note: str = ""
    links: tuple[tuple[str, TechnologyThen], ...] = ()


def _nothing(_id: int, _day: date) -> None:
    return None


def _no_chain(_person: int, _target: Target) -> tuple[PrivilegeEvent, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Known:
    """核对一次决定所要知道的：启用日、人员，和按需查的对象名称、已有的事件、技术、编码。"""

    today: date
    opened_on: date
    staff: Staff
    label: Callable[[Target], str]
    chain: Callable[[int, Target], Sequence[PrivilegeEvent]] = _no_chain
    technology: Callable[[int, date], TechnologyThen | None] = _nothing
    procedure: Callable[[int, date], ProcedureThen | None] = _nothing
    clerk_id: int | None = None
    clerk_name: str = ""

    def who(self, person_id: int, day: date) -> str:
        """姓名；当日有同名的带工号。"""
        name = self.staff.name(person_id, day) or "该人员"
        if self.staff.has_namesake(person_id, day):
            return f"{name}（{self.staff.staff_number(person_id, day) or '无工号'}）"
        return name

    def what(self, event: NewEvent) -> str:
        """谁的哪一项。"""
        label = self.label(event.target)
        return f"{self.who(event.person_id, event.day)}的「{label}」"

    def judged_on(self, event: NewEvent) -> date:
        """按哪一天核对：期初按启用日，启用以前的登记本库里没有。"""
        return max(event.day, self.opened_on) if event.verb is Verb.OPENING else event.day


@cites("MTCA-19", "MTCA-20")
def kind_findings(known: Known, event: NewEvent) -> Iterator[Finding]:
    """手术权限只给执业医师；技术权限给医师、护士、技师。"""
    day = known.judged_on(event)
    rows = known.staff.practices_of(event.person_id)
    held = held_on(rows, day) or (rows if event.verb is Verb.OPENING else ())
    kinds = {row.kind for row in held}
    who = known.who(event.person_id, day)
    if not kinds:
        said = f"{who}在 {day.isoformat()} 没有登记执业类别"
        yield _no(said, "MTCA-19", "先登记是医师、护士还是技师", "person")
    elif event.target.kind is not TargetKind.TECHNOLOGY and PractitionerKind.PHYSICIAN not in kinds:
        said = f"{who}不是执业医师，不能授予手术权限"
        yield _no(said, "MTCA-20", "核对人员；护士、技师只授予技术权限", "person")


@cites("MTCA-20")
def place_findings(known: Known, event: NewEvent) -> Iterator[Finding]:
    """注册在本院，或在有效的邀请期内；离院、去世的不授权，休假的提示。"""
    day = known.judged_on(event)
    where = known.staff.whereabouts(event.person_id, day)
    if where is Whereabouts.UNKNOWN and event.verb is Verb.OPENING:
        day = max(day, known.today)  # registered in this book after it was opened
        where = known.staff.whereabouts(event.person_id, day)
    if where is Whereabouts.LEAVE:
        said = f"{known.who(event.person_id, day)}在 {day.isoformat()} 休假"
        yield Finding(Severity.NOTE, said, "MTCA-20", "权限不因休假终止", "person")
    if where in (Whereabouts.HERE, Whereabouts.LEAVE):
        if event.temporary is Temporary.VISITING:
            said = f"{known.who(event.person_id, day)}注册在本院，不作外请临时授权"
            yield _no(said, "MTCA-20", "按本院人员授权", "temporary")
        return
    # a reinstatement and a rise carry no end of their own
    until = day if event.verb in (Verb.REINSTATE, Verb.RAISE) else event.until
    gone = visiting_gate(known.staff, event.person_id, day, until)
    yield from gone
    if not gone and event.verb in _NEW:
        yield from _invited(known, event, day)


def _invited(known: Known, event: NewEvent, day: date) -> Iterator[Finding]:
    who = known.who(event.person_id, day)
    if event.temporary is not Temporary.VISITING:
        remedy = "标明外请，写明邀请文件和末日"
        yield _no(f"{who}是外请，只能作有末日的临时授权", "MTCA-20", remedy, "temporary")
        return
    mine = known.staff.invitations_of(event.person_id)
    named = next((one for one in mine if one.id == event.invitation_id), None)
    if named is None:
        yield _no(f"{who}的临时授权没有写凭哪份邀请", "MTCA-20", "选定邀请文件", "invitation")
        return
    until = event.until or event.day
    if not (named.since <= event.day and until <= named.until):
        span = f"{named.since.isoformat()} 至 {named.until.isoformat()}"
        said = f"{who}的邀请「{named.document}」为 {span}，临时权限超出了它"
        yield _no(said, "MTCA-20", "起日和末日写在邀请期内", "until")


@cites("MTCA-26", "HN-5")
def training_findings(known: Known, event: NewEvent) -> Iterator[Finding]:
    """限制类技术，和对应限制类技术的手术编码：有培训证明或免训才授权。

    What the hospital already holds (期初), and what is only reinstated, is asked about
    instead: the law takes nothing away by itself.
    """
    if event.verb not in (*_NEW, Verb.REINSTATE):
        return
    day = known.judged_on(event)
    for condition, technology in _technologies(known, event, day):
        if not technology.lineages:
            continue
        found = training_gate(
            known.staff, event.person_id, technology.lineages, day, technology.name
        )
        if found and condition:
            yield _asked(known, event, day, condition, technology)
        elif event.verb in (Verb.OPENING, Verb.REINSTATE):
            yield from (_softer(one) for one in found if one.severity is Severity.REFUSE)
        else:
            yield from found


def _technologies(known: Known, event: NewEvent, day: date) -> Sequence[tuple[str, TechnologyThen]]:
    if event.target.kind is TargetKind.TECHNOLOGY:
        technology = known.technology(event.target.id, day)
        return (("", technology),) if technology else ()
    if event.target.kind is TargetKind.PROCEDURE:
        procedure = known.procedure(event.target.id, day)
        return procedure.links if procedure else ()
    return ()


def _asked(
    known: Known, event: NewEvent, day: date, condition: str, technology: TechnologyThen
) -> Finding:
    who = known.who(event.person_id, day)
    said = (
        f"{known.label(event.target)}在「{condition}」时属限制类「{technology.name}」，"
        f"{who}没有它的培训证明"
    )
    remedy = "写明授权是否包括这种情形；包括的先登记培训证明"
    return Finding(Severity.WARN, said, "MTCA-26", remedy, "training")


def _softer(found: Finding) -> Finding:
    said = found.message.replace("不能授予这项限制类技术的权限", "原有的权限须核对")
    remedy = "补登培训证明或免训依据；一时没有的写明理由，要收回的另作决定"
    return replace(found, severity=Severity.WARN, message=said, remedy=remedy)


@cites("MTCA-21", "MTCA-22", "MTCA-25", "MTCA-9")
def technology_findings(known: Known, event: NewEvent) -> Iterator[Finding]:
    """技术权限：这项技术当日须已获准开展，没有停止，不是禁止类。"""
    if event.target.kind is not TargetKind.TECHNOLOGY or event.verb not in (*_NEW, Verb.REINSTATE):
        return
    day = known.judged_on(event)
    then = known.technology(event.target.id, day)
    if then is None:
        yield _no("没有这项技术", "INPUT", "先登记这项技术", "target")
        return
    said = f"「{then.name}」"
    if then.prohibited:
        yield _no(f"{said}是禁止类技术，不能授权", "MTCA-9", "不得开展，不授权", "target")
    elif then.stop is not None:
        since = then.stop.day.isoformat()
        remedy = "恢复开展以后再授权"
        yield _no(f"{said}自 {since} 起停止应用", citation(then.stop.ground), remedy, "target")
    elif not then.started and then.in_scope:
        remedy = "经论证获准开展以后再授权；原来就在用的，登记期初开展"
        where = f"在 {day.isoformat()} 还没有获准开展"
        if event.verb is Verb.OPENING:
            yield Finding(Severity.WARN, said + where, "MTCA-21", remedy, "target")
        else:
            yield _no(said + where, "MTCA-21", remedy, "target")


@cites("MTCA-18", "MTCA-20")
def procedure_findings(known: Known, event: NewEvent) -> Iterator[Finding]:
    """手术权限：编码在当日的编码库里；分级目录没有列入的要说明，不纳入的提示。"""
    if event.target.kind is not TargetKind.PROCEDURE or event.verb not in _NEW:
        return
    day = known.judged_on(event)
    then = known.procedure(event.target.id, day)
    label = known.label(event.target)
    if then is None or not then.known:
        said = f"{label or '这条编码'}不在 {day.isoformat()} 所用的编码库里"
        yield _no(said, "MTCA-18", "核对编码；换了版的用新版的编码", "target")
    elif then.standing is None:
        said = f"{day.isoformat()} 还没有施行的手术分级管理目录"
        yield Finding(Severity.NOTE, said, "MTCA-18", "审定目录以后按目录核对", "target")
    elif then.standing is gradings.Standing.UNLISTED:
        said = f"{label}没有列入 {day.isoformat()} 的手术分级管理目录"
        yield Finding(Severity.WARN, said, "MTCA-18", "写明理由，或先修订目录", "target")
    elif then.standing is gradings.Standing.LEFT_OUT:
        said = f"{label}不纳入分级管理" + (f"：{then.note}" if then.note else "")
        yield Finding(Severity.NOTE, said, "MTCA-18", "", "target")


@cites("MTCA-20", "MTCA-19", "MTCA-26")
def gate_findings(known: Known, event: NewEvent) -> Iterator[Finding]:
    """一件事件的各道核对；收回的不问。"""
    if event.verb not in GIVING:
        return
    yield from kind_findings(known, event)
    yield from place_findings(known, event)
    yield from training_findings(known, event)
    yield from technology_findings(known, event)
    yield from procedure_findings(known, event)


def _no(said: str, article: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, said, article, remedy, field)
