"""某日有效和暂停着的授权，一行一项，供命令行与续授的选择。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.privileges import State, TargetKind
from medtech_desktop.office.pinyin import sort_key
from medtech_desktop.office.privilege_acts import Selection, running_privileges
from medtech_desktop.office.privilege_rules import known_for
from medtech_desktop.store.book import Book


@dataclass(frozen=True, slots=True)
class RunningLine:
    """一项授权：谁、哪一项、级别（专业才有）、末日、情形；``event`` 是最后一件的标识。"""

    person_id: int
    number: str
    person: str
    target: str
    grade: int | None
    until: date
    state: State
    event: str


def running_lines(library: Book, selection: Selection, day: date) -> tuple[RunningLine, ...]:
    """某日所选的有效和暂停着的授权，按姓名。"""
    states = (State.VALID, State.SUSPENDED)
    with library.look() as look:
        found = running_privileges(look, selection, day, states)
        known = known_for(look, day, [(one.pick.person_id, one.pick.target) for one in found])
        lines = []
        for one in found:
            pick = one.pick
            chain = [
                event
                for event in known.chain(pick.person_id, pick.target)
                if event.day <= day and event.annulled_on is None
            ]
            lines.append(
                RunningLine(
                    pick.person_id,
                    known.staff.staff_number(pick.person_id, day),
                    known.staff.name(pick.person_id, day),
                    known.label(pick.target),
                    one.standing.grade if pick.target.kind is TargetKind.GRADE else None,
                    one.standing.until,
                    one.state,
                    max(chain, key=lambda event: (event.day, event.act_seq, event.id)).uid,
                )
            )
    return tuple(sorted(lines, key=lambda line: (sort_key(line.person, person=True), line.number)))
