"""导入限度：各种导入最多读多少，写在提示里；超出即拒绝，不截断。"""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """一种导入的限度。sizes are bytes, ``seconds`` wall time of the child process.

    ``cells`` and ``characters_in_all`` bound what the child may hand over, so that a
    small hostile file cannot fill the memory of the program itself.
    """

    rows: int = 50_000
    columns: int = 200
    sheets: int = 50
    characters: int = 2_000
    blank_rows: int = 500
    file: int = 30 * MEGABYTE
    unpacked: int = 200 * MEGABYTE
    part: int = 100 * MEGABYTE
    entries: int = 2_000
    ratio: int = 400
    cells: int = 3_000_000
    characters_in_all: int = 100_000_000
    memory: int = 1 << 30
    seconds: float = 60.0


ORDINARY = Limits()
"""一般导入。"""

SURGERIES = Limits(
    rows=1_000_000,
    columns=1_000,  # a whole front page has some 800
    file=300 * MEGABYTE,
    unpacked=4_000 * MEGABYTE,
    part=3_900 * MEGABYTE,
    cells=60_000_000,
    characters_in_all=2_000_000_000,
    memory=3 << 30,
    seconds=900.0,
)
"""手术登记、病例登记。"""

WIDE = Limits(rows=20_000, columns=2_200, blank_rows=200)
"""授权宽表：一人或一个术式一列。"""

PRIVILEGES = Limits(
    rows=200_000,
    file=100 * MEGABYTE,
    unpacked=1_000 * MEGABYTE,
    part=900 * MEGABYTE,
    cells=6_000_000,
    characters_in_all=200_000_000,
    memory=2 << 30,
    seconds=300.0,
)
"""授权：五十万项分三份导入。"""

_BY_KIND = {
    "privileges": PRIVILEGES,
    "privilege-sheet": WIDE,
    "surgeries": SURGERIES,
    "cases": SURGERIES,
}


def limits_for(kind: str) -> Limits:
    """某种导入的限度；unknown kinds have the ordinary ones."""
    return _BY_KIND.get(kind, ORDINARY)
