"""窗口大小：屏幕放得下就用 1366×768，放不下就最大化，状态栏不落到屏外。"""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

USUAL = QSize(1366, 768)
_FRAME = QSize(16, 48)  # borders and title bar of an ordinary window manager


def fits(usual: QSize, room: QSize) -> bool:
    """``usual`` 连同边框放不放得进屏幕可用的 ``room``。"""
    whole = usual + _FRAME
    return whole.width() <= room.width() and whole.height() <= room.height()


def show_whole(window: QWidget) -> None:
    """显示主窗口，整个在屏幕里。"""
    window.resize(USUAL)
    room = window.screen().availableGeometry().size()
    real = room.width() >= window.minimumWidth()  # not the 800×800 of a missing screen
    if real and not fits(USUAL, room):
        window.showMaximized()
    else:
        window.show()
