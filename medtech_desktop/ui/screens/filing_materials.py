"""备案屏的材料：拖进、粘贴、登记、看、换、撤下。"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screen import Screen
from medtech_desktop.ui.screens.filing_detail import FilingDetail
from medtech_desktop.ui.screens.filing_entries import MaterialEntry
from medtech_desktop.ui.screens.filing_steps import ADD_SCANS
from medtech_desktop.ui.screens.scan_entries import (
    Scan,
    ScansEntry,
    places_of,
    scans_of,
    withdraw,
)

if TYPE_CHECKING:
    from medtech_desktop.domain.dossiers import MaterialLine
    from medtech_desktop.office.filing_pages import FilingPage

ONE = "登记材料 "
"""没有办完的一件：这个词，后面是种类与人员。"""
_LOCKED = "已提交的材料不能再改；要求补正的，先登记补正"


class FilingMaterials(QObject):
    """材料这一段；``tab_wanted`` 带文书，``scan_wanted`` 带附件与名称。"""

    tab_wanted = Signal(str)
    scan_wanted = Signal(int, str)

    def __init__(
        self, screen: Screen, detail: FilingDetail, begin: Callable[[Entry, str], None]
    ) -> None:
        super().__init__(screen)
        self._screen, self._detail, self._begin = screen, detail, begin
        self.page: FilingPage | None = None
        detail.dropped.connect(self.add_scans)
        detail.dossier.opened.connect(self.open)
        detail.dossier.chosen.connect(lambda _key: detail.show_links())
        detail.scans_link.clicked.connect(lambda _=False: self.add_scans(()))
        detail.replace_link.clicked.connect(lambda _=False: self._replace())
        detail.withdraw_link.clicked.connect(lambda _=False: self._withdraw())

    def add_scans(self, scans: tuple[Scan, ...], row: str = "") -> None:
        """登记扫描件；``row`` 是拖到的那一行。"""
        page, screen = self.page, self._screen
        if page is None or screen.desk.read_only:
            return
        if page.draft is None or page.draft.locked:
            screen.said.emit(_LOCKED)
            return
        number, places = page.line.number, places_of(page.materials)
        entry = ScansEntry(screen.desk, number, places, screen.today, screen)
        self._begin(entry, ADD_SCANS)
        entry.add_scans(scans, key_of(page.materials[int(row)]) if row else "")

    def paste(self) -> None:
        """粘贴剪贴板里的文件或图片。"""
        scans = scans_of(QGuiApplication.clipboard().mimeData())
        if scans:
            self.add_scans(scans)

    def open(self, place: str) -> None:
        """打开一件：附件看预览，扫描件看原样，还没有的登记。"""
        page, screen = self.page, self._screen
        if page is None:
            return
        line = page.materials[int(place)]
        if line.kind.value in ("annex2", "annex3"):
            self.tab_wanted.emit(line.kind.value)
        elif line.attachment_id is not None and line.state.value == "齐全":
            name = f"{line.label} {line.note}".strip()
            self.scan_wanted.emit(line.attachment_id, name)
        elif page.draft is None or page.draft.locked:
            screen.said.emit("已提交的材料不能再改")
        else:
            self.register(line)

    def register(self, line: MaterialLine) -> None:
        """登记一件。"""
        page, screen = self.page, self._screen
        if page is None:
            return
        material = (line.kind.value, line.person_id, f"{line.label} {line.note}".strip())
        entry = MaterialEntry(screen.desk, page.line.number, material, screen.today, screen)
        self._begin(entry, f"{ONE}{key_of(line)}")

    def take_up(self, word: str) -> None:
        """没有办完的一件材料。"""
        lines = self.page.materials if self.page is not None else ()
        line = next((one for one in lines if word == f"{ONE}{key_of(one)}"), None)
        if line is not None:
            self.register(line)

    def _chosen(self) -> MaterialLine | None:
        chosen = self._detail.dossier.selected_keys()
        return self.page.materials[int(chosen[0])] if self.page and chosen else None

    def _replace(self) -> None:
        line = self._chosen()
        if line is not None:
            self.register(line)

    def _withdraw(self) -> None:
        line, screen = self._chosen(), self._screen
        if line is not None and self.page is not None:
            number = self.page.line.number
            screen.desk.act(withdraw, number, key_of(line), screen.today, owner=screen)


def key_of(line: MaterialLine) -> str:
    """一件材料的代号：种类与人员。"""
    return f"{line.kind.value} {line.person_id or 0}"
