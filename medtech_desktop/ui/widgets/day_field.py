"""日期框：像表格里的一格，整格选中就打；2026-11-02、2026/11/2、20261102、11-2 都认。"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from PySide6.QtCore import QDate, QDateTime, QEvent, Qt, QTimer
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDateEdit,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
    QToolTip,
    QWidget,
)

FORMAT = "yyyy-MM-dd"
_FULL = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_RUN = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT = re.compile(r"()(\d{1,2})-(\d{1,2})")
_PART = re.compile(r"[\d\-/.,、年月日号\s]{0,16}")
_OWN_KEYS = frozenset(
    (
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Escape,
    )
)


def day_in(text: str, year: int) -> date | None:
    """文字里的日期；没有写年份的按 ``year``，不成立的为 None。"""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[年月/.,、\s]+", "-", plain.rstrip("日号"))
    for form in (_FULL, _RUN, _SHORT):
        if (found := form.fullmatch(plain)) is not None:
            years, months, days = found.groups()
            try:
                return date(int(years or year), int(months), int(days))
            except ValueError:
                return None
    return None


class DayField(QDateEdit):
    """日期框控件。``misread`` 是打了又不成立、已放回原来日期的文字。

    Qt's own sections turn a typed 2026-11-02 into the 11th, silently; here the text is
    one piece until it is left, and the wheel scrolls the form instead of the day.
    """

    def __init__(self, day: date, parent: QWidget | None = None) -> None:
        super().__init__(QDate(day.year, day.month, day.day), parent)
        self.misread = ""
        self.setDisplayFormat(FORMAT)
        self.setCalendarPopup(True)
        self.setKeyboardTracking(False)
        self.lineEdit().cursorPositionChanged.disconnect()
        self.lineEdit().textEdited.connect(self._edited)

    def _edited(self, _text: str) -> None:
        self.misread = ""

    def _read(self, text: str) -> date | None:
        return day_in(text, self.date().year())

    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        if self._read(text) is not None:
            return QValidator.State.Acceptable, text, pos
        part = _PART.fullmatch(unicodedata.normalize("NFKC", text))
        state = QValidator.State.Intermediate if part else QValidator.State.Invalid
        return state, text, pos

    def dateTimeFromText(self, text: str) -> QDateTime:
        moment = self.dateTime()
        if (day := self._read(text)) is not None:
            moment.setDate(QDate(day.year, day.month, day.day))
        return moment

    def settle(self) -> None:
        """打完了：成立的用，不成立的放回原来的日期，记在 ``misread``。"""
        text = self.lineEdit().text().strip()
        if self._read(text) is None:
            self.misread = text or "空白"
        self.interpretText()
        if self.lineEdit().text() != self.date().toString(FORMAT):  # setting it forgets the undo
            self.lineEdit().setText(self.date().toString(FORMAT))

    def stepBy(self, steps: int) -> None:
        self.setDate(self.date().addDays(steps))
        self.lineEdit().selectAll()

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        flags = QAbstractSpinBox.StepEnabledFlag
        return flags.StepUpEnabled | flags.StepDownEnabled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OWN_KEYS:
            self.settle()
            super().keyPressEvent(event)
        else:
            self.lineEdit().event(event)

    def focusNextPrevChild(self, onward: bool) -> bool:
        return QWidget.focusNextPrevChild(self, onward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.lineEdit().selectAll()
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self, self._select)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.settle()
        super().focusOutEvent(event)

    def _select(self) -> None:
        self.lineEdit().selectAll()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Choice(QComboBox):
    """选一项的框；滚轮滚表单，不改所选；放不下的词以省略号收尾，停留时全文。"""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def shown_text(self) -> str:
        """框里画出的词。"""
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self)
        whole = self.currentText()
        return self.fontMetrics().elidedText(whole, Qt.TextElideMode.ElideRight, room.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.currentText = self.shown_text()  # type: ignore[attr-defined]
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            whole = self.currentText()
            cut = self.toolTip() or (whole if self.shown_text() != whole else "")
            QToolTip.showText(event.globalPos(), cut, self)
            return True
        return super().event(event)
