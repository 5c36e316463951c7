"""授权屏的长表：将到期、一年零例、授权一览；边打边找，选定的成批续授、暂停、撤销。"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.privilege_index import View
from medtech_desktop.domain.privileges import Verb
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Report
from medtech_desktop.ui.exporting import ask_where, export_long
from medtech_desktop.ui.screens.privilege_change_entries import Picked, SoonDaysEntry, ask_soon
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.drop_button import DropButton
from medtech_desktop.ui.widgets.filter_words import FilterWord, FilterWords
from medtech_desktop.ui.widgets.foot_line import foot_line
from medtech_desktop.ui.widgets.list_bar import FilterBox
from medtech_desktop.ui.widgets.long_rows import LongColumn, Texts
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.privilege_lists import PrivilegeAnswer

COLUMNS = (
    LongColumn("姓名", 92, sortable=False, person=True, weight=theme.MEDIUM),
    LongColumn("工号", 72, sortable=False, ink=Ink.INK2),
    LongColumn("科室", 104, sortable=False, ink=Ink.INK2),
    LongColumn("授权", 0, sortable=False),
    LongColumn("级别", 48, sortable=False),
    LongColumn("情形", 96, sortable=False),
    LongColumn("自", 92, sortable=False, ink=Ink.INK2),
    LongColumn("至", 92, sortable=False),
    LongColumn("依据文件", 176, sortable=False, ink=Ink.INK2),
)
MOST_PICKED = 500
"""一次至多办几项；更多的用年度续授。"""
_ACTS = {
    "暂停…": Verb.SUSPEND,
    "恢复…": Verb.REINSTATE,
    "升级…": Verb.RAISE,
    "降级…": Verb.LOWER,
    "撤销授权…": Verb.REVOKE,
}
_EMPTY = {
    View.EXPIRING: "没有将到期的授权",
    View.NO_CASES: "没有查得出一年零例的授权；没有登记例数的不算零",
    View.ALL: "没有符合的授权，减少一个词再找",
}
_NONE = "还没有授权：原有的从「表格与文书」导入期初授权，新授的用「申请…」或「批量授权…」"


@dataclass(frozen=True, slots=True)
class ListAsked:
    """所问：各词、科室或专业、看法、选中的。"""

    words: str = ""
    department: int | None = None
    specialty: int | None = None
    view: int = int(View.ALL)
    keep: int = 0


def ask_list(library: Library, asked: ListAsked, on: date) -> PrivilegeAnswer:
    """所列的授权。"""
    from medtech_desktop.office.privilege_lists import PrivilegeQuestion, find_privileges

    question = PrivilegeQuestion(
        asked.words,
        asked.department,
        None,
        View(asked.view),
        keep=asked.keep,
        specialty=asked.specialty,
    )
    return find_privileges(library, question, on)


def ask_rows(library: Library, ids: Sequence[int], on: date) -> Sequence[Texts]:
    """一页的各行。"""
    from medtech_desktop.office.privilege_lists import privilege_rows

    return privilege_rows(library, on, ids)


def ask_picked(library: Library, ids: Sequence[int], on: date) -> tuple[Picked, ...]:
    """选定的各行是谁的哪一项；已经没有的略去。"""
    from medtech_desktop.office.privilege_lists import privilege_at, privilege_rows

    found = []
    for row_id, row in zip(ids, privilege_rows(library, on, ids), strict=True):
        at = privilege_at(library, on, row_id)
        if at is not None:
            found.append(Picked(at[0], at[1], f"{row[0]} {row[1]}".strip(), f"{row[3]}{row[4]}"))
    return tuple(found)


def keep_list(
    library: Library, ids: array[int], path: Path, on: date, progress: Report | None = None
) -> Path:
    """把所列的存为文件。raises Trouble."""
    from medtech_desktop.office.privilege_lists import export_privileges

    return export_privileges(library, ids, path, on, progress)


class PrivilegeListPane(QWidget):
    """长表一页。``picked`` 带要办的与选定的各项；``cell_wanted`` 到矩阵里看；``counted`` 项数。"""

    picked = Signal(object, object)
    cell_wanted = Signal(object)
    counted = Signal(object)
    year_wanted = Signal()
    said = Signal(str)

    def __init__(self, desk: Desk, on: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self._on = desk, on
        self.view = View.ALL
        self.department: int | None = None
        self.specialty: int | None = None
        self._narrowed = View.ALL
        self._said = ""
        self.strip = ProgressStrip()
        self.words = FilterWords("筛选授权", lead=4)
        self.count = label("", ink=Ink.INK2)
        self.table = LongTable(desk, COLUMNS, "授权一览", bleed=True, strip=self.strip)
        hint = "筛选：姓名、工号、编码、名称、首字母"
        self.filter_box = FilterBox(self.table, "筛选授权", hint)
        self.renew_button = button("办理续授…", kind="primary")
        self.more = DropButton("更多")
        self.year_button = button("年度续授…")
        self.soon_button = button("将到期天数…", "sliders-horizontal")
        self.matrix_button = button("在矩阵里看")
        self.export_button = button("导出所列…", "download")
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self.filter_box.setFixedWidth(280)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 0, 16, 0)
        column.setSpacing(4)
        above = QHBoxLayout()
        above.setContentsMargins(8, 0, 8, 0)
        above.setSpacing(8)
        above.addWidget(self.filter_box)
        above.addWidget(self.words, 1)
        above.addStretch(0)  # holds the box at the left when there are no words
        above.addWidget(self.soon_button)
        column.addLayout(above)
        column.addWidget(self.table, 1)
        column.addWidget(self.strip)
        self.more.set_words(tuple(_ACTS))
        papers = (self.matrix_button, self.export_button, self.year_button)
        column.addLayout(foot_line(self.count, *papers, self.more, self.renew_button))

    def _wire(self) -> None:
        self.filter_box.textChanged.connect(lambda _text: self.ask())
        self.words.chosen.connect(self._narrow)
        self.table.chosen.connect(lambda _id: self._show_acts())
        self.table.opened.connect(lambda row_id: self._ask_picked((row_id,), self._see))
        self.table.copied.connect(lambda n: self.said.emit(f"已复制 {n:,} 行，可以贴进 Excel"))
        self.renew_button.clicked.connect(lambda _=False: self.act(Verb.RENEW))
        self.more.chosen.connect(lambda word: self.act(_ACTS[word]))
        self.matrix_button.clicked.connect(lambda _=False: self._see_chosen())
        self.soon_button.clicked.connect(lambda _=False: self.set_soon())
        self.year_button.clicked.connect(lambda _=False: self.year_wanted.emit())
        self.export_button.clicked.connect(lambda _=False: self._choose_file())

    def look_at(self, view: View, department: int | None, specialty: int | None = None) -> None:
        """看哪些、哪个科室或专业。"""
        self.view, self.department, self.specialty = view, department, specialty
        self._narrowed = view
        self.words.setVisible(view is View.ALL)
        self.soon_button.setVisible(view is View.EXPIRING)
        self.ask()

    def ask(self) -> None:
        """问所列的。"""
        asked = ListAsked(
            self.filter_box.text(),
            self.department,
            self.specialty,
            int(self._narrowed),
            self.table.current_id(),
        )
        self.desk.ask(ask_list, asked, self._on(), then=self._show, owner=self, topic="list")

    def _narrow(self, key: str) -> None:
        self._narrowed = View(int(key))
        self.ask()

    def _show(self, answer: PrivilegeAnswer) -> None:
        if self.view is View.ALL:
            views = tuple(
                FilterWord(str(int(view)), word, count)
                for view, word, count in answer.views
                if (count or view in (View.ALL, self._narrowed)) and view is not View.NO_CASES
            )
            self.words.show_words(views, str(int(self._narrowed)))
        self.table.show_ids(answer.ids, partial(ask_rows, on=self._on()), answer.first, answer.row)
        count = len(answer.ids)
        empty = _EMPTY.get(self._narrowed, _EMPTY[View.ALL])
        self.table.empty_words = empty if answer.whole else _NONE
        said = f"共 {count:,} 项" if count == answer.whole else f"列出 {count:,} 项"
        if self.view is View.NO_CASES and answer.uncounted:
            said += f"；另有 {answer.uncounted:,} 项有效的没有登记例数，未统计"
        self._said = said
        self.export_button.setEnabled(bool(count))
        self._show_acts()
        self.counted.emit(answer.views)

    # Acting

    def _show_acts(self) -> None:
        chosen = bool(self.table.current_id())
        may = chosen and not self.desk.read_only
        for made in (self.renew_button, self.more):
            made.setEnabled(may)
        for made in (self.year_button, self.soon_button):
            made.setEnabled(not self.desk.read_only)
        self.matrix_button.setEnabled(chosen)
        why = "" if chosen or not self.table.model_held.ids else "；先选一行，才能办理"
        self.count.setText(self._said + why)

    def allow_acts(self, _allowed: bool) -> None:
        """看过去的日子时不许动作。"""
        self._show_acts()

    def act(self, verb: Verb) -> None:
        """办一件：选定的各项。"""
        ids = self.table.chosen_ids() if self.table.current_id() else array("i")
        if len(ids) > MOST_PICKED:
            self.said.emit(f"一次至多办 {MOST_PICKED} 项；全科的用「年度续授…」")
            return
        if ids:
            self._ask_picked(tuple(ids), lambda found: self.picked.emit(verb, found))

    def set_soon(self) -> None:
        """定到期前几天列入将到期。"""
        self.desk.ask(ask_soon, then=self._begin_soon, owner=self, topic="soon")

    def _begin_soon(self, days: int) -> None:
        SoonDaysEntry(self.desk, days, self).begin()

    def _see_chosen(self) -> None:
        if row_id := self.table.current_id():
            self._ask_picked((row_id,), self._see)

    def _see(self, found: tuple[Picked, ...]) -> None:
        if found:
            self.cell_wanted.emit(found[0])

    def _ask_picked(self, ids: tuple[int, ...], then: Callable[[tuple[Picked, ...]], None]) -> None:
        self.desk.ask(ask_picked, ids, self._on(), then=then, owner=self, topic="picked")

    def _choose_file(self) -> None:
        path = ask_where(self, "授权一览")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """把所列的存为文件。"""
        ids = self.table.model_held.ids
        said = f"正在导出 {len(ids):,} 行"
        export_long(self.desk, self, said, keep_list, ids, path, self._on(), strip=self.strip)
