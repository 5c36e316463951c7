"""xlsx 的大表：没有公式、错误值一类的平常的表，一块一块地用一个式子切成列。只在子进程里用。

What the pattern does not take whole (a formula, an odd cell, another order) stops it, and
the reader of every cell goes on from there, so that nothing stays hidden.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import unescape

from medtech_desktop.intake.limits import Limits
from medtech_desktop.intake.precheck import damaged
from medtech_desktop.intake.raw_rows import BLANK, Cell, column_letter
from medtech_desktop.intake.surgery_columns import RowBlock
from medtech_desktop.intake.xlsx_parts import unescaped
from medtech_desktop.intake.xlsx_sheet import SheetReader

_CHUNK = 4 << 20
_LONGEST_ROW = 16 << 20
_SPARE = 2
_HEAD = re.compile(rb"<sheetData\s*>")
_PLAIN = re.compile(rb"([^>]*)>(?:<v>([^<]*)</v>|<is><t(?:\s[^>]*)?>([^<]*)</t></is>)")
_ATTRIBUTE = re.compile(rb'\s([a-z]+)="([^"]*)"')
_NUMBER = re.compile(r"&#(x[0-9A-Fa-f]{1,6}|\d{1,7});")
_MOST_ATTRIBUTES = 40
_SHORT = 200
_SHARED, _DATED, _OTHER = 1, 2, 3
_INLINE_START = b' t="inlineStr"><is><t>'
_QUOTES = {"&quot;": '"', "&apos;": "'"}


class NotPlain(Exception):  # noqa: N818 - an outcome
    """这一张表不是平常的样子，换逐格的读法，自 ``after`` 行之后。"""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after


_ESCAPED = re.compile(rb"[&\r]|_x")
_ITEM = re.compile(rb"<si><t(?:\s[^>]*)?>([^<]*)</t></si>")


def plain_strings(archive: zipfile.ZipFile, part: str, limits: Limits) -> list[str] | None:
    """没有分段文字的共享文字；None 要逐个读。"""
    if not part:
        return []
    found: list[str] = []
    try:
        with archive.open(part) as file:
            data = file.read(_CHUNK)
            begin = data.find(b"<si>")
            if not _is_plain_start(data[:begin]):
                return None
            data = data[begin:]
            while True:
                end = data.rfind(b"</si>") + 5
                if end > 5:
                    items = _ITEM.findall(data, 0, end)
                    if len(items) != data.count(b"<si", 0, end) or b"<!" in data:
                        return None
                    found += _strings(items, limits.characters)
                    data = data[end:]
                if len(found) > limits.cells or len(data) > _LONGEST_ROW:
                    return None
                if not (more := file.read(_CHUNK)):
                    return found if data.strip() == b"</sst>" else None
                data += more
    except (KeyError, UnicodeDecodeError):
        return None


def _strings(items: list[bytes], most: int) -> list[str]:
    """各项的文字；没有要还原的字时一次解码。"""
    joined = b"\0".join(items)
    if not _ESCAPED.search(joined):
        texts = joined.decode().split("\0")
        if len(texts) == len(items) and len(max(texts, key=len)) <= most:
            return texts
    return [unescaped(_text(item))[: most + 1] for item in items]


def _is_plain_start(before: bytes) -> bool:
    """开头没有别的编码、声明。"""
    encoding = re.search(rb'encoding=["\']([^"\']*)', before)
    odd = encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii")
    return not odd and b"<!" not in before and before[:1] in (b"<", b"\xef")


def _row_pattern(width: int) -> re.Pattern[bytes]:
    """一行的式子：行号与各列的内容；blank cells may be there or not.

    Nothing is ever given back (``++``), and shared text, the usual cell, is tried first.
    """
    cells = b"".join(
        b'(?:<c r="' + column_letter(at).encode() + rb'\d++"( t="s"><v>\d++</v>|[^>]*+>'
        rb"(?:<v>[^<]*+</v>|<is><t(?:\s[^>]*+)?+>[^<]*+</t></is>)?+)(?:</c>|(?<=/>)))?+"
        for at in range(width)
    )
    return re.compile(rb'<row r="(\d+)"(?:[^>]*/>|[^>]*>' + cells + rb"</row>)")


class PlainSheet:
    """平常的表的读取。``cell_of``：一格的字节 → 格。"""

    def __init__(self, reader: SheetReader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self.notes = reader.notes
        self._kinds: dict[bytes, int] = {}
        self._asked: tuple[Sequence[bytes], list[str] | None] = ((), None)

    def blocks(
        self, archive: zipfile.ZipFile, part: str, width: int, after: int
    ) -> Iterator[RowBlock]:
        """自 ``after`` 行之后的各批。raises NotPlain where it cannot go on."""
        pattern = _row_pattern(min(width + _SPARE, self._limits.columns))
        last = after
        with archive.open(part) as file:
            data = self._start(file.read(_CHUNK), after)
            while True:
                end = data.rfind(b"</row>") + 6
                if end > 6:
                    whole = data[:end]
                    for block in self._block(pattern, whole, last):
                        yield block
                        last = block.lines[-1]
                    data = data[end:]
                if b"</sheetData>" in data:
                    if b"<row" in data.partition(b"</sheetData>")[0].replace(b"/>", b""):
                        raise NotPlain(last)
                    return
                more = file.read(_CHUNK)
                if not more or len(data) > _LONGEST_ROW:
                    raise NotPlain(last)
                data += more

    def _start(self, data: bytes, after: int) -> bytes:
        """数据从哪里开始；a declaration, another encoding or prefixes are not plain."""
        head = _HEAD.search(data)
        if head is None:
            raise NotPlain(after)
        if not _is_plain_start(data[: head.start()]):
            raise NotPlain(after)
        return data[head.end() :]

    def _block(self, pattern: re.Pattern[bytes], data: bytes, last: int) -> Iterator[RowBlock]:
        found = pattern.findall(data)
        if len(found) != data.count(b"<row") or b"<!" in data or b"<?" in data:
            raise NotPlain(last)
        lines = list(map(int, [row[0] for row in found]))
        if lines and lines[0] <= last:
            keep = next((at for at, line in enumerate(lines) if line > last), len(lines))
            found, lines = found[keep:], lines[keep:]
        if not lines:
            return
        gap = self._limits.blank_rows
        if any(not 0 < b - a <= gap for a, b in zip([last, *lines], lines, strict=False)):
            raise NotPlain(last)
        yield RowBlock(
            lines,
            list(zip(*found, strict=True))[1:],
            self.cell_of,
            self.quick,
            self.texts,
            self.serials,
        )

    def cell_of(self, raw: bytes) -> Cell:
        """一格。raises Trouble for what no sound file holds."""
        if not raw or raw.endswith(b"/>"):
            return BLANK
        told = _PLAIN.fullmatch(raw)
        if told is None:
            return BLANK  # an opening tag and nothing in it
        attributes = {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(told[1])}
        try:
            if told[3] is not None:
                return self._reader.typed_cell("inlineStr", attributes, _text(told[3]))
            return self._reader.typed_cell(attributes.get("t", "n"), attributes, _text(told[2]))
        except UnicodeDecodeError as error:
            raise damaged("有读不出的文字") from error

    def quick(self, raw: bytes) -> str | float | None:
        """平常的文字、日期，不造格；别的 None。"""
        if raw.startswith(_INLINE_START):
            return (
                raw[len(_INLINE_START) : -9].decode() if raw.isascii() and b"&" not in raw else None
            )
        before, found, _ = raw.partition(b"<v>")
        if not found or len(before) > _MOST_ATTRIBUTES:
            return None
        how = self._kinds.get(before)
        if how is None:
            how = self._kinds[before] = self._how(before)
        try:
            if how == _SHARED:
                return self._reader.shared_text(int(raw[len(before) + 3 : -4]))
            if how == _DATED:
                return float(raw[len(before) + 3 : -4])
        except (ValueError, IndexError):
            return None
        return None

    def texts(self, column: Sequence[bytes]) -> list[str] | None:
        """一列都是同一种写法的文字；不全是的，None。the last answer is kept."""
        if column is not self._asked[0]:
            self._asked = column, self._texts(column)
        return self._asked[1]

    def _texts(self, column: Sequence[bytes]) -> list[str] | None:
        first = column[0]
        if first.startswith(_INLINE_START):
            joined = b"\0".join(column)
            count = len(column)
            if joined.count(b"<") != 4 * count or joined.count(_INLINE_START) != count:
                return None
            if b"&" in joined or b"\r" in joined or b"_x" in joined:
                return None
            bare = joined.replace(_INLINE_START, b"").replace(b"</t></is>", b"")
            try:
                texts = bare.decode().split("\0")
            except UnicodeDecodeError:
                return None
            return texts if len(texts) == count and len(max(texts, key=len)) <= _SHORT else None
        values = self._values(column, _SHARED)
        try:
            return None if values is None else self._reader.shared_texts(list(map(int, values)))
        except (ValueError, IndexError):
            return None

    def serials(self, column: Sequence[bytes]) -> list[float] | None:
        """一列都是同一样式的日期；不全是的，None。"""
        values = self._values(column, _DATED)
        try:
            return None if values is None else list(map(float, values))
        except ValueError:
            return None

    def _values(self, column: Sequence[bytes], how: int) -> list[bytes] | None:
        """一列的 ``<v>`` 里头，前面的属性都相同，且是这一种。"""
        before, found, _ = column[0].partition(b"<v>")
        if not found or self._how(before) != how:
            return None
        joined = b"\0".join(column)
        start = before + found
        if joined.count(b"<") != 2 * len(column) or not joined.startswith(start):
            return None
        if joined.count(b"\0" + start) != len(column) - 1:
            return None
        return joined.replace(start, b"").replace(b"</v>", b"").split(b"\0")

    def _how(self, before: bytes) -> int:
        """属性相同的格读法相同。"""
        attributes = {
            k.decode(): v.decode("ascii", "replace") for k, v in _ATTRIBUTE.findall(before)
        }
        kind = attributes.get("t", "n")
        if kind == "s":
            return _SHARED
        return _DATED if kind == "n" and self._reader.is_dated(attributes) else _OTHER


def _text(raw: bytes) -> str:
    text = raw.decode().replace("\r\n", "\n")
    if "&" not in text:
        return text
    return unescape(_NUMBER.sub(_character, text), _QUOTES)


def _character(match: re.Match[str]) -> str:
    number = int(match[1][1:], 16) if match[1].startswith("x") else int(match[1])
    if number > 0x10FFFF or 0xD800 <= number < 0xE000 or number == 0:
        raise damaged("有不存在的字符")
    return "&amp;" if number == 38 else chr(number)
