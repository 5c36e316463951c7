"""导入授权：期初一行一项，脏的写法、认重、同一文号一次决定、撤销一批。"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.privileges import State, Verb
from medtech_desktop.office import imports
from medtech_desktop.office.acts import today
from medtech_desktop.office.imports import ImportDone
from medtech_desktop.office.privilege_acts import (
    Pick,
    Selection,
    change_privileges,
    running_privileges,
)
from medtech_desktop.store.privileges import differing_people, load_decisions, load_events
from tests.builders import CLERK, NEUROSURGERY, SECOND, Office
from tests.office.crowds import crowd
from tests.office.test_privilege_acts import decision

NOW = today()
HEAD = (
    *("工号", "姓名", "专业", "级别", "手术编码", "手术名称", "技术编号"),
    *("授权日期", "有效期至", "文号", "会议", "依据", "备注"),
)


def row(**cells: str) -> tuple[str, ...]:
    given = {"工号": SECOND, "授权日期": "2025-03-01", "文号": "示例旧文", **cells}
    return tuple(given.get(name, "") for name in HEAD)


def table(path: Path, *rows: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows((HEAD, *rows))
    return path


def take(office: Office, path: Path) -> ImportDone:
    return imports.import_file(office.library, CLERK, "privileges", path, NOW)


def misfits(done: ImportDone) -> list[tuple[int, str, str]]:
    return [(one.line, one.column, one.why) for one in done.report.misfits]


def running(office: Office, day: date = NOW) -> int:
    with office.library.look() as look:
        assert differing_people(look) == []
        return len(running_privileges(look, Selection(), day))


@pytest.mark.parametrize("grade", ["3", "三级", "Ⅲ", "III级", "三"])
def test_grades_are_read_however_written(privileged: Office, tmp_path: Path, grade: str) -> None:
    done = take(privileged, table(tmp_path / "授权.csv", row(专业="神经外科", 级别=grade)))
    assert (done.report.accepted, done.report.misfits) == (1, ())
    with privileged.library.look() as look:
        event = load_events(look)[-1]
    assert (event.verb, event.grade, event.late) == (Verb.OPENING, 3, False)


def test_codes_are_repaired_only_to_what_exists(privileged: Office, tmp_path: Path) -> None:
    path = table(
        tmp_path / "授权.csv",
        row(手术编码="39.7201", 授权日期="2025.3.1", 有效期至="2027年2月28日"),
        row(手术编码="１.2401", 备注="目录修订中"),
        row(手术编码="39.72"),
        row(手术编码="39.7402", 级别="3", 专业=""),
    )
    done = take(privileged, path)
    assert misfits(done) == [(4, "手术编码", "编码库「示例版」里没有这一编码")]
    assert done.report.accepted == 3
    assert done.report.rows[1].values["code"] == "01.2401"


def test_rows_of_one_document_are_one_decision(privileged: Office, tmp_path: Path) -> None:
    path = table(
        tmp_path / "授权.csv",
        row(专业="神经外科", 级别="3", 会议="甲会"),
        row(手术编码="39.7201", 会议="甲会", 授权日期="2025-02-01"),
        row(手术编码="39.7402", 文号="示例另文"),
    )
    take(privileged, path)
    with privileged.library.look() as look:
        decisions = load_decisions(look)[1:]
    assert [(one.document, one.meeting, one.decided_on) for one in decisions] == [
        ("示例旧文", "甲会", date(2025, 2, 1)),
        ("示例另文", "", date(2025, 3, 1)),
    ]


def test_misfits_name_the_cell_and_why(privileged: Office, tmp_path: Path) -> None:
    path = table(
        tmp_path / "授权.csv",
        row(工号="9999", 专业="神经外科", 级别="3"),
        row(姓名="示例甲", 专业="神经外科", 级别="3"),
        row(专业="心外科", 级别="3"),
        row(专业="神经外科"),
        row(专业="神经外科", 级别="3", 手术编码="39.7201"),
        row(专业="神经外科", 级别="3", 有效期至="2025-01-01"),
        row(手术编码="01.2401"),
        row(工号="3001", 专业="神经外科", 级别="3"),
        row(专业="神经外科", 级别="3", 授权日期="2026-09-01", 会议="例会"),
        row(技术编号="S99"),
    )
    done = take(privileged, path)
    assert done.report.accepted == 0
    found = misfits(done)
    assert [one[:2] for one in found] == [
        (2, "工号"),
        (3, "姓名"),
        (4, "专业"),
        (5, "级别"),
        (6, "手术编码"),
        (7, "有效期至"),
        (8, "备注"),
        (9, "工号"),
        (10, "备注"),
        (11, "技术编号"),
    ]
    assert "工号 1002 是「示例乙」" in found[1][2]
    assert "没有列入" in found[6][2]
    assert "不是执业医师" in found[7][2]
    assert "补录" in found[8][2]


def test_what_is_on_record_or_repeated_is_a_duplicate(privileged: Office, tmp_path: Path) -> None:
    same = row(专业="神经外科", 级别="3")
    first = take(privileged, table(tmp_path / "授权.csv", same, same))
    assert (first.report.accepted, first.report.duplicates) == (1, 1)
    again = take(privileged, table(tmp_path / "授权2.csv", same))
    assert (again.report.accepted, again.report.duplicates) == (0, 1)
    other = take(privileged, table(tmp_path / "授权3.csv", row(专业="神经外科", 级别="4")))
    assert "已有授权" in misfits(other)[0][2]


def test_a_batch_is_undone_and_the_intervals_follow(privileged: Office, tmp_path: Path) -> None:
    before = running(privileged)
    path = table(tmp_path / "授权.csv", row(专业="神经外科", 级别="3"), row(手术编码="39.7201"))
    done = take(privileged, path)
    assert running(privileged) == before + 2
    privileged.do(imports.undo_import, done.subject, "导错了文件")
    assert running(privileged) == before
    again = take(privileged, path)
    picks = [Pick(privileged.person(SECOND), NEUROSURGERY)]
    until = date(NOW.year + 1, 12, 31)
    verb = Verb.RENEW
    privileged.do(change_privileges, decision(), verb, picks, NOW, until)
    found = privileged.refused(imports.undo_import, again.subject, "导错了文件")
    assert "1 件续授、暂停等靠这一批" in found[0].message


def test_five_thousand_rows_go_in_and_out(privileged: Office, tmp_path: Path) -> None:
    crowd(privileged, 1250)
    rows = [
        row(工号=str(8000 + person), **target)
        for person in range(1001, 2251)
        for target in (
            {"专业": "神经外科", "级别": "二级"},
            {"手术编码": "39.7201"},
            {"手术编码": "39.7402"},
            {"手术编码": "88.4101"},
        )
    ]
    done = take(privileged, table(tmp_path / "授权.csv", *rows))
    assert (done.report.accepted, done.report.misfit_rows) == (5000, 0)
    with privileged.library.look() as look:
        states = {one.state for one in running_privileges(look, Selection(), NOW)}
    assert states == {State.VALID}
    assert running(privileged) == 5001
