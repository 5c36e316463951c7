"""对照两版分级目录，或草稿与它依据的版：增、删、升、降，前后并排。"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.diff_sheet import DiffAnswer, DiffAsked, DiffKind, DiffSheet
from medtech_desktop.ui.screens.grading_views import ALL, DIFF_COLUMNS, DRAFT, edition_words
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.long_rows import Texts

if TYPE_CHECKING:
    from medtech_desktop.office.gradings import EditionLine, GradingDiff
    from medtech_desktop.office.library import Library


class GradingDiffSheet(DiffSheet):
    """对照的对话框。"""

    def __init__(
        self,
        desk: Desk,
        editions: tuple[EditionLine, ...],
        on: date,
        parent: QWidget | None = None,
        *,
        draft: bool = False,
    ) -> None:
        self._draft = draft
        title = "草稿与原版对照" if draft else "比较两版分级目录"
        ask, rows = partial(ask_diff, on=on), partial(ask_diff_rows, on=on)
        kind = DiffKind(title, "分级目录对照", DIFF_COLUMNS, "行", ask, rows)
        choices = tuple((line.number, edition_words(line)) for line in editions)
        super().__init__(desk, kind, choices, parent)

    def asked(self) -> DiffAsked:
        asked = super().asked()
        return replace(asked, earlier="", later=DRAFT) if self._draft else asked


def _diff(library: Library, asked: DiffAsked, on: date) -> GradingDiff:
    from medtech_desktop.office.grading_lists import current_draft
    from medtech_desktop.office.gradings import compare_draft, compare_editions

    if asked.later == DRAFT:
        return compare_draft(library, current_draft(library))
    return compare_editions(library, asked.earlier, asked.later, on)


def ask_diff(library: Library, asked: DiffAsked, on: date) -> DiffAnswer:
    """对照。raises Refused."""
    from medtech_desktop.domain.grading_drafts import CHANGE_NAMES

    found = _diff(library, asked, on)
    listed = [FilterWord(ALL, "全部变化", len(found.changes))]
    listed += [FilterWord(kind.value, CHANGE_NAMES[kind], n) for kind, n in found.counts.items()]
    wanted = (at for at, one in enumerate(found.changes) if asked.kind in (ALL, one.kind.value))
    ids = array("i", wanted)
    return DiffAnswer(ids, ask_diff_rows(library, ids[:200], asked, on), tuple(listed), found.same)


def ask_diff_rows(
    library: Library, ids: Sequence[int], asked: DiffAsked, on: date
) -> Sequence[Texts]:
    """对照的一页。"""
    from medtech_desktop.office.grading_lists import diff_texts

    found = _diff(library, asked, on)
    chosen = tuple(found.changes[at] for at in ids if at < len(found.changes))
    return diff_texts(library, replace(found, changes=chosen), on)
