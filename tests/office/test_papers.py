"""文书：附件2、附件3、附件5、计数表由登记写成（湘11号 附件，六（二））。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.law import Refused
from medtech_desktop.office import filings, institutions
from medtech_desktop.office.exports import export_papers
from medtech_desktop.office.paper_kinds import half_year, paper_of
from medtech_desktop.office.papers import annex5_of
from medtech_desktop.store.tables import institutions as t
from tests.builders import (
    CLERK,
    COMPLETED,
    FILING,
    LEAD,
    OPENED_FILING,
    OPINION,
    SUBMITTED,
    Office,
    articles,
    words,
)

YEAR_END = date(2026, 12, 31)


# --- 附件2、附件3 ----------


def test_annex_2_shows_the_hospital_of_its_own_day(ready: Office) -> None:
    later = date(2026, 11, 2)
    new = {InstitutionKind.NAME: "示例市第一人民医院", InstitutionKind.LEVEL: "三级乙等"}
    ready.do(institutions.set_institution, new, later)
    before = paper_of(ready.world(SUBMITTED), "annex2", FILING).record
    after = paper_of(ready.world(later), "annex2", FILING).record
    assert (before.hospital, before.hospital_level) == ("示例市第一医院", "三级甲等")
    assert (after.hospital, after.hospital_level) == ("示例市第一人民医院", "三级乙等")
    assert (before.code, before.technology) == ("S16", "神经血管介入诊疗技术")
    assert (before.first_use, before.self_assessed, before.meets_norm) == (True, True, True)
    [lead] = before.leads
    assert (lead.name, lead.title, lead.departments) == ("示例甲", "主任医师", "神经外科")
    assert lead.training == "2026年01月，示例培训基地，技术培训合格证"


def test_annex_2_with_an_empty_box_is_only_a_draft(ready: Office) -> None:
    ready.do(filings.edit_draft, FILING, on=OPENED_FILING, opinion="")
    paper = paper_of(ready.world(SUBMITTED), "annex2", FILING)
    assert words(paper.gaps) == "「医疗机构意见」未填"
    with pytest.raises(Refused):
        paper.render("pdf")
    assert paper.render("pdf", draft=True).startswith(b"%PDF")
    ready.do(filings.edit_draft, FILING, on=OPENED_FILING, opinion=OPINION)
    filled = paper_of(ready.world(SUBMITTED), "annex2", FILING)
    assert filled.render("pdf") == filled.render("pdf")


def test_annex_3_prints_only_conclusions_that_passed(hospital: Office) -> None:
    hospital.propose("S16")
    number = hospital.file("S16", OPENED_FILING)
    hospital.appraise("S16", verdict=Verdict.REDO)
    hospital.review("S16")
    paper = paper_of(hospital.world(OPENED_FILING), "annex3", number)
    assert (paper.record.committee_conclusion, paper.record.ethics_conclusion) == ("", "同意")
    assert articles(paper.gaps) == ["HN-annex3"]


def test_the_counted_days_sheet_lists_each_day(filing: Office) -> None:
    sheet = paper_of(filing.world(OPENED_FILING), "counted-days", FILING).record
    assert sheet.subject == "S16 神经血管介入诊疗技术"
    assert sheet.article == "《医疗技术临床应用管理办法》第十一条"
    numbers = [box.number for box in sheet.days if box.number is not None]
    assert (numbers, sheet.days[-1].day) == (list(range(1, 16)), sheet.due)


def test_an_unknown_paper_or_period_is_named(filing: Office) -> None:
    world = filing.world(OPENED_FILING)
    with pytest.raises(Refused, match="没有文书「annex9」"):
        paper_of(world, "annex9", FILING)
    with pytest.raises(Refused, match="没有备案「备案-2026-099」"):
        paper_of(world, "annex2", "备案-2026-099")
    with pytest.raises(Refused, match="不是半年"):
        half_year("2026Q1", OPENED_FILING)
    assert half_year("", OPENED_FILING) == (2026, 2)
    assert half_year("2026h1", OPENED_FILING) == (2026, 1)


# --- 附件5（湘11号 六（二），附件5） ----------


@pytest.mark.allows("HN-6.2")
@pytest.mark.allows("HN-annex5")
def test_rows_go_by_the_day_of_completion_into_their_half_year(filed: Office) -> None:
    filed.propose("S19", on=date(2026, 3, 12))
    filed.approve("S19", "S19")
    number = filed.file("S19", date(2026, 6, 30))
    filed.gather(number, date(2026, 6, 30))
    filed.submit(number, date(2026, 6, 30))
    filed.step(number, FilingStep.COMPLETED, date(2026, 6, 30))
    world = filed.world(YEAR_END)
    first, second = annex5_of(world, 2026, 1), annex5_of(world, 2026, 2)
    assert [(row.code, row.filed_on) for row in first.rows] == [("S19", date(2026, 6, 30))]
    assert [(row.code, row.filed_on) for row in second.rows] == [("S16", COMPLETED)]
    assert (first.period, second.period) == ("2026年1-6月", "2026年7-12月")
    [row] = second.rows
    assert (row.hospital, row.technology) == ("示例市第一医院", "神经血管介入诊疗技术")
    assert row.authority == "示例市卫生健康委员会"
    assert annex5_of(world, 2025, 2).rows == ()


def test_dates_are_printed_in_eight_figures(filed: Office) -> None:
    from io import BytesIO

    from openpyxl import load_workbook

    paper = paper_of(filed.world(YEAR_END), "annex5", "2026H2")
    sheet = load_workbook(BytesIO(paper.render("xlsx"))).active
    assert sheet is not None
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "湖南省限制类医疗机构临床应用备案汇总表" in cells
    assert "20261020" in cells


@pytest.mark.refuses("HN-6.2")
def test_what_is_not_completed_is_no_row(submitted: Office) -> None:
    assert annex5_of(submitted.world(YEAR_END), 2026, 2).rows == ()


@pytest.mark.refuses("HN-annex5(2)")
def test_an_abbreviated_name_is_refused(filed: Office) -> None:
    short = {InstitutionKind.NAME: "市一院"}
    found = filed.refused(institutions.set_institution, short, COMPLETED)
    assert articles(found) == ["HN-annex5(2)"]
    with filed.library.act(CLERK, "library.import") as page:  # 旧库里可能已有简称
        page.add(t.InstitutionFact, subject_id=1, kind="name", value="市一院", since=COMPLETED)
    paper = paper_of(filed.world(YEAR_END), "annex5", "2026H2")
    assert words(paper.gaps) == "「市一院」不是机构全称"
    with pytest.raises(Refused):
        paper.render("xlsx")


@pytest.mark.allows("HN-annex5(2)")
def test_full_names_are_taken(filed: Office) -> None:
    paper = paper_of(filed.world(YEAR_END), "annex5", "2026H2")
    assert paper.gaps == ()
    assert paper.render("pdf").startswith(b"%PDF")


def test_a_cancelled_filing_stays_a_row_of_its_half_year(filed: Office) -> None:
    filed.step(FILING, FilingStep.CANCELLED, date(2026, 11, 2), document="示例文号")
    assert len(annex5_of(filed.world(YEAR_END), 2026, 2).rows) == 1


def test_the_lead_of_the_day_is_in_the_record_and_never_in_annex_5(filed: Office) -> None:
    row = annex5_of(filed.world(YEAR_END), 2026, 2).rows[0]
    assert LEAD not in str(row)
    assert "138" not in str(row)


def test_a_filing_that_ended_before_it_was_submitted_has_only_drafts(
    filing: Office, tmp_path: Path
) -> None:
    kinds = ("annex2", "annex3")
    made = export_papers(filing.library, CLERK, kinds, (FILING,), tmp_path, OPENED_FILING)
    assert len(made.files) == 4
    filing.step(FILING, FilingStep.CLOSED, OPENED_FILING, note="办错了")
    made = export_papers(filing.library, CLERK, kinds, (FILING,), tmp_path, OPENED_FILING)
    assert made.files == ()
    assert all("没有提交过" in words(one.findings) for one in made.skipped)
    states = {p.kind: p.state for p in filing.page("S16", OPENED_FILING).papers}
    assert states["annex2"] == "待补"
