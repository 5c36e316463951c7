"""撤销一批导入：这一批写入的全部记录自始不算数；手术登记的旧版本回来。"""

from __future__ import annotations

from collections.abc import Callable

from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.technologies import FoundBy
from medtech_desktop.office.acts import Clerk, Done, not_found, today
from medtech_desktop.office.import_gradings import undo_grading
from medtech_desktop.office.import_privileges import refuse_undo
from medtech_desktop.office.surgery_first_cases import record_found
from medtech_desktop.office.surgery_imports import LOG_KINDS, undone_words
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.imports import (
    ImportBatch,
    annul_batch,
    codes_used,
    load_batches,
    used_since,
)
from medtech_desktop.store.page import Page
from medtech_desktop.store.registered_cases import case_technologies, recheck
from medtech_desktop.store.surgery_versions import undo_log

CASES = "cases"


def undo_batch(
    library: Book,
    clerk: Clerk,
    number: str,
    reason: str,
    progress: Callable[[int, int], object] | None = None,
) -> tuple[str, Done]:
    """撤销一批，返回它的种类与说的话。已被别的记录引用的不能撤销。raises Refused.

    ``progress`` is told how many cases of a log are undone, of how many.
    """
    if not reason.strip():
        raise not_found("撤销须写明理由", "写明为什么撤销这一批", "reason")
    with library.act(clerk, "import.undo", reason=reason) as page:
        batches = load_batches(page)
        batch = next((b for b in batches if b.number == number.strip()), None)
        if batch is None:
            raise not_found(f"没有可以撤销的导入「{number}」", "核对批号", "number")
        _refuse_used(page, batch)
        firsts = _first_cases(page, batch.act_seq)
        count = annul_batch(page, batch, reason.strip())
        said = f"已撤销 {batch.number}，{count} 条记录不再算数"
        if batch.kind == "grading":
            count += undo_grading(page, batch.act_seq, count)
            said = f"已撤销 {batch.number}，{count} 条记录不再算数"
        if batch.kind in LOG_KINDS:
            later = [b for b in batches if b.kind == batch.kind and b.act_seq > batch.act_seq]
            said = undone_words(batch.number, undo_log(page, batch.act_seq, progress), later)
        if batch.kind == CASES:
            recheck(page, case_technologies(page, batch.act_seq))
        if firsts:  # what is left in the log may hold another first case
            record_found(page, today(), firsts)
    return batch.kind, Done(frozenset(), said, subject=batch.number)


def _refuse_used(page: Page, batch: ImportBatch) -> None:
    total = sum(used_since(page, batch.act_seq).values())
    if batch.kind == "procedures":
        total += codes_used(page, batch.act_seq)
    if total:
        what = f"{batch.number} 导入的内容已被 {total} 条后来的记录引用，不能整批撤销"
        remedy = "先撤销那些后来的记录，或逐条更正"
        raise Refused([Finding(Severity.REFUSE, what, "INPUT", remedy, "number")])
    if batch.kind == "privileges":
        refuse_undo(page, batch.act_seq)


def _first_cases(page: Page, act_seq: int) -> set[int]:
    """这一批里发现了首例的技术。"""
    return {
        file.technology.id
        for file in read_world(page, today()).technologies
        for one in file.first_cases
        if one.act_seq == act_seq and one.found_by is not FoundBy.ENTERED
    }
