"""录入：获准开展、首例、停止应用。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import NO_YES, YES_NO, Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library


class StartEntry(Entry):
    """登记获准开展，或期初在用。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：自我评估、论证、伦理审查齐备才可以开展。"
        super().__init__(desk, "登记获准开展", "登记获准开展", line, parent, thing=key)
        self._key = key
        self.form.day("day", "自何日起", today)
        self.form.line("document", "文件", hint="院内批准文号；期初须写明凭据")
        hint = "启用本程序以前就在开展的选「是」，填最早开展日"
        self.form.choice("opening", "期初在用", NO_YES, hint)

    def plan(self) -> Plan:
        value = self.form.value
        opening = value("opening") == "yes"
        day = self.form.day_value("day")
        return _start, (self._key, day, value("document"), opening, self.reason())


def _start(
    library: Library, key: str, day: date, document: str, opening: bool, reason: str
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.stops import start_technology

    return start_technology(
        library, clerk_here(), key, day, document=document, opening=opening, reason=reason
    )


class FirstCaseEntry(Entry):
    """登记首例。"""

    def __init__(
        self,
        desk: Desk,
        key: str,
        name: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"{name}：限制类技术自首例起 15 个工作日内备案，首例当日不计。"
        super().__init__(desk, "登记首例", "登记首例", line, parent, thing=key)
        self._key = key
        self._today = today
        self.form.day("day", "首例日期", today, "真实的首例日；迟发现的也从这一天起算")
        self._site = self.form.choice("site", "院区", ())
        self.form.line("case_ref", "病例", hint="手术单号或住院号尾号，不填姓名")
        self.form.choice("counts", "计为首例", YES_NO, "放弃的首例也计；不计须写明理由")
        self.form.text("reason", "说明")
        desk.ask(ask_sites, today, then=self._show_sites, owner=self)

    def _show_sites(self, sites: tuple[tuple[str, str], ...]) -> None:
        for value, word in sites:
            self._site.addItem(word, value)

    def plan(self) -> Plan:
        value = self.form.value
        site = int(value("site")) if value("site") else None
        told = value("reason")
        reason = "；".join(part for part in (self.reason(), told) if part)
        draft = (self.form.day_value("day"), site, value("case_ref"), value("counts") == "yes")
        return _first_case, (self._key, draft, told, self._today, reason)


def ask_sites(library: Library, on: date) -> tuple[tuple[str, str], ...]:
    """各院区：(编号, 名称)。"""
    from medtech_desktop.office.institutions import institution_view

    return tuple((str(site[0]), site[1]) for site in institution_view(library, on).sites)


def _first_case(
    library: Library,
    key: str,
    draft: tuple[date, int | None, str, bool],
    told: str,
    on: date,
    reason: str,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.first_cases import NewFirstCase, record_first_case

    day, site, case_ref, counts = draft
    made = NewFirstCase(day, site, case_ref, counts, told)
    return record_first_case(library, clerk_here(), key, made, on, reason=reason)


class StopEntry(Entry):
    """停止应用。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "停止后不得再开展，恢复须重新论证；记录不可删除。"
        super().__init__(desk, f"停止应用「{name}」", "停止应用", line, parent, thing=key)
        self._key = key
        self.act_button.setProperty("kind", "fatal")
        self.act_button.setDefault(False)
        self.form.day("day", "自何日起", today)
        self.form.choice("ground", "情形", stop_grounds())
        self.form.text("reason", "原因", hint="出现了什么情形，写入审计记录")
        self.form.line("document", "文号")

    def plan(self) -> Plan:
        value = self.form.value
        answers = (value("ground"), value("reason"), value("document"))
        return _stop, (self._key, self.form.day_value("day"), answers)


def stop_grounds() -> tuple[tuple[str, str], ...]:
    """停止的各种情形。"""
    from medtech_desktop.domain.stops import STOP_LABELS

    return tuple((ground.value, said) for ground, said in STOP_LABELS.items())


def _stop(library: Library, key: str, day: date, answers: tuple[str, str, str]) -> Done:
    from medtech_desktop.domain.stops import StopGround
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.stops import stop_technology

    ground, why, document = answers
    return stop_technology(
        library, clerk_here(), key, day, StopGround(ground), why, document=document
    )
