"""主窗口：左导航、顶栏、一屏、状态栏；各屏由外面给出，窗口不认识它们的内容。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui import calm
from medtech_desktop.ui.article_sheet import ArticleSheet, ArticleView
from medtech_desktop.ui.closing import LateClosing
from medtech_desktop.ui.day_turn import DayTurn
from medtech_desktop.ui.desk import Done, Kind
from medtech_desktop.ui.drafting import Drafting
from medtech_desktop.ui.help_sheet import HelpSheet
from medtech_desktop.ui.problems import Bug, BugDialog, Problems, RefusalDialog, TroubleBar
from medtech_desktop.ui.screen import Place, Screen, Setting
from medtech_desktop.ui.search import ARTICLE, SearchView, destination
from medtech_desktop.ui.sources import SourceSheet
from medtech_desktop.ui.status_bar import StatusBar, StatusView
from medtech_desktop.ui.theme import Tone
from medtech_desktop.ui.widgets.nav import Badge, Nav
from medtech_desktop.ui.widgets.notices import Banner
from medtech_desktop.ui.widgets.quiet import button
from medtech_desktop.ui.widgets.top_bar import TopBar, day_words

_BUSY_AFTER_MS = 500


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """窗口四周要知道的事：医院、状态栏、各屏的待办数、是否演示库。"""

    hospital: str
    status: StatusView
    badges: tuple[tuple[str, Badge], ...] = ()
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Questions:
    """窗口自己要问的：四周的事、搜索、条款，关窗口前要办的。

    All run in the worker thread with the open library as their first argument.
    """

    facts: Callable[..., WindowFacts]
    search: Callable[..., SearchView]
    article: Callable[..., ArticleView]
    leaving: Callable[..., Done] | None = None


class MainWindow(QMainWindow):
    """主窗口。``first_painted`` 首屏画好以后发一次。"""

    first_painted = Signal()
    hidden_away = Signal()

    def __init__(
        self,
        places: tuple[Place, ...],
        setting: Setting,
        questions: Questions,
        problems: Problems,
        log_path: Path,
    ) -> None:
        super().__init__()
        self.desk = setting.desk
        self._today = setting.today
        self._questions = questions
        self._log_path = log_path
        self._past_day: date | None = None
        self._painted = self._closed = False
        self._away = False
        self.stays: Callable[[], bool | None] | None = None
        """关窗口时：留在托盘、退出，还是（None）先问，由外面给出。"""
        self._is_open = False
        self._bugs_open: dict[str, BugDialog] = {}
        self._setting = setting
        self._places = {place.entry.key: place for place in places}
        self._screens: dict[str, Screen] = {}
        self.setWindowTitle("医疗技术临床应用管理")
        self.setMinimumSize(1024, 600)
        self._make_widgets(places)
        self._lay_out()
        self._wire(problems)
        self._set_shortcuts()
        self._show_today()
        self.day_turn = DayTurn(self._today, self)
        self.day_turn.turned.connect(self._turn_day)
        self.go(places[0].entry.key)
        self._ask_facts()
        calm.make_when_idle(self, self._unmade, self._make_screen, lambda: self.desk.is_busy)

    # Widgets

    def _make_widgets(self, places: tuple[Place, ...]) -> None:
        groups = sorted({place.group for place in places})
        self.nav = Nav(
            tuple(tuple(p.entry for p in places if p.group == group) for group in groups)
        )
        self.top_bar = TopBar()
        self.demo_banner = Banner(Tone.BUSY, "info")
        self.past_banner = Banner(Tone.WARN, "history")
        self.back_button = button("回到今天", small=True)
        self.past_banner.setFixedHeight(36)
        self.past_banner.row.addWidget(self.back_button)
        self.trouble_bar = TroubleBar()
        self.status_bar = StatusBar()
        self._stack = QStackedWidget()
        self._busy_timer = QTimer(self)
        self._busy_timer.setSingleShot(True)
        self._busy_timer.setInterval(_BUSY_AFTER_MS)

    # Layout

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for widget in (self.top_bar, self.demo_banner, self.past_banner, self.trouble_bar):
            right.addWidget(widget)
        right.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.nav)
        middle.addLayout(right, 1)
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(middle, 1)
        column.addWidget(self.status_bar)
        self.setCentralWidget(whole)

    # Wiring

    def _wire(self, problems: Problems) -> None:
        self.nav.chosen.connect(self.go)
        self.nav.source_wanted.connect(self.open_source)
        self.top_bar.source_wanted.connect(
            lambda: self.open_source(self.current_screen().heading_source)
        )
        self.top_bar.day_chosen.connect(self.look_at)
        self.top_bar.help_wanted.connect(self.open_help)
        self.top_bar.search.asked.connect(self._search)
        self.top_bar.search.found.connect(self._open_found)
        self.top_bar.search.left.connect(self._leave_search)
        self.back_button.clicked.connect(lambda _=False: self.look_at(None))
        self._busy_timer.timeout.connect(lambda: self.status_bar.show_busy("正在处理"))
        self.desk.changed.connect(self._reload_changed)
        self.desk.turned_back.connect(lambda: None if self._away else self._reload_all())
        self._closing = LateClosing(self, self.desk, self.trouble_bar.say)
        self.desk.saved.connect(self.status_bar.show_saved)
        self.desk.said.connect(self.status_bar.show_said)
        self.desk.offered.connect(self.status_bar.show_offer)
        self.desk.trouble_met.connect(self.trouble_bar.show_trouble)
        self.desk.refusal_met.connect(self._show_refusal)
        self.desk.bug_met.connect(problems.report)
        self.desk.busy_changed.connect(self._show_busy)
        problems.bug_found.connect(self._show_bug, Qt.ConnectionType.QueuedConnection)

    def _make_screen(self, key: str) -> Screen:
        """造一屏：第一次去到，或首屏画好以后空闲时。"""
        screen = self._places[key].make(self._setting)
        screen.place = key
        screen.past_day = self._past_day
        screen.allow_all(self._past_day is None)
        screen.heading_changed.connect(
            lambda title, sentence: self._show_heading(key, title, sentence)
        )
        screen.article_opened.connect(self.open_article)
        screen.place_wanted.connect(self.go)
        screen.act_wanted.connect(self.go)
        screen.source_wanted.connect(self.open_source)
        screen.said.connect(self.status_bar.show_said)
        self._screens[key] = screen
        self._stack.addWidget(screen)
        return screen

    def _unmade(self) -> list[str]:
        """还没造的各屏；窗口关了就不再造。"""
        return [key for key in self._places if key not in self._screens and not self._closed]

    def _set_shortcuts(self) -> None:
        QShortcut(QKeySequence("Ctrl+K"), self, self.top_bar.search.begin)
        QShortcut(QKeySequence("F1"), self, self.open_help)
        QShortcut(QKeySequence("F5"), self, self._reload_now)
        for number, key in enumerate(self._places, start=1):
            QShortcut(QKeySequence(f"Ctrl+{number % 10}"), self, lambda key=key: self.go(key))

    # Asking

    def go(self, key: str, thing: str = "", word: str = "") -> None:
        """到某一屏，可指明某一事物，及在那里要接着办的事。"""
        if key not in self._places:  # a draft kept by a newer program
            self.trouble_bar.say("这份草稿是较新的程序留的，这里没有那一屏；草稿还在")
            return
        screen = self.screen_of(key)
        screen.await_act(thing, word)
        self.nav.set_current(key)
        self._stack.setCurrentWidget(screen)
        self._show_heading(key, *screen.heading)
        if thing:
            screen.show_thing(thing)
        if screen.stale or word:
            screen.stale = False
            screen.reload()
        first = screen.first_widget()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def look_at(self, day: date | None) -> None:
        """看某一过去的日子；None 回到今天。"""
        self._past_day = day
        said = f"正在查看 {day.year}年{day_words(day)} 的情形，不能修改" if day else ""
        self.past_banner.say(said)
        self.desk.set_read_only(said)
        self.top_bar.show_day(self._today(), day)
        for screen in self._screens.values():
            screen.past_day = day
            screen.allow_all(day is None)
        self._reload_all()

    def current_screen(self) -> Screen:
        """现在的一屏。raises TypeError never in practice."""
        shown = self._stack.currentWidget()
        if not isinstance(shown, Screen):
            raise TypeError(type(shown).__name__)
        return shown

    def screen_of(self, key: str) -> Screen:
        """某一屏。raises KeyError for an unbuilt screen."""
        return self._screens[key] if key in self._screens else self._make_screen(key)

    def open_help(self) -> HelpSheet:
        """打开手册，翻到现在这一屏的一页；手册开着不挡住窗口。"""
        shown = self._stack.currentWidget()
        key = next((key for key, screen in self._screens.items() if screen is shown), "")
        sheet = HelpSheet(self, key)
        sheet.show()
        return sheet

    def open_article(self, article: str) -> ArticleSheet:
        """打开条款。"""
        sheet = ArticleSheet(article, self)
        sheet.open()
        self.desk.ask(self._questions.article, article, then=sheet.show_article, owner=sheet)
        return sheet

    def open_source(self, key: str) -> SourceSheet:
        """这个数从哪来。"""
        sheet = SourceSheet(self.desk, self)
        sheet.article_opened.connect(self.open_article)
        sheet.act_wanted.connect(self.go)
        sheet.begin(key, self._past_day or self._today())
        return sheet

    def _ask_facts(self) -> None:
        on = self._past_day or self._today()
        self.desk.ask(self._questions.facts, on, then=self._show_facts, owner=self, topic="facts")

    def _search(self, text: str) -> None:
        on = self._past_day or self._today()
        self.desk.ask(
            self._questions.search, text, on, then=self._show_found, owner=self, topic="search"
        )

    def _reload_now(self) -> None:
        screen = self.current_screen()
        screen.stale = False
        screen.reload()

    def _reload_all(self) -> None:
        for screen in self._screens.values():
            screen.stale = True
        self._reload_now()
        self._ask_facts()

    def _show_today(self) -> None:
        self.top_bar.show_day(self._today(), self._past_day)
        self.status_bar.show_today(self._today())

    def _turn_day(self) -> None:
        """过了半夜：期限少了一天；在看过去的日子时，所看的不变。"""
        if not self._away:  # everything is read again when the window comes back
            self._show_today()
            if self._past_day is None:
                self._reload_all()

    def _reload_changed(self, changed: frozenset[Kind]) -> None:
        if self._away:  # everything is read again when the window comes back
            return
        for screen in self._screens.values():
            if not screen.matters(changed):
                continue
            screen.stale = True
            if screen is self.current_screen():
                self._reload_now()
        self._ask_facts()

    def _leave_search(self) -> None:
        first = self.current_screen().first_widget() or self.nav
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # Answers

    def _show_facts(self, facts: WindowFacts) -> None:
        self._is_open = True
        self.nav.set_hospital(facts.hospital)
        self.status_bar.show_status(facts.status)
        for key, badge in facts.badges:
            self.nav.set_badge(key, badge)
        said = "演示库：人员、病例与文号均为虚构，不要录入真实资料" if facts.demo else ""
        self.demo_banner.say(said)

    def _show_found(self, found: SearchView) -> None:
        self.top_bar.search.show_answers(found.text, found.lines)

    def _open_found(self, key: str) -> None:
        place, thing = destination(key)
        if place == ARTICLE:
            self.open_article(thing)
        else:
            self.go(place, thing)

    def _show_heading(self, key: str, title: str, sentence: str) -> None:
        if self._screens.get(key) is self._stack.currentWidget():
            source = self._screens[key].heading_source
            self.top_bar.show_title(title or self.nav.item(key).entry.word, sentence, source)

    def _show_busy(self, busy: bool) -> None:
        if busy:
            self._busy_timer.start()
        else:
            self._busy_timer.stop()
            self.status_bar.show_busy("")
            if self._away:
                self.desk.let_go()

    def _show_refusal(self, findings: tuple[Finding, ...]) -> None:
        dialog = RefusalDialog(findings, self)
        dialog.article_opened.connect(self.open_article)
        dialog.open()

    def _show_bug(self, bug: Bug) -> None:
        if bug.number in self._bugs_open:
            return
        dialog = BugDialog(bug, self._log_path, self)
        self._bugs_open[bug.number] = dialog
        dialog.finished.connect(lambda _code: self._bugs_open.pop(bug.number, None))
        dialog.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self, self.first_painted.emit)

    def come_back(self) -> None:
        """从托盘回来：各屏重读，日子可能已经换了。"""
        if self._away:
            self._away = False
            self._show_today()
            self.show()
            self._reload_all()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        self.activateWindow()

    def leave(self) -> None:
        """真的退出，不留在托盘。"""
        self.stays = None
        if self._away:
            self.desk.stop()
        else:
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        for open_entry in self.findChildren(Drafting):
            open_entry.keep_now()
        if self.stays is not None and self._is_open:
            wanted = self.stays()
            if wanted is not False:
                event.ignore()
                if wanted:
                    self._hide_away()
                return
        self._closing.close(event, partial(self._back_up, and_then="然后关闭"))
        self._closed = event.isAccepted()

    def _hide_away(self) -> None:
        """留在托盘：备份，放开资料库（夜里的备份命令要用它），藏起窗口。"""
        if self._past_day is not None:
            self.look_at(None)
        self._away = True
        self._back_up(and_then="留在托盘")
        self._is_open = True
        self.desk.let_go()
        self.hide()
        self.hidden_away.emit()

    def _back_up(self, and_then: str) -> None:
        if self._is_open and self._questions.leaving is not None:
            self._is_open = False
            self.desk.set_read_only("")
            self.status_bar.show_busy(f"正在备份，{and_then}")
            self.status_bar.repaint()
            self.desk.act(self._questions.leaving)
