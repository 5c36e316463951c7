"""批量打印、导出：只用键盘选、勾、送出；不齐的先不选；一次打印，各留一条记录。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.office.printings import printings
from medtech_desktop.ui.batches import BatchSheet
from medtech_desktop.ui.print_jobs import PrintItem, page_list, planned
from medtech_desktop.ui.printing import ExportedDialog, new_printer
from medtech_desktop.ui.widgets.pieces import Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row
from medtech_desktop.ui.widgets.tick_table import TickTable
from tests.builders import FILING, OPENED_FILING, office_at
from tests.pages.typing import press
from tests.pages.window import WindowPage, lines_of

TODAY = date(2026, 9, 28)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office = office_at("filing", tmp_path)
    office.propose("S19", on=OPENED_FILING)
    office.library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    yield page
    page.close()


def _sheet(window: WindowPage, word: str) -> BatchSheet:
    window.go(word)
    screen = window.technologies if word == "技术目录" else window.filings
    press(screen.batch_link, Qt.Key.Key_Space)
    window.settle()
    [sheet] = [one for one in screen.findChildren(BatchSheet) if one.isVisible()]
    return sheet


def test_the_technologies_shown_are_listed_and_those_not_ready_are_not_ticked(
    window: WindowPage,
) -> None:
    sheet = _sheet(window, "技术目录")
    lines = lines_of(sheet.table)
    assert len(lines) == 2
    assert lines[0].startswith("已选 附件2 备案表 S16")
    assert lines[1].startswith("不能选 附件2 备案表 S19")
    assert "还没有新建备案" in lines[1]
    assert sheet.chosen() == (("annex2", FILING),)
    press(sheet.kinds["dossier"], Qt.Key.Key_Space)
    window.settle()
    assert [line.split(" ")[0] for line in lines_of(sheet.table)] == [
        "已选",
        "未选",
        "不能选",
        "不能选",
    ]
    assert "3 份不齐，没有选" in sheet.note.text()
    sheet.close()


def test_only_the_technologies_chosen_in_the_list_are_taken(window: WindowPage) -> None:
    window.go("技术目录")
    held = window.technologies.list
    assert len(held.batch_keys()) == 2
    held.choose("技-001")
    assert len(held.batch_keys()) == 2  # one chosen: the whole list is meant
    office_keys = held.batch_keys()
    press(held.list, Qt.Key.Key_Home)
    press(held.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    window.settle()
    assert held.batch_keys() == office_keys
    held.filter_box.setText("S19")
    window.settle()
    assert held.batch_keys() == (office_keys[1],)


def test_ticks_go_by_the_space_key(window: WindowPage) -> None:
    sheet = _sheet(window, "备案")
    press(sheet.kinds["annex3"], Qt.Key.Key_Space)
    press(sheet.kinds["dossier"], Qt.Key.Key_Space)
    window.settle()
    sheet.table.setFocus()
    press(sheet.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    press(sheet.table, Qt.Key.Key_Space)
    assert [kind for kind, _ in sheet.chosen()] == ["annex2", "annex3", "dossier"]
    assert "其中 1 份还有缺项，印出时标明" in sheet.note.text()
    press(sheet.table, Qt.Key.Key_Space)
    assert sheet.chosen() == ()
    assert not sheet.print_button.isEnabled()
    sheet.close()


def test_a_batch_is_one_print_job_with_a_record_for_each(
    window: WindowPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = _sheet(window, "备案")
    press(sheet.kinds["annex3"], Qt.Key.Key_Space)
    window.settle()
    printer = new_printer("一批")
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "一批.pdf"))
    printer.setResolution(150)
    begun: list[int] = []

    def begin(items: tuple[PrintItem, ...], pages: int, _title: str, _current: int = 1) -> None:
        begun.append(pages)
        plan = planned(printer, page_list(items))
        sheet.printing.print_on(printer, items, plan)

    monkeypatch.setattr(sheet.printing, "begin", begin)
    sheet.print_button.click()
    window.settle()
    window.settle()
    document = pypdfium2.PdfDocument((tmp_path / "一批.pdf").read_bytes())
    assert [len(document)] == begun
    document.close()
    sheet.close()
    window.close()
    window.desk.stop()
    library = open_library(tmp_path / "库")
    assert [line.paper.kind for line in printings(library)] == ["annex2", "annex3"]
    library.close()


def test_a_batch_is_exported_and_may_then_be_opened_or_printed(
    window: WindowPage, tmp_path: Path
) -> None:
    sheet = _sheet(window, "备案")
    sheet.export_to(tmp_path / "出")
    window.settle()
    [file] = list((tmp_path / "出").iterdir())
    assert file.name.startswith(f"附件2-{FILING}")
    [dialog] = [one for one in sheet.findChildren(ExportedDialog) if one.isVisible()]
    assert dialog.print_button.isEnabled()
    dialog.close()
    sheet.close()


def test_barred_rows_are_never_ticked(qtbot: QtBot) -> None:
    table = TickTable((Column("名称", 0),), "测试")
    qtbot.addWidget(table)
    rows = tuple(Row(key, (Cell((Words(key),)),)) for key in "abc")
    table.show_rows(rows, {"a", "b"}, {"b"})
    assert table.ticked() == ("a",)
    table.toggle(("a", "b", "c"))
    assert table.ticked() == ("a", "c")
    table.toggle(("a", "b", "c"))
    assert table.ticked() == ()
