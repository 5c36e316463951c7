"""急诊超权限：登记一例，由上级确认或不予确认；没有删除，也没有撤销（第二十条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.emergency_uses import (
    EmergencyState,
    confirmation_findings,
    confirmation_of,
    emergency_state,
    privileged_findings,
    use_findings,
)
from medtech_desktop.domain.privilege_answers import ANSWER_LABELS, Answer, Held
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.office.acts import Clerk, Done, gate, not_found, today
from medtech_desktop.office.privilege_held import Question, ask_held
from medtech_desktop.store.book import Book
from medtech_desktop.store.emergency_uses import (
    load_confirmations,
    load_emergency_uses,
    next_emergency_number,
)
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_targets import code_labels
from medtech_desktop.store.tables.privileges import EmergencyConfirmationRow, EmergencyUseRow

CHANGED = frozenset({"emergency_use"})


@dataclass(frozen=True, slots=True)
class NewEmergencyUse:
    """登记急诊超权限所填的内容；``reason`` 为紧急的情形，``case_ref`` 不写患者信息。"""

    person_id: int
    code_id: int
    day: date
    reason: str
    case_ref: str = ""
    department_id: int | None = None


def record_emergency_use(library: Book, clerk: Clerk, draft: NewEmergencyUse) -> Done:
    """登记一例急诊超权限，待上级确认。raises Refused."""
    with library.act(clerk, "emergency.record", effective=draft.day) as page:
        staff = page.kept(load_staff)
        gate(page, use_findings(staff, draft.person_id, draft.day, draft.reason, today()))
        number = next_emergency_number(page, draft.day.year)
        page.add(
            EmergencyUseRow,
            number=number,
            person_id=draft.person_id,
            code_id=draft.code_id,
            department_id=draft.department_id,
            day=draft.day,
            case_ref=draft.case_ref.strip(),
            reason=draft.reason.strip(),
        )
        name = staff.name(draft.person_id, draft.day)
        held = _held_then(page, draft.person_id, draft.code_id, draft.department_id, draft.day)
        told = tuple(privileged_findings(held, name, number))
    said = f"已登记 {number}：{name} {draft.day.isoformat()}，待上级确认"
    said += "".join(f"；{one.message}" for one in told)
    return Done(CHANGED, said, told, subject=number)


def _held_then(look: Look, person: int, code: int, department: int | None, day: date) -> Held:
    """术者当日对这一术式的权限，按做手术的科室；不知道的按他的科室。"""
    places: tuple[int, ...] = (department,) if department is not None else ()
    if department is None:
        places = tuple(look.kept(load_staff).departments(person, day))
    question = Question(person, Target(TargetKind.PROCEDURE, code), day, places)
    return ask_held(look, question).held


def _held_as(held: Held) -> str:
    if held.answer is Answer.HELD and held.by is not None:
        return f"有权（{held.by.label}）"
    return "" if held.answer is Answer.NOT_HELD else ANSWER_LABELS[held.answer]


def confirm_emergency_use(
    library: Book,
    clerk: Clerk,
    number: str,
    superior_id: int,
    day: date,
    *,
    confirmed: bool = True,
    opinion: str = "",
) -> Done:
    """上级确认，或不予确认（``confirmed`` 为假）。raises Refused."""
    action = "emergency.confirm" if confirmed else "emergency.decline"
    with library.act(clerk, action, effective=day) as page:
        wanted = number.strip()
        use = next((one for one in load_emergency_uses(page) if one.number == wanted), None)
        if use is None:
            raise not_found(f"没有急诊超权限「{wanted}」", "核对编号", "number")
        earlier = [one for one in load_confirmations(page) if one.emergency_use_id == use.id]
        staff = page.kept(load_staff)
        new = (superior_id, day, confirmed, opinion)
        gate(page, confirmation_findings(staff, use, earlier, new, today()))
        page.add(
            EmergencyConfirmationRow,
            emergency_use_id=use.id,
            superior_id=superior_id,
            day=day,
            confirmed=confirmed,
            opinion=opinion.strip(),
        )
        who = staff.name(superior_id, day)
    word = "确认" if confirmed else "不予确认"
    return Done(CHANGED, f"已登记 {who} 对 {wanted} 的意见：{word}", subject=wanted)


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """急诊超权限一览的一行。"""

    number: str
    day: date
    person_id: int
    name: str
    procedure: str
    department: str
    case_ref: str
    reason: str
    state: EmergencyState
    superior: str
    confirmed_on: date | None
    opinion: str
    privileged: str = ""
    """当日其实有权的，凭什么；无权为空。"""


def emergency_list(library: Book) -> tuple[EmergencyLine, ...]:
    """全部急诊超权限，新的在前。"""
    with library.look() as look:
        return _lines(look)


def _lines(look: Look) -> tuple[EmergencyLine, ...]:
    uses, confirmations = load_emergency_uses(look), load_confirmations(look)
    staff, hospital = look.kept(load_staff), look.kept(load_hospital)
    labels = code_labels(look, [use.code_id for use in uses])
    lines = []
    for use in sorted(uses, key=lambda one: (one.day, one.id), reverse=True):
        said = confirmation_of(use, confirmations)
        department = use.department_id
        lines.append(
            EmergencyLine(
                use.number,
                use.day,
                use.person_id,
                staff.name(use.person_id, use.day),
                labels.get(use.code_id, ""),
                hospital.department_name(department, use.day) if department is not None else "",
                use.case_ref,
                use.reason,
                emergency_state(said),
                staff.name(said.superior_id, said.day) if said else "",
                said.day if said else None,
                said.opinion if said else "",
                _held_as(_held_then(look, use.person_id, use.code_id, department, use.day)),
            )
        )
    return tuple(lines)
