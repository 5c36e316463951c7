"""报送平台与各例的报送情形。"""

from __future__ import annotations

from medtech_desktop.domain.report_platforms import CaseReport, ReportPlatform, ReportState
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.cases import CaseReportRow, ReportPlatformRow


def load_platforms(look: Look) -> tuple[ReportPlatform, ...]:
    """全部平台，含已停用的。"""
    return tuple(look.fetch(ReportPlatformRow, ReportPlatform))


def load_reports(look: Look, technology_id: int | None = None) -> list[CaseReport]:
    """报送登记，先后为序；可以只要一项技术的。"""
    column = CaseReportRow.technology_id
    where = () if technology_id is None else (column == technology_id,)
    return [
        CaseReport(
            one.id,
            one.uid,
            one.act_seq,
            one.key,
            one.technology_id,
            one.platform_id,
            ReportState(one.state),
            one.day,
            one.receipt,
            one.note,
        )
        for one in look.fetch(CaseReportRow, CaseReport, *where)
    ]


def last_reports(look: Look, technology_id: int) -> dict[tuple[int, str], CaseReport]:
    """一项技术各例在各平台的最后一次登记：（病例键，平台的名称）→ 登记。

    By name: a platform that ended stands in another row than when the case was reported to it.
    """
    rows = look.fetch(ReportPlatformRow, ReportPlatform, annulled=True)
    names = {one.id: one.name for one in rows}
    reports = load_reports(look, technology_id)
    return {(one.key, names[one.platform_id]): one for one in reports}
