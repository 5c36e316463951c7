"""PDF：把版式画成 A4 页；同一记录、同一字体设定，字节相同。"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

from reportlab import rl_config
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from medtech_desktop.documents.boxes import PaperBox
from medtech_desktop.documents.fonts import Face, FontSet, UnprintableCharacters, font_set
from medtech_desktop.documents.layout import (
    THIRD,
    Align,
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
from medtech_desktop.documents.pen import RULE, Pen

rl_config.useA85 = 0  # streams stay binary: a quarter smaller and quicker
_BINDING = 28 * MILLIMETRE
_OUTER = 22 * MILLIMETRE
_TOP = 20 * MILLIMETRE
_BOTTOM = 20 * MILLIMETRE
_FRAME = 0.75
_HEAVY = 2.0
_AFTER_TITLE = 5 * MILLIMETRE
_BEFORE_NOTES = 2.5 * MILLIMETRE


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
    canvas = new_canvas(buffer, chosen)
    canvas.setTitle(layouts[0].name)
    canvas.setSubject(layouts[0].subject or layouts[0].footer.form_edition)
    before = 0
    for number, sheet in enumerate(sheets):
        if len(sheets) > 1:
            canvas.bookmarkPage(f"s{number}")
            canvas.addOutlineEntry(sheet.layout.outline or sheet.layout.name, f"s{number}")
        sheet.draw_on(canvas, before, total)
        before += len(sheet.pages)
    canvas.save()
    return buffer.getvalue()


def render_stamps(marks: Sequence[tuple[str, str]], fonts: FontSet) -> bytes:
    """每页一个页码戳，供盖在别的页上：页下正中一行，左下一行小字（可空）。"""
    buffer = BytesIO()
    canvas = new_canvas(buffer, fonts)
    pen = Pen(canvas, fonts)
    for middle, small in marks:
        line = break_paragraph(Paragraph((middle,), size=9.0), A4[0], fonts)[0]
        pen.line(line, (A4[0] - line.width) / 2, 8 * MILLIMETRE + line.height, line.width)
        pen.small(small, _BINDING, _BOTTOM - 8 * MILLIMETRE)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def page_count(layout: Layout, *, draft: bool = False, fonts: FontSet | None = None) -> int:
    """这个版式要几页。"""
    return len(_fitted_sheet(layout, fonts or font_set(), draft).pages)


def boxes(layout: Layout, *, fonts: FontSet | None = None) -> tuple[PaperBox, ...]:
    """这个版式的各格（``Cell.field`` 不空的）印在哪里。"""
    return _fitted_sheet(layout, fonts or font_set(), False).boxes()


def new_canvas(buffer: BytesIO, fonts: FontSet) -> Canvas:
    """A4 画布；不写时间，同样的内容字节相同。"""
    canvas = Canvas(
        buffer,
        pagesize=A4,
        invariant=1,
        pageCompression=1,
        initialFontName=cast(Any, fonts.first_name()),  # typed as a number by mistake
        lang="zh-CN",
    )
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
        self.pen = Pen(canvas, self.fonts)
        for number, page in enumerate(self.pages, 1):
            canvas.setPageSize((self.width, self.height))
            if number == 1:
                self.pen.lines(self.head, self.start, self.left, self.room)
                top = self.table_top
            else:
                line = (self._column_of(page), Spring(), f"第{number}页 共{len(self.pages)}页")
                self.pen.lines(self._further_head(*line), self.start, self.left, self.room)
                top = self.further_top
            end = self._draw_table(self.flow, page, top)
            if page.notes:
                self.pen.lines(self.notes, end - _BEFORE_NOTES, self.left, self.room)
            if number < len(self.pages):
                self.pen.small(
                    "（转续页）", self.left + self.room, end - 4.2 * MILLIMETRE, right=True
                )
            self._draw_footer(before + number, total)
            canvas.showPage()

    def boxes(self) -> tuple[PaperBox, ...]:
        """有名可指的各格画在哪一页的哪里；什么也不画。"""
        found = []
        for number, page in enumerate(self.pages):
            y = self.further_top if number else self.table_top
            for at, fragment in enumerate(page.fragments):
                for part, height in self._parts_at(self.flow, page.fragments, at, fragment):
                    if part.cell.field:
                        found.append(self._box(number, part.cell, y, height))
                y -= fragment.height
        return tuple(found)

    def _box(self, page: int, cell: Cell, top: float, height: float) -> PaperBox:
        left = (self.left + self.flow.edges[cell.column]) / self.width
        across = self.flow.width(cell) / self.width
        down = (self.height - top) / self.height
        return PaperBox(
            cell.field, cell.name, cell.blank, page, left, down, across, height / self.height
        )

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
                    before=self._above(parts),
                )
            )
        parts += self.layout.lead
        return break_paragraphs(parts, self.room, self.fonts)

    def _above(self, parts: list[Paragraph]) -> float:
        """标题首行之上的空白，mm。"""
        if len(parts) > bool(self.layout.mark):
            return 0.0
        return self.layout.drop + (2.0 if self.layout.mark else 0.0)

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
                return f"接上页：{row.group}" if row.group else "接上页"
            return f"接上页：{name}（续）" if fragment.continued else f"接上页：{name}"
        return "接上页：注"

    def _draw_footer(self, number: int, count: int) -> None:
        footer = self.layout.footer
        y = _BOTTOM - 8 * MILLIMETRE
        if self.draft:
            right = self.left + self.room
            self.pen.small("草　稿", right, self.start + 5 * MILLIMETRE, right=True, size=THIRD)
        if not footer.shown:
            return
        parts = (footer.form_edition, footer.document_number, footer.audit_anchor)
        self.pen.small("　".join(part for part in parts if part), self.left, y)
        self.pen.small(f"{number} / {count}", self.left + self.room, y, right=True)

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
        self.canvas.setLineWidth(_HEAVY if cell.heavy else RULE)
        inset = _HEAVY / 2 + 0.6 if cell.heavy else 0.0
        self.canvas.rect(x + inset, top - height + inset, width - 2 * inset, height - 2 * inset)
        if cell.heavy:
            self.canvas.setLineWidth(RULE)
            self.canvas.rect(x, top - height, width, height)
        if cell.dashed:
            self._draw_dashes(x, top, width, height)
        if cell.vertical:
            self._draw_vertical(cell.paragraphs[0], x, top, width, height)
            return
        used = height_of(part.lines)
        if cell.top or part.foot or (broken and not cell.repeats and cell.rows == 1):
            y = top - PAD_Y
        else:
            y = top - (height - used) / 2
        self.pen.lines(part.lines, y, x + PAD_X, width - 2 * PAD_X)
        if part.foot:
            bottom = top - height + PAD_Y
            self.pen.lines(part.foot, bottom + height_of(part.foot), x + PAD_X, width - 2 * PAD_X)

    def _draw_dashes(self, x: float, top: float, width: float, height: float) -> None:
        self.canvas.saveState()
        self.canvas.setDash(3, 2)
        self.canvas.setLineWidth(_FRAME)
        gap = 2.2
        self.canvas.rect(x + gap, top - height + gap, width - 2 * gap, height - 2 * gap)
        self.canvas.restoreState()

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
            self.pen.line(single[0], x + (width - single[0].width) / 2, middle, size)
            y -= pitch
