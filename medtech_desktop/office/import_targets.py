"""导入的一行所说的手术编码与技术：在册的才算，授权与手术量共用。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.office.grading_codes import CodeBook, code_book
from medtech_desktop.office.import_keepers import Unfit, Values
from medtech_desktop.office.world import World
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page
from medtech_desktop.store.procedures import load_code_editions


class ListedCode(NamedTuple):
    """在册的一条编码：内部号、编码、名称。"""

    id: int
    code: str
    name: str


@dataclass(slots=True)
class KnownTargets:
    """在用的编码库与本院的技术；找过的技术记住。"""

    page: Page
    world: World
    on: date
    book: CodeBook | None = field(init=False, default=None)
    numbers: dict[str, int] = field(init=False, default_factory=dict)
    technologies: dict[str, int] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        editions = load_code_editions(self.page)
        edition = edition_in_use(editions, self.on) or next(iter(editions), None)
        if edition is not None:
            self.book = code_book(self.page, edition)
            self.numbers = code_ids(self.page, [one[0] for one in self.book.entries.values()])

    def code(self, row: Values) -> ListedCode:
        """一行所写的手术编码。raises Unfit."""
        written = row["code"]
        if self.book is None:
            raise Unfit("code", written.typed, "还没有手术操作编码，先导入编码库")
        found = self.book.resolve(written)
        if isinstance(found, str):
            raise Unfit("code", written.typed, found)
        return ListedCode(self.numbers[found[0]], found[0], found[1])

    def technology(self, key: str) -> int:
        """一行所写的技术。raises Unfit."""
        return technology_of(self.world, key, self.technologies)

    def repaired(self, row: Values) -> Mapping[str, str]:
        """记下的一行里补全过的编码。"""
        written = row.get("code")
        code = self.code(row).code if written else ""
        return {"code": code} if written and code != written.typed else {}


def technology_of(world: World, key: str, known: dict[str, int]) -> int:
    """一行所写的技术的内部编号；找过的记在 ``known``。raises Unfit."""
    if key not in known:
        try:
            known[key] = world.find_technology(key).technology.id
        except Refused as refused:
            raise Unfit("technology", key, refused.findings[0].message) from refused
    return known[key]
