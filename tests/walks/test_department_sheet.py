"""从科室的宽表到打印的通知：读外来的表，核对，填决定，登记，出通知与科室一览。全在窗口里。"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from pypdf import PdfReader

from medtech_desktop.office.exports import previewed
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.office.privilege_annulments import annul_decision
from medtech_desktop.office.wide_entries import WideDone
from tests.builders import CLERK
from tests.pages.privilege_sheets import DECISION, PrivilegeSheetPage
from tests.pages.window import WindowPage
from tests.wide_books import DEPARTMENT, SHEET_DAY, workbook

SHEET = (
    ("示例医院骨科手术授权申请（2026年度）", *(None,) * 6),
    ("填报：骨科", *(None,) * 6),
    ("序号", "姓名", "职称", "手术级别", 81.51, "示例全膝关节置换术", "备注"),
    (1, "示例赵一", "主任医师", "四级", "√", "授", None),
    (2, "示例钱 二", "副主任医师", "Ⅲ", "√", "2027.12.31", None),
    (3, "示例孙三", "主治医师", "二级", None, "？", "新任"),
    (4, "示例李四", "住院医师", None, None, None, None),
    ("合计", None, None, 3, 2, 3, None),
)


def _adopted(window: WindowPage, path: Path, misfits: Path) -> WideDone:
    page = PrivilegeSheetPage(window, SHEET_DAY)
    page.give(path)
    assert page.counts() == {
        "没有采用": 1,
        "授予": 4,
        "续授": 1,
        "升级": 1,
        "不变": 1,
        "全部": 8,
    }
    assert "示例孙三" in page.lines("没有采用")[0]
    page.sheet.keep_misfits(misfits)
    window.settle()
    done = page.adopt(**DECISION)
    assert isinstance(done, WideDone)
    assert done.said == f"已登记授权 {done.subject}，3 人 6 项，没有采用 1 格"
    return done


def _text(library: Library, kind: str, key: str) -> str:
    made = previewed(library, kind, key, SHEET_DAY)
    pages = PdfReader(BytesIO(made.pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_from_the_department_to_the_printed_notice(ward_window: WindowPage, tmp_path: Path) -> None:
    path = workbook(tmp_path, SHEET, ("A1:G1", "A2:G2"))
    done = _adopted(ward_window, path, tmp_path / "没有采用.xlsx")
    ward_window.close()
    library = open_library(tmp_path / "库")
    try:
        notice = _text(library, "notice", done.subject)
        assert "骨科（6项）" in notice
        for word in ("示例钱二", "骨科专业三级手术", "升级", "示例〔2026〕19号", "2027-12-31"):
            assert word in notice
        listed = _text(library, "privileges", DEPARTMENT)
        assert "骨科专业三级" in listed
        assert "81.5400示例全膝关节置换术" in listed
        annul_decision(library, CLERK, done.subject, "示例：登记有误")
        assert "骨科专业三级" not in _text(library, "privileges", DEPARTMENT)
    finally:
        library.close()
