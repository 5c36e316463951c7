"""导出所列：问存到哪里、存成什么；存好以后打开或打开文件夹。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from medtech_desktop.ui.printing import ExportedDialog

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


def tell_exported(path: Path, parent: QWidget) -> ExportedDialog:
    """已导出：打开、打开文件夹。"""
    dialog = ExportedDialog((path,), parent)
    dialog.print_button.hide()
    dialog.open()
    return dialog
