"""医师技术档案：记录、PDF 的文字与图像、长表过页、证书扫描件、xlsx。"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from medtech_desktop.documents.rendering import formats, render
from medtech_desktop.domain.practitioner_files import PractitionerFile
from medtech_desktop.domain.trouble import Trouble
from tests.documents.file_samples import DAY, FILE, SCAN, long_file
from tests.documents.paper_samples import FOOTER, ink, page_count, page_texts, picture


def test_every_part_stands_on_its_page_with_its_words() -> None:
    front, held, changed, work, history = page_texts(render(FILE))
    for words in ("医师技术档案", "示例市第一医院", "2026年11月24日", "神经外科、急诊科"):
        assert words in front
    for words in ("副主任医师2018-01-012023-06-30", "示例证1103", "扫描件1份", "示例规定第九条"):
        assert words in front
    assert "2026-08-31已过期" in front
    assert "档案还缺：没有资格证书的登记" in front
    assert "手术级别神经外科专业三级暂停2026-09-012026-12-31" in held
    assert "能力考核合格；培训证明过期，待补；示例会议2026年第1次；2026-09-08补录" in changed
    assert "全部手术2025-01-01至2025-12-311,2043未统计手工登记" in work
    assert "还没有评估记录" in work
    assert "工号：1001" in history


def test_what_nobody_counted_is_not_called_zero() -> None:
    bare = replace(FILE, volumes=(), permissions=(), permission_events=(), certificates=())
    front, held, work, _history = page_texts(render(bare))
    assert "未统计" in work
    assert "（无）" in held
    assert front.count("（无）") == 2


def test_a_long_table_goes_on_under_its_heading() -> None:
    texts = page_texts(render(long_file(120)))
    pages = [text for text in texts if "依据与理由" in text]
    assert len(pages) > 3
    told = "".join(pages)
    assert all(f"示例手术第{n:03}种" in told for n in range(120))
    assert sum("变动文号" in text for text in texts) > 1


def test_the_footer_tells_form_and_page() -> None:
    texts = page_texts(render(FILE))
    for number, text in enumerate(texts, 1):
        assert FOOTER.audit_anchor.replace(" ", "") in text
        assert f"{number}/{len(texts)}" in text or f"第{number}页" in text


def test_the_scans_follow_each_under_its_bookmark() -> None:
    whole = render(FILE, parts=(SCAN,))
    assert page_count(whole) == page_count(render(FILE)) + 1
    assert "证书扫描件第1页共1页" in page_texts(whole)[-1]
    titles = [str(one.title) for one in PdfReader(BytesIO(whole)).outline]  # type: ignore[union-attr]
    assert titles[0] == "基本情况与资质"
    assert titles[-1] == "医师执业证书，医师执业证书，示例证 1103"
    assert render(FILE, parts=(SCAN,)) == whole


def test_a_scan_that_is_not_the_recorded_one_stops_the_file() -> None:
    with pytest.raises(Trouble, match="与登记时不同"):
        render(FILE, parts=(SCAN + b" ",))


def test_the_picture_is_ruled_and_nothing_leaves_the_page() -> None:
    page = picture(render(FILE), 0)
    assert ink(page, (28, 30, 188, 200)) > 2000
    assert ink(page, (0, 0, 18, 297)) == 0
    assert ink(page, (200, 0, 210, 297)) == 0


def test_the_workbook_has_a_sheet_for_each_part() -> None:
    assert formats(PractitionerFile) == ("pdf", "xlsx")
    book = load_workbook(BytesIO(render(FILE, "xlsx")))
    assert "权限的变动" in book.sheetnames
    cells = [cell.value for row in book["权限"].iter_rows() for cell in row]
    assert "神经外科专业" in cells
    assert any(DAY.isoformat() in str(value) for value in cells)
