"""分级目录：草稿、审定、撤销审定、对照；会议与编码在册是门槛。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.grading_drafts import Change, LineKey
from medtech_desktop.domain.gradings import Standing
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office import (
    disclosures,
    grading_consequences,
    grading_drafts,
    gradings,
    institutions,
    technology_codes,
)
from medtech_desktop.office.grading_drafts import LineEdit, NewLine
from medtech_desktop.office.gradings import Adoption
from medtech_desktop.office.library import check_library
from medtech_desktop.office.paper_kinds import paper_of
from medtech_desktop.office.privileges import NewDecision, NewEvent, enter_decision
from medtech_desktop.office.technology_codes import NewCode
from medtech_desktop.office.todo import todo_board
from medtech_desktop.store.gradings import code_ids, load_grading, load_grading_editions
from tests.books import CLERK
from tests.builders import Office, office_at
from tests.code_lists import enter_codes

SINCE, NEXT, TODAY = date(2026, 3, 1), date(2026, 9, 1), date(2026, 11, 24)
CODES = [
    ("06.3900", "甲状腺部分切除术", "手术"),
    ("06.4x00", "甲状腺全部切除术", "手术"),
    ("36.0601", "冠状动脉药物洗脱支架置入术", "介入治疗"),
    ("36.0700", "冠状动脉支架置入术", "介入治疗"),
    ("39.7201", "颈动脉支架置入术", "介入治疗"),
    ("45.1300", "小肠内镜检查", "诊断性操作"),
    ("17.912A0", "机器人辅助操作", "治疗性操作"),
]
MEETING = Adoption("示例会议〔2026〕3号", SINCE, SINCE, "示例医发〔2026〕9号")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = office_at("approved", tmp_path)
    enter_codes(made.library, tmp_path, "示例编码", date(2026, 1, 1), CODES)
    for name in ("普通外科", "心血管内科"):
        made.do(institutions.add_department, name, date(2026, 1, 1))
    yield made
    assert all(line.ok for line in check_library(made.library))
    made.library.close()


def draft_of(office: Office, *rows: NewLine, on: date = SINCE) -> int:
    draft = int(office.do(grading_drafts.start_draft, "示例目录", on).subject)
    if rows:
        office.do(grading_drafts.set_lines, draft, rows, on)
    return draft


def adopted(office: Office, *rows: NewLine) -> str:
    return office.do(gradings.adopt_grading, draft_of(office, *rows), MEETING, TODAY).subject


def key(office: Office, code: str, department: str = "") -> LineKey:
    with office.library.look() as look:
        number = code_ids(look, [code])[code]
    names = grading_drafts.departments_on(office.world(TODAY))
    return number, names[department] if department else None


def draft_changes(office: Office, draft: int) -> dict[Change, int]:
    return gradings.compare_draft(office.library, draft).counts


def first_refusal(findings: tuple[Finding, ...]) -> str:
    return next(f.message for f in findings if f.severity is Severity.REFUSE)


BOTH = (
    NewLine("06.3900", "", 2),
    NewLine("06.3900", "普通外科", 3),
    NewLine("36.0601", "", 3, 4, interventional=True),
    NewLine("45.1300", "", None),
)


@pytest.mark.allows("MTCA-18", duty="4.grading-list")
def test_a_draft_adopted_by_a_meeting_judges_by_department(office: Office) -> None:
    number = adopted(office, *BOTH)
    assert number == "分级-2026-001"
    view = gradings.grading_view(office.library, TODAY)
    assert view.draft is None
    assert view.current is not None
    assert (view.current.count, view.current.document) == (4, "示例医发〔2026〕9号")
    thyroid, surgery = key(office, "06.3900", "普通外科")
    with office.library.look() as look:
        found = load_grading(look, view.current.id)
    assert found.grade_of(thyroid, surgery).grade == 3
    assert found.grade_of(thyroid, None).grade == 2
    assert found.grade_of(key(office, "36.0601")[0], None).needed == 4
    scope = found.grade_of(key(office, "45.1300")[0], None)
    assert scope.standing is Standing.LEFT_OUT


@pytest.mark.refuses("MTCA-18", duty="4.grading-list")
def test_no_meeting_no_edition(office: Office) -> None:
    draft = draft_of(office, *BOTH)
    findings = office.refused(gradings.adopt_grading, draft, Adoption(" ", SINCE, SINCE), TODAY)
    assert "须经会议审定" in first_refusal(findings)
    assert findings[0].article == "MTCA-18"


@pytest.mark.refuses("MTCA-18", duty="4.grading-list")
def test_an_empty_list_and_an_unexplained_early_start_are_refused(office: Office) -> None:
    draft = draft_of(office)
    early = Adoption("示例会议", NEXT, SINCE)
    said = [f.message for f in office.refused(gradings.adopt_grading, draft, early, TODAY)]
    assert any("一行也没有" in one for one in said)
    assert any("早于审定日" in one for one in said)
    office.do(grading_drafts.set_lines, draft, BOTH, SINCE)
    noted = Adoption("示例会议", NEXT, SINCE, note="会议补开，目录自三月起已照此执行（示例）")
    office.do(gradings.adopt_grading, draft, noted, TODAY)
    with office.library.look() as look:
        assert load_grading_editions(look)[0].since == SINCE


def test_the_meeting_may_not_lie_ahead(office: Office) -> None:
    draft = draft_of(office, *BOTH)
    ahead = Adoption("示例会议", date(2026, 12, 1), date(2027, 1, 1))
    assert "晚于今天" in office.refused(gradings.adopt_grading, draft, ahead, TODAY)[0].message
    later = Adoption("示例会议", TODAY, date(2027, 1, 1))
    office.do(gradings.adopt_grading, draft, later, TODAY)
    assert gradings.grading_view(office.library, TODAY).editions[0].state == "尚未施行"


@pytest.mark.refuses("MTCA-18", duty="4.grading-list")
def test_a_code_counts_by_membership_never_by_its_pattern(office: Office) -> None:
    draft = draft_of(office)
    for wrong in ("99.9999", "36.0699", "17.912B0"):
        (found,) = office.refused(grading_drafts.set_lines, draft, [NewLine(wrong, grade=1)], SINCE)
        assert "编码库「示例编码」里没有" in found.message
    for odd in ("17.912A0", "06.4x00", "36.07"):  # the last is repaired: only 36.0700 exists
        office.do(grading_drafts.set_lines, draft, [NewLine(odd, grade=2)], SINCE)
    assert key(office, "36.0700") in _lines(office, draft)


def _lines(office: Office, draft: int) -> set[LineKey]:
    with office.library.look() as look:
        return set(grading_drafts.read_draft(look, draft).lines)


def test_a_draft_keeps_what_differs_and_every_step_is_undone(office: Office) -> None:
    adopted(office, *BOTH)
    draft = draft_of(office)
    assert draft_changes(office, draft) == {}
    scope, stent = key(office, "45.1300"), key(office, "36.0601")
    office.do(grading_drafts.change_lines, draft, [scope, stent], LineEdit("grade", 4))
    office.do(grading_drafts.drop_lines, draft, [key(office, "06.3900", "普通外科")])
    office.do(grading_drafts.set_lines, draft, [NewLine("06.4x00", "普通外科", 3)], NEXT)
    assert draft_changes(office, draft) == {
        Change.ADDED: 1, Change.REMOVED: 1, Change.RAISED: 1, Change.TAKEN_IN: 1,
    }  # fmt: skip
    for left in (3, 2, 0):
        office.do(grading_drafts.undo_last, draft)
        assert sum(draft_changes(office, draft).values()) == left
    assert "没有改动" in office.refused(grading_drafts.undo_last, draft)[0].message
    office.do(grading_drafts.discard_draft, draft)
    assert gradings.grading_view(office.library, TODAY).draft is None


def test_managed_as_never_lies_below_the_grade(office: Office) -> None:
    draft = draft_of(office, NewLine("36.0601", grade=3, managed_as=4))
    stent = key(office, "36.0601")
    office.do(grading_drafts.change_lines, draft, [stent], LineEdit("grade", 4))
    with office.library.look() as look:
        line = grading_drafts.read_draft(look, draft).lines[stent]
    assert (line.grade, line.managed_as, line.needed) == (4, None, 4)


def test_two_editions_are_compared_and_a_wrong_adoption_is_annulled(office: Office) -> None:
    first = adopted(office, *BOTH)
    draft = draft_of(office)
    office.do(grading_drafts.change_lines, draft, [key(office, "06.3900")], LineEdit("grade", 1))
    office.do(
        grading_drafts.change_lines, draft, [key(office, "06.3900")],
        LineEdit("minimally_invasive", True),
    )  # fmt: skip
    second = office.do(
        gradings.adopt_grading, draft, Adoption("示例会议二", NEXT, NEXT), TODAY
    ).subject
    assert second == "分级-2026-002"
    diff = gradings.compare_editions(office.library, first, second, TODAY)
    assert (diff.counts, diff.same) == ({Change.LOWERED: 1}, 3)
    assert diff.changes[0].after is not None
    assert diff.changes[0].after.minimally_invasive
    assert "理由" in office.refused(gradings.annul_grading, second, "", TODAY)[0].message
    office.do(gradings.annul_grading, second, "表决没有通过（示例）", TODAY)
    view = gradings.grading_view(office.library, TODAY)
    assert view.current is not None
    assert view.current.number == first
    draft = draft_of(office)
    third = office.do(gradings.adopt_grading, draft, Adoption("三", NEXT, NEXT), TODAY).subject
    assert third == "分级-2026-003"  # the number of what was annulled is not used again


def test_a_day_is_judged_by_its_own_edition(office: Office) -> None:
    adopted(office, *BOTH)
    draft = draft_of(office)
    office.do(grading_drafts.change_lines, draft, [key(office, "06.3900")], LineEdit("grade", 4))
    office.do(gradings.adopt_grading, draft, Adoption("示例会议二", NEXT, NEXT), TODAY)
    for day, grade in ((date(2026, 8, 31), 2), (NEXT, 4)):
        with office.library.look() as look:
            edition = gradings.find_edition(look, "", day)
            found = load_grading(look, edition.id)
        assert found.grade_of(key(office, "06.3900")[0], None).grade == grade
    nothing = gradings.grading_view(office.library, date(2026, 2, 1))
    assert nothing.current is None


def test_the_same_day_needs_a_reason(office: Office) -> None:
    adopted(office, *BOTH)
    draft = draft_of(office)
    again = office.refused(gradings.adopt_grading, draft, MEETING, TODAY)
    assert any(f.severity is Severity.WARN and "也自这一天施行" in f.message for f in again)
    office.do(gradings.adopt_grading, draft, MEETING, TODAY, reason="上一版漏行，重新审定（示例）")


def test_what_an_adoption_means_is_said_before(office: Office) -> None:
    adopted(office, *BOTH)
    office.do(technology_codes.link_code, "S16", NewCode("36.0601", SINCE), TODAY)
    draft = draft_of(office)
    office.do(grading_drafts.drop_lines, draft, [key(office, "36.0601")])
    told = grading_consequences.adoption_consequences(office.library, draft, NEXT, TODAY)
    assert told.counts == {Change.REMOVED: 1}
    assert told.uses == ("不再列入的编码还有 1 条技术与编码的对应",)
    assert any("没有列入" in f.message for f in told.findings)


def test_running_privileges_of_dropped_codes_are_counted(office: Office) -> None:
    adopted(office, *BOTH)
    stent, gland = key(office, "36.0601")[0], key(office, "06.3900")[0]
    world = office.world(TODAY)
    first, second = (person.id for person in world.staff.people[:2])
    given = (
        (first, stent, None),
        (second, stent, None),
        (first, gland, None),  # stays in the list
    )
    ended = Target(TargetKind.PROCEDURE, key(office, "36.0700")[0])
    decision = NewDecision(DecisionKind.OPENING, SINCE, "考核", "例会", "示例文")
    with office.library.act(CLERK, "privilege.decide") as page:
        events = [
            NewEvent(person, Target(TargetKind.PROCEDURE, code), Verb.OPENING, SINCE, until)
            for person, code, until in given
        ]
        events.append(NewEvent(first, ended, Verb.OPENING, SINCE, date(2026, 6, 30)))
        enter_decision(page, decision, events, reason="示例理由")
    draft = draft_of(office)
    gone = [key(office, "36.0601"), key(office, "36.0700")]
    office.do(grading_drafts.drop_lines, draft, gone)
    told = grading_consequences.adoption_consequences(office.library, draft, NEXT, TODAY)
    (said,) = told.uses
    assert said.startswith("不再列入的编码还有 2 件按术式的授权在用")


def test_the_restricted_ones_are_managed_as_four_in_one_step(office: Office) -> None:
    draft = draft_of(office, NewLine("39.7201", grade=3), NewLine("36.0700", grade=3))
    refused = office.refused(grading_drafts.raise_restricted, draft, TODAY)
    assert "没有要改的行" in refused[0].message
    office.do(technology_codes.link_code, "S16", NewCode("39.7201", SINCE), TODAY)
    conditional = NewCode("36.0700", SINCE, "仅限神经介入途径（示例）")
    office.do(technology_codes.link_code, "S16", conditional, TODAY)
    notes = grading_consequences.adoption_consequences(office.library, draft, NEXT, TODAY).findings
    assert any("没有按四级管理" in f.message for f in notes)
    office.do(grading_drafts.raise_restricted, draft, TODAY)
    with office.library.look() as look:
        lines = grading_drafts.read_draft(look, draft).lines
    assert lines[key(office, "39.7201")].needed == 4
    assert lines[key(office, "36.0700")].needed == 3  # its condition is the case's matter


def test_a_hospital_that_manages_the_restricted_as_four_is_helped(office: Office) -> None:
    adopted(office, *BOTH, NewLine("39.7201", grade=3))
    office.do(technology_codes.link_code, "S16", NewCode("39.7201", SINCE), TODAY)
    said = office.do(grading_drafts.start_draft, "没有选定", TODAY)
    assert "按四级管理" not in said.said  # off until the hospital says so
    office.do(grading_drafts.discard_draft, int(said.subject))
    assert not [one for one in todo_board(office.library, TODAY).items if one.kind == "grading"]
    four = {InstitutionKind.RESTRICTED_AS_FOUR: "yes"}
    office.do(institutions.set_institution, four, NEXT)

    (told,) = [one for one in todo_board(office.library, TODAY).items if one.kind == "grading"]
    assert "1 条编码没有按四级管理：39.7201（请核对原文）" in told.matter
    assert told.article == "HOSPITAL:限制类按四级管理"
    assert not [
        one for one in todo_board(office.library, date(2026, 8, 31)).items if one.kind == "grading"
    ]

    made = office.do(grading_drafts.start_draft, "选定以后", TODAY)
    assert "1 行已改为按四级管理（本院规定，请核对原文）" in made.said
    draft = int(made.subject)
    assert draft_changes(office, draft) == {Change.MARKED: 1}
    office.do(grading_drafts.undo_last, draft)  # proposed only: it can be taken back
    no = office.refused(gradings.adopt_grading, draft, Adoption("二", NEXT, NEXT), TODAY)
    (warned,) = (f for f in no if f.severity is Severity.WARN)
    assert (warned.article, "39.7201" in warned.message) == ("HOSPITAL:限制类按四级管理", True)
    office.do(grading_drafts.raise_restricted, draft, TODAY)
    office.do(gradings.adopt_grading, draft, Adoption("二", NEXT, NEXT), TODAY)
    assert not [one for one in todo_board(office.library, TODAY).items if one.kind == "grading"]


def test_categories_are_chosen_per_edition(office: Office) -> None:
    draft = draft_of(office, *BOTH)
    office.do(grading_drafts.set_categories, draft, {"surgery", "diagnostic"}, SINCE)
    wrong = office.refused(grading_drafts.set_categories, draft, {"nonsense"}, SINCE)
    assert "没有类别" in wrong[0].message
    office.do(gradings.adopt_grading, draft, MEETING, TODAY)
    view = gradings.grading_view(office.library, TODAY)
    assert view.current is not None
    assert view.current.managed == ("手术", "诊断性操作")
    with office.library.look() as look:
        found = load_grading(look, view.current.id)
    stent = found.grade_of(key(office, "36.0601")[0], None)
    assert (stent.standing, "介入治疗" in stent.note) == (Standing.LEFT_OUT, True)


@pytest.mark.allows("MTCA-24", duty="5.disclosure")
def test_the_public_list_is_the_edition_in_force_with_the_fourth_first(office: Office) -> None:
    before = disclosures.disclosure_view(office.library, TODAY).record.lists[1]
    assert (before.rows, "尚未审定" in before.note) == ((), True)
    adopted(office, *BOTH, NewLine("39.7201", "", 4))
    listed = disclosures.disclosure_view(office.library, TODAY).record.lists[1]
    assert listed.rows == (
        ("1", "全院", "39.7201", "颈动脉支架置入术", "四级"),
        ("2", "全院", "36.0601", "冠状动脉药物洗脱支架置入术", "三级"),
        ("3", "普通外科", "06.3900", "甲状腺部分切除术", "三级"),
        ("4", "全院", "06.3900", "甲状腺部分切除术", "二级"),
    )
    assert "分级-2026-001" in listed.note


def test_the_paper_is_of_the_edition_or_of_the_draft(office: Office) -> None:
    number = adopted(office, *BOTH)
    draft_of(office)
    world = office.world(TODAY)
    with office.library.look() as look:
        paper = paper_of(world, "grading", look=look)
        draft = paper_of(world, "grading", "draft", look=look)
    assert paper.record.number == number
    assert [(g.department, g.grade) for g in paper.record.groups] == [
        ("全院", "三级"), ("全院", "二级"), ("全院", "不纳入"), ("普通外科", "三级"),
    ]  # fmt: skip
    assert paper.formats() == ("pdf", "xlsx")
    assert (draft.record.adopted_on, draft.record.count) == (None, 4)
