"""手术登记的大文件：一百万行的 xlsx，如医院系统所导出（共享字符串，日期是数）；内容虚构。

Written with the standard library alone, a row at a time: openpyxl would take longer than all
that is measured.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from xml.sax.saxutils import escape

from medtech_desktop.intake.raw_rows import column_letter

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        "</Types>"
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
        f'"{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}"><sheets>'
        '<sheet name="手术登记" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type='
        f'"{_REL}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type='
        f'"{_REL}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type='
        f'"{_REL}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/>'
        '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/>'
        '</cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/>'
        '<xf numFmtId="22"/></cellXfs></styleSheet>'
    ),
}
_DAY, _MOMENT = 1, 2
"""``cellXfs`` 里日期、时刻的式样。"""
_ZERO = datetime.fromisoformat("1899-12-30")
Value = str | int | date | datetime
Row = tuple[Value, ...]


def write_workbook(path: Path, rows: Iterable[Row]) -> int:
    """写成 xlsx，返回行数。"""
    words: dict[str, int] = {}
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for name, text in _PARTS.items():
            book.writestr(name, _HEAD + text)
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
            for reached, part in _rows(rows, words):
                sheet.write(part)
                count = reached
            sheet.write(b"</sheetData></worksheet>")
        with book.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            shared.write(f'{_HEAD}<sst xmlns="{_MAIN}">'.encode())
            for part in _words(words):
                shared.write(part)
            shared.write(b"</sst>")
    return count


def _rows(rows: Iterable[Row], words: dict[str, int]) -> Iterator[tuple[int, bytes]]:
    names: list[str] = []
    parts: list[str] = []
    number = 0
    for number, row in enumerate(rows, 1):
        if not names:
            names = [column_letter(at) for at in range(len(row))]
        cells = [
            f'<c r="{name}{number}" t="s"><v>{words.setdefault(value, len(words))}</v></c>'
            if isinstance(value, str)
            else f'<c r="{name}{number}"{_number(value)}</c>'
            for name, value in zip(names, row, strict=True)
            if value != ""
        ]
        parts.append(f'<row r="{number}">{"".join(cells)}</row>')
        if len(parts) == 2000:
            yield number, "".join(parts).encode()
            parts.clear()
    yield number, "".join(parts).encode()


def _number(value: int | date | datetime) -> str:
    if isinstance(value, datetime):
        return f' s="{_MOMENT}"><v>{(value - _ZERO).total_seconds() / 86_400:.10f}</v>'
    if isinstance(value, date):
        return f' s="{_DAY}"><v>{(value - _ZERO.date()).days}</v>'
    return f"><v>{value}</v>"


def _words(words: dict[str, int]) -> Iterator[bytes]:
    listed = list(words)
    for at in range(0, len(listed), 5000):
        part = "".join(f"<si><t>{escape(text)}</t></si>" for text in listed[at : at + 5000])
        yield part.encode()
