"""导入的视图：预览各行（在工作线程里造好）、筛选词、结果的话、批次。"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medtech_desktop.ui import theme
from medtech_desktop.ui.screens.surgery_meaning_entries import WHAT
from medtech_desktop.ui.theme import Ink
from medtech_desktop.ui.widgets.filter_words import FilterWord
from medtech_desktop.ui.widgets.pieces import Glyph, Marked, Struck, Words
from medtech_desktop.ui.widgets.rows import Cell, Column, Row, words

if TYPE_CHECKING:
    from medtech_desktop.office.import_pages import BatchLine, ImportLine, ImportPage
    from medtech_desktop.office.imports import ImportReport
    from medtech_desktop.office.surgery_imports import LogReport

BATCH_COLUMNS = (
    Column("批号", 120),
    Column("种类", 130),
    Column("文件", 0),
    Column("记入", 70, right=True),
    Column("已在册", 70, right=True),
    Column("不合格", 70, right=True),
    Column("", 86, right=True, sortable=False),
)
UNKNOWN_COLUMNS = (
    Column("种类", 84),
    Column("登记里的写法", 0),
    Column("处数", 72, right=True),
    Column("为什么没有认出", 0),
    Column("", 96, right=True, sortable=False),
)
_LINE_WIDTH, _RESULT_WIDTH = 56, 280
_NARROW, _WIDEST, _ROOM, _SHARED = 64, 230, 640, 730
_EXACT = frozenset({"code", "codes", "number"})
_PARTS = re.compile(r"[,;，；、\s]+")
_PER_CHAR = 13


@dataclass(frozen=True, slots=True)
class PreviewView:
    """预览：各列、各行及其状态、每行全部原因、文件与标题。"""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, Row], ...]
    reasons: dict[str, str]
    title: str
    notes: tuple[str, ...]
    read: int
    accepted: int
    misfits: int
    headings: tuple[str, ...]
    mapping: dict[str, str]
    choices: tuple[tuple[str, str, bool], ...]
    told: str = ""
    """手术登记的：认出什么形状，几例几项，新的、新版本、已在册各几例。"""
    unknown: tuple[Row, ...] = ()
    lacking: str = ""
    """手术登记的：核查离不了的栏没有对上。"""


def preview_view(page: ImportPage) -> PreviewView:
    """把预演的结果造成要显示的各行。"""
    report = page.report
    widths = [
        _width(label, [one.values.get(key, "") for one in page.lines])
        for key, label in page.columns
    ]
    last = sum(widths) <= _ROOM
    place = len(widths) if last else 0
    columns = [
        Column(label, width) for (_key, label), width in zip(page.columns, widths, strict=True)
    ]
    free = last or sum(widths) <= _SHARED
    columns.insert(place, Column("结果", 0 if free else _RESULT_WIDTH))
    rows = []
    for one in page.lines:
        cells = [_cell(one, key) for key, _label in page.columns]
        state = one.state
        if state == "ok" and any(isinstance(p, Struck) for c in cells for p in c.pieces):
            state = "repaired"
        cells.insert(place, _result(state, one))
        number = Cell((Words(str(one.line), Ink.INK3),), sort=one.line)
        rows.append((state, Row(str(one.line), (number, *cells))))
    return PreviewView(
        (Column("行", _LINE_WIDTH, right=True), *columns),
        tuple(rows),
        {str(one.line): _reasons(one) for one in page.lines if one.wrong},
        _title(page),
        tuple(note for note in (_dropped(report), report.earlier, *_notes(report)) if note),
        report.read,
        report.accepted,
        report.misfit_rows,
        page.headings,
        dict(report.mapping),
        page.choices,
        log_words(report.log) if report.log is not None else "",
        unknown_rows(report.log) if report.log is not None else (),
        report.log.reading.lacking if report.log is not None else "",
    )


_SHAPES = {
    "rows": "一行一例（或一个术式）的手术登记",
    "front-page": "病案首页的导出，一行一次住院，手术分组成列",
}


def log_words(log: LogReport) -> str:
    """手术登记认出了什么：形状，几例几项，新的、新版本、已在册各几例。"""
    said = f"{_SHAPES.get(log.reading.shape, '手术登记')}；"
    said += f"读入 {log.read:,} 行，得 {log.surgeries + log.same:,} 例"
    parts = [f"新 {log.new:,} 例", f"新版本 {log.versions:,} 例" if log.versions else ""]
    parts.append(f"已在册 {log.same:,} 例" if log.same else "")
    return f"{said}：{'，'.join(part for part in parts if part)}"


def unknown_rows(log: LogReport) -> tuple[Row, ...]:
    """没有认出的写法，多的在前；最多列一千个。"""
    found = sorted(log.reading.unknown, key=lambda one: -one.count)[:1000]
    return tuple(
        Row(
            f"{one.kind} {one.said}",
            (
                words(WHAT[one.kind], Ink.INK2),
                words(one.said, weight=theme.MEDIUM),
                _count(one.count),
                words(one.why),
            ),
            action="说明指谁",
        )
        for one in found
    )


def _notes(report: ImportReport) -> tuple[str, ...]:
    """手术登记没有认出的写法另有一张表，不再逐类说一遍。"""
    return report.log.notes if report.log is not None else report.notes


def _dropped(report: ImportReport) -> str:
    if not report.dropped or report.misfit_rows:
        return ""
    return f"整份目录：草稿里另有 {report.dropped:,} 行文件里没有，导入后删去，可以撤销这一批"


def act_word(report: ImportReport | None) -> str:
    """核对以后的按钮：导入几行；只删不记的，删去几行。"""
    accepted = report.accepted if report is not None else 0
    if report is not None and report.dropped and not accepted:
        return f"删去 {report.dropped:,} 行"
    return f"导入 {accepted:,} 行"


def _width(label: str, texts: list[str]) -> int:
    longest = max((len(text) for text in texts), default=0)
    wanted = max(len(label) * _PER_CHAR + 20, min(longest, 18) * _PER_CHAR + 20)
    return max(_NARROW, min(wanted, _WIDEST))


def _cell(one: ImportLine, key: str) -> Cell:
    text = one.values.get(key, "")
    wrong = next((cell for cell in one.wrong if cell.key == key), None)
    if wrong is not None:
        said = wrong.value or text or "空"
        return Cell((Marked(said),), sort=said, tip=wrong.why)
    written = one.written.get(key, "")
    exact = one.state == "ok" and key in _EXACT
    if exact and text and written and _PARTS.split(written) != _PARTS.split(text):
        new = Words(text, Ink.WARN, weight=theme.MEDIUM)
        return Cell((Struck(written), new), sort=text, tip=f"原为「{written}」")
    return words(text)


def _result(state: str, one: ImportLine) -> Cell:
    if state == "misfit":
        found = one.wrong
        said = f"{found[0].heading}：{found[0].why}" if found else one.notes
        more = f"，另 {len(found) - 1} 处" if len(found) > 1 else ""
        return _said("circle-x", Ink.BAD, f"{said}{more}")
    if state == "duplicate":
        return _said("circle-minus", Ink.INK2, one.notes or "已在册")
    if state == "repaired":
        return _said("wand-sparkles", Ink.WARN, "已自动整理，请确认")
    return _said("check", Ink.INK2, "可导入")


def _said(icon: str, ink: Ink, text: str) -> Cell:
    return Cell((Glyph(icon, ink, 14), Words(text, ink)), sort=text, tip=text)


def _reasons(one: ImportLine) -> str:
    return "；".join(f"{cell.where}「{cell.value or '空'}」：{cell.why}" for cell in one.wrong)


def _title(page: ImportPage) -> str:
    sheet = f"，工作表「{page.sheet}」" if page.sheet else ""
    return f"{page.report.file_name}{sheet}，{page.report.read:,} 行"


UNKNOWN = "unknown"
_STATES = (
    ("misfit", "不能导入"),
    ("repaired", "自动整理待确认"),
    ("duplicate", "已在册"),
    ("ok", "可导入"),
    ("all", "全部"),
)
_LOG_STATES = (("misfit", "不能导入"), ("ok", "头几行"), ("repaired", "头几行，自动整理的"))


def filter_words_of(view: PreviewView) -> tuple[FilterWord, ...]:
    """筛选词与数；没有的不列。手术登记只列头几行，另列没有认出的写法。"""
    counts: dict[str, int] = {"all": len(view.rows)}
    for state, _row in view.rows:
        counts[state] = counts.get(state, 0) + 1
    states = _LOG_STATES if view.told else _STATES
    listed = [FilterWord(key, word, counts[key]) for key, word in states if key in counts]
    if view.unknown:
        listed.append(FilterWord(UNKNOWN, "没有认出的写法", len(view.unknown)))
    return tuple(listed)


def shown_rows(view: PreviewView, state: str) -> tuple[Row, ...]:
    """这个筛选词下的行。"""
    return tuple(row for key, row in view.rows if state in ("all", key))


def outcome_words(accepted: int, duplicates: int, misfits: int) -> str:
    """核对的结果：几行可导入，几行已在册，几行有问题。"""
    parts = [f"{accepted:,} 行可导入"]
    if duplicates:
        parts.append(f"{duplicates:,} 行已在册")
    if misfits:
        parts.append(f"{misfits:,} 行有问题，留在问题行里，不影响其余")
    return "，".join(parts)


def batch_rows(batches: tuple[BatchLine, ...]) -> tuple[Row, ...]:
    """批次的行。"""
    return tuple(
        Row(
            one.number,
            (
                words(one.number, weight=theme.MEDIUM),
                words(one.kind),
                words(one.file_name, Ink.INK2),
                _count(one.accepted),
                _count(one.duplicates),
                _count(one.misfits),
            ),
            action="撤销…",
        )
        for one in batches
    )


def _count(number: int) -> Cell:
    return Cell((Words(f"{number:,}", Ink.INK if number else Ink.INK3),), sort=number)
