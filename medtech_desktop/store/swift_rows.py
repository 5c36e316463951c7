"""直接问驱动：一次核查问几千句小查询，不经语句层，每句省下它自己几倍的时间。"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlcipher3

from medtech_desktop.store.memory import EVERY
from medtech_desktop.store.page import Look
from medtech_desktop.store.trouble import explain, is_trouble


def swift_rows(
    look: Look, sql: str, *values: Any, needs: Collection[str] = (EVERY,)
) -> list[tuple[Any, ...]]:
    """同 ``Look.raw``。raises Trouble."""
    look._note(*needs)
    driver = look._connection.connection.driver_connection
    assert driver is not None
    try:
        rows: list[tuple[Any, ...]] = driver.execute(sql, values).fetchall()
    except sqlcipher3.dbapi2.Error as error:
        if is_trouble(error):
            raise explain(error, look.vault.folder) from error
        raise
    return rows
