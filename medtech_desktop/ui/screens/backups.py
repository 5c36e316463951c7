"""备份：状态、各份备份、立即备份、第二备份位置、恢复到新文件夹（先说会失去什么）。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done, Report
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.field_state import put_text
from medtech_desktop.ui.widgets.pieces import Words
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label, tint
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.backups import BackupItem, BackupState
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.restoring import Preview, RestoreDone

_COLUMNS = (
    Column("时刻", 150),
    Column("缘由", 96),
    Column("位置", 0),
    Column("记录", 84, right=True),
    Column("附件", 64, right=True),
    Column("大小", 84, right=True),
    Column("", 80, right=True, sortable=False),
)
_LEVELS = {"fine": Ink.OK, "warn": Ink.WARN, "late": Ink.BAD}
_MOST_HEIGHT = 230
_KILO = 1024


@dataclass(frozen=True, slots=True)
class BackupsAnswer:
    """备份的状态、各份、读不懂的。"""

    state: BackupState
    items: tuple[BackupItem, ...]
    troubles: tuple[str, ...]


def ask_backups(library: Library, on: date) -> BackupsAnswer:
    """备份的状态与各份。"""
    from medtech_desktop.office.backups import backup_state, list_backups

    return BackupsAnswer(backup_state(library, on), *list_backups(library))


def back_up(library: Library, folder: Path | None, progress: Report | None = None) -> Done:
    """立即备份。raises Trouble when no place has a backup."""
    from medtech_desktop.office.acts import Done as Made
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.backups import backup_library

    done = backup_library(library, clerk_here(), folder, progress=progress)
    troubles = [place.trouble for place in done.places if place.trouble is not None]
    if len(troubles) == len(done.places):
        raise troubles[0]
    return Made(frozenset({"backup"}), done.said)


def set_place(library: Library, folder: Path | None, progress: Report | None = None) -> Done:
    """登记或取消第二备份位置。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.backups import set_second_place

    return set_second_place(library, clerk_here(), folder, progress)


def ask_loss(library: Library, backup: Path, progress: Report | None = None) -> Preview:
    """恢复以前：核验这一份，说会失去什么。"""
    from medtech_desktop.office.restoring import preview_restore

    return preview_restore(backup, library, progress=progress)


@dataclass(frozen=True, slots=True)
class Restored:
    """恢复办成。"""

    changed: frozenset[str]
    said: str
    folder: Path


def restore(
    library: Library, backup: Path, folder: Path, progress: Report | None = None
) -> Restored:
    """恢复到新文件夹；现在的资料库不动。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.restoring import restore_library

    done: RestoreDone = restore_library(
        backup, folder, clerk_here(), live=library, progress=progress
    )
    return Restored(frozenset(), done.said, done.folder)


class BackupsPane(QWidget):
    """备份一节。"""

    restore_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.state = label("", weight=theme.MEDIUM, wrap=True)
        self.detail = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.back_up_button = button("立即备份", "hard-drive-download")
        self.place_button = button("第二备份位置…")
        self.other_button = button("从别处的备份恢复…", "hard-drive-upload")
        self.strip = ProgressStrip()
        self.table = RowTable(_COLUMNS, "各份备份", bleed=True, several=False)
        self.troubles = label("", size=theme.NOTE, ink=Ink.BAD, wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 8, 0)
        head.setSpacing(8)
        said = QVBoxLayout()
        said.setSpacing(2)
        said.addWidget(self.state)
        said.addWidget(self.detail)
        head.addLayout(said, 1)
        for made in (self.back_up_button, self.place_button, self.other_button):
            head.addWidget(made)
        column.addLayout(head)
        column.addWidget(self.strip)
        column.addWidget(self.table)
        self.troubles.setContentsMargins(8, 0, 8, 0)
        column.addWidget(self.troubles)
        self.back_up_button.clicked.connect(lambda _=False: self.back_up(None))
        self.place_button.clicked.connect(lambda _=False: self.choose_place())
        self.other_button.clicked.connect(lambda _=False: self._choose_backup())
        self.table.opened.connect(self.restore_wanted)

    def allow_acts(self, allowed: bool) -> None:
        """看过去的日子时不许备份与恢复。"""
        for made in (self.back_up_button, self.place_button, self.other_button):
            made.setEnabled(allowed)
        self.table.actions_allowed = allowed
        self.table.viewport().update()

    def reload(self, on: date) -> None:
        """重读状态与各份。"""
        self.desk.ask(ask_backups, on, then=self._show, owner=self, topic="backups")

    def back_up(self, folder: Path | None) -> None:
        """立即备份。"""
        self._begin("正在备份", back_up, folder)

    def set_place(self, folder: Path | None) -> None:
        """登记第二备份位置。"""
        self._begin("正在登记并备份", set_place, folder)

    def _begin(self, said: str, work: Callable[..., Done], folder: Path | None) -> None:
        begun = begin_long(
            self.desk,
            self,
            said,
            work,
            folder,
            acts=True,
            strip=self.strip,
            then=lambda _done: self.back_up_button.setEnabled(True),
            troubled=self._troubled,
            stopped=self._stopped,
        )
        self.back_up_button.setEnabled(begun is None and not self.strip.is_going)

    def _stopped(self) -> None:
        self.back_up_button.setEnabled(True)
        self.desk.said.emit("备份已取消，没有留下这一份；数据与以前的备份没有改动")

    def choose_place(self) -> None:
        """选第二备份位置，登记它。"""
        folder = QFileDialog.getExistingDirectory(self, "第二备份位置（U盘或另一块磁盘）")
        if folder:
            self.set_place(Path(folder))

    def _choose_backup(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "备份所在的文件夹")
        if folder:
            self.restore_wanted.emit(folder)

    def _troubled(self, trouble: Trouble) -> None:
        self.back_up_button.setEnabled(True)
        self.detail.setText(str(trouble))
        tint(self.detail, Ink.BAD)

    def _show(self, answer: BackupsAnswer) -> None:
        state = answer.state
        second = f"第二备份位置 {state.second}" if state.second else "没有登记第二备份位置"
        self.state.setText(f"{state.words}，{second}")
        calm = state.level.value == "fine" and not state.second
        tint(self.state, Ink.INK if calm else _LEVELS[state.level.value])
        self.detail.setText("，".join(part for part in (state.gap, state.detail) if part))
        tint(self.detail, Ink.INK2)
        self.detail.setVisible(bool(self.detail.text()))
        self.table.set_rows(tuple(map(_row, answer.items)))
        self.table.setFixedHeight(min(self.table.whole_height(), _MOST_HEIGHT))
        self.table.setVisible(bool(answer.items))
        self.troubles.setText("\n".join(answer.troubles))
        self.troubles.setVisible(bool(answer.troubles))


def _row(item: BackupItem) -> Row:
    return Row(
        str(item.path),
        (
            words(item.said_at, weight=theme.MEDIUM),
            words(item.why),
            words(str(item.path.parent), Ink.INK2),
            Cell((Words(f"{item.rows:,}"),), sort=item.rows),
            Cell((Words(f"{item.attachments:,}"),), sort=item.attachments),
            Cell((Words(_size(item.size)),), sort=item.size),
        ),
        action="恢复…",
    )


def _size(count: int) -> str:
    kilos = count / _KILO
    return f"{kilos:,.0f} KB" if kilos < _KILO else f"{kilos / _KILO:,.1f} MB"


class RestoreEntry(Entry):
    """恢复到新文件夹：先核验这一份并说会失去什么。"""

    LONG = "正在恢复"
    STOPPED = "恢复已取消，没有留下新文件夹；备份与现在的资料库没有改动"

    def __init__(self, desk: Desk, backup: Path, parent: QWidget | None = None) -> None:
        line = "现在的资料库不动；恢复成一个新的文件夹，核对无误再改用它。"
        super().__init__(desk, "从备份恢复", "恢复到新文件夹", line, parent, part=str(backup))
        self._backup = backup
        self.said = label("正在核验这一份备份", wrap=True)
        self.form.add("preview", "这一份备份", self.said)
        self.folder = QLineEdit()
        self.folder.setPlaceholderText("新的或空的文件夹")
        choose = button("选择…", "folder-open")
        choose.clicked.connect(lambda _=False: self._choose())
        held = QWidget()
        row = QHBoxLayout(held)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(choose)
        self.form.add("folder", "恢复到", held)
        self.folder.setAccessibleName("恢复到")
        self.act_button.setEnabled(False)
        begin_long(
            desk,
            self,
            "正在核验这一份备份",
            ask_loss,
            backup,
            then=self._show_loss,
            stopped=self._not_checked,
            strip=self.strip,
            troubled=self._not_sound,
        )

    def _choose(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, "恢复到哪个文件夹（新的或空的）")
        if folder:
            put_text(self.folder, folder)

    def _show_loss(self, preview: Preview) -> None:
        self.said.setText("\n".join(preview.said))
        loss = preview.loss
        harsh = loss is not None and (loss.records > 0 or not loss.related)
        tint(self.said, Ink.WARN if harsh else Ink.OK)
        self.act_button.setEnabled(True)
        self._fit()

    def _not_checked(self) -> None:
        self.said.setText("核验已取消，没有核验过的不能恢复")
        tint(self.said, Ink.WARN)

    def _not_sound(self, trouble: Trouble) -> None:
        self.said.setText("这一份备份不能用来恢复")
        tint(self.said, Ink.BAD)
        self.tell(trouble)

    def plan(self) -> Plan | None:
        self.form.clear_findings()
        if not self.folder.text().strip():
            what = "没有指明恢复到哪个文件夹"
            found = Finding(Severity.REFUSE, what, "INPUT", "选一个新的或空的文件夹", "folder")
            self.form.show_findings((found,))
            return None
        return restore, (self._backup, Path(self.folder.text().strip()))
