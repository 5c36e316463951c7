"""导入的三页：选种类与文件、核对各行、结果。"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.screens.import_views import (
    BATCH_COLUMNS,
    UNKNOWN,
    UNKNOWN_COLUMNS,
    PreviewView,
    batch_rows,
    filter_words_of,
    shown_rows,
)
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.drop_area import DropArea
from medtech_desktop.ui.widgets.filter_words import FilterWords
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.notices import Notice
from medtech_desktop.ui.widgets.quiet import Link, button, label, paper
from medtech_desktop.ui.widgets.tables import RowTable

if TYPE_CHECKING:
    from medtech_desktop.office.import_pages import ImportsView
    from medtech_desktop.office.imports import ImportDone

SUFFIXES = (".xlsx", ".xls", ".csv")
_WITH_EDITION = {"catalog", "procedures"}
_SHOWN_BATCHES = 190


_PEOPLE = (
    ("", "认不出的不导入，逐行指出"),
    ("physician", "认不出的按医师"),
    ("nurse", "认不出的按护士"),
    ("technician", "认不出的按技师"),
)


_ROWS = (
    ("", "留着，只改文件里的行"),
    ("whole", "删去，文件是整份目录"),
)


class ChooseStep(QWidget):
    """选种类与文件；下面是近来的批次。"""

    file_wanted = Signal()
    file_given = Signal(object)
    template_wanted = Signal()
    undo_wanted = Signal(str)
    mapping_wanted = Signal()
    kind_changed = Signal()

    def __init__(self, kind: str) -> None:
        super().__init__()
        self._wanted = kind
        self._labels: dict[str, str] = {}
        self._said: dict[str, str] = {}
        self.form = Form()
        self.kinds = QComboBox()
        self.kinds.view().setAccessibleName("导入什么")
        self.form.add("kind", "导入什么", self.kinds)
        self.edition = self.form.line("edition", "版名", hint="例：湖南2026、示例编码2026版")
        self.series = self.form.choice("series", "目录系列", ())
        self.source = self.form.line("source", "来源", hint="文件名称、文号或下载处")
        hint = "手术单号出自哪个系统；只有一个系统的可不填，几个的写明，单号才不相混"
        self.system = self.form.line("system", "来源系统", hint=hint)
        self.form.choice("rows", "文件里没有的", _ROWS, "草稿里有而文件里没有的行怎么办")
        hint = "没有类别一栏的，由职称认出医师、护士、技师；认不出的按这里选的"
        self.form.choice("people", "没写类别的", _PEOPLE, hint)
        self.template = Link("存一份空白模板…", size=theme.BODY)
        self.area = DropArea(
            "把表格拖到这里，或点一下选择文件…", "xlsx、xls 或 csv，一个文件", SUFFIXES
        )
        self.notices = QVBoxLayout()
        self.batches_title = label("近来的导入", weight=theme.BOLD)
        self.batches = RowTable(BATCH_COLUMNS, "近来的导入", bleed=True, several=False)
        self._lay_out()
        self.area.clicked.connect(lambda _=False: self.file_wanted.emit())
        self.area.dropped.connect(self.file_given)
        self.template.clicked.connect(lambda _=False: self.template_wanted.emit())
        self.batches.opened.connect(self.undo_wanted)
        self.kinds.activated.connect(lambda _n: self._changed())
        self._show_fields()  # shown, they make the sheet taller than the screen

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(8)
        held = QWidget()
        held.setMaximumWidth(760)
        inside = QVBoxLayout(held)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.form)
        links = QHBoxLayout()
        links.setContentsMargins(98, 0, 0, 0)
        links.addWidget(self.template)
        links.addStretch(1)
        inside.addLayout(links)
        column.addWidget(held)
        column.addWidget(self.area)
        column.addLayout(self.notices)
        column.addSpacing(6)
        column.addWidget(self.batches_title)
        column.addWidget(self.batches)
        column.addStretch(1)

    def show_imports(self, answer: ImportsView) -> None:
        """换上种类、系列与批次。"""
        kind = self.kind() or self._wanted
        self._labels = answer.kinds
        self.kinds.clear()
        for key, word in answer.kinds.items():
            self.kinds.addItem(word, key)
        self.kinds.setCurrentIndex(max(0, self.kinds.findData(kind)))
        self._show_fields()
        self.series.clear()
        for key, word in answer.series:
            self.series.addItem(word, key)
        rows = batch_rows(answer.batches)
        self.batches.set_rows(rows)
        self.batches.setFixedHeight(min(self.batches.whole_height(), _SHOWN_BATCHES))
        self._said = {
            one.number: f"{one.file_name}，记入 {one.accepted:,} 行" for one in answer.batches
        }
        for widget in (self.batches, self.batches_title):
            widget.setVisible(bool(rows))

    def _changed(self) -> None:
        self._show_fields()
        self.kind_changed.emit()

    def _show_fields(self) -> None:
        catalog, edition = self.kind() == "catalog", self.kind() in _WITH_EDITION
        self.form.show_field("edition", edition)
        self.form.show_field("source", edition)
        self.form.show_field("series", catalog)
        self.form.show_field("people", self.kind() == "practitioners")
        self.form.show_field("rows", self.kind() == "grading")
        self.form.show_field("system", self.kind() == "surgeries")

    def kind(self) -> str:
        """所选种类。"""
        return str(self.kinds.currentData() or self._wanted)

    def kind_word(self) -> str:
        """所选种类的名称。"""
        return self._labels.get(self.kind(), "")

    def said_of(self, number: str) -> str:
        """一批的一句话。"""
        return self._said.get(number, number)

    def options(self) -> dict[str, str]:
        """另外要说明的。"""
        if self.kind() == "practitioners":
            return {"people": self.form.value("people")}
        if self.kind() == "grading":
            return {"rows": self.form.value("rows")}
        if self.kind() == "surgeries":
            return {"system": self.form.value("system")}
        if self.kind() not in _WITH_EDITION:
            return {}
        told = {"edition": self.form.value("edition"), "source": self.form.value("source")}
        if self.kind() == "catalog":
            told["series"] = self.form.value("series")
        return told

    def is_whole(self) -> bool:
        """文件是整份目录，没有列出的要删去。"""
        return self.kind() == "grading" and self.form.value("rows") == "whole"

    def check_options(self) -> bool:
        """要说明的都说明了；没有的在字段下指出。"""
        self.form.clear_findings()
        self._clear()
        if self.kind() in _WITH_EDITION and not self.form.value("edition"):
            what = "没有写版名"
            remedy = "写明版名后点「核对」"
            self.form.show_findings((Finding(Severity.REFUSE, what, "INPUT", remedy, "edition"),))
            return False
        return True

    def show_file(self, path: Path) -> None:
        """已选的文件。"""
        self.area.setText(f"{path.name}　拖来或点一下可以换一个")
        self.area.setAccessibleName(self.area.text())
        self.area.update()

    def show_unmatched(self, sentence: str) -> None:
        """栏目对不上：说为什么，给「指明各列…」。"""
        self._clear()
        remedy = "指明文件里的各列是哪一栏，或改用模板"
        notice = Notice(Finding(Severity.REFUSE, sentence, "INPUT", remedy, ""), ("指明各列…",))
        notice.way_taken.connect(lambda _word: self.mapping_wanted.emit())
        self.notices.addWidget(notice)

    def _clear(self) -> None:
        while (item := self.notices.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()


class CheckStep(QWidget):
    """核对：筛选词、各行、选中一行的全部原因。"""

    misfits_wanted = Signal()
    mapping_wanted = Signal()
    meaning_wanted = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self.view: PreviewView | None = None
        self.told = label("", weight=theme.MEDIUM, wrap=True)
        self.lacking = label("", weight=theme.MEDIUM, ink=Ink.BAD, wrap=True)
        self.unknown = RowTable(UNKNOWN_COLUMNS, "没有认出的写法", bleed=False, several=False)
        self.table: RowTable | None = None
        self.words = FilterWords("结果", lead=0)
        self.words.underlined = False
        self.mapping_link = Link("调整栏目…", size=theme.BODY)
        self.misfits_link = Link("导出问题行…", size=theme.BODY)
        self.notes = label("", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        self.detail = label("", size=theme.NOTE, ink=Ink.BAD, wrap=True)
        paper(self.detail, Ink.BG)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addWidget(self.words, 1)
        head.addWidget(self.mapping_link)
        head.addWidget(self.misfits_link)
        self._column.addWidget(self.told)
        self._column.addWidget(self.lacking)
        self._column.addLayout(head)
        self._column.addWidget(self.unknown, 1)
        self._column.addWidget(self.notes)
        self._column.addWidget(self.detail)
        self.words.chosen.connect(self.show_state)
        self.misfits_link.clicked.connect(lambda _=False: self.misfits_wanted.emit())
        self.mapping_link.clicked.connect(lambda _=False: self.mapping_wanted.emit())
        self.unknown.opened.connect(self._say_meaning)

    def show_view(self, view: PreviewView) -> None:
        """换上预览；有不能导入的先看它们。"""
        self.view = view
        if self.table is not None:
            self.table.hide()
            self.table.deleteLater()
        self.table = RowTable(view.columns, "核对各行", bleed=False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.table.chosen.connect(self._show_reasons)
        self._column.insertWidget(4, self.table, 1)
        self.told.setText(view.told)
        self.told.setVisible(bool(view.told))
        self.lacking.setText(view.lacking)
        self.lacking.setVisible(bool(view.lacking))
        self.unknown.set_rows(view.unknown)
        self.notes.setText("；".join(view.notes))
        self.notes.setVisible(bool(view.notes))
        self.misfits_link.setVisible(bool(view.misfits))
        listed = filter_words_of(view)
        self.words.show_words(listed, listed[0].key)
        self.show_state(listed[0].key)

    def show_state(self, key: str) -> None:
        """只看一种结果的行。"""
        if self.view is not None and self.table is not None:
            self.unknown.setVisible(key == UNKNOWN)
            self.table.setVisible(key != UNKNOWN)
            self.table.set_rows(shown_rows(self.view, key))
            self._show_reasons(self.table.current_key())

    def _say_meaning(self, key: str) -> None:
        row = next((row for row in self.unknown.rows_model.rows() if row.key == key), None)
        if row is not None:
            kind, said = key.split(" ", 1)
            self.meaning_wanted.emit(kind, said, row.cells[-1].text)

    def mark_told(self, kind: str, said: str) -> None:
        """这个写法已经说明指谁，导入时就认得，不再列。"""
        rows = self.unknown.rows_model.rows()
        self.unknown.set_rows(tuple(row for row in rows if row.key != f"{kind} {said}"))

    def _show_reasons(self, key: str) -> None:
        said = self.view.reasons.get(key, "") if self.view is not None else ""
        self.detail.setText(said)
        self.detail.setVisible(bool(said))


class _Sign(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.icon, self.ink = "circle-check", Ink.OK
        self.setFixedSize(28, 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        draw_icon(QPainter(self), self.icon, QRectF(0, 0, 28, 28), self.ink)


_NEXT = {
    "grading": "记在草稿里：到「手术分级」的「草稿」核对，经会议「审定…」以后才作数",
    "procedures": "接下来可以导入或起草分级目录",
    "surgeries": "到「手术核查」看问题；没有认出的写法，在那里的「认名」里说明指谁",
    "cases": "到「手术核查」的「病例登记」看这一批",
    "privileges": "到「授权」的「决定」看这一批，登记有误的可以整次撤销",
}
"""导入以后接着办什么。"""


class ResultStep(QWidget):
    """结果：记入、已在册、不合格各多少；导出问题行、撤销、再导入。"""

    misfits_wanted = Signal()
    undo_wanted = Signal()
    again_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.sign = _Sign()
        self.title = label("", size=theme.PANEL_TITLE, weight=theme.BOLD, wrap=True)
        self.line = label("", ink=Ink.INK2, wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.line.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.misfits_button = button("导出问题行…", "download")
        self.undo_button = button("撤销这一批…", "undo-2", kind="danger")
        self.again_button = button("再导入一个文件", "file-up")
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.title)
        column.addWidget(self.line)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for made in (self.misfits_button, self.again_button, self.undo_button):
            row.addWidget(made)
        row.addStretch(1)
        column.addSpacing(8)
        column.addLayout(row)
        column.addStretch(3)
        self.misfits_button.clicked.connect(lambda _=False: self.misfits_wanted.emit())
        self.undo_button.clicked.connect(lambda _=False: self.undo_wanted.emit())
        self.again_button.clicked.connect(lambda _=False: self.again_wanted.emit())

    def show_done(self, done: ImportDone) -> None:
        """换上结果。"""
        report = done.report
        kept = bool(done.subject)
        self._face("circle-check" if kept else "circle-x", Ink.OK if kept else Ink.BAD)
        accepted = f"已记入 {report.accepted:,} 行" if kept else "没有记入任何一行"
        if kept and report.dropped:
            gone = f"删去 {report.dropped:,} 行"
            accepted = f"{accepted}，{gone}" if report.accepted else f"已{gone}"
        log = report.log
        if kept and log is not None:
            accepted = f"已记入 {log.surgeries:,} 例 {log.lines:,} 项"
        self.title.setText(accepted)
        parts = [f"读入 {report.read:,} 行", f"批号 {done.subject}" if kept else ""]
        parts.append(f"已在册 {report.duplicates:,} 行，不重复记入" if report.duplicates else "")
        parts.append(f"不合格 {report.misfit_rows:,} 行，没有记入" if report.misfit_rows else "")
        if kept and log is not None and log.versions:
            parts.append(f"其中 {log.versions:,} 例是新版本，以前的说明仍在")
        parts += [one.message for one in done.findings]
        next_step = _NEXT.get(report.kind, "") if kept else ""
        said = "；".join(part for part in parts if part)
        self.line.setText("\n".join(part for part in (said, next_step) if part))
        self.misfits_button.setVisible(bool(report.misfit_rows))
        self.undo_button.setVisible(kept)

    def show_undone(self) -> None:
        """这一批已撤销。"""
        self._face("undo-2", Ink.INK2)
        self.title.setText("这一批已经撤销")
        self.line.setText("写入的记录自始不算数，痕迹保留在审计里")
        self.undo_button.setVisible(False)

    def _face(self, icon: str, ink: Ink) -> None:
        self.sign.icon, self.sign.ink = icon, ink
        self.sign.update()
