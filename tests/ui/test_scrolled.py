"""滚动的一页：换到它时，上面的每一件只画一次，底色是它下面的。"""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import label, paper, scrolled


class Painted(QObject):
    """谁画了几次。"""

    def __init__(self) -> None:
        super().__init__()
        self.counted: Counter[str] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.counted[watched.objectName()] += 1
        return False


def page_of(words: int) -> QWidget:
    inside = QWidget()
    column = QVBoxLayout(inside)
    for number in range(words):
        word = label(f"示例 {number}")
        word.setObjectName(f"word {number}")
        column.addWidget(word)
    return inside


def test_a_page_that_is_turned_to_is_painted_once(qtbot: QtBot) -> None:
    window, pages = QWidget(), QStackedWidget()
    qtbot.addWidget(window)
    paper(window, Ink.PANEL)
    QVBoxLayout(window).addWidget(pages)
    pages.addWidget(QWidget())
    pages.addWidget(scrolled(page_of(5)))
    window.resize(300, 400)
    with qtbot.waitExposed(window):
        window.show()
    for turn in (1, 0):  # the first time the page is laid out
        pages.setCurrentIndex(turn)
        QApplication.processEvents()
    painted = Painted()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(painted)
    pages.setCurrentIndex(1)
    QApplication.processEvents()
    application.removeEventFilter(painted)
    assert [painted.counted[f"word {number}"] for number in range(5)] == [1] * 5
    assert window.grab().toImage().pixelColor(280, 20) == Ink.PANEL.colour


def test_a_ground_of_its_own_is_kept(qtbot: QtBot) -> None:
    inside = page_of(1)
    paper(inside, Ink.PANEL)
    pane = scrolled(inside)
    qtbot.addWidget(pane)
    pane.resize(300, 400)
    assert pane.grab().toImage().pixelColor(290, 390) == Ink.PANEL.colour
