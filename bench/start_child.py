"""子进程：启动到某一刻就结束：空窗口 empty，首帧 frame，主窗口 window，待办有了内容 data。

The clock is the parent's, over the whole process; what is told on standard output is the
seconds since this process began.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

_LIBRARY = 2


def leave(*_ignored: object) -> None:
    """画完的下一刻就走，不收拾；只去掉记号与占用，不然下一个要等这一个答话，要整库检查。"""
    if len(sys.argv) > _LIBRARY:
        from medtech_desktop.store.lock import LOCK_NAME
        from medtech_desktop.ui.single_mark import drop_mark, name_of

        library = Path(sys.argv[_LIBRARY])
        drop_mark(name_of(library))
        (library / LOCK_NAME).write_bytes(b"")
    sys.stdout.flush()
    os._exit(0)


def empty() -> None:
    """对照：PySide6 的一个空窗口。"""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
            super().paintEvent(event)
            QTimer.singleShot(0, leave)

    app = QApplication([])
    window = Window()
    window.resize(1366, 768)
    window.show()
    app.exec()


def ours(until: str, library: str) -> None:
    """本程序，与双击图标走同一条路。"""
    from medtech_desktop import app

    if until == "frame":
        from medtech_desktop.ui.curtain import Curtain

        _after(Curtain, "paintEvent")
    else:
        opened = app.Start.open_window

        def open_window(start: app.Start) -> Any:
            if until == "data":
                from medtech_desktop.ui.screens.todo import TodoScreen

                _after(TodoScreen, "_show")
            window = opened(start)
            if until == "window":
                window.first_painted.connect(leave)
            return window

        setattr(app.Start, "open_window", open_window)  # noqa: B010 - so that mypy looks away
    app.main(["--book", library])


def _after(kind: type, name: str) -> None:
    """这个方法做完、画面也画好以后结束。"""
    from PySide6.QtCore import QTimer

    method = getattr(kind, name)

    def then(self: Any, *args: Any) -> None:
        method(self, *args)
        QTimer.singleShot(0, leave)

    setattr(kind, name, then)


if __name__ == "__main__":
    empty() if sys.argv[1] == "empty" else ours(sys.argv[1], sys.argv[2])
