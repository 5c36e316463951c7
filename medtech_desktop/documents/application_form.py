"""手术（技术）授权申请表、再授权申请表：项目多的接续页，意见栏签字和日期留给手写。"""

from __future__ import annotations

from dataclasses import replace

from medtech_desktop.documents.fonts import FontSet
from medtech_desktop.documents.layout import (
    FIVE,
    Align,
    Box,
    Cell,
    Layout,
    Paragraph,
    Piece,
    Row,
    Spring,
    label,
    paragraphs,
    value,
)
from medtech_desktop.documents.lists import chinese_day
from medtech_desktop.domain.application_papers import (
    UNCOUNTED,
    ApplicationForm,
    FormItem,
    FormOpinion,
)
from medtech_desktop.domain.law import cites

TITLE, AGAIN = "手术（技术）授权申请表", "手术（技术）再授权申请表"
COLUMNS = ("序号", "申请授权的项目", "级别", "现有授权", "希望\n有效期至", "近12个月\n例数")
NOTES = (
    "注：1.例数取自登记的工作量，没有登记的印「未统计」，不等于零；",
    "2.申请人本人不得评议、复核、审定自己的申请；一人办两步的写明兼任；",
    "3.发文以后授权才生效，有效期以文件为准。",
)
_WIDTHS = (12.0, 12.0, 28.0, 16.0, 14.0, 14.0, 20.0, 24.0, 20.0)
_SPANS = ((0, 1), (1, 3), (4, 1), (5, 2), (7, 1), (8, 1))
"""各栏占的格：起、几格。"""
_WHOLE = len(_WIDTHS)
_SIGN = "签字：{who}　　日期：{day}"
_NO_DAY = "　　　年　　月　　日"


@cites("MTCA-20")
def layout(record: ApplicationForm) -> Layout:
    """申请表的版式。"""
    facts = _fact_rows(record)
    return Layout(
        title=(AGAIN if record.regrant else TITLE,),
        title_size=18.0,
        widths=_WIDTHS,
        rows=(
            *facts,
            _heading(),
            *(_item_row(place, one, record.blank) for place, one in enumerate(record.items, 1)),
            *_text_rows(record),
            *(_opinion_row(one) for one in record.opinions),
        ),
        heading_start=len(facts),
        heading_rows=1,
        lead=(_lead(record),),
        notes=tuple(
            Paragraph((line,), size=FIVE, indent=0 if place == 0 else 2, hang=2, leading=1.35)
            for place, line in enumerate(NOTES)
        ),
        footer=record.footer,
        subject=f"{record.number} {record.name}".strip(),
    )


def _lead(record: ApplicationForm) -> Paragraph:
    number = f"编号：{record.number}" if record.number else "编号：　　　　　　　　"
    return Paragraph((f"医疗机构：{record.hospital}", Spring(), number), size=FIVE)


def _fact_rows(record: ApplicationForm) -> tuple[Row, ...]:
    kinds: list[Piece] = []
    for word in record.kinds:
        kinds += [Box(word == record.kind), f"{word}　"]
    return (
        Row(
            (
                _small(label("姓名", 0, 2)),
                _value(record.name, 2, 1, "姓名", "person"),
                _small(label("工号", 3)),
                _value(record.staff_number, 4, 2, "工号"),
                _small(label("职称", 6)),
                _value(record.title, 7, 2, "职称"),
            )
        ),
        Row(
            (
                _small(label("科室", 0, 2)),
                _value(record.department, 2, 4, "科室", "department"),
                _small(label("申请日期", 6)),
                _value(chinese_day(record.day), 7, 2, "申请日期", "day"),
            )
        ),
        Row(
            (
                _small(label("申请种类", 0, 2)),
                Cell(2, (Paragraph(tuple(kinds), size=FIVE),), _WHOLE - 2, name="申请种类"),
            )
        ),
    )


def _value(text: str, column: int, columns: int, name: str, field: str = "") -> Cell:
    return _small(value(text, column, columns, name=name, field=field))


def _small(cell: Cell) -> Cell:
    lines = tuple(replace(one, size=FIVE, leading=1.35) for one in cell.paragraphs)
    return replace(cell, paragraphs=lines)


def _heading() -> Row:
    cells = tuple(
        Cell(
            at,
            tuple(
                Paragraph((line,), align=Align.CENTER, size=FIVE, leading=1.25)
                for line in name.split("\n")
            ),
            columns,
            name=name.replace("\n", ""),
            repeats=True,
        )
        for name, (at, columns) in zip(COLUMNS, _SPANS, strict=True)
    )
    return Row(cells, height=9.0, keeps=True)


def _item_row(place: int, item: FormItem, blank: bool) -> Row:
    cases = "" if blank else UNCOUNTED if item.cases is None else f"{item.cases}"
    texts = (str(place), item.name, item.grade, item.held, item.until, cases)
    centered = (0, 2, 4, 5)
    cells = []
    for number, (text, (at, columns)) in enumerate(zip(texts, _SPANS, strict=True)):
        align = Align.CENTER if number in centered else Align.LEFT
        lines = tuple(replace(one, size=FIVE, leading=1.3) for one in paragraphs(text, align=align))
        cells.append(Cell(at, lines, columns, name=COLUMNS[number].replace("\n", "")))
    return Row(tuple(cells), height=8.0, name="申请授权的项目")


def _text_rows(record: ApplicationForm) -> tuple[Row, ...]:
    counted = record.counted
    if counted:
        total = UNCOUNTED if record.cases is None else f"{record.cases} 例"
        counted = f"{counted}手术合计：{total}"
    rows = [_text_row("近12个月\n工作量", counted, 9.0), _text_row("培训情况", record.training)]
    if record.regrant:
        rows.append(_text_row("授权期内\n的变动", record.changes))
    signed = (
        Paragraph(
            (_SIGN.format(who="　　　　　　", day=_NO_DAY),),
            align=Align.RIGHT,
            size=FIVE,
            right=4.0,
        ),
    )
    cell = Cell(
        2,
        _body(record.statement),
        _WHOLE - 2,
        top=True,
        foot=signed,
        free=4.0,
        name="申请理由",
        field="statement",
        blank=not record.statement.strip(),
    )
    rows.append(
        Row((_small(label("申请理由", 0, 2)), cell), height=26.0, stretch=0.2, name="申请理由")
    )
    return tuple(rows)


def _body(text: str) -> tuple[Paragraph, ...]:
    lines = paragraphs(text, align=Align.BODY, indent=2)
    return tuple(replace(one, size=FIVE, leading=1.35) for one in lines)


def _text_row(name: str, text: str, height: float = 11.0) -> Row:
    plain = name.replace("\n", "")
    cell = Cell(2, tuple(replace(one, indent=0) for one in _body(text)), _WHOLE - 2, name=plain)
    return Row((_small(label(name, 0, 2)), cell), height=height, name=plain)


def _opinion_row(one: FormOpinion) -> Row:
    name = one.title
    told = "，".join(part for part in (one.basis, one.opinion) if part)
    pieces: tuple[Piece, ...] = ()
    for word in ("同意", "退回补充", "不同意"):
        pieces += (Box(one.verdict == word), f"{word}　")
    lines = [Paragraph(pieces, size=FIVE), *_body(told)]
    if one.concurrent:
        lines.append(Paragraph((f"兼任声明：{one.concurrent}",), size=FIVE, leading=1.35))
    day = chinese_day(one.day) or _NO_DAY
    signed = Paragraph(
        (_SIGN.format(who=one.signer or "　　　　　　", day=day),),
        align=Align.RIGHT,
        size=FIVE,
        right=4.0,
    )
    cell = Cell(
        2,
        tuple(lines),
        _WHOLE - 2,
        top=True,
        foot=(signed,),
        free=2.0 if one.signer else 5.0,
        name=name,
    )
    return Row((_small(label(_two_lines(name), 0, 2)), cell), 25.0, 0.2, name)


def _two_lines(name: str) -> str:
    """「医务部门」一行，「复核意见」一行。"""
    return f"{name[:-4]}\n{name[-4:]}"


def render_pdf(
    record: ApplicationForm, *, draft: bool = False, fonts: FontSet | None = None
) -> bytes:
    """申请表的 PDF。raises UnprintableCharacters unless it is a draft."""
    from medtech_desktop.documents import pdf

    return pdf.render(layout(record), draft=draft, fonts=fonts)


def render_docx(record: ApplicationForm) -> bytes:
    """申请表的 docx，字句与 PDF 相同。"""
    from medtech_desktop.documents import docx

    return docx.render(layout(record))
