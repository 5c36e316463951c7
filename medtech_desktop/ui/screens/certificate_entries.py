"""录入：登记证书或培训证明，连同扫描件；给已登记的证书加扫描件。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.screens.practitioner_entries import optional_day
from medtech_desktop.ui.screens.scan_entries import Place, Scan, ScansEntry, _TakesScans
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.widgets.focus_order import keep_order
from medtech_desktop.ui.widgets.quiet import Link, label

if TYPE_CHECKING:
    from medtech_desktop.domain.practitioner_files import PractitionerFile
    from medtech_desktop.office.library import Library


def _whose(people: tuple[tuple[str, str], ...]) -> str:
    return people[0][0] if len(people) == 1 else ""


def ask_technologies(library: Library, on: date) -> tuple[tuple[str, str], ...]:
    """限制类目录的各项：谱系与名称，供培训证明对应。"""
    from medtech_desktop.office.world import load_world

    items = load_world(library, on).catalog_on(on).items
    found = {item.entry.lineage: f"{item.entry.code} {item.entry.name}".strip() for item in items}
    return tuple(sorted(found.items(), key=lambda pair: pair[1]))


class CertificateEntry(_TakesScans):
    """登记证书或培训证明；扫描件可以选择、拖进来、粘贴。"""

    def __init__(
        self,
        desk: Desk,
        people: tuple[tuple[str, str], ...],
        kind: str,
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        from medtech_desktop.domain.practitioners import CERTIFICATE_LABELS

        line = "培训证明写进备案表的「相关培训情况」；到期提醒，不自动撤销。"
        super().__init__(
            desk, "登记证书", "登记证书", line, parent, thing=_whose(people), part=kind
        )
        form = self.form
        form.choice("person", "人员", people)
        labels = tuple((one.value, said) for one, said in CERTIFICATE_LABELS.items())
        box = form.choice("kind", "种类", labels)
        box.setCurrentIndex(max(0, box.findData(kind)))
        self.technology = form.choice(
            "technology", "对应的技术", (("", "不限"),), "培训证明只对一项限制类技术的，选那一项"
        )
        form.line("title", "名称", hint="如 神经血管介入诊疗技术规范化培训")
        form.line("number", "编号")
        form.line("issuer", "发证单位")
        form.day("since", "发证日期", today)
        form.line("until", "有效期至", hint="如 2028-05-31；长期有效的不填")
        self._add_scans()
        box.currentIndexChanged.connect(lambda _n: self._turn())
        self._turn()
        desk.ask(ask_technologies, today, then=self._show_technologies, owner=self)

    def _show_technologies(self, found: tuple[tuple[str, str], ...]) -> None:
        for lineage, said in found:
            self.technology.addItem(said, lineage)

    def _turn(self) -> None:
        self.form.show_field("technology", self.form.value("kind") == "training")

    # Scans

    def _add_scans(self) -> None:
        self.take_scans()
        hint = "PDF、JPG 或 PNG，可以几份；也可以把文件拖进来，或按 Ctrl+V 粘贴"
        self._holder = held = QWidget()
        self._leaves: list[QWidget] = []
        self._listed = QVBoxLayout(held)
        self._listed.setContentsMargins(0, 0, 0, 0)
        self._listed.setSpacing(2)
        self._listed.addWidget(self.choose_button)
        self.form.add("choose", "扫描件", held, hint)

    def add_scans(self, scans: tuple[Scan, ...]) -> None:
        """加几份扫描件，各列一行。"""
        for scan in scans:
            self.scans.append(scan)
            self._listed.addWidget(self._scan_line(scan))
        keep_order(self._holder, (self.choose_button, *self._leaves))
        self.note_paths()
        QTimer.singleShot(0, self, self._fit)

    def _scan_line(self, scan: Scan) -> QWidget:
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(label(scan.name, size=theme.NOTE, wrap=True), 1)
        leave = Link("去掉")
        leave.setAccessibleName(f"去掉：{scan.name}")
        leave.clicked.connect(lambda _=False: self._leave(scan, held, leave))
        self._leaves.append(leave)
        row.addWidget(leave)
        return held

    def _leave(self, scan: Scan, held: QWidget, leave: QWidget) -> None:
        self.scans.remove(scan)
        self._leaves.remove(leave)
        held.hide()
        held.deleteLater()
        self.note_paths()

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        until = optional_day(self.form.value("until"))
        if isinstance(until, Finding):
            self.form.show_findings((until,))
            return None
        fields = ("kind", "title", "number", "issuer", "technology")
        answers = {field: self.form.value(field) for field in fields}
        days = (self.form.day_value("since"), until)
        return _certificate, (int(self.form.value("person")), answers, days, tuple(self.scans))


def _certificate(
    library: Library,
    person: int,
    answers: dict[str, str],
    days: tuple[date, date | None],
    scans: tuple[Scan, ...],
) -> Done:
    from medtech_desktop.domain.practitioners import CertificateKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.certificates import NewCertificate, add_certificate
    from medtech_desktop.office.scans import NewScan

    kind = CertificateKind(answers["kind"])
    draft = NewCertificate(
        kind,
        answers["title"],
        answers["number"],
        answers["issuer"],
        days[0],
        days[1],
        answers["technology"] if kind is CertificateKind.TRAINING else "",
        tuple(NewScan("", scan.path, scan.content, scan.name) for scan in scans),
    )
    return add_certificate(library, clerk_here(), person, draft)


def certificate_places(file: PractitionerFile) -> tuple[Place, ...]:
    """可以指到的各件证书，还没有扫描件的在前。"""
    held = sorted(file.certificates, key=lambda one: bool(one.scans))
    return tuple(
        Place(
            f"{one.kind.value} {one.uid}",
            "，".join(x for x in (one.label, one.title, one.number) if x),
            missing=not one.scans,
        )
        for one in held
    )


class CertificateScansEntry(ScansEntry):
    """给一个人的各件证书加扫描件；一件证书可以有几份。"""

    TITLE = "给证书加扫描件"
    WHOSE, REMEDY = "一件证书", "从所列的证书里选"
    ONE_EACH = False
    HINTS = (
        ("qualification", ("资格",)),
        ("practice", ("执业",)),
        ("title", ("职称",)),
        ("training", ("培训", "合格证")),
    )

    def __init__(
        self,
        desk: Desk,
        person: int,
        name: str,
        places: tuple[Place, ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(desk, name, places, today, parent)
        self._person = person
        self.thing = str(person)

    def plan_of(self, drafts: tuple[tuple[str, Scan], ...]) -> Plan:
        return _attach, (self._person, drafts)


def _attach(library: Library, person: int, drafts: tuple[tuple[str, Scan], ...]) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.certificates import attach_scans
    from medtech_desktop.office.scans import NewScan

    scans = [
        NewScan(place.partition(" ")[2], scan.path, scan.content, scan.name)
        for place, scan in drafts
    ]
    return attach_scans(library, clerk_here(), person, scans)
