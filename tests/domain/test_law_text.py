"""法规原文切分：a sample in our own words, broken in every way, and the real texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medtech_desktop.domain.law_text import (
    ArticleText,
    NotThisLaw,
    document_of,
    split_law,
    wording_of,
)
from medtech_desktop.intake.law_register import load_register
from medtech_desktop.intake.law_text import read_law_text
from tests.domain.law_samples import CHAPTERS, broken, hunan, measures

SEEDS = Path(__file__).resolve().parents[3] / "shared" / "seeds"
FRAME = {"MTCA-0", "HN-0", "HN-end", "HN-imprint"}


def letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


def whole(texts: Sequence[ArticleText]) -> str:
    """Everything of the top-level entries, with the chapter titles of the 办法."""
    top = [t for t in texts if not t.part_of]
    body = "".join(("" if t.id in FRAME else t.heading) + t.wording for t in top)
    titles = dict.fromkeys(t.chapter for t in top if t.id.startswith("MTCA"))
    return body + "".join(titles)


def law(text: str) -> list[ArticleText]:
    """The split without head and foot, whose lines stay as they stand."""
    return [t for t in split_law(text) if t.id not in FRAME]


# --- the sample --------------------------------------------------------------------------


def test_articles_with_chapters_paragraphs_and_items() -> None:
    texts = split_law("\n".join(measures()))
    found = {t.id: t for t in texts}
    assert [t.id for t in texts if not t.part_of] == [f"MTCA-{n}" for n in range(52)]
    assert found["MTCA-11"].heading == "第十一条"
    assert found["MTCA-11"].chapter == CHAPTERS[9]
    assert found["MTCA-11(3)"].heading == "（三）"
    assert found["MTCA-11(3)"].wording == "带头人（须在本处登记）的证件。"
    assert found["MTCA-11(3)"].part_of == "MTCA-11"
    assert found["MTCA-11¶2"].wording == "收件处应当在15个工作日内办完，并且在本子上记一笔。"
    assert "（三）" in found["MTCA-11¶1"].wording
    assert "MTCA-12¶1" not in found
    assert document_of(texts) == "MTCA"
    assert letters(whole(texts)) == letters("".join(measures()))


def test_sections_annexes_and_notes() -> None:
    texts = split_law("\n".join(hunan()))
    found = {t.id: t for t in texts}
    assert found["HN-2"].wording == "技术分成三类来管理。"
    assert found["HN-2.1"].heading == "（一）"
    assert found["HN-2.1¶2"].wording == "名单由上面来定，并且会改。"
    assert found["HN-2.2(4)"].wording == "执照复印件。"
    assert found["HN-2.2"].chapter == "二、样例之清单"
    assert found["HN-3.2¶2"].wording == "要让大家看得到。"
    assert found["HN-6.5"].wording == "有事请联系。"
    assert found["HN-end"].wording == "联系电话：0000-0000000\n样例机关"
    assert found["HN-annex1"].wording.splitlines()[-1] == "Z02 样例技术乙（含甲、丙）"
    assert "备案" in found["HN-annex2"].wording
    assert found["HN-annex2(2)"].wording == "人变了要重新交。"
    assert found["HN-annex5"].wording == "样例汇总表"
    assert document_of(texts) == "HN"
    assert letters(whole(texts)) == letters("".join(hunan()))


@given(
    st.integers(18, 45),
    st.sampled_from(["", "\n", "\n\n \n"]),
    st.integers(0, 20),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_broken_lines_come_out_as_unbroken_ones(
    width: int, blank: str, page: int, newline: str
) -> None:
    text = broken(measures(), width, blank, page).replace("\n", newline)
    assert law(text) == law("\n".join(measures()))


@given(st.integers(18, 45), st.integers(0, 20))
def test_broken_lines_of_the_notice(width: int, page: int) -> None:
    text = broken(hunan(), width, "\n", page)
    assert law(text) == law("\n".join(hunan()))


def test_indented_paragraphs_part_by_their_indent() -> None:
    lines = [f"\u3000\u3000{line}" for line in measures()]
    text = "\n".join(line[:40] + "\n" + line[40:] for line in lines)
    assert law(text) == law("\n".join(measures()))


def test_a_full_stop_at_a_line_end_inside_an_indented_paragraph_parts_nothing() -> None:
    lines = [f"\u3000\u3000{line}" for line in measures()]
    at = next(i for i, line in enumerate(lines) if "第四十三条" in line)
    lines[at] = "\u3000\u3000第四十三条 前一句。\n后一句接着说。"
    found = wording_of("MTCA-43", split_law("\n".join(lines)))
    assert found == "前一句。后一句接着说。"


def test_page_numbers_are_left_out_and_no_space_after_the_heading_is_needed() -> None:
    lines = measures()
    lines = [line.replace("第四十四条 ", "第四十四条") for line in lines]
    lines[20:20] = ["— 3 —", "第 4 页", "- 5 -"]
    assert law("\n".join(lines)) == law("\n".join(measures()))


def test_a_reference_at_the_start_of_a_line_opens_no_article() -> None:
    lines = measures()
    at = next(i for i, line in enumerate(lines) if line.startswith("第四十三条"))
    head, tail = lines[at].split("第四十七条")
    lines[at : at + 1] = [head, f"第四十七条{tail}"]
    assert "第四十七条办理" in (wording_of("MTCA-43", split_law("\n".join(lines))) or "")


def test_wording_falls_back_to_the_whole_article() -> None:
    texts = split_law("\n".join(measures()))
    assert wording_of("MTCA-11 ¶2", texts) == wording_of("MTCA-11¶2", texts)
    assert wording_of("MTCA-12(7)", texts) == wording_of("MTCA-12", texts)
    assert wording_of("HN-1", texts) is None


# --- refusals ----------------------------------------------------------------------------


def test_a_text_that_is_neither_is_refused() -> None:
    with pytest.raises(NotThisLaw, match="没有认出这份文件"):
        split_law("手术室值班表\n张三 周一\n")


def test_a_missing_article_is_named() -> None:
    lines = [line for line in measures() if not line.startswith("第十二条")]
    with pytest.raises(NotThisLaw, match="第十二条没有找到"):
        split_law("\n".join(lines))


def test_a_text_cut_off_is_refused() -> None:
    with pytest.raises(NotThisLaw, match="第四十条没有找到"):
        split_law("\n".join(measures()).split("第四十条")[0])


def test_an_article_without_words_is_refused() -> None:
    lines = ["第三条" if line.startswith("第三条") else line for line in measures()]
    with pytest.raises(NotThisLaw, match="「第三条」下面没有文字"):
        split_law("\n".join(lines))


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("四、样例之监管", "四、没有找到"),
        ("（二）报送", "三、（二）"),
        ("附件 3", "附件3 没有找到"),
    ],
)
def test_a_gap_in_the_notice_is_named(gone: str, said: str) -> None:
    lines = [line for line in hunan() if not line.startswith(gone)]
    with pytest.raises(NotThisLaw, match=said):
        split_law("\n".join(lines))


def test_the_notice_may_come_without_its_annexes() -> None:
    lines = hunan()
    texts = split_law("\n".join(lines[: lines.index("附件 1")]))
    assert not [t for t in texts if "annex" in t.id]


# --- the real texts ------------------------------------------------------------------------

seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the official texts are not here")


def official() -> dict[str, tuple[ArticleText, ...]]:
    read = [read_law_text(path.read_bytes()) for path in sorted(SEEDS.glob("*.txt"))]
    return {document_of(texts): texts for texts in read}


@seeds
def test_official_texts_split_into_every_id_of_the_register() -> None:
    found = {t.id for texts in official().values() for t in texts} - FRAME
    register = load_register()
    assert found == {a.id for a in register.articles.values() if a.document in {"MTCA", "HN"}}
    assert len([i for i in found if i.startswith("MTCA") and i[5:].isdigit()]) == 51


@seeds
def test_no_letter_of_the_official_texts_is_lost_or_doubled() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert letters(whole(split_law(text))) == letters(text)


@seeds
def test_official_chapters_agree_with_the_register() -> None:
    register = load_register()
    for texts in official().values():
        for text in texts:
            if text.id not in FRAME:
                assert register.article(text.id).chapter == text.chapter


@seeds
def test_official_paragraphs_are_whole_sentences() -> None:
    for texts in official().values():
        for text in texts:
            if text.id in FRAME or "annex" in text.id or text.id == "HN-6":
                continue
            for paragraph in text.wording.split("\n"):
                assert paragraph[-1] in "。；：", (text.id, paragraph)


@seeds
def test_gists_are_not_the_law_itself() -> None:
    """A gist may share a term, never a long run of the official wording."""
    wordings = {t.id: t.wording for texts in official().values() for t in texts}
    everything = "".join(wordings.values())
    for article in load_register().articles.values():
        runs = [article.gist[i : i + 24] for i in range(len(article.gist) - 23)]
        assert not [run for run in runs if run in everything], article.id
