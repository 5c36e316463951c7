"""一项手术的判断：术者当日有没有权，没有判断的因什么（第十八条、第二十条）。

The plain way: one line, the whole chains of its operator, replayed.  The check of the whole
log (``store.surgery_checks``) goes by derived stretches; tests hold it to this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.departments import DepartmentTree
from medtech_desktop.domain.gradings import (
    Graded,
    GradingEdition,
    GradingList,
    Standing,
    edition_on,
)
from medtech_desktop.domain.law import MTCA_IN_FORCE, cites
from medtech_desktop.domain.log_spellings import bare_name
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.privilege_answers import Asked, Held, held, source_of
from medtech_desktop.domain.privileges import PrivilegeEvent, Target, TargetKind
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.domain.surgeries import Judged, Kind, Line, Status, Unjudged
from medtech_desktop.domain.surgery_rules import emergency_judged, is_ours, privilege_judged
from medtech_desktop.domain.unscoped_codes import Spans, is_unscoped

Chains = Mapping[Target, Sequence[PrivilegeEvent]]
"""一人的全部事件，按对象。"""


@dataclass(frozen=True, slots=True)
class Use:
    """一例急诊超权限，与上级的意见（None = 还没有）。"""

    person_id: int
    code_id: int
    day: date
    case_ref: str
    confirmed: bool | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """据以判断的：各版目录、科室与专业、人员、不适用的编码、急诊超权限。

    ``nameless``: writings that the office said name nobody it can tell.
    """

    editions: tuple[GradingEdition, ...]
    read: Callable[[int], GradingList]
    tree: DepartmentTree
    specialties: Specialties
    staff: Staff
    unscoped: Mapping[int, Spans]
    uses: Mapping[int, tuple[Use, ...]]
    nameless: frozenset[str] = frozenset()
    called: frozenset[str] = field(default=frozenset())

    def is_somebody(self, said: str) -> bool:
        """这个写法是在册的人的姓名或工号，或已写明认不出是谁。"""
        return said in self.nameless or bare_name(said) in self.called


def names_of(staff: Staff) -> frozenset[str]:
    """在册的人用过的姓名与工号，如 ``bare_name``：导入时这样也认得的，不是外人。"""
    names = (fact.value for fact in staff.facts if fact.kind == "name")
    numbers = (one.value for one in staff.identifiers if one.scheme == "staff_no")
    return frozenset(bare_name(one) for one in (*names, *numbers))


@cites("MTCA-20")
def judge_line(line: Line, grounds: Grounds, chains: Chains) -> Unjudged | tuple[Judged, ...]:
    """一项的判断：没有判断的原因，或授权一面的各条发现（没有问题的为空）。"""
    graded = graded_of(line, grounds)
    reason = reason_of(line, grounds, graded)
    if reason is not Unjudged.JUDGED:
        return reason
    assert graded is not None
    return tuple(_judged(line, grounds, graded, chains))


def _judged(line: Line, grounds: Grounds, graded: Graded, chains: Chains) -> Iterable[Judged]:
    person = line.person_id
    away = person is None or not is_ours(grounds.staff, person, line.day)
    if away:
        yield Judged(Kind.NOT_OURS, Status.VIOLATION, graded.needed)
    if graded.standing is Standing.UNLISTED:
        yield Judged(Kind.UNLISTED, Status.VIOLATION)
        return
    if person is None:
        return
    found = privilege_judged(held_of(line, grounds, graded, chains))
    if found is not None and not (away and found.kind is Kind.NO_PRIVILEGE):
        uses = uses_for(line, grounds.uses.get(person, ()))
        yield with_emergency(found, uses, bool(line.emergency))


def graded_of(line: Line, grounds: Grounds) -> Graded | None:
    """当日目录怎样定；没有编码、没有施行的目录为 None。"""
    edition = edition_on(grounds.editions, line.day)
    if edition is None or line.code_id is None:
        return None
    listed = grounds.read(edition.id).within(grounds.tree.above(line.day))
    return listed.grade_among(line.code_id, departments_of(line, grounds.staff))


def departments_of(line: Line, staff: Staff) -> tuple[int, ...]:
    """做手术的科室；登记里没有的，术者当日所在的。"""
    if line.department_id is not None:
        return (line.department_id,)
    return () if line.person_id is None else staff.departments(line.person_id, line.day)


def reason_of(line: Line, grounds: Grounds, graded: Graded | None) -> Unjudged:
    """没有判断的原因，先到先得。"""
    tests: tuple[tuple[Unjudged, Callable[[], bool]], ...] = (
        (Unjudged.BEFORE_LAW, lambda: line.day < MTCA_IN_FORCE),
        (Unjudged.CANCELLED, lambda: line.cancelled),
        (Unjudged.NO_OPERATOR, lambda: line.person_id is None and not line.said_person.strip()),
        (
            Unjudged.OPERATOR_UNCLEAR,
            lambda: line.person_id is None and grounds.is_somebody(line.said_person),
        ),
        (Unjudged.NO_CODE, lambda: line.code_id is None and not line.said_code.strip()),
        (Unjudged.CODE_UNKNOWN, lambda: _is_unknown(line, grounds)),
        (
            Unjudged.LEFT_OUT,
            lambda: graded is not None and graded.standing is Standing.LEFT_OUT,
        ),
        (Unjudged.NO_EDITION, lambda: graded is None),
        (
            Unjudged.OUT_OF_SCOPE,
            lambda: is_unscoped(grounds.unscoped, line.code_id or 0, line.day),
        ),
        (Unjudged.RESEARCH, lambda: bool(line.research)),
    )
    return next((reason for reason, applies in tests if applies()), Unjudged.JUDGED)


def _is_unknown(line: Line, grounds: Grounds) -> bool:
    """编码库里没有：认不出，或当日目录所据的编码库和目录都没有它。"""
    if line.code_id is None:
        return True
    edition = edition_on(grounds.editions, line.day)
    if edition is None:
        return False
    listed = grounds.read(edition.id)
    return line.code_id not in listed.codes and line.code_id not in listed.lines


def held_of(line: Line, grounds: Grounds, graded: Graded, chains: Chains) -> Held:
    """术者当日有没有权：与 ``office.privilege_held.ask_held`` 同一口径。"""
    assert line.code_id is not None
    where = departments_of(line, grounds.staff)
    targets = [Target(TargetKind.PROCEDURE, line.code_id)]
    targets += [Target(TargetKind.GRADE, one) for one in covering(grounds, where, line.day)]
    asked = Asked(line.day, graded.needed, graded.standing is not Standing.LEFT_OUT)
    sources = [source_of(one, "", chains[one], line.day) for one in targets if chains.get(one)]
    return held(asked, sources)


def covering(grounds: Grounds, departments: Sequence[int], day: date) -> list[int]:
    """这些科室当日属于的专业；不知道科室的，全部专业。"""
    specialties = grounds.specialties
    if not departments:
        return [one.id for one in specialties.specialties]
    found = [one for each in departments for one in specialties.of_department(each, day)]
    return list(dict.fromkeys(found))


def uses_for(line: Line, uses: Iterable[Use]) -> list[Use]:
    """术者登记的急诊超权限里，是这一项的：同日同术式，或写着这个手术单号。"""
    return [
        one
        for one in uses
        if (one.code_id == line.code_id and one.day == line.day)
        or (line.ref and one.case_ref == line.ref)
    ]


@cites("MTCA-20")
def with_emergency(found: Judged, uses: Sequence[Use], emergency: bool) -> Judged:
    """无权而是急诊的：有一例确认了即算确认；都不予确认的仍是违规。"""
    if not uses:
        return emergency_judged(found, None) if emergency else found
    said = {one.confirmed for one in uses}
    return emergency_judged(found, True if True in said else None if None in said else False)


@cites("MTCA-45(3)")
def consent_judged(line: Line, unscoped: Mapping[int, Spans]) -> Judged | None:
    """没有知情同意；一例只记在归本办法管的第一项上。没有判断授权的也问。"""
    if line.consent is not False or line.research or line.cancelled or line.day < MTCA_IN_FORCE:
        return None
    if line.code_id is not None and is_unscoped(unscoped, line.code_id, line.day):
        return None
    return Judged(Kind.CONSENT, Status.VIOLATION)
