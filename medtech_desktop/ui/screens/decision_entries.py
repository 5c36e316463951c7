"""录入：书面判定——是否属于禁止类，是否适用本办法；对应目录条目。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import NO_YES, UNANSWERED, YES_NO, Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library


class ProhibitionEntry(Entry):
    """判定是否属于禁止类。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：按适应证书面判定，判定属于的不得开展。"
        super().__init__(desk, "判定是否属于禁止类", "登记判定", line, parent, thing=key)
        self._key, self._today = key, today
        self.form.line("indication", "适应证")
        self.form.choice("prohibited", "属于禁止类", (UNANSWERED, *NO_YES))
        self.form.text("reason", "理由")

    def plan(self) -> Plan | None:
        if not self.answered("prohibited"):
            return None
        value = self.form.value
        answers = (value("indication"), value("prohibited") == "yes", value("reason"))
        return _answer, (self._key, answers, self._today)


def _answer(library: Library, key: str, answers: tuple[str, bool, str], on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.categories import answer_prohibition

    indication, prohibited, reason = answers
    return answer_prohibition(
        library,
        clerk_here(),
        key,
        indication=indication,
        is_prohibited=prohibited,
        reason=reason,
        on=on,
    )


class ScopeEntry(Entry):
    """判定是否适用本办法。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：器官移植、辅助生殖、细胞治疗另有规定，由人判定，不凭名称。"
        super().__init__(desk, "判定是否适用本办法", "登记判定", line, parent, thing=key)
        self._key, self._today = key, today
        self.form.choice("in_scope", "适用本办法", (UNANSWERED, *YES_NO))
        self.form.text("reason", "理由")

    def plan(self) -> Plan | None:
        if not self.answered("in_scope"):
            return None
        value = self.form.value
        return _scope, (self._key, value("in_scope") == "yes", value("reason"), self._today)


def _scope(library: Library, key: str, in_scope: bool, reason: str, on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.categories import decide_scope

    return decide_scope(library, clerk_here(), key, in_scope=in_scope, reason=reason, on=on)


class LinkEntry(Entry):
    """把本院技术与目录条目对应。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：由人确认对应，程序不凭名称猜测。"
        super().__init__(desk, "对应目录条目", "登记对应", line, parent, thing=key)
        self._key = key
        self.form.line("code", "技术编号", hint="如 S16；没有编号的填目录里的正式名称")
        self.form.day("since", "自何日起", today)

    def plan(self) -> Plan:
        return _link, (self._key, self.form.value("code"), self.form.day_value("since"))


def _link(library: Library, key: str, code: str, since: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technologies import link_entry

    return link_entry(library, clerk_here(), key, code, since)
