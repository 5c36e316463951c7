"""PDF：把版式画成 A4 页；同一记录、同一字体设定，字节相同。"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from medtech_desktop.documents.fonts import Face, FontSet, UnprintableCharacters, font_set
from medtech_desktop.documents.layout import (
    THIRD,
    Align,
    Box,
    Cell,
    Layout,
    Paragraph,
    Piece,
    Spring,
    compact,
)
from medtech_desktop.documents.lines import (
    MILLIMETRE,
    Line,
    break_paragraph,
    break_paragraphs,
    height_of,
)
from medtech_desktop.documents.paging import PAD_X, PAD_Y, Flow, Fragment, Page, Part, Room

rl_config.useA85 = 0  # streams stay binary: a quarter smaller and quicker
_BINDING = 28 * MILLIMETRE
_OUTER = 22 * MILLIMETRE
_TOP = 20 * MILLIMETRE
_BOTTOM = 20 * MILLIMETRE
_FRAME = 0.75
_RULE = 0.5
_HEAVY = 2.0
_AFTER_TITLE = 5 * MILLIMETRE
_BEFORE_NOTES = 2.5 * MILLIMETRE
_LOOSEST = 3.0
"""两端对齐时一行最多摊开的空白，以字计；再多就不摊。"""


def render(layout: Layout, *, draft: bool = False, fonts: FontSet | None = None) -> bytes:
    """把版式画成 PDF。草稿以方框代替缺字并标明草稿。

    raises UnprintableCharacters when a paper that is no draft holds a character that
    no font draws; then nothing is made.
    """
    return render_many((layout,), draft=draft, fonts=fonts)


def render_many(
    layouts: Sequence[Layout], *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """几个版式依次画进一份 PDF，各起一页，页次连续，各有一个书签；其余同 ``render``。"""
    chosen = fonts or font_set()
    if not draft:
        for layout in layouts:
            refuse_missing(layout, chosen)
    sheets = [_fitted_sheet(layout, chosen, draft) for layout in layouts]
    total = sum(len(sheet.pages) for sheet in sheets)
    buffer = BytesIO()
    canvas = _canvas(buffer, layouts[0], chosen)
    before = 0
    for number, sheet in enumerate(sheets):
        if len(sheets) > 1:
            canvas.bookmarkPage(f"s{number}")
            canvas.addOutlineEntry(sheet.layout.outline or sheet.layout.name, f"s{number}")
        sheet.draw_on(canvas, before, total)
        before += len(sheet.pages)
    canvas.save()
    return buffer.getvalue()


def page_count(layout: Layout, *, draft: bool = False, fonts: FontSet | None = None) -> int:
    """这个版式要几页。"""
    return len(_fitted_sheet(layout, fonts or font_set(), draft).pages)


def _canvas(buffer: BytesIO, layout: Layout, fonts: FontSet) -> Canvas:
    canvas = Canvas(
        buffer,
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        initialFontName=cast(Any, fonts.first_name()),  # typed as a number by mistake
        lang="zh-CN",
    )
    canvas.setTitle(layout.name)
    canvas.setSubject(layout.subject or layout.footer.form_edition)
    canvas.setCreator("医疗技术临床应用管理")
    canvas.setAuthor("")
    return canvas


def fitted(layout: Layout, fonts: FontSet) -> Layout:
    """版式本身；能缩而一页放不下时，若紧凑排法一页放得下，则用紧凑排法。"""
    return _fitted_sheet(layout, fonts, False).layout


def _fitted_sheet(layout: Layout, fonts: FontSet, draft: bool) -> _Sheet:
    sheet = _Sheet(layout, fonts, draft)
    if not layout.shrinks or len(sheet.pages) == 1:
        return sheet
    smaller = _Sheet(compact(layout), fonts, draft)
    return smaller if len(smaller.pages) == 1 else sheet


def refuse_missing(layout: Layout, fonts: FontSet) -> None:
    """正式文书的缺字检查。raises UnprintableCharacters."""
    footer = layout.footer
    small = (footer.form_edition, footer.document_number, footer.audit_anchor)
    loose = [*layout.lead, *layout.notes]
    places = [("", p) for p in loose]
    places += [(cell.name, p) for row in layout.rows for cell in row.cells for p in _all(cell)]
    found = [
        (character, name)
        for name, paragraph in places
        for character in fonts.missing_characters(paragraph.text, paragraph.face)
    ]
    found += [
        (character, "页脚")
        for text in (small if footer.shown else ())
        for character in fonts.missing_characters(text)
    ]
    found += [(c, "标题") for c in fonts.missing_characters(layout.name, Face.BOLD)]
    if found:
        raise UnprintableCharacters([c for c, _ in found], [name for _, name in found])


def _all(cell: Cell) -> tuple[Paragraph, ...]:
    return (*cell.paragraphs, *cell.foot)


class _Sheet:
    """一份版式在画布上。"""

    def __init__(self, layout: Layout, fonts: FontSet, draft: bool) -> None:
        self.layout = layout
        self.fonts = fonts
        self.draft = draft
        wide = layout.landscape
        self.width, self.height = landscape(A4) if wide else A4
        self.left = _OUTER if wide else _BINDING
        self.start = self.height - (_BINDING if wide else _TOP)
        self.room = self.width - _OUTER - self.left
        self.head = self._head_lines()
        self.notes = break_paragraphs(layout.notes, self.room, fonts)
        self.table_top = self.start - height_of(self.head) - _AFTER_TITLE
        further = height_of(self._further_head("续"))
        self.further_top = self.start - further - 2 * MILLIMETRE
        notes_height = height_of(self.notes) + (_BEFORE_NOTES if self.notes else 0.0)
        self.flow = Flow(
            layout,
            fonts,
            Room(self.table_top - _BOTTOM, self.further_top - _BOTTOM, notes_height),
        )
        self.pages = self.flow.pages_of()

    def draw_on(self, canvas: Canvas, before: int, total: int) -> None:
        """画出全部页；``before`` 为此前的页数，``total`` 为整份的页数，只用于页脚。"""
        self.canvas = canvas
        for number, page in enumerate(self.pages, 1):
            canvas.setPageSize((self.width, self.height))
            if number == 1:
                self._draw_lines(self.head, self.start, self.left, self.room)
                top = self.table_top
            else:
                line = (self._column_of(page), Spring(), f"第{number}页 共{len(self.pages)}页")
                self._draw_lines(self._further_head(*line), self.start, self.left, self.room)
                top = self.further_top
            end = self._draw_table(self.flow, page, top)
            if page.notes:
                self._draw_lines(self.notes, end - _BEFORE_NOTES, self.left, self.room)
            if number < len(self.pages):
                self._small("（转续页）", self.left + self.room, end - 4.2 * MILLIMETRE, right=True)
            self._draw_footer(before + number, total)
            canvas.showPage()

    # heads and feet

    def _head_lines(self) -> tuple[Line, ...]:
        parts: list[Paragraph] = []
        if self.layout.mark:
            parts.append(Paragraph((self.layout.mark,), face=Face.SANS, size=14.0, leading=1.6))
        for line in self.layout.title:
            parts.append(
                Paragraph(
                    (line,),
                    align=Align.CENTER,
                    face=Face.BOLD,
                    size=self.layout.title_size,
                    leading=1.4,
                    before=2.0 if len(parts) == 1 and self.layout.mark else 0.0,
                )
            )
        parts += self.layout.lead
        return break_paragraphs(parts, self.room, self.fonts)

    def _further_head(self, *line: Piece) -> tuple[Line, ...]:
        """续页的两行：表名，接上页的栏与页次。"""
        title = f"{self.layout.name}（续页）"
        heading = Paragraph((title,), align=Align.CENTER, face=Face.BOLD, size=14.0)
        return break_paragraphs((heading, Paragraph(line, size=10.5)), self.room, self.fonts)

    def _column_of(self, page: Page) -> str:
        """本页从哪一栏接起。"""
        for fragment in page.fragments:
            row = self.layout.rows[fragment.number]
            if fragment.number in self.layout.heading and not fragment.continued:
                continue
            name = row.name or next((cell.name for cell in row.cells if cell.name), "")
            if self.layout.heading_rows and not fragment.continued:
                return "接上页"
            return f"接上页：{name}（续）" if fragment.continued else f"接上页：{name}"
        return "接上页：注"

    def _draw_footer(self, number: int, count: int) -> None:
        footer = self.layout.footer
        y = _BOTTOM - 8 * MILLIMETRE
        if self.draft:
            right = self.left + self.room
            self._small("草　稿", right, self.start + 5 * MILLIMETRE, right=True, size=THIRD)
        if not footer.shown:
            return
        parts = (footer.form_edition, footer.document_number, footer.audit_anchor)
        self._small("　".join(part for part in parts if part), self.left, y)
        self._small(f"{number} / {count}", self.left + self.room, y, right=True)

    def _small(
        self, text: str, x: float, y: float, *, right: bool = False, size: float = 7.5
    ) -> None:
        line = break_paragraph(Paragraph((text,), size=size), 4000, self.fonts)[0]
        self._draw_line(line, x - line.width if right else x, y + line.height, line.width)

    # the table

    def _draw_table(self, flow: Flow, page: Page, top: float) -> float:
        y = top
        tops = []
        for fragment in page.fragments:
            tops.append(y)
            y -= fragment.height
        if not tops:
            return top
        for at, fragment in enumerate(page.fragments):
            for part, height in self._parts_at(flow, page.fragments, at, fragment):
                self._draw_part(flow, part, tops[at], height, fragment.broken)
        self.canvas.setLineWidth(_FRAME)
        self.canvas.rect(self.left, y, flow.edges[-1], top - y)
        return y

    def _parts_at(
        self, flow: Flow, fragments: tuple[Fragment, ...], at: int, fragment: Fragment
    ) -> list[tuple[Part, float]]:
        """在本行画出的各格与高；跨行的格在本页的首行画一次，续页重画。"""
        found: list[tuple[Part, float]] = []
        for start, index in flow.spans:
            part = flow.measured[start][index]
            covered = range(start, start + part.cell.rows)
            if fragment.number not in covered:
                continue
            if at and fragments[at - 1].number in covered:
                continue
            here = (f.height for f in fragments[at:] if f.number in covered)
            found.append((part, sum(here)))
        own = [(part, fragment.height) for part in fragment.parts if part.cell.rows == 1]
        return sorted([*found, *own], key=lambda item: item[0].cell.column)

    def _draw_part(self, flow: Flow, part: Part, top: float, height: float, broken: bool) -> None:
        cell = part.cell
        x, width = self.left + flow.edges[cell.column], flow.width(cell)
        self.canvas.setLineWidth(_HEAVY if cell.heavy else _RULE)
        inset = _HEAVY / 2 + 0.6 if cell.heavy else 0.0
        self.canvas.rect(x + inset, top - height + inset, width - 2 * inset, height - 2 * inset)
        if cell.heavy:
            self.canvas.setLineWidth(_RULE)
            self.canvas.rect(x, top - height, width, height)
        if cell.vertical:
            self._draw_vertical(cell.paragraphs[0], x, top, width, height)
            return
        used = height_of(part.lines)
        if cell.top or part.foot or (broken and not cell.repeats and cell.rows == 1):
            y = top - PAD_Y
        else:
            y = top - (height - used) / 2
        self._draw_lines(part.lines, y, x + PAD_X, width - 2 * PAD_X)
        if part.foot:
            bottom = top - height + PAD_Y
            self._draw_lines(part.foot, bottom + height_of(part.foot), x + PAD_X, width - 2 * PAD_X)

    def _draw_vertical(
        self, paragraph: Paragraph, x: float, top: float, width: float, height: float
    ) -> None:
        text, size = paragraph.text, paragraph.size
        pitch = min(2.0 * size, (height - 2 * PAD_Y) / len(text))
        y = top - (height - pitch * len(text)) / 2
        for character in text:
            single = break_paragraph(
                Paragraph((character,), size=size, leading=1.0), 99, self.fonts
            )
            middle = y - (pitch - size) / 2
            self._draw_line(single[0], x + (width - single[0].width) / 2, middle, size)
            y -= pitch

    # lines

    def _draw_lines(self, lines: tuple[Line, ...], top: float, x: float, width: float) -> None:
        y = top
        for line in lines:
            y -= line.before
            free = width - line.paragraph.right * MILLIMETRE
            spare = free - line.indent - line.width
            start = x + line.indent
            if line.paragraph.align is Align.CENTER:
                start += max(spare, 0.0) / 2
            elif line.paragraph.align is Align.RIGHT:
                start += max(spare, 0.0)
            self._draw_line(line, start, y, free - line.indent)
            y -= line.height

    def _draw_line(self, line: Line, x: float, top: float, room: float) -> None:
        size, face = line.paragraph.size, line.paragraph.face
        baseline = top - (line.height - size) / 2 - 0.88 * size
        springs = sum(isinstance(token.piece, Spring) for token in line.tokens)
        spare = max(room - line.width, 0.0)
        letters = len(line.text)
        spread = 0.0
        justified = line.paragraph.align is Align.BODY and not line.last and not springs
        if justified and letters > 1 and spare <= _LOOSEST * size:
            spread = spare / (letters - 1)
        run = ""
        run_x = x
        for token in line.tokens:
            if isinstance(token.piece, str):
                run += token.piece
                x += token.width + spread * len(token.piece)
                continue
            self._draw_run(run, run_x, baseline, size, face, spread)
            if isinstance(token.piece, Box):
                self._draw_box(token.piece, x, baseline, size)
                x += token.width
            else:
                x += spare / springs
            run, run_x = "", x
        self._draw_run(run, run_x, baseline, size, face, spread)

    def _draw_run(
        self, text: str, x: float, y: float, size: float, face: Face, spread: float
    ) -> None:
        """画一串字，每段连续同字体的字一次；缺字（只在草稿）画方框。"""
        run, run_x, current = "", x, self.fonts.font(text[0], face) if text else None
        for character in text:
            font = self.fonts.font(character, face)
            if run and (font is not current or font is None):
                self._show(run, run_x, y, size, current, spread)
                run, run_x = "", x
            current = font
            run += character
            x += self.fonts.width(character, face) * size + spread
        if run:
            self._show(run, run_x, y, size, current, spread)

    def _show(self, run: str, x: float, y: float, size: float, font: object, spread: float) -> None:
        if font is None:
            self._draw_missing(run, x, y, size)
            return
        self.canvas.setFont(str(getattr(font, "fontName", "")), size)
        self.canvas.drawString(x, y, run, charSpace=spread)

    def _draw_missing(self, character: str, x: float, y: float, size: float) -> None:
        side = 0.86 * size
        self.canvas.setLineWidth(_RULE)
        self.canvas.rect(x + 0.07 * size, y - 0.1 * size, side, side)
        code = f"{ord(character):04X}"
        half = (len(code) + 1) // 2
        self.canvas.setFont(self.fonts.first_name(Face.SANS), 0.36 * size)
        for row, part in enumerate((code[:half], code[half:])):
            self.canvas.drawCentredString(x + size / 2, y + (0.42 - 0.4 * row) * size, part)

    def _draw_box(self, box: Box, x: float, y: float, size: float) -> None:
        side = 0.82 * size
        low = y - 0.06 * size
        self.canvas.setLineWidth(0.8)
        self.canvas.rect(x + 0.1 * size, low, side, side)
        if not box.checked:
            return
        path = self.canvas.beginPath()
        path.moveTo(x + 0.1 * size + 0.16 * side, low + 0.5 * side)
        path.lineTo(x + 0.1 * size + 0.42 * side, low + 0.2 * side)
        path.lineTo(x + 0.1 * size + 0.86 * side, low + 0.82 * side)
        self.canvas.setLineWidth(1.3)
        self.canvas.setLineJoin(1)
        self.canvas.drawPath(path, stroke=1, fill=0)
