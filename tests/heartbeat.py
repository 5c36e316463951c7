"""心跳：窗口线程每毫秒跳一次，两次之间怪得着本程序的停顿有多久。

How a busy machine is told from a slow program is said in ``bench.heart``; that it is told is
tested in tests/ui/test_heartbeat.py.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bench.heart import Heart
from medtech_desktop.ui import calm

MOST = 0.1
"""窗口线程最多停多久，秒。"""


@contextmanager
def as_started() -> Iterator[None]:
    """解释器像程序启动、安顿好以后那样：换手的间隔、怎样回收。"""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    calm.be_calm()
    calm.settle()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        gc.set_threshold(*threshold)
        gc.unfreeze()


def longest_gap(walk: Callable[[], object]) -> float:
    """走一遍时停得最久的一次，秒。"""
    with as_started(), Heart() as heart:
        walk()
    return heart.longest
