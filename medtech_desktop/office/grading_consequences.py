"""审定以前要看的：与施行的一版之差、要知道的各条、不再列入的编码还有什么在用。"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.grading_drafts import (
    Change,
    LineKey,
    adoption_notes,
    count_changes,
    grading_changes,
    keyed,
    membership_findings,
)
from medtech_desktop.domain.gradings import (
    GradingLine,
    GradingList,
    edition_on,
    managed_categories,
)
from medtech_desktop.domain.law import Finding
from medtech_desktop.office.grading_drafts import OpenDraft, book_of, read_draft
from medtech_desktop.office.restricted_grades import as_four_findings
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_texts, load_grading, load_grading_editions
from medtech_desktop.store.page import Look
from medtech_desktop.store.privileges import running_codes
from medtech_desktop.store.technology_codes import load_technology_codes


@dataclass(frozen=True, slots=True)
class CodeUse:
    """编码的一种用处，审定前要说：``said`` 如「{n} 条按术式的授权」，``count`` 数有几条。

    ``count(look, code_ids, on)`` counts what refers to these codes and runs on that day.
    """

    said: str
    count: Callable[[Look, Collection[int], date], int]


def _linked(look: Look, codes: Collection[int], on: date) -> int:
    return sum(one.code_id in codes for one in held_on(load_technology_codes(look), on))


def _privileged(look: Look, codes: Collection[int], on: date) -> int:
    running = running_codes(look, on)
    return sum(running.get(code, 0) for code in codes)


CODE_USES: tuple[CodeUse, ...] = (
    CodeUse("{n} 条技术与编码的对应", _linked),
    CodeUse("{n} 件按术式的授权在用，审定以后没有级别可比", _privileged),
)
"""删去编码时要数的各种用处。"""


def lines_of(grading: GradingList) -> dict[LineKey, GradingLine]:
    """一版的各行按身份。"""
    return keyed(line for mine in grading.lines.values() for line in mine)


@dataclass(frozen=True, slots=True)
class Consequences:
    """审定以前要看的：与施行的一版之差、要知道的各条、不再列入的编码还有什么在用。"""

    against: str
    counts: dict[Change, int]
    lines: int
    findings: tuple[Finding, ...]
    uses: tuple[str, ...]


def adoption_consequences(library: Book, draft_id: int, since: date, on: date) -> Consequences:
    """这份草稿审定以后意味着什么。"""
    with library.look() as look:
        opened = read_draft(look, draft_id)
        current = edition_on(load_grading_editions(look), since)
        before = lines_of(load_grading(look, current.id)) if current else {}
        changes = grading_changes(before, opened.lines)
        return Consequences(
            current.name if current else "",
            count_changes(changes),
            len(opened.lines),
            (*not_members(look, opened), *adoption_notes_of(look, opened, since, on)),
            _uses(look, before, opened, on),
        )


def _uses(
    look: Look, before: dict[LineKey, GradingLine], opened: OpenDraft, on: date
) -> tuple[str, ...]:
    kept = {key[0] for key in opened.lines}
    dropped = {key[0] for key in before} - kept
    if not dropped:
        return ()
    counted = ((use.said, use.count(look, dropped, on)) for use in CODE_USES)
    return tuple(
        f"不再列入的编码还有 {said.format(n=f'{count:,}')}" for said, count in counted if count
    )


def not_members(look: Look, opened: OpenDraft) -> tuple[Finding, ...]:
    """不在册的编码。"""
    book, texts = book_of(look, opened.draft), code_texts(look)
    listed = sorted({texts[key[0]] for key in opened.lines})
    return membership_findings([code for code in listed if book.find(code) is None], book.key)


def adoption_notes_of(look: Look, opened: OpenDraft, since: date, on: date) -> tuple[Finding, ...]:
    """审定时要知道的各条。"""
    book, texts = book_of(look, opened.draft), code_texts(look)
    managed = managed_categories(opened.draft.managed)
    listed = {texts[key[0]] for key in opened.lines}
    unlisted = sum(
        category in managed and code not in listed
        for code, _name, category in book.entries.values()
    )
    same = [one.number for one in load_grading_editions(look) if one.since == since]
    return (
        *adoption_notes(unlisted, same[-1] if same else ""),
        *as_four_findings(look, read_world(look, on), opened.lines.values(), since),
    )
