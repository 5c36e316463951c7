"""授权申请的命令：申请、评议、复核、审定、文号；拒绝说条款，退出码 1。"""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal

NUMBER = "申请-2026-001"
LATE = ("--reason", "补录纸质申请")


@pytest.fixture
def house(approved: Terminal) -> Terminal:
    """S16 已获准开展的医院，加上审申请的人和一个专业。"""
    for name, number, department in (
        ("示例戊", "1003", "神经外科"),
        ("示例己", "5001", "医务科"),
    ):
        words = ("--number", number, "--department", department, "--effective", "2026-01-01")
        approved.ok("practitioner", "add", name, *words)
    approved.ok(
        "privilege",
        "specialty",
        "add",
        "神经外科",
        "--department",
        "神经外科",
        "--effective",
        "2026-01-01",
    )
    return approved


def apply(house: Terminal, *words: str) -> str:
    given = words or ("--grade", "神经外科=三级", "--until", "2028-11-30")
    return house.ok(
        "privilege", "apply", "1001", *given, "--statement", "42 例", "--effective", "2026-11-02"
    )


def review(house: Terminal, step: str, person: str, *more: str) -> tuple[str, ...]:
    words = ("--person", person, "--effective", "2026-11-05", *more)
    return ("privilege", "review", NUMBER, step, "同意", *words)


def decide(*more: str) -> tuple[str, ...]:
    return ("privilege", "decide", NUMBER, "--effective", "2026-11-10", *more)


@pytest.mark.allows("MTCA-20", duty="4.privileges")
def test_from_application_to_document(house: Terminal) -> None:
    assert NUMBER in apply(house)
    house.ok(*review(house, "科室评议", "1003"))
    house.ok(*review(house, "office", "5001"))
    said = house.ok(*decide("--meeting", "第三次会议", "--document", "示医8号", *LATE))
    assert "1 份获准，1 项" in said
    found = house.json("privilege", "application", NUMBER)
    assert (found["state"], found["document"]) == ("granted", "示医8号")
    assert [(one["step"], one["person"]) for one in found["steps"]] == [
        ("department", "示例戊"),
        ("office", "示例己"),
        ("committee", ""),
    ]
    assert found["items"][0]["agreed_until"] == "2028-11-30"
    held = house.json("privilege", "list", "--person", "1001")
    assert "神经外科" in str(held)


@pytest.mark.refuses("MTCA-20", duty="4.privileges")
def test_the_applicant_is_refused_everywhere(house: Terminal) -> None:
    apply(house)
    found = house.refused(*review(house, "department", "1001", "--concurrent", "兼任"))
    assert [one["article"] for one in found] == ["MTCA-20"]
    house.ok(*review(house, "department", "1003"))
    house.ok(*review(house, "office", "5001"))
    found = house.refused(*decide("--approver", "1001", *LATE))
    assert any("申请人" in one["message"] for one in found)


def test_decided_first_numbered_later(house: Terminal) -> None:
    apply(house, "--grade", "神经外科=3", "--technology", "S16")
    house.ok(*review(house, "department", "1003"))
    house.ok(*review(house, "office", "5001"))
    house.ok(*decide("--meeting", "第三次会议", "--refuse", "2=培训未满一年"))
    [line] = house.json("privilege", "applications", "--state", "待发文")["applications"]
    assert line["number"] == NUMBER
    house.ok(*decide("--document", "示医9号", *LATE))
    items = house.json("privilege", "application", NUMBER)["items"]
    assert [one["agreed"] for one in items] == [True, False]
    assert items[1]["note"] == "培训未满一年"


def test_resubmitted_withdrawn_and_undone(house: Terminal) -> None:
    apply(house)
    house.ok(
        "privilege",
        "resubmit",
        NUMBER,
        "--statement",
        "24 例",
        "--grade",
        "神经外科=二级",
        "--effective",
        "2026-11-03",
    )
    house.ok("privilege", "undo-step", NUMBER, "--reason", "登错了")
    found = house.json("privilege", "application", NUMBER)
    assert (found["state"], found["statement"]) == ("department", "42 例")
    assert [one["grade"] for one in found["items"]] == [3]
    house.ok("privilege", "withdraw", NUMBER, "--reason", "放弃", "--effective", "2026-11-04")
    shown = house.ok("privilege", "applications")
    assert "已撤回" in shown


def test_what_cannot_be_read_is_told(house: Terminal) -> None:
    assert "不是专业与级别" in house.wrong("privilege", "apply", "1001", "--grade", "神经外科")
    found = house.refused("privilege", "apply", "1001")
    assert found[0]["message"] == "没有选任何一项"
    assert "没有申请" in house.wrong("privilege", "application", "申请-2026-009")
