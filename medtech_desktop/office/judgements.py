"""对一项技术的判断：类别、门槛、生命周期，合在一处算。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.catalogs import RestrictedItem
from medtech_desktop.domain.categories import Categorised, category_on
from medtech_desktop.domain.clocks import FilingDuty
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.lifecycles import LifeCycle, life_cycle, start_gate
from medtech_desktop.domain.prohibited import Match, match
from medtech_desktop.domain.scope import Scope, scope_of
from medtech_desktop.domain.stops import started_on
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.world import World


@dataclass(frozen=True, slots=True)
class Judgement:
    """某日对一项技术的全部判断。"""

    file: TechnologyFile
    category: Categorised
    prohibited: Match
    scope: Scope
    gate: tuple[Finding, ...]
    duties: tuple[FilingDuty, ...]
    cycle: LifeCycle
    known_code: str = ""

    @property
    def item(self) -> RestrictedItem | None:
        """当日对应的限制类条目。"""
        return self.category.items[0] if self.category.items else None

    @property
    def code(self) -> str:
        """屏幕所用的技术编号：当日目录没有编号的，取该谱系印过的编号。"""
        return next((i.entry.code for i in self.category.items if i.entry.code), self.known_code)

    def is_in_use(self, day: date) -> bool:
        """已获准或已有首例。"""
        return bool(started_on(self.file.starts, day) or self.file.counting_cases(day))

    def official_name(self, day: date) -> str:
        """正式名称：限制类以目录条目为准，其余用本院登记的名称。"""
        return self.item.entry.name if self.item else self.file.name(day)

    @property
    def duty(self) -> FilingDuty | None:
        """最要紧的备案义务：未提交的在前，期限早的在前。"""
        order = sorted(self.duties, key=lambda d: (d.submitted is not None, d.clock.due))
        return order[0] if order else None


def prohibited_match(world: World, file: TechnologyFile, day: date) -> Match:
    """禁止类核对。"""
    return match(world.catalogs.prohibited, file.wording(day), day, file.answers)


def category_of(world: World, file: TechnologyFile, day: date) -> Categorised:
    """某日的类别。"""
    wording = file.wording(day)
    scope = scope_of(
        world.catalogs.out_of_scope,
        wording.name,
        wording.aliases,
        on=day,
        decisions=file.scope_decisions,
    )
    prohibited = prohibited_match(world, file, day)
    return category_on(day, file.lineages_on(day), world.catalog_on(day), prohibited, scope)


def judge(world: World, file: TechnologyFile) -> Judgement:
    """按 ``world.on`` 判断一项技术；同一份全貌里只判一次。"""
    return world.once("judged", file, lambda: _judge(world, file))


def _judge(world: World, file: TechnologyFile) -> Judgement:
    on = world.on
    wording = file.wording(on)
    scope = scope_of(
        world.catalogs.out_of_scope,
        wording.name,
        wording.aliases,
        on=on,
        decisions=file.scope_decisions,
    )
    prohibited = prohibited_match(world, file, on)
    category = category_on(on, file.lineages_on(on), world.catalog_on(on), prohibited, scope)
    gate = start_gate(file, on, category, prohibited, world.norms)
    duties = world.duties(file)
    chosen = sorted(duties, key=lambda d: (d.submitted is not None, d.clock.due))
    cycle = life_cycle(
        file,
        on,
        category,
        gate,
        chosen[0] if chosen else None,
        world.filings_of(file.technology.id),
    )
    known = next(iter(world.codes(file)), "")
    return Judgement(file, category, prohibited, scope, gate, duties, cycle, known)
