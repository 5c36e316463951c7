"""手术分级管理目录：按科室、再按级别，四级在前（办法第十八条）。"""

from __future__ import annotations

from collections.abc import Iterator

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import Align, Cell, Layout, Paragraph, Row
from medtech_desktop.documents.lists import PORTRAIT, body, chinese_day, heading, small, widths
from medtech_desktop.domain.grading_papers import GradingGroup, GradingPaper
from medtech_desktop.domain.law import cites

TITLE = "手术分级管理目录"
COLUMNS = ("序号", "手术编码", "手术名称", "级别", "按几级管理", "标记")
SHEET_COLUMNS = ("序号", "科室", *COLUMNS[1:])
_SHARES = {
    "序号": 13.0,
    "科室": 30.0,
    "手术编码": 30.0,
    "手术名称": 74.0,
    "级别": 14.0,
    "按几级管理": 16.0,
    "标记": 22.0,
}
_CENTERED = ("序号", "科室", "手术编码", "级别", "按几级管理", "标记")
_SIZE = 9.0


@cites("MTCA-18")
def layout(record: GradingPaper) -> Layout:
    """一个版式；每个科室的每个级别一行题名。"""
    return Layout(
        title=(f"{record.hospital}{TITLE}",),
        title_size=18.0,
        lead=tuple(map(small, (*edition_lines(record), *adoption_lines(record)))),
        widths=widths(COLUMNS, _SHARES, PORTRAIT),
        rows=(heading(COLUMNS, size=_SIZE), *_rows(record)),
        heading_rows=1,
        footer=record.footer,
        subject=record.name,
        outline=record.name,
    )


def edition_lines(record: GradingPaper) -> tuple[str, str]:
    """版名与编号；施行日与行数。"""
    force = f"自{chinese_day(record.since)}起施行" if record.since else "草稿，尚未审定"
    number = f"（{record.number}）" if record.number else ""
    return f"版次：{record.name}{number}", f"{force}　　共{record.count:,}条"


def adoption_lines(record: GradingPaper) -> tuple[str, str]:
    """由哪次会议审定；据哪一版编码，纳入哪些类别。"""
    day = f"（{chinese_day(record.adopted_on)}）" if record.adopted_on else ""
    adopted = f"{record.adopted_by}{day}" if record.adopted_by else "尚未审定"
    managed = "、".join(record.managed)
    return f"审定：{adopted}", f"编码：{record.code_edition}　　纳入：{managed}"


def _rows(record: GradingPaper) -> Iterator[Row]:
    if not record.groups:
        yield from body(COLUMNS, (), size=_SIZE)
    at = 0
    for group in record.groups:
        said = Paragraph((group_line(group),), align=Align.LEFT, size=10.5)
        yield Row((Cell(0, (said,), len(COLUMNS), name="手术编码"),), height=8.5, keeps=True)
        rows = [
            (str(at + n), row.code, row.name, row.grade, row.managed_as, row.marks)
            for n, row in enumerate(group.rows, 1)
        ]
        at += len(rows)
        yield from body(
            COLUMNS,
            rows,
            centered=_CENTERED,
            size=_SIZE,
            height=7.0,
            name="手术名称",
            group=f"{group.department}　{group.grade}（续）",
        )


def group_line(group: GradingGroup) -> str:
    """「普通外科　四级（12条）」。"""
    return f"{group.department}　{group.grade}（{len(group.rows):,}条）"


def sheet_rows(record: GradingPaper) -> list[tuple[str, ...]]:
    """表格各行的文字，序号连编。"""
    lines = ((group.department, row) for group in record.groups for row in group.rows)
    return [
        (str(at), department, row.code, row.name, row.grade, row.managed_as, row.marks)
        for at, (department, row) in enumerate(lines, 1)
    ]


def render_pdf(record: GradingPaper, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """目录的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render_many((layout(record),), draft=draft, fonts=fonts)


def render_xlsx(record: GradingPaper) -> bytes:
    """目录的 xlsx，一行一条。"""
    from medtech_desktop.documents import xlsx

    sheet = xlsx.Sheet(
        name="分级目录",
        title=f"{record.hospital}{TITLE}",
        columns=SHEET_COLUMNS,
        widths=widths(SHEET_COLUMNS, _SHARES, PORTRAIT),
        rows=tuple(sheet_rows(record)),
        lead="　　".join((*edition_lines(record), *adoption_lines(record))),
    )
    return xlsx.render((sheet,))
