"""Notice, certificate and lists of privileges: from the book to a page."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.privilege_papers import (
    PrivilegeCertificate,
    PrivilegeNotice,
    PrivilegeRoster,
)
from medtech_desktop.domain.privileges import Verb
from medtech_desktop.office.exports import export_papers
from medtech_desktop.office.paper_batches import batch_lines, batch_papers
from medtech_desktop.office.paper_kinds import Paper, paper_of
from tests.builders import CLERK, Office
from tests.wide_books import DEPARTMENT, ENDS, Ward, give, lay_down

ON = date(2026, 11, 24)


@pytest.fixture
def ward(hospital: Office) -> tuple[Office, Ward]:
    made = lay_down(hospital.library)
    give(hospital.library, made.people["0501"], made.grade(), grade=4)
    give(hospital.library, made.people["0502"], made.grade(), grade=3)
    give(hospital.library, made.people["0503"], made.code("80.2600"), until=None)
    return hospital, made


def paper(office: Office, kind: str, key: str) -> Paper:
    world = office.world(ON)
    with office.library.look() as look:
        return paper_of(world, kind, key, look=look)


def text_of(content: bytes) -> str:
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return "".join(text.split())


def test_a_notice_says_who_may_do_what_from_when_and_why(ward: tuple[Office, Ward]) -> None:
    office, made = ward
    number = give(
        *(office.library, made.people["0503"], made.code("81.5100")), verb=Verb.GRANT, day=ON
    )
    made_paper = paper(office, "notice", number)
    record = made_paper.record
    assert isinstance(record, PrivilegeNotice)
    assert (record.title, record.people, record.count) == ("手术授权通知", 1, 1)
    [group] = record.groups
    assert group.department == DEPARTMENT
    assert group.lines[0].what == "81.5100 示例全髋关节置换术"
    text = text_of(made_paper.render())
    for word in ("示例孙三", "示例〔2025〕1号", "示例例会", "2026-12-31", "盖章"):
        assert word in text
    assert made_paper.formats() == ("pdf", "docx")
    assert made_paper.render("docx")


def test_a_suspension_is_worded_as_one(ward: tuple[Office, Ward]) -> None:
    office, made = ward
    number = give(
        *(office.library, made.people["0502"], made.grade()),
        verb=Verb.SUSPEND,
        until=None,
        day=ON,
    )
    made_paper = paper(office, "notice", number)
    text = text_of(made_paper.render())
    assert made_paper.stem == f"暂停手术授权通知-{number}"
    assert "暂停期间不得实施所列手术" in text
    assert "事由：示例理由" in text
    assert "另行通知" in text


def test_a_renewal_without_a_grade_of_its_own_says_the_grade(ward: tuple[Office, Ward]) -> None:
    office, made = ward
    number = give(
        *(office.library, made.people["0501"], made.grade()), verb=Verb.RENEW, day=ON, grade=None
    )
    [group] = paper(office, "notice", number).record.groups
    assert group.lines[0].what == "骨科专业四级手术"


def test_what_was_forbidden_by_name_stands_beside_the_grade(ward: tuple[Office, Ward]) -> None:
    office, made = ward
    someone, hip = made.people["0501"], made.code("81.5100")
    give(office.library, someone, hip)
    give(office.library, someone, hip, verb=Verb.SUSPEND, until=None, day=ON - timedelta(days=1))
    said = "81.5100 示例全髋关节置换术（暂停）"
    certificate = paper(office, "certificate", "0501")
    assert certificate.record.barred == (said,)
    assert "不得做的术式：" + "".join(said.split()) in text_of(certificate.render())
    roster = paper(office, "privileges", DEPARTMENT)
    [person] = [one for one in roster.record.people if one.number == "0501"]
    assert person.barred == (said,)
    assert "不得做：" + "".join(said.split()) in text_of(roster.render())
    [procedure] = [one for one in roster.record.procedures if one.code == "81.5100"]
    assert "示例赵一" not in (*procedure.people, *procedure.by_grade)


def test_an_annulled_decision_has_no_notice(ward: tuple[Office, Ward]) -> None:
    office, made = ward
    number = give(
        *(office.library, made.people["0503"], made.code("81.5100")), verb=Verb.GRANT, day=ON
    )
    from medtech_desktop.office.privilege_annulments import annul_decision

    annul_decision(office.library, CLERK, number, "登记有误")
    with pytest.raises(Refused, match="没有授权决定"):
        paper(office, "notice", number)


def test_a_certificate_lists_what_is_valid_on_the_day(ward: tuple[Office, Ward]) -> None:
    office, _ = ward
    record = paper(office, "certificate", "0501").record
    assert isinstance(record, PrivilegeCertificate)
    [line] = record.lines
    assert (line.what, line.grade, line.until) == ("骨科专业", "四级", ENDS)
    assert line.document == "示例〔2025〕1号"
    assert "没有有效的手术" in text_of(paper(office, "certificate", "0504").render())


def test_the_list_of_a_department_says_it_both_ways(ward: tuple[Office, Ward]) -> None:
    office, _ = ward
    made = paper(office, "privileges", DEPARTMENT)
    record = made.record
    assert isinstance(record, PrivilegeRoster)
    assert {one.name for one in record.people} == {"示例赵一", "示例钱二", "示例孙三"}
    by_code = {one.code: one for one in record.procedures}
    assert by_code["80.2600"].people == ("示例孙三",)
    assert set(by_code["81.5100"].by_grade) == {"示例赵一", "示例钱二"}
    assert by_code["81.5400"].by_grade == ("示例赵一",)
    book = load_workbook(BytesIO(made.render("xlsx")))
    assert book.sheetnames == ["按人", "按术式", "逐项"]
    assert PdfReader(BytesIO(made.render())).pages
    whole = paper(office, "privileges", "").record
    assert whole.procedures == ()
    assert len(whole.lines) == 3


def test_they_are_exported_and_printed_in_the_order_of_the_list(
    ward: tuple[Office, Ward], tmp_path: Path
) -> None:
    office, made = ward
    number = give(
        *(office.library, made.people["0503"], made.code("81.5100")), verb=Verb.GRANT, day=ON
    )
    lines = batch_lines(office.library, ("0503", "0501", "9999"), ("certificate",), ON)
    assert [one.ready for one in lines] == [True, True, False]
    work = [(one.kind, one.number) for one in lines if one.can_be_made]
    papers = batch_papers(office.library, [*work, ("notice", number)], ON, lambda *_: None)
    assert [one.title.split("-")[1] for one in papers] == ["示例孙三", "示例赵一", "授权"]
    made_files = export_papers(
        *(office.library, CLERK, ("notice", "privileges", "certificate"), (), tmp_path, ON)
    )
    names = {path.name for path in made_files.files}
    assert f"手术授权通知-{number}.docx" in names
    assert f"手术权限一览-全院-{ON}.xlsx" in names
    assert f"授权证明-示例钱二-{ON}.pdf" in names
