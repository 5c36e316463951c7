"""医师技术档案：基本情况与资质、权限、权限的变动、手术量与评估、变动；证书扫描件可附在后面。"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from medtech_desktop.documents.fonts import Face, FontSet, font_set
from medtech_desktop.documents.layout import FIVE, SMALL_FIVE, Align, Cell, Layout, Paragraph, Row
from medtech_desktop.documents.lists import (
    EMPTY,
    PORTRAIT,
    body,
    chinese_day,
    grid_line,
    heading,
    small,
    widths,
)
from medtech_desktop.documents.practitioner_rows import (
    CERTIFICATE_COLUMNS,
    CHANGE_COLUMNS,
    EVALUATION_COLUMNS,
    EVENT_COLUMNS,
    EXEMPTION_COLUMNS,
    INVITATION_COLUMNS,
    PERMISSION_COLUMNS,
    SPAN_COLUMNS,
    VOLUME_COLUMNS,
    certificate_row,
    change_rows,
    evaluation_rows,
    event_rows,
    exemption_rows,
    invitation_rows,
    permission_rows,
    span_rows,
    volume_rows,
)
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.practitioner_files import (
    NO_EVALUATION,
    NO_VOLUME,
    PractitionerFile,
)
from medtech_desktop.domain.trouble import Trouble

if TYPE_CHECKING:
    from medtech_desktop.documents import xlsx

TITLE = "医师技术档案"
_GRID = 20
_GRID_WIDTHS = (PORTRAIT / _GRID,) * _GRID
_SHARES = {
    "类别": 20.0,
    "对象": 50.0,
    "级别": 14.0,
    "情形": 31.0,
    "自": 26.0,
    "有效期至": 26.0,
    "文号": 32.0,
    "日期": 26.0,
    "变动": 21.0,
    "依据与理由": 50.0,
    "统计期间": 44.0,
    "例数": 16.0,
    "并发症": 16.0,
    "死亡": 16.0,
    "来源": 36.0,
    "结论": 70.0,
}
_CENTERED = ("类别", "级别", "情形", "自", "有效期至", "日期", "例数", "并发症", "死亡")


@cites("MTCA-19")
def layouts(record: PractitionerFile) -> tuple[Layout, ...]:
    """各部分各起一页，栏名各页重复；没有权限变动的不印那一部分。"""
    parts = [_front(record), _listed(record, "权限", PERMISSION_COLUMNS, permission_rows(record))]
    if record.permission_events:
        parts.append(_listed(record, "权限的变动与理由", EVENT_COLUMNS, event_rows(record)))
    parts.append(_work(record))
    parts.append(_listed(record, "变动", CHANGE_COLUMNS, change_rows(record), wide="变动"))
    return tuple(parts)


# The front: basics, registrations, certificates, training


def _front(record: PractitionerFile) -> Layout:
    rows = [*_basics(record)]
    rows += _block("职称、科室与执业注册", SPAN_COLUMNS, (3, 11, 3, 3), span_rows(record))
    certificates = [certificate_row(c) for c in record.qualifications]
    rows += _block("资格、执业与职称证书", CERTIFICATE_COLUMNS, (4, 6, 4, 3, 3), certificates)
    trainings = [certificate_row(c) for c in record.trainings]
    rows += _block("培训证明", CERTIFICATE_COLUMNS, (4, 6, 4, 3, 3), trainings)
    if record.exemptions:
        rows += _block("免训", EXEMPTION_COLUMNS, (7, 7, 3, 3), exemption_rows(record))
    if record.invitations:
        rows += _block("外请", INVITATION_COLUMNS, (5, 6, 3, 3, 3), invitation_rows(record))
    if record.gaps:
        rows.append(_title(f"档案还缺：{'；'.join(gap.message for gap in record.gaps)}"))
    return Layout(
        title=(TITLE,),
        title_size=18.0,
        lead=(small(f"{record.hospital}　　按 {chinese_day(record.as_of)} 的登记"),),
        widths=_GRID_WIDTHS,
        rows=tuple(rows),
        footer=record.footer,
        subject=told(record),
        outline="基本情况与资质",
    )


def told(record: PractitionerFile) -> str:
    """姓名与工号。"""
    return f"{record.name} {record.staff_number}".strip()


def _basics(record: PractitionerFile) -> list[Row]:
    filled = (
        (("姓名", record.name), ("工号", record.staff_number)),
        (("类别", record.kind), ("职称", record.title)),
        (("科室", record.departments), ("在院情况", record.whereabouts)),
    )
    rows = [
        Row((*_pair(*left, 0), *_pair(*right, _GRID // 2)), height=8.5) for left, right in filled
    ]
    where = record.registered or "未登记"
    label, value = _pair("执业注册", where, 0)
    rows.append(Row((label, Cell(3, value.paragraphs, _GRID - 3, name="执业注册")), height=8.5))
    return rows


def _pair(name: str, text: str, column: int) -> tuple[Cell, Cell]:
    head = Cell(column, (Paragraph((name,), align=Align.CENTER, size=FIVE),), 3, name=name)
    return head, Cell(column + 3, (Paragraph((text,), size=FIVE),), _GRID // 2 - 3, name=name)


def _title(text: str) -> Row:
    line = Paragraph((text,), face=Face.BOLD, size=FIVE, leading=1.35)
    return Row((Cell(0, (line,), _GRID, name=text[:12]),), height=8.0, keeps=True)


def _block(
    title: str, columns: Sequence[str], spans: Sequence[int], rows: Sequence[Sequence[str]]
) -> list[Row]:
    """一块：标题一行、栏名一行、各行；没有的一行「（无）」。"""
    made = [_title(title)]
    if not rows:
        empty = Paragraph((EMPTY,), align=Align.CENTER, size=SMALL_FIVE)
        return [*made, Row((Cell(0, (empty,), _GRID, name=title),), height=7.5)]
    made.append(grid_line(columns, columns, spans, heads=True))
    return [*made, *(grid_line(columns, row, spans) for row in rows)]


# The lists


def _listed(
    record: PractitionerFile,
    title: str,
    columns: tuple[str, ...],
    rows: list[tuple[str, ...]],
    wide: str = "对象",
) -> Layout:
    shares = _SHARES | {wide: 90.0} if wide == "变动" else _SHARES
    return Layout(
        title=(title,),
        title_size=16.0,
        lead=(small(f"{record.hospital}　　{told(record)}"),),
        widths=widths(columns, shares, PORTRAIT),
        rows=(
            heading(columns),
            *body(columns, rows, centered=_CENTERED, size=SMALL_FIVE, name=columns[0]),
        ),
        heading_rows=1,
        footer=record.footer,
        outline=title,
    )


def _work(record: PractitionerFile) -> Layout:
    spans = (6, 4, 2, 2, 2, 4)
    rows = _block("手术量与结果", VOLUME_COLUMNS, spans, volume_rows(record))
    if not record.volumes:
        rows[-1] = _said(NO_VOLUME)
    evaluated = evaluation_rows(record)
    rows += _block("评估", EVALUATION_COLUMNS, (3, 6, 7, 4), evaluated)
    if not evaluated:
        rows[-1] = _said(NO_EVALUATION)
    return Layout(
        title=("手术量、结果与评估",),
        title_size=16.0,
        lead=(small(f"{record.hospital}　　{told(record)}"),),
        widths=_GRID_WIDTHS,
        rows=tuple(rows),
        footer=record.footer,
        outline="手术量与评估",
    )


def _said(text: str) -> Row:
    line = Paragraph((text,), align=Align.CENTER, size=SMALL_FIVE)
    return Row((Cell(0, (line,), _GRID, name=text),), height=7.5)


# Files


def render_pdf(
    record: PractitionerFile,
    *,
    draft: bool = False,
    fonts: FontSet | None = None,
    parts: Sequence[bytes] = (),
) -> bytes:
    """档案的 PDF；给了 ``parts`` 的，证书扫描件依次附在后面，各有书签。

    raises UnprintableCharacters unless it is a draft, Trouble for a scan that is broken or
    not the one recorded, ValueError when the parts are not as many as the scans.
    """
    from medtech_desktop.documents import pdf

    chosen = fonts or font_set()
    made = pdf.render_many(layouts(record), draft=draft, fonts=chosen)
    return _with_scans(record, made, parts, chosen) if parts else made


def _with_scans(
    record: PractitionerFile, made: bytes, parts: Sequence[bytes], fonts: FontSet
) -> bytes:
    from pypdf import PdfReader, PdfWriter

    from medtech_desktop.documents import pdf
    from medtech_desktop.documents.scans import a4_pages

    writer = PdfWriter()
    writer.append(BytesIO(made))
    first = len(writer.pages)
    for (proof, scan), content in zip(record.scans, parts, strict=True):
        if sha256(content).hexdigest() != scan.sha256:
            raise Trouble(
                f"扫描件「{scan.name}」与登记时不同，档案没有生成",
                "请运行数据核验，或重新上传这一件",
                "E-PP-15",
            )
        title = "，".join(x for x in (proof.label, proof.title, proof.number) if x)
        writer.append(
            BytesIO(a4_pages(content, scan.name)), outline_item=title, import_outline=False
        )
    count = len(writer.pages) - first
    marks = [(f"证书扫描件　第 {at} 页　共 {count} 页", told(record)) for at in range(1, count + 1)]
    stamps = PdfReader(BytesIO(pdf.render_stamps(marks, fonts)))
    for page, stamp in zip(writer.pages[first:], stamps.pages, strict=True):
        page.merge_page(stamp)
    writer.add_metadata({"/Title": f"{TITLE}（{told(record)}）", "/Producer": "pypdf"})
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def render_xlsx(record: PractitionerFile) -> bytes:
    """档案的 xlsx：各部分一张表。"""
    from medtech_desktop.documents.xlsx import render

    certificates = [certificate_row(c) for c in record.certificates]
    return render(
        (
            _sheet(record, "职称科室注册", SPAN_COLUMNS, span_rows(record)),
            _sheet(record, "证书与培训", CERTIFICATE_COLUMNS, certificates),
            _sheet(record, "免训", EXEMPTION_COLUMNS, exemption_rows(record)),
            _sheet(record, "外请", INVITATION_COLUMNS, invitation_rows(record)),
            _sheet(record, "权限", PERMISSION_COLUMNS, permission_rows(record)),
            _sheet(record, "权限的变动", EVENT_COLUMNS, event_rows(record)),
            _sheet(record, "手术量", VOLUME_COLUMNS, volume_rows(record), NO_VOLUME),
            _sheet(record, "评估", EVALUATION_COLUMNS, evaluation_rows(record), NO_EVALUATION),
            _sheet(record, "变动", CHANGE_COLUMNS, change_rows(record)),
        )
    )


def _sheet(
    record: PractitionerFile,
    name: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
    none: str = EMPTY,
) -> xlsx.Sheet:
    from medtech_desktop.documents.xlsx import Sheet

    shares = widths(columns, _SHARES | {"变动": 60.0}, 220.0)
    head = f"{record.hospital}　　{told(record)}　　按 {record.as_of.isoformat()} 的登记"
    return Sheet(
        name=name,
        title=f"{TITLE}：{name}",
        columns=columns,
        widths=shares,
        rows=tuple(rows),
        lead=head,
        notes=() if rows else (none,),
    )
