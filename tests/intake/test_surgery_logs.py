"""手术登记：随意的登记，无论形状、编码、次序都读成同样的各项；弄坏的文件；内存。"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.log_files import Row, write_workbook
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.misfit_books import misfit_workbook
from medtech_desktop.intake.surgery_reading import LogReading
from tests.intake.logs import log, surgeries
from tests.intake.test_mutations import PLAIN, biggest_child, inside
from tests.intake.test_surgery_shapes import FIRST, MESSY, SECOND, csv, national, plain, stay
from tests.intake.workbooks import book, xls

ROWS = [
    "病案号",
    "住院次数",
    "科室",
    "手术编码",
    "手术名称",
    "手术日期",
    "手术级别",
    "术者",
    "第一助手",
]
HEADS = (
    *("手术单号", "病案号", "住院次数", "手术日期", "开始时间", "结束时间", "科室", "术者"),
    *("术者工号", "手术编码", "手术名称", "手术级别", "第一助手", "麻醉方式", "手术类型"),
)
FIRST_HOUR = datetime.fromisoformat("2020-01-01T08:00")
CODES = (("36.0700", "甲术"), ("36.06", "球囊扩张术"), ("99.9", "乙术"), ("", "丙术"))
PEOPLE = ("张三", "李四", "王伟", "外请某", "张三(1001)", "")
GRADES = ("3", "四级", "Ⅱ", "")

one_line = st.tuples(
    st.sampled_from(CODES), st.integers(1, 3), st.sampled_from(GRADES),
    st.sampled_from(PEOPLE), st.sampled_from(PEOPLE),
)  # fmt: skip
one_stay = st.lists(one_line, min_size=1, max_size=6, unique=True)
whole_log = st.lists(one_stay, min_size=1, max_size=5)


def told(reading: LogReading) -> Counter[tuple[Any, ...]]:
    """Every line with what belongs to its case, but for what the order of a file decides."""
    assert reading.misfits == ()
    found: Counter[tuple[Any, ...]] = Counter()
    for case in surgeries(reading):
        for line in case["lines"]:
            found[
                tuple(case[one] for one in ("key", "patient_key", "day", "department_id"))
                + tuple(line[one] for one in ("code_id", "said_code", "said_name", "person_id"))
                + (line["said_person"], line["grade"], *line["participants"])
            ] += 1
    return found


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stays=whole_log, seed=st.integers(0, 1000))
def test_shape_encoding_and_order_change_nothing(stays: list[list[Any]], seed: int) -> None:
    rows, pages = [], []
    for number, lines in enumerate(stays):
        who = [f"B{number:04d}", "1", "普外科"]
        flat: list[Any] = []
        for (code, name), day, grade, operator, helper in lines:
            cells = [code, name, f"2026-03-{day:02d}", grade, operator, helper]
            rows.append([*who, *cells])
            flat += [*cells, "", ""]
        pages.append([*who, *flat])
    shuffled = list(rows)
    random.Random(seed).shuffle(shuffled)
    widest = max(map(len, stays))
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        first = told(log(here, book([ROWS, *rows])))
        assert sum(first.values()) == len(rows)
        assert told(log(here, csv(ROWS, *shuffled, encoding="gb18030"), ".csv")) == first
        assert told(log(here, xls([ROWS, *shuffled]), ".xls")) == first
        assert told(log(here, csv(plain(widest), *pages, encoding="utf-16"), ".csv")) == first


def _samples() -> list[tuple[bytes, str]]:
    many = [f"S{n}" for n in range(400)]
    page = csv(national(3), stay(FIRST, SECOND, count=3), encoding="gb18030")
    long = [*MESSY[:9], *[[ref, *MESSY[3][1:]] for ref in many]]
    books = (book(MESSY, ("A1:I1",)), book(long))
    return [*((one, ".xlsx") for one in books), (xls(MESSY), ".xls"), (page, ".csv")]


def read_broken(folder: Path, count: int) -> Counter[str]:
    """Broken logs, each read or refused in Chinese, with no other end."""
    dice = random.Random(20261124)
    outcomes: Counter[str] = Counter()
    samples = _samples()
    for number in range(count):
        content, suffix = dice.choice(samples)
        if content.startswith(b"PK") and number % 4:
            broken = inside(content, dice)
        else:
            broken = dice.choice(PLAIN)(content, dice)
        begun = time.monotonic()
        try:
            reading = log(folder, broken, suffix)
        except Trouble as trouble:
            outcomes["refused"] += 1
            assert trouble.number.startswith("E-IN-"), number  # noqa: PT017 - or it is read
            assert "什么也没有导入" in trouble.sentence, number  # noqa: PT017
        else:
            outcomes["read"] += 1
            assert {one.line for one in reading.misfits} == {r.line for r in reading.bad_rows}
            assert len(surgeries(reading)) == reading.surgeries
            if reading.bad_rows:
                assert misfit_workbook(reading).startswith(b"PK")
        assert time.monotonic() - begun < 60, number
    return outcomes


def test_twenty_broken_logs(tmp_path: Path) -> None:
    outcomes = read_broken(tmp_path, 20)
    assert outcomes.total() == 20
    assert min(outcomes["read"], outcomes["refused"]) > 2


@pytest.mark.slow
def test_three_hundred_broken_logs(tmp_path: Path) -> None:
    outcomes = read_broken(tmp_path, 300)
    assert outcomes.total() == 300
    assert min(outcomes["read"], outcomes["refused"]) > 40
    assert biggest_child() <= 1024


def great_log(count: int) -> Iterator[Row]:
    """一行一例的大登记：两千人，六千样手术，日期与起止是数。"""
    dice = random.Random(20261124)
    for number in range(count):
        operator, helper = dice.randrange(2000), dice.randrange(2000)
        code = int(dice.random() ** 3 * 6000)
        start = FIRST_HOUR + timedelta(dice.randrange(2400), 60 * dice.randrange(720))
        patient, again = f"{dice.randrange(count):08d}", 1 + dice.randrange(3)
        yield (
            *(f"SS{number:09d}", patient, again, start.date()),
            *(start, start + timedelta(minutes=115), f"科室{dice.randrange(60)}"),
            *(person(operator), f"{operator:05d}", f"{code % 100:02d}.{code // 100:04d}"),
            *(f"示例手术{code}", "一二三四"[dice.randrange(4)] + "级", person(helper)),
            *("全身麻醉", "急诊" if dice.random() < 0.1 else "择期"),
        )


def person(number: int) -> str:
    return f"示{chr(0x4E00 + number % 900)}{chr(0x5000 + number // 900)}"


@pytest.mark.skipif(sys.platform == "win32", reason="no such figure")
@pytest.mark.slow
def test_memory_of_a_hundred_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "大.xlsx"
    write_workbook(path, [HEADS, *great_log(100_000)])
    before = biggest_child()
    reading = log(tmp_path, path.read_bytes())
    assert (reading.read, reading.misfits) == (100_000, ())
    assert biggest_child() <= max(before, 400)
    assert sum(map(len, reading.packed)) <= 25_000_000
