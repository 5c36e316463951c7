"""系统屏的两处：许可证登记的诊疗科目、逐例报送的平台。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screen import Screen
from medtech_desktop.ui.screens.report_entries import (
    ADD_PLATFORM,
    END_PLATFORM,
    EndPlatformEntry,
    PlatformEntry,
)
from medtech_desktop.ui.screens.subject_entries import (
    ADD_SUBJECTS,
    END_SUBJECT,
    EndLicenceSubjectEntry,
    LicenceSubjectsEntry,
)
from medtech_desktop.ui.widgets.quiet import Link, label

if TYPE_CHECKING:
    from medtech_desktop.domain.report_platforms import ReportPlatform
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.subjects import SubjectLine

_NO_SUBJECT = "还没有登记。照执业许可证上的登记以后，手术核查才能核对技术与诊疗科目是否相符。"
_NO_PLATFORM = "还没有登记。登记平台和天数以后，限制类技术的病例到期没有报送的，手术核查会列出。"


class _Pane:
    """一处：一段文字，登记与终止两个链接。"""

    def __init__(self, screen: Screen, add: str, end: str) -> None:
        self.screen = screen
        self.shown = label("", wrap=True)
        self.add_link, self.end_link = Link(add), Link(end)
        self.links = (self.end_link, self.add_link)
        self.names: tuple[str, ...] = ()
        self.acts: dict[str, Callable[[], None]] = {add: self.add, end: self.end}
        self._words = add, end
        self.add_link.clicked.connect(lambda _=False: self.add())
        self.end_link.clicked.connect(lambda _=False: self.end())

    def add(self) -> None:
        """登记一个。"""
        self._open(self.adding(), self._words[0])

    def end(self) -> None:
        """终止一个；没有可终止的不打开。"""
        if self.names:
            self._open(self.ending(), self._words[1])

    def adding(self) -> Entry:
        """登记用的录入框。"""
        raise NotImplementedError

    def ending(self) -> Entry:
        """终止用的录入框。"""
        raise NotImplementedError

    def say(self, names: tuple[str, ...], text: str) -> None:
        """换上所列的。"""
        self.names = names
        self.shown.setText(text)
        self.end_link.setVisible(bool(names))

    def _open(self, entry: Entry, word: str) -> None:
        entry.begin_from(self.screen.article_opened, word)


class SubjectsPane(_Pane):
    """许可证登记的诊疗科目。"""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen, ADD_SUBJECTS, END_SUBJECT)

    def reload(self, on: date) -> None:
        """重问。"""
        self.screen.desk.ask(ask_subjects, on, then=self._show, owner=self.screen, topic="subjects")

    def adding(self) -> Entry:
        return LicenceSubjectsEntry(self.screen.desk, self.screen.today, self.screen)

    def ending(self) -> Entry:
        return EndLicenceSubjectEntry(self.screen.desk, self.names, self.screen.today, self.screen)

    def _show(self, lines: tuple[SubjectLine, ...]) -> None:
        held = tuple(dict.fromkeys(one.name for one in lines if one.until is None))
        ended = [f"{one.name}（至 {one.until.isoformat()}）" for one in lines if one.until]
        self.say(held, "、".join((*held, *ended)) or _NO_SUBJECT)


class PlatformsPane(_Pane):
    """逐例报送的平台。"""

    def __init__(self, screen: Screen) -> None:
        super().__init__(screen, ADD_PLATFORM, END_PLATFORM)

    def reload(self, on: date) -> None:
        """重问。"""
        self.screen.desk.ask(
            ask_platforms, on, then=self._show, owner=self.screen, topic="platforms"
        )

    def adding(self) -> Entry:
        return PlatformEntry(self.screen.desk, self.screen.today, self.screen)

    def ending(self) -> Entry:
        return EndPlatformEntry(self.screen.desk, self.names, self.screen.today, self.screen)

    def _show(self, rows: tuple[ReportPlatform, ...]) -> None:
        held = tuple(dict.fromkeys(one.name for one in rows if one.until is None))
        self.say(held, "\n".join(map(_platform_words, rows)) or _NO_PLATFORM)


def _platform_words(one: ReportPlatform) -> str:
    level = "国家平台" if one.national else "省级平台"
    days = f"{one.days} 天内报送" if one.days is not None else "没有定天数，不提醒也不判断"
    until = f"，至 {one.until.isoformat()}" if one.until is not None else ""
    return f"{one.name}（{level}）：自 {one.since.isoformat()} 起{until}，{days}"


def ask_subjects(library: Library, on: date) -> tuple[SubjectLine, ...]:
    """许可证登记的诊疗科目，那一天已有的。"""
    from medtech_desktop.office.subjects import licence_subjects
    from medtech_desktop.office.world import was_there

    return tuple(one for one in licence_subjects(library, on) if was_there(one.since, on))


def ask_platforms(library: Library, on: date) -> tuple[ReportPlatform, ...]:
    """报送平台，那一天已有的。"""
    from medtech_desktop.office.report_platforms import platforms
    from medtech_desktop.office.world import was_there

    return tuple(one for one in platforms(library, on) if was_there(one.since, on))
