"""录入：申请授权、改正与重新提交、科室评议与复核、撤回、撤销错登的一步。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.applications import (
    APPLICATION_LABELS,
    STEP_LABELS,
    VERDICT_LABELS,
    ApplicationState,
    ReviewStep,
)
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.application_items import ItemsField, Texts, items_in
from medtech_desktop.ui.screens.technology_entries import Plan, ask_people
from medtech_desktop.ui.widgets.people_field import PeopleField
from medtech_desktop.ui.widgets.quiet import button

if TYPE_CHECKING:
    from medtech_desktop.office.application_pages import ApplicationPage
    from medtech_desktop.office.library import Library

_INPUTS = 3
_VERDICTS = tuple((one.value, word) for one, word in VERDICT_LABELS.items())
_CONCURRENT = "审过另一步的人再审这一步时写明，印在申请表上；申请人本人不能审"
_ITEMS_HINT = "专业名称选级别；手术写编码，技术写编号或名称，不选级别。末日不填为长期"


class _ItemsEntry(Entry):
    """带各项的录入框：一项一行，可以加行。"""

    def __init__(
        self,
        desk: Desk,
        title: str,
        act: str,
        line: str,
        parent: QWidget | None,
        *,
        thing: str = "",
        part: str = "",
    ) -> None:
        super().__init__(desk, title, act, line, parent, thing=thing, part=part)
        self.setMinimumWidth(680)
        self.resize(720, 260)
        self.items: ItemsField

    def _add_items(self, items: tuple[Texts, ...], on: date) -> None:
        """各项的行。"""
        self.items = ItemsField(self.desk, on, items)
        self.form.add("items", "项目", self.items, _ITEMS_HINT)
        self.items.edited.connect(self.form.edited)
        self.items.added.connect(self._fit)

    def restore(self, state: Mapping[str, str]) -> tuple[str, ...]:
        """草稿里的行比现在多的，先加上。"""
        places = [int(key.partition("#")[2] or 0) for key in state if key.startswith("items")]
        self.items.grow_to(max(places, default=0) // _INPUTS + 1)
        return self.form.restore(state)

    def _whole(self) -> bool:
        """末日都写得成；不成的指出。"""
        found = self.items.problems()
        if found:
            self.form.show_findings(found)
        return not found


class OpenApplicationEntry(_ItemsEntry):
    """申请授权。"""

    def __init__(
        self,
        desk: Desk,
        today: date,
        person: str = "",
        items: tuple[Texts, ...] = (),
        kind: str = "",
        parent: QWidget | None = None,
    ) -> None:
        line = "一人一份，可以有几项；本人不能评议、复核、审定自己的申请。"
        super().__init__(
            desk, "申请授权", "登记申请", line, parent, thing=person, part=kind or "first"
        )
        self._today = today
        form = self.form
        self.person = PeopleField(person)
        self.person.setPlaceholderText("姓名或工号")
        form.add("person", "申请人", self.person)
        labels = tuple((one.value, word) for one, word in APPLICATION_LABELS.items())
        self.kind = form.choice("kind", "种类", labels)
        self.kind.setCurrentIndex(max(0, self.kind.findData(kind)))
        self._add_items(items, today)
        self.prefill = button("填入将到期的各项", "undo-2", small=True)
        self.prefill.clicked.connect(lambda _=False: self._ask_renewals())
        form.beside("kind", self.prefill)
        form.text("statement", "申请理由", hint="近一年例数、培训、考核等")
        form.line("department", "评议科室", hint="不填为申请人现在的科室")
        form.day("day", "申请之日", today)
        self.kind.currentIndexChanged.connect(lambda _n: self._offer_prefill())
        self._offer_prefill()
        desk.ask(ask_people, today, then=self.person.set_people, owner=self)

    def _offer_prefill(self) -> None:
        self.prefill.setVisible(self.form.value("kind") == "renew")

    def _ask_renewals(self) -> None:
        keys = self.person.keys()
        if not keys:
            self._refused((_missing("没有选申请人", "person"),))
            return
        self.desk.ask(
            ask_renewals,
            keys[0],
            self._today,
            then=self._show_renewals,
            refused=self._refused,
            owner=self,
            topic="renewals",
        )

    def _show_renewals(self, items: tuple[Texts, ...]) -> None:
        """空着的行依次填上；不够的加行。"""
        filled = self.items.put(items)
        told = f"填入 {filled} 项" if items else "90 天内没有到期的授权"
        self.waiting.setText(told)

    def plan(self) -> Plan | None:
        if not self._whole():
            return None
        keys = self.person.keys()
        if not keys:
            self.form.show_findings((_missing("没有选申请人", "person"),))
            return None
        told = {name: self.form.value(name) for name in ("kind", "statement", "department")}
        day = self.form.day_value("day")
        return _open, (keys[0], told, self.items.texts(), day, self.reason())


def _missing(said: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, said, "INPUT", "选定后再保存", field)


def ask_renewals(library: Library, person: str, on: date) -> tuple[Texts, ...]:
    """某人 90 天内到期（或已经到期）的各项。"""
    from medtech_desktop.office.application_prefills import renewals_of

    return tuple(
        (one.key, str(one.grade or ""), one.until.isoformat() if one.until else "")
        for one in renewals_of(library, person, on)
    )


def _open(
    library: Library,
    person: str,
    told: dict[str, str],
    texts: tuple[Texts, ...],
    day: date,
    reason: str,
) -> Done:
    from medtech_desktop.domain.applications import ApplicationKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.applications import NewApplication, open_application

    draft = NewApplication(
        person,
        ApplicationKind(told["kind"]),
        day,
        items_in(texts),
        told["statement"],
        told["department"],
    )
    return open_application(library, clerk_here(), draft, reason=reason)


class ResubmitEntry(_ItemsEntry):
    """评议以前改正，或退回以后补充，重新提交。"""

    def __init__(
        self,
        desk: Desk,
        page: ApplicationPage,
        word: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        title = word.removesuffix("…") + "申请"
        number = page.line.number
        line = f"{number} {page.line.name}：提交以后从科室评议起再审。"
        super().__init__(desk, title, "重新提交", line, parent, thing=number)
        self._number = number
        items = tuple(
            (
                one.name,
                str(one.grade or ""),
                one.until.isoformat() if one.until is not None else "",
            )
            for one in page.items
        )
        self._before = items
        self._add_items(items, today)
        self.form.text("statement", "申请理由", page.statement, "写明补充或改正了什么")
        self.form.day("day", "提交之日", today)

    def plan(self) -> Plan | None:
        if not self._whole():
            return None
        texts = self.items.texts()
        changed = None if texts == self._before else texts
        day = self.form.day_value("day")
        return _resubmit, (self._number, day, self.form.value("statement"), changed, self.reason())


def _resubmit(
    library: Library,
    number: str,
    day: date,
    statement: str,
    texts: tuple[Texts, ...] | None,
    reason: str,
) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.applications import resubmit_application

    items = None if texts is None else items_in(texts)
    return resubmit_application(library, clerk_here(), number, day, statement, items, reason=reason)


class ReviewEntry(Entry):
    """登记科室评议或医务部门复核。"""

    def __init__(
        self, desk: Desk, page: ApplicationPage, today: date, parent: QWidget | None = None
    ) -> None:
        at_office = page.line.state is ApplicationState.OFFICE
        self._step = ReviewStep.OFFICE if at_office else ReviewStep.DEPARTMENT
        what, number = STEP_LABELS[self._step], page.line.number
        line = f"{number} {page.line.name}：{page.line.items}。"
        super().__init__(
            desk, what, f"登记{what}", line, parent, thing=number, part=self._step.value
        )
        self._number = number
        form = self.form
        form.choice("verdict", "结论", _VERDICTS)
        self.person = PeopleField()
        self.person.setPlaceholderText("姓名或工号")
        form.add("person", "复核人" if at_office else "评议人", self.person, "不能是申请人本人")
        form.text("opinion", "意见", hint="退回与不同意的须写明理由")
        form.line("concurrent", "兼任声明", hint=_CONCURRENT)
        form.day("day", "日期", today)
        desk.ask(ask_people, today, then=self.person.set_people, owner=self)

    def plan(self) -> Plan:
        names = ("verdict", "opinion", "concurrent")
        told = {name: self.form.value(name) for name in names}
        told["person"] = next(iter(self.person.keys()), "")
        told["step"] = self._step.value
        return _review, (self._number, told, self.form.day_value("day"), self.reason())


def _review(library: Library, number: str, told: dict[str, str], day: date, reason: str) -> Done:
    from medtech_desktop.domain.applications import StepVerdict
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.applications import NewReview, review_application

    draft = NewReview(
        ReviewStep(told["step"]),
        StepVerdict(told["verdict"]),
        day,
        told["person"],
        told["opinion"],
        told["concurrent"],
    )
    return review_application(library, clerk_here(), number, draft, reason=reason)


class WithdrawEntry(Entry):
    """撤回申请。"""

    def __init__(
        self, desk: Desk, number: str, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = f"{number} {name}：撤回以后不再办理，记录保留；需要的另行申请。"
        super().__init__(desk, "撤回申请", "撤回申请", line, parent, thing=number)
        self._number = number
        self.form.text("why", "理由")
        self.form.day("day", "撤回之日", today)

    def plan(self) -> Plan:
        return _withdraw, (self._number, self.form.day_value("day"), self.form.value("why"))


def _withdraw(library: Library, number: str, day: date, why: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.applications import withdraw_application

    return withdraw_application(library, clerk_here(), number, day, why)


class AnnulApplicationStepEntry(Entry):
    """撤销登记错的最后一步。"""

    def __init__(self, desk: Desk, number: str, last: str, parent: QWidget | None = None) -> None:
        line = f"{number} 的最后一步「{last}」登记错了：原记录和撤销都保留，申请回到前一步。"
        super().__init__(desk, "撤销最后一步", "撤销这一步", line, parent, thing=number)
        self._number = number
        self.act_button.setProperty("kind", "fatal")
        self.form.text("why", "理由", hint="写明登记错在哪里")

    def plan(self) -> Plan:
        return _annul, (self._number, self.form.value("why"))


def _annul(library: Library, number: str, why: str) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.applications import annul_application_step

    return annul_application_step(library, clerk_here(), number, why)
