"""拷贝：只读打开的一份数据文件，用来核验与比较。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from medtech_desktop.store import audit
from medtech_desktop.store.connection import APPLICATION_ID, dial


class Copy:
    """只读打开；raises sqlcipher3 errors. ``raw`` 与 Look 的一样。"""

    def __init__(self, path: Path, key: bytes | None) -> None:
        self._driver = dial(path, key, "ro")
        self._keyed = key is not None

    def __enter__(self) -> Copy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._driver.close()

    def raw(self, sql: str, *values: Any) -> Sequence[Sequence[Any]]:
        """一句 SQL 的全部原始值。"""
        return list(self._driver.execute(sql, values).fetchall())

    def problems(self) -> list[str]:
        """完整性、加密页、引用的检查；空即无问题。"""
        found = [str(r[0]) for r in self.raw("PRAGMA integrity_check") if tuple(r) != ("ok",)]
        if self._keyed:
            found += [str(r[0]) for r in self.raw("PRAGMA cipher_integrity_check")]
        found += [f"{r[0]} 的引用不成立" for r in self.raw("PRAGMA foreign_key_check")]
        if self.raw("PRAGMA application_id")[0][0] != APPLICATION_ID:
            found.append("不是本软件的数据文件")
        return found


class Asked:
    """同样的问法，问正在使用的连接。"""

    def __init__(self, driver: Any) -> None:
        self._driver = driver

    def raw(self, sql: str, *values: Any) -> Sequence[Sequence[Any]]:
        """一句 SQL 的全部原始值。"""
        return list(self._driver.execute(sql, values).fetchall())


@dataclass(frozen=True, slots=True)
class Contents:
    """数据文件的内容概要：标识、版本、各表行数、审计末条。"""

    book: str
    schema: int
    counts: dict[str, int]
    head_seq: int
    head_hash: str


def contents_of(reading: audit.Reading) -> Contents:
    """概要。"""
    names = reading.raw(
        "SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    )
    counts = {str(n): int(reading.raw(f'SELECT count(*) FROM "{n}"')[0][0]) for (n,) in names}
    head = reading.raw("SELECT seq, hash FROM act ORDER BY seq DESC LIMIT 1")
    info = reading.raw("SELECT uid, genesis FROM book_info")
    return Contents(
        str(info[0][0]) if info else "",
        int(reading.raw("PRAGMA user_version")[0][0]),
        counts,
        int(head[0][0]) if head else 0,
        str(head[0][1]) if head else (str(info[0][1]) if info else ""),
    )


def scans_of(reading: audit.Reading) -> tuple[tuple[str, int], ...]:
    """附件各份内容的散列与大小。"""
    rows = reading.raw("SELECT sha256, size FROM attachment ORDER BY sha256")
    return tuple((str(sha), int(size)) for sha, size in rows)
