"""来历页的页面对象：数、怎么数的、各行，去看其中一行。"""

from __future__ import annotations

from medtech_desktop.ui.sources import SourceSheet
from medtech_desktop.ui.widgets.figures import Figure
from tests.pages.window import WindowPage, lines_of


class SourcePage:
    """开着的来历页。"""

    def __init__(self, window: WindowPage) -> None:
        self._window = window
        window.settle()
        shown = [one for one in window.window.findChildren(SourceSheet) if one.isVisible()]
        assert len(shown) == 1
        self.sheet = shown[0]

    @property
    def figure(self) -> int:
        """写着的数。"""
        return int(self.sheet.figure.text().replace(",", ""))

    @property
    def sentence(self) -> str:
        """怎么数的。"""
        return self.sheet.sentence.text()

    def lines(self) -> list[str]:
        """各行的文字。"""
        return lines_of(self.sheet.table) if self.sheet.table is not None else []

    def open_row(self, words: str) -> None:
        """去看有这些字的一行。"""
        assert self.sheet.table is not None
        rows = self.sheet.table.rows_model.rows()
        key = next(r.key for r in rows if words in " ".join(c.text for c in r.cells))
        self.sheet.table.choose(key)
        self.sheet.table.opened.emit(key)
        self._window.settle()

    def close(self) -> None:
        """关闭。"""
        self.sheet.close_button.click()
        self._window.settle()


def figures_of(window: WindowPage) -> list[Figure]:
    """今日待办上的各个数。"""
    held = window.todo.figures
    return [one for one in held.findChildren(Figure) if one.isVisible()]
