"""手术分级屏里分级目录的问与办：各版与草稿、所列的各行、对照、草稿的改动。"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Done, Report
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.long_rows import LongColumn, Texts

if TYPE_CHECKING:
    from medtech_desktop.office.grading_lists import ListAnswer, ListQuestion
    from medtech_desktop.office.gradings import EditionLine, GradingView
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.procedures import CodePage

COLUMNS = (
    LongColumn("编码", 116, key="code", ink=Ink.INK2),
    LongColumn("名称", 0, key="name", weight=theme.MEDIUM),
    LongColumn("科室", 112, key="department"),
    LongColumn("级别", 62, key="grade", weight=theme.MEDIUM),
    LongColumn("按几级管理", 88, key="needed", ink=Ink.INK2),
    LongColumn("标记", 132, key="marks", ink=Ink.INK2),
    LongColumn("与原版相比", 96, key="change", ink=Ink.INK2),
)
DIFF_COLUMNS = (
    LongColumn("变化", 88, sortable=False, weight=theme.MEDIUM),
    LongColumn("编码", 120, sortable=False, ink=Ink.INK2),
    LongColumn("名称", 0, sortable=False),
    LongColumn("科室", 120, sortable=False),
    LongColumn("前", 200, sortable=False, ink=Ink.INK2),
    LongColumn("后", 200, sortable=False),
)
ALL = "all"
DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Asked:
    """屏上所问：版（draft 为草稿）、各词、级别、科室、标记、变化（ALL 为不限）、次序。"""

    edition: str = ""
    words: str = ""
    grade: str = ALL
    department: str = ALL
    mark: str = ALL
    change: str = ALL
    order: str = "grade"
    descending: bool = False
    keep: int = 0


def ask_gradings(library: Library, on: date) -> GradingView:
    """各版与草稿。"""
    from medtech_desktop.office.gradings import grading_view

    return grading_view(library, on)


def _question(asked: Asked) -> ListQuestion:
    from medtech_desktop.domain.grading_drafts import Change
    from medtech_desktop.domain.grading_index import LineFilter, LineMark
    from medtech_desktop.office.grading_lists import ListQuestion

    wanted = LineFilter(
        -1 if asked.grade == ALL else int(asked.grade),
        None if asked.department == ALL else int(asked.department),
        None if asked.mark == ALL else LineMark(asked.mark),
        None if asked.change == ALL else Change(asked.change),
    )
    return ListQuestion(
        asked.edition, asked.words, wanted, asked.order, asked.descending, asked.keep
    )


def ask_lines(library: Library, asked: Asked, on: date) -> ListAnswer:
    """所列的各行。"""
    from medtech_desktop.office.grading_lists import find_lines

    return find_lines(library, _question(asked), on)


def ask_rows(library: Library, ids: Sequence[int], edition: str, on: date) -> Sequence[Texts]:
    """一页的各行。"""
    from medtech_desktop.office.grading_lists import line_rows

    return line_rows(library, edition, on, ids)


def ask_place(library: Library, asked: Asked, beginning: str, on: date) -> int:
    """以此开头的第一条在第几行。"""
    from medtech_desktop.office.grading_lists import row_that_begins

    return row_that_begins(library, _question(asked), beginning, on)


def ask_code(library: Library, code: str, on: date) -> CodePage:
    """一条编码的情况。"""
    from medtech_desktop.office.procedures import code_by_name

    return code_by_name(library, "", code, on)


def keep_lines(
    library: Library,
    edition: str,
    ids: array[int],
    path: Path,
    on: date,
    progress: Report | None = None,
) -> Path:
    """把所列的各行存为文件。"""
    from medtech_desktop.office.grading_lists import export_lines

    return export_lines(library, edition, ids, path, on, progress)


# Acts on the draft


def do_edit(
    library: Library,
    draft: int,
    ids: Sequence[int],
    field: str,
    value: int | bool | None,
    progress: Report | None = None,
) -> Done:
    """把这些行的同一处改成一样。"""
    _tell(progress, len(ids))
    from medtech_desktop.domain.grading_index import key_of_id
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import LineEdit, change_lines

    keys = [key_of_id(one) for one in ids]
    return change_lines(library, clerk_here(), draft, keys, LineEdit(field, value))


def do_drop(
    library: Library, draft: int, ids: Sequence[int], progress: Report | None = None
) -> Done:
    """从草稿里删去这些行。"""
    _tell(progress, len(ids))
    from medtech_desktop.domain.grading_index import key_of_id
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import drop_lines

    return drop_lines(library, clerk_here(), draft, [key_of_id(one) for one in ids])


def _tell(progress: Report | None, lines: int) -> None:
    if progress is not None:
        progress(0, 0, f"写入草稿，{lines:,} 行")


def do_undo(library: Library, draft: int) -> Done:
    """撤销草稿里的上一步。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import undo_last

    return undo_last(library, clerk_here(), draft)


def do_paste(
    library: Library, draft: int, block: str, on: date, progress: Report | None = None
) -> Done:
    """粘贴一块。"""
    _tell(progress, block.count("\n"))
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_paste import paste_lines

    return paste_lines(library, clerk_here(), draft, block, on)


def do_raise(library: Library, draft: int, on: date) -> Done:
    """限制类都按四级管理。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.grading_drafts import raise_restricted

    return raise_restricted(library, clerk_here(), draft, on)


# Views


def grade_words(answer: ListAnswer, current: str) -> tuple[FilterWord, ...]:
    """筛选词：全部，四级在前，不纳入在后。正在用的词没有了也留着。"""
    from medtech_desktop.domain.gradings import grade_name

    listed = [FilterWord(ALL, "全部", sum(answer.grades.values()))]
    listed += [
        FilterWord(str(grade), grade_name(grade or None), answer.grades.get(grade, 0))
        for grade in (4, 3, 2, 1, 0)
        if answer.grades.get(grade) or current == str(grade)
    ]
    return tuple(listed)


def department_choices(answer: ListAnswer, current: str) -> tuple[tuple[str, str], ...]:
    """科室的选项，带行数。"""
    listed = [(ALL, "全部科室")]
    listed += [(str(number), f"{name}　{count:,}") for number, name, count in answer.departments]
    if current not in dict(listed):
        listed.append((current, "所选科室　0"))
    return tuple(listed)


def mark_choices() -> tuple[tuple[str, str], ...]:
    """标记的选项。"""
    from medtech_desktop.domain.grading_index import MARK_NAMES

    return ((ALL, "标记不限"), *((mark.value, name) for mark, name in MARK_NAMES.items()))


def change_choices(answer: ListAnswer, current: str) -> tuple[tuple[str, str], ...]:
    """与原版相比的选项，带行数。"""
    from medtech_desktop.domain.grading_drafts import CHANGE_NAMES

    listed = [(ALL, "变化不限")]
    listed += [
        (kind.value, f"{name}　{answer.changes.get(kind, 0):,}")
        for kind, name in CHANGE_NAMES.items()
        if answer.changes.get(kind) or current == kind.value
    ]
    return tuple(listed)


def edition_words(line: EditionLine) -> str:
    """一版的称呼，供选择。"""
    return f"{line.number}　{line.name}，{line.state}"


def heading_words(view: GradingView) -> str:
    """顶栏的一句话。"""
    current = view.current
    if current is None:
        return "没有施行的手术分级管理目录"
    return f"施行「{current.name}」，{current.count:,} 行，自 {current.since.isoformat()} 起"


def draft_words(view: GradingView) -> str:
    """草稿的一句话。"""
    from medtech_desktop.domain.grading_drafts import CHANGE_NAMES

    draft = view.draft
    if draft is None:
        return ""
    said = "，".join(f"{CHANGE_NAMES[kind]} {n:,}" for kind, n in draft.changes.items())
    return f"草稿 {draft.count:,} 行，" + (said or "还没有改动")
