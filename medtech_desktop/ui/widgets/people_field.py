"""选人：输入姓名或工号即列出在册人员；多名用顿号分开，同名以工号区分。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

_NUMBER = re.compile(r"[（(]([^（）()]+)[）)]$")
_PARTING = re.compile(r"[、,，;；]")


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """可选的人：姓名、工号、职称与科室。"""

    name: str
    staff_number: str
    note: str = ""

    @property
    def text(self) -> str:
        """填进框里的文字。"""
        return f"{self.name}（{self.staff_number}）" if self.staff_number else self.name


def people_keys(text: str) -> tuple[str, ...]:
    """框里各人的工号；没有写工号的给姓名。"""
    keys = []
    for part in _PARTING.split(text):
        plain = part.strip()
        if plain:
            found = _NUMBER.search(plain)
            keys.append(found[1].strip() if found else plain)
    return tuple(keys)


class PeopleField(QLineEdit):
    """选人框。"""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setPlaceholderText("姓名或工号，多名用顿号分开")
        self._model = QStringListModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.setWidget(self)
        self._completer.activated.connect(self._take)
        self.textEdited.connect(self._suggest)

    def set_people(self, people: tuple[PersonChoice, ...]) -> None:
        """换上可选的人。"""
        self._model.setStringList([f"{p.text}　{p.note}".strip("　") for p in people])

    def suggestions(self) -> list[str]:
        """现在列出的人。"""
        count = self._completer.completionCount()
        model = self._completer.completionModel()
        return [str(model.data(model.index(n, 0))) for n in range(count)]

    def keys(self) -> tuple[str, ...]:
        """各人的工号或姓名。"""
        return people_keys(self.text())

    def _suggest(self, text: str) -> None:
        last = _PARTING.split(text)[-1].strip()
        self._completer.setCompletionPrefix(last)
        if last and self._completer.completionCount():
            self._completer.complete()
        else:
            self._hide()

    def _take(self, chosen: str) -> None:
        whole = self.text()
        last = _PARTING.split(whole)[-1]
        self.setText(whole[: len(whole) - len(last)] + chosen.split("　")[0])

    def _hide(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()
