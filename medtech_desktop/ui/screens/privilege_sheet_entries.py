"""授权宽表的对话框：选文件、逐格核对、填决定；按下最后的按钮以前什么也不保存。"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.screens.privilege_sheet_asks import (
    WideAnswer,
    ask_departments,
    ask_wide,
    do_adopt,
    keep_sheets,
    keep_wide_misfits,
)
from medtech_desktop.ui.screens.privilege_sheet_steps import CheckStep, ChooseStep, DecideStep
from medtech_desktop.ui.screens.privilege_sheet_views import wide_view
from medtech_desktop.ui.step_sheet import StepSheet

if TYPE_CHECKING:
    from medtech_desktop.office.privilege_sheets import SheetFiles
    from medtech_desktop.office.wide_entries import WideDone
    from medtech_desktop.office.wide_previews import WidePreview

FILES = "表格 (*.xlsx *.xls *.csv)"


class PrivilegeSheetDialog(StepSheet):
    """授权宽表对话框。``recorded`` 带采用的结果，``article_opened`` 带条款。"""

    STEPS = ("选文件", "逐格核对", "填决定")

    recorded = Signal(object)
    article_opened = Signal(str)

    def __init__(
        self, desk: Desk, today: date, department: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, "授权宽表", "有一格没有采用就一格也不记", parent)
        self.resize(1080, 650)
        self._today = today
        self._department = department
        self.preview: WidePreview | None = None
        self.choose = ChooseStep(today)
        self.check = CheckStep()
        self.decide = DecideStep(today)
        self.lay_out(self.choose, self.check, self.decide)
        self._wire()
        desk.ask(
            ask_departments, today, then=self._show_departments, owner=self, topic="departments"
        )
        self.go(0)

    def _wire(self) -> None:
        self.choose.file_wanted.connect(self._choose_file)
        self.choose.file_given.connect(self.read)
        self.choose.sheets_wanted.connect(self._choose_folder)
        self.check.misfits_wanted.connect(self._choose_misfits)
        for form in (self.choose.form, self.decide.form):
            form.article_opened.connect(self.article_opened)

    # Steps

    def go(self, step: int) -> None:
        self.back_button.setVisible(step > 0)
        self.whole.setVisible(step == 2)
        super().go(step)

    def act_word(self, step: int) -> tuple[str, bool]:
        changes = len(self.preview.changes) if self.preview is not None else 0
        people = self.preview.people if self.preview is not None else 0
        word = ("核对", f"填决定（{changes:,} 项）", f"登记 {people:,} 人 {changes:,} 项")[step]
        return word, (self._path is not None, changes > 0, changes > 0)[step]

    def to_work(self, step: int) -> None:
        if self.focusWidget() not in (None, self.cancel_button, self.act_button) and step != 1:
            return
        first = (self.choose.area, self.check.table, self.decide.form.field("meeting"))[step]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def foot_words(self, step: int) -> str:
        preview = self.preview
        if step == 0:
            return "登记以前什么也不保存"
        if preview is None:
            return ""
        parts = [f"{preview.people:,} 人 {len(preview.changes):,} 项变动"]
        if preview.misfits:
            parts.append(f"{len(preview.misfits):,} 格没有采用，不影响其余")
        return "，".join(parts)

    def go_on(self) -> None:
        step = self.step()
        if step == 0 and self._path is not None:
            self.read(self._path)
        elif step == 1:
            self.go(2)
        elif step == 2:
            self.adopt()

    # Asking and acting

    def _show_departments(self, names: tuple[str, ...]) -> None:
        self.choose.show_departments(names, self._department)

    def read(self, path: Path) -> None:
        """读这个文件，逐格核对。"""
        self._path = path
        self.preview = None
        self.choose.show_file(path)
        self.choose.form.clear_findings()
        if misread := self.choose.form.take_misread():
            self.choose.form.show_findings(misread)
            return
        self.begin(
            f"正在读 {path.name}",
            ask_wide,
            path,
            self.choose.told(),
            self._today,
            then=self._show_preview,
            stopped="读表已取消，什么也没有保存",
        )

    def _show_preview(self, answer: WideAnswer) -> None:
        self.preview = answer.preview
        self.subtitle.setText(answer.view.title)
        self.check.show_view(answer.view)
        self.go(1)

    def adopt(self) -> None:
        """登记。"""
        if self.preview is None:
            return
        if misread := self.decide.form.take_misread():
            self.decide.show_refused(misread)
            return
        self.begin(
            "正在登记",
            do_adopt,
            self.preview,
            self.decide.told(),
            self.decide.reason(),
            self.whole.isChecked(),
            then=self._show_done,
            stopped="登记已取消，一项也没有记下",
            acts=True,
        )

    def _show_done(self, done: WideDone) -> None:
        if done.subject:
            self.recorded.emit(done)
            self.accept()
            return
        self.preview = done.preview
        self.check.show_view(wide_view(done.preview))
        self.go(1)
        self.trouble.say(f"{done.said}；改好以后再登记，或不勾「{self.whole.text()}」")

    def keep_misfits(self, path: Path) -> None:
        """存没有采用的格。"""
        if self.preview is not None:
            self.desk.ask(
                keep_wide_misfits,
                self.preview,
                path,
                then=lambda kept: self.foot.setText(f"已存为 {kept}，改好后直接再读"),
                owner=self,
                troubled=self.troubled,
            )

    def save_sheets(self, folder: Path) -> None:
        """存发给科室的宽表：选了科室的只存这一科。"""
        chosen = self.choose.form.value("department")
        self.begin(
            "正在做宽表",
            keep_sheets,
            (chosen,) if chosen else (),
            folder,
            self._today,
            then=self._show_saved,
            stopped="已取消，已经写好的文件留着",
        )

    def _show_saved(self, made: SheetFiles) -> None:
        self.wait("")
        names = made.files[0].name if len(made.files) == 1 else f"{len(made.files)} 个文件"
        self.foot.setText(f"已存 {names}，在 {made.files[0].parent}")
        told = ExportedDialog(made.files, self)
        told.print_button.hide()
        told.open()

    # Files

    def _choose_file(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, "选择宽表", "", FILES)
        if path:
            self.read(Path(path))

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "存到哪个文件夹")
        if folder:
            self.save_sheets(Path(folder))

    def _choose_misfits(self) -> None:
        name = f"{self._path.stem if self._path else '宽表'}-没有采用.xlsx"
        beside = self._path.parent / name if self._path is not None else Path(name)
        path, _kind = QFileDialog.getSaveFileName(
            self, "导出没有采用的格", str(beside), "表格 (*.xlsx)"
        )
        if path:
            self.keep_misfits(Path(path))

    # Answers

    def refused(self, findings: tuple[Finding, ...]) -> None:
        self.wait("")
        if self.step() == 2:
            self.decide.show_refused(findings)
        else:
            self.choose.form.show_findings(findings)


def open_privilege_sheet(
    desk: Desk, today: date, parent: QWidget, department: str = ""
) -> PrivilegeSheetDialog:
    """打开授权宽表；``department`` 为先选好的科室。"""
    dialog = PrivilegeSheetDialog(desk, today, department, parent)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    return dialog
