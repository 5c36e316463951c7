"""打过的字不会丢：每一种录入框都留得下、放得回；断电、磁盘满、取消、清空都不例外。"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QComboBox, QDateEdit, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.office.drafts import drafts
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.ui import drafting
from medtech_desktop.ui.entry import Entry
from medtech_desktop.ui.widgets.draft_bar import BRING_BACK, CLEAR
from medtech_desktop.ui.widgets.field_state import inputs_of
from tests.builders import office_at
from tests.pages.crashes import killed_while_typing
from tests.pages.typing import press, type_chinese
from tests.pages.window import EntryPage, WindowPage
from tests.ui.conftest import MakeDesk
from tests.ui.entry_samples import every_entry, makers

TODAY = date(2026, 9, 28)
_TYPED = "打了一半的字，还没有保存"
_BEFORE = "经专门组织论证、伦理委员会审查，同意开展并备案。"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafting, "PAUSE_MS", 30)


def test_no_kind_of_entry_is_left_out() -> None:
    assert set(makers()) == set(every_entry())


def _change(field: QWidget, place: int) -> None:
    if isinstance(field, QComboBox):
        if not field.count():
            field.addItem("后来才有的", "late")
        field.setCurrentIndex((field.currentIndex() + 1) % field.count())
    elif isinstance(field, QDateEdit):
        field.setDate(QDate(2025, 2, 1 + place))
    elif isinstance(field, QLineEdit):
        field.setText(f"第 {place} 格")
    elif isinstance(field, QPlainTextEdit):
        field.setPlainText(f"第 {place} 格\n第二行")
    else:
        field.setChecked(not field.isChecked())  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(makers()))
def test_every_field_of_every_entry_comes_back(
    qtbot: QtBot, make_desk: MakeDesk, name: str
) -> None:
    desk = make_desk(_no_library)
    parent = QWidget()
    qtbot.addWidget(parent)
    first, second = (makers()[name](desk, parent) for _ in range(2))
    before = first.state()
    fields = [one for field in first.form.fields() for one in inputs_of(field)]
    assert len(fields) >= 1
    for place, field in enumerate(fields):
        _change(field, place)
    for field in second.form.fields():
        for box in inputs_of(field):
            if isinstance(box, QComboBox) and not box.count():
                box.addItem("后来才有的", "late")
    typed = first.state()
    assert set(typed) == set(before)
    unlike = [key for key in typed if typed[key] != before[key]]
    assert len(unlike) >= len(fields) - _single_choices(first)
    assert second.restore({**typed, "没有这个字段": "不理它"}) == ()
    assert {key: second.state()[key] for key in typed} == typed
    assert first._where("", "").key == second._where("", "").key


def _single_choices(entry: Entry) -> int:
    boxes = [one for field in entry.form.fields() for one in inputs_of(field)]
    return sum(isinstance(box, QComboBox) and box.count() < 2 for box in boxes)


def test_the_grid_of_figures_comes_back(qtbot: QtBot, make_desk: MakeDesk) -> None:
    from medtech_desktop.ui.screens.disclosure_entries import FiguresEntry

    parent = QWidget()
    qtbot.addWidget(parent)
    first, second = (makers()["FiguresEntry"](make_desk(_no_library), parent) for _ in range(2))
    assert isinstance(first, FiguresEntry)
    assert isinstance(second, FiguresEntry)
    first.grid.paste("12\t3\t1")
    second.restore(first.state())
    assert second.grid.values() == first.grid.values()
    assert second.grid.values()[0][2:] == ("12", "3", "1")


def test_a_choice_that_is_gone_is_told_and_nothing_else_is_lost(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    entry = makers()["CertificateEntry"](make_desk(_no_library), parent)
    assert entry.restore({"person": "99", "title": "培训"}) == ("人员",)
    assert entry.form.value("person") == "1"
    assert entry.form.value("title") == "培训"


def test_the_reason_under_a_warning_comes_back_with_the_warning(
    qtbot: QtBot, make_desk: MakeDesk
) -> None:
    from medtech_desktop.domain.law import Finding, Severity

    parent = QWidget()
    qtbot.addWidget(parent)
    desk = make_desk(_no_library)
    first, second = (makers()["StepEntry"](desk, parent) for _ in range(2))
    warning = Finding(Severity.WARN, "晚于期限", "MTCA-11", "写明理由", "day")
    first.form.show_findings((warning,))
    first.form.notices()[0].reason.setText("节前人手不足")
    second.restore(first.state())
    second.form.show_findings((warning,))
    assert second.form.reasons() == {"晚于期限": "节前人手不足"}


# In the window, on a real library


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    office = office_at("filing", tmp_path)
    place = office.library.folder
    office.library.close()
    return place


def _opener(folder: Path) -> Callable[[], Library]:
    return lambda: open_library(folder)


@pytest.fixture
def window(qtbot: QtBot, folder: Path) -> Iterator[WindowPage]:
    page = WindowPage(qtbot, _opener(folder), TODAY)
    yield page
    page.close()


def _opinion(window: WindowPage) -> EntryPage:
    window.go("备案")
    window.filings.act("填写备案表…")
    return window.entry()


def _close(window: WindowPage, entry: EntryPage) -> None:
    entry.entry.cancel_button.click()
    window.settle()


def test_a_cancelled_entry_is_kept_and_comes_back_word_for_word(window: WindowPage) -> None:
    entry = _opinion(window).fill(opinion=_TYPED, first_use="否")
    _close(window, entry)
    assert "「填写备案表」没有保存，已留作草稿" in window.window.status_bar.text()
    entry = _opinion(window)
    bar = entry.entry.drafting.bar
    assert bar.isVisible()
    assert bar.sentence.text().startswith("已恢复 ")
    assert bar.sentence.text().endswith(" 没有保存的内容")
    assert entry.entry.form.value("opinion") == _TYPED
    assert entry.entry.form.value("first_use") == "no"
    assert entry.submit() == []
    assert not _opinion(window).entry.drafting.bar.isVisible()


def test_an_entry_left_as_it_was_keeps_nothing(window: WindowPage) -> None:
    entry = _opinion(window)
    _close(window, entry)
    assert "草稿" not in window.window.status_bar.text()
    assert not _opinion(window).entry.drafting.bar.isVisible()


def test_clearing_can_be_undone_by_the_link_and_by_the_keys(window: WindowPage) -> None:
    _close(window, _opinion(window).fill(opinion=_TYPED))
    entry = _opinion(window).entry
    bar = entry.drafting.bar
    assert bar.link.text() == CLEAR
    bar.link.click()
    assert entry.form.value("opinion") == _BEFORE
    assert bar.link.text() == BRING_BACK
    bar.link.click()
    assert entry.form.value("opinion") == _TYPED
    bar.link.click()
    entry.activateWindow()
    press(bar.link, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert entry.form.value("opinion") == _TYPED
    box = entry.form.field("opinion")
    assert isinstance(box, QPlainTextEdit)
    box.undo()
    assert entry.form.value("opinion") == _BEFORE


def test_the_status_bar_can_drop_it(window: WindowPage) -> None:
    _close(window, _opinion(window).fill(opinion=_TYPED))
    link = window.window.status_bar.offer_link
    assert link.isVisible()
    assert link.text() == "丢弃草稿"
    link.click()
    window.settle()
    assert not link.isVisible()
    assert not _opinion(window).entry.drafting.bar.isVisible()


def test_a_pause_in_the_typing_keeps_it(window: WindowPage, folder: Path) -> None:
    entry = _opinion(window)
    type_chinese(entry.entry.form.field("opinion"), _TYPED)
    window.qtbot.waitUntil(lambda: any(folder.glob("drafts/*.draft")), timeout=5000)
    window.settle()
    entry.fill(opinion=_BEFORE)
    window.qtbot.waitUntil(lambda: not any(folder.glob("drafts/*.draft")), timeout=5000)


def test_a_full_disk_is_said_and_the_text_stays(
    window: WindowPage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_fd: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    entry = _opinion(window)
    with monkeypatch.context() as patched:
        patched.setattr("medtech_desktop.store.disk.os.fsync", full)
        type_chinese(entry.entry.form.field("opinion"), _TYPED)
        window.qtbot.waitUntil(lambda: entry.entry.trouble.isVisible(), timeout=5000)
    said = entry.entry.trouble.sentence.text()
    assert said.startswith("磁盘已满，没有留下草稿，所填的文字还在")
    assert entry.entry.form.value("opinion") == _TYPED + _BEFORE
    assert not any(folder.glob("drafts/*"))
    assert entry.submit() == []


def test_the_rail_lists_it_goes_on_with_it_and_drops_it(window: WindowPage) -> None:
    _close(window, _opinion(window).fill(opinion=_TYPED))
    window.go("今日待办")
    rail = window.todo.unfinished
    window.qtbot.waitUntil(lambda: len(rail.lines) == 1, timeout=5000)
    assert rail.isVisible()
    assert "填写备案表" in rail.lines[0].resume_link.accessibleName()
    rail.lines[0].resume_link.click()
    entry = window.entry()
    assert window.here() == "备案"
    assert entry.entry.form.value("opinion") == _TYPED
    _close(window, entry)
    window.go("今日待办")
    window.qtbot.waitUntil(lambda: len(rail.lines) == 1, timeout=5000)
    rail.lines[0].drop_link.click()
    window.qtbot.waitUntil(lambda: not rail.isVisible(), timeout=5000)
    window.window.status_bar.offer_link.click()
    window.qtbot.waitUntil(rail.isVisible, timeout=5000)


@pytest.mark.parametrize(
    ("screen", "word"),
    [
        ("technologies", "登记首例…"),
        ("technologies", "登记技术…"),
        ("filings", "填写负责人…"),
        ("filings", "登记材料 licence 0"),
        ("practitioners", "登记人员…"),
        ("institution", "录入放假安排…"),
        ("institution", "登记变更 主要负责人"),
        ("trainings", "登记培训基地…"),
        ("disclosures", "审定公开…"),
    ],
)
def test_going_on_opens_the_same_entry(window: WindowPage, screen: str, word: str) -> None:
    window.window.go(screen)
    window.settle()
    window.window.current_screen().act(word)
    entry = window.entry()
    kind = type(entry.entry)
    field = next(f for f in entry.entry.form.fields() if isinstance(f, QLineEdit | QPlainTextEdit))
    name = field.accessibleName()
    type_chinese(field, "没有办完")
    _close(window, entry)
    window.go("今日待办")
    rail = window.todo.unfinished
    window.qtbot.waitUntil(lambda: len(rail.lines) == 1, timeout=5000)
    rail.lines[0].resume_link.click()
    again = window.entry().entry
    assert type(again) is kind
    texts = {f.accessibleName(): f for f in again.form.fields()}[name]
    assert isinstance(texts, QLineEdit | QPlainTextEdit)
    text = texts.text() if isinstance(texts, QLineEdit) else texts.toPlainText()
    assert "没有办完" in text


def test_closing_the_window_under_an_open_entry_keeps_it(qtbot: QtBot, folder: Path) -> None:
    window = WindowPage(qtbot, _opener(folder), TODAY)
    type_chinese(_opinion(window).entry.form.field("opinion"), _TYPED)
    window.close()
    with open_library(folder) as library:
        assert [one.made.fields["opinion"] for one in drafts(library).drafts] == [_TYPED + _BEFORE]


def test_a_killed_program_gives_the_text_back(qtbot: QtBot, folder: Path, tmp_path: Path) -> None:
    log = tmp_path / "日志"
    killed_while_typing(folder, log, "filings", "填写备案表…", "opinion", _TYPED)
    window = WindowPage(qtbot, _opener(folder), TODAY)
    try:
        entry = _opinion(window).entry
        assert entry.form.value("opinion") == _TYPED + _BEFORE
        assert entry.drafting.bar.sentence.text().startswith("已恢复 ")
    finally:
        window.close()


def _no_library() -> object:
    from medtech_desktop.domain.trouble import Trouble

    raise Trouble("没有资料库")


def test_a_draft_of_a_newer_program_opens_nothing_and_is_kept(window: WindowPage) -> None:
    window.go("今日待办")
    window.todo.unfinished.resume_wanted.emit("scheduling", "S16", "登记手术…")
    window.settle()
    assert window.here() == "今日待办"
    assert "较新的程序" in window.window.trouble_bar.sentence.text()
