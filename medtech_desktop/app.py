"""开窗口：先出一幅空画面，再装其余，最后在工作线程里打开资料库；不开窗口时本文件不被用到。

Whatever is not needed for the first frame is imported after it.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.ui.curtain import Curtain
    from medtech_desktop.ui.first_run import FirstRun, HospitalDraft
    from medtech_desktop.ui.main_window import MainWindow
    from medtech_desktop.ui.problems import Problems

_NAME = "medtech-desktop"
_SHANGHAI = timedelta(hours=8)


def today() -> date:
    """今天（北京时间）。"""
    return (datetime.now(tz=UTC) + _SHANGHAI).date()


class Opening:
    """怎样打开资料库：已有的打开；新建的按所填新建。在工作线程中被调用。"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.draft: HospitalDraft | None = None

    def exists(self) -> bool:
        """那里已经有资料库。"""
        return (self.folder / "book.db").is_file() or self.folder.is_file()

    def __call__(self) -> Library:
        from medtech_desktop.office.library import NewHospital, new_library, open_library

        if self.draft is None or self.exists():
            return open_library(self.folder)
        draft = self.draft
        hospital = NewHospital(
            draft.name,
            draft.type,
            draft.level,
            draft.principal,
            draft.principal_mobile,
            draft.licence_number,
            draft.authority,
            draft.tcm,
        )
        return new_library(self.folder, hospital, province=draft.province)


class Start:
    """启动的经过：第一次打开的对话框，或主窗口。"""

    def __init__(self, opening: Opening, problems: Problems, log_path: Path) -> None:
        from medtech_desktop.ui.desk import Desk

        self.opening = opening
        self.desk = Desk(opening, held=True)
        self.first_run: FirstRun | None = None
        self.window: MainWindow | None = None
        self._problems = problems
        self._log_path = log_path

    def begin(self) -> None:
        """有资料库就开窗口，没有就先登记本院。"""
        if self.opening.exists():
            self.open_window()
            return
        from medtech_desktop.resource_files import resource
        from medtech_desktop.ui.first_run import FirstRun

        self.desk.release()
        provinces = tuple(
            sorted(path.name for path in resource("provinces").iterdir() if path.is_dir())
        )
        names = {"hunan": "湖南"}
        self.first_run = FirstRun(
            self.opening.folder, tuple(names.get(name, name) for name in provinces)
        )
        self.first_run.create_wanted.connect(self._create)
        self.first_run.open_wanted.connect(self._open_other)
        self.first_run.show()

    def open_window(self) -> MainWindow:
        """主窗口；资料库此时才在工作线程里打开。"""
        from medtech_desktop.ui.main_window import MainWindow
        from medtech_desktop.ui.places import PLACES, QUESTIONS
        from medtech_desktop.ui.screen import Setting

        setting = Setting(self.desk, today)
        self.window = MainWindow(PLACES, setting, QUESTIONS, self._problems, self._log_path)
        self.window.first_painted.connect(self.desk.release)
        self.window.resize(1366, 768)
        self.window.show()
        if self.first_run is not None:
            self.first_run.close()
            self.first_run = None
        return self.window

    def _create(self, draft: HospitalDraft) -> None:
        self.opening.folder = draft.folder
        self.opening.draft = draft
        self._try()

    def _open_other(self, folder: Path) -> None:
        self.opening.folder = folder
        self.opening.draft = None
        self._try()

    def _try(self) -> None:
        form = self.first_run
        if form is None:
            return
        form.wait(True)
        self.desk.ask(
            _is_open,
            then=self._opened,
            owner=form,
            troubled=form.show_trouble,
            refused=form.show_findings,
        )

    def _opened(self, _open: bool) -> None:
        QSettings().setValue("library", str(self.opening.folder))
        self.open_window()


def _is_open(_library: Library) -> bool:
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """开窗口。``--book`` 指定资料库文件夹。"""
    from medtech_desktop.ui.curtain import Curtain
    from medtech_desktop.ui.theme import round_like_mock

    told = _parse(sys.argv[1:] if arguments is None else arguments)
    round_like_mock()
    _name_for_windows()
    app = QApplication.instance() or QApplication([_NAME])
    if not isinstance(app, QApplication):
        return 2
    app.setApplicationName(_NAME)
    app.setOrganizationName(_NAME)
    curtain = Curtain()
    curtain.show()
    app.processEvents()
    return _run(app, told, curtain)


def _name_for_windows() -> None:
    """Windows 任务栏上自成一组，用自己的图标，不与别的程序并在一起。"""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(_NAME)


def _run(app: QApplication, told: Told, curtain: Curtain) -> int:
    import platformdirs
    from PySide6.QtGui import QIcon

    from medtech_desktop.resource_files import resource
    from medtech_desktop.ui import theme
    from medtech_desktop.ui.problems import Problems

    theme.install(app)
    app.setWindowIcon(QIcon(str(resource("icons", "app.ico"))))
    log_path = start_log(Path(platformdirs.user_log_dir(_NAME, appauthor=False)))
    problems = Problems()
    problems.watch()
    start = Start(Opening(told.book or _usual_folder()), problems, log_path)
    start.begin()
    if start.window is not None:
        start.window.move(curtain.pos())
        start.window.first_painted.connect(curtain.close)
        if told.picture is not None:
            from medtech_desktop.ui.picture import Picture

            Picture(start.window, told.picture)
    else:
        curtain.close()
    try:
        return app.exec()
    finally:
        start.desk.stop()
        problems.unwatch()


@dataclass(frozen=True, slots=True)
class Told:
    """命令行上说的：哪个资料库；``picture`` 存一张截图就关窗（试验安装包用）。"""

    book: Path | None = None
    picture: Path | None = None


def _parse(arguments: Sequence[str]) -> Told:
    if not arguments:
        return Told()
    import argparse

    parser = argparse.ArgumentParser(prog="medtech-desktop", description="医疗技术临床应用管理")
    parser.add_argument("--book", type=Path, help="资料库文件夹")
    parser.add_argument("--picture", type=Path, help=argparse.SUPPRESS)
    found = parser.parse_args(list(arguments))
    return Told(found.book, found.picture)


def _usual_folder() -> Path:
    from medtech_desktop.resource_files import portable_folder

    beside = portable_folder()
    if beside is not None:
        return beside / "资料库"
    kept = QSettings().value("library", "")
    if isinstance(kept, str) and kept and Path(kept).exists():
        return Path(kept)
    import platformdirs

    return Path(platformdirs.user_data_dir(_NAME, appauthor=False)) / "资料库"


def start_log(folder: Path) -> Path:
    """日志：5 个 2 MB 的文件轮换，不含姓名与患者号。"""
    import logging
    from logging.handlers import RotatingFileHandler

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "medtech.log"
    handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger("medtech_desktop")
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return path
