"""登记论证与伦理审查的结论。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.appraisals import (
    VERDICT_LABELS,
    Verdict,
    verdict_fits,
    waiver_needs_reason,
)
from medtech_desktop.domain.evidence import proof_gate
from medtech_desktop.domain.prohibited import prohibited_findings
from medtech_desktop.domain.scope import ScopeKind, scope_findings, scope_of
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office.acts import Clerk, Done, gate, refuse_to_come
from medtech_desktop.office.judgements import category_of, prohibited_match
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables import technologies as t

_CHANGED = frozenset({"technology", "appraisal"})


@dataclass(frozen=True, slots=True)
class NewAppraisal:
    """论证结论所填的内容。"""

    held_on: date
    ability: Verdict
    safety: Verdict
    verdict: Verdict
    conclusion: str
    meeting: str = ""


def record_appraisal(
    library: Book,
    clerk: Clerk,
    key: str,
    draft: NewAppraisal,
    *,
    reason: str = "",
    today: date | None = None,
) -> Done:
    """登记专门组织的论证结论。没有安全有效的依据不能论证（第二十一条、第九条（四））。"""
    day = draft.held_on
    refuse_to_come(day, "论证日期", "held_on", today)
    with library.act(clerk, "appraisal.record", reason=reason, effective=day) as page:
        world = read_world(page, day)
        file = world.find_technology(key)
        found = list(_managed_here(world, file, day, "论证"))
        research = file.flag(TechnologyFactKind.RESEARCH, day)
        if draft.verdict is Verdict.PASS:
            found += prohibited_findings(prohibited_match(world, file, day))
            found += proof_gate(file.evidence, day, is_research=research)
        found += verdict_fits(draft.ability, draft.safety, draft.verdict)
        gate(page, found, reason)
        page.add(
            t.AppraisalRow,
            technology_id=file.technology.id,
            held_on=day,
            ability=draft.ability,
            safety=draft.safety,
            verdict=draft.verdict,
            conclusion=draft.conclusion.strip(),
            meeting=draft.meeting.strip(),
        )
    said = f"已登记 {file.technology.number} 论证结论：{VERDICT_LABELS[draft.verdict]}"
    return Done(_CHANGED, said, tuple(found), file.technology.number)


@dataclass(frozen=True, slots=True)
class NewEthicsReview:
    """伦理审查所填的内容；``waived``：不涉及重大伦理风险，须写理由。"""

    held_on: date
    verdict: Verdict
    conclusion: str
    waived: bool = False
    meeting: str = ""
    consulted: str = ""


def record_ethics(
    library: Book,
    clerk: Clerk,
    key: str,
    draft: NewEthicsReview,
    *,
    reason: str = "",
    today: date | None = None,
) -> Done:
    """登记伦理委员会的审查结论（第十三条）。"""
    day = draft.held_on
    refuse_to_come(day, "审查日期", "held_on", today)
    with library.act(clerk, "ethics.record", reason=reason, effective=day) as page:
        world = read_world(page, day)
        file = world.find_technology(key)
        found = list(_managed_here(world, file, day, "伦理审查"))
        category = category_of(world, file, day)
        risky = category.is_restricted or file.flag(TechnologyFactKind.ETHICAL_RISK, day)
        if draft.verdict is Verdict.PASS:
            found += prohibited_findings(prohibited_match(world, file, day))
        found += waiver_needs_reason(draft.waived, draft.conclusion, risky)
        gate(page, found, reason)
        page.add(
            t.EthicsReviewRow,
            technology_id=file.technology.id,
            held_on=day,
            waived=draft.waived,
            verdict=draft.verdict,
            conclusion=draft.conclusion.strip(),
            meeting=draft.meeting.strip(),
            consulted=draft.consulted.strip(),
        )
    word = "不涉及重大伦理风险" if draft.waived else VERDICT_LABELS[draft.verdict]
    said = f"已登记 {file.technology.number} 伦理审查结论：{word}"
    return Done(_CHANGED, said, tuple(found), file.technology.number)


def _managed_here(world: World, file: TechnologyFile, day: date, doing: str) -> tuple:  # type: ignore[type-arg]
    wording = file.wording(day)
    scope = scope_of(
        world.catalogs.out_of_scope,
        wording.name,
        wording.aliases,
        on=day,
        decisions=file.scope_decisions,
    )
    if scope.kind is not ScopeKind.OUT:
        return ()
    if scope.decision is None and category_of(world, file, day).is_restricted:
        return ()
    return scope_findings(scope, doing)
