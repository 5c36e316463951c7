"""搜索：一个框找全部，变了就找得到，按所看的日子。"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from medtech_desktop.domain.practitioners import PractitionerKind
from medtech_desktop.office.acts import today
from medtech_desktop.office.imports import ImportOptions, import_file
from medtech_desktop.office.practitioners import NewPractitioner, add_practitioner
from medtech_desktop.office.search import (
    MOST_OF_A_KIND,
    Found,
    Offer,
    SearchAnswer,
    SearchKind,
    find_things,
)
from medtech_desktop.office.surgery_lists import LogQuestion, Order, finding_ids
from tests.builders import CLERK, FILING, OPENED_FILING, SECOND, Office
from tests.office.findings_log import Log
from tests.privilege_samples import SINCE, matrix_house

ON = OPENED_FILING
OFFERS = (Offer("institution", "立即备份", "系统", ("备份",)), Offer("todo", "今日待办", ""))


def ask(office: Office, text: str, on: date = ON) -> SearchAnswer:
    return find_things(office.library, text, on, OFFERS)


def found(office: Office, text: str, on: date = ON) -> list[tuple[SearchKind, str]]:
    return [(one.kind, one.key) for group in ask(office, text, on).groups for one in group.found]


def first(office: Office, text: str) -> Found:
    return ask(office, text).groups[0].found[0]


@pytest.mark.parametrize(
    "text", ["S16", "ｓ１６", "神经血管", "sjxg", "shenjing", "神经 介入", "技-001", "示例甲 介入"]
)
def test_a_technology_by_code_name_initials_number_or_lead(filing: Office, text: str) -> None:
    one = first(filing, text)
    assert (one.kind, one.key, one.code) == (SearchKind.TECHNOLOGY, "技-001", "S16")
    assert "神经外科" in one.fact


def test_a_filing_by_number_and_technology(filing: Office) -> None:
    assert (SearchKind.FILING, FILING) in found(filing, "神经血管")
    assert first(filing, "备案-2026").kind is SearchKind.FILING
    assert first(filing, FILING).code_marks == ((0, len(FILING)),)


def test_people_of_one_name_are_told_apart(hospital: Office) -> None:
    hospital.hire("示例甲", "1009", department="骨科")
    group = ask(hospital, "示例甲").groups[0]
    assert group.label == "人员"
    assert [one.fact for one in group.found] == [
        "工号 1001　神经外科　主任医师",
        "工号 1009　骨科　主任医师",
    ]
    assert [one.fact for one in ask(hospital, "甲 骨科").groups[0].found] == [
        "工号 1009　骨科　主任医师"
    ]
    assert first(hospital, "1009").fact.startswith("工号 1009")


def test_a_surname_is_found_as_it_is_read(hospital: Office) -> None:
    hospital.hire("单试验", "1010")
    assert first(hospital, "ssy").title == "单试验"
    assert first(hospital, "shan").title == "单试验"


def test_departments_and_places(hospital: Office) -> None:
    assert (SearchKind.DEPARTMENT, "神经外科") in found(hospital, "sjwk")
    one = first(hospital, "备份")
    assert (one.kind, one.title, one.place) == (SearchKind.PLACE, "立即备份", "institution")
    assert first(hospital, "jrdb").title == "今日待办"


@pytest.mark.parametrize(
    ("text", "article"),
    [("第十一条", "MTCA-11"), ("11", "MTCA-11"), ("湘11号 二", "HN-2"), ("附件2", "HN-annex2")],
)
def test_articles(hospital: Office, text: str, article: str) -> None:
    one = first(hospital, text)
    assert (one.kind, one.key) == (SearchKind.ARTICLE, article)


def test_what_was_just_entered_is_found(hospital: Office) -> None:
    assert found(hospital, "新来的") == []
    draft = NewPractitioner(
        "新来的", "8001", PractitionerKind.PHYSICIAN, "住院医师", "急诊科", date(2026, 9, 1)
    )
    add_practitioner(hospital.library, CLERK, draft)
    assert [kind for kind, _key in found(hospital, "新来的")] == [SearchKind.PRACTITIONER]
    assert (SearchKind.DEPARTMENT, "急诊科") in found(hospital, "急诊")


def test_a_past_day_has_what_was_there(filing: Office) -> None:
    assert (SearchKind.FILING, FILING) in found(filing, FILING)
    assert found(filing, FILING, date(2026, 5, 1)) == []
    assert (SearchKind.FILING, FILING) in found(filing, FILING)


def test_procedures_once_they_are_imported(hospital: Office, tmp_path: Path) -> None:
    assert found(hospital, "52.8000") == []
    book = tmp_path / "编码.csv"
    rows = [f"52.{n:04d},胰腺测试{n - 8000}号手术" for n in range(8000, 8020)]
    book.write_text("编码,名称\n" + "\n".join(rows) + "\n", encoding="utf-8")
    options = ImportOptions(edition="示例版")
    done = import_file(hospital.library, CLERK, "procedures", book, ON, options=options)
    assert done.report.accepted == 20, done.said
    assert first(hospital, "52.8007").title == "胰腺测试7号手术"
    group = ask(hospital, "yxcs").groups[0]
    assert (group.kind, len(group.found), group.more) == (
        SearchKind.PROCEDURE,
        MOST_OF_A_KIND,
        True,
    )
    assert [one.code for one in group.found][:2] == ["52.8000", "52.8001"]


def test_nothing_found_says_what_was_searched(filing: Office) -> None:
    answer = ask(filing, "无此词")
    assert answer.groups == ()
    assert answer.searched.startswith("技术 1、人员 4、备案 1、科室 2")
    assert ask(filing, "").groups == ()


def test_a_person_and_a_procedure_together_are_answered(tmp_path: Path) -> None:
    house = matrix_house(tmp_path)
    try:
        told = find_things(house.library, "示例甲 01.0101", today(), OFFERS).groups
        assert told[0].kind is SearchKind.PRIVILEGE
        [one] = told[0].found
        assert one.title.startswith("示例甲")
        assert one.fact.startswith("可做，30 天后到期")
        person, kind, _code = one.key.split()
        assert (person.isdigit(), kind) == (True, "2")
        turned = find_things(house.library, "栓塞 示例甲", today(), OFFERS).groups[0]
        assert any(each.fact.startswith("暂停，不可做") for each in turned.found)
        before = find_things(house.library, "示例甲 01.0101", SINCE - timedelta(days=1), OFFERS)
        assert before.groups[0].found[0].fact.startswith("没有授权，不可做")
        assert find_things(house.library, "示例甲 99.99", today(), OFFERS).groups == ()
    finally:
        house.library.close()


def test_a_case_is_found_by_its_number_when_nothing_else_fits(privileged: Office) -> None:
    second = privileged.person(SECOND)
    with privileged.library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S26-0001", date(2026, 9, 22), second, 2, 1)
        log.at("S26-0002", date(2026, 9, 23), second, 4, 1)
    [number] = finding_ids(privileged.library, LogQuestion(), Order(), date(2026, 11, 1))
    [group] = find_things(privileged.library, "S26-0001", date(2026, 11, 1)).groups
    [one] = group.found
    assert (group.label, one.key, one.code) == ("手术登记", str(number), "S26-0001")
    assert (one.title, one.fact) == ("2026-09-22　示例乙", "1 条发现")
    [group] = find_things(privileged.library, "S26-0002", date(2026, 11, 1)).groups
    assert group.found[0].fact == "没有发现问题"
    for text in ("S26-000", "S26-0009", "12345 67890"):
        assert find_things(privileged.library, text, date(2026, 11, 1)).groups == ()
