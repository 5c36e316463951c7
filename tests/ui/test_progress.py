"""进度：半秒以后才出现；取消以后库与文件和以前一样，并说出来；已经做完的照样说做完。"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFrame, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.office.acts import Done
from medtech_desktop.office.library import open_library
from medtech_desktop.office.shown_tables import ShownTable
from medtech_desktop.ui import exporting
from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.desk import Desk, Report
from medtech_desktop.ui.exporting import export_shown_to
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.screens import backups, institution
from medtech_desktop.ui.screens.backups import RestoreEntry
from medtech_desktop.ui.widgets.progress_sheet import ProgressSheet
from medtech_desktop.ui.widgets.progress_strip import AFTER_MS, ProgressStrip
from tests.builders import office_at
from tests.pages.demo import DEMO_DAY, demo_folder
from tests.pages.window import WindowPage
from tests.ui.conftest import MakeDesk


class Slow:
    """慢的事：报过一次进度以后等着放行。"""

    def __init__(self, work: Callable[..., object] | None = None) -> None:
        self.reached, self.free = threading.Event(), threading.Event()
        self._work = work

    def __call__(self, library: object, *args: object, progress: Report) -> object:
        def slowly(done: int, total: int, said: str) -> None:
            progress(done, total, said)
            self.reached.set()
            assert self.free.wait(10)
            progress(done, total, said)

        if self._work is not None:
            return self._work(library, *args, progress=slowly)
        slowly(1, 3, "第 1 件")
        return Done(frozenset(), "做完了")


@pytest.fixture
def host(qtbot: QtBot) -> QFrame:
    made = QFrame()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk(object)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    page = WindowPage(qtbot, lambda: open_library(demo_folder(tmp_path)), DEMO_DAY)
    yield page
    page.close()


def _said(desk: Desk) -> list[str]:
    told: list[str] = []
    desk.said.connect(told.append)
    return told


def _sheet(host: QWidget) -> ProgressSheet:
    found = host.findChild(ProgressSheet)
    assert isinstance(found, ProgressSheet)
    return found


def _wait(qtbot: QtBot, slow: Slow, strip: ProgressStrip) -> None:
    qtbot.waitUntil(slow.reached.is_set, timeout=10_000)
    qtbot.waitUntil(strip.isVisible, timeout=5_000)


def test_a_quick_act_never_shows_it(qtbot: QtBot, desk: Desk, host: QFrame) -> None:
    strip = ProgressStrip(host)
    shown: list[int] = []
    done: list[int] = []
    strip.appeared.connect(lambda: shown.append(1))
    begin_long(desk, host, "正在做", lambda _l, progress: 7, strip=strip, then=done.append)
    qtbot.waitUntil(lambda: done == [7])
    qtbot.wait(AFTER_MS + 200)
    assert shown == []
    assert not strip.is_going


@pytest.mark.parametrize("in_a_sheet", [True, False])
def test_a_slow_act_shows_it_and_stops(
    qtbot: QtBot, desk: Desk, host: QFrame, in_a_sheet: bool
) -> None:
    slow, told = Slow(), _said(desk)
    done: list[object] = []
    given = None if in_a_sheet else ProgressStrip(host)
    begin_long(
        desk, host, "正在做", slow, then=done.append, strip=given, stopped="已取消，没有改动"
    )
    strip = given or _sheet(host).strip
    assert not strip.isVisible()
    started = time.monotonic()
    _wait(qtbot, slow, strip)
    assert time.monotonic() - started > AFTER_MS / 1000 * 0.8
    assert (strip.said.text(), strip.bar.maximum()) == ("第 1 件", 3)
    strip.cancel_button.click()
    assert strip.said.text() == "正在取消"
    assert told == []
    slow.free.set()
    qtbot.waitUntil(lambda: told == ["已取消，没有改动"])
    assert done == []
    assert in_a_sheet or not strip.is_going


def test_what_was_done_before_the_cancelling_is_told_as_done(
    qtbot: QtBot, desk: Desk, host: QFrame
) -> None:
    """The last report is over: the file is written, and nobody says it was not."""
    reached, free = threading.Event(), threading.Event()

    def late(_library: object, *, progress: Report) -> str:
        progress(1, 1, "写好了")
        reached.set()
        assert free.wait(10)
        return "文件"

    strip, told = ProgressStrip(host), _said(desk)
    done: list[str] = []
    begin_long(desk, host, "正在写", late, then=done.append, strip=strip, stopped="没有写")
    qtbot.waitUntil(reached.is_set)
    strip.cancel()
    free.set()
    qtbot.waitUntil(lambda: done == ["文件"])
    assert told == []


def test_a_second_act_waits_for_the_first(qtbot: QtBot, desk: Desk, host: QFrame) -> None:
    slow, told, strip = Slow(), _said(desk), ProgressStrip(host)
    begin_long(desk, host, "正在做", slow, strip=strip)
    assert begin_long(desk, host, "再做", slow, strip=strip) is None
    assert told == ["上一件还没有做完，做完或取消以后再来"]
    slow.free.set()
    qtbot.waitUntil(lambda: not strip.is_going)


def test_a_failing_act_takes_its_strip_away(qtbot: QtBot, desk: Desk, host: QFrame) -> None:
    def broken(_library: object, *, progress: Report) -> None:
        raise ZeroDivisionError

    met: list[object] = []
    desk.bug_met.connect(met.append)
    strip = ProgressStrip(host)
    begin_long(desk, host, "正在做", broken, strip=strip)
    qtbot.waitUntil(lambda: len(met) == 1)
    assert not strip.is_going


# The acts


def test_a_backup_stopped_halfway_leaves_nothing(
    window: WindowPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(backups.back_up)
    monkeypatch.setattr(backups, "back_up", slow)
    window.go("系统")
    pane, told = window.system.backups, _said(window.desk)
    place = tmp_path / "库" / "backups"
    before = sorted(place.rglob("*")) if place.exists() else []
    pane.back_up_button.click()
    _wait(qtbot, slow, pane.strip)
    pane.strip.cancel_button.click()
    slow.free.set()
    window.settle()
    assert "备份已取消" in told[-1]
    kept = [path for path in place.rglob("*") if path.is_file() and path not in before]
    assert kept == []
    assert pane.back_up_button.isEnabled()
    monkeypatch.undo()
    pane.back_up_button.click()
    window.settle()
    window.settle()
    assert any(path.suffix == ".db" for path in place.iterdir())


def test_a_restore_stopped_leaves_no_folder(
    window: WindowPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.go("系统")
    window.system.backups.back_up_button.click()
    window.settle()
    window.settle()
    slow = Slow(backups.restore)
    monkeypatch.setattr(backups, "restore", slow)
    backup = next((tmp_path / "库" / "backups").glob("*.db"))
    window.system.restore(str(backup))
    entry = window.entry().entry
    assert isinstance(entry, RestoreEntry)
    assert "核验完好" in entry.said.text()
    target = tmp_path / "新的"
    entry.folder.setText(str(target))
    entry.act_button.click()
    _wait(qtbot, slow, entry.strip)
    entry.strip.cancel_button.click()
    slow.free.set()
    window.settle()
    assert "恢复已取消" in entry.trouble.sentence.text()
    assert not target.exists()
    assert not list(tmp_path.glob(".新的*"))
    assert entry.act_button.isEnabled()
    entry.reject()


def test_the_check_stops_and_says_so(
    window: WindowPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(institution.ask_check)
    monkeypatch.setattr(institution, "ask_check", slow)
    window.go("系统")
    window.system.check()
    _wait(qtbot, slow, window.system.strip)
    assert "正在查" in window.system.strip.said.text()
    window.system.strip.cancel_button.click()
    slow.free.set()
    window.settle()
    assert window.system.checked.text() == "体检已取消，没有查完"


def test_an_export_stopped_writes_no_file(
    window: WindowPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, told = Slow(exporting._export), _said(window.desk)
    monkeypatch.setattr(exporting, "_export", slow)
    rows = tuple((str(n), "示例") for n in range(2000))
    path = tmp_path / "表.xlsx"
    shown = ShownTable("示例表", ("编号", "名称"), rows)
    export_shown_to(window.desk, shown, path, window.window)
    sheet = _sheet(window.window)
    _wait(qtbot, slow, sheet.strip)
    sheet.reject()
    slow.free.set()
    window.settle()
    assert told[-1] == "导出已取消，没有写出文件"
    assert not path.exists()
    assert list(tmp_path.glob("表*")) == []


def test_listing_a_batch_can_be_stopped(
    qtbot: QtBot, tmp_path: Path, make_desk: MakeDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from medtech_desktop.ui import batches

    slow = Slow(batches.ask_lines)
    monkeypatch.setattr(batches, "ask_lines", slow)
    office_at("filed", tmp_path).library.close()
    desk = make_desk(lambda: open_library(tmp_path / "库"))
    sheet = BatchSheet(desk, ("备案-2026-001",), DEMO_DAY)
    qtbot.addWidget(sheet)
    sheet.begin()
    _wait(qtbot, slow, sheet.strip)
    sheet.strip.cancel_button.click()
    slow.free.set()
    qtbot.waitUntil(lambda: not desk.is_busy)
    QApplication.processEvents()
    assert "没有列完" in sheet.note.text()
    assert sheet.table.rows_model.rowCount() == 0
