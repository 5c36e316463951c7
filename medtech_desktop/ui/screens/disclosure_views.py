"""院务公开的视图：三张表的行、与上次公开之差、历次公开、审定前还差的事。"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocker import BlockerView, BlockView
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.pieces import Piece, StateChip, Struck, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.domain.disclosure_papers import PublicList
    from medtech_desktop.office.disclosures import DisclosureView, LineChange

_WIDTHS = {
    "序号": 52,
    "技术编号": 76,
    "技术名称": 0,
    "类别": 104,
    "开展科室": 150,
    "技术负责人": 100,
    "备案时间": 96,
    "备案机关": 168,
    "状态": 96,
    "科室": 160,
    "手术编码": 120,
    "手术名称": 0,
    "级别": 72,
    "统计期间": 200,
    "例数": 96,
    "并发症率": 112,
    "死亡率": 112,
}
_RIGHT = frozenset({"序号", "例数", "并发症率", "死亡率"})
_FOLDED = frozenset({"技术名称", "开展科室", "技术负责人", "备案机关"})
_NAMES = frozenset({"技术名称", "手术名称"})
TABS = ("technologies", "surgeries", "usage")
CHANGE_COLUMNS = (
    Column("表", 180),
    Column("变化", 72),
    Column("对象", 0, folds=True),
    Column("内容", 0, sortable=False),
)
POSTED_COLUMNS = (
    Column("编号", 130),
    Column("审定人", 120),
    Column("审定日", 110),
    Column("公开日", 110),
    Column("内容指纹", 0, sortable=False),
    Column("", 76, right=True, sortable=False),
)
_MOST_BLOCKS = 3
_SHOWN_DIGEST = 16


def columns_of(names: tuple[str, ...]) -> tuple[Column, ...]:
    """一张表的列。"""
    return tuple(
        Column(name, _WIDTHS.get(name, 120), right=name in _RIGHT, folds=name in _FOLDED)
        for name in names
    )


def rows_of(listed: PublicList) -> tuple[Row, ...]:
    """一张表的行。"""
    return tuple(
        Row(
            str(place),
            tuple(_cell(name, text) for name, text in zip(listed.columns, line, strict=True)),
        )
        for place, line in enumerate(listed.rows)
    )


def _cell(name: str, text: str) -> Cell:
    if text == "未统计":
        return Cell((StateChip(text),), sort="")
    if name == "状态" and text:
        return Cell((StateChip(text),), sort=text)
    if name == "序号" and text.isdigit():
        return Cell((Words(text, Ink.INK3),), sort=int(text))
    if name == "例数" and text.isdigit():
        return Cell((Words(f"{int(text):,}"),), sort=int(text))
    return words(text, weight=theme.MEDIUM if name in _NAMES else theme.REGULAR)


def tabs_of(view: DisclosureView) -> tuple[FilterWord, ...]:
    """页签与数。"""
    lists = tuple(
        FilterWord(key, one.name, len(one.rows))
        for key, one in zip(TABS, view.record.lists, strict=True)
    )
    return (
        *lists,
        FilterWord("changes", "与上次公开之差", len(view.changes) if view.posted else 0),
        FilterWord("posted", "历次公开", len(view.posted)),
    )


def change_rows(view: DisclosureView) -> tuple[Row, ...]:
    """与上次公开之差；没有公开过的没有可比的。"""
    if not view.posted:
        return ()
    columns = {one.name: one.columns for one in view.record.lists}
    return tuple(
        _change_row(place, change, columns[change.list_name])
        for place, change in enumerate(view.changes)
    )


def _change_row(place: int, change: LineChange, columns: tuple[str, ...]) -> Row:
    names = columns[1:] if columns[0] == "序号" else columns
    subject = " ".join(part for part in change.row[:2] if part)
    ink = {"新增": Ink.OK, "删去": Ink.BAD}.get(change.kind, Ink.WARN)
    pieces: list[Piece] = []
    if change.kind == "变化":
        for name, old, new in zip(names, change.before, change.row, strict=False):
            if old != new:
                pieces += [Words(name, Ink.INK2), Struck(old or "空"), Words(new or "空")]
    else:
        shown = "，".join(part for part in change.row[2:] if part)
        pieces.append(Words(shown or "—", Ink.INK2))
    tip = "，".join(part for part in change.row if part)
    return Row(
        str(place),
        (
            words(change.list_name, Ink.INK2),
            words(change.kind, ink, theme.MEDIUM),
            words(subject, weight=theme.MEDIUM),
            Cell(tuple(pieces), tip=tip),
        ),
    )


def posted_rows(view: DisclosureView) -> tuple[Row, ...]:
    """历次公开，新的在前。"""
    return tuple(
        Row(
            one.number,
            (
                words(one.number, weight=theme.MEDIUM),
                words(one.approved_by),
                words(one.approved_on.isoformat()),
                words(one.posted_on.isoformat() if one.posted_on else ""),
                words(one.sha256[:_SHOWN_DIGEST], Ink.INK3),
            ),
            action="查看",
        )
        for one in reversed(view.posted)
    )


def blocker_of(view: DisclosureView) -> BlockerView:
    """审定前还差的；多于三件只列三件，其余说数。"""
    stopping = [one for one in view.findings if one.severity is Severity.REFUSE]
    if not stopping:
        return BlockerView("", "", ())
    blocks = tuple(_block(one) for one in stopping[:_MOST_BLOCKS])
    more = len(stopping) - len(blocks)
    note = f"另有 {more} 件，见「限制类技术临床应用情况」中的未统计" if more else ""
    return BlockerView(f"审定公开前还差 {len(stopping)} 件", note, blocks)


def _block(finding: Finding) -> BlockView:
    remedy = "录入…" if "未统计" in finding.message else ""
    return BlockView("figures", finding.message, finding.remedy, finding.article, remedy)


def said_of(view: DisclosureView) -> str:
    """顶栏的一句话。"""
    if not view.posted:
        return "还没有公开过"
    last = view.posted[-1]
    day = (last.posted_on or last.approved_on).isoformat()
    if not view.changes:
        return f"上次 {last.number}，{day}，内容与现在相同"
    return f"上次 {last.number}，{day}，与现在有 {len(view.changes)} 处不同"


def periods_of(today: date) -> tuple[tuple[str, date, date], ...]:
    """可选的统计期间：词、起、止。"""
    year = today.year
    halves = [
        (f"{year - 1}年", date(year - 1, 1, 1), date(year - 1, 12, 31)),
        (f"{year - 1}年上半年", date(year - 1, 1, 1), date(year - 1, 6, 30)),
        (f"{year - 1}年下半年", date(year - 1, 7, 1), date(year - 1, 12, 31)),
        (f"{year}年上半年", date(year, 1, 1), date(year, 6, 30)),
        (f"{year}年", date(year, 1, 1), date(year, 12, 31)),
    ]
    return tuple(one for one in halves if one[1] <= today)
