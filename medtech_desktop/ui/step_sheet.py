"""一个文件几步读进来的对话框：选文件、核对，最后一步以前什么也不保存。"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Ticket
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label


class StepSheet(QDialog):
    """几步的框。子类给出各页（``lay_out``），并说每一步按钮的词、下面的话、先到哪里。"""

    STEPS: tuple[str, ...] = ()

    def __init__(self, desk: Desk, title: str, whole: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.desk = desk
        self._ticket: Ticket | None = None
        self._path: Path | None = None
        self.title = label(title, size=theme.PANEL_TITLE, weight=theme.BOLD)
        self.subtitle = label("", ink=Ink.INK2)
        self.step_note = label("", weight=theme.MEDIUM, ink=Ink.INK2)
        self.trouble = TroubleBar()
        self.whole = QCheckBox(whole)
        self.whole.setAccessibleName(whole)
        self.strip = ProgressStrip()
        self.foot = label("", ink=Ink.INK2, wrap=True)
        self.back_button = button("上一步")
        self.cancel_button = button("取消")
        self.act_button = button("核对", kind="primary")
        self._stack = QStackedWidget()
        self.act_button.setDefault(True)
        self.cancel_button.setAutoDefault(False)
        self.back_button.clicked.connect(lambda _=False: self.go_back())
        self.cancel_button.clicked.connect(lambda _=False: self.stop())
        self.act_button.clicked.connect(lambda _=False: self.go_on())

    def lay_out(self, *pages: QWidget) -> None:
        """放好各页。"""
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self.title)
        head.addWidget(self.subtitle, 1)
        head.addWidget(self.step_note)
        column.addLayout(head)
        column.addWidget(self.trouble)
        for page in pages:
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        column.addWidget(self.strip)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.foot, 1)
        for widget in (self.whole, self.back_button, self.cancel_button, self.act_button):
            foot.addWidget(widget)
        column.addLayout(foot)

    # What a step says and does

    def act_word(self, step: int) -> tuple[str, bool]:
        """这一步的按钮的词，按得动没有。"""
        raise NotImplementedError

    def foot_words(self, step: int) -> str:
        """这一步下面的一句话。"""
        raise NotImplementedError

    def to_work(self, step: int) -> None:
        """The waiting took the focus to 取消; Enter there would throw the file away."""
        raise NotImplementedError

    def go_on(self) -> None:
        """下一步。"""
        raise NotImplementedError

    def refused(self, findings: tuple[Finding, ...]) -> None:
        """被拒绝的说在这一步上。"""
        raise NotImplementedError

    def go_back(self) -> None:
        """上一步。"""
        self.go(self.step() - 1)

    # Steps

    def step(self) -> int:
        """现在第几步，自零起。"""
        return self._stack.currentIndex()

    def go(self, step: int) -> None:
        """到这一步。"""
        self._stack.setCurrentIndex(step)
        if step == 0:
            self.subtitle.setText("")
        self.step_note.setText(f"{step + 1} / {len(self.STEPS)} {self.STEPS[step]}")
        self.wait("")

    def wait(self, said: str) -> None:
        """正在做什么；空为没有在做。"""
        waiting, step = bool(said), self.step()
        self._stack.setEnabled(not waiting)
        for widget in (self.back_button, self.whole):
            widget.setEnabled(not waiting)
        word, ready = self.act_word(step)
        self.act_button.setText(word)
        self.act_button.setAccessibleName(word)
        self.act_button.setEnabled(ready and not waiting)
        self.foot.setText("" if waiting else self.foot_words(step))
        if waiting:
            self.trouble.say("")
        else:
            self.to_work(step)

    def begin(
        self,
        said: str,
        work: Callable[..., Any],
        *args: object,
        then: Callable[[Any], None],
        stopped: str,
        acts: bool = False,
    ) -> None:
        """读、核对或登记：看得到进度；取消了的说一句，回到这一步。"""
        if self.strip.is_going:
            return

        def halted() -> None:
            self.wait("")
            self.foot.setText(stopped)

        self.wait(said)
        self._ticket = begin_long(
            self.desk,
            self,
            said,
            work,
            *args,
            then=then,
            stopped=halted,
            strip=self.strip,
            acts=acts,
            shares=True,
            troubled=self.troubled,
            refused=self.refused,
        )
        self.strip.cancel_button.hide()  # the sheet has its own
        if self._ticket is None:
            self.wait("")

    def stop(self) -> None:
        """正在做的取消；没有在做的关上。"""
        if self.strip.is_going:
            self.strip.cancel()
        else:
            self.reject()

    def troubled(self, trouble: Trouble) -> None:
        """遇到的麻烦说在上面。"""
        self.wait("")
        self.trouble.show_trouble(trouble)

    def reject(self) -> None:
        if self._ticket is not None and not self._ticket.answered:
            self.desk.cancel(self._ticket)
        super().reject()
