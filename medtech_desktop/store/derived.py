"""派生表：可由法律事实重建的内容，与事实在同一事务里更新，不进审计。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from medtech_desktop.store.page import Page


def derive(page: Page, table: str, sql: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """成批改动派生表 ``table``。"""
    if rows:
        page.changed_tables.add(table)
        page._connection.exec_driver_sql(sql, list(rows))


def clear(page: Page, table: str) -> None:
    """清空派生表，准备重建。"""
    page.changed_tables.add(table)
    page._connection.exec_driver_sql(f'DELETE FROM "{table}"')
