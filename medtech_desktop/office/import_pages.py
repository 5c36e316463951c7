"""导入画面所问：核对的各行、对不上的标题、近来的批次。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medtech_desktop.intake.headings import UnmatchedColumns
from medtech_desktop.intake.kinds import kind_of
from medtech_desktop.office.import_keepers import ImportOptions
from medtech_desktop.office.imports import (
    IMPORT_KINDS,
    ImportReport,
    import_batches,
    preview_import,
)
from medtech_desktop.office.surgery_imports import cover
from medtech_desktop.office.world import load_world
from medtech_desktop.store.book import Book

Choices = tuple[tuple[str, str, bool], ...]
"""可指的栏：键、栏名、是否必填。"""


@dataclass(frozen=True, slots=True)
class WrongCell:
    """不合格的一格：栏目键（整行的为空）、栏名、原值、原因、在哪里。"""

    key: str
    heading: str
    value: str
    why: str
    where: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """核对的一行：行号、ok/duplicate/misfit、整理后的值、文件里原来的写法、不合格的格。"""

    line: int
    state: str
    values: Mapping[str, str]
    written: Mapping[str, str]
    notes: str
    wrong: tuple[WrongCell, ...]


@dataclass(frozen=True, slots=True)
class ImportPage:
    """核对一屏：栏（按文件里的次序）、各行、文件的标题与对应。"""

    report: ImportReport
    columns: tuple[tuple[str, str], ...]
    lines: tuple[ImportLine, ...]
    headings: tuple[str, ...]
    sheet: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class UnmatchedPage:
    """标题对不上：一句话、看到的标题、已对上的、可指的栏。"""

    sentence: str
    headings: tuple[str, ...]
    mapping: dict[str, str]
    choices: Choices


def import_page(
    library: Book,
    kind: str,
    path: Path,
    on: date,
    *,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions = ImportOptions(),  # noqa: B008 - frozen
    progress: Callable[[int], None] | None = None,
) -> ImportPage | UnmatchedPage:
    """预演一次导入并排成各行；标题对不上的说出看到了什么。raises Trouble, Refused."""
    try:
        report = preview_import(
            library, kind, path, on, mapping=mapping, options=options, progress=progress
        )
    except UnmatchedColumns as problem:
        if problem.headings is None:
            raise
        found = problem.headings
        texts = tuple(text for text in found.texts if text)
        return UnmatchedPage(problem.sentence, texts, dict(found.mapping), _choices(kind))
    reading = report.reading
    names = {key: heading for key, heading, _needed in report.columns}
    places = sorted(reading.places, key=lambda key: reading.places[key])
    return ImportPage(
        report,
        tuple((key, names.get(key, key)) for key in places),
        _lines(report),
        tuple(text for text in reading.headings if text),
        reading.sheet,
        _choices(kind),
    )


def _choices(kind: str) -> Choices:
    return tuple((one.key, one.heading, one.required) for one in kind_of(kind).columns)


def _lines(report: ImportReport) -> tuple[ImportLine, ...]:
    reading = report.reading
    wrong: dict[int, list[WrongCell]] = {}
    for one in report.misfits:
        cell = WrongCell(one.key, one.column, one.value, one.why, one.where)
        wrong.setdefault(one.line, []).append(cell)
    raws = {row.line: row for row in reading.bad_rows}
    hide = cover if report.kind in ("cases", "surgeries") else _as_it_is
    raws |= {draft.line: draft.raw for draft in reading.rows if draft.raw is not None}
    told = {row.line: row for row in report.rows}
    lines = []
    for number in sorted({*told, *raws}):
        raw, row = raws.get(number), told.get(number)
        written = (
            {k: hide(k, raw.cell(at).looks.strip()) for k, at in reading.places.items()}
            if raw
            else {}
        )
        lines.append(
            ImportLine(
                number,
                row.state if row is not None else "misfit",
                row.values if row is not None else written,
                written,
                row.notes if row is not None else "",
                tuple(wrong.get(number, ())),
            )
        )
    return tuple(lines)


def _as_it_is(_key: str, value: str) -> str:
    return value


@dataclass(frozen=True, slots=True)
class BatchLine:
    """一批导入：批号、种类名、文件、各数。"""

    number: str
    kind: str
    file_name: str
    accepted: int
    duplicates: int
    misfits: int


@dataclass(frozen=True, slots=True)
class ImportsView:
    """可以导入的种类、目录系列、仍有效的批次（新的在前）。"""

    kinds: dict[str, str]
    series: tuple[tuple[str, str], ...]
    batches: tuple[BatchLine, ...]


def imports_view(library: Book, on: date) -> ImportsView:
    """导入第一步要显示的。"""
    world = load_world(library, on)
    return ImportsView(
        dict(IMPORT_KINDS),
        tuple((one.key, one.name) for one in world.catalogs.series),
        tuple(
            BatchLine(
                one.number,
                IMPORT_KINDS.get(one.kind, one.kind),
                one.file_name,
                one.accepted,
                one.duplicates,
                one.misfits,
            )
            for one in import_batches(library)
        ),
    )
