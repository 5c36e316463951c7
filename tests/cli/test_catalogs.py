"""catalog 与 catalog diff：附件1 原样 44 项，当日的并集，两版的差异与影响。"""

from __future__ import annotations

from tests.cli.terminal import Terminal

DROPPED = {"G05", "G09", "G12", "G14", "G15"}


def test_annex_1_is_as_printed(terminal: Terminal) -> None:
    """HN-annex1：44 项，G 部分属国家系列，S24 的缺字已补。"""
    found = terminal.json("catalog", "--edition", "湖南2018")
    entries = found["entries"]
    assert found["edition"] == "湖南2018"
    assert [e["code"] for e in entries] == [f"G{n:02d}" for n in range(1, 16)] + [
        f"S{n:02d}" for n in range(1, 30)
    ]
    assert {e["category"] for e in entries if e["code"][0] == "G"} == {"national"}
    assert {e["category"] for e in entries if e["code"][0] == "S"} == {"provincial"}
    assert [e["code"] for e in entries if e["restored"]] == ["S24"]


def test_the_national_list_of_2022_has_no_codes(terminal: Terminal) -> None:
    entries = terminal.json("catalog", "--edition", "国家2022")["entries"]
    assert len(entries) == 12
    assert {e["code"] for e in entries} == {""}
    assert all(e["unverified"] for e in entries)


def test_without_an_edition_it_is_the_union_in_force_on_the_day(terminal: Terminal) -> None:
    """MTCA-10、HN-2.2：国家 ∪ 省，按日。"""
    before = terminal.type("--json", "--on", "2017-06-01", "catalog").data["entries"]
    early = terminal.type("--json", "--on", "2019-01-02", "catalog").data["entries"]
    late = terminal.type("--json", "--on", "2022-04-20", "catalog").data["entries"]
    assert before == []
    assert len(early) == 44
    assert {e["name"] for e in late} - {e["name"] for e in early} >= {
        "体外膜肺氧合（ECMO）技术",
        "自体器官移植技术",
    }
    kept = [e for e in late if e["code"] in DROPPED]
    assert {e["code"] for e in kept} == DROPPED
    assert all("国家已调出，湖南2018仍列入" in e["mark"] for e in kept)


def test_the_differences_and_what_they_mean(hospital: Terminal) -> None:
    hospital.ok("technology", "add", "G09", "--effective", "2026-01-10")
    found = hospital.json("catalog", "diff", "湖南2018", "国家2022")
    assert {"added", "removed", "renamed", "narrowed", "consequences"} <= set(found)
    assert {e["code"] for e in found["removed"]} == DROPPED
    assert {e["name"] for e in found["added"]} == {"体外膜肺氧合（ECMO）技术", "自体器官移植技术"}
    assert [c["from"][0]["code"] for c in found["narrowed"]] == ["G01"]
    assert any("肿瘤深部热疗" in c["message"] for c in found["consequences"])


def test_a_catalog_is_asked_without_any_book(terminal: Terminal) -> None:
    assert "共 44 项" in terminal.ok("catalog", "--edition", "湖南2018")
