"""一张窗口的截图：窗口画好、问题答完以后存成文件；安装包的试验用它。

Behind the option ``--picture`` of the window program, which its help does not show.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from medtech_desktop.ui.main_window import MainWindow

_EVERY_MS = 50
_QUIET_ROUNDS = 15
_MOST_ROUNDS = 1200


class Picture(QObject):
    """等窗口安静下来，存一张图，说一声 ``taken``。"""

    taken = Signal()

    def __init__(self, window: MainWindow, path: Path) -> None:
        super().__init__(window)
        self._window = window
        self._path = path
        self._rounds = self._quiet = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        window.first_painted.connect(self._timer.start)

    def _look(self) -> None:
        self._rounds += 1
        self._quiet = 0 if self._window.desk.is_busy else self._quiet + 1
        if self._quiet < _QUIET_ROUNDS and self._rounds < _MOST_ROUNDS:
            return
        self._timer.stop()
        self._window.grab().save(str(self._path))
        self.taken.emit()
