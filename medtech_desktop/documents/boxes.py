"""格：一份文书的一格画在哪一页的哪里，供预览在空格处画虚框；从不印出。"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PaperBox:
    """一格：结论所称的名（``field``）、栏名、是否空着、页（自 0 起）、位置。

    The rectangle is given in shares of the width and height of its page, from the top
    left. A cell that goes on on a 续页 has a box on each of its pages.
    """

    field: str
    name: str
    blank: bool
    page: int
    left: float
    top: float
    width: float
    height: float
