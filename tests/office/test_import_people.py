"""导入医务人员（没有类别一栏的）与培训证明：认人、认技术、不合格的逐格说明，整批可撤销。"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.practitioners import Certificate, CertificateKind
from medtech_desktop.domain.qualifications import trained_for
from medtech_desktop.office import imports
from medtech_desktop.office.imports import ImportDone, ImportOptions
from medtech_desktop.office.practitioner_lists import practitioner_list
from medtech_desktop.office.practitioners import find_person
from tests.builders import CLERK, NURSE, Office

ON = date(2026, 11, 2)
TRAININGS = ("工号", "姓名", "技术编号", "技术名称", "证书名称", "编号", "发证单位", "起", "止")


def take(
    office: Office, kind: str, path: Path, *rows: Sequence[str], people: str = ""
) -> ImportDone:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    options = ImportOptions(people=people)
    return imports.import_file(office.library, CLERK, kind, path, ON, options=options)


# People without a kind

PEOPLE = (
    ("工号", "姓名", "职称"),
    ("0101", "示例一", "主治医师"),
    ("0102", "示例二", "主管护师"),
    ("0103", "示例三", "副主任技师"),
    ("0104", "示例四", "教授"),
)


def kinds(office: Office) -> dict[str, str]:
    lines = practitioner_list(office.library, ON)
    return {line.staff_number: line.kind for line in lines if line.staff_number.startswith("01")}


def test_the_kind_is_told_by_the_title_and_asked_where_it_is_not(
    hospital: Office, tmp_path: Path
) -> None:
    report = take(hospital, "practitioners", tmp_path / "人员.csv", *PEOPLE).report
    assert (report.accepted, report.misfit_rows) == (3, 1)
    assert kinds(hospital) == {"0101": "医师", "0102": "护士", "0103": "技师"}
    (misfit,) = report.misfits
    assert (misfit.line, misfit.column) == (5, "类别")
    assert "由职称「教授」认不出" in misfit.why


@pytest.mark.parametrize(("people", "word"), [("physician", "医师"), ("nurse", "护士")])
def test_the_whole_file_may_have_a_usual_kind(
    hospital: Office, tmp_path: Path, people: str, word: str
) -> None:
    done = take(hospital, "practitioners", tmp_path / "人员.csv", *PEOPLE, people=people)
    assert done.report.accepted == 4
    assert kinds(hospital)["0104"] == word
    assert kinds(hospital)["0102"] == "护士"


# Training certificates


def held(office: Office, number: str) -> list[Certificate]:
    staff = office.world(ON).staff
    rows = staff.all_certificates_of(find_person(staff, number, ON))
    return [c for c in rows if c.kind is CertificateKind.TRAINING and c.number]


def test_good_trainings_go_in_and_open_the_gate(hospital: Office, tmp_path: Path) -> None:
    done = take(
        hospital,
        "trainings",
        tmp_path / "培训.csv",
        TRAININGS,
        (NURSE, "示例丁", "S16", "", "合格证", "示例1号", "示例基地", "2024-06-30", "2027-06-30"),
        ("", "示例乙", "", "神经血管介入诊疗技术", "合格证", "示例2号", "", "2024-06-30", ""),
        (NURSE, "", "", "", "通用培训", "示例3号", "", "2024-06-30", ""),
    )
    assert done.said == "读入 3 行，记入 3 行（导入-2026-001）"
    first, general = held(hospital, NURSE)
    assert (first.lineage, first.issuer, first.until) == (
        "hunan-s16",
        "示例基地",
        date(2027, 6, 30),
    )
    assert general.lineage == ""
    assert held(hospital, "1002")[0].lineage == "hunan-s16"
    staff = hospital.world(ON).staff
    assert trained_for(staff, find_person(staff, NURSE, ON), ("hunan-s16",), ON).is_fit


@pytest.mark.parametrize(
    ("row", "column", "why"),
    [
        (("9999", "", "", "", "证", "", "", "2024-06-30", ""), "工号", "没有人员「9999」"),
        (("", "示例甲", "", "", "证", "", "", "2024-06-30", ""), "姓名", "有 2 名「示例甲」"),
        (
            ("1001", "示例乙", "", "", "证", "", "", "2024-06-30", ""),
            "姓名",
            "工号 1001 是「示例甲」",
        ),
        (("1001", "", "S99", "", "证", "", "", "2024-06-30", ""), "技术编号", "没有「S99」"),
        (("1001", "", "", "没有这项", "证", "", "", "2024-06-30", ""), "技术名称", "没有这项"),
        (("1001", "", "", "", "", "", "", "2024-06-30", ""), "证书名称", "必填"),
        (("1001", "", "", "", "证", "", "", "", ""), "发证日期", "必填"),
        (("1001", "", "", "", "证", "", "", "2024-02-30", ""), "发证日期", "2024-02-30"),
        (("1001", "", "", "", "证", "", "", "2026-11-09", ""), "发证日期", "晚于今天"),
        (("1001", "", "", "", "证", "", "", "2024-06-30", "2023-01-01"), "有效期至", "早于"),
        (("", "", "", "", "证", "", "", "2024-06-30", ""), "工号", ""),
    ],
)
def test_a_bad_cell_is_named_with_its_reason(
    hospital: Office, tmp_path: Path, row: tuple[str, ...], column: str, why: str
) -> None:
    hospital.hire("示例甲", "1009", department="骨科")
    report = take(hospital, "trainings", tmp_path / "培训.csv", TRAININGS, row).report
    assert (report.accepted, report.misfit_rows) == (0, 1)
    assert column in report.misfits[0].column
    assert why in f"{report.misfits[0].why} {report.misfits[0].value}"


def test_the_same_proof_again_is_known_and_a_batch_is_undone(
    hospital: Office, tmp_path: Path
) -> None:
    row = (NURSE, "", "S16", "", "合格证", "示例1号", "", "2024-06-30", "")
    done = take(hospital, "trainings", tmp_path / "一.csv", TRAININGS, row)
    again = take(hospital, "trainings", tmp_path / "二.csv", TRAININGS, row)
    assert (again.report.accepted, again.report.duplicates) == (0, 1)
    hospital.do(imports.undo_import, done.subject, "导错了文件")
    assert held(hospital, NURSE) == []


def test_one_proof_of_two_technologies_is_two_records(hospital: Office, tmp_path: Path) -> None:
    rows = [
        (NURSE, "", code, "", "合格证", "示例1号", "", "2024-06-30", "")
        for code in ("S16", "Ｓ16", "s15", "")
    ]
    done = take(hospital, "trainings", tmp_path / "培训.csv", TRAININGS, *rows)
    assert (done.report.accepted, done.report.duplicates) == (3, 1)
    assert {one.lineage for one in held(hospital, NURSE)} == {"hunan-s16", "hunan-s15", ""}
