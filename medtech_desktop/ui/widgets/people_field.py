"""选人：输入姓名或工号即列出在册人员；多名用顿号分开，同名以工号区分。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.matching import Haystack, fold, matches, split_words
from medtech_desktop.ui.widgets.field_state import put_text
from medtech_desktop.ui.widgets.suggestions import SuggestingLine

_NUMBER = re.compile(r"[（(]([^（）()]+)[）)]$")
_PARTING = re.compile(r"[、,，;；]")


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """可选的人：姓名、工号、职称与科室；``hay`` 供按拼音找。"""

    name: str
    staff_number: str
    note: str = ""
    hay: Haystack | None = None

    @property
    def text(self) -> str:
        """填进框里的文字。"""
        return person_text(self.name, self.staff_number)


def person_text(name: str, staff_number: str) -> str:
    """框里写一个人：同名的以工号区分。"""
    return f"{name}（{staff_number}）" if staff_number else name


def people_keys(text: str) -> tuple[str, ...]:
    """框里各人的工号；没有写工号的给姓名。"""
    keys = []
    for part in _PARTING.split(text):
        plain = part.strip()
        if plain:
            found = _NUMBER.search(plain)
            keys.append(found[1].strip() if found else plain)
    return tuple(keys)


def _fits(one: PersonChoice, wanted: tuple[str, ...]) -> bool:
    if one.hay is not None:
        return matches(wanted, one.hay)
    text = fold(f"{one.text} {one.note}")
    return all(word in text for word in wanted)


class PeopleField(SuggestingLine):
    """选人框；``offered`` 说列出的是什么（不是人的也可以）。"""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, offered: str = "在册人员"
    ) -> None:
        super().__init__(text, offered, parent)
        self.setPlaceholderText("姓名或工号，多名用顿号分开")
        self._people: tuple[PersonChoice, ...] = ()
        self.found.taken.connect(self._take)
        self.textEdited.connect(self._suggest)

    def set_people(self, people: tuple[PersonChoice, ...]) -> None:
        """换上可选的人。"""
        self._people = people

    def keys(self) -> tuple[str, ...]:
        """各人的工号或姓名。"""
        return people_keys(self.text())

    def _suggest(self, text: str) -> None:
        last = _PARTING.split(text)[-1].strip()
        wanted = split_words(last)
        fitting = [one for one in self._people if last and _fits(one, wanted)]
        exact = [one for one in fitting if one.text == last]
        answers = tuple((one.text, f"{one.text}　{one.note}".strip()) for one in fitting)
        self.found.offer(() if exact else answers, "", max(self.width(), 280))

    def _take(self, chosen: str) -> None:
        whole = self.text()
        last = _PARTING.split(whole)[-1]
        put_text(self, whole[: len(whole) - len(last)] + chosen)
        self.end(False)
