"""恶意与不合适的文件：用中文拒绝，时间与内存有界，主程序不受影响（故障表 44–47、51）。"""

from __future__ import annotations

import random
import subprocess
import sys
import time
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.child import read_rows
from medtech_desktop.intake.limits import ORDINARY, limits_for
from medtech_desktop.intake.raw_rows import CellKind
from medtech_desktop.intake.reading import read_kind
from tests.intake.workbooks import (
    LINKS,
    MAIN,
    book,
    container,
    inline,
    raw,
    relations,
    xls,
    zipped,
)

TODAY = date(2026, 11, 22)
SECONDS = 60


def refused(tmp_path: Path, content: bytes, name: str = "file.xlsx") -> Trouble:
    path = tmp_path / name
    path.write_bytes(content)
    begun = time.monotonic()
    with pytest.raises(Trouble) as caught:
        for _ in read_rows(path):
            pass
    assert time.monotonic() - begun < SECONDS
    assert caught.value.number.startswith("E-IN-")
    assert "什么也没有导入" in caught.value.sentence
    assert caught.value.remedy
    return caught.value


def sheet_of(body: str, after: str = "") -> str:
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{MAIN}">'
        f"<sheetData>{body}</sheetData>{after}</worksheet>"
    )


def test_zip_bomb_in_one_part(tmp_path: Path) -> None:
    sheet = sheet_of(inline("A1", "x" * 90_000_000))
    assert "压缩比不正常" in refused(tmp_path, raw(sheet)).sentence


def test_part_that_is_declared_too_big(tmp_path: Path) -> None:
    content = raw(sheet_of(inline("A1", "x")), extra={"xl/media/a": b"\0" * 101_000_000})
    assert "文件过大或异常" in refused(tmp_path, content).sentence


def test_three_gigabytes_declared(tmp_path: Path) -> None:
    """The sizes stand twice in a zip; both say 3 GB, the content is small."""
    content = bytearray(raw(inline("A1", "x")))
    size = (3_000_000_000).to_bytes(4, "little")
    at = content.find(b"PK\x01\x02")
    while at >= 0:
        content[at + 24 : at + 28] = size
        at = content.find(b"PK\x01\x02", at + 4)
    assert "文件过大或异常：解开后有" in refused(tmp_path, bytes(content)).sentence


def test_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    content = bytearray(raw(sheet_of(inline("A1", "x" * 200_000))))
    name = b"xl/worksheets/sheet1.xml"
    central = content.rfind(name) - 46
    content[central + 24 : central + 28] = (1000).to_bytes(4, "little")
    assert "已损坏" in refused(tmp_path, bytes(content)).sentence


def test_many_entries(tmp_path: Path) -> None:
    extra = {f"xl/x{i}.xml": b"" for i in range(2001)}
    assert "个部件，上限 2000 个" in refused(tmp_path, raw("", extra=extra)).sentence


def test_many_sheets(tmp_path: Path) -> None:
    sheets = "".join(f'<sheet name="s{i}" sheetId="{i}" r:id="rId1"/>' for i in range(51))
    workbook = f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{sheets}</sheets></workbook>'
    assert "有 51 张工作表，上限 50 张" in refused(tmp_path, raw("", workbook=workbook)).sentence


def test_row_bomb(tmp_path: Path) -> None:
    body = "".join(f'<row r="{i}">{inline(f"A{i}", "x")}</row>' for i in range(1, 50_100))
    assert "超过 50000 行" in refused(tmp_path, raw(sheet_of(body))).sentence


def test_sparse_corner_cell(tmp_path: Path) -> None:
    body = f'<row r="1">{inline("A1", "x")}</row>'
    body += f'<row r="1048576">{inline("XFD1048576", "x")}</row>'
    sheet = sheet_of(body).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    assert "单元格 XFD1048576 超出 200 列" in refused(tmp_path, raw(sheet)).sentence


def test_a_million_empty_formatted_rows_are_passed_over(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{i}"><c r="A{i}" s="1"/></row>' for i in range(2, 300_001))
    body = f'<row r="1">{inline("A1", "编码")}</row>' + rows
    path = tmp_path / "file.xlsx"
    path.write_bytes(raw(sheet_of(body)))
    begun = time.monotonic()
    assert [row.line for row in read_rows(path)] == [1]
    assert time.monotonic() - begun < SECONDS


def test_strings_that_multiply(tmp_path: Path) -> None:
    """A small file whose cells all repeat one long text."""
    strings = f'<sst xmlns="{MAIN}"><si><t>{"长" * 2000}</t></si></sst>'
    body = "".join(
        f'<row r="{i}">' + '<c t="s"><v>0</v></c>' * 100 + "</row>" for i in range(1, 2001)
    )
    assert "单元格或文字太多" in refused(tmp_path, raw(sheet_of(body), strings=strings)).sentence


def test_many_merged_cells(tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="A{i}:B{i}"/>' for i in range(1, 50_010))
    sheet = sheet_of(inline("A1", "x"), f"<mergeCells>{merges}</mergeCells>")
    assert "合并单元格超过" in refused(tmp_path, raw(sheet)).sentence


BILLION = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)


@pytest.mark.parametrize("part", ["sheet", "strings", "styles", "workbook"])
@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">',
        BILLION,
    ],
    ids=["xxe", "dtd", "billion"],
)
def test_doctypes_in_any_part(part: str, doctype: str, tmp_path: Path) -> None:
    head = f'<?xml version="1.0"?>{doctype}'
    row = '<row><c t="s"><v>0</v></c></row>'
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{row}</sheetData></worksheet>'
    parts = {
        "sheet": sheet,
        "strings": f'<sst xmlns="{MAIN}"><si><t>x</t></si></sst>',
        "styles": f'<styleSheet xmlns="{MAIN}"/>',
        "workbook": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>'
        '<sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    }
    parts[part] = head + parts[part]
    content = raw(
        f'<?xml version="1.0"?>{sheet}' if part != "sheet" else parts["sheet"],
        strings=parts["strings"],
        styles=parts["styles"],
        workbook=parts["workbook"],
    )
    assert "DTD 或实体声明" in refused(tmp_path, content).sentence


def test_doctype_hidden_in_utf_16(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    text += sheet_of(inline("A1", "&e;")).partition("?>")[2]
    assert "DTD 或实体声明" in refused(tmp_path, raw(text.encode("utf-16"))).sentence


def test_external_relations_are_not_followed(tmp_path: Path) -> None:
    links = relations({"rId1": ("worksheet", "http://127.0.0.1:9/x.xml")}, external=["rId1"])
    content = raw(inline("A1", "x"), extra={"xl/_rels/workbook.xml.rels": links.encode()})
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/_rels/workbook.xml.rels"] = links.encode()
    assert "没有工作表" in refused(tmp_path, zipped(parts)).sentence


def test_parts_outside_the_archive_are_not_opened(tmp_path: Path) -> None:
    content = raw(inline("A1", "x"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    links = relations({"rId1": ("worksheet", "../../../../../etc/passwd")})
    parts["xl/_rels/workbook.xml.rels"] = links.encode()
    assert "已损坏" in refused(tmp_path, zipped(parts)).sentence


HTML = "<html><head><meta charset='gb2312'></head><table><tr><td>编码</td></tr></table></html>"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.xlsx", b"", "文件是空的"),
        ("密码.xlsx", container({"EncryptionInfo": b"", "EncryptedPackage": b""}), "有打开密码"),
        ("网页.xls", HTML.encode("gb18030"), "网页（HTML）"),
        ("网页.xls", b"\xff\xfe" + HTML.encode("utf-16-le"), "网页（HTML）"),
        (
            "2003.xls",
            b'<?xml version="1.0"?><Workbook xmlns="urn:spreadsheet">',
            "XML 表格",
        ),
        ("老文件.doc", container({"WordDocument": b""}), "旧版 Word"),
        ("别的.et", container({"Other": b""}), "没有工作表"),
        ("纪要.docx", zipped({"word/document.xml": "<x/>"}), "Word 或演示文稿"),
        ("表.ods", zipped({"mimetype": "x", "content.xml": "<x/>"}), "OpenDocument"),
        ("表.xlsb", zipped({"xl/workbook.bin": "x"}), ".xlsb"),
        ("包.zip", zipped({"a.txt": "x"}), "压缩包"),
        ("扫描.pdf", b"%PDF-1.7", "PDF 文件"),
        ("图.png", b"\x89PNG\r\n\x1a\n", "图片"),
        ("断.xlsx", raw(inline("A1", "x"))[:-30], "已损坏"),
        ("断.xls", xls([["编码"]])[:600], "没有工作表"),
        ("无表.xlsx", zipped({"xl/x.xml": "<x/>"}), "缺少部件"),
        ("二进制.csv", b"a,b\x00\x01\x02", "这不是文本表格"),
    ],
)
def test_what_is_no_table_is_refused_by_its_content(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    assert said in str(refused(tmp_path, content, name))


def test_broken_xls_is_refused(tmp_path: Path) -> None:
    content = container({"Workbook": b"\xff" * 5000})
    assert "已损坏" in refused(tmp_path, content, "断.xls").sentence


def test_a_file_that_is_too_big_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    with pytest.raises(Trouble, match="文件有 3000 MB，上限 30 MB"):
        list(read_rows(path))


def test_macros_and_links_to_other_files_are_told(tmp_path: Path) -> None:
    extra = {"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<x/>"}
    rows = f"<row>{inline('A1', '编码')}{inline('B1', '名称')}</row>"
    rows += f"<row>{inline('A2', '36.0700')}{inline('B2', '甲')}</row>"
    path = tmp_path / "宏.xlsm"
    path.write_bytes(raw(rows, extra=extra))
    reading = read_kind("procedures", path, today=TODAY)
    assert any("有宏，宏没有运行" in note for note in reading.notes)
    assert any("引用了其他文件" in note for note in reading.notes)
    assert len(reading.rows) == 1


def test_an_et_file_is_read_by_its_content(tmp_path: Path) -> None:
    rows = [["编码", "名称"], ["36.0700", "甲"]]
    for content in (book(rows), xls(rows)):
        path = tmp_path / "表.et"
        path.write_bytes(content)
        reading = read_kind("procedures", path, today=TODAY)
        assert any("WPS" in note for note in reading.notes)
        assert len(reading.rows) == 1


def test_one_huge_cell_is_refused_not_cut(tmp_path: Path) -> None:
    text = "".join(random.Random(7).choices("一二三四五六七八九十甲乙丙丁戊己庚辛", k=3_000_000))
    path = tmp_path / "file.xlsx"
    path.write_bytes(raw(f"<row>{inline('A1', '短')}{inline('B1', text)}</row>"))
    (row,) = list(read_rows(path))
    assert row.cells[0].text == "短"
    assert row.cells[1].kind is CellKind.FAULT
    assert "超过 2000 字，没有截断" in row.cells[1].text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_child_is_bound_in_memory() -> None:
    code = (
        "from resource import RLIMIT_AS, RLIMIT_CORE, getrlimit\n"
        "from medtech_desktop.intake import limits, worker\n"
        "worker.bound(limits.limits_for('{}'))\n"
        "print(getrlimit(RLIMIT_AS)[0], getrlimit(RLIMIT_CORE)[0])"
    )
    for kind, memory in (("procedures", 1 << 30), ("surgeries", 3 << 30)):
        done = subprocess.run(
            [sys.executable, "-c", code.format(kind)], capture_output=True, text=True, check=True
        )
        assert done.stdout.split() == [str(memory), "0"]


def test_limits_by_kind() -> None:
    assert limits_for("practitioners") is ORDINARY
    assert limits_for("surgeries").rows == limits_for("cases").rows == 1_000_000
