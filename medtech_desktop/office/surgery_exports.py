"""导出手术核查屏上所列的：发现，或登记的各行；按所列的次序一页一页读，随写随报进度。"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path

from medtech_desktop.documents.exports import write_atomically
from medtech_desktop.documents.listings import Listing, Progress, render_listing
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.surgery_lists import finding_rows, line_rows
from medtech_desktop.office.surgery_rows import FindingRow, LineRow
from medtech_desktop.store.book import Book
from medtech_desktop.store.printings import LISTED

FINDING_TITLES = (
    *("手术日", "问题", "病例", "编码", "术式", "级别", "术者", "工号", "科室"),
    *("当日授权", "状态", "技术", "依据"),
)
LINE_TITLES = (
    *("手术日", "病例", "编码", "术式", "登记的级别", "术者", "工号", "科室", "急诊", "已取消"),
    "问题条数",
)
_SLICE = 1000
_MOST = 1_048_575
"""一张工作表放得下的行数，标题以外。"""


def export_findings(
    library: Book,
    clerk: Clerk,
    ids: Sequence[int],
    filters: tuple[str, ...],
    path: Path,
    on: date,
    progress: Progress | None = None,
) -> Path:
    """存所列的发现。raises BadInput, Trouble."""

    def rows(some: Sequence[int]) -> Iterator[tuple[str, ...]]:
        return map(finding_texts, finding_rows(library, some, on))

    name = "核查发现"
    return _export(library, clerk, name, FINDING_TITLES, ids, rows, filters, path, progress)


def export_lines(
    library: Book,
    clerk: Clerk,
    ids: Sequence[int],
    filters: tuple[str, ...],
    path: Path,
    on: date,
    progress: Progress | None = None,
) -> Path:
    """存所列的登记行。raises BadInput, Trouble."""

    def rows(some: Sequence[int]) -> Iterator[tuple[str, ...]]:
        return map(line_texts, line_rows(library, some, on))

    name = "手术登记"
    return _export(library, clerk, name, LINE_TITLES, ids, rows, filters, path, progress)


def finding_texts(one: FindingRow) -> tuple[str, ...]:
    """发现的一行，写成文字。"""
    day = one.day.isoformat()
    what = (day, one.label, one.case, one.code, one.procedure, one.grade)
    who = (one.person, one.number, one.department)
    return (*what, *who, one.had, one.state, one.technology, one.article)


def line_texts(one: LineRow) -> tuple[str, ...]:
    """登记的一行，写成文字。"""
    emergency = {None: "", True: "急诊", False: "择期"}[one.emergency]
    what = (one.day.isoformat(), one.case, one.code, one.procedure, one.grade)
    who = (one.person, one.number, one.department)
    found = str(len(one.findings)) if one.findings else ""
    return (*what, *who, emergency, "已取消" if one.cancelled else "", found)


def _export(
    library: Book,
    clerk: Clerk,
    name: str,
    titles: tuple[str, ...],
    ids: Sequence[int],
    read: Callable[[Sequence[int]], Iterator[tuple[str, ...]]],
    filters: tuple[str, ...],
    path: Path,
    progress: Progress | None,
) -> Path:
    if not ids:
        raise BadInput("没有可导出的行，没有导出", "改变筛选以后再导出", "E-EX-08")
    if len(ids) > _MOST and path.suffix.lower() == ".xlsx":
        remedy = "缩短时间或减少科室，或存成文本表格（csv）"
        raise BadInput(f"{len(ids):,} 行，一张工作表放不下", remedy, "E-EX-10")
    slices = (ids[start : start + _SLICE] for start in range(0, len(ids), _SLICE))
    rows = (row for some in slices for row in read(some))
    content = render_listing(Listing(name, titles, rows, len(ids)), path.suffix, progress)
    write_atomically(path, content)
    if not library.read_only:
        digest = sha256(content).hexdigest()
        with library.act(clerk, LISTED) as page:
            page.remark(
                table=name,
                rows=len(ids),
                filters=list(filters),
                files=[[path.name, digest]],
                folder=path.parent.name,
            )
    return path
