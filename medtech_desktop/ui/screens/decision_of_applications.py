"""录入：委员会审定一份或多份申请（逐项同意或不同意），审定以后登记文号。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.technology_entries import Plan, ask_people
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.grid import Grid
from medtech_desktop.ui.widgets.people_field import PeopleField
from medtech_desktop.ui.widgets.rows import Column

if TYPE_CHECKING:
    from medtech_desktop.office.application_pages import ApplicationPage
    from medtech_desktop.office.library import Library

_COLUMNS = (
    Column("申请", 118),
    Column("申请人", 84),
    Column("项目", 0),
    Column("结论", 76),
    Column("有效至", 96),
    Column("退回、不同意的理由", 190),
)
_VERDICT, _UNTIL, _NOTE = 3, 4, 5
AGREE, RETURN, REFUSE = "同意", "退回", "不同意"
_SIZE = (900, 656)
_MOST_ROWS = 7
_CONCURRENT = "审定人审过前面的步骤时写明；申请人本人不能审定"
_SINCE = "授权自这一天起生效，不填为审定之日"

Answered = tuple[str, str, str, tuple[tuple[int, bool, date | None, str], ...]]
"""一份的结论：编号、结论、意见、各项（内部编号、同意、末日、理由）。"""


def ask_pages(library: Library, numbers: tuple[str, ...], on: date) -> tuple[ApplicationPage, ...]:
    """这几份申请。"""
    from medtech_desktop.office.application_pages import application_pages

    return application_pages(library, numbers, on)


class _SittingEntry(Entry):
    """会议、审定人、日期、文号、兼任：审定与发文共有的各栏。"""

    person: PeopleField

    def _add_person(self, today: date) -> None:
        self.person = PeopleField()
        self.person.setPlaceholderText("姓名或工号，写了会议的可不填")
        self.form.add("person", "审定人", self.person)
        self.desk.ask(ask_people, today, then=self.person.set_people, owner=self)

    def _sitting(self) -> dict[str, str] | None:
        """各栏所填；生效日写不成的指出并返回 None。"""
        since = optional_day(self.form.value("since"))
        if isinstance(since, Finding):
            bad = Finding(Severity.REFUSE, since.message, "INPUT", since.remedy, "since")
            self.form.show_findings((bad,))
            return None
        names = ("meeting", "document", "basis", "concurrent")
        told = {name: self.form.value(name) for name in names if self.form.has(name)}
        told["approver"] = next(iter(self.person.keys()), "")
        told["since"] = since.isoformat() if since is not None else ""
        return told


class DecideEntry(_SittingEntry):
    """委员会审定。"""

    def __init__(
        self, desk: Desk, numbers: tuple[str, ...], today: date, parent: QWidget | None = None
    ) -> None:
        line = (
            "逐项写「同意」「不同意」，整份退回的各项都写「退回」。填了文号的当即授权，"
            "合成一次决定；没有文号的待发文，以后再登记。"
        )
        super().__init__(desk, "委员会审定", "登记审定", line, parent, thing=" ".join(numbers[:1]))
        self._numbers = numbers
        self._items: list[tuple[str, int]] = []
        self._kept: dict[str, str] = {}
        form = self.form
        form.line("meeting", "会议", hint="如 医疗技术委员会2026年第三次会议")
        self._add_person(today)
        form.day("day", "审定之日", today)
        form.line("document", "文号", hint="还没有发文的不填，以后登记")
        form.line("since", "生效日", hint=_SINCE)
        form.line("basis", "依据", hint="考核、评估等，不填为申请编号")
        form.line("concurrent", "兼任声明", hint=_CONCURRENT)
        self.grid = Grid(_COLUMNS, frozenset({_VERDICT, _UNTIL, _NOTE}), "各项的结论")
        self._fit_grid(1)
        self.grid.told.connect(self.waiting.setText)
        self.grid.edited.connect(form.edited)
        column = self.layout()
        if isinstance(column, QBoxLayout):
            column.insertWidget(column.indexOf(self.pane), self.grid)
        keep_order(self.grid, form.fields())
        desk.ask(
            ask_pages,
            numbers,
            today,
            then=self._show_pages,
            refused=self._refused,
            owner=self,
            topic="pages",
        )

    def _fit(self) -> None:
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height() - 40))

    def _fit_grid(self, rows: int) -> None:
        """几行就多高，至多七行，其余滚动。"""
        self.grid.setFixedHeight(theme.HEADING + theme.ROW * min(max(rows, 1), _MOST_ROWS) + 2)

    def _show_pages(self, pages: tuple[ApplicationPage, ...]) -> None:
        self._items = [(page.line.number, one.id) for page in pages for one in page.items]
        self.grid.show_rows(
            tuple(
                (
                    page.line.number,
                    page.line.name,
                    one.label,
                    AGREE,
                    one.until.isoformat() if one.until is not None else "",
                    "",
                )
                for page in pages
                for one in page.items
            )
        )
        self._fit_grid(len(self._items))
        if self._kept:  # the draft came before its rows
            self._put_back(self._kept)

    # A draft of the grid

    def state(self) -> dict[str, str]:
        values = self.grid.values()
        cells = {
            f"{number} {item} {column}": values[row][column]
            for row, (number, item) in enumerate(self._items)
            for column in (_VERDICT, _UNTIL, _NOTE)
        }
        return {**self.form.state(), **self._kept, **cells}

    def typed(self) -> frozenset[str]:
        return frozenset(self.state())

    def restore(self, state: Mapping[str, str]) -> tuple[str, ...]:
        self._kept = {key: text for key, text in state.items() if key.startswith("申请-")}
        self._put_back(self._kept)
        return self.form.restore(state)

    def _put_back(self, state: Mapping[str, str]) -> None:
        self.grid.grid_model.change(
            {
                (row, column): text
                for row, (number, item) in enumerate(self._items)
                for column in (_VERDICT, _UNTIL, _NOTE)
                if (text := state.get(f"{number} {item} {column}")) is not None
            }
        )

    def plan(self) -> Plan | None:
        reason = self.reason()
        told = self._sitting()
        answers = self._answers()
        if told is None or answers is None:
            return None
        return _decide, (told, self.form.day_value("day"), answers, reason)

    def _answers(self) -> tuple[Answered, ...] | None:
        wrong: dict[tuple[int, int], str] = {}
        rows: dict[str, list[tuple[int, str, date | None, str]]] = {}
        for place, (number, item) in enumerate(self._items):
            texts = self.grid.values()[place]
            until = optional_day(texts[_UNTIL])
            if isinstance(until, Finding):
                wrong[place, _UNTIL] = until.message
                continue
            if texts[_VERDICT] not in (AGREE, RETURN, REFUSE):
                wrong[place, _VERDICT] = f"「{texts[_VERDICT]}」不是结论，写 同意、不同意 或 退回"
                continue
            rows.setdefault(number, []).append((item, texts[_VERDICT], until, texts[_NOTE]))
        for number, mine in rows.items():
            if RETURN in {one[1] for one in mine} and len({one[1] for one in mine}) > 1:
                place = next(n for n, (key, _item) in enumerate(self._items) if key == number)
                wrong[place, _VERDICT] = f"{number} 退回的是整份，各项都写「退回」"
        self.grid.mark(wrong)
        if wrong:
            said = list(dict.fromkeys(wrong.values()))[:3]
            found = tuple(Finding(Severity.REFUSE, one, "INPUT", "", "items") for one in said)
            self.form.show_findings(found, focus=False)
            return None
        return tuple(_answer(number, mine) for number, mine in rows.items())


def _answer(number: str, rows: list[tuple[int, str, date | None, str]]) -> Answered:
    """各项都不同意的是整份不同意；退回的意见是各项理由合成的。"""
    words = {one[1] for one in rows}
    opinion = "；".join(dict.fromkeys(one[3] for one in rows if one[3]))
    if words == {RETURN}:
        return number, "return", opinion, ()
    if words == {REFUSE}:
        return number, "refuse", opinion, ()
    items = tuple((item, word == AGREE, until, note) for item, word, until, note in rows)
    return number, "agree", "", items


def _decide(
    library: Library,
    told: dict[str, str],
    day: date,
    answers: tuple[Answered, ...],
    reason: str,
) -> Done:
    from medtech_desktop.domain.applications import StepVerdict
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.application_decisions import (
        Answer,
        ItemAnswer,
        Sitting,
        decide_applications,
    )

    sitting = Sitting(
        day,
        told.get("meeting", ""),
        told["approver"],
        told.get("document", ""),
        date.fromisoformat(told["since"]) if told["since"] else None,
        told.get("basis", ""),
        told.get("concurrent", ""),
    )
    made = [
        Answer(
            number,
            StepVerdict(verdict),
            opinion,
            {item: ItemAnswer(agreed, until, note) for item, agreed, until, note in items},
        )
        for number, verdict, opinion, items in answers
    ]
    return decide_applications(library, clerk_here(), sitting, made, reason=reason)


class DocumentEntry(_SittingEntry):
    """委员会已同意的，登记文号，授权生效；同一文号的几份一次登记。"""

    def __init__(
        self,
        desk: Desk,
        numbers: tuple[str, ...],
        others: tuple[str, ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = "登记文号以后，审定时同意的各项当即授权，合成一次决定。"
        super().__init__(
            desk, "登记文号", "登记文号并授权", line, parent, thing=" ".join(numbers[:1])
        )
        form = self.form
        form.line("numbers", "申请", "、".join(numbers), _others(others))
        form.line("document", "文号")
        form.day("day", "发文之日", today)
        form.line("since", "生效日", hint="授权自这一天起生效，不填为发文之日")
        self._add_person(today)
        form.line("concurrent", "兼任声明", hint=_CONCURRENT)

    def plan(self) -> Plan | None:
        told = self._sitting()
        if told is None:
            return None
        if not told["document"]:
            found = Finding(Severity.REFUSE, "没有填文号", "INPUT", "填写后再保存", "document")
            self.form.show_findings((found,))
            return None
        numbers = [part.strip() for part in self.form.value("numbers").split("、")]
        answers = tuple((number, "agree", "", ()) for number in numbers if number)
        return _decide, (told, self.form.day_value("day"), answers, self.reason())


def _others(others: tuple[str, ...]) -> str:
    """同样待发文的提示。"""
    if not others:
        return ""
    more = f" 等 {len(others)} 份" if len(others) > 3 else ""
    return f"同样待发文的：{'、'.join(others[:3])}{more}；同一文号的用顿号添上"
