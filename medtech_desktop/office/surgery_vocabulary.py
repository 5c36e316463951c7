"""认名用的词：编码、工号、姓名、科室、院区和本院说过的写法，交给读文件的子进程。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.dated import Spanned
from medtech_desktop.domain.institutions import Hospital
from medtech_desktop.domain.log_spellings import names_of_people, places_by_name
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.intake.surgery_names import Candidate, Vocabulary
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.institutions import load_hospital
from medtech_desktop.store.log_meanings import shaken_words
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.surgeries import log_secret, meanings, names_by_code

_GONE = ("left", "died")


def vocabulary(look: Look) -> Vocabulary:
    """此刻的全部写法。"""
    staff, hospital = look.kept(load_staff), look.kept(load_hospital)
    codes = look.kept(_codes)
    spans = {person.id: _span(staff, person.id) for person in staff.people}
    return Vocabulary(
        codes=codes,
        names=look.kept(names_by_code),
        staff=_numbers(staff, spans),
        people={
            name: tuple(spans[one] for one in sorted(several))
            for name, several in names_of_people(staff).items()
        },
        departments={
            name: min(several)
            for name, several in places_by_name(hospital).items()
            if len(several) == 1
        },
        meanings=meanings(look).said,
        shaken=shaken_words(look),
        secret=log_secret(look).hex(),
        sites=_sites(hospital),
    )


def _codes(look: Look) -> dict[str, int]:
    """各版编码库里有的、已有内部号的编码。"""
    rows = look.raw("SELECT DISTINCT code FROM procedure", needs=("procedure", "annulment"))
    return code_ids(look, [str(row[0]) for row in rows])


def _sites(hospital: Hospital) -> dict[str, int]:
    named = [(f.value, f.subject_id) for f in hospital.site_facts if f.kind == "name" and f.value]
    several: dict[str, set[int]] = {}
    for name, site in named:
        several.setdefault(name, set()).add(site)
    return {name: min(ids) for name, ids in several.items() if len(ids) == 1}


def _numbers(staff: Staff, spans: dict[int, Candidate]) -> dict[str, tuple[Candidate, ...]]:
    """工号 → 用它的人，按工号自己的起止日。"""
    found: dict[str, list[Candidate]] = {}
    for row in staff.identifiers:
        if row.scheme == "staff_no" and row.value:
            until = row.until.isoformat() if row.until else ""
            one = (row.person_id, row.since.isoformat(), until, spans[row.person_id][3])
            found.setdefault(row.value, []).append(one)
    return {number: tuple(several) for number, several in found.items()}


def _gone_since(staff: Staff, person_id: int) -> date | None:
    """离院之日：重复登记的以先登记的日子为准，回院以后的不算。"""
    since: date | None = None
    for fact in sorted(staff.facts_of(person_id), key=lambda one: one.since):
        if fact.kind == "presence":
            since = (since or fact.since) if fact.value in _GONE else None
    return since


def _span(staff: Staff, person_id: int) -> Candidate:
    """一个人：在院的起止（不知道的不设限）、所在过的科室。"""
    spans: list[Spanned] = [
        *staff.memberships_of(person_id),
        *staff.registrations_of(person_id),
        *staff.practices_of(person_id),
        *staff.invitations_of(person_id),
    ]
    starts: list[date] = [one.since for one in spans]
    ends = [one.until for one in spans]
    last = max((end for end in ends if end is not None), default=None)
    if None in ends or not ends:
        last = None
    if last is None:
        last = _gone_since(staff, person_id)
    places = [row.department_id for row in staff.memberships_of(person_id)]
    places += [row.department_id for row in staff.invitations_of(person_id) if row.department_id]
    return (
        person_id,
        min(starts).isoformat() if starts else "",
        last.isoformat() if last else "",
        tuple(dict.fromkeys(places)),
    )
