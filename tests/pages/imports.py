"""导入框的页面对象：选种类、给文件、看各行、导入、存问题行、撤销。"""

from __future__ import annotations

from pathlib import Path

from medtech_desktop.ui.screens.import_entries import MappingDialog
from medtech_desktop.ui.screens.imports import ImportSheet
from tests.pages.window import WindowPage, lines_of


class ImportPage:
    """一个导入框。"""

    def __init__(self, window: WindowPage) -> None:
        self._window = window
        self.sheet: ImportSheet = window.sheet()

    def choose(self, word: str, **values: str) -> ImportPage:
        """选种类；另填版名、来源等。"""
        kinds = self.sheet.choose.kinds
        assert kinds.findText(word) >= 0, [kinds.itemText(n) for n in range(kinds.count())]
        kinds.setCurrentIndex(kinds.findText(word))
        kinds.activated.emit(kinds.currentIndex())
        for name, value in values.items():
            field = self.sheet.choose.form.field(name)
            field.setText(value)  # type: ignore[attr-defined]
        return self

    def give(self, path: Path) -> ImportPage:
        """给一个文件。"""
        self.sheet.choose.area.dropped.emit(path)
        self._window.settle()
        return self

    def step(self) -> str:
        """第几步。"""
        return self.sheet.step_note.text()

    def counts(self) -> dict[str, int]:
        """筛选词 → 数。"""
        return {view.word: view.count for view in self.sheet.check.words.views()}

    def lines(self, word: str = "") -> list[str]:
        """核对的各行。"""
        check = self.sheet.check
        if word:
            key = next(view.key for view in check.words.views() if view.word == word)
            check.words.chosen.emit(key)
        assert check.table is not None
        return lines_of(check.table)

    def reasons_of(self, line: str) -> str:
        """选中一行，看全部原因。"""
        assert self.sheet.check.table is not None
        assert self.sheet.check.table.choose(line)
        return self.sheet.check.detail.text()

    def act(self) -> ImportPage:
        """按右下的按钮。"""
        self.sheet.act_button.click()
        self._window.settle()
        return self

    def said(self) -> str:
        """结果的一句话。"""
        return f"{self.sheet.outcome.title.text()}；{self.sheet.outcome.line.text()}"

    def keep_misfits(self, path: Path) -> Path:
        """存问题行。"""
        self.sheet.keep_misfits(path)
        self._window.settle()
        return path

    def map(self, **columns: str) -> ImportPage:
        """指明各列：标题 = 栏名。"""
        dialog: MappingDialog = self.sheet.open_mapping()
        for place, text in enumerate(dialog._headings):
            if text in columns:
                box = dialog.form.field(str(place))
                box.setCurrentIndex(box.findText(columns[text]))  # type: ignore[attr-defined]
        assert dialog.act_button.isEnabled(), dialog.said.text()
        dialog.act_button.click()
        self._window.settle()
        return self

    def batches(self) -> list[str]:
        """近来的导入。"""
        return lines_of(self.sheet.choose.batches)

    def again(self) -> ImportPage:
        """再导入一个文件。"""
        self.sheet.outcome.again_button.click()
        self._window.settle()
        return self
