"""手术登记的读入：一行一项，同一单号的几行是一例；认人、认科室、认编码，认不出的去问。"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.domain.surgery_keys import keyed_number, patient_key
from medtech_desktop.domain.trouble import Interrupted, Trouble
from medtech_desktop.intake.headings import UnmatchedColumns
from medtech_desktop.intake.surgery_names import MOST_UNKNOWN
from medtech_desktop.intake.surgery_reading import Unknown
from tests.intake.logs import HEADS, WORDS, log, log_of, only, row, surgeries


def test_one_row_is_one_case_with_one_line(tmp_path: Path) -> None:
    reading = log_of(tmp_path, row())
    case = only(reading)
    assert (reading.shape, reading.read, reading.surgeries, reading.lines) == ("rows", 1, 1, 1)
    secret = bytes.fromhex(WORDS.secret)
    assert case["key"] == keyed_number(secret, "order", "HIS", "S1")
    assert case["patient_key"] == patient_key(secret, "0012", None)
    assert (case["ref"], case["line"], case["day"]) == ("S1", 2, "2026-03-05")
    assert (case["patient_number"], case["admission"]) == ("0012", None)
    assert (case["department_id"], case["said_department"]) == (1, None)
    assert case["cancelled"] == 0
    (line,) = case["lines"]
    assert (line["ordinal"], line["code_id"], line["person_id"], line["grade"]) == (1, 1, 1, 3)
    assert (line["said_code"], line["said_name"], line["said_person"]) == (None, None, None)


def test_rows_of_one_order_are_one_case_also_when_apart(tmp_path: Path) -> None:
    reading = log_of(
        tmp_path,
        row(手术编码="36.0600"),
        row(手术单号="S2"),
        row(手术编码="36.0700"),
        row(手术编码="36.0700"),
    )
    first, second = surgeries(reading)
    assert [(line["ordinal"], line["code_id"]) for line in first["lines"]] == [(1, 1), (2, 2)]
    assert len(second["lines"]) == 1
    assert (reading.read, reading.surgeries, reading.lines, reading.twice) == (4, 2, 3, 1)


def test_the_order_of_the_rows_changes_nothing(tmp_path: Path) -> None:
    rows = [row(手术编码="36.0600"), row(手术编码="36.0700", 术者="李四", 术者工号=None)]
    one, other = (only(log_of(tmp_path, *some)) for some in (rows, rows[::-1]))
    assert one == other


def test_what_is_not_known_is_asked(tmp_path: Path) -> None:
    reading = log_of(
        tmp_path,
        row(手术单号="S1", 术者="无名氏", 术者工号=None, 科室="不认识的科", 手术编码="99.9999"),
        row(手术单号="S2", 术者="无名氏", 术者工号=None),
        row(手术单号="S3", 术者="王伟", 术者工号=None, 科室=None),
        row(手术单号="S4", 术者="王伟", 术者工号=None, 科室="骨科"),
        row(手术单号="S5", 术者="陈晨", 术者工号=None),
    )
    assert reading.unknown == (
        Unknown("code", "99.9999", 1, "编码库里没有"),
        Unknown("department", "不认识的科", 1, "没有登记这个科室"),
        Unknown("person", "无名氏", 2, "没有登记这个人"),
        Unknown("person", "王伟", 1, "有 2 人，从日期与科室也分不清"),
    )
    told = [(c["lines"][0]["person_id"], c["lines"][0]["said_person"]) for c in surgeries(reading)]
    assert told == [(None, "无名氏"), (None, "无名氏"), (None, "王伟"), (4, None), (6, None)]


def test_more_unknown_words_than_are_listed_are_counted(tmp_path: Path) -> None:
    lines = ["手术单号,手术日期,术者,手术编码"]
    lines += [f"S{n},2026-03-05,张三,X{n}" for n in range(MOST_UNKNOWN + 3)]
    lines += ["T1,2026-03-06,张三,X7", "T2,2026-03-06,张三,36.0700"]
    reading = log(tmp_path, "\n".join(lines).encode(), ".csv")
    assert len(reading.unknown) == MOST_UNKNOWN
    assert reading.unknown[0] == Unknown("code", "X7", 2, "编码库里没有")
    assert [note for note in reading.notes if "写法太多，另有 3 种没有列出" in note]


def test_meanings_go_first(tmp_path: Path) -> None:
    words = replace(
        WORDS,
        meanings={
            "person": {"王伟": 4, "外请某": None},
            "department": {"外科一": 1},
            "code": {"自编01": 2},
        },
    )
    reading = log_of(
        tmp_path,
        row(手术单号="S1", 术者="王伟", 术者工号=None, 科室="外科一", 手术编码="自编01"),
        row(手术单号="S2", 术者="外请某", 术者工号=None),
        words=words,
    )
    assert reading.unknown == ()
    first, second = surgeries(reading)
    assert (first["department_id"], first["lines"][0]["code_id"]) == (1, 2)
    assert first["lines"][0]["person_id"] == 4
    assert second["lines"][0]["said_person"] == "外请某"


def test_cancelling_ends_it(tmp_path: Path) -> None:
    def cancel(rows: int) -> None:
        raise Interrupted("已取消导入，什么也没有保存")

    with pytest.raises(Interrupted):
        log_of(tmp_path, *[row(手术单号=f"S{n}") for n in range(3_000)], progress=cancel)


def test_headings_that_do_not_fit_say_which(tmp_path: Path) -> None:
    with pytest.raises(UnmatchedColumns) as caught:
        log_of(tmp_path, ["S1", "张三"], heads=["手术单号", "术者"])
    assert "手术日期 或 开始时间" in str(caught.value)
    assert caught.value.headings is not None
    with pytest.raises(Trouble, match="没有一行数据"):
        log_of(tmp_path)


def test_a_remembered_heading_is_used(tmp_path: Path) -> None:
    heads = [*HEADS[:4], "谁做的", *HEADS[5:]]
    reading = log_of(tmp_path, row(), heads=heads, mapping={"谁做的": "operator"})
    assert only(reading)["lines"][0]["person_id"] == 1
    assert reading.mapping["谁做的"] == "operator"


def test_a_log_without_any_number_still_comes_in(tmp_path: Path) -> None:
    heads = ["手术日期", "术者", "手术名称"]
    rows: list[Any] = [["2026-03-05", "张三", "阑尾切除术"]] * 2 + [["2026-03-06", "张三", "甲"]]
    reading = log_of(tmp_path, *rows, heads=heads)
    cases = surgeries(reading)
    assert len({case["key"] for case in cases}) == 3
    assert [case["patient_key"] for case in cases] == [None] * 3
    assert any("没有手术单号" in note for note in reading.notes)
    again = log(tmp_path, (tmp_path / "登记.xlsx").read_bytes())
    assert surgeries(again) == cases
