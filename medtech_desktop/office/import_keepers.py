"""导入的各类怎样记入：一行一个结果（记入、重复、不合格），规则与手工录入相同。"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from medtech_desktop.domain.catalogs import Entry
from medtech_desktop.domain.law import Finding, Refused, Severity
from medtech_desktop.domain.prohibited import Wording, match, prohibited_findings
from medtech_desktop.domain.scope import ScopeKind, suggested_scope
from medtech_desktop.domain.technologies import FoundBy
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.technologies import (
    NewTechnology,
    find_entry,
    insert_technology,
    lead_findings,
)
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import institutions as ti
from medtech_desktop.store.tables import procedures as tp
from medtech_desktop.store.tables import technologies as tt

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """导入时另外要说明的：版名、文号、来源、系列（catalog、procedures 用）。

    ``meeting``, ``adopted_on`` and ``note`` make a file of gradings an adopted edition at
    once; ``whole``: lines that the file does not have are dropped from the draft.
    ``people`` is the kind of the practitioners whose row says none and whose title tells
    none (practitioners).  ``system`` is the system a surgery log comes from: the same number
    in two systems is two surgeries.
    """

    edition: str = ""
    series: str = ""
    source: str = ""
    since: date | None = None
    meeting: str = ""
    adopted_on: date | None = None
    note: str = ""
    whole: bool = False
    people: str = ""
    system: str = ""


class Unfit(Exception):  # noqa: N818 - an outcome of a row
    """这一行不合格：列、原值、原因。"""

    def __init__(self, column: str, value: str, why: str) -> None:
        self.column, self.value, self.why = column, value, why
        super().__init__(why)


class Duplicate(Exception):  # noqa: N818 - an outcome of a row
    """这一行已经在册；可说明没有改动什么。"""


def refuse(findings: tuple[Finding, ...] | list[Finding], column: str, value: str) -> None:
    """规则拒绝的行：第一条拒绝或须说明的结论即原因。"""
    for f in findings:
        if f.severity in (Severity.REFUSE, Severity.WARN):
            raise Unfit(column, value, f"{f.message}。{f.remedy}")


@dataclass(slots=True)
class Keeper:
    """一类的记入者。``begin`` 读入在册的，``keep`` 记一行，``finish`` 写成批的。

    ``dropped`` counts what a whole file takes away because it does not list it.
    """

    page: Page
    on: date
    options: ImportOptions
    needs: ClassVar[tuple[str, ...]] = ()
    world: World = field(init=False)
    dropped: int = field(init=False, default=0)
    findings: tuple[Finding, ...] = field(init=False, default=())

    def begin(self) -> None:
        """读入在册的。"""
        self.world = read_world(self.page, self.on)

    def keep(self, row: Values) -> None:
        """记一行。raises Unfit, Duplicate."""
        raise NotImplementedError

    def repaired(self, row: Values) -> Mapping[str, str]:
        """记入时补全过的格：栏目键 → 记入的写法。"""
        return {}

    def finish(self) -> None:
        """写成批的内容。"""


def text(row: Values, key: str) -> str:
    """文字列，空为空。"""
    value = row.get(key)
    return "" if value is None else str(value).strip()


def names(row: Values, key: str) -> tuple[str, ...]:
    """多个名字的列。"""
    value = row.get(key)
    if value is None:
        return ()
    if isinstance(value, (tuple, list)):
        return tuple(str(v) for v in value if str(v).strip())
    return (str(value),) if str(value).strip() else ()


@dataclass(slots=True)
class Departments(Keeper):
    """科室。"""

    known: set[str] = field(default_factory=set)

    def begin(self) -> None:
        Keeper.begin(self)
        hospital = self.world.hospital
        self.known = {hospital.department_name(d.id, self.on) for d in hospital.departments}

    def keep(self, row: Values) -> None:
        name = text(row, "name")
        if name in self.known:
            raise Duplicate
        hospital = self.world.hospital
        wanted = text(row, "site")
        sites = {hospital.site_name(s.id, self.on): s.id for s in hospital.sites}
        default = hospital.default_site()
        site = sites.get(wanted) if wanted else (default.id if default else None)
        if site is None:
            raise Unfit(
                "site", wanted, f"没有院区「{wanted}」，先登记院区" if wanted else "没有院区"
            )
        parent = text(row, "parent")
        if parent and parent not in self.known:
            raise Unfit("parent", parent, "上级科室还没有登记，写在它前面或先登记")
        since = row.get("since") or self.on
        department = self.page.add(ti.DepartmentRow, site_id=site)
        facts = {"name": name, "code": text(row, "number"), "parent": parent}
        for kind, value in facts.items():
            if value:
                self.page.add(
                    ti.DepartmentFact, subject_id=department, kind=kind, value=value, since=since
                )
        if row.get("until"):
            self.page.add(
                ti.DepartmentFact, subject_id=department, kind="name", value="", since=row["until"]
            )
        self.known.add(name)


@dataclass(slots=True)
class Technologies(Keeper):
    """本院技术：编号对上目录条目；禁止类、须判定的列为不合格。"""

    taken: set[str] = field(default_factory=set)

    def begin(self) -> None:
        Keeper.begin(self)
        for file in self.world.technologies:
            self.taken.add(file.name(self.on))
            self.taken |= set(file.lineages_on(self.on))

    def keep(self, row: Values) -> None:
        entry, name = self._entry(row)
        if name in self.taken or (entry and entry.lineage in self.taken):
            raise Duplicate
        draft = self._draft(row, name)
        started: date | None = row.get("started_on")
        if started is not None and started > self.on:
            raise Unfit("started_on", started.isoformat(), "开展日期晚于今天")
        self._rules(draft, entry)
        technology, _ = insert_technology(self.page, self.world, draft, name, entry, self.on)
        if started is not None:
            self._started(technology, started)
        self.taken |= {name, entry.lineage} if entry else {name}

    def _entry(self, row: Values) -> tuple[Entry | None, str]:
        """目录条目与名称；有编号的按编号，没有的按全称。"""
        code, name = text(row, "code"), text(row, "name")
        try:
            entry = find_entry(self.world, code, self.on)
        except Refused as refused:
            raise Unfit("code", code, refused.findings[0].message) from refused
        if entry is None:
            listed = (i.entry for i in self.world.catalog_on(self.on).items)
            entry = next((e for e in listed if e.name == name), None)
        name = name or (entry.name if entry else "")
        if not name:
            raise Unfit("name", "", "没有名称，也没有技术编号")
        return entry, name

    def _draft(self, row: Values, name: str) -> NewTechnology:
        return NewTechnology(
            name=name,
            aliases=names(row, "aliases"),
            codes=tuple(getattr(c, "typed", str(c)) for c in row.get("codes") or ()),
            indication=text(row, "indication"),
            departments=names(row, "departments"),
            leads=names(row, "leads"),
            radiology=row.get("radiology"),
            ethical_risk=bool(row.get("ethical_risk")),
            research=bool(row.get("research")),
        )

    def _rules(self, draft: NewTechnology, entry: Entry | None) -> None:
        """禁止类、须判定是否适用的、认不出的负责人，都在写任何一行之前说明。"""
        name = draft.name
        wording = Wording(name, draft.aliases, draft.codes, draft.indication)
        found = match(self.world.catalogs.prohibited, wording, self.on)
        refuse(prohibited_findings(found), "name", name)
        if entry is None:
            scope = suggested_scope(self.world.catalogs.out_of_scope, name, draft.aliases)
            if scope.kind is ScopeKind.ASK:
                raise Unfit("name", name, f"{scope.question}。单独登记并写明判定")
        for lead in draft.leads:
            try:
                found_leads = lead_findings(self.world, (lead,), entry, self.on)
            except Refused as refused:
                raise Unfit("leads", lead, refused.findings[0].message) from refused
            refuse(found_leads, "leads", lead)

    def _started(self, technology: int, day: date) -> None:
        """表中写明的首例；早于启用日的同时记为期初在用。"""
        hospital = self.world.hospital
        site = hospital.default_site()
        if day < hospital.opened_on:
            self.page.add(
                tt.StartRow,
                technology_id=technology,
                day=day,
                opening=True,
                document=self.options.source or "导入",
            )
        if site is not None:
            self.page.add(
                tt.FirstCaseRow,
                technology_id=technology,
                site_id=site.id,
                day=day,
                found_on=self.on,
                found_by=FoundBy.ENTERED,
                case_ref="导入",
                counts=True,
                reason="",
            )


@dataclass(slots=True)
class Procedures(Keeper):
    """手术操作编码：一版一批；编码在本版内不重复。"""

    needs: ClassVar[tuple[str, ...]] = ("edition",)
    rows: list[dict[str, Any]] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    edition_id: int = 0

    def begin(self) -> None:
        key = self.options.edition.strip()
        if not key:
            raise not_found("没有写编码库的版名", "写明版名，如「国临版3.0」", "edition")
        same = self.page.count(tp.CodeEditionRow, tp.CodeEditionRow.key == key)
        if same:
            raise not_found(f"编码库「{key}」已经导入", "换一个版名，或先撤销那一批", "edition")
        self.edition_id = self.page.add(
            tp.CodeEditionRow,
            key=key,
            name=key,
            source=self.options.source,
            since=self.options.since or self.on,
            note="",
        )

    def keep(self, row: Values) -> None:
        code, name = text(row, "code"), text(row, "name")
        if code in self.seen:
            if self.seen[code] == name:
                raise Duplicate
            raise Unfit("code", code, f"编码重复，前面是「{self.seen[code]}」")
        self.seen[code] = name
        self.rows.append(
            {
                "edition_id": self.edition_id,
                "code": code,
                "name": name,
                "category": text(row, "category"),
            }
        )

    def finish(self) -> None:
        self.page.add_many(tp.ProcedureRow, self.rows)
        code_ids(self.page, self.seen)


@dataclass(slots=True)
class Holidays(Keeper):
    """放假与调休。"""

    known: dict[date, bool] = field(default_factory=dict)

    def begin(self) -> None:
        Keeper.begin(self)
        calendar = self.world.calendar
        self.known = {s.day: s.working for s in calendar.special_days}

    def keep(self, row: Values) -> None:
        day: date = row["day"]
        working = row["working"] == "working"
        if self.known.get(day) is working:
            raise Duplicate
        self.page.add(
            ti.SpecialDayRow,
            day=day,
            working=working,
            name=text(row, "name") or ("" if working else "放假"),
            source=text(row, "source") or self.options.source or "导入",
        )
        self.known[day] = working
