"""选目录条目：打编号或名称即列出施行中的条目；填了以后说出是哪一条。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from medtech_desktop.domain.matching import Haystack, fold, matches, split_words
from medtech_desktop.ui.widgets.field_state import put_text
from medtech_desktop.ui.widgets.suggestions import SuggestingLine


@dataclass(frozen=True, slots=True)
class CatalogChoice:
    """可选的条目：编号（没有编号的为空）、名称、哪一份目录；``hay`` 供按拼音找。"""

    code: str
    name: str
    note: str
    hay: Haystack

    @property
    def key(self) -> str:
        """填进框里的：编号，没有编号的填名称。"""
        return self.code or self.name

    @property
    def text(self) -> str:
        """「S16 神经血管介入诊疗技术，湖南2018」。"""
        return f"{self.code} {self.name}".strip() + f"，{self.note}"


class CatalogField(SuggestingLine):
    """编号框；``told`` 说出所填的是哪一条，没有填的为空。"""

    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "目录条目", parent)
        self._choices: tuple[CatalogChoice, ...] = ()
        self.found.taken.connect(self._take)
        self.textEdited.connect(self._suggest)
        self.textChanged.connect(lambda _text: self._tell())

    def set_choices(self, choices: tuple[CatalogChoice, ...]) -> None:
        """换上可选的条目。"""
        self._choices = choices
        self._tell()

    def chosen(self) -> CatalogChoice | None:
        """所填的那一条。"""
        wanted = fold(self.text().strip())
        if not wanted:
            return None
        fits = (one for one in self._choices if wanted in (fold(one.code), fold(one.name)))
        return next(fits, None)

    def _tell(self) -> None:
        chosen, typed = self.chosen(), self.text().strip()
        if chosen is not None:
            self.told.emit(chosen.text)
        else:
            self.told.emit(f"施行中的限制类目录里没有「{typed}」" if typed else "")

    def _suggest(self, text: str) -> None:
        wanted = split_words(text)
        fitting = [one for one in self._choices if wanted and matches(wanted, one.hay)]
        answers = tuple((one.key, one.text) for one in fitting)
        self.found.offer(() if self.chosen() else answers, "", max(self.width(), 320))

    def _take(self, chosen: str) -> None:
        put_text(self, chosen)
        self.end(False)
