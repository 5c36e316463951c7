"""导入手术量：人、对象须在册，期间不与在册的重叠；规则与手工录入相同。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from medtech_desktop.domain.law import Refused, Severity
from medtech_desktop.domain.procedures import edition_in_use
from medtech_desktop.domain.workloads import NewWorkload, Workload, workload_findings
from medtech_desktop.office.grading_codes import CodeBook, code_book
from medtech_desktop.office.import_keepers import Duplicate, Keeper, Unfit, Values, text
from medtech_desktop.office.import_people import KnownPeople
from medtech_desktop.office.workloads import enter_workload
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.procedures import load_code_editions
from medtech_desktop.store.workloads import load_workloads

_WHOLE = frozenset({"全部", "全部手术", "合计"})
_COLUMNS = {"period_from": "since", "period_to": "until"}


@dataclass(slots=True)
class Workloads(Keeper):
    """手术量：一行一人一项一段。"""

    codes: CodeBook | None = None
    people: KnownPeople = field(init=False)
    numbers: dict[str, int] = field(default_factory=dict)
    technologies: dict[str, int] = field(default_factory=dict)
    held: dict[int, list[Workload]] = field(default_factory=dict)

    def begin(self) -> None:
        Keeper.begin(self)
        self.people = KnownPeople(self.world.staff, self.on)
        editions = load_code_editions(self.page)
        edition = edition_in_use(editions, self.on) or next(iter(editions), None)
        self.codes = code_book(self.page, edition) if edition is not None else None
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
        written = row.get("code")
        if not written or self.codes is None:
            return {}
        found = self.codes.resolve(written)
        return {"code": found[0]} if found[0] != written.typed else {}

    def _target(self, row: Values) -> tuple[int | None, int | None]:
        """手术编码的内部号、技术的内部号；全部手术都没有。"""
        if row.get("code"):
            return self._code(row), None
        name = text(row, "technology")
        if not name or name in _WHOLE:
            return None, None
        if name not in self.technologies:
            try:
                file = self.world.find_technology(name)
            except Refused as refused:
                raise Unfit("technology", name, refused.findings[0].message) from refused
            self.technologies[name] = file.technology.id
        return None, self.technologies[name]

    def _code(self, row: Values) -> int:
        written = row["code"]
        if self.codes is None:
            raise Unfit("code", written.typed, "还没有手术操作编码，先导入编码库")
        found = self.codes.resolve(written)
        if isinstance(found, str):
            raise Unfit("code", written.typed, found)
        if found[0] not in self.numbers:
            self.numbers.update(code_ids(self.page, [found[0]]))
        return self.numbers[found[0]]
