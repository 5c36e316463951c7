"""获准开展、期初在用与停止应用。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.lifecycles import start_gate
from medtech_desktop.domain.prohibited import prohibited_findings
from medtech_desktop.domain.stops import (
    STOP_LABELS,
    StopGround,
    citation,
    reports_owed,
    started_on,
    stopped_on,
)
from medtech_desktop.domain.technologies import FoundBy, TechnologyFile
from medtech_desktop.office.acts import Clerk, Done, gate, not_found
from medtech_desktop.office.judgements import category_of, prohibited_match
from medtech_desktop.office.technologies import CHANGED
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import technologies as t


def start_technology(
    library: Book,
    clerk: Clerk,
    key: str,
    day: date,
    *,
    document: str = "",
    opening: bool = False,
    reason: str = "",
) -> Done:
    """获准开展，自 ``day`` 起。门槛不齐则拒绝；``opening`` 为启用日以前的原始事实（期初）。"""
    with library.act(clerk, "technology.start", reason=reason, effective=day) as page:
        world = read_world(page, day)
        file = world.find_technology(key)
        found: tuple[Finding, ...]
        if opening:
            found = _opening_rules(world, day, document)
            found += prohibited_findings(prohibited_match(world, file, day), in_use=True)
        else:
            found = start_findings(world, file, day)
        gate(page, found, reason)
        page.add(
            t.StartRow,
            technology_id=file.technology.id,
            day=day,
            opening=opening,
            document=document.strip(),
        )
        if opening:
            _opening_case(page, world, file, day)
    word = "已登记期初在用" if opening else "已获准开展"
    said = f"{file.technology.number} {word}，自 {day.isoformat()} 起"
    return Done(CHANGED, said, found, file.technology.number)


def start_findings(world: World, file: TechnologyFile, day: date) -> tuple[Finding, ...]:
    """某日获准开展的全部门槛。"""
    category = category_of(world, file, day)
    prohibited = prohibited_match(world, file, day)
    return start_gate(file, day, category, prohibited, world.norms)


@cites("MTCA-51", "MTCA-49", "HN-6.1")
def _opening_rules(world: World, day: date, document: str) -> tuple[Finding, ...]:
    """期初只收启用日以前的事实，须有文件或记录为凭。"""
    if day >= world.hospital.opened_on:
        what = f"期初只登记启用日（{world.hospital.opened_on.isoformat()}）以前的事实"
        return (Finding(Severity.REFUSE, what, "MTCA-51", "启用日以后的按获准开展登记", "day"),)
    if not document.strip():
        what = "期初须写明凭据（文件或病例记录）"
        return (Finding(Severity.REFUSE, what, "MTCA-51", "写明凭据的名称或编号", "document"),)
    return ()


def _opening_case(page: Page, world: World, file: TechnologyFile, day: date) -> None:
    site = world.hospital.default_site()
    if site is not None and not file.counting_cases(day):
        page.add(
            t.FirstCaseRow,
            technology_id=file.technology.id,
            site_id=site.id,
            day=day,
            found_on=day,
            found_by=FoundBy.ENTERED,
            case_ref="期初",
            counts=True,
            reason="",
        )


def stop_technology(
    library: Book,
    clerk: Clerk,
    key: str,
    day: date,
    ground: StopGround,
    why: str,
    *,
    document: str = "",
) -> Done:
    """停止应用，自 ``day`` 起；随即说明要向谁报告（第二十五条）。"""
    if not why.strip():
        raise not_found("没有写停止的原因", "写明出现了什么情形", "reason")
    with library.act(clerk, "technology.stop", reason=why, effective=day) as page:
        world = read_world(page, day)
        file = world.find_technology(key)
        if stopped_on(file.stops, file.starts, day) is not None:
            raise not_found(f"{file.technology.number} 已经停止应用", "无需再停", "code")
        if started_on(file.starts, day) is None and not file.counting_cases(day):
            raise not_found(f"{file.technology.number} 还没有开展", "没有开展的不必停止", "code")
        restricted = category_of(world, file, day).is_restricted
        owed = reports_owed(ground, restricted)
        page.add(
            t.StopRow,
            technology_id=file.technology.id,
            day=day,
            ground=ground,
            reason=why.strip(),
            document=document.strip(),
        )
        page.remark(article=citation(ground), owed=[f.message for f in owed])
    said = f"{file.technology.number} 自 {day.isoformat()} 起停止应用：{STOP_LABELS[ground]}"
    return Done(CHANGED, said, owed, file.technology.number)
