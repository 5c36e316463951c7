"""条款：条款编号在界面上的短称，如「第十一条」「湘11号 二」「本院制度」。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medtech_desktop.domain.law import chinese_number, label_of

HOSPITAL = "HOSPITAL"
_LAW = re.compile(
    r"(?P<head>(?:MTCA-\d+|HN-annex\d+|HN-(?P<part>\d+)(?:\.(?P<sub>\d+))?))(?:¶\d+|\(\d+\))*"
)


@dataclass(frozen=True, slots=True)
class ArticleName:
    """条款短称与全称：``own`` 为真时是本院自己的制度。"""

    id: str
    short: str
    full: str
    own: bool = False


def article_name(article: str) -> ArticleName:
    """条款编号的短称；未知编号原样显示。"""
    if article.startswith(HOSPITAL):
        _, _, title = article.partition(":")
        return ArticleName(article, "本院制度", title or "本院制度", own=True)
    whole = _LAW.fullmatch(article.replace(" ", ""))
    if whole is None:
        return ArticleName(article, article, article)
    head = whole["head"]
    short = label_of(head)
    if whole["sub"]:
        short = f"湘11号 {chinese_number(int(whole['part']))}"
    document = "湘卫医发〔2018〕11号" if head.startswith("HN") else "医疗技术临床应用管理办法"
    said = label_of(article.replace(" ", "")).removeprefix("湘11号").strip()
    return ArticleName(article, short, f"{document} {said}")


def is_law(article: str) -> bool:
    """可以打开的条款；输入有误等不是法规的拒绝没有条款。"""
    return article.startswith(("MTCA-", "HN-", HOSPITAL))
