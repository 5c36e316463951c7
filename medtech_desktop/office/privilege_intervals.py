"""授权区间的重建：派生表由授权事件重推一遍；事件不动，也记一次操作。"""

from __future__ import annotations

from medtech_desktop.office.acts import Clerk, Done
from medtech_desktop.store.book import Book
from medtech_desktop.store.privileges import differing_people, rebuild_intervals


def rebuild_privileges(library: Book, clerk: Clerk) -> Done:
    """重建全部授权区间，说出原来有几人的不符。"""
    with library.look() as look:
        wrong = len(differing_people(look))
    with library.act(clerk, "privilege.rebuild") as page:
        count = rebuild_intervals(page)
        page.remark(intervals=count, differing=wrong)
    before = f"，原来 {wrong} 人的与授权事件不符" if wrong else "，原来也都相符"
    return Done(frozenset({"privilege"}), f"已重建授权区间 {count:,} 段{before}")
