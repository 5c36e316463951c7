"""备案材料与提交：齐全才可提交，提交的按字节留存（湘11号 二（二）、四，第十一条）。"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from medtech_desktop.domain.dossiers import MaterialForm, MaterialKind, MaterialState
from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office import institutions, technologies
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.annulments import annul_step
from medtech_desktop.office.dossiers import (
    NewMaterial,
    add_material,
    add_materials,
    issued_bytes,
    issued_papers,
    submit_filing,
    withdraw_material,
)
from medtech_desktop.office.filing_pages import earlier_opinions, fileable, lead_findings
from medtech_desktop.office.filings import NewFiling, open_filing, take_step
from medtech_desktop.office.library import check_audit, check_library
from medtech_desktop.office.paper_kinds import paper_of
from tests.books import CLERK
from tests.builders import FILING, OPENED_FILING, RECEIVED, SUBMITTED, Office, articles, words


def _states(office: Office, on: date = OPENED_FILING) -> dict[str, str]:
    return {line.kind.value: line.state for line in office.filing(FILING, on).materials}


# --- 材料清单 ----------------------------------------------------------------------------------


@pytest.mark.refuses("HN-2.2", duty="3.materials")
@pytest.mark.parametrize(
    "missing",
    [
        MaterialKind.LEAD_QUALIFICATION,
        MaterialKind.LEAD_PRACTICE,
        MaterialKind.LEAD_TITLE,
        MaterialKind.LEAD_TRAINING,
        MaterialKind.LICENCE,
        MaterialKind.RADIATION_LICENCE,
        MaterialKind.SELF_ASSESSMENT,
        MaterialKind.APPRAISAL_PAPERS,
    ],
)
def test_any_one_material_missing_stops_the_submission(
    filing: Office, missing: MaterialKind
) -> None:
    filing.gather(FILING, OPENED_FILING, without=(missing,))
    found = filing.refused(submit_filing, FILING, SUBMITTED)
    assert [f.field for f in found] == [missing.value]
    assert "缺失" in words(found)
    assert filing.filing(FILING, SUBMITTED).missing == 1


@pytest.mark.allows("MTCA-11", duty="3.materials")
def test_a_complete_dossier_is_submitted(ready: Office) -> None:
    states = set(_states(ready).values())
    assert states == {MaterialState.COMPLETE, MaterialState.PRINTABLE}
    assert ready.filing(FILING, SUBMITTED).findings == ()
    ready.submit(FILING, SUBMITTED)
    assert ready.filing(FILING, SUBMITTED).line.state == "办理中"


def test_an_empty_dossier_says_everything_at_once(filing: Office) -> None:
    found = filing.refused(submit_filing, FILING, SUBMITTED)
    assert len(found) == 8
    assert set(articles(found)) == {"HN-2.2", "MTCA-11(1)", "MTCA-11(3)"}


def test_the_radiation_licence_is_asked_only_where_radiology_is_involved(filing: Office) -> None:
    assert "radiation_licence" in _states(filing)
    without = {TechnologyFactKind.RADIOLOGY: "no"}
    filing.do(technologies.set_technology, "S16", without, OPENED_FILING)
    assert "radiation_licence" not in _states(filing)


def test_a_technology_that_is_no_radiology_by_its_entry_asks_only_when_told(
    hospital: Office,
) -> None:
    hospital.propose("S25", radiology=True)
    hospital.propose("S22")
    told, untold = hospital.file("S25", OPENED_FILING), hospital.file("S22", OPENED_FILING)
    kinds = [
        {line.kind for line in hospital.filing(number, OPENED_FILING).materials}
        for number in (told, untold)
    ]
    assert [MaterialKind.RADIATION_LICENCE in some for some in kinds] == [True, False]


def test_an_exemption_names_its_ground(filing: Office) -> None:
    lead = filing.world(OPENED_FILING).find_filing(FILING).leads[0].person_id
    exempt = NewMaterial(MaterialKind.LEAD_TRAINING, MaterialForm.EXEMPT, lead)
    found = filing.refused(add_material, FILING, exempt, OPENED_FILING)
    assert articles(found) == ["MTCA-11(3)"]
    reason = "规范第三条：从事该技术十年以上免于培训"
    exempt = NewMaterial(MaterialKind.LEAD_TRAINING, MaterialForm.EXEMPT, lead, note=reason)
    filing.do(add_material, FILING, exempt, OPENED_FILING)
    assert _states(filing)["lead_training"] == MaterialState.EXEMPT


def test_an_expired_licence_copy_is_not_complete(ready: Office) -> None:
    old = NewMaterial(MaterialKind.LICENCE, valid_until=date(2026, 10, 8))
    ready.do(add_material, FILING, old, OPENED_FILING)
    assert _states(ready)["licence"] == MaterialState.COMPLETE
    found = ready.refused(submit_filing, FILING, SUBMITTED)
    assert "已过期" in words(found)


def test_the_list_is_open_and_what_is_added_never_blocks(ready: Office) -> None:
    own = NewMaterial(MaterialKind.OTHER, title="设备清单")
    ready.do(add_material, FILING, own, OPENED_FILING)
    lines = ready.filing(FILING, OPENED_FILING).materials
    assert [(line.label, line.required) for line in lines][-1] == ("设备清单", False)
    ready.submit(FILING, SUBMITTED)
    receipt = NewMaterial(MaterialKind.OTHER, title="备案回执")
    assert "已登记备案回执" in ready.do(add_material, FILING, receipt, SUBMITTED).said


def test_a_self_assessment_that_fails_cannot_be_filed(ready: Office) -> None:
    ready.assess("S16", OPENED_FILING, meets=False)
    found = ready.refused(submit_filing, FILING, SUBMITTED)
    assert "自我评估为不符合管理规范要求" in words(found)
    ready.assess("S16", OPENED_FILING)
    assert "已登记提交备案" in ready.submit(FILING, SUBMITTED).said


# --- 提交的按字节留存（湘11号 四，第四十一条第五项，第四十二条第二项） ----------


@pytest.mark.allows("HN-4", duty="3.truth")
def test_what_was_submitted_is_kept_byte_for_byte(ready: Office) -> None:
    lead = ready.world(SUBMITTED).find_filing(FILING).leads[0].person_id
    printed = paper_of(ready.world(SUBMITTED), "annex2", FILING).render("pdf")
    ready.submit(FILING, SUBMITTED, attested_by=lead)
    kept = {p.paper: p for p in issued_papers(ready.library, FILING, SUBMITTED)}
    assert set(kept) == {"annex2", "annex3"}
    content = issued_bytes(ready.library, kept["annex2"].attachment_id)
    assert content == printed
    assert content.startswith(b"%PDF")
    assert kept["annex2"].sha256 == sha256(content).hexdigest()
    assert (kept["annex2"].attested_by, kept["annex2"].day) == (lead, SUBMITTED)


@pytest.mark.allows("MTCA-42(2)", duty="3.truth")
def test_later_changes_do_not_touch_what_was_submitted(submitted: Office) -> None:
    [before] = [p for p in issued_papers(submitted.library, FILING, SUBMITTED) if _is2(p.paper)]
    content = issued_bytes(submitted.library, before.attachment_id)
    later = SUBMITTED + timedelta(days=5)
    principal = {InstitutionKind.PRINCIPAL: "示例新院长"}
    submitted.do(institutions.set_institution, principal, later)
    now = paper_of(submitted.world(later), "annex2", FILING)
    assert now.record.principal == "示例新院长"
    assert issued_bytes(submitted.library, before.attachment_id) == content
    assert all(line.ok for line in check_library(submitted.library))


def _is2(kind: str) -> bool:
    return kind == "annex2"


@pytest.mark.refuses("MTCA-41(5)", duty="3.truth")
def test_a_changed_byte_of_a_kept_paper_is_noticed(submitted: Office) -> None:
    from medtech_desktop.domain.trouble import Trouble

    kept = issued_papers(submitted.library, FILING, SUBMITTED)
    folder = submitted.library.folder / "attachments"
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        path.chmod(0o600)
        path.write_bytes(path.read_bytes()[:-9] + b"forged!!\n")
    with pytest.raises(Trouble):
        issued_bytes(submitted.library, kept[0].attachment_id)
    assert not all(line.ok for line in check_library(submitted.library))


def test_a_second_submission_keeps_both(submitted: Office) -> None:
    submitted.step(FILING, FilingStep.RETURNED, RECEIVED, note="补")
    submitted.submit(FILING, date(2026, 10, 14))
    kept = issued_papers(submitted.library, FILING, date(2026, 10, 14))
    assert [p.day for p in kept if _is2(p.paper)] == [SUBMITTED, date(2026, 10, 14)]


def test_a_scan_is_kept_as_it_came(ready: Office, tmp_path: Path) -> None:
    scan = tmp_path / "许可证.pdf"
    scan.write_bytes(b"%PDF-1.4 example scan")
    ready.do(add_material, FILING, NewMaterial(MaterialKind.LICENCE, file=scan), OPENED_FILING)
    [line] = [m for m in ready.filing(FILING, OPENED_FILING).materials if m.kind == "licence"]
    assert line.attachment_id is not None
    scan.unlink()
    assert issued_bytes(ready.library, line.attachment_id) == b"%PDF-1.4 example scan"


# --- 撤销一步，以及当时所知 ----------


def test_a_submission_entered_in_error_is_annulled_and_the_old_view_stays(
    submitted: Office,
) -> None:
    then = submitted.last_seq()
    mute = submitted.refused(annul_step, FILING, "", SUBMITTED)
    assert "撤销须写明理由" in words(mute)
    submitted.do(annul_step, FILING, "日期登记错误", SUBMITTED)
    assert submitted.filing(FILING, SUBMITTED).line.state == "待备案"
    assert submitted.filing(FILING, SUBMITTED, known=then).line.state == "办理中"
    assert issued_papers(submitted.library, FILING, SUBMITTED) == ()
    nothing = submitted.refused(annul_step, FILING, "再撤", SUBMITTED)
    assert "还没有登记任何一步" in words(nothing)
    submitted.submit(FILING, SUBMITTED + timedelta(days=1))
    assert check_audit(submitted.library).ok


def test_the_attester_is_the_clerk_when_nobody_else_is_named(ready: Office) -> None:
    person = ready.world(SUBMITTED).find_filing(FILING).leads[0].person_id
    clerk = Clerk(person, "示例甲", "测试机", "tester")
    submit_filing(ready.library, clerk, FILING, SUBMITTED)
    assert {p.attested_by for p in issued_papers(ready.library, FILING, SUBMITTED)} == {person}


# --- 备案助手所问所办 --------------------------------------------------------------------------


def test_nothing_is_submitted_or_completed_on_a_day_to_come(ready: Office) -> None:
    found = ready.refused(submit_filing, FILING, SUBMITTED, today=SUBMITTED - timedelta(days=1))
    assert [one.field for one in found] == ["day"]
    assert "晚于今天" in found[0].message
    ready.do(submit_filing, FILING, SUBMITTED, today=SUBMITTED)
    found = ready.refused(take_step, FILING, FilingStep.COMPLETED, RECEIVED, today=SUBMITTED)
    assert "完成备案的日期" in found[0].message
    ready.do(take_step, FILING, FilingStep.RECEIVED, RECEIVED, today=RECEIVED)


def test_several_scans_are_registered_at_once_or_not_at_all(filing: Office, tmp_path: Path) -> None:
    good, bad = tmp_path / "许可证.pdf", tmp_path / "坏.pdf"
    good.write_bytes(b"%PDF-1.4 good")
    bad.write_bytes(b"no scan")
    scan = MaterialForm.SCAN
    drafts = [
        NewMaterial(MaterialKind.LICENCE, scan, file=good),
        NewMaterial(MaterialKind.SELF_ASSESSMENT, scan, content=b"%PDF-1.4 pasted", name="贴.pdf"),
    ]
    broken = [*drafts, NewMaterial(MaterialKind.APPRAISAL_PAPERS, scan, file=bad)]
    with pytest.raises(BadInput, match="不是 PDF"):
        add_materials(filing.library, CLERK, FILING, broken, OPENED_FILING)
    assert _states(filing)["licence"] == MaterialState.MISSING
    assert "2 件" in filing.do(add_materials, FILING, drafts, OPENED_FILING).said
    assert _states(filing)["licence"] == MaterialState.COMPLETE
    assert _states(filing)["self_assessment"] == MaterialState.COMPLETE


def test_a_material_is_taken_back_before_the_submission_only(ready: Office) -> None:
    kind = MaterialKind.LICENCE
    ready.do(withdraw_material, FILING, kind, None, OPENED_FILING)
    assert _states(ready)["licence"] == MaterialState.MISSING
    found = ready.refused(withdraw_material, FILING, kind, None, OPENED_FILING)
    assert "没有登记" in found[0].message
    ready.do(add_material, FILING, NewMaterial(kind), OPENED_FILING)
    ready.submit(FILING, SUBMITTED)
    found = ready.refused(withdraw_material, FILING, kind, None, SUBMITTED)
    assert "不能再改" in found[0].message


def test_a_lead_registered_elsewhere_is_told_at_once(filing: Office) -> None:
    filing.hire("示例外", "9001", elsewhere="示例市第二医院")
    (finding,) = lead_findings(filing.library, FILING, ("9001",), OPENED_FILING)
    assert (finding.article, finding.field) == ("MTCA-11(3)", "lead")
    assert lead_findings(filing.library, FILING, ("查无此人",), OPENED_FILING) == ()


def test_a_technology_and_its_first_case_are_entered_in_one_act(approved: Office) -> None:
    on = OPENED_FILING
    (choice,) = fileable(approved.library, on)
    assert (choice.technology, choice.first_case) == ("S16", None) or choice.code == "S16"
    site = approved.world(on).hospital.default_site()
    assert site is not None
    draft = NewFiling(
        first_case=date(2026, 9, 14),
        site_id=site.id,
        case_ref="尾号 0421",
        case_reason="科室迟报",
        opinion="同意备案",
    )
    number = approved.do(open_filing, choice.technology, draft, on).subject
    page = approved.filing(number, on)
    assert page.clock is not None
    assert page.clock.day_zero == date(2026, 9, 14)
    assert page.clock.late_reason == "科室迟报"
    assert fileable(approved.library, on) == ()
    assert earlier_opinions(approved.library, on) == ("同意备案",)


def test_a_technology_with_its_case_waits_in_the_list_until_it_is_filed(approved: Office) -> None:
    approved.operate("S16", date(2026, 9, 14))
    (choice,) = fileable(approved.library, OPENED_FILING)
    assert choice.first_case == date(2026, 9, 14)
    assert "2026-10-10 止" in choice.said


def test_what_was_sent_is_no_longer_to_be_made(ready: Office) -> None:
    kinds = (MaterialKind.ANNEX2, MaterialKind.ANNEX3)

    def states(on: date) -> set[tuple[str, int]]:
        lines = ready.filing(FILING, on).materials
        return {(line.state.value, line.copies) for line in lines if line.kind in kinds}

    assert states(OPENED_FILING) == {("可生成", 0)}
    ready.submit(FILING, SUBMITTED)
    assert states(SUBMITTED) == {("齐全", 1)}
    assert states(OPENED_FILING) == {("可生成", 0)}
