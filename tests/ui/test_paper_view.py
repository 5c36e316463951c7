"""预览：缩放、翻页、清晰、只留眼前几页、读屏的文字、缺项处的虚框，全凭键盘。"""

from __future__ import annotations

from io import BytesIO

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from medtech_desktop.ui import page_pictures
from medtech_desktop.ui.page_pictures import page_sizes
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets import paper_pages
from medtech_desktop.ui.widgets.page_images import PageWish
from medtech_desktop.ui.widgets.paper_frames import Frame
from medtech_desktop.ui.widgets.paper_pages import PaperPages
from medtech_desktop.ui.widgets.paper_view import PaperPane, PaperState, PaperView
from medtech_desktop.ui.widgets.zooms import FIT_PAGE, FIT_WIDTH, stepped
from tests.pages.typing import press

A4 = (595.28, 841.89)


def pdf(pages: int) -> bytes:
    """几页 A4，各写着页次。"""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for number in range(1, pages + 1):
        canvas.drawString(100, 700, f"page number {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _shown(qtbot: QtBot, pages: int, frames: tuple[Frame, ...] = ()) -> PaperPages:
    """一份文书，图像当场取来。"""
    content = pdf(pages)
    sheets = PaperPages()
    qtbot.addWidget(sheets)
    sheets.pictures_wanted.connect(
        lambda wishes: sheets.take_pictures(page_pictures.page_pictures(content, wishes))
    )
    sheets.resize(400, 500)
    sheets.show()
    sheets.show_paper(page_sizes(content), frames)
    qtbot.waitUntil(sheets.is_sharp)
    return sheets


def test_a_paper_with_gaps_says_which_and_prints_as_a_draft(qtbot: QtBot) -> None:
    pane = PaperPane()
    qtbot.addWidget(pane)
    sizes = page_sizes(pdf(2))
    frame = Frame(0, 0.1, 0.2, 0.5, 0.1, "缺培训证明")
    pane.show_paper(PaperView(sizes, PaperState.DRAFT, ("「培训证明」未填",), (frame,)))
    assert pane.foot.text() == "「培训证明」未填，补齐后可盖章"
    assert pane.print_button.accessibleName() == "打印草稿…"
    assert "缺培训证明" in pane.pages.accessibleDescription()
    assert pane.page_count.text() == "/ 2 页"
    pane.show_paper(PaperView(sizes, PaperState.READY))
    assert pane.foot.text() == "各栏已填齐，可打印盖章"
    assert pane.print_button.accessibleName() == "打印…"
    pane.show_paper(PaperView(sizes, PaperState.SUBMITTED))
    assert pane.foot.text() == "已提交，不再改动"


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(ValueError, match="图片"):
        page_sizes(b"not a pdf")
    with pytest.raises(ValueError, match="PDF"):
        page_sizes(b"%PDF-1.4 broken")


def test_pictures_are_as_large_as_they_are_shown(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 3)
    wished: list[PageWish] = []
    sheets.pictures_wanted.connect(wished.extend)
    sheets.set_zoom("200 %")
    assert not sheets.is_sharp()
    qtbot.waitUntil(sheets.is_sharp)
    assert {wish.width for wish in wished} == {round(A4[0] * 96 / 72 * 2)}


def test_a_height_at_which_the_scroll_bar_could_come_and_go_is_settled(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 1)
    asked: list[object] = []
    sheets.pictures_wanted.connect(asked.append)
    for height in range(500, 570, 3):  # around the height of the page
        sheets.resize(400, height)
        qtbot.waitUntil(sheets.is_sharp)
        before = len(asked)
        qtbot.wait(60)
        assert len(asked) <= before + 1
        assert sheets.is_sharp()


def test_zoom_goes_by_keys_and_wheel(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 1)
    said: list[str] = []
    sheets.zoom_changed.connect(said.append)
    control = Qt.KeyboardModifier.ControlModifier
    sheets.set_zoom("100 %")
    press(sheets, Qt.Key.Key_Plus, control)
    press(sheets, Qt.Key.Key_Minus, control)
    press(sheets, Qt.Key.Key_0, control)
    at = QPointF(50, 50)
    wheel = QWheelEvent(
        at,
        at,
        sheets.rect().topLeft(),
        QPointF(0, 120).toPoint(),
        Qt.MouseButton.NoButton,
        control,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    sheets.set_zoom("125 %")
    QApplication.sendEvent(sheets.viewport(), wheel)
    assert said == ["100 %", "125 %", "100 %", FIT_WIDTH, "125 %", "150 %"]
    assert (stepped(200, 1), stepped(50, -1), stepped(83, 1), stepped(83, -1)) == (
        "200 %",
        "50 %",
        "100 %",
        "75 %",
    )


def test_pages_are_turned_by_keys(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 3)
    sheets.set_zoom(FIT_PAGE)
    turned = []
    for key in (Qt.Key.Key_PageDown, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_Home):
        press(sheets, key)
        turned.append(sheets.page)
    assert turned == [2, 3, 2, 1]
    sheets.go_to(3)
    assert sheets.page == 3
    sheets.go_to(99)
    assert sheets.page == 3


def test_page_down_reads_a_tall_page_to_its_end_first(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 2)
    sheets.set_zoom("200 %")
    press(sheets, Qt.Key.Key_PageDown)
    assert sheets.page == 1
    for _ in range(8):
        press(sheets, Qt.Key.Key_PageDown)
    assert sheets.page == 2


def test_only_the_pages_in_sight_and_the_next_are_asked_for(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 120)
    assert max(sheets.held_pages()) <= 2
    sheets.go_to(60)
    qtbot.waitUntil(sheets.is_sharp)
    assert set(range(58, 62)) & set(sheets.held_pages())


def test_pictures_out_of_sight_are_given_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper_pages, "_KEPT_BYTES", 2_000_000)
    sheets = _shown(qtbot, 60)
    for page in range(1, 60, 6):
        sheets.go_to(page)
        qtbot.waitUntil(sheets.is_sharp)
    assert len(sheets.held_pages()) <= 4


def test_the_text_of_the_page_is_read_out_and_copied(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 2)
    assert sheets.accessibleDescription() == "第 1 页，共 2 页。page number 1"
    sheets.go_to(2)
    qtbot.waitUntil(lambda: bool(sheets.page_text()))
    assert "page number 2" in sheets.accessibleDescription()
    press(sheets, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "page number 2"


def test_a_missing_box_has_a_dashed_red_frame_on_the_screen(qtbot: QtBot) -> None:
    sheets = _shown(qtbot, 1, (Frame(0, 0.2, 0.4, 0.6, 0.2, "缺培训证明"),))
    picture = sheets.viewport().grab().toImage()
    red = Ink.BAD_S.colour
    near = [
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if _close(picture.pixelColor(x, y), red)
    ]
    rows = {y for _, y in near}
    assert len(near) > 100
    assert 170 < min(rows) < max(rows) < 340


def _close(one: QColor, other: QColor) -> bool:
    return (
        abs(one.red() - other.red())
        + abs(one.green() - other.green())
        + abs(one.blue() - other.blue())
        < 30
    )
