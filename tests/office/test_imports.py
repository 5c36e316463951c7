"""导入：预演、记入、重复、不合格、撤销；规则与手工录入相同。"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.office import catalogs, imports
from medtech_desktop.office.imports import ImportDone, ImportOptions
from medtech_desktop.office.library import audit_anchor
from medtech_desktop.office.practitioner_lists import practitioner_list
from medtech_desktop.office.technology_pages import technology_list
from tests.builders import CLERK, Office

ON = date(2026, 11, 2)
PEOPLE = ("工号", "姓名", "类别", "职称", "科室", "注册地点", "注册机构")


def table(path: Path, *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def take(office: Office, kind: str, path: Path, **more: object) -> ImportDone:
    return imports.import_file(office.library, CLERK, kind, path, ON, **more)  # type: ignore[arg-type]


def test_good_rows_go_in_and_bad_cells_are_named(hospital: Office, tmp_path: Path) -> None:
    before = len(practitioner_list(hospital.library, ON))
    path = table(
        tmp_path / "人员.csv",
        PEOPLE,
        ("0101", "示例丙", "医师", "主治医师", "骨科", "本院", ""),
        ("0102", "", "医师", "主治医师", "骨科", "本院", ""),
        ("1001", "示例甲", "医师", "主任医师", "神经外科", "本院", ""),
    )
    done = take(hospital, "practitioners", path)
    report = done.report
    assert (report.read, report.accepted, report.duplicates, report.misfit_rows) == (3, 1, 1, 1)
    [misfit] = report.misfits
    assert (misfit.line, misfit.column) == (3, "姓名")
    assert len(practitioner_list(hospital.library, ON)) == before + 1
    assert done.said == "读入 3 行，记入 1 行（导入-2026-001），已在册 1 行，不合格 1 行"


def test_a_rehearsal_keeps_nothing(hospital: Office, tmp_path: Path) -> None:
    path = table(tmp_path / "科室.csv", ("科室名称",), ("康复科",))
    anchor = audit_anchor(hospital.library)
    report = imports.preview_import(hospital.library, "departments", path, ON)
    assert (report.accepted, [row.state for row in report.rows]) == (1, ["ok"])
    assert audit_anchor(hospital.library) == anchor
    assert imports.import_batches(hospital.library) == ()


def test_all_or_nothing_keeps_nothing_with_one_bad_row(hospital: Office, tmp_path: Path) -> None:
    path = table(tmp_path / "科室.csv", ("科室名称", "院区"), ("康复科", ""), ("儿科", "东院"))
    done = take(hospital, "departments", path, all_or_nothing=True)
    assert (done.subject, done.report.accepted, done.report.misfit_rows) == ("", 1, 1)
    assert imports.import_batches(hospital.library) == ()


def test_the_same_file_again_is_recognised_and_doubles_nothing(
    hospital: Office, tmp_path: Path
) -> None:
    path = table(tmp_path / "科室.csv", ("科室名称",), ("康复科",))
    take(hospital, "departments", path)
    again = take(hospital, "departments", path).report
    assert (again.accepted, again.duplicates) == (0, 1)
    assert again.earlier == "科室.csv 已作为 导入-2026-001 导入过"


def test_a_batch_is_undone_whole_and_may_come_again(hospital: Office, tmp_path: Path) -> None:
    path = table(tmp_path / "人员.csv", PEOPLE, ("0101", "示例丙", "医师", "", "骨科", "", ""))
    before = practitioner_list(hospital.library, ON)
    number = take(hospital, "practitioners", path).subject
    imports.undo_import(hospital.library, CLERK, number, "导错了")
    assert practitioner_list(hospital.library, ON) == before
    assert imports.import_batches(hospital.library) == ()
    assert take(hospital, "practitioners", path).report.accepted == 1


def test_a_batch_that_others_rely_on_cannot_be_undone(hospital: Office, tmp_path: Path) -> None:
    path = table(tmp_path / "人员.csv", PEOPLE, ("0101", "示例丙", "医师", "", "骨科", "", ""))
    number = take(hospital, "practitioners", path).subject
    hospital.propose("S14", leads=("0101",), on=ON)
    with pytest.raises(Refused, match="不能整批撤销"):
        imports.undo_import(hospital.library, CLERK, number, "导错了")


@pytest.mark.refuses("MTCA-9", duty="1.prohibited")
def test_a_prohibited_technology_does_not_come_in_by_a_table(
    hospital: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "技术.csv",
        ("技术编号", "技术名称", "开展科室", "技术负责人"),
        ("", "代孕技术", "妇科", ""),
        ("S14", "", "骨科", "1001"),
        ("S99", "", "骨科", "1001"),
        ("", "自体器官移植技术", "普通外科", ""),
        ("S15", "", "骨科", "没有这个人"),
    )
    report = take(hospital, "technologies", path).report
    assert {m.line: m.column for m in report.misfits} == {
        2: "技术名称",
        4: "技术编号",
        6: "技术负责人",
    }
    names = {line.name for line in technology_list(hospital.library, ON)}
    assert names == {"人工关节置换技术", "自体器官移植技术"}


def test_a_corrected_workbook_of_misfits_comes_in_whole(hospital: Office, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    path = table(
        tmp_path / "技术.csv",
        ("技术编号", "技术名称", "技术负责人"),
        ("S99", "", "1001"),
        ("S15", "", "没有这个人"),
        ("S14", "", "1001"),
    )
    report = take(hospital, "technologies", path).report
    assert (report.accepted, report.misfit_rows) == (1, 2)
    book_path = imports.save_misfits(report, tmp_path / "问题行.xlsx")
    book = load_workbook(book_path)
    page = book.worksheets[0]
    for row in page.iter_rows():
        for cell in row:
            if cell.value in ("S99", "没有这个人"):
                cell.value = "S13" if cell.value == "S99" else "1001"
    book.save(book_path)
    again = take(hospital, "technologies", book_path).report
    assert (again.read, again.accepted, again.misfits) == (2, 2, ())


def test_a_new_edition_comes_in_with_its_links_and_is_not_yet_in_force(
    hospital: Office, tmp_path: Path
) -> None:
    path = table(
        tmp_path / "目录.csv",
        ("技术编号", "技术名称", "前版条目"),
        ("S14", "人工关节置换技术", "S14"),
        ("S15", "椎间盘置换技术（示例）", "S15"),
        ("S90", "示例新增技术", ""),
    )
    options = ImportOptions(edition="湖南示例版", series="hunan", source="示例文件")
    assert take(hospital, "catalog", path, options=options).report.accepted == 3
    assert len(catalogs.catalog_lines(hospital.library, ON)) == 46
    found = catalogs.compare_editions(hospital.library, "湖南2018·省级部分", "湖南示例版", ON)
    assert [e.code for e in found.diff.added] == ["S90"]
    assert [c.before[0].code for c in found.diff.renamed] == ["S15"]
    assert len(found.diff.removed) == 27


def test_filings_of_before_the_book_come_in_as_they_were(hospital: Office, tmp_path: Path) -> None:
    hospital.propose("S14")
    path = table(
        tmp_path / "备案.csv",
        ("技术编号", "首例日期", "提交日期", "完成备案时间", "技术负责人", "文号"),
        ("S14", "2021-03-04", "2021-03-15", "2021-03-30", "1001", "示例回执"),
        ("S14", "2021-03-04", "2021-03-30", "2021-03-15", "1001", ""),
    )
    report = take(hospital, "filings", path).report
    assert (report.accepted, report.misfit_rows) == (1, 1)
    [line] = technology_list(hospital.library, ON)
    assert line.state == "已备案"
