"""登记的脏格：一格一格的写法读成什么，读不成的怎么说。"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.intake import surgery_cells as read
from medtech_desktop.intake.raw_rows import Cell, CellKind
from medtech_desktop.intake.reading import Misfit
from tests.intake.logs import HEADS, log_of, only, row, surgeries

DAYS: list[Any] = [
    *(
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "２０２６－０３－０５",
        "20260305",
        20260305,
    ),
    *(46086, date(2026, 3, 5), "2026-03-05 00:00:00", "二〇二六年三月五日", "2026-03-05T00:00:00"),
    *(" 2026-03-05 ", "2026-3-5 星期四", 46086.354),
]


def cases(tmp_path: Path, *rows: list[Any], heads: list[str] = HEADS) -> list[dict[str, Any]]:
    """Each row as a case of its own, in one file."""
    named = [[f"S{n}", *cells[1:]] for n, cells in enumerate(rows)]
    reading = log_of(tmp_path, *named, heads=heads)
    assert reading.misfits == ()
    found = surgeries(reading)
    assert [case["ref"] for case in found] == [cells[0] for cells in named]
    return found


def refused(tmp_path: Path, *rows: list[Any], heads: list[str] = HEADS) -> list[Misfit]:
    """The one misfit of each row, in one file."""
    reading = log_of(
        tmp_path, *[[f"S{n}", *cells[1:]] for n, cells in enumerate(rows)], heads=heads
    )
    assert [one.line for one in reading.misfits] == list(range(2, len(rows) + 2))
    assert [one.line for one in reading.bad_rows] == list(range(2, len(rows) + 2))
    assert (reading.read, reading.unread, reading.surgeries) == (len(rows), len(rows), 0)
    return list(reading.misfits)


def test_a_day_in_every_form(tmp_path: Path) -> None:
    found = cases(tmp_path, *[row(手术日期=written) for written in DAYS])
    assert [case["day"] for case in found] == ["2026-03-05"] * len(DAYS)


NO_DAYS: list[tuple[Any, str]] = [
    ("2026-11-25", "2026-11-25 不在 1950-01-01 至 2026-11-24 之间"),
    ("1949-12-31", "不在 1950-01-01"),
    ("26-3-5", "年份只有两位"),
    ("03/04/2026", "可能是 2026-03-04 或 2026-04-03"),
    ("2026-02-30", "没有 2026 年 2 月 30 日"),
    ("2026年3月", "只有年月"),
    ("昨天", "读不出日期"),
    ("2026-03-05 25:10", "没有 25:10 这个时刻"),
    ("2026-03-05 下午 14:10", "下午 14:10 读法不唯一"),
    (None, "手术日期与开始时间都是空白"),
    ("-", "手术日期与开始时间都是空白"),
]


def test_a_day_that_is_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, *[row(手术日期=written) for written, _ in NO_DAYS])
    for misfit, (_, why) in zip(found, NO_DAYS, strict=True):
        assert (misfit.column, misfit.key) == ("手术日期", "day")
        assert why in misfit.why


TIMES = [*HEADS, "开始时间", "结束时间"]


STAMPS = datetime(2026, 3, 5, 8, 30), datetime(2026, 3, 5, 10, 5)  # noqa: DTZ001 - cells
MOMENTS: list[tuple[Any, Any, Any, tuple[str | None, ...]]] = [
    ("2026-03-05", "08:30", "10:05", ("05", "05T08:30", "05T10:05")),
    ("2026-03-05", "2026-03-05 08:30:20", "2026-03-05 10:05", ("05", "05T08:30", "05T10:05")),
    ("2026-03-05", "8时30分", "10点05分", ("05", "05T08:30", "05T10:05")),
    (None, *STAMPS, ("05", "05T08:30", "05T10:05")),
    ("2026-03-06", "2026-03-05 23:30", "2026-03-06 01:00", ("05", "05T23:30", "06T01:00")),
    ("2026-03-05", "23:30", "01:00", ("05", "05T23:30", "06T01:00")),
    ("2026-03-05", 0.354166666666667, 0.5, ("05", "05T08:30", "05T12:00")),
    ("20260305083000", None, None, ("05", "05T08:30", None)),
    ("2026-03-05 08:30", None, None, ("05", "05T08:30", None)),
    ("2026年3月5日 8:30", None, None, ("05", "05T08:30", None)),
    ("2026年3月5日8:30", None, None, ("05", "05T08:30", None)),
    ("2026-03-05", "-", "/", ("05", None, None)),
    ("2026/3/5", "2026/3/5 上午 08:30:00", "下午 1:05", ("05", "05T08:30", "05T13:05")),
    ("2026-03-05", "12:05 AM", "2026-03-05 12:30:00 PM", ("05", "05T00:05", "05T12:30")),
]  # fmt: skip


def test_times(tmp_path: Path) -> None:
    rows = [[*row(手术日期=day), start, end] for day, start, end, _ in MOMENTS]
    for case, (*_, told) in zip(cases(tmp_path, *rows, heads=TIMES), MOMENTS, strict=True):
        wanted = tuple(None if one is None else f"2026-03-{one}" for one in told)
        assert (case["day"], case["started"], case["ended"]) == wanted


def test_an_end_before_the_start_is_refused(tmp_path: Path) -> None:
    times = ["2026-03-05 08:30", "2026-03-05 07:00"]
    reading = log_of(tmp_path, [*row(), *times], heads=TIMES)
    (misfit,) = reading.misfits
    assert (misfit.column, misfit.why) == ("结束时间", "结束时间早于开始时间")


GRADES: list[tuple[Any, int | None]] = [
    *((one, 3) for one in ("3", 3, "三", "三级", "Ⅲ", "III", "Ⅲ级", "3级")),
    *((one, 3) for one in ("三级手术", "３级", "3.0")),
    *((one, 4) for one in ("四级手术", "Ⅳ", "IV级", "级别：四级", "4 级")),
    *((one, None) for one in (None, "-", "0", "未分级", "无")),
]  # fmt: skip


def test_grades(tmp_path: Path) -> None:
    found = cases(tmp_path, *[row(手术级别=written) for written, _ in GRADES])
    assert [case["lines"][0]["grade"] for case in found] == [grade for _, grade in GRADES]


def test_a_grade_that_is_not_readable(tmp_path: Path) -> None:
    reading = log_of(tmp_path, row(手术级别="特大"))
    assert [(one.column, one.value) for one in reading.misfits] == [("手术级别", "特大")]


OPERATORS: list[tuple[Any, Any, tuple[int | None, str | None, list[Any]]]] = [
    ("张三", "1001", (1, None, [])),
    ("张 三", "1001", (1, None, [])),
    ("张三(1001)", None, (1, None, [])),
    ("张三（1001）", "1001", (1, None, [])),
    ("1001-张三", None, (1, None, [])),
    ("1001/张三", None, (1, None, [])),
    ("1001", None, (1, None, [])),
    (None, "1001", (1, None, [])),
    (None, 1001, (1, None, [])),
    (None, 103, (3, None, [])),
    (None, "103", (3, None, [])),
    ("李四", "103", (2, None, [])),
    (None, "9999", (None, "9999", [])),
    (None, None, (None, None, [])),
    ("-", "-", (None, None, [])),
    ("王伟(0103)", None, (3, None, [])),
    ("张三、李四", "1001", (1, None, [(3, 2, None)])),
    ("张三/李四", None, (1, None, [(3, 2, None)])),
    ("张三,李四", "1001,1002", (1, None, [(3, 2, None)])),
    ("张三 李四", None, (1, None, [(3, 2, None)])),
    ("张三(1001)、外请某", None, (1, None, [(3, None, "外请某")])),
    ("1001-张三、1002-李四", None, (1, None, [(3, 2, None)])),
    ("阿依古丽.买买提", None, (7, None, [])),
    ("阿依古丽•买买提", None, (7, None, [])),
    ("阿依古丽买买提", None, (7, None, [])),
    ("阿卜杜拉・买买提", None, (None, "阿卜杜拉·买买提", [])),
    ("张三", "7777", (1, None, [])),
    ("张三（主任医师）", None, (1, None, [])),
    ("张三副主任医师", None, (1, None, [])),
    ("张三（主任医师）", "1001", (1, None, [])),
    ("王伟(骨科)", None, (4, None, [])),
    ("王伟（主治）", None, (3, None, [])),
    ("张三（进修）", None, (None, "张三（进修）", [])),
    ("王主任", None, (None, "王主任", [])),
    ("外请 张三", None, (None, "外请张三", [])),
]


def test_who_operated(tmp_path: Path) -> None:
    rows = [row(术者=written, 术者工号=number) for written, number, _ in OPERATORS]
    for case, (*_, told) in zip(cases(tmp_path, *rows), OPERATORS, strict=True):
        (line,) = case["lines"]
        assert (line["person_id"], line["said_person"], line["participants"]) == told


def test_what_is_said_of_several_and_of_unknown_numbers(tmp_path: Path) -> None:
    reading = log_of(
        tmp_path, row(术者="张三、李四", 术者工号=None), row(手术单号="S2", 术者工号="7777")
    )
    assert any("1 处一格里有几名术者" in note for note in reading.notes)
    assert any("1 处术者的工号不在册，按姓名认" in note for note in reading.notes)


def test_a_number_of_somebody_else_is_refused(tmp_path: Path) -> None:
    reading = log_of(tmp_path, row(术者="李四", 术者工号="1001"))
    (misfit,) = reading.misfits
    assert (misfit.column, misfit.why) == ("术者工号", "工号 1001 登记的不是「李四」")


def test_helpers_are_kept(tmp_path: Path) -> None:
    heads = [*HEADS, "Ⅰ助", "一助工号", "二助", "麻醉医生", "麻醉方式"]
    more = ["李四", "1002", "张三、无名氏", "陈晨", "全麻"]
    reading = log_of(tmp_path, [*row(), *more], heads=heads)
    (line,) = only(reading)["lines"]
    assert line["participants"] == [
        (1, 2, None), (1, 1, None), (1, None, "无名氏"), (2, None, "陈晨"),
    ]  # fmt: skip
    assert reading.unknown == ()
    assert any("「麻醉方式」" in note for note in reading.notes)


WRITTEN_CODES: list[tuple[Any, tuple[int | None, str | None]]] = [
    ("36.0700", (1, None)),
    ("36.07", (1, None)),
    (36.07, (1, None)),
    ("３６．０７００", (1, None)),
    ("3.41", (3, None)),
    (3.41, (3, None)),
    ("17.912a0", (None, "17.912a0")),
    ("17.912A0", (4, None)),
    ("81.51", (6, None)),
    (81.51, (None, "81.51")),
    (36, (None, "36")),
    ("99.99", (None, "99.99")),
    ("院内一", (None, "院内一")),
    (None, (None, None)),
    ("-", (None, None)),
]


def test_codes(tmp_path: Path) -> None:
    rows = [row(手术编码=written, 手术名称="某术") for written, _ in WRITTEN_CODES]
    for case, (_, told) in zip(cases(tmp_path, *rows), WRITTEN_CODES, strict=True):
        assert (case["lines"][0]["code_id"], case["lines"][0]["said_code"]) == told
        assert case["lines"][0]["said_name"] == "某术"


def test_a_code_that_became_a_date_and_nothing_at_all(tmp_path: Path) -> None:
    reading = log_of(
        tmp_path, row(手术编码=date(2026, 3, 5)), row(手术单号="S2", 手术编码=None, 手术名称=None)
    )
    first, second = reading.misfits
    assert "被表格软件改成了日期" in first.why
    assert second.why == "手术编码、手术名称至少填一项"


def test_the_name_of_the_code_is_not_kept_twice(tmp_path: Path) -> None:
    case = only(log_of(tmp_path, row(手术名称="冠状动脉支架置入术")))
    assert case["lines"][0]["said_name"] is None


FLAGS = [*HEADS, "手术类型", "手术状态", "知情同意书", "临床研究", "并发症", "死亡"]


SAID: list[tuple[list[Any], tuple[int | None, ...]]] = [
    (["急诊", "已完成", "是", "否", "无", "否"], (1, 0, 1, 0, 0, 0)),
    (["择期", "已取消", "未签署", "是", "有", "死亡"], (0, 1, 0, 1, 1, 1)),
    (["限期手术", "停台", "√", None, None, None], (0, 1, 1, None, None, None)),
    ([None, "作废", "已签", None, None, None], (None, 1, 1, None, None, None)),
    (["急", "术毕", True, 0, "-", 0], (1, 0, 1, 0, None, 0)),
    ([None, "未手术", None, None, None, None], (None, 1, None, None, None, None)),
    ([None, "未取消", None, None, None, None], (None, 0, None, None, None, None)),
    ([None, "非取消", "拒签", None, None, None], (None, 0, 0, None, None, None)),
]


def test_flags(tmp_path: Path) -> None:
    fields = ("emergency", "cancelled", "consent", "research", "complication", "died")
    rows = [[*row(), *cells] for cells, _ in SAID]
    for case, (_, told) in zip(cases(tmp_path, *rows, heads=FLAGS), SAID, strict=True):
        assert tuple(case[one] for one in fields) == told


def test_words_that_nobody_knows_are_told_and_left_out(tmp_path: Path) -> None:
    reading = log_of(tmp_path, [*row(), "红区", None, "见病历", None, None, None], heads=FLAGS)
    case = only(reading)
    assert (case["emergency"], case["consent"]) == (None, None)
    assert any("「手术类型」有 1 格读不懂（如「红区」）" in note for note in reading.notes)
    asks = log_of(tmp_path, [*row(), "1"], heads=[*HEADS, "是否取消"])
    assert only(asks)["cancelled"] == 1


@pytest.mark.parametrize(
    ("heading", "written", "told"),
    [("是否急诊", 1, 1), ("急诊", "0", 0), ("手术类型", 1, None), ("急诊/择期", "1", None)],
)
def test_a_digit_is_urgent_only_where_urgency_is_asked(
    heading: str, written: Any, told: int | None, tmp_path: Path
) -> None:
    """In many systems 1 is 择期 and 2 is 急诊; an elective case is no emergency by a guess."""
    reading = log_of(tmp_path, [*row(), written], heads=[*HEADS, heading])
    assert only(reading)["emergency"] == told
    assert any(f"「{heading}」有 1 格读不懂" in one for one in reading.notes) == (told is None)


@pytest.mark.parametrize("written", ["待手术", "改期", "延期", "预约"])
def test_what_may_not_have_been_done_yet_is_told(written: str, tmp_path: Path) -> None:
    reading = log_of(tmp_path, [*row(), None, written, None, None, None, None], heads=FLAGS)
    assert only(reading)["cancelled"] == 0
    assert any(f"「手术状态」有 1 格读不懂（如「{written}」）" in one for one in reading.notes)


@pytest.mark.parametrize("written", ["不详", "未知", "未填写", "N/A", "*", "---", "0", "其他"])
def test_nobody_is_no_stranger(written: str, tmp_path: Path) -> None:
    (line,) = only(log_of(tmp_path, row(术者=written, 术者工号=None)))["lines"]
    assert (line["person_id"], line["said_person"]) == (None, None)


def test_rows_of_one_case_that_say_different_things(tmp_path: Path) -> None:
    reading = log_of(
        tmp_path,
        [*row(), None, "已取消", None, None, None, None],
        [*row(手术编码="36.0600"), "急诊", "已完成", "否", None, None, None],
        heads=FLAGS,
    )
    case = only(reading)
    assert (case["emergency"], case["cancelled"], case["consent"]) == (1, 0, 0)
    reading = log_of(tmp_path, row(), row(手术日期="2026-03-06"), row(手术单号="S2"))
    first, second = reading.misfits
    assert (first.line, second.line) == (2, 3)
    assert "第 3 行不合格，一起改好再导入" in first.why
    assert second.why == "同一手术单号，第 2 行写的是 2026-03-05"
    assert [case["ref"] for case in surgeries(reading)] == ["S2"]


@pytest.mark.parametrize(
    ("several", "plain"),
    [
        (["SS0001", "示例SS0002", "OR-2025-003"], True),
        (["SS0001", "NULL"], False),
        (["SS0001", "无"], False),
        (["SS0001", ""], False),
        (["-", "SS0001"], False),
        (["SS0001", "ＳＳ0002"], False),
        (["SS0001", "1 2"], False),
        (["SS0001", "1.2E+17"], False),
        (["SS0001", "12?4"], False),
    ],
)
def test_a_column_of_numbers_is_taken_whole_only_as_it_stands(
    several: list[str], plain: bool
) -> None:
    assert read.are_plain_identifiers(several) is plain
    for said in several:
        cell = Cell(CellKind.TEXT, said)
        short = read.short_identifier(said)
        assert short is None or short == read.identifier(cell)
