"""授权的文书：通知、手术室用的科室权限一览、授权证明（第二十条）。冻结的记录。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.privileges import Verb

GIVING = frozenset({Verb.OPENING, Verb.GRANT, Verb.RENEW, Verb.RAISE, Verb.REINSTATE})
"""给予一方的事项；其余为收窄。"""


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """通知的一行：谁、什么、何事、起止、理由（收窄的才有）。"""

    number: str
    name: str
    title: str
    what: str
    verb: Verb
    since: date
    until: date | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    """一个科室的各行。"""

    department: str
    lines: tuple[NoticeLine, ...]


@dataclass(frozen=True, slots=True)
class PrivilegeNotice:
    """手术授权通知：一次决定一份。"""

    hospital: str
    number: str
    document: str
    basis: str
    meeting: str
    approver: str
    decided_on: date
    groups: tuple[NoticeGroup, ...]
    printed_on: date
    footer: Footer

    @property
    def verbs(self) -> frozenset[Verb]:
        """这份通知里的事项。"""
        return frozenset(line.verb for group in self.groups for line in group.lines)

    @property
    def title(self) -> str:
        """通知的名称，按所定的事项。"""
        verbs = self.verbs
        if verbs <= GIVING:
            return "手术授权通知"
        if verbs == {Verb.SUSPEND}:
            return "暂停手术授权通知"
        if verbs == {Verb.REVOKE}:
            return "撤销手术授权通知"
        if verbs == {Verb.LOWER}:
            return "降低手术授权级别通知"
        return "手术授权变动通知"

    @property
    def people(self) -> int:
        """几人。"""
        found = {(line.number, line.name) for group in self.groups for line in group.lines}
        return len(found)

    @property
    def count(self) -> int:
        """几项。"""
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """一览的一项：某人某日有效的一项授权。"""

    department: str
    number: str
    name: str
    title: str
    what: str
    grade: str
    since: date
    until: date | None
    document: str


@dataclass(frozen=True, slots=True)
class RosterPerson:
    """一览的一人：各专业的级别、单项授权的术式、技术。"""

    department: str
    number: str
    name: str
    title: str
    grades: tuple[str, ...]
    procedures: tuple[str, ...]
    barred: tuple[str, ...] = ()
    """点名暂停、撤销的术式：有级别也不得做。"""


@dataclass(frozen=True, slots=True)
class RosterProcedure:
    """一览的一个术式：谁可以做；``by_grade`` 为凭级别的。"""

    code: str
    name: str
    grade: str
    people: tuple[str, ...]
    by_grade: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrivilegeRoster:
    """某日的手术权限一览；``department`` 空 = 全院。"""

    hospital: str
    department: str
    as_of: date
    people: tuple[RosterPerson, ...]
    procedures: tuple[RosterProcedure, ...]
    lines: tuple[RosterLine, ...]
    footer: Footer


@dataclass(frozen=True, slots=True)
class PrivilegeCertificate:
    """授权证明：某人某日有效的各项授权及其依据。"""

    hospital: str
    number: str
    name: str
    title: str
    departments: str
    as_of: date
    lines: tuple[RosterLine, ...]
    printed_on: date
    footer: Footer
    barred: tuple[str, ...] = ()
    """点名暂停、撤销的术式，不在所证明的级别之内。"""
