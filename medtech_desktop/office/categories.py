"""类别的书面判定：可能属于禁止类的、是否适用本办法的。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.prohibited import Wording, match
from medtech_desktop.domain.scope import ScopeDecision, decision_findings
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.technologies import CHANGED, keep_answer
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables import technologies as t


def answer_prohibition(
    library: Book,
    clerk: Clerk,
    key: str,
    *,
    indication: str,
    is_prohibited: bool,
    reason: str,
    on: date,
) -> Done:
    """对「可能属于禁止类」作书面判定，须有适应证和理由。"""
    if not reason.strip():
        raise not_found("判定没有写理由", "写明适应证和判定的理由", "reason")
    with library.act(clerk, "technology.answer", effective=on) as page:
        world = read_world(page, on)
        file = world.find_technology(key)
        old = file.wording(on)
        wording = Wording(old.name, old.aliases, old.codes, indication)
        found = match(world.catalogs.prohibited, wording, on)
        if found.entry is None:
            raise not_found("这项技术没有需要判定的禁止类疑问", "无需判定", "indication")
        keep_answer(
            page,
            found.entry,
            file.technology.id,
            indication,
            reason,
            on,
            clerk,
            is_prohibited=is_prohibited,
        )
        page.add(
            t.TechnologyFact,
            subject_id=file.technology.id,
            kind=TechnologyFactKind.INDICATION.value,
            value=indication,
            since=on,
        )
    said = "已判定属于禁止类，不得开展" if is_prohibited else "已判定不属于禁止类"
    return Done(CHANGED, said, subject=file.technology.number)


def decide_scope(
    library: Book, clerk: Clerk, key: str, *, in_scope: bool, reason: str, on: date
) -> Done:
    """书面判定是否适用本办法（第四十七条）。"""
    with library.act(clerk, "technology.scope", reason=reason, effective=on) as page:
        world = read_world(page, on)
        file = world.find_technology(key)
        item = judge(world, file).item
        decision = ScopeDecision(0, "", file.technology.id, in_scope, reason, on)
        gate(page, decision_findings(decision, item.entry.name if item else ""), reason)
        page.add(
            t.ScopeDecisionRow,
            technology_id=file.technology.id,
            in_scope=in_scope,
            reason=reason.strip(),
            since=on,
            until=None,
            family="",
            decided_by=clerk.name,
        )
    said = "已判定适用本办法" if in_scope else "已判定不适用本办法"
    return Done(CHANGED, said, subject=file.technology.number)
