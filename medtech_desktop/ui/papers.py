"""文书的取、看与导出：一份文书先看后印；导出时选格式。"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.desk import Desk, Report
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.page_pictures import page_pictures, page_sizes, sizes_or_trouble
from medtech_desktop.ui.print_jobs import PrintItem
from medtech_desktop.ui.printing import ExportedDialog, PrintFlow
from medtech_desktop.ui.printings import PrintingsSheet
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.page_images import PageImage, PageWish
from medtech_desktop.ui.widgets.paper_frames import Frame
from medtech_desktop.ui.widgets.paper_view import PaperPane, PaperState, PaperView

if TYPE_CHECKING:
    from medtech_desktop.office.exports import Exported
    from medtech_desktop.office.library import Library
    from medtech_desktop.office.printings import Printing

SCAN = "scan"
"""扫描件不是文书的一种，只看、只印。"""


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """取来的文书：预览、整份 PDF、种类与对象、能出的格式。"""

    view: PaperView
    pdf: bytes
    kind: str
    number: str
    formats: tuple[str, ...] = ("pdf",)
    title: str = ""
    layout: str = ""
    last: Printing | None = None
    kept: bool = False
    attachment: int = 0


def ask_paper(library: Library, kind: str, number: str, locked: bool, on: date) -> PaperAnswer:
    """一份文书的预览；``locked`` 为已定稿、不再改动的。raises Refused."""
    from medtech_desktop.office.exports import previewed

    made = previewed(library, kind, number, on)
    if locked and kind != "counted-days":
        state = PaperState.SUBMITTED
    else:
        state = PaperState.DRAFT if made.gaps or made.lacking else PaperState.READY
    missing = tuple(finding.message for finding in made.gaps)
    missing += tuple(f"缺{piece}" for piece in made.lacking)
    frames = tuple(
        Frame(box.page, box.left, box.top, box.width, box.height, box.word) for box in made.empty
    )
    view = PaperView(page_sizes(made.pdf), state, missing, frames)
    last, kept = ask_past(library, kind, number)
    return PaperAnswer(
        view, made.pdf, kind, number, made.formats, made.title, made.layout, last, kept
    )


def ask_past(library: Library, kind: str, number: str) -> tuple[Printing | None, bool]:
    """这份文书最后一次打印，与有没有打印、导出的记录。"""
    from medtech_desktop.office.printings import printings

    things = (number,) if number else ()
    lines = [line for line in printings(library, things) if _is_of(line, kind, number)]
    return next((line for line in lines if line.word == "打印"), None), bool(lines)


def _is_of(line: Printing, kind: str, number: str) -> bool:
    return line.paper.kind == kind and line.paper.number == number


def past_words(last: Printing | None, today: date) -> str:
    """「上次打印 11月24日 16:05，示例甲，2 份」；没有打印过为空。"""
    if last is None:
        return ""
    day, _, moment = last.at.partition(" ")
    then = date.fromisoformat(day)
    year = f"{then.year}年" if then.year != today.year else ""
    draft = "，草稿" if last.paper.draft else ""
    when = f"{year}{then.month}月{then.day}日 {moment}"
    return f"上次打印 {when}，{last.person}，{last.paper.copies} 份{draft}"


def ask_scan(library: Library, attachment: int, name: str) -> PaperAnswer:
    """一件扫描件的预览。raises Trouble when it cannot be shown."""
    from medtech_desktop.office.dossiers import issued_bytes

    content = issued_bytes(library, attachment)
    view = PaperView(sizes_or_trouble(content), PaperState.SUBMITTED)
    return PaperAnswer(view, content, SCAN, name, ("file",), name, attachment=attachment)


def ask_pictures(
    _library: Library, content: bytes, wishes: tuple[PageWish, ...]
) -> tuple[PageImage, ...]:
    """所要的各页图像。"""
    return page_pictures(content, wishes)


def export_paper(
    library: Library,
    paper: PaperAnswer,
    folder: Path,
    formats: tuple[str, ...],
    on: date,
    progress: Report,
) -> Exported:
    """把一份文书以所选格式导出到文件夹；有缺项的标明草稿。"""
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.exports import export_attachment, export_papers

    if paper.kind == SCAN:
        return export_attachment(library, clerk_here(), paper.attachment, folder, paper.number)
    return export_papers(
        library,
        clerk_here(),
        (paper.kind,),
        (paper.number,) if paper.number else (),
        folder,
        on,
        formats=formats,
        draft=bool(paper.view.missing),
        progress=lambda done, total: progress(done, total, f"正在写第 {done + 1} 份"),
    )


def item_of(paper: PaperAnswer) -> PrintItem:
    """要打印的一份。"""
    return PrintItem(
        paper.kind,
        paper.number,
        paper.title or paper.number,
        paper.pdf,
        len(paper.view.sizes),
        bool(paper.view.missing),
        paper.layout,
        paper.kind in (SCAN, "dossier"),
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
        pane.pictures_wanted.connect(self._ask_pictures)
        pane.enlarge_wanted.connect(self.enlarge)
        pane.history_wanted.connect(self.show_history)
        self.printing = PrintFlow(desk, owner, lambda: self._choose_folder("pdf"))
        self.printing.told = self._printed

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
        self._pane.show_formats(answer.formats)
        if answer.kind == SCAN:
            self._pane.show_scan(answer.view, answer.number)
            return
        self._pane.show_paper(answer.view, self._said)
        self._pane.show_past(past_words(answer.last, self._on), kept=answer.kept)

    def show_scan(self, attachment: int, name: str) -> None:
        """取一件扫描件来看。"""
        self._desk.ask(
            ask_scan,
            attachment,
            name,
            then=self.show,
            refused=self.say_refused,
            troubled=self._say_trouble,
            owner=self._owner,
            topic="paper",
        )

    def _ask_pictures(self, wishes: tuple[PageWish, ...]) -> None:
        paper = self.paper
        if paper is not None:
            self._desk.ask(
                ask_pictures,
                paper.pdf,
                wishes,
                then=lambda pictures: self._take_pictures(paper, pictures),
                owner=self._pane,
                topic="pictures",
            )

    def _take_pictures(self, paper: PaperAnswer, pictures: tuple[PageImage, ...]) -> None:
        if paper is self.paper:
            self._pane.take_pictures(pictures)

    def enlarge(self) -> None:
        """整窗看现在的文书；F11 或 Esc 回来。"""
        if self.paper is None or isinstance(self._owner, EnlargedPaper):
            return
        sheet = EnlargedPaper(self._desk, self._pane.tab_word(), self._owner)
        sheet.begin_with(self.paper, self._on, self._said)

    def begin_with(self, paper: PaperAnswer, on: date, said: str) -> None:
        """显示别处已取来的文书。"""
        self._on, self._said = on, said
        self.show(paper)

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
        paper = self.paper
        if paper is not None:
            pages = self._pane.pages
            title = paper.title or paper.number or "文书"
            self.printing.begin((item_of(paper),), pages.pages, title, pages.page)

    def _printed(self) -> None:
        paper = self.paper
        if paper is not None:
            self._desk.ask(
                ask_past,
                paper.kind,
                paper.number,
                then=lambda past: self._show_past(paper, *past),
                owner=self._owner,
            )

    def _show_past(self, paper: PaperAnswer, last: Printing | None, kept: bool) -> None:
        if paper is self.paper:
            self.paper = replace(paper, last=last, kept=kept)
            self._pane.show_past(past_words(last, self._on), kept=kept)

    def show_history(self) -> None:
        """这件事物的打印记录。"""
        if self.paper is not None and self.paper.kind != SCAN:
            PrintingsSheet(self._desk, self.paper.number, self._owner).begin()

    def _choose_folder(self, kind: str) -> None:
        folder = QFileDialog.getExistingDirectory(self._owner, "导出到哪个文件夹")
        if folder:
            self.export_to(Path(folder), (kind,) if kind else ())

    def export_to(self, folder: Path, formats: tuple[str, ...] = ()) -> None:
        """导出现在的文书到文件夹；不说格式时各种格式各出一份。"""
        if self.paper is not None:
            begin_long(
                self._desk,
                self._owner,
                "正在导出",
                export_paper,
                self.paper,
                folder,
                formats,
                self._on,
                then=self._tell,
                stopped="导出已取消，没有写出文件",
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
        self._printed()


class PaperSheet(QDialog):
    """单独打开的一份文书：先看，再打印或导出。"""

    def __init__(self, desk: Desk, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(760, 660)
        self.pane = PaperPane()
        self.pane.free_width()
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
        self.pane.pages.setFocus()

    def begin_scan(self, attachment: int, name: str) -> None:
        """打开并取一件扫描件。"""
        self.flow.show_scan(attachment, name)
        self.open()
        self.pane.pages.setFocus()


class EnlargedPaper(QDialog):
    """整窗的预览：同一个预览控件，同样能打印、导出。"""

    def __init__(self, desk: Desk, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{title}，按 F11 或 Esc 回来")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint, True)
        self.pane = PaperPane()
        self.pane.fill_window()
        self.pane.pages.set_zoom("125 %")
        self.pane.show_tabs((FilterWord("paper", title),), "paper")
        self.pane.pages.enlarge_wanted.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pane)
        self.flow = PaperFlow(desk, self.pane, self)
        window = parent.window()
        while (above := window.parentWidget()) is not None:
            window = above.window()
        self.resize(window.size())
        self.move(window.pos())

    def begin_with(self, paper: PaperAnswer, on: date, said: str) -> None:
        """打开，显示已取来的文书。"""
        self.flow.begin_with(paper, on, said)
        self.open()
        self.pane.pages.setFocus()
