"""小医院的技术：两项限制类、一项不是的；论证、伦理、停止、负责人、培训、对应、病例登记，随机地变。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.catalogs import Level
from medtech_desktop.domain.practitioners import CertificateKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import catalogs as c
from medtech_desktop.store.tables import practitioners as p
from medtech_desktop.store.tables import technologies as te
from medtech_desktop.store.tables.gradings import TechnologyCodeRow
from tests.office.surgery_log import register_case

OPENED = date(2018, 1, 1)
TECHNOLOGIES, LINEAGES = (1, 2, 3), ("甲系", "乙系")
_SPAN = timedelta(days=9)


def add_technologies(page: Page) -> None:
    """一版国家目录的两个条目，三项技术：前两项是限制类，共用一条编码。"""
    page.add(c.SeriesRow, key="示例", name="示例目录", level=Level.NATIONAL, note="")
    told = {"series_key": "示例", "key": "示例版", "name": "示例版", "printed_as": "示例"}
    more = {"source": "示例", "source_date": None, "has_codes": False, "unverified": False}
    edition = page.add(c.EditionRow, note="", **told, **more)
    for ordinal, lineage in enumerate(LINEAGES, 1):
        named = {"code": "", "name": f"示例{lineage}", "lineage": lineage, "aliases": ""}
        page.add(
            c.EntryRow,
            edition_id=edition,
            ordinal=ordinal,
            restored=False,
            unverified=False,
            note="",
            **named,
        )
    _enforce(page, (edition, date(2018, 11, 1)), 0)
    for number in TECHNOLOGIES:
        one = page.add(te.TechnologyRow, number=f"示-{number}")
        page.add(te.TechnologyFact, subject_id=one, kind="name", value=f"术{number}", since=OPENED)
        span = {"technology_id": one, "since": OPENED, "until": None}
        if number < 3:
            page.add(te.TechnologyLineageRow, lineage=LINEAGES[number - 1], **span)
        page.add(te.TechnologyLeadRow, person_id=number, **span)
        page.add(te.StartRow, technology_id=one, day=OPENED, opening=number != 2, document="文")
        for code in sorted({number, 1}):
            page.add(TechnologyCodeRow, code_id=code, condition="", **span)


def technology_deeds(a_day: Callable[[Random], date]) -> dict[str, Callable[[Random], Any]]:
    """各种改动的骰子。"""
    return {
        "appraise": lambda r: (r.choice(TECHNOLOGIES), a_day(r), r.choice(list(Verdict))),
        "review": lambda r: (r.choice(TECHNOLOGIES), a_day(r), r.choice(list(Verdict))),
        "stop": lambda r: (r.choice(TECHNOLOGIES), a_day(r)),
        "lead": lambda r: (r.choice(TECHNOLOGIES), r.randint(1, 4), a_day(r)),
        "certify": lambda r: (r.randint(1, 4), r.choice(("", *LINEAGES)), a_day(r)),
        "exempt": lambda r: (r.randint(1, 4), r.choice(LINEAGES), a_day(r)),
        "link": lambda r: (r.choice(TECHNOLOGIES), r.randint(1, 6), a_day(r), r.random() < 0.3),
        "case": lambda r: (
            *(r.choice(TECHNOLOGIES), a_day(r), r.choice((1, 2, 3, 4, None)), r.randrange(6)),
            *(r.choice((None, True, False)), r.choice(("生人", "示例甲", "外院某人"))),
        ),
        "force": lambda r: (1, a_day(r)),
    }


def _appraise(page: Page, told: Any, turn: int) -> None:
    number, day, verdict = told
    more = {"ability": verdict, "safety": verdict, "conclusion": "示例", "meeting": "示例"}
    page.add(te.AppraisalRow, technology_id=number, held_on=day, verdict=verdict, **more)


def _review(page: Page, told: Any, turn: int) -> None:
    number, day, verdict = told
    more = {"waived": False, "conclusion": "示例", "meeting": "示例", "consulted": ""}
    page.add(te.EthicsReviewRow, technology_id=number, held_on=day, verdict=verdict, **more)


def _stop(page: Page, told: Any, turn: int) -> None:
    number, day = told
    more = {"ground": StopGround.ART25_3, "reason": "示例", "document": "文"}
    page.add(te.StopRow, technology_id=number, day=day, **more)


def _lead(page: Page, told: Any, turn: int) -> None:
    number, person, day = told
    page.add(te.TechnologyLeadRow, technology_id=number, person_id=person, since=day, until=None)


def _certify(page: Page, told: Any, turn: int) -> None:
    person, lineage, day = told
    more = {"kind": CertificateKind.TRAINING, "title": "示例", "number": "1", "issuer": "示例"}
    page.add(
        p.CertificateRow, person_id=person, lineage=lineage, since=day, until=day + _SPAN, **more
    )


def _exempt(page: Page, told: Any, turn: int) -> None:
    person, lineage, day = told
    more = {"basis": "示例", "reason": "示例", "document": "文"}
    page.add(
        p.TrainingExemptionRow,
        person_id=person,
        lineage=lineage,
        since=day,
        until=day + _SPAN,
        **more,
    )


def _link(page: Page, told: Any, turn: int) -> None:
    number, code, day, conditional = told
    more = {"condition": "示例" if conditional else "", "since": day, "until": None}
    page.add(TechnologyCodeRow, technology_id=number, code_id=code, **more)


def _case(page: Page, told: Any, turn: int) -> None:
    number, day, person, ref, consent, who = told
    key = 1 << 40 | ref
    said = "" if person is not None else who
    register_case(page, number, day, person, ref=f"例{ref}", key=key, said=said, consent=consent)


def _enforce(page: Page, told: Any, turn: int) -> None:
    edition, day = told
    more = {"document_number": "示例", "document_title": "示例", "filing_due": None, "note": ""}
    page.add(
        c.ForceEventRow,
        edition_id=edition,
        level=Level.NATIONAL,
        into_force=turn % 2 == 0,
        day=day,
        unverified=False,
        **more,
    )


DOERS: dict[str, Callable[[Page, Any, int], object]] = {
    "appraise": _appraise,
    "review": _review,
    "stop": _stop,
    "lead": _lead,
    "certify": _certify,
    "exempt": _exempt,
    "link": _link,
    "case": _case,
    "force": _enforce,
}
ANNULLED = (
    te.AppraisalRow,
    te.EthicsReviewRow,
    te.StopRow,
    te.TechnologyLeadRow,
    p.CertificateRow,
    TechnologyCodeRow,
)
"""可以撤销的。"""
