"""xlsx 的读法：格式、共享文字、合并、1904，与 openpyxl 读同一文件的结果一致。"""

from __future__ import annotations

import random
import zipfile
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake import merges
from medtech_desktop.intake.limits import ORDINARY
from medtech_desktop.intake.raw_rows import (
    BLANK,
    Cell,
    CellKind,
    Copy,
    RawRow,
    column_letter,
    packed,
    unpacked,
)
from medtech_desktop.intake.xls_faults import error_cells
from medtech_desktop.intake.xlsx_parts import (
    Look,
    look_of,
    read_looks,
    read_shared_strings,
    read_workbook,
    unescaped,
)
from medtech_desktop.intake.xlsx_sheet import SheetReader, column_of, merged_ranges, number_text
from tests.intake.workbooks import MAIN, book, inline, raw, xls


def rows_of(content: bytes) -> list[RawRow]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        found = read_workbook(archive, ORDINARY)
        strings = read_shared_strings(archive, found.strings, ORDINARY)
        looks = read_looks(archive, found.styles)
        part = found.sheets[0].part
        reader = SheetReader(strings, looks, found.epoch_1904, ORDINARY)
        ranges = merged_ranges(archive, part, ORDINARY)
        return list(merges.filled(reader.rows(archive, part), ranges, ORDINARY.columns))


def first(content: bytes) -> list[tuple[str, str]]:
    return [(cell.kind.value, cell.text) for cell in rows_of(content)[0].cells]


@pytest.mark.parametrize(
    ("code", "look"),
    [
        ("General", Look.PLAIN),
        ("0", Look.PLAIN),
        ("0.00", "1:2"),
        ("00.0000", "2:4"),
        ("000000", "6:0"),
        ("#,##0.00", Look.PLAIN),
        ("0.00E+00", Look.PLAIN),
        ("0%", Look.PLAIN),
        ("@", Look.PLAIN),
        ('0"天"', Look.PLAIN),
        ("[Red]0", Look.PLAIN),
        ("yyyy-mm-dd", Look.DATE),
        ("m/d/yy", Look.DATE),
        ('yyyy"年"m"月"d"日"', Look.DATE),
        ('m"月"', Look.DATE),
        ("[$-804]aaaa", Look.PLAIN),
        ("[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", Look.DATE),
        ("h:mm", Look.TIME),
        ("[h]:mm:ss", Look.TIME),
        ("mm:ss.0", Look.TIME),
        ("yyyy/m/d h:mm;@", Look.DATE),
    ],
)
def test_number_formats(code: str, look: str) -> None:
    assert look_of(code) == look


def test_cells_of_every_type() -> None:
    strings = (
        f'<sst xmlns="{MAIN}"><si><t>共享</t></si>'
        "<si><r><t>富</t></r><r><t>文本</t></r><rPh><t>注音</t></rPh></si></sst>"
    )
    cells = (
        '<c t="s"><v>0</v></c><c t="s"><v>1</v></c>'
        + inline("C1", "内_x0041_联")
        + '<c r="D1" t="b"><v>1</v></c><c t="d"><v>2024-03-05T08:30:00</v></c>'
        '<c t="str"><f>A1</f><v>算出</v></c><c t="n"><v>36.07</v></c><c><v>1E+17</v></c>'
        '<c r="K1"><v>-0.5</v></c>'
    )
    assert first(raw(f"<row>{cells}</row>", strings=strings)) == [
        ("t", "共享"),
        ("t", "富文本"),
        ("t", "内A联"),
        ("b", "1"),
        ("d", "2024-03-05 08:30:00"),
        ("t", "算出"),
        ("n", "36.07"),
        ("n", "1E+17"),
        ("", ""),
        ("", ""),
        ("n", "-0.5"),
    ]


def test_prefixed_names() -> None:
    sheet = (
        f'<?xml version="1.0"?><x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="3">'
        '<x:c r="B3" t="inlineStr"><x:is><x:t>甲</x:t></x:is></x:c></x:row></x:sheetData>'
        '<x:mergeCells><x:mergeCell ref="B3:C3"/></x:mergeCells></x:worksheet>'
    )
    (row,) = rows_of(raw(sheet))
    assert row.line == 3
    assert [cell.text for cell in row.cells] == ["", "甲", "甲"]
    assert row.cells[2].copy is Copy.ACROSS


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        ('<row r="2"/><row r="1"/>', "次序不对"),
        ('<row><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>', "重复的单元格"),
        ('<row><c r="1A"><v>1</v></c></row>', "位置「1A」不对"),
        ('<row r="x"/>', "编号「x」不对"),
        ('<row><c t="s"><v>7</v></c></row>', "文字编号不存在"),
        ("<row><c><v>abc</v></c></row>", "读不出的数字"),
        ("<row><c></row>", "不是有效的 XML"),
    ],
)
def test_what_no_program_writes_is_refused(sheet: str, said: str) -> None:
    with pytest.raises(Trouble, match=said):
        rows_of(raw(sheet))


def test_faults_are_cells_not_blanks() -> None:
    cells = (
        '<c><f>1/0</f></c><c t="e"><v>#DIV/0!</v></c><c t="str"><f>[2]x!A1</f><v>外</v></c>'
        '<c t="d"><v>昨天</v></c><c><v>1e999</v></c>'
    )
    (row,) = rows_of(raw(f"<row>{cells}</row>"))
    assert [cell.kind for cell in row.cells] == [CellKind.FAULT] * 5
    assert "没有算出的值" in row.cells[0].text
    assert "#DIV/0!" in row.cells[1].text
    assert "其他文件" in row.cells[2].text


def test_a_shared_formula_that_links_outside_marks_all_its_cells() -> None:
    cells = (
        '<c t="str"><f t="shared" si="0" ref="A1:B1">[1]x!A1</f><v>甲</v></c>'
        '<c t="str"><f t="shared" si="0"/><v>乙</v></c><c t="str"><f>A9</f><v>丙</v></c>'
    )
    (row,) = rows_of(raw(f"<row>{cells}</row>"))
    assert [cell.kind for cell in row.cells] == [CellKind.FAULT, CellKind.FAULT, CellKind.TEXT]


def test_numbers_as_they_are_typed() -> None:
    assert number_text(123.0) == "123"
    assert number_text(36.07) == "36.07"
    assert number_text(0.1 + 0.2) == "0.30000000000000004"
    assert number_text(999_999_999_999_999.0) == "999999999999999"
    assert number_text(1e15) == "1E+15"
    assert number_text(1_234_567_890_123_456.0) == "1.23456789012346E+15"
    assert number_text(110_101_199_001_011_234.0) == "1.10101199001011E+17"
    assert number_text(-4.0) == "-4"


def test_letters_of_columns() -> None:
    for index in (0, 25, 26, 51, 701, 702, 16_383):
        assert column_of(f"{column_letter(index)}7") == index
    assert column_letter(16_383) == "XFD"


def test_escapes() -> None:
    assert unescaped("a_x000D_b_x005F_x") == "a\rb_x"
    assert unescaped("_x00_") == "_x00_"


def test_rows_survive_the_pipe() -> None:
    row = RawRow(
        7,
        (
            BLANK,
            Cell(CellKind.TEXT, "甲"),
            Cell(CellKind.NUMBER, "36.07", "36.0700"),
            Cell(CellKind.DATE, "2024-03-05"),
            Cell(CellKind.TEXT, "乙", "", Copy.DOWN),
            Cell(CellKind.FAULT, "坏"),
        ),
    )
    assert unpacked(packed(row)) == row


@pytest.mark.parametrize("epoch_1904", [False, True])
def test_as_openpyxl_reads_it(epoch_1904: bool) -> None:
    """Random values of every type, read by us and by openpyxl."""
    dice = random.Random(4)
    start = datetime(1950, 1, 1)  # noqa: DTZ001 - a cell has no time zone
    made: list[list[Any]] = []
    for _ in range(200):
        choices: list[Any] = [
            None,
            "".join(dice.choices("甲乙丙 ab<&>\"'\n𠮷", k=dice.randint(1, 9))) + "。",
            dice.randint(-(10**6), 10**12),
            round(dice.uniform(0, 100), dice.randint(0, 6)),
            dice.random() < 0.5,
            date(1950, 1, 1) + timedelta(dice.randint(0, 28_000)),
            start + timedelta(seconds=dice.randint(0, 2 * 10**9)),
        ]
        made.append([dice.choice(choices) for _ in range(dice.randint(1, 12))])
    content = book(made, epoch_1904=epoch_1904)
    page: Any = load_workbook(BytesIO(content), data_only=True).worksheets[0]
    ours = {row.line: row for row in rows_of(content)}
    for line in range(1, 201):
        row = ours.get(line, RawRow(line, ()))
        for at in range(12):
            assert _value(row.cell(at)) == _plain(page.cell(line, at + 1).value), (line, at)


def _value(cell: Cell) -> object:
    match cell.kind:
        case CellKind.BLANK:
            return None
        case CellKind.NUMBER:
            return float(cell.text)
        case CellKind.FLAG:
            return cell.text == "1"
        case CellKind.DATE:
            return datetime.fromisoformat(cell.text)
        case _:
            return cell.text


def _plain(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001
    return value


def test_merged_areas_are_filled_and_marked() -> None:
    content = book([["a"], [None, None, "b"], [], ["c"]], ["A1:B3"])
    rows = rows_of(content)
    assert [(row.line, [(cell.text, cell.copy.value) for cell in row.cells]) for row in rows] == [
        (1, [("a", ""), ("a", "h")]),
        (2, [("a", "v"), ("a", "h"), ("b", "")]),
        (4, [("c", "")]),
    ]


def test_error_values_of_an_old_workbook() -> None:
    content = xls([["编码", "#REF!"], [None, None, "#N/A"]])
    assert error_cells(content, "表一") == {(1, 1): "#REF!", (2, 2): "#N/A"}
    assert error_cells(content, "别的") is None
    dice = random.Random(2)
    for _ in range(300):
        broken = bytearray(content)
        for _ in range(dice.randint(1, 9)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        found = error_cells(bytes(broken), "表一")
        assert found is None or isinstance(found, dict)
    assert error_cells(b"", "表一") is None
