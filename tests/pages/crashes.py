"""断电：另一个进程里的真窗口，录入框开着、字打了一半，被强行结束。"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_CHILD = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from medtech_desktop.app import Opening, Start
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.problems import Problems

folder, log, place, word, field, text = sys.argv[1:]
app = QApplication([])
start = Start(Opening(Path(folder)), Problems(), Path(log))
start.begin()

def look():
    entries = [e for e in app.allWidgets() if isinstance(e, Entry) and e.isVisible()]
    if not entries and start.window is not None:
        if start.window.current_screen().place == place:
            start.window.current_screen().act(word)
        else:
            start.window.go(place)
    if not entries:
        return
    poll.stop()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(entries[0].form.field(field), event)
    print("typed", flush=True)

poll = QTimer()
poll.timeout.connect(look)
poll.start(300)
app.exec()
"""


def killed_while_typing(
    folder: Path, log: Path, place: str, word: str, field: str, text: str
) -> None:
    """打开窗口，去某一屏，打开录入框，在一个字段里打字，留下草稿以后 kill -9。"""
    child = subprocess.Popen(
        [
            *(sys.executable, "-X", "utf8", "-c", _CHILD),
            *(str(folder), str(log), place, word, field, text),
        ],
        stdout=subprocess.PIPE,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        text=True,
        encoding="utf-8",
    )
    try:
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "typed"
        end = time.monotonic() + 15
        while not any(folder.glob("drafts/*.draft")):
            assert time.monotonic() < end, "没有留下草稿"
            time.sleep(0.05)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
