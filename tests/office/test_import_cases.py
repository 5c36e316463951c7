"""导入病例登记：在册的技术、认不出的人照记、同一例的新版本、撤销；首例随之。"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from medtech_desktop.office import cases, imports
from medtech_desktop.office.import_pages import ImportPage, import_page
from medtech_desktop.office.imports import ImportDone
from medtech_desktop.store.evidence import unexplained
from tests.builders import CLERK, LEAD, Office

ON = date(2026, 9, 20)
HEADS = ("日期", "技术", "姓名", "工号", "科室", "病例代号", "病案号", "知情同意")
ROWS = [
    ("2026-09-14", "S16", "示例甲", "1001", "神经外科", "例一", "BA77001234", "是"),
    ("2026-09-15", "S16", "外来者", "", "", "", "BA77005678", ""),
]


def write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADS, *rows])
    return path


def take(office: Office, path: Path) -> ImportDone:
    return imports.import_file(office.library, CLERK, "cases", path, ON)


def test_cases_are_kept_and_the_first_starts_its_clock(approved: Office, tmp_path: Path) -> None:
    done = take(approved, write(tmp_path / "例.csv", ROWS))
    assert (done.report.accepted, done.report.misfit_rows) == (2, 0)
    told = cases.case_rows(approved.library, ON)
    assert [(one.day.day, one.ref, one.person_id, one.person) for one in told] == [
        (15, "", None, "外来者"),
        (14, "例一", approved.person(LEAD), "示例甲"),
    ]
    assert [one.patient for one in told] == ["病案号 尾号 5678", "病案号 尾号 1234"]
    assert (told[0].consent, told[1].consent) == (None, True)
    [first] = approved.world(ON).find_technology("S16").first_cases
    assert first.day == date(2026, 9, 14)
    assert any("备案期限" in one.message for one in done.findings)


def test_again_changed_and_undone(approved: Office, tmp_path: Path) -> None:
    take(approved, write(tmp_path / "一.csv", ROWS))
    again = take(approved, write(tmp_path / "二.csv", ROWS))
    assert (again.report.accepted, again.report.duplicates) == (0, 2)
    changed = [(*ROWS[0][:-1], "否"), ROWS[1]]
    take(approved, write(tmp_path / "三.csv", changed))
    assert [one.versions for one in cases.case_rows(approved.library, ON)] == [1, 2]
    approved.do(imports.undo_import, "导入-2026-002", "导错了")
    assert [one.consent for one in cases.case_rows(approved.library, ON)] == [None, True]
    approved.do(imports.undo_import, "导入-2026-001", "导错了")
    assert cases.case_rows(approved.library, ON) == ()
    assert approved.world(ON).find_technology("S16").first_cases == ()
    assert take(approved, write(tmp_path / "四.csv", ROWS)).report.accepted == 2


def test_what_does_not_fit_is_named(approved: Office, tmp_path: Path) -> None:
    rows = [
        ("2026-09-14", "S99", "示例甲", "", "", "例二", "", ""),
        ("2026-09-14", "S16", "示例甲", "", "没有的科", "例三", "", ""),
        ("2026-09-14", "S16", "示例乙", "1001", "", "例四", "", ""),
        ("2026-09-14", "S16", "示例甲", "", "", "", "", ""),
    ]
    report = take(approved, write(tmp_path / "例.csv", rows)).report
    assert [one.key for one in report.misfits] == ["technology", "department", "name", "ref"]
    assert report.read == report.misfit_rows == 4


def test_the_patient_is_not_shown_and_not_in_the_account(approved: Office, tmp_path: Path) -> None:
    page = import_page(approved.library, "cases", write(tmp_path / "例.csv", ROWS), ON)
    assert isinstance(page, ImportPage)
    assert "BA7700" not in str([(one.values, one.written, one.wrong) for one in page.lines])
    take(approved, write(tmp_path / "例.csv", ROWS))
    with approved.library.look() as look:
        assert unexplained(look) == []
        assert "BA7700" not in str(look.raw("SELECT * FROM act"))
        assert "BA7700" not in str(look.raw("SELECT * FROM registered_case"))


def test_a_number_of_the_patient_is_no_reference(approved: Office, tmp_path: Path) -> None:
    rows = [("2026-09-14", "S16", "示例甲", "1001", "", "BA77001234", "BA77001234", "")]
    report = take(approved, write(tmp_path / "例.csv", rows)).report
    [misfit] = report.misfits
    assert (misfit.key, misfit.value) == ("ref", "病案号 尾号 1234")
    assert "不写患者的号码" in misfit.why
    assert "BA77001234" not in str(report.misfits)


def test_people_are_known_as_in_the_surgery_log(approved: Office, tmp_path: Path) -> None:
    """Titles, dots, nobody, and namesakes told apart by department: one way for both."""
    near, far = (
        approved.hire("示例同名", number, department=place)
        for number, place in (("8801", "神经外科"), ("8802", "示例二科"))
    )
    dotted = approved.hire("示例·名", "8803")
    rows = [
        ("2026-09-14", "S16", written, "", place, f"例{at}", "", "")
        for at, (written, place) in enumerate(
            [
                ("示例甲（主任医师）", ""),
                ("示例名", ""),
                ("不详", ""),
                ("示例同名", "示例二科"),
                ("示例同名", "神经外科"),
                ("示例同名", ""),
            ]
        )
    ]
    assert take(approved, write(tmp_path / "例.csv", rows)).report.misfit_rows == 0
    held = sorted(cases.case_rows(approved.library, ON), key=lambda one: one.ref)
    lead = approved.person(LEAD)
    assert [one.person_id for one in held] == [lead, dotted, None, far, near, None]
    assert [held[2].person, held[5].person] == ["", "示例同名"]
