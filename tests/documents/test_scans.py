"""Scans on A4: turned, scaled, kept whole; what cannot be placed is named."""

from __future__ import annotations

import os
import time
from io import BytesIO

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from medtech_desktop.documents.scans import MAX_PIXELS, a4_pages
from medtech_desktop.domain.trouble import Trouble
from tests.documents.paper_samples import glyphs, ink, page_count, page_texts, picture
from tests.documents.scan_samples import (
    encrypted_pdf,
    jpeg,
    pdf,
    picture_of,
    png,
    png_16_bit,
    png_claiming,
    stamped_pdf,
)

PAGE = (0.0, 0.0, 210.0, 297.0)


def _inked(content: bytes) -> tuple[float, float, float, float]:
    """深色部分的四边，mm。"""
    image = picture(content).point(lambda v: 255 if v < 128 else 0)
    left, top, right, bottom = image.getbbox() or (0, 0, 0, 0)
    return left / 4, top / 4, right / 4, bottom / 4


def _grey(image: Image.Image, x: int, y: int) -> int:
    return image.crop((x, y, x + 1, y + 1)).tobytes()[0]


def _band_is_on(content: bytes, side: str) -> bool:
    """样图的黑带在哪一边。"""
    box = _inked(content)
    strips = {
        "top": (box[0], box[1], box[2], box[1] + 8),
        "left": (box[0], box[1], box[0] + 8, box[3]),
    }
    strip = strips[side]
    area = (strip[2] - strip[0]) * (strip[3] - strip[1]) * 16
    return ink(picture(content), strip) > 0.95 * area


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_an_upright_jpeg_fills_the_page_within_its_margins(mode: str) -> None:
    content = a4_pages(jpeg(mode=mode), "a.jpg")
    assert page_count(content) == 1
    left, top, right, bottom = _inked(content)
    assert left >= 19.5
    assert top >= 9.5
    assert right <= 200.5
    assert right - left > 150
    assert bottom <= 282.5
    assert _band_is_on(content, "top")


def test_a_cmyk_jpeg_keeps_white_white() -> None:
    image = picture(a4_pages(jpeg(mode="CMYK"), "a.jpg"))
    assert _grey(image, 110 * 4, 220 * 4) > 240


def test_a_landscape_picture_is_turned_to_the_left() -> None:
    content = a4_pages(jpeg((800, 600)), "a.jpg")
    left, top, right, bottom = _inked(content)
    assert bottom - top > right - left
    assert _band_is_on(content, "left")


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_camera_orientation_is_followed(orientation: int) -> None:
    """A page photographed in any position stands upright."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    shot = picture_of((600, 800))
    if orientation in undo:
        shot = shot.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = BytesIO()
    shot.save(buffer, "JPEG", quality=92, exif=exif)
    content = a4_pages(buffer.getvalue(), "a.jpg")
    assert _band_is_on(content, "top")
    box = _inked(content)
    wide = box[2] - box[0]
    red = (
        box[0],
        box[1] + 0.2 * wide * 4 / 3 + 2,
        box[0] + 0.2 * wide,
        box[1] + 0.3 * wide * 4 / 3,
    )
    assert ink(picture(content), red) > 100  # the red square is at the left, not mirrored


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_png_is_placed(mode: str) -> None:
    content = a4_pages(png(mode=mode), "a.png")
    assert _band_is_on(content, "top")


def test_transparency_is_white() -> None:
    buffer = BytesIO()
    Image.new("RGBA", (100, 140), (0, 0, 0, 0)).save(buffer, "PNG")
    assert ink(picture(a4_pages(buffer.getvalue(), "a.png")), PAGE) == 0


@pytest.mark.parametrize(
    ("value", "grey"), [(0x0000, 0), (0x4000, 64), (0x8080, 128), (0xFFFF, 255)]
)
def test_a_16_bit_png_keeps_its_greys(value: int, grey: int) -> None:
    image = picture(a4_pages(png_16_bit((600, 800), value), "a.png"))
    assert abs(_grey(image, 400, 600) - grey) <= 3


def test_a_small_picture_is_not_blown_up() -> None:
    left, _, right, _ = _inked(a4_pages(png((100, 140)), "a.png"))
    assert right - left == pytest.approx(100 * 25.4 / 100, abs=1)


def test_a_large_picture_is_made_smaller() -> None:
    content = a4_pages(jpeg((6000, 8000)), "a.jpg")
    assert len(content) < 800_000
    assert _band_is_on(content, "top")


def test_a_fitting_jpeg_is_kept_as_it_is() -> None:
    original = jpeg((1200, 1600))
    assert original in a4_pages(original, "a.jpg")


# PDF


def test_pages_of_any_size_come_out_as_upright_a4() -> None:
    sizes = ((595, 842), (842, 595), (2384, 3370), (14400, 14400), (420, 595), (243, 153))
    content = a4_pages(pdf(sizes), "a.pdf")
    assert [text[:5] for text in page_texts(content)] == [f"SCAN{n}" for n in range(1, 7)]
    for page in PdfReader(BytesIO(content)).pages:
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]
    for number in range(6):
        for glyph in glyphs(content, number):
            assert glyph.left >= 20
            assert glyph.right <= 200
            assert glyph.top >= 10
            assert glyph.bottom <= 282


@pytest.mark.parametrize(
    ("rotation", "place"), [(0, "top"), (90, "top"), (180, "bottom"), (270, "bottom")]
)
def test_a_turned_page_is_shown_as_it_was_read(rotation: int, place: str) -> None:
    """A page that shows upright stays so, one that shows landscape is turned to the left."""
    content = a4_pages(pdf(rotation=rotation), "a.pdf")
    (_, top, _, bottom) = _inked(content)
    assert (top < 100) is (place == "top")
    assert (bottom > 200) is (place == "bottom")


def test_a_crop_box_away_from_the_corner_is_placed_by_what_it_shows() -> None:
    writer = PdfWriter()
    writer.append(BytesIO(pdf()))
    page = writer.pages[0]
    page.mediabox.lower_left = (-300, -300)
    page.mediabox.upper_right = (900, 1200)
    page.cropbox.lower_left = (50, 700)
    page.cropbox.upper_right = (350, 800)
    buffer = BytesIO()
    writer.write(buffer)
    content = a4_pages(buffer.getvalue(), "a.pdf")
    assert page_texts(content)[0] == "SCAN1"
    assert all(g.left >= 20 and g.right <= 200 for g in glyphs(content))


def test_seals_in_annotations_are_drawn_and_hidden_ones_are_not() -> None:
    content = a4_pages(stamped_pdf(), "a.pdf")
    left, top, right, bottom = _inked(content)
    scale = 180 / 210
    assert left == pytest.approx(20 + 400 * 25.4 / 72 * scale, abs=1)
    assert right - left == pytest.approx(100 * 25.4 / 72 * scale, abs=1)
    assert bottom - top == pytest.approx(100 * 25.4 / 72 * scale, abs=1)
    assert top > 150
    assert b"/Annots" not in content


def test_scripts_and_links_are_left_behind() -> None:
    writer = PdfWriter()
    writer.append(BytesIO(pdf()))
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(script)
    buffer = BytesIO()
    writer.write(buffer)
    content = a4_pages(buffer.getvalue(), "a.pdf")
    assert b"JavaScript" in buffer.getvalue()
    assert b"JavaScript" not in content
    assert b"OpenAction" not in content


def test_an_empty_page_stays_a_page() -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    buffer = BytesIO()
    writer.write(buffer)
    assert page_count(a4_pages(buffer.getvalue(), "a.pdf")) == 1


# refusals


@pytest.mark.parametrize(
    ("content", "number", "words"),
    [
        (b"", "E-PP-11", "不是 PDF、JPG 或 PNG"),
        (b"GIF89a...", "E-PP-11", "不是 PDF、JPG 或 PNG"),
        (b"PK\x03\x04", "E-PP-11", "不是 PDF、JPG 或 PNG"),
        (b"%PDF-1.4 and nothing else", "E-PP-12", "已损坏"),
        (pdf()[:300], "E-PP-12", "已损坏"),
        (jpeg()[:2000], "E-PP-12", "已损坏"),
        (png()[:600], "E-PP-12", "已损坏"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 50, "E-PP-12", "已损坏"),
        (b"\x89PNG\r\n\x1a\n", "E-PP-12", "已损坏"),
        (encrypted_pdf(), "E-PP-13", "已加密"),
        (png_claiming(20_000, 20_000), "E-PP-14", "1亿"),
        (png_claiming(9_800, 10_300), "E-PP-14", "1亿"),
        (png_claiming(60_000, 60_000), "E-PP-14", "1亿"),
    ],
    ids=[
        "empty",
        "gif",
        "zip",
        "pdf of words",
        "cut pdf",
        "cut jpg",
        "cut png",
        "jpg head",
        "png head",
        "encrypted",
        "4e8 pixels",
        "just above",
        "3.6e9 pixels",
    ],
)
def test_what_cannot_be_placed_is_named(content: bytes, number: str, words: str) -> None:
    with pytest.raises(Trouble, match=f"「证书扫描」.*{words}") as caught:
        a4_pages(content, "证书扫描")
    assert caught.value.number == number
    assert "原文件未动" in caught.value.sentence
    assert caught.value.remedy


def test_the_size_is_refused_before_decoding() -> None:
    begun = time.process_time()
    with pytest.raises(Trouble):
        a4_pages(png_claiming(MAX_PIXELS // 1000 + 1, 1000), "a.png")
    assert time.process_time() - begun < 1.0


def test_a_pdf_of_very_many_pages_is_refused() -> None:
    writer = PdfWriter()
    for _ in range(1001):
        writer.add_blank_page(595, 842)
    buffer = BytesIO()
    writer.write(buffer)
    with pytest.raises(Trouble, match="有1001页") as caught:
        a4_pages(buffer.getvalue(), "a.pdf")
    assert caught.value.number == "E-PP-14"


def test_broken_bytes_are_trouble_or_pages_but_never_a_crash() -> None:
    """300 files with bytes changed at random places (fixed seed)."""
    import random

    dice = random.Random(11)
    originals = [pdf(((595, 842), (842, 595))), stamped_pdf(), jpeg(), png((60, 80)), png_16_bit()]
    outcomes = {"pages": 0, "trouble": 0}
    for turn in range(300):
        content = bytearray(originals[turn % len(originals)])
        for _ in range(dice.randint(1, 12)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        if dice.random() < 0.2:
            del content[dice.randrange(len(content)) :]
        try:
            made = a4_pages(bytes(content), "a")
        except Trouble:
            outcomes["trouble"] += 1
            continue
        assert page_count(made) >= 1
        outcomes["pages"] += 1
    assert outcomes["pages"] > 20
    assert outcomes["trouble"] > 20


def test_the_same_scan_gives_the_same_bytes() -> None:
    for content in (pdf(), jpeg(mode="CMYK"), png(mode="P"), stamped_pdf()):
        assert a4_pages(content, "a") == a4_pages(content, "a")


def test_random_bytes_after_a_right_head_are_trouble() -> None:
    for head in (b"%PDF-1.7\n", b"\xff\xd8\xff\xe1", b"\x89PNG\r\n\x1a\n"):
        with pytest.raises(Trouble, match="已损坏"):
            a4_pages(head + os.urandom(5000), "a")
