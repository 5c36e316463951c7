"""心跳：窗口线程每毫秒跳一次，两次之间停了多久。

On a shared machine another program can hold up ours for a quarter of a second. What we are
to blame for is at most what our own threads computed in that time, so the smaller of the two
counts; and a work of ours that holds up the window does so every time it is done.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, process_time

from PySide6.QtCore import QTimer

MOST = 0.1
"""窗口线程最多停多久，秒。"""
_ROUNDS = 4


class Heartbeat:
    """一个心跳；``with`` 之内跳。"""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._wall = self._own = 0.0

    def __enter__(self) -> Heartbeat:
        self._wall, self._own = monotonic(), process_time()
        self._timer.start(1)
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._beat()

    def _beat(self) -> None:
        wall, own = monotonic(), process_time()
        self.gaps.append(min(wall - self._wall, own - self._own))
        self._wall, self._own = wall, own


def longest_gap(walk: Callable[[], object]) -> float:
    """走一遍时停得最久的一次，秒；超过限度的再走，取最短的一遍。"""
    found = float("inf")
    for _ in range(_ROUNDS):
        with Heartbeat() as heart:
            walk()
        found = min(found, max(heart.gaps))
        if found < MOST:
            break
    return found
