"""核查的结果与逐项由事件推演的相同；一件件补判的与全部重建的相同。"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from medtech_desktop.domain.privilege_answers import Held
from medtech_desktop.domain.privileges import Target, TargetKind
from medtech_desktop.domain.surgeries import Judged, Line, Unjudged
from medtech_desktop.domain.surgery_timelines import (
    consent_judged,
    departments_of,
    graded_of,
    held_of,
)
from medtech_desktop.office.privilege_held import Question, ask_held
from medtech_desktop.office.surgery_checks import catch_up, check_state, rebuild_checks
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_chains import chains_of
from medtech_desktop.store.surgeries import load_lines
from medtech_desktop.store.surgery_grounds import judge_plainly, load_grounds
from tests.surgery_worlds import copy_to, do, history

STORED = (
    "SELECT kind, status, key, ordinal, surgery_id, line_id, day, person_id, department_id,"
    " code_id, needed, had FROM surgery_finding WHERE case_id IS NULL"
    " AND kind IN (1, 2, 3, 4, 5, 6, 7, 13, 16, 19, 20)"
)
Row = tuple[object, ...]


def stored(look: Look) -> list[Row]:
    return sorted(look.raw(STORED), key=repr)


def tallies(look: Look) -> dict[tuple[str, int, int], int]:
    rows = look.raw("SELECT month, department_id, reason, lines FROM surgery_tally")
    return {row[:3]: row[3] for row in rows}


def row_of(line: Line, judged: Judged) -> Row:
    return (
        *(int(judged.kind), int(judged.status), line.key, line.ordinal, line.surgery_id, line.id),
        *(line.day.isoformat(), line.person_id, line.department_id, line.code_id),
        *(judged.needed, judged.had),
    )


def plainly(look: Look) -> tuple[list[Row], dict[tuple[str, int, int], int]]:
    """每一项都由事件推演。"""
    rows: list[Row] = []
    told: Counter[tuple[str, int, int]] = Counter()
    seen: set[int] = set()
    lines = load_lines(look)
    for line in lines:
        answer = judge_plainly(look, line)
        reason = answer if isinstance(answer, Unjudged) else Unjudged.JUDGED
        told[line.day.isoformat()[:7], line.department_id or 0, int(reason)] += 1
        if not isinstance(answer, Unjudged):
            rows += [row_of(line, one) for one in answer]
            check_question(look, line)
    for line in sorted(lines, key=lambda one: one.ordinal):
        if line.surgery_id not in seen:
            consent = consent_judged(line, load_grounds(look).unscoped)
            if consent is not None:  # of the first line that 办法 is about
                seen.add(line.surgery_id)
                rows.append(row_of(line, consent))
    return sorted(rows, key=repr), dict(told)


def check_question(look: Look, line: Line) -> None:
    """核心问题（``ask_held``）的回答也是这样。"""
    if line.person_id is None or line.code_id is None:
        return
    grounds = load_grounds(look)
    graded = graded_of(line, grounds)
    assert graded is not None
    held = held_of(line, grounds, graded, chains_of(look, line.person_id))
    where = departments_of(line, grounds.staff)
    target = Target(TargetKind.PROCEDURE, line.code_id)
    answered = ask_held(look, Question(line.person_id, target, line.day, where))
    assert answered.graded == graded
    assert said(answered.held) == said(held)


def said(held: Held) -> tuple[object, ...]:
    return held.answer, held.lack, held.late, held.asked.needed


PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""A shorter example is not worth the minutes that shrinking takes here."""


@settings(
    max_examples=40,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.integers(0, 1 << 40))
def test_every_line_is_judged_as_by_its_events(seed: int) -> None:
    place = Path(tempfile.mkdtemp(prefix="medtech-surgeries-"))
    try:
        with Book.open(copy_to(place / "库")) as book:
            for turn, (deed, now) in enumerate(history(seed)):
                do(book, deed, turn)
                if now:
                    catch_up(book)
            catch_up(book)
            assert not check_state(book).behind
            with book.look() as look:
                found, told = stored(look), tallies(look)
                assert (found, told) == plainly(look)
            rebuild_checks(book)
            with book.look() as look:
                assert (stored(look), tallies(look)) == (found, told)
    finally:
        shutil.rmtree(place)


EVERY = (
    "SELECT kind, status, key, ordinal, surgery_id, line_id, case_id, day, person_id,"
    " department_id, code_id, technology_id, needed, had FROM surgery_finding"
)


@settings(
    max_examples=40,
    deadline=None,
    phases=PHASES,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.integers(0, 1 << 40))
def test_what_was_judged_bit_by_bit_is_as_if_all_were_judged(seed: int) -> None:
    """技术一面与病例登记也在内：窄的重判与全部重判相同。"""
    place = Path(tempfile.mkdtemp(prefix="medtech-surgeries-"))
    try:
        with Book.open(copy_to(place / "库", technologies=True)) as book:
            for turn, (deed, now) in enumerate(history(seed, technologies=True)):
                do(book, deed, turn)
                if now:
                    catch_up(book)
            catch_up(book)
            before = whole(book)
            rebuild_checks(book)
            assert before == whole(book)
    finally:
        shutil.rmtree(place)


def whole(book: Book) -> tuple[list[Row], dict[tuple[str, int, int], int]]:
    with book.look() as look:
        return sorted(look.raw(EVERY), key=repr), tallies(look)
