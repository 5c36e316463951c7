"""privilege sheet and sheet-in: out with the state, rehearsed, then one decision."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from medtech_desktop.office.library import open_library
from tests.cli.terminal import Terminal
from tests.wide_books import DEPARTMENT, lay_down, workbook

ROWS = (
    ("工号", "姓名", "81.5100", "81.5400"),
    ("0501", "示例赵一", "√", None),
    ("0502", "示例钱二", "也许", "√"),
)
HOW = ("--department", DEPARTMENT, "--until", "2030-12-31")
WHY = ("--meeting", "示例委员会例会", "--document", "示例〔2026〕9号")


def _with_misfits(hospital: Terminal, *words: str) -> Any:
    answer = hospital.type("--json", "--book", hospital.book, *words)
    assert answer.code == 1, answer
    return answer.data


def test_out_and_back_in(hospital: Terminal, tmp_path: Path) -> None:
    library = open_library(tmp_path / "库")
    lay_down(library)
    library.close()
    out = hospital.json("privilege", "sheet", "--department", DEPARTMENT, "--out", "出")
    [name] = out["files"]
    unchanged = hospital.json("privilege", "sheet-in", name, "--dry-run")
    assert (unchanged["changes"], unchanged["misfits"], unchanged["decision"]) == ([], [], "")
    path = str(workbook(tmp_path, ROWS))
    told = _with_misfits(hospital, "privilege", "sheet-in", path, "--dry-run", *HOW)
    assert [one["change"] for one in told["changes"]] == ["grant", "grant"]
    assert [(one["line"], one["value"]) for one in told["misfits"]] == [(3, "也许")]
    [finding] = hospital.refused("privilege", "sheet-in", path, *HOW)
    assert finding["article"] == "MTCA-20"
    whole = _with_misfits(hospital, "privilege", "sheet-in", path, *HOW, *WHY, "--all-or-nothing")
    assert whole["decision"] == ""
    done = _with_misfits(
        *(hospital, "privilege", "sheet-in", path, *HOW, *WHY, "--misfits", "没有采用.xlsx")
    )
    assert done["decision"].startswith("授权-")
    assert (tmp_path / "没有采用.xlsx").exists()
    again = _with_misfits(hospital, "privilege", "sheet-in", path, "--dry-run", *HOW)
    assert again["changes"] == []
    papers = hospital.json("export", "notice", done["decision"], "--out", "通知")
    assert sorted(Path(one).suffix for one in papers["files"]) == [".docx", ".pdf"]
