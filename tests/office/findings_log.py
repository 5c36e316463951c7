"""样例登记与手写的发现：列表、证据、说明、文书的测试用；真的核查另有它的测试。"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from medtech_desktop.domain.surgeries import Kind, Status, Unjudged
from medtech_desktop.store.book import Book
from medtech_desktop.store.derived import clear, derive
from medtech_desktop.store.page import Page
from medtech_desktop.store.tables.surgeries import (
    PatientRow,
    SurgeryLineRow,
    SurgeryRow,
    SurgeryTallyRow,
)
from tests.builders import CLERK, Office

_FIND = (
    "INSERT INTO surgery_finding (kind, status, key, ordinal, surgery_id, line_id, day, person_id,"
    " department_id, code_id, needed, had) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_TALLY = "INSERT INTO surgery_tally (month, department_id, reason, lines) VALUES (?, ?, ?, ?)"


@dataclass(slots=True)
class Log:
    """正在写的登记：``at`` 记一例，``finds`` 给它一条发现。"""

    page: Page
    keys: int = 1000
    lines: dict[str, tuple[int, int, int, date, int | None, int | None, int | None]] = field(
        default_factory=dict
    )

    def at(
        self,
        ref: str,
        day: date,
        person: int | None = None,
        code: int | None = None,
        department: int | None = None,
        *,
        patient: tuple[str | None, str | None] | None = None,
        said: dict[str, int] | None = None,
        row: int = 2,
        shown: bool = True,
        started: str | None = None,
    ) -> int:
        """一例一项；``shown`` 为假的没有手术单号。返回来源键。"""
        self.keys += 1
        owner = None
        if patient is not None:
            number, admission = patient
            owner = self.page.add(PatientRow, key=self.keys, number=number, admission=admission)
        flags = dict.fromkeys(
            ("emergency", "consent", "research", "complication", "died", "returned", "discussed")
        )
        surgery = self.page.add(
            SurgeryRow, key=self.keys, content=self.keys, ref=ref if shown else "", line=row,
            site_id=None, department_id=department, said_department=None, day=day,
            started=started, ended=None, patient_id=owner, cancelled=0, **flags,
        )  # fmt: skip
        words = {"said_code": None, "said_name": None, "said_person": None, **(said or {})}
        line = self.page.add(
            SurgeryLineRow, surgery_id=surgery, ordinal=1, code_id=code, person_id=person,
            grade=None, day=day, department_id=department, **words,
        )  # fmt: skip
        self.lines[ref] = (self.keys, surgery, line, day, person, department, code)
        return self.keys

    def finds(
        self,
        ref: str,
        kind: Kind,
        status: Status = Status.VIOLATION,
        needed: int | None = None,
        had: int | None = None,
    ) -> None:
        """这一例的一条发现。"""
        key, surgery, line, day, person, department, code = self.lines[ref]
        row = (int(kind), int(status), key, 1, surgery, line, day.isoformat())
        derive(
            self.page, "surgery_finding", _FIND,
            [(*row, person, department, code, needed, had)],
        )  # fmt: skip

    def tally(self, month: str, reason: Unjudged, lines: int, department: int = 0) -> None:
        """计数的一行。"""
        derive(
            self.page,
            SurgeryTallyRow.__tablename__,
            _TALLY,
            [(month, department, int(reason), lines)],
        )


def as_written(library: Book) -> None:
    """这些发现就算数：核查不再补判，否则手写的会被真的代替。"""
    with library.derive() as page:
        clear(page, "surgery_stale")


def september(office: Office) -> None:
    """九月的登记：甲有权的一例，乙无权的、过期的、当日变更的各一例，另有一例没有写术者。"""
    first, second = office.person("1001"), office.person("1002")
    with office.library.act(CLERK, "test.log") as page:
        log = Log(page)
        log.at("S001", date(2026, 9, 3), first, 1, 1)
        log.at("S002", date(2026, 9, 24), second, 1, 1, patient=("P1", "Z0004471"), row=863,
               shown=False, started="2026-09-24T14:05")  # fmt: skip
        log.finds("S002", Kind.NO_PRIVILEGE, needed=4)
        log.at("S003", date(2026, 9, 22), second, 2, 1)
        log.finds("S003", Kind.EXPIRED, needed=3)
        log.at("S004", date(2026, 8, 2), second, 2, 1)
        log.finds("S004", Kind.SAME_DAY, Status.TO_VERIFY, needed=3)
        log.at("S005", date(2026, 9, 30))
        log.tally("2026-09", Unjudged.JUDGED, 3, 1)
        log.tally("2026-08", Unjudged.JUDGED, 1, 1)
        log.tally("2026-09", Unjudged.NO_OPERATOR, 1)
    as_written(office.library)


def as_checked(office: Office) -> None:
    """手写的发现算是核查过的：打开屏幕时不再重判。"""
    with office.library.derive() as page:
        clear(page, "surgery_stale")
