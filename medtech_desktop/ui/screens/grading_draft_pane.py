"""分级目录的草稿：在表里按 4、3、2、1、0 定级，粘贴，删去，撤销上一步，对照，审定。"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk, Done, Ticket
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.screens.grading_pane import GradingPane
from medtech_desktop.ui.screens.grading_views import (
    ALL,
    COLUMNS,
    DRAFT,
    Asked,
    change_choices,
    do_drop,
    do_edit,
    do_paste,
    do_raise,
    do_undo,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.list_bar import FilterChoice
from medtech_desktop.ui.widgets.long_table import LongTable
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.table_menu import MenuLine, menu_of

if TYPE_CHECKING:
    from medtech_desktop.office.grading_lists import ListAnswer
    from medtech_desktop.office.gradings import DraftView

_CHANGE = 6
_MANY = 500
"""多于这么多行的，显示进度，可以取消。"""
_GRADES = {"4": 4, "3": 3, "2": 2, "1": 1, "0": None}
_GRADE_WORDS = (("四级", 4), ("三级", 3), ("二级", 2), ("一级", 1), ("不纳入", None))
_MARK_WORDS = (("微创", "minimally_invasive"), ("日间", "day_surgery"), ("介入", "interventional"))
_KEYS_SAID = "选中几行，按 4、3、2、1 定级，0 为不纳入，Delete 删去，Ctrl+V 粘贴，Ctrl+Z 撤销上一步"


class DraftTable(LongTable):
    """草稿的表：数字键定级。"""

    graded = Signal(object)
    dropped = Signal()
    pasted = Signal()
    undone = Signal()

    def picked_ids(self) -> array[int]:
        """选中的各行；没有选中时为空。"""
        return self.chosen_ids() if self._chosen_ranges() else array("i")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit()
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undone.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.dropped.emit()
        elif event.text() in _GRADES and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.graded.emit(_GRADES[event.text()])
        else:
            super().keyPressEvent(event)


class GradingDraftPane(GradingPane):
    """草稿。``adopt_wanted``、``compare_wanted`` 等由屏打开相应的框。"""

    adopt_wanted = Signal()
    compare_wanted = Signal()
    line_wanted = Signal()
    import_wanted = Signal()
    categories_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, desk: Desk, on: Callable[[], date], parent: QWidget | None = None) -> None:
        self.change_box = FilterChoice("与原版相比")
        self.adopt_button = button("审定…", kind="primary")
        self.compare_button = button("与原版对照…")
        self.import_button = button("导入文件…", "file-up")
        self.line_button = button("加一行…", "plus")
        self.paste_button = button("粘贴")
        self.grade_button, self.mark_button = button("定级"), button("标记")
        self.drop_button = button("删去")
        self.undo_button = button("撤销上一步", "undo-2")
        self.more_button = button("更多")
        super().__init__(desk, on, parent)
        self.edition = DRAFT
        self.draft: DraftView | None = None
        self._allowed = True
        self.hint = label(_KEYS_SAID, ink=Ink.INK3, wrap=True)
        self.trouble = TroubleBar()
        layout = self.layout()
        layout.insertWidget(2, self.trouble)  # type: ignore[union-attr]
        layout.addWidget(self.hint)  # type: ignore[union-attr]
        self.hint.setContentsMargins(8, 0, 8, 6)
        self.table.setColumnHidden(_CHANGE, False)
        self._wire_acts()

    def make_table(self) -> LongTable:
        return DraftTable(self.desk, COLUMNS, "分级目录草稿", bleed=True, strip=self.strip)

    def boxes(self) -> tuple[FilterChoice, ...]:
        return (*super().boxes(), self.change_box)

    def tools(self) -> tuple[QWidget, ...]:
        return (self.compare_button, self.adopt_button)

    def foot_tools(self) -> tuple[QWidget, ...]:
        return (*self._edits(), self.undo_button, self.more_button)

    def _edits(self) -> tuple[QPushButton, ...]:
        return (
            self.line_button,
            self.import_button,
            self.paste_button,
            self.grade_button,
            self.mark_button,
            self.drop_button,
        )

    def _wire_acts(self) -> None:
        table = self.table
        assert isinstance(table, DraftTable)
        table.graded.connect(lambda grade: self.edit("grade", grade))
        table.dropped.connect(self.drop)
        table.pasted.connect(self.paste)
        table.undone.connect(self.undo)
        self.drop_button.clicked.connect(lambda _=False: self.drop())
        self.paste_button.clicked.connect(lambda _=False: self.paste())
        self.undo_button.clicked.connect(lambda _=False: self.undo())
        self.adopt_button.clicked.connect(lambda _=False: self.adopt_wanted.emit())
        self.compare_button.clicked.connect(lambda _=False: self.compare_wanted.emit())
        self.line_button.clicked.connect(lambda _=False: self.line_wanted.emit())
        self.import_button.clicked.connect(lambda _=False: self.import_wanted.emit())
        for made, lines in (
            (self.grade_button, self._grade_lines),
            (self.mark_button, self._mark_lines),
            (self.more_button, self._more_lines),
        ):
            made.clicked.connect(lambda _=False, b=made, make=lines: self._open_menu(b, make()))

    def _open_menu(self, under: QPushButton, lines: tuple[MenuLine, ...]) -> None:
        menu_of(lines, self).popup(under.mapToGlobal(under.rect().bottomLeft()))

    def _grade_lines(self) -> tuple[MenuLine, ...]:
        own = [
            MenuLine(word, lambda grade=grade: self.edit("grade", grade))  # type: ignore[misc]
            for word, grade in _GRADE_WORDS
        ]
        return (
            *own,
            MenuLine(),
            MenuLine("按四级管理（请核对原文）", lambda: self.edit("managed_as", 4)),
            MenuLine("按三级管理", lambda: self.edit("managed_as", 3)),
            MenuLine("按本级管理", lambda: self.edit("managed_as", None)),
        )

    def _mark_lines(self) -> tuple[MenuLine, ...]:
        lines = []
        for word, field in _MARK_WORDS:
            for said, value in ((f"标为{word}", True), (f"去掉{word}", False)):
                lines.append(
                    MenuLine(said, lambda f=field, v=value: self.edit(f, v))  # type: ignore[misc]
                )
        return tuple(lines)

    def _more_lines(self) -> tuple[MenuLine, ...]:
        return (
            MenuLine("纳入管理的类别…", self.categories_wanted.emit),
            MenuLine("限制类技术的编码按四级管理（请核对原文）", self.raise_restricted),
            MenuLine("导出所列…", self._choose_file),
            MenuLine(),
            MenuLine("删去草稿", self.discard_wanted.emit),
        )

    # Acts

    def chosen(self) -> array[int]:
        """要改的各行：选中的；没有选中的，不改。"""
        assert isinstance(self.table, DraftTable)
        return self.table.picked_ids()

    def _act(self, work: Callable[..., Done], *args: object, lines: int = 0) -> Ticket | None:
        if self.draft is None or not self._allowed:
            return None
        self.trouble.say("")
        if lines > _MANY:
            return begin_long(
                self.desk,
                self,
                "正在写入草稿",
                work,
                self.draft.id,
                *args,
                acts=True,
                strip=self.strip,
                stopped="已取消，草稿没有改动",
                refused=self._refused,
            )
        return self.desk.act(work, self.draft.id, *args, owner=self, refused=self._refused)

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self.trouble.say("\n".join(f"{one.message}。{one.remedy}" for one in findings))

    def edit(self, field: str, value: int | bool | None) -> None:
        """把选中各行的同一处改成一样。"""
        ids = self.chosen()
        if not ids:
            self.trouble.say("没有选中的行。先在表里选一行或几行，Ctrl+A 全选所列的")
            return
        self._act(do_edit, ids, field, value, lines=len(ids))

    def drop(self) -> None:
        """删去选中的行。"""
        ids = self.chosen()
        if ids:
            self._act(do_drop, ids, lines=len(ids))

    def paste(self) -> None:
        """粘贴一块。"""
        block = QGuiApplication.clipboard().text()
        self._act(do_paste, block, self._on(), lines=block.count("\n"))

    def undo(self) -> None:
        """撤销上一步。"""
        self._act(do_undo)

    def raise_restricted(self) -> None:
        """限制类都按四级管理。"""
        self._act(do_raise, self._on())

    # Showing

    def asked(self) -> Asked:
        asked = super().asked()
        return replace(asked, change=self.change_box.key() or ALL)

    def show_draft(self, draft: DraftView | None) -> None:
        """换上草稿；没有时收起。"""
        self.draft = draft
        self._show_undo()
        if draft is not None:
            self.ask()

    def show_answer(self, asked: Asked, answer: ListAnswer) -> None:
        super().show_answer(asked, answer)
        self.change_box.show_choices(change_choices(answer, asked.change), asked.change)
        self.table.empty_words = self.table.empty_words or (
            "草稿是空的：加一行、粘贴，或导入一份文件"
        )

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许改。"""
        self._allowed = allowed
        for made in (*self._edits(), self.more_button, self.adopt_button):
            made.setEnabled(allowed)
        self._show_undo()

    def _show_undo(self) -> None:
        can = self.draft is not None and self.draft.can_undo
        self.undo_button.setEnabled(self._allowed and can)
