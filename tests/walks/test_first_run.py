"""从一台空电脑到盖章用的附件2：只用窗口，第一次启动、登记、备案、导出。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pypdf
import pytest
from pytestqt.qtbot import QtBot

import medtech_desktop.app
from medtech_desktop.ui.first_run_draft import draft_path
from tests.pages.first_run import FirstRunPage
from tests.pages.window import WindowPage
from tests.ui.test_morning import (
    FIRST_CASE,
    TODAY,
    add_lead,
    add_technology,
    give_materials,
    prepare,
)


@pytest.fixture
def door(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FirstRunPage]:
    monkeypatch.setattr(medtech_desktop.app, "today", lambda: TODAY)
    draft_path().unlink(missing_ok=True)
    page = FirstRunPage(qtbot, tmp_path / "资料库", tmp_path / "medtech.log")
    yield page
    page.close()


def _register(door: FirstRunPage) -> WindowPage:
    door.go("new").fill(name="示例市第一医院", type="综合医院", level="三级甲等")
    assert door.next() == []
    door.fill(licence="示例证号-000000").take_offer(0)
    assert door.next() == []
    door.fill(principal="示例癸", mobile="13800000000", principal_since=date(2024, 5, 1))
    assert door.next() == []
    door.fill(opened_on=date(2026, 1, 1))
    assert door.next() == []
    assert door.next() == []
    assert door.here() == "核对"
    door.next()
    return door.window()


def test_from_a_blank_computer_to_annex_2(door: FirstRunPage, tmp_path: Path) -> None:
    window = _register(door)
    assert window.here() == "今日待办"
    window.go("技术目录")
    add_lead(window)
    add_technology(window)
    prepare(window)
    window.technologies.detail.next_button.click()
    assert window.entry().fill(day=FIRST_CASE).submit() == []
    window.go("备案")
    window.open_unopened()
    assert window.entry().fill(opinion="具备开展条件，同意备案").submit() == []
    give_materials(window)
    window.filings.export_to(tmp_path / "导出")
    window.settle()
    pdf = next((tmp_path / "导出").glob("附件2*.pdf")).read_bytes()
    text = pypdf.PdfReader(BytesIO(pdf)).pages[0].extract_text()
    for word in ("示例市第一医院", "神经血管介入诊疗技术", "示例癸", "具备开展条件，同意备案"):
        assert word in text
    assert window.bugs == []
