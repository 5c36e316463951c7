"""院务公开 on paper and as xlsx: three lists, the head, small counts, nothing private."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from medtech_desktop.documents.fonts import UnprintableCharacters
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.disclosure_papers import Disclosure, PublicList
from medtech_desktop.domain.law import Refused
from tests.documents.list_samples import DISCLOSURE, SURGERY_ROWS
from tests.documents.paper_samples import glyphs, page_texts

HEAD = "医疗机构：示例市第一医院公开版次：2026年第2版截至日期：2026年6月30日"
APPROVED = "批准人：示例癸批准日期：2026年7月2日"


def _with(at: int, rows: tuple[tuple[str, ...], ...]) -> Disclosure:
    lists = list(DISCLOSURE.lists)
    lists[at] = replace(lists[at], rows=rows)
    return replace(DISCLOSURE, lists=tuple(lists))


def many_surgeries(count: int) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(n),
            f"示例{'甲乙丙丁戊'[n % 5]}科",
            f"36.{n:04d}",
            f"示例手术{n}之名称" * (1 + n % 3),
            "四级" if n <= 100 else "三级",
        )
        for n in range(1, count + 1)
    )


@pytest.mark.allows("MTCA-24")
def test_three_lists_with_their_columns_and_one_head() -> None:
    technologies, surgeries, usage = page_texts(render(DISCLOSURE))
    assert technologies.startswith(
        f"院务公开限制类技术目录{HEAD}{APPROVED}"
        "序号技术编号技术名称类别开展科室技术负责人备案时间备案机关状态"
        "1S16神经血管介入诊疗技术省级限制类神经外科、神经内科示例甲、示例乙2026-03-04"
        "示例市卫生健康委员会在用2G10"
    )
    assert surgeries.startswith(
        f"院务公开手术分级管理目录{HEAD}{APPROVED}手术分级管理目录2026年版"
        "序号科室手术编码手术名称级别1神经外科39.7205"
    )
    assert usage.startswith(
        f"院务公开限制类技术临床应用情况{HEAD}{APPROVED}统计口径：按手术日期"
        "技术编号技术名称统计期间例数并发症率死亡率"
        "S16神经血管介入诊疗技术2025-01-01至2025-12-312142.3%<2.4%"
        "G10肿瘤消融治疗技术2025-01-01至2025-12-31<5例数少，不列未统计"
    )
    for number, page in enumerate((technologies, surgeries, usage), 1):
        assert page.endswith(f"{number}/3")


def test_the_meaning_of_small_and_uncounted_is_said_where_they_stand() -> None:
    technologies, surgeries, usage = page_texts(render(DISCLOSURE))
    assert "「<」后的数为上限" in usage
    assert "「未统计」：该期间没有完整登记" in usage
    assert "上限" not in technologies + surgeries
    plain = _with(2, (("S16", "甲", "2025年", "214", "2.3%", "0.0%"),))
    assert "上限" not in "".join(page_texts(render(plain)))
    odd = _with(2, (("S16", "<甲>", "2025年", "214", "2.3%", "0.0%"),))
    assert "上限" not in "".join(page_texts(render(odd)))


def test_without_approval_the_head_says_so() -> None:
    text = "".join(page_texts(render(replace(DISCLOSURE, approver="", approved_on=None))))
    assert text.count("批准人：未批准批准日期：未批准") == 3


def test_each_list_is_bookmarked() -> None:
    outline = PdfReader(BytesIO(render(DISCLOSURE))).outline
    assert [item.title for item in outline if not isinstance(item, list)] == [
        "限制类技术目录",
        "手术分级管理目录",
        "限制类技术临床应用情况",
    ]


def test_300_surgeries_repeat_the_heading_and_none_is_lost() -> None:
    rows = many_surgeries(300)
    content = render(_with(1, rows))
    pages = page_texts(content)
    whole = "".join(pages)
    assert all(whole.count(row[2]) == 1 for row in rows)
    assert all(whole.count(f"示例手术{n}之名称") == 1 + n % 3 for n in range(1, 301))
    middle = pages[1:-1]
    assert len(middle) > 8
    assert all("序号科室手术编码手术名称级别" in page for page in middle)
    assert all(page.startswith("手术分级管理目录（续页）") for page in middle[1:])
    assert pages[-1].endswith(f"{len(pages)}/{len(pages)}")
    for glyph in glyphs(content, 3):
        assert 28 <= glyph.left <= glyph.right <= 188


def test_a_long_cell_grows_and_goes_on() -> None:
    row = ("1", "S16", "技术" * 900, "省级限制类", "神经外科", "示例甲", "", "", "在用")
    pages = page_texts(render(_with(0, (row,))))
    assert "".join(pages).count("技术") - "".join(pages).count("技术编号") > 900
    assert "接上页：技术名称（续）" in pages[1]


def test_the_columns_are_the_hospitals_choice() -> None:
    own = PublicList("限制类技术目录", ("技术名称", "本院备注"), (("甲技术", "乙"),))
    (text,) = page_texts(render(replace(DISCLOSURE, lists=(own,))))
    assert "技术名称本院备注甲技术乙" in text


def test_an_empty_list_says_none() -> None:
    assert "级别（无）" in page_texts(render(_with(1, ())))[1]


@pytest.mark.refuses("MTCA-45(4)")
@pytest.mark.parametrize("kind", ["pdf", "xlsx", "html"])
@pytest.mark.parametrize("cell", ["示例甲13800000000", "0731-84820000", "430102199001011234"])
def test_private_numbers_are_refused_in_every_format(kind: str, cell: str) -> None:
    row = (*SURGERY_ROWS[0][:3], cell, "四级")
    with pytest.raises(Refused, match="「手术分级管理目录」第1行「手术名称」含有"):
        render(_with(1, (row,)), kind)


def test_a_draft_shows_where_the_private_number_stands() -> None:
    row = (*SURGERY_ROWS[0][:3], "示例甲13800000000", "四级")
    assert "13800000000" in page_texts(render(_with(1, (row,)), draft=True))[1]


def test_a_character_without_a_glyph_is_named() -> None:
    row = (*SURGERY_ROWS[0][:3], "手术\ue009", "四级")
    with pytest.raises(UnprintableCharacters, match=r"（手术名称）.*U\+E009"):
        render(_with(1, (row,)))


def test_xlsx_has_three_sheets_of_text() -> None:
    rows = (("1", "科", "=1+1", "<script>", "四级"),)
    book = load_workbook(BytesIO(render(_with(1, rows), "xlsx")))
    assert book.sheetnames == [listed.name for listed in DISCLOSURE.lists]
    technologies, surgeries, usage = book.worksheets
    assert technologies["A1"].value == "限制类技术目录"
    assert "批准人：示例癸" in technologies["A2"].value
    assert [cell.value for cell in technologies[3]] == list(DISCLOSURE.lists[0].columns)
    assert [cell.value for cell in surgeries[4]] == list(rows[0])
    assert [cell.value for cell in usage[4]] == list(DISCLOSURE.lists[2].rows[0])
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value} == {"s"}
    assert "「未统计」：该期间没有完整登记" in str(usage["A7"].value)
    heights = [sheet.row_dimensions[2].height for sheet in book.worksheets]
    assert heights == [36, 51, 51]  # as many lines as the head and its note need
    orientations = [sheet.page_setup.orientation for sheet in book.worksheets]
    assert orientations == ["landscape", "portrait", "portrait"]
