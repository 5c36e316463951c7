"""导出手术核查屏上所列的：发现，或登记的各行；按所列的次序一页一页读，随写随报进度。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from medtech_desktop.documents.listings import Listing, Progress, write_listing
from medtech_desktop.domain.trouble import BadInput
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.law import label_of_article
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


def finding_texts(one: FindingRow) -> tuple[str, ...]:
    """发现的一行，写成文字。"""
    day = one.day.isoformat()
    what = (day, one.label, one.case, one.code, one.procedure, one.grade)
    who = (one.person, one.number, one.department)
    return (*what, *who, one.had, one.state, one.technology, label_of_article(one.article))


def line_texts(one: LineRow) -> tuple[str, ...]:
    """登记的一行，写成文字。"""
    emergency = {None: "", True: "急诊", False: "择期"}[one.emergency]
    what = (one.day.isoformat(), one.case, one.code, one.procedure, one.grade)
    who = (one.person, one.number, one.department)
    found = str(len(one.findings)) if one.findings else ""
    return (*what, *who, emergency, "已取消" if one.cancelled else "", found)


@dataclass(frozen=True, slots=True)
class Listed:
    """所列的一种：表名、栏名、某几行怎样读成文字。"""

    name: str
    titles: tuple[str, ...]
    read: Callable[[Book, Sequence[int], date], Iterable[tuple[str, ...]]]


LISTS: Mapping[str, Listed] = {
    "findings": Listed(
        "核查发现",
        FINDING_TITLES,
        lambda library, ids, on: map(finding_texts, finding_rows(library, ids, on)),
    ),
    "lines": Listed(
        "手术登记",
        LINE_TITLES,
        lambda library, ids, on: map(line_texts, line_rows(library, ids, on)),
    ),
}


def export_listed(
    library: Book,
    clerk: Clerk,
    what: str,
    ids: Sequence[int],
    filters: tuple[str, ...],
    path: Path,
    on: date,
    progress: Progress | None = None,
) -> Path:
    """存所列的发现（``findings``）或登记行（``lines``），按所列的次序。raises BadInput, Trouble."""
    listed = LISTS[what]
    if not ids:
        raise BadInput("没有可导出的行，没有导出", "改变筛选以后再导出", "E-EX-08")
    if len(ids) > _MOST and path.suffix.lower() == ".xlsx":
        remedy = "缩短时间或减少科室，或存成文本表格（csv）"
        raise BadInput(f"{len(ids):,} 行，一张工作表放不下", remedy, "E-EX-10")
    slices = (ids[start : start + _SLICE] for start in range(0, len(ids), _SLICE))
    rows = (row for some in slices for row in listed.read(library, some, on))
    listing = Listing(listed.name, listed.titles, rows, len(ids))
    content = write_listing(path, listing, progress)
    if not library.read_only:
        digest = sha256(content).hexdigest()
        with library.act(clerk, LISTED) as page:
            page.remark(
                table=listed.name,
                rows=len(ids),
                filters=list(filters),
                files=[[path.name, digest]],
                folder=path.parent.name,
            )
    return path
