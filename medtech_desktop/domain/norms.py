"""管理规范：某技术的临床应用管理规范，有版有日期；自我评估须写明按哪一版（第十条、第十一条）。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.law import MTCA_IN_FORCE, Finding, Severity, cites


@dataclass(frozen=True, slots=True)
class Norm:
    """管理规范的一版，自 ``since`` 至 ``until``（均含）；按沿革对应技术。"""

    id: int
    uid: str
    lineage: str
    title: str
    edition: str
    since: date
    until: date | None = None
    document_number: str = ""
    unverified: bool = False
    note: str = ""


def norm_on(day: date, norms: Iterable[Norm], lineages: tuple[str, ...]) -> Norm | None:
    """该技术当日有效的管理规范；新版施行即替代旧版。无则 None。"""
    held = [norm for norm in norms if norm.lineage in lineages and norm.since <= day]
    if not held:
        return None
    last = max(held, key=lambda norm: (norm.since, norm.id))
    return last if last.until is None or day <= last.until else None


@cites("MTCA-10¶2", "MTCA-11", "HN-2.2")
def norm_findings(
    day: date,
    norms: Iterable[Norm],
    lineages: tuple[str, ...],
    assessed_norm_id: int | None,
    assessed_on: date | None,
) -> tuple[Finding, ...]:
    """自我评估须按当日有效的规范；规范换版后须重新评估。

    No assessment at all (``assessed_on`` None) is the filing gate's business, not this rule's.
    """
    if day < MTCA_IN_FORCE or assessed_on is None:
        return ()
    known = tuple(norms)
    current = norm_on(day, known, lineages)
    if current is None:
        return () if assessed_norm_id is not None else (_unnamed(assessed_on, none_known=True),)
    if assessed_norm_id == current.id:
        return ()
    if assessed_norm_id is None:
        return (_unnamed(assessed_on),)
    old = next((norm for norm in known if norm.id == assessed_norm_id), None)
    by = f"「{old.title}」{old.edition}" if old else "另一份规范"
    return (
        Finding(
            Severity.WARN,
            f"{assessed_on.isoformat()} 的自我评估按{by}，"
            f"{current.since.isoformat()} 起施行「{current.title}」{current.edition}",
            "MTCA-10¶2",
            "按现行规范重新自我评估",
            "norm",
        ),
    )


def _unnamed(assessed_on: date, *, none_known: bool = False) -> Finding:
    return Finding(
        Severity.WARN,
        f"{assessed_on.isoformat()} 的自我评估没有写明按哪一版管理规范",
        "MTCA-11",
        "先登记管理规范，再按它重新自我评估" if none_known else "写明所按的一版，重新自我评估",
        "norm_missing" if none_known else "norm",
    )


@cites("MTCA-10¶2")
def reassessments_due(
    new: Norm, assessed: Iterable[tuple[int, tuple[str, ...], int | None]]
) -> tuple[int, ...]:
    """新版规范施行后须重新评估的技术：``assessed`` 为（技术、沿革、所按规范）。"""
    return tuple(
        technology_id
        for technology_id, lineages, norm_id in assessed
        if new.lineage in lineages and norm_id != new.id
    )
