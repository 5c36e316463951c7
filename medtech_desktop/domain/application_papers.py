"""手术（技术）授权申请表与再授权申请表的记录：一格一个属性。

What nobody has recorded stays open for the hand: a signature, a day, a number of cases
that was not counted prints 「未统计」 and is never a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.papers import Footer

UNCOUNTED = "未统计"
"""没有登记工作量；不是零。"""


@dataclass(frozen=True, slots=True)
class FormItem:
    """申请表的一项；``cases`` 近 12 个月例数，None 未统计；空白表各栏都空。"""

    name: str
    grade: str = ""
    held: str = ""
    until: str = ""
    cases: int | None = None


@dataclass(frozen=True, slots=True)
class FormOpinion:
    """一栏意见：结论、意见、会议与文号、签字人与日期、兼任声明；没有登记的都空，留给手写。"""

    title: str
    verdict: str = ""
    opinion: str = ""
    basis: str = ""
    signer: str = ""
    day: date | None = None
    concurrent: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationForm:
    """授权申请表；``regrant`` 真为再授权申请表，多一栏「授权期内的变动」。"""

    hospital: str
    regrant: bool
    number: str
    name: str
    staff_number: str
    title: str
    department: str
    day: date | None
    kind: str
    kinds: tuple[str, ...]
    items: tuple[FormItem, ...]
    statement: str
    training: str
    changes: str
    cases: int | None
    counted: str
    opinions: tuple[FormOpinion, ...]
    footer: Footer
    blank: bool = False
