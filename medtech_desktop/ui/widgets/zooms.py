"""缩放：词与百分数；往大、往小的下一级。"""

from __future__ import annotations

FIT_WIDTH = "适合版心"
FIT_PAGE = "整页"
_STEPS = (50, 75, 100, 125, 150, 200)
ZOOMS = (FIT_WIDTH, FIT_PAGE, "100 %", "125 %", "150 %", "200 %")
"""可选的缩放。"""


def stepped(percent: float, way: int) -> str:
    """比现在（百分数）大一级（1）或小一级（-1）的缩放；到头为止。"""
    if way > 0:
        found = next((step for step in _STEPS if step > percent + 1), _STEPS[-1])
    else:
        found = next((step for step in reversed(_STEPS) if step < percent - 1), _STEPS[0])
    return f"{found} %"
