"""系统：本院登记、院区与发证机关、放假安排、法规原文、资料库核验。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Report
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.backups import BackupsPane, RestoreEntry
from medtech_desktop.ui.screens.imports import open_import
from medtech_desktop.ui.screens.institution_entries import (
    AuthorityEntry,
    FactEntry,
    HolidaysEntry,
    attach_text,
    chosen_titles,
)
from medtech_desktop.ui.screens.institution_lists import PlatformsPane, SubjectsPane
from medtech_desktop.ui.screens.reminder_pane import ReminderPane
from medtech_desktop.ui.screens.specialty_entries import (
    ADD,
    CHANGE,
    COLUMNS,
    NONE,
    SpecialtyDraft,
    SpecialtyEntry,
    ask_specialties,
    row_of,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import Link, label, scrolled, tint
from medtech_desktop.ui.widgets.rows import Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.institutions import InstitutionView
    from medtech_desktop.office.library import Library, LibraryInfo
    from medtech_desktop.office.specialties import SpecialtyLine

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


_IMPORTS = "技术、编码、人员、科室、既往备案等从表格导入；每一批可以整批撤销。"


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """本屏要显示的。"""

    view: InstitutionView
    info: LibraryInfo
    laws: tuple[str, ...]
    specialties: tuple[SpecialtyLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """体检与审计核验的结果。"""

    sound: bool
    lines: tuple[str, ...]


def ask_page(library: Library, on: date) -> InstitutionPage:
    """本院登记一览、资料库情况、附入的官方文本。"""
    from medtech_desktop.office.institutions import institution_view
    from medtech_desktop.office.law import law_texts
    from medtech_desktop.office.library import library_info

    laws = tuple(f"{text.name}（{text.day.isoformat()} 附入）" for text in law_texts(library))
    view, info = institution_view(library, on), library_info(library, on)
    return InstitutionPage(view, info, laws, ask_specialties(library, on))


def ask_check(library: Library, progress: Report | None = None) -> Checked:
    """体检资料库并核验审计日志。"""
    from medtech_desktop.office.library import check_audit, check_library

    report = check_audit(library)
    bad = [
        f"{line.what}：{line.detail}" for line in check_library(library, progress) if not line.ok
    ]
    word = "相符" if report.ok else "不相符"
    said = f"审计日志 {report.entries} 条，{word}，末条 {report.head[:12]}"
    if not report.ok:
        bad.insert(0, f"第 {report.first_bad} 条起不符：{report.why}")
    return Checked(report.ok and not bad, (said, *(bad or ["各项体检正常"])))


class InstitutionScreen(Screen):
    """系统屏。"""

    KINDS = frozenset(
        {"institution", "department", "holidays", "law", "backup", "specialty", "case_report"}
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._page: InstitutionPage | None = None
        self.facts = RowTable(_FACT_COLUMNS, "本院登记", bleed=True, several=False)
        self.sites = RowTable(_SITE_COLUMNS, "院区与发证机关", bleed=True, several=False)
        self.subjects, self.platforms = SubjectsPane(self), PlatformsPane(self)
        self.departments = label("", wrap=True)
        self.specialties = RowTable(COLUMNS, "专业", bleed=True, several=False)
        self.no_specialty = label(NONE, ink=Ink.INK2, wrap=True)
        self.specialty_link = Link(ADD)
        self.holidays = label("", wrap=True)
        self.holidays_link = Link("录入放假安排…")
        self.departments_link = Link("导入…")
        self.import_days_link = Link("导入…")
        self.imports_link = Link("导入…")
        self.imports = label(_IMPORTS, wrap=True)
        self.backups = BackupsPane(self.desk)
        self.reminders = ReminderPane(self.desk)
        self.laws = label("", wrap=True)
        self.laws_link = Link("附入官方文本…")
        self.library = label("", wrap=True)
        self.check_link = Link("核验资料库")
        self.checked = label("", wrap=True)
        self.strip = ProgressStrip()
        self._lay_out()
        self.facts.opened.connect(self.change)
        self.sites.opened.connect(self.change_site)
        self.specialties.opened.connect(self.change_specialty)
        self.specialty_link.clicked.connect(lambda _=False: self.change_specialty())
        imports = (
            (self.departments_link, "departments"),
            (self.import_days_link, "holidays"),
            (self.imports_link, "procedures"),
        )
        for link, kind in imports:
            link.clicked.connect(lambda _=False, kind=kind: self.open_import(kind))
        self.backups.restore_wanted.connect(self.restore)
        self.holidays_link.clicked.connect(lambda _=False: self.add_holidays())
        self.laws_link.clicked.connect(lambda _=False: self._choose_text())
        self.check_link.clicked.connect(lambda _=False: self.check())

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setMaximumWidth(920)
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(4)
        parts: tuple[tuple[str, QWidget, tuple[Link, ...]], ...] = (
            ("本院登记", self.facts, ()),
            ("院区与发证机关", self.sites, ()),
            ("诊疗科目", self.subjects.shown, self.subjects.links),
            ("科室", self.departments, (self.departments_link,)),
            ("专业", _both(self.specialties, self.no_specialty), (self.specialty_link,)),
            ("逐例报送的平台", self.platforms.shown, self.platforms.links),
            ("放假安排", self.holidays, (self.import_days_link, self.holidays_link)),
            ("备份与恢复", self.backups, ()),
            ("关窗以后的提醒", self.reminders, ()),
            ("导入与撤销", self.imports, (self.imports_link,)),
            ("法规原文", self.laws, (self.laws_link,)),
            ("资料库", self.library, (self.check_link,)),
        )
        for title, widget, links in parts:
            head = QHBoxLayout()
            head.setContentsMargins(8, 0, 8, 0)
            head.addWidget(label(title, weight=theme.BOLD))
            head.addStretch(1)
            for link in links:
                head.addWidget(link)
            column.addLayout(head)
            _indent(widget)
            column.addWidget(widget)
            column.addSpacing(14)
        _indent(self.checked)
        column.addWidget(self.strip)
        column.addWidget(self.checked)
        column.addStretch(1)
        pane = scrolled(inside, sideways=True)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(pane)

    def first_widget(self) -> QWidget:
        return self.facts

    # Asking

    def reload(self) -> None:
        self.desk.ask(ask_page, self.on, then=self._show, owner=self, topic="page")
        self.subjects.reload(self.on)
        self.platforms.reload(self.on)
        self.backups.reload(self.on)
        self.reminders.reload()

    def check(self) -> None:
        """体检资料库，核验审计日志。"""
        begin_long(
            self.desk,
            self,
            "正在体检",
            ask_check,
            then=self._show_check,
            stopped=lambda: self._say_check("体检已取消，没有查完"),
            strip=self.strip,
        )

    def _say_check(self, said: str) -> None:
        self.checked.setText(said)
        tint(self.checked, Ink.INK2)

    # Acting

    def act(self, word: str) -> None:
        what, _, which = word.partition(" ")
        named = {"登记变更": self.change, "登记发证机关": self.change_site, "恢复": self.restore}
        named[CHANGE] = self.change_specialty
        plain = {
            ADD: self.change_specialty,
            "第二备份位置…": self.backups.choose_place,
            "附入官方文本…": self._choose_text,
        }
        plain |= {**self.subjects.acts, **self.platforms.acts}
        if what in named:
            named[what](which)
        else:
            plain.get(word, self.add_holidays)()

    def change(self, title: str) -> None:
        """登记一项变更。"""
        value = dict(self._page.view.values).get(title, "") if self._page else ""
        entry = FactEntry(self.desk, title, value, self.today, self)
        self._open(entry, f"登记变更 {title}")

    def change_site(self, key: str) -> None:
        """登记某院区许可证的发证机关。"""
        sites = self._page.view.sites if self._page else ()
        for site, _name, licence, _number, authority in sites:
            if str(site) == key and licence is not None:
                entry = AuthorityEntry(self.desk, licence, authority, self.today, self)
                self._open(entry, f"登记发证机关 {key}")

    def change_specialty(self, name: str = "") -> None:
        """登记专业；指明了的，改它所含的科室。"""
        lines = self._page.specialties if self._page else ()
        held = next((one for one in lines if one.name == name), None)
        draft = SpecialtyDraft(name, held.departments) if held else SpecialtyDraft()
        entry = SpecialtyEntry(self.desk, draft, self.today, self)
        self._open(entry, f"{CHANGE} {name}" if held else ADD)

    def add_holidays(self) -> None:
        """录入放假安排。"""
        known = self._page.info.holidays_until if self._page else self.today.year
        entry = HolidaysEntry(self.desk, max(known + 1, self.today.year), self)
        self._open(entry, "录入放假安排…")

    def open_import(self, kind: str) -> None:
        """打开导入。"""
        open_import(self.desk, kind, self.today, self)

    def restore(self, backup: str) -> None:
        """从一份备份恢复到新文件夹。"""
        self._open(RestoreEntry(self.desk, Path(backup), self), f"恢复 {backup}")

    def _choose_text(self) -> None:
        path, _kind = QFileDialog.getOpenFileName(self, "选择官方文本", "", "纯文本 (*.txt *.md)")
        if path:
            self.attach(Path(path))

    def attach(self, path: Path) -> None:
        """附入官方文本；拆不开的不保存，说明为什么。"""
        self.desk.act(attach_text, path, self.today, owner=self)

    def allow_acts(self, allowed: bool) -> None:
        links = (
            self.holidays_link,
            self.laws_link,
            self.departments_link,
            self.import_days_link,
            self.imports_link,
            self.specialty_link,
            *self.subjects.links,
            *self.platforms.links,
        )
        for link in links:
            link.setEnabled(allowed)
        self.backups.allow_acts(allowed)
        for table in (self.facts, self.sites, self.specialties):
            table.actions_allowed = allowed
            table.viewport().update()

    def _open(self, entry: Entry, word: str) -> None:
        entry.begin_from(self.article_opened, word)

    # Answers

    def _show(self, page: InstitutionPage) -> None:
        self._page = page
        view, info = page.view, page.info
        self.facts.set_rows(tuple(_fact_row(title, value) for title, value in view.values))
        self.sites.set_rows(tuple(_site_row(*site) for site in view.sites))
        self.specialties.set_rows(tuple(map(row_of, page.specialties)))
        self.specialties.setVisible(bool(page.specialties))
        self.no_specialty.setVisible(not page.specialties)
        for table in (self.facts, self.sites, self.specialties):
            table.setFixedHeight(table.whole_height())
        names = "、".join(name for _id, name in view.departments)
        self.departments.setText(names or "还没有登记科室；登记技术时填写的科室会自动加入。")
        self.holidays.setText(_holiday_words(info.holidays_until))
        none = "没有附入。附入办法和湘11号的纯文本以后，条款页会同时给出原文。"
        self.laws.setText("；".join(page.laws) or none)
        demo = "，演示库" if info.demo else ""
        self.library.setText(
            f"{info.folder}，{info.opened_on.isoformat()} 启用{demo}。"
            f"省级卫生行政部门：{view.provincial or '—'}"
        )
        self.say_heading("系统", info.hospital)
        specialties = (one.name for one in page.specialties)
        self.take_up(*dict(view.values), *(str(site[0]) for site in view.sites), *specialties)

    def arrive(self, thing: str, word: str) -> None:
        """到了要补的那一处：本院的哪一项、哪个院区由 ``thing`` 指明。"""
        which = thing if word in ("登记变更", "登记发证机关", CHANGE) else ""
        self.act(f"{word} {which}".strip())

    def _show_check(self, checked: Checked) -> None:
        self.checked.setText("\n".join(checked.lines))
        tint(self.checked, Ink.OK if checked.sound else Ink.BAD)


def _both(table: QWidget, note: QLabel) -> QWidget:
    """一处两样，只显示一样：各行，或没有时的一句。"""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    _indent(note)
    for one in (table, note):
        column.addWidget(one)
    return whole


def _indent(widget: QWidget) -> None:
    if isinstance(widget, QLabel):
        widget.setContentsMargins(8, 0, 8, 0)


def _holiday_words(until: int) -> str:
    if not until:
        return "没有放假安排，全部期限为暂定。"
    return f"放假安排录入至 {until} 年，以后的期限为暂定。"


def _fact_row(title: str, value: str) -> Row:
    shown = {"yes": "是", "": "否"}.get(value, value) if title in chosen_titles() else value
    return Row(
        title,
        (words(title, Ink.INK2), words(shown, weight=theme.MEDIUM)),
        action="登记变更",
    )


def _site_row(site: int, name: str, licence: int | None, number: str, authority: str) -> Row:
    return Row(
        str(site),
        (words(name, weight=theme.MEDIUM), words(number), words(authority)),
        action="登记变更" if licence is not None else "",
    )
