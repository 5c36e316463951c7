"""privilege：授予、续授、暂停、撤销、撤销登记、一览、专业、急诊超权限。"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from medtech_desktop.office.acts import today
from tests.cli.terminal import Terminal

NOW = today()
PAPER = ("--meeting", "示例会议", "--document", "示例文〔2026〕1号")
SPECIALTY = ("--specialty", "神经外科")
CODE = "39.7201"


@pytest.fixture
def ready(approved: Terminal) -> Terminal:
    """有一个专业和编码库；示例乙（1002）还没有授权。"""
    approved.ok("privilege", "specialty", "add", "神经外科", "--department", "神经外科")
    path = Path("编码.csv")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(
            [
                ("编码", "名称", "类别"),
                (CODE, "示例术式一", "手术"),
                ("39.7402", "示例术式二", "手术"),
            ]
        )
    approved.ok("import", "procedures", str(path), "--edition", "示例版", "--since", "2026-01-01")
    return approved


def grant(ready: Terminal, *more: str) -> None:
    ready.ok("privilege", "grant", "1002", *SPECIALTY, "--grade", "3", *PAPER, *more)


def test_a_grant_is_listed_and_held(ready: Terminal) -> None:
    until = f"{NOW.year + 2}-12-31"
    grant(ready, "--until", until)
    [line] = ready.json("privilege", "list", "--person", "1002")["privileges"]
    assert (line["number"], line["target"], line["grade"]) == ("1002", "神经外科", 3)
    assert (line["until"], line["state"]) == (until, "valid")
    assert "三级" in ready.ok("privilege", "list", *SPECIALTY)


def test_from_raise_to_revoke(ready: Terminal) -> None:
    grant(ready)
    ready.ok("privilege", "raise", "1002", *SPECIALTY, "--grade", "4", *PAPER)
    why = ("--reason", "示例事由")
    ready.ok("privilege", "suspend", "1002", *SPECIALTY, *PAPER, *why)
    ready.ok("privilege", "reinstate", "1002", "--everything", *PAPER)
    ready.ok("privilege", "lower", "1002", *SPECIALTY, "--grade", "2", *PAPER, *why)
    ready.ok("privilege", "revoke", "1002", "--everything", *PAPER, *why)
    assert ready.json("privilege", "list")["privileges"] == []


def test_codes_and_technologies_are_targets_too(ready: Terminal) -> None:
    both = ("--procedure", CODE, "--technology", "S16")
    ready.ok("privilege", "grant", "1001", "--procedure", CODE, *PAPER)
    found = ready.refused("privilege", "grant", "1002", *both, *PAPER)
    assert [one["article"] for one in found if one["severity"] == "refuse"] == ["MTCA-26"]
    done = ready.json("privilege", "grant", "1001", "--technology", "S16", *PAPER)
    assert (done["done"], "1 人 1 项" in done["said"]) == (True, True)
    assert "编码库里没有「39.7」" in ready.wrong(
        "privilege", "grant", "1002", "--procedure", "39.7", *PAPER
    )


def test_refusals_name_the_article_and_write_nothing(ready: Terminal) -> None:
    grant(ready)
    again = ready.refused("privilege", "grant", "1002", *SPECIALTY, "--grade", "3", *PAPER)
    assert {one["article"] for one in again} == {"MTCA-20"}
    assert "续授" in again[0]["remedy"]
    own = ("--approver", "1001", "--document", "示例文")
    found = ready.refused("privilege", "grant", "1001", *SPECIALTY, "--grade", "3", *own)
    assert "不能批准给自己" in found[0]["message"]
    early = ("--effective", "2026-10-08")
    late = ready.refused("privilege", "grant", "1001", *SPECIALTY, "--grade", "3", *PAPER, *early)
    assert "补录" in late[0]["message"]
    ready.ok(
        "privilege", "grant", "1001", *SPECIALTY, "--grade", "3", *PAPER, *early, "--reason", "漏登"
    )


def test_opening_and_yearly_renewal_of_a_department(ready: Terminal) -> None:
    old = ("--effective", "2025-03-01", "--until", f"{NOW.year}-12-31", "--document", "示例旧文")
    ready.ok("privilege", "opening", "1001", "1002", *SPECIALTY, "--grade", "3", *old)
    until = f"{NOW.year + 1}-12-31"
    done = ready.json(
        "privilege",
        "renew",
        "--department",
        "神经外科",
        "--until",
        until,
        "--except",
        "1001",
        *PAPER,
    )
    assert "1 人 1 项" in done["said"]
    ends = {one["number"]: one["until"] for one in ready.json("privilege", "list")["privileges"]}
    assert ends == {"1001": f"{NOW.year}-12-31", "1002": until}
    assert "没有写续授哪些" in ready.wrong("privilege", "renew", "--until", until, *PAPER)


def test_a_decision_is_annulled_with_what_depends_on_it(ready: Terminal) -> None:
    grant(ready)
    until = f"{NOW.year + 1}-12-31"
    ready.ok("privilege", "renew", "1002", *SPECIALTY, "--until", until, *PAPER)
    number = f"授权-{NOW.year}-001"
    found = ready.refused("privilege", "annul", number, "--reason", "登记给了别人")
    assert "续授靠它成立" in found[0]["message"]
    ready.ok("privilege", "annul", number, "--reason", "登记给了别人", "--with-dependents")
    assert ready.json("privilege", "list")["privileges"] == []
    assert "没有可以撤销的授权决定" in ready.wrong("privilege", "annul", number, "--reason", "再来")


def test_one_event_is_annulled_by_its_mark(ready: Terminal) -> None:
    grant(ready)
    [line] = ready.json("privilege", "list")["privileges"]
    ready.ok("privilege", "annul", line["event"], "--reason", "登记给了别人")
    assert ready.json("privilege", "list")["privileges"] == []


def test_emergency_is_recorded_confirmed_and_listed(ready: Terminal) -> None:
    ready.ok("privilege", "emergency", "record", "1002", CODE, "--reason", "夜间无人")
    number = f"急诊-{NOW.year}-001"
    found = ready.refused("privilege", "emergency", "confirm", number, "1002")
    assert "本人确认" in found[0]["message"]
    ready.ok("privilege", "emergency", "confirm", number, "1001")
    [one] = ready.json("privilege", "emergency", "list")["emergencies"]
    assert (one["state"], one["superior"]) == ("confirmed", "示例甲")


def test_specialties_are_listed_as_of_a_day(ready: Terminal) -> None:
    [one] = ready.json("privilege", "specialty", "list")["specialties"]
    assert (one["name"], one["departments"]) == ("神经外科", ["神经外科"])
    ready.wrong("privilege", "specialty", "add", "心外科", "--department", "没有")


def test_an_input_error_beside_a_note_is_still_an_input_error(ready: Terminal) -> None:
    """The note (in force only from a later day) does not make it a refusal by a rule."""
    days = ("--effective", f"{NOW.year + 1}-06-01", "--until", f"{NOW.year + 1}-05-01")
    said = ready.wrong("privilege", "grant", "1002", *SPECIALTY, "--grade", "3", *PAPER, *days)
    assert "提示：" in said
    assert "早于起日" in said


def test_codes_and_numbers_are_known_however_they_are_typed(ready: Terminal) -> None:
    typed = ("--procedure", "３９.7201", "--reason", "目录修订中")
    ready.ok("privilege", "grant", "１００２", *typed, *PAPER)
    [line] = ready.json("privilege", "list")["privileges"]
    assert (line["number"], line["target"][:7]) == ("1002", CODE)


def test_who_left_or_whose_training_ran_out_is_named_beside_the_answer(ready: Terminal) -> None:
    ends = f"{NOW.year + 1}-01-31"
    proof = ("--title", "示例合格证", "--technology", "S16", "--until", ends)
    ready.ok("practitioner", "certificate", "1002", "training", *proof)
    ready.ok("technology", "start", "S16")
    ready.ok("privilege", "grant", "1002", "--technology", "S16", *PAPER)
    held = ("privilege", "held", "1002", "S16", "--on")
    assert ready.json(*held, ends)["findings"] == []
    [lapsed] = ready.json(*held, f"{NOW.year + 1}-02-01")["findings"]
    assert (lapsed["severity"], lapsed["article"]) == ("warn", "MTCA-26")
    ready.ok("practitioner", "leave", "1002")
    answer = ready.json(*held, ends)
    assert answer["held"]
    assert "已离院，授权没有收回" in answer["findings"][0]["message"]


@pytest.mark.parametrize("grade", ["3", "三级", "Ⅲ", "iii", "３级"])
def test_a_grade_is_read_however_it_is_written(ready: Terminal, grade: str) -> None:
    ready.ok("privilege", "grant", "1002", *SPECIALTY, "--grade", grade, *PAPER)
    assert ready.json("privilege", "list")["privileges"][0]["grade"] == 3


def test_a_grade_without_a_specialty_and_texts_too_long_are_wrong(ready: Terminal) -> None:
    start = ("privilege", "grant", "1002", "--procedure", CODE)
    assert "没有写专业" in ready.wrong(*start, "--grade", "3", *PAPER)
    assert "不是级别" in ready.wrong("privilege", "grant", "1002", *SPECIALTY, "--grade", "五")
    texts = {"--document": "文" * 201, "--meeting": "会\n议", "--note": "注" * 2001}
    for name, text in texts.items():
        words = {"--meeting": "示例会议", "--reason": "目录修订中", name: text}
        said = ready.wrong(*start, *(word for pair in words.items() for word in pair))
        assert "超过" in said or "换行" in said


def test_codes_that_a_privilege_names_are_not_undone(ready: Terminal) -> None:
    ready.ok("privilege", "grant", "1002", "--procedure", CODE, *PAPER)
    undo = ("imports", "undo", f"导入-{NOW.year}-001", "--reason", "导错了")
    assert "被 1 条后来的记录引用" in ready.wrong(*undo)
    ready.ok("privilege", "annul", f"授权-{NOW.year}-001", "--reason", "登记错")
    ready.ok(*undo)


def test_the_days_before_the_end_are_set_and_told(ready: Terminal) -> None:
    assert ready.json("privilege", "soon") == {"days": 60}
    assert "30 天" in ready.ok("privilege", "soon", "30")
    assert ready.json("privilege", "soon") == {"days": 30}
    assert ready.wrong("privilege", "soon", "0")


def test_the_story_of_a_privilege_is_exported(ready: Terminal, tmp_path: Path) -> None:
    grant(ready)
    [line] = ready.json("privilege", "list")["privileges"]
    ready.ok("export", "privilege-history", line["number"], "--out", str(tmp_path / "出"))
    [made] = (tmp_path / "出").iterdir()
    assert made.name.startswith(f"授权经过-{line['number']}")
