"""备案屏的页面对象：步骤条、下一步、拖进扫描件。"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from medtech_desktop.ui.screens.filing_start_entries import StartFilingEntry
from medtech_desktop.ui.screens.scan_entries import ScansEntry
from medtech_desktop.ui.widgets.field_state import inputs_of
from tests.pages.window import EntryPage, WindowPage


class AssistantPage:
    """一份备案从头走到尾。"""

    def __init__(self, window: WindowPage) -> None:
        self._window = window

    def open(self) -> None:
        """去备案屏。"""
        self._window.go("备案")

    def start(self, code: str) -> EntryPage:
        """新建备案，选一项技术。"""
        self._window.filings.start_button.click()
        entry = self._window.entry()
        assert isinstance(entry.entry, StartFilingEntry)
        box = entry.entry.technology
        place = next(n for n in range(box.count()) if box.itemText(n).startswith(code))
        box.setCurrentIndex(place)
        return entry

    def states(self) -> set[str]:
        """各步的状态。"""
        return {
            one.accessibleName().split("，")[1] for one in self._window.filings.detail.strip.buttons
        }

    def state(self, word: str) -> str:
        """一步读屏时怎么说。"""
        buttons = self._window.filings.detail.strip.buttons
        return next(one for one in buttons if one.text() == word).accessibleName()

    def click_step(self, word: str) -> None:
        """点一步。"""
        buttons = self._window.filings.detail.strip.buttons
        next(one for one in buttons if one.text() == word).click()
        self._window.settle()

    def press(self, word: str) -> EntryPage:
        """点一步，出来的录入框。"""
        self.click_step(word)
        return self._window.entry()

    def next_word(self) -> str:
        """现在要办的一件。"""
        button = self._window.filings.detail.step_button
        assert button.isVisible()
        assert button.isEnabled()
        return button.text()

    def click_next(self) -> None:
        """按「现在要办的一件」。"""
        self.next_word()
        self._window.filings.detail.step_button.click()
        self._window.settle()

    def press_next(self) -> EntryPage:
        """按「现在要办的一件」，出来的录入框。"""
        self.click_next()
        return self._window.entry()

    def leave(self, name: str) -> None:
        """离开一个字段。"""
        field = self._window.entry().entry.form.field(name)
        assert isinstance(field, QLineEdit)
        field.editingFinished.emit()
        self._window.settle()

    def take_way(self, entry: EntryPage, word: str) -> None:
        """按告示里的去路。"""
        notice = entry.entry.form.notices()[0]
        button = next(one for one in notice.findChildren(QPushButton) if one.text() == word)
        button.click()
        self._window.settle()

    def drop(self, paths: list[Path], on: str = "") -> EntryPage:
        """把文件拖到详情上，或拖到一件材料上。"""
        detail = self._window.filings.detail
        place = QPointF(4, 4)
        if on:
            row = next(n for n, name in enumerate(self._names()) if name.startswith(on))
            box = detail.dossier.visualRect(detail.dossier.rows_model.index(row, 0))
            detail.pane.ensureWidgetVisible(detail.dossier)
            place = QPointF(detail.dossier.viewport().mapTo(detail, box.center()))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        coming = QDragEnterEvent(place.toPoint(), copy, data, left, none)
        QApplication.sendEvent(detail, coming)
        assert coming.isAccepted()
        QApplication.sendEvent(detail, QDropEvent(place, copy, data, left, none))
        self._window.settle()
        return self._window.entry()

    def paste(self) -> EntryPage:
        """粘贴。"""
        self._window.filings.materials.paste()
        return self._window.entry()

    def assigned(self, entry: EntryPage) -> list[str]:
        """各份扫描件指到哪一件。"""
        return [box.currentText() for box in self._boxes(entry)]

    def assign(self, entry: EntryPage, word: str) -> None:
        """第一份扫描件指到一件。"""
        box = self._boxes(entry)[0]
        box.setCurrentIndex(next(n for n in range(box.count()) if box.itemText(n).startswith(word)))

    def withdraw(self, name: str) -> None:
        """选中一件，撤下。"""
        detail = self._window.filings.detail
        row = next(n for n, one in enumerate(self._names()) if one.startswith(name))
        detail.dossier.selectRow(row)
        assert detail.withdraw_link.isVisible()
        detail.withdraw_link.click()
        self._window.settle()

    def first_missing(self) -> str | None:
        """第一件还缺的材料。"""
        rows = self._window.filings.detail.dossier.rows_model.rows()
        return next((row.cells[0].text for row in rows if row.cells[2].text == "缺失"), None)

    def _names(self) -> list[str]:
        rows = self._window.filings.detail.dossier.rows_model.rows()
        return [row.cells[0].text for row in rows]

    def _boxes(self, entry: EntryPage) -> list[QComboBox]:
        assert isinstance(entry.entry, ScansEntry)
        found = [one for field in entry.entry.form.fields() for one in inputs_of(field)]
        return [one for one in found if isinstance(one, QComboBox)]
