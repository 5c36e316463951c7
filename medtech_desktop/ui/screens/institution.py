"""系统：本院登记、院区与发证机关、放假安排；变更自某日起，旧日期的文书仍用旧值。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Act, Entry
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import label
from medtech_desktop.ui.widgets.rows import Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.institutions import InstitutionView
    from medtech_desktop.office.library import Library, LibraryInfo

_FACT_COLUMNS = (
    Column("项目", 160, sortable=False),
    Column("现值", 0, sortable=False),
    Column("", 92, right=True, sortable=False),
)
_SITE_COLUMNS = (
    Column("院区", 140, sortable=False),
    Column("许可证登记号", 170, sortable=False),
    Column("发证机关", 0, sortable=False),
    Column("", 112, right=True, sortable=False),
)


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """本屏要显示的。"""

    view: InstitutionView
    info: LibraryInfo


def ask_page(library: Library, on: date) -> InstitutionPage:
    """本院登记一览与资料库情况。"""
    from medtech_desktop.office.institutions import institution_view
    from medtech_desktop.office.library import library_info

    return InstitutionPage(institution_view(library, on), library_info(library, on))


def change_fact(library: Library, title: str, value: str, since: date, document: str) -> Done:
    """登记一项变更。"""
    from medtech_desktop.domain.institutions import INSTITUTION_LABELS
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.institutions import set_institution

    kind = next(kind for kind, said in INSTITUTION_LABELS.items() if said == title)
    return set_institution(library, clerk_here(), {kind: value}, since, document=document)


def change_authority(library: Library, licence: int, name: str, since: date) -> Done:
    """登记发证机关变更。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.institutions import set_issuing_authority

    return set_issuing_authority(library, clerk_here(), licence, name, since)


class FactEntry(Entry):
    """登记一项变更。"""

    def __init__(
        self, desk: Desk, title: str, value: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "自所填日期起用新值；以前的值保留，旧日期的文书仍用旧值。"
        super().__init__(desk, f"登记变更：{title}", "登记变更", line, parent)
        self._title = title
        if title == "中医医疗机构":
            self.form.choice("name", title, (("", "不是"), ("yes", "是")))
        else:
            self.form.line("name", title, value)
        self.form.day("since", "自", today)
        self.form.line("document", "文件", hint="批复、任命等文号，可不填")

    def plan(self) -> tuple[Act, tuple[object, ...]]:
        value = self.form.value
        since = self.form.day_value("since")
        return change_fact, (self._title, value("name"), since, value("document"))


class AuthorityEntry(Entry):
    """登记发证机关变更。"""

    def __init__(
        self, desk: Desk, licence: int, name: str, today: date, parent: QWidget | None = None
    ) -> None:
        line = "限制类技术向核发许可证的卫生行政部门备案。原机关的记录保留。"
        super().__init__(desk, "登记发证机关", "登记发证机关", line, parent)
        self._licence = licence
        self.form.line("name", "发证机关", name)
        self.form.day("since", "自", today)

    def plan(self) -> tuple[Act, tuple[object, ...]]:
        since = self.form.day_value("since")
        return change_authority, (self._licence, self.form.value("name"), since)


class InstitutionScreen(Screen):
    """系统屏。"""

    KINDS = frozenset({"institution", "department", "holidays"})

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._page: InstitutionPage | None = None
        self.facts = RowTable(_FACT_COLUMNS, "本院登记", bleed=True, several=False)
        self.sites = RowTable(_SITE_COLUMNS, "院区与发证机关", bleed=True, several=False)
        self.departments = label("", wrap=True)
        self.holidays = label("", wrap=True)
        self.library = label("", wrap=True)
        self._lay_out()
        self.facts.opened.connect(self.change)
        self.sites.opened.connect(self.change_site)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(920)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(4)
        for title, widget in (
            ("本院登记", self.facts),
            ("院区与发证机关", self.sites),
            ("科室", self.departments),
            ("放假安排", self.holidays),
            ("资料库", self.library),
        ):
            heading = label(title, weight=theme.BOLD)
            heading.setContentsMargins(8, 0, 0, 0)
            column.addWidget(heading)
            if not isinstance(widget, RowTable):
                widget.setContentsMargins(8, 0, 8, 0)
            column.addWidget(widget)
            column.addSpacing(14)
        column.addStretch(1)
        pane = QScrollArea()
        pane.setWidget(inside)
        pane.setWidgetResizable(True)
        pane.setFocusPolicy(pane.focusPolicy().NoFocus)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(8, 0, 0, 0)
        whole.addWidget(pane)

    def first_widget(self) -> QWidget:
        return self.facts

    # Asking

    def reload(self) -> None:
        self.desk.ask(ask_page, self.on, then=self._show, owner=self, topic="page")

    # Acting

    def change(self, title: str) -> None:
        """登记一项变更。"""
        value = dict(self._page.view.values).get(title, "") if self._page else ""
        self._open(FactEntry(self.desk, title, value, self.today, self))

    def change_site(self, key: str) -> None:
        """登记某院区许可证的发证机关。"""
        sites = self._page.view.sites if self._page else ()
        for site, _name, licence, _number, authority in sites:
            if str(site) == key and licence is not None:
                self._open(AuthorityEntry(self.desk, licence, authority, self.today, self))

    def allow_acts(self, allowed: bool) -> None:
        for table in (self.facts, self.sites):
            table.actions_allowed = allowed
            table.viewport().update()

    def _open(self, entry: Entry) -> None:
        entry.article_opened.connect(self.article_opened)
        entry.begin()

    # Answers

    def _show(self, page: InstitutionPage) -> None:
        self._page = page
        view, info = page.view, page.info
        self.facts.set_rows(tuple(_fact_row(title, value) for title, value in view.values))
        self.sites.set_rows(
            tuple(
                Row(
                    str(site),
                    (words(name, weight=theme.MEDIUM), words(number), words(authority)),
                    action="登记变更" if licence is not None else "",
                )
                for site, name, licence, number, authority in view.sites
            )
        )
        for table in (self.facts, self.sites):
            table.setFixedHeight(table.whole_height())
        names = "、".join(name for _id, name in view.departments)
        self.departments.setText(names or "还没有登记科室；登记技术时填写的科室会自动加入。")
        until = (
            f"放假安排录入至 {info.holidays_until} 年" if info.holidays_until else "没有放假安排"
        )
        self.holidays.setText(f"{until}，以后的期限为暂定。")
        demo = "，演示库" if info.demo else ""
        self.library.setText(
            f"{info.folder}，{info.opened_on.isoformat()} 启用{demo}。"
            f"省级卫生行政部门：{view.provincial or '—'}"
        )
        self.say_heading("系统", info.hospital)


def _fact_row(title: str, value: str) -> Row:
    shown = {"yes": "是", "": "否"}.get(value, value) if title == "中医医疗机构" else value
    return Row(
        title,
        (words(title, Ink.INK2), words(shown, weight=theme.MEDIUM)),
        action="登记变更",
    )
