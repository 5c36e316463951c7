"""export：附件2、3、5 与计数表；同样的记录同样的字节，写不出的说清楚。"""

from __future__ import annotations

import hashlib
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cli.terminal import Terminal

EXPORT = ("export", "--out", "出")


def _text(path: str) -> str:
    pages = PdfReader(path).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))


def _docx(path: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())


def _only(terminal: Terminal, *words: str, suffix: str = ".pdf") -> str:
    files: list[str] = terminal.json(*EXPORT, *words)["files"]
    [path] = [f for f in files if f.endswith(suffix)]
    return path


def _digests(folder: str) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in Path(folder).iterdir()}


def test_the_papers_of_a_filing(ready: Terminal) -> None:
    """附件2、附件3、计数表齐出，名称带备案编号；附件5 还没有对象。"""
    files = ready.json(*EXPORT, "all", "备案-2026-001")["files"]
    names = {Path(f).name for f in files}
    stem = "备案-2026-001-神经血管介入诊疗技术"
    assert names >= {
        f"附件2-{stem}.pdf",
        f"附件2-{stem}.docx",
        f"附件3-{stem}.pdf",
        f"附件3-{stem}.docx",
        f"计数表-{stem}.pdf",
    }
    assert {p.name for p in Path("出").iterdir()} == names
    assert "没有可以导出的" in ready.ok(*EXPORT, "annex5")


def test_annex_2_says_what_was_entered(ready: Terminal) -> None:
    said = _text(_only(ready, "annex2"))
    for words in ("示例市第一医院", "王䶮", "13800000000", "S16", "示例甲", "神经外科", "技术培训"):
        assert words in said
    assert "附件2湖南省限制类医疗技术临床应用备案表" in said


def test_annex_3_carries_both_conclusions(ready: Terminal) -> None:
    said = _text(_only(ready, "annex3"))
    assert "本机构伦理委员会论证结论" in said
    assert "同意" in said


def test_the_counted_days_stand_one_by_one(ready: Terminal) -> None:
    said = _text(_only(ready, "counted-days"))
    assert "2026" in said
    assert "国庆节" in said
    assert "调休" in said


def test_annex_5_lists_what_was_completed_in_the_half_year(demo: Terminal) -> None:
    """HN-6.2：按完成备案时间，八位数字，标题一字不差。"""
    files = demo.json(*EXPORT, "annex5", "--format", "xlsx")["files"]
    assert len(files) > 3
    for path in files:
        found = re.search(r"(\d{4})年(1-6|7-12)月", path)
        assert found is not None
        year, half = found.groups()
        words = _cells(path)
        assert "湖南省限制类医疗机构临床应用备案汇总表" in words
        days = [word for word in words if re.fullmatch(r"\d{8}", word)]
        assert days
        first, last = ("0101", "0630") if half == "1-6" else ("0701", "1231")
        assert all(year + first <= day <= year + last for day in days)
    nothing = _text(_only(demo, "annex5", "2023H1"))
    assert "医疗机构名称" in nothing
    assert not re.search(r"2023\d{4}", nothing)


def _cells(path: str) -> list[str]:
    sheet = load_workbook(path).worksheets[0]
    return [str(c) for row in sheet.iter_rows(values_only=True) for c in row if c is not None]


@pytest.mark.parametrize("name", ["王䶮", "𬭎", "𠮷", "示例"])
def test_rare_names_are_printed(ready: Terminal, name: str) -> None:
    ready.ok("hospital", "set", "--principal", name, "--effective", "2026-09-15")
    assert name in _text(_only(ready, "annex2"))


def test_a_character_without_a_font_stops_the_paper_and_is_named(ready: Terminal) -> None:
    ready.ok("hospital", "set", "--principal", "王𰻞\U0001f600", "--effective", "2026-09-15")
    answer = ready.ask(*EXPORT, "annex2")
    assert answer.code in (1, 3)
    assert "\U0001f600" in answer.err
    assert "U+1F600" in answer.err
    assert list(Path("出").iterdir()) == []


def test_the_same_record_gives_the_same_bytes(ready: Terminal) -> None:
    """没有改动时导出两次，逐字节相同；改了就不同。"""
    for folder in ("一", "二"):
        ready.ok("export", "all", "--out", folder, "备案-2026-001")
    assert _digests("一") == _digests("二")
    ready.ok("filing", "edit", "S16", "--opinion", "改过的意见", "--effective", "2026-09-16")
    ready.ok("export", "all", "--out", "三", "备案-2026-001")
    assert _digests("三") != _digests("一")


def test_what_was_sent_is_kept_byte_for_byte(ready: Terminal) -> None:
    """HN-4：提交后医院换了负责人，提交过的备案表还是提交时的样子，docx 也是。"""
    ready.ok("filing", "submit", "S16", "--effective", "2026-09-20")
    before = ready.ok("export", "annex2", "--out", "前")
    ready.ok("hospital", "set", "--principal", "新任院长", "--effective", "2026-09-21")
    after = ready.ok("export", "annex2", "--out", "后")
    assert after == before.replace("前", "后")
    assert _digests("前") == _digests("后")
    assert "新任院长" not in _docx(next(str(p) for p in Path("后").glob("*.docx")))


def test_a_returned_form_is_exported_as_corrected(ready: Terminal) -> None:
    """补正：退回以后改过的备案表，导出的是改过的，不是退回的那一份。"""
    ready.ok("filing", "submit", "S16", "--effective", "2026-09-20")
    ready.ok("filing", "returned", "S16", "--note", "意见不全", "--effective", "2026-09-22")
    ready.ok("filing", "edit", "S16", "--opinion", "补正后的意见", "--effective", "2026-09-23")
    assert "补正后的意见" in _text(_only(ready, "annex2"))
    ready.ok("filing", "submit", "S16", "--effective", "2026-09-24")
    assert "补正后的意见" in _text(_only(ready, "annex2"))


def test_gaps_are_told_and_a_draft_is_marked(filing: Terminal) -> None:
    """有缺项的不定稿：退出码 1，列出缺什么；--draft 出草稿，文件名带「草稿」。"""
    filing.ok("filing", "edit", "S16", "--opinion", "", "--effective", "2026-09-16")
    findings = filing.type("--json", "--book", "库", *EXPORT, "annex2")
    assert findings.code == 1
    assert "医疗机构意见" in str(findings.data["skipped"])
    assert list(Path("出").iterdir()) == []
    [path] = filing.json(*EXPORT, "annex2", "--draft", "--format", "PDF")["files"]
    assert path.endswith("-草稿.pdf")


def test_long_text_is_never_cut(ready: Terminal) -> None:
    """两千字的意见全部印出，多出的在续页。"""
    words = "".join(f"第{n:04d}句。" for n in range(280))
    ready.ok("filing", "edit", "S16", "--opinion", words, "--effective", "2026-09-16")
    path = _only(ready, "annex2")
    said = _text(path)
    assert said.count("句") == 280  # a page may end within a sentence
    assert len(PdfReader(path).pages) > 1


def test_a_long_name_makes_a_file_name_that_fits(hospital: Terminal) -> None:
    """名称长而带着 Windows 不许的字符，文件名仍写得出。"""
    name = "某/术:*?<>|" + "长" * 180
    day = ("--effective", "2026-03-12")
    hospital.ok("technology", "add", "S16", "--name", name, "--lead", "1001", *day)
    hospital.ok("filing", "open", "S16", "--cause", "before_first_case", *day)
    for path in hospital.json("export", "annex2", "--out", "CON 出", "--draft")["files"]:
        assert len(Path(path).name.encode()) <= 240
        assert not set('\\/:*?"<>|') & set(Path(path).name)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("annex2", "--out", "文件"), 3),
        (("annex2", "--out", "文件/里面"), 3),
        (("annex2", "备案-1999-001", "--out", "出"), 2),
        (("annex2", "--format", "doc", "--out", "出"), 2),
        (("annex2", "--format", "", "--out", "出"), 2),
        (("annex5", "2026H3", "--out", "出"), 2),
        (("annex5", "二〇二六", "--out", "出"), 2),
        (("all", "备案-1999-001", "--out", "出"), 2),
    ],
    ids=lambda x: str(x)[:40],
)
def test_what_cannot_be_written(ready: Terminal, words: tuple[str, ...], code: int) -> None:
    Path("文件").write_text("我的文件", encoding="utf-8")
    assert ready.ask("export", *words).code == code
    assert Path("文件").read_text(encoding="utf-8") == "我的文件"
    assert not Path("出").is_dir() or list(Path("出").iterdir()) == []


def test_all_in_one_format_passes_over_what_has_none(demo: Terminal) -> None:
    files = demo.json("export", "all", "--format", "xlsx", "--out", "出")["files"]
    assert files
    assert all(f.endswith(".xlsx") for f in files)


def test_every_file_is_on_record_in_the_audit_log(ready: Terminal) -> None:
    before = ready.json("audit", "verify")["entries"]
    path = _only(ready, "annex3")
    assert ready.json("audit", "verify")["entries"] == before + 1
    assert PdfReader(BytesIO(Path(path).read_bytes())).metadata is not None


def test_the_month_sheet_is_exported_for_the_month_that_is_named(ready: Terminal) -> None:
    ready.ok("--on", "2026-09-28", "export", "month-sheet", "2026-10", "--out", "月历")
    names = sorted(path.name for path in Path("月历").iterdir())
    assert names == ["法定期限一览-2026-10.pdf", "法定期限一览-2026-10.xlsx"]
    assert "S16" in _text(str(Path("月历") / names[0]))
    assert "不是月份" in ready.wrong("export", "month-sheet", "2026年", "--out", "月历")


def test_what_was_exported_is_asked_for_by_thing(ready: Terminal) -> None:
    """papers history：文件的散列就是所写文件的散列；按技术编号也查得到。"""
    assert "没有打印或导出过" in ready.ok("papers", "history")
    path = _only(ready, "annex2")
    rows = ready.json("papers", "history", "备案-2026-001")["printings"]
    row = next(one for one in rows if one["file"] == Path(path).name)
    assert (row["act"], row["paper"], row["number"]) == ("export", "annex2", "备案-2026-001")
    assert row["sha256"] == hashlib.sha256(Path(path).read_bytes()).hexdigest()
    assert ready.json("papers", "history", "S16")["printings"] == rows
    assert ready.json("papers", "history", "备案-2020-999")["printings"] == []
