"""导入分级目录：进草稿或成为一版，补零、科室、级别的各种写法，撤销，真实大小。"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from medtech_desktop.domain.grading_drafts import Change
from medtech_desktop.domain.law import Refused
from medtech_desktop.office import grading_drafts, grading_lists, gradings, imports, institutions
from medtech_desktop.office.gradings import Adoption
from medtech_desktop.office.imports import ImportOptions, ImportReport
from medtech_desktop.store.gradings import code_texts, load_grading_editions
from tests.books import CLERK
from tests.builders import Office, office_at
from tests.code_lists import all_codes, enter_codes

SINCE, TODAY = date(2026, 3, 1), date(2026, 11, 24)
CODES = [
    ("06.3900", "甲状腺部分切除术", "手术"),
    ("06.4x00", "甲状腺全部切除术", "手术"),
    ("36.0700", "冠状动脉支架置入术", "介入治疗"),
    ("36.0601", "药物洗脱支架置入术", "介入治疗"),
    ("45.1300", "小肠内镜检查", "诊断性操作"),
]
HEADS = ("手术编码", "手术名称", "专科", "手术级别", "按几级管理", "是否微创", "日间手术", "介入")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = office_at("hospital", tmp_path)
    enter_codes(made.library, tmp_path, "示例编码", date(2026, 1, 1), CODES)
    made.do(institutions.add_department, "普通外科", date(2026, 1, 1))
    yield made
    made.library.close()


def sheet(folder: Path, rows: Sequence[Sequence[object]], name: str = "分级.xlsx") -> Path:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(("示例医院手术分级管理目录",))
    page.append(HEADS)
    for row in rows:
        page.append(list(row))
    book.save(folder / name)
    return folder / name


def brought(office: Office, path: Path, **options: object) -> ImportReport:
    given = ImportOptions(**options)  # type: ignore[arg-type]
    return imports.import_file(office.library, CLERK, "grading", path, TODAY, options=given).report


def graded(office: Office) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """草稿里的各行：编码、科室 → 级别、须有几级。"""
    world = office.world(TODAY)
    departments = {n: name for name, n in grading_drafts.departments_on(world).items()}
    with office.library.look() as look:
        draft = grading_drafts.the_draft(look)
        assert draft is not None
        lines = grading_drafts.read_draft(look, draft.id).lines
        codes = code_texts(look)
    return {
        (codes[key[0]], departments.get(key[1] or 0, "")): (line.grade, line.needed)
        for key, line in lines.items()
    }


def test_every_way_of_writing_a_grade_is_read(office: Office, tmp_path: Path) -> None:
    rows = [
        ("06.3900", "", "", 3, "", "是", "", ""),
        ("06.3900", "", "普通外科", "Ⅳ级", "", "", "√", ""),
        ("06.4x00", "", "全院", "III", "四级", "", "", ""),
        (36.07, "", "", "二级手术", "", "", "", "是"),  # a number that lost its zeros
        ("36.0601", "", "", "4 级", "", "", "", ""),
        ("45.1300", "", "", "不纳入", "", "", "", ""),
    ]
    report = brought(office, sheet(tmp_path, rows))
    assert (report.accepted, report.misfits) == (6, ())
    assert report.rows[3].values["code"] == "36.0700"
    assert graded(office) == {
        ("06.3900", ""): (3, 3),
        ("06.3900", "普通外科"): (4, 4),
        ("06.4x00", ""): (3, 4),
        ("36.0700", ""): (2, 2),
        ("36.0601", ""): (4, 4),
        ("45.1300", ""): (None, None),
    }


def test_each_bad_cell_is_named(office: Office, tmp_path: Path) -> None:
    rows = [
        ("99.9999", "", "", 3),
        ("06.3900", "", "骨外科", 3),
        ("06.3900", "", "", "五级"),
        ("06.3900", "", "", ""),
        ("06.4x00", "", "", 2),
        ("06.4x00", "", "", 3),
        ("06.4x00", "", "", 2),
        ("17.9999", "", "", 2),
    ]
    report = brought(office, sheet(tmp_path, rows))
    assert [(m.line, m.key) for m in report.misfits] == [
        (3, "code"), (4, "department"), (5, "grade"), (6, "grade"), (8, "code"), (10, "code"),
    ]  # fmt: skip
    why = {m.line: m.why for m in report.misfits}
    assert "编码库「示例编码」里没有" in why[3]
    assert "没有登记这个科室" in why[4]
    assert "级别不同" in why[8]
    assert (report.accepted, report.duplicates) == (1, 1)


def test_a_gb18030_file_with_a_meeting_becomes_an_edition(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "分级.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([HEADS[:4], *((code, name, "", "二级") for code, name, _ in CODES)])
    report = brought(
        office, path, edition="示例2026年版", meeting="示例会议〔2026〕3号", since=SINCE,
        source="示例医发〔2026〕9号",
    )  # fmt: skip
    assert report.accepted == len(CODES)
    view = gradings.grading_view(office.library, TODAY)
    assert view.current is not None
    assert (view.current.name, view.current.count) == ("示例2026年版", len(CODES))
    number = imports.import_batches(office.library)[0].number
    office.do(imports.undo_import, number, "导错了文件（示例）")
    assert gradings.grading_view(office.library, TODAY).current is None


def test_a_whole_file_drops_what_it_does_not_list(office: Office, tmp_path: Path) -> None:
    first = [(code, "", "", 2) for code, _name, _category in CODES]
    brought(office, sheet(tmp_path, first))
    with office.library.look() as look:
        draft = grading_drafts.the_draft(look)
    assert draft is not None
    office.do(gradings.adopt_grading, draft.id, Adoption("示例会议", SINCE, SINCE), TODAY)
    second = [("06.3900", "", "", 2), ("06.4x00", "", "", 4)]
    report = brought(office, sheet(tmp_path, second, "二.xlsx"), whole=True)
    assert (report.accepted, report.duplicates) == (1, 1)
    view = gradings.grading_view(office.library, TODAY).draft
    assert view is not None
    assert view.changes == {Change.REMOVED: 3, Change.RAISED: 1}
    number = imports.import_batches(office.library)[0].number
    office.do(imports.undo_import, number, "文件不全（示例）")
    view = gradings.grading_view(office.library, TODAY).draft
    assert view is not None
    assert view.changes == {}


def test_a_whole_file_without_a_changed_row_still_drops(office: Office, tmp_path: Path) -> None:
    brought(office, sheet(tmp_path, [(code, "", "", 2) for code, _name, _category in CODES]))
    second = sheet(tmp_path, [("06.3900", "", "", 2), ("06.4x00", "", "", 2)], "二.xlsx")
    report = brought(office, second)  # only the rows of the file: nothing to do
    assert (report.accepted, report.duplicates, report.dropped) == (0, 2, 0)
    assert len(graded(office)) == len(CODES)
    given = ImportOptions(whole=True)
    previewed = imports.preview_import(office.library, "grading", second, TODAY, options=given)
    assert previewed.dropped == 3
    done = imports.import_file(office.library, CLERK, "grading", second, TODAY, options=given)
    assert (done.report.accepted, done.report.dropped) == (0, 3)
    assert "文件里没有的 3 行删去" in done.said
    assert graded(office) == {("06.3900", ""): (2, 2), ("06.4x00", ""): (2, 2)}
    office.do(imports.undo_import, done.subject, "文件不全（示例）")
    assert len(graded(office)) == len(CODES)


def test_a_whole_file_with_a_bad_row_changes_nothing(office: Office, tmp_path: Path) -> None:
    brought(office, sheet(tmp_path, [(code, "", "", 2) for code, _name, _category in CODES]))
    second = sheet(tmp_path, [("06.3900", "", "", 4), ("06.4x00", "", "", "五级")], "二.xlsx")
    given = ImportOptions(whole=True)
    done = imports.import_file(office.library, CLERK, "grading", second, TODAY, options=given)
    assert (done.subject, done.report.misfit_rows) == ("", 1)
    assert set(graded(office).values()) == {(2, 2)}  # the bad row is not taken for a missing one
    assert len(graded(office)) == len(CODES)


def test_a_batch_that_went_into_an_adopted_draft_stays(office: Office, tmp_path: Path) -> None:
    brought(office, sheet(tmp_path, [("06.3900", "", "", 2)]))
    with office.library.look() as look:
        draft = grading_drafts.the_draft(look)
    assert draft is not None
    office.do(gradings.adopt_grading, draft.id, Adoption("示例会议", SINCE, SINCE), TODAY)
    number = imports.import_batches(office.library)[0].number
    (found,) = office.refused(imports.undo_import, number, "导错了")
    assert "已经审定" in found.message


def test_a_list_of_real_size_goes_in_and_is_adopted(tmp_path: Path) -> None:
    office = office_at("hospital", tmp_path)
    codes = all_codes()
    enter_codes(office.library, tmp_path, "整份", date(2026, 1, 1), codes)
    path = tmp_path / "整份分级.csv"
    with path.open("w", encoding="gb18030", errors="replace", newline="") as file:
        rows = ((code, "", "", str(1 + at % 4)) for at, (code, _name) in enumerate(codes))
        csv.writer(file).writerows([HEADS[:4], *rows])
    report = brought(office, path)
    assert (report.accepted, len(report.misfits)) == (len(codes), 0)
    with office.library.look() as look:
        draft = grading_drafts.the_draft(look)
    assert draft is not None
    done = office.do(gradings.adopt_grading, draft.id, Adoption("示例会议", SINCE, SINCE), TODAY)
    assert f"{len(codes):,} 行" in done.said
    view = gradings.grading_view(office.library, TODAY)
    assert view.current is not None
    assert view.current.count == len(codes)
    office.library.close()


@pytest.mark.allows("MTCA-18", duty="4.grading-list")
def test_a_department_below_has_the_line_of_its_parent(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "科室.csv"
    path.write_text("科室名称,上级科室\n胃肠外科,普通外科\n骨科,\n", encoding="utf-8")
    imports.import_file(office.library, CLERK, "departments", path, SINCE)
    rows = [("06.3900", "", "", 2), ("06.3900", "", "普通外科", 4)]
    brought(office, sheet(tmp_path, rows), meeting="示例会议", since=SINCE)
    found = {
        name: grading_lists.grade_of_code(office.library, "06.3900", name, TODAY)
        for name in ("胃肠外科", "普通外科", "骨科", "")
    }
    assert {name: one.graded.grade for name, one in found.items()} == {
        "胃肠外科": 4, "普通外科": 4, "骨科": 2, "": 2,
    }  # fmt: skip
    assert "四级（普通外科）" in found["胃肠外科"].said


def test_the_same_edition_of_the_same_meeting_is_not_adopted_twice(
    office: Office, tmp_path: Path
) -> None:
    path = sheet(tmp_path, [("06.3900", "甲状腺部分切除术", "普通外科", "三级")])
    brought(office, path, meeting="示例会议", since=SINCE)
    with pytest.raises(Refused, match="完全相同，没有另立一版"):
        brought(office, path, meeting="示例会议", since=TODAY)
    with office.library.look() as look:
        assert len(load_grading_editions(look)) == 1
    brought(office, path, meeting="示例年度会议", since=TODAY)
    with office.library.look() as look:
        assert len(load_grading_editions(look)) == 2
