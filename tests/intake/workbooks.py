"""Workbooks made in tests: by openpyxl, by hand from XML, and old xls from records."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def saved(book: Workbook) -> bytes:
    """A workbook as bytes."""
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fill(page: Worksheet, rows: Iterable[Sequence[Any]], merges: Iterable[str] = ()) -> None:
    """Rows of values; a string that begins with 「=」 is a formula, one with 「'」 is text."""
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(row, 1):
            if value is None or value == "":
                continue
            cell: Any = page.cell(row=number, column=at)
            cell.value = value.removeprefix("'") if isinstance(value, str) else value
            if isinstance(value, str) and value.startswith("'"):
                cell.data_type = "s"
    for place in merges:
        page.merge_cells(place)


def book(
    rows: Iterable[Sequence[Any]],
    merges: Iterable[str] = (),
    *,
    formats: Mapping[str, str] | None = None,
    epoch_1904: bool = False,
) -> bytes:
    """A workbook with one sheet. ``formats``: cell → number format."""
    made = Workbook()
    if epoch_1904:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        made.epoch = CALENDAR_MAC_1904
    page = made.worksheets[0]
    fill(page, rows, merges)
    for place, number_format in (formats or {}).items():
        cell: Any = page[place]
        cell.number_format = number_format
    return saved(made)


def sheets(pages: Mapping[str, Sequence[Sequence[Any]]], hidden: Iterable[str] = ()) -> bytes:
    """A workbook with several sheets."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in pages.items():
        page = made.create_sheet(name)
        fill(page, rows)
        if name in hidden:
            page.sheet_state = "hidden"
    return saved(made)


def raw(
    sheet: str | bytes,
    *,
    strings: str | bytes | None = None,
    styles: str | bytes | None = None,
    workbook: str | None = None,
    extra: Mapping[str, bytes] | None = None,
) -> bytes:
    """An xlsx from its XML: ``sheet`` is the whole part, or what stands inside sheetData."""
    if isinstance(sheet, str) and not sheet.lstrip().startswith("<?xml"):
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations({"rId1": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": workbook
        or f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="表一" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            {
                "rId1": ("worksheet", "worksheets/sheet1.xml"),
                **({} if strings is None else {"rId2": ("sharedStrings", "sharedStrings.xml")}),
                **({} if styles is None else {"rId3": ("styles", "styles.xml")}),
            }
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    if strings is not None:
        parts["xl/sharedStrings.xml"] = strings
    if styles is not None:
        parts["xl/styles.xml"] = styles
    return zipped({**parts, **(extra or {})})


def relations(links: Mapping[str, tuple[str, str]], *, external: Iterable[str] = ()) -> str:
    """A relationships part: id → (kind, target)."""
    outside = set(external)
    inside = "".join(
        f'<Relationship Id="{name}" Type="{LINKS}/{kind}" Target="{target}"'
        + (' TargetMode="External"/>' if name in outside else "/>")
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}">{inside}</Relationships>'


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def inline(reference: str, text: str) -> str:
    """One cell of text as XML."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


SECTOR = 512
_END = 0xFFFFFFFE
_FREE = 0xFFFFFFFF


def container(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file with these streams, each padded to at least 4,096 bytes."""
    padded = {name: data.ljust(max(4096, -(-len(data) // SECTOR) * SECTOR), b"\0")
              for name, data in streams.items()}  # fmt: skip
    fat: list[int] = [0xFFFFFFFD, _END]
    starts = {}
    body = b""
    for name, data in padded.items():
        count = len(data) // SECTOR
        starts[name] = len(fat)
        fat += [len(fat) + i + 1 for i in range(count - 1)] + [_END]
        body += data
    assert len(fat) <= SECTOR // 4, "one sector of FAT is enough for tests"
    fat += [_FREE] * (SECTOR // 4 - len(fat))
    root = _entry("Root Entry", 5, _END, 0, child=1)
    entries = [root]
    for number, (name, data) in enumerate(padded.items(), 1):
        right = number + 1 if number < len(padded) else _FREE
        entries.append(_entry(name, 2, starts[name], len(data), right=right))
    directory = b"".join(entries).ljust(SECTOR, b"\0")
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\0" * 16, 0x3E, 3, 0xFFFE, 9, 6, b"\0" * 6,
        0, 1, 1, 0, 4096, _END, 0, _END, 0, 0,
    )  # fmt: skip
    header = header.ljust(SECTOR, b"\xff")
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + body


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    raw_name = name.encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sIQQIQ",
        raw_name.ljust(64, b"\0"), len(raw_name) + 2, kind, 1, _FREE, right, child,
        b"\0" * 16, 0, 0, 0, start if kind != 5 else _END, size,
    )  # fmt: skip


def xls(rows: Iterable[Sequence[str | float | None]], name: str = "表一") -> bytes:
    """An old workbook (BIFF8) with text, numbers and error values (「#REF!」)."""
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, str) and value.startswith("#"):
                code = {"#REF!": 0x17, "#N/A": 0x2A}[value]
                sheet += _record(0x0205, struct.pack("<HHHBB", r, c, 0, code, 1))
            elif isinstance(value, str) and value:
                text = value.encode("utf-16-le")
                head = struct.pack("<HHHHB", r, c, 0, len(text) // 2, 1)
                sheet += _record(0x0204, head + text)
            elif isinstance(value, (int, float)):
                sheet += _record(0x0203, struct.pack("<HHHd", r, c, 0, value))
    sheet += _record(0x000A, b"")
    title = name.encode("utf-16-le")
    start = _record(0x0809, struct.pack("<HHHHII", 0x600, 0x05, 0, 0, 0, 0))
    end = _record(0x000A, b"")
    length = len(title) // 2
    at = len(start) + 4 + 8 + len(title) + len(end)
    bound = struct.pack("<IBBBB", at, 0, 0, length, 1) + title
    return container({"Workbook": start + _record(0x0085, bound) + end + sheet})


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data
