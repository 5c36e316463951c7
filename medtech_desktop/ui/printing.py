"""打印与导出之后：打印对话框；打开文件、打开文件夹、打印。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.paper_view import PageImage
from medtech_desktop.ui.widgets.quiet import button, label


def print_pages(pages: tuple[PageImage, ...], title: str, parent: QWidget) -> QPrintDialog:
    """打开打印对话框；确认后按原大打印各页。"""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setFullPage(True)
    dialog = QPrintDialog(printer, parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(f"打印 {title}")
    dialog.setMinMax(1, max(1, len(pages)))
    dialog.accepted.connect(lambda: draw_pages(printer, pages))
    dialog.setModal(True)
    dialog.show()
    return dialog


def draw_pages(printer: QPrinter, pages: tuple[PageImage, ...]) -> None:
    """把各页画到打印机上，占满纸面，不裁边。"""
    first = max(1, printer.fromPage() or 1)
    last = min(len(pages), printer.toPage() or len(pages))
    painter = QPainter(printer)
    for number in range(first - 1, last):
        if number >= first:
            printer.newPage()
        sheet = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
        image = pages[number].image()
        size = image.size().scaled(sheet.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        left = (sheet.width() - size.width()) / 2
        painter.drawImage(QRectF(left, 0, size.width(), size.height()), image)
    painter.end()


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
