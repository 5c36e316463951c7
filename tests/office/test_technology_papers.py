"""技术单页的文书、附件与变更记录：齐不齐、哪一版、有效到何时、依据哪一条。"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from medtech_desktop.domain.dossiers import MaterialForm, MaterialKind
from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.office import dossiers, filings, institutions
from medtech_desktop.office.dossiers import NewMaterial
from medtech_desktop.office.technology_papers import TechnologyPaper
from medtech_desktop.store.attachments import link
from tests.builders import (
    CLERK,
    COMPLETED,
    FILING,
    OPENED,
    OPENED_FILING,
    OPINION,
    SUBMITTED,
    Office,
)
from tests.documents.scan_samples import jpeg

LATER = date(2026, 11, 2)


def _papers(office: Office, on: date) -> dict[str, TechnologyPaper]:
    return {paper.kind: paper for paper in office.page("S16", on).papers}


def test_each_paper_says_whether_it_can_be_made(filing: Office) -> None:
    filing.do(filings.edit_draft, FILING, on=OPENED_FILING, opinion="")
    papers = _papers(filing, OPENED_FILING)
    assert papers["annex2"].state == "待补"
    assert "「医疗机构意见」未填" in papers["annex2"].lacking
    assert (papers["annex3"].state, papers["annex3"].lacking) == ("可生成", "")
    assert papers["dossier"].state == "待补"
    assert papers["dossier"].lacking.startswith("缺 ")
    assert papers["counted-days"].version == "期限 2026-10-10"
    assert papers["self-assessment"].state == "齐全"
    assert "remark-slip" not in papers
    filing.do(filings.edit_draft, FILING, on=OPENED_FILING, opinion=OPINION)
    assert _papers(filing, OPENED_FILING)["annex2"].state == "可生成"


def test_what_was_submitted_is_locked_and_a_completed_filing_has_its_slip(filed: Office) -> None:
    papers = _papers(filed, LATER)
    assert (papers["annex2"].state, papers["annex2"].version) == (
        "已提交",
        SUBMITTED.isoformat(),
    )
    assert papers["remark-slip"].version == COMPLETED.isoformat()
    assert papers["dossier"].state == "可生成"


def test_a_cancelled_filing_keeps_only_what_was_submitted(filed: Office) -> None:
    filed.step(FILING, FilingStep.CANCELLED, LATER, document="示例文号")
    kinds = [p.kind for p in filed.page("S16", LATER).papers if p.number == FILING]
    assert kinds == ["annex2", "annex3"]


def test_papers_of_earlier_filings_are_not_the_current_ones(filed: Office) -> None:
    again = filed.file("S16", LATER, cause="lead_change")
    papers = filed.page("S16", LATER).papers
    assert {p.number for p in papers if p.current} >= {again}
    assert not any(p.current for p in papers if p.number == FILING)


def test_scans_say_where_they_are_used_and_how_long_they_hold(
    filing: Office, tmp_path: Path
) -> None:
    scan = tmp_path / "执业许可证副本.jpg"
    scan.write_bytes(jpeg())
    until = date(2026, 11, 20)
    draft = NewMaterial(MaterialKind.LICENCE, MaterialForm.SCAN, file=scan, valid_until=until)
    filing.do(dossiers.add_material, FILING, draft, OPENED_FILING)
    [row] = filing.page("S16", OPENED_FILING).attachments
    assert row.name == "执业许可证副本.jpg"
    assert row.used_in.startswith(f"{FILING}，")
    assert (row.day, row.valid_until, row.size) == (OPENED_FILING, until, scan.stat().st_size)
    words = [
        filing.page("S16", on).attachments[0].validity
        for on in (date(2026, 9, 20), OPENED_FILING, date(2026, 11, 21))
        if filing.page("S16", on).attachments
    ]
    assert words == ["60 天内到期", "已过期"]


def test_a_scan_linked_to_an_appraisal_is_listed(filing: Office, tmp_path: Path) -> None:
    from medtech_desktop.store import attachments

    world = filing.world(OPENED_FILING)
    appraisal = world.find_technology("S16").appraisals[0]
    with filing.library.act(CLERK, "appraisal.scan") as page:
        kept = attachments.keep(page, jpeg(), "论证纪要.jpg")
        link(page, kept, owner_table="appraisal", owner_uid=appraisal.uid, role="minutes")
    [row] = filing.page("S16", OPENED_FILING).attachments
    assert (row.name, row.day) == ("论证纪要.jpg", appraisal.held_on)
    assert row.used_in.startswith("论证，")


def test_what_was_submitted_is_an_attachment_too(submitted: Office) -> None:
    used = [row.used_in for row in submitted.page("S16", LATER).attachments]
    assert f"{FILING}，附件2 备案表，提交的原样" in used
    assert submitted.page("S16", OPENED_FILING).attachments == ()


def test_history_is_whole_with_articles_and_documents(filed: Office) -> None:
    history = filed.page("S16", LATER).history
    assert [line.day for line in history] == sorted((line.day for line in history), reverse=True)
    titles = {line.title: line for line in history}
    assert {"登记技术", "登记依据", "自我评估符合", "技术论证通过", "伦理审查通过"} <= set(titles)
    assert {"获准开展", "首例", "新建备案", "提交备案", "完成备案", "技术负责人"} <= set(titles)
    assert all(line.article for line in history if line.title != "登记内容")
    assert (titles["技术论证通过"].kind, titles["技术论证通过"].article) == (
        "论证与伦理",
        "MTCA-21",
    )
    assert titles["提交备案"].kind == "备案"
    early = filed.page("S16", date(2026, 6, 10)).history
    assert "伦理审查通过" not in [line.title for line in early]


def test_every_article_of_the_history_is_in_the_register(filed: Office) -> None:
    from medtech_desktop.intake.law_register import load_register

    register = load_register()
    for line in filed.page("S16", LATER).history:
        if line.article:
            assert register.citation(line.article)


def test_the_evaluation_is_a_node_to_come_and_never_the_current_one(filed: Office) -> None:
    nodes = {node.key: node for node in filed.page("S16", LATER).cycle.nodes}
    assert nodes["evaluation"].state.value == "todo"
    assert filed.page("S16", LATER).cycle.next_step == ""


def test_with_two_licences_a_site_may_be_chosen(ready: Office) -> None:
    from medtech_desktop.office.technology_pages import technology_page

    day = date(2026, 10, 1)
    assert ready.page("S16", day).sites == ()
    ready.do(
        institutions.add_site,
        "示例西院",
        OPENED,
        licence_number="示例证号-2",
        authority="示例市卫生健康委员会",
    )
    page = ready.page("S16", day)
    assert [site.name for site in page.sites][1] == "示例西院"
    west = page.sites[1].licence_id
    there = technology_page(ready.library, "S16", day, None, west)
    states = {node.key: node.state.value for node in there.cycle.nodes}
    assert (states["start"], states["first_case"]) == ("done", "current")
    assert {n.key: n.state.value for n in page.cycle.nodes}["first_case"] == "done"
