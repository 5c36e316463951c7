"""医师屏的页面对象：所列的人、选一个人、翻到一栏、办一件事。"""

from __future__ import annotations

from medtech_desktop.ui.screens.practitioners import PractitionersScreen
from medtech_desktop.ui.widgets.tables import RowTable
from tests.pages.typing import type_chinese
from tests.pages.window import EntryPage, WindowPage, lines_of


class PractitionersPage:
    """医师屏。"""

    def __init__(self, window: WindowPage, *, go: bool = True) -> None:
        self.window = window
        if go:
            window.go("医师")
        screen = window.window.screen_of("practitioners")
        assert isinstance(screen, PractitionersScreen)
        self.screen = screen

    def rows(self) -> list[tuple[str, ...]]:
        """所列的各行（已取来的）。"""
        self.window.settle()
        model = self.screen.table.model_held
        found = [model.texts(row) for row in range(model.rowCount())]
        return [texts for texts in found if texts is not None]

    def names(self) -> list[str]:
        """所列的姓名与工号。"""
        return [f"{row[0]} {row[1]}" for row in self.rows()]

    def lines(self) -> list[str]:
        """所列的各行，连成一段。"""
        return ["，".join(row) for row in self.rows()]

    def type(self, text: str) -> PractitionersPage:
        """在筛选框里打字，换掉原来的。"""
        self.screen.list.filter_box.clear()
        type_chinese(self.screen.list.filter_box, text)
        self.window.settle()
        return self

    def pick(self, box: str, word: str) -> PractitionersPage:
        """在「科室」「类别」里选一项。"""
        held = {"科室": self.screen.list.department_box, "类别": self.screen.list.kind_box}[box]
        place = held.findText(word)
        assert place >= 0, word
        held.setCurrentIndex(place)
        held.activated.emit(place)
        self.window.settle()
        return self

    def where(self, word: str) -> PractitionersPage:
        """点一个情形的筛选词。"""
        views = self.screen.list.words.views()
        key = next(view.key for view in views if view.word == word)
        self.screen.list.words.show_words(views, key)
        self.screen.list.words.chosen.emit(key)
        self.window.settle()
        return self

    def wheres(self) -> dict[str, int]:
        """情形的筛选词与人数。"""
        self.window.settle()
        return {view.word: view.count for view in self.screen.list.words.views()}

    def choose(self, number: str) -> PractitionersPage:
        """选中这个工号的人。"""
        place = [row[1] for row in self.rows()].index(number)
        self.screen.table.show_row(place)
        self.window.settle()
        assert self.screen.file is not None
        assert self.screen.file.staff_number == number
        return self

    def heading(self) -> str:
        """档案的标题行与所在。"""
        detail = self.screen.detail
        title = f"{detail.number.text()} {detail.name.text()}"
        return f"{title}，{detail.state.text()}，{detail.facts.text()}"

    def tab(self, tab: str) -> list[str]:
        """翻到一栏，读出看得见的各表与说明。"""
        detail = self.screen.detail
        detail.show_tab(tab)
        self.window.settle()
        page = detail.pages.currentWidget()
        assert page is not None
        said: list[str] = []
        for table in page.findChildren(RowTable):
            if table.isVisible():
                said += lines_of(table)
        for note in (detail.volume_note, detail.evaluation_note, detail.gaps):
            if note.isVisible():
                said.append(note.text())
        return said

    def act(self, word: str) -> EntryPage:
        """打开一个录入框。"""
        self.screen.act(word)
        return self.window.entry()
