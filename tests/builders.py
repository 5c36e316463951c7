"""样例医院：从空的数据文件走到每一步，每一步建一次，每个测试用一份拷贝。

The stages build on each other: hospital, approved, filing, ready, submitted, filed;
privileged stands on approved.
Every name and number in here is invented.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.catalogs import RestrictedCatalog, restricted_on
from medtech_desktop.domain.dossiers import PER_LEAD, MaterialForm, MaterialKind
from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.domain.law import Finding, Refused
from medtech_desktop.domain.practitioners import CertificateKind, PractitionerKind
from medtech_desktop.domain.privilege_drafts import NewDecision
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.intake.catalogs import shipped_catalogs
from medtech_desktop.office import (
    appraisals,
    certificates,
    dossiers,
    filing_pages,
    filings,
    first_cases,
    practitioners,
    privilege_acts,
    self_assessments,
    specialties,
    stops,
    technologies,
    technology_pages,
    todo,
)
from medtech_desktop.office.acts import Clerk, Done
from medtech_desktop.office.library import (
    Library,
    NewHospital,
    audit_anchor,
    new_library,
    open_library,
)
from medtech_desktop.office.world import World, load_world
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.tables.gradings import GradingEditionRow, GradingLineRow
from medtech_desktop.store.tables.procedures import CodeEditionRow, ProcedureRow

CLERK = Clerk(None, "示例经办", "测试机", "tester")
OPENED = date(2026, 1, 1)
PROPOSED, PROVEN, ASSESSED = date(2026, 3, 12), date(2026, 4, 1), date(2026, 4, 20)
APPRAISED, REVIEWED, STARTED = date(2026, 6, 8), date(2026, 6, 15), date(2026, 6, 30)
FIRST_CASE, DUE = date(2026, 9, 14), date(2026, 10, 10)
OPENED_FILING, SUBMITTED = date(2026, 9, 28), date(2026, 10, 9)
RECEIVED, COMPLETED = date(2026, 10, 12), date(2026, 10, 20)
FILING = "备案-2026-001"
LEAD, SECOND, VISITOR, NURSE = "1001", "1002", "2001", "3001"
NEUROSURGERY = Target(TargetKind.GRADE, 1)
CODES = (
    ("39.7201", "示例术式一", "surgery", 4),
    ("39.7402", "示例术式二", "surgery", 3),
    ("01.2401", "示例术式三", "surgery", None),
    ("88.4101", "示例检查", "diagnostic", None),
)
"""编码、名称、类别、级别（None = 分级目录没有列入）。"""
OPINION = "经专门组织论证、伦理委员会审查，同意开展并备案。"

Act = Callable[..., Done]


class Office:
    """一家样例医院：数据文件，加上最常用的几件事。"""

    def __init__(self, library: Library) -> None:
        self.library = library

    # --- 办事 -----------------------------------------------------------------------------

    def do(self, act: Act, *what: object, **how: object) -> Done:
        """办一件事：``office.do(technologies.add_evidence, "S16", …)``。"""
        return act(self.library, CLERK, *what, **how)

    def refused(self, act: Act, *what: object, **how: object) -> tuple[Finding, ...]:
        """被拒绝的一件事，和拒绝的各条结论；什么也没有记下。"""
        before = audit_anchor(self.library)
        with pytest.raises(Refused) as no:
            self.do(act, *what, **how)
        assert audit_anchor(self.library) == before
        return no.value.findings

    def hire(
        self,
        name: str,
        number: str,
        *,
        kind: PractitionerKind = PractitionerKind.PHYSICIAN,
        department: str = "神经外科",
        since: date = OPENED,
        elsewhere: str = "",
        licence_id: int | None = None,
    ) -> int:
        """登记一名医务人员，连同一份培训证明。返回其内部编号。"""
        draft = practitioners.NewPractitioner(
            name, number, kind, "主任医师", department, since, elsewhere, licence_id
        )
        person = int(self.do(practitioners.add_practitioner, draft).subject)
        proof = certificates.NewCertificate(
            CertificateKind.TRAINING, "技术培训合格证", "", "示例培训基地", since
        )
        self.do(certificates.add_certificate, person, proof)
        return person

    def propose(
        self, code: str = "", name: str = "", *, on: date = PROPOSED, **more: object
    ) -> str:
        """登记一项技术，默认由神经外科甲负责。返回院内编号。"""
        given: dict[str, object] = {"departments": ("神经外科",), "leads": (LEAD,), **more}
        draft = technologies.NewTechnology(name=name, code=code, **given)  # type: ignore[arg-type]
        return self.do(technologies.add_technology, draft, on, reason="登记").subject

    def assess(
        self, key: str, on: date = ASSESSED, *, meets: bool = True, norm: int | None = None
    ) -> Done:
        """自我评估，按现行规范。"""
        known = self.world(on).norms
        chosen = norm if norm is not None else (known[-1].id if known else None)
        draft = self_assessments.NewSelfAssessment(on, True, meets, "逐项对照", chosen)
        return self.do(self_assessments.self_assess, key, draft, today=on)

    def appraise(self, key: str, on: date = APPRAISED, verdict: Verdict = Verdict.PASS) -> Done:
        """论证。"""
        draft = appraisals.NewAppraisal(on, verdict, verdict, verdict, "同意开展", "会议纪要")
        return self.do(appraisals.record_appraisal, key, draft, today=on)

    def review(self, key: str, on: date = REVIEWED, verdict: Verdict = Verdict.PASS) -> Done:
        """伦理审查。"""
        draft = appraisals.NewEthicsReview(on, verdict, "同意")
        return self.do(appraisals.record_ethics, key, draft, today=on)

    def approve(self, key: str, code: str = "") -> None:
        """依据、自评、论证、伦理、获准，一路办到获准开展。"""
        self.do(technologies.add_evidence, key, "临床应用指南", PROVEN)
        if code:
            self.assess(key)
        self.appraise(key)
        self.review(key)
        self.do(stops.start_technology, key, STARTED, document="批准", reason="规范待登记")

    def operate(
        self, key: str, day: date, found: date | None = None, reason: str = "", **more: object
    ) -> Done:
        """登记首例；``found`` 为发现日。"""
        draft = first_cases.NewFirstCase(day, reason=reason, **more)  # type: ignore[arg-type]
        return self.do(first_cases.record_first_case, key, draft, found or day, reason=reason)

    def file(self, key: str, on: date, *, reason: str = "", **more: object) -> str:
        """新建备案。返回备案编号。"""
        draft = filings.NewFiling(opinion=OPINION, **more)  # type: ignore[arg-type]
        return self.do(filings.open_filing, key, draft, on, reason=reason).subject

    def gather(self, number: str, on: date, *, without: tuple[MaterialKind, ...] = ()) -> None:
        """材料备齐（``without`` 除外），都是纸质件。"""
        filing = self.world(on).find_filing(number)
        kinds: list[tuple[MaterialKind, int | None]] = [
            (kind, lead.person_id) for lead in filing.leads for kind in PER_LEAD
        ]
        kinds += [(MaterialKind.LICENCE, None), (MaterialKind.RADIATION_LICENCE, None)]
        kinds += [(MaterialKind.SELF_ASSESSMENT, None), (MaterialKind.APPRAISAL_PAPERS, None)]
        with self.library.act(CLERK, "material.add") as page:
            for kind, person in kinds:
                if kind not in without:
                    draft = dossiers.NewMaterial(kind, MaterialForm.PAPER, person)
                    dossiers.insert_material(page, filing, draft, on)

    def submit(self, number: str, on: date, **more: object) -> Done:
        """提交备案。"""
        return self.do(dossiers.submit_filing, number, on, **more)

    def step(self, number: str, step: FilingStep, on: date, **more: object) -> Done:
        """备案的一步。"""
        return self.do(filings.take_step, number, step, on, **more)

    def file_through(self, key: str, opened: date, sent: date, done: date, **more: object) -> str:
        """从新建到完成备案。"""
        number = self.file(key, opened, **more)  # type: ignore[arg-type]
        self.gather(number, opened)
        self.submit(number, sent, reason="示例")
        self.step(number, FilingStep.COMPLETED, done, document="示例回执")
        return number

    def code(self, code: str) -> Target:
        """手术编码作为授权对象。"""
        with self.library.look() as look:
            return Target(TargetKind.PROCEDURE, code_ids(look, [code])[code])

    def person(self, number: str, on: date = OPENED) -> int:
        """按工号取人员编号。"""
        return practitioners.person_id(self.library, number, on)

    # --- 问事 -----------------------------------------------------------------------------

    def world(self, on: date, known: int | None = None) -> World:
        """全貌。"""
        return load_world(self.library, on, known)

    def page(self, key: str, on: date, known: int | None = None) -> technology_pages.TechnologyPage:
        """技术单页。"""
        return technology_pages.technology_page(self.library, key, on, known)

    def filing(self, number: str, on: date, known: int | None = None) -> filing_pages.FilingPage:
        """备案单页。"""
        return filing_pages.filing_page(self.library, number, on, known)

    def todo(self, on: date, kind: str = "") -> list[todo.TodoItem]:
        """待办；``kind`` 非空只取这一种。"""
        items = todo.todo_board(self.library, on, days=3650).items
        return [item for item in items if not kind or item.kind == kind]

    def last_seq(self) -> int:
        """到此为止的操作序号。"""
        with self.library.look() as look:
            return look.last_seq()

    def acts(self) -> list[str]:
        """审计里各次操作的名称，先后为序。"""
        with self.library.look() as look:
            return [str(row[0]) for row in look.raw("SELECT action FROM act ORDER BY seq")]


def articles(findings: Sequence[Finding]) -> list[str]:
    """各条结论的条款。"""
    return [f.article for f in findings]


def words(findings: Sequence[Finding]) -> str:
    """各条结论的话，连成一段。"""
    return "；".join(f.message for f in findings)


# --- the stages --------------------------------------------------------------------------


def new_hospital(folder: Path, opened: date = OPENED, *, tcm: bool = False) -> Office:
    """新建一家样例医院。"""
    hospital = NewHospital(
        "示例市第一医院",
        type="综合医院",
        level="三级甲等",
        principal="示例院长",
        principal_mobile="138 0000 0000",
        licence_number="示例证一",
        authority="示例市中医药管理局" if tcm else "示例市卫生健康委员会",
        tcm=tcm,
    )
    return Office(new_library(folder, hospital, opened_on=opened, clerk=CLERK))


def _hospital(office: Office) -> None:
    office.hire("示例甲", LEAD)
    office.hire("示例乙", SECOND, department="神经内科")
    office.hire("示例丙", VISITOR, elsewhere="示例省外医院")
    office.hire("示例丁", NURSE, kind=PractitionerKind.NURSE)
    office.do(
        self_assessments.add_norm, "hunan-s16", "神经血管介入规范", "2019年版", date(2019, 1, 1)
    )


def _approved(office: Office) -> None:
    office.propose("S16")
    office.approve("S16", "S16")


def _filing(office: Office) -> None:
    office.file("S16", OPENED_FILING, first_case=FIRST_CASE)


def _ready(office: Office) -> None:
    office.gather(FILING, OPENED_FILING)


def _submitted(office: Office) -> None:
    office.submit(FILING, SUBMITTED)


def _filed(office: Office) -> None:
    office.step(FILING, FilingStep.RECEIVED, RECEIVED)
    office.step(FILING, FilingStep.COMPLETED, COMPLETED, document="示例回执")


def _privileged(office: Office) -> None:
    """编码库、分级目录、一个专业，示例甲的期初授权：神经外科四级。"""
    _codes_and_grades(office)
    office.do(specialties.add_specialty, "神经外科", ["神经外科"], OPENED)
    opening = NewDecision(DecisionKind.OPENING, OPENED, document="示例旧文")
    office.do(
        privilege_acts.grant_privileges,
        opening,
        [office.person(LEAD)],
        [privilege_acts.Item(NEUROSURGERY, 4)],
        date(2024, 3, 1),
        date(2026, 12, 31),
        verb=Verb.OPENING,
    )


def _codes_and_grades(office: Office) -> None:
    with office.library.act(CLERK, "test.codes") as page:
        codes = page.add(
            CodeEditionRow, key="示例版", name="示例版", source="示例", since=OPENED, note=""
        )
        rows = [
            {"edition_id": codes, "code": code, "name": name, "category": kind}
            for code, name, kind, _grade in CODES
        ]
        page.add_many(ProcedureRow, rows)
        grading = page.add(
            GradingEditionRow,
            number="分级-2026-001",
            name="示例分级目录",
            code_edition_id=codes,
            managed="surgery",
            adopted_on=OPENED,
            since=OPENED,
            meeting="示例会议",
            document="",
            note="",
        )
        ids = code_ids(page, [code for code, *_ in CODES])
        lines = [
            {
                "edition_id": grading,
                "code_id": ids[code],
                "name": name,
                "department_id": None,
                "grade": grade,
                "managed_as": None,
                "minimally_invasive": False,
                "day_surgery": False,
                "interventional": False,
            }
            for code, name, _kind, grade in CODES
            if grade
        ]
        page.add_many(GradingLineRow, lines)


_STAGES: dict[str, Callable[[Office], None]] = {
    "hospital": _hospital,
    "approved": _approved,
    "filing": _filing,
    "ready": _ready,
    "submitted": _submitted,
    "filed": _filed,
    "privileged": _privileged,
}
_BASES = {"privileged": "approved"}
"""不接着前一步的，接着哪一步。"""


@cache
def _template(stage: str) -> Path:
    """某一步的样板：前一步的拷贝，再往前走一步。"""
    place = Path(tempfile.mkdtemp(prefix="medtech-office-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    names = list(_STAGES)
    before = _BASES.get(stage) or (names[names.index(stage) - 1] if stage != names[0] else "")
    if before:
        shutil.copytree(_template(before), place / "库")
        office = Office(open_library(place / "库"))
    else:
        office = new_hospital(place / "库")
    _STAGES[stage](office)
    office.library.close()
    return place / "库"


def office_at(stage: str, tmp_path: Path) -> Office:
    """走到某一步的样例医院，一份拷贝；用完由测试关闭。"""
    shutil.copytree(_template(stage), tmp_path / "库")
    return Office(open_library(tmp_path / "库"))


# --- the catalogs that come with the program -----------------------------------------------


@cache
def catalog_on(day: date) -> RestrictedCatalog:
    """随附目录在某日的合集。"""
    s = shipped_catalogs()
    return restricted_on(day, s.series, s.editions, s.entries, s.force_events, s.links)
