"""手术分级管理目录：各版与草稿一览、审定、撤销审定、对照，以及改动对本院意味着什么。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.grading_drafts import (
    Change,
    LineChange,
    Lines,
    adoption_findings,
    count_changes,
    grading_changes,
)
from medtech_desktop.domain.gradings import (
    GradingEdition,
    GradingLine,
    edition_on,
    managed_categories,
)
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.procedures import CATEGORY_NAMES
from medtech_desktop.office.acts import Clerk, Done, gate, named, not_found, refuse_to_come
from medtech_desktop.office.grading_codes import code_edition
from medtech_desktop.office.grading_consequences import adoption_notes_of, lines_of, not_members
from medtech_desktop.office.grading_drafts import (
    OpenDraft,
    book_of,
    read_draft,
    take_away,
    the_draft,
)
from medtech_desktop.office.world import was_there
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import (
    add_grading_lines,
    code_texts,
    load_grading,
    load_grading_editions,
)
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.tables.gradings import GradingEditionRow, GradingLineRow

_CHANGED = frozenset({"grading"})
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class EditionLine:
    """一版：编号、名称、审定与施行、会议、文号、行数、现状。"""

    id: int
    number: str
    name: str
    adopted_on: date
    since: date
    meeting: str
    document: str
    note: str
    code_edition: str
    managed: tuple[str, ...]
    count: int
    state: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """草稿：名称、依据的版、行数、与依据版之差、所据编码库、纳入的类别、能否撤销上一步。"""

    id: int
    name: str
    base: str
    count: int
    changes: dict[Change, int]
    code_edition: str
    managed: tuple[str, ...]
    categories: tuple[tuple[str, int], ...]
    can_undo: bool


@dataclass(frozen=True, slots=True)
class GradingView:
    """分级目录一览：各版（新的在前）、施行的一版、正在编的草稿。"""

    editions: tuple[EditionLine, ...]
    current: EditionLine | None
    draft: DraftView | None


def grading_view(library: Book, on: date) -> GradingView:
    """各版与草稿。"""
    with library.look() as look:
        editions = [one for one in load_grading_editions(look) if was_there(one.adopted_on, on)]
        current = edition_on(editions, on)
        lines = tuple(_edition_line(look, one, current, on) for one in reversed(editions))
        draft = the_draft(look)
        shown = draft_view(look, read_draft(look, draft.id)) if draft is not None else None
    used = next((one for one in lines if current and one.id == current.id), None)
    return GradingView(lines, used, shown)


def _edition_line(
    look: Look, edition: GradingEdition, current: GradingEdition | None, on: date
) -> EditionLine:
    if current is not None and edition.id == current.id:
        state = "施行"
    else:
        state = "尚未施行" if edition.since > on else "以前的版"
    return EditionLine(
        edition.id,
        edition.number,
        edition.name,
        edition.adopted_on,
        edition.since,
        edition.meeting,
        edition.document,
        edition.note,
        code_edition(look, edition.code_edition_id).key,
        _category_names(edition.managed),
        look.count(GradingLineRow, GradingLineRow.edition_id == edition.id),
        state,
    )


def _category_names(managed: str) -> tuple[str, ...]:
    held = managed_categories(managed)
    return tuple(name for code, name in CATEGORY_NAMES.items() if code and code in held)


def draft_view(look: Look, opened: OpenDraft) -> DraftView:
    """草稿的样子；各类别在编码库里有多少条。"""
    draft, book = opened.draft, book_of(look, opened.draft)
    counts: dict[str, int] = {}
    for _code, _name, category in book.entries.values():
        counts[category] = counts.get(category, 0) + 1
    editions = {one.id: one for one in load_grading_editions(look)}
    base = editions.get(draft.base_id or 0)
    return DraftView(
        draft.id,
        draft.name,
        base.name if base else "",
        len(opened.lines),
        count_changes(grading_changes(opened.base, opened.lines)),
        book.key,
        tuple(one for one in draft.managed.split("、") if one),
        tuple((code, counts[code]) for code in CATEGORY_NAMES if counts.get(code)),
        bool(opened.edits),
    )


# Comparing


@dataclass(frozen=True, slots=True)
class GradingDiff:
    """两份之间：前、后的名称，变化的各行，不变的行数，各种变化的行数。"""

    earlier: str
    later: str
    changes: tuple[LineChange, ...]
    same: int
    counts: dict[Change, int]


def find_edition(look: Look, key: str, on: date) -> GradingEdition:
    """按编号或版名找一版；空为施行的一版。raises Refused."""
    editions = load_grading_editions(look)
    wanted = key.strip()
    if not wanted:
        found = edition_on(editions, on)
        if found is None:
            what = f"{on.isoformat()} 没有施行的手术分级管理目录"
            raise not_found(what, "编草稿、经会议审定，或换一天", "edition")
        return found
    named_so = [one for one in editions if wanted in (one.number, one.name)]
    if not named_so:
        numbers = "、".join(one.number for one in editions) or "还没有审定的"
        raise not_found(f"没有分级目录「{wanted}」", f"已有的版：{numbers}", "edition")
    return named_so[-1]


def compare_editions(library: Book, earlier: str, later: str, on: date) -> GradingDiff:
    """两版对照。"""
    with library.look() as look:
        one, other = find_edition(look, earlier, on), find_edition(look, later, on)
        if one.id == other.id:
            raise not_found("前版与后版是同一版", "选两个不同的版", "later")
        return look.kept(_compared, one.id, other.id)


def compare_draft(library: Book, draft_id: int) -> GradingDiff:
    """草稿与它所依据的版对照；从头编的，各行都是新增。"""
    with library.look() as look:
        opened = read_draft(look, draft_id)
        editions = {one.id: one.name for one in load_grading_editions(look)}
        base = editions.get(opened.draft.base_id or 0, "（空）")
        return _diff(look, base, opened.draft.name, opened.base, opened.lines)


def _compared(look: Look, earlier: int, later: int) -> GradingDiff:
    one, other = load_grading(look, earlier), load_grading(look, later)
    return _diff(look, one.edition.name, other.edition.name, lines_of(one), lines_of(other))


def _diff(
    look: Look,
    earlier: str,
    later: str,
    before: Lines,
    after: Lines,
) -> GradingDiff:
    texts = code_texts(look)
    changes = grading_changes(before, after)
    changes = tuple(
        sorted(changes, key=lambda x: (texts[x.line.code_id], x.line.department_id or 0))
    )
    added = sum(one.kind is Change.ADDED for one in changes)
    removed = sum(one.kind is Change.REMOVED for one in changes)
    same = len(after) - added - (len(changes) - added - removed)
    return GradingDiff(earlier, later, changes, same, count_changes(changes))


# Adopting


@dataclass(frozen=True, slots=True)
class Adoption:
    """审定所填的内容。"""

    meeting: str
    adopted_on: date
    since: date
    document: str = ""
    note: str = ""
    name: str = ""


def adopt_grading(
    library: Book,
    clerk: Clerk,
    draft_id: int,
    adoption: Adoption,
    on: date,
    *,
    reason: str = "",
    progress: Progress | None = None,
) -> Done:
    """把草稿审定为一版，草稿随之收起。没有会议、有不在册编码的拒绝。"""
    refuse_to_come(adoption.adopted_on, "审定日", "adopted_on", on)
    with library.act(clerk, "grading.adopt", reason=reason, effective=adoption.since) as page:
        opened = read_draft(page, draft_id)
        _tell(progress, 0, len(opened.lines))
        found = (
            *_adoption(adoption, len(opened.lines)),
            *not_members(page, opened),
            *adoption_notes_of(page, opened, adoption.since, on),
        )
        gate(page, found, reason)
        draft = opened.draft
        title = adoption.name.strip() or draft.name
        number = insert_edition(
            page, title, draft.code_edition_id, draft.managed, adoption, opened.lines.values()
        )
        take_away(page, opened)
        _tell(progress, len(opened.lines), len(opened.lines))
    said = f"已审定「{title}」（{number}），{len(opened.lines):,} 行，自 {adoption.since} 施行"
    return Done(_CHANGED, said, found, number)


def _adoption(adoption: Adoption, lines: int) -> tuple[Finding, ...]:
    return adoption_findings(
        adoption.meeting, adoption.adopted_on, adoption.since, adoption.note, lines
    )


def insert_edition(
    page: Page,
    name: str,
    code_edition_id: int,
    managed: str,
    adoption: Adoption,
    lines: Iterable[GradingLine],
) -> str:
    """写入一版与它的各行，返回编号。"""
    number = next_number(page, adoption.adopted_on.year)
    edition = page.add(
        GradingEditionRow,
        number=number,
        name=named(name, "版名", "name"),
        code_edition_id=code_edition_id,
        managed=managed,
        adopted_on=adoption.adopted_on,
        since=adoption.since,
        meeting=adoption.meeting.strip(),
        document=adoption.document.strip(),
        note=adoption.note.strip(),
    )
    add_grading_lines(page, edition, lines)
    return number


def next_number(page: Page, year: int) -> str:
    """下一个编号；撤销过的编号不再使用。"""
    prefix = f"分级-{year}-"
    used = page.count(GradingEditionRow, GradingEditionRow.number.startswith(prefix), annulled=True)
    return f"{prefix}{used + 1:03d}"


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total, f"写入 {done:,} / {total:,} 行")


def annul_grading(library: Book, clerk: Clerk, key: str, reason: str, on: date) -> Done:
    """撤销一次登记错的审定；那一版自始不算数，以前的版接着算。raises Refused."""
    if not reason.strip():
        raise not_found("撤销须写明理由", "写明登记错在哪里", "reason")
    with library.act(clerk, "grading.annul", reason=reason) as page:
        edition = find_edition(page, key, on)
        page.annul(GradingEditionRow, edition.uid, reason)
        now = edition_on(load_grading_editions(page), on)
    after = f"现在施行的是「{now.name}」" if now else "现在没有施行的分级目录"
    return Done(_CHANGED, f"已撤销「{edition.name}」（{edition.number}），{after}")
