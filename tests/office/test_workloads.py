"""手术量：登记、导入、撤销；不重叠、有来源；没有登记的是未统计，登记了 0 的才是零。"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.privileges import Target
from medtech_desktop.office import imports, practitioner_changes
from medtech_desktop.office.acts import today
from medtech_desktop.office.imports import ImportDone
from medtech_desktop.office.practitioner_files import practitioner_file
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.privilege_cells import privilege_cell
from medtech_desktop.office.privilege_lists import PrivilegeQuestion, View, find_privileges
from medtech_desktop.office.privilege_matrix import MatrixQuestion
from medtech_desktop.office.privilege_volumes import year_before
from medtech_desktop.office.workloads import WorkloadDraft, record_workload
from medtech_desktop.store.derived import derive
from tests.builders import CLERK, LEAD, NEUROSURGERY, SECOND, Office
from tests.office.findings_log import Log

NOW = today()
FIRST, LAST = year_before(NOW)
HEAD = ("工号", "姓名", "手术编码", "技术编号", "全部手术", "起", "止", "例数", "并发症", "死亡")


def person(office: Office, number: str = LEAD) -> int:
    return find_person(office.world(NOW).staff, number, NOW)


def record(office: Office, cases: int, what: str = "", **how: object) -> None:
    told = {"period_from": FIRST, "period_to": LAST, "source": "示例登记本", **how}
    office.do(record_workload, person(office), WorkloadDraft(what, cases=cases, **told))  # type: ignore[arg-type]


def volume(office: Office, target: Target = NEUROSURGERY) -> str:
    return privilege_cell(office.library, MatrixQuestion(), person(office), target, NOW).volume


def idle(office: Office) -> int:
    asked = PrivilegeQuestion(view=View.NO_CASES)
    return len(find_privileges(office.library, asked, NOW).ids)


@pytest.mark.allows("MTCA-19")
def test_nothing_recorded_is_not_counted_and_zero_is_zero(privileged: Office) -> None:
    assert (volume(privileged), idle(privileged)) == ("未统计", 0)
    record(privileged, 0)
    assert (volume(privileged), idle(privileged)) == ("0 例", 1)
    [told] = practitioner_file(privileged.library, person(privileged), NOW).volumes
    assert (told.target, told.cases, told.complications) == ("全部手术", 0, None)


def test_a_figure_entered_in_error_is_annulled(privileged: Office) -> None:
    record(privileged, 36, complications=1, deaths=0)
    assert volume(privileged) == "36 例"
    [held] = [
        one
        for one in practitioner_changes.held_records(privileged.library, person(privileged), NOW)
        if one.words.startswith("手术量")
    ]
    assert held.words.startswith("手术量 全部手术 36 例")
    done = privileged.do(
        practitioner_changes.annul_record, person(privileged), held.uid, reason="数错了"
    )
    assert "手术量 全部手术 36 例" in done.said
    assert "workload" in done.changed
    assert volume(privileged) == "未统计"
    record(privileged, 35)
    assert volume(privileged) == "35 例"


@pytest.mark.refuses("MTCA-19")
def test_what_cannot_be_a_figure_is_refused(privileged: Office) -> None:
    record(privileged, 5, "39.7201")
    record(privileged, 40)  # the total beside it is another figure
    for how, said in (
        ({"cases": 3, "period_from": LAST, "period_to": LAST + timedelta(days=0)}, "会算两次"),
        ({"cases": 3, "period_to": NOW + timedelta(days=9)}, "晚于今天"),
        ({"cases": 3, "period_from": LAST, "period_to": FIRST}, "早于起日"),
        ({"cases": 3, "deaths": 4, "period_from": date(2020, 1, 1)}, "死亡 4 例，例数 3 例"),
        ({"cases": 3, "source": " ", "period_from": date(2020, 1, 1)}, "没有写来源"),
        ({"cases": 3, "what": "神经外科"}, "不按专业"),
        ({"cases": 3, "what": "没有这项"}, "没有这项"),
    ):
        with pytest.raises(Refused, match=said):
            record(privileged, **how)  # type: ignore[arg-type]


def take(office: Office, path: Path, *rows: tuple[str, ...]) -> ImportDone:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows((HEAD, *rows))
    return imports.import_file(office.library, CLERK, "workloads", path, NOW)


def test_a_dirty_table_is_taken_row_by_row(privileged: Office, tmp_path: Path) -> None:
    span = ("2025.1.1", "2025年12月31日")
    done = take(
        privileged,
        tmp_path / "量.csv",
        (LEAD, "示例甲", "39.7201", "", "", *span, "1,204", "3", ""),
        (LEAD, "", "39.7201", "", "", "2025-06-01", "2025-06-30", "9", "", ""),
        (SECOND, "", "", "", "是", *span, "0", "", ""),
        (SECOND, "", "", "全部", "", *span, "0", "", ""),
        (SECOND, "", "", "", "", *span, "7", "", ""),
        (SECOND, "", "", "", "是", "2024-01-01", "2024-12-31", "", "", ""),
        ("9999", "", "", "", "是", *span, "7", "", ""),
        (SECOND, "", "39.72", "", "", *span, "7", "", ""),
        (SECOND, "", "", "", "是", "2023-01-01", "2023-12-31", "7", "8", ""),
    )
    assert (done.report.accepted, done.report.duplicates) == (2, 1)
    told = [(one.line, one.column) for one in done.report.misfits]
    assert told == [
        *((3, "起"), (6, "手术编码"), (7, "例数"), (8, "工号"), (9, "手术编码")),
        (10, "并发症"),
    ]
    file = practitioner_file(privileged.library, person(privileged), NOW)
    assert [(one.cases, one.complications, one.deaths) for one in file.volumes] == [(1204, 3, None)]
    assert (
        practitioner_file(privileged.library, person(privileged, SECOND), NOW).volumes[0].cases == 0
    )
    imports.undo_import(privileged.library, CLERK, done.subject, "示例理由")
    assert practitioner_file(privileged.library, person(privileged), NOW).volumes == ()


def test_who_has_a_case_in_the_log_is_never_called_zero(privileged: Office) -> None:
    """登记本写 0 例，手术登记里却做过：不列为一年零例；那一例不算数了，又是零。"""
    record(privileged, 0)
    assert idle(privileged) == 1
    lead = person(privileged)
    with privileged.library.act(CLERK, "test.log") as page:
        log = Log(page)
        key = log.at("S1", LAST, lead, 1, 1)
    assert idle(privileged) == 0
    assert volume(privileged) == "1 例"
    told = practitioner_file(privileged.library, lead, NOW).volumes
    assert [(one.cases, one.source) for one in told] == [(1, "手术登记"), (0, "示例登记本")]
    with privileged.library.act(CLERK, "test.undo") as page:
        [(surgery,)] = page.raw("SELECT id FROM surgery WHERE key = ?", key)
        derive(page, "surgery_gone", "INSERT INTO surgery_gone VALUES (?, 2)", [(surgery,)])
        page.remark(undone=surgery)
    assert idle(privileged) == 1
