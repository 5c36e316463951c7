"""谁能有权限：类别、注册与外请、培训、技术与编码（第十八至二十条、第二十六条）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.domain import gradings
from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.practitioners import (
    Certificate,
    CertificateKind,
    Invitation,
    Practice,
    PractitionerKind,
    RegistrationPlace,
    Staff,
)
from medtech_desktop.domain.privilege_gates import ProcedureThen, TechnologyThen
from medtech_desktop.domain.privileges import (
    Target,
    Temporary,
    Verb,
)
from tests.domain.privilege_samples import (
    CODE,
    EARLIER,
    GRADE,
    ME,
    OPENED,
    OPENING,
    S16,
    TECHNOLOGY,
    event,
    judged,
    known,
    people,
    said,
    severe,
    stood,
)
from tests.domain.records import fact, stop

# --- 谁 ----------------------------------------------------------------------------------


def of_kind(kind: PractitionerKind) -> Staff:
    practice = Practice(1, "x", 1, ME, kind, EARLIER, None)
    return replace(people(), practices=(practice,))


def nurse() -> Staff:
    return of_kind(PractitionerKind.NURSE)


@pytest.mark.allows("MTCA-19", duty="4.practitioner-file")
@pytest.mark.parametrize("kind", list(PractitionerKind))
def test_physicians_nurses_and_technicians_may_have_a_technology(kind: PractitionerKind) -> None:
    by = known(of_kind(kind), technology=TechnologyThen("示例技术"))
    assert severe(judged(event(target=TECHNOLOGY), by=by)) == []


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_a_nurse_has_no_surgical_grade() -> None:
    [no] = severe(judged(event(), by=known(nurse())))
    assert (no.message, no.article) == ("示例7不是执业医师，不能授予手术权限", "MTCA-20")


@pytest.mark.refuses("MTCA-19", duty="4.practitioner-file")
@pytest.mark.parametrize("target", [GRADE, TECHNOLOGY])
def test_who_has_no_kind_has_no_permission(target: Target) -> None:
    nobody = replace(people(), practices=())
    by = known(nobody, technology=TechnologyThen("示例技术"))
    [no] = severe(judged(event(target=target), by=by))
    assert (no.article, "没有登记执业类别" in no.message) == ("MTCA-19", True)


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
@pytest.mark.parametrize(("state", "word"), [("left", "已离院"), ("died", "已去世")])
def test_who_has_gone_gets_nothing_but_may_lose_everything(state: str, word: str) -> None:
    gone = people(fact("presence", state, date(2026, 9, 1), ME))
    by = known(gone, technology=TechnologyThen("示例技术"))
    for target in (GRADE, TECHNOLOGY):
        assert word in said(severe(judged(event(target=target), by=by)))
    held = replace(by, chain=lambda _p, _t: stood(event(day=EARLIER)))
    assert severe(judged(event(Verb.REVOKE), by=held)) == []


def test_leave_is_only_told() -> None:
    by = known(people(fact("presence", "leave", date(2026, 9, 1), ME)))
    found = judged(event(), by=by)
    assert "休假" in said(severe(found, Severity.NOTE))
    assert severe(found) == []


def visitor(until: date = date(2026, 12, 31)) -> Staff:
    away = people(place=RegistrationPlace.ELSEWHERE)
    invitation = Invitation(5, "i", 1, ME, "示例外院", None, "示例邀请", date(2026, 11, 1), until)
    return replace(away, invitations=(invitation,))


@pytest.mark.allows("MTCA-20", duty="4.emergency-visiting")
def test_a_visitor_has_a_dated_temporary_privilege() -> None:
    new = event(until=date(2026, 12, 31), temporary=Temporary.VISITING, invitation_id=5)
    assert severe(judged(new, by=known(visitor()))) == []


@pytest.mark.refuses("MTCA-20", duty="4.emergency-visiting")
@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({"until": date(2026, 12, 31)}, "只能作有末日的临时授权"),
        ({"temporary": Temporary.VISITING, "invitation_id": 5}, "不能更长"),
        ({"until": date(2026, 12, 1), "temporary": Temporary.VISITING}, "凭哪份邀请"),
        (
            {"until": date(2027, 1, 1), "temporary": Temporary.VISITING, "invitation_id": 5},
            "不能更长",
        ),
    ],
)
def test_a_visitor_without_its_terms_is_refused(more: dict[str, object], word: str) -> None:
    new = replace(event(), **more)  # type: ignore[arg-type]
    assert word in said(severe(judged(new, by=known(visitor()))))


@pytest.mark.refuses("MTCA-20", duty="4.emergency-visiting")
def test_registered_elsewhere_without_invitation_is_refused() -> None:
    away = people(place=RegistrationPlace.ELSEWHERE)
    [no] = severe(judged(event(), by=known(away)))
    assert (no.article, "没有有效的邀请" in no.message) == ("MTCA-20", True)


# --- 培训、技术、编码 ----------------------------------------------------------------------


def trained(until: date | None = None) -> Staff:
    proof = Certificate(
        1, "", 1, ME, CertificateKind.TRAINING, "合格证", "", "", "hunan-s16", EARLIER, until
    )
    return replace(people(), certificates=(proof,))


@pytest.mark.allows("MTCA-26", duty="4.restricted-training")
def test_the_trained_may_have_a_restricted_technology() -> None:
    by = known(trained(), technology=S16)
    assert severe(judged(event(target=TECHNOLOGY), by=by)) == []


@pytest.mark.refuses("MTCA-26", duty="4.restricted-training")
@pytest.mark.parametrize("who", [people(), trained(date(2026, 6, 1))])
def test_the_untrained_may_not(who: Staff) -> None:
    by = known(who, technology=S16)
    [no] = severe(judged(event(target=TECHNOLOGY), by=by))
    assert no.article == "MTCA-26"


@pytest.mark.refuses("MTCA-26", duty="4.restricted-training")
def test_a_code_of_a_restricted_technology_needs_training_too() -> None:
    linked = ProcedureThen("39.7201", True, gradings.Standing.GRADED, "", (("", S16),))
    assert [
        one.article for one in severe(judged(event(target=CODE), by=known(procedure=linked)))
    ] == ["MTCA-26"]
    assert severe(judged(event(target=CODE), by=known(trained(), procedure=linked))) == []


def test_a_code_restricted_under_a_condition_is_asked_about() -> None:
    linked = ProcedureThen("39.7201", True, gradings.Standing.GRADED, "", (("经导管", S16),))
    found = judged(event(target=CODE), by=known(procedure=linked))
    assert severe(found) == []
    [asked] = severe(found, Severity.WARN)
    assert "在「经导管」时属限制类" in asked.message
    assert judged(event(target=CODE), by=known(trained(), procedure=linked)) == ()


def test_what_the_hospital_already_holds_is_asked_about_not_refused() -> None:
    opening = event(Verb.OPENING, OPENED, target=TECHNOLOGY)
    found = judged(opening, by=known(technology=S16), decision=OPENING)
    assert severe(found) == []
    [asked] = severe(found, Severity.WARN)
    assert (asked.article, "原有的权限须核对" in asked.message) == ("MTCA-26", True)


@pytest.mark.parametrize(
    ("then", "article"),
    [
        (TechnologyThen("示例", started=False), "MTCA-21"),
        (TechnologyThen("示例", stop=stop(EARLIER)), "HOSPITAL:本院决定"),
        (TechnologyThen("示例", prohibited=True), "MTCA-9"),
    ],
)
def test_a_technology_not_in_use_here_is_not_permitted(then: TechnologyThen, article: str) -> None:
    [no] = severe(judged(event(target=TECHNOLOGY), by=known(technology=then)))
    assert no.article == article
    assert no.remedy


def test_a_code_outside_the_code_list_of_the_day_is_refused() -> None:
    by = known(procedure=ProcedureThen("39.7201", False))
    [no] = severe(judged(event(target=CODE), by=by))
    assert no.article == "MTCA-18"


@pytest.mark.parametrize(
    ("standing", "severity"),
    [
        (gradings.Standing.UNLISTED, Severity.WARN),
        (gradings.Standing.LEFT_OUT, Severity.NOTE),
        (None, Severity.NOTE),
    ],
)
def test_what_the_grading_list_does_not_hold(
    standing: gradings.Standing | None, severity: Severity
) -> None:
    by = known(procedure=ProcedureThen("39.7201", True, standing))
    [one] = judged(event(target=CODE), by=by)
    assert (one.severity, one.article) == (severity, "MTCA-18")
