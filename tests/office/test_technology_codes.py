"""技术与手术编码的对应：在册才能对应，有起止日与条件，终止以后不再算。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.law import Severity
from medtech_desktop.office import technology_codes
from medtech_desktop.office.technology_codes import NewCode
from tests.builders import CLERK, Office, office_at
from tests.code_lists import enter_codes
from tests.office.surgery_log import log_surgery

SINCE, TODAY = date(2026, 3, 1), date(2026, 11, 24)
CODES = [
    ("39.7201", "颈动脉支架置入术", "介入治疗"),
    ("39.7202", "颅内动脉支架置入术", "介入治疗"),
    ("36.0700", "神经血管介入诊疗的示例", "介入治疗"),
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = office_at("approved", tmp_path)
    enter_codes(made.library, tmp_path, "示例编码", date(2026, 1, 1), CODES)
    yield made
    made.library.close()


def held(office: Office, day: date) -> list[tuple[str, str]]:
    found = technology_codes.codes_of_technology(office.library, "S16", day)
    running = [x for x in found if x.since <= day and (x.until is None or day <= x.until)]
    return [(one.code, one.condition) for one in running]


def test_a_code_is_linked_with_its_condition_and_ended(office: Office) -> None:
    office.do(technology_codes.link_code, "S16", NewCode("39.7201", SINCE), TODAY)
    some = NewCode("39.7202", SINCE, "仅限急诊取栓（示例）")
    office.do(technology_codes.link_code, "S16", some, TODAY)
    assert held(office, TODAY) == [("39.7201", ""), ("39.7202", "仅限急诊取栓（示例）")]
    office.do(technology_codes.end_code, "S16", "39.7202", date(2026, 9, 30), TODAY)
    assert held(office, TODAY) == [("39.7201", "")]
    assert len(held(office, date(2026, 9, 30))) == 2
    world = office.world(TODAY)
    with office.library.look() as look:
        (mine,) = technology_codes.technologies_of_code(look, world, "39.7201")
        assert technology_codes.restricted_codes(look, world, TODAY)
    assert (mine.technology, mine.name) == ("技-001", "颈动脉支架置入术")


def test_ending_before_it_began_undoes_it(office: Office) -> None:
    office.do(technology_codes.link_code, "S16", NewCode("39.7201", SINCE), TODAY)
    office.do(technology_codes.end_code, "S16", "39.7201", date(2026, 2, 1), TODAY)
    assert technology_codes.codes_of_technology(office.library, "S16", TODAY) == ()


def test_a_code_typed_without_its_zeros_is_ended_as_it_was_linked(office: Office) -> None:
    office.do(technology_codes.link_code, "S16", NewCode("36.07", SINCE), TODAY)
    done = office.do(technology_codes.end_code, "S16", "36.07", TODAY, TODAY)
    assert done.said.endswith("起不再对应 36.0700")


def test_cases_before_the_link_are_told_of(office: Office) -> None:
    with office.library.act(CLERK, "test.log") as page:
        for day in (date(2026, 2, 27), date(2026, 2, 28), SINCE):
            log_surgery(page, "39.7201", day, None)
    done = office.do(technology_codes.link_code, "S16", NewCode("39.7201", SINCE), TODAY)
    [note] = [one for one in done.findings if one.severity is Severity.NOTE]
    assert note.message.startswith("登记里早于 2026-03-01 的还有 2 项（最早 2026-02-27）")
    office.do(technology_codes.end_code, "S16", "39.7201", date(2026, 2, 1), TODAY)
    whole = office.do(
        technology_codes.link_code, "S16", NewCode("39.7201", date(2026, 2, 1)), TODAY
    )
    assert not [one for one in whole.findings if one.severity is Severity.NOTE]


def test_unknown_and_doubled_codes_are_refused(office: Office) -> None:
    (no,) = office.refused(technology_codes.link_code, "S16", NewCode("99.0000", SINCE), TODAY)
    assert "没有这一编码" in no.message
    office.do(technology_codes.link_code, "S16", NewCode("39.7201", SINCE), TODAY)
    (twice,) = office.refused(technology_codes.link_code, "S16", NewCode("39.7201", SINCE), TODAY)
    assert "已经对应" in twice.message
    earlier = NewCode("39.7201", date(2026, 1, 1))
    (overlapping,) = office.refused(technology_codes.link_code, "S16", earlier, TODAY)
    assert "已经对应" in overlapping.message
    (none,) = office.refused(technology_codes.end_code, "S16", "39.7202", TODAY, TODAY)
    assert "没有对应" in none.message


def test_codes_are_found_by_code_name_and_pinyin(office: Office) -> None:
    def found(words: str) -> list[str]:
        return [code for code, _name in technology_codes.codes_like(office.library, words, TODAY)]

    assert found("39.72") == ["39.7201", "39.7202"]
    assert found("颅内") == ["39.7202"]
    assert found("jdmzj") == ["39.7201"]
    assert found("没有的") == []


def test_codes_are_offered_by_name_and_never_taken(office: Office) -> None:
    offered = technology_codes.offered_codes(office.library, "S16", TODAY)
    assert ("36.0700", "神经血管介入诊疗的示例") in offered
    assert held(office, TODAY) == []
    office.do(technology_codes.link_code, "S16", NewCode("36.0700", SINCE), TODAY)
    assert technology_codes.offered_codes(office.library, "S16", TODAY) == ()
