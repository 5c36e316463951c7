"""演示的手术登记导入以后：再次导出的几例成新版本，导错的一批撤销了，几条发现写了说明。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from medtech_desktop.domain.log_questions import LogQuestion, Order
from medtech_desktop.domain.surgeries import Kind
from medtech_desktop.domain.surgery_explanations import Said
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.demo_cast import Cast
from medtech_desktop.office.demo_log import DemoSurgery, clean_log, import_demo_log
from medtech_desktop.office.imports import undo_import
from medtech_desktop.office.surgery_checks import catch_up
from medtech_desktop.office.surgery_explanations import explain
from medtech_desktop.office.surgery_lists import finding_ids
from medtech_desktop.store.book import Book

_FEW, _WRONG = 30, 40
_SAID = (
    (Kind.ABOVE_GRADE, Said.EXPLAINED, "示例：术中发现须扩大范围，已报科主任，补办申请中"),
    (Kind.NO_PRIVILEGE, Said.CONFIRMED, "示例：经核实属实，已约谈并暂停安排"),
    (Kind.CONSENT, Said.CLEARED, "示例：同意书在病历里，导出时漏了"),
    (Kind.SAME_DAY, Said.CLEARED, "示例：手术在上午，暂停的决定在当日下午"),
)


def live_with_log(
    library: Book, clerk: Clerk, on: date, cast: Cast, cases: int, seed: int = 1
) -> None:
    """新版本、撤销的一批、说明。"""
    again = [
        replace(one, minute=one.minute + 15)
        for one in islice(clean_log(cast, on, cases, seed), _FEW)
    ]
    import_demo_log(library, clerk, on, "示例手术登记（再次导出）.csv", again)
    wrong = _renamed(islice(clean_log(cast, on, cases, seed + 1), _WRONG))
    number = import_demo_log(library, clerk, on, "示例手术登记（选错的文件）.csv", wrong)
    undo_import(library, clerk, number, "示例：选错了文件，是测试系统导出的")
    explain_some(library, clerk, on)


def explain_some(library: Book, clerk: Clerk, on: date) -> None:
    """几种发现各写一条：已说明、属实、核实无误。"""
    catch_up(library)
    for kind, outcome, text in _SAID:
        found = finding_ids(library, LogQuestion(kind=kind), Order(), on)
        if len(found):
            explain(library, clerk, [found[0]], outcome, text, None, on - timedelta(days=1))


def _renamed(log: Iterable[DemoSurgery]) -> list[DemoSurgery]:
    return [replace(one, ref=one.ref.replace("SS", "测试")) for one in log]
