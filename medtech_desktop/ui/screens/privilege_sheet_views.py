"""授权宽表的视图：预览各格（在工作线程里造好）、筛选词、结果的话。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from medtech_desktop.domain.privilege_sheets import CHANGE_LABELS, Change
from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.pieces import Glyph, Marked, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.office.wide_cells import WideLine
    from medtech_desktop.office.wide_previews import WidePreview

COLUMNS = (
    Column("人员", 150, person=True),
    Column("对象", 210),
    Column("现在", 130),
    Column("表上写的", 90),
    Column("变动", 0),
    Column("位置", 150),
)
_ICONS = {
    Change.GRANT: ("plus", Ink.OK),
    Change.RENEW: ("calendar-clock", Ink.OK),
    Change.RAISE: ("chevron-up", Ink.OK),
    Change.LOWER: ("chevron-down", Ink.WARN),
    Change.SUSPEND: ("circle-stop", Ink.WARN),
    Change.REINSTATE: ("circle-check", Ink.OK),
    Change.REVOKE: ("ban", Ink.WARN),
}
_STALE = "stale"
_ALL = "all"


@dataclass(frozen=True, slots=True)
class WideView:
    """预览：各格的行及其筛选键，每行的全部说明，标题与提示，几格没有采用。"""

    rows: tuple[tuple[frozenset[str], Row], ...]
    reasons: dict[str, str]
    title: str
    notes: tuple[str, ...]
    misfits: int


def wide_view(preview: WidePreview) -> WideView:
    """把预览造成要显示的各行，按人排。"""
    rows = []
    reasons = {}
    for at, one in sorted(enumerate(preview.lines), key=lambda pair: (pair[1].person, pair[0])):
        key = str(at)
        rows.append((_keys(one), Row(key, _cells(one))))
        if said := "；".join(part for part in (one.why, one.stale) if part):
            reasons[key] = f"{one.place}「{one.value or '空'}」：{said}"
    where = "、".join(preview.departments)
    title = f"{preview.file_name}，{where}" if where else preview.file_name
    return WideView(
        tuple(rows),
        reasons,
        f"{title}，有字的 {preview.read:,} 格",
        preview.notes,
        len(preview.misfits),
    )


def _keys(one: WideLine) -> frozenset[str]:
    change = Change.MISFIT if one.article else one.change
    return frozenset({change.value, _ALL, *((_STALE,) if one.stale else ())})


def _cells(one: WideLine) -> tuple[Cell, ...]:
    wrong = bool(one.article) or one.change is Change.MISFIT
    value = Cell((Marked(one.value or "空"),), sort=one.value) if wrong else words(one.value)
    return (
        words(one.person or "（没有写）", weight=theme.MEDIUM),
        words(one.subject),
        words(one.now, Ink.INK2),
        value,
        _outcome(one, wrong=wrong),
        words(one.place, Ink.INK3),
    )


def _outcome(one: WideLine, *, wrong: bool) -> Cell:
    if wrong:
        said = f"{one.why}（{one.article}）" if one.article else one.why
        return _said("circle-x", Ink.BAD, said)
    if one.change is Change.SAME:
        said = "；".join(part for part in ("不变", one.why, one.stale) if part)
        return _said("circle-minus", Ink.INK2, said)
    icon, ink = _ICONS[one.change]
    said = f"{one.said}；{one.stale}" if one.stale else one.said
    return _said(icon, ink, said)


def _said(icon: str, ink: Ink, text: str) -> Cell:
    return Cell((Glyph(icon, ink, 14), Words(text, ink)), sort=text, tip=text)


def filter_words_of(view: WideView) -> tuple[FilterWord, ...]:
    """筛选词与数；没有的不列，问题在前。"""
    counts: dict[str, int] = {}
    for keys, _row in view.rows:
        for key in keys:
            counts[key] = counts.get(key, 0) + 1
    order = [(Change.MISFIT.value, "没有采用"), (_STALE, "发出后变过")]
    order += [
        (one.value, CHANGE_LABELS[one]) for one in Change if one not in (Change.MISFIT, Change.SAME)
    ]
    order += [(Change.SAME.value, "不变"), (_ALL, "全部")]
    return tuple(FilterWord(key, word, counts[key]) for key, word in order if key in counts)


def shown_rows(view: WideView, key: str) -> tuple[Row, ...]:
    """这个筛选词下的行。"""
    return tuple(row for keys, row in view.rows if key in keys)
