"""本院技术：登记、类别、禁止与不适用、产品、规范、自我管理（办法第二、九、十、十二、四十七条）。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.categories import Category
from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.products import ApprovalState, ProductKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.office import (
    appraisals,
    categories,
    filings,
    self_assessments,
    stops,
    technologies,
)
from medtech_desktop.office.filings import NewFiling
from medtech_desktop.office.technologies import NewTechnology
from medtech_desktop.office.technology_pages import technology_list
from tests.builders import (
    FIRST_CASE,
    OPENED_FILING,
    PROPOSED,
    PROVEN,
    STARTED,
    Office,
    articles,
    words,
)


def _add(office: Office, name: str, **more: object) -> str:
    draft = NewTechnology(name=name, **more)  # type: ignore[arg-type]
    return office.do(technologies.add_technology, draft, PROPOSED).subject


def _refused(office: Office, name: str, reason: str = "", **more: object) -> list[str]:
    draft = NewTechnology(name=name, **more)  # type: ignore[arg-type]
    found = office.refused(technologies.add_technology, draft, PROPOSED, reason=reason)
    return [f"{f.severity} {f.article} {f.message}" for f in found]


# --- 登记与类别 ----------


def test_a_restricted_technology_is_registered_by_its_code(hospital: Office) -> None:
    number = hospital.propose("S16")
    line = hospital.page("S16", PROPOSED).line
    assert (number, line.number, line.code) == ("技-001", "技-001", "S16")
    assert (line.name, line.category, line.level) == (
        "神经血管介入诊疗技术",
        Category.PROVINCIAL,
        "省",
    )
    assert (line.departments, line.leads) == (("神经外科",), ("示例甲",))
    for key in ("技-001", "S16", "神经血管介入诊疗技术", line.uid):
        assert hospital.page(key, PROPOSED).line.number == "技-001"


def test_the_list_has_restricted_ones_first(hospital: Office) -> None:
    _add(hospital, "自体皮肤移植")
    hospital.propose("S19")
    hospital.propose("G10")
    lines = technology_list(hospital.library, PROPOSED)
    assert [line.code for line in lines] == ["G10", "S19", ""]
    assert lines[0].category is Category.NATIONAL


def test_the_same_technology_is_not_registered_twice(hospital: Office) -> None:
    hospital.propose("S16")
    [said] = _refused(hospital, "", code="S16")
    assert "已经登记为 技-001" in said
    [unknown] = _refused(hospital, "", code="S99")
    assert "限制类目录里没有「S99」" in unknown
    [nameless] = _refused(hospital, " ")
    assert "没有填技术名称" in nameless


@pytest.mark.allows("MTCA-9", duty="1.prohibited")
@pytest.mark.parametrize(
    "name",
    [
        "医疗目的肢体延长术",
        "自体器官移植技术",
        "自体皮肤移植",
        "角膜移植",
        "单克隆抗体靶向治疗",
        "颅骨延长术",
        "冠状动脉旁路移植技术",
        "造血干细胞移植技术",
    ],
)
def test_near_misses_are_registered(hospital: Office, name: str) -> None:
    number = _add(hospital, name)
    line = hospital.page(number, PROPOSED).line
    assert line.category not in (Category.PROHIBITED, Category.NOT_APPLICABLE)


@pytest.mark.allows("MTCA-47", duty="1.out-of-scope")
@pytest.mark.parametrize("code", ["G01", "G02", "G03", "G04", "G05", "S22"])
def test_transplants_of_the_catalog_are_in_scope(hospital: Office, code: str) -> None:
    day = date(2026, 3, 12)
    hospital.propose(code)
    assert hospital.page(code, day).line.category in (Category.NATIONAL, Category.PROVINCIAL)
    assert hospital.file(code, day).startswith("备案-2026-")


# --- 禁止类（第九条，湘11号 二（一）） ----------


@pytest.mark.refuses("MTCA-9", duty="1.prohibited")
@pytest.mark.parametrize(
    ("name", "article"),
    [
        ("脑下垂体酒精毁损术治疗顽固性疼痛", "MTCA-9(1)"),
        ("代孕技术", "MTCA-9(2)"),
        ("克隆治疗技术", "MTCA-9(2)"),
        ("角膜放射状切开术", "MTCA-9(3)"),
        ("断骨增高术", "HN-2.1"),
    ],
)
def test_a_certain_prohibition_is_refused_whatever_the_reason(
    hospital: Office, name: str, article: str
) -> None:
    [said] = _refused(hospital, name, reason="急诊")
    assert said.startswith(f"refuse {article} 属于禁止类技术")
    assert "国家目录发布前" in said


@pytest.mark.refuses("HN-2.1", duty="1.prohibited")
def test_a_possible_prohibition_asks_for_the_indication_then_for_a_reason(
    hospital: Office,
) -> None:
    [said] = _refused(hospital, "肢体延长术", reason="想做")
    assert said.startswith("refuse HN-2.1 可能属于禁止类技术")
    [asked] = _refused(hospital, "肢体延长术", indication="先天发育异常")
    assert asked.startswith("warn HN-2.1 可能属于禁止类技术")


@pytest.mark.allows("HN-2.1", duty="1.prohibited")
def test_the_answer_is_stored_and_settles_the_question(hospital: Office) -> None:
    draft = NewTechnology(name="肢体延长术", indication="先天发育异常")
    reason = "为矫治先天发育异常，属医疗目的"
    number = hospital.do(technologies.add_technology, draft, PROPOSED, reason=reason).subject
    page = hospital.page(number, PROPOSED)
    assert (page.line.category, page.questions) == (Category.SELF_MANAGED, ())
    [answer] = hospital.world(PROPOSED).find_technology(number).answers
    assert (answer.is_prohibited, answer.reason) == (False, reason)
    assert (answer.decided_by, answer.decided_on) == ("示例经办", PROPOSED)
    hospital.approve(number)
    assert hospital.page(number, STARTED).line.state == "在用"


def test_the_indication_that_allows_it_needs_no_answer(hospital: Office) -> None:
    number = _add(hospital, "胫骨延长术", indication="创伤后骨缺损")
    assert hospital.page(number, PROPOSED).questions == ()


def test_judged_as_prohibited_it_goes_no_further(hospital: Office) -> None:
    draft = NewTechnology(name="肢体延长术", indication="体态改善")
    number = hospital.do(technologies.add_technology, draft, PROPOSED, reason="待核").subject
    later = date(2026, 3, 20)
    hospital.do(
        categories.answer_prohibition,
        number,
        indication="体态改善",
        is_prohibited=True,
        reason="并无医疗目的",
        on=later,
    )
    assert hospital.page(number, later).line.category is Category.PROHIBITED
    hospital.do(technologies.add_evidence, number, "文献", PROVEN)
    passed = appraisals.NewAppraisal(PROVEN, Verdict.PASS, Verdict.PASS, Verdict.PASS, "同意")
    assert "HN-2.1" in articles(hospital.refused(appraisals.record_appraisal, number, passed))
    found = hospital.refused(filings.open_filing, number, NewFiling(), PROVEN)
    assert "属于禁止类技术" in words(found)


def test_a_judgement_needs_its_reason_and_a_question(hospital: Office) -> None:
    number = hospital.propose("S16")
    mute = hospital.refused(
        categories.answer_prohibition,
        number,
        indication="动脉瘤",
        is_prohibited=False,
        reason=" ",
        on=PROPOSED,
    )
    assert "判定没有写理由" in words(mute)
    idle = hospital.refused(
        categories.answer_prohibition,
        number,
        indication="动脉瘤",
        is_prohibited=False,
        reason="不属于",
        on=PROPOSED,
    )
    assert "没有需要判定的禁止类疑问" in words(idle)


def test_renaming_into_a_prohibited_one_is_refused(hospital: Office) -> None:
    number = _add(hospital, "垂体瘤切除术")
    name = {TechnologyFactKind.NAME: "角膜放射状切开术"}
    found = hospital.refused(technologies.set_technology, number, name, OPENED_FILING)
    assert articles(found) == ["MTCA-9(3)"]


# --- 不适用（第四十七条） ----------


@pytest.mark.refuses("MTCA-47", duty="1.out-of-scope")
@pytest.mark.parametrize("name", ["肾移植术", "试管婴儿", "CAR-T细胞治疗"])
def test_what_the_measure_leaves_out_is_listed_but_neither_filed_nor_appraised(
    hospital: Office, name: str
) -> None:
    draft = NewTechnology(name=name)
    done = hospital.do(technologies.add_technology, draft, PROPOSED)
    assert "不适用本办法（第四十七条）" in done.said
    line = hospital.page(done.subject, PROPOSED).line
    assert (line.category, line.state) == (Category.NOT_APPLICABLE, "不适用")
    file = hospital.refused(filings.open_filing, done.subject, NewFiling(), PROPOSED)
    hospital.do(technologies.add_evidence, done.subject, "文献", PROVEN)
    passed = appraisals.NewAppraisal(PROVEN, Verdict.PASS, Verdict.PASS, Verdict.PASS, "同意")
    appraise = hospital.refused(appraisals.record_appraisal, done.subject, passed)
    assert (articles(file), articles(appraise)) == (["MTCA-47"], ["MTCA-47"])


def test_the_office_may_decide_the_scope_either_way_with_its_reason(hospital: Office) -> None:
    number = _add(hospital, "肾移植术")
    decide = categories.decide_scope
    mute = hospital.refused(decide, number, in_scope=True, reason="", on=PROPOSED)
    assert "判定没有写理由" in words(mute)
    hospital.do(decide, number, in_scope=True, reason="自体肾移植，不是器官捐献移植", on=PROPOSED)
    assert hospital.page(number, PROPOSED).line.category is Category.SELF_MANAGED
    hospital.propose("S16")
    restricted = hospital.refused(decide, "S16", in_scope=False, reason="", on=PROPOSED)
    assert [f.severity for f in restricted] == [Severity.REFUSE, Severity.WARN]


# --- 其他技术（第十二条） ----------


@pytest.mark.refuses("MTCA-12", duty="1.self-managed")
def test_a_self_managed_technology_is_not_filed(hospital: Office) -> None:
    number = _add(hospital, "自体皮肤移植")
    found = hospital.refused(filings.open_filing, number, NewFiling(), PROPOSED)
    assert articles(found) == ["MTCA-12"]
    assert "不需要备案" in words(found)


@pytest.mark.refuses("HN-2.3", duty="1.self-managed")
def test_a_self_managed_technology_passes_the_same_gate(hospital: Office) -> None:
    number = _add(hospital, "自体皮肤移植")
    found = hospital.refused(stops.start_technology, number, STARTED)
    assert articles(found) == ["MTCA-9(4)", "MTCA-21", "MTCA-13"]


@pytest.mark.allows("HN-2.3", duty="1.self-managed")
def test_a_self_managed_technology_runs_without_any_filing(hospital: Office) -> None:
    number = _add(hospital, "自体皮肤移植")
    hospital.approve(number)
    hospital.operate(number, FIRST_CASE)
    assert hospital.page(number, FIRST_CASE).line.state == "在用"
    assert hospital.todo(date(2026, 12, 1)) == []


# --- 临床研究（第二条） ----------


def test_research_is_marked_and_passes_no_clinical_gate(hospital: Office) -> None:
    number = hospital.propose(name="示例新疗法", research=True)
    hospital.do(stops.start_technology, number, STARTED, document="研究方案")
    assert hospital.page(number, STARTED).gate == ()
    clinical = {TechnologyFactKind.RESEARCH: ""}
    hospital.do(technologies.set_technology, number, clinical, FIRST_CASE)
    assert "MTCA-9(4)" in articles(hospital.page(number, FIRST_CASE).gate)
    assert hospital.page(number, STARTED).gate == ()


# --- 产品（湘11号 二（一）末） ----------


def _product(office: Office, state: ApprovalState, since: date, number: str = "示例注册证") -> None:
    draft = self_assessments.NewProduct(ProductKind.DEVICE, "示例支架", state, number, since)
    office.do(self_assessments.add_product, "S16", draft)


@pytest.mark.refuses("HN-2.1", duty="1.products")
def test_an_unapproved_product_stops_the_start(hospital: Office) -> None:
    hospital.propose("S16")
    _product(hospital, ApprovalState.UNAPPROVED, PROPOSED)
    found = hospital.page("S16", PROPOSED).gate
    assert "所涉医疗器械「示例支架」2026-03-12 未批准上市" in words(found)


@pytest.mark.allows("HN-2.1", duty="1.products")
def test_an_approved_product_lets_it_start(approved: Office) -> None:
    _product(approved, ApprovalState.APPROVED, STARTED)
    assert approved.todo(FIRST_CASE) == []


@pytest.mark.refuses("HN-2.1", duty="1.products")
def test_a_withdrawn_product_in_use_is_on_todays_list(approved: Office) -> None:
    _product(approved, ApprovalState.APPROVED, STARTED)
    _product(approved, ApprovalState.WITHDRAWN, date(2026, 8, 1))
    assert approved.todo(date(2026, 7, 31), "product") == []
    [item] = approved.todo(date(2026, 8, 1), "product")
    assert "批准已撤销或注销" in item.matter
    file = approved.world(date(2026, 8, 1)).find_technology("S16")
    assert (len(file.products), len(file.approvals)) == (1, 2)


# --- 管理规范（第十条第二款） ----------


@pytest.mark.allows("MTCA-10¶2", duty="1.norm")
def test_an_assessment_by_the_norm_in_force_asks_nothing(approved: Office) -> None:
    assert approved.todo(FIRST_CASE, "norm") == []


@pytest.mark.refuses("MTCA-10¶2", duty="1.norm")
def test_a_new_edition_of_the_norm_asks_for_a_new_assessment(approved: Office) -> None:
    since = date(2026, 8, 1)
    approved.do(self_assessments.add_norm, "hunan-s16", "神经血管介入规范", "2026年版", since)
    assert approved.todo(date(2026, 7, 31), "norm") == []
    [item] = approved.todo(since, "norm")
    assert "2026年版" in item.matter
    approved.assess("S16", date(2026, 8, 10))
    assert approved.todo(date(2026, 8, 10), "norm") == []


def test_a_norm_needs_title_and_edition(hospital: Office) -> None:
    found = hospital.refused(self_assessments.add_norm, "hunan-s16", "规范", " ", PROPOSED)
    assert "管理规范须有名称和版次" in words(found)


# --- 停止 ----------


def test_a_stop_says_to_whom_a_report_is_owed(approved: Office) -> None:
    done = approved.do(stops.stop_technology, "S16", FIRST_CASE, StopGround.ART25_4, "效果不确切")
    assert "发证机关和省级" in words(done.findings)
    again = approved.refused(stops.stop_technology, "S16", FIRST_CASE, StopGround.OWN, "再停一次")
    assert "已经停止应用" in words(again)
    assert approved.todo(FIRST_CASE) == []


def test_a_stop_needs_its_reason_and_a_technology_in_use(hospital: Office) -> None:
    hospital.propose("S16")
    mute = hospital.refused(stops.stop_technology, "S16", FIRST_CASE, StopGround.OWN, " ")
    assert "没有写停止的原因" in words(mute)
    idle = hospital.refused(stops.stop_technology, "S16", FIRST_CASE, StopGround.OWN, "停")
    assert "还没有开展" in words(idle)
