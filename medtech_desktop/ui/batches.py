"""批量打印、批量导出：选文书的种类，按列表次序看各份齐不齐，一次送出。"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Ticket
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.page_pictures import page_sizes
from medtech_desktop.ui.print_jobs import PrintItem, Progress
from medtech_desktop.ui.printing import ExportedDialog, PrintFlow
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.pieces import StateChip, Words
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words
from medtech_desktop.ui.widgets.tick_table import TickTable

if TYPE_CHECKING:
    from medtech_desktop.office.exports import Exported
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.paper_batches import BatchLine

_KINDS = (
    ("annex2", "附件2"),
    ("annex3", "附件3"),
    ("counted-days", "计数表"),
    ("dossier", "备案材料"),
    ("remark-slip", "备注三"),
    ("self-assessment", "自评报告"),
)
DISCLOSURE_KINDS = (("disclosure", "院务公开"),)
"""院务公开各次的文书只有一种。"""
_COLUMNS = (
    Column("文书", 132),
    Column("所属", 216),
    Column("对象", 116),
    Column("状态", 84),
    Column("还缺什么", 0),
)


def ask_lines(
    library: Library,
    things: tuple[str, ...],
    kinds: tuple[str, ...],
    on: date,
    progress: Progress | None = None,
) -> tuple[BatchLine, ...]:
    """按列表次序的各份。"""
    from medtech_desktop.office.paper_batches import batch_lines

    return batch_lines(library, things, kinds, on, progress)


def ask_items(
    library: Library, work: tuple[tuple[str, str], ...], on: date, progress: Progress
) -> tuple[PrintItem, ...]:
    """做好要打印的各份。"""
    from medtech_desktop.office.paper_batches import batch_papers

    return tuple(
        PrintItem(
            paper.kind,
            paper.number,
            paper.title,
            paper.pdf,
            len(page_sizes(paper.pdf)),
            paper.draft,
            paper.layout,
            paper.kind == "dossier",
        )
        for paper in batch_papers(library, work, on, progress)
    )


def export_all(
    library: Library,
    work: tuple[tuple[str, str], ...],
    folder: Path,
    on: date,
    progress: Progress,
) -> Exported:
    """导出所选的各份。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.paper_batches import export_batch

    return export_batch(library, clerk_here(), work, folder, on, progress)


class BatchSheet(QDialog):
    """成批的文书：种类、各份、打印与导出。"""

    def __init__(
        self,
        desk: Desk,
        things: tuple[str, ...],
        on: date,
        parent: QWidget | None = None,
        *,
        kinds: tuple[tuple[str, str], ...] = _KINDS,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("批量打印、导出")
        self.resize(980, 600)
        self._desk, self._things, self._on = desk, things, on
        self._lines: dict[str, BatchLine] = {}
        self.kinds = {kind: QCheckBox(word) for kind, word in kinds}
        self.note = label("", ink=Ink.INK2, wrap=True)
        self.lacking = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.strip = ProgressStrip()
        self.table = TickTable(_COLUMNS, "要打印或导出的文书")
        self.export_button = button("批量导出…", "download")
        self.print_button = button("批量打印…", "printer", kind="primary")
        self.close_button = button("关闭")
        self.printing = PrintFlow(desk, self, self.choose_folder)
        self._lay_out()
        self._first = next(iter(self.kinds.values()))
        self._first.setChecked(True)
        for made in self.kinds.values():
            made.toggled.connect(lambda _on: self.reload())
        self.table.ticks_changed.connect(self._say)
        self.table.chosen.connect(self._say_lacking)
        self.print_button.clicked.connect(lambda _=False: self.print())
        self.export_button.clicked.connect(lambda _=False: self.choose_folder())
        self.close_button.clicked.connect(self.accept)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 16)
        column.setSpacing(8)
        title = f"批量打印、导出　{len(self._things)} 项"
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD))
        kinds = QHBoxLayout()
        kinds.setSpacing(16)
        kinds.addWidget(label("文书", ink=Ink.INK2))
        for word, made in self.kinds.items():
            made.setObjectName(word)
            made.setAccessibleName(f"文书种类：{made.text()}")
            kinds.addWidget(made)
        kinds.addStretch(1)
        column.addLayout(kinds)
        column.addWidget(self.strip)
        column.addWidget(self.table, 1)
        column.addWidget(self.lacking)
        column.addWidget(self.note)
        row = QHBoxLayout()
        row.setSpacing(8)
        said = "空格键勾上或去掉所选的行，Ctrl+A 全选"
        row.addWidget(label(said, size=theme.NOTE, ink=Ink.INK3), 1)
        for act in (self.close_button, self.export_button, self.print_button):
            row.addWidget(act)
        column.addLayout(row)

    def begin(self) -> None:
        """打开并列出。"""
        self.open()
        self.reload()
        self._first.setFocus()

    def reload(self) -> None:
        """按所选种类重新列出。"""
        kinds = tuple(kind for kind, made in self.kinds.items() if made.isChecked())
        ticket = self._desk.ask(
            ask_lines,
            self._things,
            kinds,
            self._on,
            then=self._show,
            owner=self,
            topic="lines",
            progress=self.strip.tell,
        )
        self.strip.begin("正在列出文书", lambda: self._stop_listing(ticket))

    def chosen(self) -> tuple[tuple[str, str], ...]:
        """勾上的各份（种类，对象），按列表次序。"""
        lines = (self._lines[key] for key in self.table.ticked())
        return tuple((line.kind, line.number) for line in lines)

    def _stop_listing(self, ticket: Ticket) -> None:
        self._desk.cancel(ticket)
        self.strip.end()
        self.note.setText("没有列完，重新勾选文书的种类再列")

    def _show(self, lines: tuple[BatchLine, ...]) -> None:
        self.strip.end()
        self._lines = {str(place): line for place, line in enumerate(lines)}
        rows = tuple(_row(key, line) for key, line in self._lines.items())
        ready = {key for key, line in self._lines.items() if line.ready}
        barred = {key for key, line in self._lines.items() if not line.can_be_made}
        self.table.show_rows(rows, ready, barred)

    def _say(self) -> None:
        ticked = [self._lines[key] for key in self.table.ticked()]
        rough = sum(not line.ready for line in ticked)
        left = sum(not line.ready for line in self._lines.values()) - rough
        parts = [f"已选 {len(ticked)} 份，按列表次序一次送出"]
        if rough:
            parts.append(f"其中 {rough} 份还有缺项，印出时标明")
        if left:
            parts.append(f"{left} 份不齐，没有选")
        self.note.setText("；".join(parts) if self._lines else "先选文书的种类")
        for made in (self.print_button, self.export_button):
            made.setEnabled(bool(ticked))

    def _say_lacking(self, key: str) -> None:
        line = self._lines.get(key)
        said = f"{line.label}　{line.name}：{line.lacking}" if line and line.lacking else ""
        self.lacking.setText(said)

    # Printing and exporting

    def print(self) -> None:
        """做好所选的各份，再打开打印框。"""
        begin_long(
            self._desk,
            self,
            "正在生成文书",
            ask_items,
            self.chosen(),
            self._on,
            then=self._print,
            stopped="生成文书已取消，没有打印",
        )

    def _print(self, items: tuple[PrintItem, ...]) -> None:
        pages = sum(item.pages for item in items)
        self.printing.begin(items, pages, f"批量打印 {len(items)} 份")

    def choose_folder(self) -> None:
        """问导出到哪里。"""
        folder = QFileDialog.getExistingDirectory(self, "导出到哪个文件夹")
        if folder:
            self.export_to(Path(folder))

    def export_to(self, folder: Path) -> None:
        """把所选的各份导出到文件夹。"""
        work = self.chosen()
        begin_long(
            self._desk,
            self,
            "正在导出",
            export_all,
            work,
            folder,
            self._on,
            then=self._tell,
            stopped="导出已取消；取消以前写出的文件留在文件夹里，也已记入导出记录",
        )

    def _tell(self, exported: Exported) -> None:
        dialog = ExportedDialog(exported.files, self)
        dialog.print_wanted.connect(self.print)
        dialog.open()


def _row(key: str, line: BatchLine) -> Row:
    word = "可生成" if line.ready else ("待补" if line.can_be_made else "缺失")
    lacking = Cell((Words(line.lacking, Ink.INK2, theme.NOTE),), line.lacking, line.lacking)
    return Row(
        key,
        (
            words(line.label, weight=theme.MEDIUM),
            words(line.name),
            words(line.number),
            Cell((StateChip(word),)),
            lacking if line.lacking else words(""),
        ),
    )
