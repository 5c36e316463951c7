"""授权屏的一个上午：工具栏发出宽表，读科室自己的表，核对，登记，到「决定」看通知，导出，科室一览，证明。"""

from __future__ import annotations

from pathlib import Path

import openpyxl

from medtech_desktop.ui.screens.privilege_sheet_entries import PrivilegeSheetDialog
from tests.pages.privilege_sheets import DECISION, PrivilegeSheetPage
from tests.pages.privileges import PrivilegesPage
from tests.pages.window import WindowPage
from tests.wide_books import DEPARTMENT, SHEET_DAY, workbook

FOREIGN = (
    ("示例医院骨科手术授权申请（2026年度）", *(None,) * 5),
    ("填报：骨科", *(None,) * 5),
    ("序号", "姓名", "职称", "手术级别", 81.51, "示例全膝关节置换术"),
    (1, "示例赵一", "主任医师", "四级", "√", "授"),
    (2, "示例钱 二", "副主任医师", "Ⅲ", "√", "2027.12.31"),
    (3, "示例孙三", "主治医师", "二级", None, "？"),
)


def _sheet(page: PrivilegesPage) -> PrivilegeSheetPage:
    """从工具栏打开的宽表框。"""
    page.from_menu("科室宽表…")
    [opened] = page.screen.findChildren(PrivilegeSheetDialog)
    return PrivilegeSheetPage(page.window, SHEET_DAY, opened=opened)


def test_the_departments_own_sheet_becomes_a_notice(
    ward_window: WindowPage, tmp_path: Path
) -> None:
    page = PrivilegesPage(ward_window)
    sheet = _sheet(page)
    sheet.give(workbook(tmp_path, FOREIGN, ("A1:F1", "A2:F2")))
    assert sheet.counts()["全部"] == 8
    assert "示例孙三" in sheet.lines("没有采用")[0]
    sheet.adopt(**DECISION)
    assert page.screen.tab() == "decisions"
    number = page.screen.decisions.table.current_key()
    assert "示例〔2026〕19号" in next(one for one in page.decisions() if one.startswith(number))
    page.screen.decisions.notice_button.click()
    ward_window.settle()
    notice = page.exported(tmp_path / "通知")
    for word in ("骨科（6项）", "示例钱二", "骨科专业三级手术", "示例〔2026〕19号", "2027-12-31"):
        assert word in notice
    assert "示例孙三" in notice
    assert "示例李四" not in notice


def test_a_filled_sheet_comes_back_and_the_theatre_gets_its_list(
    ward_window: WindowPage, tmp_path: Path
) -> None:
    page = PrivilegesPage(ward_window)
    sheet = _sheet(page)
    (tmp_path / "发出").mkdir()
    path = sheet.save_for(DEPARTMENT, tmp_path / "发出")
    book = openpyxl.load_workbook(path)
    _fill(book, "0503", "二级")
    book.save(path)
    sheet.give(path)
    [line] = sheet.lines("授予")
    assert "示例孙三" in line
    sheet.adopt(**DECISION)
    page.turn_to("matrix")
    page.from_menu("科室权限一览…")
    listed = page.exported(tmp_path / "一览")
    assert DEPARTMENT in listed
    assert "示例孙三" in listed
    page.choose("示例孙三", "80.2600")
    assert page.state()[0] == "当日，待核实"
    page.choose("示例赵一", "80.2600")
    assert page.state()[0].startswith("可做")
    page.from_menu("授权证明…")
    assert "骨科专业四级" in page.exported(tmp_path / "证明")


def _fill(book: openpyxl.Workbook, number: str, grade: str) -> None:
    """像主任那样，在这个工号一行的「拟授级别」里填。"""
    sheet = book["级别"]
    [asked] = [c.column for row in sheet.iter_rows() for c in row if c.value == "拟授级别"]
    [line] = [cell.row for cell in sheet["A"] if cell.value == number]
    sheet.cell(line, asked).value = grade
