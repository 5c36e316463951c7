"""附件4：湖南省限制类医疗技术临床应用规范化培训基地备案表（湘卫医发〔2018〕11号 五）。

It has no seal cell: the seal goes on the bound volume.
"""

from __future__ import annotations

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    Align,
    Cell,
    Layout,
    Paragraph,
    Row,
    label,
    paragraphs,
    value,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import Annex4, YearCases

TITLE = ("湖南省限制类医疗技术临床应用", "规范化培训基地备案表")
TECHNOLOGY = "拟承担培训\n的技术名称"
CASES = "近3年开展\n该技术例数"
QUALITY = "近3年开展该技术临床应用的医疗质量和医疗安全情况"
CONDITIONS = "开展该技术培训所具备的软件、硬件条件"
PLAN = "培训方案、培训师资、课程设置、考核方案等"
NOTES = (
    "注：1.此表可自行增页或增加附件，材料装订成册，加盖医疗机构公章；",
    "2.另需提供《医疗机构执业许可证副本》复印件。",
)
_SHARE = 0.06
# Left edges in mm: label | first year | … | second year … | 医疗机构级别 … | third year
_EDGES = (0, 34, 76, 88, 118, 160)
_WIDTHS = tuple(float(b - a) for a, b in zip(_EDGES, _EDGES[1:], strict=False))
_NOTES = (
    Paragraph((NOTES[0],), size=FIVE, hang=2, leading=1.45),
    Paragraph((NOTES[1],), size=FIVE, indent=2, hang=2, leading=1.45),
)
_YEAR_COLUMNS = ((1, 1), (2, 2), (4, 1))


@cites("HN-annex4", "HN-annex4(1)", "HN-annex4(2)", "MTCA-29")
def layout(record: Annex4) -> Layout:
    """附件4 的版式，一项技术一表；题目在「临床应用」之后换行。"""
    rows = (
        *_institution_rows(record),
        *_year_rows(record.years),
        _text_row(QUALITY, record.quality, "quality"),
        _text_row(CONDITIONS, record.conditions, "conditions"),
        _text_row(PLAN, record.plan, "plan"),
    )
    return Layout(
        title=TITLE,
        mark="附件4",
        widths=_WIDTHS,
        rows=rows,
        notes=_NOTES,
        footer=record.footer,
        subject=record.technology,
    )


def _institution_rows(record: Annex4) -> tuple[Row, ...]:
    return (
        Row(
            (
                label("医疗机构名称", 0),
                value(record.hospital, 1, 4, name="医疗机构名称", field="hospital"),
            ),
            stretch=_SHARE,
        ),
        Row(
            (
                label("医疗机构类别", 0),
                value(record.hospital_type, 1, 2, name="医疗机构类别", field="hospital_type"),
                label("医疗机构级别", 3),
                value(record.hospital_level, 4, name="医疗机构级别", field="hospital_level"),
            ),
            stretch=_SHARE,
        ),
        Row(
            (
                label(TECHNOLOGY, 0),
                value(
                    record.technology,
                    1,
                    4,
                    name=TECHNOLOGY.replace("\n", ""),
                    field="technology",
                ),
            ),
            height=14.0,
            stretch=_SHARE,
        ),
    )


def _year_rows(years: tuple[YearCases, ...]) -> tuple[Row, Row]:
    """例数两行：年份一行，例数一行；未填的留空，供手写。"""
    above: list[Cell] = [label(CASES, 0, rows=2)]
    below: list[Cell] = []
    for at, (year, (column, columns)) in enumerate(zip(years, _YEAR_COLUMNS, strict=True), 1):
        above.append(_counted(year.year, "年", column, columns))
        below.append(_counted(year.cases, "例", column, columns, f"cases{at}"))
    return (
        Row(tuple(above), stretch=_SHARE, name=CASES.replace("\n", ""), keeps=True),
        Row(tuple(below), stretch=_SHARE, name=CASES.replace("\n", "")),
    )


def _counted(number: int | None, unit: str, column: int, columns: int, field: str = "") -> Cell:
    text = unit if number is None else f"{number}{unit}"
    return Cell(
        column,
        (Paragraph((text,), align=Align.CENTER),),
        columns,
        name=CASES.replace("\n", ""),
        field=field,
        blank=number is None,
    )


def _text_row(name: str, text: str, field: str) -> Row:
    cell = Cell(
        1,
        paragraphs(text, align=Align.BODY, indent=2),
        4,
        top=True,
        name=name,
        field=field,
        blank=not text.strip(),
    )
    return Row((label(name, 0), cell), height=44.0, stretch=0.25, name=name)


def render_pdf(record: Annex4, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """附件4 的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_docx(record: Annex4) -> bytes:
    """附件4 的 docx，字句与 PDF 相同。"""
    from medtech_desktop.documents import docx

    return docx.render(layout(record))
