"""TOML 表的读取：逐项取值并核对类型，缺项与错型写明文件与项名。"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

V = TypeVar("V")


class BadResource(ValueError):  # noqa: N818 - names what is bad, as Refused names a "no"
    """随程序附带的数据文件有误：哪个文件、哪一项、怎么了。"""


@dataclass(frozen=True, slots=True)
class TomlTable:
    """一个 TOML 表及其出处。``allowed`` keys are checked by ``only``."""

    where: str
    values: dict[str, object]

    def text(self, key: str, default: str | None = None) -> str:
        """文字。raises BadResource when missing without default."""
        return self._value(key, str, default)

    def flag(self, key: str, default: bool = False) -> bool:
        """真假。"""
        return self._value(key, bool, default)

    def whole(self, key: str) -> int:
        """整数。"""
        return self._value(key, int, None)

    def day(self, key: str) -> date:
        """日期（不带时间）。"""
        value = self._value(key, date, None)
        if isinstance(value, datetime):
            raise BadResource(f"{self.where}：{key} 应为日期，不带时间")
        return value

    def day_or_none(self, key: str) -> date | None:
        """日期，可缺。"""
        return self.day(key) if key in self.values else None

    def texts(self, key: str) -> tuple[str, ...]:
        """一组文字，可缺。"""
        values = self._value(key, list, [])
        if not all(isinstance(one, str) for one in values):
            raise BadResource(f"{self.where}：{key} 应为一组文字")
        return tuple(str(one) for one in values)

    def table(self, key: str) -> TomlTable:
        """下级表。"""
        return TomlTable(f"{self.where} [{key}]", self._value(key, dict, None))

    def tables(self, key: str) -> Iterator[TomlTable]:
        """下级各表，依次；缺则没有。"""
        for number, one in enumerate(self._value(key, list, []), 1):
            if not isinstance(one, dict):
                raise BadResource(f"{self.where}：{key} 应为若干表")
            yield TomlTable(f"{self.where} [[{key}]] 第{number}个", one)

    def only(self, *keys: str) -> None:
        """除所列外不得有别的项；catches a misspelt key in a data file."""
        strange = sorted(set(self.values) - set(keys))
        if strange:
            raise BadResource(f"{self.where}：不认识的项 {'、'.join(strange)}")

    def _value(self, key: str, kind: type[V], default: V | None) -> V:
        if key not in self.values:
            if default is None:
                raise BadResource(f"{self.where}：缺 {key}")
            return default
        value = self.values[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise BadResource(f"{self.where}：{key} 的类型不对")
        return value


def read_toml(path: Path) -> TomlTable:
    """读一个 TOML 文件。raises BadResource when it is no UTF-8 TOML."""
    try:
        with path.open("rb") as file:
            return TomlTable(path.name, tomllib.load(file))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadResource(f"{path.name}：不是有效的 TOML（{error}）") from error
