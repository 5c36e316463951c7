"""分级目录的草稿：起草、逐行与成批改、删、撤销上一步、限制类按四级管理。

Every act on a draft writes one batch of lines; the newest line of a code and department
counts, and undoing takes the last batch away again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.grading_drafts import (
    DraftLine,
    GradingDraft,
    LineKey,
    Lines,
    key_of,
    keyed,
    overlaid,
)
from medtech_desktop.domain.grading_index import LineMark
from medtech_desktop.domain.gradings import (
    GRADE_NAMES,
    GradingEdition,
    GradingLine,
    edition_on,
    grade_name,
    written_categories,
)
from medtech_desktop.domain.procedures import CATEGORY_NAMES
from medtech_desktop.office.acts import Clerk, Done, named, not_found
from medtech_desktop.office.grading_codes import (
    CodeBook,
    chosen_code_edition,
    code_book,
    code_edition,
)
from medtech_desktop.office.restricted_grades import FOUR, below_four
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.draft_batches import discard_batches
from medtech_desktop.store.gradings import (
    add_draft_edits,
    code_ids,
    draft_edits,
    grading_lines,
    load_grading_drafts,
    load_grading_editions,
)
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.tables.gradings import GradingDraftLineRow, GradingDraftRow

CHANGED = frozenset({"grading"})
USUALLY_MANAGED = frozenset({"surgery", "interventional"})
"""从头起草时纳入管理的类别；本院可改。"""


@dataclass(frozen=True, slots=True, eq=False)
class OpenDraft:
    """打开的一份草稿：依据版的各行、现在的各行、依次的改动。"""

    draft: GradingDraft
    base: Lines
    lines: Lines
    edits: tuple[DraftLine, ...]


@dataclass(frozen=True, slots=True)
class NewLine:
    """录入一行：编码、科室名（空 = 全院）、级别（None = 不纳入）、按几级管理、标记。"""

    code: str
    department: str = ""
    grade: int | None = None
    managed_as: int | None = None
    minimally_invasive: bool = False
    day_surgery: bool = False
    interventional: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class LineEdit:
    """对选中各行的同一处改动：``field`` 为 grade、managed_as 或一种标记。"""

    field: str
    value: int | bool | None

    def applied(self, line: GradingLine) -> GradingLine:
        """改过的一行；不纳入的没有按几级管理，低于本级的按几级管理不留。"""
        made = replace(line, **{self.field: self.value})  # type: ignore[arg-type]
        if made.managed_as is not None and (made.grade is None or made.managed_as <= made.grade):
            made = replace(made, managed_as=None)
        return made


# Reading


def read_draft(look: Look, draft_id: int) -> OpenDraft:
    """打开一份草稿。raises Refused when it is not there any more."""
    found = next((one for one in load_grading_drafts(look) if one.id == draft_id), None)
    if found is None:
        raise not_found("没有这份草稿", "它可能已经审定或删去，重新打开手术分级", "draft")
    return look.kept(_opened, found)


def _opened(look: Look, draft: GradingDraft) -> OpenDraft:
    base = look.kept(base_lines, draft.base_id) if draft.base_id is not None else {}
    edits = draft_edits(look, draft.id)
    return OpenDraft(draft, base, overlaid(base, edits), edits)


def base_lines(look: Look, edition_id: int) -> Lines:
    """一版的各行，按编码与科室。"""
    return keyed(grading_lines(look, edition_id))


def the_draft(look: Look) -> GradingDraft | None:
    """最近起草的一份；没有时 None。"""
    drafts = load_grading_drafts(look)
    return drafts[-1] if drafts else None


def book_of(look: Look, draft: GradingDraft) -> CodeBook:
    """草稿所据的编码。"""
    return code_book(look, code_edition(look, draft.code_edition_id))


def departments_on(world: World) -> dict[str, int]:
    """现有的科室：名称 → 内部号。"""
    hospital = world.hospital
    named_now = ((hospital.department_name(d.id, world.on), d.id) for d in hospital.departments)
    return {name: number for name, number in named_now if name}


# Starting and giving up


def insert_draft(
    page: Page, name: str, base: GradingEdition | None, code_edition_id: int, managed: str
) -> int:
    """写入一份空的草稿。"""
    return page.add(
        GradingDraftRow,
        name=name,
        base_id=base.id if base is not None else None,
        code_edition_id=code_edition_id,
        managed=managed,
        note="",
    )


def start_draft(
    library: Book,
    clerk: Clerk,
    name: str,
    on: date,
    *,
    empty: bool = False,
    codes: str = "",
) -> Done:
    """起草：自施行的一版（没有的从头编）。``codes`` 指明编码库的版。"""
    with library.act(clerk, "grading.draft", effective=on) as page:
        title = named(name, "草稿的名称", "name")
        base = None if empty else edition_on(load_grading_editions(page), on)
        editions = load_code_editions(page)
        chosen = chosen_code_edition(editions, codes, on)
        if base is not None and not codes:
            chosen = code_edition(page, base.code_edition_id)
        managed = base.managed if base is not None else written_categories(USUALLY_MANAGED)
        draft = insert_draft(page, title, base, chosen.id, managed)
        raised = _propose_four(page, draft, on)
    said = f"已起草「{title}」，" + (f"自「{base.name}」改起" if base else "从头编起")
    if raised:
        said += f"；限制类对应的 {raised:,} 行已改为按四级管理（本院规定，请核对原文）"
    return Done(CHANGED, said, subject=str(draft))


def _propose_four(page: Page, draft_id: int, on: date) -> int:
    """本院选定限制类按四级管理的，起草时就改好；是草稿的第一步，可以撤销。"""
    world = read_world(page, on)
    if not world.hospital.manages_restricted_as_four(on):
        return 0
    lines = _raised(page, read_draft(page, draft_id).lines, world)
    add_draft_edits(page, draft_id, ((line, False) for line in lines))
    return len(lines)


def _raised(page: Page, lines: Lines, world: World) -> list[GradingLine]:
    """改为按四级管理的各行；不纳入的不改。"""
    edit = LineEdit("managed_as", FOUR)
    made = (edit.applied(line) for line in below_four(page, world, lines.values()))
    return [line for line in made if lines[key_of(line)] != line]


def discard_draft(library: Book, clerk: Clerk, draft_id: int) -> Done:
    """删去一份草稿。"""
    with library.act(clerk, "grading.discard") as page:
        opened = read_draft(page, draft_id)
        take_away(page, opened)
    return Done(CHANGED, f"已删去草稿「{opened.draft.name}」")


def take_away(page: Page, opened: OpenDraft) -> None:
    """把草稿连同各次改动删去。"""
    discard_batches(page, GradingDraftLineRow, {edit.act_seq for edit in opened.edits})
    page.discard(GradingDraftRow, opened.draft.id, opened.draft.version)


def set_categories(
    library: Book, clerk: Clerk, draft_id: int, categories: Iterable[str], on: date
) -> Done:
    """选定纳入管理的类别；其余的不纳入。"""
    with library.act(clerk, "grading.categories", effective=on) as page:
        draft = read_draft(page, draft_id).draft
        wanted = set(categories)
        unknown = wanted - set(CATEGORY_NAMES)
        if unknown:
            words = "、".join(f"{code}＝{name}" for code, name in CATEGORY_NAMES.items() if code)
            raise not_found(
                f"没有类别「{'、'.join(sorted(unknown))}」", f"可写：{words}", "managed"
            )
        managed = written_categories(wanted)
        page.amend(GradingDraftRow, draft.id, draft.version, managed=managed)
    shown = "、".join(CATEGORY_NAMES[one] for one in managed.split("、") if one)
    return Done(CHANGED, f"纳入分级管理：{shown or '只有未注明类别的'}", subject=str(draft_id))


# Lines


def set_lines(
    library: Book, clerk: Clerk, draft_id: int, rows: Sequence[NewLine], on: date
) -> Done:
    """加或改这些行；有一行不对，一行也不记。raises Refused."""
    with library.act(clerk, "grading.lines", effective=on) as page:
        opened = read_draft(page, draft_id)
        made = made_lines(page, read_world(page, on), opened.draft, rows)
        changed = [line for line in made if opened.lines.get(key_of(line)) != line]
        if not changed:
            raise not_found("这些行草稿里已经是这样", "没有要改的", "lines")
        add_draft_edits(page, draft_id, ((line, False) for line in changed))
    return Done(CHANGED, f"已写入草稿 {len(changed):,} 行", subject=str(draft_id))


def made_lines(
    page: Page, world: World, draft: GradingDraft, rows: Sequence[NewLine]
) -> tuple[GradingLine, ...]:
    """录入的各行对上编码库与科室。raises Refused."""
    book, departments = book_of(page, draft), departments_on(world)
    found = []
    for row in rows:
        entry = book.resolve_text(row.code)
        if isinstance(entry, str):
            raise not_found(f"{row.code}：{entry}", "核对编码", "code")
        found.append((row, entry))
        if row.department and row.department not in departments:
            raise not_found(f"没有登记科室「{row.department}」", "核对科室名称", "department")
    numbers = code_ids(page, [entry[0] for _row, entry in found])
    return tuple(
        _line(row, numbers[entry[0]], entry[1], departments.get(row.department))
        for row, entry in found
    )


def _line(row: NewLine, code_id: int, name: str, department: int | None) -> GradingLine:
    for value, what in ((row.grade, "级别"), (row.managed_as, "按几级管理")):
        if value is not None and value not in GRADE_NAMES:
            raise not_found(f"{what}「{value}」不是一至四级", "填一、二、三、四级或不纳入", "grade")
    made = GradingLine(
        code_id,
        row.name.strip() or name,
        department,
        row.grade,
        None,
        row.minimally_invasive,
        row.day_surgery,
        row.interventional,
    )
    return LineEdit("managed_as", row.managed_as).applied(made)


def change_lines(
    library: Book, clerk: Clerk, draft_id: int, keys: Sequence[LineKey], edit: LineEdit
) -> Done:
    """把这些行的同一处改成一样。"""
    with library.act(clerk, "grading.lines") as page:
        lines = read_draft(page, draft_id).lines
        made = [edit.applied(lines[key]) for key in keys if key in lines]
        changed = [line for line in made if lines[key_of(line)] != line]
        if not changed:
            raise not_found("所选的行已经是这样", "没有要改的", "lines")
        add_draft_edits(page, draft_id, ((line, False) for line in changed))
    return Done(CHANGED, f"已改 {len(changed):,} 行，{_said(edit)}", subject=str(draft_id))


def _said(edit: LineEdit) -> str:
    if edit.field == "grade":
        value = None if edit.value is None else int(edit.value)
        return f"级别改为{grade_name(value)}" if value else "改为不纳入"
    if edit.field == LineMark.RAISED:
        return f"按{GRADE_NAMES[int(edit.value)]}管理" if edit.value else "按本级管理"
    return "加上标记" if edit.value else "去掉标记"


def drop_lines(library: Book, clerk: Clerk, draft_id: int, keys: Sequence[LineKey]) -> Done:
    """从草稿里删去这些行。"""
    with library.act(clerk, "grading.lines") as page:
        lines = read_draft(page, draft_id).lines
        gone = [lines[key] for key in keys if key in lines]
        if not gone:
            raise not_found("所选的行已经不在草稿里", "重新选择", "lines")
        add_draft_edits(page, draft_id, ((line, True) for line in gone))
    return Done(CHANGED, f"已从草稿删去 {len(gone):,} 行", subject=str(draft_id))


def raise_restricted(library: Book, clerk: Clerk, draft_id: int, on: date) -> Done:
    """限制类技术对应的编码都按四级管理（本院的选择，请核对原文）；有纳入条件的不算。"""
    with library.act(clerk, "grading.lines", effective=on) as page:
        lines = read_draft(page, draft_id).lines
        changed = _raised(page, lines, read_world(page, on))
        if not changed:
            raise not_found("没有要改的行", "先在技术目录把限制类技术与手术编码对应起来", "lines")
        add_draft_edits(page, draft_id, ((line, False) for line in changed))
    said = f"{len(changed):,} 行改为按四级管理（请核对原文）"
    return Done(CHANGED, said, subject=str(draft_id))


def undo_last(library: Book, clerk: Clerk, draft_id: int) -> Done:
    """撤销草稿里的上一步。"""
    with library.act(clerk, "grading.undo") as page:
        edits = read_draft(page, draft_id).edits
        if not edits:
            raise not_found("草稿还没有改动", "没有可撤销的", "draft")
        last = max(edit.act_seq for edit in edits)
        count = discard_batches(page, GradingDraftLineRow, {last})
    return Done(CHANGED, f"已撤销上一步，{count:,} 行恢复原样", subject=str(draft_id))
