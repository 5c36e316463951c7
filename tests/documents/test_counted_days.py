"""期限逐日计数表: each day with its number and reason, on one page for 15 days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.papers import CountedDayBox
from tests.documents.paper_samples import counted_days, glyphs, ink, page_texts, picture, text_of


def test_fifteen_days_fit_one_page_with_every_day_and_reason() -> None:
    record = counted_days()
    (text,) = page_texts(render(record))
    for number in range(1, 16):
        assert f"第{number}日" in text
    for box in record.days:
        assert f"{box.day.month}月{box.day.day}日" in text
    assert "9月14日不计首例日不计" in text
    assert "9月20日班第5日调休上班" in text
    assert "9月25日休不计中秋节" in text
    assert "10月10日班第15日调休上班" in text
    assert "9月26日不计中秋节" in text


def test_head_and_reading() -> None:
    text = text_of(render(counted_days()))
    assert "依据《医疗技术临床应用管理办法》第十一条" in text
    assert "起算日2026年9月14日（周一），首例日不计" in text
    assert "截止日2026年10月10日（周六，调休上班），当日24:00止" in text
    assert "若起算日当日计入，则截止日为2026年10月9日（周五），请核对原文" in text
    assert "放假安排来源：示例放假安排" in text
    assert "制表日期：2026年9月28日（周一）" in text
    assert "暂定：" not in text


def test_provisional_days_say_so() -> None:
    record = counted_days()
    days = tuple(replace(box, provisional=box.day.month == 10) for box in record.days)
    record = replace(record, days=days, provisional=True, missing_years=(2027,))
    text = text_of(render(record))
    assert "暂定，当日24:00止" in text
    assert "暂定：2027年放假安排尚未录入" in text
    assert text.count("国庆节（暂定）") == 7
    assert "10月8日第13日暂定" in text


def test_the_due_day_has_a_heavy_frame() -> None:
    content = render(counted_days())
    image = picture(content)
    spots = {}
    placed = glyphs(content)
    for at, glyph in enumerate(placed):
        word = "".join(g.text for g in placed[at : at + 5])
        if word in ("第14日1", "第15日调"):
            spots[word[:4]] = ink(
                image, (glyph.left - 1.7, glyph.top - 6, glyph.left - 0.3, glyph.bottom + 6)
            )
    assert spots["第15日"] > 2 * spots["第14日"] + 40


def test_a_long_term_goes_on_further_pages_and_an_empty_one_prints() -> None:
    record = counted_days()
    first = date(2026, 3, 2)
    boxes = tuple(
        CountedDayBox(first + timedelta(days=n), n or None, "" if n else "起算日不计")
        for n in range(120)
    )
    pages = page_texts(render(replace(record, days=boxes, working_days=119)))
    assert len(pages) > 1
    whole = "".join(pages)
    assert all(f"第{n}日" in whole for n in range(1, 120))
    assert "期限逐日计数表" in text_of(render(replace(record, days=())))
