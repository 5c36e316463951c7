"""认名：没有认出的写法列得全、数得对；说一次，从前的登记也认得；只重判用到它的。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.office import log_meanings
from medtech_desktop.office.log_meanings import Unresolved
from medtech_desktop.store.surgeries import load_lines, meanings
from tests.builders import LEAD, Office
from tests.log_samples import Case, Item, write_log

ON = date(2026, 9, 20)
CASES = [
    Case(
        f"S{n}",
        date(2026, 3, n + 1),
        (Item(said_code="39.72", said_person=who),),
        said_department="神外",
    )
    for n, who in enumerate(("甲医生", "甲医生", "示例 甲", "外来者"), 1)
]


def asked(office: Office) -> dict[str, Unresolved]:
    return {one.said: one for one in log_meanings.unresolved(office.library, ON)}


def stale(office: Office) -> list[tuple[int, int]]:
    with office.library.look() as look:
        return [(int(a), int(b)) for a, b in look.raw("SELECT scope, ref FROM surgery_stale")]


def test_every_writing_is_listed_with_its_count_and_who_it_may_be(privileged: Office) -> None:
    write_log(privileged.library, CASES)
    found = log_meanings.unresolved(privileged.library, ON)
    assert [(one.kind, one.said, one.count) for one in found] == [
        ("person", "甲医生", 2),
        ("person", "外来者", 1),
        ("department", "神外", 4),
        ("code", "39.72", 4),
    ]
    held = asked(privileged)
    assert held["甲医生"].why == "没有登记这个人"
    assert (held["甲医生"].first, held["甲医生"].last) == (date(2026, 3, 2), date(2026, 3, 3))
    assert "示例 甲" not in held  # registered now, and nobody else is called so
    assert [one.label for one in held["39.72"].likely] == ["39.7201 示例术式一"]


def test_what_is_said_once_holds_for_what_is_logged(privileged: Office) -> None:
    _, seq = write_log(privileged.library, CASES)
    lead = privileged.person(LEAD)
    done = privileged.do(log_meanings.say_meaning, "person", "甲医生", LEAD, ON)
    assert done.said == "已记下：登记里的术者「甲医生」指示例甲"
    privileged.do(log_meanings.say_meaning, "code", "39.72", "39.7201", ON)
    privileged.do(log_meanings.say_meaning, "department", "神外", "神经外科", ON)
    with privileged.library.look() as look:
        lines = load_lines(look)
        assert [one.person_id for one in lines] == [lead, lead, lead, None]
        assert len({one.code_id for one in lines}) == len({one.department_id for one in lines}) == 1
        assert lines[0].department_id is not None
        assert [one.id for one in load_lines(look, person_id=lead)] == [1, 2, 3]
        assert meanings(look).said["person"] == {"甲医生": lead}
    assert set(asked(privileged)) == {"外来者"}
    marks = stale(privileged)
    assert (4, seq) in marks
    assert {scope for scope, _ref in marks} == {4, 5}  # the batch; three writings, not everything
    told = log_meanings.meaning_lines(privileged.library, ON)
    assert [(one.said, one.label, one.count) for one in told] == [
        ("神外", "神经外科", 4),
        ("39.72", "39.7201 示例术式一", 4),
        ("甲医生", "示例甲", 2),
    ]


def test_nobody_can_tell_is_an_answer_too(privileged: Office) -> None:
    write_log(privileged.library, CASES)
    privileged.do(log_meanings.say_meaning, "person", "外来者", "", ON, note="问过了")
    assert asked(privileged)["外来者"].settled
    privileged.refused(log_meanings.say_meaning, "person", "外来者", "", ON)
    privileged.do(log_meanings.say_meaning, "person", "外来者", LEAD, ON)
    assert "外来者" not in asked(privileged)


def test_annulling_a_meaning_falls_back_to_what_was_said_before(privileged: Office) -> None:
    write_log(privileged.library, CASES)
    privileged.do(log_meanings.say_meaning, "person", "甲医生", "1002", ON)
    privileged.do(log_meanings.say_meaning, "person", "甲医生", LEAD, ON)
    for left in (privileged.person("1002"), None):
        privileged.do(log_meanings.annul_meaning, "person", "甲医生", "说错了")
        with privileged.library.look() as look:
            assert load_lines(look, ids=[1])[0].person_id == left
    privileged.refused(log_meanings.annul_meaning, "person", "甲医生", "再撤销")


def test_what_is_not_there_is_refused(privileged: Office) -> None:
    for kind, target in (
        ("person", "查无此人"),
        ("department", "没有这个科"),
        ("code", "99.9999"),
        ("robot", ""),
    ):
        privileged.refused(log_meanings.say_meaning, kind, "甲医生", target, ON)
