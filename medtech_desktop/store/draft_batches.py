"""成批写入的草稿行：整批删去，审计记删了哪几批。

A draft of ten thousand lines is not taken away row by row; a batch is the rows that one act
wrote into a table of drafts with ``Page.add_many``.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import delete, func, select

from medtech_desktop.store.page import Page, table_of
from medtech_desktop.store.tables import DraftRecord


def discard_batches(page: Page, table: type[DraftRecord], seqs: Collection[int]) -> int:
    """删去这几次操作写入的草稿行，返回行数。"""
    core = table_of(table)
    mine = core.c.act_seq.in_(sorted(seqs))
    query = select(core.c.act_seq, func.min(core.c.id), func.count()).where(mine)
    batches = [(int(r[1]), int(r[2])) for r in page.rows(query.group_by(core.c.act_seq))]
    if not batches:
        return 0
    # within the package: only whole batches of drafts ever go this way
    page._connection.execute(delete(core).where(mine))
    page._enter({"do": "discard_many", "table": core.name, "batches": batches})
    return sum(count for _first, count in batches)
