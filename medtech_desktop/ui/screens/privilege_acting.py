"""授权屏上办的事：申请、成批授权、年度续授、一格上的各件；问有没有权，印经过。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medtech_desktop.domain.privileges import Verb
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screen import Screen
from medtech_desktop.ui.screens.application_views import ApplicationsView
from medtech_desktop.ui.screens.held_sheet import HeldSheet, open_held, open_history
from medtech_desktop.ui.screens.matrix_pane import MatrixPane
from medtech_desktop.ui.screens.privilege_change_entries import (
    AnnulPrivilegeEntry,
    ChangeEntry,
    Picked,
    YearRenewalEntry,
)
from medtech_desktop.ui.screens.privilege_entries import MOST_ITEMS, GrantEntry
from medtech_desktop.ui.screens.privilege_views import ANNUL, APPLY, CellAct, MatrixAsked
from medtech_desktop.ui.widgets.people_field import person_text

if TYPE_CHECKING:
    from medtech_desktop.office.privilege_cells import CellPage
    from medtech_desktop.office.privilege_matrix import ScopeChoice

BATCH, YEAR = "批量授权…", "年度续授…"


class PrivilegeActing(Screen):
    """授权屏的一半：办事；各页与所问在另一半。"""

    matrix: MatrixPane
    applications: ApplicationsView
    _scopes: tuple[ScopeChoice, ...]

    def asked(self) -> MatrixAsked:
        """屏上所问。"""
        raise NotImplementedError

    def on_matrix(self) -> bool:
        """看的是矩阵。"""
        raise NotImplementedError

    def _page(self) -> CellPage | None:
        return self.matrix.panel.page if self.on_matrix() else None

    def ask_held(self) -> HeldSheet:
        """某人某日有没有权；在矩阵里选了一格的，带上这个人这一项。"""
        sheet = open_held(self.desk, self.on, self._page(), self)
        sheet.article_opened.connect(self.article_opened)
        return sheet

    def print_history(self) -> None:
        """选中一格的授权经过，先看后印。"""
        if self.matrix.panel.page is not None:
            open_history(self.desk, self.matrix.panel.page, self.on, self)

    def apply(self) -> None:
        """登记一份申请；在矩阵里选了一格的，带上这个人这一项。"""
        page = self._page()
        if page is None:
            self.applications.apply()
            return
        self.applications.apply(*_of_cell(page))

    def grant(self, only: CellAct | None = None) -> None:
        """成批授权；矩阵里选定的人与项带到录入框里。"""
        people, rows = self.matrix.chosen() if self.on_matrix() else ((), ())
        if only is not None:
            rows = tuple(row for row in rows if row.target == only.target)
        if len(rows) > MOST_ITEMS:
            self.said.emit(f"一次至多 {MOST_ITEMS} 项；更多的按级别授权")
            rows = ()
        names = "、".join(person_text(one.name, one.number) for one in people)
        items = tuple((f"{row.code} {row.name}".strip(), "", "") for row in rows)
        page = self._page()
        if only is not None and page is not None and not (people and rows):
            names, items = _of_cell(page)  # come from a finding: not in the matrix as it is listed
        self._begin(GrantEntry(self.desk, names, items, self.today, self), BATCH)

    def renew_year(self) -> None:
        """年度续授。"""
        scopes = tuple((one.key or "whole", one.name) for one in self._scopes)
        scope = self.asked().scope or "whole"
        self._begin(YearRenewalEntry(self.desk, scopes, scope, self.today, self), YEAR)

    def _do_on_cell(self, act: CellAct) -> None:
        page = self.matrix.panel.page
        if page is None:
            return
        answer = page.answer
        who = f"{answer.person} {answer.number}".strip()
        picked = Picked(answer.person_id, act.target, who, act.label)
        if act.verb is not None:
            self._change(act.verb, (picked,), act.word)
        elif act.word == ANNUL:
            lines = tuple(line for line in page.chain if line.annulled_on is None)
            self._begin(AnnulPrivilegeEntry(self.desk, picked, lines, self), act.word)
        elif act.word == APPLY:
            self.apply()
        else:
            self.grant(act)

    def _change(self, verb: Verb, picks: tuple[Picked, ...], word: str = "") -> None:
        if picks:
            entry = ChangeEntry(self.desk, verb, picks, self.today, self)
            self._begin(entry, word if len(picks) == 1 else "")

    def _begin(self, entry: Entry, word: str) -> None:
        entry.word = word
        entry.article_opened.connect(self.article_opened)
        entry.begin()


def _of_cell(page: CellPage) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """这一格的人与项，像录入框里写的那样。"""
    answer = page.answer
    who = person_text(answer.person, answer.number)
    return who, ((f"{answer.code} {answer.name}".strip(), "", ""),)
