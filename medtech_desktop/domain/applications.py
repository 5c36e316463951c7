"""授权申请：科室评议 → 医务部门复核 → 委员会审定 → 文号（第二十条）。"""

from __future__ import annotations

from enum import StrEnum


class ApplicationKind(StrEnum):
    """申请种类：首次、升级、续授、外请临时。"""

    FIRST = "first"
    RAISE = "raise"
    RENEW = "renew"
    VISITING = "visiting"


class ReviewStep(StrEnum):
    """申请的步骤：科室评议、医务部门复核、委员会审定、撤回。"""

    DEPARTMENT = "department"
    OFFICE = "office"
    COMMITTEE = "committee"
    WITHDRAWN = "withdrawn"


class StepVerdict(StrEnum):
    """一步的意见：同意、退回补充、不同意。"""

    AGREE = "agree"
    RETURN = "return"
    REFUSE = "refuse"


APPLICATION_LABELS: dict[ApplicationKind, str] = {
    ApplicationKind.FIRST: "首次授权",
    ApplicationKind.RAISE: "升级",
    ApplicationKind.RENEW: "续授",
    ApplicationKind.VISITING: "外请临时",
}
STEP_LABELS: dict[ReviewStep, str] = {
    ReviewStep.DEPARTMENT: "科室评议",
    ReviewStep.OFFICE: "医务部门复核",
    ReviewStep.COMMITTEE: "委员会审定",
    ReviewStep.WITHDRAWN: "撤回",
}
VERDICT_LABELS: dict[StepVerdict, str] = {
    StepVerdict.AGREE: "同意",
    StepVerdict.RETURN: "退回补充",
    StepVerdict.REFUSE: "不同意",
}
