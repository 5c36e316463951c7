"""授权的动作：授予到撤销、成批与年度续授、登记错的撤销、外请、兼任、急诊超权限、专业。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from time import perf_counter

import pytest

from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent
from medtech_desktop.domain.privilege_sequences import standing_at
from medtech_desktop.domain.privileges import (
    DecisionKind,
    PrivilegeEvent,
    State,
    Target,
    TargetKind,
    Verb,
    interval_on,
    intervals,
)
from medtech_desktop.office import emergency_uses, invitations, privilege_acts, specialties, stops
from medtech_desktop.office import practitioner_changes as changes
from medtech_desktop.office.acts import Clerk, Done, today
from medtech_desktop.office.emergency_uses import NewEmergencyUse
from medtech_desktop.office.library import audit_anchor
from medtech_desktop.office.practitioners import set_presence
from medtech_desktop.office.privilege_acts import Item, Pick, Selection, running_privileges
from medtech_desktop.office.privilege_annulments import (
    annul_decision,
    annul_privilege,
    annulment_dependents,
)
from medtech_desktop.office.privilege_targets import code_targets
from medtech_desktop.office.privileges import decide_privileges
from medtech_desktop.store.privileges import (
    chain_of,
    decision_by_number,
    differing_people,
    events_of_decision,
)
from medtech_desktop.store.tables.gradings import TechnologyCodeRow
from tests.builders import CLERK, LEAD, NEUROSURGERY, NURSE, SECOND, VISITOR, Office, words

NOW = today()
BOSS = "1003"
WHY = "示例理由"


def decision(kind: DecisionKind = DecisionKind.GRANT, **more: object) -> NewDecision:
    given = NewDecision(
        kind, NOW, basis="年度考核", meeting="示例会议", document="示例文〔2026〕1号"
    )
    return replace(given, **more)  # type: ignore[arg-type]


def grant(
    office: Office,
    number: str,
    *items: Item,
    until: date | None = None,
    day: date = NOW,
    **more: object,
) -> Done:
    chosen = items or (Item(NEUROSURGERY, 3),)
    return office.do(
        privilege_acts.grant_privileges,
        decision(),
        [office.person(number)],
        chosen,
        day,
        until,
        **more,
    )


def change(
    office: Office, verb: Verb, number: str, target: Target = NEUROSURGERY, **more: object
) -> Done:
    until = more.pop("until", None)
    picks = [Pick(office.person(number), target)]
    act = privilege_acts.change_privileges
    return office.do(act, decision(), verb, picks, more.pop("day", NOW), until, **more)


def chain(office: Office, number: str, target: Target = NEUROSURGERY) -> list[PrivilegeEvent]:
    person = office.person(number)
    with office.library.look() as look:
        return chain_of(look, person, target)


def state(office: Office, number: str, target: Target = NEUROSURGERY, day: date = NOW) -> State:
    standing = standing_at(chain(office, number, target), day)
    return standing.state(day) if standing else State.NONE


def warned(found: Sequence[Finding]) -> str:
    return words([one for one in found if one.severity is Severity.WARN])


# --- 一件一件 ------------------------------------------------------------------------------


def test_from_grant_to_revocation(privileged: Office) -> None:
    done = grant(privileged, SECOND, until=date(2027, 12, 31))
    assert done.said == f"已登记授权 授权-{NOW.year}-002，1 人 1 项"
    assert privileged.acts()[-1] == "privilege.grant"
    change(privileged, Verb.RAISE, SECOND, grade=4)
    change(privileged, Verb.SUSPEND, SECOND, reason=WHY)
    assert state(privileged, SECOND) is State.SUSPENDED
    change(privileged, Verb.REINSTATE, SECOND)
    change(privileged, Verb.LOWER, SECOND, grade=2, reason=WHY)
    change(privileged, Verb.RENEW, SECOND, until=date(2029, 12, 31))
    change(privileged, Verb.REVOKE, SECOND, reason=WHY)
    assert state(privileged, SECOND) is State.REVOKED
    with privileged.library.look() as look:
        assert differing_people(look) == []


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_what_the_chain_refuses_writes_nothing(privileged: Office) -> None:
    found = privileged.refused(
        privilege_acts.grant_privileges,
        decision(),
        [privileged.person(LEAD)],
        [Item(NEUROSURGERY, 3)],
        NOW,
    )
    assert "示例甲的「神经外科」已有授权，至 2026-12-31" in words(found)
    own = decision(approver_id=privileged.person(SECOND))
    act = privilege_acts.grant_privileges
    found = privileged.refused(act, own, [privileged.person(SECOND)], [Item(NEUROSURGERY, 3)], NOW)
    assert "不能批准给自己的授权" in words(found)


def test_who_enters_and_approves_has_it_in_the_audit_entry(privileged: Office) -> None:
    boss = privileged.hire("示例戊", BOSS)
    clerk = Clerk(boss, "示例戊", "测试机", "tester")
    mine = decision(approver_id=boss, concurrent="医务科仅一人")
    event = NewEvent(privileged.person(SECOND), NEUROSURGERY, Verb.GRANT, NOW, grade=3)
    done = decide_privileges(privileged.library, clerk, mine, [event])
    assert "已声明兼任：医务科仅一人" in words(done.findings)
    with privileged.library.look() as look:
        body = look.raw("SELECT body FROM act ORDER BY seq DESC LIMIT 1")[0][0]
    assert '"concurrent":"医务科仅一人"' in str(body).replace(" ", "")


def test_a_late_entry_asks_for_its_reason_and_is_marked(privileged: Office) -> None:
    early = date(2026, 10, 8)
    past = decision(decided_on=early)
    what = (past, [privileged.person(SECOND)], [Item(NEUROSURGERY, 3)], early)
    found = privileged.refused(privilege_acts.grant_privileges, *what)
    assert "补录" in warned(found)
    privileged.do(privilege_acts.grant_privileges, *what, reason="文件当时漏登")
    [event] = chain(privileged, SECOND)
    assert (event.late, event.reason, event.recorded_on) == (True, "文件当时漏登", NOW)
    assert chain(privileged, LEAD)[0].late is False


# --- 资格 ---------------------------------------------------------------------------------


def technology(office: Office) -> Target:
    return Target(TargetKind.TECHNOLOGY, office.world(NOW).find_technology("S16").technology.id)


@pytest.mark.refuses("MTCA-26", duty="4.restricted-training")
def test_the_training_gate_of_a_technology_and_of_a_linked_code(privileged: Office) -> None:
    s16, code = technology(privileged), privileged.code("39.7201")
    grant(privileged, SECOND, Item(s16))  # hired with a general proof of training
    privileged.hire("示例戊", BOSS)
    bare = privileged.person(BOSS)
    with privileged.library.look() as look:
        uid = look.raw("SELECT uid FROM certificate WHERE person_id = ?", bare)[0][0]
    privileged.do(changes.annul_record, bare, uid, "没有这份证明")
    act = privilege_acts.grant_privileges
    found = privileged.refused(act, decision(), [bare], [Item(s16)], NOW)
    assert [one.article for one in found if one.severity is Severity.REFUSE] == ["MTCA-26"]
    with privileged.library.act(CLERK, "test.link") as page:
        page.add(
            TechnologyCodeRow,
            technology_id=s16.id,
            code_id=code.id,
            condition="",
            since=date(2026, 1, 1),
            until=None,
        )
    found = privileged.refused(act, decision(), [bare], [Item(code)], NOW)
    assert "MTCA-26" in [one.article for one in found]
    grant(privileged, SECOND, Item(code))


def test_a_stopped_technology_gives_no_permission(privileged: Office) -> None:
    from medtech_desktop.domain.stops import StopGround

    privileged.do(stops.stop_technology, "S16", NOW, StopGround.ART22, "示例事件")
    found = privileged.refused(
        privilege_acts.grant_privileges,
        decision(),
        [privileged.person(SECOND)],
        [Item(technology(privileged))],
        NOW,
    )
    assert [one.article for one in found] == ["MTCA-22"]


def test_codes_outside_the_grading_list_ask_and_left_out_ones_are_told(privileged: Office) -> None:
    people = [privileged.person(SECOND)]
    unlisted, scan = privileged.code("01.2401"), privileged.code("88.4101")
    act = privilege_acts.grant_privileges
    found = privileged.refused(act, decision(), people, [Item(unlisted)], NOW)
    assert "没有列入" in warned(found)
    done = grant(privileged, SECOND, Item(unlisted), Item(scan), reason="目录修订中")
    assert "不纳入分级管理" in words(done.findings)


def test_a_nurse_may_hold_a_technology_and_no_code(privileged: Office) -> None:
    grant(privileged, NURSE, Item(technology(privileged)))
    act = privilege_acts.grant_privileges
    what = (decision(), [privileged.person(NURSE)], [Item(privileged.code("39.7201"))], NOW)
    assert "不是执业医师" in words(privileged.refused(act, *what))


@pytest.mark.allows("MTCA-20", duty="4.emergency-visiting")
def test_a_visitor_is_privileged_by_the_invitation(privileged: Office) -> None:
    visitor = privileged.person(VISITOR)
    act = privilege_acts.grant_privileges
    visiting = decision(DecisionKind.VISITING)
    what = (visiting, [visitor], [Item(NEUROSURGERY, 3)], NOW)
    assert "没有有效的邀请" in words(privileged.refused(act, *what))
    last = date(NOW.year + 1, 1, 31)
    invited = invitations.NewInvitation("示例邀请函", NOW, last)
    privileged.do(invitations.invite, visitor, invited)
    privileged.do(act, *what)
    [event] = chain(privileged, VISITOR)
    assert (event.temporary, event.until, event.invitation_id is None) == ("visiting", last, False)


# --- 成批 ---------------------------------------------------------------------------------


def test_a_batch_is_one_decision_and_annulled_as_one(privileged: Office) -> None:
    codes = [Item(privileged.code(code)) for code in ("39.7201", "39.7402")]
    people = [privileged.person(LEAD), privileged.person(SECOND)]
    done = privileged.do(privilege_acts.grant_privileges, decision(), people, codes, NOW)
    assert "2 人 4 项" in done.said
    change(privileged, Verb.RENEW, SECOND, codes[0].target, until=date(2030, 1, 1))
    with privileged.library.look() as look:
        held = decision_by_number(look, done.subject)
        assert held is not None
        [hanging] = annulment_dependents(look, events_of_decision(look, held.id))
    assert (hanging.person_id, hanging.verb) == (people[1], Verb.RENEW)
    found = privileged.refused(annul_decision, done.subject, "发错了科室")
    assert "的续授靠它成立" in words(found)
    undone = privileged.do(annul_decision, done.subject, "发错了科室", with_dependents=True)
    assert undone.said == f"已撤销 {done.subject} 的 4 件，连同靠它的 1 件"
    assert state(privileged, SECOND, codes[0].target) is State.NONE
    assert privileged.refused(annul_decision, done.subject, "再撤")[0].article == "INPUT"
    with privileged.library.look() as look:
        assert differing_people(look) == []


def test_yearly_renewal_takes_what_runs_and_leaves_what_was_picked_out(privileged: Office) -> None:
    codes = [Item(privileged.code(code)) for code in ("39.7201", "39.7402")]
    people = [privileged.person(LEAD), privileged.person(SECOND)]
    end = date(NOW.year, 12, 31)
    privileged.do(privilege_acts.grant_privileges, decision(), people, codes, NOW, end)
    change(privileged, Verb.SUSPEND, SECOND, codes[1].target, reason=WHY)
    department = privileged.world(NOW).staff.departments(people[0], NOW)[0]
    selection = Selection(department_id=department)
    with privileged.library.look() as look:
        assert len(running_privileges(look, selection, NOW)) == 3
    until = date(NOW.year + 1, 12, 31)
    out = Pick(people[0], codes[0].target)
    done = privileged.do(
        privilege_acts.renew_running,
        decision(DecisionKind.RENEWAL),
        selection,
        NOW,
        until,
        excluded=[out],
    )
    assert "1 人 2 项" in done.said
    later = date(NOW.year + 1, 6, 1)
    assert state(privileged, LEAD, codes[1].target, later) is State.VALID
    assert state(privileged, LEAD, codes[0].target, later) is State.EXPIRED


def test_everything_of_a_person_is_suspended_reinstated_revoked(privileged: Office) -> None:
    grant(privileged, LEAD, Item(privileged.code("39.7201")))
    person = privileged.person(LEAD)
    taken = decision(DecisionKind.RESTRICTION)
    done = privileged.do(privilege_acts.suspend_everything, taken, person, NOW, reason=WHY)
    assert "1 人 2 项" in done.said
    privileged.do(privilege_acts.reinstate_everything, taken, person, NOW)
    privileged.do(set_presence, person, "left", NOW)
    done = privileged.do(privilege_acts.revoke_everything, taken, person, NOW, reason="离院")
    assert "1 人 2 项" in done.said
    again = privileged.refused(privilege_acts.revoke_everything, taken, person, NOW, reason="离院")
    assert "没有可以撤销的授权" in words(again)


def test_two_thousand_events_are_judged_and_entered_in_a_few_seconds(privileged: Office) -> None:
    from tests.office.crowds import crowd

    people = crowd(privileged, 500)
    items = [Item(privileged.code(code)) for code in ("39.7201", "39.7402", "88.4101")]
    items.append(Item(NEUROSURGERY, 2))
    began = perf_counter()
    privileged.do(privilege_acts.grant_privileges, decision(), people, items, NOW)
    assert perf_counter() - began < 20  # about 1 s on a quiet machine
    with privileged.library.look() as look:
        assert len(running_privileges(look, Selection(), NOW)) == 2001


# --- 登记错了 -------------------------------------------------------------------------------


@pytest.mark.allows("MTCA-20", duty="4.privileges")
def test_a_grant_to_the_wrong_person_is_not_held_now_and_held_as_known_then(
    privileged: Office,
) -> None:
    grant(privileged, SECOND)
    [wrong] = chain(privileged, SECOND)
    seq, person = privileged.last_seq(), wrong.person_id
    assert "写明理由" in words(privileged.refused(annul_privilege, wrong.uid, " "))
    done = privileged.do(annul_privilege, wrong.uid, "应为示例甲")
    assert done.said == f"已撤销登记：示例乙的「神经外科」 {NOW.isoformat()} 授予"
    assert state(privileged, SECOND) is State.NONE
    with privileged.library.look(seq) as look:
        then = interval_on(
            intervals(chain_of(look, person, NEUROSURGERY)),
            date(NOW.year + 1, 1, 2),
        )
    assert then is not None
    assert then.state is State.VALID
    found = privileged.refused(annul_privilege, wrong.uid, "再撤一次")
    assert "已经撤销" in words(found)


# --- 急诊超权限、专业 ------------------------------------------------------------------------


def emergency(office: Office, number: str = SECOND) -> Done:
    draft = NewEmergencyUse(
        office.person(number), office.code("39.7201").id, NOW, "夜间无人", "手术单示例1"
    )
    return office.do(emergency_uses.record_emergency_use, draft)


@pytest.mark.allows("MTCA-20", duty="4.emergency-visiting")
def test_an_emergency_is_recorded_and_confirmed_by_a_superior(privileged: Office) -> None:
    number = emergency(privileged).subject
    assert number == f"急诊-{NOW.year}-001"
    boss = privileged.person(LEAD)
    privileged.do(emergency_uses.confirm_emergency_use, number, boss, NOW)
    [line] = emergency_uses.emergency_list(privileged.library)
    assert (line.state, line.superior, line.procedure) == (
        "confirmed",
        "示例甲",
        "39.7201 示例术式一",
    )
    found = privileged.refused(emergency_uses.confirm_emergency_use, number, boss, NOW)
    assert "不再重复" in words(found)


@pytest.mark.refuses("MTCA-20", duty="4.emergency-visiting")
def test_an_emergency_is_not_confirmed_by_the_surgeon_nor_declined_without_words(
    privileged: Office,
) -> None:
    number = emergency(privileged).subject
    act = emergency_uses.confirm_emergency_use
    found = privileged.refused(act, number, privileged.person(SECOND), NOW)
    assert "不能由本人确认" in words(found)
    boss = privileged.person(LEAD)
    found = privileged.refused(act, number, boss, NOW, confirmed=False)
    assert "不予确认没有写意见" in words(found)
    nurse = privileged.refused(act, number, privileged.person(NURSE), NOW)
    assert "不是执业医师" in words(nurse)
    privileged.do(act, number, boss, NOW, confirmed=False, opinion="本可以等")
    [line] = emergency_uses.emergency_list(privileged.library)
    assert line.state == "declined"
    bare = NewEmergencyUse(boss, privileged.code("39.7201").id, NOW, " ")
    found = privileged.refused(emergency_uses.record_emergency_use, bare)
    assert "没有写紧急的情形" in words(found)


def test_a_specialty_changes_its_departments_from_a_day_on(privileged: Office) -> None:
    privileged.do(specialties.set_specialty_departments, "神经外科", ["神经外科", "神经内科"], NOW)
    [before] = specialties.specialty_list(privileged.library, date(2026, 6, 1))
    [now] = specialties.specialty_list(privileged.library, NOW)
    assert (before.departments, now.departments) == (("神经外科",), ("神经外科", "神经内科"))
    privileged.do(specialties.set_specialty_departments, "神经外科", ["神经内科"], NOW)
    [now] = specialties.specialty_list(privileged.library, NOW)
    assert now.departments == ("神经内科",)
    [before] = specialties.specialty_list(privileged.library, date(2026, 6, 1))
    assert before.departments == ("神经外科",)
    act = specialties.add_specialty
    assert "已经登记" in words(privileged.refused(act, "神经外科", ["神经外科"], NOW))
    assert "没有科室" in words(privileged.refused(act, "心外科", ["没有"], NOW))


def test_a_refused_grant_by_code_leaves_no_trace(privileged: Office) -> None:
    before = audit_anchor(privileged.library)
    [target] = code_targets(privileged.library, ["39.7201"], NOW)
    assert target.kind is TargetKind.PROCEDURE
    with pytest.raises(Refused):
        code_targets(privileged.library, ["39.7201", "99.9999"], NOW)
    assert audit_anchor(privileged.library) == before
