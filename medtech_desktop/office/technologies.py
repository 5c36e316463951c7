"""本院技术：登记、对应目录、科室与负责人、依据、自评、获准、停止。"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.catalogs import Entry, Level, RestrictedItem
from medtech_desktop.domain.categories import near_findings
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.practitioners import lead_registration
from medtech_desktop.domain.prohibited import (
    Match,
    MatchKind,
    ProhibitedEntry,
    Wording,
    match,
    prohibited_findings,
)
from medtech_desktop.domain.scope import (
    Scope,
    ScopeKind,
    suggested_scope,
)
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.domain.terms import join_terms, normal
from medtech_desktop.office.acts import Clerk, Done, gate, named, not_found, refuse_to_come
from medtech_desktop.office.institutions import ensure_department
from medtech_desktop.office.judgements import category_of
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.office.practitioners import find_person
from medtech_desktop.office.world import World, as_code, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import technologies as t
from medtech_desktop.store.technologies import next_technology_number

CHANGED = frozenset({"technology"})


@dataclass(frozen=True, slots=True)
class NewTechnology:
    """登记技术所填的内容。``code`` 为目录里的技术编号，``name`` 为本院叫法（可空）。"""

    name: str = ""
    code: str = ""
    entry_name: str = ""
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    indication: str = ""
    departments: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    radiology: bool | None = None
    ethical_risk: bool = False
    research: bool = False


def add_technology(
    library: Book, clerk: Clerk, draft: NewTechnology, on: date, *, reason: str = ""
) -> Done:
    """登记一项技术。禁止类拒绝；可能属于禁止类的先问适应证；不适用本办法的标明。"""
    with library.act(clerk, "technology.add", reason=reason, effective=on) as page:
        world = read_world(page, on)
        entry = find_entry(world, draft.code or draft.entry_name, on)
        name = draft.name.strip() or (entry.name if entry else "")
        if not name:
            raise not_found("没有填技术名称", "填写名称，或给出目录里的技术编号", "name")
        for text in (name, *draft.aliases, *draft.codes):
            named(text, "技术名称、别名或编码", "name")
        _not_twice(world, name, entry)
        wording = Wording(name, draft.aliases, draft.codes, draft.indication)
        asked = match(world.catalogs.prohibited, wording, on)
        found = _prohibition(asked, draft.indication)
        scope = suggested_scope(world.catalogs.out_of_scope, name, draft.aliases)
        if entry is None:
            found += _scope_questions(scope)
            found += near_findings((name, *draft.aliases), world.catalog_on(on))
        found += lead_findings(world, draft.leads, entry, on)
        found = list(gate(page, found, reason))
        technology, number = insert_technology(page, world, draft, name, entry, on)
        if asked.kind is MatchKind.POSSIBLE and asked.entry is not None:
            keep_answer(page, asked.entry, technology, draft.indication, reason, on, clerk)
    said = f"已登记 {number} {name}"
    if entry is None and scope.kind is ScopeKind.OUT:
        said += "，不适用本办法（第四十七条），不备案、不论证"
    return Done(CHANGED, said, tuple(found), number)


def lead_findings(
    world: World, leads: Sequence[str], entry: Entry | None, on: date
) -> list[Finding]:
    """登记时就写上的技术负责人：当日属限制类的，须是本院注册的执业医师。"""
    if entry is None or entry.lineage not in {i.entry.lineage for i in world.catalog_on(on).items}:
        return []
    return _leads_here(world, [find_person(world.staff, lead, on) for lead in leads], on)


def _prohibition(asked: Match, indication: str) -> list[Finding]:
    """确属的拒绝；可能的须写明适应证，并写明判定为不属于的理由（随后存为书面判定）。"""
    found = prohibited_findings(asked)
    if asked.kind is not MatchKind.POSSIBLE or not indication.strip():
        return list(found)
    remedy = "写明不属于禁止类的理由，作为书面判定保存；属于的不得登记开展"
    return [replace(f, severity=Severity.WARN, remedy=remedy) for f in found]


def keep_answer(
    page: Page,
    entry: ProhibitedEntry,
    technology: int,
    indication: str,
    reason: str,
    on: date,
    clerk: Clerk,
    *,
    is_prohibited: bool = False,
) -> None:
    """保存对「可能属于禁止类」的书面判定。"""
    page.add(
        t.ProhibitedAnswerRow,
        entry_id=entry.id,
        technology_id=technology,
        indication=indication,
        is_prohibited=is_prohibited,
        reason=reason.strip(),
        decided_on=on,
        decided_by=clerk.name,
    )


def insert_technology(
    page: Page,
    world: World,
    draft: NewTechnology,
    name: str,
    entry: Entry | None,
    on: date,
) -> tuple[int, str]:
    """写下一项技术，返回内部编号与院内编号。"""
    number = next_technology_number(page)
    technology = page.add(t.TechnologyRow, number=number)
    for kind, value in _values(draft, name).items():
        if value:
            page.add(
                t.TechnologyFact, subject_id=technology, kind=kind.value, value=value, since=on
            )
    if entry is not None:
        page.add(
            t.TechnologyLineageRow,
            technology_id=technology,
            lineage=entry.lineage,
            since=on,
            until=None,
        )
    for department in draft.departments:
        _add_department(page, technology, department, on)
    for lead in draft.leads:
        person = find_person(world.staff, lead, on)
        page.add(
            t.TechnologyLeadRow, technology_id=technology, person_id=person, since=on, until=None
        )
    return technology, number


def _values(draft: NewTechnology, name: str) -> dict[TechnologyFactKind, str]:
    radiology = draft.radiology
    return {
        TechnologyFactKind.NAME: name,
        TechnologyFactKind.ALIASES: join_terms(draft.aliases),
        TechnologyFactKind.CODES: join_terms(draft.codes),
        TechnologyFactKind.INDICATION: draft.indication,
        TechnologyFactKind.RADIOLOGY: "yes" if radiology else ("no" if radiology is False else ""),
        TechnologyFactKind.ETHICAL_RISK: "yes" if draft.ethical_risk else "",
        TechnologyFactKind.RESEARCH: "yes" if draft.research else "",
    }


def _add_department(page: Page, technology: int, name: str, since: date) -> None:
    page.add(
        t.TechnologyDepartmentRow,
        technology_id=technology,
        department_id=ensure_department(page, name, since),
        since=since,
        until=None,
    )


def _not_twice(world: World, name: str, entry: Entry | None) -> None:
    for file in world.technologies:
        same = entry is not None and entry.lineage in file.lineages_on(world.on)
        if same or file.name(world.on) == name:
            raise not_found(
                f"「{name}」已经登记为 {file.technology.number}", "打开已有的那一项", "name"
            )


def _scope_questions(scope: Scope) -> list[Finding]:
    """名称相近而未定的，登记时须写明理由（第四十七条）。"""
    if scope.kind is not ScopeKind.ASK:
        return []
    remedy = "写明属于或不属于该类的理由"
    return [Finding(Severity.WARN, scope.question, "MTCA-47", remedy, "scope")]


def find_entry(world: World, key: str, on: date) -> Entry | None:
    """按技术编号或正式名称找目录条目，当日施行的优先；空 = 不在目录。raises Refused.

    The link is the identity; whether it is restricted is asked of each day.
    """
    wanted = as_code(key)
    if not wanted:
        return None
    plain = normal(wanted)  # full and half width are the same name, nothing else is
    for item in world.catalog_on(on).items:
        if wanted == item.entry.code or plain == normal(item.entry.name):
            return item.entry
    old = [e for e in world.catalogs.entries if wanted == e.code or plain == normal(e.name)]
    if old:
        return old[-1]
    raise not_found(f"限制类目录里没有「{wanted}」", "核对编号；不是限制类的不填编号", "code")


def entry_code(library: Book, key: str, on: date) -> str:
    """给的是目录编号或条目全名时返回它本身，否则为空（按名称登记）。raises Refused.

    A word shaped like a code that no edition knows is refused, so that a typing error
    does not become a technology's name.
    """
    wanted = as_code(key)
    with library.look() as look:
        world = read_world(look, on)
    codes = {e.code for e in world.catalogs.entries} - {""}
    names = {normal(e.name) for e in world.catalogs.entries}
    if wanted in codes or normal(wanted) in names:
        return wanted
    if re.fullmatch(r"[A-Za-z]\d{1,3}", wanted):
        find_entry(world, wanted, on)
    return ""


def set_technology(
    library: Book,
    clerk: Clerk,
    key: str,
    values: dict[TechnologyFactKind, str],
    since: date,
    *,
    reason: str = "",
) -> Done:
    """修改技术的内容，自 ``since`` 起；以前的值保留。"""
    with library.act(clerk, "technology.set", reason=reason, effective=since) as page:
        world = read_world(page, since)
        file = world.find_technology(key)
        name = values.get(TechnologyFactKind.NAME, file.name(since))
        old = file.wording(since)
        indication = values.get(TechnologyFactKind.INDICATION, old.indication)
        wording = Wording(name, old.aliases, old.codes, indication)
        found = prohibited_findings(match(world.catalogs.prohibited, wording, since, file.answers))
        gate(page, found, reason)
        for kind, value in values.items():
            page.add(
                t.TechnologyFact,
                subject_id=file.technology.id,
                kind=kind.value,
                value=value.strip(),
                since=since,
            )
    return Done(CHANGED, f"已修改 {file.technology.number}", subject=file.technology.number)


def set_departments(
    library: Book, clerk: Clerk, key: str, names: Sequence[str], since: date
) -> Done:
    """改为这些开展科室，自 ``since`` 起。"""
    with library.act(clerk, "technology.departments", effective=since) as page:
        world = read_world(page, since)
        file = world.find_technology(key)
        wanted = {ensure_department(page, name, since) for name in names if name.strip()}
        for row in file.departments:
            if row.until is None and row.department_id not in wanted:
                _end(page, t.TechnologyDepartmentRow, row, since, department_id=row.department_id)
        held = set(file.department_ids(since))
        for department in sorted(wanted - held):
            page.add(
                t.TechnologyDepartmentRow,
                technology_id=file.technology.id,
                department_id=department,
                since=since,
                until=None,
            )
    return Done(CHANGED, "已登记开展科室", subject=file.technology.number)


def _end(page: Page, table: type, row: object, since: date, **same: object) -> None:
    """补登终止日：撤销旧行，重写一行止于前一日。"""
    page.annul(table, row.uid, "补登终止日")  # type: ignore[attr-defined]
    began: date = row.since  # type: ignore[attr-defined]
    if began < since:
        page.add(
            table,
            technology_id=row.technology_id,  # type: ignore[attr-defined]
            since=began,
            until=date.fromordinal(since.toordinal() - 1),
            **same,
        )


def set_leads(library: Book, clerk: Clerk, key: str, people: Sequence[str], since: date) -> Done:
    """改为这些技术负责人，自 ``since`` 起；限制类的须是本院注册的执业医师。"""
    with library.act(clerk, "technology.leads", effective=since) as page:
        world = read_world(page, since)
        file = world.find_technology(key)
        wanted = [find_person(world.staff, p, since) for p in people if p.strip()]
        if category_of(world, file, since).is_restricted:
            gate(page, _leads_here(world, wanted, since))
        for row in file.leads:
            if row.until is None and row.person_id not in wanted:
                _end(page, t.TechnologyLeadRow, row, since, person_id=row.person_id)
        for person in wanted:
            if person not in file.lead_ids(since):
                page.add(
                    t.TechnologyLeadRow,
                    technology_id=file.technology.id,
                    person_id=person,
                    since=since,
                    until=None,
                )
    return Done(CHANGED, "已登记技术负责人", subject=file.technology.number)


def _leads_here(world: World, people: Sequence[int], on: date) -> list[Finding]:
    """限制类的技术负责人须是本院注册的执业医师；只有一张许可证时连证也核对。"""
    site = world.hospital.default_site()
    licence = world.hospital.licence_of(site.id, on) if site else None
    one = licence.id if licence and len(world.hospital.licences) == 1 else None
    return [f for person in people for f in lead_registration(world.staff, person, one, on)]


def link_entry(library: Book, clerk: Clerk, key: str, code: str, since: date) -> Done:
    """把本院技术与目录条目对应，自 ``since`` 起；由人确认，不凭名称。"""
    with library.act(clerk, "technology.link", effective=since) as page:
        world = read_world(page, since)
        file = world.find_technology(key)
        entry = find_entry(world, code, since)
        if entry is None:
            raise not_found("没有给出技术编号", "给出目录里的技术编号或正式名称", "code")
        page.add(
            t.TechnologyLineageRow,
            technology_id=file.technology.id,
            lineage=entry.lineage,
            since=since,
            until=None,
        )
    said = f"{file.technology.number} 已对应 {entry.code or entry.name}"
    return Done(CHANGED, said, subject=file.technology.number)


def add_evidence(
    library: Book, clerk: Clerk, key: str, source: str, day: date, *, today: date | None = None
) -> Done:
    """登记安全有效的依据（指南、文献、临床研究结论）。"""
    if not source.strip():
        raise not_found("没有写依据的来源", "写明指南、文献或研究结论的名称和出处", "source")
    refuse_to_come(day, "依据的日期", "day", today)
    with library.act(clerk, "technology.evidence", effective=day) as page:
        file = read_world(page, day).find_technology(key)
        page.add(t.EvidenceRow, technology_id=file.technology.id, source=source.strip(), day=day)
    return Done(CHANGED, "已登记依据", subject=file.technology.number)


def in_list(code: str, name: str, number: str) -> tuple[bool, str, str]:
    """一览里的次序：有技术编号的在前，按编号；没有的按名称的拼音。"""
    return (not code, sort_key(code) if code else sort_key(name), sort_key(number))


def level_word(item: RestrictedItem | None) -> str:
    """限制类的层级：国家、省。"""
    if item is None:
        return ""
    return "国家" if item.level is Level.NATIONAL else "省"
