"""手术登记的大文件：百万行的 xlsx，直接写 XML；内容是示例，次次相同。"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

HEADS = (
    *("手术单号", "病案号", "住院次数", "手术日期", "开始时间", "结束时间", "科室", "术者"),
    *("术者工号", "手术编码", "手术名称", "手术级别", "第一助手", "麻醉方式", "手术类型"),
)
PEOPLE = 2_000
CODES = 6_000
DEPARTMENTS = 60
_FIRST_DAY = 43_831  # 2020-01-01
_DAYS = 2_400
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TOP = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_ROWS_AT_ONCE = 2_000


def person(number: int) -> tuple[str, str]:
    """示例的姓名与工号。"""
    return f"示{chr(0x4E00 + number % 900)}{chr(0x5000 + number // 900)}", f"{number:05d}"


def operation(number: int) -> tuple[str, str]:
    """示例的编码与名称。"""
    return f"{number % 100:02d}.{number // 100:04d}", f"示例手术{number}"


class _Strings(dict[str, int]):
    """共享文字的号。"""

    def __missing__(self, text: str) -> int:
        number = self[text] = len(self)
        return number


def write_log(path: Path, count: int, *, inline: bool = False) -> None:
    """写一份 ``count`` 行的登记，每行一例；``inline``：文字写在格里，不共享。"""
    strings = _Strings()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            _write_sheet(file, count, strings, inline)
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as file:
            items = "".join(f"<si><t>{text}</t></si>" for text in strings)
            file.write(f'{_TOP}<sst xmlns="{_MAIN}">{items}</sst>'.encode())
        for name, text in _PARTS.items():
            archive.writestr(name, text)


def _write_sheet(file: IO[bytes], count: int, strings: _Strings, inline: bool) -> None:
    file.write(f'{_TOP}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
    waiting: list[str] = []
    for line, cells in enumerate(_rows(count), 1):
        told = []
        for letter, value in zip("ABCDEFGHIJKLMNO", cells, strict=True):
            place = f"{letter}{line}"
            if isinstance(value, str) and inline:
                told.append(f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>')
            elif isinstance(value, str):
                told.append(f'<c r="{place}" t="s"><v>{strings[value]}</v></c>')
            else:
                style = "" if letter == "C" else ' s="1"' if letter == "D" else ' s="2"'
                told.append(f'<c r="{place}"{style}><v>{value}</v></c>')
        waiting.append(f'<row r="{line}">{"".join(told)}</row>')
        if len(waiting) == _ROWS_AT_ONCE:
            file.write("".join(waiting).encode())
            waiting.clear()
    file.write(("".join(waiting) + "</sheetData></worksheet>").encode())


def _rows(count: int) -> Iterator[tuple[str | float, ...]]:
    dice = random.Random(20261124)
    yield HEADS
    for number in range(count):
        operator, staff = person(dice.randrange(PEOPLE))
        code, name = operation(int(dice.random() ** 3 * CODES))
        day = _FIRST_DAY + dice.randrange(_DAYS)
        start = day + dice.randrange(480, 1200) / 1440
        yield (
            *(f"SS{number:09d}", f"{dice.randrange(count):08d}", 1 + dice.randrange(3), day),
            *(round(start, 10), round(start + 0.08, 10), f"科室{dice.randrange(DEPARTMENTS)}"),
            *(operator, staff, code, name, "一二三四"[dice.randrange(4)] + "级"),
            *(person(dice.randrange(PEOPLE))[0], "全身麻醉"),
            "急诊" if dice.random() < 0.1 else "择期",
        )  # fmt: skip


def _relations(**links: str) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{_LINKS}/{target.partition(":")[0]}"'
        f' Target="{target.partition(":")[2]}"/>'
        for name, target in links.items()
    )
    return f'{_TOP}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = "".join(
    f'<Override PartName="/xl/{part}.xml" ContentType="{_KIND}.{kind}+xml"/>'
    for part, kind in (
        *(("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet")),
        *(("sharedStrings", "sharedStrings"), ("styles", "styles")),
    )
)
_RELATIONS = "application/vnd.openxmlformats-package.relationships+xml"
_PARTS = {
    "[Content_Types].xml": f'{_TOP}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_RELATIONS}"/>{_TYPES}</Types>',
    "_rels/.rels": _relations(rId1="officeDocument:xl/workbook.xml"),
    "xl/workbook.xml": f'{_TOP}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
    '<sheet name="登记" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _relations(
        rId1="worksheet:worksheets/sheet1.xml",
        rId2="sharedStrings:sharedStrings.xml",
        rId3="styles:styles.xml",
    ),
    "xl/styles.xml": f'{_TOP}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts>'
    '<fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs><cellXfs count="3">'
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}
