"""表单：标签与字段成行，告示站在所说的字段之下，出错的字段加红框。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.day_field import Choice, DayField
from medtech_desktop.ui.widgets.field_state import (
    inputs_of,
    is_typed,
    put_text,
    text_of,
    when_edited,
)
from medtech_desktop.ui.widgets.notices import Notice
from medtech_desktop.ui.widgets.quiet import label

_LABEL_WIDTH = 92
_PART = "#"
_REASON = "理由："
_DAY_REMEDY = "写成 2026-11-02 或 2026/11/2；就用放回的日期，再办一次即可"


class Form(QWidget):
    """表单控件。``article_opened`` 带条款，``way_taken`` 带字段名与所选去路；字段按名取放。"""

    article_opened = Signal(str)
    edited = Signal()
    way_taken = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._fields: dict[str, QWidget] = {}
        self._holders: dict[str, QVBoxLayout] = {}
        self._rows: dict[str, QWidget] = {}
        self._hints: dict[str, tuple[QLabel, str]] = {}
        self._rest = QVBoxLayout()
        self._rest.setSpacing(6)
        self._notices: list[Notice] = []
        self._given_back: dict[str, str] = {}
        self._column.addLayout(self._rest)

    def add(self, name: str, title: str, field: QWidget, hint: str = "") -> QWidget:
        """加一行字段；``hint`` 是后面的说明。"""
        field.setAccessibleName(title)
        if hint:
            field.setAccessibleDescription(hint)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        tag = label(title, ink=Ink.INK2)
        tag.setFixedWidth(_LABEL_WIDTH)
        tag.setWordWrap(True)
        tag.setBuddy(field)
        row.addWidget(tag, 0, Qt.AlignmentFlag.AlignTop)
        tag.setMinimumHeight(theme.BUTTON)
        inside = QVBoxLayout()
        inside.setSpacing(4)
        if isinstance(field, QDateEdit):
            inside.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            inside.addWidget(field)
        if hint:
            shown = label(hint, size=theme.NOTE, ink=Ink.INK3, wrap=True)
            inside.addWidget(shown)
            self._hints[name] = shown, hint
        row.addLayout(inside, 1)
        self._column.insertWidget(self._column.count() - 1, whole)
        self._fields[name] = field
        self._rows[name] = whole
        self._holders[name] = inside
        for one in inputs_of(field):
            when_edited(one, self.edited.emit)
        return field

    def tell(self, name: str, words: str) -> None:
        """字段后面的说明随所填而变；空 = 回到原来的说明。raises KeyError without a hint."""
        shown, hint = self._hints[name]
        shown.setText(words or hint)
        self._fields[name].setAccessibleDescription(words or hint)

    def told(self, name: str) -> str:
        """字段后面现在的说明。raises KeyError without a hint."""
        return self._hints[name][0].text()

    def beside(self, name: str, widget: QWidget) -> None:
        """在字段右边放一个按钮或别的控件。raises KeyError for an unknown name."""
        field, holder = self._fields[name], self._holders[name]
        row = QHBoxLayout()
        row.setSpacing(6)
        holder.removeWidget(field)
        row.addWidget(field, 1)
        row.addWidget(widget)
        holder.insertLayout(0, row)

    def line(self, name: str, title: str, value: str = "", hint: str = "") -> QLineEdit:
        """一行文字。"""
        made = QLineEdit(value)
        made.setCursorPosition(0)
        self.add(name, title, made, hint)
        return made

    def text(self, name: str, title: str, value: str = "", hint: str = "") -> QPlainTextEdit:
        """几行文字；Tab 换字段。"""
        made = QPlainTextEdit(value)
        made.setTabChangesFocus(True)
        made.setFixedHeight(72)
        self.add(name, title, made, hint)
        return made

    def day(self, name: str, title: str, value: date, hint: str = "") -> QDateEdit:
        """一个日期。"""
        made = DayField(value)
        made.setFixedWidth(160)
        self.add(name, title, made, hint)
        return made

    def choice(
        self, name: str, title: str, options: tuple[tuple[str, str], ...], hint: str = ""
    ) -> QComboBox:
        """选一项：(值, 词)。"""
        made = Choice()
        # A long choice, or one that comes later, must not widen the whole form.
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(12)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for value, word in options:
            made.addItem(word, value)
        made.view().setAccessibleName(title)
        self.add(name, title, made, hint)
        return made

    def field(self, name: str) -> QWidget:
        """一个字段。raises KeyError for an unknown name."""
        return self._fields[name]

    def fields(self) -> tuple[QWidget, ...]:
        """全部字段，依次。"""
        return tuple(self._fields.values())

    def has(self, name: str) -> bool:
        """有没有这个字段。"""
        return name in self._fields

    def show_field(self, name: str, shown: bool) -> None:
        """显示或收起一行字段。raises KeyError for an unknown name."""
        self._rows[name].setVisible(shown)

    def value(self, name: str) -> str:
        """字段的文字（去掉首尾空白），或所选项的值。"""
        whole = self._fields[name]
        field = next(iter(inputs_of(whole)), whole)
        if isinstance(field, QComboBox):
            return str(field.currentData() or "")
        if isinstance(field, QPlainTextEdit):
            return field.toPlainText().strip()
        return field.text().strip() if isinstance(field, QLineEdit) else ""

    def day_value(self, name: str) -> date:
        """日期字段的值。raises TypeError for another kind of field."""
        field = self._fields[name]
        if not isinstance(field, QDateEdit):
            raise TypeError(name)
        if isinstance(field, DayField):
            field.settle()
        day = field.date()
        return date(day.year(), day.month(), day.day())

    def take_misread(self) -> tuple[Finding, ...]:
        """打了又不成立的日期，各说一次；日期框里已是原来的日期。"""
        found = []
        for name, field in self._fields.items():
            if isinstance(field, DayField):
                field.settle()
                if field.misread:
                    what = f"「{field.misread}」不是日期，已放回 {field.text()}"
                    found.append(Finding(Severity.REFUSE, what, "INPUT", _DAY_REMEDY, name))
                field.misread = ""
        return tuple(found)

    def show_findings(
        self, findings: tuple[Finding, ...], ways: tuple[str, ...] = (), *, focus: bool = True
    ) -> None:
        """把告示放到各自的字段下，其余放在表单末尾；第一个出错的字段得焦点。"""
        typed = {**self._given_back, **self.reasons()}
        self._given_back = typed  # a refusal in between must not lose a written reason
        self.clear_findings()
        first: QWidget | None = None
        for finding in findings:
            notice = Notice(finding, ways)
            notice.way_taken.connect(
                lambda word, name=finding.field: self.way_taken.emit(name, word)
            )
            notice.reason.setText(typed.get(finding.message, ""))
            notice.reason.textChanged.connect(lambda _text: self.edited.emit())
            notice.article_opened.connect(self.article_opened)
            self._notices.append(notice)
            holder = self._holders.get(finding.field, self._rest)
            holder.addWidget(notice)
            notice.show()
            field = self._fields.get(finding.field)
            if field is not None and finding.severity is Severity.REFUSE:
                for one in inputs_of(field) or (field,):
                    mark_wrong(one, True)
                first = first or next(iter(inputs_of(field)), field)
        if first is not None and focus:
            first.setFocus()

    def clear_findings(self) -> None:
        """收起全部告示。"""
        for notice in self._notices:
            notice.hide()
            notice.deleteLater()
        self._notices = []
        for field in self._fields.values():
            for one in inputs_of(field) or (field,):
                mark_wrong(one, False)

    def notices(self) -> tuple[Notice, ...]:
        """现有的告示。"""
        return tuple(self._notices)

    def reasons(self) -> dict[str, str]:
        """警告的理由：结论原话 → 所填理由（没填的不在内）。"""
        return {
            notice.finding.message: notice.reason.text().strip()
            for notice in self._notices
            if notice.finding.severity is Severity.WARN and notice.reason.text().strip()
        }

    def state(self) -> dict[str, str]:
        """各字段的内容，写成文字；一个字段装着几件的，逐件编号。"""
        held = {key: text_of(one) for key, one in self._inputs()}
        reasons = {**self._given_back, **self.reasons()}
        return held | {f"{_REASON}{said}": why for said, why in reasons.items()}

    def typed(self) -> frozenset[str]:
        """``state`` 里打字的那些。"""
        return frozenset(key for key, one in self._inputs() if is_typed(one))

    def restore(self, state: Mapping[str, str]) -> tuple[str, ...]:
        """放回各字段的内容，返回放不回的字段名（所选的已不可选）；没有的字段不理。"""
        stale = []
        for key, one in self._inputs():
            if key in state and not put_text(one, state[key]):
                stale.append(self._fields[key.partition(_PART)[0]].accessibleName())
        self._given_back = {}
        for key, why in state.items():
            if key.startswith(_REASON):
                self._give_reason(key.removeprefix(_REASON), why)
        return tuple(dict.fromkeys(stale))

    def _give_reason(self, said: str, why: str) -> None:
        """The notice it stood under may not be there yet; it is filled in when it comes."""
        self._given_back[said] = why
        for notice in self._notices:
            if notice.finding.message == said:
                notice.reason.setText(why)

    def _inputs(self) -> list[tuple[str, QWidget]]:
        found: list[tuple[str, QWidget]] = []
        for name, field in self._fields.items():
            for place, one in enumerate(inputs_of(field)):
                found.append((f"{name}{_PART}{place}" if place else name, one))
        return found


def mark_wrong(field: QWidget, wrong: bool) -> None:
    """给字段加上或去掉红框。"""
    said = "true" if wrong else "false"
    if field.property("wrong") == said or (not wrong and field.property("wrong") is None):
        return
    field.setProperty("wrong", said)
    field.style().unpolish(field)
    field.style().polish(field)
