"""既往已开展的期限（第四十九条、湘11号 六（一））与目录换版（第十条）。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.catalogs import Level
from medtech_desktop.domain.practitioners import PractitionerKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office import catalogs, filings, stops, technologies
from medtech_desktop.office.practitioners import NewPractitioner, add_practitioner
from tests.builders import CLERK, LEAD, PROPOSED, Office, new_hospital, words

ART49, HN61 = date(2019, 2, 1), date(2019, 1, 31)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Office]:
    """2018-12-03 启用的医院：湘11号刚下发。"""
    opened = date(2018, 12, 3)
    office = new_hospital(tmp_path / "库", opened)
    person = NewPractitioner(
        "示例甲", LEAD, PractitionerKind.PHYSICIAN, "主任医师", "神经外科", opened
    )
    add_practitioner(office.library, CLERK, person)
    yield office
    office.library.close()


def _in_use(office: Office, code: str, since: date) -> None:
    office.propose(code, on=date(2018, 12, 3))
    office.do(stops.start_technology, code, since, document="病案示例", opening=True)


# --- 办法公布前、通知下发前已经开展 ----------


@pytest.mark.allows("MTCA-49")
@pytest.mark.allows("HN-6.1")
def test_in_use_before_the_measure_was_published_both_dates_are_shown(old: Office) -> None:
    _in_use(old, "G10", date(2018, 8, 12))
    number = old.file("G10", date(2018, 12, 10))
    page = old.filing(number, date(2018, 12, 10))
    assert page.line.cause == "既往已开展"
    assert page.clock is not None
    assert (page.clock.due, page.clock.article) == (HN61, "HN-6.1")
    assert page.clock.also == (("MTCA-49", ART49),)
    assert page.draft is not None
    assert page.draft.first_use is False


@pytest.mark.allows("HN-6.1")
@pytest.mark.parametrize("since", [date(2018, 8, 13), date(2018, 10, 31)])
def test_in_use_after_publication_only_the_notice_applies(old: Office, since: date) -> None:
    _in_use(old, "G10", since)
    [item] = old.todo(date(2018, 12, 10), "filing")
    assert (item.due, item.article) == (HN61, "HN-6.1")
    clock = old.world(date(2018, 12, 10)).duties(_file(old, "G10"))[0].clock
    assert clock.also == ()


@pytest.mark.allows("HN-6.1")
@pytest.mark.parametrize("since", [date(2017, 1, 1), date(2018, 11, 1), date(2018, 11, 18)])
def test_a_provincial_one_in_use_before_the_notice_is_filed_by_its_date(
    old: Office, since: date
) -> None:
    _in_use(old, "S16", since)
    clock = old.world(date(2018, 12, 10)).duties(_file(old, "S16"))[0].clock
    assert (clock.article, clock.due, clock.also) == ("HN-6.1", HN61, ())


def test_a_provincial_one_from_the_day_of_the_notice_has_fifteen_days(old: Office) -> None:
    _in_use(old, "S16", date(2018, 11, 19))
    clock = old.world(date(2018, 12, 10)).duties(_file(old, "S16"))[0].clock
    assert (clock.article, clock.due) == ("MTCA-11", date(2018, 12, 10))


def test_between_the_measure_and_the_notice_a_national_one_has_both(old: Office) -> None:
    _in_use(old, "G10", date(2018, 11, 5))
    clock = old.world(date(2018, 12, 10)).duties(_file(old, "G10"))[0].clock
    assert (clock.article, clock.due) == ("MTCA-11", date(2018, 11, 26))
    assert clock.also == (("HN-6.1", HN61),)


def _file(office: Office, code: str) -> TechnologyFile:
    return office.world(date(2018, 12, 10)).find_technology(code)


@pytest.mark.refuses("MTCA-49")
@pytest.mark.refuses("HN-6.1")
def test_not_filed_in_time_it_must_not_go_on(old: Office) -> None:
    _in_use(old, "G10", date(2018, 6, 1))
    assert old.todo(HN61, "stop") == []
    late = date(2019, 2, 11)
    [item] = old.todo(late, "stop")
    assert item.matter == "既往已开展，2019-01-31 前没有备案，不得再开展"
    assert (item.article, item.action) == ("HN-6.1", "停止应用")
    assert old.page("G10", late).line.state == "逾期"
    old.do(stops.stop_technology, "G10", late, StopGround.ART22, "未按期备案")
    assert old.todo(late) == []


@pytest.mark.refuses("HN-6.1")
def test_unfit_by_its_own_assessment_it_must_not_go_on(old: Office) -> None:
    _in_use(old, "S16", date(2017, 1, 1))
    day = date(2018, 12, 17)
    old.assess("S16", day, meets=False)
    [item] = old.todo(day, "stop")
    assert "自我评估不符合管理规范要求，不得再开展" in item.matter
    old.assess("S16", date(2018, 12, 20))
    assert old.todo(date(2018, 12, 20), "stop") == []


@pytest.mark.allows("MTCA-49")
def test_filed_in_time_it_goes_on(old: Office) -> None:
    _in_use(old, "G10", date(2018, 6, 1))
    day = date(2018, 12, 17)
    old.do(technologies.add_evidence, "G10", "指南", day)
    old.assess("G10", day)
    old.appraise("G10", day)
    old.review("G10", day)
    number = old.file("G10", day)
    lead = filings.DraftLead(LEAD, training="示例培训基地，2018年")
    old.do(filings.set_filing_leads, number, [lead], day)
    old.gather(number, day)
    old.submit(number, HN61)
    assert old.todo(date(2019, 3, 1), "stop") == []
    assert old.page("G10", date(2019, 3, 1)).line.state == "办理中"


def test_before_the_measure_holds_nothing_is_owed(old: Office) -> None:
    _in_use(old, "G10", date(2018, 6, 1))
    assert old.todo(date(2018, 10, 31), "filing") == []
    [item] = old.todo(date(2018, 11, 1), "filing")
    assert (item.article, item.due) == ("MTCA-49", ART49)


# --- 目录换版（第十条、第十一条） ----------

EFFECT = date(2026, 7, 1)


def _ecmo(office: Office) -> str:
    """国家2022 新列入的一项，本院早已开展。"""
    number = office.propose(name="体外膜肺氧合治疗", on=PROPOSED)
    office.do(stops.start_technology, number, date(2020, 5, 6), document="病案示例", opening=True)
    return number


@pytest.mark.allows("MTCA-10", duty="3.edition-change")
def test_newly_listed_while_in_use_has_fifteen_provisional_days(hospital: Office) -> None:
    number = _ecmo(hospital)
    assert hospital.todo(PROPOSED, "filing") == []
    entry = "体外膜肺氧合（ECMO）技术"
    hospital.do(technologies.link_entry, number, entry, PROPOSED)
    [item] = hospital.todo(PROPOSED, "filing")
    assert (item.due, item.provisional, item.overdue) == (date(2022, 5, 12), True, True)
    clock = hospital.world(PROPOSED).duties(hospital.world(PROPOSED).find_technology(number))[0]
    assert clock.clock.day_zero == date(2022, 4, 20)
    assert any("未写明补备案期限" in reason for reason in clock.clock.reasons)
    draft = hospital.file(number, PROPOSED)
    assert hospital.filing(draft, PROPOSED).line.cause == "目录调整"
    assert hospital.page(number, PROPOSED).line.code == ""


@pytest.mark.refuses("MTCA-10", duty="3.edition-change")
def test_the_due_date_typed_from_the_document_is_final(hospital: Office) -> None:
    number = _ecmo(hospital)
    hospital.do(technologies.link_entry, number, "体外膜肺氧合（ECMO）技术", PROPOSED)
    force = catalogs.put_in_force
    mute = hospital.refused(force, "国家2022", date(2022, 4, 20), document_number=" ")
    assert "没有填文件号" in words(mute)
    hospital.do(
        force,
        "国家2022",
        date(2022, 4, 20),
        document_number="示例文号",
        filing_due=date(2022, 9, 30),
    )
    [item] = hospital.todo(PROPOSED, "filing")
    assert (item.due, item.provisional) == (date(2022, 9, 30), False)


def _dropped(office: Office, day: date = EFFECT) -> None:
    """国家2022 不再列 G12；省文件自该日起也不再印它。"""
    office.do(
        catalogs.put_out_of_force,
        "湖南2018·国家部分",
        day,
        level=Level.PROVINCIAL,
        document_number="示例省文件",
    )


@pytest.mark.allows("MTCA-11", duty="3.edition-change")
def test_dropped_from_the_catalog_the_clock_closes_and_history_stays(hospital: Office) -> None:
    number = hospital.propose("G12", leads=(), departments=())
    marks = hospital.page(number, PROPOSED).line.marks
    assert any("国家已调出，湖南2018仍列入，请核对省文件" in mark for mark in marks)
    case = date(2026, 6, 22)
    hospital.operate(number, case, reason="规范未办")
    [item] = hospital.todo(case, "filing")
    assert (item.due, item.code) == (date(2026, 7, 13), "G12")
    _dropped(hospital)
    assert hospital.todo(EFFECT, "filing") == []
    world = hospital.world(EFFECT)
    clock = world.duties(world.find_technology(number))[0].clock
    assert (clock.closed, clock.closed_on) == ("目录调出", EFFECT)
    assert hospital.page(number, EFFECT).line.state == "在用"
    assert any(line.title == "首例" for line in hospital.page(number, EFFECT).history)


@pytest.mark.refuses("MTCA-11", duty="3.edition-change")
def test_the_edition_of_the_first_case_day_governs(hospital: Office) -> None:
    number = hospital.propose("G12", leads=(), departments=())
    _dropped(hospital)
    hospital.operate(number, EFFECT, reason="未办")
    assert hospital.todo(EFFECT) == []  # 首例那天已不是限制类
    earlier = date(2026, 6, 1)
    hospital.operate(number, earlier, EFFECT, reason="核对登记发现")
    world = hospital.world(EFFECT)
    [duty] = world.duties(world.find_technology(number))
    assert (duty.clock.day_zero, duty.clock.item.entry.code) == (earlier, "G12")
    assert duty.is_late(EFFECT)
    early = hospital.world(date(2026, 6, 30))
    assert early.duties(early.find_technology(number))[0].clock.closed == ""


def test_what_is_not_in_force_cannot_be_ended(hospital: Office) -> None:
    end = catalogs.put_out_of_force
    level = Level.NATIONAL
    found = hospital.refused(end, "湖南2018·国家部分", EFFECT, level=level, document_number="示例")
    assert "没有由这一层级施行" in words(found)
    mute = hospital.refused(end, "国家2022", EFFECT, level=level, document_number=" ")
    assert "没有填文件号" in words(mute)


def test_an_unknown_edition_is_named_with_those_that_exist(hospital: Office) -> None:
    found = hospital.refused(catalogs.put_in_force, "国家2030", EFFECT, document_number="示例")
    assert "没有「国家2030」这一版" in words(found)
    assert "国家2022" in found[0].remedy


def test_the_diff_names_what_it_means_for_each_technology(hospital: Office) -> None:
    hospital.propose("G12", leads=(), departments=())
    number = _ecmo(hospital)
    hospital.do(technologies.link_entry, number, "体外膜肺氧合（ECMO）技术", PROPOSED)
    found = catalogs.compare_editions(hospital.library, "湖南2018", "国家2022", PROPOSED)
    assert [entry.code for entry in found.diff.removed] == ["G05", "G09", "G12", "G14", "G15"]
    said = {c.technology_id: c.message for c in found.consequences}
    assert "列入限制类且已在用" in said[2]
    assert "国家已调出" in said[1]
