"""xlsx 的一张工作表：逐行读出，公式、错误值、合并单元格都看得见。只在子进程里用。"""

from __future__ import annotations

import math
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta

from medtech_desktop.intake.limits import Limits
from medtech_desktop.intake.precheck import damaged, too_much
from medtech_desktop.intake.raw_rows import (
    BLANK,
    Cell,
    CellKind,
    RawRow,
    column_letter,
)
from medtech_desktop.intake.xlsx_parts import Look, local, parse_part, unescaped

_EXTERNAL = re.compile(r"\[\d+\]|\[[^\]]*\.xl", re.IGNORECASE)
_LAST_ROW = 1_048_576
_FIRST_LOST = 1e15  # a spreadsheet keeps 15 digits
_NO_VALUE = "公式没有算出的值，请在 Excel 中重新计算后保存，或改成值"
_LINKED = "公式引用了其他文件，没有打开它；请改成值"


def fault(why: str) -> Cell:
    """故障单元格：``why`` 是给使用者看的原因。"""
    return Cell(CellKind.FAULT, why)


def too_long(limits: Limits) -> Cell:
    """超长：拒绝，不截断。"""
    return fault(f"超过 {limits.characters} 字，没有截断，请缩短")


class SheetReader:
    """一张表的读取状态；``rows`` 逐行产出非空行。

    ``notes`` fills while reading.  Blank rows are not handed over; after too many of
    them the reading stops, and what stands behind them is told in a note.
    """

    def __init__(
        self, strings: list[str], looks: list[str], epoch_1904: bool, limits: Limits
    ) -> None:
        self.notes: list[str] = []
        self._strings = strings
        self._looks = looks
        self._epoch = datetime(1904, 1, 1) if epoch_1904 else datetime(1899, 12, 30)  # noqa: DTZ001
        self._limits = limits
        self._done: list[RawRow] = []
        self._row = 0
        self._column = -1
        self._cells: dict[int, Cell] = {}
        self._last_filled = 0
        self._stopped = False
        self._attributes: dict[str, str] = {}
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._inline: list[str] = []
        self._room = 0
        self._target: list[str] | None = None
        self._phonetic = 0
        self._linked_shares: set[str] = set()
        self._share = ""

    def rows(self, archive: zipfile.ZipFile, part: str) -> Iterator[RawRow]:
        """逐行。raises Trouble when the sheet is broken or beyond the limits."""
        for _ in parse_part(archive, part, self._start, self._end, self._text):
            yield from self._done
            self._done.clear()

    def typed_cell(self, kind: str, attributes: dict[str, str], value: str) -> Cell:
        """没有公式的一格，由它的种类、属性与值。"""
        self._attributes = attributes
        if kind == "inlineStr":
            return self._text_cell(unescaped(value))
        return self._typed(kind, value) if value or kind == "str" else BLANK

    def shared_text(self, at: int) -> str | None:
        """第几条共享文字；太长的 None。raises IndexError."""
        text = self._strings[at] if at >= 0 else ""
        return text if 0 < len(text) <= self._limits.characters else None

    def shared_texts(self, ats: list[int]) -> list[str] | None:
        """这几条共享文字；有空的、太长的、没有的，None。raises IndexError."""
        if min(ats) < 0:
            return None
        texts = list(map(self._strings.__getitem__, ats))
        longest = len(max(texts, key=len))
        return texts if min(map(len, texts)) and longest <= self._limits.characters else None

    def is_dated(self, attributes: dict[str, str]) -> bool:
        """数字格的样式是日期，且工作簿用 1900 日期系统。"""
        self._attributes = attributes
        return self._epoch.year == 1899 and self._look() == Look.DATE

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "c":
            self._open_cell(attributes)
        elif name == "v":
            self._value = self._target = []
            self._room = self._limits.characters + 1
        elif name == "t":
            self._target = None if self._phonetic else self._inline
        elif name == "f":
            self._formula = self._target = []
            self._room = self._limits.characters + 1
            self._share = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif name == "rPh":
            self._phonetic += 1
        elif name == "row":
            self._open_row(attributes)

    def _end(self, name: str) -> None:
        name = local(name)
        if name in ("v", "t", "f"):
            self._target = None
        elif name == "c":
            self._close_cell()
        elif name == "rPh":
            self._phonetic -= 1
        elif name == "row":
            self._close_row()

    def _text(self, data: str) -> None:
        if self._target is not None and self._room > 0:
            self._target.append(data[: self._room])
            self._room -= len(data)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        row = _whole(number) if number else self._row + 1
        if row <= self._row:
            raise damaged(f"第 {row} 行的次序不对")
        self._row = row
        self._column = -1
        self._cells = {}

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        self._column = column_of(reference) if reference else self._column + 1
        self._attributes = attributes
        self._value = self._formula = self._target = None
        self._inline = []
        self._room = self._limits.characters + 1

    def _close_cell(self) -> None:
        cell = self._read_cell()
        if cell is BLANK:
            return
        if self._column >= self._limits.columns:
            place = f"{column_letter(self._column)}{self._row}"
            raise too_much(f"单元格 {place} 超出 {self._limits.columns} 列")
        if self._column in self._cells:
            raise damaged(f"第 {self._row} 行有重复的单元格")
        self._cells[self._column] = cell

    def _close_row(self) -> None:
        if self._stopped or all(cell.is_blank for cell in self._cells.values()):
            return
        if self._row > _LAST_ROW:
            raise damaged(f"行号 {self._row} 超出范围")
        gap = self._row - self._last_filled - 1
        if gap >= self._limits.blank_rows:
            self._stopped = True
            self.notes.append(
                f"第 {self._last_filled} 行之后有 {gap} 行空白，"
                f"其后（自第 {self._row} 行起）没有读入"
            )
            return
        self._last_filled = self._row
        width = max(self._cells) + 1
        cells = tuple(self._cells.get(i, BLANK) for i in range(width))
        self._done.append(RawRow(self._row, cells))

    def _read_cell(self) -> Cell:
        formula = self._formula
        kind = self._attributes.get("t", "n")
        linked = self._is_linked("".join(formula)) if formula is not None else False
        if kind == "inlineStr":
            return self._text_cell(unescaped("".join(self._inline)))
        value = "" if self._value is None else "".join(self._value)
        if linked:
            return fault(_LINKED)
        if formula is not None and value == "" and kind != "str":
            return fault(_NO_VALUE)
        if formula is not None and self._value is None:
            return fault(_NO_VALUE)
        if value == "" and kind != "str":
            return BLANK
        return self._typed(kind, value)

    def _is_linked(self, formula: str) -> bool:
        linked = bool(_EXTERNAL.search(formula))
        if self._share:
            if linked:
                self._linked_shares.add(self._share)
            linked = linked or self._share in self._linked_shares
        return linked

    def _typed(self, kind: str, value: str) -> Cell:
        if kind == "s":
            at = _whole(value)
            if at >= len(self._strings):
                raise damaged(f"第 {self._row} 行的文字编号不存在")
            return self._text_cell(self._strings[at])
        if kind == "str":
            return self._text_cell(unescaped(value))
        if kind == "b":
            return Cell(CellKind.FLAG, "1" if value.strip() in ("1", "true") else "0")
        if kind == "e":
            return fault(f"错误值 {value[:20]}，请在 Excel 中改正")
        if kind == "d":
            return self._iso(value)
        return self._number(value)

    def _text_cell(self, text: str) -> Cell:
        if len(text) > self._limits.characters:
            return too_long(self._limits)
        return Cell(CellKind.TEXT, text) if text else BLANK

    def _iso(self, value: str) -> Cell:
        try:
            moment = datetime.fromisoformat(value.strip())
        except ValueError:
            return fault(f"日期「{value[:30]}」读不出")
        return date_cell(moment.replace(tzinfo=None))

    def _number(self, value: str) -> Cell:
        try:
            number = float(value)
        except ValueError as error:
            raise damaged(f"第 {self._row} 行有读不出的数字") from error
        if not math.isfinite(number):
            return fault("数字超出范围")
        look = self._look()
        if look == Look.DATE:
            return self._serial(number)
        text = number_text(number)
        if look == Look.TIME or not look:
            return Cell(CellKind.NUMBER, text)
        return Cell(CellKind.NUMBER, text, _padded(number, look))

    def _look(self) -> str:
        style = self._attributes.get("s", "0")
        at = _whole(style)
        return self._looks[at] if at < len(self._looks) else Look.PLAIN

    def _serial(self, number: float) -> Cell:
        try:
            moment = self._epoch + timedelta(seconds=round(number * 86_400))
        except (OverflowError, ValueError):
            return fault("日期超出范围")
        return date_cell(moment)


def date_cell(moment: datetime) -> Cell:
    """日期单元格；midnight is a day without a time."""
    if not (moment.hour or moment.minute or moment.second):
        return Cell(CellKind.DATE, moment.date().isoformat())
    return Cell(CellKind.DATE, moment.replace(microsecond=0).isoformat(" "))


def number_text(number: float) -> str:
    """数字的最短写法：123.0 → 123，36.07 → 36.07；16 位以上写成 1.10101E+17 那样。"""
    if abs(number) >= _FIRST_LOST:
        mantissa, _, exponent = f"{number:.14E}".partition("E")
        return f"{mantissa.rstrip('0').rstrip('.')}E{exponent}"
    return str(int(number)) if number == int(number) else repr(number)


def _padded(number: float, look: str) -> str:
    """按一串零的格式显示；negative numbers and those of many digits have none."""
    whole, decimals = (int(part) for part in look.split(":"))
    if number < 0 or number >= 1e15:
        return ""
    shown = f"{number:.{decimals}f}"
    if float(shown) != number:
        return ""  # the format rounds: what is shown is not what is stored
    before, dot, after = shown.partition(".")
    return before.zfill(whole) + dot + after


def column_of(reference: str) -> int:
    """「G5」→ 6。"""
    index = 0
    for letter in reference:
        if not "A" <= letter <= "Z":
            break
        index = index * 26 + ord(letter) - 64
    if not 1 <= index <= 16_384:
        raise damaged(f"单元格位置「{reference[:20]}」不对")
    return index - 1


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise damaged(f"编号「{text[:20]}」不对")
    return int(text)


_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})[\"']"
)


def merged_ranges(
    archive: zipfile.ZipFile, part: str, limits: Limits
) -> list[tuple[int, int, int, int]]:
    """合并区（首行、首列、末行、末列；行自 1、列自 0）。they stand behind the rows."""
    found: list[tuple[int, int, int, int]] = []
    tail = b""
    with archive.open(part) as file:
        while block := file.read(1 << 20):
            data = tail + block
            end = 0
            if b"mergeCell" not in data:
                tail = data[-200:]
                continue
            for match in _MERGE.finditer(data):
                end = match.end()
                found.append(_range(match[1].decode(), match[2].decode()))
                if len(found) > limits.rows:
                    raise too_much(f"合并单元格超过 {limits.rows} 处")
            tail = data[max(end, len(data) - 200) :]
    return found


def _range(first: str, last: str) -> tuple[int, int, int, int]:
    top, bottom = (int(re.sub(r"\D", "", one)) for one in (first, last))
    return top, column_of(first), bottom, column_of(last)
