"""所列存为 csv：谁打开它，里面的字都还是字，不是公式。"""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from medtech_desktop.documents.listings import Listing, render_listing


def _read(*texts: str) -> list[str]:
    listing = Listing("表", ("甲",), [(text,) for text in texts], len(texts))
    told = render_listing(listing, ".CSV").decode("utf-8-sig")
    return [row[0] for row in csv.reader(StringIO(told, newline=""))][1:]


@pytest.mark.parametrize("begin", list("=+-@＝＋－＠\t\r\n"))
def test_a_cell_that_could_be_a_formula_begins_with_a_mark(begin: str) -> None:
    assert _read(f"{begin}1+1") == [f"'{begin}1+1"]


def test_other_cells_are_as_they_are_and_half_characters_stop_nothing() -> None:
    assert _read("S16", "甲=乙", "半个\ud83d") == ["S16", "甲=乙", "半个?"]
