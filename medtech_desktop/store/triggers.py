"""触发器：SQLite 自己的部分。法律事实只追加，审计日志首尾相接。"""

from __future__ import annotations

APPEND_ONLY = "append-only:"
CHAIN_BROKEN = "chain-broken"


def append_only(table: str) -> tuple[str, str]:
    """拒绝修改与删除 ``table`` 的两个触发器；信息在 ``trouble`` 中译成中文。"""
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}{table}'); END",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{APPEND_ONLY}{table}'); END",
    )


ACT_CHAIN = (
    "CREATE TRIGGER act_chain BEFORE INSERT ON act "
    "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM act) "
    "OR NEW.prev IS NOT coalesce((SELECT hash FROM act ORDER BY seq DESC LIMIT 1), "
    "(SELECT genesis FROM book_info)) "
    f"BEGIN SELECT RAISE(ABORT, '{CHAIN_BROKEN}'); END"
)
"""新条目的序号须紧接上一条，prev 须是上一条的散列（第一条是本库的起点）。"""
