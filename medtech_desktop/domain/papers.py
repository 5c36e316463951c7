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


# 限制类技术目录与培训基地


@dataclass(frozen=True, slots=True)
class Annex1Row:
    """附件1 的一行。"""

    code: str
    technology: str


@dataclass(frozen=True, slots=True)
class Annex1:
    """附件1 湖南省限制类医疗技术目录（2018版）。"""

    rows: tuple[Annex1Row, ...]
    footer: Footer
    title: str = "湖南省限制类医疗技术目录（2018版）"
    mark: str = "附件1"  # empty for an edition that is no annex


@dataclass(frozen=True, slots=True)
class YearCases:
    """附件4 的一年与例数；None = 未填，印空白。"""

    year: int | None
    cases: int | None


@dataclass(frozen=True, slots=True)
class Annex4:
    """附件4 湖南省限制类医疗技术临床应用规范化培训基地备案表，一项技术一表。"""

    hospital: str
    hospital_type: str
    hospital_level: str
    technology: str
    years: tuple[YearCases, YearCases, YearCases]  # 近3年，先远后近
    quality: str  # 近3年…医疗质量和医疗安全情况
    conditions: str  # 软件、硬件条件
    plan: str  # 培训方案、培训师资、课程设置、考核方案等
    footer: Footer


# 备案完成以后与备案以前


@dataclass(frozen=True, slots=True)
class RemarkLine:
    """备注三 的一行。``text`` 为照抄的整句，依省文件的次序。"""

    code: str
    technology: str
    completed_on: date
    text: str


@dataclass(frozen=True, slots=True)
class RemarkSlip:
    """备注三 录入单：技术编号、技术名称、完成备案时间，供备案机关照抄。"""

    authority: str
    hospital: str
    licence: str  # 《医疗机构执业许可证》登记号，可空
    lines: tuple[RemarkLine, ...]
    printed_on: date
    footer: Footer


@dataclass(frozen=True, slots=True)
class AssessedItem:
    """自我评估的一条：规范要求、本院情况、是否符合（None = 未评）。"""

    item: str  # 例：「一、医疗机构基本要求」
    requirement: str
    finding: str
    meets: bool | None


@dataclass(frozen=True, slots=True)
class SelfAssessmentReport:
    """自我评估报告：对照管理规范逐条自评，并写明所具备的条件。"""

    hospital: str
    technology: str
    code: str
    departments: str
    norm: str  # 管理规范全称
    norm_edition: str
    items: tuple[AssessedItem, ...]
    conditions: str  # 开展该技术所具备的条件，自由文字，可空
    meets: bool | None  # 结论：是否符合
    conclusion: str
    assessor: str
    assessed_on: date
    footer: Footer


# 本院目录


@dataclass(frozen=True, slots=True)
class ManagedTechnology:
    """医疗技术临床应用管理目录的一行。"""

    number: str  # 院内编号
    code: str  # 技术编号，可空
    technology: str
    category: str
    departments: str
    leads: str
    state: str


@dataclass(frozen=True, slots=True)
class ManagedChange:
    """与上一版相比的一处：「新增」「调出」「变化」；``what`` 说明变化或事由。"""

    kind: str
    number: str
    technology: str
    what: str


@dataclass(frozen=True, slots=True)
class ManagementCatalog:
    """医疗技术临床应用管理目录的一版。None 的日期 = 尚未审定或尚未施行。"""

    hospital: str
    edition: str
    adopted_by: str  # 会议与决议，例：「医疗技术临床应用管理委员会2026年第2次会议 决议3」
    adopted_on: date | None
    in_force_on: date | None
    rows: tuple[ManagedTechnology, ...]
    previous_edition: str  # empty for the first edition
    changes: tuple[ManagedChange, ...]
    footer: Footer
