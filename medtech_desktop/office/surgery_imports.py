"""导入手术登记：先看后记，一个文件一批；同一例再次导出的是新版本，内容不变的算重复。

The file is read in a child process into packed slices; here they are compared, or written, a
slice at a time, so that whoever listens to ``progress`` can cancel or ask the book between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from medtech_desktop.domain.law import Finding
from medtech_desktop.intake.reading import Misfit
from medtech_desktop.intake.surgery_reading import LogReading, Vocabulary, read_log
from medtech_desktop.office.acts import Clerk, NothingSaved, today
from medtech_desktop.office.backups import BackupReason, backup_now
from medtech_desktop.office.import_batches import (
    MANY,
    batch_words,
    earlier_words,
    enter_batch,
    remember,
)
from medtech_desktop.office.log_meanings import KIND_LABELS
from medtech_desktop.office.steady import steady
from medtech_desktop.office.surgery_first_cases import first_case_findings, record_found
from medtech_desktop.office.surgery_vocabulary import vocabulary
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import load_grading_editions
from medtech_desktop.store.imports import ImportBatch, remembered_headings, same_file
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.patients import masked_number
from medtech_desktop.store.references import asked_at_the_end
from medtech_desktop.store.surgery_batches import (
    LogComparer,
    LogWriter,
    Written,
    is_logged,
    roomy,
)
from medtech_desktop.store.surgery_lists import called_elsewhere
from medtech_desktop.store.surgery_versions import Undone

__all__ = ["LOG_KINDS", "LogDone", "LogReport", "import_log", "preview_log", "vocabulary"]

LOG_KINDS = frozenset({"surgeries"})
CHANGED = frozenset({"surgery", "technology", "filing"})
_PATIENT = {"patient": "病案号", "admission": "住院号"}
"""栏目键 → 号码的名称：这些栏从不原样显示。"""
_NAMED = 5
_LOOKED_UP = 50
"""头几例看看单号是不是在册。"""
_ROOMY_FROM = 20_000
"""多于这么多例的，导入时多给缓存。"""

Progress = Callable[[int], object]
"""读到第几行；写的时候，写到第几例。raising in it cancels: nothing is kept."""


@dataclass(frozen=True, slots=True)
class LogReport:
    """一份登记的结果：read = accepted + duplicates + misfit_rows（文件的行）。

    ``surgeries``、``new``、``versions``、``same`` 数的是例，``lines`` 是项。
    """

    kind: str
    file_name: str
    read: int
    accepted: int
    duplicates: int
    misfit_rows: int
    surgeries: int
    lines: int
    new: int
    versions: int
    same: int
    earlier: str
    given: Mapping[str, str]
    reading: LogReading = field(repr=False, compare=False)
    system: str = ""
    """来源系统，如导入时所说；随这次操作进审计。"""
    moved: int = 0
    """新版本里手术日与登记着的不同的。"""

    @property
    def sha256(self) -> str:
        """文件的散列。"""
        return self.reading.sha256

    @property
    def misfits(self) -> tuple[Misfit, ...]:
        """不合格的各格；患者的号码已遮盖。"""
        return tuple([covered(one) for one in self.reading.misfits])

    @property
    def sample(self) -> tuple[tuple[int, dict[str, str]], ...]:
        """文件的头几行：行号与各栏；患者的号码已遮盖。"""
        return tuple(
            (line, {key: cover(key, value) for key, value in values.items()})
            for line, values in self.reading.sample
        )

    @property
    def mapping(self) -> dict[str, str]:
        """表头 → 栏目键，如所用。"""
        return dict(self.reading.mapping)

    @property
    def notes(self) -> tuple[str, ...]:
        """读的时候要说明的。"""
        return (*_moved_words(self.moved), *self.reading.notes)


@dataclass(frozen=True, slots=True)
class LogDone:
    """导入办成：一句话、批号、结果；``findings`` 说发现的首例与期限。"""

    changed: frozenset[str]
    said: str
    findings: tuple[Finding, ...]
    subject: str
    report: LogReport


def cover(key: str, value: str) -> str:
    """一格给人看的写法：患者的号码遮盖。"""
    label = _PATIENT.get(key)
    return masked_number(label, value.strip()) if label and value.strip() else value


def covered(one: Misfit) -> Misfit:
    """不合格的一格，患者的号码遮盖；读不出的格，写的是读不出的原因。"""
    if one.key not in _PATIENT or one.why.startswith(one.value):
        return one
    return replace(one, value=cover(one.key, one.value))


@steady()
def preview_log(
    library: Book,
    kind: str,
    path: Path,
    on: date,
    *,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    system: str = "",
    progress: Progress | None = None,
) -> LogReport:
    """读一份登记，与登记着的比较，什么也不记。raises Trouble, UnmatchedColumns."""
    with library.look() as look:
        words, remembered = vocabulary(look), remembered_headings(look, kind)
    reading = read_log(
        kind,
        path,
        words,
        today=min(on, today()),
        mapping={**remembered, **(mapping or {})},
        sheet=sheet,
        system=system.strip(),
        progress=progress,
    )
    done = 0
    with library.look() as look:
        first = tuple(_to_do_first(words, bool(load_grading_editions(look))))
        reading = replace(reading, notes=(*first, *reading.notes))
        earlier = same_file(look, kind, reading.sha256)
        asked = _called_elsewhere(look, reading, system.strip())
        reading = replace(reading, notes=(*asked, *reading.notes))
        comparer = LogComparer(look)
        for part in reading.outlines():
            comparer.take(part.surgeries, part.lines)
            done += len(part.surgeries)
            if progress is not None:
                progress(done)
    report = _report(path.name, reading, comparer.written, earlier, mapping or {})
    return replace(report, system=system.strip())


def _to_do_first(words: Vocabulary, graded: bool) -> Iterator[str]:
    """还缺哪些才认得、才核查得了；缺着也照样记下。"""
    lacking = [] if words.people else ["医务人员"]
    lacking += [] if words.codes else ["手术操作编码"]
    if lacking:
        yield f"还没有登记{'、'.join(lacking)}：照原样记下，登记以后把这份文件再导入一次就认得"
    if not graded:
        yield "还没有施行手术分级管理目录：照样记下，施行以后才能核查授权"


def _called_elsewhere(look: Look, reading: LogReading, system: str) -> Iterator[str]:
    """同一天同一单号已经在册而来源系统写的不同：多半是同一台手术，会算成两例。"""
    first = next(reading.slices(), None)
    if first is None or not is_logged(look):
        return
    cases = {row[3]: (int(row[1]), str(row[8])) for row in first.surgeries[:_LOOKED_UP] if row[3]}
    if count := called_elsewhere(look, cases):
        said = f"写的是「{system}」" if system else "没有写"
        yield (
            f"头 {len(cases)} 例里有 {count} 例，同一天同一手术单号已经在册，来源系统写的不同"
            f"（这次{said}）：照这样记入，同一台手术算成两例；改成上次写的来源系统再核对"
        )


@steady()
def import_log(
    library: Book,
    clerk: Clerk,
    report: LogReport,
    on: date,
    *,
    all_or_nothing: bool = False,
    progress: Progress | None = None,
) -> LogDone:
    """记入看过的一份登记，多于 50 行的先备份一次。raises Trouble; Interrupted leaves nothing."""
    reading, number = report.reading, ""
    written, findings = Written(), tuple[Finding, ...]()
    if report.surgeries and not (all_or_nothing and report.misfit_rows):
        if report.read > MANY:
            backup_now(library, BackupReason.IMPORT, clerk, _unmoved(progress))
        action = f"import.{report.kind}"
        with (
            _at_ease(library, reading.surgeries > _ROOMY_FROM),
            suppress(NothingSaved),
            library.act(clerk, action, effective=on) as page,
        ):
            written = _write(page, reading, progress)
            report = _report(report.file_name, reading, written, None, report.given, report)
            if not written.surgeries:
                raise NothingSaved
            findings = note_first_cases(page, on)
            number = enter_batch(page, report, on)
            if report.system:
                page.remark(system=report.system)
            remember(page, report.kind, report.mapping, report.given)
    changed = CHANGED if number else frozenset[str]()
    return LogDone(changed, _said(report, number), findings, number, report)


@contextmanager
def _at_ease(library: Book, much: bool) -> Iterator[None]:
    """写得多的，其间多给缓存，外键写完一次核对。"""
    if not much:
        yield
        return
    with roomy(library), asked_at_the_end(library):
        yield


def _unmoved(progress: Progress | None) -> Callable[[int, int, str], None] | None:
    """先备份时还没有写到哪一例；照样可以取消，可以问。"""
    return None if progress is None else partial(_tell_nothing, progress)


def _tell_nothing(progress: Progress, _done: int, _total: int, _said: str) -> None:
    progress(0)


def _write(page: Page, reading: LogReading, progress: Progress | None) -> Written:
    writer = LogWriter(page, progress)
    for part in reading.slices():
        writer.take(part.surgeries, part.lines, part.participants)
    return writer.finish()


def note_first_cases(
    page: Page, on: date, technologies: Iterable[int] | None = None
) -> tuple[Finding, ...]:
    """登记里早于在册首例的，在同一次操作里登记为首例：期限从真实的那天起算。"""
    wanted = None if technologies is None else set(technologies)
    return tuple(first_case_findings(page, record_found(page, on, wanted), on))


def undone_words(number: str, undone: Undone, later: Iterable[ImportBatch]) -> str:
    """撤销以后说的一句话；当时算作重复的行不会自己回来。"""
    said = f"已撤销 {number}，{undone.surgeries:,} 例不再算数"
    if undone.back:
        said += f"，{undone.back:,} 例回到以前的版本"
    lost = [one.number for one in later if one.duplicates]
    if lost:
        said += f"；{'、'.join(lost[:3])} 里当时算作重复的行没有另记，需要的再导入一次"
    return said


def _report(
    file_name: str,
    reading: LogReading,
    written: Written,
    earlier: ImportBatch | None,
    given: Mapping[str, str],
    before: LogReport | None = None,
) -> LogReport:
    duplicates = _duplicate_rows(reading, written)
    return LogReport(
        kind=reading.kind,
        file_name=file_name,
        read=reading.read,
        accepted=reading.read - reading.unread - duplicates,
        duplicates=duplicates,
        misfit_rows=reading.unread,
        surgeries=written.surgeries,
        lines=written.lines,
        new=written.new,
        versions=written.versions,
        same=written.duplicates,
        earlier=before.earlier if before is not None else earlier_words(earlier),
        given=dict(given),
        reading=reading,
        system=before.system if before is not None else "",
        moved=before.moved if before is not None else written.moved,
    )


def _moved_words(moved: int) -> tuple[str, ...]:
    """号相同而日子不同的：改了手术日，或是号每月重新排了，人看得出。"""
    if not moved:
        return ()
    return (
        f"{moved:,} 例与登记着的号（手术单号，或病案号、次数与序号）相同而手术日不同，"
        "登记着的不再算数；号每月、每年重新排的，这一列不是手术单号",
    )


def _duplicate_rows(reading: LogReading, written: Written) -> int:
    """文件的几行算重复：文件里写了两遍的，和已在册的。"""
    good = reading.read - reading.unread
    if not written.surgeries:
        return good
    if reading.shape == "rows":
        return min(good, reading.twice + written.duplicate_lines)
    empty = max(0, good - written.rows)  # rows of the same case, or without a procedure
    return min(good, written.duplicate_rows + min(reading.twice, empty))


def _said(report: LogReport, number: str) -> str:
    kept = f"记入 {report.surgeries:,} 例 {report.lines:,} 项（{number}）"
    again = f"其中 {report.versions:,} 例是新版本" if number and report.versions else ""
    twice = report.reading.twice if report.reading.shape == "rows" else 0
    kept = kept if number else "没有记入任何一例"
    return batch_words(report, kept, again, min(twice, report.duplicates))


def unknown_words(report: LogReport) -> list[str]:
    """没有认出的写法，一类一句；不是不合格，先记下，以后说明指谁即可。"""
    said = []
    for kind, label in KIND_LABELS.items():
        some = [one for one in report.reading.unknown if one.kind == kind]
        if some:
            named = "、".join(f"{one.said}（{one.count:,} 处）" for one in some[:_NAMED])
            more = f"等 {len(some)} 个" if len(some) > _NAMED else ""
            said.append(f"没有认出的{label}：{named}{more}，照原样记下，可在认名里说明指谁")
    return said
