"""适用范围：人体器官移植、人类辅助生殖、细胞治疗不适用本办法（第四十七条）。

Recognised by listed entries and their aliases, never by the word 移植; the dated decision
of the office overrides the suggestion either way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.terms import Closeness, closest, split_terms


class Family(StrEnum):
    """不适用本办法的三类技术。"""

    ORGAN = "organ"
    REPRODUCTION = "reproduction"
    CELL = "cell"


FAMILY_LABELS = {
    Family.ORGAN: "人体器官移植技术",
    Family.REPRODUCTION: "人类辅助生殖技术",
    Family.CELL: "细胞治疗技术",
}


@dataclass(frozen=True, slots=True)
class OutOfScopeEntry:
    """不适用本办法的技术一项。多词列以「|」分隔。"""

    id: int
    uid: str
    family: Family
    name: str
    aliases: str = ""
    exceptions: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ScopeDecision:
    """医务部门对某技术是否适用本办法的书面判定，自 ``since`` 起。"""

    id: int
    uid: str
    technology_id: int
    in_scope: bool
    reason: str
    since: date
    until: date | None = None
    family: str = ""  # a Family code when out of scope
    decided_by: str = ""

    def holds_on(self, day: date) -> bool:
        """当日是否有效。"""
        return self.since <= day and (self.until is None or day <= self.until)


class ScopeKind(StrEnum):
    """适用与否：in 适用，out 不适用，ask 名称相近须判定。"""

    IN = "in"
    OUT = "out"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Scope:
    """适用范围的判断：来自判定（``decision``）或名单（``entry``）。"""

    kind: ScopeKind
    entry: OutOfScopeEntry | None = None
    decision: ScopeDecision | None = None
    question: str = ""


IN_SCOPE = Scope(ScopeKind.IN)


def scope_of(
    entries: Iterable[OutOfScopeEntry],
    name: str,
    aliases: tuple[str, ...] = (),
    *,
    on: date,
    decisions: Iterable[ScopeDecision] = (),
) -> Scope:
    """该技术当日是否适用本办法；有判定依判定，无判定依名单。"""
    held = [one for one in decisions if one.holds_on(on)]
    if held:
        last = max(held, key=lambda one: (one.since, one.id))
        kind = ScopeKind.IN if last.in_scope else ScopeKind.OUT
        return Scope(kind, None, last)
    return suggested_scope(entries, name, aliases)


def suggested_scope(
    entries: Iterable[OutOfScopeEntry], name: str, aliases: tuple[str, ...] = ()
) -> Scope:
    """依名单的提示：名称即名单所列 → 不适用；含有所列而另有他词 → 须判定。"""
    asked: OutOfScopeEntry | None = None
    for entry in entries:
        near = _closeness(entry, (name, *aliases))
        if near is Closeness.SAME:
            return Scope(ScopeKind.OUT, entry)
        if near is Closeness.WITHIN and asked is None:
            asked = entry
    if asked is None:
        return IN_SCOPE
    question = (
        f"名称与「{asked.name}」（{FAMILY_LABELS[asked.family]}）相近。"
        "本技术是否属于该类、不适用本办法，理由是什么"
    )
    return Scope(ScopeKind.ASK, asked, None, question)


def _closeness(entry: OutOfScopeEntry, names: tuple[str, ...]) -> Closeness:
    terms = (entry.name, *split_terms(entry.aliases))
    return closest(names, terms, exceptions=split_terms(entry.exceptions))


@cites("MTCA-47")
def scope_findings(scope: Scope, doing: str = "备案") -> tuple[Finding, ...]:
    """不适用本办法的技术，在此不备案、不论证、不报送。``doing`` is the refused deed."""
    if scope.kind is ScopeKind.IN:
        return ()
    if scope.kind is ScopeKind.ASK:
        return (
            Finding(
                Severity.WARN,
                scope.question,
                "MTCA-47",
                "记录是否适用本办法的判定及理由",
                "scope",
            ),
        )
    return (
        Finding(
            Severity.REFUSE,
            f"不适用本办法（{_family(scope)}），不在此{doing}",
            "MTCA-47",
            "按该类技术自己的规定办理；如判断有误，记录适用本办法的判定及理由",
            "scope",
        ),
    )


def _family(scope: Scope) -> str:
    if scope.entry is not None:
        return f"{FAMILY_LABELS[scope.entry.family]}：{scope.entry.name}"
    if scope.decision is None:
        return "第四十七条"
    family = scope.decision.family
    label = FAMILY_LABELS[Family(family)] if family else "第四十七条"
    return f"{label}，{scope.decision.since.isoformat()} 判定：{scope.decision.reason}"


@cites("MTCA-47")
def decision_findings(decision: ScopeDecision, restricted_name: str = "") -> tuple[Finding, ...]:
    """判定本身的核对：须有理由；已对应限制类条目的技术判为不适用须特别说明。"""
    found: list[Finding] = []
    if not decision.reason.strip():
        found.append(
            Finding(
                Severity.REFUSE,
                "判定没有写理由",
                "MTCA-47",
                "写明属于或不属于哪一类技术及依据",
                "reason",
            )
        )
    if not decision.in_scope and restricted_name:
        found.append(
            Finding(
                Severity.WARN,
                f"该技术已对应限制类技术「{restricted_name}」，判为不适用本办法后不再备案",
                "MTCA-47",
                "核对条目对应；确属不适用的写明理由",
                "in_scope",
            )
        )
    return tuple(found)
