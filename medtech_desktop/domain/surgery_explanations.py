"""对发现的说明与确认：后来的为准，撤销了的不算；发现本身从不删除（第二十条）。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.surgeries import Outcome, Status


class Said(StrEnum):
    """说明的结论：已说明、属实、核实无误。"""

    EXPLAINED = "explained"
    CONFIRMED = "confirmed"
    CLEARED = "cleared"


SAID_LABELS: dict[Said, str] = {
    Said.EXPLAINED: "已说明情况",
    Said.CONFIRMED: "核实属实",
    Said.CLEARED: "核实无误，不是问题",
}
_OUTCOMES = {
    Said.EXPLAINED: Outcome.EXPLAINED,
    Said.CONFIRMED: Outcome.CONFIRMED,
    Said.CLEARED: Outcome.CLEARED,
}
NOTED = "上级已确认"
"""提示一类的发现（急诊超权限已由上级确认）的状态，不计问题。"""

FindingKey = tuple[int, int, int, int]
"""一条发现的所在：病例的来源键、第几项、种类；按技术说明的（键为 0）另有技术，否则 0。"""


@dataclass(frozen=True, slots=True)
class Explanation:
    """一次说明：挂在（病例，项，种类）上，重新导入以后仍在。"""

    id: int
    uid: str
    act_seq: int
    key: int
    ordinal: int
    kind: int
    technology_id: int | None
    outcome: str
    day: date
    person_id: int | None
    text: str

    @property
    def about(self) -> FindingKey:
        """说的是哪一条。"""
        return finding_key(self.key, self.ordinal, self.kind, self.technology_id)


def finding_key(key: int, ordinal: int, kind: int, technology_id: int | None) -> FindingKey:
    """一条发现的所在；有病例的不看技术。"""
    return key, ordinal, int(kind), 0 if key else technology_id or 0


def latest(explanations: Iterable[Explanation]) -> Mapping[FindingKey, Explanation]:
    """各条发现的说明，以后来的为准。"""
    ordered = sorted(explanations, key=lambda one: (one.act_seq, one.id))
    return {one.about: one for one in ordered}


def outcome_of(status: int, said: str | None) -> Outcome:
    """给使用者看的状态：有说明的从说明，没有的从发现；提示的不计问题。"""
    if said is not None:
        return _OUTCOMES[Said(said)]
    if status == Status.NOTE:
        return Outcome.CLEARED
    return Outcome.TO_VERIFY if status == Status.TO_VERIFY else Outcome.VIOLATION
