"""Wide workbooks: out with the state, back in from ourselves and from anybody, one decision."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.privilege_sheets import Change
from medtech_desktop.domain.privileges import State, Verb
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.library import audit_anchor
from medtech_desktop.office.privilege_sheets import save_sheets
from medtech_desktop.office.privilege_standings import load_standings
from medtech_desktop.office.wide_cells import ReadOptions, WideLine
from medtech_desktop.office.wide_entries import (
    SheetDecision,
    adopt_sheet,
    preview_sheet,
    save_wide_misfits,
)
from medtech_desktop.office.wide_previews import WidePreview
from medtech_desktop.store.privileges import differing_people
from tests.builders import CLERK, Office
from tests.wide_books import DEPARTMENT, PEOPLE, Ward, give, lay_down, workbook

ON = date(2026, 11, 24)
UNTIL = date(2027, 12, 31)
HERE = ReadOptions(department=DEPARTMENT, until=UNTIL)
DECISION = SheetDecision(ON, "年度考核合格", "医疗技术临床应用管理委员会例会", "示例〔2026〕9号")


@pytest.fixture
def ward(hospital: Office) -> tuple[Office, Ward]:
    made = lay_down(hospital.library)
    give(hospital.library, made.people["0501"], made.grade(), grade=4)
    give(hospital.library, made.people["0502"], made.grade(), grade=3)
    give(hospital.library, made.people["0503"], made.code("80.2600"))
    return hospital, made


def read(office: Office, path: Path, options: ReadOptions = HERE) -> WidePreview:
    return preview_sheet(office.library, path, ON, options, clerk=CLERK)


def found(preview: WidePreview, person: str, subject: str) -> WideLine:
    [line] = [one for one in preview.lines if person in one.person and subject in one.subject]
    return line


def state(office: Office, person: int, target: Any) -> State:
    with office.library.look() as look:
        assert differing_people(look) == []
        return load_standings(look, ON).current(person, target).state


def test_a_sheet_goes_out_with_the_state_and_comes_back_unchanged(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, _ = ward
    [path] = save_sheets(office.library, CLERK, [DEPARTMENT], tmp_path, ON).files
    book = load_workbook(path)
    grades, procedures = book["级别"], book["术式"]
    rows = {row[1].value: [c.value for c in row] for row in grades.iter_rows(min_row=6)}
    assert rows["示例赵一"][3:6] == ["四级", "2026-12-31", None]
    heads = [c.value for c in procedures[4]]
    marks = {row[0].value: [c.value for c in row] for row in procedures.iter_rows(min_row=5)}
    assert marks["80.2600"][heads.index("示例孙三\n0503")] == "有"
    assert marks["81.5100"][heads.index("示例钱二\n0502")] == "按级别"
    assert marks["81.5400"][heads.index("示例钱二\n0502")] is None
    assert book["发出时的情形"].sheet_state == "hidden"
    assert grades.data_validations.dataValidation[0].formula1 == '"一级,二级,三级,四级,不授"'
    assert (grades.freeze_panes, grades.page_setup.orientation) == ("D6", "landscape")
    preview = read(office, path, ReadOptions(until=UNTIL))
    assert preview.package
    assert preview.departments == (DEPARTMENT,)
    assert preview.changes == ()
    assert preview.misfits == ()


def test_every_wish_of_our_own_sheet_is_understood(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, made = ward
    [path] = save_sheets(office.library, CLERK, [DEPARTMENT], tmp_path, ON).files
    book = load_workbook(path)
    grades, procedures = book["级别"], book["术式"]
    wishes = {"示例赵一": "三级", "示例钱二": "三级", "示例孙三": "二级", "示例李四": "不授"}
    for row in grades.iter_rows(min_row=6):
        row[5].value = wishes[str(row[1].value)]
    heads = [c.value for c in procedures[4]]
    for row in procedures.iter_rows(min_row=5, max_row=10):
        if row[0].value == "80.2600":
            row[heads.index("示例孙三\n0503")].value = "停"
            row[heads.index("示例李四\n0504")].value = "授"
        if row[0].value == "81.5400":
            row[heads.index("示例钱二\n0502")].value = "√"
    book.save(path)
    preview = read(office, path, ReadOptions(until=UNTIL, reason="考核不合格"))
    changes = {(one.person[:4], one.subject[:7]): one.change for one in preview.changes}
    assert changes == {
        ("示例赵一", "骨科专业"): Change.LOWER,
        ("示例钱二", "骨科专业"): Change.RENEW,
        ("示例孙三", "骨科专业"): Change.GRANT,
        ("示例孙三", "80.2600"): Change.SUSPEND,
        ("示例李四", "80.2600"): Change.GRANT,
        ("示例钱二", "81.5400"): Change.GRANT,
    }
    assert preview.misfits == ()
    done = adopt_sheet(office.library, CLERK, preview, DECISION, reason="核对无误")
    assert done.said == f"已登记授权 {done.subject}，4 人 6 项"
    assert state(office, made.people["0503"], made.code("80.2600")) is State.SUSPENDED
    assert state(office, made.people["0504"], made.code("80.2600")) is State.VALID


def test_an_old_sheet_tells_what_has_changed_since(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, made = ward
    [path] = save_sheets(office.library, CLERK, [DEPARTMENT], tmp_path, ON).files
    give(
        *(office.library, made.people["0503"], made.code("80.2600")),
        verb=Verb.REVOKE,
        until=None,
        day=ON,
    )
    preview = read(office, path, ReadOptions())
    line = found(preview, "示例孙三", "80.2600")
    assert line.stale == "发出时印的是「有」，现在没有"
    assert line.change is Change.SAME
    assert any("以后变过的有 1 格" in note for note in preview.notes)


FOREIGN = (
    ("某院骨科2026年度手术授权申请表",),
    ("填报科室：骨科　　填报日期：2026.11.20",),
    ("序号", "姓名", "职称", 81.51, "81.5400", "示例膝关节镜检查术", "示例椎间盘"),
    (1, "示例赵一", "主任医师", "√", "2027年6月30日", "是", None),
    (2, "示例钱 二", "副主任", "有", "Y", 1, None),
    (3, "示例孙三", "主治", None, None, "有", "√"),
    (4, "示例周五", None, "√", None, None, None),
    (5, "示例李四", "住院", "三级", "也许", "×", None),
    ("合计", None, None, 3, 2, 3, 1),
)


def test_a_foreign_sheet_is_read_and_nothing_is_guessed(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, made = ward
    path = workbook(tmp_path, FOREIGN, ("A1:G1", "A2:G2"))
    preview = read(office, path)
    by_grade = found(preview, "示例赵一", "81.5100")
    assert (by_grade.change, by_grade.now) == (Change.SAME, "按级别")
    assert found(preview, "示例钱二", "81.5400").change is Change.GRANT
    until = found(preview, "示例赵一", "81.5400").event
    assert until is not None
    assert until.until == date(2027, 6, 30)
    assert found(preview, "示例孙三", "80.2600").change is Change.SAME
    near = found(preview, "示例孙三", "示例椎间盘")
    assert near.change is Change.MISFIT
    assert "相近的有：80.5100 示例椎间盘切除术" in near.why
    assert "没有人员「示例周五」" in found(preview, "示例周五", "81.5100").why
    assert "手术一格里写了级别" in found(preview, "示例李四", "81.5100").why
    assert "读不懂" in found(preview, "示例李四", "81.5400").why
    assert found(preview, "示例李四", "80.2600").change is Change.SAME
    assert len(preview.misfits) == 4
    assert not any("合计" in one.person for one in preview.lines)


def test_people_may_stand_across(ward: tuple[Office, Ward], tmp_path: Path) -> None:
    office, _ = ward
    rows = (
        ("骨科手术授权一览",),
        ("手术编码", "手术名称", "级别", "示例孙三", "示例李四\n0504", "备注"),
        ("81.5100", "示例全髋关节置换术", "三级", "授", None, "新开展"),
        ("80.2600", "示例膝关节镜检查术", "二级", "停", "√", None),
        ("81.5401", "示例全膝关节置换术", "四级", "授", None, None),
    )
    preview = read(office, workbook(tmp_path, rows, ("A1:F1",)))
    changes = {(one.person[:4], one.subject[:7]): one.change for one in preview.changes}
    assert changes == {
        ("示例孙三", "81.5100"): Change.GRANT,
        ("示例孙三", "80.2600"): Change.SUSPEND,
        ("示例李四", "80.2600"): Change.GRANT,
    }
    [wrong] = preview.misfits
    assert "编码 81.5401 是「示例单髁表面置换术」" in wrong.why


@pytest.mark.parametrize(
    ("written", "grade"),
    [("三级", 3), ("Ⅲ", 3), ("III级", 3), (3, 3), ("3级手术", 3), ("四", 4), ("二级手术权限", 2)],
)
def test_grades_are_read_however_they_are_written(
    ward: tuple[Office, Ward], tmp_path: Path, written: Any, grade: int
) -> None:
    office, _ = ward
    rows = (("工号", "姓名", "现有级别", "授权级别"), ("0504", "示例李四", "", written))
    [line] = read(office, workbook(tmp_path, rows)).changes
    assert line.event is not None
    assert (line.change, line.event.grade, line.event.until) == (Change.GRANT, grade, UNTIL)


def test_grades_may_be_ticked_under_four_columns(ward: tuple[Office, Ward], tmp_path: Path) -> None:
    office, _ = ward
    rows = (
        ("骨科", None, None, None, None, None),
        ("姓名", "职称", "手术级别", None, None, None),
        (None, None, "一级", "二级", "三级", "四级"),
        ("示例孙三", "主治医师", "√", "√", "", ""),
        ("示例钱二", "副主任医师", "√", "√", "√", "√"),
    )
    preview = read(office, workbook(tmp_path, rows, ("C2:F2", "A2:A3", "B2:B3")))
    changes = {
        one.person[:4]: (one.change, one.event.grade) for one in preview.changes if one.event
    }
    assert changes == {"示例孙三": (Change.GRANT, 2), "示例钱二": (Change.RAISE, 4)}


def test_misfits_come_back_corrected_with_none_left(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, _ = ward
    preview = read(office, workbook(tmp_path, FOREIGN, ("A1:G1", "A2:G2")))
    path = save_wide_misfits(preview, tmp_path / "问题格.xlsx")
    again = read(office, path)
    assert len(again.misfits) == len(preview.misfits)
    book = load_workbook(path)
    page = book["术式需改正"]
    for row in page.iter_rows(min_row=4):
        if row[1].value == "示例周五":
            row[1].value = "示例李四"
        for cell in row[2:]:
            cell.value = "√" if cell.value else None
    for cell in page[3]:
        if cell.value == "示例椎间盘":
            cell.value = "80.5100"
    book.save(path)
    fixed = read(office, path, ReadOptions(department=DEPARTMENT, until=UNTIL))
    assert fixed.misfits == ()
    assert len(fixed.changes) == 3  # 示例李四 stands twice for one code, alike


def test_nothing_is_written_before_it_is_adopted_and_a_decision_is_needed(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, _ = ward
    path = workbook(tmp_path, FOREIGN, ("A1:G1", "A2:G2"))
    anchor = audit_anchor(office.library)
    preview = read(office, path)
    assert audit_anchor(office.library) == anchor
    with pytest.raises(Refused) as no:
        adopt_sheet(office.library, CLERK, preview, SheetDecision(ON))
    assert [one.field for one in no.value.findings] == ["approver"]
    whole = adopt_sheet(office.library, CLERK, preview, DECISION, all_or_nothing=True)
    assert (whole.subject, whole.said) == ("", "没有记下任何一项，没有采用 4 格")
    assert audit_anchor(office.library) == anchor
    done = adopt_sheet(office.library, CLERK, preview, DECISION, reason="核对无误")
    assert done.said == f"已登记授权 {done.subject}，2 人 2 项，没有采用 4 格"
    again = read(office, path)
    assert (again.changes, len(again.misfits)) == ((), 4)


def test_the_approver_is_refused_his_own_row_with_its_article(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, made = ward
    preview = read(office, workbook(tmp_path, FOREIGN, ("A1:G1", "A2:G2")))
    mine = SheetDecision(ON, "考核", "", "示例〔2026〕9号", made.people["0501"])
    done = adopt_sheet(office.library, CLERK, preview, mine, reason="核对无误")
    refused = [one for one in done.preview.lines if one.article]
    assert {(one.person[:4], one.article) for one in refused} == {("示例赵一", "MTCA-20")}
    assert state(office, made.people["0501"], made.code("81.5400")) is State.NONE
    assert state(office, made.people["0502"], made.code("81.5400")) is State.VALID


def test_same_names_are_listed_never_chosen(ward: tuple[Office, Ward], tmp_path: Path) -> None:
    office, _ = ward
    office.hire("示例孙三", "0903", department="神经外科")
    office.hire("示例李四", "0904", department=DEPARTMENT)
    rows = (("姓名", "81.5100", "80.5100"), ("示例孙三", "√", None), ("示例李四", "√", None))
    preview = read(office, workbook(tmp_path, rows))
    assert found(preview, "示例孙三", "81.5100").change is Change.GRANT
    assert "有 2 名「示例李四」" in found(preview, "示例李四", "81.5100").why
    nowhere = read(office, workbook(tmp_path, rows), ReadOptions(until=UNTIL))
    assert "有 2 名「示例孙三」" in found(nowhere, "示例孙三", "81.5100").why


def test_what_is_no_wide_sheet_is_refused(ward: tuple[Office, Ward], tmp_path: Path) -> None:
    office, _ = ward
    with pytest.raises(Trouble, match="没有找到宽表的栏名"):
        read(office, workbook(tmp_path, (("科室", "床位"), ("骨科", 40))))
    long = (("姓名", "手术编码", "手术名称"), ("示例孙三", "81.5100", "示例全髋关节置换术"))
    with pytest.raises(Trouble, match="一行一条的清单"):
        read(office, workbook(tmp_path, long))


def test_a_department_of_60_by_300_is_quick(hospital: Office, tmp_path: Path) -> None:
    people = [(f"7{n:03}", f"示例医师{n}", "主治医师") for n in range(60)]
    codes = [(f"8{n // 100}.{n % 100:02}00", f"示例手术{n}", n % 4 + 1) for n in range(300)]
    lay_down(hospital.library, people, codes)
    begun = time.monotonic()
    [path] = save_sheets(hospital.library, CLERK, [DEPARTMENT], tmp_path, ON).files
    assert time.monotonic() - begun < 12
    book = load_workbook(path)
    for row in book["术式"].iter_rows(min_row=5, max_row=304, min_col=4, max_col=33):
        for cell in row:
            cell.value = "授"
    book.save(path)
    begun = time.monotonic()
    preview = read(hospital, path)
    assert time.monotonic() - begun < 15
    assert len(preview.changes) == 9_000
    assert preview.people == 30


def test_each_department_has_a_file_of_its_own(ward: tuple[Office, Ward], tmp_path: Path) -> None:
    office, _ = ward
    made = save_sheets(office.library, CLERK, (), tmp_path / "全院", ON)
    names = {path.name.split("-")[1] for path in made.files}
    assert names >= {DEPARTMENT, "神经外科"}
    one = save_sheets(office.library, CLERK, (), tmp_path / "合并", ON, one_file=True)
    [path] = one.files
    sheets = load_workbook(path).sheetnames
    assert sheets[:2] == ["骨科-级别", "骨科-术式"]
    assert (sheets[-1], len(sheets)) == ("发出时的情形", len(names) + 2)
    preview = read(office, path, ReadOptions())
    assert set(preview.departments) == names
    assert (preview.changes, preview.misfits) == ((), ())
    assert len(PEOPLE) == 4
