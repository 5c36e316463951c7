"""The list of all privileges: found by words, narrowed, kept up with every act, exported."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from medtech_desktop.domain.privileges import TargetKind, Verb
from medtech_desktop.office import privilege_lists as lists
from medtech_desktop.office.acts import today
from medtech_desktop.office.privilege_lists import PrivilegeQuestion, View
from medtech_desktop.store.privileges import chain_of
from medtech_desktop.store.tables.institutions import DepartmentFact
from medtech_desktop.store.tables.privileges import PrivilegeEventRow, WorkloadRow
from tests.books import CLERK
from tests.office.privilege_house import (
    BELLY,
    BONES,
    DAY,
    LIVER,
    SINCE,
    SURGERY,
    House,
    build_house,
    open_privileges,
)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = build_house(tmp_path)
    open_privileges(made)
    yield made
    made.book.close()


def test_the_whole_list_stands_by_person_and_target(house: House) -> None:
    assert house.find() == [
        ("示例丙", "D01.0100 示例肝切除"),
        ("示例甲", "普通外科专业"),
        ("示例甲", "D01.0100 示例肝切除"),
        ("示例乙", "D02.0100 示例心修补"),
    ]
    ids = lists.find_privileges(house.book, PrivilegeQuestion("外科专业"), today()).ids
    row = lists.privilege_rows(house.book, today(), ids)[0]
    assert row[4:] == ("三级", "有效", "2024-01-01", "", "示例文")
    assert lists.privilege_at(house.book, today(), ids[0]) == (2, SURGERY)


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("肝切除", 2),
        ("slj", 2),
        ("gqc", 2),
        ("D02", 1),
        ("骨科", 1),
        ("示例甲 肝", 2),
        ("肝 gan", 3),
        ("没有", 0),
        ("甲 修补", 0),
    ],
)
def test_words_fit_people_and_targets(house: House, words: str, count: int) -> None:
    assert len(house.find(words)) == count


def test_narrowed_by_department_kind_and_view(house: House) -> None:
    assert len(house.find(department=2)) == 3
    assert len(house.find("肝", department=1)) == 1
    assert house.find(specialty=SURGERY.id) == house.find(department=2)
    assert house.find(kind=TargetKind.GRADE) == [("示例甲", "普通外科专业")]
    assert house.find(view=View.EXPIRED) == [("示例乙", "D02.0100 示例心修补")]
    gone = lists.find_privileges(house.book, PrivilegeQuestion(view=View.EXPIRED), today()).first
    assert gone[0][6] == "2024-01-01"  # when it began, not the day after it ran out
    assert gone[0][7] == (today() - DAY).isoformat()
    assert house.find(view=View.EXPIRING) == [("示例甲", "D01.0100 示例肝切除")]
    assert house.find(view=View.EXPIRING, within=10) == []
    assert house.views() == {"全部": 4, "有效": 3, "将到期": 1, "已过期": 1}
    lists.set_soon_days(house.book, CLERK, 20)
    assert house.find(view=View.EXPIRING) == []
    assert lists.soon_days(house.book) == 20


def test_a_specialty_reaches_the_departments_below_its_own(house: House) -> None:
    with house.book.act(CLERK, "department.parent") as page:
        below = {"subject_id": BONES, "kind": "parent", "value": "肝胆外科", "since": SINCE}
        page.add(DepartmentFact, **below)
    assert len(house.find(department=BELLY)) == 3
    assert house.find(specialty=SURGERY.id) == house.find()


def test_every_act_is_in_the_list_and_ids_hold(house: House) -> None:
    before = lists.find_privileges(house.book, PrivilegeQuestion(), today())
    house.decide(3, LIVER, Verb.OPENING)
    house.decide(1, LIVER, Verb.SUSPEND, today() - DAY)
    after = lists.find_privileges(house.book, PrivilegeQuestion(), today())
    assert set(before.ids) < set(after.ids)
    assert house.find("丙") == [("示例丙", "D01.0100 示例肝切除")]
    assert house.find(view=View.SUSPENDED) == [("示例丙", "D01.0100 示例肝切除")]
    with house.book.look() as look:
        wrong = chain_of(look, 3, LIVER)[0]
    with house.book.act(CLERK, "privilege.annul") as page:
        page.annul(PrivilegeEventRow, wrong.uid, "登记有误")
    assert house.find("乙") == [("示例乙", "D02.0100 示例心修补")]
    gone = next(iter(set(after.ids) - set(before.ids)))
    assert lists.privilege_at(house.book, today(), gone) is None
    assert lists.privilege_rows(house.book, today(), [gone])[0][3] == "已经没有这一项"
    lists._KEPT.clear()  # made anew it says the same
    assert house.find("乙") == [("示例乙", "D02.0100 示例心修补")]
    assert house.views() == {"全部": 4, "有效": 2, "将到期": 1, "已过期": 1, "暂停": 1}


def test_a_year_without_a_case_is_only_told_where_figures_say_so(house: House) -> None:
    with house.book.act(CLERK, "workload.record") as page:
        first, last = today() - 500 * DAY, today()
        zero = {"complications": None, "deaths": None, "source": "手工统计", "technology_id": None}
        period = {"period_from": first, "period_to": last}
        page.add(WorkloadRow, person_id=1, code_id=1, cases=0, **period, **zero)
        page.add(WorkloadRow, person_id=2, code_id=1, cases=9, **period, **zero)
    answer = lists.find_privileges(house.book, PrivilegeQuestion(view=View.NO_CASES), today())
    assert [row[0] for row in answer.first] == ["示例丙"]
    assert answer.uncounted == 2  # nine cases in a longer time say nothing of this year


def test_what_is_listed_goes_to_a_file(house: House, tmp_path: Path) -> None:
    ids = lists.find_privileges(house.book, PrivilegeQuestion("肝"), today()).ids
    path = lists.export_privileges(house.book, ids, tmp_path / "所列.csv", today())
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == lists.TITLES
    assert [row[0] for row in rows[1:]] == ["示例甲", "示例甲", "示例乙", "示例丙"]
    xlsx = lists.export_privileges(house.book, ids, tmp_path / "所列.xlsx", today())
    assert xlsx.stat().st_size > 1000
