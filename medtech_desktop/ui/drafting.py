"""留草稿：录入框里打的字，停下一秒就留一份；再打开时放回来。

Only the fields that differ from what the form began with are kept, so that a record changed in
the meantime is not overwritten by its own old values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.desk import Desk
from medtech_desktop.ui.widgets.draft_bar import BRING_BACK, CLEAR, DraftBar

if TYPE_CHECKING:
    from medtech_desktop.office.drafts import Draft
    from medtech_desktop.office.library import Library

PAUSE_MS = 1000
"""停下这么久就留一份。"""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """这份录入是哪一件：``key`` 认得出它，其余说得出它、回得到它。"""

    key: str
    title: str
    about: str = ""
    place: str = ""
    thing: str = ""
    word: str = ""


class Typed(Protocol):
    """能留草稿的录入。"""

    def state(self) -> dict[str, str]:
        """现在的内容。"""

    def typed(self) -> frozenset[str]:
        """其中打字的那些。"""

    def restore(self, state: Mapping[str, str]) -> tuple[str, ...]:
        """放回内容，返回放不回的字段名。"""


def ask_draft(library: Library, key: str) -> Draft | None:
    """这一件的草稿。"""
    from medtech_desktop.office.drafts import draft_for

    return draft_for(library, key)


def keep(library: Library, where: Whereabouts, fields: dict[str, str]) -> bool:
    """留一份。"""
    from medtech_desktop.office.drafts import NewDraft, keep_draft

    made = NewDraft(
        where.key, where.title, where.about, where.place, where.thing, where.word, fields
    )
    return keep_draft(library, made)


def drop(library: Library, key: str) -> bool:
    """丢弃一份。"""
    from medtech_desktop.office.drafts import drop_draft

    return drop_draft(library, key)


def moment_words(at: datetime) -> str:
    """11月24日 16:05。"""
    return f"{at.month}月{at.day}日 {at:%H:%M}"


class Drafting(QObject):
    """一个录入框的草稿；``told``：草稿条说了一句，录入框要重排。"""

    told = Signal()

    def __init__(self, dialog: QDialog, desk: Desk, typed: Typed, where: Whereabouts) -> None:
        super().__init__(dialog)
        self.where = where
        self.bar = DraftBar(dialog)
        self._dialog, self._desk, self._form = dialog, desk, typed
        self._start: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self._back: dict[str, str] = {}
        self._said = ""
        self._over = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.keep_now)
        self.bar.taken.connect(self._take)
        self._undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), dialog)
        self._undo.setEnabled(False)
        self._undo.activated.connect(lambda: self._take(BRING_BACK))
        dialog.installEventFilter(self)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.keep_now, Qt.ConnectionType.DirectConnection)

    def begin(self) -> None:
        """记下开始的内容，问有没有草稿；先问的（选项、人员）都先回来。"""
        self._start = self._form.state()
        self._desk.ask(
            ask_draft, self.where.key, then=self._show, owner=self, topic="draft", troubled=_let
        )

    def changed(self) -> dict[str, str]:
        """与开始时不同的字段。"""
        now = self._form.state()
        return {name: text for name, text in now.items() if text != self._start.get(name, "")}

    def note(self) -> None:
        """有改动：停下一秒以后留一份。"""
        if not self._over:
            self._pause.start()

    def keep_now(self, *_request: object) -> None:
        """现在就留一份；没有改动的不留，原来留的丢弃。"""
        self._pause.stop()
        fields = self.changed()
        if self._over or not self._start or fields == self._kept:
            return
        self._kept = fields
        if fields:
            self._desk.keep(keep, self.where, fields, troubled=self._not_kept, owner=self)
        else:
            self._desk.keep(drop, self.where.key)

    def done(self) -> None:
        """办成了：草稿不再要。"""
        self._finish()
        self._desk.keep(drop, self.where.key)

    def left(self) -> None:
        """没有办就关了：打过字的留作草稿，并说怎样丢弃。"""
        fields = self.changed() if self._start and not self._over else {}
        if not fields:
            self.keep_now()
            self._finish()
            return
        self._finish()
        desk, where = self._desk, self.where
        said = f"「{where.title}」没有保存，已留作草稿"

        def tell(kept: bool) -> None:
            if kept:
                desk.offered.emit(said, "丢弃草稿", lambda: desk.keep(drop, where.key))

        desk.keep(keep, where, fields, then=tell, troubled=desk.trouble_met.emit)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.keep_now()
        return super().eventFilter(watched, event)

    def _finish(self) -> None:
        self._over = True
        self._pause.stop()

    def _not_kept(self, trouble: Trouble) -> None:
        self._kept = {}
        bar = getattr(self._dialog, "trouble", None)
        if bar is not None and not self._over:
            bar.show_trouble(trouble)

    def _show(self, draft: Draft | None) -> None:
        """What the forms filled in by themselves meanwhile is where this form begins."""
        now, typed = self._form.state(), self._form.typed()
        begun = any(now.get(name, "") != self._start.get(name, "") for name in typed)
        self._start = {
            name: self._start.get(name, text) if name in typed else text
            for name, text in now.items()
        }
        if draft is None:
            return
        self._back = dict(draft.made.fields)
        who = f"{draft.by_other} " if draft.by_other else ""
        self._said = f"{who}{moment_words(draft.saved_at)} 没有保存的内容"
        if begun:
            self._offer(f"另有 {self._said}")
        else:
            self._bring_back()

    def _take(self, word: str) -> None:
        if word == CLEAR:
            self._back = self.changed()
            self._form.restore(self._start)
            self._offer("已清空，所填的还可以恢复")
            self.bar.link.setFocus()
        else:
            self._bring_back()

    def _offer(self, sentence: str) -> None:
        self.bar.say(sentence, BRING_BACK)
        self.told.emit()
        self._undo.setEnabled(True)

    def _bring_back(self) -> None:
        stale = self._form.restore(self._back)
        self._kept = self.changed()
        said = f"已恢复 {self._said}"
        if stale:
            said += f"；「{'、'.join(stale)}」原来所选的已不可选，请重选"
        self.bar.say(said, CLEAR)
        self.told.emit()
        self._undo.setEnabled(False)


def _let(_trouble: Trouble) -> None:
    """A draft that cannot be asked for is no reason to disturb the typing."""
