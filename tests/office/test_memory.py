"""记得的回答与从头读的回答相同：任意一串动作、拒绝、撤回、撤销以后都是。"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from medtech_desktop.domain.filings import FilingStep
from medtech_desktop.domain.institutions import InstitutionKind
from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.privileges import DecisionKind, Temporary, Verb
from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.domain.working_days import SpecialDay
from medtech_desktop.office import (
    annulments,
    disclosures,
    editions,
    filing_pages,
    filings,
    institutions,
    month_sheets,
    practitioner_lists,
    practitioners,
    privilege_annulments,
    reminders,
    search,
    stops,
    technologies,
    technology_pages,
    todo,
    trainings,
)
from medtech_desktop.office.library import Library
from medtech_desktop.office.privilege_lists import PrivilegeQuestion, find_privileges
from medtech_desktop.office.privileges import NewDecision, NewEvent, enter_decision
from medtech_desktop.office.world import load_world, read_world
from medtech_desktop.store.memory import Memory
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.privilege_reaches import visiting_on
from medtech_desktop.store.privileges import load_events
from medtech_desktop.store.tables.acts import Annulment
from medtech_desktop.store.tables.technologies import EvidenceRow
from tests.builders import CLERK, LEAD, SECOND, Office
from tests.office.privilege_house import HEART, LIVER, build_house, open_privileges

TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)
CODES = ("S16", "S09", "G10", "S22")


def answers(library: Library, on: date) -> dict[str, object]:
    """窗口会问的，各问一次。"""
    found: dict[str, object] = {
        "world": load_world(library, on),
        "todo": todo.todo_board(library, on, days=3650),
        "technologies": technology_pages.technology_list(library, on),
        "filings": filing_pages.filing_list(library, on),
        "people": practitioner_lists.practitioner_list(library, on),
        "disclosure": disclosures.disclosure_view(library, on),
        "management": editions.management_view(library, on),
        "bases": trainings.training_bases(library, on),
        "month": _month(library, on),
        "reminder": reminders.reminder(library, on),
        "fileable": filing_pages.fileable(library, on),
    }
    for word in ("S16", "备案", "示例", "sjnk"):
        found[f"search {word}"] = search.find_things(library, word, on)
    for line in technology_pages.technology_list(library, on):
        found[line.number] = technology_pages.technology_page(library, line.number, on)
    for filing in filing_pages.filing_list(library, on):
        if filing.number:
            found[filing.number] = filing_pages.filing_page(library, filing.number, on)
    return found


def _month(library: Library, on: date) -> object:
    with library.look() as look:
        return month_sheets.month_sheet(read_world(look, on), look, "2026-11", "")


def forgetful(library: Library) -> Library:
    """同一个数据文件，什么也不记得。"""
    other = copy.copy(library)
    other._memory = Memory()
    return other


def deeds(office: Office, dice: random.Random) -> list[Callable[[], object]]:
    """可能办的事；办不成（规则不许、没有这一项）也是一种。"""
    key, day = dice.choice(CODES), TODAY - dice.randrange(1, 200) * DAY
    open_numbers = [f.filing.number for f in office.world(TODAY).filings] or ["备案-2026-001"]
    number = dice.choice(open_numbers)
    step = dice.choice(list(FilingStep))
    person = dice.choice((1, 2, 3, 4))
    mobile = {InstitutionKind.PRINCIPAL: f"示例院长{dice.randrange(3)}"}
    return [
        lambda: office.hire(f"示例{dice.randrange(99)}", f"{dice.randrange(5000, 5020)}"),
        lambda: office.propose(key, on=day, leads=(dice.choice((LEAD, SECOND)),)),
        lambda: office.do(technologies.add_evidence, key, "示例依据", day),
        lambda: office.assess(key, day, meets=dice.random() < 0.8),
        lambda: office.appraise(key, day),
        lambda: office.review(key, day),
        lambda: office.do(stops.start_technology, key, day, document="批准", reason="示例"),
        lambda: office.operate(key, day, reason="示例"),
        lambda: office.file(key, day + 3 * DAY, first_case=day, reason="示例"),
        lambda: office.gather(number, TODAY),
        lambda: office.submit(number, TODAY, reason="示例"),
        lambda: office.step(number, step, TODAY, document="示例", note="示例"),
        lambda: office.do(filings.edit_draft, number, on=TODAY, opinion=f"意见{day}"),
        lambda: office.do(practitioners.set_presence, person, "left", day),
        lambda: office.do(practitioners.set_title, person, f"职称{day.day}", day),
        lambda: office.do(institutions.set_institution, mobile, day),
        lambda: office.do(institutions.add_special_days, [SpecialDay(day, False, "示例")]),
        lambda: office.do(annulments.annul_step, number, "登记错", TODAY),
        lambda: office.do(annulments.annul_first_case, key, day, "登记错", TODAY),
        lambda: office.do(technologies.set_departments, key, ("神经外科",), day),
        lambda: spoiled(office, key),
    ]


def spoiled(office: Office, key: str) -> None:
    """写了一半、问过、然后撤回的一次操作。"""
    with office.library.act(CLERK, "spoiled") as page:
        file = read_world(page, TODAY).find_technology(key)
        row = {"technology_id": file.technology.id, "source": "撤回的", "day": TODAY}
        page.add(EvidenceRow, **row)
        seen = read_world(page, TODAY).find_technology(key)
        assert [e.source for e in seen.evidence].count("撤回的") == 1
        raise Trouble("撤回", "示例", "E-DB-08")


@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 3, 4))]
)
def test_what_is_remembered_is_what_is_read_again(seed: int, filed: Office) -> None:
    dice = random.Random(seed)
    done = 0
    for _ in range(30):
        deed = dice.choice(deeds(filed, dice))
        try:
            deed()
            done += 1
        except (Refused, Trouble):
            pass
        for on in (TODAY, TODAY - 60 * DAY):
            assert answers(filed.library, on) == answers(forgetful(filed.library), on)
    assert done >= 8


def test_an_act_forgets_only_what_it_changed(filed: Office) -> None:
    before = filed.world(TODAY)
    assert filed.world(TODAY) is before
    filed.do(technologies.add_evidence, "S16", "又一份依据", TODAY)
    after = filed.world(TODAY)
    assert after is not before
    assert after.staff is before.staff
    assert after.filings is before.filings
    assert len(after.technologies[0].evidence) == len(before.technologies[0].evidence) + 1


def test_an_annulment_forgets_what_it_undid(filed: Office) -> None:
    before = filed.world(TODAY)
    filed.do(annulments.annul_step, "备案-2026-001", "登记错", TODAY)
    after = filed.world(TODAY)
    assert after.staff is before.staff
    assert len(after.filings[0].events) == len(before.filings[0].events) - 1


def test_many_annulments_at_once_forget_what_they_undid(filed: Office) -> None:
    before = filed.world(TODAY)
    people = before.staff.people
    with filed.library.act(CLERK, "two.tables") as page:
        facts = [fact for fact in before.staff.facts if fact.kind == "name"][:2]
        rows = [("person_fact", fact.uid) for fact in facts]
        rows += [("evidence", one.uid) for one in before.technologies[0].evidence]
        named = ("event_table", "event_uid", "reason")
        page.add_tuples(Annulment, named, [(*row, "登记错") for row in rows])
        assert len(rows) > 2
        assert read_world(page, TODAY).staff is not before.staff
    after = filed.world(TODAY)
    assert (after.staff.people, len(after.staff.facts)) == (people, len(before.staff.facts) - 2)
    assert after.technologies[0].evidence == ()
    assert after.filings is before.filings
    assert answers(filed.library, TODAY) == answers(forgetful(filed.library), TODAY)


def test_an_annulled_privilege_is_gone_from_what_is_remembered(tmp_path: Path) -> None:
    house = build_house(tmp_path)
    open_privileges(house)
    house.decide(1, HEART, Verb.GRANT, TODAY - DAY)
    visitors(house.book)
    visiting = NewEvent(3, LIVER, Verb.GRANT, TODAY, temporary=Temporary.VISITING)
    with house.book.act(CLERK, "privilege.visiting") as page:
        decision = NewDecision(DecisionKind.GRANT, TODAY, meeting="示例会议")
        enter_decision(page, decision, [visiting], reason="示例")
    assert list(visitors(house.book)) == [3]
    with house.book.look() as look:
        events = [event for event in load_events(look) if event.person_id in (2, 3)]
        staff = look.kept(load_staff)
    for event in events:
        privilege_annulments.annul_privilege(house.book, CLERK, event.uid, "登记错")
        assert visitors(house.book) == visitors(forgetful(house.book))
        for on in (TODAY, TODAY + 40 * DAY):
            assert answers(house.book, on) == answers(forgetful(house.book), on)
            assert listed(house.book, on) == listed(forgetful(house.book), on)
    assert visitors(house.book) == {}
    with house.book.look() as look:
        assert look.kept(load_staff) is staff


def visitors(library: Library) -> dict[int, object]:
    with library.look() as look:
        return dict(visiting_on(look, TODAY))


def listed(library: Library, on: date) -> object:
    answer = find_privileges(library, PrivilegeQuestion(), on)
    return answer.first, answer.views


def test_the_past_is_read_afresh(filed: Office) -> None:
    then = filed.last_seq()
    filed.do(technologies.add_evidence, "S16", "后来的依据", TODAY)
    now = [e.source for e in filed.world(TODAY).technologies[0].evidence]
    past = [e.source for e in filed.world(TODAY, then).technologies[0].evidence]
    assert "后来的依据" in now
    assert "后来的依据" not in past
