"""门：同一个资料库只开一个窗口；第二次启动叫出已开的那一个。

Nothing of Qt's network is imported until it is needed: the first frame does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medtech_desktop.ui.single import First


def first_is_called(folder: Path, *, hidden: bool) -> bool:
    """同一个资料库已有一个程序开着：叫出它的窗口，这一个不开。"""
    from medtech_desktop.ui.single_mark import mark_of, name_of

    name = name_of(folder)
    if not mark_of(name).exists():
        return False
    from medtech_desktop.ui.single import QUIET, SHOW, call_first

    return call_first(name, QUIET if hidden else SHOW)


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
        if self._first is not None:
            self._first.close()
