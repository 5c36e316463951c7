"""问题的三张脸：拒绝站在字段旁；故障一句话；程序自己的错给编号、复制与日志位置。"""

from __future__ import annotations

import hashlib
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    Qt,
    QtMsgType,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink, Tone
from medtech_desktop.ui.widgets.notices import Banner, Notice
from medtech_desktop.ui.widgets.quiet import button, label

_TALLEST = 120
log = logging.getLogger("medtech_desktop")


@dataclass(frozen=True, slots=True)
class Bug:
    """程序错误：编号（同一处错误同一编号）与供开发者看的经过。"""

    number: str
    story: str


def bug_of(problem: BaseException) -> Bug:
    """给一个意外的异常编号。"""
    frames = traceback.extract_tb(problem.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    seed = f"{type(problem).__name__}|{Path(place).name}"
    number = "E-BUG-" + hashlib.sha256(seed.encode()).hexdigest()[:6].upper()
    return Bug(number, "".join(traceback.format_exception(problem)))


class BugDialog(QDialog):
    """程序错误对话框；程序继续运行。"""

    def __init__(self, bug: Bug, log_path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("程序出错")
        self.setMinimumWidth(520)
        self.bug = bug
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(8)
        title = f"程序出错，编号 {bug.number}"
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD))
        column.addWidget(
            label("已保存的内容不受影响，程序可以继续使用；刚才这一步没有完成。", wrap=True)
        )
        way = "请复制下面的内容交给信息科或供应方；其中不含患者信息。"
        column.addWidget(label(way, ink=Ink.INK2, wrap=True))
        self.story = QPlainTextEdit(bug.story)
        self.story.setReadOnly(True)
        self.story.setAccessibleName("错误经过")
        self.story.setFixedHeight(140)
        column.addWidget(self.story)
        path = label(f"日志：{log_path}", size=theme.NOTE, ink=Ink.INK2, wrap=True)
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(path)
        self.copy_button = button("复制", "copy")
        self.close_button = button("继续使用", kind="primary")
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.copy_button)
        row.addWidget(self.close_button)
        column.addLayout(row)
        self.copy_button.clicked.connect(lambda _=False: self.copy())
        self.close_button.clicked.connect(self.accept)

    def copy(self) -> None:
        """把编号与经过放到剪贴板。"""
        QGuiApplication.clipboard().setText(f"{self.bug.number}\n{self.bug.story}")


class TroubleBar(Banner):
    """故障条：一句话与怎么办，可关。"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Tone.BAD, "circle-alert", parent)
        self.setMinimumHeight(34)
        self.setMaximumHeight(_TALLEST)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.sentence.setWordWrap(True)
        self.row.setStretch(0, 1)
        self.row.setStretch(1, 0)
        margins = self.row.contentsMargins()
        self.row.setContentsMargins(margins.left(), 4, margins.right(), 4)
        self.close_button = button("知道了", small=True)
        self.close_button.clicked.connect(lambda _=False: self.say(""))
        self.row.addWidget(self.close_button)

    def show_trouble(self, trouble: Trouble) -> None:
        """说出一个故障。"""
        self.say(str(trouble))


class RefusalDialog(QDialog):
    """没有字段可站的拒绝：逐条列出，带依据。"""

    article_opened = Signal(str)

    def __init__(self, findings: tuple[Finding, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("没有保存")
        self.setMinimumWidth(480)
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(8)
        column.addWidget(label("没有保存", size=theme.PANEL_TITLE, weight=theme.BOLD))
        for finding in findings:
            notice = Notice(finding)
            notice.article_opened.connect(self.article_opened)
            column.addWidget(notice)
        self.close_button = button("回去修改", kind="primary")
        self.close_button.clicked.connect(self.accept)
        column.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignRight)


class Problems(QObject):
    """问题收集：任何线程、Qt 消息与未接住的异常都到这里，再由窗口线程说出。"""

    bug_found = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: tuple[Callable[..., object], Callable[..., object]] | None = None

    def watch(self) -> None:
        """接管未接住的异常与 Qt 消息。"""
        self._before = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._hooked
        threading.excepthook = self._hooked_thread
        qInstallMessageHandler(_qt_said)

    def unwatch(self) -> None:
        """交还。"""
        if self._before is not None:
            sys.excepthook, threading.excepthook = self._before
            qInstallMessageHandler(None)
            self._before = None

    def report(self, problem: BaseException) -> None:
        """记入日志并告诉窗口。"""
        bug = bug_of(problem)
        log.error("%s\n%s", bug.number, bug.story)
        self.bug_found.emit(bug)

    def _hooked(
        self,
        kind: type[BaseException],
        problem: BaseException,
        trace: TracebackType | None,
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, problem, trace)
            return
        self.report(problem.with_traceback(trace))

    def _hooked_thread(self, hooked: threading.ExceptHookArgs) -> None:
        if hooked.exc_value is not None:
            self.report(hooked.exc_value)


def _qt_said(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    level = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }.get(kind, logging.ERROR)
    log.log(level, "Qt: %s", message)
