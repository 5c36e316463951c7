"""导入的问与办：预览、导入、撤销、存模板与问题行；指明各列。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done, Report
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.screens.import_views import PreviewView, preview_view
from medtech_desktop.ui.screens.technology_entries import Plan
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.quiet import button, label, scrolled

if TYPE_CHECKING:
    from medtech_desktop.office.import_keepers import ImportOptions
    from medtech_desktop.office.import_pages import Choices, ImportsView, UnmatchedPage
    from medtech_desktop.office.imports import ImportDone, ImportReport
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.surgery_imports import LogReport


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """要导入什么：种类、文件、各列的指明、另外要说明的。"""

    kind: str
    path: Path
    mapping: dict[str, str]
    options: dict[str, str]
    whole: bool = False
    seen: LogReport | None = None
    """核对过的手术登记：不再读一遍文件。"""


@dataclass(frozen=True, slots=True)
class Previewed:
    """预览的回答：对上了的有 ``view`` 与 ``report``；栏目对不上的说出标题。"""

    view: PreviewView | None
    report: ImportReport | None
    unmatched: UnmatchedPage | None = None


def ask_imports(library: Library, on: date) -> ImportsView:
    """可以导入的种类、目录系列、近来的批次。"""
    from medtech_desktop.office.import_pages import imports_view

    return imports_view(library, on)


def _reader(
    progress: Report | None, word: str, unit: str = "行", whole: int = 0
) -> Callable[[int], None]:
    """``whole`` 一共几行（例）；不知道的为 0。"""
    of = f"，共 {whole:,} {unit}" if whole else ""

    def told(lines: int) -> None:
        if progress is not None:
            progress(lines, whole, f"{word}第 {lines:,} {unit}{of}")

    return told


def _options(order: ImportOrder) -> ImportOptions:
    from medtech_desktop.office.import_keepers import ImportOptions

    told = order.options.get
    return ImportOptions(
        edition=told("edition", ""),
        series=told("series", ""),
        source=told("source", ""),
        people=told("people", ""),
        whole=told("rows", "") == "whole",
        system=told("system", ""),
    )


def ask_preview(
    library: Library, order: ImportOrder, on: date, progress: Report | None = None
) -> Previewed:
    """预演一次导入，什么也不保存。raises Trouble, Refused."""
    from medtech_desktop.office.import_pages import UnmatchedPage, import_page

    page = import_page(
        library,
        order.kind,
        order.path,
        on,
        mapping=order.mapping,
        options=_options(order),
        progress=_reader(progress, "读到"),
    )
    if isinstance(page, UnmatchedPage):
        return Previewed(None, None, page)
    return Previewed(preview_view(page), page.report)


def do_import(
    library: Library, order: ImportOrder, on: date, progress: Report | None = None
) -> ImportDone:
    """导入；多于 50 行的先备份。raises Trouble, Refused; then nothing is kept."""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.imports import import_file, import_seen

    if order.seen is not None:
        seen = order.seen
        tell = _reader(progress, "记到", "例", seen.surgeries + seen.same)
        strict = order.whole
        clerk = clerk_here()
        return import_seen(library, clerk, order.seen, on, all_or_nothing=strict, progress=tell)
    return import_file(
        library,
        clerk_here(),
        order.kind,
        order.path,
        on,
        mapping=order.mapping,
        options=_options(order),
        all_or_nothing=order.whole,
        progress=_reader(progress, "导入到"),
    )


def keep_misfits(_library: Library, report: ImportReport, path: Path) -> Path:
    """存不合格的行。"""
    from medtech_desktop.office.imports import save_misfits

    return save_misfits(report, path)


def keep_template(_library: Library, kind: str, path: Path) -> Path:
    """存一份模板。"""
    from medtech_desktop.office.imports import save_template

    return save_template(kind, path)


class UndoImportEntry(Entry):
    """撤销一批导入。"""

    LONG, STOPPED = "正在撤销这一批", "撤销已取消，这一批没有改动"
    SHARES = True

    def __init__(self, desk: Desk, number: str, said: str, parent: QWidget | None = None) -> None:
        line = f"{said}。这一批写入的全部记录自始不算数，痕迹保留；被后来记录引用的不能撤销。"
        super().__init__(desk, f"撤销 {number}", "撤销这一批", line, parent, part=number)
        self._number = number
        self.act_button.setProperty("kind", "fatal")
        self.act_button.setDefault(False)
        self.form.line("reason", "理由", hint="写入审计记录")

    def plan(self) -> Plan:
        return _undo, (self._number, self.form.value("reason"))


def _undo(library: Library, number: str, reason: str, progress: Report | None = None) -> Done:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.imports import undo_import

    def tell(done: int, whole: int) -> None:
        if progress is not None:
            progress(done, whole, f"撤销到第 {done:,} 例，共 {whole:,} 例")

    return undo_import(library, clerk_here(), number, reason, tell)


class MappingDialog(QDialog):
    """指明文件里的各列是哪一栏；``mapped`` 带 标题 → 栏（空为不读）。"""

    mapped = Signal(object)

    def __init__(
        self,
        headings: tuple[str, ...],
        mapping: dict[str, str],
        choices: Choices,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("指明各列")
        self.resize(560, 560)
        self._headings = tuple(dict.fromkeys(text for text in headings if text))
        self._needed = {key: title for key, title, needed in choices if needed}
        self.form = Form()
        options = (("", "不读这一列"), *((key, _title(name, need)) for key, name, need in choices))
        for place, text in enumerate(self._headings):
            box = self.form.choice(str(place), text, options)
            box.setCurrentIndex(max(0, box.findData(mapping.get(text, ""))))
            box.currentIndexChanged.connect(lambda _n: self._check())
        self.said = label("", size=theme.NOTE, ink=Ink.BAD, wrap=True)
        self.act_button = button("按此重新核对", kind="primary")
        self.cancel_button = button("取消")
        self._lay_out()
        self.act_button.clicked.connect(lambda _=False: self._send())
        self.cancel_button.clicked.connect(lambda _=False: self.reject())
        self._check()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 16)
        column.setSpacing(6)
        column.addWidget(label("指明各列", size=theme.PANEL_TITLE, weight=theme.BOLD))
        line = "左边是文件里的标题，右边是它的栏；带 * 的必须有。记住以后，同样的标题自动对上。"
        column.addWidget(label(line, ink=Ink.INK2, wrap=True))
        column.addSpacing(8)
        inside = QWidget()
        held = QVBoxLayout(inside)
        held.setContentsMargins(0, 0, 8, 0)
        held.addWidget(self.form)
        held.addStretch(1)
        pane = scrolled(inside, sideways=True)
        column.addWidget(pane, 1)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.said, 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.act_button)
        column.addLayout(row)

    def mapping(self) -> dict[str, str]:
        """现在所指：标题 → 栏。"""
        return {text: self.form.value(str(n)) for n, text in enumerate(self._headings)}

    def _check(self) -> None:
        used = [key for key in self.mapping().values() if key]
        missing = [title for key, title in self._needed.items() if key not in used]
        doubled = len(used) != len(set(used))
        said = f"还没有指明：{'、'.join(missing)}" if missing else ""
        self.said.setText("有一栏指了两列" if doubled else said)
        self.act_button.setEnabled(not missing and not doubled)

    def _send(self) -> None:
        self.mapped.emit(self.mapping())
        self.accept()


def _title(title: str, needed: bool) -> str:
    return f"{title} *" if needed else title
