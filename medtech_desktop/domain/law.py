"""法规：条款编号、结论（Finding）、有期限的数值（Ruling）与引用登记。

Everything that judges cites its article; ``dev.py law`` and the tests read the
registry kept here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar


class Severity(StrEnum):
    """结论的轻重：REFUSE 拒绝，WARN 须写明理由，NOTE 提示。"""

    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    """结论：一句话说明事实，依据条款，补救办法。

    ``article`` is an id of the law register, for example ``MTCA-11(3)`` or
    ``HN-2.2``; a hospital's own rule uses ``HOSPITAL:<文号或名称>``.
    ``field`` names the input that it concerns, so that a form can stand it there.
    """

    severity: Severity
    message: str
    article: str
    remedy: str = ""
    field: str = ""


class Refused(Exception):  # noqa: N818 - the product's own word for a legal "no"
    """拒绝：规则不允许这样做。carries the findings that say why."""

    def __init__(self, findings: tuple[Finding, ...] | list[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(f.message for f in self.findings))


_F = TypeVar("_F", bound=Callable[..., object] | type)

_CITED: dict[str, set[str]] = {}


def cites(*articles: str) -> Callable[[_F], _F]:
    """引用：登记这段代码依据哪些条款（law.md 的编号）。"""

    def register(thing: _F) -> _F:
        name = f"{thing.__module__}.{thing.__qualname__}"
        for article in articles:
            _CITED.setdefault(article, set()).add(name)
        return thing

    return register


def cited() -> dict[str, frozenset[str]]:
    """已引用条款 → 引用它的代码名。"""
    return {article: frozenset(names) for article, names in _CITED.items()}


def has_refusal(findings: tuple[Finding, ...] | list[Finding]) -> bool:
    """是否含有拒绝。"""
    return any(f.severity is Severity.REFUSE for f in findings)


@dataclass(frozen=True, slots=True)
class Ruling:
    """法定数值：某条款规定的数，自某日起（含）至某日止（含）。

    ``values`` are ``(since, value)`` pairs, oldest first; asking before the first
    day raises ``LookupError``, because nothing is judged before a law holds.
    """

    name: str
    article: str
    unit: str
    values: tuple[tuple[date, int], ...]

    def on(self, day: date) -> int:
        """当日有效的数值。raises LookupError before the first ``since``."""
        held = [value for since, value in self.values if since <= day]
        if not held:
            raise LookupError(f"{self.name}：{day.isoformat()} 之前尚无规定")
        return held[-1]


MTCA_IN_FORCE = date(2018, 11, 1)
"""办法施行日（第五十一条）。"""
HN_IN_FORCE = date(2018, 11, 19)
"""湘卫医发〔2018〕11号印发日。"""

FILING_WORKING_DAYS = Ruling(
    "限制类技术备案期限", "MTCA-11", "working days", ((MTCA_IN_FORCE, 15),)
)
AUTHORITY_WORKING_DAYS = Ruling(
    "备案部门完成备案期限", "MTCA-11", "working days", ((MTCA_IN_FORCE, 15),)
)
TRAINING_BASE_WORKING_DAYS = Ruling(
    "培训基地备案期限", "MTCA-29", "working days", ((MTCA_IN_FORCE, 3),)
)
PASSED_LIST_WORKING_DAYS = Ruling(
    "考核合格名单报送期限", "HN-5", "working days", ((HN_IN_FORCE, 5),)
)

HOSPITAL = "HOSPITAL"
"""本院规定的编号前缀：``HOSPITAL:<文号或名称>``。"""
UNVERIFIED = "请核对原文"


@dataclass(frozen=True, slots=True)
class Document:
    """法规文件：名称、简称、文号、印发日、施行日、来源。"""

    id: str
    name: str
    short: str
    number: str
    issued: date
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Article:
    """条款：编号、显示名、章、本程序自拟的提要（不是原文）。

    ``since`` is the day from which it holds.  ``unverified`` (显示「请核对原文」): the
    program could not read it in the official text; ``note`` says what was restored.
    """

    id: str
    document: str
    label: str
    chapter: str
    gist: str
    since: date
    unverified: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Penalty:
    """罚则：``article`` 一项，管哪些义务条款（``duties``）。"""

    article: str
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """义务：law.md 的一行，它的条款、行为提要、由哪一期建成。

    ``issue`` is "1" … "5" or "later".  ``unverified``: the row rests on a reading
    that the office has to check against the official text.
    """

    key: str
    section: int
    articles: tuple[str, ...]
    gist: str
    issue: str
    unverified: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """条款登记：按编号查条款、显示名、罚则。Unknown ids raise KeyError in Chinese."""

    documents: Mapping[str, Document]
    articles: Mapping[str, Article]
    penalties: tuple[Penalty, ...]

    def article(self, article_id: str) -> Article:
        """条款。a ``HOSPITAL:…`` id gives the hospital's own rule by its name."""
        wanted = article_id.replace(" ", "")
        if wanted in self.articles:
            return self.articles[wanted]
        prefix, _, name = article_id.partition(":")
        if prefix == HOSPITAL and name.strip():
            return Article(article_id, HOSPITAL, f"本院规定 {name.strip()}", "", "", date.min)
        raise KeyError(f"条款登记里没有「{article_id}」")

    def __contains__(self, article_id: object) -> bool:
        return isinstance(article_id, str) and article_id.replace(" ", "") in self.articles

    def label(self, article_id: str) -> str:
        """显示名：「第十一条第三项」「湘11号 二（二）」。"""
        return self.article(article_id).label

    def citation(self, article_id: str) -> str:
        """带文件名的引用：「《医疗技术临床应用管理办法》第十一条」。"""
        article = self.article(article_id)
        document = self.documents.get(article.document)
        if document is None:
            return article.label
        if article.document == "MTCA":
            return f"《{document.name}》{article.label}"
        return f"{document.number} {article.label.removeprefix(document.short).strip()}"

    def penalties_for(self, article_id: str) -> tuple[Article, ...]:
        """违反这一条会落在哪些罚则上；an item falls under its article's as well."""
        wanted = article_id.replace(" ", "")
        ids = {wanted, _PART.sub("", wanted)}
        return tuple(self.article(p.article) for p in self.penalties if ids & set(p.duties))

    def holds(self, article_id: str, day: date) -> bool:
        """当日是否已经施行（办法自2018-11-01，湘11号自2018-11-19）。"""
        return self.article(article_id).since <= day


_PART = re.compile(r"(¶\d+|\(\d+\))$")
_ID = re.compile(
    r"(?P<document>MTCA|HN)-(?:annex(?P<annex>\d+)|(?P<n>\d+)(?:\.(?P<sub>\d+))?)"
    r"(?:¶(?P<paragraph>\d+)|\((?P<item>\d+)\))?"
)
_DIGITS = "零一二三四五六七八九"


def chinese_number(n: int) -> str:
    """中文数字，0–99：11 → 十一。raises ValueError outside."""
    if not 0 <= n <= 99:
        raise ValueError(f"只支持 0 至 99 的中文数字，现为 {n}")
    tens, ones = divmod(n, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def label_of(article_id: str) -> str:
    """由编号得显示名。raises KeyError (Chinese) for an id of another shape."""
    parts = _ID.fullmatch(article_id)
    if parts is None:
        raise KeyError(f"条款编号写法不对：「{article_id}」")
    item, paragraph = parts["item"], parts["paragraph"]
    of_paragraph = f"第{chinese_number(int(paragraph))}款" if paragraph else ""
    if parts["document"] == "MTCA":
        of_item = f"第{chinese_number(int(item))}项" if item else ""
        return f"第{chinese_number(int(parts['n']))}条{of_paragraph}{of_item}"
    if parts["annex"]:
        return f"湘11号 附件{parts['annex']}" + (f"注{item}" if item else "")
    place = chinese_number(int(parts["n"]))
    if parts["sub"]:
        place += f"（{chinese_number(int(parts['sub']))}）"
    return f"湘11号 {place}{item or ''}{of_paragraph}"
