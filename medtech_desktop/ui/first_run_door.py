"""首页：登记本院、打开已有的、从备份恢复、看看演示医院；以及从备份恢复的一页。"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box, draw_text
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.quiet import Link, Quiet, button, label, tint

if TYPE_CHECKING:
    from medtech_desktop.office.restoring import Preview

_TALL = 62


@dataclass(frozen=True, slots=True)
class DoorView:
    """首页的一个去处。"""

    key: str
    icon: str
    title: str
    line: str


CHOICES = (
    DoorView("new", "plus", "登记本院，新建资料库", "六步，几分钟；填到一半关上也不会丢"),
    DoorView("open", "folder-open", "打开已有的资料库…", "本机上已经有资料库文件夹的"),
    DoorView("restore", "hard-drive-upload", "从备份恢复…", "换了电脑或电脑坏了，手里有备份的"),
    DoorView(
        "demo", "info", "看看演示医院", "虚构的医院与人员，随便试；关上窗口，下次启动回到这里"
    ),
)


class DoorChoice(Quiet):
    """一个去处：图标、标题、一行说明，整块可点。"""

    def __init__(self, view: DoorView) -> None:
        super().__init__(view.title)
        self.view = view
        self.setAccessibleDescription(view.line)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def change(self, title: str, line: str) -> None:
        """换一个说法（有草稿时）。"""
        self.view = DoorView(self.view.key, self.view.icon, title, line)
        self.setText(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(420, _TALL)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = Ink.HOVER if self.underMouse() else Ink.BG
        if self.hasFocus():
            box(painter, whole, 6, fill, Ink.ACC, 2)
        else:
            box(painter, whole, 6, fill, Ink.LINE2)
        ink = Ink.ACC if self.isEnabled() else Ink.INK3
        draw_icon(painter, self.view.icon, QRectF(18, _TALL / 2 - 10, 20, 20), ink)
        room = QRectF(54, 10, self.width() - 90, 22)
        face = theme.font(theme.BODY, theme.BOLD)
        draw_text(painter, room, self.view.title, face, Ink.INK)
        draw_text(painter, room.translated(0, 21), self.view.line, theme.font(theme.NOTE), Ink.INK2)
        place = QRectF(self.width() - 30, _TALL / 2 - 8, 16, 16)
        draw_icon(painter, "chevron-right", place, Ink.INK3)


class Door(QWidget):
    """首页控件；``chosen`` 带去处的代号，``restart_wanted`` 为不要草稿、从头填。"""

    chosen = Signal(str)
    restart_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.choices = {view.key: DoorChoice(view) for view in CHOICES}
        self.restart_link = Link("不要草稿，从头填")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for view in CHOICES:
            choice = self.choices[view.key]
            choice.clicked.connect(lambda _=False, key=view.key: self.chosen.emit(key))
            column.addWidget(choice)
            if view.key == "new":
                column.addWidget(self.restart_link)
        column.addStretch(1)
        self.restart_link.hide()
        self.restart_link.clicked.connect(lambda _=False: self.restart_wanted.emit())

    def show_kept(self, step: str) -> None:
        """有草稿：上次填到哪一步；空字为没有。"""
        view = CHOICES[0]
        title = "继续登记本院" if step else view.title
        line = f"上次填到「{step}」，所填的都还在" if step else view.line
        self.choices["new"].change(title, line)
        self.restart_link.setVisible(bool(step))

    def allow(self, allowed: bool) -> None:
        """正在准备时都不能点。"""
        for choice in self.choices.values():
            choice.setEnabled(allowed)


class RestorePane(QWidget):
    """从备份恢复：选备份、看核验结果、选恢复到哪里。"""

    looked_for = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.form = Form()
        hint = "备份所在的文件夹（取其中最新的一份），例如 U盘上的那一个"
        self.backup = self.form.line("backup", "备份", hint=hint)
        self.said = label("选好备份以后，先核验，再恢复", ink=Ink.INK2, wrap=True)
        self.form.add("preview", "核验", self.said)
        self.folder = self.form.line("folder", "恢复到", str(folder), "新的或空的文件夹")
        for name, title in (("backup", "备份所在的文件夹"), ("folder", "恢复到哪个文件夹")):
            made = button("选择…", "folder-open")
            made.setAccessibleName(title)
            made.clicked.connect(lambda _=False, name=name, title=title: self._choose(name, title))
            self.form.beside(name, made)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 0)
        column.addWidget(self.form)
        column.addStretch(1)
        self.backup.editingFinished.connect(self._look)
        self._looked = ""

    def _choose(self, name: str, title: str) -> None:
        chosen = QFileDialog.getExistingDirectory(self, title, self.form.value(name))
        if chosen:
            (self.backup if name == "backup" else self.folder).setText(str(Path(chosen)))
            self._look()

    def _look(self) -> None:
        wanted = self.backup.text().strip()
        if wanted and wanted != self._looked:
            self._looked = wanted
            self.said.setText("正在核验这一份备份")
            tint(self.said, Ink.INK2)
            self.looked_for.emit(Path(wanted))

    def show_preview(self, preview: Preview) -> None:
        """核验完好：哪一份、多少记录。"""
        item = preview.item
        counts = f"记录 {item.rows:,} 行，附件 {item.attachments:,} 个"
        self.said.setText("\n".join((*preview.said, counts)))
        tint(self.said, Ink.OK)

    def show_unsound(self, words: str) -> None:
        """这一份不能用。"""
        self._looked = ""
        self.said.setText(words)
        tint(self.said, Ink.BAD)

    def asked(self) -> tuple[Path, Path] | None:
        """备份与恢复到的文件夹；没填的在字段下指出。"""
        missing = tuple(
            Finding(Severity.REFUSE, what, "INPUT", "", name)
            for name, what in (("backup", "没有选备份"), ("folder", "没有指明恢复到哪个文件夹"))
            if not self.form.value(name)
        )
        self.form.show_findings(missing)
        if missing:
            return None
        return Path(self.form.value("backup")), Path(self.form.value("folder"))

    def keyboard_start(self) -> None:
        """打开这一页时的焦点。"""
        self.backup.setFocus(Qt.FocusReason.OtherFocusReason)
