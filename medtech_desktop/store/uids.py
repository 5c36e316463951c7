"""记录标识：UUIDv7（前 48 位是毫秒时间，按时间大致有序）。"""

from __future__ import annotations

import os
import threading
import time
from functools import cache
from uuid import UUID

_COUNTED = 1 << 12


def new_uid() -> str:
    """新的 UUIDv7 文本（RFC 9562），36 个字符。"""
    stamp = (time.time_ns() // 1_000_000) & 0xFFFF_FFFF_FFFF
    noise = int.from_bytes(os.urandom(10), "big")
    high = (stamp << 16) | 0x7000 | (noise >> 68)
    low = (0b10 << 62) | (noise & ((1 << 62) - 1))
    return str(UUID(int=(high << 64) | low))


_latest = 0
_one_at_a_time = threading.Lock()


def _next_stamp() -> int:
    """现在的毫秒，晚于此前成批用过的：问得再快也不重。"""
    global _latest
    with _one_at_a_time:
        _latest = max(time.time_ns() // 1_000_000, _latest + 1)
        return _latest


@cache
def _counters() -> tuple[str, ...]:
    return tuple(f"-{0x8000 + number:04x}-" for number in range(_COUNTED))


def new_uids(count: int) -> list[str]:
    """成批的 UUIDv7，由小到大，也都大于此前成批所给的。

    For every 4,096 of them one instant and 12 random bits, then a counter of 12 bits and 48
    random bits (RFC 9562, 6.2, method 1). Asked faster than the clock, the instant runs ahead.
    """
    made: list[str] = []
    while len(made) < count:
        part = min(count - len(made), _COUNTED)
        noise = os.urandom(6 * part + 2).hex()
        stamp = f"{_next_stamp() & 0xFFFF_FFFF_FFFF:012x}"
        head = f"{stamp[:8]}-{stamp[8:]}-7{noise[-3:]}"
        places = zip(_counters(), range(0, 12 * part, 12), strict=False)
        made += [head + counter + noise[at : at + 12] for counter, at in places]
    return made
