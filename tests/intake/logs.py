"""Surgery logs for tests: a small hospital's words, and readings written out to compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from medtech_desktop.intake.surgery_frames import LINE_FIELDS, SURGERY_FIELDS
from medtech_desktop.intake.surgery_reading import LogReading, Vocabulary, read_log
from tests.intake.workbooks import book

TODAY = date(2026, 11, 24)
ALWAYS = ("2000-01-01", "")

CODES = {"36.0700": 1, "36.0600": 2, "03.4100": 3, "17.912A0": 4, "81.5100": 5, "81.51": 6}
PEOPLE: Mapping[str, tuple[tuple[int, str, str, tuple[int, ...]], ...]] = {
    "张三": ((1, *ALWAYS, (1,)),),
    "李四": ((2, *ALWAYS, (2,)),),
    "王伟": ((3, *ALWAYS, (1,)), (4, *ALWAYS, (2,))),
    "阿依古丽·买买提": ((7, *ALWAYS, (1,)),),
    "陈晨": ((5, "2000-01-01", "2020-12-31", (1,)), (6, "2021-01-01", "", (1,))),
}
STAFF = {
    number: ((person, *ALWAYS, (1,)),)
    for number, person in (("1001", 1), ("1002", 2), ("0103", 3), ("1004", 4), ("B05", 5))
}
WORDS = Vocabulary(
    codes=CODES,
    names={1: "冠状动脉支架置入术", 2: "球囊扩张术"},
    staff=STAFF,
    people=PEOPLE,
    departments={"普外科": 1, "骨科": 2},
    meanings={},
    secret="5a" * 32,
)

HEADS = [
    "手术单号",
    "病案号",
    "手术日期",
    "科室",
    "术者",
    "术者工号",
    "手术编码",
    "手术名称",
    "手术级别",
]
ROW = ["S1", "0012", "2026-03-05", "普外科", "张三", "1001", "36.0700", None, "三级"]


def row(**changed: Any) -> list[Any]:
    """The usual row, with some of its cells changed by their headings."""
    return [changed.get(heading, value) for heading, value in zip(HEADS, ROW, strict=True)]


def log(tmp_path: Path, content: bytes, suffix: str = ".xlsx", **options: Any) -> LogReading:
    """What a file reads as."""
    path = tmp_path / f"登记{suffix}"
    path.write_bytes(content)
    options = {"today": TODAY, "system": "HIS", **options}
    return read_log("surgeries", path, options.pop("words", WORDS), **options)


def log_of(
    tmp_path: Path, *rows: Sequence[Any], heads: Sequence[str] = HEADS, **options: Any
) -> LogReading:
    """What these rows read as."""
    return log(tmp_path, book([heads, *rows]), **options)


def surgeries(reading: LogReading) -> list[dict[str, Any]]:
    """Every case by its fields, its lines under "lines", each with its participants."""
    found: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    for part in reading.slices():
        for case in part.surgeries:
            found.append({**dict(zip(SURGERY_FIELDS, case, strict=True)), "lines": []})
        for line in part.lines:
            told = {**dict(zip(LINE_FIELDS, line, strict=True)), "participants": []}
            lines.append(told)
            found[told["surgery_index"]]["lines"].append(told)
        for at, role, person, said in part.participants:
            lines[at]["participants"].append((role, person, said))
    assert [case["index"] for case in found] == list(range(len(found)))
    assert [line["index"] for line in lines] == list(range(len(lines)))
    return found


def only(reading: LogReading) -> dict[str, Any]:
    """The one case of a file without misfits."""
    assert reading.misfits == ()
    (case,) = surgeries(reading)
    return case
