"""文书的种类：名称、由登记写成记录的函数、能出的对象。加一份文书就加一行。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from medtech_desktop.documents.dossier import render_dossier
from medtech_desktop.documents.rendering import formats, render
from medtech_desktop.documents.tables import render_tables
from medtech_desktop.domain.annexes import annex3_gaps
from medtech_desktop.domain.dossier_papers import Dossier
from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.domain.law import Finding, Refused
from medtech_desktop.office import application_papers as forms
from medtech_desktop.office import further_papers as further
from medtech_desktop.office import practitioner_files as files
from medtech_desktop.office import privilege_histories as histories
from medtech_desktop.office import privilege_papers as privileges
from medtech_desktop.office.acts import not_found
from medtech_desktop.office.book_tables import book_tables
from medtech_desktop.office.grading_papers import grading_paper, grading_papers
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.month_sheets import month_sheet, months
from medtech_desktop.office.papers import (
    annex2_findings,
    annex2_of,
    annex3_of,
    annex5_findings,
    annex5_of,
    counted_days_of,
    never_submitted,
)
from medtech_desktop.office.steady import steady
from medtech_desktop.office.surgery_lists import brought_up
from medtech_desktop.office.surgery_papers import report_months, surgery_check
from medtech_desktop.office.world import World
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look


@dataclass(frozen=True, slots=True)
class Paper:
    """一份可看可印的文书：文件名（不含扩展名）、记录、还缺什么。

    ``parts`` are the scans that a bound dossier carries, in the order of its entries, or
    those that follow a practitioner's file.
    """

    kind: str
    stem: str
    record: Any
    gaps: tuple[Finding, ...] = ()
    parts: tuple[bytes, ...] = ()

    def formats(self) -> tuple[str, ...]:
        """能出的格式。"""
        if self.kind == "book":
            return ("xlsx",)
        return ("pdf",) if isinstance(self.record, Dossier) else formats(type(self.record))

    @steady()
    def render(self, kind: str = "pdf", *, draft: bool = False) -> bytes:
        """文书的字节；定稿（非草稿）有缺项时拒绝。raises Refused."""
        if self.gaps and not draft:
            raise Refused(self.gaps)
        if isinstance(self.record, Dossier):
            return render_dossier(self.record, self.parts, draft=draft)
        if self.kind == "book":
            return render_tables(self.record)
        if kind == "pdf":
            return render(self.record, kind, draft=draft, parts=self.parts)
        return render(self.record, kind)


@dataclass(frozen=True, slots=True)
class PaperKind:
    """一种文书。``build``（全貌、读事务、对象、审计锚）；``ids`` 能出的全部对象。

    ``ready`` brings the book up to date before a read transaction is opened for it.
    """

    name: str
    label: str
    build: Callable[[World, Look | None, str, str], Paper]
    ids: Callable[[World, Look], tuple[str, ...]]
    ready: Callable[[Book], object] = lambda _library: None


def paper_of(
    world: World, kind: str, key: str = "", *, look: Look | None = None, anchor: str = ""
) -> Paper:
    """按种类与对象取文书。raises Refused when there is no such paper or object.

    Papers whose content lies outside the world (editions, disclosures, training bases,
    scans) need ``look``.
    """
    return kind_of(kind).build(world, look, key, anchor)


def kind_of(kind: str) -> PaperKind:
    """文书种类。raises Refused."""
    if kind not in KINDS:
        raise not_found(f"没有文书「{kind}」", f"可用：{' '.join(KINDS)}", "paper")
    return KINDS[kind]


def _annex2(world: World, _look: Look | None, key: str, anchor: str) -> Paper:
    filing = world.find_filing(key)
    record = annex2_of(world, filing, anchor)
    gaps = annex2_findings(world, filing)
    return Paper("annex2", f"附件2-{_stem(world, key)}", record, gaps)


def _annex3(world: World, _look: Look | None, key: str, anchor: str) -> Paper:
    filing = world.find_filing(key)
    file = world.technology(filing.filing.technology_id)
    record = annex3_of(world, file, filing.filing.number, anchor)
    gaps = (*never_submitted(filing, world.on), *annex3_gaps(record))
    return Paper("annex3", f"附件3-{_stem(world, key)}", record, gaps)


def _annex5(world: World, _look: Look | None, key: str, anchor: str) -> Paper:
    year, half = half_year(key, world.on)
    record = annex5_of(world, year, half, anchor)
    return Paper("annex5", f"附件5-{record.period}", record, annex5_findings(world, record))


def _counted_days(world: World, _look: Look | None, key: str, anchor: str) -> Paper:
    filing = world.find_filing(key)
    file = world.technology(filing.filing.technology_id)
    clock = world.clock(file, filing.filing.licence_id)
    if clock is None:
        raise not_found(f"{filing.filing.number} 没有在计的期限", "首例登记后才有期限", "filing")
    record = counted_days_of(world, file, clock, world.on, anchor)
    return Paper("counted-days", f"计数表-{_stem(world, key)}", record)


def _stem(world: World, key: str) -> str:
    filing = world.find_filing(key)
    file = world.technology(filing.filing.technology_id)
    return f"{filing.filing.number}-{judge(world, file).official_name(world.on)}"


def half_year(key: str, on: date) -> tuple[int, int]:
    """「2026H1」「2026H2」→ 年与半年；空 = 今天所在的半年。raises Refused."""
    if not key.strip():
        return on.year, 1 if on.month <= 6 else 2
    text = key.strip().upper()
    if len(text) == 6 and text[:4].isdigit() and text[4:] in ("H1", "H2"):
        return int(text[:4]), int(text[5])
    raise not_found(f"「{key}」不是半年", "写成 2026H1（1-6月）或 2026H2（7-12月）", "period")


def _filings(world: World, _look: Look) -> tuple[str, ...]:
    return tuple(f.filing.number for f in world.filings)


def _halves(world: World, _look: Look) -> tuple[str, ...]:
    halves = set()
    for filing in world.filings:
        done = filing.first(FilingStep.COMPLETED, world.on)
        if done is not None:
            halves.add(f"{done.day.year}H{1 if done.day.month <= 6 else 2}")
    return tuple(sorted(halves))


def _clocked(world: World, _look: Look) -> tuple[str, ...]:
    out = []
    for filing in world.filings:
        file = world.technology(filing.filing.technology_id)
        clock = world.clock(file, filing.filing.licence_id)
        if clock is not None and clock.term is not None:
            out.append(filing.filing.number)
    return tuple(out)


def _completed(world: World, _look: Look) -> tuple[str, ...]:
    return tuple(f.filing.number for f in world.filings if f.first(FilingStep.COMPLETED, world.on))


def _further(
    name: str, build: Callable[..., tuple[str, Any, tuple[Finding, ...]]]
) -> Callable[[World, Look | None, str, str], Paper]:
    """``further_papers`` 的函数给出（文件名，记录，缺项）；在此合成文书。"""

    def made(world: World, look: Look | None, key: str, anchor: str) -> Paper:
        assert look is not None, f"{name} needs a read transaction"
        stem, record, gaps = build(world, look, key, anchor)
        return Paper(name, stem, record, gaps)

    return made


def _book(world: World, _look: Look | None, _key: str, _anchor: str) -> Paper:
    return Paper("book", f"全部登记-{world.on.isoformat()}", book_tables(world))


def _dossier(world: World, look: Look | None, key: str, anchor: str) -> Paper:
    assert look is not None, "a dossier needs a read transaction"
    stem, record, parts = further.dossier(world, look, key, anchor)
    return Paper("dossier", stem, record, (), parts)


def _practitioner(world: World, look: Look | None, key: str, anchor: str) -> Paper:
    assert look is not None, "a practitioner's file needs a read transaction"
    person, with_scans = files.with_scans(key)
    stem, record, gaps = files.practitioner_paper(world, look, person, anchor)
    parts = files.scan_parts(look, record) if with_scans else ()
    return Paper("practitioner-file", stem, record, gaps, parts)


KINDS: dict[str, PaperKind] = {
    kind.name: kind
    for kind in (
        PaperKind("annex1", "附件1 限制类目录", _further("annex1", further.annex1), further.one),
        PaperKind("annex2", "附件2 备案表", _annex2, _filings),
        PaperKind("annex3", "附件3 论证结论", _annex3, _filings),
        PaperKind(
            "annex4", "附件4 培训基地备案表", _further("annex4", further.annex4), further.bases
        ),
        PaperKind("annex5", "附件5 备案汇总表", _annex5, _halves),
        PaperKind("counted-days", "期限逐日计数表", _counted_days, _clocked),
        PaperKind("dossier", "备案材料", _dossier, _filings),
        PaperKind(
            "remark-slip", "备注三录入单", _further("remark-slip", further.remark_slip), _completed
        ),
        PaperKind(
            "self-assessment",
            "自我评估报告",
            _further("self-assessment", further.self_assessment),
            further.assessed,
        ),
        PaperKind(
            "management-catalog",
            "医疗技术临床应用管理目录",
            _further("management-catalog", further.management_catalog),
            further.one,
        ),
        PaperKind(
            "grading", "手术分级管理目录", _further("grading", grading_paper), grading_papers
        ),
        PaperKind(
            "application",
            "授权申请表",
            _further("application", forms.application),
            forms.first_numbers,
        ),
        PaperKind(
            "regrant", "再授权申请表", _further("regrant", forms.regrant), forms.renewal_numbers
        ),
        PaperKind("month-sheet", "本月法定期限一览", _further("month-sheet", month_sheet), months),
        PaperKind(
            "notice", "手术授权通知", _further("notice", privileges.notice), privileges.notices
        ),
        PaperKind(
            "certificate",
            "授权证明",
            _further("certificate", privileges.certificate),
            privileges.holders,
        ),
        PaperKind(
            "privileges",
            "手术权限一览",
            _further("privileges", privileges.roster),
            privileges.listed_departments,
        ),
        PaperKind(
            "privilege-history",
            "授权经过",
            _further("privilege-history", histories.history),
            histories.holders,
        ),
        PaperKind("practitioner-file", "医师技术档案", _practitioner, files.filed_people),
        PaperKind(
            "surgery-check",
            "手术核查报告",
            _further("surgery-check", surgery_check),
            report_months,
            brought_up,
        ),
        PaperKind("book", "全部登记", _book, further.one),
        PaperKind(
            "disclosure", "院务公开", _further("disclosure", further.disclosure), further.one
        ),
    )
}
"""文书种类：名称 → 种类。"""
