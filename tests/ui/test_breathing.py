"""窗口在大事办着时不停：导入、备份、体检、公开、导出，都不让界面线程等过 100 毫秒。

The real main window on a real book.  What of a gap is ours and what is a busy machine's is
told by ``bench.heart``; no gap is left out.  ``python3 dev.py bench heartbeat`` prints the
figures at real size.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bench.big_library import Size, build_big
from bench.heart import Heart, beats_during, settle, works
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.places import PLACES
from tests.heartbeat import MOST, as_started
from tests.pages.window import WindowPage

ON = date(2026, 11, 2)
SMALL = Size(technologies=12, people=200, codes=500)
NAMES = ["codes", "people", "backup", "papers", "listing", "disclosure", "doctor"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("库") / "库"
    build_big(folder, SMALL, ON).close()
    return folder


@pytest.fixture
def page(book: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[WindowPage]:
    own = tmp_path / "库"
    shutil.copytree(book, own)
    page = WindowPage(qtbot, lambda: open_library(own), ON)
    for place in PLACES:
        page.window.go(place.entry.key)
        settle(page.desk)
    page.window.go("todo")
    settle(page.desk)
    with as_started():
        yield page
    page.close()


@pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)
def test_the_window_breathes(number: int, page: WindowPage, tmp_path: Path) -> None:
    _words, work = list(works(tmp_path, ON, 4000, 60))[number]
    heart, answers = beats_during(page.desk, work)
    assert len(answers) == 1
    assert not isinstance(answers[0], Trouble)
    assert heart.longest < MOST, sorted(heart.gaps)[-4:]


def test_the_window_breathes_while_it_is_used(page: WindowPage) -> None:
    steps = [partial(page.window.go, place.entry.key) for place in PLACES]
    steps += [partial(page.window.top_bar.search.asked.emit, text) for text in ("示", "示例技术1")]
    with Heart() as heart:
        for step in steps:
            step()
            settle(page.desk)
    assert heart.longest < MOST, sorted(heart.gaps)[-4:]
