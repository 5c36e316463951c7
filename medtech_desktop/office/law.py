"""法规：条款的标签与提要；附入官方文本后给出原文。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from medtech_desktop.domain.law import Article
from medtech_desktop.domain.law_text import NotThisLaw, document_of, split_law, wording_of
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.intake.law_register import load_register
from medtech_desktop.intake.law_text import decode_text
from medtech_desktop.office.acts import Clerk, Done, not_found
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables.law import LawTextRow


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


@dataclass(frozen=True, slots=True)
class LawText:
    """附入的官方文本。"""

    document: str
    name: str
    content: str
    day: date


def attach_law_text(library: Book, clerk: Clerk, path: Path, on: date) -> Done:
    """附入官方文本：读出、拆条、识别是哪一份文件后保存。拆不开的不保存。"""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"读不到文件「{path.name}」，未保存", "确认文件还在、没有被别的程序独占", "E-LAW-01"
        ) from error
    try:
        content = decode_text(data)
        texts = split_law(content)
    except NotThisLaw as error:
        remedy = "选择《医疗技术临床应用管理办法》或湘卫医发〔2018〕11号的纯文本文件"
        raise not_found(str(error), remedy, "file") from error
    document = document_of(texts)
    with library.act(clerk, "law.attach", effective=on) as page:
        page.add(
            LawTextRow,
            document=document,
            name=path.name,
            sha256=sha256(data).hexdigest(),
            content=content,
            day=on,
        )
    name = load_register().documents[document].name
    said = f"已附入「{name}」，拆为 {len(texts)} 条"
    return Done(frozenset({"law"}), said, subject=document)


def law_texts(library: Book) -> tuple[LawText, ...]:
    """附入的官方文本，每份文件以后附的为准。"""
    with library.look() as look:
        rows = look.fetch(LawTextRow, LawText)
    return tuple({row.document: row for row in rows}.values())


@dataclass(frozen=True, slots=True)
class ArticleWording:
    """一条条款：登记的提要，与附入文本中的原文（没有附入则空）。"""

    article: Article
    wording: str
    source: str


def article_wording(library: Book, article: str) -> ArticleWording:
    """条款的提要与原文。raises KeyError for an unknown article."""
    found = find_article(article)
    for text in law_texts(library):
        if text.document == found.document:
            wording = wording_of(found.id, split_law(text.content)) or ""
            return ArticleWording(found, wording, text.name)
    return ArticleWording(found, "", "")
