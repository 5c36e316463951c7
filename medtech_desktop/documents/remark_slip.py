"""备注三 录入单：完成备案后，把三项内容写给备案机关照抄（湘卫医发〔2018〕11号 二（二））。"""

from __future__ import annotations

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import FIVE, SMALL_FOUR, Align, Layout, Paragraph
from medtech_desktop.documents.lists import body, chinese_day, heading
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import RemarkSlip

TITLE = "限制类医疗技术完成备案“备注三”录入单"
COLUMNS = ("技术编号", "技术名称", "完成备案时间", "“备注三”录入文字")
REQUEST = (
    "下列限制类医疗技术已完成备案。请在《医疗机构执业许可证副本》备注栏予以注明，"
    "并录入全国《医疗机构注册联网管理系统》“备注三”一栏。三项内容与录入文字列后，供照抄。"
)
NOTE = "依据：湘卫医发〔2018〕11号 二（二）；完成备案时间为8位数字，年月日。"
_WIDTHS = (22.0, 50.0, 30.0, 58.0)


@cites("HN-2.2", "MTCA-11¶2")
def layout(record: RemarkSlip) -> Layout:
    """录入单的版式：抬头、请求、三项内容、落款。"""
    rows = [
        (line.code, line.technology, line.completed_on.strftime("%Y%m%d"), line.text)
        for line in record.lines
    ]
    facts = [f"医疗机构名称：{record.hospital}"]
    if record.licence:
        facts.append(f"《医疗机构执业许可证》登记号：{record.licence}")
    lead = (
        Paragraph((f"{record.authority}：",), before=6.0),
        Paragraph((REQUEST,), align=Align.BODY, indent=2, before=1.0),
        *(Paragraph((fact,), indent=2, hang=2) for fact in facts),
    )
    return Layout(
        title=(TITLE,),
        title_size=18.0,
        lead=lead,
        widths=_WIDTHS,
        rows=(
            heading(COLUMNS, size=SMALL_FOUR, height=10.0),
            *body(
                COLUMNS,
                rows,
                centered=("技术编号", "完成备案时间"),
                size=SMALL_FOUR,
                height=12.0,
                name="技术名称",
            ),
        ),
        heading_rows=1,
        notes=_signed(record),
        footer=record.footer,
        subject=record.hospital,
    )


def _signed(record: RemarkSlip) -> tuple[Paragraph, ...]:
    """依据与落款。"""
    day = chinese_day(record.printed_on)
    return (
        Paragraph((NOTE,), size=FIVE, leading=1.45),
        Paragraph((record.hospital,), align=Align.RIGHT, right=10.0, before=12.0),
        Paragraph((day,), align=Align.RIGHT, right=10.0, before=2.0),
    )


def render_pdf(record: RemarkSlip, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """录入单的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)
