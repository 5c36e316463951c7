"""真实大小的手术操作编码：xlsx、UTF-8、GB18030 整份读入，一条不少；行数十倍，时间约十倍。"""

from __future__ import annotations

import csv
import os
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from medtech_desktop.intake.headings import UnmatchedColumns
from medtech_desktop.intake.reading import Reading, read_kind
from tests.code_lists import COUNT, all_codes, made_codes

TODAY = date(2026, 11, 22)
CODES = all_codes()


def as_csv(rows: list[tuple[str, str]], separator: str = ",") -> str:
    buffer = StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator="\r\n").writerows(
        [("编码", "名称"), *rows]
    )
    return buffer.getvalue()


def as_xlsx(rows: list[tuple[str, str]]) -> bytes:
    book = Workbook(write_only=True)
    page = book.create_sheet("编码")
    for row in [("编码", "名称"), *rows]:
        page.append(row)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def read(folder: Path, name: str, content: bytes) -> Reading:
    path = folder / name
    path.write_bytes(content)
    return read_kind("procedures", path, today=TODAY)


def pairs(reading: Reading) -> list[tuple[object, object]]:
    return [(draft.values["code"], draft.values["name"]) for draft in reading.rows]


def test_the_list_has_the_size_and_the_oddities() -> None:
    assert len(CODES) == len(dict(CODES)) == COUNT
    assert len(dict(made_codes())) == COUNT
    for codes in (CODES, made_codes()):
        odd = [code for code, _ in codes if "x" in code or not code.replace(".", "").isdigit()]
        assert len(odd) > 4_000
        assert any(code.startswith("0") and code.endswith("0") for code, _ in codes)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_whole_list_as_text(encoding: str, tmp_path: Path) -> None:
    reading = read(tmp_path, "codes.csv", as_csv(CODES).encode(encoding))
    assert reading.misfits == ()
    assert reading.read == COUNT
    assert pairs(reading) == CODES


def test_the_whole_list_under_the_name_of_an_old_workbook(tmp_path: Path) -> None:
    """What a HIS calls .xls is often a text with tabs in GB18030."""
    reading = read(tmp_path, "codes.xls", as_csv(CODES, "\t").encode("gb18030"))
    assert pairs(reading) == CODES


def test_the_whole_list_as_a_workbook(tmp_path: Path) -> None:
    reading = read(tmp_path, "codes.xlsx", as_xlsx(CODES))
    assert reading.misfits == ()
    assert pairs(reading) == CODES


def test_the_whole_list_without_headings(tmp_path: Path) -> None:
    content = as_csv(CODES, "\t").partition("\r\n")[2].encode()
    reading = read(tmp_path, "codes.tsv", content)
    assert pairs(reading) == CODES
    assert reading.heading_line == 0
    assert "没有标题行，按 A 列编码、B 列名称 读，请核对" in reading.notes


@pytest.mark.parametrize("row", ["36.0700", "36.0700,甲,乙", "甲,36.0700", "1,36.0700", "36.0700,"])
def test_any_other_list_without_headings_is_refused(row: str, tmp_path: Path) -> None:
    with pytest.raises(UnmatchedColumns):
        read(tmp_path, "codes.csv", f"01.0100,乙\n{row}\n".encode())


def test_codes_typed_as_numbers_are_all_named(tmp_path: Path) -> None:
    plain = [code for code, _ in CODES if code.replace(".", "").isdigit()][:500]
    book = Workbook(write_only=True)
    page = book.create_sheet()
    page.append(["编码", "名称"])
    for code in plain:
        page.append([float(code), "名"])
    buffer = BytesIO()
    book.save(buffer)
    reading = read(tmp_path, "codes.xlsx", buffer.getvalue())
    assert reading.rows == ()
    assert [one.line for one in reading.misfits] == list(range(2, len(plain) + 2))
    for code, misfit in zip(plain, reading.misfits, strict=True):
        assert "零可能已丢失" in misfit.why
        assert code in misfit.why


def test_ten_times_the_rows_take_about_ten_times_as_long(tmp_path: Path) -> None:
    few = as_csv(CODES[:1300]).encode()
    many = as_csv(CODES[:13_000]).encode()

    def seconds(content: bytes) -> float:
        rounds = []
        for _ in range(2):
            begun = sum(os.times()[:4])  # this process and its ended children
            read(tmp_path, "codes.csv", content)
            rounds.append(sum(os.times()[:4]) - begun)
        return min(rounds)

    seconds(few)  # first use of everything
    assert seconds(many) < 14 * max(seconds(few), 0.02)
