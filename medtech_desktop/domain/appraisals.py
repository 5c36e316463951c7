"""论证与伦理审查：两道门，都通过才可以开展（MTCA-13，MTCA-21，HN-2.2）。

Either order is fine.  One 「不通过」 blocks.  A later approval never cures an earlier
case: the gate is asked with the day of the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import MTCA_IN_FORCE, Finding, Severity, cites


class Verdict(StrEnum):
    """结论：通过 / 补充后再审 / 不通过（名称可由本院设定）。"""

    PASS = "pass"
    REDO = "redo"
    FAIL = "fail"


VERDICT_LABELS: dict[Verdict, str] = {
    Verdict.PASS: "通过",
    Verdict.REDO: "补充后再审",
    Verdict.FAIL: "不通过",
}


@dataclass(frozen=True, slots=True)
class Appraisal:
    """论证：专门组织对技术能力与安全保障能力的论证（第二十一条）。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    held_on: date
    ability: Verdict
    safety: Verdict
    verdict: Verdict
    conclusion: str
    meeting: str


@dataclass(frozen=True, slots=True)
class EthicsReview:
    """伦理审查；``waived``：伦理委员会签署「不涉及重大伦理风险」并说明理由。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    held_on: date
    waived: bool
    verdict: Verdict
    conclusion: str
    meeting: str
    consulted: str


def latest_appraisal(rows: Sequence[Appraisal], day: date, after: date | None) -> Appraisal | None:
    """当日有效的最近一次论证；停用后只算停用以后的（第二十五条，重新论证）。"""
    held = [r for r in rows if r.held_on <= day and (after is None or r.held_on > after)]
    return max(held, key=lambda r: (r.held_on, r.act_seq), default=None)


def latest_ethics(
    rows: Sequence[EthicsReview], day: date, after: date | None
) -> EthicsReview | None:
    """当日有效的最近一次伦理审查。"""
    held = [r for r in rows if r.held_on <= day and (after is None or r.held_on > after)]
    return max(held, key=lambda r: (r.held_on, r.act_seq), default=None)


@cites("MTCA-21", "HN-2.2")
def appraisal_gate(
    rows: Sequence[Appraisal], day: date, after: date | None = None
) -> tuple[Finding, ...]:
    """首次应用于本机构须先通过论证；只有「通过」打开大门。"""
    if day < MTCA_IN_FORCE:
        return ()
    last = latest_appraisal(rows, day, after)
    if last is None:
        what = "停用后尚未重新论证" if after else "尚未经专门组织论证"
        return (_no(what, "MTCA-21", "召开论证会并登记结论", "appraisal"),)
    if last.verdict is not Verdict.PASS:
        label = VERDICT_LABELS[last.verdict]
        what = f"{last.held_on.isoformat()} 论证结论为「{label}」"
        return (_no(what, "MTCA-21", "补充材料后重新论证", "appraisal"),)
    return ()


@cites("MTCA-13", "HN-2.2")
def ethics_gate(
    rows: Sequence[EthicsReview],
    day: date,
    *,
    waiver_allowed: bool,
    after: date | None = None,
) -> tuple[Finding, ...]:
    """限制类和有重大伦理风险的须经伦理审查通过；其他新技术可以书面免审。"""
    if day < MTCA_IN_FORCE:
        return ()
    last = latest_ethics(rows, day, after)
    if last is None:
        what = "停用后尚未重新伦理审查" if after else "尚未经伦理委员会审查通过"
        return (_no(what, "MTCA-13", "提请伦理委员会审议并登记结论", "ethics"),)
    if last.waived and not waiver_allowed:
        what = "限制类或有重大伦理风险的技术不能免伦理审查"
        return (_no(what, "MTCA-13", "提请伦理委员会正式审议", "ethics"),)
    if last.waived or last.verdict is Verdict.PASS:
        return ()
    label = VERDICT_LABELS[last.verdict]
    what = f"{last.held_on.isoformat()} 伦理审查结论为「{label}」"
    return (_no(what, "MTCA-13", "按意见补充后重新提请审查", "ethics"),)


@cites("MTCA-21")
def verdict_fits(ability: Verdict, safety: Verdict, verdict: Verdict) -> tuple[Finding, ...]:
    """技术能力与安全保障能力都通过，结论才可以是「通过」。"""
    if verdict is Verdict.PASS and (ability is not Verdict.PASS or safety is not Verdict.PASS):
        what = "技术能力或安全保障能力未通过，论证结论不能是「通过」"
        return (_no(what, "MTCA-21", "改为「补充后再审」或「不通过」", "verdict"),)
    return ()


@cites("MTCA-13")
def waiver_needs_reason(waived: bool, conclusion: str, restricted: bool) -> tuple[Finding, ...]:
    """免审须写明理由；限制类不能免审。"""
    if waived and restricted:
        what = "限制类技术须经伦理审查通过，不能以「不涉及重大伦理风险」免审"
        return (_no(what, "MTCA-13", "提请伦理委员会正式审议", "waived"),)
    if waived and not conclusion.strip():
        what = "「不涉及重大伦理风险」须由伦理委员会签署并写明理由"
        return (_no(what, "MTCA-13", "填写理由后再保存", "conclusion"),)
    return ()


def _no(what: str, article: str, remedy: str, field: str) -> Finding:
    return Finding(Severity.REFUSE, what, article, remedy, field)
