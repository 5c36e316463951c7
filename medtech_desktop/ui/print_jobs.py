"""打印：选定的各页按原大画到打印机上，在工作线程中一页一页地画；做成了才记入打印记录。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.ui.desk import Cancelled
from medtech_desktop.ui.page_pictures import is_pdf, page_sizes

if TYPE_CHECKING:
    from medtech_desktop.office.library import Library

Progress = Callable[[int, int, str], None]

_POINTS = 72.0
_FINEST, _COLOUR = 600, 300
"""点每英寸：黑白文书至多 600；有照片的彩色件 300，否则一页上百兆。"""
_SAME = 3.0
"""两种纸差在这么多点以内算同一种。"""
_LOOK = 36
"""找一页的墨迹有多宽，用的点每英寸。"""


@dataclass(frozen=True, slots=True)
class PrintItem:
    """要打印的一份：种类、对象、名称、PDF（或扫描图片）、页数、草稿、表式版本、是否彩色。"""

    kind: str
    number: str
    title: str
    content: bytes
    pages: int
    draft: bool = False
    layout: str = ""
    colour: bool = False


@dataclass(frozen=True, slots=True)
class PrintPlan:
    """怎样印：各份的哪几页（自 0 起，依次）、打印机不会复印时自己重复几遍、是否缩放。"""

    pages: tuple[tuple[int, int], ...]
    copies: int
    repeats: int = 1
    collated: bool = True
    scaled: bool = False

    def order(self) -> tuple[tuple[int, int], ...]:
        """依次送出的（份，页）。"""
        if self.collated:
            return self.pages * self.repeats
        return tuple(page for page in self.pages for _ in range(self.repeats))


def page_list(items: tuple[PrintItem, ...]) -> tuple[tuple[int, int], ...]:
    """全部各页：（第几份，第几页），自 0 起。"""
    return tuple((at, page) for at, item in enumerate(items) for page in range(item.pages))


def planned(printer: QPrinter, pages: tuple[tuple[int, int], ...], current: int = 1) -> PrintPlan:
    """按打印框里选的页码、份数、次序。页码自 1 起，两端都含。"""
    chosen = [pages[number - 1] for number in _numbers(printer, len(pages), current)]
    if printer.pageOrder() is QPrinter.PageOrder.LastPageFirst:
        chosen.reverse()
    copies = max(1, printer.copyCount())
    repeats = 1 if printer.supportsMultipleCopies() else copies
    return PrintPlan(tuple(chosen), copies, repeats, printer.collateCopies())


def _numbers(printer: QPrinter, count: int, current: int) -> list[int]:
    every = list(range(1, count + 1))
    match printer.printRange():
        case QPrinter.PrintRange.CurrentPage:
            return [number for number in every if number == current]
        case QPrinter.PrintRange.PageRange:
            ranges = printer.pageRanges()
            chosen = [number for number in every if ranges.contains(number)]
            return chosen if not ranges.isEmpty() else every
        case _:
            return every


def paper_problem(
    _library: Library | None, items: tuple[PrintItem, ...], plan: PrintPlan, layout: QPageLayout
) -> str:
    """按原大印会怎样：纸不合、边会被裁时说明白；没有问题为空。"""
    full, inner = _papers(layout)
    for at, page in plan.pages:
        item = items[at]
        width, height = page_sizes(item.content)[page]
        sheet = _turned(full, width > height)
        if abs(sheet.width() - width) > _SAME or abs(sheet.height() - height) > _SAME:
            named = _paper_word(width, height)
            return f"打印机里是 {_paper_word(full.width(), full.height())} 纸，文书是 {named}"
        edge = _turned(full, width > height), inner
        if _cut(item.content, page, *edge):
            return f"这台打印机四边有 {_margin_words(inner)} 印不到，第 {page + 1} 页会被裁去一些"
    return ""


def _papers(layout: QPageLayout) -> tuple[QSizeF, tuple[float, ...]]:
    """纸（点，竖放）与印不到的四边。"""
    size = layout.pageSize().size(layout.pageSize().Unit.Point)
    least = layout.minimumMargins()
    if layout.units() is not QPageLayout.Unit.Point:
        inches = QPageLayout(layout)
        inches.setUnits(QPageLayout.Unit.Point)
        least = inches.minimumMargins()
    sides = (least.left(), least.top(), least.right(), least.bottom())
    return QSizeF(size), sides


def _turned(size: QSizeF, wide: bool) -> QSizeF:
    short, long = sorted((size.width(), size.height()))
    return QSizeF(long, short) if wide else QSizeF(short, long)


_NAMED = {(595, 842): "A4", (842, 1191): "A3", (420, 595): "A5", (612, 792): "信纸（Letter）"}


def _paper_word(width: float, height: float) -> str:
    short, long = sorted((width, height))
    for (across, down), word in _NAMED.items():
        if abs(short - across) <= _SAME and abs(long - down) <= _SAME:
            return word
    return f"{short / _POINTS * 25.4:.0f}×{long / _POINTS * 25.4:.0f} 毫米"


def _margin_words(sides: tuple[float, ...]) -> str:
    return f"{max(sides) / _POINTS * 25.4:.0f} 毫米"


def _cut(content: bytes, page: int, sheet: QSizeF, sides: tuple[float, ...]) -> bool:
    """墨迹伸进了印不到的边。"""
    edge = max(sides)
    if edge <= 0:
        return False
    found = ink_of(content, page)
    if found is None:
        return False
    left, top, right, bottom = found
    slack = _POINTS / _LOOK
    return (
        min(left, top) + slack < edge
        or right - slack > sheet.width() - edge
        or bottom - slack > sheet.height() - edge
    )


def ink_of(content: bytes, page: int) -> tuple[float, float, float, float] | None:
    """一页上墨迹的四边（点，自左上起）；白纸为 None。"""
    image = _grey(content, page, _LOOK, crisp=False)
    bits, stride = bytes(image.constBits()), image.bytesPerLine()
    rows = [bits[y * stride : y * stride + image.width()] for y in range(image.height())]
    inked = [(y, row) for y, row in enumerate(rows) if row.strip(b"\xff")]
    if not inked:
        return None
    left = min(len(row) - len(row.lstrip(b"\xff")) for _, row in inked)
    right = max(len(row.rstrip(b"\xff")) for _, row in inked)
    unit = _POINTS / _LOOK
    return left * unit, inked[0][0] * unit, right * unit, (inked[-1][0] + 1) * unit


def print_papers(
    library: Library | None,
    printer: QPrinter,
    items: tuple[PrintItem, ...],
    plan: PrintPlan,
    progress: Progress,
) -> int:
    """把各页送到打印机，返回页数；送完才记入打印记录。raises Trouble, Cancelled."""
    order = plan.order()
    sizes = [page_sizes(item.content) for item in items]
    painter = QPainter()
    try:
        for sent, (at, page) in enumerate(order):
            progress(sent, len(order), f"{items[at].title}，第 {sent + 1} / {len(order)} 页")
            width, height = sizes[at][page]
            wide = width > height
            way = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
            printer.setPageOrientation(way)
            ready = printer.newPage() if sent else painter.begin(printer)
            if not ready or printer.printerState() is QPrinter.PrinterState.Error:
                raise _refused(sent)
            _paint(painter, printer, items[at], page, (width, height), plan.scaled)
    except (Cancelled, Trouble):
        if painter.isActive():
            printer.abort()  # or the pages so far would be printed when the painter ends
        raise
    finally:
        if painter.isActive():
            painter.end()
    if library is not None:
        _record(library, printer, items, plan)
    return len(order)


def _refused(sent: int) -> Trouble:
    said = "打印机没有接受这份文书，没有打印"
    if sent:
        said = f"打印机从第 {sent + 1} 页起没有接受，已作废；印出来的几页不算数，没有记入打印记录"
    return Trouble(said, "检查打印机，或导出 PDF", "E-PR-01")


def _paint(
    painter: QPainter,
    printer: QPrinter,
    item: PrintItem,
    page: int,
    size: tuple[float, float],
    scaled: bool,
) -> None:
    dots = printer.resolution() / _POINTS
    full, sides = _papers(printer.pageLayout())
    sheet = _turned(full, size[0] > size[1])
    factor = 1.0
    if scaled:
        edge = 2 * max(sides)
        factor = min((sheet.width() - edge) / size[0], (sheet.height() - edge) / size[1], 1.0)
    width, height = size[0] * factor, size[1] * factor
    left, top = (sheet.width() - width) / 2, (sheet.height() - height) / 2
    if abs(left) < _SAME and abs(top) < _SAME and not scaled:
        left = top = 0.0
    target = QRectF(left * dots, top * dots, width * dots, height * dots)
    painter.drawImage(target, _picture(printer, item, page))


def _picture(printer: QPrinter, item: PrintItem, page: int) -> QImage:
    fine = min(_FINEST, printer.resolution())
    if not is_pdf(item.content):
        return QImage.fromData(item.content)
    if item.colour and printer.colorMode() is QPrinter.ColorMode.Color:
        return _coloured(item.content, page, min(_COLOUR, fine))
    crisp = not item.colour
    image = _grey(item.content, page, fine, crisp=crisp)
    if not crisp:
        return image
    return image.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.ThresholdDither)


def _grey(content: bytes, page: int, dpi: int, *, crisp: bool) -> QImage:
    """一页的灰度；``crisp`` 的笔画不带灰边，印出来利落。"""
    smooth = {"no_smoothtext": crisp, "no_smoothpath": crisp}
    return _rendered(content, page, dpi, QImage.Format.Format_Grayscale8, grayscale=True, **smooth)


def _coloured(content: bytes, page: int, dpi: int) -> QImage:
    return _rendered(content, page, dpi, QImage.Format.Format_RGB32, prefer_bgrx=True)


def _rendered(content: bytes, page: int, dpi: int, form: QImage.Format, **options: Any) -> QImage:
    if not is_pdf(content):
        return QImage.fromData(content).convertToFormat(form)
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        bitmap = document[page].render(scale=dpi / _POINTS, **options)
        return QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, form).copy()
    finally:
        document.close()


def _record(
    library: Library, printer: QPrinter, items: tuple[PrintItem, ...], plan: PrintPlan
) -> None:
    from medtech_desktop.office.acts import clerk_here
    from medtech_desktop.office.printings import PrintedPaper, record_prints

    name = printer.printerName() or "打印到文件"
    papers = []
    for at, item in enumerate(items):
        pages = sum(1 for place, _ in plan.pages if place == at)
        if pages:
            papers.append(
                PrintedPaper(
                    item.kind,
                    item.number,
                    item.title,
                    sha256(item.content).hexdigest(),
                    pages,
                    plan.copies,
                    item.draft,
                    item.layout,
                    name,
                )
            )
    record_prints(library, clerk_here(), papers)


def to_fit(plan: PrintPlan) -> PrintPlan:
    """同样的页，缩放到可打印范围。"""
    return replace(plan, scaled=True)
