"""授权屏的问与视图：矩阵、一格、可看的范围；记号、经过与区间怎样写在屏上。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privilege_matrix import (
    FINDING,
    FINDING_BYTES,
    MARK_LABELS,
    Mark,
    Matrix,
    bytes_of,
    having,
)
from medtech_desktop.domain.privileges import (
    STATE_LABELS,
    Interval,
    State,
    Target,
    TargetKind,
    Verb,
)
from medtech_desktop.ui.desk import Report
from medtech_desktop.ui.theme import Tone
from medtech_desktop.ui.widgets.blocks import write_block
from medtech_desktop.ui.widgets.privilege_bar import BarPart, BarView
from medtech_desktop.ui.widgets.timeline import EventView

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.privilege_cells import CellPage
    from medtech_desktop.office.privilege_chains import ChainLine
    from medtech_desktop.office.privilege_matrix import (
        MatrixAnswer,
        MatrixQuestion,
        ScopeChoice,
    )

PROCEDURE_CHOICES = (("own", "相关术式"), ("all", "全部术式"), ("held", "已授权术式"))
PEOPLE_CHOICES = (("physicians", "在岗医师"), ("present", "在岗人员"), ("everyone", "含离院人员"))
_ICONS = {
    Verb.OPENING: ("flag", Tone.BUSY),
    Verb.GRANT: ("circle-check", Tone.OK),
    Verb.RENEW: ("circle-check", Tone.OK),
    Verb.RAISE: ("arrow-up", Tone.OK),
    Verb.LOWER: ("arrow-down", Tone.WARN),
    Verb.SUSPEND: ("circle-pause", Tone.WARN),
    Verb.REINSTATE: ("rotate-ccw", Tone.OK),
    Verb.REVOKE: ("ban", Tone.BAD),
}
_BAR_TONES = {
    State.VALID: Tone.OK,
    State.SUSPENDED: Tone.WARN,
    State.SAME_DAY: Tone.WARN,
    State.EXPIRED: Tone.MUTE,
    State.REVOKED: Tone.BAD,
}
MARK_TONES = {
    Mark.EMPTY: Tone.MUTE,
    Mark.VALID: Tone.OK,
    Mark.BY_GRADE: Tone.OK,
    Mark.EXPIRING: Tone.WARN,
    Mark.APPLIED: Tone.BUSY,
    Mark.SUSPENDED: Tone.WARN,
    Mark.EXPIRED: Tone.MUTE,
    Mark.REVOKED: Tone.BAD,
    Mark.VISITING: Tone.BUSY,
    Mark.SAME_DAY: Tone.WARN,
}


@dataclass(frozen=True, slots=True)
class MatrixAsked:
    """屏上所问：范围、哪些术式、哪些人。"""

    scope: str = ""
    procedures: str = "own"
    people: str = "physicians"


def question_of(asked: MatrixAsked) -> MatrixQuestion:
    """写成办事处所问的。"""
    from medtech_desktop.office.privilege_matrix import MatrixQuestion, People, Procedures

    kind, _, number = asked.scope.partition(":")
    return MatrixQuestion(
        int(number) if kind == "department" else None,
        int(number) if kind == "specialty" else None,
        Procedures(asked.procedures),
        People(asked.people),
    )


def ask_scopes(library: Library, on: date) -> tuple[ScopeChoice, ...]:
    """可以看的各个范围。"""
    from medtech_desktop.office.privilege_matrix import scope_choices

    return scope_choices(library, on)


def ask_matrix(
    library: Library, asked: MatrixAsked, on: date, progress: Report | None = None
) -> MatrixAnswer:
    """一张矩阵。"""
    from medtech_desktop.office.privilege_matrix import privilege_matrix

    return privilege_matrix(library, question_of(asked), on, progress)


def ask_cell(
    library: Library, asked: MatrixAsked, person: int, target: Target, on: date
) -> CellPage:
    """一格。"""
    from medtech_desktop.office.privilege_cells import privilege_cell

    return privilege_cell(library, question_of(asked), person, target, on)


def ask_having(
    _library: Library, matrix: Matrix, marks: tuple[int, ...]
) -> tuple[list[int], list[int]]:
    """有这些记号的各行、各列。"""
    wanted: set[int] = set()
    for mark in marks:
        wanted |= FINDING_BYTES if mark == FINDING else bytes_of(Mark(mark))
    return having(matrix, wanted)


def ask_copy(
    _library: Library, matrix: Matrix, rows: Sequence[int], columns: Sequence[int]
) -> tuple[str, int]:
    """选中的一块连同行头、列头，可以贴进 Excel；返回文字与格数。"""
    people = [matrix.people[column] for column in columns]
    heads = [f"{one.name} {one.number}".strip() for one in people]
    lines: list[tuple[str, ...]] = [("编码", "术式", *heads)]
    words = {int(mark): label if mark else "" for mark, label in MARK_LABELS.items()}
    cells = [matrix.cells[column] for column in columns]
    for place in rows:
        row = matrix.axis.rows[place]
        told = (words[cell[place] & ~FINDING] for cell in cells)
        lines.append((row.code, row.name, *told))
    return write_block(tuple(lines)), len(rows) * len(columns)


def ask_scope_of(library: Library, person: int, on: date) -> str:
    """某人所在科室的范围；没有科室的看全院。"""
    from medtech_desktop.office.privilege_matrix import scope_of_person

    return scope_of_person(library, person, on)


# Words


def heading_words(answer: MatrixAnswer) -> str:
    """顶栏的一句话。"""
    matrix = answer.matrix
    said = f"{answer.scope}，{len(matrix.people):,} 人，{len(matrix.axis):,} 项"
    return said if answer.grading else f"{said}，还没有施行的分级目录"


def event_views(page: CellPage) -> tuple[EventView, ...]:
    """经过，新的在前；不止一处来源的写明是哪一处。"""
    several = len({line.source for line in page.chain}) > 1
    return tuple(_event(line, several) for line in page.chain)


def _event(line: ChainLine, several: bool) -> EventView:
    icon, tone = _ICONS[line.verb]
    papers = [line.document or line.decision]
    papers += [f"会议 {line.meeting}"] if line.meeting and not line.reason else []
    papers += [line.reason] if line.reason else []
    if line.late and line.verb is not Verb.OPENING:
        papers.insert(0, f"补录于 {line.recorded_on.isoformat()}")
    if line.annulled_on is not None:
        papers = [f"{line.annulled_on.isoformat()} 撤销登记：{line.annulled_reason}"]
    source = f"{line.source}：" if several else ""
    words = line.said.split("，至 ", maxsplit=1)[0]
    note = "，".join(part for part in papers if part)
    struck = line.annulled_on is not None
    return EventView(icon, tone, words, line.day.isoformat(), f"{source}{note}", struck)


def bar_views(page: CellPage) -> tuple[BarView, ...]:
    """各处来源的区间。"""
    return tuple(
        BarView(bar.label, tuple(_part(one, bar.kind) for one in bar.parts)) for bar in page.bars
    )


def _part(one: Interval, kind: TargetKind) -> BarPart:
    word = STATE_LABELS[one.state]
    if one.state is State.VALID and kind is TargetKind.GRADE:
        word = GRADE_NAMES.get(one.low, word)
    return BarPart(one.since, one.until, word, _BAR_TONES.get(one.state, Tone.MUTE))


# What may be done


@dataclass(frozen=True, slots=True)
class CellAct:
    """一格上可以办的：词，办什么（没有为授予、申请、撤销登记），在哪个对象上。"""

    word: str
    verb: Verb | None
    target: Target
    label: str


GRANT, APPLY, ANNUL = "授予…", "申请…", "撤销登记…"
_OWN = {
    Verb.RENEW: "办理续授…",
    Verb.SUSPEND: "暂停…",
    Verb.REINSTATE: "恢复…",
    Verb.RAISE: "升级…",
    Verb.LOWER: "降级…",
    Verb.REVOKE: "撤销授权…",
}
_BY_GRADE = {
    Verb.RENEW: "续授级别…",
    Verb.SUSPEND: "暂停级别…",
    Verb.REINSTATE: "恢复级别…",
    Verb.RAISE: "升级…",
    Verb.LOWER: "降级…",
    Verb.REVOKE: "撤销级别授权…",
}


def cell_acts(page: CellPage) -> tuple[CellAct, ...]:
    """一格上可以办的，最要紧的在前。"""
    found: list[CellAct] = []
    target, name = page.answer.target, f"{page.answer.code} {page.answer.name}".strip()
    own_runs = False
    for source in page.answer.held.sources:
        if source.interval is None:
            continue
        own = source.target == target
        words = _OWN if own else _BY_GRADE
        label = name if own else source.label
        for verb in _verbs(source.interval, source.target.kind):
            own_runs = own_runs or own
            found.append(CellAct(words[verb], verb, source.target, label))
    if not own_runs:
        first = CellAct(GRANT, None, target, name)
        rest = CellAct(APPLY, None, target, name)
        found = [first, rest, *found]
    if any(line.annulled_on is None for line in page.chain):
        found.append(CellAct(ANNUL, None, target, name))
    return tuple(found)


def _verbs(interval: Interval, kind: TargetKind) -> tuple[Verb, ...]:
    graded = (Verb.RAISE, Verb.LOWER) if kind is TargetKind.GRADE else ()
    if interval.state in (State.VALID, State.SAME_DAY):
        return (Verb.RENEW, Verb.SUSPEND, *graded, Verb.REVOKE)
    if interval.state is State.SUSPENDED:
        return (Verb.REINSTATE, Verb.REVOKE)
    if interval.state is State.EXPIRED:
        return (Verb.RENEW,)
    return ()
