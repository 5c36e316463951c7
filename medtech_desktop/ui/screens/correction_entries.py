"""录入：撤销登记错的一步或首例；原记录与撤销都保留。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library


class AnnulStepEntry(Entry):
    """撤销一份备案的最后一步。"""

    def __init__(
        self, desk: Desk, number: str, step: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"撤销「{step}」。原记录与撤销都保留，备案回到前一步。"
        super().__init__(
            desk, f"撤销 {number} 的最后一步", "撤销这一步", line, parent, thing=number, part=step
        )
        self._number, self._today = number, today
        self.act_button.setProperty("kind", "fatal")
        self.act_button.setDefault(False)
        self.form.text("reason", "理由", hint="登记错在哪里")

    def plan(self) -> Plan:
        return _annul_step, (self._number, self.form.value("reason"), self._today)


def _annul_step(library: Library, number: str, reason: str, on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.annulments import annul_step

    return annul_step(library, clerk_here(), number, reason, on)


class AnnulCaseEntry(Entry):
    """撤销登记错的首例。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：撤销以后，期限按其余首例重算。"
        super().__init__(desk, "撤销登记错的首例", "撤销首例", line, parent, thing=key)
        self._key, self._today = key, today
        self.act_button.setProperty("kind", "fatal")
        self.act_button.setDefault(False)
        self.form.day("day", "首例日期", today, "要撤销的那一条登记的首例日期")
        self.form.text("reason", "理由", hint="登记错在哪里")

    def plan(self) -> Plan:
        day = self.form.day_value("day")
        return _annul_case, (self._key, day, self.form.value("reason"), self._today)


def _annul_case(library: Library, key: str, day: date, reason: str, on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.annulments import annul_first_case

    return annul_first_case(library, clerk_here(), key, day, reason, on)
