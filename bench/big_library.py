"""一家虚构的大医院：300 项技术、600 份备案、2,000 人、13,686 条编码（或它们的若干分之一）。

Every name and number is invented.  Rows are written straight through a page: the same
tables and audit as by hand, a thousand times quicker.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.dossiers import MaterialForm, MaterialKind
from medtech_desktop.domain.filings import FilingCause, FilingStep
from medtech_desktop.domain.technologies import FoundBy
from medtech_desktop.intake.catalogs import shipped_catalogs
from medtech_desktop.office import imports
from medtech_desktop.office.acts import Clerk, today
from medtech_desktop.office.demo import HOSPITAL
from medtech_desktop.office.demo_people import add_people
from medtech_desktop.office.library import Library, new_library
from medtech_desktop.store.tables import filings as tf
from medtech_desktop.store.tables import technologies as t

CLERK = Clerk(None, "示例经办", "示例电脑", "example")
OPENED = date(2018, 11, 1)
_DAY = timedelta(days=1)
_VERDICT = {"ability": Verdict.PASS, "safety": Verdict.PASS, "verdict": Verdict.PASS}
Rows = dict[Any, list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Size:
    """规模。"""

    technologies: int = 300
    people: int = 2000
    codes: int = 13_686

    def tenth(self) -> Size:
        """十分之一。"""
        return Size(self.technologies // 10, self.people // 10, self.codes // 10)


FULL = Size()


def build_big(folder: Path, size: Size = FULL, on: date | None = None) -> Library:
    """建库并留它开着；每项技术两份备案。"""
    day = on or today()
    library = new_library(folder, HOSPITAL, opened_on=OPENED, clerk=CLERK, demo=True)
    add_people(library, CLERK, max(size.people, 40), seed=1)
    with library.act(CLERK, "bench.build") as page:
        for table, rows in technology_rows(size, day).items():
            page.add_many(table, rows)
    path = code_list(folder.with_name(f"{folder.name}-编码.csv"), size.codes)
    options = imports.ImportOptions(edition="示例版")
    imports.import_file(library, CLERK, "procedures", path, day, options=options)
    path.unlink()
    return library


def code_list(path: Path, rows: int) -> Path:
    """虚构的术式编码表。"""
    lines = [f"{i // 100 % 100:02d}.{i % 10000:04d}x{i:05d},示例术式{i}" for i in range(rows)]
    path.write_text("\n".join(["编码,名称", *lines]), encoding="utf-8")
    return path


def people_list(path: Path, rows: int, first: int = 50_001) -> Path:
    """虚构的人员表。"""
    lines = [f"B{first + i},示例导入{i},医师,主治医师,骨科,2020-01-02,本院" for i in range(rows)]
    heading = "工号,姓名,类别,职称,科室,注册日期,注册地点"
    path.write_text("\n".join([heading, *lines]), encoding="utf-8")
    return path


def technology_rows(size: Size, on: date) -> Rows:
    """技术及其经过：四分之三是限制类，一半已备案，其余在各个阶段。"""
    dice = random.Random(7)
    lineages = sorted({e.lineage for e in shipped_catalogs().entries if e.lineage})
    rows: Rows = {}

    def put(table: Any, **values: Any) -> None:
        rows.setdefault(table, []).append(values)

    for number in range(1, size.technologies + 1):
        begun = date(2019, 1, 7) + dice.randrange(2500) * _DAY
        _prepare(put, number, begun, size, dice)
        if number % 4:
            lineage = lineages[number % len(lineages)]
            span = {"since": begun - 200 * _DAY, "until": None}
            put(t.TechnologyLineageRow, technology_id=number, lineage=lineage, **span)
        for which in range(2):
            _file(put, 2 * number - 1 + which, number, begun, on, which)
    return rows


def _prepare(put: Any, number: int, begun: date, size: Size, dice: random.Random) -> None:
    mine: dict[str, Any] = {"technology_id": number}
    put(t.TechnologyRow, id=number, number=f"技-{number:03d}")
    since = begun - 200 * _DAY
    for kind, value in (("name", f"示例技术{number}"), ("aliases", f"示例别名{number}")):
        put(t.TechnologyFact, subject_id=number, kind=kind, value=value, since=since)
    span = {"since": since, "until": None}
    put(t.TechnologyDepartmentRow, **mine, department_id=dice.randrange(1, 16), **span)
    for lead in sorted(dice.sample(range(1, min(size.people, 2000) + 1), 2)):
        put(t.TechnologyLeadRow, **mine, person_id=lead, **span)
    put(t.EvidenceRow, **mine, source="示例：临床应用指南", day=since)
    put(
        t.SelfAssessmentRow,
        **mine,
        norm_id=None,
        assessed_on=begun - 150 * _DAY,
        compared=True,
        meets=True,
        report="示例：逐项对照",
    )
    _decide(put, mine, begun)


def _decide(put: Any, mine: dict[str, Any], begun: date) -> None:
    said = {"conclusion": "示例：同意开展", "meeting": "示例会议纪要"}
    put(t.AppraisalRow, **mine, held_on=begun - 100 * _DAY, **_VERDICT, **said)
    put(
        t.EthicsReviewRow,
        **mine,
        held_on=begun - 90 * _DAY,
        waived=False,
        verdict=Verdict.PASS,
        consulted="",
        **said,
    )
    put(t.StartRow, **mine, day=begun - 60 * _DAY, opening=False, document="示例批准文件")
    put(
        t.FirstCaseRow,
        **mine,
        site_id=1,
        day=begun,
        found_on=begun,
        found_by=FoundBy.ENTERED,
        case_ref="示例",
        counts=True,
        reason="",
    )


def _file(put: Any, filing: int, number: int, begun: date, on: date, which: int) -> None:
    """第一份是首例的备案，第二份是后来的重新提交。"""
    opened = begun + (5 + 300 * which) * _DAY
    put(
        tf.FilingRow,
        id=filing,
        number=f"备案-{opened.year}-{filing:03d}",
        technology_id=number,
        licence_id=1,
        cause=FilingCause.LEAD_CHANGE if which else FilingCause.FIRST_CASE,
        opened_on=opened,
        day_zero=begun,
    )
    draft = {"filing_id": filing, "version": 1}
    put(tf.FilingDraftRow, **draft, first_use=True, opinion="示例：同意备案")
    person = {"person_id": 1 + number % 40, "departments": "", "training": "示例", "position": 1}
    put(tf.FilingLeadRow, **draft, **person)
    said = {"document": "示例回执", "note": "", "attested_by": None}
    steps = (FilingStep.SUBMITTED, FilingStep.RECEIVED, FilingStep.COMPLETED)
    for place, step in enumerate(steps[: number % 5]):
        day = opened + (2 + 7 * place) * _DAY
        if day <= on:
            put(tf.FilingEventRow, filing_id=filing, step=step, day=day, **said)
    for kind in (MaterialKind.LICENCE, MaterialKind.SELF_ASSESSMENT, MaterialKind.APPRAISAL_PAPERS):
        put(
            tf.MaterialRow,
            filing_id=filing,
            kind=kind,
            person_id=None,
            form=MaterialForm.PAPER,
            attachment_id=None,
            copies=1,
            title="",
            note="",
            valid_until=None,
            day=opened,
        )
