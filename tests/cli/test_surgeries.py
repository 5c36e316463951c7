"""surgeries：核查、列出、看一例、说明、认名、调阅。"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.surgeries import Kind, Status, Unjudged
from medtech_desktop.office.library import open_library
from medtech_desktop.office.practitioners import person_id
from tests.books import CLERK
from tests.cli.terminal import Answer, Terminal
from tests.office.findings_log import Log, as_written

SECRET = "Z0004471"


@pytest.fixture
def logged(approved: Terminal) -> Terminal:
    """有编码库，登记三例：一例无权，一例待核实，一例没有问题。"""
    path = Path("编码.csv")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([("编码", "名称", "类别"), ("39.7201", "示例术式一", "手术")])
    approved.ok("import", "procedures", str(path), "--edition", "示例版", "--since", "2026-01-01")
    approved.ok("privilege", "specialty", "add", "神经外科", "--department", "神经外科")
    paper = ("--meeting", "示例会议", "--document", "示例文")
    approved.ok("privilege", "grant", "1001", "--procedure", "39.7201", *paper)
    library = open_library(Path("库"))
    first, second = (person_id(library, one, date(2026, 9, 1)) for one in ("1001", "1002"))
    with library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S001", date(2026, 9, 3), first, 1, 1)
        log.at("S002", date(2026, 9, 24), second, 1, 1, patient=("P1", SECRET), row=863)
        log.finds("S002", Kind.NO_PRIVILEGE, needed=4)
        log.at("S003", date(2026, 10, 2), second, 1, 1)
        log.finds("S003", Kind.SAME_DAY, Status.TO_VERIFY, needed=4)
        log.tally("2026-09", Unjudged.JUDGED, 2, 1)
        log.tally("2026-10", Unjudged.NO_CODE, 1, 1)
    as_written(library)
    library.close()
    return approved


def checked(logged: Terminal, *words: str) -> Answer:
    return logged.type("--json", "--book", logged.book, "surgeries", "check", *words)


def test_a_book_without_a_log_is_clean(approved: Terminal) -> None:
    assert "还没有导入手术登记" in approved.ok("surgeries", "check")
    told = approved.json("surgeries", "check")
    assert (told["cases"], told["violations"], told["by_kind"]) == (0, [], {})


def test_the_check_tells_each_finding_and_ends_with_1(logged: Terminal) -> None:
    answer = checked(logged, "--from", "2026-09-01", "--to", "2026-09-30")
    assert answer.code == 1
    told = answer.data
    [one] = told["violations"]
    assert (one["case"], one["day"], one["kind"]) == ("S002", "2026-09-24", "no_privilege")
    assert (one["status"], one["article"], one["explained"]) == ("violation", "MTCA-20", "")
    assert (one["physician"], one["department"]) == ("示例乙", "神经外科")
    assert (one["code"], one["procedure"]) == ("39.7201", "示例术式一")
    assert "没有「39.7201 示例术式一」" in one["evidence"]
    assert one["remedy"]
    assert (told["cases"], told["lines"], told["by_kind"]) == (2, 2, {"no_privilege": 1})
    assert told["unjudged"] == {}
    assert SECRET not in answer.out


def test_the_table_says_the_same_in_chinese(logged: Terminal) -> None:
    answer = logged.ask("surgeries", "check")
    assert answer.code == 1
    assert "当日无该项授权" in answer.out
    assert "手术 3 例，1 项问题，1 项待核实" in answer.out
    assert "没有判断：没有写手术编码 1 行" in answer.out


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        (("--kind", "same_day"), ["same_day"]),
        (("--kind", "当日无该项授权"), ["no_privilege"]),
        (("--practitioner", "1001"), []),
        (("--practitioner", "1002"), ["same_day", "no_privilege"]),
        (("--department", "神经外科", "--from", "2026-10-01"), ["same_day"]),
    ],
)
def test_the_check_is_narrowed(logged: Terminal, words: tuple[str, ...], kinds: list[str]) -> None:
    answer = checked(logged, *words)
    assert [one["kind"] for one in answer.data["violations"]] == kinds
    assert answer.code == (1 if kinds else 0)


def test_an_explanation_is_kept_beside_the_finding(logged: Terminal) -> None:
    said = ("--outcome", "explained", "--text", "上级在台指导", "--by", "1001")
    logged.ok("surgeries", "explain", "S002", "--kind", "no_privilege", *said)
    answer = checked(logged, "--kind", "no_privilege")
    assert [one["explained"] for one in answer.data["violations"]] == ["explained"]
    shown = logged.json("surgeries", "show", "S002")
    [found] = shown["findings"]
    assert (found["explanations"][0]["text"], found["explanations"][0]["by"]) == (
        "上级在台指导",
        "示例甲",
    )
    logged.ok("surgeries", "annul", "S002", "--kind", "no_privilege", "--reason", "写给了别的病例")
    assert logged.json("surgeries", "show", "S002")["findings"][0]["outcome"] == "violation"


def test_what_is_cleared_is_counted_apart(logged: Terminal) -> None:
    said = ("--outcome", "cleared", "--text", "核对病历，日期写错")
    for case, kind in (("S002", "no_privilege"), ("S003", "same_day")):
        logged.ok("surgeries", "explain", case, "--kind", kind, *said)
    answer = checked(logged)
    assert answer.code == 0
    assert (answer.data["cleared"], answer.data["violations"]) == (2, [])


def test_a_case_is_shown_with_the_number_masked_and_revealed_on_record(logged: Terminal) -> None:
    shown = logged.ok("surgeries", "show", "S002")
    assert "尾号 4471" in shown
    assert SECRET not in shown
    revealed = logged.ok("surgeries", "reveal", "S002")
    assert f"住院号 {SECRET}" in revealed
    library = open_library(Path("库"), read_only=True)
    with library.look() as look:
        bodies = [str(row[0]) for row in look.raw("SELECT body FROM act WHERE action = ?",
                                                  "patient.reveal")]  # fmt: skip
    library.close()
    assert len(bodies) == 1
    assert SECRET not in bodies[0]
    assert '"patient"' in bodies[0]


def test_lines_are_listed_newest_first(logged: Terminal) -> None:
    told = logged.json("surgeries", "list", "--limit", "2")
    assert [one["case"] for one in told["lines"]] == ["S003", "S002"]
    assert told["count"] == 3
    assert "共 3 行" in logged.ok("surgeries", "list", "--limit", "2")


@pytest.mark.parametrize(
    "words",
    [
        ("show", "没有的"),
        ("show", "键:1"),
        ("reveal", "S001"),
        ("explain", "S001", "--kind", "no_privilege", "--outcome", "explained", "--text", "说明"),
        ("annul", "S002", "--kind", "no_privilege", "--reason", "理由"),
    ],
)
def test_what_is_not_there_is_said(logged: Terminal, words: tuple[str, ...]) -> None:
    answer = logged.ask("surgeries", *words)
    assert answer.code == 2
    assert "没有" in answer.err


def test_nothing_unresolved(logged: Terminal) -> None:
    assert logged.json("surgeries", "unresolved") == {"unresolved": []}


def test_the_report_is_exported(logged: Terminal) -> None:
    days = ("--from", "2026-09-01", "--to", "2026-09-30", "--department", "神经外科")
    told = logged.json("export", "surgery-check", *days, "--out", "文书")
    names = sorted(Path(one).name for one in told["files"])
    stem = "手术核查报告-2026-09-01至2026-09-30-神经外科"
    assert names == [f"{stem}.pdf", f"{stem}.xlsx"]
    logged.wrong("export", "surgery-check", "--from", "2026-09-01", "--out", "文书")
    logged.wrong("export", "disclosure", "--from", "2026-09-01", "--out", "文书")


def late(terminal: Terminal) -> list[tuple[str, str]]:
    found = checked(terminal).data["violations"]
    return [(one["technology"], one["explained"]) for one in found if one["kind"] == "late_filing"]


def test_what_turns_with_the_day_is_explained_by_its_technology(approved: Terminal) -> None:
    approved.ok("case", "add", "S16", "2026-09-14", "例一", "--person", "1001")
    [(name, before)] = late(approved)
    assert before == ""
    about = ("--kind", "late_filing")
    told = ("--outcome", "explained", "--text", "材料已补交")
    assert "已登记 1 条" in approved.ok("surgeries", "explain", name, *about, *told)
    assert late(approved) == [(name, "explained")]
    approved.ok("surgeries", "annul", name, *about, "--reason", "写错了")
    assert late(approved) == [(name, "")]
    answer = approved.ask("surgeries", "explain", "没有的技术", *about, *told)
    assert answer.code == 2
    assert "写技术的编号或名称" in answer.err
