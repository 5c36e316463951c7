"""The manual: a page a screen, no dead link, every picture there, F1 opens the right page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImageReader
from pytestqt.qtbot import QtBot

from medtech_desktop.resource_files import resource
from medtech_desktop.ui.help_sheet import KEYS, HelpSheet, manual_pages
from medtech_desktop.ui.places import PLACES

PAGES = {page.name: page for page in manual_pages()}
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)]+)\)")


def test_every_screen_has_its_page() -> None:
    assert {place.entry.key for place in PLACES} <= set(PAGES)


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_links_and_pictures_lead_somewhere(page: object) -> None:
    text = getattr(page, "text", "")
    assert text.startswith("# ")
    for picture, target in LINK.findall(text):
        path = resource("manual") / target
        assert path.is_file(), target
        if picture:
            assert QImageReader(str(path)).size().width() >= 1000, target


def test_no_picture_lies_unused() -> None:
    used = {Path(target).name for page in PAGES.values() for _, target in LINK.findall(page.text)}
    readme = Path(__file__).parents[2] / "README.md"
    used |= {Path(target).name for _, target in LINK.findall(readme.read_text(encoding="utf-8"))}
    there = {path.name for path in (resource("manual") / "pictures").iterdir()}
    assert there <= used


def test_the_sheet_opens_at_the_screen_asked_for_and_searches(qtbot: QtBot) -> None:
    sheet = HelpSheet(None, "filings")
    qtbot.addWidget(sheet)
    sheet.show()
    assert sheet.current_topic() == "filings"
    assert "首例当日不计" in sheet.text.toPlainText()
    sheet.search.setText("放假安排")
    assert sheet.topics.count() >= 2
    assert "页里有" in sheet.found_note.text()
    sheet.search.setText("没有这个词")
    assert sheet.topics.count() == 0
    assert "换一个说法" in sheet.found_note.text()
    sheet.search.clear()
    sheet.show_topic(KEYS)
    assert sheet.keys.isVisible()


def test_a_link_turns_to_its_page(qtbot: QtBot) -> None:
    sheet = HelpSheet(None, "start")
    qtbot.addWidget(sheet)
    sheet.text.anchorClicked.emit(QUrl("85-imports.md"))
    assert sheet.current_topic() == "imports"


def test_pictures_fit_the_page(qtbot: QtBot) -> None:
    sheet = HelpSheet(None, "todo")
    qtbot.addWidget(sheet)
    sheet.show()
    assert sheet.text.document().idealWidth() <= sheet.text.viewport().width() + 1
