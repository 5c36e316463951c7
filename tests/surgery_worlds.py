"""一家小医院的手术登记：随机的授权、目录、科室、认名、急诊、登记与撤销，一件件经操作写入。"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from medtech_desktop.domain.practitioners import PractitionerKind, RegistrationPlace
from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office.acts import today
from medtech_desktop.office.demo_privileges import add_decision, add_events, event_tuple
from medtech_desktop.office.practitioners import add_person
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.surgery_versions import undo_log
from medtech_desktop.store.tables import gradings as g
from medtech_desktop.store.tables import institutions as i
from medtech_desktop.store.tables import practitioners as p
from medtech_desktop.store.tables import privileges as v
from medtech_desktop.store.tables import procedures as pr
from medtech_desktop.store.tables import technologies as te
from medtech_desktop.store.tables.imports import ImportBatchRow
from medtech_desktop.store.tables.surgeries import LogMeaningRow
from tests.books import CLERK, fresh_folder
from tests.log_samples import Case, Item, write_log
from tests.technology_worlds import ANNULLED, DOERS, add_technologies, technology_deeds

START = today() - timedelta(days=20)
OPENED = date(2018, 1, 1)
PEOPLE, DEPARTMENTS, CODES = (1, 2, 3, 4), (1, 2, 3, 4), (1, 2, 3, 4, 5, 6)
TARGETS = (
    *(Target(TargetKind.GRADE, n) for n in (1, 2)),
    *(Target(TargetKind.PROCEDURE, n) for n in (1, 2, 3, 5)),
)
SAID = ("生人", "示例甲", "某科", "X99.01")
"""登记里认不出的写法：没有这个人，有这个人而没有认出，科室，编码。"""
REFS = tuple(f"SS{n}" for n in range(40))
_DAY = timedelta(days=1)
Deed = tuple[str, Any]


def day_at(number: int) -> date:
    """第几天。"""
    return START + number * _DAY


def a_day(r: Random) -> date:
    """其中一天。"""
    return day_at(r.randrange(41))


# The hospital


@cache
def empty(technologies: bool = False) -> Path:
    """人员、科室、专业、编码、一版目录；每个例子一份拷贝。"""
    folder = fresh_folder(Path(tempfile.mkdtemp(prefix="medtech-surgeries-")))
    with Book.open(folder) as book, book.act(CLERK, "test.house") as page:
        _people(page)
        _places(page)
        _codes(page)
        add_edition(
            page, OPENED, {1: (2, None), 2: (3, 1), 3: (None, None)}, {2: (2, 2), 3: (4, 2)}
        )
        if technologies:
            add_technologies(page)
    return folder


def copy_to(place: Path, *, technologies: bool = False) -> Path:
    """一份拷贝；``technologies``：也有三项技术。"""
    shutil.copytree(empty(technologies), place)
    return place


def _people(page: Page) -> None:
    for name in ("示例甲", "示例乙", "示例丙", "示例丁"):
        person = add_person(page, name, OPENED)
        page.add(
            p.PracticeRow,
            person_id=person,
            kind=PractitionerKind.PHYSICIAN,
            since=OPENED,
            until=None,
        )
    register(page, 1, RegistrationPlace.HERE, OPENED, None)
    register(page, 2, RegistrationPlace.HERE, day_at(5), None)
    register(page, 3, RegistrationPlace.ELSEWHERE, OPENED, None)


def register(
    page: Page, person: int, place: RegistrationPlace, since: date, until: date | None
) -> None:
    """执业注册。"""
    told = {"licence_id": None, "institution": "", "since": since, "until": until}
    page.add(p.RegistrationRow, person_id=person, place=place, **told)


def _places(page: Page) -> None:
    site = page.add(i.SiteRow, is_default=True)
    for number in DEPARTMENTS:
        page.add(i.DepartmentRow, site_id=site)
        page.add(
            i.DepartmentFact, subject_id=number, kind="name", value=f"科室{number}", since=OPENED
        )
    page.add(i.DepartmentFact, subject_id=3, kind="parent", value="科室1", since=day_at(8))
    for specialty, department in ((1, 1), (2, 2)):
        page.add(v.SpecialtyRow, name=f"专业{specialty}", since=OPENED)
        include(page, specialty, department, OPENED, None)
    for person, department in ((1, 1), (1, 2), (2, 2)):
        page.add(
            p.MembershipRow, person_id=person, department_id=department, since=OPENED, until=None
        )


def include(page: Page, specialty: int, department: int, since: date, until: date | None) -> None:
    """专业包含科室。"""
    told = {"specialty_id": specialty, "department_id": department, "since": since, "until": until}
    page.add(v.SpecialtyDepartmentRow, **told)


def _codes(page: Page) -> None:
    edition = page.add(
        pr.CodeEditionRow, key="示例版", name="示例版", source="虚构", since=OPENED, note=""
    )
    for number in CODES:
        page.add(g.ProcedureCodeRow, code=f"D{number:02d}.0100")
        if number < 6:
            kind = "diagnostic" if number == 4 else "surgery"
            told = {"code": f"D{number:02d}.0100", "name": f"示例{number}", "category": kind}
            page.add(pr.ProcedureRow, edition_id=edition, **told)


Lines = dict[int, tuple[int | None, int | None]]


def add_edition(page: Page, since: date, lines: Lines, more: Lines) -> None:
    """一版目录：编码 → 级别、科室。"""
    count = page.raw("SELECT count(*) FROM grading_edition")[0][0]
    told = {"document": "文号", "note": "示例", "meeting": "例会", "managed": "surgery"}
    listed = page.add(
        g.GradingEditionRow,
        number=f"分级-{count}",
        name="示例",
        code_edition_id=1,
        adopted_on=since,
        since=since,
        **told,
    )
    marks = dict.fromkeys(("minimally_invasive", "day_surgery", "interventional"), False)
    for code, (grade, department) in (*lines.items(), *more.items()):
        told_line = {"code_id": code, "name": "示例", "department_id": department}
        page.add(
            g.GradingLineRow, edition_id=listed, grade=grade, managed_as=None, **told_line, **marks
        )


# Deeds


def an_event(r: Random) -> tuple[Any, ...]:
    """一件授权：谁、哪一项、做什么、哪天、到哪天、几级、哪天登记的。"""
    day, target = a_day(r), r.choice(TARGETS)
    until = day + r.randrange(25) * _DAY if r.random() < 0.4 else None
    grade = r.randint(1, 4) if target.kind is TargetKind.GRADE else None
    late = r.choice((0, 0, 0, 0, 1, 7, 400))
    verbs = (*Verb, Verb.OPENING, Verb.OPENING, Verb.GRANT, Verb.GRANT, Verb.RENEW)
    return r.choice(PEOPLE), target, r.choice(verbs), day, until, grade, day + late * _DAY


def an_item(r: Random) -> Item:
    """一项。"""
    person, code = r.choice((*PEOPLE, *PEOPLE, None)), r.choice((1, 2, 3, *CODES, *CODES, None))
    said = r.choice((None, *SAID[:2])) if person is None else None
    return Item(code, person, r.choice((None, SAID[3])) if code is None else None, said)


def a_case(r: Random) -> Case:
    """一例。"""
    department = r.choice((*DEPARTMENTS, 1, 2, None))
    return Case(
        r.choice(REFS),
        a_day(r) if r.random() < 0.95 else date(2018, 5, 1),
        tuple(an_item(r) for _ in range(r.randint(1, 3))),
        department,
        r.choice((None, SAID[2])) if department is None else None,
        emergency=r.choice((None, 0, 0, 0, 1)),
        cancelled=int(r.random() < 0.1),
        consent=r.choice((None, 1, 1, 1, 0)),
        research=1 if r.random() < 0.1 else None,
    )


def _meaning(r: Random) -> tuple[str, str, int | None]:
    return r.choice(
        (
            ("person", r.choice(SAID[:2]), r.choice((None, *PEOPLE))),
            ("department", SAID[2], r.choice((None, *DEPARTMENTS))),
            ("code", SAID[3], r.choice((None, *CODES))),
        )
    )


def _lines(r: Random) -> Lines:
    codes = r.sample(CODES, r.randrange(6))
    return {code: (r.choice((None, 1, 2, 3, 4)), r.choice((None, None, 1, 2))) for code in codes}


_DICE: dict[str, Callable[[Random], Any]] = {
    "grant": lambda r: [an_event(r) for _ in range(r.randint(1, 8))],
    "log": lambda r: [a_case(r) for _ in range(r.randint(1, 10))],
    "undo": lambda r: r.randrange(6),
    "annul": lambda r: r.randrange(60),
    "mean": _meaning,
    "edition": lambda r: (a_day(r), _lines(r), _lines(r)),
    "tree": lambda r: (r.choice((2, 3, 4)), r.choice(("", "科室1", "科室2")), a_day(r)),
    "specialty": lambda r: (r.randint(1, 2), r.choice(DEPARTMENTS), a_day(r)),
    "member": lambda r: (r.choice(PEOPLE), r.choice(DEPARTMENTS), a_day(r)),
    "presence": lambda r: (r.choice(PEOPLE), r.choice(("left", "leave", "")), a_day(r)),
    "invite": lambda r: (r.choice(PEOPLE), a_day(r)),
    "register": lambda r: (r.choice(PEOPLE), r.choice(list(RegistrationPlace)), a_day(r)),
    "person": lambda r: r.choice(SAID[:2]),
    "use": lambda r: (r.choice(PEOPLE), r.choice(CODES), a_day(r), r.choice(REFS)),
    "confirm": lambda r: (r.randrange(6), r.random() < 0.5),
    "scope": lambda r: (r.choice(CODES), a_day(r), r.random() < 0.3),
}
_OFTEN = ("grant", "grant", "log", "annul", "annul", "use", *_DICE)
_TECHNICAL = technology_deeds(a_day)
_NARROW = ("log", "certify", "exempt", "case", "presence", "mean", "person", "undo", "register")
"""只动到几个人、几例的，技术一面也只重判它们。"""


def history(seed: int, *, technologies: bool = False) -> list[tuple[Deed, bool]]:
    """授权、登记在先，其余随意；每件以后核查跟上，或还不跟。

    ``technologies``: half of the other deeds are about them.
    """
    r = Random(seed)
    dice, often = _DICE, _OFTEN
    if technologies:
        dice = {**_DICE, **_TECHNICAL, "unmake": lambda r: r.randrange(60)}
        often = (*_OFTEN, *_TECHNICAL, "unmake", "unmake", *_NARROW, *_NARROW, *_NARROW)
    first = [an_event(r) for _ in range(r.randint(8, 24))]
    log = [a_case(r) for _ in range(r.randint(8, 24))]
    now = technologies or r.random() < 0.5
    told: list[tuple[Deed, bool]] = [(("grant", first), False), (("log", log), now)]
    for _ in range(r.randrange(12)):
        what = r.choice(often)
        told.append(((what, dice[what](r)), r.random() < 0.5))
    return told


def do(book: Book, deed: Deed, turn: int) -> None:
    """办一件。"""
    what, told = deed
    if what == "log":
        write_log(book, told, number=f"导入-{turn}")
        return
    with book.act(CLERK, f"test.{what}") as page:
        _DOERS[what](page, told, turn)


def _grant(page: Page, told: Any, turn: int) -> None:
    decision = add_decision(page, DecisionKind.GRANT, START, f"文{turn}")
    rows = [event_tuple(decision, *event[:6], reason="示例", late_on=event[6]) for event in told]
    add_events(page, rows)


def _undo(page: Page, which: int, turn: int) -> None:
    held = page.raw(
        "SELECT uid, act_seq FROM import_batch b WHERE NOT EXISTS"
        " (SELECT 1 FROM annulment u WHERE u.event_uid = b.uid) ORDER BY id"
    )
    if held:
        uid, seq = held[which % len(held)]
        page.annul(ImportBatchRow, uid, "示例")
        undo_log(page, seq)


_ANNULLED = (
    v.PrivilegeEventRow,
    v.PrivilegeEventRow,
    p.RegistrationRow,
    p.InvitationRow,
    LogMeaningRow,
    v.EmergencyUseRow,
    p.MembershipRow,
    g.GradingEditionRow,
)


def _annul(page: Page, which: int, turn: int) -> None:
    _annul_one(page, which, _ANNULLED[which % len(_ANNULLED)])


def _annul_one(page: Page, which: int, table: Any) -> None:
    held = page.raw(
        f"SELECT uid FROM {table.__tablename__} t WHERE NOT EXISTS"
        " (SELECT 1 FROM annulment u WHERE u.event_uid = t.uid) ORDER BY id"
    )
    if len(held) > (1 if table is g.GradingEditionRow else 0):
        page.annul(table, held[which % len(held)][0], "示例")


def _mean(page: Page, told: Any, turn: int) -> None:
    kind, said, target = told
    page.add(LogMeaningRow, kind=kind, said=said, target=target, note="")


def _tree(page: Page, told: Any, turn: int) -> None:
    department, parent, since = told
    page.add(i.DepartmentFact, subject_id=department, kind="parent", value=parent, since=since)


def _member(page: Page, told: Any, turn: int) -> None:
    person, department, since = told
    page.add(p.MembershipRow, person_id=person, department_id=department, since=since, until=None)


def _presence(page: Page, told: Any, turn: int) -> None:
    person, value, since = told
    page.add(p.PersonFact, subject_id=person, kind="presence", value=value, since=since)


def _invite(page: Page, told: Any, turn: int) -> None:
    person, since = told
    more = {"institution": "外院", "department_id": None, "document": "邀请", "since": since}
    page.add(p.InvitationRow, person_id=person, until=since + 9 * _DAY, **more)


def _use(page: Page, told: Any, turn: int) -> None:
    person, code, day, ref = told
    more = {"department_id": None, "case_ref": ref, "reason": "示例", "number": f"急诊-{turn}"}
    page.add(v.EmergencyUseRow, person_id=person, code_id=code, day=day, **more)


def _confirm(page: Page, told: Any, turn: int) -> None:
    which, confirmed = told
    held = page.raw("SELECT id, person_id, day FROM emergency_use ORDER BY id")
    if held:
        use, person, day = held[which % len(held)]
        superior = 1 if person != 1 else 2
        more = {"day": date.fromisoformat(day), "confirmed": confirmed, "opinion": "示例"}
        page.add(v.EmergencyConfirmationRow, emergency_use_id=use, superior_id=superior, **more)


def _scope(page: Page, told: Any, turn: int) -> None:
    code, since, in_scope = told
    number = page.add(te.TechnologyRow, number=f"技-{turn}")
    page.add(
        te.TechnologyFact, subject_id=number, kind="name", value=f"示例技术{turn}", since=OPENED
    )
    page.add(
        te.ScopeDecisionRow,
        technology_id=number,
        in_scope=in_scope,
        family="" if in_scope else "organ",
        reason="示例",
        decided_by="示例",
        since=since,
        until=None,
    )
    more = {"condition": "", "since": since - 3 * _DAY, "until": since + 9 * _DAY}
    page.add(g.TechnologyCodeRow, technology_id=number, code_id=code, **more)


_DOERS: dict[str, Callable[[Page, Any, int], object]] = {
    "grant": _grant,
    "undo": _undo,
    "annul": _annul,
    "mean": _mean,
    "edition": lambda page, told, turn: add_edition(page, *told),
    "tree": _tree,
    "specialty": lambda page, told, turn: include(page, told[0], told[1], told[2], None),
    "member": _member,
    "presence": _presence,
    "invite": _invite,
    "register": lambda page, told, turn: register(page, told[0], told[1], told[2], None),
    "person": lambda page, told, turn: add_person(page, told, OPENED),
    "use": _use,
    "confirm": _confirm,
    "scope": _scope,
    "unmake": lambda page, told, turn: _annul_one(page, told, ANNULLED[told % len(ANNULLED)]),
    **DOERS,
}
