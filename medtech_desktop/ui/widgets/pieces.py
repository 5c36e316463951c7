"""单元格碎片：文字、图标、状态签、条款签等，表格代理与控件共用同一画法。"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from medtech_desktop.ui import theme
from medtech_desktop.ui.articles import article_name
from medtech_desktop.ui.icons import draw_icon
from medtech_desktop.ui.painting import box, draw_text, rule, text_width
from medtech_desktop.ui.states import state_of
from medtech_desktop.ui.theme import Ink, Tone


@dataclass(frozen=True, slots=True)
class Words:
    """一段文字；``least`` 是最小宽度，使后面的文字对齐；``right`` 在其中靠右。"""

    text: str
    ink: Ink = Ink.INK
    size: int = theme.BODY
    weight: int = theme.REGULAR
    least: int = 0
    right: bool = False


@dataclass(frozen=True, slots=True)
class Glyph:
    """一个图标；``says`` 是它的意思，供读屏使用。"""

    icon: str
    ink: Ink = Ink.INK2
    size: int = 16
    says: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """日期旁的方块「班」「休」「今天」。"""

    text: str
    fill: Ink = Ink.ACC
    ink: Ink = Ink.BG


@dataclass(frozen=True, slots=True)
class ArticleChip:
    """条款签：点击打开条款。``article`` 为条款编号。"""

    article: str


@dataclass(frozen=True, slots=True)
class CategoryChip:
    """类别签，如「限制类，省级」。"""

    text: str


@dataclass(frozen=True, slots=True)
class StateChip:
    """状态签：词决定图标与颜色。"""

    word: str


@dataclass(frozen=True, slots=True)
class ProvisionalChip:
    """暂定签：虚线琥珀框，「暂定」。"""

    text: str = "暂定"


@dataclass(frozen=True, slots=True)
class Marked:
    """有问题的值：底色与文字说出语气，如导入时不合格的一格。"""

    text: str
    tone: Tone = Tone.BAD


@dataclass(frozen=True, slots=True)
class Struck:
    """被换掉的旧值：灰字加删除线。"""

    text: str


Chip = ArticleChip | CategoryChip | StateChip | ProvisionalChip
Piece = Words | Glyph | Tag | Marked | Struck | Chip

_CHIP_ICON = 13
GAP = 6


def piece_text(piece: Piece) -> str:
    """碎片的文字，供复制、排序与读屏。"""
    match piece:
        case Words(text=text) | CategoryChip(text=text) | ProvisionalChip(text=text):
            return text
        case Tag(text=text) | Marked(text=text) | Struck(text=text):
            return text
        case StateChip(word=word):
            return word
        case ArticleChip(article=article):
            return article_name(article).short
        case Glyph(says=says):
            return says


def piece_width(piece: Piece) -> float:
    """碎片的宽度，像素。"""
    match piece:
        case Words(text=text, size=size, weight=weight, least=least):
            return max(float(least), text_width(text, theme.font(size, weight)))
        case Glyph(size=size):
            return float(size)
        case Tag(text=text):
            return max(16.0, text_width(text, theme.font(theme.NOTE, theme.MEDIUM)) + 6)
        case Marked(text=text):
            return text_width(text, theme.font(theme.BODY, theme.MEDIUM)) + 12
        case Struck(text=text):
            return text_width(text, theme.font())
        case ArticleChip(article=article):
            return 30 + text_width(article_name(article).short, theme.font(theme.NOTE))
        case StateChip(word=word):
            return 30 + text_width(word, theme.font(theme.NOTE, theme.MEDIUM))
        case CategoryChip(text=text):
            return 14 + text_width(text, theme.font(theme.NOTE))
        case ProvisionalChip(text=text):
            return 14 + text_width(text, theme.font(theme.NOTE, theme.MEDIUM))


def pieces_width(pieces: tuple[Piece, ...], gap: int = GAP) -> float:
    """一行碎片的总宽度。"""
    return sum(map(piece_width, pieces)) + gap * max(0, len(pieces) - 1)


def draw_pieces(
    painter: QPainter,
    rect: QRectF,
    pieces: tuple[Piece, ...],
    right: bool = False,
    gap: int = GAP,
) -> list[tuple[QRectF, Piece]]:
    """从左（或靠右）画一行碎片，返回各碎片的位置；右边放不下的文字省略。"""
    left = rect.left()
    if right:
        left = max(left, rect.right() - pieces_width(pieces, gap))
    places: list[tuple[QRectF, Piece]] = []
    for piece in pieces:
        width = min(piece_width(piece), max(0.0, rect.right() - left))
        if width <= 0:
            break
        place = QRectF(left, rect.top(), width, rect.height())
        draw_piece(painter, place, piece)
        places.append((place, piece))
        left += width + gap
    return places


def draw_piece(painter: QPainter, rect: QRectF, piece: Piece, focused: bool = False) -> None:
    """画一个碎片，垂直居中。"""
    middle = rect.center().y()
    match piece:
        case Words(text=text, ink=ink, size=size, weight=weight, right=right):
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            draw_text(painter, rect, text, theme.font(size, weight), ink, side)
        case Glyph(icon=icon, ink=ink, size=size):
            place = QRectF(rect.left(), middle - size / 2, size, size)
            draw_icon(painter, icon, place, ink)
        case Tag(text=text, fill=fill, ink=ink):
            place = QRectF(rect.left(), middle - 8, rect.width(), 16)
            box(painter, place, 3, fill)
            face = theme.font(theme.NOTE, theme.MEDIUM)
            draw_text(painter, place, text, face, ink, Qt.AlignmentFlag.AlignHCenter, False)
        case Marked(text=text, tone=tone):
            place = QRectF(rect.left(), middle - 12, rect.width(), 24)
            box(painter, place, 3, tone.tint)
            face = theme.font(theme.BODY, theme.MEDIUM)
            draw_text(painter, rect.adjusted(6, 0, -6, 0), text, face, tone.text)
        case Struck(text=text):
            width = draw_text(painter, rect, text, theme.font(), Ink.INK3)
            rule(painter, rect.left(), rect.left() + width, round(middle), Ink.INK3)
        case _:
            height = theme.CHIP
            _draw_chip(
                painter, QRectF(rect.left(), middle - height / 2, rect.width(), height), piece
            )
    if focused:
        place = QRectF(rect.left(), middle - theme.CHIP / 2, rect.width(), theme.CHIP)
        box(painter, place, 4, None, Ink.ACC, 2)


def _draw_chip(painter: QPainter, rect: QRectF, chip: Chip) -> None:
    if isinstance(chip, StateChip):
        state = state_of(chip.word)
        box(painter, rect, 4, state.tone.tint)
        _icon_and_word(painter, rect, state.icon, state.tone.text, chip.word, theme.MEDIUM)
        return
    if isinstance(chip, ArticleChip):
        name = article_name(chip.article)
        box(painter, rect, 4, Ink.BG, Ink.LINE2, dashed=name.own)
        icon, ink = ("landmark", Ink.INK2) if name.own else ("book-open", Ink.ACC)
        _icon_and_word(painter, rect, icon, ink, name.short, theme.REGULAR)
        return
    provisional = isinstance(chip, ProvisionalChip)
    border, ink = (Ink.WARN_S, Ink.WARN) if provisional else (Ink.LINE2, Ink.INK2)
    box(painter, rect, 4, Ink.BG, border, dashed=provisional)
    weight = theme.MEDIUM if provisional else theme.REGULAR
    place = rect.adjusted(7, 0, -6, 0)
    draw_text(painter, place, piece_text(chip), theme.font(theme.NOTE, weight), ink)


def _icon_and_word(
    painter: QPainter, rect: QRectF, icon: str, ink: Ink, word: str, weight: int
) -> None:
    side = _CHIP_ICON
    place = QRectF(rect.left() + 6, rect.center().y() - side / 2, side, side)
    draw_icon(painter, icon, place, ink)
    room = rect.adjusted(23, 0, -5, 0)
    draw_text(painter, room, word, theme.font(theme.NOTE, weight), ink)


def draw_check(painter: QPainter, centre: QPointF, radius: float, fill: Ink) -> None:
    """实心圆中的勾：完成的节点。"""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill.colour)
    painter.drawEllipse(centre, radius, radius)
    pen = QPen(Ink.BG.colour, 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    unit = radius / 9
    painter.drawPolyline(
        [
            centre + QPointF(-3.6 * unit, 0.3 * unit),
            centre + QPointF(-1.1 * unit, 2.8 * unit),
            centre + QPointF(3.7 * unit, -2.6 * unit),
        ]
    )
    painter.restore()
