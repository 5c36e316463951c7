"""演示医院的分级目录：两版与一份草稿，建在虚构的编码上，一望而知不是真的。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from medtech_desktop.domain.grading_index import LineMark
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.grading_codes import chosen_code_edition, code_book
from medtech_desktop.office.grading_drafts import (
    LineEdit,
    NewLine,
    change_lines,
    departments_on,
    read_draft,
    set_lines,
    start_draft,
)
from medtech_desktop.office.gradings import Adoption, adopt_grading
from medtech_desktop.office.library import Library
from medtech_desktop.office.world import load_world
from medtech_desktop.store.procedures import load_code_editions

_GRADES = {"切开引流": 1, "修补": 2, "病灶切除": 2, "部分切除": 3, "全切除": 4, "重建": 4}
FORGOTTEN = "D20.0600"
"""编码库里有、两版目录都漏了的一项。"""
_OWN = ("普通外科", "骨科", "妇科")
"""另有自己一行的科室：部分切除比全院高一级。"""


def add_demo_gradings(library: Library, clerk: Clerk, earlier: date, later: date, on: date) -> None:
    """前一版、现行版；现行版之上一份刚开始改的草稿。"""
    draft = _start(library, clerk, "示例手术分级管理目录（前一版）", earlier)
    set_lines(library, clerk, draft, tuple(_lines(library, earlier)), earlier)
    adoption = Adoption("示例委员会会议", earlier, earlier, "示例医发〔前〕1号")
    adopt_grading(library, clerk, draft, adoption, on)
    draft = _start(library, clerk, "示例手术分级管理目录（现行）", later)
    _revise(library, clerk, draft, later)
    adoption = Adoption("示例委员会会议决议", later, later, "示例医发〔现〕1号")
    adopt_grading(library, clerk, draft, adoption, on)
    draft = _start(library, clerk, "示例手术分级管理目录（修订稿）", on)
    _change(library, clerk, draft, "全切除", LineEdit(LineMark.RAISED, None), 2)
    _change(library, clerk, draft, "修补", LineEdit("grade", 3), 3)


def _start(library: Library, clerk: Clerk, name: str, day: date) -> int:
    return int(start_draft(library, clerk, name, day).subject)


def _lines(library: Library, day: date) -> Iterator[NewLine]:
    """全院一行；外科几个科室的部分切除高一级；内镜检查不纳入。"""
    held = departments_on(load_world(library, day))
    with library.look() as look:
        book = code_book(look, chosen_code_edition(load_code_editions(look), "", day))
    for code, name, category in book.entries.values():
        if code == FORGOTTEN:
            continue
        deed = next((one for one in _GRADES if one in name), "")
        scope = category in ("treatment", "interventional")
        through = category == "interventional"
        if not deed and not scope:
            yield NewLine(code, "", None)
            continue
        grade = _GRADES.get(deed, 3)
        yield NewLine(code, "", grade, None, scope, grade == 1, through)
        if deed == "部分切除":
            for department in _OWN:
                if department in held:
                    yield NewLine(code, department, 4)


def _revise(library: Library, clerk: Clerk, draft: int, day: date) -> None:
    """现行版：病灶切除升一级，几条按四级管理。"""
    _change(library, clerk, draft, "病灶切除", LineEdit("grade", 3), 8)
    _change(library, clerk, draft, "经导管介入", LineEdit(LineMark.RAISED, 4), 5)
    _change(library, clerk, draft, "切开引流", LineEdit(LineMark.MINIMAL, True), 4)


def _change(
    library: Library, clerk: Clerk, draft: int, deed: str, edit: LineEdit, most: int
) -> None:
    with library.look() as look:
        lines = read_draft(look, draft).lines
    keys = [key for key, line in lines.items() if deed in line.name and line.grade is not None]
    same = [key for key in keys[:most] if edit.applied(lines[key]) != lines[key]]
    if same:
        change_lines(library, clerk, draft, same, edit)
