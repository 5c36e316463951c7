"""案头：把提问与动作送到唯一的工作线程，再把回答带回窗口。

Only the worker ever holds the open library. Answers come home by one queued signal;
they are dropped when their owner is destroyed or a newer question of the topic was asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Protocol, TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from shiboken6 import isValid

from medtech_desktop.domain.law import Finding, Refused
from medtech_desktop.domain.trouble import NotNow, Trouble
from medtech_desktop.ui.tickets import LetGo, Report, Ticket, WaitingLine

__all__ = ["Cancelled", "Desk", "Done", "Kind", "Report", "Ticket"]

T = TypeVar("T")
Kind = str | type
_PROGRESS_EVERY = 0.05
_LET_IN_EVERY, _LET_IN_FOR = 0.02, 0.25
"""一件大事多久看一次有没有人等着问，一次至多答多久，秒。"""


class Cancelled(Exception):  # noqa: N818 - an outcome, not an error
    """已取消：使用者取消了，或有了更新的提问。"""


class Done(Protocol):
    """动作的回答：改变了哪些种类，一句话，附带的结论。"""

    @property
    def changed(self) -> frozenset[Kind]:
        """改变了的种类。"""

    @property
    def said(self) -> str:
        """一句话。"""


@dataclass(frozen=True)
class _Answer:
    ticket: Ticket
    value: object = None
    problem: BaseException | None = None
    turned: bool = False


class Desk(QObject):
    """案头。``changed`` 种类集合；``saved`` 保存时刻；其余信号见 ``problems``。

    ``kept``: a draft was kept or dropped; ``offered``: a sentence, the word of what may still
    be done about it, and the doing. ``turned_back``: an act was undone that let questions in;
    their answers may show what is not there.
    """

    changed = Signal(object)
    saved = Signal(object)
    said = Signal(str)
    offered = Signal(str, str, object)
    kept = Signal()
    trouble_met = Signal(object)
    refusal_met = Signal(object)
    bug_met = Signal(object)
    busy_changed = Signal(bool)
    turned_back = Signal()
    _came_home = Signal(object)
    _moved_on = Signal(object)

    def __init__(
        self, opener: Callable[[], Any], parent: QObject | None = None, *, held: bool = False
    ) -> None:
        super().__init__(parent)
        self._opener = opener
        self._released = threading.Event()
        if not held:
            self._released.set()
        self._queue = WaitingLine()
        self._inside = False
        self._latest: dict[tuple[int, str], Ticket] = {}
        self._waiting: set[Ticket] = set()
        self._read_only = ""
        queued = Qt.ConnectionType.QueuedConnection
        self._came_home.connect(self._receive, queued)
        self._moved_on.connect(self._show_progress, queued)
        self._thread = threading.Thread(target=self._work, name="desk", daemon=True)
        self._thread.start()

    def ask(
        self,
        question: Callable[..., T],
        *args: object,
        then: Callable[[T], None],
        owner: QObject | None = None,
        topic: str = "",
        progress: Report | None = None,
        troubled: Callable[[Trouble], None] | None = None,
        refused: Callable[[tuple[Finding, ...]], None] | None = None,
        stopped: Callable[[], None] | None = None,
        ended: Callable[[], None] | None = None,
        shares: bool = False,
        passes: bool = False,
    ) -> Ticket:
        """提问；``question(library, *args)`` 在工作线程中运行，``then`` 在窗口线程收回答。

        A newer question with the same owner and topic outdates this one. ``ended`` is called
        however it ends, ``stopped`` when it was cancelled before it was done; one who gives
        ``stopped`` also gets the answer that came in spite of the cancelling. ``shares``: a long
        one, that lets short questions in at its reports; ``passes``: let in itself, too.
        """
        ticket = Ticket(question, args, then, owner, topic, refused, troubled, progress)
        ticket.stopped, ticket.ended = stopped, ended
        ticket.shares, ticket.passes = shares, passes
        if topic:
            key = (id(owner), topic)
            if (older := self._latest.get(key)) is not None:
                older.dead.set()
            self._latest[key] = ticket
        return self._put(ticket)

    def act(
        self,
        act: Callable[..., Done],
        *args: object,
        then: Callable[[Any], None] | None = None,
        refused: Callable[[tuple[Finding, ...]], None] | None = None,
        troubled: Callable[[Trouble], None] | None = None,
        owner: QObject | None = None,
        progress: Report | None = None,
        stopped: Callable[[], None] | None = None,
        ended: Callable[[], None] | None = None,
        shares: bool = False,
    ) -> Ticket:
        """动作；从不因窗口关闭而丢弃，只是回答不再送回已关的窗口。"""
        ticket = Ticket(act, args, then or _nothing, owner, "", refused, troubled, progress)
        ticket.stopped, ticket.ended, ticket.acts = stopped, ended, True
        ticket.shares = shares
        if self._read_only:
            ticket.answered = True
            self.trouble_met.emit(Trouble(self._read_only, "点「查看日期」回到今天后再做"))
            return ticket
        return self._put(ticket)

    def keep(
        self,
        work: Callable[..., object],
        *args: object,
        then: Callable[[Any], None] | None = None,
        troubled: Callable[[Trouble], None] | None = None,
        owner: QObject | None = None,
    ) -> Ticket:
        """随手留下的（草稿）：不是动作，看过去的日子时也做，关窗口前也做完。"""

        def told(answer: object) -> None:
            self.kept.emit()
            if then is not None and _lives(owner):
                then(answer)

        def failed(trouble: Trouble) -> None:
            if troubled is not None and _lives(owner):
                troubled(trouble)

        return self._put(Ticket(work, args, told, None, "", None, failed, lasts=True))

    def cancel(self, ticket: Ticket) -> None:
        """取消：未开始的不再做，进行中的在下一次报告进度时停下。"""
        ticket.dead.set()

    def release(self) -> None:
        """首屏画好了：按住的提问可以开始（此前工作线程不与画面争时间）。"""
        self._released.set()

    def let_go(self) -> None:
        """做完已在队列中的，放开资料库；下一个提问或动作再打开它。"""
        self._queue.put(LetGo())

    def set_read_only(self, reason: str) -> None:
        """看过去的日子时不许动作；空字为允许。"""
        self._read_only = reason

    @property
    def read_only(self) -> str:
        """现在不许动作的理由；空字为允许。"""
        return self._read_only

    @property
    def is_busy(self) -> bool:
        """是否还有未回来的回答。"""
        return bool(self._waiting)

    @property
    def is_on_a_long_act(self) -> bool:
        """有一件大事（动作）在做或等着做。"""
        return any(ticket.acts and ticket.shares for ticket in self._waiting)

    def stop(self, seconds: float = 10.0) -> bool:
        """做完已在队列中的动作，关上库，停下线程；返回是否按时停下。"""
        for ticket in self._waiting:
            if not (ticket.acts or ticket.lasts):
                ticket.dead.set()
        self._released.set()
        self._queue.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _put(self, ticket: Ticket) -> Ticket:
        was_busy = bool(self._waiting)
        self._waiting.add(ticket)
        if not was_busy:
            self.busy_changed.emit(True)
        self._queue.put(ticket)
        return ticket

    def _work(self) -> None:
        library: Any = None
        self._released.wait()
        while True:
            ticket = self._queue.next()
            if ticket is None:
                break
            if isinstance(ticket, LetGo):
                _close(library)
                library = None
                continue
            try:
                if library is None and not ticket.dead.is_set():
                    library = self._opener()
            except Exception as problem:
                self._send(_Answer(ticket, problem=problem))
            else:
                self._send(self._answer(library, ticket))
            del ticket  # a waiting worker must not keep a closed dialog alive
        _close(library)

    def _answer(self, library: object, ticket: Ticket) -> _Answer:
        before = _turned_back(library)
        try:
            if ticket.dead.is_set():
                raise Cancelled
            value, problem = self._run(library, ticket), None
        except Exception as met:
            value, problem = None, met
        return _Answer(ticket, value, problem, _turned_back(library) != before)

    def _run(self, library: object, ticket: Ticket) -> object:
        if ticket.progress is None:
            return ticket.work(library, *ticket.args)
        told = looked = 0.0

        def report(done: int, total: int, words: str = "") -> None:
            nonlocal told, looked
            if ticket.dead.is_set():
                raise Cancelled
            now = monotonic()
            if now - told >= _PROGRESS_EVERY or done == total:
                told = now
                self._emit(self._moved_on, (ticket, done, total, words))
            if ticket.shares and not self._inside and now - looked >= _LET_IN_EVERY:
                self._let_in(library)
                looked = monotonic()

        return ticket.work(library, *ticket.args, progress=report)

    def _let_in(self, library: object) -> None:
        """一件大事中间，先答等着的短提问；想写的等大事做完再问。"""
        end = monotonic() + _LET_IN_FOR
        for ticket in self._queue.short_ones():
            self._inside = True
            try:
                with _between(library):
                    answer = self._answer(library, ticket)
            finally:
                self._inside = False
            if isinstance(answer.problem, NotNow):
                self._queue.hold(ticket)
                continue
            self._send(answer)
            if monotonic() > end:
                return

    def _send(self, answer: _Answer) -> None:
        self._emit(self._came_home, answer)

    def _emit(self, signal: Any, thing: object) -> None:
        try:
            signal.emit(thing)
        except RuntimeError:
            """The window is gone; nobody is left to tell."""

    def _show_progress(self, moved: object) -> None:
        if not isinstance(moved, tuple):
            return
        ticket, done, total, words = moved
        if not ticket.dead.is_set() and _lives(ticket.owner) and not ticket.answered:
            ticket.progress(done, total, words)

    def _receive(self, answer: object) -> None:
        if not isinstance(answer, _Answer):
            return
        ticket = answer.ticket
        self._waiting.discard(ticket)
        ticket.answered = True
        key = (id(ticket.owner), ticket.topic)
        if self._latest.get(key) is ticket:
            del self._latest[key]
        try:
            self._tell(ticket, answer)
            if answer.turned:
                self.turned_back.emit()
        finally:
            if not self._waiting:
                self.busy_changed.emit(False)

    def _tell(self, ticket: Ticket, answer: _Answer) -> None:
        if ticket.ended is not None and _lives(ticket.owner):
            ticket.ended()
        if answer.problem is not None:
            self._tell_problem(ticket, answer.problem)
            return
        if ticket.acts:
            self._tell_done(answer.value)
        done = ticket.acts or ticket.stopped is not None
        if _lives(ticket.owner) and (done or not ticket.dead.is_set()):
            ticket.then(answer.value)

    def _tell_done(self, done: Any) -> None:
        self.saved.emit(datetime.now(tz=UTC).astimezone())
        self.said.emit(done.said)
        self.changed.emit(_kinds(done.changed))

    def _tell_problem(self, ticket: Ticket, problem: BaseException) -> None:
        done = ticket.acts or ticket.stopped is not None
        wanted = _lives(ticket.owner) and (done or not ticket.dead.is_set())
        match problem:
            case Cancelled():
                if ticket.stopped is not None and _lives(ticket.owner):
                    ticket.stopped()
            case Refused(findings=findings):
                if wanted and ticket.refused is not None:
                    ticket.refused(findings)
                elif wanted:
                    self.refusal_met.emit(findings)
            case Trouble():
                if wanted and ticket.troubled is not None:
                    ticket.troubled(problem)
                elif wanted or ticket.acts:
                    self.trouble_met.emit(problem)
            case _:
                self.bug_met.emit(problem)


def _close(library: object) -> None:
    close = getattr(library, "close", None)
    if close is not None:
        close()


def _between(library: object) -> AbstractContextManager[object]:
    between = getattr(library, "between", None)
    return between() if between is not None else nullcontext()


def _turned_back(library: object) -> int:
    """几次撤回了中间有人问过的。"""
    return int(getattr(library, "turned_back", 0))


def _nothing(_answer: object) -> None:
    return None


def _lives(owner: QObject | None) -> bool:
    return owner is None or isValid(owner)


def _kinds(changed: Iterable[Kind]) -> frozenset[Kind]:
    return frozenset(changed)
