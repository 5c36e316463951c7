"""记得：同一次操作之后读过的不再读；一次操作改了哪些表，只忘掉靠这些表的。

Writing has one door (``Book.act``), and its page knows the tables it changed.  An
annulment changes the table whose record it undoes, and ``annulment`` itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

R = TypeVar("R")

EVERY = "*"
"""靠的是哪些表说不清：任何操作以后都重读。"""
_MOST = 256
"""记得多少样；再多就忘掉最早的（翻看许多个日子时）。"""
_ALWAYS = frozenset({EVERY, "act"})


@dataclass(slots=True)
class Memory:
    """一个打开着的数据文件读过什么。``seq``：读的时候是第几次操作之后。

    ``shelf`` is for what the rooms above derive from it; they check themselves, by
    identity, whether what they derived it from is still the same.
    """

    seq: int = -1
    shelf: dict[str, Any] = field(default_factory=dict)
    _held: dict[Any, tuple[frozenset[str], Any]] = field(default_factory=dict)

    def at(self, seq: int) -> None:
        """现在是第几次操作之后；不是所记得的那一次，就什么都不记得。"""
        if seq != self.seq:
            self.forget()
            self.seq = seq

    def advance(self, seq: int, tables: Iterable[str]) -> None:
        """一次操作已提交，改了 ``tables``。"""
        if seq != self.seq + 1:
            self.forget()
        else:
            self.touch(_ALWAYS.union(tables))
        self.seq = seq

    def touch(self, tables: Iterable[str]) -> None:
        """这些表改了；说不清靠哪些表的也忘掉。"""
        changed = frozenset({EVERY, *tables})
        stale = [key for key, (needs, _) in self._held.items() if needs & changed]
        for key in stale:
            del self._held[key]

    def aside(self) -> Memory:
        """读过的共用，推出的另放一处：大事中间用，用完丢掉。"""
        shelf = {n: dict(made) for n, made in self.shelf.items() if isinstance(made, dict)}
        return Memory(self.seq, shelf, self._held)

    def forget(self) -> None:
        """全部忘掉。"""
        self.seq = -1
        self.shelf.clear()
        self._held.clear()

    def steady(self, name: str, made: Mapping[int, R]) -> tuple[R, ...]:
        """刚读的各件，依次；与上次相等的换成上次的那个对象，由它推出的才接着算数。"""
        before: dict[int, R] = self.shelf.get(name, {})
        kept = {
            key: old if (old := before.get(key)) is not None and old == now else now
            for key, now in made.items()
        }
        self.shelf[name] = kept
        return tuple(kept.values())

    def recall(self, key: object) -> tuple[frozenset[str], Any] | None:
        """记得的：靠哪些表、内容。"""
        return self._held.get(key)

    def keep(self, key: object, needs: Iterable[str], value: object) -> None:
        """记下。"""
        self._held[key] = (frozenset(needs), value)
        while len(self._held) > _MOST:
            del self._held[next(iter(self._held))]
