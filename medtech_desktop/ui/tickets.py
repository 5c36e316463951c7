"""票据：一次提问或动作；依次等着的各票，一件大事做着时短的提问可以先答。"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.trouble import Trouble

Report = Callable[[int, int, str], None]
"""进度：已做、总数（0 为未知）、一句话。raises Cancelled when nobody wants the answer."""


@dataclass(eq=False)
class Ticket:
    """一次提问或动作的票据。``shares``：一件大事，报告进度时让等着的短提问先答。

    ``passes``: long when it is alone, short in the middle of another (nothing is caught up there).
    """

    work: Callable[..., object]
    args: tuple[object, ...]
    then: Callable[[Any], None]
    owner: QObject | None
    topic: str = ""
    refused: Callable[[tuple[Finding, ...]], None] | None = None
    troubled: Callable[[Trouble], None] | None = None
    progress: Report | None = None
    stopped: Callable[[], None] | None = None
    ended: Callable[[], None] | None = None
    acts: bool = False
    lasts: bool = False
    shares: bool = False
    passes: bool = False
    dead: threading.Event = field(default_factory=threading.Event)
    answered: bool = False

    @property
    def is_short(self) -> bool:
        """可以插在一件大事中间：只是问，又不是另一件大事。"""
        return not (self.acts or self.lasts) and (self.passes or not self.shares)


class LetGo:
    """队列里的一句话：到此为止的做完，放开资料库。"""


Thing = Ticket | LetGo | None
"""None：做完已在队列中的，停下。"""


class WaitingLine:
    """依次等着的。``put`` 从窗口线程，其余只由工作线程调用。"""

    def __init__(self) -> None:
        self._coming: queue.Queue[Thing] = queue.Queue()
        self._held: deque[Thing] = deque()

    def put(self, thing: Thing) -> None:
        """排在末尾。"""
        self._coming.put(thing)

    def next(self) -> Thing:
        """下一个；没有就等。"""
        return self._held.popleft() if self._held else self._coming.get()

    def short_ones(self) -> Iterator[Ticket]:
        """此刻等着的短提问，依次；动作、草稿与别的大事留在原来的次序。

        A question may pass an act: when that act is done its screens ask again. Nothing passes
        the end of the queue or the letting go of the book.
        """
        while not self._coming.empty():
            thing = self._coming.get_nowait()  # nobody else takes any
            if isinstance(thing, Ticket) and thing.is_short and not self._is_closing():
                yield thing
            else:
                self._held.append(thing)

    def hold(self, ticket: Ticket) -> None:
        """这一个现在答不了，排在已经留下的之后。"""
        self._held.append(ticket)

    def _is_closing(self) -> bool:
        return any(not isinstance(thing, Ticket) for thing in self._held)
