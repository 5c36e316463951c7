"""弄坏的文件：一千个（关卡里五十个），每个都读成草稿或被中文拒绝，没有别的结局。"""

from __future__ import annotations

import random
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.misfit_books import misfit_workbook
from medtech_desktop.intake.reading import read_kind
from tests.intake.dirty_books import BOOKS, Dirty
from tests.intake.workbooks import xls, zipped

TODAY = date(2026, 11, 22)
SECONDS = 60
MEGABYTES = 1024
_TOKENS = (
    *(b"<", b">", b"</row>", b"<c>", b"<v>1e999</v>", b'r="A0"', b'r="XFD9"', b'r="ZZZZ1"'),
    *(b't="s"', b't="d"', b't="zz"', b'r="99999999999"', b"<row/>", b"<f>", b"&amp;", b"&#0;"),
    *(b"\xff\xfe", b"_x0000_", b"<v>-1</v>", b"<v>1E400</v>", b'ref="B9:A1"', b"date1904"),
)


def flipped(data: bytes, dice: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(dice.randint(1, 12)):
        broken[dice.randrange(len(broken))] = dice.randrange(256)
    return bytes(broken)


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data))]


def doubled(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    piece = data[start : start + dice.randint(1, 4000)]
    at = dice.randrange(len(data))
    return data[:at] + piece * dice.randint(1, 20) + data[at:]


def dropped(data: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randint(1, 60) :]


def seeded(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + dice.choice(_TOKENS) + data[at:]


PLAIN: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    flipped,
    cut,
    doubled,
    dropped,
    seeded,
)


def inside(data: bytes, dice: random.Random) -> bytes:
    """A part of the zip is broken, and the zip around it is whole."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice([name for name in parts if parts[name]])
    fate = dice.randrange(12)
    if fate == 0:
        del parts[name]
    else:
        part = parts[name]
        assert isinstance(part, bytes)
        for _ in range(dice.randint(1, 4)):
            part = dice.choice(PLAIN)(part, dice) or b"x"
        parts[name] = part
    return zipped(parts)


OLD = Dirty(
    "旧",
    "procedures",
    lambda: xls([["编码", "名称"], *([f"36.{n:04d}", f"名{n}"] for n in range(200))]),
    0,
    suffix=".xls",
)


def mutants(count: int) -> list[tuple[Dirty, bytes]]:
    dice = random.Random(20261122)
    made = []
    for number in range(count):
        dirty = OLD if number % 5 == 0 else dice.choice(BOOKS)
        data = dirty.make()
        if data.startswith(b"PK") and number % 4:
            broken = inside(data, dice)
        else:
            broken = dice.choice(PLAIN)(data, dice)
        made.append((dirty, broken))
    return made


def read_all(folder: Path, count: int) -> dict[str, int]:
    outcomes = {"read": 0, "refused": 0}
    for number, (dirty, content) in enumerate(mutants(count)):
        path = folder / f"{number}{dirty.suffix}"
        path.write_bytes(content)
        begun = time.monotonic()
        try:
            reading = read_kind(dirty.kind, path, today=TODAY)
        except Trouble as trouble:
            outcomes["refused"] += 1
            assert trouble.number.startswith("E-IN-"), number  # noqa: PT017 - or it is read
            assert "什么也没有导入" in trouble.sentence, number  # noqa: PT017
        else:
            outcomes["read"] += 1
            assert reading.read == len(reading.rows) + len(reading.bad_rows)
            assert {one.line for one in reading.misfits} == {r.line for r in reading.bad_rows}
            if reading.bad_rows:
                assert misfit_workbook(reading).startswith(b"PK")
        assert time.monotonic() - begun < SECONDS, number
        path.unlink()
    return outcomes


def biggest_child() -> float:
    """The most memory that any child so far held, in megabytes."""
    if sys.platform == "win32":
        return 0.0
    import resource

    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def test_fifty_broken_files(tmp_path: Path) -> None:
    outcomes = read_all(tmp_path, 50)
    assert sum(outcomes.values()) == 50
    assert min(outcomes.values()) > 5


@pytest.mark.slow
def test_a_thousand_broken_files(tmp_path: Path) -> None:
    outcomes = read_all(tmp_path, 1000)
    assert sum(outcomes.values()) == 1000
    assert min(outcomes.values()) > 100
    assert biggest_child() <= MEGABYTES
