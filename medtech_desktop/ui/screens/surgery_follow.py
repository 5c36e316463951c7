"""核查跟上最近的改动：看到的总是现在的结果；要许久的有进度，可以取消，下次接着。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medtech_desktop.ui.desk import Report

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library


@dataclass(frozen=True, slots=True)
class Followed:
    """跟上了没有：``moved`` 补判了什么，``behind`` 仍落后（取消了，或库只读）。"""

    moved: bool
    behind: bool


def follow_up(library: Library, progress: Report | None = None) -> Followed:
    """补判最近改动所及的。"""
    from medtech_desktop.office.surgery_checks import catch_up, check_state

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(done, total, f"正在核查手术登记，{done:,} / {total:,} 人")

    moved = catch_up(library, tell)
    return Followed(moved, check_state(library).behind)
