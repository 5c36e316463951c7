"""DOCX：同一版式写成 Word 表格，字句与 PDF 相同，供改字句；同一记录字节相同。

Only the parts of WordprocessingML that a table form needs: no template, no library.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from xml.sax.saxutils import escape

from medtech_desktop.documents.fonts import Face, UnprintableCharacters, font_set, settled
from medtech_desktop.documents.layout import Align, Box, Cell, Layout, Paragraph, Piece, Spring
from medtech_desktop.documents.lines import MILLIMETRE, break_paragraphs, height_of
from medtech_desktop.documents.paging import Flow, Part, Room
from medtech_desktop.documents.pdf import fitted

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EPOCH = (1980, 1, 1, 0, 0, 0)
_A4 = (210.0, 297.0)
_MARGINS = {"left": 28.0, "right": 22.0, "top": 20.0, "bottom": 20.0}
_SLACK = 11.0
"""独页的表在 Word 中少铺这么多 mm，免得行距稍有出入就多出一页。"""
_FONTS = {Face.TEXT: "宋体", Face.BOLD: "宋体", Face.SANS: "黑体"}
_ALIGN = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right", Align.BODY: "both"}


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def render(layout: Layout) -> bytes:
    """版式的 docx。raises UnprintableCharacters for characters XML cannot hold."""
    return render_many((layout,))


def render_many(layouts: Sequence[Layout]) -> bytes:
    """几个版式依次写进一份 docx，各起一页；页面方向与页脚同第一个。"""
    layouts = [fitted(layout, font_set()) for layout in layouts]
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations(("rId1", f"{_OFFICE}/officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("rId1", f"{_OFFICE}/styles", "styles.xml"),
            ("rId2", f"{_OFFICE}/footer", "footer1.xml"),
        ),
        "word/document.xml": _document(layouts),
        "word/styles.xml": _styles(),
        "word/footer1.xml": _footer(layouts[0]),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, (_XML + text).encode("utf-8"))
    return buffer.getvalue()


def _content_types() -> str:
    kinds = (
        ("/word/document.xml", f"{_WORD}.document.main+xml"),
        ("/word/styles.xml", f"{_WORD}.styles+xml"),
        ("/word/footer1.xml", f"{_WORD}.footer+xml"),
    )
    overrides = "".join(f'<Override PartName="{n}" ContentType="{k}"/>' for n, k in kinds)
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(*items: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="{number}" Type="{kind}" Target="{target}"/>'
        for number, kind, target in items
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _styles() -> str:
    return (
        f'<w:styles xmlns:w="{_NAMESPACE}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/>'
        '<w:sz w:val="24"/><w:lang w:val="zh-CN" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>'
        "</w:style></w:styles>"
    )


# runs and paragraphs


def _text(text: str) -> str:
    text = settled(text)
    illegal = [c for c in text if c != "\n" and (ord(c) < 0x20 or ord(c) in (0xFFFE, 0xFFFF))]
    illegal += [c for c in text if 0xD800 <= ord(c) <= 0xDFFF]
    if illegal:
        raise UnprintableCharacters(illegal)
    return escape(text.replace("\n", " "))


def _run(piece: Piece, face: Face, size: float) -> str:
    half_points = round(size * 2)
    bold = "<w:b/>" if face is Face.BOLD else ""
    font = _FONTS[face]
    fonts = f'<w:rFonts w:eastAsia="{font}"/>'
    if face is Face.SANS:
        fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>'
    content = "<w:tab/>"
    if isinstance(piece, Box):
        symbol = "Segoe UI Symbol"
        fonts = f'<w:rFonts w:ascii="{symbol}" w:hAnsi="{symbol}" w:eastAsia="{symbol}"/>'
        content = f"<w:t>{'☑' if piece.checked else '□'}</w:t>"
    elif isinstance(piece, str):
        content = f'<w:t xml:space="preserve">{_text(piece)}</w:t>'
    properties = f'{fonts}{bold}<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'
    return f"<w:r><w:rPr>{properties}</w:rPr>{content}</w:r>"


def _paragraph(
    paragraph: Paragraph, *, before: float = 0.0, keep: bool = False, tab: float = 0.0
) -> str:
    size = paragraph.size
    line = round(size * paragraph.leading * 20)
    above = _twips(paragraph.before + before)
    stops = f'<w:tabs><w:tab w:val="right" w:pos="{_twips(tab)}"/></w:tabs>' if tab else ""
    hang = round(paragraph.hang * size * 20)
    first = round(paragraph.indent * size * 20) - hang
    indents = f'w:left="{hang}" w:right="{_twips(paragraph.right)}"'
    indents += f' w:firstLine="{first}"' if first >= 0 else f' w:hanging="{-first}"'
    runs = "".join(_run(piece, paragraph.face, size) for piece in paragraph.pieces if piece != "")
    return (
        f"<w:p><w:pPr>{'<w:keepNext/>' if keep else ''}{stops}"
        f'<w:spacing w:before="{above}" w:after="0" w:line="{line}" w:lineRule="exact"/>'
        f'<w:ind {indents}/><w:jc w:val="{_ALIGN[paragraph.align]}"/></w:pPr>{runs}</w:p>'
    )


# the table


def _cell(cell: Cell, widths: tuple[float, ...], merge: str, free: float) -> str:
    width = sum(widths[cell.column : cell.column + cell.columns])
    properties = f'<w:tcW w:w="{_twips(width)}" w:type="dxa"/>'
    if cell.columns > 1:
        properties += f'<w:gridSpan w:val="{cell.columns}"/>'
    properties += {"": "", "start": '<w:vMerge w:val="restart"/>', "go": "<w:vMerge/>"}[merge]
    properties += f'<w:vAlign w:val="{"top" if cell.top or cell.foot else "center"}"/>'
    if merge == "go":
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p/></w:tc>"
    content = "".join(_cell_paragraphs(cell, free)) or "<w:p/>"
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _cell_paragraphs(cell: Cell, free: float) -> list[str]:
    if cell.vertical:
        single = replace(cell.paragraphs[0], align=Align.CENTER)
        return [_paragraph(replace(single, pieces=(c,))) for c in cell.paragraphs[0].text]
    lines = [_paragraph(p, keep=bool(cell.foot)) for p in cell.paragraphs[-2:]]
    body = [_paragraph(p) for p in cell.paragraphs[:-2]]
    foot = [
        _paragraph(p, before=0.0 if at else free, keep=at < len(cell.foot) - 1)
        for at, p in enumerate(cell.foot)
    ]
    return body + lines + foot


def _table(layout: Layout, measures: list[tuple[float, float]]) -> str:
    open_spans: dict[int, tuple[Cell, int]] = {}
    rows = []
    for number, row in enumerate(layout.rows):
        cells = [(cell, "start" if cell.rows > 1 else "") for cell in row.cells]
        cells += [(cell, "go") for cell, end in open_spans.values() if number < end]
        for cell in row.cells:
            if cell.rows > 1:
                open_spans[cell.column] = (cell, number + cell.rows)
        cells.sort(key=lambda item: item[0].column)
        height, free = measures[number]
        head = "<w:tblHeader/>" if not layout.heading_start and number in layout.heading else ""
        body = "".join(_cell(cell, layout.widths, merge, free) for cell, merge in cells)
        least = f'<w:trHeight w:val="{_twips(height)}" w:hRule="atLeast"/>'
        rows.append(f"<w:tr><w:trPr>{least}{head}</w:trPr>{body}</w:tr>")
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(
        f'<w:{e} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for e in edges
    )
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in layout.widths)
    side = _twips(1.6)
    margins = f'<w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(sum(layout.widths))}" w:type="dxa"/>'
        f'<w:tblInd w:w="{side}" w:type="dxa"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(rows)}</w:tbl>"
    )


def _measures(layout: Layout, width: float, height: float) -> list[tuple[float, float]]:
    """各行最小高与落款上方的空（mm）：独页时与 PDF 一样铺满，多页时用最小的。"""
    fonts = font_set()
    head = height_of(break_paragraphs(_head(layout), width * MILLIMETRE, fonts))
    notes = height_of(break_paragraphs(layout.notes, width * MILLIMETRE, fonts))
    room = (height - _MARGINS["top"] - _MARGINS["bottom"] - _SLACK) * MILLIMETRE - head
    pages = Flow(layout, fonts, Room(room, room, notes)).pages_of()
    if len(pages) > 1:
        return [(row.height, max(cell.free for cell in row.cells)) for row in layout.rows]
    return [
        (f.height / MILLIMETRE, max(_free(part, f.height) for part in f.parts))
        for f in pages[0].fragments
    ]


def _free(part: Part, height: float) -> float:
    if not part.foot:
        return 0.0
    over = (height - part.height) / MILLIMETRE - 2.0  # Word's lines are a little taller
    return part.cell.free + max(over, 0.0)


def _head(layout: Layout) -> tuple[Paragraph, ...]:
    head: list[Paragraph] = []
    if layout.mark:
        head.append(Paragraph((layout.mark,), face=Face.SANS, size=14.0, leading=1.6))
    for line in layout.title:
        head.append(
            Paragraph(
                (line,), align=Align.CENTER, face=Face.BOLD, size=layout.title_size, leading=1.6
            )
        )
    return (*head, *layout.lead, Paragraph(("",), size=8.0, leading=1.0))


def _document(layouts: Sequence[Layout]) -> str:
    wide = layouts[0].landscape
    width, height = reversed(_A4) if wide else _A4
    room = width - _MARGINS["left"] - _MARGINS["right"]
    body = [_body(layout, room, height) for layout in layouts]
    body[1:] = [part.replace("<w:pPr>", "<w:pPr><w:pageBreakBefore/>", 1) for part in body[1:]]
    orient = ' w:orient="landscape"' if wide else ""
    margins = " ".join(f'w:{side}="{_twips(size)}"' for side, size in _MARGINS.items())
    section = (
        '<w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
        f'<w:pgSz w:w="{_twips(width)}" w:h="{_twips(height)}"{orient}/>'
        f'<w:pgMar {margins} w:header="851" w:footer="{_twips(10)}" w:gutter="0"/></w:sectPr>'
    )
    return (
        f'<w:document xmlns:w="{_NAMESPACE}" xmlns:r="{_OFFICE}"><w:body>'
        f"{''.join(body)}{section}</w:body></w:document>"
    )


def _body(layout: Layout, room: float, height: float) -> str:
    head = "".join(_paragraph(p, tab=_tab(p, room)) for p in _head(layout))
    notes = "".join(_paragraph(p, before=0.0 if at else 2.5) for at, p in enumerate(layout.notes))
    return f"{head}{_table(layout, _measures(layout, room, height))}{notes}"


def _tab(paragraph: Paragraph, room: float) -> float:
    springs = any(isinstance(piece, Spring) for piece in paragraph.pieces)
    return room - paragraph.right if springs else 0.0


def _footer(layout: Layout) -> str:
    footer = layout.footer
    content = "<w:p/>"
    if footer.shown:
        parts = (footer.form_edition, footer.document_number, footer.audit_anchor)
        text = "　".join(part for part in parts if part)
        room = (_A4[1] if layout.landscape else _A4[0]) - _MARGINS["left"] - _MARGINS["right"]
        page, of, pages = (_field("PAGE"), _run(" / ", Face.TEXT, 7.5), _field("NUMPAGES"))
        line = _paragraph(Paragraph((text, Spring()), size=7.5), tab=room)
        content = line.removesuffix("</w:p>") + page + of + pages + "</w:p>"
    return f'<w:ftr xmlns:w="{_NAMESPACE}">{content}</w:ftr>'


def _field(code: str) -> str:
    return f'<w:fldSimple w:instr=" {code} ">{_run("1", Face.TEXT, 7.5)}</w:fldSimple>'
