"""导入：先看后记；一个文件一批，一批可以整批撤销；合格的记入，不合格的逐格说明。"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

from medtech_desktop.documents.exports import write_atomically
from medtech_desktop.domain.law import Finding
from medtech_desktop.intake.kinds import KINDS
from medtech_desktop.intake.kinds_surgeries import front_page
from medtech_desktop.intake.misfit_books import misfit_workbook
from medtech_desktop.intake.reading import Draft, Misfit, Reading, read_kind
from medtech_desktop.intake.templates import template_bytes
from medtech_desktop.office.acts import Clerk, Done, NothingSaved, clerk_here, not_found
from medtech_desktop.office.backups import BackupReason, backup_now
from medtech_desktop.office.import_batches import (
    MANY,
    batch_words,
    earlier_words,
    enter_batch,
    remember,
)
from medtech_desktop.office.import_cases import Cases
from medtech_desktop.office.import_editions import Catalog, Filings, Prohibited
from medtech_desktop.office.import_gradings import Gradings
from medtech_desktop.office.import_keepers import (
    Departments,
    Duplicate,
    Holidays,
    ImportOptions,
    Keeper,
    Procedures,
    Technologies,
    Unfit,
)
from medtech_desktop.office.import_people import Practitioners, Trainings
from medtech_desktop.office.import_privileges import Privileges
from medtech_desktop.office.import_undo import undo_batch
from medtech_desktop.office.import_workloads import Workloads
from medtech_desktop.office.steady import steady
from medtech_desktop.office.surgery_imports import CHANGED as LOG_CHANGED
from medtech_desktop.office.surgery_imports import (
    LOG_KINDS,
    LogReport,
    cover,
    covered,
    import_log,
    preview_log,
    unknown_words,
)
from medtech_desktop.store.book import Book
from medtech_desktop.store.imports import (
    ImportBatch,
    load_batches,
    remembered_headings,
    same_file,
)
from medtech_desktop.store.page import Page

__all__ = [
    "IMPORT_KINDS",
    "ImportDone",
    "ImportOptions",
    "ImportPreview",
    "ImportReport",
    "PreviewRow",
    "import_batches",
    "import_file",
    "import_seen",
    "preview_import",
    "save_misfits",
    "save_template",
    "undo_import",
]

KEEPERS: dict[str, type[Keeper]] = {
    "technologies": Technologies,
    "catalog": Catalog,
    "prohibited": Prohibited,
    "procedures": Procedures,
    "grading": Gradings,
    "departments": Departments,
    "practitioners": Practitioners,
    "privileges": Privileges,
    "workloads": Workloads,
    "trainings": Trainings,
    "filings": Filings,
    "holidays": Holidays,
    "cases": Cases,
}
CHANGED = {
    "technologies": frozenset({"technology", "department"}),
    "catalog": frozenset({"catalog"}),
    "prohibited": frozenset({"catalog", "technology"}),
    "procedures": frozenset({"procedure"}),
    "grading": frozenset({"grading"}),
    "departments": frozenset({"department"}),
    "practitioners": frozenset({"practitioner", "department"}),
    "privileges": frozenset({"privilege"}),
    "workloads": frozenset({"workload"}),
    "trainings": frozenset({"practitioner", "filing"}),
    "filings": frozenset({"filing", "technology"}),
    "holidays": frozenset({"holidays"}),
    "surgeries": LOG_CHANGED,
    "cases": LOG_CHANGED,
}
IMPORT_KINDS: dict[str, str] = {name: KINDS[name].label for name in (*KEEPERS, *sorted(LOG_KINDS))}
"""可以导入的种类 → 中文名。"""

Progress = Callable[[int], None]
"""读到第几行。"""


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """预览的一行：``state`` 为 ok、duplicate、misfit。"""

    line: int
    values: dict[str, str]
    state: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """导入的结果：read = accepted + duplicates + misfit_rows；``dropped`` 为整份文件里没有的。"""

    kind: str
    file_name: str
    sha256: str
    read: int
    accepted: int
    duplicates: int
    misfit_rows: int
    rows: tuple[PreviewRow, ...]
    misfits: tuple[Misfit, ...]
    mapping: dict[str, str]
    columns: tuple[tuple[str, str, bool], ...]
    notes: tuple[str, ...]
    earlier: str
    dropped: int
    reading: Reading = field(repr=False, compare=False)
    findings: tuple[Finding, ...] = field(default=(), compare=False)
    """由病例登记发现的首例，各一句。"""
    log: LogReport | None = field(default=None, repr=False, compare=False)
    """手术登记的：各例、新版本数在这里，``rows`` 只有头几行。"""


ImportPreview = ImportReport


@dataclass(frozen=True, slots=True)
class ImportDone:
    """导入办成：一句话、批号与结果。"""

    changed: frozenset[str]
    said: str
    findings: tuple[Finding, ...]
    subject: str
    report: ImportReport


@steady()
def preview_import(
    library: Book,
    kind: str,
    path: Path,
    on: date,
    *,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions = ImportOptions(),  # noqa: B008 - frozen
    progress: Progress | None = None,
    clerk: Clerk | None = None,
) -> ImportReport:
    """预演：与真正导入走同一条路，最后不保存。"""
    if kind in LOG_KINDS:
        system = options.system
        return of_log(
            preview_log(library, kind, path, on, mapping=mapping, system=system, progress=progress)
        )
    reading = _read(library, kind, path, on, mapping, progress)
    with suppress(NothingSaved), library.act(clerk or clerk_here(), "import.rehearse") as page:
        report = _keep_all(page, kind, path, reading, on, options)
        raise NothingSaved
    return report


@steady()
def import_file(
    library: Book,
    clerk: Clerk,
    kind: str,
    path: Path,
    on: date,
    *,
    mapping: Mapping[str, str] | None = None,
    options: ImportOptions = ImportOptions(),  # noqa: B008 - frozen
    all_or_nothing: bool = False,
    progress: Progress | None = None,
) -> ImportDone:
    """导入一个文件，多于 50 行的先备份。``all_or_nothing``：有一行不合格就一行也不记。

    A whole file always is all or nothing: a row that cannot be read must not look dropped.
    """
    if kind in LOG_KINDS:
        seen = preview_log(
            library, kind, path, on, mapping=mapping, system=options.system, progress=progress
        )
        whole = all_or_nothing
        return import_seen(library, clerk, seen, on, all_or_nothing=whole, progress=progress)
    reading = _read(library, kind, path, on, mapping, progress)
    if len(reading.rows) > MANY:
        backup_now(library, BackupReason.IMPORT, clerk)
    number = ""
    with suppress(NothingSaved), library.act(clerk, f"import.{kind}", effective=on) as page:
        report = _keep_all(page, kind, path, reading, on, options)
        strict = all_or_nothing or options.whole
        if not (report.accepted or report.dropped) or (strict and report.misfit_rows):
            raise NothingSaved
        number = enter_batch(page, report, on)
        remember(page, kind, report.mapping, mapping or {})
    return ImportDone(
        CHANGED[kind] if number else frozenset(),
        _said(report, number),
        report.findings if number else (),
        number,
        report,
    )


def of_log(log: LogReport) -> ImportReport:
    """手术登记的结果，像别的导入那样说；行只有头几行。"""
    told, wrong = log.reading, {one.line for one in log.misfits}
    rows = [
        PreviewRow(line, dict(values), "misfit" if line in wrong else "ok")
        for line, values in log.sample
    ]
    shared = {one.name for one in fields(Reading)} - {"rows", "misfits"}
    same = {name: getattr(told, name) for name in shared}
    return ImportReport(
        log.kind,
        log.file_name,
        log.sha256,
        log.read,
        log.accepted,
        log.duplicates,
        log.misfit_rows,
        tuple(rows),
        log.misfits,
        log.mapping,
        tuple((c.key, c.heading, c.required) for c in told.columns.columns),
        (*filter(None, (log.reading.lacking,)), *log.notes, *unknown_words(log)),
        log.earlier,
        0,
        Reading(rows=(), misfits=log.misfits, **same),
        log=log,
    )


def import_seen(
    library: Book,
    clerk: Clerk,
    seen: LogReport,
    on: date,
    *,
    all_or_nothing: bool = False,
    progress: Progress | None = None,
) -> ImportDone:
    """记入核对过的一份手术登记，文件不再读一遍。raises Trouble."""
    log = import_log(library, clerk, seen, on, all_or_nothing=all_or_nothing, progress=progress)
    return ImportDone(log.changed, log.said, log.findings, log.subject, of_log(log.report))


def _said(report: ImportReport, number: str) -> str:
    kept = f"记入 {report.accepted:,} 行（{number}）" if number else "没有记入任何一行"
    dropped = f"文件里没有的 {report.dropped:,} 行删去" if number and report.dropped else ""
    return batch_words(report, kept, dropped)


def _read(
    library: Book,
    kind: str,
    path: Path,
    on: date,
    mapping: Mapping[str, str] | None,
    progress: Progress | None,
) -> Reading:
    if kind not in KEEPERS:
        raise not_found(f"没有导入种类「{kind}」", f"可用：{' '.join(IMPORT_KINDS)}", "kind")
    with library.look() as look:
        remembered = remembered_headings(look, kind)
    return read_kind(
        kind, path, mapping={**remembered, **(mapping or {})}, today=on, progress=progress
    )


def _keep_all(
    page: Page, kind: str, path: Path, reading: Reading, on: date, options: ImportOptions
) -> ImportReport:
    earlier = same_file(page, kind, reading.sha256)
    keeper = KEEPERS[kind](page, on, options)
    keeper.begin()
    rows = [_keep_one(keeper, kind, draft, reading) for draft in reading.rows]
    keeper.finish()
    refused = [m for _, m in rows if m is not None]
    lines = {m.line for m in refused}
    raw = [d.raw for d in reading.rows if d.line in lines and d.raw is not None]
    wrong = [*map(covered, reading.misfits), *refused]
    misfits = sorted(wrong, key=lambda m: (m.line, m.index))
    bad_rows = sorted([*reading.bad_rows, *raw], key=lambda r: r.line)
    whole = replace(reading, misfits=tuple(misfits), bad_rows=tuple(bad_rows))
    states = [row.state for row, _ in rows]
    return ImportReport(
        kind,
        path.name,
        reading.sha256,
        reading.read,
        states.count("ok"),
        states.count("duplicate"),
        len({m.line for m in misfits}),
        tuple(row for row, _ in rows),
        whole.misfits,
        dict(reading.mapping),
        tuple((c.key, c.heading, c.required) for c in KINDS[kind].columns),
        tuple(reading.notes),
        earlier_words(earlier),
        keeper.dropped,
        whole,
        keeper.findings,
    )


def _keep_one(
    keeper: Keeper, kind: str, draft: Draft, reading: Reading
) -> tuple[PreviewRow, Misfit | None]:
    """记一行：记入、在册、或说明为什么不行。"""
    shown = _shown(kind, draft.values)
    try:
        keeper.keep(draft.values)
    except Duplicate as known:
        return PreviewRow(draft.line, shown, "duplicate", str(known) or "已在册"), None
    except Unfit as unfit:
        place = reading.places.get(unfit.column, -1)
        label = _heading(kind, unfit.column)
        misfit = Misfit(draft.line, label, unfit.value, unfit.why, place, unfit.column)
        return PreviewRow(draft.line, shown, "misfit", unfit.why), misfit
    return PreviewRow(draft.line, {**shown, **keeper.repaired(draft.values)}, "ok"), None


def _heading(kind: str, key: str) -> str:
    return next((c.heading for c in KINDS[kind].columns if c.key == key), key)


def _shown(kind: str, values: Mapping[str, object]) -> dict[str, str]:
    """给人看的值：选项写它的中文名，患者的号码遮盖。"""
    labels = {c.key: {o.value: o.label for o in c.choices} for c in KINDS[kind].columns}
    return {
        key: cover(key, labels.get(key, {}).get(str(value)) or _word(value))
        for key, value in values.items()
    }


def _word(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if hasattr(value, "typed"):
        return str(value.typed)
    if isinstance(value, (tuple, list)):
        return "、".join(_word(v) for v in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def column_keys(kind: str) -> frozenset[str]:
    """一种导入的栏目键，分组的也在内。"""
    shapes = (KINDS[kind], front_page()) if kind in LOG_KINDS else (KINDS[kind],)
    return frozenset(column.key for shape in shapes for column in shape.columns)


def import_batches(library: Book) -> tuple[ImportBatch, ...]:
    """仍有效的导入批次，新的在前。"""
    with library.look() as look:
        return tuple(reversed(load_batches(look)))


def undo_import(
    library: Book,
    clerk: Clerk,
    number: str,
    reason: str,
    progress: Callable[[int, int], object] | None = None,
) -> Done:
    """撤销一批：这一批写入的全部记录自始不算数。已被别的记录引用的不能撤销。"""
    kind, done = undo_batch(library, clerk, number, reason, progress)
    return replace(done, changed=CHANGED[kind])


def save_template(kind: str, path: Path) -> Path:
    """存一份导入模板。raises Refused for an unknown kind."""
    if kind not in KINDS:
        raise not_found(f"没有模板「{kind}」", f"可用：{' '.join(KINDS)}", "kind")
    write_atomically(path, template_bytes(kind))
    return path


def save_misfits(report: ImportReport, path: Path) -> Path:
    """存不合格的行，连同规则拒绝的：改好后可以直接再导入。"""
    log = report.log
    write_atomically(path, misfit_workbook(report.reading if log is None else log.reading))
    return path
