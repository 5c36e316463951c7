"""分级目录的查找与显示：所列的各行、一页、一条编码的级别、对照的各行、导出所列。

The index of an edition or of the draft is made anew when its lines changed, over the index
of the code list that is kept anyway; a keystroke looks, it never reads the book's lines.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from medtech_desktop.documents.listings import Listing, write_listing
from medtech_desktop.domain.grading_drafts import (
    CHANGE_NAMES,
    Change,
    LineChange,
    LineKey,
    grading_changes,
    key_of,
)
from medtech_desktop.domain.grading_index import GradingIndex, LineFilter, marks_of
from medtech_desktop.domain.gradings import (
    GRADE_NAMES,
    LEFT_OUT,
    WHOLE_HOSPITAL,
    Graded,
    GradingLine,
    grade_name,
    managed_categories,
)
from medtech_desktop.office.acts import not_found, today
from medtech_desktop.office.grading_codes import code_book, code_edition
from medtech_desktop.office.grading_drafts import departments_on, read_draft, the_draft
from medtech_desktop.office.grading_papers import DRAFT, department_word
from medtech_desktop.office.gradings import GradingDiff, find_edition
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.office.procedures import codes_kept, list_of
from medtech_desktop.office.steady import steady
from medtech_desktop.office.world import World, load_world
from medtech_desktop.store.between import KeptByBook
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids, code_texts, grading_of_day, load_grading
from medtech_desktop.store.page import Look

Progress = Callable[[int, int, str], None]
Texts = tuple[str, ...]
TITLES = ("编码", "名称", "科室", "级别", "按几级管理", "标记", "与原版相比")
DIFF_TITLES = ("变化", "编码", "名称", "科室", "前", "后")
FIRST_PAGE = 200


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """问哪些行：哪一版（空为施行的一版，draft 为草稿）、各词、筛选、怎样排。"""

    edition: str = ""
    words: str = ""
    filter: LineFilter = LineFilter()
    order: str = "grade"
    descending: bool = False
    keep: int = 0


@dataclass(frozen=True, slots=True)
class ListAnswer:
    """所列的各行：号与头一页；各级别、各科室、各种变化的行数；``row`` 原来选中的现在在第几行。"""

    ids: array[int] = field(default_factory=lambda: array("i"))
    first: tuple[Texts, ...] = ()
    grades: Mapping[int, int] = field(default_factory=dict)
    departments: tuple[tuple[int, str, int], ...] = ()
    changes: Mapping[Change, int] = field(default_factory=dict)
    whole: int = 0
    row: int = -1
    unmanaged: int = 0


@dataclass(frozen=True, slots=True)
class ListRow:
    """所列的一行。"""

    code: str
    name: str
    department: str
    line: GradingLine
    change: str = ""

    def texts(self) -> Texts:
        """各格的文字。"""
        return (
            self.code,
            self.name,
            self.department,
            grade_name(self.line.grade),
            GRADE_NAMES[self.line.managed_as] if self.line.managed_as else "",
            "、".join(marks_of(self.line)),
            self.change,
        )


@dataclass(frozen=True, slots=True)
class _Source:
    """一版或草稿：所据编码库、各行（对象不变则内容不变）、依据的版的各行。"""

    code_edition: int
    token: object
    lines: tuple[GradingLine, ...]
    texts: Mapping[int, str]
    base: Mapping[LineKey, GradingLine] | None
    managed: frozenset[str]


_KEPT: KeptByBook[dict[str, tuple[object, object, GradingIndex]]] = KeptByBook()


def _source(look: Look, key: str, on: date) -> _Source:
    """raises Refused."""
    texts = code_texts(look)
    if key == DRAFT:
        draft = the_draft(look)
        if draft is None:
            raise not_found("没有正在编的草稿", "先起草，或导入一份分级目录", "draft")
        opened = read_draft(look, draft.id)
        lines = tuple(opened.lines.values())
        managed = managed_categories(draft.managed)
        return _Source(draft.code_edition_id, opened, lines, texts, opened.base, managed)
    edition = find_edition(look, key, on)
    grading = load_grading(look, edition.id)
    found = tuple(line for mine in grading.lines.values() for line in mine)
    return _Source(edition.code_edition_id, grading, found, texts, None, edition.categories)


def index_of(library: Book, key: str, on: date) -> GradingIndex:
    """一版或草稿的索引；没有改就用原来的。raises Refused."""
    with steady(), library.look() as look:
        source = _source(look, key, on)
    kept = codes_kept(library)
    edition = next(one for one in kept.editions if one.id == source.code_edition)
    codes = list_of(library, kept, edition)
    held = _KEPT.setdefault(library, {})
    known = held.get(key)
    if known is not None and known[0] is source.token and known[1] is codes:
        return known[2]
    changes = {}
    if source.base is not None:
        now = {key_of(line): line for line in source.lines}
        changes = {key_of(one.line): one.kind for one in grading_changes(source.base, now)}
    with steady():
        made = GradingIndex(source.lines, codes, source.texts, changes, source.managed)
    held[key] = (source.token, codes, made)
    while len(held) > 4:
        del held[next(iter(held))]
    return made


# Questions


def find_lines(library: Book, asked: ListQuestion, on: date) -> ListAnswer:
    """按所问查找、筛选、排列。raises Refused for an unknown edition."""
    index = index_of(library, asked.edition, on)
    world = load_world(library, on)
    found = index.find(asked.words)
    wanted = asked.filter
    # each filter counts what the others leave
    others = index.narrow(found, LineFilter(-1, wanted.department, wanted.mark, wanted.change))
    here = index.narrow(found, wanted)
    free = index.narrow(found, LineFilter(wanted.grade, None, wanted.mark, wanted.change))
    ids = index.in_order(here, asked.order, asked.descending)
    return ListAnswer(
        ids,
        tuple(one.texts() for one in _rows(index, world, ids[:FIRST_PAGE])),
        index.grades(others),
        _departments(index, world, free),
        _changes(index, found),
        len(index),
        _row(ids, asked.keep),
        index.unmanaged(here),
    )


def _row(ids: array[int], wanted: int) -> int:
    try:
        return ids.index(wanted)
    except ValueError:
        return -1


def _changes(index: GradingIndex, rows: Sequence[int]) -> dict[Change, int]:
    counted: dict[Change, int] = {}
    if index.changes:
        for row in rows:
            kind = index.changes.get(key_of(index.lines[row]))
            if kind is not None:
                counted[kind] = counted.get(kind, 0) + 1
    return counted


def _departments(
    index: GradingIndex, world: World, rows: Sequence[int]
) -> tuple[tuple[int, str, int], ...]:
    counted = index.departments(rows)
    named = [(n, department_word(world, n, world.on), count) for n, count in counted.items()]
    return tuple(sorted(named, key=lambda one: (one[0] > 0, sort_key(one[1]))))


def _rows(index: GradingIndex, world: World, ids: Sequence[int]) -> list[ListRow]:
    names: dict[int, str] = {}
    found = []
    for number in ids:
        line = index.line(number)
        if line is None:
            gone = GradingLine(0, "已删去", None, None)
            found.append(ListRow("", "已删去", "", gone))
            continue
        department = line.department_id or 0
        if department not in names:
            names[department] = department_word(world, department, world.on)
        place = index.places[index.rows[number]]
        code = index.codes.codes[place] if place < len(index.codes) else ""
        change = index.changes.get(key_of(line))
        said = CHANGE_NAMES[change] if change is not None else ""
        found.append(ListRow(code, line.name, names[department], line, said))
    return found


def line_rows(library: Book, edition: str, on: date, ids: Sequence[int]) -> tuple[Texts, ...]:
    """一页的各行，按所给的次序。"""
    index, world = index_of(library, edition, on), load_world(library, on)
    return tuple(one.texts() for one in _rows(index, world, ids))


def list_rows(
    library: Book, asked: ListQuestion, on: date, department: str = "", grade: int = -1
) -> tuple[ListRow, ...]:
    """所列的各行；科室写名称，级别 0 为不纳入、-1 不限。raises Refused."""
    index, world = index_of(library, asked.edition, on), load_world(library, on)
    number = _department_number(world, department) if department else None
    wanted = LineFilter(grade, number, asked.filter.mark, asked.filter.change)
    here = index.narrow(index.find(asked.words), wanted)
    return tuple(_rows(index, world, index.in_order(here, asked.order, asked.descending)))


def _department_number(world: World, name: str) -> int:
    if name == WHOLE_HOSPITAL:
        return 0
    number = departments_on(world).get(name)
    if number is None:
        raise not_found(f"没有登记科室「{name}」", "核对科室名称", "department")
    return number


def row_that_begins(library: Book, asked: ListQuestion, beginning: str, on: date) -> int:
    """所列当中第一条以此开头的编码在第几行；没有时 -1。"""
    index = index_of(library, asked.edition, on)
    places = set(index.codes.starts_with(beginning.strip())) if beginning.strip() else set()
    ids = index.in_order(
        index.narrow(index.find(asked.words), asked.filter), asked.order, asked.descending
    )
    return next((at for at, one in enumerate(ids) if index.places[index.rows[one]] in places), -1)


@dataclass(frozen=True, slots=True)
class CodeGrade:
    """一条编码算几级：哪一版、结论、出自哪个科室的行、一句话。"""

    edition: str
    code: str
    graded: Graded
    department: str
    said: str


def grade_of_code(library: Book, code: str, department: str, on: date) -> CodeGrade:
    """某科室做一个编码，当日算几级。raises Refused."""
    world = load_world(library, on)
    number = _department_number(world, department) if department else 0
    with library.look() as look:
        edition = find_edition(look, "", on)
        book = code_book(look, code_edition(look, edition.code_edition_id))
        entry = book.resolve_text(code)
        if isinstance(entry, str):
            raise not_found(f"{code}：{entry}", "核对编码", "code")
        code_id = code_ids(look, [entry[0]]).get(entry[0], 0)
        graded = grading_of_day(look, edition.id, on).grade_of(code_id, number or None)
    where = ""
    if graded.line is not None:
        where = department_word(world, graded.line.department_id or 0, on)
    parts = [f"{entry[0]} {entry[1]}"]
    if graded.grade is not None:
        parts.append(f"{grade_name(graded.grade)}（{where}）")
        if graded.needed != graded.grade:
            parts.append(f"按{grade_name(graded.needed)}管理")
    elif graded.line is not None:
        parts.append(LEFT_OUT)
    parts += [graded.note] if graded.note else []
    said = "，".join((*parts, edition.number))
    return CodeGrade(edition.number, entry[0], graded, where, said)


# The draft by its words


def today_is() -> date:
    """今天。"""
    return today()


def current_draft(library: Book) -> int:
    """正在编的一份草稿。raises Refused."""
    with library.look() as look:
        draft = the_draft(look)
    if draft is None:
        raise not_found("没有正在编的草稿", "先起草一份，或导入一份", "draft")
    return draft.id


def key_of_words(library: Book, code: str, department: str, on: date) -> LineKey:
    """编码与科室名所指的一行。raises Refused."""
    world = load_world(library, on)
    number = _department_number(world, department) if department else 0
    with library.look() as look:
        code_id = code_ids(look, [code.strip()]).get(code.strip())
    if code_id is None:
        raise not_found(f"草稿里没有「{code}」", "核对编码", "code")
    return code_id, number or None


# Comparing and files


def diff_texts(library: Book, diff: GradingDiff, on: date) -> tuple[Texts, ...]:
    """对照的各行：变化、编码、名称、科室、前、后。"""
    world = load_world(library, on)
    with library.look() as look:
        texts = code_texts(look)
    return tuple(_diff_row(world, texts, change) for change in diff.changes)


def _diff_row(world: World, texts: Mapping[int, str], change: LineChange) -> Texts:
    line = change.line
    return (
        CHANGE_NAMES[change.kind],
        texts.get(line.code_id, ""),
        line.name,
        department_word(world, line.department_id or 0, world.on),
        _side(change.before),
        _side(change.after),
    )


def _side(line: GradingLine | None) -> str:
    """一边的样子：级别、按几级管理、标记。"""
    if line is None:
        return ""
    parts = [grade_name(line.grade)]
    if line.managed_as:
        parts.append(f"按{GRADE_NAMES[line.managed_as]}管理")
    return "，".join((*parts, *marks_of(line)))


def export_lines(
    library: Book,
    edition: str,
    ids: Sequence[int],
    path: Path,
    on: date,
    progress: Progress | None = None,
) -> Path:
    """把所列的各行存为 xlsx 或 csv，按所列的次序；可以改好再导入。"""
    index, world = index_of(library, edition, on), load_world(library, on)
    titles = (*TITLES[:5], "微创", "日间", "介入")
    rows = (_export_row(one) for one in _rows(index, world, ids))
    listing = Listing("手术分级管理目录", titles, rows, len(ids))
    write_listing(path, listing, progress)
    return path


def _export_row(row: ListRow) -> Texts:
    line = row.line
    marks = (line.minimally_invasive, line.day_surgery, line.interventional)
    return (*row.texts()[:5], *("是" if mark else "" for mark in marks))
