"""手术核查的数从哪来：待核实的各条，一条一行。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.surgeries import Outcome
from medtech_desktop.office.surgery_lists import (
    FindingRow,
    LogQuestion,
    Order,
    finding_ids,
    finding_rows,
)
from medtech_desktop.store.book import Book
from medtech_desktop.store.surgery_findings import to_verify

COLUMNS = ("手术日", "事由", "术式", "术者", "科室")
HOW = (
    "手术登记逐行核查：授权当日有变、事后补录、急诊超权限还没有上级意见的，由人核实；"
    "写了说明的不再算在内"
)


def count_to_verify(library: Book, on: date) -> int:
    """待核实的几条，按已经核查的数；不在这里补判，到那一屏或看来历时才补。"""
    with library.look() as look:
        return look.kept(to_verify, on)


def rows_to_verify(library: Book, on: date) -> tuple[FindingRow, ...]:
    """待核实的各条，新的在前。"""
    asked = LogQuestion(until=on, outcome=Outcome.TO_VERIFY)
    return finding_rows(library, finding_ids(library, asked, Order(), on), on)


def verify_texts(one: FindingRow) -> tuple[str, ...]:
    """一条写成几栏，同 ``COLUMNS``。"""
    what = one.procedure or one.technology
    return one.day.isoformat(), one.label, what, one.person, one.department
