"""自我评估报告: the norm's edition, the checklist, the conclusion."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import AssessedItem, SelfAssessmentReport
from tests.documents.docx_reading import docx_text
from tests.documents.list_samples import OWN, REPORT
from tests.documents.paper_samples import ink, page_texts, picture, text_of

EMPTY = SelfAssessmentReport("", "", "", "", "", "", (), "", None, "", "", date(2026, 2, 6), OWN)


@pytest.mark.allows("MTCA-10¶2")
def test_the_report_names_the_edition_of_the_norm_and_every_item() -> None:
    (text,) = page_texts(render(REPORT))
    order = [
        "限制类医疗技术临床应用自我评估报告",
        "技术名称神经血管介入诊疗技术技术编号S16开展科室神经外科、神经内科",
        "对照的管理规范《神经血管介入诊疗技术临床应用管理规范》（2019年版）",
        "条目管理规范的要求本院情况是否符合",
        "一、医疗机构基本要求有卫生行政部门核准登记的",
        "二、人员基本要求至少有2名具备资质的本院注册医师。仅有1名。是否",
        "三、技术管理基本要求建立病例信息数据库并随访。是否",
        "所具备的条件：导管室2间",
        "是否符合相关医疗技术管理规范要求是否",
        "自我评估结论：人员条件尚不符合",
        "评估人：示例丁评估日期：2026年2月6日",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("answer", [True, False, None])
def test_the_answer_is_ticked_in_its_own_box(answer: bool | None) -> None:
    """The table without checklist stands at the same place whatever the answer."""
    bare = ink(picture(render(replace(REPORT, meets=None))), (136, 20, 188, 200))
    marked = ink(picture(render(replace(REPORT, meets=answer))), (136, 20, 188, 200))
    assert (marked > bare + 15) is (answer is not None)


def test_a_report_without_checklist_has_only_facts_and_conclusion() -> None:
    (text,) = page_texts(render(EMPTY))
    assert "对照的管理规范是否符合相关医疗技术管理规范要求是否自我评估结论：" in text
    assert "条目" not in text
    assert "《》" not in text
    assert "所具备的条件" not in text


def test_a_long_checklist_repeats_its_heading_and_loses_nothing() -> None:
    items = tuple(
        AssessedItem(f"第{n}条", f"要求{n}。" * 12, f"情况{n}。" * (n % 9), n % 2 == 0)
        for n in range(1, 81)
    )
    pages = page_texts(render(replace(REPORT, items=items, conditions="条件" * 900)))
    heading = "条目管理规范的要求本院情况是否符合"
    assert pages[0].count(heading) == 1
    with_items = [page for page in pages if "要求" in page.replace(heading, "")]
    assert len(with_items) > 2
    whole = "".join(pages)
    assert all(whole.count(f"要求{n}。") == 12 for n in range(1, 81))
    assert whole.count("条件") - whole.count("所具备的条件") - whole.count("人员条件") == 900
    assert whole.count("评估人：示例丁") == 1
    assert pages[1].count(heading) == 1


def test_docx_has_the_same_text() -> None:
    for record in (REPORT, EMPTY):
        hidden = replace(record, footer=replace(OWN, shown=False))
        (printed,) = page_texts(render(hidden))
        written = docx_text(render(hidden, "docx"))
        assert written.replace("□", "").replace("☑", "") == printed
        assert written.count("☑") == (3 if record is REPORT else 0)


def test_markup_in_a_finding_is_plain_text() -> None:
    item = AssessedItem("甲", '<w:p>&"', "=1+1", None)
    record = replace(REPORT, items=(item,))
    assert '甲<w:p>&"=1+1' in text_of(render(record))
    assert '甲<w:p>&"=1+1' in docx_text(render(record, "docx"))
