"""手术登记的样例：手写的几例，化成 ``LogSlice`` 那样的三列，经写入者记入。"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from medtech_desktop.domain.surgery_keys import keyed_number, patient_key
from medtech_desktop.store.book import Book, Clerk
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import log_secret
from medtech_desktop.store.surgery_batches import LogWriter, Tell, Written
from medtech_desktop.store.surgery_versions import Undone, undo_log
from medtech_desktop.store.tables.imports import ImportBatchRow

CLERK = Clerk(None, "王经办", "测试机", "tester")


@dataclass(frozen=True, slots=True)
class Item:
    """一项：编码的内部号或写法，术者的内部号或写法；``others`` 为（角色，人，写法）。"""

    code_id: int | None = None
    person_id: int | None = None
    said_code: str | None = None
    said_person: str | None = None
    said_name: str | None = None
    grade: int | None = None
    others: tuple[tuple[int, int | None, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """一例；没有给的都是空白、择期、没有取消。"""

    ref: str
    day: date
    items: tuple[Item, ...] = ()
    department_id: int | None = None
    said_department: str | None = None
    patient: tuple[str | None, str | None] = (None, None)
    emergency: int | None = None
    cancelled: int = 0
    consent: int | None = None
    research: int | None = None
    started: str | None = None
    ended: str | None = None
    site_id: int | None = None
    system: str = "手麻"
    more: dict[str, Any] = field(default_factory=dict)

    def but(self, **changes: Any) -> Case:
        """同一例，改几处：再次导出时的样子。"""
        return replace(self, **changes)


@dataclass(slots=True)
class Rows:
    """三列：与 ``LogSlice`` 同样的元组。"""

    surgeries: list[tuple[Any, ...]] = field(default_factory=list)
    lines: list[tuple[Any, ...]] = field(default_factory=list)
    participants: list[tuple[Any, ...]] = field(default_factory=list)


def rows_of(cases: Iterable[Case], secret: bytes) -> Rows:
    """各例的元组，序号接着数。"""
    rows = Rows()
    for index, case in enumerate(cases):
        _add(rows, index, case, secret)
    return rows


def _add(rows: Rows, index: int, case: Case, secret: bytes) -> None:
    number, admission = case.patient
    flags = [case.more.get(name) for name in ("complication", "died", "returned", "discussed")]
    told = (
        *(case.ref, index + 2, case.site_id, case.department_id, case.said_department),
        *(case.day.isoformat(), case.started, case.ended),
        *(patient_key(secret, number, admission), number, admission, case.emergency),
        *(case.cancelled, case.consent, case.research, *flags),
    )
    key = keyed_number(secret, "log", case.system, case.ref)
    content = keyed_number(secret, *told[2:], case.items)
    rows.surgeries.append((index, key, content, *told))
    for ordinal, item in enumerate(case.items, 1):
        line = len(rows.lines)
        rows.lines.append(
            (
                *(index, line, ordinal, item.code_id, item.said_code, item.said_name),
                *(item.person_id, item.said_person, item.grade),
            )
        )
        rows.participants += [(line, *other) for other in item.others]


def key_of(look: Look, ref: str, system: str = "手麻") -> int:
    """手术单号的来源键。"""
    return keyed_number(log_secret(look), "log", system, ref)


def write_log(
    book: Book,
    cases: Iterable[Case],
    progress: Tell | None = None,
    slices: int = 2000,
    number: str = "",
) -> tuple[Written, int]:
    """一次操作写入这些例，几例一片；返回写了什么与操作的序号。``number`` 非空的登记为一批。"""
    with book.act(CLERK, "test.log") as page:
        writer = LogWriter(page, progress)
        rows = rows_of(cases, log_secret(page))
        for some in cut(rows, slices):
            writer.take(some.surgeries, some.lines, some.participants)
        if number:
            counts = dict.fromkeys(("read", "accepted", "duplicates", "misfits"), 0)
            told = {"number": number, "sha256": number, "file_name": "样例", "mapping": "{}"}
            page.add(ImportBatchRow, kind="surgeries", **told, **counts)
        return writer.finish(), page.seq


def annul_log(book: Book, number: str) -> Undone:
    """撤销一批。"""
    with book.act(CLERK, "test.undo") as page:
        found = page.raw("SELECT uid, act_seq FROM import_batch WHERE number = ?", number)
        [(uid, seq)] = found
        page.annul(ImportBatchRow, uid, "错了")
        return undo_log(page, seq)


def cut(rows: Rows, size: int) -> Iterator[Rows]:
    """几例一片。"""
    for start in range(0, len(rows.surgeries), size):
        some = rows.surgeries[start : start + size]
        mine = {row[0] for row in some}
        lines = [row for row in rows.lines if row[0] in mine]
        places = {row[1] for row in lines}
        yield Rows(some, lines, [row for row in rows.participants if row[0] in places])


def many_cases(count: int, first: date = date(2024, 1, 1), **more: Any) -> list[Case]:
    """许多例，日子往后排，患者、术者、科室各有几种。"""
    return [
        Case(
            f"SS{number:07d}",
            first + timedelta(days=number * 700 // max(count, 1)),
            (Item(said_code=f"{number % 90:02d}.01", said_person=f"术者{number % 50}"),),
            said_department=f"科室{number % 20}",
            patient=(f"P{number:08d}", f"Z{number:08d}"),
            **more,
        )
        for number in range(count)
    ]
