"""对核查的发现作说明、确认、核实无误；说明可以撤销，发现不删除，重新导入以后说明仍在。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.surgery_explanations import SAID_LABELS, Said
from medtech_desktop.office.acts import Clerk, Done, named, not_found, refuse_to_come
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_chains import entries_of
from medtech_desktop.store.surgery_explanations import load_explanations
from medtech_desktop.store.surgery_lists import finding_facts
from medtech_desktop.store.tables.surgeries import SurgeryExplanationRow

CHANGED = frozenset({"surgery_explanation"})
_LONGEST = 2000
About = tuple[int, int, int, int | None]
"""说的是哪一条：来源键、第几项、种类、技术；键为 0 的按技术。"""


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """一次说明给人看的样子：结论、说明人、哪天、写了什么，何时由谁登记。"""

    uid: str
    said: Said
    label: str
    person: str
    day: date
    text: str
    clerk: str
    recorded_on: date


def explain(
    library: Book,
    clerk: Clerk,
    finding_ids: Sequence[int],
    outcome: Said,
    text: str,
    person_id: int | None,
    day: date,
) -> Done:
    """给几条发现写同一个说明。raises Refused."""
    with library.act(clerk, "surgery.explain", effective=day) as page:
        facts = finding_facts(page, finding_ids)
        gone = [one for one in finding_ids if one not in facts]
        if gone or not facts:
            raise not_found("所选的发现已经不在", "重新打开列表，再选一次", "findings")
        said = _checked(page, text, person_id, day)
        keys = {(one.key, one.ordinal, one.kind): one.technology_id for one in facts.values()}
        for (key, ordinal, kind), technology in keys.items():
            _add(page, (key, ordinal, kind, technology), outcome, said, person_id, day)
    label = SAID_LABELS[outcome]
    return Done(CHANGED, f"已登记 {len(facts)} 条发现的说明：{label}")


def explain_about(
    library: Book,
    clerk: Clerk,
    abouts: Sequence[About],
    outcome: Said,
    text: str,
    person_id: int | None,
    day: date,
) -> Done:
    """给随今天而变的几条（逾期未备案、应报未报）写同一个说明。raises Refused."""
    with library.act(clerk, "surgery.explain", effective=day) as page:
        if not abouts:
            raise not_found("没有选要说明的", "先在列表里选", "findings")
        said = _checked(page, text, person_id, day)
        for about in dict.fromkeys(abouts):
            _add(page, about, outcome, said, person_id, day)
    return Done(CHANGED, f"已登记 {len(abouts)} 条发现的说明：{SAID_LABELS[outcome]}")


def annul_explanation(library: Book, clerk: Clerk, uid: str, reason: str) -> Done:
    """撤销一次说明，理由必填；发现回到以前的样子。raises Refused."""
    why = named(reason, "撤销的理由", "reason")
    with library.act(clerk, "surgery.explanation_annul", reason=why) as page:
        if uid not in {one.uid for one in load_explanations(page)}:
            raise not_found("没有这一次说明，或者已经撤销", "重新打开这一条发现", "uid")
        page.annul(SurgeryExplanationRow, uid, why)
    return Done(CHANGED, "已撤销这一次说明")


def explanations_about(
    look: Look, key: int, ordinal: int, kind: int, technology_id: int | None = None
) -> tuple[ExplanationLine, ...]:
    """一条发现的各次说明，新的在前。"""
    wanted = (key, ordinal, kind, 0 if key else technology_id or 0)
    mine = [one for one in load_explanations(look) if one.about == wanted]
    entries = entries_of(look, [one.act_seq for one in mine])
    staff = look.kept(load_staff)
    return tuple(
        ExplanationLine(
            one.uid,
            Said(one.outcome),
            SAID_LABELS[Said(one.outcome)],
            staff.name(one.person_id, one.day) if one.person_id else "",
            one.day,
            one.text,
            entries[one.act_seq].person,
            entries[one.act_seq].day,
        )
        for one in sorted(mine, key=lambda one: (one.act_seq, one.id), reverse=True)
    )


def _checked(page: Page, text: str, person_id: int | None, day: date) -> str:
    """写了说明，说明人在册，不在将来。raises Refused."""
    said = text.strip()
    if not said:
        raise not_found("没有写说明", "写明情况和依据", "text")
    if len(said) > _LONGEST:
        raise not_found(f"说明超过 {_LONGEST} 字", "写短一些，详情另附", "text")
    refuse_to_come(day, "说明的日期", "day")
    staff = page.kept(load_staff)
    if person_id is not None and person_id not in {one.id for one in staff.people}:
        raise not_found("名册里没有这位说明人", "从名册里选", "person")
    return said


def _add(
    page: Page,
    about: About,
    outcome: Said,
    text: str,
    person_id: int | None,
    day: date,
) -> None:
    key, ordinal, kind, technology = about
    page.add(
        SurgeryExplanationRow,
        key=key,
        ordinal=ordinal,
        kind=kind,
        technology_id=technology,
        outcome=outcome.value,
        day=day,
        person_id=person_id,
        text=text,
    )
