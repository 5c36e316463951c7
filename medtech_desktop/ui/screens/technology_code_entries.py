"""录入：把手术编码与技术对应，终止对应。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.code_field import CodeField
from medtech_desktop.ui.widgets.quiet import Link, label

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

LINK_CODE_WORD, END_CODE_WORD = "对应手术编码…", "终止编码对应…"
Codes = tuple[tuple[str, str], ...]
_OFFERED = 6


class TechnologyCodeEntry(Entry):
    """把一条手术编码与技术对应。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：对应由人确认，程序不凭名称采用；编码以编码库里有的为准。"
        super().__init__(desk, "对应手术编码", "登记对应", line, parent, thing=key)
        self._key, self._today = key, today
        form = self.form
        self.offers = QWidget()
        self._offered = QVBoxLayout(self.offers)
        self._offered.setContentsMargins(0, 0, 0, 0)
        self._offered.setSpacing(2)
        form.add("offers", "按名称找到", self.offers)
        self.code = CodeField()
        form.add("code", "手术编码", self.code)
        hint = "只有部分做法属于这项技术的，写明是哪些；留空为一律属于"
        form.line("condition", "纳入条件", hint=hint)
        form.day("since", "自何日起", today)
        self.code.wanted.connect(self._find)
        form.show_field("offers", False)
        desk.ask(ask_offers, key, today, then=self._offer, owner=self, topic="offers")

    def _find(self, words: str) -> None:
        self.desk.ask(
            ask_codes, words, self._today, then=self.code.offer, owner=self, topic="codes"
        )

    def _offer(self, codes: Codes) -> None:
        self.code.know(codes)
        for code, name in codes[:_OFFERED]:
            link = Link(f"{code}　{name}", size=theme.BODY)
            link.clicked.connect(lambda _=False, code=code: self._take(code))
            self._offered.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        if codes:
            more = f"另有 {len(codes) - _OFFERED} 条，" if len(codes) > _OFFERED else ""
            said = f"点一条填在下面；{more}请逐条核对是不是这项技术"
            self._offered.addWidget(label(said, size=theme.NOTE, ink=Ink.INK3, wrap=True))
        self.form.show_field("offers", bool(codes))
        self._fit()

    def _take(self, code: str) -> None:
        self.code.take(code)
        self.code.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def plan(self) -> Plan:
        answers = (self.code.code(), self.form.value("condition"), self.form.day_value("since"))
        return _link, (self._key, answers, self._today)


class EndTechnologyCodeEntry(Entry):
    """终止一条对应。"""

    def __init__(
        self,
        desk: Desk,
        key: str,
        name: str,
        codes: Codes,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"{name}：最后一日以前的手术仍算这项技术；起日在最后一日以后的整条撤销。"
        super().__init__(desk, "终止编码对应", "终止对应", line, parent, thing=key)
        self._key, self._today = key, today
        self.form.choice("code", "手术编码", tuple((one[0], "　".join(one)) for one in codes))
        self.form.day("last_day", "最后一日", today)

    def plan(self) -> Plan:
        code, last = self.form.value("code"), self.form.day_value("last_day")
        return _end, (self._key, code, last, self._today)


def ask_offers(library: Library, key: str, on: date) -> Codes:
    """按技术名称找到的编码。"""
    from medtech_desktop.office.technology_codes import offered_codes

    return offered_codes(library, key, on)


def ask_codes(library: Library, words: str, on: date) -> Codes:
    """编码库里合这几个字的。"""
    from medtech_desktop.office.technology_codes import codes_like

    return codes_like(library, words, on)


def _link(library: Library, key: str, answers: tuple[str, str, date], on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technology_codes import NewCode, link_code

    code, condition, since = answers
    return link_code(library, clerk_here(), key, NewCode(code, since, condition), on).in_full()


def _end(library: Library, key: str, code: str, last_day: date, on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.technology_codes import end_code

    return end_code(library, clerk_here(), key, code, last_day, on)
