"""授权宽表框：选文件、逐格核对、填决定；登记以前什么也不保存。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.office.wide_entries import WideDone
from tests.builders import office_at
from tests.pages.privilege_sheets import PrivilegeSheetPage
from tests.pages.window import WindowPage
from tests.wide_books import DEPARTMENT, give, lay_down, workbook

TODAY = date(2026, 11, 24)
ROWS = (
    ("骨科2026年度手术授权申请表",),
    ("序号", "姓名", "职称", "81.5100", "81.5400", "示例膝关节镜检查术"),
    (1, "示例赵一", "主任医师", "授", "2027年6月30日", "是"),
    (2, "示例孙三", "主治医师", None, "也许", "停"),
    (3, "示例周五", None, "√", None, None),
    ("合计", None, None, 2, 2, 2),
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office = office_at("hospital", tmp_path)
    ward = lay_down(office.library)
    give(office.library, ward.people["0501"], ward.grade(), grade=4)
    give(office.library, ward.people["0503"], ward.code("80.2600"))
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    yield page
    page.close()


def test_from_the_file_to_the_decision(window: WindowPage, tmp_path: Path) -> None:
    path = workbook(tmp_path, ROWS, ("A1:F1",))
    page = PrivilegeSheetPage(window, TODAY)
    assert page.step() == "1 / 3 选文件"
    page.give(path)
    assert page.step() == "2 / 3 逐格核对"
    assert page.counts() == {"没有采用": 2, "授予": 2, "暂停": 1, "不变": 1, "全部": 6}
    assert "没有人员「示例周五」" in page.lines("没有采用")[0]
    assert page.sheet.act_button.text() == "填决定（3 项）"
    page.click()
    assert page.sheet.act_button.text() == "登记 2 人 3 项"
    page.click()
    assert page.notices() == ["没有写批准人，也没有写会议"]
    assert page.done == []
    page.fill(meeting="示例委员会例会", document="示例〔2026〕9号", basis="年度考核").click()
    if not page.done:  # the day of the test lies before today: entered late
        page.give_reason("示例理由").click()
    [done] = page.done
    assert isinstance(done, WideDone)
    assert done.said == f"已登记授权 {done.subject}，2 人 3 项，没有采用 2 格"


def test_what_was_not_taken_is_kept_as_a_workbook(window: WindowPage, tmp_path: Path) -> None:
    page = PrivilegeSheetPage(window, TODAY, DEPARTMENT)
    page.give(workbook(tmp_path, ROWS, ("A1:F1",)))
    page.sheet.keep_misfits(tmp_path / "没有采用.xlsx")
    window.settle()
    assert "术式需改正" in load_workbook(tmp_path / "没有采用.xlsx").sheetnames
    page.sheet.reject()
    window.settle()


def test_sheets_are_saved_for_the_department(window: WindowPage, tmp_path: Path) -> None:
    page = PrivilegeSheetPage(window, TODAY, DEPARTMENT)
    page.sheet.save_sheets(tmp_path)
    window.settle()
    [path] = tmp_path.glob("授权征求表-*.xlsx")
    assert DEPARTMENT in path.name
    assert path.name in page.sheet.foot.text()
    page.give(path)
    assert page.counts()["不变"] == page.counts()["全部"]
    assert not page.sheet.act_button.isEnabled()
    page.sheet.reject()
    window.settle()


def test_a_file_that_is_no_wide_sheet_says_so(window: WindowPage, tmp_path: Path) -> None:
    page = PrivilegeSheetPage(window, TODAY)
    page.give(workbook(tmp_path, (("科室", "床位"), ("骨科", 40))))
    assert page.step() == "1 / 3 选文件"
    assert "没有找到宽表的栏名" in page.sheet.trouble.sentence.text()
    page.sheet.reject()
    window.settle()
