"""录入：管理规范的一版，与按规范的自我评估。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import UNANSWERED, YES_NO, Plan

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

_ANSWERS = (UNANSWERED, *YES_NO)


def ask_norms(library: Library, key: str, on: date) -> tuple[tuple[str, str], ...]:
    """这项技术的管理规范各版，新的在前：(编号, 名称与版次)。"""
    from medtech_desktop.office.world import load_world

    world = load_world(library, on)
    lineages = world.find_technology(key).lineages_on(on)
    held = [norm for norm in world.norms if norm.lineage in lineages and norm.since <= on]
    held.sort(key=lambda norm: norm.since, reverse=True)
    return tuple((str(norm.id), f"{norm.title} {norm.edition}") for norm in held)


class NormEntry(Entry):
    """登记管理规范的一版。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：换版以后，按旧版的自我评估须重做。"
        super().__init__(desk, "登记管理规范", "登记管理规范", line, parent, thing=key)
        self._key = key
        self.form.line("title", "规范名称")
        self.form.line("edition", "版次", hint="如 2022年版")
        self.form.line("document", "文号")
        self.form.day("since", "施行日期", today)

    def plan(self) -> Plan:
        value = self.form.value
        answers = (value("title"), value("edition"), value("document"))
        return _norm, (self._key, answers, self.form.day_value("since"))


def _norm(library: Library, key: str, answers: tuple[str, str, str], since: date) -> Done:
    from medtech_desktop.office.acts import clerk_here, not_found, today
    from medtech_desktop.office.self_assessments import add_norm
    from medtech_desktop.office.world import load_world

    lineages = load_world(library, today()).find_technology(key).lineages_on(today())
    if not lineages:
        raise not_found("这项技术没有对应目录条目", "先对应目录条目，再登记其管理规范", "title")
    title, edition, document = answers
    return add_norm(
        library, clerk_here(), lineages[0], title, edition, since, document_number=document
    )


class SelfAssessmentEntry(Entry):
    """登记自我评估。"""

    def __init__(
        self, desk: Desk, key: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{name}：两项回答印入备案表，「否」的不能开展。"
        super().__init__(desk, "登记自我评估", "登记自我评估", line, parent, thing=key)
        self._key = key
        form = self.form
        form.day("assessed_on", "评估日期", today)
        self._norms = form.choice(
            "norm",
            "管理规范",
            (("", "未写明"),),
            "按哪一版评估；没有可选的，先在技术页「登记」里「登记管理规范…」",
        )
        form.choice(
            "compared", "对照管理规范", _ANSWERS, "是否对照相关医疗技术管理规范进行自我评估"
        )
        form.choice("meets", "符合要求", _ANSWERS, "是否符合相关医疗技术管理规范要求")
        form.text("report", "评估结果", hint="所具备的条件：科室、人员、设备、设施、质量控制")
        desk.ask(ask_norms, key, today, then=self._show_norms, owner=self)

    def _show_norms(self, norms: tuple[tuple[str, str], ...]) -> None:
        for value, word in norms:
            self._norms.addItem(word, value)
        if norms:
            self._norms.setCurrentIndex(1)
        else:
            self._norms.setItemText(0, "还没有登记管理规范")

    def plan(self) -> Plan | None:
        if not self.answered("compared", "meets"):
            return None
        value = self.form.value
        return _self_assess, (
            self._key,
            self.form.day_value("assessed_on"),
            value("compared") == "yes",
            value("meets") == "yes",
            value("report"),
            int(value("norm")) if value("norm") else None,
        )


def _self_assess(
    library: Library,
    key: str,
    day: date,
    compared: bool,
    meets: bool,
    report: str,
    norm: int | None,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.self_assessments import NewSelfAssessment, self_assess

    draft = NewSelfAssessment(day, compared, meets, report, norm)
    return self_assess(library, clerk_here(), key, draft)
