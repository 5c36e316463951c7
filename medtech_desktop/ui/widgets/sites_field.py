"""院区栏：本部以外的院区，各一行；另有许可证的写登记号与发证机关。"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from medtech_desktop.ui.first_run_draft import SiteDraft
from medtech_desktop.ui.widgets.day_field import Choice
from medtech_desktop.ui.widgets.quiet import button

_SAME, _OWN = "与本部同一张许可证", "另有一张许可证"


class SiteRow(QWidget):
    """一个院区。"""

    edited = Signal()
    removed = Signal()

    def __init__(self, draft: SiteDraft, number: int) -> None:
        super().__init__()
        self.name = self._line(draft.name, f"院区 {number} 的名称", "院区名称")
        self.kind = Choice()
        self.kind.addItems((_SAME, _OWN))
        self.kind.setCurrentIndex(int(draft.own_licence))
        self.kind.setAccessibleName(f"院区 {number} 的许可证")
        self.licence = self._line(draft.licence, f"院区 {number} 的许可证登记号", "许可证登记号")
        self.authority = self._line(draft.authority, f"院区 {number} 的发证机关", "发证机关全称")
        self.remove_button = button("移去", small=True)
        self.remove_button.setAccessibleName(f"移去院区 {number}")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(6)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(self.remove_button, 0, 2)
        grid.addWidget(self.licence, 1, 0)
        grid.addWidget(self.authority, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.kind.currentIndexChanged.connect(lambda _n: self._show())
        self.kind.currentIndexChanged.connect(lambda _n: self.edited.emit())
        self.remove_button.clicked.connect(lambda _=False: self.removed.emit())
        self._show()

    def _line(self, value: str, name: str, hint: str) -> QLineEdit:
        made = QLineEdit(value)
        made.setAccessibleName(name)
        made.setPlaceholderText(hint)
        made.textChanged.connect(lambda _text: self.edited.emit())
        return made

    def _show(self) -> None:
        own = self.kind.currentIndex() == 1
        self.licence.setVisible(own)
        self.authority.setVisible(own)

    def draft(self) -> SiteDraft:
        """所填。"""
        own = self.kind.currentIndex() == 1
        return SiteDraft(
            self.name.text().strip(),
            own,
            self.licence.text().strip(),
            self.authority.text().strip(),
        )


class SitesField(QWidget):
    """院区栏控件；``edited`` 填了什么就发。"""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[SiteRow] = []
        self.add_button = button("加一个院区", "plus", small=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_button.clicked.connect(lambda _=False: self._add_asked())

    def show_sites(self, sites: tuple[SiteDraft, ...]) -> None:
        """换上这些院区。"""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for site in sites:
            self.add(site)

    def sites(self) -> tuple[SiteDraft, ...]:
        """各院区；一个字也没填的不算。"""
        return tuple(one for row in self.rows if (one := row.draft()) != SiteDraft())

    def add(self, draft: SiteDraft) -> SiteRow:
        """加一行。"""
        row = SiteRow(draft, len(self.rows) + 1)
        row.edited.connect(self.edited)
        row.removed.connect(lambda: self._remove(row))
        self._column.insertWidget(len(self.rows), row)
        self.rows.append(row)
        return row

    def _add_asked(self) -> None:
        self.add(SiteDraft()).name.setFocus()

    def _remove(self, row: SiteRow) -> None:
        self.rows.remove(row)
        row.hide()
        row.deleteLater()
        self.add_button.setFocus()
        self.edited.emit()
