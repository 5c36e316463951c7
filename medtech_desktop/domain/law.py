"""法规：条款编号、结论（Finding）、有期限的数值（Ruling）与引用登记。

Everything that judges cites its article; ``dev.py law`` and the tests read the
registry kept here.
"""

from __future__ import annotations

from collections.abc import Callable
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
