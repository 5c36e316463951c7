"""打印与导出之后：打印对话框；打开文件、打开文件夹、打印。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.print_jobs import (
    PrintItem,
    PrintPlan,
    page_list,
    paper_problem,
    planned,
    print_papers,
    to_fit,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import button, label


class ChoiceDialog(QDialog):
    """先说是什么情形，再给几条出路；``chosen`` 带所选的词，取消则没有。"""

    chosen = Signal(str)

    def __init__(
        self, title: str, sentence: str, ways: tuple[str, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(sentence)
        self.setMinimumWidth(460)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(6)
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD, wrap=True))
        column.addWidget(label(sentence, ink=Ink.INK2, wrap=True))
        column.addSpacing(10)
        self.buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        cancel = button("取消")
        cancel.clicked.connect(self.reject)
        row.addWidget(cancel)
        for place, word in enumerate(ways):
            made = button(word, kind="primary" if not place else "")
            made.clicked.connect(lambda _=False, word=word: self._choose(word))
            self.buttons[word] = made
            row.addWidget(made)
        self.buttons[ways[0]].setDefault(True)
        column.addLayout(row)

    def _choose(self, word: str) -> None:
        self.accept()
        self.chosen.emit(word)


def has_printer() -> bool:
    """这台电脑有没有装打印机。"""
    return bool(QPrinterInfo.availablePrinterNames())


class PrintFlow:
    """打印的经过：打印框、纸合不合、进度与取消、记入打印记录；印不成的给 PDF。"""

    def __init__(self, desk: Desk, owner: QWidget, export_pdf: Callable[[], None]) -> None:
        self._desk, self._owner, self._export_pdf = desk, owner, export_pdf
        self.told: Callable[[], None] = lambda: None

    def begin(self, items: tuple[PrintItem, ...], pages: int, title: str, current: int = 1) -> None:
        """打开打印框；没有打印机时说明并给 PDF。"""
        if not has_printer():
            self._offer_pdf("没有可用的打印机", "这台电脑没有装打印机。可以导出 PDF，到别处打印")
            return
        printer = new_printer(title)
        dialog = QPrintDialog(printer, self._owner)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(f"打印 {title}")
        option = QPrintDialog.PrintDialogOption
        for wanted in (option.PrintPageRange, option.PrintCollateCopies, option.PrintCurrentPage):
            dialog.setOption(wanted, True)
        dialog.setMinMax(1, max(1, pages))
        dialog.accepted.connect(lambda: self.check(printer, items, current))
        dialog.setModal(True)
        dialog.show()

    def check(self, printer: QPrinter, items: tuple[PrintItem, ...], current: int = 1) -> None:
        """纸合不合：不合的先说明，可缩放到可打印范围。"""
        plan = planned(printer, page_list(items), current)
        layout = printer.pageLayout()

        def answered(problem: str) -> None:
            if not problem:
                self.print_on(printer, items, plan)
                return
            ways = ("缩放到可打印范围", "按原大打印")
            dialog = ChoiceDialog("按原大印不完整", problem, ways, self._owner)
            dialog.chosen.connect(
                lambda word: self.print_on(
                    printer, items, to_fit(plan) if word == ways[0] else plan
                )
            )
            dialog.open()

        self._desk.ask(paper_problem, items, plan, layout, then=answered, owner=self._owner)

    def print_on(self, printer: QPrinter, items: tuple[PrintItem, ...], plan: PrintPlan) -> None:
        """送打印，看得到进度，可以取消。"""

        def done(pages: int) -> None:
            copies = f"，{plan.copies} 份" if plan.copies > 1 else ""
            self._desk.said.emit(f"已送打印 {pages // plan.repeats} 页{copies}")
            self.told()

        def failed(trouble: Trouble) -> None:
            self._offer_pdf(str(trouble.args[0]) if trouble.args else str(trouble), "可以导出 PDF")

        def stopped() -> None:
            self._offer_pdf("打印已取消", "没有记入打印记录。也可以导出 PDF，到别处打印")

        begin_long(
            self._desk,
            self._owner,
            "正在打印",
            print_papers,
            printer,
            items,
            plan,
            then=done,
            troubled=failed,
            stopped=stopped,
        )

    def _offer_pdf(self, title: str, sentence: str) -> None:
        dialog = ChoiceDialog(title, sentence, ("导出 PDF…",), self._owner)
        dialog.chosen.connect(lambda _word: self._export_pdf())
        dialog.open()


def new_printer(title: str) -> QPrinter:
    """一台打印机的设定：A4、整张纸、按原大。"""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setCreator("医疗技术临床应用管理")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    printer.setFullPage(True)
    return printer


class ExportedDialog(QDialog):
    """导出之后：写了哪些文件，打开、打开文件夹、打印。"""

    print_wanted = Signal()

    def __init__(self, files: tuple[Path, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("已导出")
        self.setMinimumWidth(460)
        self._files = files
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(6)
        title = f"已导出 {len(files)} 个文件"
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD))
        column.addWidget(label(str(files[0].parent), ink=Ink.INK2, wrap=True))
        for path in files:
            column.addWidget(label(path.name, wrap=True))
        column.addSpacing(10)
        self.open_button = button("打开", "external-link")
        self.folder_button = button("打开文件夹", "folder-open")
        self.print_button = button("打印…", "printer")
        self.close_button = button("关闭")
        row = QHBoxLayout()
        row.setSpacing(8)
        for made in (self.open_button, self.folder_button, self.print_button):
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.open_button.clicked.connect(lambda _=False: open_path(self._files[0]))
        self.folder_button.clicked.connect(lambda _=False: open_path(self._files[0].parent))
        self.print_button.clicked.connect(lambda _=False: self.print_wanted.emit())
        self.close_button.clicked.connect(self.accept)


def open_path(path: Path) -> bool:
    """用系统程序打开文件或文件夹。"""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
