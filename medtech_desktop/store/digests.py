"""内容散列：一批记录的规范 JSON 逐行相接的 SHA-256。写的时候算，体检时重算。

What is hashed is ``canonical(masked(row))`` of row after row, without the erasable columns.
It is written column by column here, because half a million rows one by one take longer than
saving them.  Of a surgery log (``BY_COLUMNS``) the columns themselves are hashed.
"""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, repeat
from json.encoder import encode_basestring
from typing import Any

from sqlalchemy import Table

from medtech_desktop.store.audit import Reading, canonical, keyed
from medtech_desktop.store.tables import BY_COLUMNS

_SLICE = 5000
_NUMBERS = {int, type(None)}
_NOTHING = -(1 << 63)
_WIDE: set[type] = {float}
"""相等而写法可以不同的（0.0 与 -0.0）。"""


def masked(core: Table, row: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """进入审计的值：可删除的列换成带密钥的散列，二进制换成散列。"""
    seen: dict[str, Any] = {}
    for name, value in row.items():
        if value is not None and core.c[name].info.get("erasable"):
            value = keyed(secret, value.hex() if isinstance(value, bytes) else value)
        elif isinstance(value, bytes):
            value = _of_bytes(value)
        seen[name] = value
    return seen


def _of_bytes(value: bytes) -> str:
    return "sha256:" + hashlib.sha256(value).hexdigest()


def stored_rows(look: Reading, core: Table, where: str, *values: Any) -> list[dict[str, Any]]:
    """表中原样存着的值（日期是文本，布尔是 0/1），按列名。"""
    names = [column.name for column in core.columns]
    return [dict(zip(names, row, strict=True)) for row in _read(look, core, names, where, *values)]


def _read(
    look: Reading, core: Table, names: Iterable[str], where: str, *values: Any
) -> Sequence[Sequence[Any]]:
    listed = ", ".join(f'"{name}"' for name in names)
    return look.raw(f'SELECT {listed} FROM "{core.name}" WHERE {where}', *values)


Typed = tuple[Sequence[Any], set[type]]
"""一列的一片值，和其中有哪几种类型。"""


def typed(values: Sequence[Any]) -> Typed:
    """看一遍类型。"""
    return values, set(map(type, values))


class Digest:
    """一批记录的散列，一片一片加进去。"""

    def __init__(self, core: Table) -> None:
        self.names = sorted(c.name for c in core.columns if not c.info.get("erasable"))
        """进入散列的列，按名字排列；``add`` 收的值是同样的次序。"""
        self._sha = hashlib.sha256()

    def add(self, columns: Sequence[Typed]) -> None:
        """加进一片：各列的值，如表中所存。"""
        parts: list[Iterable[str]] = []
        said = "{"
        for name, (values, kinds) in zip(self.names, columns, strict=True):
            said += f"{encode_basestring(name)}:"
            texts, is_bare = _texts(values, kinds)
            if isinstance(texts, str):
                said += texts
            else:
                parts += [repeat(said + '"' if is_bare else said), texts]
                said = '"' if is_bare else ""
            said += ","
        said = said[:-1] + "}"
        if parts:
            text = "".join(chain.from_iterable(zip(*parts, repeat(said), strict=False)))
        else:
            text = said * len(columns[0][0])
        self._sha.update(text.encode("utf-8"))

    def hexdigest(self) -> str:
        """到此为止的散列。"""
        return self._sha.hexdigest()


class ColumnDigest:
    """一批登记的散列：逐列的散列再合成一个，比逐行写成 JSON 快几倍；在哪里分片都一样。

    A number is eight bytes, least first, and nothing is ``_NOTHING``; of texts the lengths
    are hashed (-1 is nothing) and, apart, the texts one after the other.
    """

    def __init__(self, core: Table) -> None:
        self.names = sorted(c.name for c in core.columns if not c.info.get("erasable"))
        """进入散列的列，按名字排列；``add`` 收的值是同样的次序。"""
        self._numbers = [hashlib.sha256() for _ in self.names]
        self._words = [
            None if core.c[name].type.python_type is int else hashlib.sha256()
            for name in self.names
        ]

    def add(self, columns: Sequence[Typed]) -> None:
        """加进一片：各列的值，如表中所存。"""
        for numbers, words, (values, kinds) in zip(
            self._numbers, self._words, columns, strict=True
        ):
            if words is None:
                if kinds != {int}:
                    values = [_NOTHING if one is None else one for one in values]
                numbers.update(_eight_bytes(values))
            elif kinds == {str}:
                numbers.update(_eight_bytes(map(len, values)))
                words.update("".join(values).encode())
            else:
                numbers.update(_eight_bytes([-1 if one is None else len(one) for one in values]))
                words.update("".join([one for one in values if one is not None]).encode())

    def hexdigest(self) -> str:
        """到此为止的散列。"""
        told = hashlib.sha256()
        for name, numbers, words in zip(self.names, self._numbers, self._words, strict=True):
            told.update(name.encode() + b"\0" + numbers.digest())
            told.update(b"" if words is None else words.digest())
        return told.hexdigest()


def _eight_bytes(numbers: Iterable[int]) -> bytes:
    packed = array("q", numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def digest_for(core: Table) -> Digest | ColumnDigest:
    """一张表一批的散列。"""
    return ColumnDigest(core) if core.info.get(BY_COLUMNS) else Digest(core)


def _texts(values: Sequence[Any], kinds: set[type]) -> tuple[Iterable[str] | str, bool]:
    """一列各值的 JSON，都一样的只给一个；第二项为真时不含引号，没有要转义的，由外面加。"""
    if len(kinds) == 1 and kinds != _WIDE and values.count(values[0]) == len(values):
        return _json(values[0]), False
    if kinds == {str}:
        joined = "".join(values)
        if joined.isprintable() and '"' not in joined and "\\" not in joined:
            return values, True
        return map(encode_basestring, values), False
    if kinds == {int}:
        return map(str, values), False
    if kinds == _NUMBERS:
        return repr(list(values))[1:-1].replace("None", "null").split(", "), False
    return list(map(_json, values)), False


def _json(value: Any) -> str:
    """``canonical`` 的同样的字，常见的几种快些。"""
    if value is None:
        return "null"
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return canonical(_of_bytes(value) if isinstance(value, bytes) else value)


def digest_of(
    look: Reading, core: Table, first: int, last: int | None = None
) -> tuple[str, int, int]:
    """一批记录的内容散列、条数与末 id（自 ``first`` 起，至 ``last`` 止）。"""
    key = next(iter(core.primary_key)).name
    digest, count, top = digest_for(core), 0, first - 1
    at = digest.names.index(key)
    where = f'"{key}" > ? AND "{key}" <= ? ORDER BY "{key}" LIMIT {_SLICE}'
    while True:
        rows = _read(look, core, digest.names, where, top, (1 << 62) if last is None else last)
        if rows:
            digest.add([typed(values) for values in zip(*rows, strict=True)])
            top, count = int(rows[-1][at]), count + len(rows)
        if len(rows) < _SLICE:
            return digest.hexdigest(), count, top
