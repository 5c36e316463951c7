"""屏：每一屏的共同约定。一屏不认识另一屏，只说要去哪里。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Kind
from medtech_desktop.ui.widgets.empty import Empty
from medtech_desktop.ui.widgets.nav import NavEntry


@dataclass(frozen=True, slots=True)
class Setting:
    """一屏所处的环境：案头、今天是哪天（不问系统时钟）。"""

    desk: Desk
    today: Callable[[], date]


class Screen(QWidget):
    """一屏。子类给出 ``KINDS``（哪些种类变了要重读）并实现 ``reload``。

    ``on`` is the day looked at: today, or the past day of the date switch.
    """

    KINDS: frozenset[Kind] = frozenset()

    heading_changed = Signal(str, str)
    article_opened = Signal(str)
    place_wanted = Signal(str, str)
    act_wanted = Signal(str, str, str)
    said = Signal(str)
    source_wanted = Signal(str)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = setting.desk
        self._today = setting.today
        self.past_day: date | None = None
        self.heading = ("", "")
        self.heading_source = ""
        """顶栏那句话里的数从哪来；空的没有数可问。"""
        self.stale = True
        self.place = ""
        self._awaited: tuple[str, str] | None = None

    @property
    def on(self) -> date:
        """所看的那一天。"""
        return self.past_day or self._today()

    @property
    def today(self) -> date:
        """今天。"""
        return self._today()

    def say_heading(self, title: str, sentence: str) -> None:
        """屏名与顶栏的一句话。"""
        self.heading = (title, sentence)
        self.heading_changed.emit(title, sentence)

    def reload(self) -> None:
        """重读本屏；旧的显示留到新的回来。"""
        raise NotImplementedError

    def show_thing(self, key: str) -> None:
        """显示某一事物（从别处跳来）。"""

    def act(self, word: str) -> None:
        """打开一个录入框，或办一件事。"""

    def await_act(self, thing: str, word: str) -> None:
        """从别处来办一件事：``thing`` 显示出来以后接着办；没有词的作罢前一次。"""
        self._awaited = (thing, word) if word else None

    def take_up(self, *things: str) -> None:
        """这些已经显示了：等着的事在其中一件上的（或不指明的），接着办。"""
        if self._awaited is None or self.desk.read_only:
            return
        thing, word = self._awaited
        if thing in ("", *things):
            self._awaited = None
            self.arrive(thing, word)

    def arrive(self, thing: str, word: str) -> None:
        """从别处来，到了要办这件事的地方。"""
        self.act(word)

    def allow_all(self, allowed: bool) -> None:
        """本屏和它的空状态许不许动作。"""
        self.allow_acts(allowed)
        for empty in self.findChildren(Empty):
            empty.allow_acts(allowed)

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许动作。"""

    def first_widget(self) -> QWidget | None:
        """打开本屏时得到焦点的控件。"""
        return None

    def matters(self, changed: frozenset[Kind]) -> bool:
        """这些种类变了，本屏要不要重读。"""
        mine = {kind if isinstance(kind, str) else kind.__name__ for kind in self.KINDS}
        theirs = {kind if isinstance(kind, str) else kind.__name__ for kind in changed}
        return bool(mine & theirs)


@dataclass(frozen=True, slots=True)
class Place:
    """导航中的一处：导航项、组号、造这一屏的函数。"""

    entry: NavEntry
    group: int
    make: Callable[[Setting], Screen]
