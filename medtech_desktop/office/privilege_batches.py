"""成批授权以前先核对：一人一项各有什么结论，能授的先授（第二十条）。"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent
from medtech_desktop.domain.privilege_rules import decision_findings
from medtech_desktop.domain.privileges import Verb
from medtech_desktop.office.acts import Clerk, Done, not_found, today
from medtech_desktop.office.application_targets import (
    NewItem,
    resolve_items,
    target_names,
    with_grade,
)
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.privilege_rules import known_for
from medtech_desktop.office.privileges import decide_privileges
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book

_WHOLE = frozenset({"approver", "concurrent", "decided_on", "document", "meeting", "basis", "day"})
"""说的是整次决定而不是哪一项的字段。"""
Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class BatchDraft:
    """成批授权所填：各人（工号或姓名，或编号）、各项、生效日；``approver`` 批准人的工号或姓名。"""

    decision: NewDecision
    people: tuple[str | int, ...]
    items: tuple[NewItem, ...]
    day: date
    approver: str = ""


@dataclass(frozen=True, slots=True)
class BatchLine:
    """一人一项：写法、事件、结论。"""

    person: str
    what: str
    event: NewEvent
    findings: tuple[Finding, ...]

    @property
    def may_go(self) -> bool:
        """没有拒绝的。"""
        return not any(one.severity is Severity.REFUSE for one in self.findings)

    @property
    def said(self) -> str:
        """结论的话；谁的哪一项，行里已经写着。"""
        who = self.person.split(" ")[0]
        named = re.compile(rf"^{re.escape(who)}的「[^」]*」")
        return "；".join(named.sub("", one.message) for one in self.findings)


@dataclass(frozen=True, slots=True)
class Batch:
    """核对好的一批：决定、各人各项，整次决定的结论。"""

    decision: NewDecision
    lines: tuple[BatchLine, ...]
    whole: tuple[Finding, ...]


def check_batch(
    library: Book, clerk: Clerk, draft: BatchDraft, progress: Progress | None = None
) -> Batch:
    """逐人逐项核对，不登记。raises Refused for people or items that are not on record."""
    if not draft.people:
        raise not_found("没有选人", "选一人或几人", "people")
    if not draft.items:
        raise not_found("没有选授权的项目", "至少填一项", "items")
    with library.look() as look:
        world = read_world(look, today())
        staff = world.staff
        people = [
            one if isinstance(one, int) else find_person(staff, one, draft.day)
            for one in draft.people
        ]
        decision = draft.decision
        if draft.approver.strip():
            approver = find_person(staff, draft.approver, decision.decided_on)
            decision = replace(decision, approver_id=approver)
        wanted = resolve_items(look, world, draft.items)
        names = target_names(look, world, [one.target for one in wanted])
        events = [
            (person, NewEvent(person, item.target, Verb.GRANT, draft.day, item.until, item.grade))
            for person in dict.fromkeys(people)
            for item in wanted
        ]
        known = known_for(look, today(), [(who, one.target) for who, one in events], clerk)
        lines, whole = [], []
        for place, (person, event) in enumerate(events):
            if progress is not None:
                progress(place, len(events), "正在逐项核对")
            found = decision_findings(known, decision, (event,), "")
            whole += [one for one in found if one.field in _WHOLE]
            own = tuple(one for one in found if one.field not in _WHOLE)
            number = staff.staff_number(person, draft.day)
            who = f"{staff.name(person, draft.day)} {number}".strip()
            what = with_grade(names[event.target], event.grade)
            lines.append(BatchLine(who, what, event, own))
    return Batch(decision, tuple(lines), tuple(dict.fromkeys(whole)))


def grant_batch(
    library: Book, clerk: Clerk, batch: Batch, chosen: Sequence[int], *, reason: str = ""
) -> Done:
    """授予核对过的各项里选定的；登记时再核对一次。raises Refused."""
    events = [batch.lines[place].event for place in chosen]
    return decide_privileges(library, clerk, batch.decision, events, reason=reason)
