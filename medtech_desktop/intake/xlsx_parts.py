"""xlsx 的部件：工作簿、关系、样式、共享文字。只在子进程里用。

A reader of our own over expat, because formulas without a value, error values, numbers
exactly as stored and merged cells must all be seen, in bounded memory.  Any DOCTYPE or
entity stops the reading, in whatever encoding; nothing external is opened.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.limits import Limits
from medtech_desktop.intake.precheck import damaged, too_much

CHUNK = 1 << 16
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """一张工作表：名称、是否隐藏、在压缩包里的位置。"""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """工作簿：工作表、是否 1904 日期系统、共享文字与样式的部件（空 = 没有）。"""

    sheets: tuple[SheetPlace, ...]
    epoch_1904: bool
    strings: str
    styles: str


def local(name: str) -> str:
    """去掉命名空间前缀的元素名。"""
    return name.rpartition(":")[2]


def parse_part(
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """逐块解析一个部件；yields after each block, so that a caller can stream."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    parser.ExternalEntityRefHandler = _no_doctype
    parser.StartElementHandler = start
    if end is not None:
        parser.EndElementHandler = end
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        with archive.open(part) as file:
            while block := file.read(CHUNK):
                parser.Parse(block, False)
                yield
            parser.Parse(b"", True)
            yield
    except KeyError as error:
        raise damaged(f"缺少部件 {part[:60]}") from error
    except expat.ExpatError as error:
        raise damaged(f"{part[:60]} 不是有效的 XML") from error


def _no_doctype(*_: Any) -> int:
    raise Trouble(
        "文件里有 DTD 或实体声明，正常的表格不会有，什么也没有导入",
        "请向提供者核实来源，再用 Excel 或 WPS 另存为 .xlsx",
        "E-IN-07",
    )


def read_workbook(archive: zipfile.ZipFile, limits: Limits) -> Workbook:
    """工作簿里有哪些工作表。raises Trouble when there are none or too many."""
    part = _workbook_part(archive)
    found: list[tuple[str, bool, str]] = []
    epoch = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "workbookPr":
            epoch[0] = attributes.get("date1904", "").lower() in ("1", "true")
        elif name == "sheet":
            link = next((v for k, v in attributes.items() if local(k) == "id"), "")
            hidden = attributes.get("state", "visible") != "visible"
            found.append((attributes.get("name", "")[:100], hidden, link))

    for _ in parse_part(archive, part, start):
        pass
    if len(found) > limits.sheets:
        raise too_much(f"有 {len(found)} 张工作表，上限 {limits.sheets} 张")
    targets = _relations(archive, part)
    sheets = [
        SheetPlace(n, h, targets[link][0]) for n, h, link in found if _is_sheet(targets, link)
    ]
    if not sheets:
        raise damaged("没有工作表")
    by_kind = {kind: target for target, kind in targets.values()}
    strings, styles = by_kind.get("sharedStrings", ""), by_kind.get("styles", "")
    return Workbook(tuple(sheets), epoch[0], strings, styles)


def _is_sheet(targets: dict[str, tuple[str, str]], link: str) -> bool:
    return link in targets and targets[link][1] == "worksheet"


def _workbook_part(archive: zipfile.ZipFile) -> str:
    if "_rels/.rels" in archive.namelist():
        for target, kind in _relations(archive, "").values():
            if kind == "officeDocument":
                return target
    return "xl/workbook.xml"


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """关系 id → （部件，种类）。external targets are left out, never fetched."""
    folder, name = posixpath.split(part)
    found: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: dict[str, str]) -> None:
        if local(element) != "Relationship" or attributes.get("TargetMode") == "External":
            return
        target = attributes.get("Target", "")
        full = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        kind = attributes.get("Type", "").rpartition("/")[2]
        found[attributes.get("Id", "")] = (posixpath.normpath(full), kind)

    for _ in parse_part(archive, posixpath.join(folder, "_rels", f"{name}.rels"), start):
        pass
    return found


@dataclass(slots=True)
class _Strings:
    most: int
    out: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    room: int = 0
    inside: bool = False
    phonetic: int = 0

    def start(self, name: str, _: dict[str, str]) -> None:
        name = local(name)
        if name == "si":
            self.pieces = []
            self.room = self.most + 1
        elif name == "rPh":
            self.phonetic += 1
        elif name == "t":
            self.inside = not self.phonetic

    def end(self, name: str) -> None:
        name = local(name)
        if name == "t":
            self.inside = False
        elif name == "rPh":
            self.phonetic -= 1
        elif name == "si":
            self.out.append(unescaped("".join(self.pieces)))

    def text(self, data: str) -> None:
        if self.inside and self.room > 0:
            self.pieces.append(data[: self.room])
            self.room -= len(data)


def read_shared_strings(archive: zipfile.ZipFile, part: str, limits: Limits) -> list[str]:
    """共享文字。a string longer than the limit keeps one character more than the limit."""
    if not part:
        return []
    strings = _Strings(limits.characters)
    for _ in parse_part(archive, part, strings.start, strings.end, strings.text):
        if len(strings.out) > limits.cells:
            raise too_much(f"共享文字超过 {limits.cells} 条")
    return strings.out


def unescaped(text: str) -> str:
    """xlsx 的 ``_x000D_`` 写法还原为字符。"""
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text)


class Look:
    """数字格式：普通、日期、时刻，或一串零（写成 ``0:4`` 这样的整数位与小数位）。"""

    PLAIN = ""
    DATE = "date"
    TIME = "time"


_BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 36, *range(50, 59)), Look.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47), Look.TIME),
}
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ZEROS = re.compile(r"(0*)(?:\.(0+))?")


def look_of(format_code: str) -> str:
    """一个自定义数字格式的种类。"""
    section = format_code.split(";")[0]
    bare = _QUOTED.sub("", section).lower()
    if "general" in bare:
        return Look.PLAIN
    if "y" in bare or "d" in bare or "e" in bare.replace("e+", "").replace("e-", ""):
        return Look.DATE
    if "h" in bare or "s" in bare:
        return Look.TIME
    if "m" in bare:
        return Look.DATE
    zeros = _ZEROS.fullmatch(section)
    if zeros and (len(zeros[1]) > 1 or zeros[2]):
        return f"{len(zeros[1])}:{len(zeros[2] or '')}"
    return Look.PLAIN


def read_looks(archive: zipfile.ZipFile, part: str) -> list[str]:
    """各单元格样式的数字格式种类，按样式号。"""
    if not part:
        return []
    custom: dict[str, str] = {}
    looks: list[str] = []
    inside = [False]

    def start(name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "numFmt":
            custom[attributes.get("numFmtId", "")] = look_of(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            number = attributes.get("numFmtId", "0")
            built_in = (
                _BUILT_IN.get(int(number), "") if number.isascii() and number.isdigit() else ""
            )
            looks.append(custom.get(number, "1:2" if number == "2" else built_in))

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside[0] = False

    for _ in parse_part(archive, part, start, end):
        pass
    return looks
