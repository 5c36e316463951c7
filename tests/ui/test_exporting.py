"""导出存到哪里：没有写后缀的按所选的种类，取消的不存。"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.ui import exporting

XLSX, CSV = "表格 (*.xlsx)", "文本表格 (*.csv)"


@pytest.mark.parametrize(
    ("said", "kind", "kept"),
    [
        ("/甲/所列.xlsx", XLSX, "/甲/所列.xlsx"),
        ("/甲/所列", XLSX, "/甲/所列.xlsx"),
        ("/甲/所列", CSV, "/甲/所列.csv"),
        ("/甲/所列.xlsx", CSV, "/甲/所列.csv"),
        ("/甲/所列.CSV", XLSX, "/甲/所列.CSV"),
        ("/甲/版3.0", XLSX, "/甲/版3.0.xlsx"),
    ],
)
def test_the_name_ends_as_the_kind_says(
    said: str, kind: str, kept: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (said, kind))
    assert exporting.ask_where(parent, "所列") == Path(kept)


def test_a_cancelled_dialog_is_no_place(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: ("", ""))
    assert exporting.ask_where(parent, "所列") is None
