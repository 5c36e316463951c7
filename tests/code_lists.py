"""编码库的样子：真的一份（旁边有时），或同样大小、同样怪样的一份。"""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from medtech_desktop.office import imports
from medtech_desktop.office.imports import ImportOptions
from medtech_desktop.office.library import Library
from tests.books import CLERK

REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "procedure_codes_zh.tsv"
COUNT = 13_686
_SUFFIXES = ("", "x001", "x002", "x015", "x1001")


def made_codes() -> list[tuple[str, str]]:
    """As many codes as the national list, with the same oddities of form."""
    dice = random.Random(20260101)
    names = "冠状动脉椎间盘切除术置入镜下［］（）、，Ⅱβγ—“”－"
    codes: dict[str, str] = {}
    forms = ("{:02d}.{:04d}", "{:02d}.{:02d}00x{:03d}", "{:02d}.{}x00", "{:02d}.{}x00x{:03d}")
    odd = [f"17.9{n}{letter}0" for n in range(10, 60) for letter in "0ABCDEFGHJ"]
    for code in odd:
        codes[code] = "".join(dice.choices(names, k=9)) + "术"
    while len(codes) < COUNT:
        chapter, number, last = dice.randint(0, 99), dice.randint(0, 9999), dice.randint(1, 999)
        form = dice.choice(forms)
        digit = number % 10
        numbers = {0: (chapter, number), 1: (chapter, number % 100, last), 2: (chapter, digit)}
        code = form.format(*numbers.get(forms.index(form), (chapter, digit, last)))
        codes[code] = "".join(dice.choices(names, k=dice.randint(2, 40))) + "术"
    return list(codes.items())


def all_codes() -> list[tuple[str, str]]:
    if not REAL.exists():
        return made_codes()
    lines = REAL.read_text(encoding="utf-8").splitlines()
    return [(code, name) for code, name in (line.split("\t") for line in lines)]


def enter_codes(
    library: Library, folder: Path, edition: str, since: date, rows: Sequence[tuple[str, ...]]
) -> None:
    """把一份编码当作一版导入。"""
    path = folder / f"{edition}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("编码", "名称", "类别")[: len(rows[0])], *rows])
    options = ImportOptions(edition=edition, source="示例来源", since=since)
    done = imports.import_file(library, CLERK, "procedures", path, since, options=options)
    assert done.report.accepted == len(rows), done.report.misfits[:3]
