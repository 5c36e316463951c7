"""手术分级管理目录：按科室、再按级别，四级在前；PDF 与 xlsx 是同样的行；整份也印得出。"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook

from medtech_desktop.documents import grading
from medtech_desktop.domain.grading_papers import GradedProcedure, GradingGroup
from tests.documents.list_samples import GRADING as PAPER
from tests.documents.paper_samples import page_texts


def test_groups_stand_by_department_and_grade_with_the_fourth_first() -> None:
    (text,) = page_texts(grading.render_pdf(PAPER))
    places = [text.index(word) for word in ("全院四级（1条）", "全院三级（1条）", "消化内科")]
    assert places == sorted(places)
    assert "自2026年3月1日起施行" in text
    assert "示例医发〔2026〕9号（2026年2月10日）" in text
    assert "36.0601" in text


def test_the_sheet_has_the_same_lines_numbered_through() -> None:
    page = load_workbook(BytesIO(grading.render_xlsx(PAPER))).worksheets[0]
    rows = [[str(c or "") for c in row] for row in page.iter_rows(values_only=True)]
    wanted = ["2", "全院", "36.0601", "冠状动脉药物洗脱支架置入术", "三级", "四级", "介入"]
    assert wanted in rows
    assert grading.sheet_rows(PAPER)[2][:2] == ("3", "消化内科")


def test_the_same_record_gives_the_same_bytes_and_a_draft_says_so() -> None:
    assert grading.render_pdf(PAPER) == grading.render_pdf(PAPER)
    draft = replace(PAPER, adopted_by="", adopted_on=None, since=None, number="")
    (text,) = page_texts(grading.render_pdf(draft, draft=True))
    assert "草稿，尚未审定" in text


def test_a_long_list_goes_on_over_many_pages() -> None:
    many = tuple(
        GradedProcedure(f"{n // 100:02d}.{n % 100:02d}00", f"示例手术第{n}种", "三级", "", "")
        for n in range(1_500)
    )
    paper = replace(PAPER, groups=(GradingGroup("全院", "三级", many),))
    pages = page_texts(grading.render_pdf(paper))
    assert len(pages) > 30
    assert all("手术编码" in text for text in pages)
    assert all("接上页：全院三级（续）" in text for text in pages[1:])
    assert "示例手术第1499种" in pages[-1]
