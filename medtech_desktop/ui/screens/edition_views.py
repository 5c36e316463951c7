"""目录版本的视图：并集、各版、两版对照、对本院的影响。"""

from __future__ import annotations

from typing import TYPE_CHECKING

from medtech_desktop.ui import theme
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.blocker import BlockerView, BlockView
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.pieces import Glyph, Piece, StateChip, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.domain.catalog_changes import Change, Consequence
    from medtech_desktop.domain.catalogs import Entry
    from medtech_desktop.office.catalog_links import ProposedLink
    from medtech_desktop.office.catalogs import EditionDiff, EditionLine, EntryLine

UNION_COLUMNS = (
    Column("编号", 64),
    Column("技术名称", 340),
    Column("层级", 64),
    Column("所印目录", 96),
    Column("本院", 96),
    Column("请核对", 0, sortable=False),
)
EDITION_COLUMNS = (
    Column("目录", 0),
    Column("版名", 170),
    Column("条数", 56, right=True),
    Column("施行", 96),
    Column("停止", 96),
    Column("文号", 190),
    Column("现状", 104),
    Column("", 84, right=True, sortable=False),
)
DIFF_COLUMNS = (
    Column("前版", 0, sortable=False),
    Column("变化", 96),
    Column("后版", 0, sortable=False),
    Column("本院", 86, sortable=False),
    Column("", 92, right=True, sortable=False),
)
_LINK_WORDS = {
    "same": "不变",
    "renamed": "更名",
    "narrowed": "范围收窄",
    "widened": "范围扩大",
    "split": "拆分",
    "merged": "合并",
}
_CHANGE_INKS = {"新增": Ink.OK, "调出": Ink.BAD, "不变": Ink.INK3}


def union_rows(lines: tuple[EntryLine, ...], held: dict[str, str]) -> tuple[Row, ...]:
    """并集的行。"""
    return tuple(_union_row(place, line, held) for place, line in enumerate(lines))


def _union_row(place: int, line: EntryLine, held: dict[str, str]) -> Row:
    marks = [line.mark] if line.mark else []
    marks += ["缺字已补，请核对原文"] if line.restored else []
    marks += ["请核对原文"] if line.unverified and not marks else []
    pieces: tuple[Piece, ...] = ()
    if marks:
        said = "；".join(marks)
        strong = bool(line.mark)
        icon = Glyph("triangle-alert" if strong else "info", Ink.WARN if strong else Ink.INK3, 14)
        pieces = (icon, Words(said, Ink.WARN if strong else Ink.INK3, theme.NOTE))
    return Row(
        str(place),
        (
            words(line.code, Ink.INK2),
            words(line.name, weight=theme.MEDIUM),
            words(line.level),
            words(line.edition, Ink.INK2),
            words(held.get(line.lineage, "")),
            Cell(pieces, tip="；".join(marks)),
        ),
    )


def union_words(lines: tuple[EntryLine, ...]) -> str:
    """并集的一句话：限制类由哪几份组成，几处须核对。"""
    counts: dict[str, int] = {}
    for line in lines:
        name = f"{line.level}级目录（{line.edition}）"
        counts[name] = counts.get(name, 0) + 1
    parts = "，加".join(f"{name} {count} 项" for name, count in counts.items())
    marked = sum(bool(line.mark) for line in lines)
    checked = f"，其中 {marked} 项国家与省的印法不同，须核对省文件" if marked else ""
    return f"限制类 = {parts}，共 {len(lines)} 项{checked}" if lines else "当日没有施行的目录"


def edition_rows(lines: tuple[EditionLine, ...]) -> tuple[Row, ...]:
    """各版的行。"""
    return tuple(_edition_row(line) for line in lines)


def _edition_row(line: EditionLine) -> Row:
    chips: list[Piece] = [StateChip(line.state)]
    since = line.since.isoformat() if line.since else ""
    until = line.until.isoformat() if line.until else ""
    return Row(
        line.key,
        (
            words(line.name, weight=theme.MEDIUM),
            words(line.key, Ink.INK2),
            Cell((Words(str(line.entries)),), sort=line.entries),
            words(since),
            words(until),
            words(line.document, Ink.INK2),
            Cell(tuple(chips), sort=line.state),
        ),
        action="施行…" if line.state == "未施行" else "看条目",
    )


def diff_words(found: EditionDiff) -> tuple[FilterWord, ...]:
    """对照的筛选词与数；没有的不列，「不变」在最后。"""
    counts = {"all": 0, "added": len(found.diff.added), "removed": len(found.diff.removed)}
    for change in found.diff.changes:
        counts[change.kind.value] = counts.get(change.kind.value, 0) + 1
    same = counts.pop("same", 0)
    counts["all"] = sum(counts.values()) + same
    names = {"all": "全部", "added": "新增", "removed": "调出", **_LINK_WORDS}
    listed = [FilterWord(key, names[key], count) for key, count in counts.items() if count]
    if same:
        listed.append(FilterWord("same", "不变", same))
    return tuple(listed) or (FilterWord("all", "全部", 0),)


def diff_rows(
    found: EditionDiff,
    kind: str,
    held: dict[str, str],
    proposed: tuple[ProposedLink, ...],
) -> tuple[Row, ...]:
    """对照的行：有变化的在前，不变的在后；有沿革建议的可以确认。"""
    rows: list[tuple[str, Row]] = []
    offers = {one.later.id: place for place, one in enumerate(proposed)}
    for change in found.diff.changes:
        rows.append((change.kind.value, _change_row(change, held)))
    for entry in found.diff.added:
        rows.append(("added", _new_row(entry, held, proposed, offers.get(entry.id))))
    for entry in found.diff.removed:
        cells = (_entry_cell((entry,)), _word("调出"), words(""), _held((entry,), held))
        rows.append(("removed", Row(f"removed {entry.id}", cells)))
    order = ("added", "removed", "renamed", "narrowed", "widened", "split", "merged", "same")
    rows.sort(key=lambda one: order.index(one[0]))
    return tuple(row for key, row in rows if kind in ("all", key))


def _change_row(change: Change, held: dict[str, str]) -> Row:
    both = (*change.before, *change.after)
    quiet = change.kind.value == "same"
    return Row(
        f"{change.kind.value} {change.before[0].id} {change.after[0].id}",
        (
            _entry_cell(change.before, quiet),
            _word(_LINK_WORDS[change.kind.value]),
            _entry_cell(change.after, quiet),
            _held(both, held),
        ),
    )


def _new_row(
    entry: Entry,
    held: dict[str, str],
    proposed: tuple[ProposedLink, ...],
    place: int | None,
) -> Row:
    offer = proposed[place] if place is not None else None
    before = Cell()
    if offer is not None:
        said = f"可能是「{offer.earlier.name}」，待确认"
        before = Cell((Glyph("circle-question-mark", Ink.WARN, 14), Words(said, Ink.WARN)))
    return Row(
        f"link {place}" if offer is not None else f"added {entry.id}",
        (
            before if before.pieces else words(""),
            _word("新增"),
            _entry_cell((entry,)),
            _held((entry,), held),
        ),
        action="确认…" if offer is not None else "",
    )


def _entry_cell(entries: tuple[Entry, ...], quiet: bool = False) -> Cell:
    said = "；".join(f"{one.code} {one.name}".strip() for one in entries)
    ink = Ink.INK2 if quiet else Ink.INK
    return Cell((Words(said, ink, weight=theme.REGULAR if quiet else theme.MEDIUM),), tip=said)


def _word(word: str) -> Cell:
    ink = _CHANGE_INKS.get(word, Ink.WARN)
    return Cell((Words(word, ink, weight=theme.MEDIUM),), sort=word)


def _held(entries: tuple[Entry, ...], held: dict[str, str]) -> Cell:
    numbers = dict.fromkeys(held[one.lineage] for one in entries if one.lineage in held)
    return words("、".join(numbers))


_ACTS = frozenset({"becomes_restricted", "check_scope"})


def impact_of(consequences: tuple[Consequence, ...]) -> BlockerView:
    """对本院的影响；没有影响时也说一句。"""
    blocks = tuple(
        BlockView("", one.message, _due_words(one), one.article, "", False)
        for one in sorted(consequences, key=lambda one: one.kind.value not in _ACTS)
    )
    if not blocks:
        return BlockerView("对本院没有影响", "本院的技术都不在变化的条目里", ())
    return BlockerView(f"影响本院 {len(blocks)} 项", "", blocks)


def _due_words(one: Consequence) -> str:
    if one.due is None:
        return ""
    return f"备案期限 {one.due.isoformat()}{'，暂定' if one.provisional else ''}"
