"""医疗技术临床应用管理目录的一版，及与上一版相比的变化（办法第十五、十八条）。"""

from __future__ import annotations

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import Layout, Paragraph
from medtech_desktop.documents.lists import LANDSCAPE, body, chinese_day, heading, widths
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import ManagedChange, ManagementCatalog

TITLE = "医疗技术临床应用管理目录"
CHANGES = "医疗技术临床应用管理目录变化表"
COLUMNS = (
    "序号",
    "院内编号",
    "技术编号",
    "技术名称",
    "类别",
    "开展科室",
    "技术负责人",
    "状态",
)
CHANGE_COLUMNS = ("序号", "变动", "院内编号", "技术名称", "说明")
KINDS = ("新增", "调出", "变化")
_SHARES = {
    "序号": 13.0,
    "院内编号": 26.0,
    "技术编号": 20.0,
    "技术名称": 62.0,
    "类别": 35.0,
    "开展科室": 44.0,
    "技术负责人": 32.0,
    "状态": 26.0,
    "变动": 18.0,
    "说明": 110.0,
}
_CENTERED = (
    "序号",
    "院内编号",
    "技术编号",
    "类别",
    "开展科室",
    "技术负责人",
    "状态",
    "变动",
)
"""居中的栏；居中时「、」隔开的科室与姓名不拆开。"""


@cites("MTCA-18", "MTCA-15(2)")
def layouts(record: ManagementCatalog) -> tuple[Layout, ...]:
    """目录一个版式；有上一版时，变化表另起一页。"""
    title = f"{record.hospital}{TITLE}" if record.hospital else TITLE
    listed = Layout(
        title=(title,),
        title_size=18.0,
        lead=(_small(edition_line(record)), _small(adoption_line(record))),
        widths=widths(COLUMNS, _SHARES, LANDSCAPE),
        rows=(
            heading(COLUMNS),
            *body(COLUMNS, rows(record), centered=_CENTERED, name="技术名称"),
        ),
        heading_rows=1,
        landscape=True,
        footer=record.footer,
        subject=record.edition,
        outline=f"管理目录（{record.edition}）",
    )
    if not record.previous_edition:
        return (listed,)
    changed = Layout(
        title=(CHANGES,),
        title_size=18.0,
        lead=(_small(change_line(record)),),
        widths=widths(CHANGE_COLUMNS, _SHARES, LANDSCAPE),
        rows=(
            heading(CHANGE_COLUMNS),
            *body(CHANGE_COLUMNS, change_rows(record), centered=_CENTERED, name="技术名称"),
        ),
        heading_rows=1,
        landscape=True,
        footer=record.footer,
        outline=f"与{record.previous_edition}相比",
    )
    return (listed, changed)


def _small(text: str) -> Paragraph:
    return Paragraph((text,), size=10.5, before=1.0)


def edition_line(record: ManagementCatalog) -> str:
    """版次、施行日、项数。"""
    force = f"自{chinese_day(record.in_force_on)}起施行" if record.in_force_on else "尚未施行"
    return f"版次：{record.edition}　　{force}　　共{len(record.rows)}项"


def adoption_line(record: ManagementCatalog) -> str:
    """由哪次会议哪一决议审定；没有审定就照说。"""
    if not record.adopted_by:
        return "审定：尚未审定"
    day = f"（{chinese_day(record.adopted_on)}）" if record.adopted_on else ""
    return f"审定：{record.adopted_by}{day}"


def change_line(record: ManagementCatalog) -> str:
    """与上一版相比各几项。"""
    counts = dict.fromkeys(KINDS, 0)
    for change in record.changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    said = "，".join(f"{kind}{count}项" for kind, count in counts.items())
    return f"{record.edition}与{record.previous_edition}相比：{said}"


def rows(record: ManagementCatalog) -> list[tuple[str, ...]]:
    """目录各行的文字。"""
    return [
        (
            str(number),
            row.number,
            row.code,
            row.technology,
            row.category,
            row.departments,
            row.leads,
            row.state,
        )
        for number, row in enumerate(record.rows, 1)
    ]


def change_rows(record: ManagementCatalog) -> list[tuple[str, ...]]:
    """变化表各行的文字，新增、调出、变化依次。"""
    return [
        (str(number), change.kind, change.number, change.technology, change.what)
        for number, change in enumerate(sorted(record.changes, key=_place), 1)
    ]


def _place(change: ManagedChange) -> int:
    return KINDS.index(change.kind) if change.kind in KINDS else len(KINDS)


def render_pdf(
    record: ManagementCatalog, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """管理目录的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render_many(layouts(record), draft=draft, fonts=fonts)


def render_docx(record: ManagementCatalog) -> bytes:
    """管理目录的 docx，字句与 PDF 相同。"""
    from medtech_desktop.documents import docx

    return docx.render_many(layouts(record))


def render_xlsx(record: ManagementCatalog) -> bytes:
    """管理目录的 xlsx；有上一版时变化另作一张表。"""
    from medtech_desktop.documents import xlsx

    sheets = [
        xlsx.Sheet(
            name="管理目录",
            title=f"{record.hospital}{TITLE}",
            columns=COLUMNS,
            widths=widths(COLUMNS, _SHARES, LANDSCAPE),
            rows=tuple(rows(record)),
            lead=f"{edition_line(record)}　　{adoption_line(record)}",
        )
    ]
    if record.previous_edition:
        sheets.append(
            xlsx.Sheet(
                name="变化",
                title=CHANGES,
                columns=CHANGE_COLUMNS,
                widths=widths(CHANGE_COLUMNS, _SHARES, LANDSCAPE),
                rows=tuple(change_rows(record)),
                lead=change_line(record),
            )
        )
    return xlsx.render(tuple(sheets))
