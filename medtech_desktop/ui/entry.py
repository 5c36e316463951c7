"""录入框：表单、办一件事的按钮；拒绝站在字段下，警告问理由，草稿不因拒绝而丢。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui import theme
from medtech_desktop.ui.desk import Desk, Done
from medtech_desktop.ui.drafting import Drafting, Whereabouts
from medtech_desktop.ui.long_acts import begin_long
from medtech_desktop.ui.problems import TroubleBar
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.field_state import inputs_of
from medtech_desktop.ui.widgets.form import Form
from medtech_desktop.ui.widgets.progress_strip import ProgressStrip
from medtech_desktop.ui.widgets.quiet import button, label, scrolled

Act = Callable[..., Done]
_ALIKE = {"person": "leads", "leads": "person"}
_TITLE_BAR = 40
_SHORT = 40
_TAB = Qt.FocusPolicy.TabFocus


class Entry(QDialog):
    """录入框。子类填好 ``form``，并实现 ``plan``：返回要办的事及其参数。

    ``plan`` may return None after showing findings of its own. ``thing`` is what the entry is
    about, as its screen knows it; ``part`` tells the entries of one thing apart; ``word`` opens
    the entry again on its screen (``home``, when that is not the one it stands on).
    """

    LONG, STOPPED = "", ""
    """要许久的：做的时候说什么，取消以后说什么；``plan`` 的动作收 ``progress``。"""
    SHARES = False
    """要许久的：报进度时让别的提问先答。"""

    article_opened = Signal(str)
    recorded = Signal(object)

    def __init__(
        self,
        desk: Desk,
        title: str,
        act: str,
        line: str = "",
        parent: QWidget | None = None,
        *,
        thing: str = "",
        part: str = "",
    ) -> None:
        super().__init__(parent)
        self.thing, self.part, self.word, self.home = thing, part, "", ""
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.desk, self._line = desk, line
        self.setWindowTitle(title)
        self.setMinimumWidth(560)
        self.resize(600, 260)
        self.form = Form()
        self.form.article_opened.connect(self.article_opened)
        self.trouble = TroubleBar()
        self.strip = ProgressStrip()
        self.act_button = button(act, kind="primary")
        self.cancel_button = button("取消")
        self.waiting = label("", size=theme.NOTE, ink=Ink.INK2)
        self.drafting = Drafting(self, desk, self, self._where(title, ""))
        self.drafting.told.connect(lambda: QTimer.singleShot(0, self, self._fit))
        self._lay_out(title, line)
        self.act_button.setDefault(True)
        self.act_button.clicked.connect(lambda _=False: self.submit())
        self.cancel_button.clicked.connect(lambda _=False: self.reject())

    def _lay_out(self, title: str, line: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 16, 16)
        column.setSpacing(6)
        column.addWidget(label(title, size=theme.PANEL_TITLE, weight=theme.BOLD, wrap=True))
        if line:
            column.addWidget(label(line, ink=Ink.INK2, wrap=True))
        column.addSpacing(8)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 8, 0)
        bar.addWidget(self.drafting.bar)
        column.addLayout(bar)
        column.addSpacing(2)
        inside = QWidget()
        self._held = QVBoxLayout(inside)
        self._held.setContentsMargins(0, 0, 8, 0)
        self._held.addWidget(self.form)
        self._held.addStretch(1)
        self.pane = scrolled(inside)
        column.addWidget(self.pane, 1)
        column.addWidget(self.trouble)
        column.addWidget(self.strip)
        row = QHBoxLayout()
        row.setContentsMargins(0, 4, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.waiting, 1)
        row.addWidget(self.cancel_button)
        row.addWidget(self.act_button)
        column.addLayout(row)

    def begin_from(self, opened: SignalInstance, word: str) -> None:
        """从一屏打开：依据由那一屏的 ``opened`` 打开；草稿以 ``word`` 再打开。"""
        self.word = word
        self.article_opened.connect(opened)
        self.begin()

    def begin(self) -> None:
        """打开，高度合于表单，不超出屏幕。"""
        if self.act_button.property("kind") == "fatal":
            self.act_button.setAutoDefault(False)
            self.cancel_button.setDefault(True)
        self.drafting.where = self._where(self.windowTitle(), self.word)
        self.form.edited.connect(self.drafting.note)
        self._fit()
        self.open()
        QTimer.singleShot(0, self, self._fit)  # once shown, wrapped lines are as tall as they are
        self._focus_first()
        self.drafting.begin()

    def _focus_first(self) -> None:
        """先填第一个字段；不然 Qt 先把焦点给「取消」，回车就关了。"""
        if self.focusWidget() not in (None, self.cancel_button, self.act_button):
            return
        inside = self.pane.findChildren(QWidget)
        inputs = [one for field in self.form.fields() for one in inputs_of(field)]
        for one in (*inputs, *inside):  # a form may hold nothing but a button
            if one.isVisible() and one.isEnabled() and one.focusPolicy() & _TAB:
                one.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def _where(self, title: str, word: str) -> Whereabouts:
        key = f"{type(self).__name__} {self.thing} {self.part}".strip()
        above = self.parent()
        while above is not None and not getattr(above, "place", ""):
            above = above.parent()
        place = self.home or str(getattr(above, "place", ""))
        named, colon, _ = self._line.partition("：")  # without a colon the line names nothing
        about = named if self.thing and colon and len(named) <= _SHORT else ""
        return Whereabouts(key, title, about, place, self.thing, word)

    def state(self) -> dict[str, str]:
        """所填的全部内容；表单以外还有的，由子类加上。"""
        return self.form.state()

    def typed(self) -> frozenset[str]:
        """所填的内容里打字的那些。"""
        return self.form.typed()

    def restore(self, state: Mapping[str, str]) -> tuple[str, ...]:
        """放回所填的内容，返回放不回的字段名。"""
        return self.form.restore(state)

    def reject(self) -> None:
        """取消：打过字的留作草稿。"""
        self.drafting.left()
        super().reject()

    def _fit(self) -> None:
        """高度合于内容：长到放得下，不超出屏幕，不缩。"""
        width = max(600, self.width())
        self.resize(width, self.height())
        for layout in (self.form.layout(), self._held, self.layout()):
            _settle(layout)
        around = self.height() - self.pane.height()
        wanted = self._held.totalHeightForWidth(self.pane.viewport().width()) + around + 4
        room = self.screen().availableGeometry()
        tall = min(max(wanted, 260, self.height()), room.height() - _TITLE_BAR)
        self.resize(width, tall)
        over = self.geometry().bottom() - room.bottom()
        if self.isVisible() and over > 0:
            self.move(self.x(), max(room.top(), self.y() - over))

    def plan(self) -> tuple[Act, tuple[object, ...]] | None:
        """要办的事及其参数；字段自己说不清时先指出并返回 None。"""
        raise NotImplementedError

    def answered(self, *names: str) -> bool:
        """这些选项都选了没有；没选的在各自的字段下指出。"""
        missing = [name for name in names if not self.form.value(name)]
        if not missing:
            return True
        self.form.show_findings(
            tuple(
                Finding(
                    Severity.REFUSE,
                    f"没有选「{self.form.field(name).accessibleName()}」",
                    "INPUT",
                    "由人回答，程序不代选",
                    name,
                )
                for name in missing
            )
        )
        return False

    def reason(self) -> str:
        """各警告下所填的理由，合成一句。"""
        return "；".join(self.form.reasons().values())

    def submit(self) -> None:
        """办这件事；回来以前按钮不可再按。"""
        if misread := self.form.take_misread():
            self._refused(misread)
            return
        planned = self.plan()
        if planned is None:
            QTimer.singleShot(0, self, self._reveal)
            return
        self.drafting.keep_now()
        work, args = planned
        if self.LONG:
            self._submit_long(work, args)
            return
        self._wait(True)
        self.desk.act(
            work,
            *args,
            then=self._done,
            refused=self._refused,
            troubled=self._troubled,
            owner=self,
        )
        if self.desk.read_only:
            self._wait(False)

    def _submit_long(self, work: Act, args: tuple[object, ...]) -> None:
        begun = begin_long(
            self.desk,
            self,
            self.LONG,
            work,
            *args,
            acts=True,
            strip=self.strip,
            then=self._done,
            stopped=self._stopped,
            refused=self._refused,
            troubled=self._troubled,
            shares=self.SHARES,
        )
        self.act_button.setEnabled(begun is None)

    def _stopped(self) -> None:
        self._wait(False)
        self.trouble.say(self.STOPPED)

    def _done(self, done: object) -> None:
        self._wait(False)
        self.drafting.done()
        self.recorded.emit(done)
        self.accept()

    def _refused(self, findings: tuple[Finding, ...]) -> None:
        self._wait(False)
        self.form.show_findings(tuple(self._placed(finding) for finding in findings))
        QTimer.singleShot(0, self, self._reveal)

    def _placed(self, finding: Finding) -> Finding:
        other = _ALIKE.get(finding.field, "")
        if other and not self.form.has(finding.field) and self.form.has(other):
            return replace(finding, field=other)
        return finding

    def _reveal(self) -> None:
        """告示与理由框都看得见。"""
        self._fit()
        notices = self.form.notices()
        if not notices:
            return
        refused = [one for one in notices if one.finding.severity is Severity.REFUSE]
        first = (refused or list(notices))[0]
        self.pane.ensureWidgetVisible(first, 0, 12)
        if not refused and not first.reason.isHidden():
            self.pane.ensureWidgetVisible(first.reason, 0, 16)
            first.reason.setFocus()

    def _troubled(self, trouble: Trouble) -> None:
        self._wait(False)
        self.tell(trouble)

    def tell(self, trouble: Trouble) -> None:
        """说出一个故障；故障条不占字段的地方。"""
        self.trouble.show_trouble(trouble)
        QTimer.singleShot(0, self, self._fit)

    def _wait(self, waiting: bool) -> None:
        self.act_button.setEnabled(not waiting)
        self.waiting.setText("正在保存" if waiting else "")
        if waiting:
            self.trouble.say("")


def late(work: Callable[..., Done], **more: object) -> Act:
    """带名参数的动作。"""
    return partial(work, **more)


def _settle(layout: QLayout | None) -> None:
    """The new rows count only once the layout has measured them."""
    if layout is not None:
        layout.invalidate()
        layout.activate()
