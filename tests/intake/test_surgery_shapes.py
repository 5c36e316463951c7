"""手术登记的两种形状、题名、合计、编码与格式；错误工作簿改好了再导入，没有不合格的。"""

from __future__ import annotations

import csv as table
import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from medtech_desktop.intake.headings import IGNORED, UnmatchedColumns
from medtech_desktop.intake.kinds_surgeries import SURGERIES, front_page
from medtech_desktop.intake.misfit_books import misfit_workbook
from medtech_desktop.intake.surgery_reading import LogReading
from tests.intake.logs import HEADS, WORDS, log, log_of, row, surgeries
from tests.intake.workbooks import book, inline, raw, xls

PAGE = ["病案号", "住院次数", "出院科别"]


def csv(*rows: Sequence[Any], encoding: str = "utf-8") -> bytes:
    """Rows as a text table."""
    buffer = io.StringIO(newline="")
    table.writer(buffer).writerows([["" if v is None else v for v in cells] for cells in rows])
    return buffer.getvalue().encode(encoding)


def national(count: int) -> list[str]:
    """Headings of the national front page for ``count`` procedures."""
    main = ["C14x01C", "C15x01N", "C16x01", "C17x01", "C18x01", "C19x01", "C20x01", "C23x01"]
    others = [
        f"{letters}x{n:02d}{kind}"
        for n in range(1, count)
        for letters, kind in (
            *(("C35", "C"), ("C36", "N"), ("C37", ""), ("C38", ""), ("C39", "")),
            *(("C40", ""), ("C41", ""), ("C44", "")),
        )
    ]
    return ["A48", "A49", "B16C", *main, *others]


def named(count: int) -> list[str]:
    """The same in words."""
    parts = ("手术操作编码", "手术操作名称", "手术操作日期", "手术操作级别")
    people = ("手术操作术者", "手术操作Ⅰ助", "手术操作Ⅱ助", "手术操作麻醉医师")
    return [
        *PAGE,
        *(f"主要{part}" for part in (*parts, *people)),
        *(f"其他{part}{n}" for n in range(1, count) for part in (*parts, *people)),
    ]


def plain(count: int) -> list[str]:
    """And numbered from 1, as record systems write it out."""
    parts = (
        "手术操作编码",
        "手术操作名称",
        "手术操作日期",
        "手术级别",
        "术者",
        "Ⅰ助",
        "Ⅱ助",
        "麻醉医师",
    )
    return [*PAGE, *(f"{part}{n}" for n in range(1, count + 1) for part in parts)]


def stay(*procedures: Sequence[Any], count: int) -> list[Any]:
    """One admission: its numbers, then eight cells for each procedure."""
    flat = [cell for one in procedures for cell in one]
    return ["0012", 2, "普外科", *flat, *["-"] * (8 * count - len(flat))]


FIRST = ("36.0700", None, "2026-03-05", "3", "张三", "李四", None, "陈晨")
SECOND = ("36.0600", "球囊扩张术", "2026-03-05", "Ⅱ", "李四", None, None, None)
THIRD = ("", "清创术", "2026-03-09", "一级", "张三", None, None, None)


@pytest.mark.parametrize("heads", [national, named, plain])
def test_a_front_page_is_taken_apart(heads: Any, tmp_path: Path) -> None:
    count = 41
    cells = stay(FIRST, SECOND, THIRD, count=count)
    none = ["0013", 1, "骨科", *["-"] * (8 * count)]
    reading = log(tmp_path, csv(heads(count), cells, none), ".csv")
    assert (reading.shape, reading.misfits) == ("front-page", ())
    assert (reading.read, reading.surgeries, reading.lines) == (1, 2, 3)
    assert any("第 3 行没有手术操作，没有读" in note for note in reading.notes)
    one, other = surgeries(reading)
    assert (one["day"], other["day"]) == ("2026-03-05", "2026-03-09")
    assert one["patient_key"] == other["patient_key"] is not None
    assert (one["patient_number"], one["admission"], one["ref"]) == ("0012", "2", "")
    told = [(n["ordinal"], n["code_id"], n["person_id"], n["grade"]) for n in one["lines"]]
    assert told == [(1, 1, 1, 3), (2, 2, 2, 2)]
    assert one["lines"][0]["participants"] == [(1, 2, None), (2, None, "陈晨")]
    assert [(n["ordinal"], n["said_name"]) for n in other["lines"]] == [(3, "清创术")]


def test_all_forty_one_procedures(tmp_path: Path) -> None:
    many = [
        ("36.0700", None, f"2026-03-{1 + n % 28:02d}", 3, "张三", *[None] * 3) for n in range(41)
    ]
    reading = log(tmp_path, book([plain(41), stay(*many, count=41)]))
    assert (reading.surgeries, reading.lines, reading.misfits) == (28, 41, ())
    ordinals = [line["ordinal"] for case in surgeries(reading) for line in case["lines"]]
    assert sorted(ordinals) == list(range(1, 42))


def test_two_rows_of_headings_with_merged_groups(tmp_path: Path) -> None:
    top = ["病案号", "住院次数", "手术1", None, None, "手术2", None, None]
    under = [None, None, "编码", "日期", "术者", "编码", "日期", "术者"]
    cells = ["0012", "1", "36.0700", "2026-03-05", "张三", "36.0600", "2026-03-06", "李四"]
    content = book([top, under, cells], ("A1:A2", "B1:B2", "C1:E1", "F1:H1"))
    reading = log(tmp_path, content)
    assert reading.misfits == ()
    assert [case["day"] for case in surgeries(reading)] == ["2026-03-05", "2026-03-06"]


def test_a_front_page_without_any_day_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnmatchedColumns, match="没有认出手术日期"):
        log(
            tmp_path,
            csv([*PAGE, "手术操作编码1", "手术操作编码2"], ["1", 1, "骨科", "36.0700", ""]),
            ".csv",
        )


def test_a_case_is_the_same_in_both_shapes(tmp_path: Path) -> None:
    heads = ["病案号", "住院次数", "科室", "手术编码", "手术名称", "手术日期", "手术级别", "术者"]
    rows = [["0012", "2", "普外科", *one[:5]] for one in (FIRST, SECOND, THIRD)]
    apart = surgeries(log_of(tmp_path, *rows, heads=heads))
    wide = surgeries(log(tmp_path, csv(plain(3), stay(FIRST, SECOND, THIRD, count=3)), ".csv"))
    assert [(c["key"], c["day"]) for c in apart] == [(c["key"], c["day"]) for c in wide]


MESSY: list[list[Any]] = [
    ["某某医院手术登记表", *[None] * 8],
    ["统计时间：2026年3月", *[None] * 8],
    HEADS,
    row(手术编码=36.07),
    ["示例：S0", *row()[1:]],
    row(手术单号="S2", 手术编码=3.41),
    HEADS,
    row(手术单号="S3", 手术编码="36.0600"),
    [None] * 9,
    ["合计", None, None, None, None, None, "3 台", None, None],
    ["制表人：某某", *[None] * 8],
]


ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16")


def messy_formats() -> list[tuple[bytes, str]]:
    text = [[str(v) if isinstance(v, float) else v for v in cells] for cells in MESSY]
    return [
        (book(MESSY, ("A1:I1", "A2:I2")), ".xlsx"),
        (xls(MESSY), ".xls"),
        *(
            (csv(*text, encoding=one), ".csv")
            for one in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
        ),
    ]


def test_titles_totals_numbers_as_codes_and_every_format(tmp_path: Path) -> None:
    seen = []
    for content, suffix in messy_formats():
        reading = log(tmp_path, content, suffix)
        assert (reading.misfits, reading.read, reading.heading_line) == ((), 3, 3)
        said = "\n".join(reading.notes)
        for words in ("第 5 行是示例", "第 7 行是重复的标题", "合计或表尾", "2 处编码补全了零"):
            assert words in said, (suffix, words, said)
        seen.append(surgeries(reading))
    assert [c["lines"][0]["code_id"] for c in seen[0]] == [1, 3, 2]
    assert all(one == seen[0] for one in seen)


def corrected(reading: LogReading, repairs: dict[tuple[int, str], Any]) -> bytes:
    """The workbook of misfits with its cells corrected, by line of the first file and heading."""
    made = load_workbook(io.BytesIO(misfit_workbook(reading)))
    page: Any = made.worksheets[0]
    heads = [cell.value for cell in page[1]]
    lines = {page.cell(row=r, column=heads.index(IGNORED[1]) + 1).value: r
             for r in range(2, page.max_row + 1)}  # fmt: skip
    for (line, heading), value in repairs.items():
        page.cell(row=lines[str(line)], column=heads.index(heading) + 1).value = value
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_corrected_workbook_of_misfits_comes_in(tmp_path: Path) -> None:
    reading = log_of(
        tmp_path,
        row(手术日期="26-3-5"),
        row(手术编码="36.0600"),
        row(手术单号="S2", 手术级别="特大", 病案号=12),
        row(手术单号="S3", 术者="李四"),
        row(手术单号="S4", 手术日期="2027-01-01"),
        row(手术单号="S5"),
        row(手术单号="S6", 手术编码=None, 手术日期=46086),
    )
    assert [one.line for one in reading.bad_rows] == [2, 3, 4, 5, 6, 8]
    assert [case["ref"] for case in surgeries(reading)] == ["S5"]
    unrepaired = log(tmp_path, misfit_workbook(reading))
    assert len(unrepaired.bad_rows) == 6
    again = log(
        tmp_path,
        corrected(
            reading,
            {
                (2, "手术日期"): "2026-03-05",
                (4, "手术级别"): "三级",
                (5, "术者工号"): "1002",
                (6, "手术日期"): "2026-03-07",
                (8, "手术编码"): "36.0700",
            },
        ),
    )
    assert again.misfits == ()
    assert [case["ref"] for case in surgeries(again)] == ["S1", "S2", "S3", "S4", "S6"]
    assert [line["code_id"] for line in surgeries(again)[0]["lines"]] == [1, 2]
    assert surgeries(again)[1]["patient_number"] == "12"


def test_a_corrected_front_page_comes_in(tmp_path: Path) -> None:
    bad = ("36.0600", None, "2026-13-05", "3", "李四", None, None, None)
    late = ("36.0600", None, "2026-03-05", "九", "李四", None, None, None)
    reading = log(
        tmp_path,
        csv(
            national(3),
            stay(FIRST, bad, count=3),
            ["0014", *stay(FIRST, FIRST, late, count=3)[1:]],
            ["0015", *stay(FIRST, count=3)[1:]],
        ),
        ".csv",
    )
    assert [one.line for one in reading.bad_rows] == [2, 3]
    assert [(one.column, one.key) for one in reading.misfits] == [
        ("手术日期2", "day#2"), ("手术级别3", "grade#3"),
    ]  # fmt: skip
    assert reading.surgeries == 1
    repairs = {(2, "手术日期2"): "2026-03-06", (3, "手术级别3"): "三级"}
    again = log(tmp_path, corrected(reading, repairs))
    assert (again.shape, again.misfits, again.lines) == ("front-page", (), 5)
    whole = log(
        tmp_path,
        csv(
            national(3),
            stay(FIRST, (*bad[:2], "2026-03-06", *bad[3:]), count=3),
            ["0014", *stay(FIRST, FIRST, (*late[:3], "三级", *late[4:]), count=3)[1:]],
        ),
        ".csv",
    )
    assert [c["content"] for c in surgeries(again)] == [c["content"] for c in surgeries(whole)]


def test_what_excel_hides_is_seen(tmp_path: Path) -> None:
    heads = "".join(inline(f"{'ABCDE'[n]}1", one) for n, one in enumerate(
        ["手术单号", "手术日期", "术者", "手术编码", "手术级别"]))  # fmt: skip
    rows = "".join(
        f'<row r="{n}">{inline(f"A{n}", f"S{n}")}{inline(f"B{n}", "2026-03-05")}'
        f"{inline(f'C{n}', '张三')}{inline(f'D{n}', '36.0700')}</row>"
        for n in range(2, 3_000)
    )
    odd = (
        '<row r="3000"><c r="A3000"><f>B9</f></c>' + inline("B3000", "2026-03-05")
        + inline("D3000", "36.0700") + "</row>"
        '<row r="3001">' + inline("A3001", "S3001") + '<c r="B3001" t="e"><v>#REF!</v></c>'
        + inline("D3001", "36.0700") + "</row>"
        '<row r="3002">' + inline("A3002", "S3002") + inline("B3002", "2026-03-05")
        + '<c r="D3002" t="str"><f>C1</f><v>36.0700</v></c></row>'
    )  # fmt: skip
    reading = log(tmp_path, raw(f'<row r="1">{heads}</row>{rows}{odd}'))
    assert [(one.line, one.column) for one in reading.misfits] == [
        (3000, "手术单号"), (3001, "手术日期"),
    ]  # fmt: skip
    assert (reading.read, reading.surgeries) == (3001, 2999)
    assert surgeries(reading)[-1]["ref"] == "S3002"


def test_rows_too_many_to_list_are_counted(tmp_path: Path) -> None:
    rows = [row(手术单号=f"S{n}", 手术日期="?") for n in range(20_010)]
    reading = log(tmp_path, csv(HEADS, *rows), ".csv")
    assert (reading.read, reading.unread, len(reading.bad_rows)) == (20_010, 20_010, 20_000)
    assert any("另有 10 行没有列出" in note for note in reading.notes)


def test_no_heading_of_a_front_page_means_two_columns() -> None:
    from medtech_desktop.intake.headings import heading_key

    owners: dict[str, str] = {}
    for column in front_page().columns:
        for written in (column.heading, *column.synonyms):
            assert owners.setdefault(heading_key(written), column.key) == column.key, written
    assert {"code", "name"} <= {column.key for column in SURGERIES.columns}


def test_the_site_is_found_when_sites_are_known(tmp_path: Path) -> None:
    words = replace(WORDS, sites={"东院": 7})
    reading = log_of(tmp_path, [*row(), "东院"], heads=[*HEADS, "院区"], words=words)
    assert surgeries(reading)[0]["site_id"] == 7


def test_a_patient_number_in_the_place_of_the_order_is_not_kept_there(tmp_path: Path) -> None:
    own = {"手术单号": "0012", "病案号": "0012"}
    reading = log_of(
        tmp_path,
        row(**own),
        row(**own, 手术日期="2026-03-06"),
        row(手术单号="S2"),
        row(**own, 手术日期="26-3-5"),
    )
    assert (reading.surgeries, reading.unread, reading.read) == (1, 3, 4)
    assert [one.key for one in reading.misfits] == ["patient", "patient", "day"]
    assert any("3 行的手术单号就是病案号或住院号" in note for note in reading.notes)
    fine = log_of(tmp_path, row(**own), row(**own, 手术日期="2026-03-06"))
    assert [(one["ref"], one["patient_number"]) for one in surgeries(fine)] == [("", "0012")] * 2


def test_the_first_of_another_month_is_another_case_where_the_stay_is_not_told(
    tmp_path: Path,
) -> None:
    """A patient number and 序号 1 come again with the next operation: nothing replaces it."""
    heads = [*HEADS, "手术序号"]
    march = [*row(手术单号=None, 病案号="0012"), 1]
    april = [*row(手术单号=None, 病案号="0012", 手术日期="2026-03-06"), 1]
    keys = [
        {one["key"] for one in surgeries(log_of(tmp_path, *rows, heads=heads))}
        for rows in ([march], [april], [march, april])
    ]
    assert keys[0] | keys[1] == keys[2]
    assert len(keys[2]) == 2


def test_a_group_that_names_only_its_operator_is_told(tmp_path: Path) -> None:
    only = (None, None, None, None, "李四", None, None, None)
    reading = log(tmp_path, csv(plain(2), stay(FIRST, only, count=2)), ".csv")
    assert (reading.lines, reading.unread) == (1, 0)
    assert any(
        "1 组只写了术者，没有手术编码与名称，没有读（第 2 行起）" in n for n in reading.notes
    )


def test_a_row_that_begins_like_a_footer_is_an_operation_all_the_same(tmp_path: Path) -> None:
    heads = ["状态", *HEADS]
    reading = log_of(
        tmp_path,
        ["审核通过", *row(手术日期="26-3-5")],
        ["审核通过", *row(手术单号="S2")],
        ["合计", 2],
        heads=heads,
    )
    assert [one.column for one in reading.misfits] == ["手术日期"]
    assert (reading.read, reading.unread) == (2, 1)
    assert any("第 4 行是合计或表尾，没有读" in note for note in reading.notes)


@pytest.mark.parametrize("other", ["科室", "申请科室", "患者科室"])
def test_the_department_that_operated_is_the_department(other: str, tmp_path: Path) -> None:
    heads = [one for one in HEADS if one != "科室"]
    cells = [one for at, one in enumerate(row()) if HEADS[at] != "科室"]
    reading = log_of(tmp_path, [*cells, "骨科", "普外科"], heads=[*heads, other, "手术科室"])
    [case] = surgeries(reading)
    assert case["department_id"] == 1
    assert any(f"「{other}」" in note for note in reading.notes)
    asked = {other: "department"}
    if other != "科室":
        told = log_of(
            tmp_path, [*cells, "骨科", "普外科"], heads=[*heads, other, "手术科室"], mapping=asked
        )
        assert [one["department_id"] for one in surgeries(told)] == [2]
