"""演示医院：一家虚构的综合医院，走到法规所知的每一种状态。

Plainly pretend: the hospital, the people and every document number are 示例.  The same
seed and day give the same book (apart from recorded times and uids).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.dossiers import PER_LEAD, MaterialForm, MaterialKind
from medtech_desktop.domain.filings import FilingCause, FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.practitioners import CertificateKind
from medtech_desktop.domain.products import ApprovalState, ProductKind
from medtech_desktop.domain.stops import StopGround
from medtech_desktop.domain.working_days import Calendar, build_calendar
from medtech_desktop.office.acts import Clerk, clerk_here, today
from medtech_desktop.office.appraisals import (
    NewAppraisal,
    NewEthicsReview,
    record_appraisal,
    record_ethics,
)
from medtech_desktop.office.certificates import NewCertificate, add_certificate
from medtech_desktop.office.demo_house import keep_house
from medtech_desktop.office.demo_people import DEPARTMENTS, add_people, pretend_name
from medtech_desktop.office.demo_scale import add_demo_scale
from medtech_desktop.office.demo_surgeries import CASES, add_clean_log, add_demo_log
from medtech_desktop.office.dossiers import NewMaterial, insert_material, submit_filing
from medtech_desktop.office.filings import NewFiling, edit_draft, open_filing, take_step
from medtech_desktop.office.first_cases import NewFirstCase, record_first_case
from medtech_desktop.office.institutions import set_institution
from medtech_desktop.office.library import Library, NewHospital, new_library
from medtech_desktop.office.practitioners import set_presence
from medtech_desktop.office.self_assessments import (
    NewProduct,
    NewSelfAssessment,
    add_norm,
    add_product,
    self_assess,
)
from medtech_desktop.office.stops import start_technology, stop_technology
from medtech_desktop.office.technologies import NewTechnology, add_evidence, add_technology
from medtech_desktop.office.world import load_world

HOSPITAL = NewHospital(
    name="示例市第一医院",
    type="综合医院",
    level="三级甲等",
    principal="示例癸",
    principal_mobile="138 0000 0000",
    licence_number="示例证号-000000",
    authority="示例市卫生健康委员会",
)
_DAY = timedelta(days=1)


@dataclass(slots=True)
class _Teller:
    """讲述演示医院的一段历史。"""

    library: Library
    clerk: Clerk
    on: date
    calendar: Calendar
    random: random.Random
    next_person: int = 0

    def ago(self, working_days: int) -> date:
        """今天以前第几个工作日。"""
        day = self.on
        while working_days:
            day -= _DAY
            working_days -= self.calendar.is_working_day(day)
        return day

    def lead(self) -> str:
        """下一名负责人的工号。"""
        self.next_person += 1
        return f"D{self.next_person:04d}"

    def norm_of(self, code: str) -> int | None:
        """示例管理规范，按技术编号登记一版。"""
        world = load_world(self.library, self.on)
        entry = next((e for e in world.catalogs.entries if e.code == code), None)
        if entry is None:
            return None
        known = [n for n in world.norms if n.lineage == entry.lineage]
        if known:
            return known[-1].id
        done = add_norm(
            self.library,
            self.clerk,
            entry.lineage,
            f"{entry.name}临床应用管理规范（示例）",
            "2017年版",
            date(2018, 11, 1),
        )
        return int(done.subject)

    def prepared(self, what: str, department: str, day: date, *, leads: int = 1) -> str:
        """登记一项技术，走完自评、论证、伦理、获准。返回院内编号。"""
        number = self.proposed(what, department, day - 200 * _DAY, leads=leads)
        self.assessed(number, what, day - 150 * _DAY)
        self.appraised(number, day - 100 * _DAY)
        self.reviewed(number, day - 90 * _DAY)
        start_technology(self.library, self.clerk, number, day - 60 * _DAY, document="示例批准文件")
        return number

    def proposed(self, what: str, department: str, day: date, *, leads: int = 1) -> str:
        """拟开展。"""
        coded = len(what) == 3 and what[0] in "GS" and what[1:].isdigit()
        people = tuple(self.lead() for _ in range(leads))
        draft = NewTechnology(
            name="" if coded else what,
            code=what if coded else "",
            departments=tuple(department.split("、")),
            leads=people,
        )
        number = add_technology(self.library, self.clerk, draft, day).subject
        source = "示例：临床应用指南与随机对照研究汇总"
        add_evidence(self.library, self.clerk, number, source, day, today=day)
        return number

    def assessed(self, number: str, what: str, day: date, *, meets: bool = True) -> None:
        """自我评估。"""
        draft = NewSelfAssessment(
            day, True, meets, "示例：诊疗科目、人员、设备、设施、质控逐项对照", self.norm_of(what)
        )
        self_assess(self.library, self.clerk, number, draft, today=day)

    def appraised(self, number: str, day: date, verdict: Verdict = Verdict.PASS) -> None:
        """论证。"""
        words = "具备开展该技术的技术能力和安全保障能力，同意开展。"
        if verdict is not Verdict.PASS:
            words = "重症监护与急诊手术保障不足，补充后再审。"
        record_appraisal(
            self.library,
            self.clerk,
            number,
            NewAppraisal(day, verdict, verdict, verdict, words, "示例会议纪要"),
            today=day,
        )

    def reviewed(self, number: str, day: date, verdict: Verdict = Verdict.PASS) -> None:
        """伦理审查。"""
        words = "知情同意与风险预案符合伦理要求，同意开展。"
        draft = NewEthicsReview(day, verdict, words, meeting="示例伦理会议纪要")
        record_ethics(self.library, self.clerk, number, draft, today=day)

    def filed(self, number: str, first_case: date, opened: date, **extra: object) -> str:
        """登记首例并新建备案。返回备案编号。"""
        draft = NewFiling(
            first_case=first_case,
            opinion="经本院医疗技术临床应用管理专门组织论证、伦理委员会审查，同意开展并备案。",
        )
        reason = str(extra.get("reason", ""))
        return open_filing(self.library, self.clerk, number, draft, opened, reason=reason).subject

    def material(self, filing: str, day: date, *, missing: tuple[MaterialKind, ...] = ()) -> None:
        """材料备齐（``missing`` 除外）。"""
        world = load_world(self.library, day)
        file = world.find_filing(filing)
        kinds: list[tuple[MaterialKind, int | None]] = [
            (k, lead.person_id) for lead in file.leads for k in PER_LEAD
        ]
        kinds += [
            (k, None)
            for k in (
                MaterialKind.LICENCE,
                MaterialKind.RADIATION_LICENCE,
                MaterialKind.SELF_ASSESSMENT,
                MaterialKind.APPRAISAL_PAPERS,
            )
        ]
        with self.library.act(self.clerk, "material.add") as page:
            for kind, person in kinds:
                if kind not in missing:
                    draft = NewMaterial(kind, MaterialForm.PAPER, person_id=person)
                    insert_material(page, file, draft, day)

    def submitted(self, filing: str, day: date, *, reason: str = "") -> None:
        """备齐并提交。"""
        self.material(filing, day)
        submit_filing(self.library, self.clerk, filing, day, reason=reason)

    def completed(self, filing: str, submitted: date, received: date, done: date) -> None:
        """提交、收齐、完成。"""
        self.submitted(filing, submitted)
        step = take_step
        step(self.library, self.clerk, filing, FilingStep.RECEIVED, received)
        step(self.library, self.clerk, filing, FilingStep.COMPLETED, done, document="示例备案回执")


def build_demo(
    folder: Path,
    *,
    on: date | None = None,
    seed: int = 1,
    physicians: int = 60,
    events: int = 0,
    cases: int = CASES,
    clean: bool = False,
    clerk: Clerk | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Library:
    """建立演示医院。``physicians`` 60–2,000；``events`` 补到这么多件授权事件（大医院）。

    ``cases``: so many surgeries are logged, 0 for none. ``clean``: with nothing to find in them.
    """
    day = on or today()
    who = clerk or clerk_here("示例经办")
    library = new_library(folder, HOSPITAL, opened_on=date(2018, 11, 1), clerk=who, demo=True)
    teller = _Teller(library, who, day, build_calendar(), random.Random(seed))
    try:
        add_people(library, who, max(physicians, 40), seed)
        _train_leads(teller)
        _tell_all(teller, clean, progress)
        if events:
            add_demo_scale(library, who, day, events, seed)
        if cases:
            (add_clean_log if clean else add_demo_log)(library, who, day, cases, seed)
    except BaseException:
        library.close()
        raise
    return library


def _tell_all(t: _Teller, clean: bool, progress: Callable[[int, int], None] | None) -> None:
    """一章一章地讲；干净的不讲逾期的。"""
    chapters = (
        _filed_long_ago,
        _old_use,
        _with_authority,
        _due_soon,
        _overdue_and_late,
        _on_the_way,
        _not_restricted,
        _stopped_and_cancelled,
        _changes,
    )
    for place, chapter in enumerate(chapters):
        if progress is not None:
            progress(place, len(chapters))
        if not (clean and chapter is _overdue_and_late):
            chapter(t)


def _train_leads(t: _Teller) -> None:
    for number in range(1, 41):
        draft = NewCertificate(
            CertificateKind.TRAINING,
            "规范化培训考核合格（示例）",
            f"示例培证-{number:03d}",
            "示例培训基地",
            date(2018, 1, 5) + timedelta(days=7 * number),
        )
        add_certificate(t.library, t.clerk, number, draft)


def _filed_long_ago(t: _Teller) -> None:
    """已备案：近几年陆续完成的。"""
    plan = (
        ("S15", "骨科", 2020),
        ("S22", "心脏大血管外科", 2021),
        ("S20", "心血管内科", 2022),
        ("G10", "肝胆外科、肿瘤科、放射科", 2024),
        ("S09", "妇科", 2025),
    )
    for code, department, year in plan:
        first = date(year, 3, 4) + timedelta(days=t.random.randrange(0, 40))
        number = t.prepared(code, department, first)
        filing = t.filed(number, first, first + 5 * _DAY)
        submitted = first + 12 * _DAY
        t.completed(filing, submitted, submitted + 3 * _DAY, submitted + 16 * _DAY)


def _old_use(t: _Teller) -> None:
    """既往已开展：期初在用，2019-01-31 前备案。"""
    for code, department, since in (
        ("S25", "肾内科", date(2009, 5, 6)),
        ("S29", "检验科", date(2014, 3, 3)),
    ):
        number = t.proposed(code, department, date(2018, 11, 20))
        start_technology(t.library, t.clerk, number, since, document="示例病例登记", opening=True)
        t.assessed(number, code, date(2018, 12, 3))
        t.appraised(number, date(2018, 12, 5))
        t.reviewed(number, date(2018, 12, 6))
        draft = NewFiling(opinion="既往已开展，经自我评估符合条件，同意备案。")
        filing = open_filing(t.library, t.clerk, number, draft, date(2018, 12, 10)).subject
        t.completed(filing, date(2019, 1, 7), date(2019, 1, 8), date(2019, 1, 16))


def _with_authority(t: _Teller) -> None:
    """办理中与补正中。"""
    first = t.ago(20)
    number = t.prepared("G08", "放射治疗科", first)
    filing = t.filed(number, first, t.ago(18))
    t.submitted(filing, t.ago(10))
    take_step(t.library, t.clerk, filing, FilingStep.RECEIVED, t.ago(6))
    first = t.ago(25)
    number = t.prepared("S21", "心血管内科", first)
    filing = t.filed(number, first, t.ago(22))
    t.submitted(filing, t.ago(14))
    words = "培训证明复印件不清晰，重新扫描（示例）"
    take_step(t.library, t.clerk, filing, FilingStep.RETURNED, t.ago(9), note=words)


def _due_soon(t: _Teller) -> None:
    """待备案：剩几个工作日；一项材料未齐，一项已齐。"""
    first = t.ago(10)
    number = t.prepared("S16", "神经外科、神经内科", first)
    filing = t.filed(number, first, t.ago(8))
    missing = (MaterialKind.LEAD_TRAINING, MaterialKind.RADIATION_LICENCE)
    t.material(filing, t.ago(5), missing=missing)
    first = t.ago(4)
    number = t.prepared("S14", "骨科", first, leads=2)
    filing = t.filed(number, first, t.ago(3))
    t.material(filing, t.ago(1))


def _overdue_and_late(t: _Teller) -> None:
    """逾期未提交；晚发现的首例。"""
    first = t.ago(20)
    number = t.prepared("S19", "心血管内科", first)
    t.filed(number, first, t.ago(1), reason="科室未及时告知，核对手术登记时发现（示例）")
    first = t.ago(12)
    number = t.prepared("S26", "产科", first)
    draft = NewFirstCase(first, case_ref="示例手术单-0001")
    record_first_case(t.library, t.clerk, number, draft, t.on)


def _on_the_way(t: _Teller) -> None:
    """拟开展、论证中、伦理审查、已获准；首例前备案。"""
    t.proposed("S28", "检验科", t.ago(8))
    number = t.proposed("G13", "泌尿外科", t.ago(40))
    t.assessed(number, "G13", t.ago(30))
    t.appraised(number, t.ago(12), Verdict.REDO)
    number = t.proposed("S23", "放射治疗科", t.ago(60))
    t.assessed(number, "S23", t.ago(50))
    t.appraised(number, t.ago(20))
    number = t.prepared("G11", "心脏大血管外科", t.ago(2))
    draft = NewFiling(cause=FilingCause.BEFORE_FIRST_CASE, opinion="拟于近期开展，首例前备案。")
    filing = open_filing(t.library, t.clerk, number, draft, t.ago(5)).subject
    t.submitted(filing, t.ago(3))


def _not_restricted(t: _Teller) -> None:
    """其他技术、不适用本办法的、可能属于禁止类须判定的。"""
    number = t.proposed("经口腔镜甲状腺切除术", "普通外科", t.ago(200))
    t.appraised(number, t.ago(150))
    waived = NewEthicsReview(
        t.ago(148), Verdict.PASS, "不增加受试风险，不涉及重大伦理风险（示例）", waived=True
    )
    record_ethics(t.library, t.clerk, number, waived, today=t.ago(148))
    device = NewProduct(
        ProductKind.DEVICE,
        "经口腔镜甲状腺手术器械（示例）",
        ApprovalState.APPROVED,
        "示例械注准-0001",
        t.ago(300),
    )
    add_product(t.library, t.clerk, number, device)
    start_technology(t.library, t.clerk, number, t.ago(120), document="示例批准文件")
    record_first_case(t.library, t.clerk, number, NewFirstCase(t.ago(110)), t.ago(110))
    for name in ("肝移植术", "体外受精-胚胎移植"):
        draft = NewTechnology(name=name, departments=("普通外科" if "肝" in name else "妇科",))
        add_technology(t.library, t.clerk, draft, t.ago(90))


def _stopped_and_cancelled(t: _Teller) -> None:
    """停止应用；备案被取消。"""
    first = date(t.on.year - 2, 4, 8)
    number = t.prepared("S24", "放射治疗科", first)
    filing = t.filed(number, first, first + 4 * _DAY)
    t.completed(filing, first + 8 * _DAY, first + 10 * _DAY, first + 20 * _DAY)
    why = "关键设备退役，不能满足管理规范要求（示例）"
    day = t.ago(30)
    stop_technology(t.library, t.clerk, number, day, StopGround.ART25_2, why)
    take_step(
        t.library,
        t.clerk,
        filing,
        FilingStep.CANCELLED,
        t.ago(15),
        document="示例取消备案文号",
    )
    number = t.prepared("S27", "产科", date(t.on.year - 1, 5, 6))
    first = date(t.on.year - 1, 5, 6)
    filing = t.filed(number, first, first + 2 * _DAY)
    t.completed(filing, first + 6 * _DAY, first + 8 * _DAY, first + 20 * _DAY)
    why = "年度评估发现并发症率偏高，暂停整改（示例）"
    stop_technology(t.library, t.clerk, number, t.ago(3), StopGround.ART22, why)


def _changes(t: _Teller) -> None:
    """变更：一名负责人离院，引出重新提交备案表；草稿补写意见。"""
    world = load_world(t.library, t.on)
    file = world.find_technology("S09")
    set_presence(t.library, t.clerk, file.lead_ids(t.on)[0], "left", t.ago(4))
    mobile = {InstitutionKind.PRINCIPAL_MOBILE: "138 0000 0001"}
    set_institution(t.library, t.clerk, mobile, t.ago(100))
    filing = next(f for f in load_world(t.library, t.on).filings if f.state(t.on).value == "待备案")
    words = "经论证与伦理审查，本院具备开展条件，同意备案。"
    edit_draft(t.library, t.clerk, filing.filing.number, on=t.on, opinion=words)
    keep_house(t.library, t.clerk, t.on, t.ago)


__all__ = ["DEPARTMENTS", "HOSPITAL", "build_demo", "pretend_name"]
