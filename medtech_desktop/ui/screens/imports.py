"""导入：选文件、核对、结果三步；核对以前什么也不保存。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.screens.import_entries import (
    ImportOrder,
    MappingDialog,
    Previewed,
    UndoImportEntry,
    ask_imports,
    ask_preview,
    do_import,
    keep_misfits,
    keep_template,
)
from medtech_desktop.ui.screens.import_steps import CheckStep, ChooseStep, ResultStep
from medtech_desktop.ui.screens.import_views import act_word, outcome_words
from medtech_desktop.ui.screens.surgery_meaning_entries import MeaningEntry
from medtech_desktop.ui.step_sheet import StepSheet

if TYPE_CHECKING:
    from medtech_desktop.office.import_pages import ImportsView, UnmatchedPage
    from medtech_desktop.office.imports import ImportDone, ImportReport

FILES = "表格 (*.xlsx *.xls *.csv)"


class ImportSheet(StepSheet):
    """导入对话框。"""

    STEPS = ("选文件", "核对", "结果")

    def __init__(self, desk: Desk, kind: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(desk, "导入", "有一行不合格就一行也不导入", parent)
        self.resize(1040, 650)
        self._today = today
        self._mapping: dict[str, str] = {}
        self._unmatched: UnmatchedPage | None = None
        self.report: ImportReport | None = None
        self.done_number = ""
        self.choose = ChooseStep(kind)
        self.check = CheckStep()
        self.outcome = ResultStep()
        self.whole.setChecked(kind == "catalog")
        self.lay_out(self.choose, self.check, self.outcome)
        self._wire()
        self._ask_imports()
        self.go(0)

    def _wire(self) -> None:
        self.choose.file_wanted.connect(self._choose_file)
        self.choose.file_given.connect(self.read)
        self.choose.template_wanted.connect(self._choose_template)
        self.choose.undo_wanted.connect(self.undo)
        self.choose.mapping_wanted.connect(lambda: self.open_mapping())
        self.choose.kind_changed.connect(self._changed_kind)
        self.check.misfits_wanted.connect(self._choose_misfits)
        self.check.mapping_wanted.connect(lambda: self.open_mapping())
        self.check.meaning_wanted.connect(self.say_meaning)
        self.outcome.misfits_wanted.connect(self._choose_misfits)
        self.outcome.undo_wanted.connect(lambda: self.undo(self.done_number))
        self.outcome.again_wanted.connect(self.again)

    # Steps

    def go(self, step: int) -> None:
        self.title.setText(f"导入{self.choose.kind_word()}")
        self.back_button.setVisible(step == 1)
        self.whole.setVisible(step == 1)
        self.cancel_button.setVisible(step < 2)
        super().go(step)

    def go_back(self) -> None:
        self.again()

    def to_work(self, step: int) -> None:
        if step == 0 and self.focusWidget() not in (None, self.cancel_button):
            return
        named = self.choose.edition.isVisibleTo(self.choose) and not self.choose.edition.text()
        first = self.choose.edition if named else self.choose.area
        work: QWidget | None = (first, self.check.table, self.act_button)[step]
        if work is not None:
            work.setFocus(Qt.FocusReason.OtherFocusReason)

    def act_word(self, step: int) -> tuple[str, bool]:
        word = ("核对", act_word(self.report), "关闭")[step]
        return word, (self._path is not None, self._has_work(), True)[step]

    def _has_work(self) -> bool:
        """A whole file with a bad row changes nothing; the clerk mends it first."""
        report = self.report
        if report is None or (report.misfit_rows and self.choose.is_whole()):
            return False
        return bool(report.accepted or report.dropped)

    def foot_words(self, step: int) -> str:
        report = self.report
        if step == 0:
            return "核对以前什么也不保存。Excel 与 WPS 的 xlsx、xls，或 csv，编码自动认出"
        if step != 1 or report is None:
            return ""
        if report.misfit_rows and self.choose.is_whole():
            return "整份目录有不合格的行就一行也不导入：改好后再导入，或改选只改文件里的行"
        return outcome_words(report.accepted, report.duplicates, report.misfit_rows)

    def again(self) -> None:
        """回到第一步。"""
        self.report = None
        self._mapping = {}
        self._ask_imports()
        self.go(0)

    def _begin(
        self, said: str, work: Callable[..., Any], then: Callable[[Any], None], stopped: str
    ) -> None:
        if self._path is not None:
            self.begin(
                said,
                work,
                self._order(self._path),
                self._today,
                then=then,
                stopped=stopped,
                acts=work is do_import,
            )

    def go_on(self) -> None:
        step = self.step()
        if step == 0 and self._path is not None:
            self.read(self._path)
        elif step == 1:
            self.keep()
        else:
            self.accept()

    # Asking

    def _ask_imports(self) -> None:
        self.desk.ask(
            ask_imports, self._today, then=self._show_imports, owner=self, topic="imports"
        )

    def _show_imports(self, answer: ImportsView) -> None:
        self.choose.show_imports(answer)
        self.go(self.step())

    def _changed_kind(self) -> None:
        self._mapping = {}
        self.go(0)
        self.whole.setChecked(self.choose.kind() == "catalog")

    def _order(self, path: Path) -> ImportOrder:
        options = self.choose.options()
        whole = self.whole.isChecked()
        seen = self.report.log if self.report is not None and self.step() == 1 else None
        kind = self.choose.kind()
        return ImportOrder(kind, path, dict(self._mapping), options, whole, seen)

    def read(self, path: Path) -> None:
        """读这个文件，核对各行。"""
        self._path = path
        self.choose.show_file(path)
        if not self.choose.check_options():
            self.wait("")
            return
        stopped = "读表已取消，什么也没有保存"
        self._begin(f"正在读 {path.name}", ask_preview, self._show_preview, stopped)

    def open_mapping(self) -> MappingDialog:
        """指明各列。"""
        shown = self._unmatched or self.check.view
        if shown is None:
            raise LookupError("no file was read")
        dialog = MappingDialog(shown.headings, shown.mapping, shown.choices, self)
        dialog.mapped.connect(self._map)
        dialog.open()
        return dialog

    def _map(self, mapping: dict[str, str]) -> None:
        self._mapping = dict(mapping)
        if self._path is not None:
            self.read(self._path)

    # Acting

    def keep(self) -> None:
        """导入。"""
        stopped = "导入已取消，一行也没有记入"
        self._begin("正在导入", do_import, self._show_done, stopped)

    def say_meaning(self, kind: str, said: str, why: str) -> None:
        """现在就说明一个写法指谁；导入时就认得。"""
        entry = MeaningEntry(self.desk, kind, said, why, self._today, self)
        entry.recorded.connect(lambda _done: self.check.mark_told(kind, said))
        entry.begin()

    def undo(self, number: str) -> None:
        """撤销一批。"""
        said = self.choose.said_of(number)
        entry = UndoImportEntry(self.desk, number, said, self)
        entry.recorded.connect(lambda _done: self._undone(number))
        entry.begin()

    def _undone(self, number: str) -> None:
        self._ask_imports()
        if number == self.done_number:
            self.outcome.show_undone()

    def keep_misfits(self, path: Path) -> None:
        """存问题行。"""
        if self.report is not None:
            self.desk.ask(
                keep_misfits,
                self.report,
                path,
                then=lambda kept: self.foot.setText(f"问题行已存为 {kept}，改好后直接再导入"),
                owner=self,
                troubled=self.troubled,
            )

    # Files

    def _choose_file(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, "选择表格", "", FILES)
        if path:
            self.read(Path(path))

    def _choose_template(self) -> None:
        name = f"导入模板-{self.choose.kind_word()}.xlsx"
        path, _kind = QFileDialog.getSaveFileName(self, "存模板", name, "表格 (*.xlsx)")
        if path:
            self.save_template(Path(path))

    def save_template(self, path: Path) -> None:
        """存一份模板。"""
        self.desk.ask(
            keep_template,
            self.choose.kind(),
            path,
            then=lambda kept: self.foot.setText(f"模板已存为 {kept}"),
            owner=self,
            troubled=self.troubled,
        )

    def _choose_misfits(self) -> None:
        stem = Path(self.report.file_name).stem if self.report is not None else "导入"
        name = f"{stem}-问题行.xlsx"
        path, _kind = QFileDialog.getSaveFileName(
            self, "导出问题行", str(self._beside(name)), "表格 (*.xlsx)"
        )
        if path:
            self.keep_misfits(Path(path))

    def _beside(self, name: str) -> Path:
        """Beside the file it came from, where it will be looked for."""
        return self._path.parent / name if self._path is not None else Path(name)

    # Answers

    def _show_preview(self, found: Previewed) -> None:
        self.choose.form.clear_findings()
        self._unmatched = found.unmatched
        self.report = found.report
        if found.unmatched is not None:
            self.go(0)
            self.choose.show_unmatched(found.unmatched.sentence)
        if found.view is None:
            return
        self.subtitle.setText(found.view.title)
        self.check.show_view(found.view)
        self.go(1)

    def _show_done(self, done: ImportDone) -> None:
        self.report = done.report
        self.done_number = done.subject
        self.outcome.show_done(done)
        self.go(2)

    def refused(self, findings: tuple[Finding, ...]) -> None:
        if self.step() == 0:
            self.wait("")
            self.choose.form.show_findings(findings)
        else:
            said = "；".join(f"{one.message}，{one.remedy}" for one in findings)
            self.wait("")
            self.trouble.say(said)


def open_import(desk: Desk, kind: str, today: date, parent: QWidget) -> ImportSheet:
    """打开导入。"""
    sheet = ImportSheet(desk, kind, today, parent)
    sheet.setWindowModality(Qt.WindowModality.WindowModal)
    sheet.open()
    return sheet
