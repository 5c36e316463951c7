"""版式：一份表是几个单元格的数据，PDF 与 docx 各画一遍，字句只写一次。

Lengths are millimetres and sizes are points.  A layout holds no positions: cells
grow with their text, and ``paging`` finds where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from medtech_desktop.documents.fonts import Face, settled
from medtech_desktop.domain.papers import Footer

SMALL_FOUR = 12.0
"""小四。"""
FIVE = 10.5
"""五号。"""
LEAST_HEIGHT = 8.0
"""要写字的行的最小高，mm。"""
SMALL_FIVE = 9.0
"""小五。"""
SECOND = 22.0
"""二号。"""
THIRD = 16.0
"""三号。"""


class Align(StrEnum):
    """水平对齐；BODY 为左起、折行处两端对齐。"""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Box:
    """勾选框，以线条画出：□ 或 ☑。"""

    checked: bool


@dataclass(frozen=True, slots=True)
class Spring:
    """弹簧：占去一行余下的宽度，把其后的字推到右边。"""


@dataclass(frozen=True, slots=True)
class StripPart:
    """条上的一段：起止占全宽的几分之几，底色的深浅（0 白至 1 黑），段里的词。"""

    left: float
    right: float
    shade: float
    word: str


@dataclass(frozen=True, slots=True)
class Strip:
    """一条区间，占满一行，以线条画出；``mark`` 所问的一天，一条粗线。"""

    parts: tuple[StripPart, ...]
    mark: float


Piece = str | Box | Spring | Strip


@dataclass(frozen=True, slots=True)
class Paragraph:
    """一段：字、勾选框、弹簧、区间条。``indent`` 首行缩进与 ``hang`` 悬挂缩进以字计。

    ``before`` is the space above in mm, ``right`` the space kept free at the right.
    What is ``struck`` has a line through it.
    """

    pieces: tuple[Piece, ...]
    align: Align = Align.LEFT
    face: Face = Face.TEXT
    size: float = SMALL_FOUR
    indent: float = 0.0
    hang: float = 0.0
    leading: float = 1.5
    before: float = 0.0
    right: float = 0.0
    struck: bool = False

    @property
    def text(self) -> str:
        """段内文字，不含勾选框。"""
        return "".join(piece for piece in self.pieces if isinstance(piece, str))


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格：占 ``column`` 起 ``columns`` 列、本行起 ``rows`` 行。

    ``foot`` stands at the bottom with ``free`` mm empty above it (seal, signature)
    and is never parted from the end of the text.  ``vertical`` sets one character a
    line.  ``name`` is what a 续页 and an error message call the cell; a cell that
    ``repeats`` (a label) stands again where its row goes on on a further page.
    ``heavy`` and ``dashed`` draw a further frame inside (due day, provisional day).
    ``field`` is what a finding calls this box; a ``blank`` one has nothing filled in.
    Neither is ever printed: the preview asks where such a box stands.
    """

    column: int
    paragraphs: tuple[Paragraph, ...] = ()
    columns: int = 1
    rows: int = 1
    top: bool = False
    vertical: bool = False
    foot: tuple[Paragraph, ...] = ()
    free: float = 0.0
    name: str = ""
    heavy: bool = False
    repeats: bool = False
    dashed: bool = False
    field: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """一行；``height`` 为最小行高，``stretch`` 为独页时分得余下空白的份额。

    A row that ``keeps`` stands on one page with the beginning of the next row.  ``group`` is
    told at the head of a further page that begins with this row.
    """

    cells: tuple[Cell, ...]
    height: float = 8.5
    stretch: float = 0.0
    name: str = ""
    keeps: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """一份表：附件号、标题、表前一行、表格、表后的注、页脚。

    ``heading_rows`` rows from ``heading_start`` on are repeated at the top of every
    further page that begins after them.  A layout that ``shrinks`` is set in 五号 when
    that, and only that, brings it onto one page.  ``outline`` is its bookmark where
    several stand in one file, ``drop`` the mm left empty above the title.
    """

    title: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    footer: Footer
    mark: str = ""
    lead: tuple[Paragraph, ...] = ()
    notes: tuple[Paragraph, ...] = ()
    landscape: bool = False
    heading_rows: int = 0
    title_size: float = SECOND
    subject: str = ""
    shrinks: bool = False
    heading_start: int = 0
    outline: str = ""
    drop: float = 0.0

    @property
    def name(self) -> str:
        """表名，一行。"""
        return "".join(self.title)

    @property
    def heading(self) -> range:
        """栏名各行的序号。"""
        return range(self.heading_start, self.heading_start + self.heading_rows)


def label(text: str, column: int, columns: int = 1, rows: int = 1) -> Cell:
    """栏目名单元格，居中。"""
    lines = tuple(Paragraph((line,), align=Align.CENTER) for line in text.split("\n"))
    return Cell(column, lines, columns, rows, name=text.replace("\n", ""), repeats=True)


def value(
    text: str,
    column: int,
    columns: int = 1,
    *,
    name: str,
    align: Align = Align.LEFT,
    field: str = "",
) -> Cell:
    """填写单元格；文字长了就长高。"""
    empty = not text.strip()
    return Cell(column, paragraphs(text, align=align), columns, name=name, field=field, blank=empty)


def paragraphs(
    text: str, *, align: Align = Align.LEFT, indent: float = 0.0
) -> tuple[Paragraph, ...]:
    """按换行分段；空白段不要。"""
    return tuple(
        Paragraph((line.strip(),), align=align, indent=indent)
        for line in settled(text).split("\n")
        if line.strip()
    )


def compact(layout: Layout) -> Layout:
    """同一版式的紧凑排法：小四改五号，行高至少 8 mm。"""
    rows = tuple(
        replace(
            row,
            height=max(min(row.height, row.height * FIVE / SMALL_FOUR), LEAST_HEIGHT),
            cells=tuple(
                replace(cell, paragraphs=_smaller(cell.paragraphs), foot=_smaller(cell.foot))
                for cell in row.cells
            ),
        )
        for row in layout.rows
    )
    return replace(layout, rows=rows)


def _smaller(paragraphs: tuple[Paragraph, ...]) -> tuple[Paragraph, ...]:
    return tuple(replace(p, size=min(p.size, FIVE)) for p in paragraphs)


def yes_no(answer: bool | None) -> tuple[Piece, ...]:
    """□是 □否，按答案打勾；未答两框皆空。"""
    return (Box(answer is True), "是　　", Box(answer is False), "否")
