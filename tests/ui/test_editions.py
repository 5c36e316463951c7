"""目录版本页：并集、两版对照、由文件施行；本院管理目录由会议审定。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from tests.builders import office_at
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 11, 2)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office_at("filed", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    page.go("技术目录")
    page.technologies.act("目录版本")
    page.settle()
    yield page
    page.close()


def test_the_union_names_both_lists_and_what_to_check(window: WindowPage) -> None:
    pane = window.editions
    said = pane.union_note.text()
    assert "国家级目录（国家2022） 12 项，加省级目录（湖南2018）" in said
    assert "须核对省文件" in said
    marked = [line for line in lines_of(pane.union) if "仍列入" in line]
    assert any("肿瘤深部热疗" in line for line in marked)
    assert any("S16 神经血管介入诊疗技术" in line and "技-001" in line for line in
               lines_of(pane.union))  # fmt: skip


def test_two_editions_stand_side_by_side(window: WindowPage) -> None:
    pane = window.editions
    pane.compare("湖南2018", "国家2022")
    window.settle()
    words = {view.word: view.count for view in pane.kinds.views()}
    assert words == {"全部": 17, "新增": 2, "调出": 5, "范围收窄": 1, "不变": 9}
    pane.kinds.chosen.emit("narrowed")
    pane.kinds.word("narrowed").click()  # type: ignore[attr-defined]
    assert lines_of(pane.diff) == ["G01 造血干细胞移植技术 范围收窄 异基因造血干细胞移植技术 —"]
    assert pane.impact.accessibleName().startswith("对本院没有影响")


def test_an_edition_without_a_document_is_not_put_in_force(window: WindowPage) -> None:
    pane = window.editions
    pane.force_button.click()
    entry = window.entry()
    assert entry.submit() == ["没有填文件号"]
    entry.entry.reject()
    window.settle()


def test_the_hospital_adopts_its_own_catalog(window: WindowPage) -> None:
    pane = window.editions
    pane.show_tab("management")
    management = pane.management
    assert "还没有审定" in management.current.text()
    assert any("神经血管介入" in line for line in lines_of(management.table))
    management.adopt_button.click()
    entry = window.entry()
    assert any("专门组织" in said for said in entry.submit())
    assert entry.fill(meeting="示例委员会2026年第1次会议 决议1").submit() == []
    assert "示例委员会" in management.current.text()
    assert management.due.text() == "现状与施行的一版相同"
    assert len(lines_of(management.history)) == 1
    sheet = management.open_paper("")
    window.settle()
    assert sheet.pane.foot.text() == "已审定，内容冻结"
    assert "Excel 表格" in sheet.pane.export_button.words()
    sheet.reject()
    window.settle()


def test_a_change_after_adoption_is_shown_against_it(window: WindowPage) -> None:
    management = window.editions.management
    window.editions.show_tab("management")
    management.adopt_button.click()
    assert window.entry().fill(meeting="示例会议").submit() == []
    window.editions.back_wanted.emit()
    window.settle()
    window.technologies.act("登记科室…")
    assert window.entry().fill(departments="神经外科、神经内科").submit() == []
    window.technologies.act("目录版本")
    window.settle()
    assert "有 1 处不同" in management.due.text()
    assert any("科室 神经外科 神经外科、神经内科" in one for one in lines_of(management.table))


def test_back_to_the_technologies(window: WindowPage) -> None:
    window.editions.back_link.click()
    window.settle()
    assert window.technologies.list.isVisible()


def test_on_a_past_day_the_union_of_that_day_is_shown(window: WindowPage) -> None:
    window.window.look_at(date(2020, 1, 1))
    window.settle()
    assert "湖南2018" in window.editions.union_note.text()
    assert "国家2022" not in window.editions.union_note.text()
    assert not window.editions.force_button.isEnabled()


def test_a_reminder_opens_the_page_where_it_is_cured(window: WindowPage) -> None:
    window.editions.show_tab("management")
    window.editions.management.adopt_button.click()
    assert window.entry().fill(meeting="示例会议").submit() == []
    window.editions.back_link.click()
    window.settle()
    window.technologies.act("登记科室…")
    assert window.entry().fill(departments="神经外科、神经内科").submit() == []
    window.go("今日待办")
    place = next(n for n, line in enumerate(window.todo_lines()) if "处不同" in line)
    rows = [row for row in window.todo.table.rows_model.rows() if not row.group]
    window.todo.table.opened.emit(rows[place].key)
    window.settle()
    assert window.here() == "技术目录"
    assert window.editions.management.table.isVisible()
    window.window.go("technologies", "技-001")
    window.settle()
    assert window.technologies.detail.isVisible()
