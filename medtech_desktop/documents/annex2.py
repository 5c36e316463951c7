"""附件2：湖南省限制类医疗技术临床应用备案表（湘卫医发〔2018〕11号）。"""

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
    yes_no,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import Annex2, LeadBox

TITLE = "湖南省限制类医疗技术临床应用备案表"
SEAL = "（公  章）"
FILED_ON = "备案时间（此栏由备案机关填写）："
ASSESSED = "是否对照相关医疗技术管理规范进行自我评估"
MEETS_NORM = "是否符合相关医疗技术管理规范要求"
TRAINING = "相关培训情况："
OPINION = "医疗机构意见："
NOTES = (
    "注：1. 开展科室和技术负责人为多个时，均应填写；",
    "2. 当医疗机构主要负责人或该技术负责人发生变化时，应重新向备案机关提交本表。",
)
_SHARE = 0.08
_LONGEST_NAME = 12
"""续页抬头写得下的姓名字数。"""
SEAL_FREE = 45.0
"""章位：落款上方留空的高度，mm；宽为整栏。"""

# Left edges of the columns in mm: 备案医疗技术 | 技术负责人 | 姓名 | … | 职称 | … | 负责科室 | …
_EDGES = (0, 10, 28, 42, 65, 78, 103, 110, 124, 160)
_WIDTHS = tuple(float(b - a) for a, b in zip(_EDGES, _EDGES[1:], strict=False))


@cites("HN-annex2", "HN-annex2(1)")
def layout(record: Annex2) -> Layout:
    """附件2 的版式。没有负责人时留一行空白。"""
    leads = record.leads or (LeadBox("", "", "", ""),)
    rows = (
        *_institution_rows(record),
        *_technology_rows(record, leads),
        *_lead_rows(leads),
        *_answer_rows(record),
        _opinion_row(record.opinion),
        _filed_on_row(),
    )
    return Layout(
        title=(TITLE,),
        mark="附件2",
        widths=_WIDTHS,
        rows=rows,
        notes=(
            Paragraph((NOTES[0],), size=FIVE, hang=2, leading=1.45),
            Paragraph((NOTES[1],), size=FIVE, indent=2, hang=2, leading=1.45),
        ),
        footer=record.footer,
        shrinks=True,
        subject=f"{record.code} {record.technology}".strip(),
    )


def _institution_rows(record: Annex2) -> tuple[Row, ...]:
    return (
        Row(
            (
                label("医疗机构名称", 0, 3),
                value(record.hospital, 3, 6, name="医疗机构名称", field="hospital"),
            ),
            stretch=_SHARE,
        ),
        Row(
            (
                label("医疗机构类别", 0, 3),
                value(record.hospital_type, 3, 2, name="医疗机构类别", field="hospital_type"),
                label("医疗机构级别", 5, 2),
                value(record.hospital_level, 7, 2, name="医疗机构级别", field="hospital_level"),
            ),
            stretch=_SHARE,
        ),
        Row(
            (
                label("医疗机构主要负责人", 0, 3),
                value(record.principal, 3, 2, name="医疗机构主要负责人", field="principal"),
                label("联系手机", 5, 2),
                value(record.principal_mobile, 7, 2, name="联系手机"),
            ),
            stretch=_SHARE,
        ),
    )


def _technology_rows(record: Annex2, leads: tuple[LeadBox, ...]) -> tuple[Row, ...]:
    spanned = 2 + 2 * len(leads) + 2
    vertical = Cell(
        0, (Paragraph(("备案医疗技术",)),), 1, spanned, vertical=True, name="备案医疗技术"
    )
    return (
        Row(
            (
                vertical,
                label("技术名称", 1, 2),
                value(record.technology, 3, 6, name="技术名称", field="technology"),
            ),
            stretch=_SHARE,
            name="技术名称",
        ),
        Row(
            (
                label("技术编号", 1, 2),
                value(record.code, 3, 2, name="技术编号"),
                label("是否首次开展", 5, 2),
                _answer(record.first_use, 7, 2, "是否首次开展", "first_use"),
            ),
            stretch=_SHARE,
        ),
    )


def _lead_rows(leads: tuple[LeadBox, ...]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for at, lead in enumerate(leads):
        cells = [
            label("姓名", 2),
            value(lead.name, 3, name="姓名", align=Align.CENTER, field="lead"),
            label("职称", 4),
            value(lead.title, 5, name="职称", align=Align.CENTER, field="title"),
            label("负责科室", 6, 2),
            value(lead.departments, 8, name="负责科室", align=Align.CENTER, field="departments"),
        ]
        if not at:
            cells.insert(0, label("技术\n负责人", 1, rows=2 * len(leads)))
        named = f"（{lead.name}）" if 0 < len(lead.name) <= _LONGEST_NAME else ""
        rows.append(Row(tuple(cells), stretch=_SHARE, name=f"技术负责人{named}", keeps=True))
        rows.append(_training_row(lead, named, several=len(leads) > 1))
    return tuple(rows)


def _training_row(lead: LeadBox, named: str, *, several: bool) -> Row:
    text = f"{lead.name}：{lead.training}" if several and lead.training else lead.training
    cell = Cell(
        2,
        (Paragraph((TRAINING,)), *paragraphs(text, align=Align.BODY, indent=2)),
        7,
        top=True,
        name="相关培训情况",
        field="training",
        blank=not lead.training.strip(),
    )
    return Row((cell,), height=20.0, stretch=0.8, name=f"相关培训情况{named}")


def _answer(answer: bool | None, column: int, columns: int, name: str, field: str) -> Cell:
    pieces = (Paragraph(yes_no(answer), align=Align.CENTER),)
    return Cell(column, pieces, columns, name=name, field=field, blank=answer is None)


def _answer_rows(record: Annex2) -> tuple[Row, ...]:
    asked = (
        (ASSESSED, record.self_assessed, "self_assessed"),
        (MEETS_NORM, record.meets_norm, "meets_norm"),
    )
    return tuple(
        Row((label(name, 1, 6), _answer(answer, 7, 2, name, field)), stretch=_SHARE)
        for name, answer, field in asked
    )


def _opinion_row(opinion: str) -> Row:
    seal = Paragraph((SEAL,), align=Align.RIGHT, right=14.0)
    room_below = Paragraph(("",), leading=0.5)
    cell = Cell(
        0,
        (Paragraph((OPINION,)), *paragraphs(opinion, align=Align.BODY, indent=2)),
        9,
        top=True,
        foot=(seal, room_below),
        free=SEAL_FREE,
        name="医疗机构意见",
        field="opinion",
        blank=not opinion.strip(),
    )
    return Row((cell,), stretch=0.8, name="医疗机构意见", keeps=True)


def _filed_on_row() -> Row:
    cell = Cell(0, (Paragraph((FILED_ON,)),), 9, top=True, name="备案时间")
    return Row((cell,), height=16.0, stretch=0.4, name="备案时间")


def render_pdf(record: Annex2, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """附件2 的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_docx(record: Annex2) -> bytes:
    """附件2 的 docx，字句与 PDF 相同，供主要负责人改字句。"""
    from medtech_desktop.documents import docx

    return docx.render(layout(record))
