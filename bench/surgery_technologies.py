"""大医院的技术：二十四项对应着几百条编码，一半是限制类；五十人里一人没有培训，停过一项，逐例报送。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.practitioners import CertificateKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import technologies as te
from medtech_desktop.store.tables.cases import CaseReportRow, ReportPlatformRow
from medtech_desktop.store.tables.gradings import TechnologyCodeRow
from medtech_desktop.store.tables.practitioners import CertificateRow

COUNT = 24
_STOPPED = date(2025, 6, 1)
_CASES = (
    "SELECT s.key, min(s.day), t.technology_id FROM technology_code t"
    " JOIN surgery_line l ON l.code_id = t.code_id JOIN surgery s ON s.id = l.surgery_id"
    " GROUP BY s.key"
)


def add_technologies(page: Page, since: date, people: list[int], codes: int, each: int) -> None:
    """``codes``：一共几条编码；``each``：一项技术对应几条。"""
    lineages = [row[0] for row in page.raw("SELECT DISTINCT lineage FROM entry ORDER BY 1")]
    step = max(1, codes // (COUNT * each))
    for number in range(COUNT):
        mine = range(1 + number * each * step, 1 + (number + 1) * each * step, step)
        lineage = lineages[number % len(lineages)] if number % 2 else ""
        _add(page, number, since, lineage, people[number * 7 % len(people)], mine)
    page.add_tuples(CertificateRow, _CERTIFICATE, _certificates(people, since))
    platform = page.add(
        ReportPlatformRow, name="示例平台", national=True, since=since, until=None, days=15
    )
    page.add_tuples(CaseReportRow, _REPORT, _reports(page, platform))


def _add(page: Page, number: int, since: date, lineage: str, lead: int, codes: range) -> None:
    one = page.add(te.TechnologyRow, number=f"示例-{number:03d}")
    page.add(te.TechnologyFact, subject_id=one, kind="name", value=f"示例技术{number}", since=since)
    told: dict[str, Any] = {"technology_id": one, "since": since, "until": None}
    if lineage:
        page.add(te.TechnologyLineageRow, lineage=lineage, **told)
    page.add(te.TechnologyLeadRow, person_id=lead, **told)
    for code in codes:
        page.add(TechnologyCodeRow, code_id=code, condition="", **told)
    page.add(te.StartRow, technology_id=one, day=since, opening=number % 3 > 0, document="示例文号")
    passed: dict[str, Any] = {"technology_id": one, "held_on": since, "verdict": Verdict.PASS}
    passed |= {"conclusion": "示例", "meeting": "示例"}
    page.add(te.AppraisalRow, ability=Verdict.PASS, safety=Verdict.PASS, **passed)
    if number != 3:
        page.add(te.EthicsReviewRow, waived=False, consulted="", **passed)
    if number == 6:
        told = {"reason": "示例", "document": "示例文号"}
        page.add(te.StopRow, technology_id=one, day=_STOPPED, ground=StopGround.ART25_3, **told)


_CERTIFICATE = ("person_id", "kind", "title", "number", "issuer", "lineage", "since", "until")


def _certificates(people: list[int], since: date) -> Iterator[tuple[Any, ...]]:
    for place, person in enumerate(people):
        if place % 50 != 9:
            yield (person, CertificateKind.TRAINING, "示例培训", "示例", "示例", "", since, None)


_REPORT = ("key", "technology_id", "platform_id", "state", "day", "receipt", "note")


def _reports(page: Page, platform: int) -> Iterator[tuple[Any, ...]]:
    for place, (key, day, technology) in enumerate(page.raw(_CASES)):
        if place % 40 != 3:
            at = date.fromisoformat(day) + timedelta(days=3)
            yield (key, technology, platform, "sent", at, f"示例{place}", "")
