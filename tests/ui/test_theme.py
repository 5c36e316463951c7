"""主题：对比度、状态表与图标齐全、中文对话框。"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QRawFont
from PySide6.QtWidgets import QSpinBox, QTimeEdit
from pytestqt.qtbot import QtBot

from medtech_desktop.resource_files import resource
from medtech_desktop.ui import theme
from medtech_desktop.ui.states import STATES, state_of
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.quiet import button

_UI = Path(theme.__file__).parent
_SURFACES = (Ink.BG, Ink.PANEL, Ink.NAV, Ink.HOVER, Ink.SEL)
_TEXTS = [(ink, on) for ink in (Ink.INK, Ink.INK2, Ink.INK3, Ink.ACC) for on in _SURFACES]
_TEXTS += [(tone.text, tone.tint) for tone in Tone]
_TEXTS += [(tone.text, on) for tone in Tone for on in (Ink.BG, Ink.SEL)]
_TEXTS += [(Ink.ACC_H, Ink.NAV_CURRENT), (Ink.BG, Ink.ACC), (Ink.BG, Ink.BAD), (Ink.BG, Ink.INK)]
_TEXTS += [(Ink.INK3, Ink.MUTE_T), (Ink.INK2, Ink.MUTE_T), (Ink.BAD, Ink.MUTE_T)]


@pytest.mark.parametrize(("ink", "on"), _TEXTS, ids=lambda ink: ink.name)
def test_text_can_be_read_on_its_surface(ink: Ink, on: Ink) -> None:
    assert theme.contrast(ink, on) >= 4.5


@pytest.mark.parametrize("mark", [Ink.LINE3, *(tone.mark for tone in Tone)], ids=str)
def test_marks_and_input_borders_stand_out(mark: Ink) -> None:
    assert theme.contrast(mark, Ink.BG) >= 3.0


def test_contrast_knows_its_ends() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#777777", "#777777") == pytest.approx(1)


def test_every_state_has_an_icon_in_the_box() -> None:
    assert len(STATES) >= 36
    for state in STATES.values():
        assert resource("icons", f"{state.icon}.svg").is_file()


def test_a_word_outside_the_table_is_shown_plainly() -> None:
    assert state_of("从未见过") == state_of("从未见过")
    assert state_of("从未见过").tone is Tone.MUTE


def test_every_icon_is_used_and_no_other_is_shipped() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in _UI.rglob("*.py"))
    named = set(re.findall(r'"([a-z0-9-]+)"', code))
    named |= set(re.findall(r"ICONS/([a-z-]+)\.svg", code))
    shipped = {path.stem for path in resource("icons").glob("*.svg")}
    assert shipped <= named
    assert resource("icons", "LICENSE-lucide.txt").is_file()


def test_dialogs_of_qt_speak_chinese() -> None:
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"


@pytest.mark.parametrize("weight", [theme.REGULAR, theme.MEDIUM, theme.BOLD])
def test_the_bundled_font_has_the_words_in_each_weight(weight: int) -> None:
    face = QRawFont.fromFont(theme.font(theme.BODY, weight))
    words = "".join(STATES) + "医疗技术临床应用管理「」〔〕"
    assert theme.family() == "Noto Sans SC"
    assert [sign for sign in words if not face.supportsCharacter(ord(sign))] == []


@pytest.mark.parametrize("kind", [QSpinBox, QTimeEdit])
def test_a_number_box_has_room_for_its_number(
    qtbot: QtBot, kind: type[QSpinBox] | type[QTimeEdit]
) -> None:
    box = kind()
    qtbot.addWidget(box)
    box.setFixedWidth(56)
    box.show()
    assert box.lineEdit().width() > 48


@pytest.mark.parametrize("kind", ["primary", "fatal"])
def test_a_filled_button_shows_its_focus(qtbot: QtBot, kind: str) -> None:
    made = button("停止应用", kind=kind)
    qtbot.addWidget(made)
    made.show()
    before = made.grab().toImage()
    made.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(made.hasFocus)
    after = made.grab().toImage()
    middle = made.height() // 2
    edge = [after.pixelColor(x, middle) for x in range(5)]
    assert max(colour.lightness() for colour in edge) > 200
    assert max(before.pixelColor(x, middle).lightness() for x in range(1, 5)) < 150
