"""备案材料: cover, contents with page numbers, what is missing, bookmarks, one PDF."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from medtech_desktop.documents.exports import check_pdf
from medtech_desktop.documents.fonts import UnprintableCharacters
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.dossier_papers import Dossier, DossierEntry, DossierSource
from medtech_desktop.domain.trouble import Trouble
from tests.documents.paper_samples import ANNEX2, FOOTER, glyphs, page_texts
from tests.documents.scan_samples import DOSSIER, SCANS, encrypted_pdf, pdf

COMPLETE = replace(
    DOSSIER,
    entries=tuple(e for e in DOSSIER.entries if e.source is not DossierSource.MISSING),
    missing=(),
)


def _render(record: Dossier = DOSSIER, parts: Any = SCANS, **options: Any) -> bytes:
    return render(record, parts=parts, **options)


def _outline(content: bytes) -> list[tuple[str, int]]:
    reader = PdfReader(BytesIO(content))
    return [
        (str(item.title), (reader.get_destination_page_number(item) or 0) + 1)
        for item in reader.outline
        if not isinstance(item, list)
    ]


@pytest.mark.allows("HN-2.2", "MTCA-11", duty="3.materials")
def test_the_whole_is_cover_contents_annexes_and_scans() -> None:
    pages = page_texts(_render())
    assert len(pages) == 2 + 2 + 4
    assert pages[0].startswith(
        "限制类医疗技术临床应用备案材料收件机关示例市卫生健康委员会医疗机构名称示例市第一医院"
        "备案医疗技术神经血管介入诊疗技术技术编号S16备案编号备案-2026-003"
        "材料情况尚缺1项，见目录；已有共6件，正文6页整理日期2026年3月4日"
    )
    assert pages[1].startswith("目录尚缺1项：1.职称证书复印件（示例甲）缺失序号材料名称说明页码")
    for line in (
        "1附件2备案表3",
        "2附件3论证结论4",
        "3医师资格证书复印件示例甲5",
        "4执业证书复印件示例甲6",
        "5职称证书复印件示例甲；缺",
        "6《医疗机构执业许可证副本》复印件8",
        "7详细论证材料（存档备查）纸质件另附",
    ):
        assert line in pages[1]
    assert pages[2].startswith("附件2")
    assert pages[3].startswith("附件3")
    assert pages[5].startswith("SCAN1")
    assert pages[6].startswith("SCAN2")


def test_every_page_is_numbered_and_upright_a4() -> None:
    content = _render()
    pages = page_texts(content)
    for number, text in enumerate(pages, 1):
        assert f"第{number}页共{len(pages)}页" in text
    for page in PdfReader(BytesIO(content)).pages:
        assert page.rotation == 0
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]


def test_the_numbers_stand_free_of_forms_and_scans() -> None:
    content = _render()
    for number in range(8):
        stamp = [g for g in glyphs(content, number) if g.top > 285]
        assert {g.text for g in stamp} >= {"第", "页", "共"}
        others = [g for g in glyphs(content, number) if g.top <= 285]
        assert all(g.bottom < min(s.top for s in stamp) for g in others)


def test_bookmarks_lead_to_the_pages_of_the_contents() -> None:
    assert _outline(_render()) == [
        ("封面", 1),
        ("目录", 2),
        ("1　附件2 备案表", 3),
        ("2　附件3 论证结论", 4),
        ("3　医师资格证书复印件（示例甲）", 5),
        ("4　执业证书复印件（示例甲）", 6),
        ("6　《医疗机构执业许可证副本》复印件", 8),
    ]


def test_a_complete_dossier_says_so() -> None:
    pages = page_texts(_render(COMPLETE))
    assert "材料情况齐全，共6件，正文6页" in pages[0]
    assert "尚缺" not in "".join(pages[:2])


def test_long_contents_keep_their_heading_and_right_numbers() -> None:
    entries = tuple(
        DossierEntry(f"示例材料{n}" * 3, DossierSource.SCAN, "示例甲", file_name=f"{n}.pdf")
        for n in range(1, 61)
    )
    missing = tuple(f"第{n}件缺失，须补齐后再提交" for n in range(1, 31))
    one = pdf()
    content = _render(replace(DOSSIER, entries=entries, missing=missing), [one] * 60)
    pages = page_texts(content)
    contents = [p for p in pages[:10] if "材料名称说明页码" in p]
    assert len(contents) >= 3
    front = len(pages) - 60
    whole = "".join(pages[:front])
    for n in range(1, 61):
        assert f"{n}{f'示例材料{n}' * 3}示例甲{front + n}" in whole
    assert all(f"第{n}件缺失" in whole for n in range(1, 31))
    assert _outline(content)[2] == (f"1　{'示例材料1' * 3}（示例甲）", front + 1)


def test_the_same_record_and_scans_give_the_same_bytes_in_another_process() -> None:
    content = _render()
    assert _render() == content
    check_pdf(content)
    script = (
        "from hashlib import sha256\n"
        "from medtech_desktop.documents.rendering import render\n"
        "from tests.documents.scan_samples import DOSSIER, SCANS\n"
        "print(sha256(render(DOSSIER, parts=SCANS)).hexdigest())\n"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == sha256(content).hexdigest()


def test_the_same_scan_twice_is_stored_once() -> None:
    big = (SCANS[0], SCANS[1], SCANS[0])
    twice = _render(parts=big)
    content = _render(parts=SCANS)
    assert len(twice) < len(content) + 2000


@pytest.mark.refuses("HN-2.2", duty="3.materials")
def test_a_scan_that_is_not_the_recorded_one_is_refused() -> None:
    known = replace(DOSSIER.entries[2], sha256=sha256(SCANS[0]).hexdigest())
    record = replace(DOSSIER, entries=(*DOSSIER.entries[:2], known, *DOSSIER.entries[3:]))
    assert _render(record).startswith(b"%PDF")
    with pytest.raises(Trouble, match="「资格.jpg」与登记时不同") as caught:
        _render(record, (SCANS[2], *SCANS[1:]))
    assert caught.value.number == "E-PP-15"


def test_as_many_parts_as_scans() -> None:
    with pytest.raises(ValueError, match="3 scans are listed, 2 were given"):
        _render(parts=SCANS[:2])


def test_a_bad_scan_is_named_and_nothing_is_made() -> None:
    with pytest.raises(Trouble, match="「执业.pdf」已加密"):
        _render(parts=(SCANS[0], encrypted_pdf(), SCANS[2]))


def test_a_character_without_a_glyph_stops_the_dossier_but_not_its_draft() -> None:
    odd = replace(DOSSIER, technology="神经\ue00a")
    with pytest.raises(UnprintableCharacters, match=r"U\+E00A"):
        _render(odd)
    assert "草稿" in page_texts(_render(odd, draft=True))[0]
    annex = replace(DOSSIER.entries[0], record=replace(ANNEX2, opinion="同意\ue00b"))
    with pytest.raises(UnprintableCharacters, match=r"U\+E00B"):
        _render(replace(DOSSIER, entries=(annex, *DOSSIER.entries[1:])))


def test_a_hidden_footer_leaves_only_the_numbers() -> None:
    hidden = replace(DOSSIER, footer=replace(FOOTER, shown=False))
    pages = page_texts(_render(hidden))
    assert pages[1].endswith("第2页共8页")
    assert "审计" not in pages[0]
    assert "审计128·3f9a0c12de45" in page_texts(_render())[0]


def test_a_dossier_of_nothing_still_lists_what_is_missing() -> None:
    record = replace(DOSSIER, entries=(), missing=("全部材料",))
    pages = page_texts(_render(record, ()))
    assert len(pages) == 2
    assert "1.全部材料" in pages[1]
    assert "（无）" in pages[1]
