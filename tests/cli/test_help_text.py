"""用法的排版：汉字占两格，各栏对齐，英文代号不拆成两行。"""

from __future__ import annotations

import pytest

from medtech_desktop.cli.help_text import width_of, wrapped
from tests.cli.terminal import Terminal


def test_a_line_is_as_wide_as_it_looks() -> None:
    assert width_of("科室abc") == 7
    assert wrapped("same_day＝当日变更", 10) == ["same_day＝", "当日变更"]
    assert wrapped("甲乙丙；丁", 6) == ["甲乙丙；", "丁"]  # no line begins with its sign
    assert wrapped("一 二\n三", 40) == ["一 二", "三"]


@pytest.mark.parametrize("words", [("surgeries", "check"), ("import",), ("surgeries", "meaning")])
def test_the_columns_stand_under_each_other(terminal: Terminal, words: tuple[str, ...]) -> None:
    lines = terminal.type(*words, "-h").out.splitlines()
    at = next(width_of(line[: line.index("显示用法")]) for line in lines if "显示用法" in line)
    options = [line for line in lines if line.startswith("  --")]
    assert options
    for line in options:
        name, said = line.strip().split("  ", 1)
        assert width_of(line) - width_of(said.strip()) == at, name
    assert all(width_of(line) <= 80 for line in options)


def test_every_kind_is_named_whole(terminal: Terminal) -> None:
    said = terminal.type("surgeries", "explain", "-h").out.splitlines()
    assert any(line.strip() == "not_reported＝应逐例报送未报" for line in said)
    kinds = terminal.type("import", "-h").out
    assert "surgeries＝手术登记" in kinds
    assert "没有「手术」，可写" in terminal.wrong("import", "手术", "登记.xlsx")


def test_a_wrong_word_is_answered_in_chinese_signs(terminal: Terminal) -> None:
    said = terminal.wrong("surgeries", "chek")
    assert "没有这个选项：「chek」，可用 「check」「list」" in said
    assert "'" not in said
