"""录入：选一项技术新建备案；还没有首例的，一并登记首例。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan, ask_people
from medtech_desktop.ui.screens.use_entries import ask_sites
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.people_field import PeopleField
from medtech_desktop.ui.widgets.quiet import label

if TYPE_CHECKING:
    from medtech_desktop.office.filing_pages import Fileable
    from medtech_desktop.office.library import Library

_CASE = ("day", "site", "case_ref", "case_reason")
_NOTHING = "没有可以新建备案的限制类技术；先在技术目录登记"
_BEFORE = "首例前备案，没有法定天数"


def ask_fileable(library: Library, on: date) -> tuple[Fileable, ...]:
    """可以新建备案的技术。"""
    from medtech_desktop.office.filing_pages import fileable

    return fileable(library, on)


class StartFilingEntry(Entry):
    """新建备案：先选技术。"""

    def __init__(self, desk: Desk, today: date, parent: QWidget | None = None) -> None:
        line = "限制类技术自首例之日起 15 个工作日内备案，首例当日不计；编号生成后不变。"
        super().__init__(desk, "新建备案", "新建备案", line, parent)
        self._today = today
        self._found: dict[str, Fileable] = {}
        form = self.form
        self.technology = form.choice("technology", "技术", (("", "未选"),))
        self.said = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        form.add("said", "", self.said)
        self.said.setAccessibleName("期限")
        cases = (("yes", "已经开展，现在登记首例"), ("no", _BEFORE))
        self.case = form.choice("case", "首例", cases)
        form.day("day", "首例日期", today, "真实的首例日；迟发现的也从这一天起算")
        self.site = form.choice("site", "院区", ())
        form.line("case_ref", "病例", hint="手术单号或住院号尾号，不填姓名")
        form.line("case_reason", "迟登原因", hint="首例当时没有登记的，写明为什么")
        self.leads = PeopleField()
        form.add("lead", "技术负责人", self.leads, "不填时用技术目录里登记的负责人")
        self.technology.currentIndexChanged.connect(lambda _n: self._show_case())
        self.case.currentIndexChanged.connect(lambda _n: self._show_case())
        desk.ask(ask_fileable, today, then=self._show_technologies, owner=self)
        desk.ask(ask_sites, today, then=self._show_sites, owner=self)
        desk.ask(ask_people, today, then=self.leads.set_people, owner=self)
        self._show_case()

    def _show_technologies(self, found: tuple[Fileable, ...]) -> None:
        self._found = {one.technology: one for one in found}
        for one in found:
            text = f"{one.code or one.technology} {one.name}，{one.said}"
            self.technology.addItem(text, one.technology)
        self._show_case()

    def _show_sites(self, sites: tuple[tuple[str, str], ...]) -> None:
        for value, word in sites:
            self.site.addItem(word, value)

    def _show_case(self) -> None:
        chosen = self._found.get(self.form.value("technology"))
        new = chosen is not None and chosen.first_case is None
        self.form.show_field("case", new)
        for name in _CASE:
            self.form.show_field(name, new and self.form.value("case") == "yes")
        case = chosen.first_case if chosen is not None else None
        said = f"首例 {case.isoformat()} 已登记，期限由此推定" if case else ""
        self.said.setText(said if self._found else _NOTHING)
        self.form.show_field("said", case is not None or not self._found)
        if self.isVisible():
            self._fit()

    def plan(self) -> Plan | None:
        if not self.answered("technology"):
            return None
        value = self.form.value
        chosen = self._found.get(value("technology"))
        new = chosen is not None and chosen.first_case is None and value("case") == "yes"
        day = self.form.day_value("day") if new else None
        site = int(value("site")) if new and value("site") else None
        case = (day, site, value("case_ref"), value("case_reason"))
        why = value("case_reason") if new else ""
        reason = "；".join(part for part in (self.reason(), why) if part)
        return _start, (value("technology"), case, self.leads.keys(), self._today, reason)


def _start(
    library: Library,
    key: str,
    case: tuple[date | None, int | None, str, str],
    leads: tuple[str, ...],
    on: date,
    reason: str,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.filings import NewFiling, open_filing

    day, site, case_ref, why = case
    draft = NewFiling(first_case=day, leads=leads, site_id=site, case_ref=case_ref, case_reason=why)
    return open_filing(library, clerk_here(), key, draft, on, reason=reason)
