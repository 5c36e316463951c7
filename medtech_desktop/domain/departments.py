"""科室的上下级：某日每个科室往上有哪些科室，近的在前（第十八条、第二十条）。

A department names its parent as a dated fact, by the parent's name.  A renamed parent is
still found; a ring of parents ends where it closes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.dated import Fact, value_on
from medtech_desktop.domain.institutions import Department

Above = Mapping[int, tuple[int, ...]]
"""科室 → 它的各级上级，近的在前；没有上级的不列。"""
_DAYS_KEPT = 64


@dataclass(frozen=True, slots=True, eq=False)
class DepartmentTree:
    """全部科室的上下级，按日提问；问过的日子记住。"""

    departments: Sequence[Department] = ()
    facts: Sequence[Fact] = ()
    _asked: dict[date, Above] = field(default_factory=dict, repr=False)

    def above(self, day: date) -> Above:
        """当日的上下级。"""
        if day not in self._asked:
            if len(self._asked) >= _DAYS_KEPT:
                self._asked.clear()
            self._asked[day] = self._above(day)
        return self._asked[day]

    def _above(self, day: date) -> Above:
        if not any(fact.kind == "parent" for fact in self.facts):
            return {}
        mine: dict[int, list[Fact]] = {one.id: [] for one in self.departments}
        for fact in self.facts:
            mine.setdefault(fact.subject_id, []).append(fact)
        by_name = self._names(mine, day)
        parents = {
            one: by_name[name]
            for one, facts in mine.items()
            if (name := value_on(facts, "parent", day)) in by_name
        }
        return {one: _ancestors(one, parents) for one in parents}

    def _names(self, mine: Mapping[int, Sequence[Fact]], day: date) -> dict[str, int]:
        """名称 → 科室：当日的名称先算，从前的名称后算。"""
        called = {
            fact.value: one
            for one, facts in mine.items()
            for fact in facts
            if fact.kind == "name" and fact.value
        }
        now = {value_on(facts, "name", day): one for one, facts in mine.items()}
        now.pop("", None)
        return {**called, **now}


def _ancestors(department: int, parents: Mapping[int, int]) -> tuple[int, ...]:
    found: list[int] = []
    at = parents.get(department)
    while at is not None and at != department and at not in found:
        found.append(at)
        at = parents.get(at)
    return tuple(found)
