"""矩阵由库里做出来：范围、术式、人员的选法，外请，每一格与核心问题一致。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from medtech_desktop.domain.privilege_matrix import MARK_LABELS, Mark
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.surgery_explanations import Said
from medtech_desktop.office.acts import today
from medtech_desktop.office.practitioners import set_presence
from medtech_desktop.office.privilege_cells import privilege_cell
from medtech_desktop.office.privilege_matrix import (
    MatrixQuestion,
    People,
    Procedures,
    privilege_matrix,
    scope_choices,
    short_title,
)
from medtech_desktop.office.search import find_things
from medtech_desktop.office.surgery_explanations import explain
from medtech_desktop.office.surgery_lists import LogQuestion, Order, finding_ids
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.specialties import load_specialties
from tests.builders import CLERK, SECOND, Office
from tests.office.findings_log import Log
from tests.privilege_samples import APPLICANT, SINCE, matrix_house

NEURO = 1


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    office = matrix_house(tmp_path_factory.mktemp("矩阵"))
    yield office
    office.library.close()


@pytest.mark.parametrize("day", [today(), SINCE, SINCE - timedelta(days=1), date(2026, 5, 6)])
@pytest.mark.parametrize("scope", ["department", "specialty", "hospital"])
def test_every_cell_says_what_the_page_of_the_cell_says(
    house: Office, scope: str, day: date
) -> None:
    asked = MatrixQuestion(
        NEURO if scope == "department" else None,
        1 if scope == "specialty" else None,
        Procedures.ALL,
        People.EVERYONE,
    )
    matrix = privilege_matrix(house.library, asked, day).matrix
    told = {}
    for column, person in enumerate(matrix.people):
        for place, row in enumerate(matrix.axis.rows):
            page = privilege_cell(house.library, asked, person.id, row.target, day)
            told[person.name, row.code] = (matrix.mark(place, column), page.mark)
    assert {key: pair for key, pair in told.items() if pair[0] is not pair[1]} == {}


def test_the_marks_of_the_sample_house(house: Office) -> None:
    matrix = privilege_matrix(house.library, MatrixQuestion(NEURO), today()).matrix
    counted = {MARK_LABELS[mark]: matrix.count(mark) for mark in Mark}
    assert counted["暂停"] == 1
    assert counted["60 天内到期"] == 1
    assert counted["有效"] == 1
    assert counted["按级别可做"] == 3
    assert counted["申请中"] == 7
    assert sum(counted.values()) == len(matrix.people) * len(matrix.axis)


def test_scopes_are_departments_specialties_and_the_whole(house: Office) -> None:
    names = [one.name for one in scope_choices(house.library, today())]
    assert "神经外科" in names
    assert names[-2:] == ["神经外科专业", "全院"]


def test_who_has_left_stands_only_among_everybody(tmp_path: Path) -> None:
    office = matrix_house(tmp_path)
    office.do(set_presence, office.person(APPLICANT), "left", today())
    asked = MatrixQuestion(NEURO)

    def people(wanted: People) -> list[int]:
        question = MatrixQuestion(NEURO, people=wanted)
        return [one.id for one in privilege_matrix(office.library, question, today()).matrix.people]

    assert office.person(APPLICANT) not in people(asked.people)
    assert office.person(APPLICANT) not in people(People.PRESENT)
    assert office.person(APPLICANT) in people(People.EVERYONE)
    office.library.close()


def test_without_a_list_the_privileges_still_show(house: Office) -> None:
    asked = MatrixQuestion(NEURO, procedures=Procedures.HELD)
    whole = privilege_matrix(house.library, asked, SINCE).matrix
    codes = {row.code for row in whole.axis.rows if row.kind is TargetKind.PROCEDURE}
    assert codes == {"01.0101", "01.0102"}


def test_the_cell_tells_its_application_and_its_paper(house: Office) -> None:
    second = house.person("1003")
    with house.library.look() as look:
        coil = Target(TargetKind.PROCEDURE, code_ids(look, ("01.0102",))["01.0102"])
    page = privilege_cell(house.library, MatrixQuestion(NEURO), second, coil, today())
    assert page.application.endswith("待科室评议")
    assert page.grade == "四级手术"
    first = privilege_cell(
        house.library, MatrixQuestion(NEURO), house.person(APPLICANT), coil, today()
    )
    assert [line.document for line in first.chain][0] == "示例〔2026〕2号"
    assert len(first.bars) == 2


def test_who_holds_something_is_found_as_such(house: Office) -> None:
    groups = find_things(house.library, "示例甲", today()).groups
    found = {group.label: [one.key for one in group.found] for group in groups}
    assert found["授权"] == [str(house.person(APPLICANT))]
    assert "授权" not in {one.label for one in find_things(house.library, "示例庚", today()).groups}


def test_short_titles() -> None:
    assert [short_title(one) for one in ("主任医师", "主管护师", "")] == ["主任", "主管护师", ""]


def test_a_grade_has_a_page_of_its_own_and_no_procedure_is_judged(house: Office) -> None:
    with house.library.look() as look:
        specialty = next(iter(look.kept(load_specialties).of_department(NEURO, today())))
    target = Target(TargetKind.GRADE, specialty)
    asked = MatrixQuestion(NEURO)
    first = privilege_cell(house.library, asked, house.person(APPLICANT), target, today())
    assert (first.mark, first.title, first.note) == (Mark.BY_GRADE, "有效，二级", "长期有效")
    assert (first.grade, first.scope) == ("专业的级别", "按级别")
    second = privilege_cell(house.library, asked, house.person("1003"), target, today())
    assert (second.mark, second.title) == (Mark.EMPTY, "没有这个专业的级别")


def test_a_cell_with_an_open_finding_of_the_log_is_marked(privileged: Office) -> None:
    """登记里无权做过的那一格带红角；说明以后不再。"""
    second = privileged.person(SECOND)
    on = date(2026, 11, 1)
    with privileged.library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S1", date(2026, 9, 22), second, 1, 1)
    asked = MatrixQuestion(procedures=Procedures.ALL)
    assert privilege_matrix(privileged.library, asked, on).matrix.findings == 0
    [one] = finding_ids(privileged.library, LogQuestion(), Order(), on)
    assert privilege_matrix(privileged.library, asked, on).matrix.findings == 1
    privileged.do(explain, [one], Said.EXPLAINED, "上级在台", None, on)
    assert privilege_matrix(privileged.library, asked, on).matrix.findings == 0
