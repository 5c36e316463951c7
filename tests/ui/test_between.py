"""一件大事做着时照样问：二十万行的一批写着，每问都在 0.3 秒内答；取消、关窗口都行。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from bench.heart import Asker, settle
from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.office.acts import Done
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.office.search import find_things
from medtech_desktop.office.world import load_world
from medtech_desktop.store.tables.surgeries import SurgeryRow
from medtech_desktop.ui.closing import STILL
from medtech_desktop.ui.desk import Desk, Report
from tests.builders import CLERK, office_at
from tests.heartbeat import MOST, as_started
from tests.pages.window import WindowPage
from tests.ui.conftest import MakeDesk

ON = date(2026, 11, 2)
ROWS = 200_000
SOON = 0.3
"""问了多久以内要答，秒。"""
NAMES = ("key", "content", "ref", "line", "day", "cancelled")


def write_log(
    library: Library, rows: int, *, progress: Report, fails: bool = False, gate: Event | None = None
) -> Done:
    """记一批虚构的手术；``gate`` 开了才做完。"""
    told = ((n, n, f"示例{n}", n, ON, 0) for n in range(1, rows + 1))
    with library.act(CLERK, "bench.log") as page:
        page.add_tuples(SurgeryRow, NAMES, told, lambda done: progress(done, rows, "记到"))
        while gate is not None and not gate.wait(0.01):
            progress(rows - 1, rows, "还没有做完")
        if fails:
            raise Refused([Finding(Severity.REFUSE, "示例：不记了", "INPUT")])
    return Done(frozenset({"surgery"}), f"记入 {rows} 例", subject="")


def technologies(library: Library) -> int:
    return len(load_world(library, ON).technologies)


def people_found(library: Library) -> int:
    return sum(len(group.found) for group in find_things(library, "示例", ON).groups)


def surgeries(library: Library) -> int:
    with library.look() as look:
        return look.count(SurgeryRow)


@pytest.fixture
def desk(tmp_path: Path, make_desk: MakeDesk) -> Desk:
    office = office_at("privileged", tmp_path)
    folder = office.library.folder
    office.library.close()
    return make_desk(lambda: open_library(folder))


def _begin(desk: Desk, ended: Callable[[object], None], **how: Any) -> Any:
    return desk.act(
        partial(write_log, **how),
        ROWS,
        then=ended,
        refused=ended,
        progress=lambda _done, _total, _words: None,
        stopped=lambda: ended("stopped"),
        shares=True,
    )


def test_questions_are_answered_while_a_long_act_writes(desk: Desk) -> None:
    asker = Asker(desk, (technologies, people_found, surgeries))
    settle(desk)
    with as_started():
        heart = asker.during(partial(_begin, desk))
    assert isinstance(asker.ended[0], Done)
    assert len(asker.waits) > 10
    assert asker.longest.ours < SOON, sorted(one.ours for one in asker.waits)[-4:]
    assert heart.longest < MOST, sorted(heart.gaps)[-4:]
    assert set(asker.answers[0::3]) == {1}
    assert len(set(asker.answers[1::3])) == 1
    counted = [int(str(count)) for count in asker.answers[2::3]]
    assert counted == sorted(counted), "what is written so far is seen"
    assert any(0 < count < ROWS for count in counted)


def test_nothing_of_an_undone_act_stays_in_an_answer(desk: Desk) -> None:
    turned: list[bool] = []
    desk.turned_back.connect(lambda: turned.append(True))
    asker = Asker(desk, (technologies, surgeries, people_found))
    asker.during(partial(_begin, desk, fails=True))
    assert "示例：不记了" in str(asker.ended)
    settle(desk)
    assert turned == [True]
    told: list[object] = []
    for question in asker.questions:
        desk.ask(question, then=told.append)
    settle(desk)
    assert told == [1, 0, asker.answers[2]]


def test_cancelling_a_long_act_works_while_others_ask(desk: Desk) -> None:
    asker = Asker(desk, (surgeries,))
    tickets: list[Any] = []

    def begin(ended: Callable[[object], None]) -> None:
        tickets.append(_begin(desk, ended, gate=Event()))
        tickets.append(desk.ask(surgeries, then=lambda _n: desk.cancel(tickets[0])))

    asker.during(begin)
    assert asker.ended == ["stopped"]
    settle(desk)
    told: list[int] = []
    desk.ask(surgeries, then=told.append)
    settle(desk)
    assert told == [0]


def test_acts_and_other_long_ones_wait_their_turn(desk: Desk, qtbot: QtBot) -> None:
    gate = Event()
    order: list[str] = []

    def note(_library: Library, word: str) -> Done:
        order.append(word)
        return Done(frozenset(), "", subject="")

    def long(library: Library, *, progress: Report) -> None:
        progress(0, 0, "")
        order.append("long")

    def writes(library: Library) -> None:
        with library.act(CLERK, "x") as page:
            page.remark(note="x")
        order.append("writing question")

    _begin(desk, lambda _end: order.append("first"), gate=gate)
    desk.act(note, "act")
    desk.keep(note, "keep")
    desk.ask(writes, then=lambda _none: None)
    desk.ask(long, then=lambda _n: None, progress=lambda *_said: None, shares=True)
    asked: list[int] = []
    desk.ask(surgeries, then=asked.append)
    qtbot.waitUntil(lambda: bool(asked))
    assert order == []
    gate.set()
    settle(desk)
    done = [one for one in order if one != "first"]
    assert sorted(done) == sorted(["act", "keep", "long", "writing question"])
    assert done[:2] == ["act", "keep"]


def test_what_is_long_alone_may_be_short_between(desk: Desk, qtbot: QtBot) -> None:
    def follow(library: Library, *, progress: Report) -> str:
        progress(0, 1, "")
        return "between" if library.is_between else "alone"

    gate = Event()
    told: list[str] = []
    how: dict[str, Any] = {"progress": lambda *_said: None, "shares": True, "passes": True}
    _begin(desk, lambda _end: None, gate=gate)
    desk.ask(follow, then=told.append, **how)
    qtbot.waitUntil(lambda: bool(told))
    gate.set()
    settle(desk)
    desk.ask(follow, then=told.append, **how)
    settle(desk)
    assert told == ["between", "alone"]


def test_a_question_inside_that_goes_wrong_does_not_harm_the_act(desk: Desk) -> None:
    def wrong(_library: Library) -> int:
        raise Refused([Finding(Severity.REFUSE, "示例：问错了", "INPUT")])

    ended: list[object] = []
    gate = Event()
    refused: list[object] = []
    _begin(desk, ended.append, gate=gate)
    desk.ask(wrong, then=lambda _n: None, refused=refused.append)
    while not refused:
        settle(desk, 0.05)
    gate.set()
    settle(desk)
    assert isinstance(ended[0], Done)
    with_rows: list[int] = []
    desk.ask(surgeries, then=with_rows.append)
    settle(desk)
    assert with_rows == [ROWS]


def test_closing_the_window_waits_for_the_act_and_then_closes(tmp_path: Path, qtbot: QtBot) -> None:
    office = office_at("hospital", tmp_path)
    folder = office.library.folder
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(folder), ON)
    settle(page.desk)
    gate = Event()
    page.desk.act(
        partial(write_log, gate=gate),
        2000,
        progress=lambda *_said: None,
        shares=True,
    )
    assert not page.window.close()
    assert page.window.isVisible()
    assert page.window.trouble_bar.sentence.text() == STILL
    gate.set()
    qtbot.waitUntil(lambda: not page.window.isVisible(), timeout=20_000)
    with open_library(folder) as library:
        assert surgeries(library) == 2000
