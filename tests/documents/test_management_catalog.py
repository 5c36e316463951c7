"""管理目录: edition, resolution, rows, and what changed since the last edition."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import ManagedTechnology, ManagementCatalog
from tests.documents.docx_reading import docx_text
from tests.documents.list_samples import CATALOG, MANAGED, OWN
from tests.documents.paper_samples import page_texts

FIRST = replace(CATALOG, previous_edition="", changes=())


def _hidden(record: ManagementCatalog) -> ManagementCatalog:
    return replace(record, footer=replace(OWN, shown=False))


@pytest.mark.allows("MTCA-18", "MTCA-15(2)", duty="1.management-catalog")
def test_the_head_names_edition_force_and_the_resolution() -> None:
    listed, changed = page_texts(render(CATALOG))
    assert listed.startswith(
        "示例市第一医院医疗技术临床应用管理目录版次：2026年版自2026年4月1日起施行共2项"
        "审定：医疗技术临床应用管理委员会2026年第2次会议决议3（2026年3月20日）"
        "序号院内编号技术编号技术名称类别开展科室技术负责人状态"
        "1JS-001S16神经血管介入诊疗技术省级限制类神经外科、神经内科示例甲、示例乙在用"
        "2JS-002腹腔镜胆囊切除术"
    )
    assert changed.startswith(
        "医疗技术临床应用管理目录变化表2026年版与2025年版相比：新增1项，调出1项，变化1项"
        "序号变动院内编号技术名称说明1新增JS-002腹腔镜胆囊切除术2026-02-11首次开展"
        "2调出JS-009角膜放射状切开术已被临床淘汰3变化JS-001神经血管介入诊疗技术"
        "开展科室：神经外科→神经外科、神经内科"
    )
    assert listed.endswith("1/2")
    assert changed.endswith("2/2")


def test_the_first_edition_has_no_changes_and_an_unadopted_one_says_so() -> None:
    (text,) = page_texts(render(replace(FIRST, adopted_by="", adopted_on=None, in_force_on=None)))
    assert "尚未施行" in text
    assert "审定：尚未审定" in text
    assert "变化表" not in text


def test_an_edition_without_any_change_says_none() -> None:
    _, changed = page_texts(render(replace(CATALOG, changes=())))
    assert "新增0项，调出0项，变化0项" in changed
    assert "（无）" in changed


def test_both_tables_are_bookmarked() -> None:
    outline = PdfReader(BytesIO(render(CATALOG))).outline
    titles = [item.title for item in outline if not isinstance(item, list)]
    assert titles == ["管理目录（2026年版）", "与2025年版相比"]


def test_200_technologies_none_lost_heading_on_every_page() -> None:
    rows = tuple(
        ManagedTechnology(
            f"JS-{n:03d}", "", f"示例技术{n}之名称" * (1 + n % 5), "其他", "科", "", "在用"
        )
        for n in range(1, 201)
    )
    pages = page_texts(render(replace(FIRST, rows=rows)))
    assert all("序号院内编号技术编号技术名称类别" in page for page in pages)
    whole = "".join(pages)
    assert all(whole.count(f"JS-{n:03d}") == 1 for n in range(1, 201))
    assert all(whole.count(f"示例技术{n}之名称") == 1 + n % 5 for n in range(1, 201))


@pytest.mark.parametrize("record", [CATALOG, FIRST], ids=["with changes", "first"])
def test_docx_has_the_same_text(record: ManagementCatalog) -> None:
    printed = "".join(page_texts(render(_hidden(record))))
    assert docx_text(render(_hidden(record), "docx")) == printed


def test_xlsx_has_the_rows_and_the_changes() -> None:
    formula = replace(MANAGED, technology="=HYPERLINK(1)")
    book = load_workbook(BytesIO(render(replace(CATALOG, rows=(MANAGED, formula)), "xlsx")))
    assert book.sheetnames == ["管理目录", "变化"]
    listed, changed = book.worksheets
    assert [cell.value for cell in listed[4]][:4] == ["1", "JS-001", "S16", "神经血管介入诊疗技术"]
    assert listed["D5"].value == "=HYPERLINK(1)"
    assert listed["D5"].data_type == "s"
    assert [cell.value for cell in changed[4]][1:4] == ["新增", "JS-002", "腹腔镜胆囊切除术"]
    assert load_workbook(BytesIO(render(FIRST, "xlsx"))).sheetnames == ["管理目录"]
