"""打印与导出的记录：每次都是一次操作，从审计日志读回，新的在前。"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from medtech_desktop.store.page import Look, local_time

PRINTED, EXPORTED, LISTED = "paper.print", "paper.export", "table.export"
QUIET = (PRINTED, EXPORTED, LISTED)
"""不改变登记内容的操作：印在页脚的审计锚越过它们，同一记录再印一次字节不变。"""


@dataclass(frozen=True, slots=True)
class PaperAct:
    """一次打印或导出：序号、当地时间、谁、哪台电脑、哪一种、所记的事实。"""

    seq: int
    at: str
    person: str
    pc: str
    action: str
    facts: dict[str, Any]


def paper_acts(look: Look, things: Sequence[str] = ()) -> tuple[PaperAct, ...]:
    """打印与导出，新的在前；``things`` 非空时只要提到其中之一的（编号之类）。"""
    named = " OR ".join("instr(body, ?) > 0" for _ in things)
    rows = look.raw(
        "SELECT seq, recorded_at, offset_minutes, person_name, pc, action, body FROM act "
        f"WHERE action IN (?, ?) AND seq <= ? {f'AND ({named})' if named else ''} "
        "ORDER BY seq DESC",
        PRINTED,
        EXPORTED,
        look.known if look.known is not None else 1 << 62,
        *things,
    )
    return tuple(
        PaperAct(
            int(seq),
            local_time(str(at), int(offset)),
            str(person),
            str(pc),
            str(action),
            json.loads(body).get("facts", {}),
        )
        for seq, at, offset, person, pc, action, body in rows
    )
