"""Wide sheets as heads of departments write them: which way round, what a cell says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from medtech_desktop.domain.privilege_sheets import Want, Wish
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.cells import Bad
from medtech_desktop.intake.raw_rows import BLANK, Cell, CellKind, Copy, RawRow
from medtech_desktop.intake.wide_sheets import Topic, WideTable, read_table
from medtech_desktop.intake.wishes import wish


class Known:
    """Two people, two procedures, one specialty."""

    def is_person(self, text: str) -> bool:
        return text.split("\n")[0] in ("示例甲", "示例乙")

    def is_procedure(self, text: str) -> bool:
        return text.split()[0] in ("81.5100", "81.5400", "示例置换术")

    def is_specialty(self, text: str) -> bool:
        return text == "骨科专业"


def rows(*written: Sequence[str | Cell | None]) -> list[RawRow]:
    made = []
    for line, cells in enumerate(written, 1):
        given = (
            BLANK if c is None else c if isinstance(c, Cell) else Cell(CellKind.TEXT, c)
            for c in cells
        )
        made.append(RawRow(line, tuple(given)))
    return made


def read(*written: Sequence[str | Cell | None]) -> WideTable:
    return read_table(rows(*written), "表", Known())


def told(table: WideTable) -> list[tuple[str, str, str]]:
    return [(c.person.shown, c.subject.shown, c.cell.text) for c in table.cells if c.cell.text]


def down(text: str) -> Cell:
    return Cell(CellKind.TEXT, text, copy=Copy.DOWN)


def across(text: str) -> Cell:
    return Cell(CellKind.TEXT, text, copy=Copy.ACROSS)


@pytest.mark.parametrize(
    ("written", "graded", "wanted"),
    [
        ("√", False, Want.TICK),
        ("有权", False, Want.TICK),
        ("Ｙ", False, Want.TICK),
        ("1", False, Want.TICK),
        ("1", True, Want.GRADE),
        ("Ⅲ", True, Want.GRADE),
        ("三级", False, Want.GRADE),
        ("授", False, Want.GRANT),
        (" 续 授 ", False, Want.RENEW),
        ("暂停", False, Want.MARK),
        ("停", False, Want.SUSPEND),
        ("不授", True, Want.REVOKE),
        ("×", False, Want.NOT),
        ("/", False, Want.NOT),
        ("2027年6月30日", False, Want.UNTIL),
        ("20270630", False, Want.UNTIL),
    ],
)
def test_a_cell_says_one_thing(written: str, graded: bool, wanted: Want) -> None:
    made = wish(Cell(CellKind.TEXT, written), graded=graded)
    assert isinstance(made, Wish)
    assert made.want is wanted


@pytest.mark.parametrize("written", ["也许", "五级", "27.6.30", "见附件", "√×", "2027"])
def test_what_could_mean_two_things_is_not_understood(written: str) -> None:
    made = wish(Cell(CellKind.TEXT, written), graded=False)
    assert isinstance(made, Bad)
    assert "可填" in made.why or "或填" in made.why


def test_merged_and_faulty_cells_are_not_understood() -> None:
    assert isinstance(wish(down("√"), graded=False), Bad)
    assert isinstance(wish(Cell(CellKind.FAULT, "公式没有结果"), graded=False), Bad)
    until = wish(Cell(CellKind.DATE, "2027-06-30"), graded=False)
    assert until == Wish(Want.UNTIL, until=date(2027, 6, 30))


def test_people_in_rows_under_two_titles_with_a_sum_below() -> None:
    table = read(
        ("某科授权表", across("某科授权表")),
        ("填报日期", None),
        ("序号", "姓名", "职称", "81.5100", "合计"),
        ("1", "示例甲", "主任", "√", "1"),
        ("合计", None, None, "1", "1"),
        ("注：空白为不变", None, None, None, None),
    )
    assert told(table) == [("示例甲", "81.5100", "√")]
    assert not table.people_across
    assert table.cells[0].place == "第 4 行 D 列"


def test_people_across_with_their_numbers_below() -> None:
    table = read(
        ("编码", "名称", "示例甲", "示例乙"),
        (down("编码"), down("名称"), "1001", "1002"),
        ("81.5100", "示例置换术", "授", None),
    )
    assert table.people_across
    [cell] = [one for one in table.cells if one.cell.text]
    assert (cell.person.number.text, cell.person.name.text) == ("1001", "示例甲")
    assert (cell.subject.number.text, cell.subject.name.text) == ("81.5100", "示例置换术")


def test_a_slanted_corner_is_read_the_right_way_round() -> None:
    one = read(("手术＼医师", "示例甲", "示例乙"), ("81.5100", "√", None))
    assert one.people_across
    other = read(("医师＼手术", "81.5100", "81.5400"), ("示例乙", "√", None))
    assert not other.people_across
    assert told(other) == [("示例乙", "81.5100", "√")]


def test_grades_stand_under_their_specialty_with_their_own_last_day() -> None:
    table = read(
        ("工号", "姓名", "骨科专业", across("骨科专业"), across("骨科专业")),
        (down("工号"), down("姓名"), "现有级别", "有效期至", "拟授级别"),
        ("1001", "示例甲", "二级", "2027-06-30", "三级"),
    )
    [cell] = table.cells
    assert (cell.topic, cell.cell.text, cell.until.text) == (Topic.GRADE, "三级", "2027-06-30")
    assert cell.subject.name.text == "骨科专业"


def test_a_row_without_a_name_is_told() -> None:
    table = read(("姓名", "81.5100"), (None, "√"), ("示例甲", "√"))
    assert table.nameless == (2,)


@pytest.mark.parametrize(
    "written",
    [
        (("科室", "床位"), ("骨科", "40")),
        (("姓名", "手术编码", "手术名称"), ("示例甲", "81.5100", "示例置换术")),
        (("甲", "乙"),),
    ],
)
def test_what_is_no_wide_sheet_is_refused(written: tuple[tuple[str, ...], ...]) -> None:
    with pytest.raises(Trouble, match="什么也没有记下"):
        read(*written)
