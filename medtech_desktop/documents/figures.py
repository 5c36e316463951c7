"""PDF 里的数：reportlab 每写一个坐标都重新格式化，一份长表有几十万个，多数相同；记住写法。"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

_KEPT = 1 << 16


@cache
def remember_figures() -> None:
    """让 reportlab 用记得的写法；字节与原来的相同。"""
    from reportlab.lib import rl_accel
    from reportlab.pdfgen import canvas, pathobject, pdfimages, textobject

    written = lru_cache(_KEPT)(rl_accel.fp_str)

    def fp_str(*numbers: Any) -> str:
        told: Iterable[Any] = numbers
        if len(numbers) == 1 and isinstance(numbers[0], (tuple, list)):
            told = numbers[0]
        return " ".join(map(written, told))

    for module in (canvas, pathobject, pdfimages, textobject):
        setattr(module, "fp_str", fp_str)  # noqa: B010 - not in its stubs
