"""附件1：湖南省限制类医疗技术目录（湘卫医发〔2018〕11号），两栏，栏名各页重复。"""

from __future__ import annotations

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import SMALL_FOUR, Layout
from medtech_desktop.documents.lists import body, heading
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import Annex1

COLUMNS = ("技术编号", "技术名称")
_WIDTHS = (34.0, 126.0)


@cites("HN-annex1", "HN-2.2")
def layout(record: Annex1) -> Layout:
    """附件1 的版式；只有技术编号与技术名称两栏。"""
    rows = body(
        COLUMNS, texts(record), centered=("技术编号",), size=SMALL_FOUR, height=9.2, name="技术编号"
    )
    return Layout(
        title=(record.title,),
        mark=record.mark,
        widths=_WIDTHS,
        rows=(heading(COLUMNS, size=SMALL_FOUR, height=10.0), *rows),
        heading_rows=1,
        footer=record.footer,
    )


def texts(record: Annex1) -> tuple[tuple[str, str], ...]:
    """各行两格的文字。"""
    return tuple((row.code, row.technology) for row in record.rows)


def render_pdf(record: Annex1, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """附件1 的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_docx(record: Annex1) -> bytes:
    """附件1 的 docx，字句与 PDF 相同。"""
    from medtech_desktop.documents import docx

    return docx.render(layout(record))


def render_xlsx(record: Annex1) -> bytes:
    """附件1 的 xlsx，两栏，全部为文本单元格。"""
    from medtech_desktop.documents import xlsx

    sheet = xlsx.Sheet(
        name=record.mark or "限制类技术目录",
        title=record.title,
        columns=COLUMNS,
        widths=_WIDTHS,
        rows=texts(record),
        lead=record.mark,
        landscape=False,
    )
    return xlsx.render((sheet,))
