"""条款对照本身：holds today, and would notice each kind of lapse."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from medtech_desktop.domain.law import Duty
from medtech_desktop.intake.law_register import load_duties, load_register
from tests.law_map import (
    Example,
    LawMap,
    Pending,
    code_problems,
    current_map,
    examples_in,
    finding_articles,
    judge,
    read_pending,
    rules_without_citation,
    shrunk,
)

LEAD = Duty("3.lead", 3, ("MTCA-11(3)",), "样例", "1")
CLOCK = Duty("3.clock", 3, ("MTCA-11", "HN-2.2"), "样例", "1")
SITES = Duty("3.sites", 3, ("MTCA-11",), "样例", "1")
CITED = {"MTCA-11(3)": frozenset({"medtech_desktop.a.rule"})}


def examples(*marks: tuple[str, str, str]) -> tuple[Example, ...]:
    return tuple(
        Example(kind, article, duty, "tests/test_x.py::test_y") for kind, article, duty in marks
    )


def drawn(
    duties: Iterable[Duty],
    cited_by: dict[str, frozenset[str]],
    marks: tuple[Example, ...],
    *pending: str,
    most: int | None = None,
) -> LawMap:
    wanted = Pending(pending, len(pending) if most is None else most)
    return judge(tuple(duties), cited_by, marks, wanted, load_register())


BOTH = examples(("refuses", "MTCA-11(3)", ""), ("allows", "MTCA-11(3)", ""))


def test_the_map_holds_today() -> None:
    assert current_map().problems == ()


def test_every_section_of_the_contract_has_duties() -> None:
    assert {duty.section for duty in load_duties()} == set(range(8))


def test_a_duty_with_citation_and_both_examples_is_built() -> None:
    assert drawn([LEAD], CITED, BOTH).problems == ()


@pytest.mark.parametrize(
    ("cited_by", "marks", "said"),
    [
        ({}, BOTH, "引用 MTCA-11(3)"),
        (CITED, BOTH[:1], "允许例"),
        (CITED, BOTH[1:], "拒绝例"),
    ],
)
def test_what_a_duty_lacks_is_named(
    cited_by: dict[str, frozenset[str]], marks: tuple[Example, ...], said: str
) -> None:
    assert drawn([LEAD], cited_by, marks).problems == (f"义务「3.lead」缺：{said}",)
    assert drawn([LEAD], cited_by, marks, "3.lead").problems == ()


def test_the_pending_list_only_shrinks() -> None:
    (built,) = drawn([LEAD], CITED, BOTH, "3.lead").problems
    assert "已建成" in built
    (longer,) = drawn([LEAD], {}, (), "3.lead", most=0).problems
    assert "只可减少" in longer
    assert "不是一项义务" in drawn([LEAD], CITED, BOTH, "9.nothing").problems[0]
    assert "重复" in drawn([LEAD], {}, (), "3.lead", "3.lead").problems[0]


def test_shrinking_keeps_what_is_still_missing() -> None:
    text = "# 说明\n最多 2 行\n3.lead\n3.clock  # 第 1 期\n"
    pending = read_pending(text)
    assert pending == Pending(("3.lead", "3.clock"), 2)
    law_map = judge([LEAD, CLOCK], CITED, BOTH, pending, load_register())
    assert read_pending(shrunk(pending, law_map)) == Pending(("3.clock",), 1)
    with pytest.raises(ValueError, match="最多 N 行"):
        read_pending("3.lead\n")


def test_an_example_must_say_which_duty_it_means() -> None:
    cited_by = {"MTCA-11": frozenset({"medtech_desktop.a.rule"})}
    loose = drawn(
        [CLOCK, SITES], cited_by, examples(("refuses", "MTCA-11", "")), "3.clock", "3.sites"
    )
    assert any("请用 duty= 写明" in problem for problem in loose.problems)
    named = examples(("refuses", "MTCA-11", "3.sites"), ("allows", "MTCA-11", "3.sites"))
    assert drawn([CLOCK, SITES], cited_by, named, "3.clock").problems == ()


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        (("allows", "MTCA-11", "3.lead"), "不存在或与这一条无关"),
        (("allows", "MTCA-24", ""), "没有义务依据这一条"),
        (("allows", "MTCA-77", ""), "登记里没有"),
    ],
)
def test_an_ill_marked_example_is_a_problem(mark: tuple[str, str, str], said: str) -> None:
    assert any(said in p for p in drawn([LEAD], CITED, BOTH + examples(mark)).problems)


def test_a_citation_of_nothing_is_a_problem() -> None:
    cited_by = {**CITED, "MTCA-52": frozenset({"medtech_desktop.a.rule"})}
    (problem,) = drawn([LEAD], cited_by, BOTH).problems
    assert problem == "medtech_desktop.a.rule 引用了登记里没有的条款「MTCA-52」"


def test_examples_are_read_from_marks_on_tests() -> None:
    source = (
        "@pytest.mark.refuses('MTCA-11 (3)', 'HN-2.2', duty='3.lead')\n"
        "@pytest.mark.parametrize('n', [1])\n"
        "def test_one(n): ...\n"
        "class TestTwo:\n"
        "    @pytest.mark.allows('MTCA-47')\n"
        "    def test_two(self): ...\n"
    )
    assert list(examples_in(source, "t.py")) == [
        Example("refuses", "MTCA-11(3)", "3.lead", "t.py::test_one"),
        Example("refuses", "HN-2.2", "3.lead", "t.py::test_one"),
        Example("allows", "MTCA-47", "", "t.py::test_two"),
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("@pytest.mark.allows('MTCA-47')\ndef helper(): ...\n", "不是测试函数"),
        ("@pytest.mark.allows(ARTICLE)\ndef test_x(): ...\n", "直接写出来"),
        ("@pytest.mark.skip\n@pytest.mark.allows('MTCA-47')\ndef test_x(): ...\n", "不会运行"),
    ],
)
def test_a_mark_in_the_wrong_place_is_refused(source: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        list(examples_in(source, "t.py"))


def test_findings_and_rules_are_read_from_code() -> None:
    source = (
        "def lead_rule(x) -> tuple[Finding, ...]:\n"
        "    return (Finding(Severity.REFUSE, '话', 'MTCA-11(3)', '补救'),)\n"
        "@cites('MTCA-47')\n"
        "def other_rule(x) -> Finding | None:\n"
        "    return Finding(severity=s, message=m, article='HN-9')\n"
        "def _private(x) -> Finding: ...\n"
    )
    assert sorted(finding_articles(source)) == [(2, "MTCA-11(3)"), (5, "HN-9")]
    assert list(rules_without_citation(source)) == ["lead_rule"]


def test_no_finding_of_the_program_names_an_unknown_article() -> None:
    assert list(code_problems(load_register())) == []
