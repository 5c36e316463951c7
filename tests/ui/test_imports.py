"""导入框：核对以前什么也不保存，问题一格一格说明，改好再导入，整批撤销。"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens import import_entries, imports
from medtech_desktop.ui.widgets.drop_area import DropArea
from tests.builders import office_at
from tests.pages.imports import ImportPage
from tests.pages.practitioners import PractitionersPage
from tests.pages.window import WindowPage

TODAY = date(2026, 11, 2)
HEAD = ("工号", "姓名", "类别", "职称", "科室", "到岗日期")
GOOD = ("20010", "示例十", "医师", "主治医师", "骨科", "2021-03-01")
NO_SUCH_DAY = ("20011", "示例十一", "医师", "主治医师", "骨科", "2021-02-30")
NO_NUMBER = ("", "示例十二", "医师", "主治医师", "骨科", "2021-03-01")


def book(path: Path, *rows: tuple[str, ...]) -> Path:
    """一个工作簿。"""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    made.save(path)
    return path


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office_at("hospital", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), TODAY)
    yield page
    page.close()


def _people(window: WindowPage) -> PractitionersPage:
    return PractitionersPage(window)


def _opened(window: WindowPage) -> ImportPage:
    _people(window).screen.list.import_button.click()
    return ImportPage(window)


def test_the_sheet_fits_the_screen_and_each_field_has_its_own_hint(window: WindowPage) -> None:
    page = _opened(window)
    assert page.sheet.height() == 650  # no taller for the fields of the other kinds
    hints = {one.text() for one in page.sheet.choose.form.findChildren(QLabel) if one.isVisible()}
    assert any("认不出的按这里选的" in hint for hint in hints)
    assert not any("手术单号" in hint for hint in hints)
    page.sheet.reject()


def test_nothing_is_kept_before_the_rows_were_looked_at(window: WindowPage, tmp_path: Path) -> None:
    before = _people(window).lines()
    page = _opened(window).give(book(tmp_path / "人员.xlsx", HEAD, GOOD, NO_SUCH_DAY, NO_NUMBER))
    assert page.step() == "2 / 3 核对"
    assert page.counts() == {"不能导入": 2, "可导入": 1, "全部": 3}
    assert page.sheet.act_button.text() == "导入 1 行"
    page.sheet.reject()
    window.settle()
    assert _people(window).lines() == before


def test_each_bad_cell_says_where_it_is_and_why(window: WindowPage, tmp_path: Path) -> None:
    page = _opened(window).give(book(tmp_path / "人员.xlsx", HEAD, GOOD, NO_SUCH_DAY, NO_NUMBER))
    day, number = page.lines("不能导入")
    assert "2021-02-30" in day
    assert "到岗日期" in day
    assert "空" in number
    assert "第 3 行 F 列「到岗日期」" in page.reasons_of("3")
    assert "工号" in page.reasons_of("4")
    page.sheet.reject()


def test_a_bad_workbook_is_corrected_and_imported_again(window: WindowPage, tmp_path: Path) -> None:
    page = _opened(window).give(book(tmp_path / "人员.xlsx", HEAD, GOOD, NO_SUCH_DAY)).act()
    assert "已记入 1 行" in page.said()
    assert "不合格 1 行" in page.said()
    kept = page.keep_misfits(tmp_path / "问题行.xlsx")
    assert str(kept) in page.sheet.foot.text()
    workbook = load_workbook(kept)
    for row in workbook.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "2021-02-30":
                cell.value = "2021-02-28"
    workbook.save(kept)
    page.again().give(kept)
    assert "不能导入" not in page.counts()
    assert "已记入 1 行" in page.act().said()
    page.act()
    window.settle()
    people = "；".join(_people(window).lines())
    assert "示例十一" in people
    assert "20010" in people


def test_the_same_file_again_is_recognised(window: WindowPage, tmp_path: Path) -> None:
    path = book(tmp_path / "人员.xlsx", HEAD, GOOD)
    page = _opened(window).give(path).act()
    page.again().give(path)
    assert page.counts() == {"已在册": 1, "全部": 1}
    assert "导入过" in page.sheet.check.notes.text()
    assert not page.sheet.act_button.isEnabled()
    page.sheet.reject()


def test_a_whole_batch_is_undone_with_a_reason(window: WindowPage, tmp_path: Path) -> None:
    page = _opened(window).give(book(tmp_path / "人员.xlsx", HEAD, GOOD)).act()
    page.sheet.outcome.undo_button.click()
    entry = window.entry()
    assert entry.submit() == ["撤销须写明理由"]
    assert entry.fill(reason="导错了文件").submit() == []
    assert page.sheet.outcome.title.text() == "这一批已经撤销"
    page.act()
    window.settle()
    assert "20010" not in "；".join(_people(window).lines())


def test_columns_are_pointed_out_and_remembered(window: WindowPage, tmp_path: Path) -> None:
    head = ("编号甲", "姓名", "类别")
    page = _opened(window).give(book(tmp_path / "甲.xlsx", head, ("20010", "示例十", "医师")))
    assert page.step() == "1 / 3 选文件"
    page.map(编号甲="工号 *")
    assert page.step() == "2 / 3 核对"
    assert "已记入 1 行" in page.act().said()
    page.again().give(book(tmp_path / "乙.xlsx", head, ("20011", "示例十一", "医师")))
    assert page.counts() == {"可导入": 1, "全部": 1}
    page.sheet.reject()


def test_one_bad_row_may_stop_the_whole_file(window: WindowPage, tmp_path: Path) -> None:
    page = _opened(window).give(book(tmp_path / "人员.xlsx", HEAD, GOOD, NO_SUCH_DAY))
    page.sheet.whole.setChecked(True)
    assert "没有记入任何一行" in page.act().said()
    page.act()
    assert "20010" not in "；".join(_people(window).lines())


@pytest.mark.parametrize(
    ("name", "content"), [("坏.xlsx", b"PK\x03\x04"), ("网页.xls", b"<html>"), ("空.csv", b"")]
)
def test_a_file_that_is_no_table_is_refused_in_words(
    window: WindowPage, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    page = _opened(window).give(path)
    assert page.step() == "1 / 3 选文件"
    assert page.sheet.trouble.sentence.text()
    assert not page.sheet.strip.is_going
    page.sheet.reject()


def test_an_edition_needs_its_name_first(window: WindowPage, tmp_path: Path) -> None:
    page = _opened(window).choose("目录的一版")
    page.give(book(tmp_path / "目录.xlsx", ("技术编号", "技术名称"), ("T01", "示例技术")))
    assert page.step() == "1 / 3 选文件"
    notices = page.sheet.choose.form.notices()
    assert [notice.finding.message for notice in notices] == ["没有写版名"]
    page.sheet.reject()


def test_reading_can_be_cancelled(window: WindowPage, tmp_path: Path) -> None:
    rows = [("编码", "名称"), *((f"{n // 100:02d}.{n % 100:02d}", f"示例{n}") for n in range(3000))]
    page = _opened(window).choose("手术操作编码", edition="示例版")
    page.sheet.choose.area.dropped.emit(book(tmp_path / "编码.xlsx", *rows))
    strip = page.sheet.strip
    assert strip.is_going
    page.sheet.cancel_button.click()
    window.settle()
    assert page.step() == "1 / 3 选文件"
    assert page.sheet.foot.text() == "读表已取消，什么也没有保存"
    assert strip.isHidden()
    page.sheet.reject()


def test_only_one_table_may_be_dropped(qtbot: QtBot, tmp_path: Path) -> None:
    area = DropArea("放这里", "", (".xlsx",))
    qtbot.addWidget(area)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.XLSX"))])
    assert area.accepted_path(data) == tmp_path / "a.XLSX"
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.docx"))])
    assert area.accepted_path(data) is None
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / n)) for n in ("a.xlsx", "b.xlsx")])
    assert area.accepted_path(data) is None


def test_an_import_stopped_halfway_keeps_nothing(
    window: WindowPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, reached, free = import_entries.do_import, threading.Event(), threading.Event()

    def slow(library: Any, order: Any, on: Any, progress: Any) -> Any:
        def slowly(done: int, total: int, said: str) -> None:
            progress(done, total, said)
            reached.set()
            assert free.wait(10)
            progress(done, total, said)

        return real(library, order, on, progress=slowly)

    monkeypatch.setattr(imports, "do_import", slow)
    rows = [HEAD, *((str(20000 + n), f"示例{n}", *GOOD[2:]) for n in range(1200))]
    page = _opened(window).give(book(tmp_path / "人员.xlsx", *rows))
    page.sheet.act_button.click()
    qtbot.waitUntil(reached.is_set, timeout=10_000)
    page.sheet.cancel_button.click()
    free.set()
    window.settle()
    assert page.sheet.foot.text() == "导入已取消，一行也没有记入"
    page.sheet.reject()
    assert "20010" not in "；".join(_people(window).lines())
