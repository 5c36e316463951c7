"""核查手术登记（第 5 行）：全部重判，一名术者重判；对照是读一遍四列。

The big hospital has 2,000 surgeons, 500,000 privilege events and 1,000,000 lines; its peer
is a tenth.  A full check is what a user waits for: everything judged, written and committed.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median

from bench.ratios import Row, medians
from bench.surgery_books import Size, build_surgeries, suspend
from medtech_desktop.office.library import Library
from medtech_desktop.office.steady import steady
from medtech_desktop.office.surgery_checks import catch_up
from medtech_desktop.office.surgery_today import today_findings
from medtech_desktop.store.surgery_batches import roomy
from medtech_desktop.store.surgery_checks import judge_all, judge_people
from medtech_desktop.store.surgery_stale import mark_everything

KEY = bytes(range(32))
_FOUR = "SELECT person_id, day, code_id, department_id FROM surgery_line"
_OPERATORS = "SELECT DISTINCT person_id FROM surgery_line WHERE person_id > 0 ORDER BY 1 LIMIT 80"
_ONE = 0.005
TODAY = date(2026, 11, 25)


def read_once(library: Library) -> Callable[[], object]:
    """The limit: the four columns of every line, once."""

    def read() -> None:
        for _row in library.line.driver.execute(_FOUR):
            pass

    return read


def check_all(library: Library) -> Callable[[], object]:
    """Everything is judged anew."""

    def check() -> None:
        with library.derive() as page:
            mark_everything(page)
        catch_up(library)

    return check


def check_privileges(library: Library) -> Callable[[], object]:
    """Who was allowed to: privilege and grade, registration, consent; written and committed."""

    def check() -> None:
        with steady(), roomy(library), library.derive() as page:
            judge_all(page)

    return check


def check_every_kind(library: Library) -> Callable[[], object]:
    """Everything, and besides it what turns with the day: late filings, reports not made."""
    check = check_all(library)

    def both() -> None:
        check()
        with library.look() as look:
            today_findings(look, TODAY)

    return both


def one_person(library: Library, turn: int) -> float:
    """One surgeon whose grade was suspended: the median of this thread's processor time.

    Judged, compared, what is new written; not the commit. ``turn`` (0 or 1) takes other surgeons.
    """
    with library.look() as look:
        people = [int(row[0]) for row in look.raw(_OPERATORS)]
    taken = []
    for person in people[turn::2]:
        suspend(library, person)
        with library.derive() as page:
            begun = time.thread_time()
            judge_people(page, [person])
            taken.append(time.thread_time() - begun)
        catch_up(library)
    return median(taken)


def found(library: Library) -> str:
    """What the check found, for the reader."""
    with library.look() as look:
        [(lines,)] = look.raw("SELECT count(*) FROM surgery_line")
        [(findings,)] = look.raw("SELECT count(*) FROM surgery_finding")
    return f"{lines:,} 行，发现 {findings:,} 条"


def measured(what: str, library: Library, rounds: int = 3) -> Iterator[Row]:
    """The rows of one book."""
    works = [check_privileges(library), check_every_kind(library), read_once(library)]
    allowed, every, limit = medians([(work, 1) for work in works], rounds)
    told = f"{what}，{found(library)}"
    yield Row(f"核查授权与级别（{told}）", "读一遍四列", allowed / limit, 4.5, allowed)
    yield Row(f"核查第六节各种（{what}）", "读一遍四列", every / limit, 8.0, every)
    one = one_person(library, 0)
    yield Row(f"一名术者重判（{what}）", "5 毫秒", one / _ONE, 1.0, one)


def growth(big: Library, small: Library) -> Iterator[Row]:
    """Ten times the data."""
    large, little = medians([(check_all(big), 1), (check_all(small), 1)], 3)
    yield Row("核查全部，十倍的登记", "十分之一", large / little, 15.0, large)
    one, other = one_person(big, 1), one_person(small, 1)
    yield Row("一名术者重判，十倍的登记", "十分之一", one / other, 3.0, one)


def rows() -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        likely = Size().measured()
        with build_surgeries(folder / "大", likely) as big:
            yield from measured("像真的", big)
            with build_surgeries(folder / "小", likely.tenth()) as small:
                yield from growth(big, small)
        with build_surgeries(folder / "密", likely, KEY) as keyed:
            yield from measured("像真的，加密", keyed)
        with build_surgeries(folder / "乱", Size(likely=False).measured()) as wild:
            yield from measured("随机", wild)
