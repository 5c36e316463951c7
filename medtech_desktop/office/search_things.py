"""搜索找的是什么：每类一个函数，把登记写成一件件可以找的事物。"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter

from medtech_desktop.domain.matching import Haystack, haystack, person_haystack
from medtech_desktop.domain.pinyin import sort_key
from medtech_desktop.domain.practitioners import Staff
from medtech_desktop.domain.procedures import Entered
from medtech_desktop.domain.technologies import TechnologyFactKind
from medtech_desktop.intake.law_register import load_register
from medtech_desktop.intake.pinyin import shipped_pinyin
from medtech_desktop.office.disclosures import load_posted
from medtech_desktop.office.filing_pages import filing_lines
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.technologies import in_list
from medtech_desktop.office.technology_pages import technology_line
from medtech_desktop.office.trainings import all_bases
from medtech_desktop.office.world import World, was_there
from medtech_desktop.store.page import Look
from medtech_desktop.store.privilege_lists import people_with_privileges

_BREATH = 100  # things between two pauses, so that the window's thread is never kept waiting
_PAUSE = 0.0005
_GAP = "　"
_PLAIN_ARTICLE = re.compile(r"MTCA-(\d+)")
_PART = re.compile(r"¶|^MTCA-\d+\(")


class SearchKind(StrEnum):
    """所找事物的类。"""

    TECHNOLOGY = "technology"
    PRACTITIONER = "practitioner"
    PRIVILEGE = "privilege"
    FILING = "filing"
    PROCEDURE = "procedure"
    DEPARTMENT = "department"
    TRAINING = "training"
    DISCLOSURE = "disclosure"
    SURGERY = "surgery"
    PLACE = "place"
    ARTICLE = "article"


KIND_LABELS = {
    SearchKind.TECHNOLOGY: "技术",
    SearchKind.PRACTITIONER: "人员",
    SearchKind.PRIVILEGE: "授权",
    SearchKind.FILING: "备案",
    SearchKind.PROCEDURE: "术式",
    SearchKind.DEPARTMENT: "科室",
    SearchKind.TRAINING: "培训基地",
    SearchKind.DISCLOSURE: "院务公开",
    SearchKind.SURGERY: "手术登记",
    SearchKind.PLACE: "办事处所",
    SearchKind.ARTICLE: "条款",
}
"""各类的名称，同样接近时按此次序。"""


@dataclass(frozen=True, slots=True)
class Offer:
    """程序里的一处：去哪一屏、叫什么、还可以怎么叫。"""

    place: str
    title: str
    fact: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Thing:
    """一件可以找的事物。"""

    key: str
    code: str
    title: str
    fact: str
    hay: Haystack
    place: str = ""


Makers = dict[SearchKind, Callable[[], Iterable[Thing]]]


def makers_of(world: World, look: Look, people: Callable[[], Iterable[Thing]]) -> Makers:
    """本院登记里的各类事物，各怎样写出；要哪类才写哪类。``people`` 给出写好的人员。"""
    return {
        SearchKind.TECHNOLOGY: lambda: _technologies(world),
        SearchKind.PRACTITIONER: lambda: _people(world),
        SearchKind.PRIVILEGE: lambda: _privileges(people(), look),
        SearchKind.FILING: lambda: _filings(world),
        SearchKind.DEPARTMENT: lambda: _departments(world),
        SearchKind.TRAINING: lambda: _bases(world, look),
        SearchKind.DISCLOSURE: lambda: _disclosures(world, look),
    }


def grounds_of(world: World) -> dict[SearchKind, tuple[object, ...]]:
    """只靠登记的一部分的类，各靠哪些；那些没有重读过，这一类就没有变。"""
    return {
        SearchKind.PRACTITIONER: (world.staff, world.hospital),
        SearchKind.DEPARTMENT: (world.hospital,),
    }


@lru_cache(maxsize=8192)
def _hay(
    told: tuple[str, ...], codes: tuple[str, ...] = (), people: tuple[str, ...] = ()
) -> Haystack:
    """同样的字只写一次索引；一次动作以后，多数事物的字没有变。"""
    return haystack(shipped_pinyin(), told, codes, people)


@lru_cache(maxsize=16_384)
def _person_hay(name: str, words: tuple[str, ...]) -> Haystack:
    return person_haystack(shipped_pinyin(), name, words)


def _said(*parts: str) -> str:
    return _GAP.join(part for part in parts if part)


def _technologies(world: World) -> Iterator[Thing]:
    """技术：院内编号、技术编号（各版）、名称与曾用名、科室、负责人。"""
    lines = []
    for file in world.technologies:
        judged = judge(world, file)
        if not was_there(judged.cycle.nodes[0].day, world.on):
            continue
        line = technology_line(world, judged)
        names = [fact.value for fact in file.facts if fact.kind == TechnologyFactKind.NAME]
        wording = file.wording(world.on)
        told = dict.fromkeys((line.code, line.number, line.name, *names, *wording.aliases))
        codes = (*world.codes(file), *wording.codes)
        hay = _hay(tuple(told), (*codes, *line.departments), line.leads)
        fact = _said(line.state, line.left, "、".join(line.departments), "、".join(line.leads))
        code = line.code or line.number
        order = in_list(line.code, line.name, line.number)
        lines.append((order, Thing(line.number, code, line.name, fact, hay)))
    lines.sort(key=lambda one: one[0])
    yield from (thing for _order, thing in lines)


def _people(world: World) -> Iterator[Thing]:
    """人员：姓名、工号、科室、职称；同名的以工号、科室分辨。"""
    table, on = shipped_pinyin(), world.on
    departments = _department_names(world)
    people = []
    for count, (person, mine) in enumerate(_each_person(world.staff)):
        if count % _BREATH == 0:
            time.sleep(_PAUSE)
        name = mine.name(person, on)
        number = mine.staff_number(person, on)
        own = [departments.get(one, "") for one in mine.departments(person, on)]
        title = mine.title(person, on)
        gone = {"left": "已离院", "died": "已去世"}.get(mine.has_left(person, on), "")
        hay = _person_hay(name, (number, *own, title))
        fact = _said(f"工号 {number}" if number else "没有工号", "、".join(own), title, gone)
        order = (sort_key(table, name, person=True), sort_key(table, number))
        people.append((order, Thing(str(person), "", name, fact, hay)))
    people.sort(key=lambda one: one[0])
    yield from (thing for _order, thing in people)


def _privileges(people: Iterable[Thing], look: Look) -> Iterator[Thing]:
    """有授权的人：去授权屏看他的一列。"""
    holding = frozenset(people_with_privileges(look))
    for thing in people:
        if int(thing.key) in holding:
            yield replace(thing, fact=_said("看他的授权", thing.fact))


def _each_person(staff: Staff) -> Iterator[tuple[int, Staff]]:
    """每人一份自己的登记；不然每问一人都要翻遍全院。"""
    facts, identifiers, memberships = defaultdict(list), defaultdict(list), defaultdict(list)
    for fact in staff.facts:
        facts[fact.subject_id].append(fact)
    for identifier in staff.identifiers:
        identifiers[identifier.person_id].append(identifier)
    for membership in staff.memberships:
        memberships[membership.person_id].append(membership)
    for person in staff.people:
        own = Staff(
            (person,),
            tuple(facts[person.id]),
            tuple(identifiers[person.id]),
            memberships=tuple(memberships[person.id]),
        )
        yield person.id, own


def _department_names(world: World) -> dict[int, str]:
    hospital = world.hospital
    return {one.id: hospital.department_name(one.id, world.on) for one in hospital.departments}


def _departments(world: World) -> Iterator[Thing]:
    """科室：名称；去医师屏看这个科室的人。"""
    table = shipped_pinyin()
    hospital = world.hospital
    names = _department_names(world)
    for one in sorted(hospital.departments, key=lambda d: sort_key(table, names[d.id])):
        name = names[one.id]
        several = len(hospital.sites) > 1
        site = hospital.site_name(one.site_id, world.on) if several else ""
        yield Thing(name, "", name, _said("看这个科室的人员", site), haystack(table, (name,)))


def _filings(world: World) -> Iterator[Thing]:
    """备案：编号、所备的技术。"""
    for line in filing_lines(world):
        if line.number:
            told = (line.number, line.code, line.name)
            hay = _hay(told, (line.technology, line.cause, line.state))
            left = "" if line.left.startswith(line.state) else line.state
            fact = _said(left, line.left or line.fact, line.cause)
            yield Thing(line.number, line.number, line.name, fact, hay)


def _bases(world: World, look: Look) -> Iterator[Thing]:
    """培训基地：编号、技术。"""
    for view in all_bases(world, look):
        state = "已备案" if view.filed_on else "未备案"
        told = (view.base.number, view.code, view.technology)
        hay = _hay(told)
        fact = _said(state, view.code)
        yield Thing(view.base.number, view.base.number, view.technology, fact, hay)


def _disclosures(world: World, look: Look) -> Iterator[Thing]:
    """院务公开：各次公开。"""
    for posted in load_posted(look, world.on):
        title = f"截至 {posted.as_of.isoformat()} 的公开"
        hay = haystack(shipped_pinyin(), (posted.number, title), (), (posted.approved_by,))
        fact = _said(f"{posted.approved_on.isoformat()} 审定", posted.approved_by)
        yield Thing(posted.number, posted.number, title, fact, hay)


def code_things(rows: Iterable[Entered]) -> tuple[Thing, ...]:
    """手术操作编码：编码、名称。"""
    table = shipped_pinyin()
    things = []
    for count, (_id, code, name, _category) in enumerate(sorted(rows, key=itemgetter(1))):
        if count % _BREATH == 0:
            time.sleep(_PAUSE)
        things.append(Thing(code, code, name, "", haystack(table, (code, name))))
    return tuple(things)


def article_things() -> tuple[Thing, ...]:
    """条款：「第十一条」「11」「湘11号 二」都找得到；提要里的字也算。"""
    things = []
    for article in load_register().articles.values():
        if _PART.search(article.id):
            continue
        names = [article.label]
        if number := _PLAIN_ARTICLE.fullmatch(article.id):
            names += [number[1], f"第{number[1]}条", f"办法{article.label}", f"办法{number[1]}"]
        hay = haystack(shipped_pinyin(), names, prose=(article.gist, article.chapter))
        things.append(Thing(article.id, article.label, article.gist, article.chapter, hay))
    return tuple(things)


def offer_things(offers: Iterable[Offer]) -> tuple[Thing, ...]:
    """程序里的各处。"""
    table = shipped_pinyin()
    return tuple(
        Thing(
            offer.title,
            "",
            offer.title,
            offer.fact,
            haystack(table, (offer.title, *offer.aliases)),
            offer.place,
        )
        for offer in offers
    )
