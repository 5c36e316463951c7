"""两张许可证：新建时一并登记院区，首例与备案指明院区，各向各的发证机关。"""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import APPROVED, HOSPITAL
from tests.cli.terminal import Terminal

EAST = "东院"
_NEW = (
    *HOSPITAL[0],
    *("--main-site", "西院", "--site", f"{EAST}:示例证二:示例区卫生健康局", "--site", "门诊部"),
    *("--principal-since", "2024-05-01"),
)


def _two_licences(terminal: Terminal) -> None:
    terminal.ok(*_NEW)
    terminal.book = "库"
    for words in (*HOSPITAL[1:], *APPROVED):
        terminal.ok(*words)


def test_new_takes_the_sites_and_their_licences(terminal: Terminal) -> None:
    terminal.ok(*_NEW)
    terminal.book = "库"
    sites = terminal.json("hospital", "show")["sites"]
    assert [(s["name"], s["licence"], s["authority"]) for s in sites] == [
        ("西院", "示例证一", "示例市卫生健康委员会"),
        (EAST, "示例证二", "示例区卫生健康局"),
        ("门诊部", "示例证一", "示例市卫生健康委员会"),
    ]


def test_new_refuses_a_site_without_authority_and_two_of_one_name(terminal: Terminal) -> None:
    said = terminal.wrong(*HOSPITAL[0], "--site", "东院:示例证二")
    assert "没有发证机关" in said
    answer = terminal.type(*HOSPITAL[0], "--site", "本部")
    assert answer.code == 2
    assert "两个院区同名" in answer.err
    assert not Path("库").exists()


def test_new_registers_the_second_place_and_backs_up_there(terminal: Terminal) -> None:
    Path("U盘").mkdir()
    said = terminal.ok(*HOSPITAL[0], "--second-place", "U盘")
    assert "已登记第二备份位置" in said
    assert list(Path("U盘").glob("*.db"))
    answer = terminal.type(
        "new", "库二", "--hospital", "示例市第二医院", "--second-place", "不存在的文件夹"
    )
    assert answer.code == 2
    assert "找不到这个文件夹" in answer.err
    assert not Path("库二").exists()


def test_new_refuses_a_folder_that_a_cloud_disk_syncs(terminal: Terminal) -> None:
    answer = terminal.type("new", "OneDrive/库", "--hospital", "示例市第一医院")
    assert answer.code == 2
    assert "OneDrive" in answer.err
    assert not Path("OneDrive").exists()


def test_a_first_case_and_its_filing_belong_to_the_site_that_is_named(terminal: Terminal) -> None:
    _two_licences(terminal)
    terminal.ok("technology", "first-case", "S16", "--day", "2026-09-14", "--site", EAST)
    opened = terminal.json(
        *("filing", "open", "S16", "--site", EAST, "--opinion", "同意"),
        *("--effective", "2026-09-15"),
    )
    shown = terminal.json("filing", "show", opened["number"])
    assert shown["authority"] == "示例区卫生健康局"
    assert opened["due"] == "2026-10-10"


def test_a_filing_with_its_first_case_takes_the_site(terminal: Terminal) -> None:
    _two_licences(terminal)
    opened = terminal.json(
        *("filing", "open", "S16", "--first-case", "2026-09-14", "--site", "门诊部"),
        *("--opinion", "同意", "--effective", "2026-09-15"),
    )
    assert terminal.json("filing", "show", opened["number"])["authority"] == "示例市卫生健康委员会"
    said = terminal.wrong("filing", "open", "S16", "--site", "北院")
    assert "没有院区「北院」" in said
    assert "西院、东院、门诊部" in said


def test_a_lead_is_registered_under_the_licence_of_a_site(terminal: Terminal) -> None:
    """Who leads under the second licence is registered there, or every case is a finding."""
    _two_licences(terminal)
    day = ("--effective", "2026-09-15")
    terminal.ok("practitioner", "add", "示例丁", "--number", "7001", "--site", EAST, *day)
    opening = ("filing", "open", "S16", "--site", EAST, "--first-case", "2026-09-14")
    [why] = terminal.refused(*opening, "--lead", "1002", *day)
    assert "另一张执业许可证下" in why["message"]
    terminal.ok("practitioner", "register", "1002", "--site", EAST, *day)
    terminal.ok(*opening, "--lead", "7001", "--lead", "1002", *day)
