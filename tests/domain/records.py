"""领域记录的小样：只写要紧的字段，其余取默认。Every name in here is invented."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.filings import (
    Filing,
    FilingCause,
    FilingDraft,
    FilingEvent,
    FilingFile,
    FilingLead,
    FilingStep,
)
from medtech_desktop.domain.institutions import Hospital, Licence, Site, SiteLicence
from medtech_desktop.domain.practitioners import (
    Person,
    Practice,
    PractitionerKind,
    Registration,
    RegistrationPlace,
    Staff,
)
from medtech_desktop.domain.stops import Start, Stop, StopGround
from medtech_desktop.domain.technologies import (
    FirstCase,
    FoundBy,
    Technology,
    TechnologyFile,
    TechnologyLead,
    TechnologyLineage,
)

LONG_AGO = date(2015, 1, 1)


def fact(kind: str, value: str, since: date = LONG_AGO, subject: int = 1, seq: int = 1) -> Fact:
    return Fact(seq, f"u{seq}", seq, subject, kind, value, since)


def case(day: date, site: int = 1, *, counts: bool = True, found: date | None = None) -> FirstCase:
    return FirstCase(
        1, "c1", 1, 1, site, day, found or day, FoundBy.ENTERED, "", counts, "" if counts else "弃"
    )


def opening(day: date) -> Start:
    return Start(1, "s1", 1, 1, day, True, "病案")


def start(day: date, seq: int = 1) -> Start:
    return Start(seq, f"s{seq}", seq, 1, day, False, "")


def stop(day: date, seq: int = 1, ground: StopGround = StopGround.OWN) -> Stop:
    return Stop(seq, f"p{seq}", seq, 1, day, ground, "停", "")


def technology(
    lineage: str = "hunan-s16",
    *,
    since: date = LONG_AGO,
    leads: Sequence[int] = (),
    **more: object,
) -> TechnologyFile:
    """一项技术，对应一条目录谱系；``leads`` 自始任负责人。"""
    links = (TechnologyLineage(1, "l1", 1, 1, lineage, since, None),) if lineage else ()
    people = tuple(
        TechnologyLead(n, f"d{n}", 1, 1, person, LONG_AGO, None)
        for n, person in enumerate(leads, 1)
    )
    return TechnologyFile(
        Technology(1, "t1", 1, "技-001"),
        lineages=links,
        leads=people,
        **more,  # type: ignore[arg-type]
    )


def filing(
    *steps: tuple[FilingStep, date],
    cause: FilingCause = FilingCause.FIRST_CASE,
    leads: Sequence[int] = (),
    licence: int = 1,
    opened: date = LONG_AGO,
    number: int = 1,
) -> FilingFile:
    """一份备案和它走过的步骤，依所给次序登记。"""
    head = Filing(
        number, f"f{number}", 1, f"备案-2026-{number:03d}", 1, licence, cause, opened, None
    )
    draft = FilingDraft(1, "d1", 1, 1, number, True, "同意")
    people = tuple(
        FilingLead(n, f"e{n}", 1, 1, number, person, "", "", n) for n, person in enumerate(leads, 1)
    )
    events = tuple(
        FilingEvent(n, f"v{n}", number * 100 + n, number, step, day, "", "", None)
        for n, (step, day) in enumerate(steps, 1)
    )
    return FilingFile(head, draft, people, events)


def hospital(*facts: Fact, licences: int = 1, sites: Sequence[int] = (1,)) -> Hospital:
    """本院：``sites`` 逐个写所属的许可证。"""
    return Hospital(
        LONG_AGO,
        facts=facts,
        licences=tuple(Licence(n, f"l{n}", 1, f"示例证{n}") for n in range(1, licences + 1)),
        sites=tuple(Site(n, f"s{n}", 1, n == 1) for n in range(1, len(sites) + 1)),
        site_licences=tuple(
            SiteLicence(n, f"k{n}", 1, n, licence, LONG_AGO, None)
            for n, licence in enumerate(sites, 1)
        ),
    )


def staff(
    *people: int,
    facts: Sequence[Fact] = (),
    kind: PractitionerKind = PractitionerKind.PHYSICIAN,
    place: RegistrationPlace = RegistrationPlace.HERE,
    institution: str = "",
    licence: int | None = 1,
    since: date = LONG_AGO,
    until: date | None = None,
) -> Staff:
    """人员：都同样地注册着。名字是「示例」加编号。"""
    names = [fact("name", f"示例{p}", subject=p, seq=900 + p) for p in people]
    return Staff(
        people=tuple(Person(p, f"p{p}", 1) for p in people),
        facts=(*names, *facts),
        practices=tuple(Practice(p, f"x{p}", 1, p, kind, LONG_AGO, None) for p in people),
        registrations=tuple(
            Registration(p, f"r{p}", 1, p, place, licence, institution, since, until)
            for p in people
        ),
    )
