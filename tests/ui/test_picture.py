"""The picture that the trial of the Windows package looks at: taken of a whole program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtGui import QImage

import dev
from medtech_desktop.cli import main
from medtech_desktop.ui.theme import Ink


def test_the_program_saves_a_picture_of_its_window_and_ends(tmp_path: Path) -> None:
    book, picture = tmp_path / "示例 库", tmp_path / "窗口.png"
    assert main(["new", str(book), "--hospital", "示例医院"]) == 0
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": "", "XDG_STATE_HOME": ""}
    done = subprocess.run(
        [sys.executable, "-m", "medtech_desktop", "--book", book, "--picture", picture],
        env={**dev.surroundings(), **home, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    shown = QImage(str(picture))
    assert (shown.width(), shown.height()) == (1366, 768)
    seen = {shown.pixelColor(x, y).name().upper() for x in range(0, 1366, 7) for y in (300, 760)}
    assert {Ink.NAV.value, Ink.BG.value} <= seen
    # Beyond the empty first frame: text and lines of the home screen.
    colours = {shown.pixel(x, y) for x in range(168, 1366) for y in range(0, 768, 3)}
    assert len(colours) > 50
