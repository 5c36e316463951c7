"""院务公开的文书（第二十四条）：三张表；不含患者信息与电话号码。

Each list carries its own columns, because the columns are the hospital's choice.
What a count or a rate shows is decided here once, so that every list hides small
numbers in the same way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.papers import Footer

TECHNOLOGIES = "限制类技术目录"
SURGERIES = "手术分级管理目录"
USAGE = "限制类技术临床应用情况"
TECHNOLOGY_COLUMNS = (
    "序号",
    "技术编号",
    "技术名称",
    "类别",
    "开展科室",
    "技术负责人",
    "备案时间",
    "备案机关",
    "状态",
)
SURGERY_COLUMNS = ("序号", "科室", "手术编码", "手术名称", "级别")
USAGE_COLUMNS = ("技术编号", "技术名称", "统计期间", "例数", "并发症率", "死亡率")
UNCOUNTED = "未统计"
INCALCULABLE = "无法计算"
TOO_FEW = "例数少，不列"
SMALL_BOUND = 5
"""小数目的界：不足此数印「<5」；本院可改，0 或 1 = 不遮。"""


@dataclass(frozen=True, slots=True)
class PublicList:
    """公开的一张表：名称、栏名、各行（与栏名等长）、版次或统计口径一句。"""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""  # 例：「手术分级管理目录2026年版，2026-03-01起施行」


@dataclass(frozen=True, slots=True)
class Disclosure:
    """院务公开：限制类技术目录、手术分级管理目录、限制类技术临床应用情况。"""

    hospital: str
    edition: str  # 公开版次，例：「2026年第2版」
    as_of: date
    approver: str  # empty = 未批准，只能出草稿
    approved_on: date | None
    lists: tuple[PublicList, ...]
    footer: Footer


@cites("MTCA-24")
def public_count(count: int | None, bound: int = SMALL_BOUND) -> str:
    """例数的公开写法：未录入「未统计」，0 照写，不足 ``bound`` 写「<5」。"""
    if count is None:
        return UNCOUNTED
    return f"<{bound}" if 0 < count < bound else str(count)


@cites("MTCA-24")
def public_rate(count: int | None, total: int | None, bound: int = SMALL_BOUND) -> str:
    """率的公开写法，百分数一位小数。

    A rate from which a small count could be worked out is not shown: the numerator
    under ``bound`` gives 「<x%」, a total under it 「例数少，不列」.
    """
    if count is None or total is None:
        return UNCOUNTED
    if total == 0:
        return INCALCULABLE
    if total < bound:
        return TOO_FEW
    if 0 < count < bound:
        tenths = -(-bound * 1000 // total)
        return f"<{tenths // 10}.{tenths % 10}%"
    tenths = (count * 2000 + total) // (2 * total)
    return f"{tenths // 10}.{tenths % 10}%"


_PRIVATE = (
    ("手机号码", re.compile(r"(?<!\d)1[3-9](?:[ \-\u3000]?\d){9}(?!\d)")),
    ("电话号码", re.compile(r"(?<!\d)0\d{2,3}[ \-－—)）]{1,2}\d{7,8}(?!\d)")),
    ("身份证号", re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d\d{3}[\dXx](?![\dXx])")),
)


@cites("MTCA-24", "MTCA-45(4)")
def private_findings(record: Disclosure) -> tuple[Finding, ...]:
    """公开的表里不许有的：手机、电话、身份证号；逐格查，说明在哪张表的哪一行哪一栏。"""
    out = []
    for listed in record.lists:
        for number, row in enumerate(listed.rows, 1):
            for column, text in zip(listed.columns, row, strict=True):
                out += [
                    Finding(
                        Severity.REFUSE,
                        f"「{listed.name}」第{number}行「{column}」含有{kind}，不能公开",
                        "MTCA-45(4)",
                        "删去该号码再公开",
                        column,
                    )
                    for kind, pattern in _PRIVATE
                    if pattern.search(text)
                ]
    return tuple(out)


@cites("MTCA-24", "HN-3.2")
def uncounted_findings(record: Disclosure) -> tuple[Finding, ...]:
    """有「未统计」的表不能批准公开。"""
    return tuple(
        Finding(
            Severity.REFUSE,
            f"「{listed.name}」第{number}行有「{UNCOUNTED}」，不能批准公开",
            "MTCA-24",
            "补录该期间的例数与结局，或缩短统计期间",
            listed.name,
        )
        for listed in record.lists
        for number, row in enumerate(listed.rows, 1)
        if UNCOUNTED in row
    )
