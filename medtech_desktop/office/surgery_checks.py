"""手术核查跟上：上次以后改了什么，就补判什么；没有改动的一问即回（law.md 第 6 节）。"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import nullcontext
from dataclasses import dataclass

from medtech_desktop.office.steady import steady
from medtech_desktop.office.surgery_technologies import refresh_cases, refresh_technologies
from medtech_desktop.store.book import Book
from medtech_desktop.store.derived import clear
from medtech_desktop.store.grading_windows import refresh_windows
from medtech_desktop.store.page import Page
from medtech_desktop.store.surgery_batches import roomy
from medtech_desktop.store.surgery_checks import (
    Progress,
    judge_all,
    judge_cases,
    judge_people,
    people_of_log,
)
from medtech_desktop.store.surgery_stale import Stale, load_stale, mark_everything
from medtech_desktop.store.surgery_touched import touched_keys
from medtech_desktop.store.surgery_versions import rebuild_gone

_FEW, _MANY = 20, 200


@dataclass(frozen=True, slots=True)
class CheckState:
    """核查是不是跟得上；只读的库补不上。"""

    behind: bool
    read_only: bool


def check_state(library: Book) -> CheckState:
    """现在落后没有。"""
    with library.look() as look:
        return CheckState(bool(look.kept(load_stale)), library.read_only)


def catch_up(library: Book, progress: Progress | None = None) -> bool:
    """补上；返回有没有做什么。``progress(几人, 共几人)``，抛出的使这次补判作废，下次再补。

    A read-only book stays as it is: ``check_state`` says that it is behind.  So does one in the
    middle of a long act: its questions show what was found before.
    """
    if library.read_only or library.is_between or not check_state(library).behind:
        return False
    with library.look() as look:
        stale = look.kept(load_stale)
    much = (
        stale != Stale(people=stale.people, qualified=stale.qualified) or len(stale.people) > _MANY
    )
    with steady(), roomy(library) if much else nullcontext(), library.derive() as page:
        _settle(page, load_stale(page), progress)
    return True


def catch_up_little(library: Book) -> bool:
    """只落后于几个人的就补上，导航旁的数办完一件就对；多的留给打开手术核查的时候。"""
    with library.look() as look:
        stale = look.kept(load_stale)
    only = Stale(people=stale.people, qualified=stale.qualified)
    if not stale.people or stale != only or len(stale.people) > _FEW:
        return False
    return catch_up(library)


def rebuild_checks(library: Book, progress: Progress | None = None) -> str:
    """手术核查的派生表全部重建；返回一句话。"""
    with steady(), roomy(library), library.derive() as page:
        rebuild_gone(page)
        mark_everything(page)
        _settle(page, load_stale(page), progress, afresh=True)
        [(found,)] = page.raw("SELECT count(*) FROM surgery_finding")
    return f"已重建手术核查，发现 {found:,} 条"


def _settle(page: Page, stale: Stale, progress: Progress | None, *, afresh: bool = False) -> None:
    whole, codes = stale.everything, dict[int, tuple[str, str]]()
    if whole or stale.windows or stale.batches:
        change = refresh_windows(page, afresh=afresh)
        whole, codes = whole or change.whole, change.codes
    whole = whole or _are_most(page, stale.people)
    keys = None if whole else touched_keys(page, stale, codes)
    if keys is None:
        judge_all(page, progress)
    else:
        judge_cases(page, keys, progress)
        judge_people(page, stale.people, progress)
    _settle_technologies(page, stale, keys)
    clear(page, "surgery_stale")


def _settle_technologies(page: Page, stale: Stale, keys: Collection[int] | None) -> None:
    if keys is None or stale.catalogs:
        refresh_technologies(page)
        return
    if stale.technologies:
        refresh_technologies(page, stale.technologies)
    refresh_cases(page, keys, stale.qualified, stale.people)


def _are_most(page: Page, people: Collection[int]) -> bool:
    """这么多人变了，不如全部重判。"""
    return len(people) > _MANY and len(people) * 2 > len(people_of_log(page))
