"""备案材料：封面、目录（先列尚缺的）、附件、扫描件，合成一份有书签与页码的 PDF。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

from medtech_desktop.documents.fonts import FontSet, font_set
from medtech_desktop.documents.layout import (
    SMALL_FOUR,
    Align,
    Cell,
    Layout,
    Paragraph,
    Row,
    label,
    value,
)
from medtech_desktop.documents.lists import body, chinese_day, heading
from medtech_desktop.domain.dossier_papers import Dossier, DossierEntry, DossierSource
from medtech_desktop.domain.law import cites
from medtech_desktop.domain.papers import Annex2, Annex3
from medtech_desktop.domain.trouble import Trouble

if TYPE_CHECKING:
    from pypdf import PdfWriter

TITLE = ("限制类医疗技术临床应用", "备　案　材　料")
NAME = "限制类医疗技术临床应用备案材料"
CONTENTS = "目　　录"
COLUMNS = ("序号", "材料名称", "说明", "页码")
ELSEWHERE = "纸质件另附"
ABSENT = "缺"
_WIDTHS = (14.0, 82.0, 46.0, 18.0)
_PLACEHOLDER = "888"


@cites("HN-2.2", "MTCA-11")
def render_dossier(
    record: Dossier,
    parts: Sequence[bytes],
    *,
    draft: bool = False,
    fonts: FontSet | None = None,
) -> bytes:
    """备案材料的 PDF。``parts`` 为各件扫描的字节，与 SCAN 各件一一对应、次序相同。

    raises ValueError when the parts are not as many as the scans, UnprintableCharacters
    unless it is a draft, Trouble naming the scan that is broken (E-PP-12), encrypted
    (-13), too large (-14), no picture (-11) or not the one recorded (-15).
    """
    from medtech_desktop.documents import pdf

    chosen = fonts or font_set()
    bodies = _bodies(record, parts, draft, chosen)
    counts = [_page_count(content) for content in bodies]
    cover = cover_layout(record, sum(counts))
    front = pdf.page_count(cover, draft=draft, fonts=chosen)
    placeholders = [_PLACEHOLDER if count else "" for count in counts]
    contents = contents_layout(record, placeholders)
    front += pdf.page_count(contents, draft=draft, fonts=chosen)
    starts = [front + 1 + sum(counts[:at]) for at in range(len(counts))]
    numbers = [str(start) if count else "" for start, count in zip(starts, counts, strict=True)]
    contents = contents_layout(record, numbers)
    opening = pdf.render_many((cover, contents), draft=draft, fonts=chosen)
    marks = [("封面", 0), ("目录", pdf.page_count(cover, draft=draft, fonts=chosen))]
    marks += [
        (f"{at}　{entry.title}{f'（{entry.note}）' if entry.note else ''}", start - 1)
        for at, (entry, start, count) in enumerate(
            zip(record.entries, starts, counts, strict=True), 1
        )
        if count
    ]
    return _bound(record, [opening, *(b for b in bodies if b)], marks, front, chosen)


def _bodies(record: Dossier, parts: Sequence[bytes], draft: bool, fonts: FontSet) -> list[bytes]:
    """各件的 PDF；没有页的为空。"""
    from medtech_desktop.documents import annex2, annex3
    from medtech_desktop.documents.scans import a4_pages

    scans = iter(parts)
    wanted = sum(entry.source is DossierSource.SCAN for entry in record.entries)
    if wanted != len(parts):
        raise ValueError(f"{wanted} scans are listed, {len(parts)} were given")
    found = []
    for entry in record.entries:
        if entry.source is DossierSource.SCAN:
            content = next(scans)
            _same_as_recorded(entry, content)
            found.append(a4_pages(content, entry.file_name or entry.title))
        elif entry.source is DossierSource.PAPER and isinstance(entry.record, Annex2):
            found.append(annex2.render_pdf(entry.record, draft=draft, fonts=fonts))
        elif entry.source is DossierSource.PAPER and isinstance(entry.record, Annex3):
            found.append(annex3.render_pdf(entry.record, draft=draft, fonts=fonts))
        else:
            found.append(b"")
    return found


def _same_as_recorded(entry: DossierEntry, content: bytes) -> None:
    if entry.sha256 and sha256(content).hexdigest() != entry.sha256:
        raise Trouble(
            f"扫描件「{entry.file_name or entry.title}」与登记时不同，备案材料没有生成",
            "请运行数据核验，或重新上传这一件",
            "E-PP-15",
        )


def _page_count(content: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(BytesIO(content)).pages) if content else 0


# cover and contents


def cover_layout(record: Dossier, pages: int) -> Layout:
    """封面：收件机关、医疗机构、技术、备案编号、材料情况、整理日期。"""
    count = sum(e.source is not DossierSource.MISSING for e in record.entries)
    state = f"共{count}件，正文{pages}页"
    state = (
        f"尚缺{len(record.missing)}项，见目录；已有{state}" if record.missing else f"齐全，{state}"
    )
    filled = (
        ("收件机关", record.authority),
        ("医疗机构名称", record.hospital),
        ("备案医疗技术", record.technology),
        ("技术编号", record.code),
        ("备案编号", record.filing_number),
        ("材料情况", state),
        ("整理日期", chinese_day(record.prepared_on)),
    )
    return Layout(
        title=TITLE,
        title_size=26.0,
        drop=36.0,
        lead=(Paragraph(("",), before=24.0),),
        widths=(40.0, 120.0),
        rows=tuple(
            Row((label(name, 0), value(text, 1, name=name)), height=14.0) for name, text in filled
        ),
        footer=replace(record.footer, shown=False),
        subject=f"{record.filing_number} {record.code} {record.technology}".strip(),
        outline="封面",
    )


def contents_layout(record: Dossier, numbers: Sequence[str]) -> Layout:
    """目录：先列尚缺的，再列各件与页码。"""
    missing = _missing_rows(record.missing)
    rows = [
        (str(at), entry.title, _note(entry), number)
        for at, (entry, number) in enumerate(zip(record.entries, numbers, strict=True), 1)
    ]
    return Layout(
        title=(CONTENTS,),
        title_size=18.0,
        widths=_WIDTHS,
        rows=(
            *missing,
            heading(COLUMNS, size=SMALL_FOUR),
            *body(
                COLUMNS,
                rows,
                centered=("序号", "页码"),
                size=SMALL_FOUR,
                height=9.0,
                name="材料名称",
            ),
        ),
        heading_start=len(missing),
        heading_rows=1,
        footer=replace(record.footer, shown=False),
        outline="目录",
    )


def _note(entry: DossierEntry) -> str:
    said = {DossierSource.ELSEWHERE: ELSEWHERE, DossierSource.MISSING: ABSENT}.get(entry.source, "")
    return "；".join(part for part in (entry.note, said) if part)


def _missing_rows(missing: tuple[str, ...]) -> tuple[Row, ...]:
    if not missing:
        return ()
    lines = (
        Paragraph((f"尚缺{len(missing)}项：",)),
        *(
            Paragraph((f"{at}. {text}",), hang=1.2, align=Align.BODY)
            for at, text in enumerate(missing, 1)
        ),
    )
    return (Row((Cell(0, lines, 4, top=True, name="尚缺", heavy=True),), name="尚缺"),)


# binding


def _bound(
    record: Dossier,
    contents: list[bytes],
    marks: list[tuple[str, int]],
    front: int,
    fonts: FontSet,
) -> bytes:
    """合成一份：书签、页码、题名；不写时间，内容相同则字节相同。"""
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, TextStringObject

    writer = PdfWriter()
    for content in contents:
        writer.append(BytesIO(content), import_outline=False)
    stamps = PdfReader(BytesIO(_stamps(record, len(writer.pages), front, fonts)))
    for page, stamp in zip(writer.pages, stamps.pages, strict=True):
        page.merge_page(stamp)
    for title, number in marks:
        writer.add_outline_item(title=title, page_number=number)
    _describe(writer, record)
    writer.root_object[NameObject("/Lang")] = TextStringObject("zh-CN")
    writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _describe(writer: PdfWriter, record: Dossier) -> None:
    writer.add_metadata(
        {
            "/Title": f"{NAME}（{record.technology}）",
            "/Subject": record.filing_number,
            "/Creator": "医疗技术临床应用管理",
            "/Producer": "pypdf",
        }
    )


def _stamps(record: Dossier, count: int, front: int, fonts: FontSet) -> bytes:
    """各页的页码；封面与目录另有页脚的小字。"""
    from medtech_desktop.documents import pdf

    footer = record.footer
    parts = (footer.form_edition, footer.document_number, footer.audit_anchor)
    small = "　".join(part for part in parts if part) if footer.shown else ""
    lines = [
        (f"第 {number} 页　共 {count} 页", small if number <= front else "")
        for number in range(1, count + 1)
    ]
    return pdf.render_stamps(lines, fonts)
