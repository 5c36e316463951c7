"""一格读成一个值，或说出为什么不收。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.intake import cells
from medtech_desktop.intake.cells import Bad, Code
from medtech_desktop.intake.columns import Choice, Column, Reads
from medtech_desktop.intake.raw_rows import BLANK, Cell, CellKind

PLACE = "第 5 行 G 列"


def text(written: str) -> Cell:
    return Cell(CellKind.TEXT, written)


def number(written: str, shown: str = "") -> Cell:
    return Cell(CellKind.NUMBER, written, shown)


def reason(found: object) -> str:
    assert isinstance(found, Bad), found
    return found.why


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (text("  张三\u3000"), "张三"),
        (text("\u200b张三\ufeff"), "张三"),
        (text("张\u200b三"), "张三"),
        (text("\u00a0 \u3000"), None),
        (BLANK, None),
        (text("=1+1"), "=1+1"),
        (text("@SUM(A1)"), "@SUM(A1)"),
        (text("+86"), "+86"),
        (text("第一行\n第二行"), "第一行\n第二行"),
        (text("全角ＡＢＣ（一）"), "全角ＡＢＣ（一）"),
        (text("Ⅱ级"), "Ⅱ级"),
        (text("王\ue863"), "王䶮"),
        (text("𠮷"), "𠮷"),
        (number("12"), "12"),
        (number("36.07", "36.0700"), "36.0700"),
        (Cell(CellKind.FLAG, "1"), "是"),
        (Cell(CellKind.DATE, "2024-03-05"), "2024-03-05"),
    ],
)
def test_text_keeps_what_was_typed(cell: Cell, value: str | None) -> None:
    assert cells.text(cell) == value


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (text("张\x00三"), "控制字符（U+0000）"),
        (text("张\x1b[0m"), "控制字符（U+001B）"),
        (text("\ue000"), "自造字（U+E000）"),
        (text("\U000f0000"), "自造字（U+F0000）"),
        (text("张\ufffd"), "乱码"),
        (text("#REF!"), "错误值 #REF!"),
        (text("#N/A"), "错误值 #N/A"),
        (text("\ud800"), "自造字（U+D800）"),
        (text("\ufdd0"), "不存在的字符"),
        (text("长" * 201), "有 201 字，超过 200 字，没有截断"),
        (number("1.10101199001011E+17"), "超过 15 位"),
        (Cell(CellKind.FAULT, "错误值 #REF!"), "#REF!"),
    ],
)
def test_text_that_is_refused_says_why(cell: Cell, said: str) -> None:
    assert said in reason(cells.text(cell))


def test_exactly_as_long_as_allowed_is_taken_whole() -> None:
    assert cells.text(text("长" * 200)) == "长" * 200


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("张三", ("张三",)),
        ("张 三", ("张三",)),
        ("张　三", ("张三",)),
        ("李 小明", ("李小明",)),
        ("欧 阳 修", ("欧阳修",)),
        ("张三/李四", ("张三", "李四")),
        ("张三、李四，王五；赵六", ("张三", "李四", "王五", "赵六")),
        ("张三\n李四", ("张三", "李四")),
        ("张三 李四", ("张三", "李四")),
        ("张三、张三", ("张三",)),
        ("阿卜杜拉·买买提", ("阿卜杜拉·买买提",)),
        ("John Smith", ("John Smith",)),
        ("、", None),
        ("-", None),
        ("", None),
    ],
)
def test_names_in_one_cell(written: str, value: tuple[str, ...] | None) -> None:
    assert cells.names(text(written)) == value


def test_a_name_alone_may_not_be_several() -> None:
    assert cells.name(text("张 三")) == "张三"
    assert cells.name(text("买买提•阿不都")) == "买买提·阿不都"
    assert "几个名字" in reason(cells.name(text("张三、李四")))
    assert "超过 30 字" in reason(cells.names(text("很" * 31)))


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (text("0123"), "0123"),
        (text("０１２３"), "0123"),
        (text(" A-01 2 "), "A-012"),
        (text("'0123"), "0123"),
        (text("110101199001011234"), "110101199001011234"),
        (number("123"), "123"),
        (number("123456789012345"), "123456789012345"),
        (number("12", "0012"), "0012"),
        (BLANK, None),
    ],
)
def test_an_identifier_is_text(cell: Cell, value: str | None) -> None:
    assert cells.identifier(cell, PLACE) == value


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (number("1.101011990010112E+17"), f"{PLACE}以数字存放"),
        (number("1.23456789012346E+15"), f"{PLACE}以数字存放"),
        (text("1.10101E+17"), f"{PLACE}是科学记数"),
        (number("12.5"), f"{PLACE}是小数"),
        (number("-3"), f"{PLACE}是小数或负数"),
        (Cell(CellKind.DATE, "2024-03-05"), f"{PLACE}是日期"),
        (text("?126"), f"{PLACE}有问号"),
        (text("1" * 41), "超过 40 位，没有截断"),
    ],
)
def test_an_identifier_that_lost_something_is_refused_with_its_address(
    cell: Cell, said: str
) -> None:
    assert said in reason(cells.identifier(cell, PLACE))


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("36.0700", "36.0700"),
        (" 36．0700 ", "36.0700"),
        ("３６.０７００", "36.0700"),
        ("36。0700", "36.0700"),
        ("03.1×00×001", "03.1x00x001"),
        ("01.6x00", "01.6x00"),
        ("17.912A0", "17.912A0"),
        ("00.090000Z02", "00.090000Z02"),
    ],
)
def test_a_code_stays_as_typed(typed: str, value: str) -> None:
    one = cells.code(text(typed), PLACE)
    assert isinstance(one, Code)
    assert one.typed == one.candidates[0] == value
    assert not one.from_number


def test_lost_zeros_are_proposed_not_guessed() -> None:
    assert cells.candidates_for("36.07") == ("36.07", "36.0700", "36.07000", "36.070")
    assert "03.4100" in cells.candidates_for("3.41")
    assert "00.0100" in cells.candidates_for("0.01")
    assert "03.1x00x001" in cells.candidates_for("3.1X00X001")
    one = cells.code(number("36.07"), PLACE)
    assert one == Code("36.07", ("36.07", "36.0700", "36.07000", "36.070"), from_number=True)


def test_a_number_shown_with_its_zeros_is_the_code() -> None:
    one = cells.code(number("36.07", "36.0700"), PLACE, defines=True)
    assert isinstance(one, Code)
    assert one.typed == "36.0700"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (number("36.07"), "零可能已丢失（可能是 36.07、36.0700"),
        (Cell(CellKind.DATE, "2036-07-01"), "被表格软件改成了日期"),
        (number("1E+20"), "不是编码"),
        (text("36.07 阑尾"), "不该有的字符"),
    ],
)
def test_a_code_list_refuses_what_it_cannot_check(cell: Cell, said: str) -> None:
    assert said in reason(cells.code(cell, PLACE, defines=True))


def test_several_codes_in_one_cell() -> None:
    found = cells.codes(text("36.0700+39.6101；03.1x00\n01.6x00"), PLACE)
    assert isinstance(found, tuple)
    assert [one.typed for one in found] == ["36.0700", "39.6101", "03.1x00", "01.6x00"]
    assert "「阑尾切除」" in reason(cells.codes(text("36.0700；阑尾切除"), PLACE))


@pytest.mark.parametrize("written", ["是", "有", "√", "Y", "ｙｅｓ", "1", "需要"])
def test_yes(written: str) -> None:
    assert cells.yes_no(text(written)) is True


@pytest.mark.parametrize("written", ["否", "无", "×", "N", "0", "不涉及"])
def test_no(written: str) -> None:
    assert cells.yes_no(text(written)) is False


def test_neither_yes_nor_no() -> None:
    assert cells.yes_no(BLANK) is None
    assert cells.yes_no(Cell(CellKind.FLAG, "0")) is False
    assert reason(cells.yes_no(text("也许"))) == "只能填「是」或「否」"


def test_whole_numbers() -> None:
    assert cells.whole_number(text("１２")) == 12
    assert cells.whole_number(text("1,234")) == 1234
    assert cells.whole_number(number("3")) == 3
    assert "整数" in reason(cells.whole_number(number("3.5")))
    assert "应在" in reason(cells.whole_number(text("-1")))


GRADE = Column(
    "grade",
    "级别",
    Reads.CHOICE,
    choices=(Choice("3", "三级", ("Ⅲ级", "三级手术")), Choice("4", "四级", ("Ⅳ",))),
)


@pytest.mark.parametrize("written", ["三级", " 三 级 ", "3", "３", "III级", "Ⅲ级", "三级手术"])
def test_a_choice_by_any_of_its_names(written: str) -> None:
    assert cells.choice(text(written), GRADE.choice_words, GRADE.choice_labels) == "3"


def test_an_unknown_choice_lists_what_may_be_said() -> None:
    found = cells.choice(text("五级"), GRADE.choice_words, GRADE.choice_labels)
    assert reason(found) == "没有这一选项，可填：三级、四级"
    assert cells.choice(text("/"), GRADE.choice_words) is None


@given(st.text(max_size=40), st.sampled_from([CellKind.TEXT, CellKind.FAULT]))
def test_no_text_stops_any_reader(written: str, kind: CellKind) -> None:
    cell = Cell(kind, written)
    found: list[object] = [
        read(cell) for read in (cells.text, cells.names, cells.name, cells.terms, cells.yes_no)
    ]
    found += [cells.whole_number(cell), cells.choice(cell, {"是": "1"})]
    found += [cells.identifier(cell, PLACE), cells.code(cell, PLACE), cells.codes(cell, PLACE)]
    assert all(one is None or isinstance(one, (str, int, tuple, Code, Bad)) for one in found)
    assert all(one.why for one in found if isinstance(one, Bad) and kind is CellKind.TEXT)
