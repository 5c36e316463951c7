"""备案助手：各步的样子与现在要办的一件；扫描件指到哪一件，坏的、重的说得出。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.office.library import open_library
from medtech_desktop.ui.screens.filing_steps import Guide, guide_of
from medtech_desktop.ui.screens.scan_entries import Place, Scan, ScansEntry, guess, places_of
from medtech_desktop.ui.widgets.life_strip import Step
from medtech_desktop.ui.widgets.steps_strip import StepsStrip
from tests.builders import FILING, OPENED_FILING, RECEIVED, SUBMITTED, Office, office_at
from tests.pages.filings import AssistantPage
from tests.pages.typing import press
from tests.pages.window import WindowPage

_BOTH = frozenset({"annex2", "annex3"})


def _states(guide: Guide) -> dict[str, Step]:
    return {view.node.word: view.node.step for view in guide.steps}


def _current(guide: Guide) -> str:
    return next((word for word, step in _states(guide).items() if step is Step.CURRENT), "")


@pytest.fixture
def ready(tmp_path: Path) -> Iterator[Office]:
    office = office_at("ready", tmp_path)
    yield office
    office.library.close()


def test_a_new_filing_wants_its_materials(tmp_path: Path) -> None:
    office = office_at("filing", tmp_path)
    guide = guide_of(office.filing(FILING, OPENED_FILING), frozenset())
    office.library.close()
    assert _current(guide) == "材料"
    assert guide.next.word == "登记材料…"
    node = next(view.node for view in guide.steps if view.key == "materials")
    assert node.blocked
    assert node.note.startswith("差 ")
    assert _states(guide)["提交"] is Step.TO_COME


def test_a_complete_one_is_looked_at_then_submitted_then_followed(ready: Office) -> None:
    guide = guide_of(ready.filing(FILING, OPENED_FILING), frozenset({"annex2"}))
    assert (_current(guide), guide.next.word) == ("预览", "预览附件3")
    guide = guide_of(ready.filing(FILING, OPENED_FILING), _BOTH)
    assert (_current(guide), guide.next.word) == ("提交", "登记提交…")
    ready.submit(FILING, SUBMITTED)
    guide = guide_of(ready.filing(FILING, SUBMITTED), frozenset())
    assert (_current(guide), guide.next.word) == ("收齐", "登记收齐…")
    ready.step(FILING, FilingStep.RETURNED, RECEIVED, note="看不清")
    page = ready.filing(FILING, RECEIVED)
    guide = guide_of(page, _BOTH)
    assert (_current(guide), guide.next.word) == ("提交", "登记提交…")
    assert next(v.node.note for v in guide.steps if v.key == "submitted") == "补正 1"
    ready.submit(FILING, RECEIVED)
    ready.step(FILING, FilingStep.COMPLETED, RECEIVED)
    guide = guide_of(ready.filing(FILING, RECEIVED), frozenset())
    assert set(_states(guide).values()) == {Step.DONE}
    assert guide.next.word == "复制备注三"


def test_a_closed_one_has_nothing_left_to_do(ready: Office) -> None:
    ready.step(FILING, FilingStep.CLOSED, OPENED_FILING, note="办错")
    guide = guide_of(ready.filing(FILING, OPENED_FILING), frozenset())
    assert guide.next.word == ""
    assert _states(guide)["完成"] is Step.STOPPED


def test_an_empty_opinion_comes_before_the_submission(ready: Office) -> None:
    from medtech_desktop.office.filings import edit_draft

    ready.do(edit_draft, FILING, on=OPENED_FILING, opinion="")
    guide = guide_of(ready.filing(FILING, OPENED_FILING), _BOTH)
    assert (_current(guide), guide.next.word) == ("意见", "填写备案表…")


def test_the_strip_is_walked_with_the_keys(qtbot: QtBot, ready: Office) -> None:
    strip = StepsStrip("备案的步骤")
    qtbot.addWidget(strip)
    strip.show_steps(guide_of(ready.filing(FILING, OPENED_FILING), _BOTH).steps)
    strip.resize(520, 66)
    strip.show()
    strip.activateWindow()
    strip.buttons[0].setFocus()
    press(strip.buttons[0], Qt.Key.Key_Right)
    assert strip.focusWidget() is strip.buttons[1]
    with qtbot.waitSignal(strip.chosen) as told:
        press(strip.buttons[1], Qt.Key.Key_Return)
    assert told.args == ["first_case"]
    assert strip.step("submitted").accessibleName() == "提交，当前"


_PLACES = (
    Place("lead_practice 1", "执业证书复印件 甲", "甲", True),
    Place("lead_practice 2", "执业证书复印件 乙", "乙", True),
    Place("licence 0", "《医疗机构执业许可证副本》复印件", "", True),
    Place("radiation_licence 0", "《放射诊疗许可证副本》复印件", "", True),
    Place("other 0", "其他材料"),
)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("乙 执业证书.pdf", "lead_practice 2"),
        ("执业证书.pdf", ""),
        ("执业许可证副本.pdf", "licence 0"),
        ("放射诊疗许可证.pdf", "radiation_licence 0"),
        ("扫描0001.pdf", ""),
    ],
)
def test_a_file_name_tells_its_place_only_when_it_is_plain(name: str, key: str) -> None:
    assert guess(name, _PLACES, frozenset()) == key


def test_a_place_that_is_taken_is_not_proposed_again() -> None:
    assert guess("许可证.pdf", _PLACES, frozenset({"licence 0"})) == ""


def test_what_is_missing_stands_first(ready: Office) -> None:
    lines = ready.filing(FILING, OPENED_FILING).materials
    last = replace(lines[-1], state=type(lines[-1].state).MISSING)
    assert places_of((*lines[:-1], last))[0].key.startswith(last.kind.value)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowPage]:
    office_at("filing", tmp_path).library.close()
    page = WindowPage(qtbot, lambda: open_library(tmp_path / "库"), OPENED_FILING)
    page.go("备案")
    yield page
    page.close()


def _scan(tmp_path: Path, name: str) -> Path:
    picture = QImage(40, 60, QImage.Format.Format_RGB32)
    picture.fill(len(name))
    assert picture.save(str(tmp_path / name), None)
    return tmp_path / name


def test_two_files_for_one_place_and_one_for_none_are_told(
    window: WindowPage, tmp_path: Path
) -> None:
    page = AssistantPage(window)
    names = ("甲.png", "乙.png", "丙.png")
    entry = page.drop([_scan(tmp_path, name) for name in names])
    for box in entry.entry.findChildren(QComboBox)[:2]:
        box.setCurrentIndex(1)
    assert sorted(entry.submit()) == ["没有选是哪一件材料", "这一件已经有一份了"]


def test_a_broken_scan_is_told_and_the_others_stay(window: WindowPage, tmp_path: Path) -> None:
    bad = tmp_path / "许可证.pdf"
    bad.write_bytes(b"not a scan")
    entry = AssistantPage(window).drop([bad])
    assert "不是 PDF、JPG 或 PNG" in entry.entry.trouble.sentence.text()
    entry.submit()
    assert entry.entry.isVisible()
    assert "不是 PDF、JPG 或 PNG" in entry.entry.trouble.sentence.text()


def test_dropped_files_come_back_after_a_cancel(window: WindowPage, tmp_path: Path) -> None:
    page = AssistantPage(window)
    entry = page.drop([_scan(tmp_path, "扫描1.png"), _scan(tmp_path, "扫描2.png")])
    page.assign(entry, "《医疗机构执业许可证副本》")
    entry.entry.cancel_button.click()
    window.settle()
    entry = page.press("材料")
    assert isinstance(entry.entry, ScansEntry)
    assert [scan.name for scan in entry.entry.scans] == ["扫描1.png", "扫描2.png"]
    assert page.assigned(entry)[0].startswith("《医疗机构执业许可证副本》")


def test_a_scan_can_be_left_out_again(window: WindowPage, tmp_path: Path) -> None:
    entry = AssistantPage(window).drop([_scan(tmp_path, "许可证.png")]).entry
    assert isinstance(entry, ScansEntry)
    entry.leave(0)
    assert entry.plan() is None
    assert [n.finding.message for n in entry.form.notices()] == ["没有扫描件"]


def test_an_earlier_opinion_fills_the_field_and_can_be_undone(window: WindowPage) -> None:
    window.filings.act("填写备案表…")
    entry = window.entry()
    field = entry.entry.form.field("opinion")
    before = entry.entry.form.value("opinion")
    box = entry.entry.form.field("earlier")
    assert isinstance(box, QComboBox)
    entry.fill(opinion="新写的一句")
    box.setCurrentIndex(1)
    box.activated.emit(1)
    assert entry.entry.form.value("opinion") == before
    field.undo()  # type: ignore[attr-defined]
    assert entry.entry.form.value("opinion") == "新写的一句"


def test_nothing_can_be_done_in_the_past(window: WindowPage, tmp_path: Path) -> None:
    window.window.look_at(OPENED_FILING.replace(day=27))
    window.settle()
    assert not window.filings.start_button.isEnabled()
    window.filings.materials.add_scans((Scan("许可证.png", tmp_path / "许可证.png"),))
    assert window.open_entries() == []
