"""文本表格：五种编码同一结果，坏字节说明，绝不存乱码（故障表 52）。"""

from __future__ import annotations

import codecs
import csv
import random
from io import StringIO
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.limits import ORDINARY, Limits
from medtech_desktop.intake.plain_text import decoded, read_text_rows
from medtech_desktop.intake.raw_rows import CellKind, RawRow

LINES = 2000
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be")


def rows_of(folder: Path, data: bytes, limits: Limits = ORDINARY) -> tuple[list[RawRow], list[str]]:
    path = folder / "file.csv"
    path.write_bytes(data)
    notes: list[str] = []
    return list(read_text_rows(path, limits, notes)), notes


def table(rows: list[RawRow]) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in rows]


def random_text(seed: int) -> list[list[str]]:
    """Names with common, rare and supplementary characters, and fields that need quotes."""
    dice = random.Random(seed)
    pool = [chr(c) for c in range(0x4E00, 0x9FA5)] + list("𠮷𬭎䶮㐂ⅠⅡ①·（）")
    extra = list('",\n;\t ')
    out = []
    for number in range(LINES):
        name = "".join(dice.choices(pool, k=dice.randint(1, 8)))
        other = "".join(dice.choices(pool + extra * 200, k=dice.randint(1, 12))) + "文"
        out.append([f"{number:05d}", name, "文" + other])
    return out


def written(rows: list[list[str]], separator: str = ",", end: str = "\r\n") -> str:
    buffer = StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=end).writerows(rows)
    return buffer.getvalue()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"], ids=["comma", "semicolon", "tab"])
def test_two_thousand_random_lines(encoding: str, separator: str, tmp_path: Path) -> None:
    rows = random_text(7)
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    data = mark + written(rows, separator).encode(encoding)
    found, notes = rows_of(tmp_path, data)
    assert table(found) == rows
    name = {"utf-8-sig": "UTF-8", "utf-16-be": "UTF-16"}.get(encoding, encoding.upper())
    assert notes == [f"按 {name} 编码读取"]


def test_every_single_line_of_gb18030_or_utf_8_is_told_apart() -> None:
    for fields in random_text(11):
        line = "".join(fields) + "的手术分级目录与授权"
        assert decoded(line.encode("gb18030"))[0] == line
        assert decoded(line.encode("utf-8"))[0] == line


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_broken_bytes_are_never_read_as_something_else(encoding: str, tmp_path: Path) -> None:
    """A byte is taken out or changed: the answer is right but for that line, or a refusal."""
    rows = random_text(3)[:60]
    mark = codecs.BOM_UTF16_BE if encoding == "utf-16-be" else b""
    data = mark + written(rows).encode(encoding)
    dice = random.Random(5)
    for _ in range(60):
        broken = bytearray(data)
        broken[dice.randrange(4, len(data))] = 0xFF
        try:
            found, _ = rows_of(tmp_path, bytes(broken))
        except Trouble as trouble:
            assert trouble.number in ("E-IN-08", "E-IN-09")  # noqa: PT017 - both may happen
        else:
            assert encoding.startswith("utf-16"), "in UTF-16 a byte may stand for another character"
            assert len(table(found)) <= len(rows) + 1


def test_the_line_of_a_broken_byte_is_named(tmp_path: Path) -> None:
    text = "".join(f"{n},名称\n" for n in range(1, 8))
    data = text.encode("utf-8").replace("5,名".encode(), b"5,\xe5\x90")
    with pytest.raises(Trouble, match="第 5 行有按 UTF-8 读不出的字节"):
        rows_of(tmp_path, data)
    data = text.encode("gb18030").replace("5,名".encode("gb18030"), b"5,\xc3")
    with pytest.raises(Trouble, match="第 5 行有按 GB18030 读不出的字节"):
        rows_of(tmp_path, data)


def test_utf_16_without_its_mark_is_asked_about(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="没有标记的 UTF-16"):
        rows_of(tmp_path, "编码,名称\n".encode("utf-16-le"))


def test_noise_is_refused(tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(5000).replace(b"\0", b"\x81")
    with pytest.raises(Trouble):
        rows_of(tmp_path, noise)


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    found, _ = rows_of(tmp_path, '编码,名称\n\n1,"甲\n乙"\n\n2,丙\r3,丁\n'.encode())
    assert [row.line for row in found] == [1, 3, 6, 7]
    assert found[1].cells[1].text == "甲\n乙"


def test_quotes_that_do_not_match_are_told_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="第 3 行起引号没有配对"):
        rows_of(tmp_path, '编码,名称\n1,甲\n2,"乙\n3,丙\n'.encode())


def test_separator_line_and_protected_values(tmp_path: Path) -> None:
    found, _ = rows_of(tmp_path, 'sep=;\n编码;名称\n="0012";=1+1\n'.encode())
    assert table(found) == [["编码", "名称"], ["0012", "=1+1"]]
    assert [row.line for row in found] == [2, 3]


def test_limits_of_text(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="第 2 行有 201 列"):
        rows_of(tmp_path, b"a,b\n" + b"x," * 200 + b"x\n")
    found, _ = rows_of(tmp_path, "甲,".encode() + "长".encode() * 2001 + b"\n")
    assert found[0].cells[1].kind is CellKind.FAULT
    found, notes = rows_of(tmp_path, b"a,b\n" + b"\n" * 501 + b"c,d\n")
    assert [row.line for row in found] == [1]
    assert "500 行以上空白" in notes[-1]


def test_other_line_breaks_do_not_end_a_row(tmp_path: Path) -> None:
    found, _ = rows_of(tmp_path, "编码,名称\n1,甲\u2028乙\x0b丙\n".encode())
    assert table(found)[1] == ["1", "甲\u2028乙\x0b丙"]
