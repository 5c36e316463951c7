"""手术核查的技术一面：一项技术在哪一段日子里违了什么（第九、十一、十三、二十一、二十五、四十三条）。

Nothing about a technology changes but on a few days.  Between two of them every case is
judged alike, so the days are cut into spans and each span is judged once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from medtech_desktop.domain.appraisals import appraisal_gate, ethics_gate
from medtech_desktop.domain.categories import Categorised, Category
from medtech_desktop.domain.dated import Spanned
from medtech_desktop.domain.law import HN_IN_FORCE, MTCA_IN_FORCE, cites
from medtech_desktop.domain.lifecycles import case_gate, gate_since
from medtech_desktop.domain.practitioners import Staff, lead_registration
from medtech_desktop.domain.qualifications import trained_for
from medtech_desktop.domain.stops import started_on
from medtech_desktop.domain.surgeries import Judged, Kind, Status, Unjudged
from medtech_desktop.domain.surgery_rules import is_unknown
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile

FAMILY = (
    Kind.STOPPED,
    Kind.PROHIBITED,
    Kind.NOT_APPRAISED,
    Kind.NO_ETHICS,
    Kind.SUBJECT,
    Kind.LEAD,
    Kind.UNTRAINED,
)
"""技术一面的各种；派生的发现里凭种类认出。"""


@dataclass(frozen=True, slots=True)
class Span:
    """自某日起，至下一段以前，一项技术的情形。

    ``lineages`` are the restricted entries of the technology, empty when it is not
    restricted; ``unjudged`` says why its cases are not judged at all.
    """

    since: date
    judged: tuple[Judged, ...] = ()
    lineages: tuple[str, ...] = ()
    national: bool = False
    lead_id: int | None = None
    unjudged: Unjudged | None = None

    @property
    def is_restricted(self) -> bool:
        """这一段是限制类。"""
        return bool(self.lineages)


@dataclass(frozen=True, slots=True)
class Spans:
    """一项技术在一张许可证下的各段，先后相接。"""

    technology_id: int
    parts: tuple[Span, ...]
    starts: tuple[date, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "starts", tuple(part.since for part in self.parts))

    def on(self, day: date) -> Span:
        """当日在哪一段；第一段以前的按没有情形。"""
        at = bisect_right(self.starts, day) - 1
        return self.parts[at] if at >= 0 else Span(date.min, unjudged=Unjudged.BEFORE_LAW)

    def between(self) -> Iterable[tuple[Span, date]]:
        """各段与它的末日。"""
        for part, after in zip(self.parts, (*self.starts[1:], None), strict=True):
            yield part, after - timedelta(days=1) if after else date.max


def change_days(
    file: TechnologyFile, staff: Staff, spanned: Iterable[Spanned], days: Iterable[date]
) -> tuple[date, ...]:
    """一项技术的情形可能改变的日子；办法施行日总在其中。

    ``spanned`` and ``days`` are what lies outside the file: editions, prohibitions, subjects.
    """
    found = {MTCA_IN_FORCE, HN_IN_FORCE, *days}
    found.update(fact.since for fact in file.facts)
    found.update(row.held_on for row in file.appraisals)
    found.update(row.held_on for row in file.ethics_reviews)
    found.update(row.day for row in file.starts)
    for stop in file.stops:
        found.update((stop.day, stop.day + timedelta(days=1)))
    found.update(answer.decided_on for answer in file.answers)
    rows: list[Spanned] = [*spanned, *file.lineages, *file.leads, *file.scope_decisions]
    for lead in {row.person_id for row in file.leads}:
        rows += [*staff.registrations_of(lead), *staff.practices_of(lead)]
        found.update(fact.since for fact in staff.facts_of(lead))
    for row in rows:
        found.add(row.since)
        if row.until is not None and row.until < date.max:
            found.add(row.until + timedelta(days=1))
    return tuple(sorted(day for day in found if day >= MTCA_IN_FORCE))


def spans_of(technology_id: int, days: Sequence[date], judge: Callable[[date], Span]) -> Spans:
    """逐段判断；与前一段相同的并作一段。"""
    parts: list[Span] = []
    for day in days:
        span = judge(day)
        if parts and _alike(parts[-1], span):
            continue
        parts.append(span)
    return Spans(technology_id, tuple(parts))


def _alike(one: Span, other: Span) -> bool:
    return (one.judged, one.lineages, one.national, one.lead_id, one.unjudged) == (
        other.judged,
        other.lineages,
        other.national,
        other.lead_id,
        other.unjudged,
    )


@cites("MTCA-47", "MTCA-51")
def not_judged(file: TechnologyFile, category: Categorised, day: date) -> Unjudged | None:
    """为什么当日的病例不判断：办法施行以前、不适用本办法、临床研究。"""
    if day < MTCA_IN_FORCE:
        return Unjudged.BEFORE_LAW
    if category.category is Category.NOT_APPLICABLE:
        return Unjudged.OUT_OF_SCOPE
    if file.flag(TechnologyFactKind.RESEARCH, day):
        return Unjudged.RESEARCH
    return None


def span_on(
    file: TechnologyFile,
    day: date,
    category: Categorised,
    staff: Staff,
    licence_id: int | None,
    missing: Sequence[str],
) -> Span:
    """当日的情形；``missing`` 是许可证没有登记的诊疗科目。"""
    why = not_judged(file, category, day)
    if why is not None:
        return Span(day, unjudged=why)
    lead = unregistered_lead(file, staff, licence_id, day) if category.is_restricted else None
    kinds = [*barred(file, category, day)]
    if missing:
        kinds.append(Kind.SUBJECT)
    if lead is not None:
        kinds.append(Kind.LEAD)
    number = file.technology.id
    return Span(
        day,
        tuple(Judged(kind, Status.VIOLATION, technology_id=number) for kind in kinds),
        restricted_entries(file, category, day),
        category.category is Category.NATIONAL,
        lead,
    )


def restricted_entries(file: TechnologyFile, category: Categorised, day: date) -> tuple[str, ...]:
    """当日所属的限制类条目（谱系），连同目录里回答它的；不是限制类的为空。"""
    if not category.is_restricted:
        return ()
    found = set(file.lineages_on(day)).union(*(item.answers_to for item in category.items))
    return tuple(sorted(found))


@cites("MTCA-9", "MTCA-13", "MTCA-21", "MTCA-22", "MTCA-25")
def barred(file: TechnologyFile, category: Categorised, day: date) -> tuple[Kind, ...]:
    """当日不得开展的缘故：已停止、禁止类，或没有论证、没有伦理审查。

    A technology in use since before the book (期初) was let in before; after a stop it
    has to pass both doors anew.
    """
    kinds: list[Kind] = []
    if case_gate(file, day):
        kinds.append(Kind.STOPPED)
    if category.category is Category.PROHIBITED:
        kinds.append(Kind.PROHIBITED)
    if kinds or is_opening(file, day):
        return tuple(kinds)
    after = gate_since(file, day)
    if after == day:  # on the day of the stop the earlier verdicts still stood
        return ()
    if appraisal_gate(file.appraisals, day, after):
        kinds.append(Kind.NOT_APPRAISED)
    risky = file.flag(TechnologyFactKind.ETHICAL_RISK, day)
    waiver = not category.is_restricted and not risky
    if ethics_gate(file.ethics_reviews, day, waiver_allowed=waiver, after=after):
        kinds.append(Kind.NO_ETHICS)
    return tuple(kinds)


def is_opening(file: TechnologyFile, day: date) -> bool:
    """期初在用，停止以后没有重新获准：启用前已完成的门槛不在这里问。"""
    start = started_on(file.starts, day)
    if start is None:  # earlier than every start on record
        return bool(file.starts) and min(file.starts, key=lambda s: s.day).opening
    return start.opening and gate_since(file, day) is None


@cites("MTCA-11(3)")
def unregistered_lead(
    file: TechnologyFile, staff: Staff, licence_id: int | None, day: date
) -> int | None:
    """当日各位负责人没有一位注册在本院的，其中第一位；还有一位合格的，应用照旧（附件2 注 2）。"""
    first: int | None = None
    for person in file.lead_ids(day):
        if is_unknown(staff, person, day) or not lead_registration(staff, person, licence_id, day):
            return None
        first = person if first is None else first
    return first


class Proofs:
    """限制类培训：某人某段日子对一项技术有没有证明，只问一次（第二十六条）。"""

    def __init__(self, staff: Staff) -> None:
        self._staff = staff
        self._cuts: dict[int, tuple[date, ...]] = {}
        self._known: dict[tuple[int, tuple[str, ...], int], bool] = {}

    def fit(self, person_id: int, lineages: tuple[str, ...], day: date) -> bool:
        """有有效的培训证明或免训依据。"""
        cuts = self._cuts.get(person_id)
        if cuts is None:
            cuts = self._cuts[person_id] = self._cuts_of(person_id)
        key = person_id, lineages, bisect_right(cuts, day)
        if key not in self._known:
            self._known[key] = trained_for(self._staff, person_id, lineages, day).is_fit
        return self._known[key]

    def _cuts_of(self, person_id: int) -> tuple[date, ...]:
        rows: list[Spanned] = [
            *self._staff.all_certificates_of(person_id),
            *self._staff.exemptions_of(person_id),
        ]
        found = {MTCA_IN_FORCE}
        for row in rows:
            found.add(row.since)
            if row.until is not None and row.until < date.max:
                found.add(row.until + timedelta(days=1))
        return tuple(sorted(found))
