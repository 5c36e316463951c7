"""登记里的写法怎样比对：空白、间隔号的各种写法是同一个人；登记着的人不是外人。"""

from __future__ import annotations

from datetime import date

import pytest

from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.departments import DepartmentTree
from medtech_desktop.domain.gradings import GradingList
from medtech_desktop.domain.log_spellings import Called, bare_name, name_key
from medtech_desktop.domain.practitioners import Identifier, Person, Staff
from medtech_desktop.domain.specialties import Specialties
from medtech_desktop.domain.surgery_timelines import Grounds, names_of

DAY = date(2026, 1, 1)
STAFF = Staff(
    people=tuple(Person(n, f"p{n}", 1) for n in (1, 2)),
    facts=(Fact(1, "f", 1, 1, "name", "示例•甲", DAY), Fact(2, "g", 1, 2, "name", "示例 乙", DAY)),
    identifiers=(Identifier(1, "i", 1, 1, "staff_no", "0123", DAY, None),),
)


@pytest.mark.parametrize("dot", "·•‧∙・･")
def test_one_dot_is_as_good_as_another(dot: str) -> None:
    assert name_key(f"示例{dot} 甲") == "示例·甲"
    assert bare_name(f" 示例{dot}甲") == "示例甲"


def is_somebody(said: str, nameless: frozenset[str] = frozenset()) -> bool:
    def none(number: int) -> GradingList:
        raise AssertionError(number)

    called = names_of(STAFF)
    grounds = Grounds((), none, DepartmentTree(), Specialties(), STAFF, {}, {}, nameless, called)
    return grounds.is_somebody(said)


@pytest.mark.parametrize("said", ["示例·甲", "示例•甲", "示例甲", "示例．甲", "示例乙", "0123"])
def test_whoever_is_on_the_books_is_somebody(said: str) -> None:
    assert is_somebody(said)


@pytest.mark.parametrize("said", ["示例丙", "示例·乙丙", "123"])
def test_a_stranger_is_nobody(said: str) -> None:
    assert not is_somebody(said)
    assert is_somebody(said, frozenset({said}))


@pytest.mark.parametrize(
    ("said", "person"),
    [
        ("示例·甲", 1),
        ("示例 甲", 1),
        ("示例甲", 1),
        ("示例 乙", 2),
        ("0123", 1),
        ("123", 1),
        ("0124", 0),
        ("示例丙", 0),
    ],
)
def test_who_is_called_so(said: str, person: int) -> None:
    assert Called.of(STAFF).who(said) == ({person} if person else set())


def test_namesakes_are_several_unless_one_writes_it_just_so() -> None:
    more = Fact(3, "h", 1, 2, "name", "示例甲", DAY)
    called = Called.of(Staff(people=STAFF.people, facts=(*STAFF.facts, more)))
    assert called.who("示例甲") == {2}
    assert called.who("示例·甲") == {1}
    assert called.who("示·例甲") == {1, 2}
