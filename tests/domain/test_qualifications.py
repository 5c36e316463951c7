"""做限制类技术须先培训（第二十六条、湘11号 五）；外请须有邀请（第二十条）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.practitioners import (
    WHEREABOUTS_LABELS,
    Certificate,
    CertificateKind,
    Invitation,
    Person,
    RegistrationPlace,
    Staff,
    TrainingExemption,
    Whereabouts,
)
from medtech_desktop.domain.qualifications import (
    TRAINING_STATE_LABELS,
    TrainingState,
    trained_for,
    training_gate,
    training_lapsed,
    visiting_gate,
)
from tests.domain.records import fact, staff

DAY = date(2026, 10, 9)
S16 = ("hunan-s16",)
NAME = "神经血管介入诊疗技术"


def proof(
    lineage: str = "hunan-s16",
    since: date = date(2020, 1, 1),
    until: date | None = None,
    kind: CertificateKind = CertificateKind.TRAINING,
) -> Certificate:
    return Certificate(1, "", 1, 7, kind, "合格证", "", "", lineage, since, until)


def freed(lineage: str = "hunan-s16", until: date | None = None) -> TrainingExemption:
    since = date(2020, 1, 1)
    return TrainingExemption(1, "", 1, 7, lineage, "示例规定第九条", "示例", "", since, until)


def people(*certificates: Certificate, exemptions: tuple[TrainingExemption, ...] = ()) -> Staff:
    return replace(staff(7), certificates=certificates, exemptions=exemptions)


@pytest.mark.allows("MTCA-26", duty="2.training-gate")
@pytest.mark.allows("HN-5", duty="2.training-gate")
@pytest.mark.allows("MTCA-26", duty="4.restricted-training")
@pytest.mark.parametrize(
    ("who", "state"),
    [
        (people(proof()), TrainingState.TRAINED),
        (people(proof("")), TrainingState.TRAINED),
        (people(proof(until=DAY)), TrainingState.TRAINED),
        (people(proof(since=DAY)), TrainingState.TRAINED),
        (people(exemptions=(freed(),)), TrainingState.EXEMPT),
        (people(proof(until=date(2026, 1, 1)), exemptions=(freed(),)), TrainingState.EXEMPT),
    ],
)
def test_a_proof_or_an_exemption_of_that_day_opens_the_door(
    who: Staff, state: TrainingState
) -> None:
    answer = trained_for(who, 7, S16, DAY)
    assert (answer.state, answer.is_fit) == (state, True)
    assert answer.certificates or answer.exemptions
    assert training_gate(who, 7, S16, DAY, NAME) == ()
    assert training_lapsed(who, 7, S16, DAY, NAME) == ()


@pytest.mark.refuses("MTCA-26", duty="2.training-gate")
@pytest.mark.refuses("HN-5", duty="2.training-gate")
@pytest.mark.refuses("MTCA-26", duty="4.restricted-training")
@pytest.mark.parametrize(
    ("who", "says"),
    [
        (people(), "没有「神经血管介入诊疗技术」的培训证明"),
        (people(proof("hunan-s19")), "没有"),
        (people(proof(kind=CertificateKind.TITLE)), "没有"),
        (people(proof(since=date(2026, 10, 10))), "没有"),
        (people(proof(until=date(2026, 10, 8))), "已于 2026-10-08 到期"),
        (people(exemptions=(freed("hunan-s19"),)), "没有"),
        (people(exemptions=(freed(until=date(2026, 10, 8)),)), "已于 2026-10-08 到期"),
    ],
)
def test_without_either_no_privilege_is_given(who: Staff, says: str) -> None:
    refusal, way = training_gate(who, 7, S16, DAY, NAME)
    assert (refusal.severity, refusal.article) == (Severity.REFUSE, "MTCA-26")
    assert says in refusal.message
    assert "示例7" in refusal.message
    assert (way.severity, way.article) == (Severity.NOTE, "HN-5")
    assert "免训" in way.remedy


def test_a_technology_that_is_not_restricted_asks_for_none() -> None:
    assert trained_for(people(), 7, (), DAY).state is TrainingState.NOT_NEEDED
    assert training_gate(people(), 7, (), DAY, NAME) == ()


def test_nothing_is_judged_before_its_rule_holds() -> None:
    days = (date(2018, 10, 31), date(2018, 11, 1), date(2018, 11, 18), date(2018, 11, 19))
    found = [[f.article for f in training_gate(people(), 7, S16, day, NAME)] for day in days]
    assert found == [[], ["MTCA-26"], ["MTCA-26"], ["MTCA-26", "HN-5"]]


def test_a_training_that_ran_out_flags_the_running_privilege_and_revokes_nothing() -> None:
    (told,) = training_lapsed(people(proof(until=date(2026, 10, 8))), 7, S16, DAY, NAME)
    assert told.severity is Severity.WARN
    assert "2026-10-08 到期" in told.message
    assert "不自动终止" in told.remedy
    (never,) = training_lapsed(people(), 7, S16, DAY, NAME)
    assert "没有培训证明" in never.message


@given(st.dates(date(2019, 1, 1), date(2030, 1, 1)), st.dates(date(2019, 1, 1), date(2030, 1, 1)))
def test_the_gate_and_the_flag_agree_on_every_day(until: date, day: date) -> None:
    who = people(proof(since=date(2018, 11, 1), until=until))
    refused = bool(training_gate(who, 7, S16, day, NAME))
    assert refused == bool(training_lapsed(who, 7, S16, day, NAME)) == (day > until)


# --- visiting ------------------------------------------------------------------------------

FROM, TO = date(2026, 10, 1), date(2026, 10, 31)


def visitor(*invitations: Invitation, institution: str = "示例外院") -> Staff:
    here = staff(7, place=RegistrationPlace.ELSEWHERE, institution=institution, licence=None)
    return replace(here, invitations=invitations)


def invitation(since: date = FROM, until: date = TO) -> Invitation:
    return Invitation(1, "", 1, 7, "示例外院", 1, "邀请函（示例）", since, until)


@pytest.mark.parametrize(
    ("who", "until", "says"),
    [
        (visitor(), TO, "注册在示例外院，2026-10-09 没有有效的邀请"),
        (visitor(institution=""), TO, "注册在外院"),
        (visitor(invitation(until=date(2026, 10, 8))), TO, "没有有效的邀请"),
        (visitor(invitation(since=date(2026, 10, 10))), TO, "没有有效的邀请"),
        (visitor(invitation()), date(2026, 11, 1), "到 2026-10-31 为止"),
        (visitor(invitation()), None, "到 2026-10-31 为止"),
        (staff(8), TO, "没有执业注册记录，也没有邀请"),
        (staff(7, facts=[fact("presence", "left", DAY, subject=7)]), None, "已离院"),
        (staff(7, facts=[fact("presence", "died", DAY, subject=7)]), None, "已去世"),
    ],
)
def test_a_visitor_gets_nothing_beyond_the_invitation(
    who: Staff, until: date | None, says: str
) -> None:
    (no,) = visiting_gate(who, 7, DAY, until)
    assert (no.severity, no.article, no.field) == (Severity.REFUSE, "MTCA-20", "invitation")
    assert says in no.message


def test_within_the_invitation_a_visitor_may_be_privileged() -> None:
    assert visiting_gate(visitor(invitation()), 7, DAY, TO) == ()
    two = visitor(invitation(until=date(2026, 10, 20)), invitation(until=date(2026, 12, 31)))
    assert visiting_gate(two, 7, DAY, date(2026, 12, 31)) == ()
    assert visiting_gate(staff(7), 7, DAY, None) == ()


@pytest.mark.parametrize(
    ("who", "where"),
    [
        (staff(7), Whereabouts.HERE),
        (staff(7, facts=[fact("presence", "leave", DAY, subject=7)]), Whereabouts.LEAVE),
        (staff(7, facts=[fact("presence", "left", DAY, subject=7)]), Whereabouts.LEFT),
        (staff(7, facts=[fact("presence", "died", DAY, subject=7)]), Whereabouts.DIED),
        (visitor(), Whereabouts.ELSEWHERE),
        (visitor(invitation()), Whereabouts.VISITING),
        (staff(8), Whereabouts.UNKNOWN),
    ],
)
def test_where_a_person_is_on_a_day(who: Staff, where: Whereabouts) -> None:
    assert who.whereabouts(7, DAY) is where


def test_every_state_has_a_word() -> None:
    assert set(WHEREABOUTS_LABELS) == set(Whereabouts)
    assert set(TRAINING_STATE_LABELS) == set(TrainingState)


def test_namesakes_are_known_by_the_day() -> None:
    facts = (
        fact("name", "王伟", subject=1),
        fact("name", "王伟", subject=2, seq=2),
        fact("name", "王卫", DAY, subject=2, seq=3),
    )
    who = Staff(people=(Person(1, "", 1), Person(2, "", 1)), facts=facts)
    assert who.has_namesake(1, date(2026, 10, 8))
    assert who.has_namesake(2, date(2026, 10, 8))
    assert not who.has_namesake(1, DAY)
    assert not who.has_namesake(2, DAY)


def test_namesakes_of_many_days_do_not_count_the_whole_staff_every_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    facts = tuple(fact("name", f"示例{n}", subject=n, seq=n) for n in range(1, 301))
    who = Staff(people=tuple(Person(n, "", 1) for n in range(1, 301)), facts=facts)
    asked: list[int] = []
    name = Staff.name

    def counted(of: Staff, person_id: int, day: date) -> str:
        asked.append(person_id)
        return name(of, person_id, day)

    monkeypatch.setattr(Staff, "name", counted)
    for day in range(300):
        assert not who.has_namesake(day + 1, DAY + timedelta(days=day))
    assert len(asked) == 300
