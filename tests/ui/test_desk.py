"""案头：回答带回窗口；关了的窗口不收，旧的提问作废，取消停下；问题三张脸。"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import sleep

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from bench.heart import Heart
from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.desk import Desk, Report
from tests.heartbeat import MOST
from tests.ui.conftest import MakeDesk


@dataclass
class Library:
    """Stands for an open book: says on which thread it was made and closed."""

    thread: str
    closed_on: str = ""

    def close(self) -> None:
        self.closed_on = threading.current_thread().name


@dataclass(frozen=True)
class Saved:
    changed: frozenset[str]
    said: str


@pytest.fixture
def desk(make_desk: MakeDesk) -> Desk:
    return make_desk(lambda: Library(threading.current_thread().name))


def _gate() -> tuple[threading.Event, Callable[..., str]]:
    gate = threading.Event()

    def wait(_library: object, word: str) -> str:
        assert gate.wait(5)
        return word

    return gate, wait


def test_the_book_is_opened_asked_and_closed_in_the_worker(qtbot: QtBot, desk: Desk) -> None:
    asked_on: list[str] = []
    answered_on: list[str] = []
    books: list[Library] = []

    def question(library: Library) -> Library:
        asked_on.append(threading.current_thread().name)
        return library

    def then(book: Library) -> None:
        answered_on.append(threading.current_thread().name)
        books.append(book)

    desk.ask(question, then=then)
    qtbot.waitUntil(lambda: bool(books))
    assert desk.stop()
    assert books[0].thread == asked_on[0] == books[0].closed_on == "desk"
    assert answered_on == ["MainThread"]


def test_a_destroyed_owner_gets_no_answer(qtbot: QtBot, desk: Desk) -> None:
    gate, wait = _gate()
    told: list[str] = []
    owner = QObject()
    desk.ask(wait, "lost", then=told.append, owner=owner)
    desk.ask(wait, "kept", then=told.append)
    with qtbot.waitSignal(owner.destroyed):
        owner.deleteLater()
    gate.set()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["kept"]


def test_a_newer_question_of_the_topic_outdates_the_older(qtbot: QtBot, desk: Desk) -> None:
    gate, wait = _gate()
    told: list[str] = []
    for word in ("s", "sj", "神经"):
        desk.ask(wait, word, then=told.append, topic="search")
    desk.ask(wait, "other topic", then=told.append, topic="list")
    gate.set()
    qtbot.waitUntil(lambda: len(told) >= 2)
    assert told == ["神经", "other topic"]


def test_topics_of_two_owners_do_not_meet(qtbot: QtBot, desk: Desk) -> None:
    told: list[str] = []
    one, other = QObject(), QObject()
    desk.ask(lambda _b: "one", then=told.append, owner=one, topic="list")
    desk.ask(lambda _b: "other", then=told.append, owner=other, topic="list")
    qtbot.waitUntil(lambda: len(told) == 2)


def test_cancel_stops_long_work_at_its_next_report(qtbot: QtBot, desk: Desk) -> None:
    seen: list[int] = []
    told: list[object] = []
    stopped_at: list[int] = []

    def long(_library: object, *, progress: Report) -> str:
        for number in range(10_000):
            stopped_at[:] = [number]
            progress(number, 10_000, "第几行")
            sleep(0.001)
        return "whole"

    ticket = desk.ask(long, then=told.append, progress=lambda n, _total, _words: seen.append(n))
    qtbot.waitUntil(lambda: bool(seen))
    desk.cancel(ticket)
    qtbot.waitUntil(lambda: not desk.is_busy)
    assert told == []
    assert stopped_at[0] < 9_000


def test_an_act_tells_the_kinds_and_when_it_was_saved(qtbot: QtBot, desk: Desk) -> None:
    kinds: list[frozenset[str]] = []
    said: list[str] = []
    saved: list[object] = []
    desk.changed.connect(kinds.append)
    desk.said.connect(said.append)
    desk.saved.connect(saved.append)
    desk.act(lambda _b, name: Saved(frozenset({"technology"}), f"已登记{name}"), "甲")
    qtbot.waitUntil(lambda: bool(said))
    assert kinds == [frozenset({"technology"})]
    assert said == ["已登记甲"]
    assert len(saved) == 1


def test_a_refusal_goes_to_its_own_form_and_nothing_changes(qtbot: QtBot, desk: Desk) -> None:
    finding = Finding(Severity.REFUSE, "不在本院注册", "MTCA-11(3)", "改选", "lead")
    told: list[tuple[Finding, ...]] = []
    changed: list[object] = []
    desk.changed.connect(changed.append)

    def refuse(_library: object) -> Saved:
        raise Refused([finding])

    desk.act(refuse, refused=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [(finding,)]
    assert changed == []


def test_a_refusal_without_a_form_is_told_to_the_window(qtbot: QtBot, desk: Desk) -> None:
    def refuse(_library: object) -> Saved:
        raise Refused([Finding(Severity.REFUSE, "已停止", "MTCA-25")])

    with qtbot.waitSignal(desk.refusal_met) as met:
        desk.act(refuse)
    assert met.args is not None
    assert met.args[0][0].message == "已停止"


def test_trouble_and_bugs_have_their_own_faces(qtbot: QtBot, desk: Desk) -> None:
    def trouble(_library: object) -> str:
        raise Trouble("磁盘已满，本次未保存，原数据完好", "腾出空间后再保存", "E-DB-03")

    def bug(_library: object) -> str:
        raise ZeroDivisionError

    with qtbot.waitSignal(desk.trouble_met) as met:
        desk.ask(trouble, then=lambda _a: None)
    assert met.args is not None
    assert "磁盘已满" in str(met.args[0])
    with qtbot.waitSignal(desk.bug_met) as met:
        desk.ask(bug, then=lambda _a: None)
    assert met.args is not None
    assert isinstance(met.args[0], ZeroDivisionError)
    told: list[str] = []
    desk.ask(lambda _b: "still up", then=told.append)
    qtbot.waitUntil(lambda: told == ["still up"])


def test_a_book_that_does_not_open_is_trouble_and_is_tried_again(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    tries: list[int] = []

    def opener() -> object:
        tries.append(1)
        if len(tries) == 1:
            raise Trouble("数据文件夹正被另一台电脑使用")
        return object()

    desk = make_desk(opener)
    told: list[str] = []
    with qtbot.waitSignal(desk.trouble_met):
        desk.ask(lambda _b: "open", then=told.append)
    desk.ask(lambda _b: "open", then=told.append)
    qtbot.waitUntil(lambda: told == ["open"])


def test_no_act_while_a_past_day_is_looked_at(qtbot: QtBot, desk: Desk) -> None:
    done: list[int] = []
    told: list[Trouble] = []
    desk.trouble_met.connect(told.append)
    desk.set_read_only("正在查看 2026年8月3日 周一 的情形，不能修改")

    def act(_library: object) -> Saved:
        done.append(1)
        return Saved(frozenset(), "")

    desk.act(act)
    assert "不能修改" in str(told[0])
    desk.set_read_only("")
    desk.act(act)
    qtbot.waitUntil(lambda: done == [1])


def test_stopping_finishes_the_acts_and_drops_the_questions(make_desk: MakeDesk) -> None:
    gate, wait = _gate()
    desk = make_desk(object)
    done: list[str] = []

    def save(_library: object, word: str) -> Saved:
        done.append(word)
        return Saved(frozenset(), word)

    def look(_library: object) -> None:
        done.append("looked")

    desk.ask(wait, "first", then=lambda _a: None)
    desk.act(save, "kept")
    desk.ask(look, then=lambda _a: None)
    QTimer.singleShot(0, gate.set)
    gate.set()
    assert desk.stop()
    assert done == ["kept"]


def test_the_window_breathes_while_the_worker_works(qtbot: QtBot, desk: Desk) -> None:
    """Heartbeat: a 1 ms timer in the GUI thread never waits for more than 100 ms."""
    done: list[int] = []

    def busy(_library: object, *, progress: Report) -> int:
        total = 0
        for number in range(200):
            total += sum(range(5_000))
            progress(number, 200, "")
        return total

    with Heart() as heart:
        desk.ask(busy, then=done.append, progress=lambda _n, _t, _w: None)
        qtbot.waitUntil(lambda: bool(done))
    assert done == [200 * sum(range(5_000))]
    assert heart.longest < MOST
