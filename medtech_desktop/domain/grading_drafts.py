"""分级目录的草稿与对照：依据版加上改过的行；两份之间增、删、升、降（第十八条）。

A draft keeps only what differs from its base, every change as a new row: the newest row of a
code and department counts, and undoing is taking the newest rows away again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.gradings import GradingLine
from medtech_desktop.domain.law import HOSPITAL, Finding, Severity, cites

AS_FOUR_RULE = f"{HOSPITAL}:限制类按四级管理"
"""本院规定：限制类技术对应的手术按四级管理；在「系统」里选定，缺省不按。"""
LineKey = tuple[int, int | None]
"""一行的身份：编码的内部号、科室（None = 全院）。"""
Lines = Mapping[LineKey, GradingLine]


@dataclass(frozen=True, slots=True)
class GradingDraft:
    """正在编的一版；``base_id`` 为所依据的版，空的从头编。"""

    id: int
    uid: str
    version: int
    act_seq: int
    name: str
    base_id: int | None
    code_edition_id: int
    managed: str
    note: str


@dataclass(frozen=True, slots=True)
class DraftLine:
    """草稿里的一次改动：第几次操作所写、哪一行、是否删去。"""

    act_seq: int
    line: GradingLine
    dropped: bool


class Change(StrEnum):
    """一行的变化：新增、删去、升级、降级、改为不纳入、改为纳入、标记有变。"""

    ADDED = "added"
    REMOVED = "removed"
    RAISED = "raised"
    LOWERED = "lowered"
    LEFT_OUT = "left_out"
    TAKEN_IN = "taken_in"
    MARKED = "marked"


CHANGE_NAMES = {
    Change.ADDED: "新增",
    Change.REMOVED: "删去",
    Change.RAISED: "升级",
    Change.LOWERED: "降级",
    Change.LEFT_OUT: "改为不纳入",
    Change.TAKEN_IN: "改为纳入",
    Change.MARKED: "标记有变",
}


@dataclass(frozen=True, slots=True)
class LineChange:
    """一行的变化：变化前与变化后（新增的没有前，删去的没有后）。"""

    kind: Change
    before: GradingLine | None
    after: GradingLine | None

    @property
    def line(self) -> GradingLine:
        """后一份里的一行；删去的为前一份里的。"""
        found = self.after or self.before
        assert found is not None
        return found


def key_of(line: GradingLine) -> LineKey:
    """一行的身份。"""
    return line.code_id, line.department_id


def keyed(lines: Iterable[GradingLine]) -> dict[LineKey, GradingLine]:
    """各行按身份；同一身份的后写的算数。"""
    return {key_of(line): line for line in lines}


def overlaid(base: Lines, edits: Iterable[DraftLine]) -> dict[LineKey, GradingLine]:
    """依据版加上依次的改动，得现在的各行。"""
    lines = dict(base)
    for edit in edits:
        key = key_of(edit.line)
        if edit.dropped:
            lines.pop(key, None)
        else:
            lines[key] = edit.line
    return lines


def change_of(before: GradingLine | None, after: GradingLine | None) -> Change | None:
    """一行怎样变的；没有变时 None。"""
    if before is None or after is None:
        if before is after:
            return None
        return Change.ADDED if before is None else Change.REMOVED
    if before.grade != after.grade:
        if after.grade is None:
            return Change.LEFT_OUT
        if before.grade is None:
            return Change.TAKEN_IN
        return Change.RAISED if after.grade > before.grade else Change.LOWERED
    return None if _same(before, after) else Change.MARKED


def _same(one: GradingLine, other: GradingLine) -> bool:
    """名称不计：同一编码在两版里的写法可以不同。"""
    return (
        one.needed == other.needed
        and one.minimally_invasive == other.minimally_invasive
        and one.day_surgery == other.day_surgery
        and one.interventional == other.interventional
    )


def grading_changes(before: Lines, after: Lines) -> tuple[LineChange, ...]:
    """两份之间的变化，按编码与科室；不变的不列。"""
    found = []
    for key in sorted({*before, *after}, key=lambda one: (one[0], one[1] or 0)):
        old, new = before.get(key), after.get(key)
        if old is new:
            continue
        kind = change_of(old, new)
        if kind is not None:
            found.append(LineChange(kind, old, new))
    return tuple(found)


def count_changes(changes: Iterable[LineChange]) -> dict[Change, int]:
    """各种变化的条数，按固定的次序；没有的不列。"""
    counted = Counter(one.kind for one in changes)
    return {kind: counted[kind] for kind in Change if counted[kind]}


@cites("MTCA-18")
def membership_findings(codes: Sequence[str], edition: str) -> tuple[Finding, ...]:
    """``codes`` 为不在编码库这一版里的编码：在册才算编码，不凭样式。"""
    if not codes:
        return ()
    named = "、".join(codes[:3]) + (" 等" if len(codes) > 3 else "")
    what = f"有 {len(codes)} 条编码不在编码库「{edition}」里：{named}"
    remedy = "改成编码库里有的编码，或先导入含有它的编码库"
    return (Finding(Severity.REFUSE, what, "MTCA-18", remedy, "lines"),)


@cites("MTCA-18", "MTCA-15(2)")
def adoption_findings(
    meeting: str, adopted_on: date, since: date, note: str, lines: int
) -> tuple[Finding, ...]:
    """分级目录由会议审定；空的不能审定；施行早于审定的要写明缘由。"""
    out = []
    if not meeting.strip():
        what = "手术分级管理目录须经会议审定，没有填会议或决议"
        out.append(_no(what, "填写审定的会议或决议编号", "meeting"))
    if lines == 0:
        out.append(_no("目录里一行也没有，不能审定", "先把各编码的级别列入草稿", "lines"))
    if since < adopted_on and not note.strip():
        what = f"施行日 {since.isoformat()} 早于审定日 {adopted_on.isoformat()}，没有写缘由"
        out.append(_no(what, "写明为什么施行在审定之前，或改施行日", "note"))
    return tuple(out)


@cites("MTCA-18")
@cites("MTCA-18")
def not_managed_as_four(codes: Collection[str], chosen: bool) -> tuple[Finding, ...]:
    """限制类技术对应而没有按四级管理的编码；本院选定按四级管理的，留下要写理由。"""
    if not codes:
        return ()
    named = "、".join(list(codes)[:3]) + (" 等" if len(codes) > 3 else "")
    what = f"限制类技术对应的 {len(codes)} 条编码没有按四级管理：{named}（请核对原文）"
    if chosen:
        remedy = "在草稿的「更多」里一次设成按四级管理，或写明理由"
        return (Finding(Severity.WARN, what, AS_FOUR_RULE, remedy, "lines"),)
    return (_told(Severity.NOTE, what, "是否按四级管理由本院在「系统」里选定，缺省不按"),)


def adoption_notes(unlisted: int, same_day: str) -> tuple[Finding, ...]:
    """审定以前要知道的：纳入管理而没有列入的编码、同日的另一版。"""
    out = []
    if unlisted:
        what = f"纳入管理的类别里还有 {unlisted:,} 条编码没有列入，做了会算「未列入分级目录」"
        out.append(_told(Severity.NOTE, what, "不开展的不必列；开展的列入后再审定"))
    if same_day:
        what = f"{same_day} 也自这一天施行，审定后以本版为准"
        out.append(_told(Severity.WARN, what, "改施行日，或写明理由"))
    return tuple(out)


def _no(what: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, what, "MTCA-18", remedy, field)


def _told(severity: Severity, what: str, remedy: str) -> Finding:
    return Finding(severity, what, "MTCA-18", remedy, "lines")
