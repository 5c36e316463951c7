"""禁止类技术：技术 × 适应证（办法第九条，湘二（一））。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.prohibited import (
    GROUND_ARTICLES,
    Ground,
    IndicationRule,
    Issuer,
    Match,
    MatchKind,
    ProhibitedAnswer,
    ProhibitedEntry,
    Wording,
    is_under,
    match,
    matches,
    prohibited_findings,
)
from medtech_desktop.intake.catalogs import shipped_catalogs

ENTRIES = shipped_catalogs().prohibited
TODAY = date(2026, 11, 22)
CERTAIN, POSSIBLE, NONE = MatchKind.CERTAIN, MatchKind.POSSIBLE, MatchKind.NONE


def asked(name: str, indication: str = "", *codes: str) -> Match:
    return match(ENTRIES, Wording(name, (), codes, indication), TODAY)


@pytest.mark.refuses("MTCA-9", duty="1.prohibited")
@pytest.mark.refuses("HN-2.1", duty="1.prohibited")
@pytest.mark.parametrize(
    ("name", "indication"),
    [
        ("脑下垂体酒精毁损术治疗顽固性疼痛", ""),
        ("脑下垂体酒精毁损术", "顽固性疼痛"),
        ("脑下垂体酒精毁损术", "癌痛"),
        ("脑下垂体酒精毁损技术", "难治性疼痛"),
        ("经蝶垂体酒精毁损术", "顽固性疼痛"),
        ("垂体无水乙醇注射", "顽固性疼痛"),
        ("脑下垂体酒精毁损术（顽固性疼痛）", ""),
        ("克隆治疗技术", ""),
        ("克隆治疗", ""),
        ("治疗性克隆", ""),
        ("治疗性克隆技术", "再生医学"),
        ("非治疗性克隆", ""),
        ("生殖性克隆", ""),
        ("代孕技术", ""),
        ("代孕", ""),
        ("代孕（妊娠型）", ""),
        ("代 孕 技 术", ""),
        ("借腹生子", ""),
        ("肢体延长术（增高美容）", ""),
        ("肢体延长术", "增高"),
        ("肢体延长术", "非医疗目的"),
        ("除医疗目的以外的肢体延长术", ""),
        ("断骨增高术", ""),
        ("双侧胫骨延长术", "身高不满意，要求增高"),
        ("肢体延长术", "骨折畸形愈合，同时增高"),
        ("角膜放射状切开术", ""),
        ("放射状角膜切开术", ""),
        ("放射性角膜切开术", "近视"),
        ("角膜放射状切开术（RK）", ""),
        ("Radial Keratotomy", ""),
    ],
)
def test_certain(name: str, indication: str) -> None:
    found = asked(name, indication)
    assert found.kind is CERTAIN
    (finding,) = prohibited_findings(found)
    assert finding.severity is Severity.REFUSE
    assert "急诊亦无例外" in finding.remedy
    assert "国家目录发布前" in finding.message


@pytest.mark.parametrize(
    ("name", "indication"),
    [
        ("肢体延长术", ""),
        ("肢体延长术", "门诊患者"),
        ("下肢延长术", ""),
        ("胫骨延长术", ""),
        ("肢体延长术", "不是为了骨折"),
        ("肢体延长术（非美容）", ""),
        ("脑下垂体酒精毁损术", ""),
        ("脑下垂体酒精毁损术", "三叉神经痛"),
        ("代孕妇女产前检查", ""),
        ("代孕纠纷心理咨询", ""),
        ("克隆胚胎干细胞培养", ""),
    ],
)
def test_possible_asks(name: str, indication: str) -> None:
    found = asked(name, indication)
    assert found.kind is POSSIBLE
    assert found.question
    (finding,) = prohibited_findings(found)
    assert finding.severity is Severity.REFUSE
    assert finding.field == "indication"
    assert "判定" in finding.remedy


@pytest.mark.allows("MTCA-9", duty="1.prohibited")
@pytest.mark.allows("HN-2.1", duty="1.prohibited")
@pytest.mark.parametrize(
    ("name", "indication"),
    [
        ("医疗目的肢体延长术", ""),
        ("肢体延长术", "双下肢不等长"),
        ("肢体延长术（医疗目的）", ""),
        ("骨延长术", "骨折畸形愈合"),
        ("股骨延长术", "先天性短肢"),
        ("跟腱延长术", ""),
        ("牙冠延长术", "增高牙冠"),
        ("舌系带延长术", ""),
        ("下颌骨延长术", "小颌畸形"),
        ("指深-浅屈肌腱交叉延长术", ""),
        ("牙槽嵴增高术", ""),
        ("非代孕技术", ""),
        ("禁止代孕宣传", ""),
        ("替代孕激素治疗", ""),
        ("第三代孕激素避孕", ""),
        ("单克隆抗体治疗技术", ""),
        ("单克隆治疗", ""),
        ("克隆病治疗技术", ""),
        ("克隆氏病肠切除术", ""),
        ("克隆性造血检测", ""),
        ("分子克隆技术", ""),
        ("垂体瘤切除术", ""),
        ("经蝶垂体手术", "垂体瘤"),
        ("经蝶骨垂体病损切除术", "顽固性疼痛"),
        ("肝囊肿酒精硬化术", ""),
        ("三叉神经酒精毁损术", "顽固性疼痛"),
        ("准分子激光角膜切削术", "近视"),
        ("准分子激光原位角膜磨镶术", ""),
        ("角膜切开术", ""),
        ("角膜切开异物去除术", ""),
        ("飞秒激光角膜切开术", "散光"),
        ("肿瘤放射性粒子植入治疗技术", ""),
        ("", ""),
    ],
)
def test_near_misses_pass(name: str, indication: str) -> None:
    found = asked(name, indication)
    assert found.kind is NONE
    assert prohibited_findings(found) == ()


def test_a_code_is_as_certain_as_the_name() -> None:
    assert asked("屈光手术", "", "11.7500").kind is CERTAIN
    assert asked("屈光手术", "", "11.75").kind is CERTAIN
    assert asked("屈光手术", "", "11.7500x001").kind is CERTAIN
    assert asked("屈光手术", "", "11.7600").kind is NONE
    assert asked("屈光手术", "", "").kind is NONE


@pytest.mark.parametrize(
    ("code", "listed", "is_same"),
    [
        ("36.07", "36.0700", True),
        ("36.0700x004", "36.07", True),
        ("36.0701", "36.0700", True),
        ("36.0700", "36.0701", False),
        ("03.1500", "03.10", False),
        ("03.1x00x001", "03.1x00", True),
        ("11.7x00", "11.75", False),
        ("36.0700", "36.0700x004", False),
        ("36.0700X004", "36.0700x004", True),
        ("", "36.07", False),
        ("36.07", "", False),
    ],
)
def test_codes_stand_under_their_main_code(code: str, listed: str, is_same: bool) -> None:
    assert is_under(code, listed) is is_same


def test_an_alias_of_the_technology_counts_like_its_name() -> None:
    found = match(ENTRIES, Wording("眼科新术式", ("放射状角膜切开术",)), TODAY)
    assert found.kind is CERTAIN


def test_nothing_is_prohibited_before_the_list_or_after_its_end() -> None:
    wording = Wording("代孕技术")
    assert match(ENTRIES, wording, date(2018, 11, 18)).kind is NONE
    assert match(ENTRIES, wording, date(2018, 11, 19)).kind is CERTAIN
    ended = [replace(entry, until=date(2027, 1, 1)) for entry in ENTRIES]
    assert match(ended, wording, date(2027, 1, 1)).kind is CERTAIN
    assert match(ended, wording, date(2027, 1, 2)).kind is NONE


def test_an_entry_not_yet_checked_against_its_source_asks_and_an_answer_settles_it() -> None:
    doubtful = [replace(entry, unverified=True) for entry in ENTRIES]
    wording = Wording("肢体延长术", indication="增高")
    found = match(doubtful, wording, TODAY)
    assert found.kind is POSSIBLE
    assert "尚未核对原文" in found.question
    kept = ProhibitedAnswer(1, "", LIMB.id, 7, "增高", True, "已核对原文", TODAY)
    settled_one = match(doubtful, wording, TODAY, [kept])
    assert settled_one.kind is CERTAIN
    assert "请核对原文" in prohibited_findings(settled_one)[0].message


# --- the stored answer ---------------------------------------------------------------------

LIMB = next(entry for entry in ENTRIES if entry.technology == "肢体延长术")


def answer(number: int, is_prohibited: bool, day: date, indication: str = "") -> ProhibitedAnswer:
    return ProhibitedAnswer(
        number, "", LIMB.id, 7, indication, is_prohibited, "查阅病历与方案", day
    )


def settled(*answers: ProhibitedAnswer, name: str = "肢体延长术", indication: str = "") -> Match:
    return match(ENTRIES, Wording(name, (), (), indication), TODAY, answers)


def test_a_stored_answer_settles_a_possible_match() -> None:
    assert settled(answer(1, False, date(2026, 1, 1))).kind is NONE
    refused = settled(answer(1, True, date(2026, 1, 1)))
    assert refused.kind is CERTAIN
    assert "查阅病历与方案" in prohibited_findings(refused)[0].message


def test_a_settled_answer_is_still_shown_where_all_matches_are_listed() -> None:
    kept = answer(1, False, date(2026, 1, 1))
    (shown,) = matches(ENTRIES, Wording("肢体延长术"), TODAY, [kept])
    assert (shown.kind, shown.answer, shown.entry) == (NONE, kept, LIMB)
    assert prohibited_findings(shown) == ()


def test_the_last_answer_counts_and_none_before_its_day() -> None:
    early, late = answer(1, False, date(2026, 1, 1)), answer(2, True, date(2026, 2, 1))
    assert settled(late, early).kind is CERTAIN
    assert settled(answer(3, False, date(2026, 11, 23))).kind is POSSIBLE


def test_an_answer_holds_only_for_the_indication_that_was_asked() -> None:
    kept = answer(1, False, date(2026, 1, 1), "门诊患者")
    assert settled(kept, indication="门诊 患者").kind is NONE
    assert settled(kept, indication="住院患者").kind is POSSIBLE
    assert settled(kept).kind is POSSIBLE


def test_an_answer_never_overturns_a_certain_match() -> None:
    kept = answer(1, False, date(2026, 1, 1), "增高")
    assert settled(kept, indication="增高").kind is CERTAIN


# --- whose list, which article --------------------------------------------------------------


def listed(issuer: Issuer, ground: Ground) -> Match:
    entry = replace(LIMB, issuer=issuer, ground=ground, interim=False)
    return Match(CERTAIN, entry)


@pytest.mark.parametrize("ground", list(Ground))
def test_before_use_the_ground_gives_the_article(ground: Ground) -> None:
    for issuer in Issuer:
        (finding,) = prohibited_findings(listed(issuer, ground))
        assert finding.article == GROUND_ARTICLES[ground]
        assert "国家目录发布前" not in finding.message


@pytest.mark.parametrize("ground", list(Ground))
def test_in_use_a_national_entry_stops_under_25_1_any_other_under_its_ground(
    ground: Ground,
) -> None:
    (national,) = prohibited_findings(listed(Issuer.NATIONAL, ground), in_use=True)
    assert national.article == "MTCA-25(1)"
    assert national.remedy.startswith("立即停止")
    for issuer in (Issuer.PROVINCIAL, Issuer.HOSPITAL):
        (other,) = prohibited_findings(listed(issuer, ground), in_use=True)
        assert other.article == GROUND_ARTICLES[ground]


def test_the_heaviest_match_is_the_answer() -> None:
    both = Wording("肢体延长术", ("代孕",))
    assert match(ENTRIES, both, TODAY).kind is CERTAIN
    assert {m.kind for m in matches(ENTRIES, both, TODAY)} == {CERTAIN, POSSIBLE}


@given(
    st.sampled_from([e for e in ENTRIES if e.indication_rule is IndicationRule.ANY]),
    st.sampled_from(["", " ", "（", "-", "·", "　"]),
    st.sampled_from(["", "技术", "术", "手术", "的开展"]),
)
def test_marks_and_suffixes_do_not_hide_a_prohibited_technology(
    entry: ProhibitedEntry, mark: str, suffix: str
) -> None:
    name = mark.join(entry.technology) + suffix
    assert match(ENTRIES, Wording(name), TODAY).kind is not NONE
