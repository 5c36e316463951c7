"""大事中间：一件大事报告进度时，在同一个事务里先答别人的提问。

What was remembered before the act is answered as it was then; what is read anew shows what the
act has written so far. That is harmless because a question writes nothing and nothing it reads
is kept: neither in memory (what rests on a table that the act changed is not remembered, the
shelf is thrown away with the act) nor on the screen (its kinds are asked again when the act is
done, everything is when it is undone).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Connection

from medtech_desktop.store.memory import Memory
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.vault import Vault

if TYPE_CHECKING:
    from medtech_desktop.store.book import Book

T = TypeVar("T")


class Between(Look):
    """大事中间的查看；``page`` 是正在写的那一页。"""

    def __init__(self, connection: Connection, vault: Vault, memory: Memory, page: Page) -> None:
        super().__init__(connection, vault, None, memory)
        self._page = page

    def _is_touched(self, needs: Collection[str]) -> bool:
        return self._page._is_touched(needs)

    def _is_stale(self, needs: Collection[str]) -> bool:
        return False


class KeptByBook(Generic[T]):
    """上面各层按数据文件留在内存里的；大事撤回而中间有人问过的，都不算数。"""

    def __init__(self) -> None:
        self._held: WeakKeyDictionary[Book, tuple[int, T]] = WeakKeyDictionary()

    def get(self, book: Book) -> T | None:
        """留着的；没有或不算数了为 None。"""
        held = self._held.get(book)
        return held[1] if held is not None and held[0] == book.turned_back else None

    def setdefault(self, book: Book, first: T) -> T:
        """留着的；没有就从 ``first`` 开始。"""
        known = self.get(book)
        if known is None:
            self[book] = known = first
        return known

    def __setitem__(self, book: Book, held: T) -> None:
        self._held[book] = (book.turned_back, held)

    def pop(self, book: Book, otherwise: T | None = None) -> T | None:
        """取出，不再留着。"""
        return held[1] if (held := self._held.pop(book, None)) is not None else otherwise

    def clear(self) -> None:
        """都不再留着。"""
        self._held.clear()
