"""授权屏：矩阵的记号与一格的依据，键盘，图例，成批授权，暂停与撤销登记，看过去的日子。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.privilege_matrix import Mark
from medtech_desktop.office.acts import today
from medtech_desktop.office.invitations import NewInvitation, invite
from medtech_desktop.office.library import open_library
from medtech_desktop.office.privilege_matrix import scope_choices
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screens.held_sheet import HeldSheet
from medtech_desktop.ui.theme import Ink
from tests.application_samples import COLLEAGUE
from tests.builders import office_at
from tests.pages.practitioners import PractitionersPage
from tests.pages.privileges import GrantPage, PrivilegesPage
from tests.pages.window import WindowPage, fill_field
from tests.privilege_samples import SINCE, matrix_house

FIRST, SECOND = "示例甲", "示例戊"
CLIP, COIL, DRAIN = "01.0101", "01.0102", "02.0101"


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[PrivilegesPage]:
    matrix_house(tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today())
    yield PrivilegesPage(window)
    window.close()


def test_rows_stand_in_bands_and_marks_are_told_in_words(page: PrivilegesPage) -> None:
    assert page.sentence().startswith("神经外科")
    assert page.lines()[-2:] == ["技术 1", "技-001"]
    assert page.lines()[:5] == ["四级手术 3", CLIP, COIL, "01.0103", "三级手术 2"]
    assert "05.0101" not in page.lines()
    assert page.mark(FIRST, CLIP) == "60 天内到期"
    assert page.mark(FIRST, COIL) == "暂停"
    assert page.mark(FIRST, "01.0103") == "没有授权"
    assert page.mark(FIRST, "03.0101") == "按级别可做"
    assert page.mark(SECOND, CLIP) == "有效"
    assert page.mark(SECOND, COIL) == "申请中"
    assert page.read_aloud(FIRST, COIL) == f"{FIRST}，{COIL} 示例栓塞术，暂停"
    assert page.legend()["暂停"] == 1
    assert page.legend()["按级别可做"] == 3


def test_a_cell_says_whether_until_when_and_by_what(page: PrivilegesPage) -> None:
    page.choose(FIRST, CLIP)
    title, note = page.state()
    assert title == "可做，30 天后到期"
    assert "续授未申请" in note
    assert page.facts()["授权范围"] == "按术式"
    assert page.facts()["近 12 个月"] == "未统计"
    assert "期初授权" in page.story()
    assert f"{SINCE.isoformat()} 起有效" in page.bars()
    assert page.acts()[0] == "办理续授…"
    page.choose(FIRST, COIL)
    assert page.state()[0] == "暂停，不可做"
    assert page.acts()[0] == "恢复…"
    page.choose(SECOND, COIL)
    assert page.state()[0] == "不可做，申请中"
    assert page.acts()[:2] == ("授予…", "申请…")


def test_the_legend_leaves_only_what_has_the_mark(page: PrivilegesPage) -> None:
    page.press_legend(Mark.SUSPENDED)
    assert page.lines() == ["四级手术 1", COIL]
    assert page.people() == [FIRST]
    page.press_legend(Mark.SUSPENDED)
    assert len(page.lines()) > 8


def test_bands_fold_by_mouse_and_by_key(page: PrivilegesPage) -> None:
    whole = page.lines()
    page.click_band("四级手术")
    assert page.lines() == [whole[0], *whole[4:]]
    page.key(Qt.Key.Key_Return)
    assert page.lines() == whole


def test_keys_move_find_and_act(page: PrivilegesPage) -> None:
    page.choose(FIRST, CLIP).key(Qt.Key.Key_Down)
    assert page.current() == f"{FIRST} {COIL}"
    page.type("03.0102")
    assert page.current() == f"{FIRST} 03.0102"
    page.key(Qt.Key.Key_End)
    assert page.current() == f"{page.people()[-1]} 03.0102"
    page.key(Qt.Key.Key_Space)
    assert page.focused() == page.acts()[0]


def test_a_block_is_copied_with_its_headings(page: PrivilegesPage) -> None:
    page.click_person(FIRST)
    lines = page.copied()
    assert lines[0] == f"编码\t术式\t{FIRST} 1001"
    assert lines[1] == f"{CLIP}\t示例夹闭术\t60 天内到期"
    assert len(lines) == 10


def test_a_batch_grants_what_may_go_and_says_why_the_rest_may_not(page: PrivilegesPage) -> None:
    page.choose(SECOND, CLIP)
    entry = page.batch()
    assert entry.items() == [f"{CLIP} 示例夹闭术"]
    entry.fill(people="1001、1003", meeting="示例会议", document="示例〔2026〕9号")
    entry.write_item(1, DRAIN)
    assert entry.submit() == []
    assert entry.result() == "4 项里 2 项不能授，原因写在各行；其余 2 项可以先授"
    assert f"不能选 {SECOND} 1003 {CLIP} 示例夹闭术 已有授权，长期有效" in entry.results()
    assert f"已选 {SECOND} 1003 {DRAIN} 示例引流术 可以授" in entry.results()
    assert entry.entry.act_button.text() == "授予 2 项"
    assert entry.submit() == []
    assert page.window.open_entries() == []
    assert page.mark(FIRST, DRAIN) == "当日，待核实"
    assert page.mark(SECOND, DRAIN) == "当日，待核实"


def test_a_suspension_wants_its_reason_and_shows_at_once(page: PrivilegesPage) -> None:
    page.choose(SECOND, CLIP)
    entry = page.do("暂停…")
    entry.fill(meeting="示例会议")
    assert any("理由" in one for one in entry.submit())
    assert entry.fill(reason="示例：等待评估").submit() == []
    assert page.mark(SECOND, CLIP) == "当日，待核实"
    assert page.state()[0] == "当日，待核实"
    assert "示例：等待评估" in page.story()


def test_what_was_entered_in_error_is_struck_and_counts_no_more(page: PrivilegesPage) -> None:
    page.choose(SECOND, CLIP)
    entry = page.do("撤销登记…")
    assert any("理由" in one for one in entry.submit())
    assert entry.fill(reason="登记到别人名下").submit() == []
    assert page.mark(SECOND, CLIP) == "申请中"
    assert "期初授权（已撤销）" in page.story()
    assert "登记到别人名下" in page.story()


def test_a_past_day_shows_what_was_and_changes_nothing(page: PrivilegesPage) -> None:
    page.choose(FIRST, COIL)
    assert page.may_act()
    page.window.window.look_at(SINCE + timedelta(days=3))
    page.window.settle()
    assert page.mark(FIRST, COIL) == "有效"
    assert page.mark(SECOND, COIL) == "没有授权"
    assert not page.may_act()
    page.window.window.look_at(SINCE - timedelta(days=3))
    page.window.settle()
    assert CLIP not in page.lines()


def test_lists_and_decisions_stand_beside_the_matrix(page: PrivilegesPage) -> None:
    page.turn_to("all")
    assert len(page.list_lines()) == 4
    page.turn_to("expiring")
    assert len(page.list_lines()) == 1
    page.turn_to("zero")
    assert page.list_lines() == []
    page.turn_to("decisions")
    assert [line.split()[1] for line in page.decisions()] == ["暂停、降级、撤销与恢复", "期初登记"]


def test_a_cell_is_reached_from_elsewhere_with_its_act(page: PrivilegesPage) -> None:
    person = page.view.held.person(page.people().index(FIRST))
    row = page.view.held.row(page.lines().index(COIL))
    assert person is not None
    assert row is not None
    page.turn_to("decisions")
    page.window.window.go("privileges", f"{person.id} 2 {row.id}", "恢复…")
    page.window.settle()
    assert page.current() == f"{FIRST} {COIL}"
    assert page.window.entry().entry.windowTitle() == "恢复"


def test_a_person_found_by_search_stands_in_his_column(page: PrivilegesPage) -> None:
    person = page.view.held.person(page.people().index(SECOND))
    assert person is not None
    page.turn_to("decisions")
    page.window.window.go("privileges", str(person.id))
    page.window.settle()
    assert page.current() == f"{SECOND} {CLIP}"


def test_an_emergency_is_recorded_and_confirmed_in_its_tab(page: PrivilegesPage) -> None:
    page.turn_to("emergencies")
    assert page.emergencies() == []
    page.screen.emergencies.record_button.click()
    entry = page.window.entry()
    entry.fill(person=FIRST, procedure=f"{COIL} 示例栓塞术", reason="示例：夜间大出血")
    assert entry.submit() == []
    [line] = page.emergencies()
    number = f"急诊-{today().year}-001"
    assert line.startswith(f"{number} {today().isoformat()} {FIRST} {COIL}")
    assert "待确认" in line
    assert line.endswith("无权")
    page.window.window.go("privileges", number, "登记上级意见…")
    entry = page.window.entry()
    assert "术者本人不能确认" in entry.fill(superior=FIRST).entry._line
    assert entry.submit() == ["没有选「意见」"]
    assert entry.fill(verdict="确认").submit() == [f"{FIRST}是术者本人，不能由本人确认"]
    assert entry.fill(superior=SECOND).submit() == []
    page.window.settle()
    assert "已确认" in page.emergencies()[0]
    assert not page.screen.emergencies.confirm_button.isEnabled()


def test_the_core_question_is_asked_for_any_day(page: PrivilegesPage) -> None:
    page.choose(FIRST, COIL)
    page.screen.held_button.click()
    page.window.settle()
    [sheet] = page.screen.findChildren(HeldSheet)
    assert sheet.state.title.text() == "暂停，不可做"
    assert COIL in sheet.who.text()
    assert "暂停" in sheet.bars.accessibleDescription()
    fill_field(sheet.form.field("day"), SINCE + timedelta(days=1))
    assert sheet.found.isHidden()
    sheet.ask_button.click()
    page.window.settle()
    assert sheet.state.title.text().startswith("可做")
    fill_field(sheet.form.field("known"), (SINCE - timedelta(days=1)).isoformat())
    sheet.ask_button.click()
    page.window.settle()
    assert sheet.state.title.text() == "没有授权，不可做"
    assert "以后的登记改变了回答" in sheet.told.text()
    sheet.print_button.click()
    page.window.settle()
    [paper] = sheet.findChildren(PaperSheet)
    assert paper.isVisible()
    fill_field(sheet.form.field("what"), "没有这一项")
    sheet.ask_button.click()
    page.window.settle()
    assert sheet.found.isHidden()
    assert "没有这一项" in sheet.form.notices()[0].finding.message


def test_the_days_before_the_end_are_set_where_they_are_listed(page: PrivilegesPage) -> None:
    page.turn_to("expiring")
    assert len(page.list_lines()) == 1
    page.screen.lists.soon_button.click()
    entry = page.window.entry()
    assert "不是天数" in entry.fill(days="几天").submit()[0]
    assert entry.fill(days="10").submit() == []
    assert page.list_lines() == []


def test_a_person_is_applied_for_from_his_own_file(page: PrivilegesPage) -> None:
    person = page.view.held.person(page.people().index(SECOND))
    assert person is not None
    page.window.window.go("practitioners", str(person.id))
    page.window.settle()
    staff = PractitionersPage(page.window, go=False)
    staff.tab("权限")
    apply, grant, certify, see = staff.screen.detail.permission_links
    assert all(link.isVisible() for link in (apply, grant, certify, see))
    apply.click()
    entry = page.window.entry()
    who = f"{person.name}（{person.number}）"
    assert entry.entry.form.value("person") == who
    entry.entry.reject()
    page.window.settle()
    grant.click()
    entry = page.window.entry()
    assert entry.entry.form.value("people") == who
    entry.entry.reject()
    page.window.settle()
    see.click()
    page.window.settle()
    assert page.window.here() == "授权"
    assert page.current().startswith(SECOND)


def test_an_empty_list_says_where_to_begin(qtbot: QtBot, tmp_path: Path) -> None:
    office_at("hospital", tmp_path).library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today())
    page = PrivilegesPage(window)
    page.turn_to("all")
    assert "导入期初授权" in page.screen.lists.table.empty_words
    page.from_menu("导入期初授权…")
    sheet = window.sheet()
    assert sheet.choose.kind() == "privileges"
    sheet.reject()
    window.close()


def test_a_visiting_surgeon_is_granted_for_the_time_of_the_invitation(
    qtbot: QtBot, tmp_path: Path
) -> None:
    house = matrix_house(tmp_path)
    visitor = house.hire("示例外", "", department="", elsewhere="示例外院")
    last = today() + timedelta(days=40)
    house.do(invite, visitor, NewInvitation("示例邀请函", today(), last))
    house.library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today())
    page = PrivilegesPage(window)
    entry = page.batch().fill(people="示例外", kind="外请临时授权", meeting="示例会议")
    assert isinstance(entry, GrantPage)
    entry.write_item(0, CLIP)
    assert entry.submit() == []
    page.turn_to("decisions")
    assert page.decisions()[0].split()[1] == "外请临时授权"
    page.turn_to("all")
    box = page.screen.scope_box
    box.setCurrentIndex(box.count() - 1)
    box.activated.emit(box.currentIndex())
    window.settle()
    [line] = [one for one in page.list_lines() if "示例外" in one]
    assert last.isoformat() in line
    window.close()


def test_each_page_says_what_it_lists_and_why_its_buttons_wait(page: PrivilegesPage) -> None:
    lists = page.screen.lists
    page.turn_to("all")
    assert page.sentence() == "神经外科"
    assert not lists.renew_button.isEnabled()
    assert "先选一行" in lists.count.text()
    lists.table.show_row(0)
    page.window.settle()
    assert lists.renew_button.isEnabled()
    assert "先选一行" not in lists.count.text()
    page.turn_to("decisions")
    assert page.sentence() == "全院"
    decisions = page.screen.decisions
    assert "先选一次决定" in decisions.count.text()
    decisions.table.choose(decisions.table.rows_model.row(0).key)
    page.window.settle()
    assert decisions.annul_button.isEnabled()
    assert "先选" not in decisions.count.text()
    page.turn_to("matrix")
    assert page.sentence().startswith("神经外科，")


def test_the_panel_of_a_cell_is_of_one_ground(page: PrivilegesPage) -> None:
    panel = page.screen.matrix.panel
    picture = panel.grab().toImage()
    low = panel.height() - 2
    assert picture.pixelColor(10, low // 2) == picture.pixelColor(10, low) == Ink.PANEL.colour


def test_the_first_visit_leads_to_the_department_of_the_one_looked_for(
    qtbot: QtBot, tmp_path: Path
) -> None:
    house = matrix_house(tmp_path)
    person = house.person(COLLEAGUE)
    house.library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today())
    box = PrivilegesPage(window).screen.scope_box
    box.setCurrentIndex(next(n for n in range(box.count()) if "医务科" in box.itemText(n)))
    box.activated.emit(box.currentIndex())
    window.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today())
    window.window.go("privileges", str(person))
    window.settle()
    page = PrivilegesPage(window)
    assert page.sentence().startswith("神经外科")
    assert page.current() == f"{SECOND} {CLIP}"
    window.close()


def test_the_first_look_is_at_a_department_that_has_been_granted_something(
    qtbot: QtBot, tmp_path: Path
) -> None:
    QSettings().remove("privileges/scope")
    house = matrix_house(tmp_path)
    for number in range(4):
        house.hire(f"示例新{number}", f"90{number}", department="医务科")
    scopes = {one.name: (one.people, one.holders) for one in scope_choices(house.library, today())}
    assert scopes["医务科"][0] > scopes["神经外科"][0] >= scopes["神经外科"][1] > 0
    assert scopes["医务科"][1] == 0
    house.library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today())
    assert PrivilegesPage(window).sentence().startswith("神经外科，")
    window.close()
