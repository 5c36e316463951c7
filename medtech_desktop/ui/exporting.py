"""导出所列：问存到哪里、存成什么；存好以后打开或打开文件夹。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.desk import Desk, Report
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.shown_tables import ShownTable

_XLSX, _CSV = "表格 (*.xlsx)", "文本表格 (*.csv)"


def ask_where(parent: QWidget, stem: str) -> Path | None:
    """存到哪里；没有选为 None。文件名没有后缀时按所选的种类。"""
    title = "导出所列"
    said, kind = QFileDialog.getSaveFileName(parent, title, f"{stem}.xlsx", f"{_XLSX};;{_CSV}")
    if not said:
        return None
    path, suffix = Path(said), ".csv" if kind == _CSV else ".xlsx"
    if path.suffix.lower() not in (".xlsx", ".csv") or (kind == _CSV and path.suffix == ".xlsx"):
        path = path.with_suffix(suffix) if path.suffix == ".xlsx" else Path(said + suffix)
    return path


def export_shown(desk: Desk, shown: ShownTable, parent: QWidget) -> None:
    """导出所列：问存到哪里，存好以后打开或打开文件夹。"""
    path = ask_where(parent, shown.name)
    if path is not None:
        export_shown_to(desk, shown, path, parent)


def export_shown_to(desk: Desk, shown: ShownTable, path: Path, parent: QWidget) -> None:
    """把所列的存为这个文件。"""
    export_long(desk, parent, "导出所列", _export, shown, path)


def export_long(
    desk: Desk,
    host: QWidget,
    said: str,
    work: Callable[..., Path],
    *args: object,
    strip: ProgressStrip | None = None,
    troubled: Callable[[Trouble], None] | None = None,
) -> None:
    """存一个要许久的文件：有进度，可以取消；存好以后打开或打开文件夹。"""
    begin_long(
        desk,
        host,
        said,
        work,
        *args,
        then=lambda path: tell_exported(path, host),
        stopped="导出已取消，没有写出文件",
        strip=strip,
        troubled=troubled,
        shares=True,
    )


def _export(library: Library, shown: ShownTable, path: Path, progress: Report) -> Path:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.shown_tables import export_shown

    return export_shown(library, clerk_here(), shown, path, progress)


def tell_exported(path: Path, parent: QWidget) -> None:
    """已导出：打开、打开文件夹。"""
    dialog = ExportedDialog((path,), parent)
    dialog.print_button.hide()
    dialog.open()
