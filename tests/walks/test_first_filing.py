"""一个上午：从空的电脑到备案完成，只用命令行，像信息科照着单子敲的那样。

Everybody and every number in here is invented.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cli.terminal import Terminal


@pytest.fixture
def terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """空的电脑：没有数据文件，当前文件夹是空的。"""
    monkeypatch.chdir(tmp_path)
    return Terminal(capfd)


def _text(path: Path) -> str:
    return re.sub(r"\s+", "", "".join(p.extract_text() for p in PdfReader(path).pages))


def _hospital(terminal: Terminal) -> None:
    terminal.ok(
        *("new", "库", "--hospital", "示例市第一医院", "--province", "湖南"),
        *("--type", "综合医院", "--level", "三级甲等", "--principal", "王䶮"),
        *("--mobile", "138 0000 0000", "--licence", "示例证一"),
        *("--authority", "示例市卫生健康委员会", "--effective", "2026-01-05"),
    )
    terminal.book = "库"
    terminal.ok(
        *("practitioner", "add", "示例𬭎", "--number", "1001", "--title", "主任医师"),
        *("--department", "神经外科", "--effective", "2026-01-05"),
    )
    terminal.ok(
        *("practitioner", "certificate", "1001", "training", "--title", "神经血管介入培训"),
        *("--number", "示例-001", "--effective", "2026-01-05"),
    )
    assert "示例𬭎" in terminal.ok("practitioner", "list")


def _door(terminal: Terminal) -> None:
    """登记、依据、自评、论证、伦理，一步一步开门；门没开就进不去。"""
    terminal.ok(
        *("technology", "add", "S16", "--department", "神经外科", "--lead", "1001"),
        *("--effective", "2026-03-12"),
    )
    start = ("technology", "start", "S16", "--effective", "2026-06-30")
    assert len(terminal.refused(*start)) == 4
    terminal.ok(
        *("technology", "norm", "S16", "--title", "示例管理规范", "--norm-edition", "2019年版"),
        *("--effective", "2026-03-12"),
    )
    terminal.ok("technology", "evidence", "S16", "临床应用指南", "--effective", "2026-04-01")
    assert len(terminal.refused(*start)) == 3
    terminal.ok("technology", "assess", "S16", "--meets", "yes", "--effective", "2026-04-20")
    terminal.ok(
        *("appraisal", "record", "S16", "--verdict", "通过", "--effective", "2026-06-08"),
        *("--conclusion", "技术能力与安全保障能力具备，同意开展。", "--meeting", "示例会议纪要"),
    )
    assert [f["article"] for f in terminal.refused(*start)] == ["MTCA-13"]
    terminal.ok(
        *("ethics", "record", "S16", "--conclusion", "符合伦理要求，同意开展。"),
        *("--effective", "2026-06-15"),
    )
    terminal.ok(*start)
    assert terminal.json("technology", "explain", "S16")["missing"] == []


def _dossier(terminal: Terminal) -> None:
    """首例、备案、材料、提交。"""
    said = terminal.json(
        *("filing", "open", "S16", "--first-case", "2026-09-14"),
        *("--opinion", "经论证与伦理审查，同意开展并备案。", "--effective", "2026-09-15"),
    )
    assert (said["number"], said["due"]) == ("备案-2026-001", "2026-10-10")
    todo = terminal.type("--json", "--on", "2026-09-15", "--book", "库", "todo").data
    assert [(t["code"], t["due"], t["article"]) for t in todo] == [("S16", "2026-10-10", "MTCA-11")]
    submit = ("filing", "submit", "S16", "--attested-by", "1001", "--effective", "2026-09-29")
    assert {f["article"] for f in terminal.refused(*submit)} >= {"HN-2.2", "MTCA-11(3)"}
    terminal.ok("filing", "material", "S16", "all", "--effective", "2026-09-16")
    terminal.ok(*submit)


def _authority(terminal: Terminal) -> None:
    """收齐、催问、完成。"""
    terminal.ok("filing", "received", "S16", "--effective", "2026-09-30")
    todo = terminal.type("--json", "--on", "2026-10-09", "--book", "库", "todo").data
    assert [t["article"] for t in todo] == ["MTCA-11¶2"]
    terminal.ok(
        *("filing", "complete", "S16", "--document", "示例回执", "--effective", "2026-10-20")
    )
    assert terminal.json("technology", "show", "S16")["state"] == "已备案"
    assert terminal.type("--json", "--on", "2026-10-21", "--book", "库", "todo").data == []


def _papers(terminal: Terminal) -> None:
    """附件2、3、5 与计数表。"""
    number = "备案-2026-001"
    for paper in ("annex2", "annex3", "counted-days"):
        terminal.ok("export", paper, number, "--out", "文书")
    terminal.ok("export", "annex5", "2026H2", "--out", "文书")
    [annex2] = Path("文书").glob("附件2-*.pdf")
    said = _text(annex2)
    for words in ("示例市第一医院", "王䶮", "示例𬭎", "S16", "神经血管介入诊疗技术", "神经外科"):
        assert words in said
    [annex3] = Path("文书").glob("附件3-*.pdf")
    assert "符合伦理要求，同意开展。" in _text(annex3)
    [counted] = Path("文书").glob("计数表-*.pdf")
    assert "国庆节" in _text(counted)
    [annex5] = Path("文书").glob("附件5-*.xlsx")
    sheet = load_workbook(annex5).worksheets[0]
    cells = [c for row in sheet.iter_rows(values_only=True) for c in row if c is not None]
    row = ("示例市第一医院", "S16", "神经血管介入诊疗技术", "20261020", "示例市卫生健康委员会")
    assert set(row) <= set(cells)


def test_from_an_empty_machine_to_a_completed_filing(terminal: Terminal) -> None:
    _hospital(terminal)
    _door(terminal)
    _dossier(terminal)
    _authority(terminal)
    _papers(terminal)
    report = terminal.json("audit", "verify")
    assert (report["ok"], report["first_bad"]) == (True, None)
    health = terminal.json("doctor")
    assert health["ok"] is True
    assert health["notices"] == []
