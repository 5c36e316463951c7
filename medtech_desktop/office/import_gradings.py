"""导入手术分级管理目录：进草稿，或连同会议直接成为一版。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from medtech_desktop.domain.grading_drafts import (
    GradingDraft,
    LineKey,
    Lines,
    adoption_findings,
    key_of,
)
from medtech_desktop.domain.gradings import (
    WHOLE_HOSPITAL,
    GradingLine,
    edition_on,
    written_categories,
)
from medtech_desktop.intake.kinds_gradings import LEFT_OUT
from medtech_desktop.office.acts import gate, not_found
from medtech_desktop.office.grading_codes import CodeBook, chosen_code_edition, code_book
from medtech_desktop.office.grading_drafts import (
    USUALLY_MANAGED,
    LineEdit,
    base_lines,
    book_of,
    departments_on,
    insert_draft,
    read_draft,
    the_draft,
)
from medtech_desktop.office.gradings import Adoption, insert_edition
from medtech_desktop.office.import_keepers import Duplicate, Keeper, Unfit, Values, text
from medtech_desktop.store.draft_batches import discard_batches
from medtech_desktop.store.gradings import (
    add_draft_edits,
    code_ids,
    code_texts,
    load_grading_editions,
)
from medtech_desktop.store.page import Page
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.tables.gradings import GradingDraftLineRow

_MARKS = ("minimally_invasive", "day_surgery", "interventional")
_Parts = tuple[str, str, int | None, dict[str, Any]]


@dataclass(slots=True)
class Gradings(Keeper):
    """分级目录：没有写会议的进草稿（没有草稿的自施行的一版起草），写了会议的成为一版。"""

    draft: GradingDraft | None = None
    book: CodeBook = field(init=False)
    before: Lines = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)
    departments: dict[str, int] = field(default_factory=dict)
    rows: list[_Parts] = field(default_factory=list)
    seen: dict[tuple[str, int | None], tuple[int | None, int | None]] = field(default_factory=dict)

    def begin(self) -> None:
        Keeper.begin(self)
        self.departments = departments_on(self.world)
        held = the_draft(self.page)
        if self._is_adopted() or held is None:
            used = edition_on(load_grading_editions(self.page), self.on)
            editions = load_code_editions(self.page)
            wanted = self.options.series.strip()
            chosen = chosen_code_edition(editions, wanted, self.on)
            if used is not None and not self._is_adopted():
                self.before = self.page.kept(base_lines, used.id)
                if not wanted:
                    chosen = next(one for one in editions if one.id == used.code_edition_id)
            self.book = code_book(self.page, chosen)
        else:
            self.draft = held
            self.before = read_draft(self.page, held.id).lines
            self.book = book_of(self.page, held)
        codes = [one[0] for one in self.book.entries.values()]
        self.known = code_ids_known(self.page, codes)

    def _is_adopted(self) -> bool:
        return bool(self.options.meeting.strip())

    def keep(self, row: Values) -> None:
        code, name = self._entry(row)
        department = self._department(row)
        grade = _grade(row, "grade")
        values: dict[str, Any] = {mark: bool(row.get(mark)) for mark in _MARKS}
        values |= {"grade": grade, "managed_as": _grade(row, "managed_as")}
        key = (code, department)
        mine = (values["grade"], values["managed_as"])
        if key in self.seen:
            if self.seen[key] == mine:
                raise Duplicate("与前面的一行相同")
            raise Unfit("code", code, "同一编码、同一科室在文件里有两行，级别不同")
        self.seen[key] = mine
        made = self._made((code, text(row, "name") or name, department, values))
        if made is not None and self.before.get(key_of(made)) == made:
            raise Duplicate("草稿里已经是这样")
        self.rows.append((code, text(row, "name") or name, department, values))

    def repaired(self, row: Values) -> Mapping[str, str]:
        code = self._entry(row)[0]
        return {"code": code} if code != row["code"].typed else {}

    def _entry(self, row: Values) -> tuple[str, str]:
        found = self.book.resolve(row["code"])
        if isinstance(found, str):
            raise Unfit("code", row["code"].typed, found)
        return found[0], found[1]

    def _department(self, row: Values) -> int | None:
        name = text(row, "department")
        if not name or name == WHOLE_HOSPITAL:
            return None
        if name not in self.departments:
            raise Unfit("department", name, "没有登记这个科室，先登记，或改成登记的名称")
        return self.departments[name]

    def _made(self, parts: _Parts) -> GradingLine | None:
        """这一行；编码还没有内部号的还不能写成。"""
        code, name, department, values = parts
        number = self.known.get(code)
        if number is None:
            return None
        managed_as = values["managed_as"]
        line = GradingLine(number, name, department, **{**values, "managed_as": None})
        return LineEdit("managed_as", managed_as).applied(line)

    def finish(self) -> None:
        if not self.rows and not self.options.whole:
            return
        self.known = code_ids(self.page, [parts[0] for parts in self.rows])
        lines = [line for parts in self.rows if (line := self._made(parts)) is not None]
        if self._is_adopted():
            self._adopt(lines)
        else:
            self._draft(lines)

    def _adopt(self, lines: list[GradingLine]) -> None:
        options = self.options
        since = options.since or self.on
        self._must_differ(lines, since)
        adoption = Adoption(
            options.meeting, options.adopted_on or since, since, options.source, options.note
        )
        found = adoption_findings(
            adoption.meeting, adoption.adopted_on, since, adoption.note, len(lines)
        )
        gate(self.page, found)
        name = options.edition.strip() or f"手术分级管理目录（{since.year}年版）"
        insert_edition(
            self.page,
            name,
            self.book.edition_id,
            written_categories(USUALLY_MANAGED),
            adoption,
            lines,
        )

    def _must_differ(self, lines: list[GradingLine], since: date) -> None:
        """同一次会议审定过的同样一版不另立一版：多半是同一个文件又导入了一次。"""
        used = edition_on(load_grading_editions(self.page), since)
        if used is None or used.meeting != self.options.meeting.strip():
            return
        if self.page.kept(base_lines, used.id) == {key_of(line): line for line in lines}:
            said = f"与「{used.meeting}」审定的 {used.number} 完全相同，没有另立一版"
            raise not_found(said, "不必再导入；确是另一次审定的，写另一次会议", "meeting")

    def _draft(self, lines: list[GradingLine]) -> None:
        edits = self._edits(lines)
        if not edits:
            return
        if self.draft is None:
            base = edition_on(load_grading_editions(self.page), self.on)
            name = self.options.edition.strip() or "手术分级管理目录"
            managed = base.managed if base is not None else written_categories(USUALLY_MANAGED)
            number = insert_draft(self.page, name, base, self.book.edition_id, managed)
        else:
            number = self.draft.id
        add_draft_edits(self.page, number, edits)

    def _edits(self, lines: list[GradingLine]) -> list[tuple[GradingLine, bool]]:
        """文件与草稿不同的各行；整份文件里没有的删去。"""
        edits = [(line, False) for line in lines if self.before.get(key_of(line)) != line]
        if self.options.whole:
            kept = self._listed()
            gone = [(line, True) for key, line in self.before.items() if key not in kept]
            self.dropped = len(gone)
            edits += gone
        return edits

    def _listed(self) -> set[LineKey]:
        """文件里列出的各行，连同与草稿相同的。"""
        numbers = code_ids(self.page, [code for code, _department in self.seen])
        return {(numbers[code], department) for code, department in self.seen}


def code_ids_known(page: Page, codes: list[str]) -> dict[str, int]:
    """已有内部号的编码；没有的不添。"""
    held = {code: number for number, code in code_texts(page).items()}
    return {code: held[code] for code in codes if code in held}


def _grade(row: Values, key: str) -> int | None:
    value = text(row, key)
    return int(value) if value and value != LEFT_OUT else None


def undo_grading(page: Page, seq: int, annulled: int) -> int:
    """撤销进了草稿的一批：那一批的草稿行去掉，草稿留着。raises Refused."""
    count = discard_batches(page, GradingDraftLineRow, {seq})
    if not count and not annulled:
        what = "这一批进了草稿，草稿已经审定或删去，不能再撤销"
        raise not_found(what, "改为撤销那一版的审定，或在新草稿里改回", "number")
    return count
