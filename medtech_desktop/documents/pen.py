"""画笔：在 PDF 画布上写行、勾选框与小字；逐字选字体，缺字（只在草稿）画方框。"""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from medtech_desktop.documents.fonts import Face, FontSet
from medtech_desktop.documents.layout import Align, Box, Paragraph, Spring, Strip
from medtech_desktop.documents.lines import MILLIMETRE, Line, break_paragraph

RULE = 0.5
"""细线的宽，pt。"""
_LOOSEST = 3.0
"""两端对齐时一行最多摊开的空白，以字计；再多就不摊。"""


class Pen:
    """一支画笔：画布与字体。"""

    def __init__(self, canvas: Canvas, fonts: FontSet) -> None:
        self.canvas = canvas
        self.fonts = fonts

    def small(
        self, text: str, x: float, y: float, *, right: bool = False, size: float = 7.5
    ) -> None:
        """一行小字，底线在 ``y``；``right`` 时 ``x`` 为右端。"""
        line = break_paragraph(Paragraph((text,), size=size), 4000, self.fonts)[0]
        self.line(line, x - line.width if right else x, y + line.height, line.width)

    def lines(self, lines: tuple[Line, ...], top: float, x: float, width: float) -> None:
        """自 ``top`` 往下写各行，左起 ``x``，宽 ``width``（pt）。"""
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
            self.line(line, start, y, free - line.indent)
            y -= line.height

    def line(self, line: Line, x: float, top: float, room: float) -> None:
        """写一行；``room`` 为这一行可占的宽（pt）。"""
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
        run_x = start = x
        for token in line.tokens:
            if isinstance(token.piece, str):
                run += token.piece
                x += token.width + spread * len(token.piece)
                continue
            self._run(run, run_x, baseline, size, face, spread)
            if isinstance(token.piece, Box):
                self._box(token.piece, x, baseline, size)
                x += token.width
            elif isinstance(token.piece, Strip):
                self._strip(token.piece, x, top - line.height, token.width, line.height)
                x += token.width
            else:
                x += spare / springs
            run, run_x = "", x
        self._run(run, run_x, baseline, size, face, spread)
        if line.paragraph.struck and line.text:
            self.canvas.setLineWidth(RULE)
            middle = baseline + 0.36 * size
            self.canvas.line(start, middle, start + line.width, middle)

    def _run(self, text: str, x: float, y: float, size: float, face: Face, spread: float) -> None:
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
            self._missing(run, x, y, size)
            return
        self.canvas.setFont(str(getattr(font, "fontName", "")), size)
        self.canvas.drawString(x, y, run, charSpace=spread)

    def _missing(self, character: str, x: float, y: float, size: float) -> None:
        side = 0.86 * size
        self.canvas.setLineWidth(RULE)
        self.canvas.rect(x + 0.07 * size, y - 0.1 * size, side, side)
        code = f"{ord(character):04X}"
        half = (len(code) + 1) // 2
        self.canvas.setFont(self.fonts.first_name(Face.SANS), 0.36 * size)
        for row, part in enumerate((code[:half], code[half:])):
            self.canvas.drawCentredString(x + size / 2, y + (0.42 - 0.4 * row) * size, part)

    def _strip(self, strip: Strip, x: float, low: float, wide: float, tall: float) -> None:
        """区间条：各段以灰度与框分开，放得下的写词；所问的一天一条粗线，伸出条外。"""
        canvas, size = self.canvas, 7.5
        low, tall = low + 0.15 * tall, 0.7 * tall
        canvas.saveState()
        canvas.setLineWidth(RULE)
        canvas.rect(x, low, wide, tall)
        for part in strip.parts:
            left, room = x + part.left * wide, (part.right - part.left) * wide
            canvas.setFillGray(1 - part.shade)
            canvas.rect(left, low, room, tall, fill=1)
            canvas.setFillGray(0)
            word = break_paragraph(Paragraph((part.word,), size=size), 4000, self.fonts)[0]
            if word.width + 4 <= room:
                middle = low + (tall + word.height) / 2
                self.line(word, left + 2, middle, word.width)
        canvas.setLineWidth(1.6)
        at = x + strip.mark * wide
        canvas.line(at, low - 0.15 * tall, at, low + 1.15 * tall)
        canvas.restoreState()

    def _box(self, box: Box, x: float, y: float, size: float) -> None:
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
