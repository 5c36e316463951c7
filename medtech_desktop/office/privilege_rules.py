"""授权决定的核对：把规则要知道的读出来，交给 ``domain.privilege_rules``。"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.categories import Categorised, Category
from medtech_desktop.domain.dated import held_on
from medtech_desktop.domain.gradings import GradingList, edition_on
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.privilege_drafts import NewDecision, NewEvent
from medtech_desktop.domain.privilege_gates import Known, ProcedureThen, TechnologyThen
from medtech_desktop.domain.privilege_rules import decision_findings
from medtech_desktop.domain.privileges import PrivilegeEvent, Target, TargetKind
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.domain.stops import started_on, stopped_on
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.judgements import category_of
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Clerk
from medtech_desktop.store.gradings import coded, load_grading, load_grading_editions
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_chains import chains_for
from medtech_desktop.store.privilege_targets import code_labels
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.specialties import load_specialties
from medtech_desktop.store.technology_codes import links_by_code


def check_decision(
    page: Look,
    decision: NewDecision,
    events: Sequence[NewEvent],
    on: date,
    *,
    clerk: Clerk | None = None,
    reason: str = "",
) -> tuple[Finding, ...]:
    """一次决定的全部结论；一次读入，逐件核对。``on``：今天。"""
    known = known_for(page, on, [(one.person_id, one.target) for one in events], clerk)
    return decision_findings(known, decision, events, reason)


def known_for(
    look: Look, on: date, wanted: Sequence[tuple[int, Target]], clerk: Clerk | None = None
) -> Known:
    """规则要知道的：这些人、这些对象已有的事件先读好，技术与编码用到才查。"""
    chains = chains_for(look, wanted)
    lookup = Lookup(look, on)
    lookup.read_labels({target for _, target in wanted})

    def chain(person: int, target: Target) -> Sequence[PrivilegeEvent]:
        return chains.get((person, target), ())

    return Known(
        today=on,
        opened_on=look.kept(load_hospital).opened_on,
        staff=look.kept(load_staff),
        label=lookup.label,
        chain=chain,
        technology=lookup.technology,
        procedure=lookup.procedure,
        clerk_id=clerk.person_id if clerk else None,
        clerk_name=clerk.name if clerk else "",
    )


@dataclass(slots=True)
class Lookup:
    """授权对象在某日的情形；问过的记住。"""

    look: Look
    on: date
    labels: dict[Target, str] = field(default_factory=dict)
    technologies: dict[tuple[int, date], TechnologyThen | None] = field(default_factory=dict)
    procedures: dict[tuple[int, date], ProcedureThen] = field(default_factory=dict)
    codes: dict[int, dict[int, str]] = field(default_factory=dict)
    gradings: dict[int, GradingList] = field(default_factory=dict)
    listed: dict[date, GradingList | None] = field(default_factory=dict)
    coded: dict[date, Collection[int]] = field(default_factory=dict)

    def world(self) -> World:
        """全貌：技术与目录。"""
        return read_world(self.look, self.on)

    def read_labels(self, targets: set[Target]) -> None:
        """这些对象的名称。"""
        codes = code_labels(
            self.look, [one.id for one in targets if one.kind is TargetKind.PROCEDURE]
        )
        for target in targets:
            if target.kind is TargetKind.PROCEDURE:
                self.labels[target] = codes.get(target.id, "")
            elif target.kind is TargetKind.TECHNOLOGY:
                self.labels[target] = technology_label(self.world(), target.id)
            else:
                self.labels[target] = self.look.kept(load_specialties).name(target.id)

    def label(self, target: Target) -> str:
        """对象的名称。"""
        if target not in self.labels:
            self.read_labels({target})
        return self.labels[target]

    def technology(self, technology_id: int, day: date) -> TechnologyThen | None:
        """某日的一项技术；没有的为 None。"""
        key = (technology_id, day)
        if key not in self.technologies:
            self.technologies[key] = self._technology(technology_id, day)
        return self.technologies[key]

    def _technology(self, technology_id: int, day: date) -> TechnologyThen | None:
        world = self.world()
        if all(file.technology.id != technology_id for file in world.technologies):
            return None
        file = world.technology(technology_id)
        category = category_of(world, file, day)
        return TechnologyThen(
            name=technology_label(world, technology_id),
            lineages=restricted_lineages(file, category, day),
            started=started_on(file.starts, day) is not None,
            stop=stopped_on(file.stops, file.starts, day),
            prohibited=category.category is Category.PROHIBITED,
            in_scope=category.category is not Category.NOT_APPLICABLE,
        )

    def procedure(self, code_id: int, day: date) -> ProcedureThen:
        """某日的一条手术编码。"""
        key = (code_id, day)
        if key not in self.procedures:
            self.procedures[key] = self._procedure(code_id, day)
        return self.procedures[key]

    def _procedure(self, code_id: int, day: date) -> ProcedureThen:
        code = self.label(Target(TargetKind.PROCEDURE, code_id)).split(" ")[0]
        held = code_id in self._coded_on(day)
        links = held_on(self.look.kept(links_by_code).get(code_id, ()), day)
        technologies = [(one.condition, self.technology(one.technology_id, day)) for one in links]
        joined = tuple((said, then) for said, then in technologies if then is not None)
        listed = self._listed_on(day)
        if listed is None:
            return ProcedureThen(code, held, links=joined)
        graded = listed.grade_of(code_id, None)
        return ProcedureThen(code, held, graded.standing, graded.note, joined)

    def _listed_on(self, day: date) -> GradingList | None:
        """当日施行的一版分级目录；还没有的为 None。"""
        if day not in self.listed:
            edition = edition_on(load_grading_editions(self.look), day)
            if edition is not None and edition.id not in self.gradings:
                self.gradings[edition.id] = load_grading(self.look, edition.id)
            self.listed[day] = self.gradings[edition.id] if edition is not None else None
        return self.listed[day]

    def _coded_on(self, day: date) -> Collection[int]:
        """当日所用编码库的各条编码。"""
        if day not in self.coded:
            editions = load_code_editions(self.look)
            edition = edition_in_use(editions, day) or next(iter(editions), None)
            self.coded[day] = self._codes(edition.id) if edition is not None else ()
        return self.coded[day]

    def _codes(self, edition_id: int) -> dict[int, str]:
        """一版的编码；本次操作正在添编码时，书页不替我们记住。"""
        if edition_id not in self.codes:
            self.codes[edition_id] = self.look.kept(coded, edition_id)[0]
        return self.codes[edition_id]


def restricted_lineages(file: TechnologyFile, category: Categorised, day: date) -> frozenset[str]:
    """这项技术当日所对应的限制类谱系；不是限制类的为空。"""
    if not category.is_restricted:
        return frozenset()
    return frozenset().union(file.lineages_on(day), *(i.answers_to for i in category.items))


def technology_label(world: World, technology_id: int) -> str:
    """技术的写法：编号与名称；没有的为空。"""
    for file in world.technologies:
        if file.technology.id == technology_id:
            codes = world.codes(file)
            number = codes[-1] if codes else file.technology.number
            return f"{number} {file.name(world.on)}"
    return ""
