"""窗口在大事办着时不停：备份、体检、公开、导出，都不让界面线程等过 100 毫秒。

The gauntlet holds what is stable on a busy machine: all but the three longest gaps.
``python3 dev.py bench heartbeat`` prints the figures at real size.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bench.big_library import Size, build_big
from bench.heart import beats_during, works
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.library import open_library
from tests.ui.conftest import MakeDesk

ON = date(2026, 11, 2)
MOST = 0.1
SMALL = Size(technologies=12, people=200, codes=500)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("库") / "库"
    build_big(folder, SMALL, ON).close()
    return folder


@pytest.mark.parametrize("number", range(2, 6), ids=["backup", "papers", "disclosure", "doctor"])
def test_the_window_breathes(
    number: int, book: Path, tmp_path: Path, qtbot: QtBot, make_desk: MakeDesk
) -> None:
    desk = make_desk(lambda: open_library(book))
    _words, work = list(works(tmp_path, ON, 10, 10))[number]
    heart, answers = beats_during(desk, work)
    assert len(answers) == 1
    assert not isinstance(answers[0], Trouble)
    assert sorted([0.0, 0.0, 0.0, *heart.gaps])[-4] < MOST, sorted(heart.gaps)[-4:]
    assert desk.stop()
