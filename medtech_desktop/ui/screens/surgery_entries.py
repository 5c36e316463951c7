"""录入：对核查的发现作说明，撤销一次说明。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.surgery_explanations import SAID_LABELS, Said
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.emergency_entries import _OnePersonEntry
from medtech_desktop.ui.screens.technology_entries import UNANSWERED, Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

About = tuple[int, int, int, int | None]
_OUTCOMES = tuple((one.value, label) for one, label in SAID_LABELS.items())


class ExplainEntry(_OnePersonEntry):
    """说明一条或几条发现；``due`` 是随今天而变的一条挂在哪里。"""

    def __init__(
        self,
        desk: Desk,
        findings: Sequence[int],
        about: str,
        today: date,
        parent: QWidget | None = None,
        *,
        due: About | None = None,
    ) -> None:
        count = len(findings)
        title = f"说明这 {count:,} 条" if count > 1 else "说明"
        line = f"{about}。发现不删除，说明写在它旁边；重新导入以后仍在，写错了可以撤销。"
        part = " ".join(map(str, due if due is not None else findings[:20]))
        super().__init__(desk, title, "登记说明", line, parent, thing=about, part=part)
        self._findings, self._due = tuple(findings), due
        hint = "属实的仍算问题；核实无误的不再计入问题"
        self.form.choice("outcome", "结论", (UNANSWERED, *_OUTCOMES), hint)
        self.form.text("text", "情况", hint="经过、依据、怎样处理；不写患者姓名和住院号")
        self.add_person("person", "说明人", today)
        self.form.day("day", "日期", today)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        if not self.answered("outcome"):
            return None
        person = ""
        if self.form.value("person"):
            person = self.who("person", "说明人")
            if not person:
                return None
        told = (self.form.value("outcome"), self.form.value("text"), person)
        day = self.form.day_value("day")
        return _explain, (self._findings, self._due, told, day)


def _explain(
    library: Library,
    findings: tuple[int, ...],
    due: About | None,
    told: tuple[str, str, str],
    day: date,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.practitioners import person_id
    from medtech_desktop.office.surgery_explanations import explain, explain_about

    outcome, text, person = told
    who = person_id(library, person, day) if person else None
    clerk = clerk_here()
    if due is not None:
        return explain_about(library, clerk, (due,), Said(outcome), text, who, day)
    return explain(library, clerk, findings, Said(outcome), text, who, day)


class AnnulExplanationEntry(Entry):
    """撤销一次说明。"""

    def __init__(self, desk: Desk, uid: str, about: str, parent: QWidget | None = None) -> None:
        line = f"{about}。撤销以后这一条发现回到以前的样子，痕迹保留在审计里。"
        super().__init__(desk, "撤销这次说明", "撤销说明", line, parent, thing=about, part=uid)
        self._uid = uid
        self.act_button.setProperty("kind", "fatal")
        self.act_button.setDefault(False)
        self.form.line("reason", "理由", hint="写入审计记录")

    def plan(self) -> Plan:
        return _annul, (self._uid, self.form.value("reason"))


def _annul(library: Library, uid: str, reason: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.surgery_explanations import annul_explanation

    return annul_explanation(library, clerk_here(), uid, reason)
