"""手术分级屏的问与视图：所列的编码、筛选词、一条编码的情况、两版对照。"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Report
from medtech_desktop.ui.diff_sheet import DiffAnswer, DiffAsked
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.long_rows import LongColumn, Texts
from medtech_desktop.ui.widgets.rows import Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.domain.procedures import Counts
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.procedures import (
        CodeAnswer,
        CodeEditionLine,
        CodePage,
        CodeQuestion,
    )

COLUMNS = (
    LongColumn("编码", 132, key="code", ink=Ink.INK2),
    LongColumn("名称", 0, key="name", weight=theme.MEDIUM),
    LongColumn("类别", 104, key="category", ink=Ink.INK2),
    LongColumn("与前版相比", 92, key="mark", ink=Ink.INK2),
)
DIFF_COLUMNS = (
    LongColumn("变化", 64, sortable=False, weight=theme.MEDIUM),
    LongColumn("编码", 132, sortable=False, ink=Ink.INK2),
    LongColumn("前版的名称", 0, sortable=False, ink=Ink.INK2),
    LongColumn("后版的名称", 0, sortable=False),
)
NEIGHBOUR_COLUMNS = (Column("编码", 112), Column("名称", 0))
EDITION_COLUMNS = (Column("编码库", 0), Column("启用", 96))
ALL = "all"


@dataclass(frozen=True, slots=True)
class Asked:
    """屏上所问：版、各词、类别与变化（ALL 为不限）、前两位、次序、选中的。"""

    edition: str = ""
    words: str = ""
    category: str = ALL
    mark: str = ALL
    chapter: str = ""
    order: str = "code"
    descending: bool = False
    keep: int = 0


def ask_editions(library: Library, on: date) -> tuple[CodeEditionLine, ...]:
    """编码库的各版。"""
    from medtech_desktop.office.procedures import code_editions

    return code_editions(library, on)


def _question(asked: Asked) -> CodeQuestion:
    from medtech_desktop.domain.procedures import Mark
    from medtech_desktop.office.procedures import CodeQuestion

    return CodeQuestion(
        asked.edition,
        asked.words,
        None if asked.category == ALL else asked.category,
        None if asked.mark == ALL else Mark(asked.mark),
        asked.chapter,
        asked.order,
        asked.descending,
        asked.keep,
    )


def ask_codes(library: Library, asked: Asked, on: date) -> CodeAnswer:
    """所列的编码。"""
    from medtech_desktop.office.procedures import find_codes

    return find_codes(library, _question(asked), on)


def ask_rows(library: Library, ids: Sequence[int], edition: str, on: date) -> Sequence[Texts]:
    """一页的各行。"""
    from medtech_desktop.office.procedures import code_rows

    return code_rows(library, edition, on, ids)


def ask_place(library: Library, asked: Asked, beginning: str, on: date) -> int:
    """以此开头的第一条在第几行。"""
    from medtech_desktop.office.procedures import row_that_begins

    return row_that_begins(library, _question(asked), beginning, on)


def ask_page(library: Library, edition: str, row_id: int, on: date) -> CodePage:
    """一条编码的情况。"""
    from medtech_desktop.office.procedures import code_page

    return code_page(library, edition, row_id, on)


def ask_diff(library: Library, asked: DiffAsked) -> DiffAnswer:
    """两版对照。raises Refused."""
    from medtech_desktop.domain.procedures import MARK_NAMES
    from medtech_desktop.office.procedures import changed_ids, compare_codes, diff_rows

    found = compare_codes(library, asked.earlier, asked.later)
    listed = [FilterWord(ALL, "全部变化", len(found.changes))]
    listed += [
        FilterWord(mark.value, name, found.count(mark))
        for mark, name in MARK_NAMES.items()
        if mark and found.count(mark)
    ]
    ids = changed_ids(found, "" if asked.kind == ALL else asked.kind)
    first = diff_rows(library, asked.earlier, asked.later, ids[:200])
    return DiffAnswer(ids, first, tuple(listed), found.same)


def ask_diff_rows(library: Library, ids: Sequence[int], asked: DiffAsked) -> Sequence[Texts]:
    """两版对照的一页。"""
    from medtech_desktop.office.procedures import diff_rows

    return diff_rows(library, asked.earlier, asked.later, ids)


def keep_codes(
    library: Library,
    edition: str,
    ids: array[int],
    path: Path,
    on: date,
    progress: Report | None = None,
) -> Path:
    """把所列的编码存为文件。raises Trouble."""
    from medtech_desktop.office.procedures import export_codes

    return export_codes(library, edition, ids, path, on, progress)


def keep_diff(
    library: Library, asked: DiffAsked, ids: array[int], path: Path, progress: Report | None = None
) -> Path:
    """把两版对照所列的存为文件。raises Trouble."""
    from medtech_desktop.office.procedures import export_diff

    return export_diff(library, asked.earlier, asked.later, ids, path, progress)


# Views


def filter_words_of(counts: Counts, current: str) -> tuple[FilterWord, ...]:
    """筛选词：全部；写了类别的按类别。正在用的词没有了也留着。"""
    from medtech_desktop.domain.procedures import CATEGORY_NAMES

    counted = dict(counts.categories)
    listed = [FilterWord(ALL, "全部", counts.whole)]
    if not any(counted) and current == ALL:
        return tuple(listed)
    listed += [
        FilterWord(key, name, counted.get(key, 0))
        for key, name in CATEGORY_NAMES.items()
        if key in counted or key == current
    ]
    return tuple(listed)


def mark_choices(counts: Counts, current: str) -> tuple[tuple[str, str], ...]:
    """与前版相比的选项：不限，然后各种变化与条数。"""
    from medtech_desktop.domain.procedures import MARK_NAMES

    counted = dict(counts.marks)
    listed = [(ALL, "变化不限")]
    listed += [
        (mark.value, f"本版{name}　{counted.get(mark, 0):,}")
        for mark, name in MARK_NAMES.items()
        if mark and (mark in counted or mark == current)
    ]
    return tuple(listed)


def chapter_choices(
    chapters: tuple[tuple[str, int], ...], current: str
) -> tuple[tuple[str, str], ...]:
    """章的选项：全部，然后各前两位、章名与条数。正在看的章没有了也留着。"""
    from medtech_desktop.domain.procedures import chapter_name

    counted = dict(chapters)
    if current:
        counted.setdefault(current, 0)
    listed = [("", "全部章")]
    for chapter, count in sorted(counted.items()):
        said = f"{chapter}　{chapter_name(chapter)}".rstrip("　")
        listed.append((chapter, f"{said}　{count:,}"))
    return tuple(listed)


def edition_words(line: CodeEditionLine) -> str:
    """编码库一版的称呼，供选择。"""
    state = "" if line.state == "在用" else f"，{line.state}"
    return f"{line.key}{state}"


def heading_words(line: CodeEditionLine) -> str:
    """顶栏的一句话。"""
    said = f"编码库 {line.key}，{line.count:,} 条，自 {line.since.isoformat()} 启用"
    return f"{said}，所看的这天还没有启用" if line.state == "尚未启用" else said


def grade_lines(page: CodePage) -> list[str]:
    """施行的分级目录里的各行：「普通外科　三级，按四级管理」。"""
    return [
        f"{one.department}　{one.grade}" + (f"，{one.more}" if one.more else "")
        for one in page.grades
    ]


def neighbour_rows(page: CodePage) -> tuple[Row, ...]:
    """同亚目的各条。"""
    return tuple(
        Row(str(row_id), (words(code, Ink.INK2), words(name)))
        for row_id, code, name in page.neighbours
    )


def stand_rows(page: CodePage) -> tuple[Row, ...]:
    """所在各版；那版名称不同的写出来。"""
    rows = []
    for key, since, name in page.stands:
        said = key if name == page.name else f"{key}，当时名为「{name}」"
        rows.append(Row(key, (words(said), words(since.isoformat(), Ink.INK2))))
    return tuple(rows)
