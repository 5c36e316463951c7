"""帮助：F1 打开手册，翻到现在这一屏的一页；可搜索，不挡住窗口。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.resource_files import resource
from medtech_desktop.ui import theme
from medtech_desktop.ui.help_keys import KeysPage
from medtech_desktop.ui.manual_text import ManualText
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import button, label

KEYS = "keys"
"""「键盘与签」一页的名字；它不是 Markdown。"""

_NAME = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class ManualPage:
    """手册一页：名字（同屏的 key）、标题、正文。"""

    name: str
    title: str
    text: str


def manual_pages() -> tuple[ManualPage, ...]:
    """手册各页，按文件名的次序；标题是第一行。raises FileNotFoundError."""
    pages = []
    for path in sorted(resource("manual").glob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.split("\n", 1)[0].lstrip("# ").strip()
        pages.append(ManualPage(path.stem.split("-", 1)[1], title, text))
    return tuple(pages)


class HelpSheet(QDialog):
    """手册窗口。``topic`` 为屏的 key；没有这一页的从头看起。"""

    def __init__(self, parent: QWidget | None = None, topic: str = "") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("手册")
        self.resize(980, 640)
        self._folder = _manual_folder()
        self._pages = {page.name: page for page in manual_pages()}
        self.search = QLineEdit()
        self.search.setPlaceholderText("在手册里找")
        self.search.setAccessibleName("在手册里找")
        self.search.setClearButtonEnabled(True)
        self.topics = QListWidget()
        self.topics.setAccessibleName("手册目录")
        self.topics.setSpacing(2)
        self.found_note = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.text = ManualText()
        self.keys = KeysPage()
        self.close_button = button("关闭")
        self._shown = QStackedWidget()
        self._lay_out()
        self._fill("")
        self.search.textChanged.connect(self._fill)
        self.topics.currentItemChanged.connect(self._show_item)
        self.text.anchorClicked.connect(self._follow)
        self.close_button.clicked.connect(self.accept)
        self.show_topic(topic)

    def _lay_out(self) -> None:
        left = QWidget()
        side = QVBoxLayout(left)
        side.setContentsMargins(16, 16, 8, 8)
        side.setSpacing(8)
        side.addWidget(self.search)
        side.addWidget(self.found_note)
        side.addWidget(self.topics, 1)
        self._shown.addWidget(self.text)
        self._shown.addWidget(self.keys)
        split = QSplitter()
        split.setChildrenCollapsible(False)
        split.addWidget(left)
        split.addWidget(self._shown)
        split.setStretchFactor(1, 1)
        split.setSizes([220, 760])
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 24, 14)
        row.addStretch(1)
        row.addWidget(self.close_button)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(split, 1)
        whole.addLayout(row)

    def _fill(self, typed: str) -> None:
        """目录；打了字的只列正文里有的页。"""
        words = typed.casefold().split()
        kept = self.current_topic()
        listed = [(page.name, page.title, page.text) for page in self._pages.values()]
        listed.append((KEYS, "键盘与签", "键盘与签 快捷键"))
        self.topics.blockSignals(True)
        self.topics.clear()
        for name, title, text in listed:
            if all(word in text.casefold() for word in words):
                item = QListWidgetItem(title)
                item.setData(_NAME, name)
                self.topics.addItem(item)
        self.topics.blockSignals(False)
        count = self.topics.count()
        none = "手册里没有这个词，换一个说法再找"
        self.found_note.setText((f"{count} 页里有" if count else none) if words else "")
        self.found_note.setVisible(bool(words))
        if count:
            self.show_topic(kept)
        if words and count:
            self.text.find(words[0])

    def show_topic(self, topic: str) -> None:
        """翻到一页；目录里没有的翻到第一页。"""
        rows = [str(self.topics.item(n).data(_NAME)) for n in range(self.topics.count())]
        row = rows.index(topic) if topic in rows else 0
        self.topics.setCurrentRow(row)
        self._show_item(self.topics.item(row))

    def current_topic(self) -> str:
        """现在看的一页的名字。"""
        chosen = self.topics.selectedItems()
        return str(chosen[0].data(_NAME)) if chosen else ""

    def _show_item(self, item: QListWidgetItem | None, _before: object = None) -> None:
        if item is None:
            return
        name = str(item.data(_NAME))
        self._shown.setCurrentIndex(1 if name == KEYS else 0)
        if name != KEYS:
            self.text.show_page(self._pages[name].text, self._folder)

    def _follow(self, url: QUrl) -> None:
        name = Path(url.path()).stem.split("-", 1)[-1]
        if url.scheme() in ("http", "https"):
            QDesktopServices.openUrl(url)
        elif name in self._pages or name == KEYS:
            self.search.clear()
            self.show_topic(name)


def _manual_folder() -> Path:
    return resource("manual")
