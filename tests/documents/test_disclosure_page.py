"""院务公开 as a web page: one self-contained file, valid, escaped, readable on a phone."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from medtech_desktop.documents.fonts import UnprintableCharacters
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.disclosure_papers import Disclosure
from tests.documents.html_reading import Page
from tests.documents.list_samples import DISCLOSURE, OWN
from tests.documents.test_disclosure import many_surgeries

NASTY = "<script>alert(1)</script>&\"'=1+1 </td></table><img src=x onerror=1>"


def _with(at: int, rows: tuple[tuple[str, ...], ...]) -> Disclosure:
    lists = list(DISCLOSURE.lists)
    lists[at] = replace(lists[at], rows=rows)
    return replace(DISCLOSURE, lists=tuple(lists))


def _page(record: Disclosure = DISCLOSURE) -> Page:
    return Page(render(record, "html"))


FOLDED = _with(1, many_surgeries(300))
RECORDS = {
    "plain": DISCLOSURE,
    "folded": FOLDED,
    "empty": replace(DISCLOSURE, lists=tuple(replace(x, rows=()) for x in DISCLOSURE.lists)),
    "nasty": replace(_with(1, ((NASTY,) * 5,)), hospital=NASTY, approver=NASTY, edition=NASTY),
}


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_the_page_is_well_formed(record: Disclosure) -> None:
    page = _page(record)
    assert page.faults == []
    assert page.doctype == "DOCTYPE html"
    assert page.all("html")[0].attributes["lang"] == "zh-CN"
    metas = [element.attributes for element in page.all("meta")]
    assert metas[0] == {"charset": "utf-8"}
    assert {"name": "viewport", "content": "width=device-width, initial-scale=1"} in metas
    assert len(page.all("title")) == len(page.all("h1")) == len(page.all("main")) == 1
    ids = [e.attributes["id"] for e in page.elements if "id" in e.attributes]
    assert len(set(ids)) == len(ids)
    for link in page.all("a"):
        assert link.attributes["href"].removeprefix("#") in ids
    for element in page.elements:
        if "aria-labelledby" in element.attributes:
            assert element.attributes["aria-labelledby"] in ids


@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_it_needs_and_runs_nothing_from_elsewhere(record: Disclosure) -> None:
    page = _page(record)
    tags = {element.tag for element in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base"}
    for element in page.elements:
        assert not any(name.startswith("on") for name in element.attributes)
        assert not {"src", "style", "action"} & set(element.attributes)
    style = page.all("style")[0].words
    assert not re.search(r"url\(|@import|https?:", style)
    assert "http" not in render(DISCLOSURE, "html").decode().replace("http-equiv", "")
    policies = [e.attributes for e in page.all("meta") if "http-equiv" in e.attributes]
    assert policies[0]["content"] == "default-src 'none'; style-src 'unsafe-inline'"


def test_every_cell_has_its_heading() -> None:
    page = _page()
    tables = page.all("table")
    assert len(tables) == 3
    heads = [e for e in page.all("th") if "thead" in e.above]
    assert {e.attributes["scope"] for e in heads} == {"col"}
    names = [e for e in page.all("th") if "tbody" in e.above]
    assert {e.attributes["scope"] for e in names} == {"row"}
    assert [e.words for e in names][:2] == ["神经血管介入诊疗技术", "肿瘤消融治疗技术"]
    for listed in DISCLOSURE.lists:
        labels = {e.attributes["data-label"] for e in page.all("td")}
        assert set(listed.columns) - labels <= {"技术名称", "手术名称"}


def test_head_contents_and_notes() -> None:
    page = _page()
    assert page.all("title")[0].words == "示例市第一医院院务公开"
    assert page.all("h1")[0].words == "示例市第一医院"
    terms = [(t.words, d.words) for t, d in zip(page.all("dt"), page.all("dd"), strict=True)]
    assert terms == [
        ("公开版次", "2026年第2版"),
        ("截至日期", "2026年6月30日"),
        ("批准人", "示例癸"),
        ("批准日期", "2026年7月2日"),
    ]
    assert [link.words for link in page.all("a")] == [
        "限制类技术目录2项",
        "手术分级管理目录3项",
        "限制类技术临床应用情况2项",
    ]
    notes = [e.words for e in page.all("p") if e.attributes.get("class") == "note"]
    assert any(note.startswith("「<」后的数为上限") for note in notes)
    assert any(note.startswith("「未统计」") for note in notes)
    assert page.all("footer")[0].words == "本院　示例文号5号　审计 131·7c0a9be24410"
    hidden = _page(replace(DISCLOSURE, footer=replace(OWN, shown=False)))
    assert hidden.all("footer") == []


def test_markup_in_the_data_is_shown_as_it_is() -> None:
    page = _page(RECORDS["nasty"])
    cells = [e.words for e in page.elements if e.tag in ("td", "th") and "tbody" in e.above]
    assert cells.count(NASTY) == 5
    assert page.all("h1")[0].words == NASTY


def test_a_long_list_is_folded_by_department_and_complete() -> None:
    page = _page(FOLDED)
    summaries = [e.words for e in page.all("summary")]
    assert summaries == [f"示例{d}科 60项" for d in "乙丙丁戊甲"]
    names = [e.words for e in page.all("th") if "details" in e.above and "tbody" in e.above]
    assert len(names) == 300
    assert len(set(names)) == 300
    grades = [e.words for e in page.all("td") if e.attributes["data-label"] == "级别"]
    for at in range(5):
        group = grades[60 * at : 60 * at + 60]
        assert group == ["四级"] * 20 + ["三级"] * 40


def test_what_html_cannot_hold_is_named() -> None:
    for character in ("\x07", "\x85", "\ud800"):
        with pytest.raises(UnprintableCharacters, match="U\\+"):
            render(replace(DISCLOSURE, hospital=f"示例{character}"), "html")


_MEASURE = """<!DOCTYPE html><meta charset="utf-8"><body style="margin:0">
<iframe src="page.html" width="390" height="844" style="border:0"></iframe><script>
onload = () => {
  const page = document.querySelector("iframe").contentDocument;
  page.querySelectorAll("details").forEach((part) => { part.open = true; });
  document.body.dataset.wide = page.documentElement.scrollWidth;
};
</script></body>"""


def _width_on_a_phone(content: bytes, folder: Path) -> int:
    """一页在 390 点宽的屏上要多宽，全部展开以后。"""
    (folder / "page.html").write_bytes(content)
    (folder / "frame.html").write_text(_MEASURE, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files"]
    done = subprocess.run(
        ["chromium", *options, "--dump-dom", (folder / "frame.html").as_uri()],
        env={k: v for k, v in os.environ.items() if k != "FONTCONFIG_FILE"},
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    )
    found = re.search(r'data-wide="(\d+)"', done.stdout)
    assert found is not None, done.stderr[-500:]
    return int(found[1])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
@pytest.mark.parametrize("record", RECORDS.values(), ids=RECORDS)
def test_on_a_phone_nothing_stands_beyond_the_right_edge(
    record: Disclosure, tmp_path: Path
) -> None:
    assert _width_on_a_phone(render(record, "html"), tmp_path) <= 390


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_a_page_that_is_too_wide_would_be_noticed(tmp_path: Path) -> None:
    wide = render(DISCLOSURE, "html").replace(b"<main>", b'<main><div style="width:600px">.</div>')
    assert _width_on_a_phone(wide, tmp_path) > 390
