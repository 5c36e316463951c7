"""矩阵的一格：这个人对这一项怎样、凭什么、例数、培训、申请，经过与各处来源的区间（第二十条）。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.applications import OPEN_STATES, STATE_LABELS, ApplicationFile
from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.gradings import grade_name
from medtech_desktop.domain.privilege_answers import Answer, Held, Lack, Source
from medtech_desktop.domain.privilege_matrix import SOON_DAYS, Mark, is_visiting
from medtech_desktop.domain.privileges import (
    OPEN,
    Interval,
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    intervals,
)
from medtech_desktop.domain.qualifications import TrainingState, trained_for
from medtech_desktop.office.privilege_chains import ChainLine
from medtech_desktop.office.privilege_held import Question
from medtech_desktop.office.privilege_matrix import MatrixQuestion
from medtech_desktop.office.privilege_questions import HeldAnswer, answer_in, question_of
from medtech_desktop.office.privilege_volumes import Period, volume_of, year_before
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.applications import applications_of
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.technology_codes import links_by_code
from medtech_desktop.store.workloads import logged_in, target_of, workload_within

_LACKS = {
    Lack.SUSPENDED: Mark.SUSPENDED,
    Lack.REVOKED: Mark.REVOKED,
    Lack.EXPIRED: Mark.EXPIRED,
}
_NO_TRAINING = "不要求"


@dataclass(frozen=True, slots=True)
class SourceBar:
    """一处来源：名称，各段（起、止、级别、情形）。"""

    label: str
    kind: TargetKind
    parts: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class CellPage:
    """一格的全部：``mark`` 记号，``title`` 与 ``note`` 两句话说清怎样。"""

    answer: HeldAnswer
    mark: Mark
    title: str
    note: str
    grade: str
    scope: str
    volume: str
    training: str
    application: str
    bars: tuple[SourceBar, ...]
    own: Source | None

    @property
    def chain(self) -> tuple[ChainLine, ...]:
        """经过，新的在前。"""
        return tuple(
            sorted(self.answer.chain, key=lambda one: (one.day, one.act_seq), reverse=True)
        )


def privilege_cell(
    library: Book, asked: MatrixQuestion, person_id: int, target: Target, on: date
) -> CellPage:
    """矩阵的一格，按所看的那一天。"""
    with library.look() as look:
        departments = _departments(look, asked, on)
    return _cell(library, Question(person_id, target, on, departments), None)


def asked_cell(
    library: Book,
    person: str,
    what: str,
    on: date,
    *,
    department: str = "",
    known: date | None = None,
) -> CellPage:
    """核心问题，人、对象、科室由打的字找到；``known`` 按那天终了时登记的说。raises Refused."""
    with library.look() as look:
        question = question_of(look, person, what, on, department)
    return _cell(library, question, known)


def _cell(library: Book, question: Question, known: date | None) -> CellPage:
    person_id, target, on = question.person_id, question.target, question.day
    departments = question.departments
    with library.look() as look:
        world = read_world(look, on)
        volume = _volume(look, person_id, target, on)
        training = _training(look, world, person_id, target, on)
        files = applications_of(look, person_id)
        specialties = look.kept(load_specialties)
        own_places = departments or world.staff.departments(person_id, on)
        inside = {one for place in own_places for one in specialties.of_department(place, on)}
        answer = answer_in(look, question, known=known)
    own = next((one for one in answer.held.sources if one.target == target), None)
    pending = _pending(files, answer, inside, on)
    mark = _mark(answer.held, on)
    if pending is not None and mark in (Mark.EMPTY, Mark.EXPIRED, Mark.REVOKED):
        mark = Mark.APPLIED
    title, note = _words(answer, mark, pending, on)
    if target.kind is TargetKind.GRADE:
        mark, title, note = _of_grade(own, on)
    return CellPage(
        answer,
        mark,
        title,
        note,
        _grade(answer),
        _scope(answer),
        volume,
        training,
        _application(pending, on),
        tuple(
            SourceBar(one.label, one.target.kind, intervals(one.chain)) for one in _sorted(answer)
        ),
        own,
    )


def _departments(look: Look, asked: MatrixQuestion, on: date) -> tuple[int, ...]:
    if asked.department is not None:
        return (asked.department,)
    if asked.specialty is not None:
        return look.kept(load_specialties).reach_of((asked.specialty,), on)
    return ()


def _sorted(answer: HeldAnswer) -> list[Source]:
    return sorted(answer.held.sources, key=lambda one: one is not answer.held.by)


def _mark(answer: Held, on: date) -> Mark:
    if answer.answer is Answer.SAME_DAY:
        return Mark.SAME_DAY
    if answer.by is not None and answer.by.interval is not None:
        if is_visiting(answer.by.chain, on):
            return Mark.VISITING
        if runs_until(answer.by.chain, on) <= on + timedelta(days=SOON_DAYS):
            return Mark.EXPIRING
        return Mark.BY_GRADE if answer.by.target.kind is TargetKind.GRADE else Mark.VALID
    return _LACKS.get(answer.lack or Lack.NONE, Mark.EMPTY)


def runs_until(chain: Sequence[PrivilegeEvent], day: date) -> date:
    """这一串授权自某日起接连有效到哪天（不低于那天的级别）。"""
    last, low = day, -1
    for one in intervals(chain):
        if one.until < day:
            continue
        if low < 0:
            last, low = one.until, one.low
        elif one.low >= low:
            last = one.until
        else:
            break
    return last


# Words


def _words(
    answer: HeldAnswer, mark: Mark, pending: ApplicationFile | None, on: date
) -> tuple[str, str]:
    held = answer.held
    applied = f"，{_applied(pending)}" if pending is not None else ""
    if held.answer is Answer.NOT_MANAGED:
        return "不纳入分级管理", "这一术式不看级别，不需要授权"
    if mark is Mark.SAME_DAY:
        return "当日，待核实", "授权正在这一天变动，在变动之前还是之后，须核对"
    if held.by is not None:
        until = runs_until(held.by.chain, on)
        said = "长期有效" if until == OPEN else f"有效至 {_long(until)}"
        late = "，当时没有在册（补录）" if held.late else ""
        if mark is Mark.EXPIRING:
            return f"可做，{_left(on, until)}", f"{said}{applied or '，续授未申请'}{late}"
        able = {Mark.VISITING: "可做，外请临时授权", Mark.BY_GRADE: "可做，按级别"}
        return able.get(mark, "可做"), f"{said}{applied}{late}"
    if mark is Mark.APPLIED and pending is not None:
        return "不可做，申请中", _applied(pending)
    return _lack_words(answer, mark, applied)


def _of_grade(own: Source | None, on: date) -> tuple[Mark, str, str]:
    """专业的级别自己的一格：到几级、到哪天；没有一项术式可说做不做得。"""
    held = own.interval if own is not None else None
    if own is None or held is None or held.state is State.NONE:
        return Mark.EMPTY, "没有这个专业的级别", "没有按级别的授权"
    level = grade_name(held.low or 1)
    if held.state is State.SAME_DAY:
        return Mark.SAME_DAY, "当日，待核实", "级别正在这一天变动，在变动之前还是之后，须核对"
    if held.state is State.VALID:
        until = runs_until(own.chain, on)
        said = "长期有效" if until == OPEN else f"有效至 {_long(until)}"
        if until <= on + timedelta(days=SOON_DAYS):
            return Mark.EXPIRING, f"{level}，{_left(on, until)}", said
        return Mark.BY_GRADE, f"有效，{level}", said
    since = f"自 {_long(held.since)} 起"
    if held.state is State.SUSPENDED:
        end = "恢复以前不算数" if held.until == OPEN else f"暂停至 {_long(held.until)}"
        return Mark.SUSPENDED, "级别暂停", end
    if held.state is State.EXPIRED:
        return Mark.EXPIRED, "级别已过期", f"期满没有续授，{since}无权"
    return Mark.REVOKED, "级别已撤销", f"{since}无权，重新授权以前不算数"


def _lack_words(answer: HeldAnswer, mark: Mark, applied: str) -> tuple[str, str]:
    lack = answer.held.lack
    state = {Mark.SUSPENDED: State.SUSPENDED, Mark.EXPIRED: State.EXPIRED}.get(mark)
    ends = [one.interval for one in answer.held.sources if one.interval is not None]
    found = next((one for one in ends if one.state is state), None)
    if mark is Mark.SUSPENDED:
        until = found.until if found is not None else OPEN
        return "暂停，不可做", (
            "恢复以前不得开展" if until == OPEN else f"暂停至 {_long(until)}"
        ) + applied
    if mark is Mark.EXPIRED:
        since = f"，自 {_long(found.since)} 起无权" if found is not None else ""
        return "已过期，不可做", f"期满没有续授{since}{applied}"
    if mark is Mark.REVOKED:
        return "已撤销，不可做", f"重新授权以前不得开展{applied}"
    if lack is Lack.GRADE:
        return "级别不够，不可做", f"这一术式须有更高的级别{applied}"
    return "没有授权，不可做", f"没有按术式或按级别的授权{applied}"


def _left(on: date, until: date) -> str:
    days = (until - on).days
    return {0: "今天到期", 1: "明天到期"}.get(days, f"{days} 天后到期")


def _long(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _grade(answer: HeldAnswer) -> str:
    if answer.target.kind is not TargetKind.PROCEDURE:
        return "技术" if answer.target.kind is TargetKind.TECHNOLOGY else "专业的级别"
    graded = answer.graded
    if graded is None or graded.grade is None:
        return graded.note if graded is not None and graded.note else "不纳入分级管理"
    told = f"{grade_name(graded.grade)}手术"
    if graded.needed != graded.grade:
        told += f"，按{grade_name(graded.needed)}管理"
    return told


def _scope(answer: HeldAnswer) -> str:
    by = answer.held.by
    if answer.target.kind is TargetKind.GRADE:
        return "按级别"
    if by is None:
        return "—"
    if by.target.kind is TargetKind.GRADE:
        return f"按级别，{by.label.removesuffix('的级别')}{grade_name(answer.grade_held or 1)}"
    return "按技术" if by.target.kind is TargetKind.TECHNOLOGY else "按术式"


# What stands beside it


def _volume(look: Look, person_id: int, target: Target, on: date) -> str:
    """近十二个整月的例数，登记本与手术登记里多的一个；都没有为未统计。"""
    first, last = year_before(on)
    mine: dict[Target | None, list[Period]] = {}
    for one in workload_within(look, person_id, first, last):
        mine.setdefault(target_of(one), []).append((one.period_from, one.period_to, one.cases))
    logged: dict[Target | None, list[Period]] = {}
    for _person, what, period in logged_in(look, first, last, person_id):
        logged.setdefault(what, []).append(period)
    told = (volume_of(one, target, first, last) for one in (mine, logged))
    cases = max((one for one in told if one is not None), default=None)
    return "未统计" if cases is None else f"{cases:,} 例"


def _training(look: Look, world: World, person_id: int, target: Target, on: date) -> str:
    lineages: set[str] = set()
    for one in _technologies(look, target, on):
        lineages.update(world.technology(one).lineages_on(on))
    if not lineages:
        return _NO_TRAINING
    found = trained_for(world.staff, person_id, lineages, on)
    if found.state is TrainingState.TRAINED and found.certificates:
        until = max((one.until or OPEN) for one in found.certificates)
        return "长期有效" if until == OPEN else f"有效至 {until.isoformat()}"
    if found.state is TrainingState.EXEMPT:
        return "免训"
    if found.lapsed_on is not None:
        return f"{found.lapsed_on.isoformat()} 已过期"
    return "没有登记"


def _technologies(look: Look, target: Target, on: date) -> tuple[int, ...]:
    if target.kind is TargetKind.TECHNOLOGY:
        return (target.id,)
    links = held_on(look.kept(links_by_code).get(target.id, ()), on)
    return tuple(one.technology_id for one in links)


def _pending(
    files: Sequence[ApplicationFile], answer: HeldAnswer, specialties: Collection[int], on: date
) -> ApplicationFile | None:
    """还在办理的、盖得住这一格的申请。"""
    needed = answer.graded.needed if answer.graded is not None else None
    for file in files:
        if file.application.day > on or file.state(on) not in OPEN_STATES:
            continue
        for item in file.items:
            by_grade = item.target.kind is TargetKind.GRADE and item.target.id in specialties
            enough = needed is not None and (item.grade or 0) >= needed
            if item.target == answer.target or (by_grade and enough):
                return file
    return None


def _applied(file: ApplicationFile | None) -> str:
    return f"{file.application.number} 办理中" if file is not None else ""


def _application(file: ApplicationFile | None, on: date) -> str:
    if file is None:
        return ""
    return f"{file.application.number}，{STATE_LABELS[file.state(on)]}"
