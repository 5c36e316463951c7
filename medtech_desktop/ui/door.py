"""门：同一个资料库只开一个窗口；第二次启动叫出已开的那一个。

Nothing of Qt's network is imported until it is needed: the first frame does not wait for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medtech_desktop.ui.single import First


_STARTING_SECONDS = 6.0
"""做上记号以后这么久还没有人答，就是崩溃留下的。"""
_PAUSE = 0.2


def first_is_called(folder: Path, *, hidden: bool) -> bool:
    """同一个资料库已有一个程序开着：叫出它的窗口，这一个不开。

    One that is still starting cannot answer yet (two double clicks): it is waited for.
    """
    from medtech_desktop.ui.single_mark import age_of_mark, leave_mark, name_of, renew_mark

    name = name_of(folder)
    if leave_mark(name):
        return False
    from medtech_desktop.ui.single import QUIET, SHOW, call_first

    while not call_first(name, QUIET if hidden else SHOW):
        if age_of_mark(name) > _STARTING_SECONDS:  # left behind by a crash
            renew_mark(name)
            return False
        time.sleep(_PAUSE)
    return True


class Door:
    """听着第二次启动；首屏画好以后才开始听。"""

    def __init__(self, folder: Path, raise_window: Callable[[], None]) -> None:
        self._folder, self._raise = folder, raise_window
        self._first: First | None = None

    def open(self) -> None:
        """开始听。"""
        from medtech_desktop.ui.single import First
        from medtech_desktop.ui.single_mark import name_of

        if self._first is None:
            self._first = First(name_of(self._folder))
            self._first.shown.connect(self._raise)

    def close(self) -> None:
        """不再听。"""
        from medtech_desktop.ui.single_mark import drop_mark, name_of

        if self._first is not None:
            self._first.close()
        else:
            drop_mark(name_of(self._folder))
