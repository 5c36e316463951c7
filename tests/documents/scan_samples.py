"""Made-up scans: pictures and PDFs of every awkward kind."""

from __future__ import annotations

import struct
import zlib
from datetime import date
from io import BytesIO

from PIL import Image, ImageDraw
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)
from reportlab.pdfgen.canvas import Canvas

from medtech_desktop.domain.dossier_papers import Dossier, DossierEntry, DossierSource
from tests.documents.paper_samples import ANNEX2, ANNEX3, FOOTER


def picture_of(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """白底，上边一条黑带，左上一个红方块：转没转正一看便知。"""
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, size[0], size[1] // 10), fill="black")
    draw.rectangle((0, size[1] // 5, size[0] // 4, size[1] // 3), fill="red")
    return image.convert(mode)


def jpeg(size: tuple[int, int] = (600, 800), mode: str = "RGB", orientation: int = 1) -> bytes:
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture_of(size, mode).save(buffer, "JPEG", quality=90, exif=exif)
    return buffer.getvalue()


def png(size: tuple[int, int] = (600, 800), mode: str = "RGB") -> bytes:
    buffer = BytesIO()
    picture_of(size, mode).save(buffer, "PNG")
    return buffer.getvalue()


def png_16_bit(size: tuple[int, int] = (60, 80), value: int = 0x4000) -> bytes:
    """16 位灰度 PNG，全图一个灰度。"""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", *size, 16, 0, 0, 0, 0)
    row = b"\0" + struct.pack(">H", value) * size[0]
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(row * size[1]))
        + chunk(b"IEND", b"")
    )


def png_claiming(width: int, height: int) -> bytes:
    """头上写着很大，其实没有内容的 PNG。"""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82"


def pdf(
    sizes: tuple[tuple[float, float], ...] = ((595, 842),), rotation: int = 0, text: str = "SCAN"
) -> bytes:
    """各页上边写着 ``text`` 与页次。"""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number, (width, height) in enumerate(sizes, 1):
        canvas.setPageSize((width, height))
        canvas.setFont("Helvetica", min(width, height) / 12)
        canvas.drawString(width * 0.1, height * 0.88, f"{text}{number}")
        canvas.showPage()
    canvas.save()
    return _rotated(buffer.getvalue(), rotation) if rotation else buffer.getvalue()


def _rotated(content: bytes, rotation: int) -> bytes:
    writer = PdfWriter()
    writer.append(BytesIO(content))
    for page in writer.pages:
        page.rotate(rotation)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def encrypted_pdf() -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def stamped_pdf() -> bytes:
    """正文空白，章以批注画在右下；另有一个隐藏的批注和一个链接。"""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)

    def note(kind: str, rect: tuple[float, ...], flags: int) -> DictionaryObject:
        look = StreamObject()
        look.set_data(b"1 0 0 rg 0 0 10 10 re f")
        look[NameObject("/Type")] = NameObject("/XObject")
        look[NameObject("/Subtype")] = NameObject("/Form")
        look[NameObject("/BBox")] = ArrayObject(FloatObject(v) for v in (0, 0, 10, 10))
        drawn = DictionaryObject({NameObject("/N"): writer._add_object(look)})
        return DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject(kind),
                NameObject("/Rect"): ArrayObject(FloatObject(v) for v in rect),
                NameObject("/F"): NumberObject(flags),
                NameObject("/AP"): drawn,
            }
        )

    notes = (
        note("/Stamp", (400, 100, 500, 200), 4),
        note("/Stamp", (50, 600, 150, 700), 2),
        note("/Link", (50, 400, 150, 500), 4),
    )
    page[NameObject("/Annots")] = ArrayObject(writer._add_object(n) for n in notes)
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


SCANS = (jpeg(), pdf(((595, 842), (842, 595))), png())
DOSSIER = Dossier(
    hospital="示例市第一医院",
    authority="示例市卫生健康委员会",
    technology="神经血管介入诊疗技术",
    code="S16",
    filing_number="备案-2026-003",
    entries=(
        DossierEntry("附件2 备案表", DossierSource.PAPER, record=ANNEX2),
        DossierEntry("附件3 论证结论", DossierSource.PAPER, record=ANNEX3),
        DossierEntry("医师资格证书复印件", DossierSource.SCAN, "示例甲", file_name="资格.jpg"),
        DossierEntry("执业证书复印件", DossierSource.SCAN, "示例甲", file_name="执业.pdf"),
        DossierEntry("职称证书复印件", DossierSource.MISSING, "示例甲"),
        DossierEntry("《医疗机构执业许可证副本》复印件", DossierSource.SCAN, file_name="许可.png"),
        DossierEntry("详细论证材料（存档备查）", DossierSource.ELSEWHERE),
    ),
    missing=("职称证书复印件（示例甲）缺失",),
    prepared_on=date(2026, 3, 4),
    footer=FOOTER,
)
