"""打印：按原大，页码、份数、次序照打印框；纸不合先说；印不成给 PDF，不算打印过。"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QMarginsF
from PySide6.QtGui import QPageLayout, QPageRanges, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.office.library import open_library, paper_anchor
from medtech_desktop.office.printings import printings
from medtech_desktop.ui import printing
from medtech_desktop.ui.desk import Cancelled
from medtech_desktop.ui.page_pictures import page_sizes
from medtech_desktop.ui.print_jobs import (
    PrintItem,
    PrintPlan,
    ink_of,
    page_list,
    paper_problem,
    planned,
    print_papers,
    to_fit,
)
from medtech_desktop.ui.printing import ChoiceDialog, PrintFlow, new_printer
from tests.builders import FIRST_CASE, office_at
from tests.documents.paper_samples import ANNEX2, ANNEX5
from tests.pages.window import WindowPage
from tests.ui.test_paper_view import pdf

TODAY = date(2026, 9, 28)


def _printer(place: Path) -> QPrinter:
    printer = new_printer("测试")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(place))
    printer.setResolution(300)
    return printer


def _item(content: bytes, title: str = "示例文书") -> PrintItem:
    return PrintItem("annex2", "备案-2026-001", title, content, len(page_sizes(content)))


def _quiet(_done: int, _total: int, _words: str = "") -> None:
    return None


def _print(place: Path, content: bytes, *, scaled: bool = False) -> bytes:
    printer = _printer(place)
    items = (_item(content),)
    plan = PrintPlan(page_list(items), 1, scaled=scaled)
    print_papers(None, printer, items, plan, _quiet)
    return place.read_bytes()


@pytest.mark.parametrize("record", [ANNEX2, ANNEX5], ids=["upright", "landscape"])
def test_the_printed_page_has_the_true_size(
    qapp: QApplication, tmp_path: Path, record: object
) -> None:
    from medtech_desktop.documents.rendering import render

    original = render(record, "pdf")
    made = _print(tmp_path / "out.pdf", original)
    before, after = pypdfium2.PdfDocument(original), pypdfium2.PdfDocument(made)
    try:
        assert len(before) == len(after)
        for number in range(len(before)):
            assert after.get_page_size(number) == pytest.approx(
                before.get_page_size(number), abs=1.0
            )
    finally:
        before.close()
        after.close()
    wanted, found = ink_of(original, 0), ink_of(made, 0)
    assert wanted is not None
    assert found == pytest.approx(wanted, abs=2.1)  # one dot of the measuring grid is 2 pt


def test_a_page_scaled_to_the_printable_part_is_smaller(qapp: QApplication, tmp_path: Path) -> None:
    printer = _printer(tmp_path / "a5.pdf")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    items = (_item(pdf(1)),)
    plan = to_fit(PrintPlan(page_list(items), 1))
    print_papers(None, printer, items, plan, _quiet)
    made = (tmp_path / "a5.pdf").read_bytes()
    wanted, found = ink_of(items[0].content, 0), ink_of(made, 0)
    assert wanted is not None
    assert found is not None
    assert found[0] == pytest.approx(wanted[0] * 420 / 595, abs=4)
    assert found[1] == pytest.approx(wanted[1] * 595 / 842, abs=4)


def test_other_paper_and_unprintable_edges_are_said_before_printing(
    qapp: QApplication, tmp_path: Path
) -> None:
    items = (_item(pdf(1)),)
    plan = PrintPlan(page_list(items), 1)
    size = QPageSize(QPageSize.PageSizeId.A4)
    upright = QPageLayout.Orientation.Portrait
    none = QMarginsF(0, 0, 0, 0)
    whole = QPageLayout(size, upright, none)
    assert paper_problem(None, items, plan, whole) == ""
    small = QPageLayout(QPageSize(QPageSize.PageSizeId.A5), upright, none)
    assert paper_problem(None, items, plan, small) == "打印机里是 A5 纸，文书是 A4"
    narrow = QPageLayout(size, upright, none, QPageLayout.Unit.Point, QMarginsF(120, 120, 120, 120))
    assert "42 毫米 印不到，第 1 页会被裁去一些" in paper_problem(None, items, plan, narrow)
    usual = QPageLayout(size, upright, none, QPageLayout.Unit.Point, QMarginsF(12, 12, 12, 12))
    assert paper_problem(None, items, plan, usual) == ""


def test_the_page_range_holds_both_its_ends(qapp: QApplication, tmp_path: Path) -> None:
    printer = _printer(tmp_path / "out.pdf")
    items = (_item(pdf(5)),)
    pages = page_list(items)
    assert [page for _, page in planned(printer, pages).pages] == [0, 1, 2, 3, 4]
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 4)
    assert [page for _, page in planned(printer, pages).pages] == [1, 2, 3]
    printer.setFromTo(5, 5)
    assert [page for _, page in planned(printer, pages).pages] == [4]
    printer.setPageRanges(QPageRanges.fromString("1,4-5"))
    assert [page for _, page in planned(printer, pages).pages] == [0, 3, 4]
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    assert [page for _, page in planned(printer, pages, current=3).pages] == [2]
    printer.setPrintRange(QPrinter.PrintRange.AllPages)
    printer.setPageOrder(QPrinter.PageOrder.LastPageFirst)
    assert [page for _, page in planned(printer, pages).pages] == [4, 3, 2, 1, 0]


def test_only_the_chosen_pages_reach_the_printer(qapp: QApplication, tmp_path: Path) -> None:
    printer = _printer(tmp_path / "out.pdf")
    items = (_item(pdf(5)), _item(pdf(2)))
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(5, 6)
    sent = print_papers(None, printer, items, planned(printer, page_list(items)), _quiet)
    document = pypdfium2.PdfDocument((tmp_path / "out.pdf").read_bytes())
    assert (sent, len(document)) == (2, 2)
    document.close()


def test_copies_are_repeated_where_the_printer_cannot(qapp: QApplication) -> None:
    pages = ((0, 0), (0, 1))
    assert PrintPlan(pages, 2, 2).order() == ((0, 0), (0, 1), (0, 0), (0, 1))
    assert PrintPlan(pages, 2, 2, collated=False).order() == ((0, 0), (0, 0), (0, 1), (0, 1))
    assert PrintPlan(pages, 2, 1).order() == pages


def test_a_cancelled_print_is_not_on_record(qapp: QApplication, tmp_path: Path) -> None:
    office = office_at("approved", tmp_path)
    items = (_item(pdf(4)),)
    printer = _printer(tmp_path / "out.pdf")

    def tired(done: int, _total: int, _words: str = "") -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        print_papers(office.library, printer, items, PrintPlan(page_list(items), 1), tired)
    assert printings(office.library) == ()
    print_papers(office.library, printer, items, PrintPlan(page_list(items), 3), _quiet)
    [line] = printings(office.library)
    assert (line.word, line.label, line.paper.pages, line.paper.copies) == (
        "打印",
        "附件2 备案表",
        4,
        3,
    )
    office.library.close()


@pytest.mark.qt_log_ignore(r"QPainter::begin\(\): Returned false")
def test_a_printer_that_refuses_is_trouble_and_not_on_record(
    qapp: QApplication, tmp_path: Path
) -> None:
    office = office_at("approved", tmp_path)
    items = (_item(pdf(1)),)
    printer = _printer(tmp_path / "no" / "such" / "folder" / "out.pdf")
    with pytest.raises(Trouble, match="打印机没有接受"):
        print_papers(office.library, printer, items, PrintPlan(page_list(items), 1), _quiet)
    assert printings(office.library) == ()
    office.library.close()


def test_a_printer_that_vanishes_in_the_middle_prints_nothing_and_is_not_on_record(
    qapp: QApplication, tmp_path: Path
) -> None:
    office = office_at("approved", tmp_path)
    items = (_item(pdf(4)),)
    printer = _printer(tmp_path / "out.pdf")
    aborted = list[bool]()
    real = printer.newPage
    turned = iter((True, False))
    printer.newPage = lambda: next(turned) and real()  # type: ignore[method-assign]
    printer.abort = lambda: bool(aborted.append(True))  # type: ignore[method-assign,func-returns-value]
    with pytest.raises(Trouble, match="从第 3 页起") as met:
        print_papers(office.library, printer, items, PrintPlan(page_list(items), 1), _quiet)
    assert met.value.number == "E-PR-01"
    assert aborted == [True]
    assert printings(office.library) == ()
    office.library.close()


def test_pages_that_are_not_there_are_said(window: WindowPage, tmp_path: Path) -> None:
    flow = PrintFlow(window.desk, window.window, lambda: None)
    printer = _printer(tmp_path / "out.pdf")
    printer.setPrintRange(QPrinter.PrintRange.CurrentPage)
    flow.check(printer, (_item(pdf(2)),), current=9)
    window.settle()
    (dialog,) = [one for one in window.window.findChildren(ChoiceDialog) if one.isVisible()]
    assert dialog.windowTitle() == "没有打印"
    dialog.reject()
    assert not (tmp_path / "out.pdf").exists()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office = office_at("approved", tmp_path)
    office.operate("S16", FIRST_CASE)
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    page.go("备案")
    page.open_unopened()
    assert page.entry().submit() == []
    yield page
    page.close()


def test_without_a_printer_a_pdf_is_offered(
    window: WindowPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "has_printer", lambda: False)
    window.filings.paper.print_button.click()
    [dialog] = [one for one in window.filings.findChildren(ChoiceDialog) if one.isVisible()]
    assert dialog.windowTitle() == "没有可用的打印机"
    assert list(dialog.buttons) == ["导出 PDF…"]
    dialog.reject()


def test_a_draft_is_printed_and_said_in_the_foot(window: WindowPage, tmp_path: Path) -> None:
    screen = window.filings
    paper = screen.flow.paper
    assert paper is not None
    from medtech_desktop.ui.papers import item_of

    screen.flow.printing.check(_printer(tmp_path / "草稿.pdf"), (item_of(paper),))
    window.settle()
    window.settle()
    assert screen.paper.past.text().startswith("上次打印 ")
    assert screen.paper.past.text().endswith("1 份，草稿")
    assert not screen.paper.past_link.isHidden()
    document = pypdfium2.PdfDocument((tmp_path / "草稿.pdf").read_bytes())
    assert len(document) == screen.paper.pages.pages
    document.close()


def test_wrong_paper_is_asked_about(window: WindowPage, tmp_path: Path) -> None:
    screen = window.filings
    paper = screen.flow.paper
    assert paper is not None
    from medtech_desktop.ui.papers import item_of

    printer = _printer(tmp_path / "小.pdf")
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A5))
    screen.flow.printing.check(printer, (item_of(paper),))
    window.settle()
    [dialog] = [one for one in screen.findChildren(ChoiceDialog) if one.isVisible()]
    assert "A5 纸，文书是 A4" in dialog.accessibleDescription()
    dialog.buttons["缩放到可打印范围"].click()
    window.settle()
    assert (tmp_path / "小.pdf").exists()


def test_printing_does_not_move_the_anchor(qapp: QApplication, tmp_path: Path) -> None:
    office = office_at("approved", tmp_path)
    before = paper_anchor(office.library)
    items = (_item(pdf(1)),)
    printer = _printer(tmp_path / "out.pdf")
    print_papers(office.library, printer, items, PrintPlan(page_list(items), 1), _quiet)
    assert len(printings(office.library)) == 1
    assert paper_anchor(office.library) == before
    office.library.close()


def test_the_print_history_of_a_filing_and_of_everything(
    window: WindowPage, tmp_path: Path
) -> None:
    from medtech_desktop.ui.printings import PrintingsSheet
    from tests.pages.window import lines_of

    screen = window.filings
    screen.export_to(tmp_path / "出", ("pdf",))
    window.settle()
    window.settle()
    assert screen.paper.past.text() == "还没有打印过，只导出过"
    screen.paper.past_link.click()
    window.settle()
    [sheet] = [one for one in screen.findChildren(PrintingsSheet) if one.isVisible()]
    [line] = lines_of(sheet.table)
    assert "导出 附件2 备案表，草稿 备案-2026-001" in line
    assert sheet.table.copied_text().startswith("时间\t")
    sheet.all_button.click()
    window.settle()
    assert len(lines_of(sheet.table)) == 1
    assert sheet.title.text() == "全部打印记录"
    sheet.close()


def test_pages_are_drawn_by_the_worker_alone(
    window: WindowPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pdfium bears one thread only, and a page at 600 dpi would freeze the window."""
    threads: set[str] = set()
    opened = pypdfium2.PdfDocument

    def watched(*given: object) -> object:
        threads.add(threading.current_thread().name)
        return opened(*given)

    monkeypatch.setattr(pypdfium2, "PdfDocument", watched)
    screen = window.filings
    screen.paper.tabs.chosen.emit("annex3")
    window.settle()
    screen.paper.pages.set_zoom("200 %")
    window.qtbot.waitUntil(screen.paper.pages.is_sharp)
    paper = screen.flow.paper
    assert paper is not None
    from medtech_desktop.ui.papers import item_of

    screen.flow.printing.check(_printer(tmp_path / "三.pdf"), (item_of(paper),))
    window.settle()
    window.settle()
    assert threads == {"desk"}
