"""procedure：查找编码、一条的情况、各版、两版对照。"""

from __future__ import annotations

from pathlib import Path

from tests.cli.terminal import Terminal

OLD = "编码,名称,类别\n52.8400,胰岛细胞移植,手术\n52.8401,同种胰岛细胞移植,手术\n"
NEW = "编码,名称,类别\n52.8400,胰岛细胞移植术,手术\n00.0100,头部血管治疗性超声,\n"


def _import(hospital: Terminal, folder: Path, edition: str, text: str) -> None:
    path = folder / f"{edition}.csv"
    path.write_text(text, encoding="utf-8")
    hospital.ok("import", "procedures", str(path), "--edition", edition)


def test_codes_are_found_by_word_code_and_initials(hospital: Terminal, tmp_path: Path) -> None:
    assert "还没有编码库" in hospital.ok("procedure", "list")
    assert hospital.json("procedure", "list")["procedures"] == []
    _import(hospital, tmp_path, "旧版", OLD)
    for words in ("胰岛 同种", "8401", "ＴＺＹＤ"):
        found = hospital.json("procedure", "list", "--find", words)
        assert [one["code"] for one in found["procedures"]] == ["52.8401"], words
    assert found["edition"] == "旧版"
    said = hospital.ok("procedure", "list")
    assert "52.8400" in said
    assert "编码库 旧版，共 2 条" in said


def test_one_code_and_two_editions(hospital: Terminal, tmp_path: Path) -> None:
    _import(hospital, tmp_path, "旧版", OLD)
    _import(hospital, tmp_path, "新版", NEW)
    page = hospital.json("procedure", "show", "52.8400")
    assert (page["name"], page["change"]) == ("胰岛细胞移植术", "更名")
    assert page["chapter"] == "消化系统手术"
    assert [one["name"] for one in page["editions"]] == ["胰岛细胞移植", "胰岛细胞移植术"]
    assert page["grades"] == []
    said = hospital.ok("procedure", "show", "52.8400", "--edition", "旧版")
    assert "同亚目：52.8401　同种胰岛细胞移植" in said
    assert "分级管理目录里没有这条编码" in said
    lines = hospital.json("procedure", "editions")["editions"]
    assert [(one["edition"], one["count"], one["state"]) for one in lines] == [
        ("新版", 2, "在用"),
        ("旧版", 2, "以前的版"),
    ]
    diff = hospital.json("procedure", "diff", "旧版", "新版")
    assert [one["code"] for one in diff["added"]] == ["00.0100"]
    assert [one["code"] for one in diff["removed"]] == ["52.8401"]
    assert [one["after"] for one in diff["renamed"]] == ["胰岛细胞移植术"]
    assert (diff["regrouped"], diff["same"]) == ([], 0)
    assert "变化 3 条，不变 0 条" in hospital.ok("procedure", "diff", "旧版", "新版")


def test_what_is_not_there_is_said(hospital: Terminal, tmp_path: Path) -> None:
    _import(hospital, tmp_path, "旧版", OLD)
    assert "编码库里没有「99.9」" in hospital.wrong("procedure", "show", "99.9")
    assert "没有编码库「别版」" in hospital.wrong("procedure", "list", "--edition", "别版")
    assert "同一版" in hospital.wrong("procedure", "diff", "旧版", "旧版")
