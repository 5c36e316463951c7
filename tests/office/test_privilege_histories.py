"""授权经过的文书：问与答、凭什么、划去的与补录的、那天终了时的登记；一项或各项。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.law import Refused
from medtech_desktop.domain.privilege_histories import PrivilegeHistory, history_key
from medtech_desktop.domain.privileges import Verb
from medtech_desktop.office.acts import today
from medtech_desktop.office.paper_kinds import Paper, paper_of
from medtech_desktop.office.privilege_acts import Item
from medtech_desktop.office.privilege_annulments import annul_privilege
from medtech_desktop.store.privileges import chain_of
from tests.builders import CLERK, LEAD, NEUROSURGERY, SECOND, Office
from tests.documents.paper_samples import page_texts
from tests.office.test_privilege_acts import grant

NOW = today()
CODE = "39.7201"


def paper(office: Office, key: str, on: date = NOW) -> Paper:
    from medtech_desktop.office.world import read_world

    with office.library.look() as look:
        return paper_of(read_world(look, on), "privilege-history", key, look=look)


def record(office: Office, key: str, on: date = NOW) -> PrivilegeHistory:
    made = paper(office, key, on).record
    assert isinstance(made, PrivilegeHistory)
    return made


def text(made: Paper) -> str:
    return "".join("".join(page_texts(made.render("pdf"))).split())


@pytest.mark.allows("MTCA-20", duty="4.core-question")
def test_the_answer_is_printed_with_its_chain(privileged: Office) -> None:
    made = paper(privileged, f"{LEAD}:{CODE}")
    [cell] = made.record.cells
    assert (cell.code, cell.answer) == (CODE, "有权")
    assert cell.held.startswith("凭专业")
    assert [one.said for one in cell.events][0].startswith("期初授权四级")
    said = text(made)
    for one in ("授权经过", LEAD, CODE, "有权", "谁在哪天登记", "粗线为"):
        assert one in said


def test_what_was_annulled_is_struck_with_its_reason_and_known_as_it_was(
    privileged: Office,
) -> None:
    target = privileged.code(CODE)
    person = privileged.person(SECOND)
    grant(privileged, SECOND, Item(target))
    with privileged.library.look() as look:
        [event] = chain_of(look, person, target)
    privileged.do(annul_privilege, event.uid, "授错了人")
    made = paper(privileged, history_key(person, target))
    [cell] = made.record.cells
    assert cell.answer == "无权"
    [told] = cell.events
    assert "撤销登记" in told.annulled
    assert told.annulled.endswith("授错了人")
    assert "授错了人" in text(made)
    before = history_key(person, target, (), date(2020, 1, 1))
    [then] = record(privileged, before).cells
    assert (then.events, then.answer) == ((), "无权")


def test_all_of_a_person_is_one_paper(privileged: Office) -> None:
    grant(privileged, LEAD, Item(privileged.code(CODE)))
    made = record(privileged, LEAD)
    assert made.whole
    names = [(cell.target.split()[0], cell.answer) for cell in made.cells]
    assert names[0][1] == "有权"
    assert names[-1] == (CODE, "有权")
    assert {one.said for one in made.cells[-1].events} == {"授予"}
    lead = privileged.person(LEAD)
    with privileged.library.look() as look:
        grades = chain_of(look, lead, NEUROSURGERY)
    assert [one.verb for one in grades] == [Verb.OPENING]
    assert len(made.cells[0].events) == 1


def test_who_or_what_is_not_on_record_is_refused(privileged: Office) -> None:
    for key in ("9999", f"{LEAD}:没有", "", f"{LEAD}:{CODE}@2026-02-31"):
        with pytest.raises(Refused):
            paper(privileged, key)


def test_nobody_but_the_clerk_of_the_act_is_named(privileged: Office) -> None:
    [cell] = record(privileged, f"{LEAD}:{CODE}").cells
    assert cell.events[0].entered.startswith(CLERK.name)
