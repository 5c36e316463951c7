"""导出所列的发现与登记行：次序、写法、留痕；没有行的不导出。"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office.surgery_exports import LISTS, export_listed
from medtech_desktop.office.surgery_lists import LogQuestion, Order, finding_ids, line_ids
from tests.builders import CLERK, Office
from tests.office.findings_log import september

ON = date(2026, 11, 1)
ALL = LogQuestion()


@pytest.fixture
def logged(privileged: Office) -> Office:
    september(privileged)
    return privileged


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def test_findings_are_written_in_the_order_of_the_list(logged: Office, tmp_path: Path) -> None:
    ids = finding_ids(logged.library, ALL, Order(), ON)
    path = tmp_path / "发现.csv"
    export_listed(logged.library, CLERK, "findings", ids, ("九月",), path, ON)
    heads, *rows = table(path)
    assert tuple(heads) == LISTS["findings"].titles
    assert [row[:3] for row in rows] == [
        ["2026-09-24", "当日无该项授权", "住院号 尾号 4471，第 1 项"],
        ["2026-09-22", "授权已过期", "S003"],
        ["2026-08-02", "当日变更，待核实", "S004"],
    ]
    assert {row[heads.index("依据")] for row in rows} == {"第二十条"}


def test_lines_are_written_with_what_was_found_in_them(logged: Office, tmp_path: Path) -> None:
    ids = line_ids(logged.library, ALL, Order(), ON)
    path = tmp_path / "登记.csv"
    export_listed(logged.library, CLERK, "lines", ids[::-1], (), path, ON)
    heads, *rows = table(path)
    assert tuple(heads) == LISTS["lines"].titles
    assert [(row[0], row[-1]) for row in rows] == [
        ("2026-08-02", "1"),
        ("2026-09-03", ""),
        ("2026-09-22", "1"),
        ("2026-09-24", "1"),
        ("2026-09-30", ""),
    ]
    with logged.library.look() as look:
        [(body,)] = look.raw("SELECT body FROM act ORDER BY seq DESC LIMIT 1")
    assert '"手术登记"' in body
    assert "4471" not in path.name + body


def test_nothing_listed_is_nothing_exported(logged: Office, tmp_path: Path) -> None:
    path = tmp_path / "空.csv"
    with pytest.raises(BadInput, match="没有可导出的行"):
        export_listed(logged.library, CLERK, "lines", [], (), path, ON)
    assert not path.exists()
