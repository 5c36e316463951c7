"""词语的归一与比对。"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.terms import (
    Closeness,
    affirms,
    bare,
    closeness,
    join_terms,
    normal,
    split_terms,
    stem,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＥＣＭＯ 技术", "ecmo技术"),
        ("体外膜肺氧合（ECMO）技术", "体外膜肺氧合ecmo技术"),
        ("CAR-T 细胞", "cart细胞"),
        ("CAR-T/CAR-NK", "cart carnk"),
        ("radial  keratotomy", "radialkeratotomy"),
        ("肢体 延长 术", "肢体延长术"),
        ("　", ""),
    ],
)
def test_normal_text_has_no_width_case_space_or_marks(text: str, expected: str) -> None:
    assert normal(text) == expected


def test_bare_text_drops_what_stands_in_brackets() -> None:
    assert bare("肢体延长术（增高美容）") == "肢体延长术"
    assert bare("肢体延长术[增高]【二期】") == "肢体延长术"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("代孕技术", "代孕"),
        ("肢体延长术", "肢体延长"),
        ("克隆治疗技术", "克隆治疗"),
        ("技术", "技术"),
        ("手术", "手术"),
    ],
)
def test_stem_drops_the_suffix_but_not_the_treatment(text: str, expected: str) -> None:
    assert stem(text) == expected


@pytest.mark.parametrize(
    ("name", "term", "expected"),
    [
        ("肾移植术", "肾移植", Closeness.SAME),
        ("肾移植技术（活体）", "肾移植", Closeness.SAME),
        ("双侧肺移植术", "肺移植", Closeness.SAME),
        ("肾移植术后随访", "肾移植", Closeness.WITHIN),
        ("移植肾切除术", "肾移植", Closeness.NONE),
        ("不开展肾移植", "肾移植", Closeness.NONE),
        ("cartilage移植", "CAR-T", Closeness.NONE),
        ("CAR-T/CAR-NK细胞", "CAR-T", Closeness.WITHIN),
        ("肾移植", "技术", Closeness.NONE),
    ],
)
def test_closeness_of_a_name(name: str, term: str, expected: Closeness) -> None:
    assert closeness(name, term) is expected


def test_an_exception_is_cut_out_and_the_rest_still_counts() -> None:
    assert closeness("单克隆抗体", "克隆", exceptions=("单克隆",)) is Closeness.NONE
    both = closeness("单克隆抗体与克隆", "克隆", exceptions=("单克隆",))
    assert both is Closeness.WITHIN


@pytest.mark.parametrize(
    ("text", "is_said"),
    [
        ("医疗目的", True),
        ("非医疗目的", False),
        ("除医疗目的以外", False),
        ("不是为了医疗目的", False),
        ("骨折", False),
    ],
)
def test_a_negated_term_is_not_affirmed(text: str, is_said: bool) -> None:
    assert affirms(text, "医疗目的") is is_said


def test_terms_of_a_column_come_back() -> None:
    assert split_terms(join_terms(["肝移植", " 肾移植 ", ""])) == ("肝移植", "肾移植")
    with pytest.raises(ValueError, match="分隔符"):
        join_terms(["肝|肾"])


@given(st.text())
def test_nothing_is_ever_close_to_no_term(text: str) -> None:
    assert closeness(text, "") is Closeness.NONE
    assert normal(text) == normal(f" {text}　")


@given(st.sampled_from(["代孕技术", "肢体延长术", "CAR-T细胞治疗"]), st.sampled_from("  -·（）　"))
def test_marks_between_characters_never_hide_a_term(term: str, mark: str) -> None:
    assert closeness(mark.join(term), term) is not Closeness.NONE
