"""授权屏的页面对象：矩阵、图例、一格的侧栏、各页、录入框。"""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfReader
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QMenu

from medtech_desktop.domain.privilege_matrix import BAND_LABELS, MARK_LABELS, Mark
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.printing import ExportedDialog
from medtech_desktop.ui.screens.privilege_entries import GrantEntry
from medtech_desktop.ui.screens.privileges import PrivilegesScreen
from tests.pages.procedures import shown_lines
from tests.pages.typing import click, press, type_chinese
from tests.pages.window import EntryPage, WindowPage, lines_of


class PrivilegesPage:
    """授权屏。"""

    def __init__(self, window: WindowPage) -> None:
        self.window = window
        QSettings().remove("privileges/scope")  # what another test looked at
        window.go("授权")
        screen = window.window.screen_of("privileges")
        assert isinstance(screen, PrivilegesScreen)
        self.screen: PrivilegesScreen = screen
        self.view = screen.matrix.view

    # What is there

    def sentence(self) -> str:
        """顶栏的一句话。"""
        return self.window.window.top_bar.sentence.text()

    def people(self) -> list[str]:
        """各列的人。"""
        held = self.view.held
        return [held.matrix.people[n].name for n in held.columns] if held.matrix else []

    def lines(self) -> list[str]:
        """各行：段写作「四级手术 3」，其余为编码。"""
        held, told = self.view.held, []
        for line in range(held.rowCount()):
            band, row = held.band_of(line), held.row(line)
            if band is not None:
                told.append(f"{BAND_LABELS[band]} {held.band_count(band)}")
            elif row is not None:
                told.append(row.code)
        return told

    def mark(self, name: str, code: str) -> str:
        """某人某编码的记号，用词。"""
        column = self.people().index(name)
        byte = self.view.held.byte(self.lines().index(code), column)
        return MARK_LABELS[self.view.held.mark(byte)]

    def read_aloud(self, name: str, code: str) -> str:
        """读屏软件读的一格。"""
        index = self.view.held.index(self.lines().index(code), self.people().index(name))
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    def legend(self) -> dict[str, int]:
        """图例：词 → 格数。"""
        return {word.word: word.count for word in self.screen.matrix.legend.shown()}

    def current(self) -> str:
        """现在的一格：人与编码。"""
        index = self.view.currentIndex()
        row, person = self.view.held.row(index.row()), self.view.held.person(index.column())
        return f"{person.name} {row.code}" if row is not None and person is not None else ""

    def state(self) -> tuple[str, str]:
        """侧栏的两句话。"""
        panel = self.screen.matrix.panel
        return panel.state.title.text(), panel.state.note.text()

    def facts(self) -> dict[str, str]:
        """侧栏的各项事实。"""
        facts = self.screen.matrix.panel.facts
        return {word: told.text() for word, (_tag, told) in facts.items() if not told.isHidden()}  # type: ignore[attr-defined]

    def story(self) -> str:
        """经过，读屏的话。"""
        return self.screen.matrix.panel.timeline.accessibleDescription()

    def bars(self) -> str:
        """区间，读屏的话。"""
        return self.screen.matrix.panel.bars.accessibleDescription()

    def acts(self) -> tuple[str, ...]:
        """一格上可以办的。"""
        return self.screen.matrix.panel.words()

    def focused(self) -> str:
        """得了焦点的控件的名称。"""
        return self.window.window.focusWidget().accessibleName()

    def may_act(self) -> bool:
        """按钮按得动。"""
        return self.screen.matrix.panel.first.isEnabled() and self.screen.batch_button.isEnabled()

    def list_lines(self) -> list[str]:
        """长表的各行。"""
        return shown_lines(self.screen.lists.table)

    def decisions(self) -> list[str]:
        """各次决定。"""
        return lines_of(self.screen.decisions.table)

    def emergencies(self) -> list[str]:
        """急诊超权限各例。"""
        return lines_of(self.screen.emergencies.table)

    # What one does

    def choose(self, name: str, code: str) -> PrivilegesPage:
        """点一格。"""
        index = self.view.held.index(self.lines().index(code), self.people().index(name))
        self.view.scrollTo(index)
        click(self.view.viewport(), self.view.visualRect(index).center())
        self.window.settle()
        return self

    def click_person(self, name: str) -> PrivilegesPage:
        """点列头。"""
        column = self.people().index(name)
        head = self.view.column_heads
        click(head.viewport(), QPoint(head.sectionViewportPosition(column) + 8, 20))
        self.window.settle()
        return self

    def click_band(self, word: str) -> PrivilegesPage:
        """点段的标题。"""
        line = next(n for n, one in enumerate(self.lines()) if one.startswith(word))
        head = self.view.row_heads
        click(head.viewport(), QPoint(40, head.sectionViewportPosition(line) + 8))
        self.window.settle()
        return self

    def press_legend(self, mark: Mark) -> PrivilegesPage:
        """按图例。"""
        self.screen.matrix.legend.words[mark].click()
        self.window.settle()
        return self

    def key(
        self,
        key: Qt.Key,
        modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> PrivilegesPage:
        """在矩阵里按键。"""
        self.view.setFocus()
        press(self.view, key, modifier)
        self.window.settle()
        return self

    def type(self, text: str) -> PrivilegesPage:
        """在矩阵里打编码。"""
        self.view.setFocus()
        for letter in text:
            self.view.keyboardSearch(letter)
        self.window.settle()
        return self

    def copied(self) -> list[str]:
        """按 Ctrl+C 以后剪贴板上的各行。"""
        QGuiApplication.clipboard().clear()
        self.key(Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        return QGuiApplication.clipboard().text().splitlines()

    def turn_to(self, key: str) -> PrivilegesPage:
        """换页。"""
        word = self.screen.tabs.word(key)
        assert isinstance(word, QAbstractButton)
        word.click()
        self.window.settle()
        return self

    def do(self, word: str) -> EntryPage:
        """在一格上办一件。"""
        self.screen.matrix.panel.do(word)
        return self.window.entry()

    def from_menu(self, word: str) -> None:
        """从「表格与文书」里取一样。"""
        made = self.screen.papers_button
        assert made.isVisible()
        assert made.isEnabled()
        [menu] = made.findChildren(QMenu)  # a shown menu grabs the keyboard, offscreen it cannot
        [action] = [one for one in menu.actions() if one.text() == word]
        action.trigger()
        self.window.settle()

    def choose_decision(self, number: str) -> PrivilegesPage:
        """在「决定」里选一次。"""
        assert self.screen.decisions.table.choose(number)
        self.window.settle()
        return self

    def paper(self) -> PaperSheet:
        """开着的文书。"""
        [sheet] = [s for s in self.screen.findChildren(PaperSheet) if s.isVisible()]
        assert sheet.flow.paper is not None
        return sheet

    def exported(self, folder: Path) -> str:
        """把开着的文书导出为 PDF，关上，返回其文字（不带空白）。"""
        sheet = self.paper()
        sheet.flow.export_to(folder, ("pdf",))
        self.window.settle()
        for told in self.screen.findChildren(ExportedDialog):
            told.accept()
        sheet.reject()
        self.window.settle()
        [path] = folder.glob("*.pdf")
        return "".join("".join(p.extract_text().split()) for p in PdfReader(path).pages)

    def batch(self) -> GrantPage:
        """批量授权。"""
        self.screen.batch_button.click()
        entry = self.window.entry().entry
        assert isinstance(entry, GrantEntry)
        return GrantPage(self.window, entry)


class GrantPage(EntryPage):
    """批量授权的录入框。"""

    def __init__(self, window: WindowPage, entry: GrantEntry) -> None:
        super().__init__(window, entry)
        self.grant = entry

    def items(self) -> list[str]:
        """填着的各项。"""
        return [row.texts()[0] for row in self.grant.rows if row.texts()[0]]

    def write_item(self, place: int, text: str) -> GrantPage:
        """填一项。"""
        field = self.grant.rows[place].target
        field.clear()
        type_chinese(field, text)
        self._window.settle()
        return self

    def results(self) -> list[str]:
        """核对的结论，各行。"""
        return lines_of(self.grant.table) if not self.grant.table.isHidden() else []

    def result(self) -> str:
        """核对的一句话。"""
        return self.grant.verdict.text() if not self.grant.verdict.isHidden() else ""
