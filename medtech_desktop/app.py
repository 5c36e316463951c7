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

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library, NewHospital
    from medtech_desktop.ui.curtain import Curtain
    from medtech_desktop.ui.desk import Desk
    from medtech_desktop.ui.door import Door
    from medtech_desktop.ui.first_run import FirstRun
    from medtech_desktop.ui.first_run_draft import HospitalDraft
    from medtech_desktop.ui.main_window import MainWindow
    from medtech_desktop.ui.problems import Problems
    from medtech_desktop.ui.tray import Tray, TrayIcon

_NAME = "medtech-desktop"
_SHANGHAI = timedelta(hours=8)


def today() -> date:
    """今天（北京时间）。"""
    return (datetime.now(tz=UTC) + _SHANGHAI).date()


def now() -> datetime:
    """此刻（北京时间，不带时区）。"""
    return (datetime.now(tz=UTC) + _SHANGHAI).replace(tzinfo=None)


class Opening:
    """怎样打开资料库：已有的打开；新建的按所填新建。在工作线程中被调用。"""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.draft: HospitalDraft | None = None

    def exists(self) -> bool:
        """那里已经有资料库。"""
        try:
            return (self.folder / "book.db").is_file() or self.folder.is_file()
        except OSError:  # no right to look: opening it will say so
            return True

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
        self.tray: Tray | None = None
        self._watch_desk: Desk | None = None

    def begin(self) -> None:
        """有资料库就开窗口，没有就先登记本院。"""
        if self.opening.exists():
            self.open_window()
            return
        from medtech_desktop.ui.first_run import FirstRun
        from medtech_desktop.ui.library_places import lost, remembered

        self.desk.release()
        self.first_run = FirstRun(self.opening.folder, today())
        self.first_run.create_wanted.connect(self._create)
        self.first_run.open_wanted.connect(self._open_other)
        self.first_run.demo_wanted.connect(self._open_demo)
        self.first_run.show()
        if self.opening.folder == remembered():
            self.first_run.show_trouble(lost(self.opening.folder))

    def open_window(self) -> MainWindow:
        """主窗口；资料库此时才在工作线程里打开。"""
        from medtech_desktop.ui.main_window import MainWindow
        from medtech_desktop.ui.places import PLACES, QUESTIONS
        from medtech_desktop.ui.screen import Setting
        from medtech_desktop.ui.window_size import show_whole

        setting = Setting(self.desk, today)
        self.window = MainWindow(PLACES, setting, QUESTIONS, self._problems, self._log_path)
        self.window.first_painted.connect(self.desk.release)
        self.window.stays = self._stays
        self.window.hidden_away.connect(self.watch)
        show_whole(self.window)
        if self.first_run is not None:
            self.first_run.finish(created=self.opening.draft is not None)
            self.first_run = None
        return self.window

    # In the tray

    def watch(self, icon: TrayIcon | None = None) -> Tray:
        """窗口关着：在托盘里看着；资料库平时放开，看一眼时只读打开。"""
        from medtech_desktop.ui.desk import Desk
        from medtech_desktop.ui.tray import Tray

        QApplication.setQuitOnLastWindowClosed(False)
        if self.tray is None:
            self._watch_desk = Desk(self._look_only)
            self.tray = Tray(self._watch_desk, now, icon)
            self.tray.open_wanted.connect(self.show_window)
            self.tray.todo_wanted.connect(lambda: self.show_window().go("todo"))
            self.tray.month_wanted.connect(self._show_month)
            self.tray.quit_wanted.connect(self.quit)
        self.tray.watch()
        return self.tray

    def show_window(self) -> MainWindow:
        """叫出窗口；从托盘启动的此时才打开。"""
        QApplication.setQuitOnLastWindowClosed(True)
        if self.tray is not None:
            self.tray.rest()
        if self.window is None:
            return self.open_window()
        self.window.come_back()
        return self.window

    def raise_window(self) -> None:
        """第二次启动：叫出已开着的那一个。"""
        if self.first_run is not None:
            self.first_run.raise_()
            self.first_run.activateWindow()
        else:
            self.show_window()

    def quit(self) -> None:
        """真的退出。"""
        if self.window is not None:
            self.window.leave()
        QApplication.quit()

    def end_session(self) -> None:
        """电脑要注销或关机：关窗口就是退出，不拦着。"""
        if self.window is not None:
            self.window.stays = None

    def stop(self) -> bool:
        """停下各个工作线程。"""
        if self.tray is not None:
            self.tray.rest()
        watch = self._watch_desk is None or self._watch_desk.stop()
        return self.desk.stop() and watch

    def _look_only(self) -> Library:
        from medtech_desktop.office.library import open_library

        return open_library(self.opening.folder, read_only=True)

    def _show_month(self) -> None:
        window = self.show_window()
        window.go("todo")
        open_month = getattr(window.current_screen(), "open_month", None)
        if open_month is not None:
            open_month()

    def _stays(self) -> bool | None:
        """关窗口时留不留在托盘；没有问过的先问一次。"""
        from medtech_desktop.ui.reminder_settings import reminder_settings
        from medtech_desktop.ui.tray import tray_available

        stay = reminder_settings().stay
        if stay is False or not tray_available():
            return False
        if stay is None and self.window is not None:
            self._ask_stay(self.window)
        return stay

    def _ask_stay(self, window: MainWindow) -> None:
        from medtech_desktop.ui.stay_question import StayQuestion

        question = StayQuestion(window)
        question.answered.connect(lambda _stay: window.close())
        question.open()

    # First run

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
            from medtech_desktop.ui.library_places import remember

            remember(self.opening.folder)
        self.open_window()


def _is_open(_library: Library) -> bool:
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """开窗口。``--book`` 指定资料库文件夹；``--tray`` 只在托盘里，不开窗口。"""
    from medtech_desktop.ui.calm import be_calm, import_rest
    from medtech_desktop.ui.theme import round_like_mock

    be_calm()
    told = _parse(sys.argv[1:] if arguments is None else arguments)
    round_like_mock()
    _name_for_windows()
    app = QApplication.instance() or QApplication([_NAME])
    if not isinstance(app, QApplication):
        return 2
    app.setApplicationName(_NAME)
    app.setOrganizationName(_NAME)
    from medtech_desktop.ui.door import first_is_called
    from medtech_desktop.ui.library_places import usual_folder

    folder = told.book or usual_folder()
    if first_is_called(folder, hidden=told.tray):
        return 0
    if told.tray:
        return _run(app, folder, None, told)
    from medtech_desktop.ui.curtain import Curtain

    curtain = Curtain()
    curtain.show()
    app.processEvents()
    import_rest()
    app.processEvents()  # the words of the curtain
    return _run(app, folder, curtain, told)


def _name_for_windows() -> None:
    """Windows 任务栏上自成一组，用自己的图标，不与别的程序并在一起。"""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(_NAME)


def _run(app: QApplication, folder: Path, curtain: Curtain | None, told: Told) -> int:
    import platformdirs
    from PySide6.QtGui import QIcon

    from medtech_desktop.resource_files import resource
    from medtech_desktop.ui import calm, theme
    from medtech_desktop.ui.door import Door
    from medtech_desktop.ui.problems import Problems

    theme.install(app)
    app.setWindowIcon(QIcon(str(resource("icons", "app.ico"))))
    log_path = start_log(Path(platformdirs.user_log_dir(_NAME, appauthor=False)))
    problems = Problems()
    problems.watch()
    start = Start(Opening(folder), problems, log_path)
    door = Door(folder, start.raise_window)
    app.commitDataRequest.connect(lambda _session: start.end_session())
    if curtain is None:
        if not start.opening.exists():
            problems.unwatch()
            door.close()
            start.stop()
            return 0  # nothing is registered yet, so there is nothing to remind of
        start.watch()
        door.open()
    else:
        _open(start, curtain, door)
    if told.picture is not None and start.window is not None:
        from medtech_desktop.ui.picture import Picture

        Picture(start.window, told.picture).taken.connect(start.quit)
    QTimer.singleShot(calm.SETTLED_AFTER_MS, lambda: calm.settle(start.desk))
    try:
        return app.exec()
    finally:
        door.close()
        start.stop()
        problems.unwatch()


def _open(start: Start, curtain: Curtain, door: Door) -> None:
    start.begin()
    if start.window is not None:
        start.window.move(curtain.pos())
        start.window.first_painted.connect(curtain.close)
        start.window.first_painted.connect(door.open)
    else:
        curtain.close()
        door.open()


@dataclass(frozen=True, slots=True)
class Told:
    """命令行上说的：哪个资料库、是否只在托盘；``picture`` 存一张截图就退出（试安装包用）。"""

    book: Path | None = None
    tray: bool = False
    picture: Path | None = None


def _parse(arguments: Sequence[str]) -> Told:
    match arguments:
        case []:
            return Told()
        case ["--book", folder] if not folder.startswith("-"):
            return Told(Path(folder))
        case ["--tray"]:
            return Told(tray=True)
    import argparse

    parser = argparse.ArgumentParser(prog="medtech-desktop", description="医疗技术临床应用管理")
    parser.add_argument("--book", type=Path, help="资料库文件夹")
    parser.add_argument("--tray", action="store_true", help="只在托盘里提醒，不开窗口")
    parser.add_argument("--picture", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args(list(arguments))
    return Told(asked.book, asked.tray, asked.picture)


def start_log(folder: Path) -> Path:
    """日志：5 个 2 MB 的文件轮换，不含姓名与患者号。"""
    import logging
    from logging.handlers import RotatingFileHandler

    path = folder / "medtech.log"
    log = logging.getLogger("medtech_desktop")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=2_000_000, backupCount=5, encoding="utf-8")
    except OSError:  # a full disk or no right to write is no reason not to open
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    return path
