"""申请表：各栏的次序，没有统计的不是零，没有登记的留给手写，项目多的接续页。"""

from __future__ import annotations

from dataclasses import replace

import pytest

from medtech_desktop.documents.rendering import render
from tests.documents.application_samples import BLANK, FORM, LONG, REGRANT
from tests.documents.docx_reading import docx_text
from tests.documents.paper_samples import page_texts, text_of


@pytest.mark.allows("MTCA-20", duty="4.privileges")
def test_a_filled_form_is_one_page_in_its_order() -> None:
    (text,) = page_texts(render(FORM))
    order = [
        "手术（技术）授权申请表",
        "医疗机构：示例市第一医院",
        "姓名示例甲工号1001职称副主任医师",
        "科室神经外科申请日期2026年11月2日",
        "序号申请授权的项目级别现有授权希望有效期至近12个月例数",
        "1神经外科三级二级，有效至2026-12-312028-11-30未统计",
        "2028-11-3042",
        "长期0",
        "手术合计：186例",
        "培训情况2024-03-01",
        FORM.statement.replace(" ", ""),
        "能力相符签字：示例戊日期：2026年11月5日",
        "兼任声明：医务科仅一人，由科主任兼任",
        "委员会审定意见",
    ]
    plain = text.replace("　", "").replace(" ", "")
    places = [plain.index(part.replace("　", "")) for part in order]
    assert places == sorted(places)


def test_what_nobody_recorded_stays_open_for_the_hand() -> None:
    plain = text_of(render(FORM)).replace("　", "").replace(" ", "")
    assert plain.count("日期：年月日") == 2
    blank = text_of(render(BLANK)).replace("　", "").replace(" ", "")
    assert blank.count("日期：年月日") == 4
    assert "未统计" not in blank.replace("没有登记的印「未统计」", "")
    assert "科室神经外科" in blank


def test_the_second_form_tells_what_changed_meanwhile() -> None:
    text = text_of(render(REGRANT)).replace(" ", "")
    assert "手术（技术）再授权申请表" in text
    assert "授权期内的变动2026-05-01神经外科暂停（并发症未报）" in text
    assert "授权期内的变动" not in text_of(render(FORM))


def test_many_items_go_on_further_pages_under_their_heading() -> None:
    pages = page_texts(render(LONG))
    assert len(pages) == 3
    assert all("申请授权的项目" in page for page in pages)
    assert "示例手术之60" in pages[-1]
    assert "委员会审定" in pages[-1]


def test_the_docx_says_the_same() -> None:
    text = docx_text(render(FORM, "docx"))
    for part in ("手术（技术）授权申请表", "示例甲", "未统计", "兼任声明：医务科仅一人"):
        assert part in text


def test_the_same_record_gives_the_same_bytes_and_another_one_does_not() -> None:
    assert render(FORM) == render(FORM)
    assert render(FORM) != render(replace(FORM, name="示例乙"))
