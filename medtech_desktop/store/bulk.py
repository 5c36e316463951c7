"""成批：许多行，一片一片写进一张表，连同内容散列；内存不随行数增长。

The driver gets tuples; columns are made ready as wholes. What SQLAlchemy's ``insert`` does to
each row and value costs three times what the driver needs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import Any

from sqlalchemy import Column, Table, func, select
from sqlalchemy.engine import Connection, Dialect

from medtech_desktop.domain.entered_text import unfit_character
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.store.digests import ColumnDigest, Digest, Typed, digest_for, typed
from medtech_desktop.store.uids import new_uids

SLICE = 2000
_MARKS = 1600
"""一句里至多几个值。"""

Columns = list[Sequence[Any]]

_NOTHING: set[type] = {type(None)}
_NUMBERS: set[type] = {int, type(None)}
_KEPT_AS_GIVEN: dict[str, set[type]] = {"TEXT": {str, type(None)}, "INTEGER": _NUMBERS}
"""These are stored in a STRICT table exactly as the driver gets them."""


def must_be_text(values: Iterable[Any]) -> None:
    """文字不含不能保存的字。raises BadInput."""
    for value in values:
        place = unfit_character(value) if isinstance(value, str) else None
        if place:
            shown = "".join(c if c.isprintable() else "?" for c in value[: place + 10])
            raise BadInput(
                f"「{shown}」的第 {place} 个字是不可显示的控制字符，本次未保存，原数据完好",
                "删去这个字后再保存",
                "E-DB-54",
            )


def tuples_of(rows: Sequence[Mapping[str, Any]]) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """按名字给的各行：列名，各行的值。raises TypeError when they do not name the same columns."""
    names = list(rows[0])
    return names, map(partial(_values_of, names), rows)


def _values_of(names: list[str], row: Mapping[str, Any]) -> tuple[Any, ...]:
    values = tuple([row[name] for name in names if name in row])
    if len(values) != len(names) or len(row) != len(names):
        raise TypeError(f"rows of one batch name the same columns: {names}, {list(row)}")
    return values


class _Made(dict[Any, Any]):
    """一列里见过的值与驱动要的样子：日期、代码只有不多的几种。"""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Any) -> Any:
        made = self[value] = self._make(value)
        return made


class Batch:
    """一批：``take`` 写一片。``digest`` 为 None：存下的不一定是所给的，须读回再算。"""

    def __init__(self, connection: Connection, core: Table, names: Sequence[str], seq: int) -> None:
        self.core = core
        self.seq = seq
        self.key = next(iter(core.primary_key)).name
        self._connection = connection
        self._given = {name: at for at, name in enumerate(names)}
        self._columns = _written(core, self._given)
        dialect = connection.dialect
        self._make = {c.name: _maker(c, dialect) for c in self._columns}
        self._exact = {c.name: _KEPT_AS_GIVEN.get(c.type.compile(dialect)) for c in self._columns}
        key = core.c[self.key]
        self.first = int(connection.execute(select(func.max(key))).scalar() or 0) + 1
        self.last = self.first - 1
        self.count = 0
        self.digest: Digest | ColumnDigest | None = digest_for(core)
        if any(c.server_default is not None or c.computed is not None for c in core.columns):
            self.digest = None

    def take(self, rows: Sequence[tuple[Any, ...]]) -> None:
        """写一片。raises BadInput, Broken."""
        self.take_columns(list(zip(*rows, strict=True)), len(rows))

    def take_columns(self, columns: Columns, count: int) -> None:
        """写一片，按列给：各列 ``count`` 个值，依 ``names``。raises BadInput, Broken."""
        if len(columns) != len(self._given):
            raise TypeError(f"{len(self._given)} columns are named, a row has {len(columns)}")
        bound = {c.name: self._bound(c, columns, count) for c in self._columns}
        self._follow(bound[self.key][0])
        told = [c for c in self._columns if bound[c.name][1] != _NOTHING or c.server_default]
        each = zip(*(bound[c.name][0] for c in told), strict=True)
        self._insert(told, list(chain.from_iterable(each)))
        self.count += count
        if self.digest is not None:
            nothing = typed((None,) * count)
            self.digest.add([bound.get(name, nothing) for name in self.digest.names])

    def _insert(self, columns: Sequence[Column[Any]], values: list[Any]) -> None:
        """一句写许多行：一行一句的话，句子本身占四分之一的时间。一片里全空的列不写。"""
        for many in (max(1, _MARKS // len(columns)), 1):
            wide = many * len(columns)
            whole = len(values) - len(values) % wide
            if whole:
                parts = [tuple(values[at : at + wide]) for at in range(0, whole, wide)]
                self._connection.exec_driver_sql(_sql(self.core, columns, many), parts)
            values = values[whole:]

    def _follow(self, keys: Sequence[Any]) -> None:
        """号接在表中已有的之后；不是依次的，散列须读回再算。"""
        if isinstance(keys, range):
            self.last = keys[-1]
            return
        if min(keys) < self.first:
            raise ValueError(f"{self.core.name}: ids of a batch follow those in the table")
        if any(b <= a for a, b in zip((self.last, *keys), keys, strict=False)):
            self.digest = None
        self.last = max(self.last, *keys)

    def _bound(self, column: Column[Any], columns: Columns, count: int) -> Typed:
        """一列的值，如驱动所要。"""
        values = self._values(column, columns, count)
        if (make := self._make[column.name]) is not None:
            values = list(map(make, values))
        values, kinds = typed(values)
        if not kinds <= _NUMBERS:
            _check(values, kinds)
        exact = self._exact[column.name]
        if (exact is None or not kinds <= exact) and not column.info.get("erasable"):
            self.digest = None
        return values, kinds

    def _values(self, column: Column[Any], columns: Columns, count: int) -> Sequence[Any]:
        at = self._given.get(column.name)
        if column.name == "act_seq":
            return (self.seq,) * count
        if at is None and column.name == self.key:
            return range(self.last + 1, self.last + 1 + count)
        if column.name == "uid":
            given = columns[at] if at is not None else ()
            if not given or not all(given):
                made = new_uids(count)
                return [old or new for old, new in zip(given or made, made, strict=True)]
            return given
        return columns[at] if at is not None else (column.default.arg,) * count  # type: ignore[union-attr]


def _written(core: Table, given: Mapping[str, int]) -> list[Column[Any]]:
    """写哪些列：给了的、自动填的、有默认值的；别的空着。raises TypeError."""
    if strange := [name for name in given if name not in core.c]:
        raise TypeError(f"{core.name} has no columns {strange}")
    key = next(iter(core.primary_key)).name
    filled = {key, "uid", "act_seq"}.intersection(core.c.keys())
    written = []
    for column in core.columns:
        default = column.default
        if column.name in given or column.name in filled:
            written.append(column)
        elif default is not None:
            if not default.is_scalar:
                raise TypeError(f"{core.name}.{column.name}: its default is not one value")
            written.append(column)
    return written


def _sql(core: Table, columns: Sequence[Column[Any]], many: int) -> str:
    listed = ", ".join(f'"{column.name}"' for column in columns)
    row = f"({', '.join('?' * len(columns))})"
    # what fails undoes the whole act: no journal of the statement's own is needed
    return f'INSERT OR FAIL INTO "{core.name}" ({listed}) VALUES {", ".join([row] * many)}'


def _maker(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    make = column.type.dialect_impl(dialect).bind_processor(dialect)
    return None if make is None else _Made(make).__getitem__


def _check(values: Sequence[Any], kinds: set[type]) -> None:
    """与 ``must_be_text`` 同，先整列一看。"""
    whole = values if kinds == {str} else [value for value in values if isinstance(value, str)]
    if not "".join(whole).isprintable():
        must_be_text(whole)


def slices(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """一片一片地取。"""
    coming = iter(rows)
    while part := list(islice(coming, SLICE)):
        yield part
