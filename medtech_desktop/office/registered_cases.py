"""病例登记里核查了几例，没有判断的各因什么（law.md 第 5、6 节）。"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.log_questions import LogQuestion
from medtech_desktop.domain.registered_cases import RegisteredCase, current, operator_unjudged
from medtech_desktop.domain.surgeries import UNJUDGED_LABELS, Unjudged
from medtech_desktop.office.technology_spans import TechnologySpans
from medtech_desktop.office.world import read_world
from medtech_desktop.store.page import Look
from medtech_desktop.store.registered_cases import as_meant, load_registered_cases
from medtech_desktop.store.surgery_grounds import load_grounds


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """病例登记几例，没有判断（或没有判断授权）的各因什么。"""

    cases: int = 0
    unjudged: tuple[tuple[Unjudged, int], ...] = ()

    @property
    def note(self) -> str:
        """「病例登记 12 例，2 例没有判断：没有写术者 2 例」；都判断了为空。"""
        if not self.unjudged:
            return ""
        told = "，".join(f"{UNJUDGED_LABELS[why]} {number:,} 例" for why, number in self.unjudged)
        count = sum(number for _why, number in self.unjudged)
        return f"病例登记 {self.cases:,} 例，其中 {count:,} 例没有判断授权：{told}"


def register_counts(look: Look, question: LogQuestion, on: date) -> RegisterCounts:
    """所问的日子、科室、术者、技术的病例登记；问一种问题或打了字的，仍是全部。"""
    found = [reason for case, reason in look.kept(_told, on) if _is_asked(case, question)]
    reasons = Counter(reason for reason in found if reason is not None)
    return RegisterCounts(
        len(found), tuple((why, reasons[why]) for why in Unjudged if reasons[why])
    )


def _told(look: Look, on: date) -> tuple[tuple[RegisteredCase, Unjudged | None], ...]:
    cases = as_meant(look, current(load_registered_cases(look)))
    if not cases:
        return ()
    world, grounds = read_world(look, on), load_grounds(look)
    lines, told = TechnologySpans(look, world), []
    for case in cases:
        span = lines.on(world.technology(case.technology_id), case.site_id, case.day)
        reason = span.unjudged
        if reason is not Unjudged.BEFORE_LAW:
            reason = Unjudged.CANCELLED if case.cancelled else reason
            reason = reason or (Unjudged.RESEARCH if case.research else None)
            reason = reason or operator_unjudged(case, grounds.is_somebody)
        told.append((case, reason))
    return tuple(told)


def _is_asked(case: RegisteredCase, question: LogQuestion) -> bool:
    return (
        (question.since is None or case.day >= question.since)
        and (question.until is None or case.day <= question.until)
        and question.person_id in (None, case.person_id)
        and question.department_id in (None, case.department_id)
        and question.technology_id in (None, case.technology_id)
    )
