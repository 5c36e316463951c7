"""录入：一次登记几份扫描件，每份指到一件材料；撤下登记错的一件。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QMimeData, QSize, Qt, QTimer
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeySequence,
    QPixmap,
    QShortcut,
)
from PySide6.QtWidgets import (
    QBoxLayout,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.day_field import Choice
from medtech_desktop.ui.widgets.page_images import PageImage, PageWish
from medtech_desktop.ui.widgets.quiet import Link, button, label

if TYPE_CHECKING:
    from medtech_desktop.domain.dossiers import MaterialLine
    from medtech_desktop.office.library import Library

SCAN_KINDS = (".pdf", ".jpg", ".jpeg", ".png")
_FILTER = "扫描件 (*.pdf *.jpg *.jpeg *.png)"
_PARTING = "|"
_OTHER = "other 0"
_SEEN = QSize(200, 280)
_HINTS = (
    ("radiation_licence", ("放射",)),
    ("licence", ("许可证",)),
    ("lead_qualification", ("资格",)),
    ("lead_practice", ("执业",)),
    ("lead_title", ("职称",)),
    ("lead_training", ("培训",)),
    ("self_assessment", ("自评", "自我评估")),
    ("appraisal_papers", ("论证材料",)),
    ("annex3", ("附件3", "论证结论")),
    ("annex2", ("附件2", "备案表")),
)


@dataclass(frozen=True, slots=True)
class Scan:
    """一份扫描件：文件，或粘贴来的内容。"""

    name: str
    path: Path | None = None
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Place:
    """材料清单里的一件：代号（种类与人员）、怎么说、是谁的、还缺不缺。"""

    key: str
    label: str
    person: str = ""
    missing: bool = False


def scans_of(data: QMimeData) -> tuple[Scan, ...]:
    """拖来或粘贴来的扫描件：文件，或剪贴板里的一张图。"""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    found = tuple(Scan(p.name, p) for p in paths if p.suffix.casefold() in SCAN_KINDS)
    picture = data.imageData() if data.hasImage() and not paths else None
    if isinstance(picture, QImage) and not picture.isNull():
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(picture)
        found = (Scan("粘贴的图片.png", None, bytes(buffer.data().data())),)
    return found


def places_of(lines: tuple[MaterialLine, ...]) -> tuple[Place, ...]:
    """可以指到的各件，还缺的在前。"""
    found = []
    for line in lines:
        if line.kind.value == "other":
            continue
        missing = line.required and line.state.value in ("缺失", "已过期")
        who = line.note.partition("，")[0] if line.person_id is not None else ""
        said = f"{line.label} {who}".strip()
        word = f"{said}，{line.state.value}"
        found.append(Place(f"{line.kind.value} {line.person_id or 0}", word, who, missing))
    found.sort(key=lambda place: not place.missing)
    return (*found, Place(_OTHER, "其他材料，按文件名登记"))


Hints = tuple[tuple[str, tuple[str, ...]], ...]


def guess(
    name: str, places: tuple[Place, ...], taken: frozenset[str], hints: Hints = _HINTS
) -> str:
    """由文件名猜是哪一件；猜不出的留给人选。"""
    kind = next((kind for kind, words in hints if any(word in name for word in words)), "")
    fits = [p for p in places if kind and p.key.split(" ")[0] == kind and p.key not in taken]
    named = [place for place in fits if place.person and place.person in name]
    chosen = named or [place for place in fits if place.missing] or fits
    return chosen[0].key if len(chosen) == 1 or named else ""


class _TakesScans(Entry):
    """收扫描件的录入框：选择、拖进来、粘贴；草稿记着各份的路径。"""

    def take_scans(self) -> None:
        """加上选择的按钮（放到哪里由子类定），开始收。"""
        self.scans: list[Scan] = []
        self._paths = QLineEdit()
        self.form.add("files", "文件", self._paths)
        self.form.show_field("files", False)
        self.choose_button = button("选择文件…", "upload")
        self.choose_button.clicked.connect(lambda _=False: self._choose())
        self.setAcceptDrops(True)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(
            lambda: self.add_scans(scans_of(QGuiApplication.clipboard().mimeData()))
        )

    def add_scans(self, scans: tuple[Scan, ...]) -> None:
        """加几份。"""
        raise NotImplementedError

    def note_paths(self) -> None:
        """草稿要记的路径。"""
        self._paths.setText(_PARTING.join(str(one.path) for one in self.scans if one.path))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if scans_of(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add_scans(scans_of(event.mimeData()))

    def _choose(self) -> None:
        paths, _kind = QFileDialog.getOpenFileNames(self, "选择扫描件", "", _FILTER)
        self.add_scans(tuple(Scan(Path(path).name, Path(path)) for path in paths))

    def restore(self, state: Mapping[str, str]) -> tuple[str, ...]:
        held = {str(scan.path) for scan in self.scans if scan.path}
        paths = [Path(part) for part in state.get("files", "").split(_PARTING) if part]
        new = tuple(Scan(path.name, path) for path in paths if str(path) not in held)
        if new:
            self.add_scans(new)
        return super().restore({key: text for key, text in state.items() if key != "files"})


class ScansEntry(_TakesScans):
    """登记几份扫描件。"""

    TITLE = "登记材料"
    WHOSE, REMEDY = "一件材料", "选一件，或选「其他材料」"
    HINTS: Hints = _HINTS
    ONE_EACH = True
    """一处只收一份。"""

    def __init__(
        self,
        desk: Desk,
        number: str,
        places: tuple[Place, ...],
        today: date,
        parent: QWidget | None = None,
    ) -> None:
        line = f"{number}：一份扫描件指到{self.WHOSE}；PDF、JPG 或 PNG，每份不超过 20 MB。"
        super().__init__(desk, self.TITLE, self.TITLE, line, parent, thing=number)
        self._number, self._places, self._today = number, places, today
        self._rows: list[str] = []
        self.take_scans()
        hint = "也可以把文件拖进来，或按 Ctrl+V 粘贴"
        self.form.add("choose", "扫描件", self.choose_button, hint)
        self.choose_button.setAccessibleName("选择文件…")
        self.preview = QLabel()
        self.preview.setFixedSize(_SEEN)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setAccessibleName("预览")
        self.seen = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.resize(820, 460)
        self._put_beside()

    def _put_beside(self) -> None:
        column = self.layout()
        if not isinstance(column, QBoxLayout):
            return
        place = column.indexOf(self.pane)
        column.removeWidget(self.pane)
        side = QWidget()
        right = QHBoxLayout()
        right.setSpacing(16)
        right.addWidget(self.pane, 1)
        held = QBoxLayout(QBoxLayout.Direction.TopToBottom, side)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.preview)
        held.addWidget(self.seen)
        held.addStretch(1)
        side.setFixedWidth(_SEEN.width())
        right.addWidget(side)
        column.insertLayout(place, right, 1)

    def add_scans(self, scans: tuple[Scan, ...], first: str = "") -> None:
        """加几份；``first`` 是第一份指到的一件（拖到那一行上的）。"""
        for scan in scans:
            taken = frozenset(self.form.value(row) for row in self._rows if self.form.has(row))
            wanted, first = first or guess(scan.name, self._places, taken, self.HINTS), ""
            self._add_row(scan, wanted)
        self.note_paths()
        if scans:
            self._show_preview(scans[-1])
        QTimer.singleShot(0, self, self._fit)  # the new rows are measured by then

    def _add_row(self, scan: Scan, wanted: str) -> None:
        row = f"scan{len(self._rows)}"
        box = Choice()
        box.addItem("未选", "")
        for place in self._places:
            box.addItem(place.label, place.key)
        box.setCurrentIndex(max(0, box.findData(wanted)))
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(18)
        look, leave = Link("看"), Link("去掉")
        look.setAccessibleName(f"看：{scan.name}")
        leave.setAccessibleName(f"去掉：{scan.name}")
        look.clicked.connect(lambda _=False: self._show_preview(scan))
        number = len(self._rows)
        leave.clicked.connect(lambda _=False: self.leave(number))
        held = QWidget()
        inside = QHBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        for widget, stretch in ((box, 1), (look, 0), (leave, 0)):
            inside.addWidget(widget, stretch)
        self.scans.append(scan)
        self._rows.append(row)
        self.form.add(row, f"第 {len(self._rows)} 份", held, scan.name)
        box.setAccessibleName(f"{scan.name} 是哪一件")

    def leave(self, place: int) -> None:
        """去掉一份。"""
        name = self.scans[place].name
        self.form.show_field(self._rows[place], False)
        self.scans[place] = Scan("")
        self.note_paths()
        if name == self.seen.text():
            self.preview.clear()
            self.seen.setText("")

    def _show_preview(self, scan: Scan) -> None:
        self.desk.ask(
            ask_preview,
            scan,
            then=lambda page: self._show_page(page, scan),
            troubled=self._troubled,
            owner=self,
            topic="preview",
        )

    def _show_page(self, page: PageImage, scan: Scan) -> None:
        picture = QPixmap.fromImage(page.image())
        fast = Qt.TransformationMode.SmoothTransformation
        keep = Qt.AspectRatioMode.KeepAspectRatio
        self.preview.setPixmap(picture.scaled(_SEEN, keep, fast))
        self.seen.setText(scan.name)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        rows = [(row, scan) for row, scan in zip(self._rows, self.scans, strict=True) if scan.name]
        if not rows:
            what = Finding(Severity.REFUSE, "没有扫描件", "INPUT", "选择、拖进或粘贴", "choose")
            self.form.show_findings((what,))
            return None
        found = self._mistakes([row for row, _scan in rows])
        if found:
            self.form.show_findings(found)
            return None
        drafts = tuple((self.form.value(row), scan) for row, scan in rows)
        return self.plan_of(drafts)

    def plan_of(self, drafts: tuple[tuple[str, Scan], ...]) -> Plan:
        """记下这几份的动作。"""
        return _register, (self._number, drafts, self._today)

    def _mistakes(self, rows: list[str]) -> tuple[Finding, ...]:
        found, taken = [], set()
        for row in rows:
            key = self.form.value(row)
            if not key:
                what = f"没有选是哪{self.WHOSE}"
                found.append(Finding(Severity.REFUSE, what, "INPUT", self.REMEDY, row))
            elif key in taken:
                what, remedy = "这一件已经有一份了", "合成一个 PDF，或改指另一件"
                found.append(Finding(Severity.REFUSE, what, "INPUT", remedy, row))
            elif self.ONE_EACH and key != _OTHER:
                taken.add(key)
        return tuple(found)


def ask_preview(_library: Library, scan: Scan) -> PageImage:
    """一份扫描件的第一页。raises Trouble."""
    from medtech_desktop.office.dossiers import scan_bytes
    from medtech_desktop.ui.page_pictures import page_pictures, sizes_or_trouble

    content = scan_bytes(scan.path, scan.content, scan.name)
    sizes_or_trouble(content)
    return page_pictures(content, (PageWish(0, 2 * _SEEN.width(), False),))[0]


def _register(
    library: Library, number: str, drafts: tuple[tuple[str, Scan], ...], on: date
) -> Done:
    from medtech_desktop.domain.dossiers import MaterialForm, MaterialKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.dossiers import NewMaterial, add_materials

    made = []
    for key, scan in drafts:
        kind, _, person = key.partition(" ")
        material = NewMaterial(
            MaterialKind(kind),
            MaterialForm.SCAN,
            int(person) or None,
            scan.path,
            title=Path(scan.name).stem if key == _OTHER else "",
            content=scan.content,
            name=scan.name,
        )
        made.append(material)
    return add_materials(library, clerk_here(), number, made, on)


def withdraw(library: Library, number: str, key: str, on: date) -> Done:
    """撤下一件。"""
    from medtech_desktop.domain.dossiers import MaterialKind
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.dossiers import withdraw_material

    kind, _, person = key.partition(" ")
    who = int(person) or None
    return withdraw_material(library, clerk_here(), number, MaterialKind(kind), who, on)
