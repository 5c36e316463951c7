"""成批保存：五万与五十万条授权事件，与驱动自己的 executemany 比，表上无索引与有索引。

Ours is the whole act: days and codes turned into what is stored, identifiers made, every text
looked at, the digest of the rows, the audit entry, the commit.  The peer gets rows ready to be
stored, on the same table, with the same connection and its settings, in one transaction.  What
goes with the constraint (the unique identifier, the foreign keys, the checks) stays for both.
Ratios are of processor time: on a shared machine the clock says mostly who else was busy.  The
clock's own ratio, waiting for the disk and all, is printed for reference.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bench.big_library import CLERK
from bench.ratios import Row, spread
from medtech_desktop.domain.privileges import DecisionKind, Temporary, Verb
from medtech_desktop.store.book import Book
from medtech_desktop.store.digests import Digest, typed
from medtech_desktop.store.page import table_of
from medtech_desktop.store.tables import gradings, practitioners, privileges
from medtech_desktop.store.uids import new_uids

SIZE = 50_000
ROUNDS = 5
PEOPLE, CODES = 2000, 13_686
_FIRST = date(2015, 1, 1)
_EVENTS = table_of(privileges.PrivilegeEventRow)
_NAMES = (
    *("decision_id", "person_id", "specialty_id", "code_id", "technology_id", "verb", "day"),
    *("until", "grade", "temporary", "invitation_id", "reason", "late", "recorded_on"),
)
_STORED = ("uid", *_NAMES, "act_seq")
_RAW = "INSERT INTO privilege_event ({}) VALUES ({})".format(
    ", ".join(f'"{name}"' for name in _STORED), ", ".join("?" * len(_STORED))
)

Events = list[tuple[Any, ...]]
Taken = dict[str, list[float]]
Write = Callable[[Book, Events], object]


def rows() -> Iterator[Row]:
    """与无索引的 executemany 比；十倍的数据；审计散列占多少；加密的。"""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare, full = _hospital(folder / "无索引"), _hospital(folder / "有索引")
        _drop_indexes(bare)
        events = list(_events(10 * SIZE))
        stored = _as_stored(events)
        works: dict[str, tuple[Path, Write, Events]] = {}
        for much, some in ((SIZE, slice(SIZE)), (10 * SIZE, slice(None))):
            works[f"raw {much}"] = (bare, _raw, stored[some])
            works[f"bare {much}"] = (bare, _ours, events[some])
            works[f"raw full {much}"] = (full, _raw, stored[some])
            works[f"full {much}"] = (full, _ours, events[some])
        taken, waited = _in_turn(works)
        for much in (SIZE, 10 * SIZE):
            yield from _against(taken, much, min(_digest_seconds(stored[:much]) for _ in "123"))
            yield from _by_the_clock(waited, much)
        yield from _growth(taken)
        yield from _encrypted(folder, stored[:SIZE], events[:SIZE])


def _against(taken: Taken, much: int, digest: float) -> Iterator[Row]:
    peer, noise = median(taken[f"raw {much}"]), spread(taken[f"raw {much}"])
    bare, full = median(taken[f"bare {much}"]), median(taken[f"full {much}"])
    indexed, hazy = median(taken[f"raw full {much}"]), spread(taken[f"raw full {much}"])
    what, against = f"保存 {much:,} 条授权事件", "executemany，无索引"
    yield Row(f"{what}，无索引", against, bare / peer, 1.1, bare, noise)
    yield Row(f"{what}，有索引", against, full / peer, 2.5, full, noise)
    yield Row(f"{what}，有索引", "executemany，有索引", full / indexed, None, full, hazy)
    yield Row(f"{what}，其中审计散列", against, digest / peer, None, digest, noise)


def _by_the_clock(waited: Taken, much: int) -> Iterator[Row]:
    peer, noise = median(waited[f"raw {much}"]), spread(waited[f"raw {much}"])
    for key, what in (("bare", "无索引"), ("full", "有索引")):
        ours = median(waited[f"{key} {much}"])
        said = f"保存 {much:,} 条授权事件，{what}，按钟"
        yield Row(said, "executemany，无索引，按钟", ours / peer, None, ours, noise)


def _growth(taken: Taken) -> Iterator[Row]:
    for key, what, goal in (
        ("bare", "无索引", 11.0),
        ("full", "有索引", 11.0),
        ("raw", "无索引，executemany 自己", None),
        ("raw full", "有索引，executemany 自己", None),
    ):
        small, big = taken[f"{key} {SIZE}"], taken[f"{key} {10 * SIZE}"]
        ratio = median(big) / median(small)
        peer = f"{SIZE:,} 条"
        yield Row(f"十倍的数据，{what}", peer, ratio, goal, median(big), spread(small))


def _encrypted(folder: Path, stored: Events, events: Events) -> Iterator[Row]:
    key = bytes(range(32))
    place = _hospital(folder / "加密", key)
    works = {"raw": (place, _raw, stored), "ours": (place, _ours, events)}
    taken, _waited = _in_turn(works, key)
    peer, ours = median(taken["raw"]), median(taken["ours"])
    what, against = f"保存 {SIZE:,} 条授权事件，加密、有索引", "executemany，加密、有索引"
    yield Row(what, against, ours / peer, None, ours, spread(taken["raw"]))


def _in_turn(
    works: Mapping[str, tuple[Path, Write, Events]], key: bytes | None = None
) -> tuple[Taken, Taken]:
    """每一轮每样一次，各在一份新拷贝上，只计写的：处理器时间，钟点时间。"""
    taken: Taken = {name: [] for name in works}
    waited: Taken = {name: [] for name in works}
    for _turn in range(ROUNDS):
        for name, (template, write, events) in works.items():
            copy = template.with_name("这一次")
            shutil.copytree(template, copy)
            with closing(Book.open(copy, key=key)) as book:
                begun, worked = time.perf_counter(), time.process_time()
                write(book, events)
                taken[name].append(time.process_time() - worked)
                waited[name].append(time.perf_counter() - begun)
            shutil.rmtree(copy)
    return taken, waited


def _raw(book: Book, events: Events) -> None:
    driver = book.line.driver
    driver.execute("BEGIN IMMEDIATE")
    driver.executemany(_RAW, events)
    driver.execute("COMMIT")


def _ours(book: Book, events: Events) -> None:
    with book.act(CLERK, "bench.events") as page:
        page.add_tuples(privileges.PrivilegeEventRow, _NAMES, events)


def _digest_seconds(stored: Events) -> float:
    digest = Digest(_EVENTS)
    order = [_STORED.index(name) if name != "id" else -1 for name in digest.names]
    taken = 0.0
    for start in range(0, len(stored), 2000):
        part = stored[start : start + 2000]
        columns = [typed(values) for values in zip(*part, strict=True)]
        columns.append(typed(range(start + 1, start + 1 + len(part))))
        begun = time.process_time()
        digest.add([columns[at] for at in order])
        taken += time.process_time() - begun
    return taken


def _hospital(folder: Path, key: bytes | None = None) -> Path:
    with closing(Book.create(folder, key=key)) as book, book.act(CLERK, "bench.build") as page:
        page.add_tuples(practitioners.PersonRow, (), [()] * PEOPLE)
        codes = ((f"{n // 100:03d}.{n % 100:02d}",) for n in range(CODES))
        page.add_tuples(gradings.ProcedureCodeRow, ("code",), codes)
        page.add(privileges.SpecialtyRow, name="示例专业", since=_FIRST)
        page.add(
            privileges.PrivilegeDecisionRow,
            number="授权-示例-001",
            kind=DecisionKind.OPENING,
            decided_on=_FIRST,
            **dict.fromkeys(("basis", "meeting", "document", "concurrent", "note"), ""),
            approver_id=None,
        )
    return folder


def _drop_indexes(folder: Path) -> None:
    with closing(Book.open(folder)) as book:
        for index in _EVENTS.indexes:
            book.line.driver.execute(f'DROP INDEX "{index.name}"')


def _events(count: int) -> Iterator[tuple[Any, ...]]:
    """三成按级别，七成按术式；人和日子没有次序。"""
    dice = random.Random(7)
    days = [_FIRST + timedelta(days=n) for n in range(4000)]
    recorded, verbs = days[-1], (Verb.OPENING, Verb.GRANT, Verb.GRANT, Verb.RENEW)
    for _ in range(count):
        by_grade = dice.random() < 0.3
        yield (
            *(1, dice.randrange(1, PEOPLE + 1), 1 if by_grade else None),
            *(None if by_grade else dice.randrange(1, CODES + 1), None, dice.choice(verbs)),
            *(dice.choice(days), None, dice.randrange(1, 5) if by_grade else None),
            *(Temporary.NO, None, "", False, recorded),
        )


def _as_stored(events: Events) -> Events:
    def made(value: Any) -> Any:
        if isinstance(value, date):
            return value.isoformat()
        return str(value) if isinstance(value, str) else value

    uids = new_uids(len(events))
    rows = ((uid, *map(made, event), 1) for uid, event in zip(uids, events, strict=True))
    return [tuple(int(v) if v is False else v for v in row) for row in rows]
