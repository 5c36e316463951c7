"""对话框：关了就真的没了；程序错误说编号、可复制、程序不停。"""

from __future__ import annotations

import gc
import logging
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QWidget
from pytestqt.qtbot import QtBot

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.article_sheet import ArticleSheet, ArticleView
from medtech_desktop.ui.help_sheet import HelpSheet
from medtech_desktop.ui.problems import (
    Bug,
    BugDialog,
    Problems,
    RefusalDialog,
    TroubleBar,
    bug_of,
)
from medtech_desktop.ui.widgets.confirm import Confirm, ConfirmView, Consequence, confirm

_FINDING = Finding(Severity.REFUSE, "已停止，不能提交", "MTCA-25", "先恢复应用")
_STOP = ConfirmView(
    "停止应用「术中放疗技术」？",
    (Consequence("ban", "今日起不得再开展", True),),
    "停止应用",
    "MTCA-25",
    True,
)


def _dialogs(parent: QWidget) -> list[Callable[[], QDialog]]:
    return [
        lambda: Confirm(_STOP, parent),
        lambda: HelpSheet(parent),
        lambda: ArticleSheet("MTCA-11", parent),
        lambda: BugDialog(Bug("E-BUG-1", "…"), Path("a.log"), parent),
        lambda: RefusalDialog((_FINDING,), parent),
    ]


@pytest.mark.parametrize("number", range(5))
def test_a_closed_dialog_dies(qtbot: QtBot, number: int) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = _dialogs(parent)[number]()
    gone = weakref.ref(dialog)
    dialog.open()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
    del dialog
    gc.collect()
    assert gone() is None
    assert parent.findChildren(QDialog) == []


def test_only_the_act_itself_acts(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    done: list[str] = []
    first = confirm(_STOP, lambda: done.append("stopped"), parent)
    assert first.cancel_button.text() == "取消"
    first.cancel_button.click()
    assert done == []
    second = confirm(_STOP, lambda: done.append("stopped"), parent)
    assert not second.act_button.isDefault()
    second.act_button.click()
    assert done == ["stopped"]


def test_the_gist_is_never_shown_as_the_law(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    sheet = ArticleSheet("MTCA-11", parent)
    sheet.open()
    sheet.show_article(ArticleView("MTCA-11", "办法", "首例后 15 个工作日内备案", to_check=True))
    assert "不是原文" in sheet.gist_title.text()
    assert sheet.wording_title.isHidden()
    assert not sheet.check.isHidden()
    sheet.show_article(ArticleView("MTCA-11", "办法", "大意", "第十一条　医疗机构……"))
    assert not sheet.wording_title.isHidden()
    assert sheet.check.isHidden()


def test_one_bug_has_one_number(caplog: pytest.LogCaptureFixture) -> None:
    problems = Problems()
    told: list[Bug] = []
    problems.bug_found.connect(told.append)
    for divisor in (0, 0):
        try:
            _ = 1 / divisor
        except ZeroDivisionError as problem:
            with caplog.at_level(logging.ERROR, "medtech_desktop"):
                problems.report(problem)
    assert len({bug.number for bug in told}) == 1
    assert told[0].number.startswith("E-BUG-")
    assert "ZeroDivisionError" in told[0].story
    assert told[0].number in caplog.text


def test_an_uncaught_exception_reaches_the_user_and_the_hook_is_given_back() -> None:
    before = sys.excepthook
    problems = Problems()
    told: list[Bug] = []
    problems.bug_found.connect(told.append)
    problems.watch()
    try:
        sys.excepthook(ValueError, ValueError("坏值"), None)
    finally:
        problems.unwatch()
    assert sys.excepthook is before
    assert "坏值" in told[0].story


def test_the_bug_dialog_copies_its_number_and_story(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = BugDialog(bug_of(KeyError("x")), Path("日志") / "medtech.log", parent)
    dialog.copy_button.click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(dialog.bug.number)
    assert "KeyError" in copied


def test_trouble_says_what_to_do_and_can_be_put_away(qtbot: QtBot) -> None:
    bar = TroubleBar()
    qtbot.addWidget(bar)
    bar.show_trouble(Trouble("文件正被 Excel 打开", "请先在 Excel 中关闭该文件", "E-EXP-01"))
    assert bar.sentence.text() == "文件正被 Excel 打开。请先在 Excel 中关闭该文件（错误 E-EXP-01）"
    bar.close_button.click()
    assert bar.isHidden()
