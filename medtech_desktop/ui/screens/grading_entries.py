"""录入：起草分级目录、加一行、纳入的类别、审定、撤销审定。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk, Done, Report
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_code_entries import ask_codes
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.widgets.code_field import CodeField
from medtech_desktop.ui.widgets.quiet import label

if TYPE_CHECKING:
    from medtech_desktop.office.grading_consequences import Consequences
    from medtech_desktop.office.library import Library

_GRADES = (("4", "四级"), ("3", "三级"), ("2", "二级"), ("1", "一级"), ("0", "不纳入"))
_YES_NO = (("", "否"), ("1", "是"))
_MARKS = (("minimally_invasive", "微创"), ("day_surgery", "日间"), ("interventional", "介入"))


class GradingDraftEntry(Entry):
    """起草新的一版。"""

    def __init__(self, desk: Desk, current: str, today: date, parent: QWidget | None = None):
        line = "草稿只记与原版不同的行，每一步都可以撤销；审定以前不影响任何判断。"
        super().__init__(desk, "起草分级目录", "起草", line, parent)
        self._today = today
        options = ((("", f"自施行的「{current}」改起"),) if current else ()) + (
            ("empty", "从头编起"),
        )
        self.form.line("name", "名称", f"手术分级管理目录（{today.year}年版）")
        self.form.choice("base", "依据", options)

    def plan(self) -> Plan:
        empty = self.form.value("base") == "empty"
        return _start, (self.form.value("name"), empty, self._today)


class GradingLineEntry(Entry):
    """加一行，或改已有的一行。"""

    def __init__(
        self,
        desk: Desk,
        draft: int,
        departments: tuple[str, ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = "编码以编码库里有的为准；已有的行按这里所填改写。"
        super().__init__(desk, "加一行", "写入草稿", line, parent, part=str(draft))
        self._draft, self._today = draft, today
        form = self.form
        self.code = CodeField()
        form.add("code", "编码", self.code)
        self.code.wanted.connect(self._find)
        form.choice("department", "科室", (("", "全院"), *((one, one) for one in departments)))
        form.choice("grade", "级别", _GRADES)
        as_own = (("", "同级别"), *_GRADES[:-1])
        form.choice("managed_as", "按几级管理", as_own, hint="限制类按四级管理的选四级，请核对原文")
        for name, title in _MARKS:
            form.choice(name, title, _YES_NO)

    def _find(self, words: str) -> None:
        self.desk.ask(
            ask_codes, words, self._today, then=self.code.offer, owner=self, topic="codes"
        )

    def plan(self) -> Plan:
        value = self.form.value
        marks = tuple(bool(value(name)) for name, _title in _MARKS)
        answers = (self.code.code(), value("department"), value("grade"), value("managed_as"))
        return _set_line, (self._draft, answers, marks, self._today)


class GradingCategoriesEntry(Entry):
    """选定纳入分级管理的类别。"""

    def __init__(
        self,
        desk: Desk,
        draft: int,
        managed: tuple[str, ...],
        counts: tuple[tuple[str, int], ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = "没有纳入的类别一律不判级别；编码库没有写类别的一律纳入。由本院选定。"
        super().__init__(desk, "纳入分级管理的类别", "选定类别", line, parent, part=str(draft))
        self._draft, self._today = draft, today
        self._keys: tuple[str, ...] = ()
        counted = dict(counts)
        options = (("1", "纳入"), ("", "不纳入"))
        for key, name in category_names():
            box = self.form.choice(key, f"{name}　{counted.get(key, 0):,} 条", options)
            box.setCurrentIndex(0 if key in managed else 1)
            self._keys += (key,)

    def plan(self) -> Plan:
        chosen = tuple(key for key in self._keys if self.form.value(key))
        return _set_categories, (self._draft, chosen, self._today)


class GradingAdoptEntry(Entry):
    """审定草稿为新的一版。"""

    LONG, STOPPED = "正在审定", "没有审定，草稿还在"

    def __init__(
        self, desk: Desk, draft: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "审定以后各行冻结，草稿收起；施行日起的手术与授权按这一版判断，以前的日子仍按旧版。"
        super().__init__(desk, "审定分级目录", "审定", line, parent, part=str(draft))
        self._draft, self._today = draft, today
        form = self.form
        self.impact = label("正在核对", wrap=True)
        form.add("lines", "意味着什么", self.impact)
        form.line("name", "版名", name)
        form.line("meeting", "会议或决议", hint="例：示例委员会〔2026〕3号决议")
        form.line("document", "文号")
        form.day("adopted_on", "审定日", today)
        self.since = form.day("since", "施行日", today)
        form.line("note", "缘由", hint="施行早于审定时写明")
        self.since.dateChanged.connect(lambda _day: self._ask())
        self._ask()

    def _ask(self) -> None:
        self.desk.ask(
            ask_consequences,
            self._draft,
            self.form.day_value("since"),
            self._today,
            then=self._show,
            owner=self,
            topic="impact",
        )

    def _show(self, found: Consequences) -> None:
        self.impact.setText("\n".join(consequence_lines(found)))
        self._fit()

    def plan(self) -> Plan:
        value = self.form.value
        days = (self.form.day_value("adopted_on"), self.form.day_value("since"))
        words = (value("meeting"), value("document"), value("note"), value("name"))
        return _adopt, (Answers(self._draft, words, days, self.reason()), self._today)


class GradingAnnulEntry(Entry):
    """撤销一次登记错的审定。"""

    def __init__(
        self, desk: Desk, number: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"「{name}」自始不算数，以前的一版接着算；记录与撤销都保留。"
        super().__init__(desk, f"撤销 {number} 的审定", "撤销审定", line, parent, part=number)
        self._number, self._today = number, today
        self.act_button.setProperty("kind", "fatal")
        self.form.line("reason", "理由", hint="写明登记错在哪里")

    def plan(self) -> Plan:
        return _annul, (self._number, self.form.value("reason"), self._today)


@dataclass(frozen=True, slots=True)
class Answers:
    """审定所填：会议、文号、缘由、版名；审定日、施行日；理由。"""

    draft: int
    words: tuple[str, str, str, str]
    days: tuple[date, date]
    reason: str


def category_names() -> tuple[tuple[str, str], ...]:
    """类别代码与名称。"""
    from medtech_desktop.domain.procedures import CATEGORY_NAMES

    return tuple((code, name) for code, name in CATEGORY_NAMES.items() if code)


def consequence_lines(found: Consequences) -> list[str]:
    """意味着什么，一条一行。"""
    from medtech_desktop.domain.grading_drafts import CHANGE_NAMES

    against = f"与施行的「{found.against}」相比" if found.against else "没有施行的一版可比"
    counted = "，".join(f"{CHANGE_NAMES[kind]} {n:,}" for kind, n in found.counts.items())
    said = [f"{against}：{counted or '没有不同'}，共 {found.lines:,} 行"]
    return [*said, *found.uses, *(one.message for one in found.findings)]


def ask_consequences(library: Library, draft: int, since: date, on: date) -> Consequences:
    """审定以后意味着什么。"""
    from medtech_desktop.office.grading_consequences import adoption_consequences

    return adoption_consequences(library, draft, since, on)


def _start(library: Library, name: str, empty: bool, on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import start_draft

    return start_draft(library, clerk_here(), name, on, empty=empty)


def _set_line(
    library: Library,
    draft: int,
    answers: tuple[str, str, str, str],
    marks: tuple[bool, bool, bool],
    on: date,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import NewLine, set_lines

    code, department, grade, managed_as = answers
    higher = int(managed_as) if managed_as else None
    row = NewLine(code, department, int(grade) or None, higher, *marks)
    return set_lines(library, clerk_here(), draft, [row], on)


def _set_categories(library: Library, draft: int, chosen: tuple[str, ...], on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import set_categories

    return set_categories(library, clerk_here(), draft, chosen, on)


def _adopt(library: Library, answers: Answers, on: date, progress: Report | None = None) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.gradings import Adoption, adopt_grading

    meeting, document, note, name = answers.words
    adoption = Adoption(meeting, *answers.days, document, note, name)
    return adopt_grading(
        library, clerk_here(), answers.draft, adoption, on, reason=answers.reason, progress=progress
    )


def _annul(library: Library, number: str, reason: str, on: date) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.gradings import annul_grading

    return annul_grading(library, clerk_here(), number, reason, on)
