"""文书的取、看与导出：一份文书先看后印；导出时选格式。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.printing import ExportedDialog, print_pages
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.paper_view import (
    PageImage,
    PaperPane,
    PaperState,
    PaperView,
    page_images,
)

if TYPE_CHECKING:
    from medtech_desktop.office.exports import Exported
    from medtech_desktop.office.library import Library

SCREEN_DPI = 144
_PRINT_DPI = 300


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """取来的文书：预览、整份 PDF、种类与对象、能出的格式。"""

    view: PaperView
    pdf: bytes
    kind: str
    number: str
    formats: tuple[str, ...] = ("pdf",)


def ask_paper(library: Library, kind: str, number: str, locked: bool, on: date) -> PaperAnswer:
    """一份文书的预览；``locked`` 为已定稿、不再改动的。raises Refused."""
    from medtech_desktop.office.exports import previewed

    made = previewed(library, kind, number, on)
    if locked and kind != "counted-days":
        state = PaperState.SUBMITTED
    else:
        state = PaperState.DRAFT if made.gaps else PaperState.READY
    missing = tuple(finding.message for finding in made.gaps)
    view = PaperView(page_images(made.pdf, SCREEN_DPI), state, missing)
    return PaperAnswer(view, made.pdf, kind, number, made.formats)


def ask_pages(_library: Library, pdf: bytes) -> tuple[PageImage, ...]:
    """打印用的各页，300 点每英寸。"""
    return page_images(pdf, _PRINT_DPI)


def export_paper(
    library: Library, paper: PaperAnswer, folder: Path, formats: tuple[str, ...], on: date
) -> Exported:
    """把一份文书以所选格式导出到文件夹；有缺项的标明草稿。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.exports import export_papers

    return export_papers(
        library,
        clerk_here(),
        (paper.kind,),
        (paper.number,) if paper.number else (),
        folder,
        on,
        formats=formats,
        draft=bool(paper.view.missing),
    )


class PaperFlow:
    """一个预览窗格背后的事：取文书、打印、选格式、导出、说结果。"""

    def __init__(self, desk: Desk, pane: PaperPane, owner: QWidget) -> None:
        self._desk, self._pane, self._owner = desk, pane, owner
        self.paper: PaperAnswer | None = None
        self._on = date.min
        self._said = ""
        pane.print_wanted.connect(self.print)
        pane.export_wanted.connect(self._choose_folder)

    def ask(self, kind: str, number: str, locked: bool, on: date, said: str = "") -> None:
        """取一份文书来看；``said`` 为不缺什么时说的一句。"""
        self._on, self._said = on, said
        self._desk.ask(
            ask_paper,
            kind,
            number,
            locked,
            on,
            then=self.show,
            refused=self.say_refused,
            troubled=self._say_trouble,
            owner=self._owner,
            topic="paper",
        )

    def show(self, answer: PaperAnswer) -> None:
        """显示取来的文书。"""
        self.paper = answer
        self._pane.show_paper(answer.view, self._said)
        self._pane.show_formats(answer.formats)

    def forget(self) -> None:
        """没有文书在看。"""
        self.paper = None

    def say_refused(self, findings: tuple[Finding, ...]) -> None:
        """这份文书出不了：说为什么。"""
        self.paper = None
        self._pane.say("；".join(f"{one.message}，{one.remedy}" for one in findings))

    def _say_trouble(self, trouble: Trouble) -> None:
        self.paper = None
        self._pane.say(str(trouble))

    def print(self) -> None:
        """打印现在的文书。"""
        if self.paper is not None:
            self._desk.ask(
                ask_pages,
                self.paper.pdf,
                then=self._print_pages,
                owner=self._owner,
                topic="print",
            )

    def _print_pages(self, pages: tuple[PageImage, ...]) -> None:
        number = self.paper.number if self.paper else ""
        print_pages(pages, number or "文书", self._owner)

    def _choose_folder(self, kind: str) -> None:
        folder = QFileDialog.getExistingDirectory(self._owner, "导出到哪个文件夹")
        if folder:
            self.export_to(Path(folder), (kind,) if kind else ())

    def export_to(self, folder: Path, formats: tuple[str, ...] = ()) -> None:
        """导出现在的文书到文件夹；不说格式时各种格式各出一份。"""
        if self.paper is not None:
            self._desk.ask(
                export_paper,
                self.paper,
                folder,
                formats,
                self._on,
                then=self._tell,
                owner=self._owner,
            )

    def _tell(self, exported: Exported) -> None:
        if not exported.files:
            findings = [finding for one in exported.skipped for finding in one.findings]
            words = "；".join(finding.message for finding in findings)
            self._desk.trouble_met.emit(Trouble(f"没有导出：{words}", "补齐后再导出"))
            return
        dialog = ExportedDialog(exported.files, self._owner)
        dialog.print_wanted.connect(self.print)
        dialog.open()


class PaperSheet(QDialog):
    """单独打开的一份文书：先看，再打印或导出。"""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(760, 660)
        self.pane = PaperPane()
        self.pane.show_tabs((FilterWord("paper", title),), "paper")
        self.pane.say("正在生成")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self.flow = PaperFlow(desk, self.pane, self)

    def begin(self, kind: str, number: str, locked: bool, on: date, said: str = "") -> None:
        """打开并取文书。"""
        self.flow.ask(kind, number, locked, on, said)
        self.open()
