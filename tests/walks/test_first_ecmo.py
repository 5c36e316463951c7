"""首例出自登记：登记里的第一例 ECMO 是 12 个工作日以前的，今日待办里还剩 3 个工作日。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.technologies import FoundBy
from medtech_desktop.office import imports, technologies
from medtech_desktop.office.stops import start_technology
from medtech_desktop.office.surgery_imports import import_log, preview_log
from medtech_desktop.office.technology_codes import NewCode, link_code
from medtech_desktop.office.todo import todo_board
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow
from tests.builders import CLERK, OPENED, Office, office_at, words

TODAY, FIRST, DUE = date(2026, 11, 24), date(2026, 11, 6), date(2026, 11, 27)
ECMO = "39.6500"
LOG = """示例市第一医院手术登记,,,,,,
手术单号,手术日期,科室,术者工号,术者姓名,手术编码,状态
S-103,2026/11/12,神经外科,1001,示例甲,39.65,已完成
S-101,2026-11-06,神经外科,1001,示例甲,39.6500,已完成
S-100,2026年11月3日,神经外科,1001,示例甲,39.6500,已取消
S-099,2026-11-02,神经外科,1001,示例甲,01.2401,已完成
合计,4 例,,,,,
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """ECMO 已获准开展，对应了手术编码，还没有登记首例。"""
    office = office_at("hospital", tmp_path)
    with office.library.act(CLERK, "test.codes") as page:
        edition = page.add(
            CodeEditionRow, key="示例版", name="示例版", source="示例", since=OPENED, note=""
        )
        names = {ECMO: "体外膜氧合[ECMO]", "01.2401": "示例术式"}
        rows = [
            {"edition_id": edition, "code": code, "name": name, "category": "surgery"}
            for code, name in names.items()
        ]
        page.add_many(ProcedureRow, rows)
    entry = technologies.entry_code(office.library, "体外膜肺氧合（ECMO）技术", OPENED)
    key = office.propose(entry, name="" if entry else "体外膜肺氧合（ECMO）技术")
    office.do(technologies.add_evidence, key, "临床应用指南", date(2026, 4, 1))
    office.assess(key)
    office.appraise(key)
    office.review(key)
    office.do(start_technology, key, date(2026, 6, 30), document="批准", reason="规范待登记")
    office.do(link_code, key, NewCode(ECMO, OPENED), date(2026, 6, 30))
    yield office
    office.library.close()


def test_the_first_ecmo_of_the_log_stands_in_the_morning_list(
    office: Office, tmp_path: Path
) -> None:
    assert office.todo(TODAY, "filing") == []
    path = tmp_path / "登记.csv"
    path.write_bytes(LOG.encode("gb18030"))
    report = preview_log(office.library, "surgeries", path, TODAY)
    done = import_log(office.library, CLERK, report, TODAY)
    assert report.misfits == ()
    assert "备案期限 2026-11-27，尚未备案" in words(done.findings)
    [item] = [one for one in todo_board(office.library, TODAY).items if one.kind == "filing"]
    assert (item.due, item.overdue, item.left) == (DUE, False, "剩 3 个工作日")
    assert "首例 11月06日" in item.matter
    file = office.world(TODAY).find_technology("技-001")
    [case] = file.first_cases
    assert (case.day, case.found_on, case.found_by) == (FIRST, TODAY, FoundBy.LOG)
    assert case.case_ref == "S-101"
    assert "由手术登记发现" in case.reason
    office.do(imports.undo_import, done.subject, "登记导错了")
    assert office.world(TODAY).find_technology("技-001").first_cases == ()
    assert office.todo(TODAY, "filing") == []
