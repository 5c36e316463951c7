"""导入手术量：人、对象须在册，期间不与在册的重叠；规则与手工录入相同。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.workloads import NewWorkload, Workload, workload_findings
from medtech_desktop.office.import_keepers import Duplicate, Keeper, Unfit, Values, text
from medtech_desktop.office.import_people import KnownPeople
from medtech_desktop.office.import_targets import KnownTargets
from medtech_desktop.office.workloads import enter_workload
from medtech_desktop.store.workloads import load_workloads

_WHOLE = frozenset({"全部", "全部手术", "合计"})
_COLUMNS = {"period_from": "since", "period_to": "until"}


@dataclass(slots=True)
class Workloads(Keeper):
    """手术量：一行一人一项一段。"""

    people: KnownPeople = field(init=False)
    targets: KnownTargets = field(init=False)
    held: dict[int, list[Workload]] = field(default_factory=dict)

    def begin(self) -> None:
        Keeper.begin(self)
        self.people = KnownPeople(self.world.staff, self.on)
        self.targets = KnownTargets(self.page, self.world, self.on)
        for one in load_workloads(self.page):
            self.held.setdefault(one.person_id, []).append(one)

    def keep(self, row: Values) -> None:
        code, technology = self._target(row)
        new = NewWorkload(
            self.people.find(row),
            code,
            technology,
            row["since"],
            row["until"],
            int(row["cases"]),
            row.get("complications"),
            row.get("deaths"),
            text(row, "source") or self.options.source or "导入",
        )
        mine = self.held.setdefault(new.person_id, [])
        if any(new.is_same(one) for one in mine):
            raise Duplicate
        for found in workload_findings(self.world.staff, new, mine, self.on):
            if found.severity is Severity.REFUSE:
                column = _COLUMNS.get(found.field, found.field)
                value = row.get(column)
                raise Unfit(column, str(value or ""), f"{found.message}。{found.remedy}")
        mine.append(enter_workload(self.page, new))

    def repaired(self, row: Values) -> Mapping[str, str]:
        return self.targets.repaired(row)

    def _target(self, row: Values) -> tuple[int | None, int | None]:
        """手术编码的内部号、技术的内部号；全部手术都没有。"""
        if row.get("code"):
            return self.targets.code(row).id, None
        name = text(row, "technology")
        if not name or name in _WHOLE:
            return None, None
        return None, self.targets.technology(name)
