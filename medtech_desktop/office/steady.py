"""不停顿：工作线程造出几十万个小对象时，不做整体垃圾回收，窗口不等。"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def steady() -> Iterator[None]:
    """其间不做整体垃圾回收：几十万个小对象会让界面停上半秒，用完即由计数释放。"""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
