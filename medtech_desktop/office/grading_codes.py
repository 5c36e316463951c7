"""分级目录用的编码：所据编码库一版里有哪些编码；在册才算，样式只用来补零。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.procedures import CodeEdition, edition_in_use, fold
from medtech_desktop.intake.cells import Code, candidates_for
from medtech_desktop.office.acts import not_found
from medtech_desktop.store.page import Look
from medtech_desktop.store.procedures import load_code_editions, procedure_rows


@dataclass(frozen=True, slots=True, eq=False)
class CodeBook:
    """编码库的一版：归一的编码 → 原样的编码、名称、类别。"""

    edition_id: int
    key: str
    entries: Mapping[str, tuple[str, str, str]]

    def find(self, typed: str) -> tuple[str, str, str] | None:
        """在册的编码；大小写、全角不论。"""
        return self.entries.get(fold(typed.strip()))

    def resolve(self, code: Code) -> tuple[str, str, str] | str:
        """在册的一条；没有时说明缘由，补零后恰有一条在册的用那一条。"""
        if not code.from_number:
            found = self.find(code.typed)
            if found is not None:
                return found
        fits = {one[0]: one for text in code.candidates if (one := self.find(text)) is not None}
        if len(fits) == 1:
            return next(iter(fits.values()))
        if fits:
            several = "、".join(list(fits)[:4])
            return f"以数字存放，零可能已丢失，编码库里有 {several}，请设为文本后重填"
        return f"编码库「{self.key}」里没有这一编码"

    def resolve_text(self, typed: str) -> tuple[str, str, str] | str:
        """手打的编码。"""
        return self.resolve(Code(typed.strip(), candidates_for(typed.strip())))

    def __len__(self) -> int:
        return len(self.entries)


def code_book(look: Look, edition: CodeEdition) -> CodeBook:
    """一版的全部编码；没有改就不重读。"""
    return look.kept(_read_book, edition.id, edition.key)


def _read_book(look: Look, edition_id: int, key: str) -> CodeBook:
    entries = {
        fold(code): (code, name, category)
        for _id, code, name, category in procedure_rows(look, edition_id)
    }
    return CodeBook(edition_id, key, entries)


def code_edition(look: Look, edition_id: int) -> CodeEdition:
    """按内部号取编码库的一版。"""
    return next(one for one in load_code_editions(look) if one.id == edition_id)


def chosen_code_edition(editions: Sequence[CodeEdition], key: str, on: date) -> CodeEdition:
    """指明的一版，没有指明的取在用的一版。raises Refused."""

    if key:
        found = next((one for one in editions if one.key == key), None)
        if found is None:
            keys = "、".join(one.key for one in editions) or "还没有导入"
            raise not_found(f"没有编码库「{key}」", f"已有的版：{keys}", "code_edition")
        return found
    used = edition_in_use(editions, on) or (editions[0] if editions else None)
    if used is None:
        raise not_found(
            "还没有手术操作编码", "先导入本院所用的编码库，分级目录以它为准", "code_edition"
        )
    return used
