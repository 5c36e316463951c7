"""备份：状态在状态栏，立即备份，恢复到新文件夹以前说会失去什么。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from medtech_desktop.office.acts import today
from medtech_desktop.office.library import open_library
from medtech_desktop.office.technology_pages import technology_list
from medtech_desktop.ui.screens.backups import RestoreEntry
from tests.builders import office_at
from tests.pages.window import WindowPage, lines_of


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office_at("hospital", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today())
    page.go("系统")
    yield page
    page.close()


def _back_up(window: WindowPage) -> None:
    window.system.backups.back_up_button.click()
    window.settle()
    window.settle()


def test_the_status_bar_says_when_the_last_backup_was(window: WindowPage) -> None:
    assert "还没有备份" in window.window.status_bar.text()
    _back_up(window)
    assert "备份 今天" in window.window.status_bar.text()
    assert len(lines_of(window.system.backups.table)) == 1


def test_a_second_place_is_entered_and_backed_up_to(window: WindowPage, tmp_path: Path) -> None:
    place = tmp_path / "示例U盘"
    place.mkdir()
    window.system.backups.set_place(place)
    window.settle()
    window.settle()
    assert str(place) in window.system.backups.state.text()
    assert list(place.iterdir())


def test_a_place_that_is_gone_is_told_and_nothing_is_lost(
    window: WindowPage, tmp_path: Path
) -> None:
    window.system.backups.set_place(tmp_path / "库" / "里面")
    window.settle()
    assert "备份没有完成" in window.system.backups.detail.text()


def test_a_restore_says_first_what_would_be_lost(window: WindowPage, tmp_path: Path) -> None:
    _back_up(window)
    window.go("技术目录")
    window.technologies.act("登记技术…")
    assert window.entry().fill(code="S16").submit() == []
    window.go("系统")
    window.settle()
    table = window.system.backups.table
    table.opened.emit(table.rows_model.row(0).key)
    page = window.entry()
    entry = page.entry
    assert isinstance(entry, RestoreEntry)
    window.settle()
    assert "条记录将消失" in entry.said.text()
    assert page.submit() == ["没有指明恢复到哪个文件夹"]
    entry.folder.setText(str(tmp_path / "恢复"))
    assert page.submit() == []
    assert "已从" in window.window.status_bar.text()
    restored = open_library(tmp_path / "恢复")
    try:
        assert technology_list(restored, date(2026, 11, 2)) == ()
    finally:
        restored.close()


def test_a_damaged_backup_is_not_restored(window: WindowPage, tmp_path: Path) -> None:
    _back_up(window)
    path = Path(window.system.backups.table.rows_model.row(0).key)
    path.write_bytes(path.read_bytes()[:4096] + b"x" * 4096 + path.read_bytes()[8192:])
    window.system.restore(str(path))
    page = window.entry()
    window.settle()
    assert isinstance(page.entry, RestoreEntry)
    assert page.entry.said.text() == "这一份备份不能用来恢复"
    assert not page.entry.act_button.isEnabled()
    page.entry.reject()
    window.settle()


def test_closing_the_window_backs_up_what_changed(qtbot: QtBot, tmp_path: Path) -> None:
    office_at("hospital", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today(), backs_up=True)
    page.close()
    assert len(list((tmp_path / "库" / "backups").glob("*.db"))) == 1
    again = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), today(), backs_up=True)
    again.close()
    assert len(list((tmp_path / "库" / "backups").glob("*.db"))) == 1
