"""xlsx 的大表：没有公式、错误值一类的平常的表，一块一块地用一个式子切成列。只在子进程里用。

What the pattern does not take whole (a formula, an odd cell, another order) stops it, and
the reader of every cell goes on from there, so that nothing stays hidden.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import unescape

from medtech_desktop.intake.limits import Limits
from medtech_desktop.intake.precheck import damaged
from medtech_desktop.intake.raw_rows import BLANK, Cell, column_letter
from medtech_desktop.intake.surgery_columns import RowBlock
from medtech_desktop.intake.xlsx_sheet import SheetReader

_CHUNK = 4 << 20
_LONGEST_ROW = 16 << 20
_SPARE = 2
_HEAD = re.compile(rb"<sheetData\s*>")
_PLAIN = re.compile(
    rb"([^>]*)>(?:<v>([^<]*)</v>|<is><t(?:\s[^>]*)?>([^<]*)</t></is>)"
)
_ATTRIBUTE = re.compile(rb'\s([a-z]+)="([^"]*)"')
_NUMBER = re.compile(r"&#(x[0-9A-Fa-f]{1,6}|\d{1,7});")
_QUOTES = {"&quot;": '"', "&apos;": "'"}


class NotPlain(Exception):  # noqa: N818 - an outcome
    """这一张表不是平常的样子，换逐格的读法，自 ``after`` 行之后。"""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.after = after


def _row_pattern(width: int) -> re.Pattern[bytes]:
    """一行的式子：行号与各列的内容；blank cells may be there or not."""
    cells = b"".join(
        b'(?:<c r="' + column_letter(at).encode() + rb'\d+"([^>]*>'
        rb"(?:<v>[^<]*</v>|<is><t(?:\s[^>]*)?>[^<]*</t></is>)?)(?:</c>|(?<=/>)))?"
        for at in range(width)
    )
    return re.compile(rb'<row r="(\d+)"(?:[^>]*/>|[^>]*>' + cells + rb"</row>)")


class PlainSheet:
    """平常的表的读取。``cell_of``：一格的字节 → 格。"""

    def __init__(self, reader: SheetReader, limits: Limits) -> None:
        self._reader = reader
        self._limits = limits
        self.notes = reader.notes

    def blocks(self, archive: zipfile.ZipFile, part: str, width: int, after: int) -> Iterator[RowBlock]:
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
        before = data[: head.start()]
        encoding = re.search(rb'encoding=["\']([^"\']*)', before)
        odd = encoding is not None and encoding[1].lower() not in (b"utf-8", b"us-ascii")
        if odd or b"<!" in before or before.count(b"<?") > 1 or data[:1] not in (b"<", b"\xef"):
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
        yield RowBlock(lines, list(zip(*found, strict=True))[1:], self.cell_of)

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
