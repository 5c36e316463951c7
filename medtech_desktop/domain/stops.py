"""停止应用：停止与恢复的记录，以及停止期间（第二十二条、第二十五条）。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import Finding, Severity, cites


class StopGround(StrEnum):
    """停止的依据：第二十二条，第二十五条第（一）至（四）项，或本院自行停用。"""

    ART22 = "22"
    ART25_1 = "25(1)"
    ART25_2 = "25(2)"
    ART25_3 = "25(3)"
    ART25_4 = "25(4)"
    OWN = "own"


STOP_LABELS: dict[StopGround, str] = {
    StopGround.ART22: "评估发现严重质量安全问题或不再符合要求",
    StopGround.ART25_1: "被国家列为禁止类技术",
    StopGround.ART25_2: "主要人员、设备或条件变化，不能满足规范或影响效果",
    StopGround.ART25_3: "出现重大质量、安全或伦理问题，或严重不良后果",
    StopGround.ART25_4: "效果不确切，或存在重大质量、安全、伦理缺陷",
    StopGround.OWN: "本院自行停止开展",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """停止应用：自 ``day`` 起（含）不得再开展。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    day: date
    ground: StopGround
    reason: str
    document: str


@dataclass(frozen=True, slots=True)
class Start:
    """获准开展：本院批准自 ``day`` 起开展；``opening`` 为期初，早于启用日的原始事实。"""

    id: int
    uid: str
    act_seq: int
    technology_id: int
    day: date
    opening: bool
    document: str


def stopped_on(stops: Sequence[Stop], starts: Sequence[Start], day: date) -> Stop | None:
    """当日处于停止状态时，返回那次停止。"""
    before = [s for s in stops if s.day <= day]
    if not before:
        return None
    last = max(before, key=lambda s: (s.day, s.act_seq))
    resumed = any(
        s.day <= day and (s.day > last.day or (s.day == last.day and s.act_seq > last.act_seq))
        for s in starts
    )
    return None if resumed else last


def started_on(starts: Sequence[Start], day: date) -> Start | None:
    """当日以前最近一次获准开展。"""
    held = [s for s in starts if s.day <= day]
    return max(held, key=lambda s: (s.day, s.act_seq), default=None)


@cites("MTCA-25", "MTCA-22")
def reports_owed(ground: StopGround, restricted: bool) -> tuple[Finding, ...]:
    """停止后要向谁报告（第二十五条）；第二十二条和第（一）项没有报告义务。"""
    at_once = "立即向核发执业许可证的卫生行政部门书面报告"
    if ground in (StopGround.ART25_2, StopGround.ART25_3) and restricted:
        return (Finding(Severity.WARN, f"限制类技术停止应用，须{at_once}", "MTCA-25", at_once),)
    if ground is StopGround.ART25_4:
        both = "立即向发证机关和省级卫生行政部门分别书面报告"
        return (Finding(Severity.WARN, f"须{both}", "MTCA-25", both),)
    return ()


def citation(ground: StopGround) -> str:
    """停止依据的条款编号。"""
    if ground is StopGround.ART22:
        return "MTCA-22"
    return "MTCA-25" if ground is not StopGround.OWN else "HOSPITAL:本院决定"
