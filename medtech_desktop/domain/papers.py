"""文书：每份文书是一个冻结的记录，一格一个属性。

Built in ``office``, drawn in ``documents``.  The same record gives the same bytes,
so every date and number that a page shows is a field here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Footer:
    """页脚：表式版本、文号、审计锚；in small print outside the form's frame."""

    form_edition: str  # 例：「湖南2018」
    document_number: str = ""  # the hospital's own, may be empty
    audit_anchor: str = ""  # 例：「审计 128·3f9a0c12de45」
    shown: bool = True


@dataclass(frozen=True, slots=True)
class LeadBox:
    """附件2 的一名技术负责人。"""

    name: str
    title: str  # 职称
    departments: str  # 负责科室，全部
    training: str  # 相关培训情况


@dataclass(frozen=True, slots=True)
class Annex2:
    """附件2 湖南省限制类医疗技术临床应用备案表。None = 未答（两框皆空）。"""

    hospital: str
    hospital_type: str
    hospital_level: str
    principal: str
    principal_mobile: str
    technology: str
    code: str  # empty where the edition has none
    first_use: bool | None
    leads: tuple[LeadBox, ...]
    self_assessed: bool | None
    meets_norm: bool | None
    opinion: str
    footer: Footer


@dataclass(frozen=True, slots=True)
class Annex3:
    """附件3 医疗技术临床应用相关论证结论。签字由本人手签。"""

    technology: str
    committee_conclusion: str
    ethics_conclusion: str
    footer: Footer


@dataclass(frozen=True, slots=True)
class Annex5Row:
    """附件5 的一行；``filed_on`` 为完成备案时间，打印为八位数字。"""

    hospital: str
    code: str
    technology: str
    filed_on: date
    authority: str


@dataclass(frozen=True, slots=True)
class Annex5:
    """附件5 湖南省限制类医疗机构临床应用备案汇总表（本院的行）。"""

    rows: tuple[Annex5Row, ...]
    period: str  # 「2026年1-6月」，only in the file name and footer, not in the form
    footer: Footer


@dataclass(frozen=True, slots=True)
class CountedDayBox:
    """计数表的一天。``number`` 为第几个工作日；None = 不计。"""

    day: date
    number: int | None
    note: str  # 「首例日不计」「周末」「国庆节」「调休上班」
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class CountedDays:
    """期限逐日计数表。"""

    hospital: str
    subject: str  # 「S16 神经血管介入诊疗技术」
    matter: str  # 「提交限制类技术备案」
    article: str  # 「《医疗技术临床应用管理办法》第十一条」
    day_zero: date
    due: date
    working_days: int
    stricter_due: date  # day 0 counted as the first
    provisional: bool
    missing_years: tuple[int, ...]
    days: tuple[CountedDayBox, ...]
    calendar_source: str  # where the holidays come from
    printed_on: date
    footer: Footer
