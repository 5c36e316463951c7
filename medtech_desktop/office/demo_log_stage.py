"""演示的手术登记之前：技术对应的编码、外请、补录、急诊超权限、同名的人、诊疗科目、报送平台。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from medtech_desktop.domain.appraisals import Verdict
from medtech_desktop.domain.practitioners import PractitionerKind
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.appraisals import (
    NewAppraisal,
    NewEthicsReview,
    record_appraisal,
    record_ethics,
)
from medtech_desktop.office.cases import NewCase, register_case
from medtech_desktop.office.demo_privileges import add_decision, add_events, event_tuple
from medtech_desktop.office.practitioners import NewPractitioner, insert_practitioner
from medtech_desktop.office.report_platforms import NewPlatform, add_platform
from medtech_desktop.office.subjects import add_licence_subjects, need_subjects
from medtech_desktop.office.technologies import NewTechnology, add_evidence, add_technology
from medtech_desktop.office.technology_codes import NewCode, link_code
from medtech_desktop.office.world import read_world
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables import technologies as tt
from medtech_desktop.store.tables.practitioners import InvitationRow

_DAY = timedelta(days=1)
UNAPPRAISED, UNREVIEWED, SUBJECTLESS = "D11.0700", "D12.0700", "D13.0700"
STOPPED, FORBIDDEN, LEADLESS = "D14.0700", "D15.0700", "D18.0700"
VALVE, STENT, LATE = "D08.0900", "D07.0900", "D02.0100"
VISITS = ("D16.0300", "D17.0300")
APART = frozenset(
    (
        UNAPPRAISED,
        UNREVIEWED,
        SUBJECTLESS,
        STOPPED,
        FORBIDDEN,
        LEADLESS,
        *VISITS,
        VALVE,
        STENT,
        LATE,
    )
)
"""有技术对应着的、补录的、外请的编码：干净的登记里不随便做。"""
VISITOR, NAMESAKE, NEWCOMER = "示例外请", "示例同名", "示例新来"
PLATFORM_SINCE, PLATFORM_DAYS = 25, 10
"""报送平台自今天以前几天起用，几天内报。"""

_SINCE = date(2019, 1, 2)


@dataclass(frozen=True, slots=True)
class Stage:
    """布置了什么：外请的、同名的两位、新来的。"""

    visitor: int
    namesakes: tuple[int, int]
    newcomer: int


def _person(name: str, number: str, department: str, elsewhere: str = "") -> NewPractitioner:
    kind = PractitionerKind.PHYSICIAN
    return NewPractitioner(name, number, kind, "主任医师", department, _SINCE, elsewhere)


def set_clean_stage(library: Book, clerk: Clerk, on: date) -> Stage:
    """干净的登记所靠的：外请一位、同名两位、培训不全的一位（他不碰限制类技术）。"""
    with library.act(clerk, "demo.log_people") as page:
        visitor = insert_practitioner(page, _person(VISITOR, "V0001", "", "示例外院"))
        one = insert_practitioner(page, _person(NAMESAKE, "N0001", "肾内科"))
        other = insert_practitioner(page, _person(NAMESAKE, "N0002", "肾内科"))
        newcomer = insert_practitioner(page, _person(NEWCOMER, "N0003", "心血管内科"))
        _invite(page, visitor, on)
        opening = add_decision(page, DecisionKind.OPENING, _SINCE, "示例医发〔2019〕1号")
        heart = Target(TargetKind.GRADE, 2)
        add_events(page, [event_tuple(opening, newcomer, heart, Verb.OPENING, _SINCE, None, 4)])
    return Stage(visitor, (one, other), newcomer)


def _invite(page: Page, visitor: int, on: date) -> None:
    """邀请文件，点名授予两样，到期就没有。"""
    first, last = on - 60 * _DAY, on - 2 * _DAY
    paper = f"示例邀请函〔{on.year}〕9号"
    invitation = page.add(
        InvitationRow,
        person_id=visitor,
        institution="示例外院",
        department_id=None,
        document=paper,
        since=first,
        until=last,
    )
    decision = add_decision(page, DecisionKind.VISITING, first, paper)
    targets = [Target(TargetKind.PROCEDURE, code) for code in code_ids(page, VISITS).values()]
    add_events(
        page,
        [
            event_tuple(decision, visitor, one, Verb.GRANT, first, last, invitation=invitation)
            for one in targets
        ],
    )


def set_seeded_stage(library: Book, clerk: Clerk, on: date, late: int) -> None:
    """有问题的登记另外要的；``late`` 的授权是补录的。"""
    _late_entry(library, clerk, on, late)
    since = on - 390 * _DAY
    for name, code, appraised, reviewed in (
        ("示例未论证技术", UNAPPRAISED, False, False),
        ("示例未审查技术", UNREVIEWED, True, False),
        ("示例美容技术", SUBJECTLESS, True, True),
    ):
        key = _technology(library, clerk, name, since, appraised=appraised, reviewed=reviewed)
        link_code(library, clerk, key, NewCode(code, since + 30 * _DAY), on)
        if code == SUBJECTLESS:
            need_subjects(library, clerk, key, ["医疗美容科"], since)
    add_licence_subjects(library, clerk, ["内科", "外科", "妇产科"], since)
    link_code(library, clerk, "S24", NewCode(STOPPED, since), on)
    link_code(library, clerk, "S09", NewCode(LEADLESS, since), on)
    link_code(library, clerk, "S19", NewCode(STENT, since), on)
    link_code(library, clerk, _forbidden(library, clerk, since), NewCode(FORBIDDEN, since), on)
    draft = NewPlatform(
        "示例省级信息平台", on - PLATFORM_SINCE * _DAY, national=False, days=PLATFORM_DAYS
    )
    add_platform(library, clerk, draft)


def register_cases(library: Book, clerk: Clerk, on: date, *, seeded: bool) -> tuple[str, ...]:
    """没有手术行的技术（S29），由负责人做的几例；``seeded``：另有无权的、没有同意的，返回代号。"""
    with library.look() as look:
        file = read_world(look, on).find_technology("S29")
        lead, other = file.lead_ids(on)[0], 15
    told: list[tuple[str, int, int, bool]] = [
        (f"示例病例{n:02d}", 40 + 6 * n, lead, True) for n in range(1, 7)
    ]
    bad = [("示例病例91", 41, other, True), ("示例病例92", 35, lead, False)] if seeded else []
    for ref, ago, person, consent in [*told, *bad]:
        day = on - ago * _DAY
        draft = NewCase(file.technology.id, day, ref, person, consent=consent)
        register_case(library, clerk, draft, on)
    return tuple(ref for ref, *_rest in bad)


def _late_entry(library: Book, clerk: Clerk, on: date, person: int) -> None:
    day = on - 28 * _DAY
    with library.act(clerk, "demo.late") as page:
        decision = add_decision(page, DecisionKind.GRANT, day, f"示例医发〔{on.year}〕47号")
        target = Target(TargetKind.PROCEDURE, code_ids(page, [LATE])[LATE])
        why = "示例：会议纪要当时没有登记"
        row = event_tuple(
            decision, person, target, Verb.GRANT, day, reason=why, late_on=on - 3 * _DAY
        )
        add_events(page, [row])


def _technology(
    library: Book, clerk: Clerk, name: str, day: date, *, appraised: bool, reviewed: bool
) -> str:
    """一项其他技术，走到论证或伦理审查。"""
    draft = NewTechnology(name=name, departments=("普通外科",))
    key = str(add_technology(library, clerk, draft, day).subject)
    if appraised:
        add_evidence(library, clerk, key, "示例：随机对照研究汇总", day, today=day)
        good = Verdict.PASS
        minutes = NewAppraisal(day + 5 * _DAY, good, good, good, "示例：同意开展", "示例会议纪要")
        record_appraisal(library, clerk, key, minutes, today=day + 5 * _DAY)
    if reviewed:
        review = NewEthicsReview(day + 8 * _DAY, Verdict.PASS, "示例：同意", meeting="示例纪要")
        record_ethics(library, clerk, key, review, today=day + 8 * _DAY)
    return key


def _forbidden(library: Book, clerk: Clerk, day: date) -> str:
    """一项禁止类技术：没有人能登记它，这里当作从旧系统转来的。"""
    key = "技-禁-001"
    with library.act(clerk, "demo.forbidden") as page:
        number = page.add(tt.TechnologyRow, number=key)
        fact = {"subject_id": number, "since": day}
        page.add(tt.TechnologyFact, **fact, kind="name", value="克隆治疗技术")
    return key
