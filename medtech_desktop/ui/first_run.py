"""第一次打开：登记本院新建资料库，或打开已有的、从备份恢复、看看演示医院。"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.first_run_door import Door, RestorePane
from medtech_desktop.ui.first_run_draft import HospitalDraft, draft_path
from medtech_desktop.ui.first_run_questions import (
    DoorAnswer,
    ask_backup,
    ask_door,
    ask_offers,
    ask_places,
    build_demo_here,
    drop,
    keep,
    restore_here,
)
from medtech_desktop.ui.first_run_steps import (
    STEPS,
    CheckStep,
    LicenceStep,
    OpeningStep,
    Step,
    quiet_edits,
)
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.quiet import button, label, scrolled
from medtech_desktop.ui.widgets.steps_rail import StepsRail

_KEEP_AFTER_MS = 400
_KEEPING, _CHECK = 4, 5


class FirstRun(QDialog):
    """第一次打开的窗口。``create_wanted`` 带草稿，``open_wanted``、``demo_wanted`` 带文件夹。"""

    create_wanted = Signal(object)
    open_wanted = Signal(object)
    demo_wanted = Signal(object)

    def __init__(
        self,
        folder: Path,
        today: date,
        *,
        demo_folder: Path | None = None,
        kept: Path | None = None,
    ) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("医疗技术临床应用管理")
        self.setWindowFlag(Qt.WindowType.WindowMinimizeButtonHint, True)
        self.resize(820, 640)
        self.desk = Desk(lambda: None)
        self.draft = HospitalDraft(folder=str(folder))
        self._folder, self._demo_folder = folder, demo_folder
        self._path = kept or draft_path()
        self._touched = False
        self._make_widgets(folder, today)
        self._lay_out()
        self._wire()
        self._show_door()
        self.desk.ask(ask_door, self._path, then=self._show_answer, owner=self)

    def _make_widgets(self, folder: Path, today: date) -> None:
        self.steps: tuple[Step, ...] = tuple(make(today) for make in STEPS)
        self.door = Door()
        self.restore = RestorePane(folder)
        self.rail = StepsRail(tuple(step.title for step in self.steps))
        self.title = label("", size=theme.TITLE, weight=theme.BOLD)
        self.line = label("", ink=Ink.INK2, wrap=True)
        self.trouble = TroubleBar()
        self.state = label("", size=theme.NOTE, ink=Ink.INK2)
        self.back_button = button("上一步")
        self.next_button = button("下一步", kind="primary")
        self.next_button.setDefault(True)
        self.back_button.setAutoDefault(False)
        self._pages = QStackedWidget()
        self._keeper = QTimer(self)
        self._keeper.setSingleShot(True)
        self._keeper.setInterval(_KEEP_AFTER_MS)

    def _lay_out(self) -> None:
        for page in (self.door, self.restore, *self.steps):
            pane = scrolled(page)
            self._pages.addWidget(pane)
        column = QVBoxLayout()
        column.setContentsMargins(28, 22, 28, 18)
        column.setSpacing(6)
        column.addWidget(self.title)
        column.addWidget(self.line)
        column.addSpacing(10)
        column.addWidget(self._pages, 1)
        column.addWidget(self.trouble)
        row = QHBoxLayout()
        row.addWidget(self.back_button)
        row.addWidget(self.state, 1, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.next_button)
        column.addLayout(row)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(column, 1)

    def _wire(self) -> None:
        self.door.chosen.connect(self._go_through)
        self.door.restart_wanted.connect(self._restart)
        self.restore.looked_for.connect(self._look_at_backup)
        self.back_button.clicked.connect(lambda _=False: self.back())
        self.next_button.clicked.connect(lambda _=False: self.forward())
        self._keeper.timeout.connect(self._keep_now)
        for step in self.steps:
            step.edited.connect(self._edited)
            if isinstance(step, CheckStep):
                step.step_wanted.connect(self.show_step)

    # Places

    @property
    def step(self) -> int:
        """现在是第几步（从 0 起）；首页为 -2，恢复页为 -1。"""
        return self._pages.currentIndex() - 2

    def show_step(self, number: int) -> None:
        """到某一步。"""
        step = self.steps[number]
        self._turn_to(number + 2, step.title, step.line)
        self.rail.show_step(number)
        self.rail.show()
        self.back_button.setText("上一步" if number else "回到首页")
        self.next_button.setText("新建资料库" if number == _CHECK else "下一步")
        quiet_edits(step, lambda: step.show_draft(self.draft))
        if isinstance(step, LicenceStep):
            self._ask_offers()
        self.draft = replace(self.draft, step=number)
        first = next((w for w in step.findChildren(QWidget) if _takes_focus(w)), None)
        if first is not None and number != _CHECK:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_door(self) -> None:
        line = "第一次使用。数据只存在本机，不连网。"
        self._turn_to(0, "医疗技术临床应用管理", line)
        self.rail.hide()
        self.back_button.hide()
        self.next_button.hide()
        self.door.choices["new"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_restore(self) -> None:
        line = "先核验备份，再恢复成一个新的资料库；备份本身不动。"
        self._turn_to(1, "从备份恢复", line)
        self.rail.hide()
        self.back_button.setText("回到首页")
        self.next_button.setText("恢复并打开")
        self.restore.keyboard_start()

    def _turn_to(self, page: int, title: str, line: str) -> None:
        self.title.setText(title)
        self.line.setText(line)
        self.trouble.say("")
        self.state.setText("")
        self._pages.setCurrentIndex(page)
        self.back_button.show()
        self.next_button.show()

    def _go_through(self, key: str) -> None:
        if key == "new":
            self.show_step(self.draft.step if self.draft.step < _CHECK else 0)
        elif key == "restore":
            self._show_restore()
        elif key == "demo":
            self._build_demo()
        else:
            self._choose()

    def back(self) -> None:
        """上一步；所填的都留着。"""
        if self.step >= 0:
            self._gather()
        if self.step > 0:
            self.show_step(self.step - 1)
        else:
            self._show_door()
            self._show_kept()

    def forward(self) -> None:
        """下一步；这一步有问题就留在这里指出。"""
        if self.step == -1:
            self._restore_asked()
            return
        step = self.steps[self.step]
        self._keep_now()
        found = step.form.take_misread() or step.problems()
        step.form.show_findings(found)
        if found:
            return
        if self.step == _CHECK:
            self.create_wanted.emit(self.draft)
        elif self.step == _KEEPING:
            self._ask_places()
        else:
            self.show_step(self.step + 1)

    # Asking

    def _ask_offers(self) -> None:
        draft = self.draft
        self.desk.ask(
            ask_offers,
            draft.name,
            draft.province,
            draft.tcm,
            then=self._offer,
            owner=self,
            topic="offers",
        )

    def _ask_places(self) -> None:
        self.wait("正在看这两个文件夹")
        self.desk.ask(
            ask_places,
            self.draft.folder,
            self.draft.second,
            then=self._places_seen,
            owner=self,
            topic="places",
            troubled=self.show_trouble,
        )

    def _look_at_backup(self, backup: Path) -> None:
        self.desk.ask(
            ask_backup,
            backup,
            then=self.restore.show_preview,
            owner=self,
            topic="backup",
            troubled=lambda trouble: self.restore.show_unsound(str(trouble)),
        )

    def _restore_asked(self) -> None:
        asked = self.restore.asked()
        if asked is None:
            return
        self.wait("正在核验并恢复")
        self.desk.ask(
            restore_here,
            *asked,
            then=self.open_wanted.emit,
            owner=self,
            progress=lambda _done, _total, words: self.state.setText(words),
            troubled=self.show_trouble,
            refused=self._restore_refused,
        )

    def _build_demo(self) -> None:
        self.wait("正在建立演示医院")
        self.desk.ask(
            build_demo_here,
            self._demo_place(),
            then=self.demo_wanted.emit,
            owner=self,
            progress=lambda done, total, words: self.state.setText(f"{words} {done}/{total}"),
            troubled=self.show_trouble,
        )

    def _demo_place(self) -> Path:
        if self._demo_folder is not None:
            return self._demo_folder
        return self._folder.parent / "演示" / "library"

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "打开资料库文件夹", str(self._folder))
        if chosen:
            self.wait("正在打开资料库")
            self.open_wanted.emit(Path(chosen))

    # Draft

    def _gather(self) -> None:
        number = self.step
        if number >= 0:
            self.draft = self.steps[number].read(self.draft)

    def _edited(self) -> None:
        self._touched = True
        self._keeper.start()

    def _keep_now(self) -> None:
        self._keeper.stop()
        self._gather()
        if self._touched:
            self.desk.act(keep, self._path, self.draft, owner=self, troubled=self.show_trouble)
            self._touched = False

    def _restart(self) -> None:
        self._touched = False
        self._keeper.stop()
        province = self.draft.province
        self.draft = HospitalDraft(folder=str(self._folder), province=province)
        self.desk.act(drop, self._path)
        self._show_kept()
        self.door.choices["new"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_kept(self) -> None:
        blank = HospitalDraft(folder=str(self._folder), province=self.draft.province)
        filled = self.draft != replace(
            blank, opened_on=self.draft.opened_on, principal_since=self.draft.principal_since
        )
        self.door.show_kept(self.steps[self.draft.step].title if filled else "")

    # Answers

    def _show_answer(self, answer: DoorAnswer) -> None:
        for step in self.steps:
            if isinstance(step, OpeningStep):
                step.set_provinces(answer.provinces)
        if not self.draft.province and answer.provinces:
            usual = answer.provinces[0].short_name
            self.draft = replace(self.draft, province=usual)
        if answer.draft is not None and self.step < 0:
            self.draft = answer.draft
            self._show_kept()

    def _offer(self, names: tuple[str, ...]) -> None:
        step = self.steps[1]
        if isinstance(step, LicenceStep):
            step.offer(names)

    def _places_seen(self, found: tuple[Finding, ...]) -> None:
        self.wait("")
        self.steps[_KEEPING].form.show_findings(found)
        if any(one.severity is Severity.REFUSE for one in found):
            return
        if self.step == _KEEPING:
            self.show_step(_CHECK)
            self.state.setText("；".join(one.message for one in found))

    def _restore_refused(self, findings: tuple[Finding, ...]) -> None:
        self.wait("")
        self.restore.form.show_findings(findings)

    def show_trouble(self, trouble: Trouble) -> None:
        """说出为什么没成。"""
        self.wait("")
        self.trouble.show_trouble(trouble)

    def show_findings(self, findings: tuple[Finding, ...]) -> None:
        """把拒绝放到各字段下，先到有它的那一步。"""
        self.wait("")
        for number, step in enumerate(self.steps):
            if any(step.form.has(finding.field) for finding in findings):
                self.show_step(number)
                step.form.show_findings(findings)
                return
        self.trouble.say("；".join(f"{one.message}。{one.remedy}" for one in findings))

    def wait(self, words: str) -> None:
        """正在做什么；空字为可以继续。"""
        for made in (self.next_button, self.back_button):
            made.setEnabled(not words)
        self.door.allow(not words)
        self.state.setText(words)
        if words:
            self.trouble.say("")

    # Leaving

    def finish(self, *, created: bool) -> None:
        """办成了：新建的删去草稿，关上。"""
        self._keeper.stop()
        self._touched = False
        if created:
            self.desk.act(drop, self._path)
        self.close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.step > -2 and self.back_button.isEnabled():
                self.back()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._keep_now()
        self.desk.stop()
        super().closeEvent(event)


def _takes_focus(widget: QWidget) -> bool:
    wanted = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wanted) and widget.isEnabled() and not widget.isHidden()
