"""自我评估报告：对照管理规范逐条自评（办法第十一条，湘卫医发〔2018〕11号 二（二））。"""

from __future__ import annotations

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    Align,
    Box,
    Cell,
    Layout,
    Paragraph,
    Row,
    label,
    paragraphs,
    value,
    yes_no,
)
from medtech_desktop.documents.lists import chinese_day, heading, text_cell
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import AssessedItem, SelfAssessmentReport

TITLE = "限制类医疗技术临床应用自我评估报告"
COLUMNS = ("条目", "管理规范的要求", "本院情况", "是否符合")
CONDITIONS = "所具备的条件："
MEETS = "是否符合相关医疗技术管理规范要求"
CONCLUSION = "自我评估结论："
_WIDTHS = (30.0, 52.0, 54.0, 24.0)


@cites("MTCA-11", "MTCA-11(1)", "MTCA-10¶2")
def layout(record: SelfAssessmentReport) -> Layout:
    """自我评估报告的版式：概况、逐条自评（有才列）、条件、结论。"""
    facts = _fact_rows(record)
    return Layout(
        title=(TITLE,),
        title_size=18.0,
        widths=_WIDTHS,
        rows=(
            *facts,
            *((heading(COLUMNS), *_item_rows(record.items)) if record.items else ()),
            *_condition_rows(record.conditions),
            Row(
                (
                    label(MEETS, 0, 2),
                    Cell(2, (Paragraph(yes_no(record.meets), align=Align.CENTER),), 2, name=MEETS),
                ),
                keeps=True,
            ),
            _conclusion_row(record),
        ),
        heading_start=len(facts),
        heading_rows=1 if record.items else 0,
        footer=record.footer,
        subject=f"{record.code} {record.technology}".strip(),
    )


def _fact_rows(record: SelfAssessmentReport) -> tuple[Row, ...]:
    norm = f"《{record.norm.strip('《》')}》" if record.norm else ""
    filled = (
        ("医疗机构名称", record.hospital),
        ("技术名称", record.technology),
        ("技术编号", record.code),
        ("开展科室", record.departments),
        ("对照的\n管理规范", f"{norm}{record.norm_edition}"),
    )
    return tuple(
        Row((label(name, 0), value(text, 1, 3, name=name.replace("\n", ""))))
        for name, text in filled
    )


def _item_rows(items: tuple[AssessedItem, ...]) -> tuple[Row, ...]:
    return tuple(
        Row(
            (
                text_cell(item.item, 0, size=FIVE, name="条目"),
                text_cell(item.requirement, 1, size=FIVE, name="管理规范的要求"),
                text_cell(item.finding, 2, size=FIVE, name="本院情况"),
                _answer(item.meets),
            ),
            name="逐条自评",
        )
        for item in items
    )


def _answer(answer: bool | None) -> Cell:
    pieces = (Box(answer is True), "是　", Box(answer is False), "否")
    return Cell(3, (Paragraph(pieces, align=Align.CENTER, size=FIVE),), name="是否符合")


def _condition_rows(text: str) -> tuple[Row, ...]:
    cell = Cell(
        0,
        (Paragraph((CONDITIONS,)), *paragraphs(text, align=Align.BODY, indent=2)),
        4,
        top=True,
        name="所具备的条件",
    )
    return (Row((cell,), height=24.0, name="所具备的条件"),) if text.strip() else ()


def _conclusion_row(record: SelfAssessmentReport) -> Row:
    signed = (
        Paragraph((f"评估人：{record.assessor}",), align=Align.RIGHT, right=10.0),
        Paragraph((f"评估日期：{chinese_day(record.assessed_on)}",), align=Align.RIGHT, right=10.0),
    )
    cell = Cell(
        0,
        (Paragraph((CONCLUSION,)), *paragraphs(record.conclusion, align=Align.BODY, indent=2)),
        4,
        top=True,
        foot=signed,
        free=12.0,
        name="自我评估结论",
    )
    return Row((cell,), height=50.0, name="自我评估结论")


def render_pdf(
    record: SelfAssessmentReport, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """自我评估报告的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_docx(record: SelfAssessmentReport) -> bytes:
    """自我评估报告的 docx，字句与 PDF 相同。"""
    from medtech_desktop.documents import docx

    return docx.render(layout(record))
