"""扫描件：PDF、JPG、PNG 转正、缩放到 A4 竖页；加密的、损坏的、过大的说明是哪一件。

Foreign files are only placed, never trusted: a page of a PDF becomes one drawing on an
A4 page of ours, its scripts, links and forms are left behind, and what its annotations
show (seals, signatures, filled fields) is drawn with it.
"""

from __future__ import annotations

import warnings
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from medtech_desktop.documents.lines import MILLIMETRE
from medtech_desktop.domain.trouble import Trouble

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DictionaryObject, StreamObject

MAX_PIXELS = 100_000_000
"""一张图片不超过 1 亿像素；看图片头，不解码。"""
MAX_PAGES = 1000
"""一个 PDF 不超过的页数。"""
A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)
LEFT, RIGHT, TOP, BOTTOM = (side * MILLIMETRE for side in (20.0, 10.0, 10.0, 15.0))
"""扫描件四周留空（pt）：左边装订，下边写页码。"""
_LARGEST = 1.5
"""PDF 页最多放大的倍数。"""
_LEAST_DPI = 100
"""图片放大后每英寸至少的点数。"""
_MOST_SIDE = 3508
"""重新压缩时长边的点数，A4 每英寸 300 点。"""
_TURNED = {1: 0, 3: 180, 6: 90, 8: 270}
"""EXIF 方向 → 顺时针转的度数；其余的方向有镜像，先转好再存。"""
_UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
"""EXIF 方向 → Pillow 的转法。"""
_SHOWS_NOTHING = frozenset({"/Link", "/Popup"})
_HIDDEN = 0b100010  # Hidden, NoView
Matrix = tuple[float, float, float, float, float, float]


def a4_pages(content: bytes, name: str) -> bytes:
    """一件扫描的 A4 竖页 PDF；横的向左转 90 度。``name`` 用于说明是哪一件。

    raises Trouble: E-PP-11 不是 PDF/JPG/PNG，-12 损坏，-13 加密，-14 过大。
    """
    kinds = ((b"%PDF-", _pdf_pages), (b"\xff\xd8\xff", _image_page), (b"\x89PNG", _image_page))
    for magic, convert in kinds:
        if content.startswith(magic):
            try:
                return convert(content, name)
            except Trouble:
                raise
            except Exception as error:  # a broken file fails in any way at all
                raise _broken(name) from error
    raise Trouble(
        f"扫描件「{name}」不是 PDF、JPG 或 PNG，备案材料没有生成，原文件未动",
        "请换成 PDF、JPG 或 PNG 再上传",
        "E-PP-11",
    )


def _broken(name: str) -> Trouble:
    return Trouble(
        f"扫描件「{name}」已损坏或不完整，打不开，备案材料没有生成，原文件未动",
        "请重新扫描或重新上传这一件",
        "E-PP-12",
    )


def _too_big(name: str, what: str) -> Trouble:
    return Trouble(
        f"扫描件「{name}」{what}，备案材料没有生成，原文件未动",
        "请降低分辨率重新扫描，或拆成几件",
        "E-PP-14",
    )


# placing a box on the page


def _placing(
    box: tuple[float, float, float, float], turn: int, largest: float
) -> tuple[Matrix, float, float]:
    """把 ``box`` 顺时针转 ``turn`` 度（横的再向左转）、缩放、居中到 A4 的变换。"""
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    if turn % 180:
        width, height = height, width
    if width > height:
        turn, width, height = (turn + 270) % 360, height, width
    turned: dict[int, Matrix] = {
        0: (1, 0, 0, 1, -x0, -y0),
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }
    room = (A4[0] - LEFT - RIGHT, A4[1] - TOP - BOTTOM)
    scale = min(room[0] / width, room[1] / height, largest)
    x = LEFT + (room[0] - width * scale) / 2
    y = BOTTOM + (room[1] - height * scale) / 2
    a, b, c, d, e, f = turned[turn]
    matrix = (a * scale, b * scale, c * scale, d * scale, e * scale + x, f * scale + y)
    return matrix, width * scale, height * scale


def _numbers(values: tuple[float, ...]) -> bytes:
    return " ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in values).encode()


def _stream(data: bytes, **entries: Any) -> StreamObject:
    from pypdf.generic import NameObject, StreamObject

    stream = StreamObject()
    stream.set_data(data)
    for key, entry in entries.items():
        stream[NameObject(f"/{key}")] = entry
    return stream


def _draw_on(writer: PdfWriter, drawings: list[tuple[Matrix, Any]]) -> None:
    """一页 A4，依次画出各个图形。"""
    from pypdf.generic import DictionaryObject, NameObject

    page = writer.add_blank_page(*A4)
    named = DictionaryObject()
    commands = []
    for at, (matrix, drawing) in enumerate(drawings):
        named[NameObject(f"/X{at}")] = drawing
        commands.append(b"q " + _numbers(matrix) + f" cm /X{at} Do Q".encode())
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): named})
    page[NameObject("/Contents")] = writer._add_object(_stream(b"\n".join(commands)))


def _written(writer: PdfWriter) -> bytes:
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


# PDF


def _pdf_pages(content: bytes, name: str) -> bytes:
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Trouble(
            f"扫描件「{name}」已加密，备案材料没有生成，原文件未动",
            "请在阅读软件中打开后「打印为 PDF」，用不加密的 PDF 再上传",
            "E-PP-13",
        )
    count = len(reader.pages)
    if not count:
        raise _broken(name)
    if count > MAX_PAGES:
        raise _too_big(name, f"有{count}页，过多")
    writer = PdfWriter()
    for page in reader.pages:
        box = page.cropbox
        x0, x1 = sorted((float(box.left), float(box.right)))
        y0, y1 = sorted((float(box.bottom), float(box.top)))
        if x1 - x0 < 1 or y1 - y0 < 1:
            raise _broken(name)
        unit = float(page.get("/UserUnit", 1))
        matrix, _, _ = _placing((x0, y0, x1, y1), int(page.rotation) % 360, _LARGEST * unit)
        shown = [(matrix, _drawing_of(page, (x0, y0, x1, y1), writer))]
        shown += [(_product(own, matrix), form) for own, form in _annotations(page, writer)]
        _draw_on(writer, shown)
    return _written(writer)


def _drawing_of(page: PageObject, box: tuple[float, ...], writer: PdfWriter) -> Any:
    """一页的内容，作为一个图形；框外的裁去。"""
    from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject

    contents = page.get_contents()
    data = contents.get_data() if contents is not None else b""
    resources = page.get("/Resources", DictionaryObject()).get_object()
    form = _stream(
        zlib.compress(data, 9),
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Form"),
        Filter=NameObject("/FlateDecode"),
        BBox=ArrayObject(FloatObject(side) for side in box),
        Resources=_cloned(resources, writer),
    )
    if "/Group" in page:
        form[NameObject("/Group")] = _cloned(page["/Group"].get_object(), writer)
    return writer._add_object(form)


def _cloned(entry: Any, writer: PdfWriter) -> Any:
    copied = entry.clone(writer)
    return getattr(copied, "indirect_reference", None) or copied


def _product(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _annotations(page: PageObject, writer: PdfWriter) -> list[tuple[Matrix, Any]]:
    """批注的外观（章、签名、填好的格），各带自己的位置；没有外观的不画。"""
    found = []
    listed = cast(Any, page.get("/Annots"))
    for reference in listed.get_object() if listed is not None else ():
        note = reference.get_object()
        if note is None or note.get("/Subtype") in _SHOWS_NOTHING:
            continue
        if int(note.get("/F", 0)) & _HIDDEN:
            continue
        look = _appearance(note)
        if look is not None:
            found.append((_annotation_matrix(note, look), _cloned(look, writer)))
    return found


def _appearance(note: DictionaryObject) -> Any:
    from pypdf.generic import StreamObject

    look: Any = note.get("/AP")
    look = look.get_object().get("/N") if look is not None else None
    look = look.get_object() if look is not None else None
    if look is not None and not isinstance(look, StreamObject):
        state = look.get(note.get("/AS", "/Off"))
        look = state.get_object() if state is not None else None
    return look if isinstance(look, StreamObject) and "/BBox" in look else None


def _annotation_matrix(note: DictionaryObject, look: Any) -> Matrix:
    """外观的框经其自带变换后，对到批注在页上的位置。"""
    x0, y0, x1, y1 = (float(v) for v in look["/BBox"])
    a, b, c, d, e, f = (float(v) for v in look.get("/Matrix", (1, 0, 0, 1, 0, 0)))
    corners = [(x, y) for x in (x0, x1) for y in (y0, y1)]
    xs = [a * x + c * y + e for x, y in corners]
    ys = [b * x + d * y + f for x, y in corners]
    left, bottom, right, top = (float(v) for v in cast(Any, note["/Rect"]))
    left, right = sorted((left, right))
    bottom, top = sorted((bottom, top))
    wide = (right - left) / (max(xs) - min(xs)) if max(xs) > min(xs) else 1.0
    high = (top - bottom) / (max(ys) - min(ys)) if max(ys) > min(ys) else 1.0
    return (wide, 0, 0, high, left - min(xs) * wide, bottom - min(ys) * high)


# pictures


def _image_page(content: bytes, name: str) -> bytes:
    from PIL import Image
    from pypdf import PdfWriter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            image = Image.open(BytesIO(content), formats=("JPEG", "PNG", "MPO"))
        except Image.DecompressionBombError as error:
            raise _too_big(name, "超过1亿像素") from error
    with image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise _too_big(name, f"有{width}×{height}像素，超过1亿")
        turn, picture, (width, height) = _picture(image, content)
    writer = PdfWriter()
    matrix, _, _ = _placing((0, 0, width, height), turn, 72 / _LEAST_DPI)
    placed = _product((width, 0, 0, height, 0, 0), matrix)
    _draw_on(writer, [(placed, writer._add_object(picture))])
    return _written(writer)


def _picture(image: Image, content: bytes) -> tuple[int, StreamObject, tuple[int, int]]:
    """图片对象：合用的 JPG 原样放进去，其余的转成灰度、彩色或黑白。"""
    from PIL.Image import Transpose

    orientation = image.getexif().get(0x0112, 1)
    plain = image.format == "JPEG" and image.mode in ("L", "RGB")
    if plain and orientation in _TURNED and max(image.size) <= _MOST_SIDE * 1.3:
        size, mode = image.size, image.mode
        image.load()  # a picture that is cut off is found here
        return _TURNED[orientation], _jpeg_stream(content, mode, size), size
    if image.format == "JPEG":
        image.draft(None, (_MOST_SIDE, _MOST_SIDE))
    picture = _eight_bits(image)
    if max(picture.size) > _MOST_SIDE:
        picture = picture.convert("L") if picture.mode == "1" else picture
        picture.thumbnail((_MOST_SIDE, _MOST_SIDE))
    if orientation in _UPRIGHT:
        picture = picture.transpose(Transpose[_UPRIGHT[orientation]])
    picture = _opaque(picture)
    if picture.mode == "1":
        return 0, _bilevel_stream(picture), picture.size
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=90, subsampling=0)
    return 0, _jpeg_stream(buffer.getvalue(), picture.mode, picture.size), picture.size


def _eight_bits(image: Image) -> Image:
    """每色 8 位（黑白的仍为 1 位）：16 位取高 8 位，调色板展开。"""
    from PIL import Image as Images

    if image.mode.startswith("I;16"):
        high = 0 if image.mode.endswith("B") else 1
        return Images.frombytes("L", image.size, image.tobytes()[high::2])
    if image.mode == "I":
        return image.point(lambda value: value / 256).convert("L")
    if "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("1", "L", "LA", "RGB", "RGBA") else image.convert("RGB")


def _opaque(image: Image) -> Image:
    """透明处作白。"""
    from PIL import Image as Images

    if image.mode not in ("LA", "RGBA"):
        return image
    layer = image.convert("RGBA")
    white = Images.new("RGBA", layer.size, "white")
    return Images.alpha_composite(white, layer).convert("RGB")


def _jpeg_stream(data: bytes, mode: str, size: tuple[int, int]) -> StreamObject:
    return _image_stream(
        data, size, "/DeviceGray" if mode == "L" else "/DeviceRGB", 8, "/DCTDecode"
    )


def _bilevel_stream(picture: Image) -> StreamObject:
    data = zlib.compress(picture.tobytes(), 9)
    return _image_stream(data, picture.size, "/DeviceGray", 1, "/FlateDecode")


def _image_stream(
    data: bytes, size: tuple[int, int], space: str, bits: int, packed: str
) -> StreamObject:
    from pypdf.generic import NameObject, NumberObject

    return _stream(
        data,
        Type=NameObject("/XObject"),
        Subtype=NameObject("/Image"),
        Width=NumberObject(size[0]),
        Height=NumberObject(size[1]),
        ColorSpace=NameObject(space),
        BitsPerComponent=NumberObject(bits),
        Filter=NameObject(packed),
    )
