"""条款短称。"""

from __future__ import annotations

import pytest

from medtech_desktop.ui.articles import article_name, is_law


@pytest.mark.parametrize(
    ("article", "short", "full"),
    [
        ("MTCA-11", "第十一条", "医疗技术临床应用管理办法 第十一条"),
        ("MTCA-11(3)", "第十一条", "医疗技术临床应用管理办法 第十一条第三项"),
        ("MTCA-20", "第二十条", "医疗技术临床应用管理办法 第二十条"),
        ("HN-2.2", "湘11号 二", "湘卫医发〔2018〕11号 二（二）"),
        ("HN-5", "湘11号 五", "湘卫医发〔2018〕11号 五"),
        ("HN-annex2", "湘11号 附件2", "湘卫医发〔2018〕11号 附件2"),
        ("HN-annex2(2)", "湘11号 附件2", "湘卫医发〔2018〕11号 附件2注2"),
        ("MTCA-11¶2", "第十一条", "医疗技术临床应用管理办法 第十一条第二款"),
        ("HOSPITAL:手术授权管理制度", "本院制度", "手术授权管理制度"),
        ("INPUT", "INPUT", "INPUT"),
    ],
)
def test_short_and_full_names(article: str, short: str, full: str) -> None:
    name = article_name(article)
    assert (name.short, name.full) == (short, full)


@pytest.mark.parametrize("article", ["MTCA-11(3)", "HN-5", "HOSPITAL:制度"])
def test_articles_can_be_opened(article: str) -> None:
    assert is_law(article)


@pytest.mark.parametrize("article", ["INPUT", ""])
def test_a_mistyped_field_has_no_article(article: str) -> None:
    assert not is_law(article)
