"""量多大的：缺省是规定的规模；``python3 dev.py bench tenth …`` 只量十分之一，几分钟就完。"""

from __future__ import annotations

import os

_WORD = "MEDTECH_BENCH_TENTH"


def take_a_tenth() -> None:
    """此后都只量十分之一。"""
    os.environ[_WORD] = "1"


def sized(full: int) -> int:
    """规定的规模，或它的十分之一。"""
    return full // 10 if os.environ.get(_WORD) else full
