"""所列存为 csv、xlsx：谁打开它，里面的字都还是字，不是公式；写了几行，读回来就是几行。"""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pytest

from medtech_desktop.documents import listings, tables
from medtech_desktop.documents.listings import Listing, render_listing, write_listing
from medtech_desktop.domain.trouble import Trouble
from tests.documents.packed_samples import repacked


def _read(*texts: str) -> list[str]:
    listing = Listing("表", ("甲",), [(text,) for text in texts], len(texts))
    told = render_listing(listing, ".CSV").decode("utf-8-sig")
    return [row[0] for row in csv.reader(StringIO(told, newline=""))][1:]


@pytest.mark.parametrize("begin", list("=+-@＝＋－＠\t\r\n"))
def test_a_cell_that_could_be_a_formula_begins_with_a_mark(begin: str) -> None:
    assert _read(f"{begin}1+1") == [f"'{begin}1+1"]


def test_other_cells_are_as_they_are_and_half_characters_stop_nothing() -> None:
    assert _read("S16", "甲=乙", "半个\ud83d") == ["S16", "甲=乙", "半个?"]


def _listing(count: int, text: str = "甲") -> Listing:
    rows = ((str(at), text) for at in range(count))
    return Listing("表", ("序号", "值"), rows, count)


@pytest.mark.parametrize("count", [0, 1, 9, 10, 11, 25])
def test_as_many_rows_are_read_back_as_were_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """With sheets of ten rows, and a text too long for its cell in a sheet behind them."""
    monkeypatch.setattr(tables, "MOST_ROWS", 10)
    path = tmp_path / "所列.xlsx"
    written = write_listing(path, _listing(count, "<row >" * 6000))
    assert path.read_bytes() == written


def test_a_list_that_lost_a_row_never_replaces_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_less(listing: Listing, suffix: str, progress: object) -> bytes:
        return repacked(render_listing(listing, suffix), "xl/worksheets/sheet1.xml", _cut)

    path = tmp_path / "所列.xlsx"
    write_listing(path, _listing(2))
    old = path.read_bytes()
    monkeypatch.setattr(listings, "render_listing", one_less)
    with pytest.raises(Trouble, match="应有 3 行，数到 2 行") as caught:
        write_listing(path, _listing(3))
    assert caught.value.number == "E-EX-04"
    assert path.read_bytes() == old


def _cut(sheet: bytes) -> bytes:
    """Without its fourth row."""
    return sheet[: sheet.index(b'<row r="4">')] + sheet[sheet.index(b"</sheetData>") :]
