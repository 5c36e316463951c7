"""知情同意书：每项技术留存一份文本，有版次、有日期（第四十五条第（三）项）。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.categories import Category
from medtech_desktop.domain.evidence import consent_form_findings
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office.acts import Clerk, Done, named
from medtech_desktop.office.judgements import Judgement
from medtech_desktop.office.technologies import CHANGED
from medtech_desktop.office.world import World, read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.tables import technologies as t


def keep_consent_form(library: Book, clerk: Clerk, key: str, title: str, since: date) -> Done:
    """登记留存的知情同意书，自 ``since`` 起用；以前的一版保留。raises Refused."""
    said = named(title, "知情同意书的名称", "title")
    with library.act(clerk, "technology.consent", effective=since) as page:
        file = read_world(page, since).find_technology(key)
        page.add(
            t.TechnologyFact,
            subject_id=file.technology.id,
            kind=TechnologyFactKind.CONSENT_FORM.value,
            value=said,
            since=since,
        )
    return Done(CHANGED, f"已登记知情同意书「{said}」", subject=file.technology.number)


def consent_form(file: TechnologyFile, day: date) -> str:
    """当日所用的知情同意书；没有为空。"""
    held = [
        fact
        for fact in file.facts
        if fact.kind == TechnologyFactKind.CONSENT_FORM and fact.since <= day
    ]
    return max(held, key=lambda fact: (fact.since, fact.act_seq)).value if held else ""


def consent_findings(world: World, judged: Judgement) -> tuple[Finding, ...]:
    """缺不缺知情同意书；不适用本办法的不问。"""
    applies = judged.category.category is not Category.NOT_APPLICABLE
    return consent_form_findings(consent_form(judged.file, world.on), world.on, applies=applies)
