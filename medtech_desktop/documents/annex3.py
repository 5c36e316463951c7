"""附件3：医疗技术临床应用相关论证结论（湘卫医发〔2018〕11号）。"""

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
from medtech_desktop.domain.papers import Annex3

TITLE = "医疗技术临床应用相关论证结论"
COMMITTEE = "本机构医疗技术临床应用管理专门组织论证结论"
ETHICS = "本机构伦理委员会论证结论"
CONCLUSION = "结论："
SIGNATURE = "主任签字："
NOTE = "注：详细论证材料由医疗机构存档备查，此表可自行增页。"
_SIGNING_ROOM = 14.0
"""签字上方留空，mm。"""
_NAME_ROOM = 42.0
"""签字右方留空，mm，供手签。"""


@cites("HN-annex3", "HN-2.2")
def layout(record: Annex3) -> Layout:
    """附件3 的版式。签字由主任手签，不印姓名。"""
    return Layout(
        title=(TITLE,),
        mark="附件3",
        widths=(34.0, 126.0),
        rows=(
            Row(
                (label("医疗技术名称", 0), value(record.technology, 1, name="医疗技术名称")),
                height=14.0,
            ),
            _conclusion_row(COMMITTEE, record.committee_conclusion, "appraisal"),
            _conclusion_row(ETHICS, record.ethics_conclusion, "ethics"),
        ),
        notes=(Paragraph((NOTE,), size=FIVE, hang=2, leading=1.45),),
        footer=record.footer,
        subject=record.technology,
    )


def _conclusion_row(name: str, conclusion: str, field: str) -> Row:
    first, *others = paragraphs(conclusion, align=Align.BODY, indent=2) or (Paragraph(("",)),)
    opening = Paragraph((CONCLUSION, *first.pieces), align=Align.BODY)
    cell = Cell(
        1,
        (opening, *others),
        top=True,
        foot=(
            Paragraph((SIGNATURE,), align=Align.RIGHT, right=_NAME_ROOM),
            Paragraph(("",), leading=0.8),
        ),
        free=_SIGNING_ROOM,
        name=name,
        field=field,
        blank=not conclusion.strip(),
    )
    return Row((label(name, 0), cell), height=60.0, stretch=1.0, name=name)


def render_pdf(record: Annex3, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """附件3 的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_docx(record: Annex3) -> bytes:
    """附件3 的 docx，字句与 PDF 相同。"""
    from medtech_desktop.documents import docx

    return docx.render(layout(record))
