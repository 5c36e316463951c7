"""记录标识：UUIDv7（前 48 位是毫秒时间，按时间大致有序）。"""

from __future__ import annotations

import os
import time
from uuid import UUID


def new_uid() -> str:
    """新的 UUIDv7 文本（RFC 9562），36 个字符。"""
    stamp = (time.time_ns() // 1_000_000) & 0xFFFF_FFFF_FFFF
    noise = int.from_bytes(os.urandom(10), "big")
    high = (stamp << 16) | 0x7000 | (noise >> 68)
    low = (0b10 << 62) | (noise & ((1 << 62) - 1))
    return str(UUID(int=(high << 64) | low))
