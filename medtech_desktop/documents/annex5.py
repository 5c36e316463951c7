"""附件5：湖南省限制类医疗机构临床应用备案汇总表，本院的行（湘卫医发〔2018〕11号 六（二））。"""

from __future__ import annotations

from dataclasses import replace

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    SMALL_FOUR,
    Align,
    Layout,
    Paragraph,
    Row,
    Spring,
    label,
    value,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import Annex5, Annex5Row

TITLE = "湖南省限制类医疗机构临床应用备案汇总表"
CITY = "市州（公章）："
CLERK = "填报人："
COLUMNS = ("医疗机构名称", "技术编号", "技术名称", "备案时间", "备案机关")
DATE_MASK = "YYYYMMDD"
"""日期掩码；原件此处缺字，依其例行 20190101 补出（?）。"""
NOTES = (
    "注：1.此表由市级卫生行政部门于每年6月（统计1-6月）和12月底（统计7-12月），"
    "将辖区内备案情况汇总报至省卫生健康委员会；",
    f"2.医疗机构名称、技术名称均需填写全称，备案日期统一按 {DATE_MASK} 格式填写。",
)
_LEAST_ROWS = 8
_WIDTHS = (66.0, 24.0, 81.0, 28.0, 54.0)


def texts(row: Annex5Row) -> tuple[str, str, str, str, str]:
    """一行五格的文字；备案时间为八位数字。"""
    return (row.hospital, row.code, row.technology, row.filed_on.strftime("%Y%m%d"), row.authority)


@cites("HN-annex5", "HN-annex5(2)", "HN-6.2")
def layout(record: Annex5) -> Layout:
    """附件5 的版式，横排；公章与填报人两处由市州填，留空。"""
    heading = Row(tuple(label(name, at) for at, name in enumerate(COLUMNS)), height=11.0)
    rows = [_row(texts(row)) for row in record.rows]
    rows += [_row(("",) * 5) for _ in range(_LEAST_ROWS - len(rows))]
    lead = Paragraph((CITY, Spring(), CLERK), size=SMALL_FOUR, right=50.0, before=3.0)
    edition = "　".join(part for part in (record.footer.form_edition, record.period) if part)
    return Layout(
        title=(TITLE,),
        mark="附件5",
        lead=(lead,),
        widths=_WIDTHS,
        rows=(heading, *rows),
        heading_rows=1,
        notes=(
            Paragraph((NOTES[0],), size=FIVE, hang=2, leading=1.45),
            Paragraph((NOTES[1],), size=FIVE, indent=2, hang=2, leading=1.45),
        ),
        footer=replace(record.footer, form_edition=edition),
        landscape=True,
        subject=record.period,
    )


def _row(filled: tuple[str, ...]) -> Row:
    centered = {"技术编号", "备案时间"}
    cells = tuple(
        value(text, at, name=name, align=Align.CENTER if name in centered else Align.LEFT)
        for at, (name, text) in enumerate(zip(COLUMNS, filled, strict=True))
    )
    return Row(cells, height=10.0, name="医疗机构名称")


def render_pdf(record: Annex5, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """附件5 的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_xlsx(record: Annex5) -> bytes:
    """附件5 的 xlsx；全部为文本单元格。"""
    from medtech_desktop.documents import xlsx

    sheet = xlsx.Sheet(
        name="备案汇总表",
        title=TITLE,
        lead=f"{CITY}{'　' * 20}{CLERK}",
        columns=COLUMNS,
        widths=_WIDTHS,
        rows=tuple(texts(row) for row in record.rows),
        notes=NOTES,
    )
    return xlsx.render((sheet,))
