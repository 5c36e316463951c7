"""医师：在册人员一览，一个人的技术档案；登记人员、变更、证书、外请、免训，打印档案。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.exporting import ask_where, export_long
from medtech_desktop.ui.papers import PaperSheet
from medtech_desktop.ui.screen import Screen, Setting
from medtech_desktop.ui.screens.application_entries import OpenApplicationEntry
from medtech_desktop.ui.screens.certificate_entries import (
    CertificateEntry,
    CertificateScansEntry,
    certificate_places,
)
from medtech_desktop.ui.screens.imports import open_import
from medtech_desktop.ui.screens.invitation_entries import ExemptionEntry, InvitationEntry
from medtech_desktop.ui.screens.practitioner_detail import (
    APPLY,
    CERTIFY,
    GRANT,
    SEE,
    PractitionerDetail,
)
from medtech_desktop.ui.screens.practitioner_entries import (
    AnnulRecordEntry,
    PractitionerChangeEntry,
    PractitionerEntry,
)
from medtech_desktop.ui.screens.practitioner_list import PeopleList
from medtech_desktop.ui.screens.practitioner_views import (
    Asked,
    ask_file,
    ask_people,
    ask_place,
    ask_rows,
    keep_people,
)
from medtech_desktop.ui.screens.privilege_entries import GrantEntry
from medtech_desktop.ui.screens.workload_entries import WorkloadEntry
from medtech_desktop.ui.search import DEPARTMENT
from medtech_desktop.ui.widgets.empty import Empty, EmptyView
from medtech_desktop.ui.widgets.people_field import person_text

if TYPE_CHECKING:
    from medtech_desktop.domain.practitioner_files import PractitionerFile
    from medtech_desktop.office.practitioner_lists import PeopleAnswer

_EMPTY = EmptyView(
    "users",
    "还没有登记人员",
    "技术负责人须是本院注册的执业医师，先登记姓名、工号、职称与科室",
    ("登记人员…", "导入…"),
    "MTCA-11(3)",
    "技术负责人为在本机构注册的执业医师",
)
_CHANGES = {
    "登记职称…": "title",
    "调科…": "transfer",
    "兼任科室…": "join",
    "不再兼任…": "part",
    "休假…": "leave",
    "回到在院…": "present",
    "离院…": "left",
    "去世…": "died",
    "变更注册…": "elsewhere",
}
_MORE = (
    "登记职称…",
    "调科…",
    "兼任科室…",
    "不再兼任…",
    "",
    "休假…",
    "回到在院…",
    "离院…",
    "去世…",
    "变更注册…",
    "",
    "登记外请…",
    "登记免训…",
    "登记手术量…",
    "加扫描件…",
    "",
    "撤销登记错的…",
)
_WITH_SCANS = "档案连同扫描件…"


class PractitionersScreen(Screen):
    """医师屏。"""

    KINDS = frozenset(
        {"practitioner", "institution", "department", "privilege", "technology", "catalog"}
        | {"workload"}
    )

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self._wanted = 0
        self._seen: tuple[int, date] | None = None
        self.file: PractitionerFile | None = None
        self.list = PeopleList(self.desk)
        self.table = self.list.table
        self.detail = PractitionerDetail()
        self.empty = Empty(_EMPTY)
        self._side = QStackedWidget()
        self._whole = QStackedWidget()
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        self._side.addWidget(QWidget())
        self._side.addWidget(self.detail)
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.list)
        row.addWidget(self._side, 1)
        for shown in (QWidget(), held, self.empty):
            self._whole.addWidget(shown)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._whole)
        self.detail.more.set_words((*_MORE, _WITH_SCANS))

    def _wire(self) -> None:
        detail = self.detail
        self.list.asked_anew.connect(self._ask)
        self.table.typed.connect(self._jump)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(lambda _person: self.detail.tabs.setFocus())
        self.table.copied.connect(lambda n: self.said.emit(f"已复制 {n:,} 行，可以贴进 Excel"))
        self.list.add_button.clicked.connect(lambda _=False: self.add())
        self.list.import_button.clicked.connect(lambda _=False: self.open_import())
        self.list.export_button.clicked.connect(lambda _=False: self._choose_file())
        detail.certificate_button.clicked.connect(lambda _=False: self.add_certificate())
        detail.print_button.clicked.connect(lambda _=False: self.open_paper())
        detail.more.chosen.connect(self.act)
        detail.history_link.clicked.connect(lambda _=False: self.open_history())
        detail.volume_link.clicked.connect(lambda _=False: self.act("登记手术量…"))
        detail.volume_import.clicked.connect(lambda _=False: self.open_workloads())
        detail.act_chosen.connect(self.act)
        detail.scan_link.clicked.connect(lambda _=False: self.act("加扫描件…"))
        detail.certificate_opened.connect(self._open_certificate)
        detail.article_opened.connect(self.article_opened)
        self.empty.act_chosen.connect(self.act)
        self.empty.article_opened.connect(self.article_opened)

    def first_widget(self) -> QWidget:
        return self.table

    def show_thing(self, key: str) -> None:
        """一个人；「department:科室」为这个科室的人。"""
        department = key.removeprefix(DEPARTMENT) if key.startswith(DEPARTMENT) else ""
        self.list.open_up(department)
        self._wanted = int(key) if key.isdigit() else 0
        self._ask()

    def allow_acts(self, allowed: bool) -> None:
        detail = self.detail
        held = self.list
        for made in (held.add_button, held.import_button, detail.certificate_button, detail.more):
            made.setEnabled(allowed)
        if self.file is not None:
            detail.show_file(self.file, allowed)

    # Asking

    def reload(self) -> None:
        self._seen = None
        self._ask()

    def asked(self) -> Asked:
        """屏上所问。"""
        keep = self._wanted or self.table.current_id() or self._shown_id()
        return replace(self.list.asked(), keep=keep)

    def _shown_id(self) -> int:
        return self.file.person_id if self.file is not None else 0

    def _ask(self) -> None:
        asked = self.asked()
        self.desk.ask(
            ask_people,
            asked,
            self.on,
            then=lambda answer: self._show(asked, answer),
            owner=self,
            topic="people",
        )

    def _jump(self, beginning: str) -> None:
        self.desk.ask(
            ask_place,
            self.asked(),
            beginning,
            self.on,
            then=self.table.show_row,
            owner=self,
            topic="jump",
        )

    def _choose(self, person: int) -> None:
        if not person or self._seen == (person, self.on):
            return
        self._seen = (person, self.on)
        self.desk.ask(ask_file, person, self.on, then=self._show_file, owner=self, topic="file")

    # Acting

    def act(self, word: str) -> None:
        if word == "导入…":
            self.open_import()
        elif word == "登记人员…":
            self.add()
        elif word == "登记证书…":
            self.add_certificate()
        elif word == _WITH_SCANS:
            self.open_paper(with_scans=True)
        elif self.file is not None and word == SEE:
            self.place_wanted.emit("privileges", str(self.file.person_id))
        elif self.file is not None and word == CERTIFY:
            self._certify(self.file)
        elif self.file is not None:
            self._begin(self._entry(word, self.file), word)
        else:
            self.add()

    def _entry(self, word: str, file: PractitionerFile) -> Entry:
        person, name, today = file.person_id, _called(file), self.today
        key = person_text(file.name, file.staff_number)
        if word == APPLY:
            return OpenApplicationEntry(self.desk, today, key, parent=self)
        if word == GRANT:
            return GrantEntry(self.desk, key, (), today, self)
        if word == "登记外请…":
            return InvitationEntry(self.desk, person, name, today, self)
        if word == "登记免训…":
            return ExemptionEntry(self.desk, person, name, today, self)
        if word == "登记手术量…":
            return WorkloadEntry(self.desk, person, name, today, self)
        if word == "撤销登记错的…":
            return AnnulRecordEntry(self.desk, person, name, today, self)
        if word == "加扫描件…":
            places = certificate_places(file)
            return CertificateScansEntry(self.desk, person, name, places, today, self)
        change = _CHANGES.get(word, "title")
        return PractitionerChangeEntry(self.desk, person, name, today, self, change)

    def _certify(self, file: PractitionerFile) -> None:
        """这个人的授权证明，先看后印。"""
        sheet = PaperSheet(self.desk, "授权证明", self)
        sheet.begin("certificate", file.staff_number or file.name, False, self.on)

    def open_import(self) -> None:
        """导入人员。"""
        open_import(self.desk, "practitioners", self.today, self)

    def open_workloads(self) -> None:
        """导入手术量。"""
        open_import(self.desk, "workloads", self.today, self)

    def add(self) -> None:
        """登记人员。"""
        self._begin(PractitionerEntry(self.desk, self.today, self), "登记人员…")

    def add_certificate(self) -> None:
        """给所看的人登记证书。"""
        if self.file is None:
            self.add()
            return
        people = ((str(self.file.person_id), _called(self.file)),)
        self._begin(CertificateEntry(self.desk, people, "training", self.today, self), "登记证书…")

    def _begin(self, entry: Entry, word: str) -> None:
        entry.recorded.connect(self._recorded)
        entry.begin_from(self.article_opened, word)

    def _recorded(self, done: object) -> None:
        subject = str(getattr(done, "subject", ""))
        if subject.isdigit():
            self._wanted = int(subject)
            self._ask()

    def open_paper(self, *, with_scans: bool = False) -> PaperSheet | None:
        """看这个人的档案；``with_scans`` 连同证书的扫描件。"""
        if self.file is None:
            return None
        key = f"id:{self.file.person_id}" + ("+scans" if with_scans else "")
        sheet = PaperSheet(self.desk, "医师技术档案", self)
        sheet.begin("practitioner-file", key, False, self.on, "可以打印")
        return sheet

    def open_history(self) -> None:
        """这个人各项授权的经过。"""
        if self.file is not None:
            sheet = PaperSheet(self.desk, "授权经过", self)
            sheet.begin("privilege-history", f"id:{self.file.person_id}", False, self.on)

    def _open_certificate(self, uid: str) -> None:
        """看证书的扫描件；没有的加扫描件。"""
        held = self.file.certificates if self.file is not None else ()
        one = next((one for one in held if one.uid == uid), None)
        if one is None:
            return
        if not one.scans:
            if not self.desk.read_only:
                self.act("加扫描件…")
            return
        for scan in one.scans:
            sheet = PaperSheet(self.desk, scan.name, self)
            sheet.begin_scan(scan.attachment_id, one.title)

    def _choose_file(self) -> None:
        path = ask_where(self, "人员")
        if path is not None:
            self.export_to(path)

    def export_to(self, path: Path) -> None:
        """把所列的存为文件，按所列的次序。"""
        ids = self.table.model_held.ids
        said = f"正在导出 {len(ids):,} 行"
        export_long(self.desk, self, said, keep_people, ids, path, self.on, strip=self.list.strip)

    # Answers

    def _show(self, asked: Asked, answer: PeopleAnswer) -> None:
        self._whole.setCurrentIndex(1 if answer.whole else 2)
        if self._wanted and answer.row < 0 and replace(asked, keep=0) != self.list.widest():
            self.list.open_up()
            self._ask()
            return
        self._wanted = 0
        row = answer.row if answer.row >= 0 else min(0, len(answer.ids) - 1)
        self.list.show_answer(asked, answer, partial(ask_rows, on=self.on), row)
        whole = answer.whole
        self.say_heading("医师", f"{whole:,} 人，本院注册在院 {answer.here:,} 人")
        if not answer.ids:  # nobody is acted on who is not listed
            self.file, self._seen = None, None
            self._side.setCurrentIndex(0)
        if self.table.current_id():
            self._choose(self.table.current_id())
        self.take_up(*(str(one) for one in (self.table.current_id(),) if one))

    def _show_file(self, file: PractitionerFile) -> None:
        if file.person_id != self.table.current_id() and self.table.current_id():
            return
        self.file = file
        self.detail.show_file(file, not self.desk.read_only)
        self._side.setCurrentIndex(1)
        self.take_up(str(file.person_id))


def _called(file: PractitionerFile) -> str:
    """带工号的称呼：同名的分得开。"""
    return f"{file.name} {file.staff_number}".strip()
