"""手术核查屏在十万行、三千条发现时：问、筛选、排序、翻页、导出，窗口都不停。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.surgeries import Kind, Status
from medtech_desktop.office.library import open_library
from medtech_desktop.store.derived import derive
from medtech_desktop.store.tables.surgeries import SurgeryLineRow, SurgeryRow
from tests.builders import CLERK, Office, office_at
from tests.heartbeat import longest_gap
from tests.office.findings_log import as_checked
from tests.pages.surgeries import SurgeriesPage
from tests.pages.typing import press
from tests.pages.window import WindowPage

TODAY = date(2026, 11, 2)
LINES, FINDINGS = 100_000, 3_000
MOST = 0.05
_SURGERY = (
    *("id", "key", "content", "ref", "line", "site_id", "department_id", "said_department"),
    *("day", "started", "ended", "patient_id", "cancelled"),
)
_LINE = (
    *("id", "surgery_id", "ordinal", "code_id", "said_code", "said_name", "person_id"),
    *("said_person", "grade", "day", "department_id"),
)
_FLAGS = ("emergency", "consent", "research", "complication", "died", "returned", "discussed")
_FIND = (
    "INSERT INTO surgery_finding (kind, status, key, ordinal, surgery_id, line_id, day, person_id,"
    " department_id, code_id, needed, had) VALUES (?, ?, ?, 1, ?, ?, ?, ?, 1, ?, 4, 3)"
)
_KINDS = (Kind.NO_PRIVILEGE, Kind.ABOVE_GRADE, Kind.EXPIRED, Kind.UNLISTED, Kind.SAME_DAY)


def long_log(office: Office) -> None:
    """十万例一项，头三千例各有一条发现。"""
    people = [office.person("1001"), office.person("1002")]
    days = [TODAY - timedelta(days=n * 360 // LINES) for n in range(LINES)]
    with office.library.act(CLERK, "test.log") as page:
        page.add_tuples(
            SurgeryRow,
            (*_SURGERY, *_FLAGS),
            (
                (n, n, n, f"S{n:06d}", n, None, 1, None, day, None, None, None, 0, *(None,) * 7)
                for n, day in enumerate(days, 1)
            ),
        )
        page.add_tuples(
            SurgeryLineRow,
            _LINE,
            (
                (n, n, 1, n % 3 + 1, None, None, people[n % 2], None, 4, day, 1)
                for n, day in enumerate(days, 1)
            ),
        )
        rows = [
            (int(kind), int(status), n, n, n, days[n - 1].isoformat(), people[n % 2], n % 3 + 1)
            for n in range(1, FINDINGS + 1)
            for kind in [_KINDS[n % len(_KINDS)]]
            for status in [Status.TO_VERIFY if kind is Kind.SAME_DAY else Status.VIOLATION]
        ]
        derive(page, "surgery_finding", _FIND, rows)


@pytest.fixture
def page(qtbot: QtBot, tmp_path: Path) -> Iterator[SurgeriesPage]:
    QSettings().remove("surgeries/period")
    office = office_at("privileged", tmp_path)
    long_log(office)
    as_checked(office)
    office.library.close()
    window = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    window.make_every_screen()
    yield SurgeriesPage(window)
    window.close()


def test_three_thousand_findings_never_hold_up_the_window(
    page: SurgeriesPage, tmp_path: Path
) -> None:
    assert page.rail()["全部"] == FINDINGS
    table = page.screen.check.table

    def look_through() -> None:
        page.screen.reload()
        page.window.settle()
        page.kind("授权已过期").kind("全部").word("待核实").word("全部")
        page.filter("乙").filter("").sort("术者").sort("术式").sort("手术日")
        table.setFocus()
        for key in (Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home, Qt.Key.Key_Down):
            press(table, key)
            page.window.settle()
        assert "…" not in page.lines()[0]
        assert page.name()

    def copy_and_export() -> None:
        assert len(page.copied()) == FINDINGS + 1
        page.export(tmp_path / "全部.xlsx")

    assert longest_gap(look_through) < MOST
    assert longest_gap(copy_and_export) < MOST


def test_a_hundred_thousand_lines_never_hold_up_the_window(
    page: SurgeriesPage, tmp_path: Path
) -> None:
    log = page.screen.log

    def look_through() -> None:
        page.tab("全部手术").period("全部")
        assert log.table.model_held.rowCount() == LINES
        for key in (Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
            press(log.table, key)
            page.window.settle()
        log.table.sort_wanted.emit("person", False)
        page.window.settle()
        log.filter_box.setText("乙")
        page.window.settle()
        assert log.table.model_held.rowCount() == LINES // 2
        assert "…" not in page.logged()[0]

    assert longest_gap(look_through) < MOST
