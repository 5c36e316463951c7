"""授权申请的触发器：无论谁、哪一步、哪种情形，库里与规则说的一样（trust.md G9）。

Every role × step × verdict × state is tried twice: as the rules say, and as plain SQL
says to the book. What the rules refuse, the book refuses as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from sqlalchemy import text

from medtech_desktop.domain.application_rules import (
    NewStep,
    Reviewer,
    opinion_findings,
    reviewer_findings,
    step_findings,
)
from medtech_desktop.domain.applications import (
    ApplicationKind,
    ApplicationState,
    ReviewStep,
    StepVerdict,
)
from medtech_desktop.domain.privileges import DecisionKind, Temporary, Verb
from medtech_desktop.store.applications import application_by_number
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import applications as t
from medtech_desktop.store.tables.practitioners import PersonRow, RoleRow
from medtech_desktop.store.tables.privileges import (
    PrivilegeDecisionRow,
    PrivilegeEventRow,
    SpecialtyRow,
)
from medtech_desktop.store.trouble import Broken
from tests.books import CLERK

DAY = date(2026, 11, 2)
NUMBER = "申请-2026-001"
APPLICANT, DEPARTMENT, OFFICE = 1, 2, 3
CLERK_ROLE, HEAD, MEMBER, ADMINISTRATOR, AUDITOR, BOTH, NOBODY = 4, 5, 6, 7, 8, 9, None
ROLES = {
    CLERK_ROLE: ("clerk",),
    HEAD: ("head",),
    MEMBER: ("member",),
    ADMINISTRATOR: ("administrator",),
    AUDITOR: ("auditor",),
    BOTH: ("auditor", "clerk"),
}
AGREE, RETURN, REFUSE = StepVerdict.AGREE, StepVerdict.RETURN, StepVerdict.REFUSE
PATHS: dict[ApplicationState, tuple[tuple[ReviewStep, StepVerdict], ...]] = {
    ApplicationState.DEPARTMENT: (),
    ApplicationState.OFFICE: ((ReviewStep.DEPARTMENT, AGREE),),
    ApplicationState.COMMITTEE: ((ReviewStep.DEPARTMENT, AGREE), (ReviewStep.OFFICE, AGREE)),
    ApplicationState.DOCUMENT: (
        (ReviewStep.DEPARTMENT, AGREE),
        (ReviewStep.OFFICE, AGREE),
        (ReviewStep.COMMITTEE, AGREE),
    ),
    ApplicationState.RETURNED: ((ReviewStep.DEPARTMENT, RETURN),),
    ApplicationState.REFUSED: ((ReviewStep.DEPARTMENT, REFUSE),),
    ApplicationState.WITHDRAWN: ((ReviewStep.WITHDRAWN, AGREE),),
}
_BY = {ReviewStep.DEPARTMENT: DEPARTMENT, ReviewStep.OFFICE: OFFICE}


def reach(page: Page, state: ApplicationState) -> int:
    """一份走到这一情形的申请，返回其内部编号。"""
    for _ in range(9):
        page.add(PersonRow)
    for person, roles in ROLES.items():
        for role in roles:
            page.add(RoleRow, person_id=person, role=role, since=DAY, until=None)
    page.add(SpecialtyRow, name="神经外科", since=DAY)
    application = page.add(
        t.ApplicationRow,
        number=NUMBER,
        person_id=APPLICANT,
        kind=ApplicationKind.FIRST,
        department_id=None,
        day=DAY,
        statement="",
    )
    page.add(
        t.ApplicationItemRow,
        application_id=application,
        specialty_id=1,
        code_id=None,
        technology_id=None,
        grade=3,
        until=None,
    )
    path = PATHS.get(state) or PATHS[ApplicationState.DOCUMENT][:2]
    for step, verdict in () if state is ApplicationState.DEPARTMENT else path:
        put(page, application, step, verdict, _BY.get(step), "意见", meeting="会议")
    if state is ApplicationState.GRANTED:
        made = decide(page)
        put(page, application, ReviewStep.COMMITTEE, AGREE, None, "", "会议", decision=made)
    return application


def decide(page: Page, person: int = APPLICANT) -> int:
    """一次授权决定。"""
    decision = page.add(
        PrivilegeDecisionRow,
        number=f"授权-2026-{page.count(PrivilegeDecisionRow) + 1:03d}",
        kind=DecisionKind.APPLICATION,
        decided_on=DAY,
        basis="",
        meeting="会议",
        document="1号",
        approver_id=None,
        concurrent="",
        note="",
    )
    page.add(
        PrivilegeEventRow,
        decision_id=decision,
        person_id=person,
        specialty_id=1,
        code_id=None,
        technology_id=None,
        verb=Verb.GRANT,
        day=DAY,
        until=None,
        grade=3,
        temporary=Temporary.NO,
        invitation_id=None,
        reason="",
        late=False,
        recorded_on=DAY,
    )
    return decision


def put(
    page: Page,
    application: int,
    step: ReviewStep,
    verdict: StepVerdict,
    person: int | None,
    opinion: str,
    meeting: str = "",
    concurrent: str = "",
    decision: int | None = None,
) -> None:
    """一句 SQL 写下一步，什么都不问。"""
    page._connection.execute(
        text(
            "INSERT INTO privilege_application_step (uid, act_seq, application_id, step, verdict,"
            " person_id, day, opinion, meeting, concurrent, decision_id) VALUES (:uid, :seq, :a,"
            " :step, :verdict, :person, :day, :opinion, :meeting, :concurrent, :decision)"
        ),
        {
            "uid": f"step-{page.raw('SELECT count(*) FROM privilege_application_step')[0][0]}",
            "seq": page.seq,
            "a": application,
            "step": step.value,
            "verdict": verdict.value,
            "person": person,
            "day": DAY.isoformat(),
            "opinion": opinion,
            "meeting": meeting,
            "concurrent": concurrent,
            "decision": decision,
        },
    )


def tried() -> Iterator[tuple[NewStep, int | None]]:
    """每一种要走的步：步骤、结论、谁、意见、会议、兼任、有没有决定。"""
    people = (APPLICANT, DEPARTMENT, OFFICE, *ROLES, NOBODY)
    for step, verdict, who in product(ReviewStep, StepVerdict, people):
        if step in (ReviewStep.RESUBMITTED, ReviewStep.WITHDRAWN):
            if verdict is AGREE and who is NOBODY:
                for opinion in ("", "说明"):
                    yield NewStep(step, verdict, DAY, opinion), who
            continue
        for opinion, meeting, concurrent in product(("", "意见"), ("", "会议"), ("", "兼任")):
            yield NewStep(step, verdict, DAY, opinion, meeting, concurrent), who
            if step is ReviewStep.COMMITTEE and verdict is AGREE:
                yield NewStep(step, verdict, DAY, opinion, meeting, concurrent, True), who


def reviewer(who: int | None) -> Reviewer | None:
    return None if who is None else Reviewer(who, f"第{who}人", frozenset(ROLES.get(who, ())))


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
@pytest.mark.allows("MTCA-20", duty="4.privileges")
@pytest.mark.parametrize("state", list(ApplicationState))
def test_every_role_and_step_is_answered_alike_by_the_rules_and_by_the_book(
    book: Book, state: ApplicationState
) -> None:
    wrong, allowed = [], 0
    with book.act(CLERK, "test.step") as page:
        application = reach(page, state)
        decision = decide(page)
        file = application_by_number(page, NUMBER)
        assert file is not None
        assert file.state() is state
        for new, who in tried():
            found = (
                *step_findings(file, new),
                *opinion_findings(new, who is not None),
                *reviewer_findings(file, new, reviewer(who)),
            )
            taken = _takes(page, application, new, who, decision if new.document else None)
            allowed += taken
            if taken == bool(found):
                wrong.append((new, who, found))
    assert wrong == []
    ended = state in (
        ApplicationState.GRANTED,
        ApplicationState.REFUSED,
        ApplicationState.WITHDRAWN,
    )
    assert (allowed == 0) == ended


def _takes(
    page: Page, application: int, new: NewStep, who: int | None, decision: int | None
) -> bool:
    """库收不收这一步；收下的随即作罢。"""
    connection = page._connection
    point = connection.begin_nested()
    try:
        put(
            page,
            application,
            new.step,
            new.verdict,
            who,
            new.opinion,
            new.meeting,
            new.concurrent,
            decision,
        )
    except Broken:
        return False
    finally:
        point.rollback()
    return True


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
@pytest.mark.parametrize(
    ("who", "said"),
    [
        (APPLICANT, "本人不能审定或确认自己的授权"),
        (DEPARTMENT, "同一人审了两步，没有写明兼任"),
        (AUDITOR, "管理员、审计不办业务审批"),
        (NOBODY, "申请还没有到这一步，或这一步没有写全"),
    ],
)
def test_the_book_says_in_chinese_why_it_took_no_step(
    book: Book, who: int | None, said: str
) -> None:
    with pytest.raises(Broken, match=said):
        _review_at(book, ApplicationState.OFFICE, who)


def _review_at(book: Book, state: ApplicationState, who: int | None) -> None:
    with book.act(CLERK, "test.step") as page:
        put(page, reach(page, state), ReviewStep.OFFICE, AGREE, who, "")


def test_a_decision_for_somebody_else_ends_no_application(book: Book) -> None:
    with pytest.raises(Broken, match="没有到这一步"):
        _end_by(book, HEAD)


def _end_by(book: Book, person: int) -> None:
    """委员会的一步，据以授权的决定是给 ``person`` 的。"""
    with book.act(CLERK, "test.step") as page:
        application, decision = reach(page, ApplicationState.COMMITTEE), decide(page, person)
        put(page, application, ReviewStep.COMMITTEE, AGREE, None, "", "会议", decision=decision)


def test_an_annulled_step_counts_no_longer(book: Book) -> None:
    with book.act(CLERK, "test.step") as page:
        application = reach(page, ApplicationState.OFFICE)
        page.annul(t.ApplicationStepRow, "step-0", "登记错了")
        put(page, application, ReviewStep.DEPARTMENT, AGREE, OFFICE, "")
    with book.look() as look:
        file = application_by_number(look, NUMBER)
    assert file is not None
    assert [one.person_id for one in file.steps] == [OFFICE]
