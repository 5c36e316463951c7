"""看一个窗口或对话框：名称、焦点次序、有没有截去、有没有外文；各返回毛病，没有为空。"""

from __future__ import annotations

import getpass
import re
from collections.abc import Iterator

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from medtech_desktop.ui.widgets.quiet import Quiet

_ALLOWED = {
    *("Ctrl", "Alt", "Shift", "Enter", "Esc", "Tab", "Delete", "PDF", "JPG", "PNG", "Excel"),
    *("Word", "WPS", "CSV", "csv", "xlsx", "xls", "docx", "txt", "KB", "MB", "GB", "Windows"),
    "ECMO",  # as the national list of 2022 prints it
    *("HIS", "ICD", "CT", "Cyberknife", getpass.getuser()),
}
_WORD = re.compile(r"[A-Za-z]{2,}")
_PATH = re.compile(r"\S*[/\\]\S*|E-[A-Z]+-\w+|\S*\.(?:db|log|pdf|docx)(?![A-Za-z])")
_SLACK = 1
_PARTS = 200
"""一个控件里 Tab 可以先走几步：日期的年月日、格子的各格。"""


def named(widget: QWidget) -> str:
    """毛病里怎样称呼一个控件。"""
    text = widget.accessibleName()
    if not text and isinstance(widget, QLabel | QAbstractButton):
        text = widget.text()
    return f"{type(widget).__name__}「{text[:24]}」"


def shown_in(top: QWidget) -> list[QWidget]:
    """看得见的控件，Qt 自己的零件除外。"""
    return [
        one
        for one in top.findChildren(QWidget)
        if one.isVisible() and one.window() is top and not one.objectName().startswith("qt_")
    ]


def stops_of(top: QWidget) -> list[QWidget]:
    """Tab 应当到得了的控件。"""
    return [
        one
        for one in shown_in(top)
        if one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not one.focusProxy()
        and not _by_arrows(one)
    ]


def _by_arrows(one: QWidget) -> bool:
    """一组只选一个的：Tab 到选中的那个，其余用方向键。"""
    if not isinstance(one, QAbstractButton) or one.isChecked():
        return False
    group: QButtonGroup | None = one.group()
    return group is not None and group.exclusive() and group.checkedButton() is not None


def _interactive(top: QWidget) -> list[QWidget]:
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractItemView)
    return [
        one
        for one in shown_in(top)
        if (one.focusPolicy() & Qt.FocusPolicy.TabFocus or isinstance(one, kinds))
        and not isinstance(one.parent(), QLineEdit | QHeaderView)
        and not isinstance(one, QHeaderView)
    ]


def nameless(top: QWidget) -> list[str]:
    """没有名称，或名称不是中文的控件。"""
    told = []
    for one in _interactive(top):
        name = one.accessibleName() or (one.text() if isinstance(one, QAbstractButton) else "")
        if not re.search(r"[\u4e00-\u9fff]", name) and not re.search(r"\d", name):
            told.append(named(one))
    return told


# --- focus -------------------------------------------------------------------------------


def walk(top: QWidget, key: Qt.Key, most: int = 400) -> list[QWidget]:
    """从现在的焦点起按 Tab（或 Shift+Tab），直到回到已到过的地方。"""
    seen: list[QWidget] = []
    stayed = 0
    for _ in range(most):
        now = QApplication.focusWidget()
        stayed = stayed + 1 if seen and now is seen[-1] else 0
        if now is None or stayed > _PARTS or (now in seen and not stayed):
            break
        if not stayed:
            seen.append(now)
        QTest.keyClick(now, key)
        QApplication.processEvents()
    return seen


def focus_faults(top: QWidget) -> list[str]:
    """Tab 到不了的、走不出的、不按阅读次序的。"""
    top.activateWindow()
    QApplication.processEvents()
    stops = stops_of(top)
    if not stops:
        return []
    stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    there = walk(top, Qt.Key.Key_Tab)
    back = walk(top, Qt.Key.Key_Backtab)
    told = [f"Tab 到不了 {named(one)}" for one in stops if one not in there]
    told += [f"Shift+Tab 到不了 {named(one)}" for one in stops if one not in back]
    known = set(stops)
    order = [one for one in there if one in known]
    told += _disorder(top, order)
    return told


def _disorder(top: QWidget, order: list[QWidget]) -> list[str]:
    """Going round once leads back from the end to the start: one step back is right."""
    told = []
    for before, after in zip(order, order[1:] + order[:1], strict=True):
        one, other = _parted(before, after)
        first, second = _place(one, top), _place(other, top)
        above = second.bottom() <= first.top() and not second.left() >= first.right()
        left = second.right() <= first.left() and not second.top() >= first.bottom()
        if above or left:
            told.append(f"{named(before)} 之后到了{'上' if above else '左'}边的 {named(after)}")
    return told if len(told) > 1 else []


def _parted(one: QWidget, other: QWidget) -> tuple[QWidget, QWidget]:
    """两个控件各自所在的、最近共同祖先之下的一块。"""
    ups = [one]
    while (parent := ups[-1].parentWidget()) is not None:
        ups.append(parent)
    block = other
    while (parent := block.parentWidget()) is not None:
        if parent in ups:
            place = ups.index(parent)
            return (ups[place - 1] if place else one), block
        block = parent
    return one, other


def _place(widget: QWidget, top: QWidget) -> QRect:
    return QRect(widget.mapTo(top, QPoint(0, 0)), widget.size())


# --- room --------------------------------------------------------------------------------


def cut_off(top: QWidget) -> list[str]:
    """被父控件、窗口截去的，或文字放不下又没有提示的。"""
    told = []
    for one in shown_in(top):
        parent = one.parentWidget()
        if parent is not None and not _outside_allowed(one, parent):
            told.append(f"{named(one)} 超出 {named(parent)}")
        if said := _squeezed(one):
            told.append(said)
    return told


def _outside_allowed(one: QWidget, parent: QWidget) -> bool:
    rect = one.geometry()
    room = parent.rect()
    area = parent.parentWidget()
    if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
        if not isinstance(area, QScrollArea):
            return True
        scrolls = area.horizontalScrollBarPolicy() != Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        return scrolls or rect.width() <= room.width() + _SLACK
    return room.adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(rect)


def _squeezed(one: QWidget) -> str:
    if one.toolTip():
        return ""
    if isinstance(one, QLabel) and one.text():
        inside = one.contentsRect()
        if one.wordWrap():
            short = one.heightForWidth(one.width()) > one.height() + _SLACK
        else:
            short = one.sizeHint().width() > one.width() + _SLACK
        short = short or one.fontMetrics().height() > inside.height() + 4
        return f"{named(one)} 的文字放不下" if short else ""
    if isinstance(one, Quiet | QPushButton | QCheckBox | QRadioButton):
        short = one.sizeHint().width() > one.width() + _SLACK
        return f"{named(one)} 的文字放不下" if short else ""
    return ""


# --- words -------------------------------------------------------------------------------


def foreign(top: QWidget) -> list[str]:
    """看得见、读得到的外文词，允许的除外。"""
    told = []
    for one in [top, *shown_in(top)]:
        for text in filter(_is_screen_text, _texts(one)):
            for word in _WORD.findall(_PATH.sub("", text)):
                if word not in _ALLOWED:
                    told.append(f"{word}：{text[:60]}")
    return sorted(set(told))


def _is_screen_text(text: str) -> bool:
    """The wording of a shown paper, with its audit anchor, is not the screen's own."""
    return not re.match(r"第 \d+ 页，共 \d+ 页", text)


def _texts(one: QWidget) -> Iterator[str]:
    yield one.accessibleName()
    yield one.accessibleDescription()
    yield one.toolTip()
    yield one.windowTitle() if one.isWindow() else ""
    if isinstance(one, QLabel | QAbstractButton):
        yield one.text()
    if isinstance(one, QLineEdit):
        yield one.placeholderText()
    if isinstance(one, QComboBox):
        yield from (one.itemText(n) for n in range(one.count()))
    if isinstance(one, QAbstractItemView) and one.model() is not None:
        yield from _model_texts(one.model(), isinstance(one, QTableView))


def _model_texts(model: QAbstractItemModel, across: bool) -> Iterator[str]:
    columns = model.columnCount(QModelIndex()) if across else 1
    if across:
        for column in range(columns):
            yield str(model.headerData(column, Qt.Orientation.Horizontal) or "")
    for row in range(model.rowCount(QModelIndex())):
        for column in range(columns):
            index = model.index(row, column)
            for role in (
                Qt.ItemDataRole.DisplayRole,
                Qt.ItemDataRole.ToolTipRole,
                Qt.ItemDataRole.AccessibleTextRole,
            ):
                yield str(index.data(role) or "")
