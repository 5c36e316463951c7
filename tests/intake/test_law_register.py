"""条款登记：编号、显示名、提要、罚则、义务，并且读得快。"""

from __future__ import annotations

import re
import time
from datetime import date

import pytest

from medtech_desktop.domain.law import UNVERIFIED, chinese_number, label_of
from medtech_desktop.intake.law_register import load_duties, load_register

ID = re.compile(r"(MTCA-\d+|HN-(\d(\.\d)?|annex\d))(\(\d\)|¶\d)?")


@pytest.mark.parametrize(
    ("article", "label"),
    [
        ("MTCA-11", "第十一条"),
        ("MTCA-11(3)", "第十一条第三项"),
        ("MTCA-10¶2", "第十条第二款"),
        ("MTCA-10 ¶2", "第十条第二款"),
        ("MTCA-25(1)", "第二十五条第一项"),
        ("HN-1", "湘11号 一"),
        ("HN-2.2", "湘11号 二（二）"),
        ("HN-2.2(1)", "湘11号 二（二）1"),
        ("HN-6.5", "湘11号 六（五）"),
        ("HN-annex2", "湘11号 附件2"),
        ("HN-annex2(2)", "湘11号 附件2注2"),
        ("CIVIL-201", "民法典第二百零一条"),
        ("HOSPITAL:手术授权制度", "本院规定 手术授权制度"),
    ],
)
def test_labels(article: str, label: str) -> None:
    assert load_register().label(article) == label


def test_citations_name_the_document() -> None:
    register = load_register()
    assert register.citation("MTCA-11") == "《医疗技术临床应用管理办法》第十一条"
    assert register.citation("HN-2.2") == "湘卫医发〔2018〕11号 二（二）"
    assert register.citation("CIVIL-201") == "民法典第二百零一条"


@pytest.mark.parametrize("unknown", ["MTCA-52", "HN-7", "MTCA-11(4)", "HOSPITAL:", "", "第十一条"])
def test_an_unknown_id_is_refused_in_chinese(unknown: str) -> None:
    with pytest.raises(KeyError, match="条款登记里没有"):
        load_register().article(unknown)
    assert unknown not in load_register()


def test_an_id_of_another_shape_has_no_label() -> None:
    with pytest.raises(KeyError, match="条款编号写法不对"):
        label_of("MTCA-1.2.3")
    with pytest.raises(ValueError, match="中文数字"):
        chinese_number(100)


def test_every_article_and_section_is_there() -> None:
    register = load_register()
    assert all(f"MTCA-{n}" in register for n in range(1, 52))
    sections = ["1", "2", "2.1", "2.2", "2.3", "3", "3.1", "3.2", "4", "5", "6"]
    sections += [f"6.{n}" for n in range(1, 6)] + [f"annex{n}" for n in range(1, 6)]
    assert all(f"HN-{section}" in register for section in sections)
    for article in register.articles.values():
        assert article.gist
        assert article.label
        assert len(article.gist) <= 80
        if article.document in {"MTCA", "HN"}:
            assert ID.fullmatch(article.id)
            assert article.chapter


def test_since_when_they_hold() -> None:
    register = load_register()
    assert register.article("MTCA-11").since == date(2018, 11, 1)
    assert register.article("HN-2.2").since == date(2018, 11, 19)
    assert not register.holds("MTCA-11", date(2018, 10, 31))
    assert register.holds("MTCA-11", date(2018, 11, 1))
    assert not register.holds("HN-2.2", date(2018, 11, 18))


def test_what_the_program_could_not_read_in_the_texts_is_marked() -> None:
    register = load_register()
    assert UNVERIFIED == "请核对原文"
    marked = {a.id for a in register.articles.values() if a.unverified}
    restored = {"HN-annex1", "HN-annex2", "HN-annex5(2)"}
    assert marked == restored | {"CIVIL-201", "SGM-2022", "NATIONAL-2022", "MIR-47"}
    assert all(register.article(i).note for i in restored)
    assert not register.article("MTCA-11").unverified


def test_penalties_name_known_articles_and_fall_under_liability() -> None:
    register = load_register()
    for penalty in register.penalties:
        assert register.article(penalty.article).chapter == "第六章 法律责任"
        assert all(duty in register for duty in penalty.duties)
    every = {p.article for p in register.penalties}
    items = {i for i in register.articles if re.fullmatch(r"MTCA-4[1-3]\(\d\)", i)}
    assert items <= every


@pytest.mark.parametrize(
    ("duty", "penalty"),
    [
        ("MTCA-15", "MTCA-41(1)"),
        ("MTCA-16", "MTCA-41(2)"),
        ("MTCA-11", "MTCA-41(4)"),
        ("MTCA-11(3)", "MTCA-41(4)"),
        ("HN-annex2(2)", "MTCA-41(4)"),
        ("HN-4", "MTCA-41(5)"),
        ("MTCA-37", "MTCA-41(6)"),
        ("MTCA-24", "MTCA-41(7)"),
        ("MTCA-23", "MTCA-41(8)"),
        ("MTCA-29", "MTCA-42(1)"),
        ("MTCA-17", "MTCA-43(1)"),
        ("MTCA-9", "MTCA-43(2)"),
    ],
)
def test_which_penalty_a_breach_falls_under(duty: str, penalty: str) -> None:
    assert penalty in [a.id for a in load_register().penalties_for(duty)]


def test_no_penalty_for_what_is_no_duty() -> None:
    assert load_register().penalties_for("MTCA-1") == ()


def test_duties_name_known_articles_once() -> None:
    register, duties = load_register(), load_duties()
    assert len({d.key for d in duties}) == len(duties)
    for duty in duties:
        assert duty.articles
        assert all(article in register for article in duty.articles), duty.key
        assert duty.gist
        assert duty.section in range(8)
        assert duty.issue in {"1", "2", "3", "4", "5", "later"}


def test_every_penalised_breach_has_a_duty_on_the_list() -> None:
    """Whatever can be fined is asked for somewhere (子项随其条)."""
    whole = re.compile(r"(\(\d\)|¶\d)$")
    asked = {whole.sub("", a) for d in load_duties() for a in d.articles}
    for penalty in load_register().penalties:
        assert asked & {whole.sub("", d) for d in penalty.duties}, penalty.article


def test_read_quickly() -> None:
    times = []
    for _ in range(5):
        load_register.cache_clear()
        begun = time.perf_counter()
        load_register()
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.02  # the machine may be busy, the reading is not
