"""开窗口：先出一幅空画面，再装其余，最后在工作线程里打开资料库；不开窗口时本文件不被用到。

Whatever is not needed for the first frame is imported after it.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library, NewHospital
    from medtech_desktop.ui.curtain import Curtain
    from medtech_desktop.ui.first_run import FirstRun
    from medtech_desktop.ui.first_run_draft import HospitalDraft
    from medtech_desktop.ui.main_window import MainWindow
    from medtech_desktop.ui.problems import Problems

_NAME = "medtech-desktop"
_SETTLED_AFTER_MS = 6000
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
        from medtech_desktop.office.library import new_library, open_library

        if self.draft is None or self.exists():
            return open_library(self.folder)
        draft = self.draft
        library = new_library(
            self.folder,
            _hospital(draft),
            province=draft.province,
            opened_on=draft.day("opened_on"),
        )
        if draft.second:
            _register_second(library, Path(draft.second))
        return library


def _hospital(draft: HospitalDraft) -> NewHospital:
    from medtech_desktop.office.library import NewHospital, NewSite

    return NewHospital(
        draft.name,
        draft.type,
        draft.level,
        draft.principal,
        draft.mobile,
        draft.licence,
        draft.authority,
        draft.tcm,
        principal_since=draft.day("principal_since"),
        main_site=draft.main_site,
        sites=tuple(
            NewSite(one.name, one.licence, one.authority if one.own_licence else "")
            for one in draft.sites
        ),
    )


def _register_second(library: Library, folder: Path) -> None:
    """没有登记成的第二备份位置不使新建作废：今日待办里照样提醒。"""
    from medtech_desktop.domain.trouble import Trouble
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.backups import set_second_place

    try:
        set_second_place(library, clerk_here(), folder)
    except Trouble as trouble:
        library.notices.append(trouble)


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
        self._remembered = True  # the demo is never taken for one's own library

    def begin(self) -> None:
        """有资料库就开窗口，没有就先登记本院。"""
        if self.opening.exists():
            self.open_window()
            return
        from medtech_desktop.ui.first_run import FirstRun

        self.desk.release()
        self.first_run = FirstRun(self.opening.folder, today())
        self.first_run.create_wanted.connect(self._create)
        self.first_run.open_wanted.connect(self._open_other)
        self.first_run.demo_wanted.connect(self._open_demo)
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
            self.first_run.finish(created=self.opening.draft is not None)
            self.first_run = None
        return self.window

    def _create(self, draft: HospitalDraft) -> None:
        self.opening.folder = Path(draft.folder)
        self.opening.draft = draft
        self._try("正在新建资料库")

    def _open_other(self, folder: Path) -> None:
        self.opening.folder = folder
        self.opening.draft = None
        self._try("正在打开资料库")

    def _open_demo(self, folder: Path) -> None:
        self._remembered = False
        self._open_other(folder)

    def _try(self, words: str) -> None:
        form = self.first_run
        if form is None:
            return
        form.wait(words)
        self.desk.ask(
            _is_open,
            then=self._opened,
            owner=form,
            troubled=form.show_trouble,
            refused=form.show_findings,
        )

    def _opened(self, _open: bool) -> None:
        if self._remembered:
            QSettings().setValue("library", str(self.opening.folder))
        self.open_window()


def _is_open(_library: Library) -> bool:
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """开窗口。``--book`` 指定资料库文件夹。"""
    from medtech_desktop.ui.curtain import Curtain
    from medtech_desktop.ui.theme import round_like_mock

    be_calm()
    told = _parse(sys.argv[1:] if arguments is None else arguments)
    round_like_mock()
    app = QApplication.instance() or QApplication([_NAME])
    if not isinstance(app, QApplication):
        return 2
    app.setApplicationName(_NAME)
    app.setOrganizationName(_NAME)
    curtain = Curtain()
    curtain.show()
    app.processEvents()
    threading.Thread(target=_import_rest, name="imports", daemon=True).start()
    return _run(app, told, curtain)


def _import_rest() -> None:
    """工作线程随后要用的，趁窗口还在装就开始导入。"""
    import_module("medtech_desktop.office.library")
    import_module("medtech_desktop.office.todo")


def _run(app: QApplication, told: Path | None, curtain: Curtain) -> int:
    import platformdirs

    from medtech_desktop.ui import theme
    from medtech_desktop.ui.problems import Problems

    theme.install(app)
    log_path = start_log(Path(platformdirs.user_log_dir(_NAME, appauthor=False)))
    problems = Problems()
    problems.watch()
    start = Start(Opening(told or _usual_folder()), problems, log_path)
    start.begin()
    if start.window is not None:
        start.window.move(curtain.pos())
        start.window.first_painted.connect(curtain.close)
    else:
        curtain.close()
    QTimer.singleShot(_SETTLED_AFTER_MS, settle)
    try:
        return app.exec()
    finally:
        start.desk.stop()
        problems.unwatch()


def be_calm() -> None:
    """让画面先走：工作线程每毫秒让一次；启动时造的几十万个对象不做整体回收。

    A whole collection walks every object while nothing else runs; what is made while
    starting stays anyway.
    """
    sys.setswitchinterval(0.001)
    gc.disable()


def settle() -> None:
    """启动完了：现有的对象不再参加回收，此后照常。"""
    gc.freeze()
    gc.enable()


def _parse(arguments: Sequence[str]) -> Path | None:
    if not arguments:
        return None
    import argparse

    parser = argparse.ArgumentParser(prog="medtech-desktop", description="医疗技术临床应用管理")
    parser.add_argument("--book", type=Path, help="资料库文件夹")
    told: Path | None = parser.parse_args(list(arguments)).book
    return told


def _usual_folder() -> Path:
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
