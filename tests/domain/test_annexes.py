"""附件的各格：哪一格空着、依据哪一条（附件2、附件3、附件5）。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.domain.annexes import (
    annex2_gaps,
    annex3_gaps,
    annex5_gaps,
    departments_left_out,
    is_full_name,
    lead_gaps,
    name_is_full,
    norm_answers,
)
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.papers import Annex2, Annex3, Annex5Row, Footer, LeadBox

FOOTER = Footer("湖南2018")
LEAD = LeadBox("示例甲", "主任医师", "神经外科", "示例培训基地")
FULL = Annex2(
    hospital="示例市第一医院",
    hospital_type="综合医院",
    hospital_level="三级甲等",
    principal="示例院长",
    principal_mobile="",
    technology="神经血管介入诊疗技术",
    code="",
    first_use=True,
    leads=(LEAD,),
    self_assessed=True,
    meets_norm=True,
    opinion="同意",
    footer=FOOTER,
)


def says(found: tuple[Finding, ...]) -> list[str]:
    return [f.message for f in found]


def test_a_full_form_has_no_gap_without_code_or_mobile() -> None:
    assert annex2_gaps(FULL) == ()


@pytest.mark.parametrize(
    ("field", "label"),
    [
        ("hospital", "医疗机构名称"),
        ("hospital_type", "医疗机构类别"),
        ("hospital_level", "医疗机构级别"),
        ("principal", "医疗机构主要负责人"),
        ("technology", "技术名称"),
        ("opinion", "医疗机构意见"),
    ],
)
def test_each_empty_box_is_named(field: str, label: str) -> None:
    [found] = annex2_gaps(replace(FULL, **{field: " "}))  # type: ignore[arg-type]
    assert (found.message, found.field) == (f"「{label}」未填", field)


@pytest.mark.parametrize("field", ["first_use", "self_assessed", "meets_norm"])
def test_each_question_must_be_answered(field: str) -> None:
    [found] = annex2_gaps(replace(FULL, **{field: None}))  # type: ignore[arg-type]
    assert found.field == field
    assert annex2_gaps(replace(FULL, **{field: False})) == ()  # type: ignore[arg-type]


def test_every_lead_is_filled_in() -> None:
    assert says(lead_gaps(replace(FULL, leads=()))) == ["没有技术负责人"]
    empty = LeadBox("示例乙", "", "", "")
    assert says(lead_gaps(replace(FULL, leads=(LEAD, empty)))) == [
        "示例乙的负责科室未填",
        "示例乙的职称未填",
        "示例乙的相关培训情况未填",
    ]


def test_every_department_is_filled_in() -> None:
    two = replace(FULL, leads=(LEAD, replace(LEAD, departments="神经内科、介入科")))
    assert departments_left_out(two, ["神经外科", "神经内科", "介入科"]) == ()
    [found] = departments_left_out(two, ["神经外科", "急诊科", "放射科"])
    assert found.message == "开展科室没有全部填写：急诊科、放射科"


def test_a_no_is_an_answer_that_stops_the_filing() -> None:
    assert norm_answers(FULL) == ()
    assert norm_answers(replace(FULL, self_assessed=None, meets_norm=None)) == ()
    found = norm_answers(replace(FULL, self_assessed=False, meets_norm=False))
    assert [f.field for f in found] == ["self_assessed", "meets_norm"]


def test_annex_3_needs_both_conclusions() -> None:
    assert annex3_gaps(Annex3("技术", "同意", "同意", FOOTER)) == ()
    found = annex3_gaps(Annex3("技术", " ", "", FOOTER))
    assert [f.field for f in found] == ["appraisal", "ethics"]


@pytest.mark.parametrize(
    "name",
    ["湘雅医院", "示例市第一医院", "示例县妇幼保健院", "示例市中心医院（东院）", "示例乡镇卫生院"],
)
def test_full_names(name: str) -> None:
    assert is_full_name(name)
    assert name_is_full(name) == ()


@pytest.mark.parametrize("name", ["省医院", "湘雅", "示例一医", "", "医院"])
def test_abbreviations_are_refused(name: str) -> None:
    assert [f.article for f in name_is_full(name)] == ["HN-annex5(2)"]


def row(**more: str) -> Annex5Row:
    values = {
        "hospital": "示例市第一医院",
        "code": "S16",
        "technology": "神经血管介入诊疗技术",
        "authority": "示例市卫生健康委员会",
        **more,
    }
    return Annex5Row(filed_on=date(2026, 10, 20), **values)


def test_annex_5_uses_full_names_throughout() -> None:
    names = frozenset({"神经血管介入诊疗技术"})
    assert annex5_gaps([row(), row()], names) == ()
    bad = [row(hospital="市一院"), row(technology="脑血管介入"), row(authority=" ")]
    assert says(annex5_gaps(bad, names)) == [
        "「市一院」不是机构全称",
        "「脑血管介入」不是目录上的技术全称",
        "神经血管介入诊疗技术 的备案机关未登记",
    ]
    assert len(annex5_gaps([bad[0], bad[0]], names)) == 1
