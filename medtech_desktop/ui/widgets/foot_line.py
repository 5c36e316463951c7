"""表下的一行：几条的话在左，可办的事在右。"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget


def foot_line(told: QWidget, *acts: QWidget) -> QHBoxLayout:
    """``told`` 占满左边，``acts`` 依次靠右。"""
    line = QHBoxLayout()
    line.setContentsMargins(8, 6, 8, 8)
    line.setSpacing(8)
    line.addWidget(told, 1)
    for one in acts:
        line.addWidget(one)
    return line
