"""手术操作编码：各版、查找与排列、一条编码的情况、两版对照、导出所列。

The index of a whole edition is made once per open library and kept until the code tables
change; a keystroke then costs well under a millisecond.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from medtech_desktop.documents.listings import Listing, write_listing
from medtech_desktop.domain.procedures import (
    CATEGORY_NAMES,
    MARK_NAMES,
    CodeChange,
    CodeEdition,
    CodeList,
    Counts,
    Mark,
    chapter_name,
    edition_before,
    edition_in_use,
    family,
)
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.pinyin import initials, sort_key
from medtech_desktop.office.procedure_mentions import (
    CodeGrading,
    gradings_of_code,
    prohibited_naming,
    technologies_naming,
)
from medtech_desktop.office.steady import steady
from medtech_desktop.office.technology_codes import CodeLink, technologies_of_code
from medtech_desktop.office.world import read_world
from medtech_desktop.store.between import KeptByBook
from medtech_desktop.store.book import Book
from medtech_desktop.store.procedures import (
    Signature,
    codes_signature,
    load_code_editions,
    procedure_rows,
)

TITLES = ("编码", "名称", "类别", "与前版相比")
"""所列各栏的标题。"""
FIRST_PAGE = 200
_NEIGHBOURS = 60

Progress = Callable[[int, int, str], None]
CodeRow = tuple[str, str, str, str]
"""所列的一行：编码、名称、类别、与前版相比的变化。"""


@dataclass(frozen=True, slots=True)
class CodeEditionLine:
    """编码库的一版：版名、来源、启用日、条数、现状。"""

    key: str
    source: str
    since: date
    count: int
    state: str


@dataclass(frozen=True, slots=True)
class CodeQuestion:
    """问哪些编码：哪一版（空为在用的一版）、各词、类别、变化、前两位，怎样排。

    ``keep`` is the row that was chosen: the answer says where it stands now.
    """

    edition: str = ""
    words: str = ""
    category: str | None = None
    mark: Mark | None = None
    chapter: str = ""
    order: str = "code"
    descending: bool = False
    keep: int = 0


@dataclass(frozen=True, slots=True)
class CodeAnswer:
    """所列编码的内部编号与头一页的各行；``row`` 为原来选中的现在在第几行，没有为 -1。

    ``counts`` are of what the words and the chapter leave, ``chapters`` of what the words leave.
    """

    edition: str = ""
    ids: array[int] = field(default_factory=lambda: array("i"))
    first: tuple[CodeRow, ...] = ()
    counts: Counts = field(default_factory=Counts)
    chapters: tuple[tuple[str, int], ...] = ()
    whole: int = 0
    row: int = -1


@dataclass(frozen=True, slots=True)
class CodePage:
    """一条编码：所在各版（版名、启用日、那版的名称）、同亚目的、写明它的技术与禁止类条目。

    ``grades`` are its lines in the grading list in force, ``links`` the technologies that it
    belongs to on that day.
    """

    id: int
    code: str
    name: str
    category: str
    chapter: str
    mark: str
    stands: tuple[tuple[str, date, str], ...]
    neighbours: tuple[tuple[int, str, str], ...]
    technologies: tuple[tuple[str, str, str], ...]
    prohibited: tuple[str, ...]
    grades: tuple[CodeGrading, ...] = ()
    links: tuple[CodeLink, ...] = ()


@dataclass(frozen=True, slots=True)
class CodeDiff:
    """两版对照：变化的各条，不变的条数。"""

    earlier: str
    later: str
    changes: tuple[CodeChange, ...]
    same: int

    def count(self, mark: Mark) -> int:
        """某种变化的条数。"""
        return sum(change.mark is mark for change in self.changes)


@dataclass(slots=True)
class _Kept:
    """留在内存里的：各版与已经用到的索引。"""

    saved: datetime | None
    signature: Signature
    editions: tuple[CodeEdition, ...]
    lists: dict[int, CodeList] = field(default_factory=dict)
    diffs: dict[tuple[int, int], CodeDiff] = field(default_factory=dict)


_KEPT: KeptByBook[_Kept] = KeptByBook()


def codes_kept(library: Book) -> _Kept:
    """本库的索引；编码表变过才重做。"""
    kept = _KEPT.get(library)
    if kept is not None and kept.saved is library.last_saved:
        return kept
    with library.look() as look:
        signature = codes_signature(look)
        if kept is None or kept.signature != signature:
            kept = _Kept(None, signature, load_code_editions(look))
    kept.saved = library.last_saved
    _KEPT[library] = kept
    return kept


def list_of(library: Book, kept: _Kept, edition: CodeEdition) -> CodeList:
    """一版的索引；标出与前一版相比的变化。"""
    if edition.id not in kept.lists:
        earlier = edition_before(kept.editions, edition)
        before = list_of(library, kept, earlier) if earlier is not None else None
        with steady():
            with library.look() as look:
                rows = tuple(procedure_rows(look, edition.id))
            made = CodeList(rows, before=before, initials=initials, sort_key=sort_key)
        kept.lists[edition.id] = made
    return kept.lists[edition.id]


def _chosen(library: Book, key: str, on: date) -> tuple[CodeEdition, CodeList] | None:
    """指明的一版，没有指明时为在用的一版，还没有在用的取最早启用的；一版也没有时 None。"""
    kept = codes_kept(library)
    if not kept.editions:
        return None
    if key:
        edition = _edition(kept, key)
    else:
        edition = edition_in_use(kept.editions, on) or kept.editions[0]
    return edition, list_of(library, kept, edition)


def _edition(kept: _Kept, key: str) -> CodeEdition:
    found = next((one for one in kept.editions if one.key == key), None)
    if found is None:
        keys = "、".join(one.key for one in kept.editions) or "还没有导入"
        raise not_found(f"没有编码库「{key}」", f"已有的版：{keys}", "edition")
    return found


# Questions


def code_editions(library: Book, on: date) -> tuple[CodeEditionLine, ...]:
    """编码库的各版，新的在前。"""
    kept = codes_kept(library)
    used = edition_in_use(kept.editions, on)
    lines = []
    for one in reversed(kept.editions):
        if one.since > on:
            state = "尚未启用"
        else:
            state = "在用" if one is used else "以前的版"
        count = len(list_of(library, kept, one))
        lines.append(CodeEditionLine(one.key, one.source, one.since, count, state))
    return tuple(lines)


def find_codes(library: Book, asked: CodeQuestion, on: date) -> CodeAnswer:
    """按所问查找、筛选、排列。raises Refused for an unknown edition."""
    chosen = _chosen(library, asked.edition, on)
    if chosen is None:
        return CodeAnswer()
    edition, codes = chosen
    places = codes.find(asked.words)
    here = codes.narrow(places, None, None, asked.chapter)
    ids = _narrowed(codes, asked, here)
    return CodeAnswer(
        edition.key,
        ids,
        rows_of(codes, ids[:FIRST_PAGE]),
        codes.counts(here),
        codes.chapters(places),
        len(codes),
        _row(ids, asked.keep),
    )


def _narrowed(codes: CodeList, asked: CodeQuestion, places: Sequence[int]) -> array[int]:
    left = codes.narrow(places, asked.category, asked.mark, asked.chapter)
    return codes.in_order(left, asked.order, asked.descending)


def _row(ids: array[int], wanted: int) -> int:
    try:
        return ids.index(wanted)
    except ValueError:
        return -1


def rows_of(codes: CodeList, ids: Sequence[int]) -> tuple[CodeRow, ...]:
    """各内部编号的行；已经撤销的为空行。"""
    return tuple(_code_row(codes, codes.place_of(row_id)) for row_id in ids)


def _code_row(codes: CodeList, place: int) -> CodeRow:
    if place < 0:
        return ("", "已撤销", "", "")
    category = codes.categories[place]
    return (
        codes.codes[place],
        codes.names[place],
        CATEGORY_NAMES.get(category, category) if category else "",
        MARK_NAMES[codes.marks[place]],
    )


def code_rows(library: Book, edition: str, on: date, ids: Sequence[int]) -> tuple[CodeRow, ...]:
    """一页的各行，按所给的次序。"""
    chosen = _chosen(library, edition, on)
    return rows_of(chosen[1], ids) if chosen is not None else ()


def row_that_begins(library: Book, asked: CodeQuestion, beginning: str, on: date) -> int:
    """所列当中第一条以此开头的编码在第几行；没有时 -1。"""
    chosen = _chosen(library, asked.edition, on)
    if chosen is None or not beginning.strip():
        return -1
    codes = chosen[1]
    ids = _narrowed(codes, asked, codes.find(asked.words))
    wanted = {codes.ids[place] for place in codes.starts_with(beginning.strip())}
    return next((row for row, row_id in enumerate(ids) if row_id in wanted), -1)


def code_page(library: Book, edition: str, row_id: int, on: date) -> CodePage:
    """一条编码的情况。raises Refused when it is not there any more."""
    chosen = _chosen(library, edition, on)
    place = chosen[1].place_of(row_id) if chosen is not None else -1
    if chosen is None or place < 0:
        raise not_found("没有这条编码", "这一版可能已经撤销，重新打开手术分级", "code")
    return _page(library, chosen[1], place, on)


def code_by_name(library: Book, edition: str, code: str, on: date) -> CodePage:
    """按编码问一条的情况。raises Refused for an unknown code."""
    chosen = _chosen(library, edition, on)
    place = chosen[1].place_of_code(code) if chosen is not None else -1
    if chosen is None or place < 0:
        raise not_found(f"编码库里没有「{code}」", "在「手术分级」的编码库里查找", "code")
    return _page(library, chosen[1], place, on)


def _page(library: Book, codes: CodeList, place: int, on: date) -> CodePage:
    kept = codes_kept(library)
    code, category = codes.codes[place], codes.categories[place]
    stands = []
    for one in kept.editions:
        there = list_of(library, kept, one)
        at = there.place_of_code(code)
        if at >= 0:
            stands.append((one.key, one.since, there.names[at]))
    near = [at for at in codes.starts_with(family(code)) if at != place]
    with library.look() as look:
        technologies = technologies_naming(look, code, on)
        prohibited = prohibited_naming(look, code, on)
        world = read_world(look, on)
        grades = gradings_of_code(look, world, code)
        links = technologies_of_code(look, world, code)
    return CodePage(
        codes.ids[place],
        code,
        codes.names[place],
        CATEGORY_NAMES.get(category, category) if category else "",
        chapter_name(code),
        MARK_NAMES[codes.marks[place]],
        tuple(stands),
        tuple((codes.ids[at], codes.codes[at], codes.names[at]) for at in near[:_NEIGHBOURS]),
        technologies,
        prohibited,
        grades,
        links,
    )


def compare_codes(library: Book, earlier: str, later: str) -> CodeDiff:
    """两版对照。raises Refused for an unknown edition, or the same one twice."""
    kept = codes_kept(library)
    one, other = _edition(kept, earlier), _edition(kept, later)
    if one is other:
        raise not_found("前版与后版是同一版", "选两个不同的版", "later")
    pair = (one.id, other.id)
    if pair not in kept.diffs:
        before, after = list_of(library, kept, one), list_of(library, kept, other)
        changes = after.changes_since(before)
        removed = sum(change.mark is Mark.REMOVED for change in changes)
        same = len(after) - (len(changes) - removed)
        kept.diffs[pair] = CodeDiff(one.key, other.key, changes, same)
    return kept.diffs[pair]


# Files


def export_codes(
    library: Book,
    edition: str,
    ids: Sequence[int],
    path: Path,
    on: date,
    progress: Progress | None = None,
) -> Path:
    """把所列的编码存为 xlsx 或 csv，按所列的次序。"""
    chosen = _chosen(library, edition, on)
    if chosen is None:
        raise not_found("还没有编码库", "先导入编码库", "edition")
    codes = chosen[1]
    rows = (_code_row(codes, codes.place_of(row_id)) for row_id in ids)
    listing = Listing(f"手术操作编码 {chosen[0].key}", TITLES, rows, len(ids))
    write_listing(path, listing, progress)
    return path


DIFF_TITLES = ("变化", "编码", "前版的名称", "后版的名称")


def changed_ids(found: CodeDiff, mark: str = "") -> array[int]:
    """对照各行的号（自 0 起），可只要一种变化。"""
    return array(
        "i",
        (at for at, change in enumerate(found.changes) if not mark or change.mark == mark),
    )


def diff_rows(library: Book, earlier: str, later: str, ids: Sequence[int]) -> tuple[CodeRow, ...]:
    """对照的各行，按号。"""
    changes = compare_codes(library, earlier, later).changes
    return tuple(_diff_row(changes[at]) for at in ids if at < len(changes))


def _diff_row(change: CodeChange) -> CodeRow:
    return (MARK_NAMES[change.mark], change.code, change.before, change.after)


def export_diff(
    library: Book,
    earlier: str,
    later: str,
    ids: Sequence[int],
    path: Path,
    progress: Progress | None = None,
) -> Path:
    """把对照所列的存为 xlsx 或 csv。"""
    changes = compare_codes(library, earlier, later).changes
    rows = (_diff_row(changes[at]) for at in ids)
    listing = Listing(f"{earlier} 与 {later} 对照", DIFF_TITLES, rows, len(ids))
    write_listing(path, listing, progress)
    return path
