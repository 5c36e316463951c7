"""各走一遍共用的：一个科室开着的窗口，两个人已有级别。"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui import theme
from tests.builders import office_at
from tests.pages.window import WindowPage
from tests.wide_books import SHEET_DAY, give, lay_down


@pytest.fixture
def ward_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[WindowPage]:
    """骨科：示例赵一四级，示例钱二二级。"""
    if not qapp.styleSheet():
        theme.install(qapp)
    office = office_at("hospital", tmp_path)
    ward = lay_down(office.library)
    give(office.library, ward.people["0501"], ward.grade(), grade=4)
    give(office.library, ward.people["0502"], ward.grade(), grade=2)
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), SHEET_DAY)
    yield page
    page.close()
