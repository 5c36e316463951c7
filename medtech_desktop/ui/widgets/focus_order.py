"""焦点次序：后来添进去的控件，Tab 仍按阅读次序走。"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def keep_order(holder: QWidget, made: Iterable[QWidget]) -> None:
    """把 ``made`` 依次排到容器 ``holder`` 的位置上；Qt 原来把后添的排在最末。

    Qt leaves the order alone when either of two widgets takes no focus, so the
    holder takes it for the moment.
    """
    policy = holder.focusPolicy()
    holder.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    before = holder
    for widget in made:
        QWidget.setTabOrder(before, widget)
        before = widget
    holder.setFocusPolicy(policy)
