"""手术登记：一例、一项、核查的问题与没有判断的原因（第十八条、第二十条、第二十五条等）。

A line is one procedure of one surgery with its own 术者; it is what is judged.  Assistants
are kept and not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum


class Kind(IntEnum):
    """问题的种类；数字即派生表里的 kind，永不改变。"""

    NO_PRIVILEGE = 1
    ABOVE_GRADE = 2
    SUSPENDED = 3
    EXPIRED = 4
    REVOKED = 5
    EMERGENCY = 6
    UNLISTED = 7
    STOPPED = 8
    PROHIBITED = 9
    NOT_APPRAISED = 10
    NO_ETHICS = 11
    SUBJECT = 12
    NOT_OURS = 13
    LEAD = 14
    UNTRAINED = 15
    CONSENT = 16
    NOT_REPORTED = 17
    LATE_FILING = 18
    SAME_DAY = 19
    LATE_ENTRY = 20


KIND_LABELS: dict[Kind, str] = {
    Kind.NO_PRIVILEGE: "当日无该项授权",
    Kind.ABOVE_GRADE: "超出授权级别",
    Kind.SUSPENDED: "授权暂停期间手术",
    Kind.EXPIRED: "授权已过期",
    Kind.REVOKED: "授权已撤销",
    Kind.EMERGENCY: "急诊超权限未确认",
    Kind.UNLISTED: "未列入分级目录",
    Kind.STOPPED: "已停止的技术仍开展",
    Kind.PROHIBITED: "禁止类技术",
    Kind.NOT_APPRAISED: "未经技术论证",
    Kind.NO_ETHICS: "未经伦理审查",
    Kind.SUBJECT: "与登记的诊疗科目不符",
    Kind.NOT_OURS: "术者未在本院注册",
    Kind.LEAD: "技术负责人未在本院注册",
    Kind.UNTRAINED: "限制类未经培训",
    Kind.CONSENT: "没有知情同意",
    Kind.NOT_REPORTED: "应逐例报送未报",
    Kind.LATE_FILING: "逾期未备案",
    Kind.SAME_DAY: "当日变更，待核实",
    Kind.LATE_ENTRY: "补录，待核实",
}
KIND_ARTICLES: dict[Kind, str] = {
    Kind.NO_PRIVILEGE: "MTCA-20",
    Kind.ABOVE_GRADE: "MTCA-20",
    Kind.SUSPENDED: "MTCA-20",
    Kind.EXPIRED: "MTCA-20",
    Kind.REVOKED: "MTCA-20",
    Kind.EMERGENCY: "MTCA-20",
    Kind.UNLISTED: "MTCA-18",
    Kind.STOPPED: "MTCA-25",
    Kind.PROHIBITED: "MTCA-9",
    Kind.NOT_APPRAISED: "MTCA-21",
    Kind.NO_ETHICS: "MTCA-13",
    Kind.SUBJECT: "MTCA-43(1)",
    Kind.NOT_OURS: "MTCA-20",
    Kind.LEAD: "MTCA-11(3)",
    Kind.UNTRAINED: "MTCA-26",
    Kind.CONSENT: "MTCA-45(3)",
    Kind.NOT_REPORTED: "MTCA-37",
    Kind.LATE_FILING: "MTCA-11",
    Kind.SAME_DAY: "MTCA-20",
    Kind.LATE_ENTRY: "MTCA-20",
}
"""种类 → 依据；STOPPED 依第二十二条停的、PROHIBITED 依第二十五条第（一）项的，以发现所写为准。"""


class Status(IntEnum):
    """一条发现的情形：违规、待核实、提示（急诊已确认等，不计问题）。"""

    VIOLATION = 1
    TO_VERIFY = 2
    NOTE = 3


class Outcome(IntEnum):
    """给使用者看的状态：违规、待核实、已说明、属实、核实无误。"""

    VIOLATION = 1
    TO_VERIFY = 2
    EXPLAINED = 3
    CONFIRMED = 4
    CLEARED = 5


OUTCOME_LABELS: dict[Outcome, str] = {
    Outcome.VIOLATION: "违规",
    Outcome.TO_VERIFY: "待核实",
    Outcome.EXPLAINED: "已说明",
    Outcome.CONFIRMED: "已确认属实",
    Outcome.CLEARED: "核实无误",
}


class Unjudged(IntEnum):
    """没有判断的原因；0 是判断了的。数字即派生计数表里的 reason，永不改变。"""

    JUDGED = 0
    BEFORE_LAW = 1
    CANCELLED = 2
    NO_OPERATOR = 3
    OPERATOR_UNCLEAR = 4
    NO_CODE = 5
    CODE_UNKNOWN = 6
    LEFT_OUT = 7
    NO_EDITION = 8
    OUT_OF_SCOPE = 9
    RESEARCH = 10


UNJUDGED_LABELS: dict[Unjudged, str] = {
    Unjudged.JUDGED: "已判断",
    Unjudged.BEFORE_LAW: "办法施行（2018-11-01）以前",
    Unjudged.CANCELLED: "已取消",
    Unjudged.NO_OPERATOR: "没有写术者",
    Unjudged.OPERATOR_UNCLEAR: "术者认不出是谁",
    Unjudged.NO_CODE: "没有写手术编码",
    Unjudged.CODE_UNKNOWN: "编码库里没有这一编码",
    Unjudged.LEFT_OUT: "不纳入分级管理",
    Unjudged.NO_EDITION: "当日没有施行的分级目录",
    Unjudged.OUT_OF_SCOPE: "不适用本办法（第四十七条）",
    Unjudged.RESEARCH: "临床研究",
}
"""先到先得：一行只记一个原因，按数字从小到大问。"""


@dataclass(frozen=True, slots=True)
class Line:
    """要判断的一项：术者、编码、科室都是内部号，认不出的为 None，原来的写法在 ``said_*``。

    ``key`` 病例的来源键，``ordinal`` 第几项；``gone`` 0 = 算数。
    """

    id: int
    surgery_id: int
    key: int
    ordinal: int
    day: date
    person_id: int | None
    said_person: str
    code_id: int | None
    said_code: str
    department_id: int | None
    emergency: bool | None = None
    cancelled: bool = False
    consent: bool | None = None
    research: bool | None = None
    ref: str = ""
    """手术单号。"""


@dataclass(frozen=True, slots=True)
class Judged:
    """一项的一条判断：种类、情形、须几级、当日所持、哪项技术。"""

    kind: Kind
    status: Status
    needed: int | None = None
    had: int | None = None
    technology_id: int | None = None
