"""从容：启动与大事办着时，让画面先走。Imports nothing heavy: it runs before the first frame."""

from __future__ import annotations

import gc
import sys
import threading
from importlib import import_module

SETTLED_AFTER_MS = 6000
"""启动以后多久算是安顿好了。"""
_REST = ("medtech_desktop.office.library", "medtech_desktop.office.todo")


def be_calm() -> None:
    """工作线程每毫秒让一次；启动时造的几十万个对象不做整体回收。

    A whole collection walks every object while nothing else runs; what is made while
    starting stays anyway.
    """
    sys.setswitchinterval(0.001)
    gc.disable()


def settle() -> None:
    """启动完了：现有的对象不再参加回收，此后照常。"""
    gc.freeze()
    gc.enable()


def import_rest() -> None:
    """工作线程随后要用的，趁窗口还在装就开始导入。"""
    threading.Thread(target=_import_rest, name="imports", daemon=True).start()


def _import_rest() -> None:
    for name in _REST:
        import_module(name)
