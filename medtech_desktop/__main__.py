"""``python -m medtech_desktop``：打开窗口；``--demo 文件夹`` 建立演示医院、导出文书并展示。

Without a screen the demo saves a picture of every screen instead of opening the window.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from medtech_desktop.ui.main_window import MainWindow

_READ = 3
_PICTURES = ((1366, 768), (1920, 1080))


def main() -> int:
    """按参数选择窗口或演示。"""
    words = sys.argv[1:]
    if words[:1] == ["--import-worker"]:
        from medtech_desktop.intake.worker import main as work

        return work(words[1:])
    if len(words) == 2 and words[0] == "--demo":
        return demo(Path(words[1]))
    from medtech_desktop.app import main as start

    return start(words)


def demo(folder: Path) -> int:
    """建立演示医院于 ``folder``，导出全部文书，然后开窗口或存截图。"""
    from medtech_desktop.domain.trouble import Trouble

    try:
        library = _prepare(folder)
    except Trouble as trouble:
        print(str(trouble), file=sys.stderr)
        return _READ
    if _has_screen():
        from medtech_desktop.app import main as start

        print("正在打开窗口", flush=True)
        return start(["--book", str(library)])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    print("这里没有屏幕，改存每一屏的截图", flush=True)
    for path in picture_screens(library, folder / "screens"):
        print(path, flush=True)
    return 0


def _prepare(folder: Path) -> Path:
    """演示数据与文书；上一次的演示先删去，别的数据不碰。"""
    from medtech_desktop.office.acts import clerk_here, today
    from medtech_desktop.office.demo import build_demo
    from medtech_desktop.office.demo_folder import mark_demo, remove_old_demo
    from medtech_desktop.office.exports import KINDS, export_papers

    place, papers = folder / "library", folder / "papers"
    remove_old_demo(place)
    shutil.rmtree(papers, ignore_errors=True)
    print(f"建立演示医院 {place}", flush=True)
    mark_demo(place)
    library = build_demo(place)
    try:
        done = export_papers(library, clerk_here("示例经办"), tuple(KINDS), (), papers, today())
        drafts = export_papers(
            library,
            clerk_here("示例经办"),
            ("annex2",),
            (),
            papers,
            today(),
            formats=("pdf",),
            draft=True,
        )
    finally:
        library.close()
    for path in dict.fromkeys((*done.files, *drafts.files)):
        print(path, flush=True)
    return place


def _has_screen() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    system: str = sys.platform
    if system.startswith("linux"):
        return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    return True


def picture_screens(
    library: Path,
    folder: Path,
    sizes: tuple[tuple[int, int], ...] = _PICTURES,
    things: Mapping[str, str] = MappingProxyType({}),
) -> list[Path]:
    """每一屏在各种大小下的截图；``things`` 为各屏上要选中的。"""
    from PySide6.QtWidgets import QApplication

    from medtech_desktop import app as starting
    from medtech_desktop.ui import theme
    from medtech_desktop.ui.places import PLACES
    from medtech_desktop.ui.problems import Problems

    folder.mkdir(parents=True, exist_ok=True)
    theme.round_like_mock()
    application = QApplication.instance() or QApplication(["medtech-desktop"])
    assert isinstance(application, QApplication)
    theme.install(application)
    start = starting.Start(starting.Opening(library), Problems(), folder / "medtech.log")
    window = start.open_window()
    saved = []
    try:
        for width, height in sizes:
            window.resize(width, height)
            for number, place in enumerate(PLACES, 1):
                window.go(place.entry.key, things.get(place.entry.key, ""))
                _settle(application, window)
                path = folder / f"{number}-{place.entry.key}-{width}x{height}.png"
                window.grab().save(str(path))
                saved.append(path)
    finally:
        window.close()
        start.desk.stop()
    return saved


def _settle(application: object, window: MainWindow, seconds: float = 20.0) -> None:
    """等到问题都答完、画面稳定。"""
    from PySide6.QtWidgets import QApplication

    assert isinstance(application, QApplication)
    end = time.monotonic() + seconds
    quiet = 0
    while quiet < _QUIET_ROUNDS and time.monotonic() < end:
        application.processEvents()
        quiet = 0 if window.desk.is_busy else quiet + 1
        time.sleep(0.02)


_QUIET_ROUNDS = 15

if __name__ == "__main__":
    sys.exit(main())
