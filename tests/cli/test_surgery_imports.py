"""从命令行导入手术登记：JSON 如约，退出码如约；认名、病例登记。"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.cli.terminal import Terminal

HEADS = ("手术单号", "手术日期", "术者", "术者工号", "手术编码", "手术名称", "科室", "病案号")
GOOD = ("SS01", "2026-03-02", "示例甲", "1001", "39.7201", "示例术式", "神经外科", "BA770012")
STRANGE = ("SS02", "2026-03-03", "外来者", "", "39.7201", "示例术式", "神外", "BA770013")
BAD = ("SS03", "去年", "示例甲", "1001", "39.7201", "示例术式", "神经外科", "BA770014")


def write(name: str, *rows: tuple[str, ...]) -> str:
    with Path(name).open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADS, *rows])
    return name


def test_a_log_is_imported_listed_and_undone(hospital: Terminal) -> None:
    path = write("登记.csv", GOOD, STRANGE)
    seen = hospital.json("import", "surgeries", path, "--dry-run")
    assert (seen["read"], seen["accepted"], seen["duplicates"], seen["batch"]) == (2, 2, 0, "")
    done = hospital.json("import", "surgeries", path, "--system", "手麻")
    assert (done["read"], done["accepted"], done["misfits"]) == (2, 2, [])
    assert any("外来者" in note for note in done["notes"])
    again = hospital.json("import", "surgeries", path, "--system", "手麻")
    assert (again["accepted"], again["duplicates"]) == (0, 2)
    [batch] = hospital.json("imports", "list")["batches"]
    assert (batch["number"], batch["kind"]) == (done["batch"], "surgeries")
    said = hospital.ok("imports", "undo", done["batch"], "--reason", "导错了")
    assert "2 例不再算数" in said
    assert hospital.json("import", "surgeries", path, "--system", "手麻")["accepted"] == 2


def test_a_misfit_is_named_without_the_patient(hospital: Terminal) -> None:
    path = write("登记.csv", GOOD, BAD)
    answer = hospital.type("--json", "--book", "库", "import", "surgeries", path)
    assert answer.code == 1
    told = answer.data
    assert (told["read"], told["accepted"], told["misfit_rows"]) == (2, 1, 1)
    assert [(one["line"], one["column"]) for one in told["misfits"]] == [(3, "手术日期")]
    assert "BA7700" not in answer.out + answer.err
    strict = hospital.type(
        "--json", "--book", "库", "import", "surgeries", path, "--all-or-nothing"
    )
    assert strict.data["batch"] == ""


def test_a_corrected_misfit_workbook_has_no_misfits(hospital: Terminal) -> None:
    path = write("登记.csv", GOOD, BAD)
    answer = hospital.ask("import", "surgeries", path, "--misfits", "问题行.xlsx")
    assert answer.code == 1
    correct("问题行.xlsx", "手术日期", "2026-03-09")
    again = hospital.json("import", "surgeries", "问题行.xlsx")
    assert (again["read"], again["accepted"], again["misfit_rows"]) == (1, 1, 0)


def correct(name: str, heading: str, value: str) -> None:
    book = load_workbook(name)
    page = book.worksheets[0]
    heads = [str(cell.value or "").rstrip("*") for cell in page[1]]
    page.cell(2, heads.index(heading) + 1).value = value
    book.save(name)
    book.close()


def test_writings_are_listed_and_said_from_the_command_line(hospital: Terminal) -> None:
    hospital.json("import", "surgeries", write("登记.csv", GOOD, STRANGE))
    told = hospital.json("surgeries", "unresolved")["unresolved"]
    assert [(one["kind"], one["said"]) for one in told] == [
        ("person", "外来者"),
        ("department", "神外"),
        ("code", "39.7201"),
    ]
    hospital.ok("surgeries", "meaning", "person", "外来者", "1002")
    hospital.ok("surgeries", "meaning", "科室", "神外", "神经外科")
    left = hospital.json("surgeries", "unresolved")["unresolved"]
    assert [one["said"] for one in left] == ["39.7201"]
    hospital.wrong("surgeries", "meaning", "person", "外来者", "查无此人")
    undo = ("surgeries", "meaning", "person", "外来者", "--annul", "--reason", "说错了")
    hospital.ok(*undo)
    kinds = {one["said"] for one in hospital.json("surgeries", "unresolved")["unresolved"]}
    assert kinds == {"外来者", "39.7201"}


def test_a_case_is_entered_from_the_command_line(approved: Terminal) -> None:
    words = ("case", "add", "S16", "2026-09-14", "例一", "--person", "1001")
    said = approved.ok(*words, "--patient", "BA20264471", "--consent", "no")
    assert "已登记" in said
    [case] = approved.json("case", "list", "S16")["cases"]
    assert (case["day"], case["patient"], case["consent"]) == (
        "2026-09-14",
        "病案号 尾号 4471",
        False,
    )
    approved.wrong(*words)
    approved.ok("case", "cancel", "例一", "--reason", "停台")
    assert approved.json("case", "list")["cases"][0]["cancelled"] is True
    approved.ok("case", "annul", "例一", "--reason", "登记错了")
    assert "没有登记病例" in approved.ok("case", "list")


@pytest.mark.parametrize(
    "words",
    [
        ("case", "add", "S16", "2026-09-14", "例一", "--person", "1001"),
        ("case", "cancel", "例一", "--reason", "停台"),
        ("case", "annul", "例一", "--reason", "登记错了"),
        ("imports", "undo", "导入-2026-001", "--reason", "导错了"),
        ("surgeries", "meaning", "person", "外来者", "1002"),
        ("surgeries", "meaning", "person", "外来者", "--annul", "--reason", "说错了"),
        ("platform", "end", "示例省平台", "--until", "2026-11-01"),
    ],
)
def test_a_day_that_would_mean_nothing_is_refused(hospital: Terminal, words: tuple[str]) -> None:
    answer = hospital.ask(*words, "--effective", "2026-01-05")
    assert (answer.code, "不认识" in answer.err) == (2, True)
    on = hospital.type("--book", hospital.book, "--on", "2026-01-05", *words)
    assert (on.code, "没有生效日" in on.err) == (2, True)


@pytest.mark.parametrize("kind", ["cases", "surgeries"])
def test_first_cases_are_found_up_to_today_whatever_day_is_given(
    approved: Terminal, kind: str
) -> None:
    _links(approved)
    path = write("登记.csv", (GOOD[0], "2026-09-14", *GOOD[2:]))
    if kind == "cases":
        path = _cases()
    done = approved.json("import", kind, path, "--effective", "2026-09-01")
    assert (done["accepted"], done["misfit_rows"]) == (1, 0)
    assert any("首例 2026-09-14，备案期限" in one["message"] for one in done["findings"])


def _links(terminal: Terminal) -> None:
    """S16 对应 39.7201。"""
    with Path("编码.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("手术编码", "手术名称"), ("39.7201", "示例术式")])
    told = ("--edition", "示例编码", "--effective", "2026-01-01")
    terminal.ok("import", "procedures", "编码.csv", *told)
    terminal.ok("technology", "code", "S16", "39.7201", "--effective", "2026-06-30")


def _cases() -> str:
    rows = [("日期", "技术", "工号", "病例代号"), ("2026-09-14", "S16", "1001", "例一")]
    with Path("例.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return "例.csv"


def test_a_map_with_a_key_that_is_none_is_refused(hospital: Terminal) -> None:
    path = write("登记.csv", GOOD)
    Path("对应.json").write_text('{"病案号": "pateint", "科室": ""}', encoding="utf-8")
    answer = hospital.ask("import", "surgeries", path, "--map", "对应.json")
    assert answer.code == 2
    assert "没有的列键：pateint" in answer.err
    assert " patient " in answer.err
    Path("对应.json").write_text('{"病案号": "patient", "科室": ""}', encoding="utf-8")
    assert hospital.json("import", "surgeries", path, "--map", "对应.json")["accepted"] == 1


def test_a_log_says_what_is_to_be_entered_first(hospital: Terminal) -> None:
    notes = hospital.json("import", "surgeries", write("登记.csv", GOOD))["notes"]
    assert any("还没有登记手术操作编码：照原样记下" in note for note in notes)
    assert any("还没有施行手术分级管理目录" in note for note in notes)


def test_surgeries_to_come_are_refused_whatever_day_is_given(hospital: Terminal) -> None:
    path = write("登记.csv", (GOOD[0], "2098-03-02", *GOOD[2:]))
    answer = hospital.type(
        "--json", "--book", hospital.book, "import", "surgeries", path, "--effective", "2099-01-01"
    )
    assert answer.code == 1
    assert answer.data["accepted"] == 0


def test_numbers_of_patients_are_counted_then_erased(hospital: Terminal) -> None:
    later = ("SS09", "2026-06-01", *GOOD[2:7], "BA770019")
    hospital.json("import", "surgeries", write("登记.csv", GOOD, STRANGE, later))
    before = ("patients", "erase", "--before", "2026-05-01")
    told = hospital.json(*before, "--dry-run")
    assert (told["dry_run"], told["before"], told["patients"]) == (True, "2026-05-01", 2)
    assert "2 位；没有抹去" in hospital.ok(*before, "--dry-run")
    assert "须写明理由" in hospital.wrong(*before)
    assert "晚于今天" in hospital.wrong(*before[:3], "2098-01-01", "--reason", "保存期限已满")
    assert "BA770012" in hospital.ok("surgeries", "reveal", "SS01")
    done = hospital.json(*before, "--reason", "保存期限已满")
    assert done["done"] is True
    assert "已抹去 2 位患者的号码" in done["said"]
    assert "已经抹去" in hospital.wrong("surgeries", "reveal", "SS01")
    assert "BA770019" in hospital.ok("surgeries", "reveal", "SS09")
    assert hospital.json(*before, "--dry-run")["patients"] == 0
    assert "没有可以抹去的患者" in hospital.wrong(*before, "--reason", "再抹一次")
    assert hospital.json("audit", "verify")["ok"] is True
