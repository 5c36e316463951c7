"""所列的表：屏上筛选、排序以后的样子，存为 xlsx 或 csv；存了什么写入审计。"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from medtech_desktop.documents.listings import Listing, Progress, write_listing
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office.acts import Clerk
from medtech_desktop.store.book import Book
from medtech_desktop.store.printings import LISTED


@dataclass(frozen=True, slots=True)
class ShownTable:
    """屏上的一张表：名称、栏名、各行的文字，次序与所见相同；``filters`` 为所用的筛选。"""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    filters: tuple[str, ...] = ()


def export_shown(
    library: Book,
    clerk: Clerk,
    shown: ShownTable,
    path: Path,
    progress: Progress | None = None,
) -> Path:
    """存所列的表。只写文字，会被当作公式的不成为公式。raises BadInput, Trouble."""
    if not shown.rows:
        raise BadInput("没有可导出的行，没有导出", "改变筛选以后再导出", "E-EX-08")
    listing = Listing(shown.name, shown.columns, shown.rows, len(shown.rows))
    content = write_listing(path, listing, progress)
    if not library.read_only:
        with library.act(clerk, LISTED) as page:
            page.remark(
                table=shown.name,
                rows=len(shown.rows),
                filters=list(shown.filters),
                files=[[path.name, sha256(content).hexdigest()]],
                folder=path.parent.name,
            )
    return path
