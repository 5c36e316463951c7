"""法规登记的查询：条款的标签、提要与全文引称。"""

from __future__ import annotations

from medtech_desktop.domain.law import Article
from medtech_desktop.intake.law_register import load_register


def label_of_article(article: str) -> str:
    """条款的短标签：「第十一条」「湘11号 二（二）」；输入提示没有标签。"""
    if article == "INPUT":
        return ""
    try:
        return load_register().label(article)
    except KeyError:
        return article


def find_article(article: str) -> Article:
    """条款登记。raises KeyError with a Chinese sentence."""
    return load_register().article(article)


def all_articles() -> tuple[Article, ...]:
    """全部条款，依登记次序。"""
    return tuple(load_register().articles.values())
