"""技术一面的发现凭什么：哪天停的、哪一条禁止、论证与伦理怎样、缺哪个科目、负责人是谁、证明何时到期。"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from medtech_desktop.domain.appraisals import appraisal_gate, ethics_gate
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.lifecycles import gate_since
from medtech_desktop.domain.prohibited import GROUND_LABELS, article_of
from medtech_desktop.domain.qualifications import trained_for
from medtech_desktop.domain.stops import STOP_LABELS, citation, started_on, stopped_on
from medtech_desktop.domain.surgeries import Kind
from medtech_desktop.domain.surgery_rules import Known
from medtech_desktop.domain.technologies import TechnologyFile
from medtech_desktop.office.judgements import prohibited_match
from medtech_desktop.office.technology_spans import TechnologySpans
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look


class TechnologyReasons:
    """把技术一面的依据补进要说的事实；别的种类原样。"""

    def __init__(self, look: Look, world: World) -> None:
        self._world = world
        self._lines = TechnologySpans(look, world)
        self._ways: dict[Kind, Callable[[TechnologyFile, date, int | None, Known], Known]] = {
            Kind.STOPPED: self._stopped,
            Kind.PROHIBITED: self._prohibited,
            Kind.NOT_APPRAISED: self._not_appraised,
            Kind.NO_ETHICS: self._no_ethics,
            Kind.SUBJECT: self._subject,
            Kind.LEAD: self._lead,
            Kind.UNTRAINED: self._untrained,
        }

    def of(
        self, kind: Kind, technology_id: int | None, person_id: int | None, known: Known
    ) -> Known:
        """``known.day`` 那一天的依据。"""
        way = self._ways.get(kind)
        if way is None or technology_id is None:
            return known
        return way(self._world.technology(technology_id), known.day, person_id, known)

    def _stopped(self, file: TechnologyFile, day: date, _who: int | None, known: Known) -> Known:
        stop = stopped_on(file.stops, file.starts, day)
        if stop is None:
            return known
        why = stop.reason or STOP_LABELS[stop.ground]
        return replace(known, since=stop.day, reason=why, article=citation(stop.ground))

    def _prohibited(self, file: TechnologyFile, day: date, _who: int | None, known: Known) -> Known:
        entry = prohibited_match(self._world, file, day).entry
        if entry is None:
            return known
        in_use = started_on(file.starts, day) is not None
        why = f"{GROUND_LABELS[entry.ground]}，来源 {entry.source}"
        return replace(known, reason=why, article=article_of(entry, in_use=in_use))

    def _not_appraised(
        self, file: TechnologyFile, day: date, _who: int | None, known: Known
    ) -> Known:
        found = appraisal_gate(file.appraisals, day, gate_since(file, day))
        return replace(known, reason=_first(found))

    def _no_ethics(self, file: TechnologyFile, day: date, _who: int | None, known: Known) -> Known:
        after = gate_since(file, day)
        found = ethics_gate(file.ethics_reviews, day, waiver_allowed=False, after=after)
        return replace(known, reason=_first(found))

    def _subject(self, file: TechnologyFile, day: date, _who: int | None, known: Known) -> Known:
        missing = self._lines.missing(file, self._lines.licence(None, day), day)
        return replace(known, subjects=missing)

    def _lead(self, file: TechnologyFile, day: date, who: int | None, known: Known) -> Known:
        return known if who is None else replace(known, lead=self._world.staff.name(who, day))

    def _untrained(self, file: TechnologyFile, day: date, who: int | None, known: Known) -> Known:
        if who is None:
            return known
        lineages = self._lines.on(file, None, day).lineages
        lapsed = trained_for(self._world.staff, who, lineages, day).lapsed_on
        return replace(known, since=lapsed)


def _first(found: tuple[Finding, ...]) -> str:
    return found[0].message if found else ""
