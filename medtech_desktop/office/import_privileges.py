"""导入授权：启用日以前的是期初，以后的是授予；同一文号的各行合为一次决定。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent, as_event
from medtech_desktop.domain.privilege_gates import Known
from medtech_desktop.domain.privilege_rules import decision_findings
from medtech_desktop.domain.privileges import (
    DecisionKind,
    PrivilegeEvent,
    Target,
    TargetKind,
    Verb,
)
from medtech_desktop.office.import_keepers import Duplicate, Keeper, Unfit, Values, text
from medtech_desktop.office.import_people import KnownPeople
from medtech_desktop.office.import_targets import KnownTargets
from medtech_desktop.office.privilege_annulments import annulment_dependents
from medtech_desktop.office.privilege_rules import Lookup
from medtech_desktop.office.privileges import enter_decision, invited
from medtech_desktop.store.page import Page
from medtech_desktop.store.privileges import any_event, chains_of, events_of_act
from medtech_desktop.store.specialties import load_specialties

_GIVEN = (Verb.OPENING, Verb.GRANT)
_COLUMNS = {
    "person": "number",
    "invitation": "number",
    "temporary": "number",
    "grade": "grade",
    "until": "until",
    "document": "document",
    "meeting": "meeting",
    "approver": "meeting",
}
"""结论所说的格 → 栏目；别的说授权日期。"""
_Group = tuple[DecisionKind, str, str]


@dataclass(slots=True)
class Privileges(Keeper):
    """授权：人、对象都须在册；规则与手工录入相同。"""

    people: KnownPeople = field(init=False)
    specialties: dict[str, int] = field(default_factory=dict)
    targets: KnownTargets = field(init=False)
    chains: dict[int, dict[Target, list[PrivilegeEvent]]] = field(default_factory=dict)
    groups: dict[_Group, list[tuple[NewDecision, NewEvent]]] = field(default_factory=dict)
    lookup: Lookup = field(init=False)
    known: Known = field(init=False)
    empty: bool = False

    def begin(self) -> None:
        Keeper.begin(self)
        staff = self.world.staff
        self.people = KnownPeople(staff, self.on)
        for one in load_specialties(self.page).specialties:
            self.specialties[one.name] = one.id
        self.targets = KnownTargets(self.page, self.world, self.on)
        self.empty = not any_event(self.page)
        self.lookup = Lookup(self.page, self.on)
        self.known = Known(
            today=self.on,
            opened_on=self.world.hospital.opened_on,
            staff=staff,
            label=self.lookup.label,
            chain=self._chain,
            technology=self.lookup.technology,
            procedure=self.lookup.procedure,
        )

    def _chain(self, person: int, target: Target) -> Sequence[PrivilegeEvent]:
        if person not in self.chains:
            self.chains[person] = {} if self.empty else chains_of(self.page, person)
        return self.chains[person].get(target, ())

    def keep(self, row: Values) -> None:
        person, target = self.people.find(row), self._target(row)
        day, until = cast(date, row["day"]), cast("date | None", row.get("until"))
        verb = Verb.OPENING if day <= self.known.opened_on else Verb.GRANT
        grade = int(text(row, "grade")) if target.kind is TargetKind.GRADE else None
        reason = text(row, "note")
        event = NewEvent(person, target, verb, day, until, grade, reason)
        [event] = invited(self.page, [event])
        self._not_twice(event)
        decision = NewDecision(
            DecisionKind.OPENING if verb is Verb.OPENING else DecisionKind.GRANT,
            day,
            basis=text(row, "basis"),
            meeting=text(row, "meeting"),
            document=text(row, "document"),
        )
        self._judge(row, decision, event, reason)
        mine = self.chains[person].setdefault(target, [])
        mine.append(as_event(event, self.on, len(mine)))
        other = "" if decision.document else f"{decision.meeting}\n{decision.basis}"
        key = (decision.kind, decision.document, other)
        self.groups.setdefault(key, []).append((decision, event))

    def repaired(self, row: Values) -> Mapping[str, str]:
        return self.targets.repaired(row)

    def _target(self, row: Values) -> Target:
        if row.get("code"):
            found = self.targets.code(row)
            target = Target(TargetKind.PROCEDURE, found.id)
            self.lookup.labels.setdefault(target, f"{found.code} {found.name}")
            return target
        name = text(row, "technology")
        if name:
            return Target(TargetKind.TECHNOLOGY, self.targets.technology(name))
        name = text(row, "specialty")
        if name not in self.specialties:
            raise Unfit("specialty", name, "没有登记这个专业，先登记，或改成登记的名称")
        return Target(TargetKind.GRADE, self.specialties[name])

    def _not_twice(self, event: NewEvent) -> None:
        """同一天、同一级别、同一末日的授予已经在册，或前面的一行已经是它。"""
        for one in self._chain(event.person_id, event.target):
            same = (one.day, one.until, one.grade) == (event.day, event.until, event.grade)
            if one.annulled_on is None and one.verb in _GIVEN and same:
                raise Duplicate("已在册" if one.uid else "与前面的一行相同")

    def _judge(self, row: Values, decision: NewDecision, event: NewEvent, reason: str) -> None:
        """规则拒绝的，和须说明而备注没有写理由的，不记。"""
        for one in decision_findings(self.known, decision, [event], reason):
            if one.severity is Severity.REFUSE:
                column = self._column(one, event)
                raise Unfit(column, self._shown(row, column), f"{one.message}。{one.remedy}")
            if one.severity is Severity.WARN and not reason:
                why = f"{one.message}。{one.remedy}；理由写在备注"
                raise Unfit("note", "", why)

    def _column(self, finding: Finding, event: NewEvent) -> str:
        if finding.field in ("target", "training"):
            kinds = {TargetKind.GRADE: "specialty", TargetKind.PROCEDURE: "code"}
            return kinds.get(event.target.kind, "technology")
        return _COLUMNS.get(finding.field, "day")

    def _shown(self, row: Values, column: str) -> str:
        value = row.get(column)
        if value is None:
            return ""
        return str(getattr(value, "typed", value))

    def finish(self) -> None:
        for rows in self.groups.values():
            decision = replace(
                rows[0][0],
                decided_on=min(event.day for _, event in rows),
                basis=_joined(one.basis for one, _ in rows),
                meeting=_joined(one.meeting for one, _ in rows),
                note="导入",
            )
            enter_decision(self.page, decision, [event for _, event in rows])


def _joined(texts: Iterable[str]) -> str:
    """各行所写的，同样的只写一次。"""
    return "；".join(dict.fromkeys(one for one in texts if one))


def refuse_undo(page: Page, seq: int) -> None:
    """这一批之上已经有续授、暂停等的，不能整批撤销。raises Refused."""
    hanging = annulment_dependents(page, events_of_act(page, seq))
    if hanging:
        what = f"后来登记的 {len(hanging)} 件续授、暂停等靠这一批的授权成立，不能整批撤销"
        remedy = "先撤销那些，或逐件撤销登记错的"
        raise Refused([Finding(Severity.REFUSE, what, "MTCA-20", remedy, "number")])
