"""矩阵控件：全院 2,000 人乘 3,000 项也不停；记号各不相同；只重画变了的两条。"""

from __future__ import annotations

import random
from datetime import date

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from bench.heart import Heart
from medtech_desktop.domain.privilege_matrix import (
    FINDING,
    Band,
    Mark,
    Matrix,
    MatrixPerson,
    MatrixRow,
    bytes_of,
    having,
    in_bands,
    made_matrix,
)
from medtech_desktop.domain.privileges import TargetKind
from medtech_desktop.ui.widgets.matrix import MatrixView
from medtech_desktop.ui.widgets.matrix_legend import Legend
from medtech_desktop.ui.widgets.matrix_marks import pictures_of
from tests.heartbeat import MOST, as_started
from tests.pages.typing import press

DAY = date(2026, 11, 24)


def _matrix(people: int, rows: int) -> Matrix:
    dice = random.Random(5)
    axis = in_bands(
        MatrixRow(
            Band(1 + n % 4), TargetKind.PROCEDURE, n, f"{n // 100:02d}.{n % 100:04d}", f"术式{n}"
        )
        for n in range(rows)
    )
    heads = [MatrixPerson(n, f"示例{n % 97}", f"D{n:04d}", "主治", "骨科") for n in range(people)]
    kinds = [bytes(dice.choices(range(10), k=rows)) for _ in range(16)]
    return made_matrix(DAY, axis, heads, [kinds[n % 16] for n in range(people)])


@pytest.fixture(scope="module")
def whole() -> Matrix:
    return _matrix(2000, 3000)


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    made = MatrixView()
    qtbot.addWidget(made)
    made.resize(1160, 900)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_the_whole_hospital_does_not_hold_up_the_window(view: MatrixView, whole: Matrix) -> None:
    legend = Legend()
    only = having(whole, bytes_of(Mark.SUSPENDED))
    with as_started(), Heart() as heart:
        view.show_matrix(whole)
        legend.show_counts(whole)
        QApplication.processEvents()
        view.setFocus()
        for step in range(60):
            view.verticalScrollBar().setValue(step * 900)
            view.horizontalScrollBar().setValue(step * 700)
            QApplication.processEvents()
            view.setCurrentIndex(view.held.index(1 + step * 40, step * 30))
            QApplication.processEvents()
        for key in (Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageDown, Qt.Key.Key_Down):
            press(view, key)
            QApplication.processEvents()
        view.keyboardSearch("2")
        view.keyboardSearch("9")
        view.selectColumn(7)
        QApplication.processEvents()
        press(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QApplication.processEvents()
        view.show_matrix(whole, only)
        QApplication.processEvents()
        view.held.fold(Band.FOUR)
        QApplication.processEvents()
    legend.deleteLater()
    assert heart.longest < MOST, sorted(heart.gaps)[-4:]


class _Painted(QObject):
    """What of a widget was painted anew."""

    def __init__(self) -> None:
        super().__init__()
        self.region = QRegion()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return False


def test_a_move_paints_two_strips_and_not_the_rest(qtbot: QtBot, view: MatrixView) -> None:
    view.show_matrix(_matrix(60, 300))
    view.setCurrentIndex(view.held.index(4, 4))
    qtbot.wait(60)
    seen = _Painted()
    view.viewport().installEventFilter(seen)
    view.setCurrentIndex(view.held.index(5, 4))
    QApplication.processEvents()
    far = view.visualRect(view.held.index(20, 10)).center()
    here = view.visualRect(view.held.index(5, 10)).center()
    column = view.visualRect(view.held.index(20, 4)).center()
    assert seen.region.contains(here)
    assert seen.region.contains(column)
    assert not seen.region.contains(far), seen.region


def test_every_mark_looks_different() -> None:
    looks = {
        bytes(picture.toImage().convertToFormat(picture.toImage().Format.Format_RGB32).constBits())
        for picture in pictures_of(1.0)
    }
    assert len(looks) == len(Mark)


def test_marks_differ_without_their_colours() -> None:
    grey = set()
    for picture in pictures_of(2.0):
        image = picture.toImage().convertToFormat(picture.toImage().Format.Format_Alpha8)
        grey.add(bytes(image.constBits()))
    assert len(grey) >= len(Mark) - 1  # the bars of a pause are white on its square


def test_a_fold_keeps_the_rest_and_the_count(view: MatrixView) -> None:
    matrix = _matrix(3, 40)
    view.show_matrix(matrix)
    assert view.held.rowCount() == 44
    view.held.fold(Band.FOUR)
    assert view.held.rowCount() == 34
    assert view.held.band_count(Band.FOUR) == 10
    assert view.held.band_words(0) == "四级手术，10 项，已折起"


def test_same_names_are_told_apart_by_number(view: MatrixView) -> None:
    view.show_matrix(_matrix(98, 4))
    first, alone = view.held.person(0), view.held.person(1)
    assert first is not None
    assert alone is not None
    assert view.held.second_line(first) == "D0000"
    assert view.held.second_line(alone) == "主治"


def test_an_open_finding_is_told(view: MatrixView) -> None:
    axis = in_bands([MatrixRow(Band.FOUR, TargetKind.PROCEDURE, 1, "01.0101", "示例术")])
    people = [MatrixPerson(1, "示例甲", "1001", "主任", "骨科")]
    view.show_matrix(made_matrix(DAY, axis, people, [bytes([Mark.EXPIRED | FINDING])]))
    assert view.held.cell_words(1, 0) == "示例甲，01.0101 示例术，已过期，有核查问题"
    assert not view.grab().isNull()
