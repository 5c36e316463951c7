"""窗口在导入时不停：好的大文件与有意为难的文件，都不让界面线程等过 100 毫秒。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from time import monotonic

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office import imports
from medtech_desktop.office.imports import ImportDone, ImportOptions
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.desk import Desk
from tests.builders import CLERK, office_at

ON = date(2026, 11, 2)
MOST = 0.1
MakeDesk = Callable[[Callable[[], object]], Desk]


def code_list(path: Path, rows: int) -> Path:
    lines = [f"{i // 100 % 100:02d}.{i % 10000:04d}x{i:05d},示例术式{i}" for i in range(rows)]
    path.write_text("\n".join(["编码,名称", *lines]), encoding="utf-8")
    return path


@pytest.mark.parametrize("rows", [13_686, 60_000], ids=["whole list", "too many rows"])
def test_the_window_breathes_while_a_file_is_imported(
    rows: int, tmp_path: Path, qtbot: QtBot, make_desk: MakeDesk
) -> None:
    office_at("hospital", tmp_path).library.close()
    path = code_list(tmp_path / "编码.csv", rows)
    desk = make_desk(lambda: open_library(tmp_path / "库"))
    ended: list[ImportDone | Trouble] = []
    gaps: list[float] = []
    last = monotonic()

    def beat() -> None:
        nonlocal last
        now = monotonic()
        gaps.append(now - last)
        last = now

    timer = QTimer()
    timer.timeout.connect(beat)
    desk.ask(lambda _library: None, then=lambda _none: timer.start(1))
    qtbot.waitUntil(timer.isActive)
    last = monotonic()
    options = ImportOptions(edition="示例版")
    desk.act(
        lambda library: imports.import_file(
            library, CLERK, "procedures", path, ON, options=options
        ),
        then=ended.append,
        troubled=ended.append,
    )
    qtbot.waitUntil(lambda: bool(ended), timeout=60_000)
    timer.stop()
    [end] = ended
    if rows == 13_686:
        assert isinstance(end, ImportDone)
        assert end.report.accepted == rows
    else:
        assert isinstance(end, Trouble)
        assert "超过 50000 行" in end.sentence
    assert sorted(gaps)[-3] < MOST, sorted(gaps)[-3:]
