"""院务公开：三张表的 PDF、xlsx 与网页（办法第二十四条，湘卫医发〔2018〕11号 三（二））。"""

from __future__ import annotations

import re

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import SMALL_FIVE, Align, Layout, Paragraph
from medtech_desktop.documents.lists import (
    LANDSCAPE,
    PORTRAIT,
    body,
    chinese_day,
    heading,
    widths,
)
from medtech_desktop.domain.disclosure_papers import (
    UNCOUNTED,
    Disclosure,
    PublicList,
    private_findings,
)
from medtech_desktop.domain.law import Refused, cites

MARK = "院务公开"
UNAPPROVED = "未批准"
_WIDE = 6
"""栏数多于此数的表横排。"""
_SHARES = {
    "序号": 13.0,
    "技术编号": 18.5,
    "技术名称": 43.0,
    "类别": 27.0,
    "开展科室": 34.0,
    "技术负责人": 27.0,
    "备案时间": 26.0,
    "备案机关": 36.0,
    "状态": 22.0,
    "科室": 32.0,
    "手术编码": 34.0,
    "手术名称": 66.0,
    "级别": 16.0,
    "统计期间": 49.0,
    "例数": 14.5,
    "并发症率": 18.5,
    "死亡率": 16.5,
}
_CENTERED = (
    "序号",
    "技术编号",
    "类别",
    "开展科室",
    "技术负责人",
    "备案时间",
    "状态",
    "科室",
    "手术编码",
    "级别",
    "统计期间",
    "例数",
    "并发症率",
    "死亡率",
)
SMALL_NOTE = "「<」后的数为上限：例数较少的不列确数，以免认出患者。"
UNCOUNTED_NOTE = f"「{UNCOUNTED}」：该期间没有完整登记，不等于没有。"


def facts(record: Disclosure) -> tuple[tuple[str, str], ...]:
    """表头各项：医疗机构、公开版次、截至日期、批准人、批准日期。"""
    return (
        ("医疗机构", record.hospital),
        ("公开版次", record.edition),
        ("截至日期", chinese_day(record.as_of)),
        ("批准人", record.approver or UNAPPROVED),
        ("批准日期", chinese_day(record.approved_on) or UNAPPROVED),
    )


def notes(listed: PublicList) -> tuple[str, ...]:
    """表后的注：用到「<」或「未统计」时说明其意思。"""
    texts = [text for row in listed.rows for text in row]
    found = []
    if any(re.match(r"<\d", text) for text in texts):
        found.append(SMALL_NOTE)
    if UNCOUNTED in texts:
        found.append(UNCOUNTED_NOTE)
    return tuple(found)


def refuse_private(record: Disclosure) -> None:
    """有电话号码或身份证号的表不出。raises Refused."""
    if found := private_findings(record):
        raise Refused(found)


@cites("MTCA-24", "HN-3.2¶2")
def layouts(record: Disclosure) -> tuple[Layout, ...]:
    """每张表一个版式，各起一页，各有表头。"""
    return tuple(_layout(record, listed) for listed in record.lists)


def _layout(record: Disclosure, listed: PublicList) -> Layout:
    wide = len(listed.columns) > _WIDE
    room = LANDSCAPE if wide else PORTRAIT
    named = next((c for c in listed.columns if c.endswith("名称")), listed.columns[0])
    return Layout(
        title=(listed.name,),
        title_size=18.0,
        mark=MARK,
        lead=_lead(record, listed),
        widths=widths(listed.columns, _SHARES, room),
        rows=(
            heading(listed.columns),
            *body(listed.columns, listed.rows, centered=_CENTERED, name=named),
        ),
        heading_rows=1,
        landscape=wide,
        notes=tuple(Paragraph((n,), size=SMALL_FIVE, leading=1.45) for n in notes(listed)),
        footer=record.footer,
        subject=f"{record.hospital} {record.edition}".strip(),
        outline=listed.name,
    )


def _lead(record: Disclosure, listed: PublicList) -> tuple[Paragraph, ...]:
    (hospital, edition, *others) = (f"{name}：{text}" for name, text in facts(record))
    lines = [hospital, edition, "　　".join(others)]
    if listed.note:
        lines.append(listed.note)
    return tuple(
        Paragraph((line,), size=10.5, leading=1.4, before=0.0 if at else 1.5, align=Align.LEFT)
        for at, line in enumerate(lines)
    )


def render_pdf(record: Disclosure, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """院务公开的 PDF。

    raises UnprintableCharacters and Refused (电话号码、身份证号) unless it is a draft.
    """
    from medtech_desktop.documents import pdf

    if not draft:
        refuse_private(record)
    return pdf.render_many(layouts(record), draft=draft, fonts=fonts)


def render_xlsx(record: Disclosure) -> bytes:
    """院务公开的 xlsx，每张表一个工作表。raises Refused for private numbers."""
    from medtech_desktop.documents import xlsx

    refuse_private(record)
    head = "　　".join(f"{name}：{text}" for name, text in facts(record))
    sheets = []
    for listed in record.lists:
        wide = len(listed.columns) > _WIDE
        lead = f"{head}\n{listed.note}" if listed.note else head
        sheets.append(
            xlsx.Sheet(
                name=listed.name,
                title=listed.name,
                columns=listed.columns,
                widths=widths(listed.columns, _SHARES, LANDSCAPE if wide else PORTRAIT),
                rows=listed.rows,
                lead=lead,
                notes=notes(listed),
                landscape=wide,
            )
        )
    return xlsx.render(tuple(sheets))


def render_html(record: Disclosure) -> bytes:
    """院务公开的网页，一个文件，手机上可读。raises Refused for private numbers."""
    from medtech_desktop.documents import disclosure_page

    refuse_private(record)
    return disclosure_page.render(record)
