"""条款：条款编号在界面上的短称，如「第十一条」「湘11号 二」「本院制度」。"""

from __future__ import annotations

import re
from dataclasses import dataclass

from medtech_desktop.domain.law import chinese_number

HOSPITAL = "HOSPITAL"


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
    national = re.fullmatch(r"MTCA-(\d+)(?:[(（](\d+)[)）])?", article)
    if national:
        item = f"（{chinese_number(int(national[2]))}）" if national[2] else ""
        short = f"第{chinese_number(int(national[1]))}条"
        return ArticleName(article, short, f"医疗技术临床应用管理办法 {short}{item}")
    annex = re.fullmatch(r"HN-annex(\d+)", article)
    if annex:
        full = f"湘卫医发〔2018〕11号 附件{annex[1]}"
        return ArticleName(article, f"湘11号 附件{annex[1]}", full)
    provincial = re.fullmatch(r"HN-(\d+)(?:\.(\d+))?", article)
    if provincial:
        part = f"（{chinese_number(int(provincial[2]))}）" if provincial[2] else ""
        number = chinese_number(int(provincial[1]))
        full = f"湘卫医发〔2018〕11号 {number}{part}"
        return ArticleName(article, f"湘11号 {number}", full)
    return ArticleName(article, article, article)


def is_law(article: str) -> bool:
    """可以打开的条款；输入有误等不是法规的拒绝没有条款。"""
    return article.startswith(("MTCA-", "HN-", HOSPITAL))
