"""从容：启动与大事办着时，让画面先走。Imports nothing heavy: it runs before the first frame."""

from __future__ import annotations

import gc
import os
import sys
import threading
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject

    from medtech_desktop.ui.desk import Desk

SETTLED_AFTER_MS = 6000
"""启动以后多久算是安顿好了。"""
QUIET_MS = 20_000
"""多久没有提问与动作算是没有事。"""
_IDLE_MS = 250
_SHORT = 0.000_05
"""安顿好以后，等解释器的线程多久就要它换手，秒。"""
_YOUNG, _NEVER = (700, 10), 1_000_000
_REST = ("medtech_desktop.office.library", "medtech_desktop.office.todo")


def be_calm() -> None:
    """工作线程每毫秒让一次；启动时造的几十万个对象不做整体回收。

    A whole collection walks every object while nothing else runs; what is made while
    starting stays anyway.
    """
    sys.setswitchinterval(0.001)
    gc.disable()


def settle(desk: Desk | None = None) -> None:
    """启动完了：现有的对象不再参加回收；年轻的照常回收，全部的只在没有事的时候；换手快些。

    To paint a page the window takes the interpreter back more than a hundred times, and while
    the worker computes each time costs the interval.  Not with one processor, which the worker
    needs then, and not on Windows: it waits whole milliseconds, so that less than one would mean
    asking again and again.

    A collection of everything holds the interpreter for a tenth of a second, and the window
    with it, whichever thread it falls on.
    """
    if (os.cpu_count() or 1) > 1 and os.name != "nt":
        sys.setswitchinterval(_SHORT)
    gc.freeze()
    gc.set_threshold(*_YOUNG, _NEVER)
    gc.enable()
    if desk is not None:
        _tidy_when_quiet(desk)


def _tidy_when_quiet(desk: Desk) -> None:
    """没有提问与动作满一会儿，回收一次。"""
    from PySide6.QtCore import QTimer

    timer = QTimer(desk)
    timer.setSingleShot(True)
    timer.setInterval(QUIET_MS)
    timer.timeout.connect(gc.collect)
    desk.busy_changed.connect(lambda busy: timer.stop() if busy else timer.start())
    timer.start()


def make_when_idle(
    owner: QObject,
    unmade: Callable[[], list[str]],
    make: Callable[[str], object],
    busy: Callable[[], bool],
) -> None:
    """空闲时把还没去过的屏一一造好；所用的模块先在旁的线程里导入，窗口少停一半。

    While something is asked or done nothing is made: on a slow computer the first answer
    would wait for screens nobody has gone to.
    """
    from PySide6.QtCore import QTimer

    imports: list[threading.Thread] = []

    def step() -> None:
        missing = unmade()
        if busy():
            QTimer.singleShot(_IDLE_MS, owner, step)
            return
        if missing and not imports:
            imports.append(threading.Thread(target=_import_screens, args=(missing,), daemon=True))
            imports[0].start()
        elif missing and not imports[0].is_alive():
            make(missing[0])
        if missing:
            QTimer.singleShot(_IDLE_MS, owner, step)

    QTimer.singleShot(_IDLE_MS * 4, owner, step)


def _import_screens(keys: list[str]) -> None:
    for key in keys:  # a screen's module has the name of its place
        import_module(f"medtech_desktop.ui.screens.{key}")


def import_rest() -> None:
    """工作线程随后要用的，趁窗口还在装就开始导入。"""
    threading.Thread(target=_import_rest, name="imports", daemon=True).start()


def _import_rest() -> None:
    for name in _REST:
        import_module(name)
