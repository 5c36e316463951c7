"""一个早上：从空的机器到附件2 可以盖章，全在窗口里，用真的资料库。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import Library, NewHospital, new_library
from medtech_desktop.ui.widgets.empty import Empty
from tests.pages.window import WindowPage

TODAY = date(2026, 9, 28)
FIRST_CASE = date(2026, 9, 14)


def _opener(folder: Path) -> Callable[[], Library]:
    hospital = NewHospital(
        "示例市第一医院",
        "综合医院",
        "三级甲等",
        "示例癸",
        "13800000000",
        "示例证号-000000",
        "示例市卫生健康委员会",
    )
    return lambda: new_library(folder, hospital, opened_on=date(2026, 1, 1))


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    page = WindowPage(qtbot, _opener(tmp_path / "资料库"), TODAY)
    yield page
    page.close()


def add_lead(window: WindowPage) -> None:
    window.technologies.act("登记人员…")
    entry = window.entry().fill(
        name="示例甲",
        staff_number="10327",
        title="主任医师",
        department="神经外科",
        since=date(2020, 1, 1),
    )
    assert entry.submit() == []


def add_technology(window: WindowPage) -> None:
    window.technologies.act("登记技术…")
    entry = window.entry().fill(
        code="S16", departments="神经外科、神经内科", leads="示例甲（10327）", on=date(2026, 3, 12)
    )
    assert entry.submit() == []


def prepare(window: WindowPage) -> None:
    """依据、自评、论证、伦理、获准。"""
    act = window.technologies.act
    act("登记依据…")
    assert window.entry().fill(source="示例指南", day=date(2026, 3, 20)).submit() == []
    act("登记管理规范…")
    fields = {"title": "神经血管介入诊疗技术管理规范", "edition": "2019年版"}
    assert window.entry().fill(**fields, since=date(2019, 1, 1)).submit() == []
    act("登记自评…")
    said = {"compared": "是", "meets": "是", "report": "条件具备"}
    assert window.entry().fill(**said, assessed_on=date(2026, 4, 20)).submit() == []
    act("登记论证…")
    said = {"ability": "通过", "safety": "通过", "verdict": "通过", "conclusion": "同意开展"}
    entry = window.entry().fill(**said, held_on=date(2026, 6, 8), meeting="示例会议")
    assert entry.submit() == []
    act("登记伦理…")
    said = {"verdict": "通过", "conclusion": "同意"}
    assert window.entry().fill(**said, held_on=date(2026, 6, 15)).submit() == []
    act("登记获准开展…")
    assert window.entry().fill(day=date(2026, 6, 30), document="示例批准文件").submit() == []


def test_an_empty_library_says_what_to_do_first(window: WindowPage) -> None:
    assert window.here() == "今日待办"
    assert window.todo.next_steps.isVisible()
    window.go("技术目录")
    assert window.technologies.empty.accessibleName().startswith("还没有登记技术")


def test_from_nothing_to_annex_2_ready_for_the_seal(window: WindowPage, tmp_path: Path) -> None:
    window.go("技术目录")
    add_lead(window)
    add_technology(window)
    detail = window.technologies.detail
    assert detail.name.text() == "神经血管介入诊疗技术"
    assert detail.next_button.text() == "登记依据…"
    prepare(window)
    assert detail.next_button.text() == "登记首例…"
    assert not detail.blocker.isVisible()

    detail.next_button.click()
    assert window.entry().fill(day=FIRST_CASE).submit() == []
    window.go("今日待办")
    line = next(line for line in window.todo_lines() if "提交备案" in line)
    assert "10月10日 周六 班" in line
    assert "剩 5" in line
    assert "第十一条" in line

    _open_filing(window)
    give_materials(window)
    _look_at_both(window)
    _export_and_submit(window, tmp_path / "导出")


def _open_filing(window: WindowPage) -> None:
    window.go("备案")
    window.open_unopened()
    assert window.entry().fill(opinion="具备开展条件，同意备案").submit() == []
    filing = window.filings.detail
    assert filing.due.text() == "10月10日"
    assert filing.left.text() == "剩 5 个工作日"
    assert "10月9日" in filing.stricter.text()
    assert filing.step_button.text() == "登记证书…"
    assert filing.missing.text().startswith("提交前还差")
    assert "登记提交…" not in filing.more.words()
    assert window.materials()["附件3 论证结论"] == "可生成"


def _look_at_both(window: WindowPage) -> None:
    filing = window.filings.detail
    assert filing.missing.text() == ""
    assert filing.step_button.text() == "预览附件3"
    filing.step_button.click()
    window.settle()
    assert filing.step_button.text() == "登记提交…"
    filing.strip.step("preview").click()
    window.settle()
    assert window.filings.paper.foot.text() == "各栏已填齐，可打印盖章"


def _export_and_submit(window: WindowPage, folder: Path) -> None:
    window.filings.export_to(folder)
    window.settle()
    pdf = next(folder.glob("附件2*.pdf")).read_bytes()
    text = pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()
    assert "神经血管介入诊疗技术" in text
    assert "具备开展条件，同意备案" in text

    filing = window.filings.detail
    filing.step_button.click()
    assert window.entry().fill(day=TODAY).submit() == []
    assert window.filings.paper.foot.text() == "已提交，不再改动"
    assert filing.due.text() == "已于 9月28日 提交"
    assert "第 10 个工作日内" in filing.due_note.text()
    assert filing.step_button.text() == "登记收齐…"
    assert "登记补正…" in filing.more.words()
    filing.step_button.click()
    assert window.entry().fill(day=TODAY).submit() == []
    assert filing.step_button.text() == "登记完成…"


def give_materials(window: WindowPage) -> None:
    """每件缺的材料登记为纸质件已备。"""
    dossier = window.filings.detail.dossier
    while True:
        lacking = [row.key for row in dossier.rows_model.rows() if row.cells[2].text == "缺失"]
        if not lacking:
            break
        dossier.opened.emit(lacking[0])
        fields = {"form": "纸质件已备", "note": "示例"}
        assert window.entry().fill(**fields).submit() == []
    assert window.materials()["附件2 备案表 示例甲的相关培训情况未填"] == "待补"
    window.filings.detail.blocker.remedy_chosen.emit("填写负责人…")
    assert window.entry().fill(training1="2025年 示例培训基地 考核合格").submit() == []


def test_a_refusal_stands_in_the_form_and_nothing_is_lost(window: WindowPage) -> None:
    window.go("技术目录")
    _add_technology_without_people(window)
    window.technologies.act("登记论证…")
    entry = window.entry().fill(held_on=TODAY, conclusion="同意")
    assert entry.submit() == ["没有选「技术能力」", "没有选「安全保障能力」", "没有选「结论」"]
    entry.fill(ability="通过", safety="通过", verdict="通过")
    assert any("依据" in said or "安全" in said for said in entry.submit())
    assert entry.entry.form.value("conclusion") == "同意"
    assert entry.entry.isVisible()
    entry.entry.reject()
    window.settle()


def _add_technology_without_people(window: WindowPage) -> None:
    window.technologies.act("登记技术…")
    assert window.entry().fill(code="S16").submit() == []


def test_the_answers_of_the_law_are_given_by_a_person(window: WindowPage) -> None:
    window.go("技术目录")
    _add_technology_without_people(window)
    act = window.technologies.act
    act("登记管理规范…")
    fields = {"title": "神经血管介入诊疗技术管理规范", "edition": "2019年版"}
    assert window.entry().fill(**fields, since=date(2019, 1, 1)).submit() == []
    act("登记自评…")
    entry = window.entry()
    assert entry.entry.form.value("norm") == "1"
    assert entry.submit() == ["没有选「对照管理规范」", "没有选「符合要求」"]
    assert entry.fill(compared="是").submit() == ["没有选「符合要求」"]
    entry.entry.reject()
    act("登记伦理…")
    entry = window.entry()
    assert entry.submit() == ["没有选「结论」"]
    assert entry.entry.form.field("verdict").isVisible()
    entry.fill(waived="是")
    assert not entry.entry.form.field("verdict").isVisible()
    entry.entry.reject()
    act("判定适用范围…")
    assert window.entry().fill(reason="示例").submit() == ["没有选「适用本办法」"]
    window.entry().entry.reject()
    window.settle()


def test_a_lead_from_another_hospital_is_refused_with_his_article(window: WindowPage) -> None:
    window.go("技术目录")
    window.technologies.act("登记人员…")
    fields = {"name": "示例寅", "staff_number": "20816", "elsewhere": "示例外院"}
    assert window.entry().fill(**fields, since=date(2020, 1, 1)).submit() == []
    _add_technology_without_people(window)
    window.technologies.act("登记负责人…")
    entry = window.entry().fill(person="示例寅（20816）")
    said = entry.submit()
    assert any("示例寅" in one for one in said)
    articles = {notice.finding.article for notice in entry.entry.form.notices()}
    assert articles == {"MTCA-11(3)"}
    entry.entry.reject()
    window.settle()


def test_looking_at_a_past_day_shows_it_and_writes_nothing(window: WindowPage) -> None:
    window.go("技术目录")
    _add_technology_without_people(window)
    window.window.look_at(date(2026, 1, 5))
    window.settle()
    assert window.window.past_banner.isVisible()
    assert "不能修改" in window.window.past_banner.sentence.text()
    assert not window.technologies.add_button.isEnabled()
    window.window.look_at(None)
    window.settle()
    assert window.technologies.add_button.isEnabled()
    assert not window.window.past_banner.isVisible()


def test_an_empty_screen_of_a_past_day_offers_no_entry(window: WindowPage) -> None:
    window.go("技术目录")
    empty = window.technologies.findChild(Empty)
    assert isinstance(empty, Empty)
    assert [one.isEnabled() for one in empty.forms] == [True, True]
    window.window.look_at(date(2026, 1, 5))
    window.settle()
    assert [one.isEnabled() for one in empty.forms] == [False, False]
    window.window.look_at(None)
    window.settle()
    assert all(one.isEnabled() for one in empty.forms)


def test_ctrl_k_finds_a_technology_and_opens_it(window: WindowPage) -> None:
    window.go("技术目录")
    _add_technology_without_people(window)
    window.go("今日待办")
    from tests.pages.typing import press, type_chinese

    search = window.window.top_bar.search
    type_chinese(search, "神经 介入")
    window.settle()
    found = [line for line in search.answers() if line.key]
    assert [(line.kind, line.code, line.title) for line in found] == [
        ("技术", "S16", "神经血管介入诊疗技术")
    ]
    assert found[0].fact.startswith("拟开展")
    press(search, Qt.Key.Key_Return)
    window.settle()
    assert window.here() == "技术目录"
    assert window.technologies.detail.name.text() == "神经血管介入诊疗技术"


def test_a_change_is_seen_by_every_screen(window: WindowPage) -> None:
    window.go("技术目录")
    _add_technology_without_people(window)
    assert "已保存" in window.window.status_bar.text()
    window.go("系统")
    assert window.window.top_bar.sentence.text() == "示例市第一医院"
    window.window.screen_of("institution").change("医疗机构主要负责人")  # type: ignore[attr-defined]
    assert window.entry().fill(name="示例壬", since=TODAY).submit() == []
    facts = window.window.screen_of("institution").facts  # type: ignore[attr-defined]
    values = {row.key: row.cells[1].text for row in facts.rows_model.rows()}
    assert values["医疗机构主要负责人"] == "示例壬"
