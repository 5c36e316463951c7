"""编码库的提问：在用的一版、查找、一条的情况、两版对照、撤销以后、导出。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.procedures import Entered, Mark
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office import imports, procedures
from medtech_desktop.office.procedures import CodeQuestion
from medtech_desktop.office.technologies import NewTechnology, add_technology
from medtech_desktop.store.page import Look
from medtech_desktop.store.procedures import procedure_rows
from tests.books import CLERK
from tests.builders import Office, office_at
from tests.code_lists import enter_codes

FIRST, SECOND = date(2026, 3, 1), date(2026, 9, 1)
OLD = [
    ("52.8400", "胰岛细胞移植", "手术"),
    ("52.8401", "同种胰岛细胞移植", "手术"),
    ("00.0100", "头部血管治疗性超声", "治疗性操作"),
]
NEW = [
    ("52.8400", "胰岛细胞移植术", "手术"),
    ("52.8402", "=自体胰岛细胞移植", "手术"),
    ("00.0100", "头部血管治疗性超声", "治疗性操作"),
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = office_at("hospital", tmp_path)
    enter_codes(made.library, tmp_path, "旧版", FIRST, OLD)
    enter_codes(made.library, tmp_path, "新版", SECOND, NEW)
    yield made
    made.library.close()


def shown(office: Office, asked: CodeQuestion, on: date) -> list[tuple[str, ...]]:
    answer = procedures.find_codes(office.library, asked, on)
    return list(procedures.code_rows(office.library, answer.edition, on, answer.ids))


def test_a_day_has_its_edition(office: Office) -> None:
    lines = procedures.code_editions(office.library, date(2026, 10, 1))
    assert [(one.key, one.count, one.state) for one in lines] == [
        ("新版", 3, "在用"),
        ("旧版", 3, "以前的版"),
    ]
    earlier = procedures.code_editions(office.library, date(2026, 8, 31))
    assert [one.state for one in earlier] == ["尚未启用", "在用"]
    assert shown(office, CodeQuestion(), date(2026, 8, 31))[1][1] == "胰岛细胞移植"
    assert shown(office, CodeQuestion(), date(2026, 9, 1))[1][1] == "胰岛细胞移植术"
    assert shown(office, CodeQuestion("旧版"), SECOND)[2][0] == "52.8401"


def test_finding_by_word_initials_category_mark_and_order(office: Office) -> None:
    assert [r[0] for r in shown(office, CodeQuestion(words="ydxb"), SECOND)] == [
        "52.8400",
        "52.8402",
    ]
    assert [r[0] for r in shown(office, CodeQuestion(category="treatment"), SECOND)] == ["00.0100"]
    marked = shown(office, CodeQuestion(mark=Mark.ADDED), SECOND)
    assert marked == [("52.8402", "=自体胰岛细胞移植", "手术", "新增")]
    names = [r[1] for r in shown(office, CodeQuestion(order="name"), SECOND)]
    assert names.index("头部血管治疗性超声") < names.index("胰岛细胞移植术")  # tóu before yí
    backwards = shown(office, CodeQuestion(descending=True), SECOND)
    assert [r[0] for r in backwards] == ["52.8402", "52.8400", "00.0100"]
    answer = procedures.find_codes(office.library, CodeQuestion(words="胰岛"), SECOND)
    assert (answer.whole, answer.counts.whole, answer.chapters) == (3, 2, (("52", 2),))


def test_the_row_that_was_chosen_is_found_again(office: Office) -> None:
    ids = procedures.find_codes(office.library, CodeQuestion(), SECOND).ids
    kept = CodeQuestion(descending=True, keep=ids[0])
    assert procedures.find_codes(office.library, kept, SECOND).row == 2
    gone = CodeQuestion(words="胰岛", keep=ids[0])
    assert procedures.find_codes(office.library, gone, SECOND).row == -1
    asked = CodeQuestion()
    assert procedures.row_that_begins(office.library, asked, "52.8", SECOND) == 1
    assert procedures.row_that_begins(office.library, asked, "99", SECOND) == -1


def test_one_code_and_where_it_is_used(office: Office) -> None:
    draft = NewTechnology(name="示例胰岛移植", codes=("52.8400",))
    add_technology(office.library, CLERK, draft, SECOND)
    page = procedures.code_by_name(office.library, "", "52.8400", SECOND)
    assert (page.name, page.category, page.mark) == ("胰岛细胞移植术", "手术", "更名")
    assert page.chapter == "消化系统手术"
    assert page.stands == (("旧版", FIRST, "胰岛细胞移植"), ("新版", SECOND, "胰岛细胞移植术"))
    assert [code for _id, code, _name in page.neighbours] == ["52.8402"]
    assert [one[1] for one in page.technologies] == ["示例胰岛移植"]
    other = procedures.code_by_name(office.library, "", "00.0100", SECOND)
    assert other.technologies == ()
    assert other.neighbours == ()
    with pytest.raises(Refused, match="没有「99.9」"):
        procedures.code_by_name(office.library, "", "99.9", SECOND)


def test_two_editions_side_by_side(office: Office) -> None:
    diff = procedures.compare_codes(office.library, "旧版", "新版")
    assert [(c.mark, c.code) for c in diff.changes] == [
        (Mark.RENAMED, "52.8400"),
        (Mark.REMOVED, "52.8401"),
        (Mark.ADDED, "52.8402"),
    ]
    assert (diff.same, diff.count(Mark.ADDED)) == (1, 1)
    ids = procedures.changed_ids(diff, "removed")
    assert procedures.diff_rows(office.library, "旧版", "新版", ids) == (
        ("取消", "52.8401", "同种胰岛细胞移植", ""),
    )
    with pytest.raises(Refused, match="同一版"):
        procedures.compare_codes(office.library, "旧版", "旧版")
    with pytest.raises(Refused, match="没有编码库「别版」"):
        procedures.compare_codes(office.library, "旧版", "别版")


def test_an_import_undone_is_gone_at_once(office: Office) -> None:
    before = procedures.find_codes(office.library, CodeQuestion(), SECOND)
    [batch] = [b for b in imports.import_batches(office.library) if b.file_name == "新版.csv"]
    imports.undo_import(office.library, CLERK, batch.number, "导错了文件")
    answer = procedures.find_codes(office.library, CodeQuestion(), SECOND)
    assert answer.edition == "旧版"
    rows = procedures.code_rows(office.library, "", SECOND, before.ids)
    assert {row[1] for row in rows} == {"已撤销"}  # a page asked for before


def test_the_index_is_made_again_only_when_codes_changed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def counted(look: Look, edition: int) -> Iterator[Entered]:
        made.append(edition)
        return procedure_rows(look, edition)

    monkeypatch.setattr(procedures, "procedure_rows", counted)
    procedures.find_codes(office.library, CodeQuestion(), SECOND)
    once = len(made)
    assert once == 2  # this edition, and the one before it for the marks
    draft = NewTechnology(name="示例技术")
    add_technology(office.library, CLERK, draft, SECOND)
    procedures.find_codes(office.library, CodeQuestion(words="胰岛"), SECOND)
    assert len(made) == once


def test_no_list_yet(tmp_path: Path) -> None:
    made = office_at("hospital", tmp_path)
    answer = procedures.find_codes(made.library, CodeQuestion(), SECOND)
    assert (answer.edition, list(answer.ids), answer.whole) == ("", [], 0)
    assert procedures.code_editions(made.library, SECOND) == ()
    made.library.close()


def test_what_is_listed_goes_into_a_file(office: Office, tmp_path: Path) -> None:
    ids = procedures.find_codes(office.library, CodeQuestion(words="胰岛"), SECOND).ids
    told: list[tuple[int, int]] = []
    path = procedures.export_codes(
        office.library, "", ids, tmp_path / "甲.xlsx", SECOND, lambda a, b, _c: told.append((a, b))
    )
    sheet = load_workbook(path).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["编码", "名称", "类别", "与前版相比"],
        ["52.8400", "胰岛细胞移植术", "手术", "更名"],
        ["52.8402", "=自体胰岛细胞移植", "手术", "新增"],
    ]
    assert sheet["B3"].data_type == "s"
    assert told[-1] == (2, 2)
    csv = procedures.export_codes(office.library, "", ids, tmp_path / "甲.csv", SECOND)
    assert csv.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "52.8402,'=自体胰岛细胞移植,手术,新增" in csv.read_text("utf-8-sig")
    with pytest.raises(BadInput, match="不能存为"):
        procedures.export_codes(office.library, "", ids, tmp_path / "甲.txt", SECOND)


def test_a_cancelled_export_leaves_no_file(office: Office, tmp_path: Path) -> None:
    ids = procedures.find_codes(office.library, CodeQuestion(), SECOND).ids

    class Stopped(Exception):  # noqa: N818
        pass

    def stop(_done: int, _total: int, _said: str) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        procedures.export_codes(office.library, "", ids, tmp_path / "乙.xlsx", SECOND, stop)
    assert not list(tmp_path.glob("乙*"))
