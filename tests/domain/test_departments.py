"""科室的上下级：近的在前，按日，改名与撤并以后还找得到；分级与专业都按它找。"""

from __future__ import annotations

from datetime import date, timedelta

from medtech_desktop.domain.dated import Fact
from medtech_desktop.domain.departments import DepartmentTree
from medtech_desktop.domain.gradings import GradingLine
from medtech_desktop.domain.institutions import Department
from medtech_desktop.domain.specialties import Specialties, Specialty, SpecialtyDepartment
from tests.domain.test_gradings import THYROID, grading

SURGERY, GUT, COLON, BONES = 1, 2, 3, 4
BEGIN, LATER, TODAY = date(2026, 1, 1), date(2026, 6, 1), date(2026, 11, 24)
DAY = timedelta(days=1)


def fact(department: int, kind: str, value: str, since: date = BEGIN) -> Fact:
    return Fact(0, "", 1, department, kind, value, since)


def tree(*more: Fact) -> DepartmentTree:
    names = {SURGERY: "外科", GUT: "胃肠外科", COLON: "结直肠外科", BONES: "骨科"}
    return DepartmentTree(
        [Department(one, f"d{one}", 1, 1) for one in names],
        [fact(one, "name", name) for one, name in names.items()] + list(more),
    )


PARENTS = (fact(GUT, "parent", "外科"), fact(COLON, "parent", "胃肠外科", LATER))


def test_the_nearest_stands_first_and_each_day_has_its_own_tree() -> None:
    found = tree(*PARENTS)
    assert found.above(TODAY) == {GUT: (SURGERY,), COLON: (GUT, SURGERY)}
    assert found.above(LATER - DAY) == {GUT: (SURGERY,)}
    assert found.above(BEGIN - DAY) == {}
    assert tree().above(TODAY) == {}


def test_a_renamed_or_closed_parent_is_still_the_parent() -> None:
    renamed = tree(*PARENTS, fact(SURGERY, "name", "普通外科中心", LATER))
    assert renamed.above(TODAY)[GUT] == (SURGERY,)
    taken = tree(
        *PARENTS, fact(SURGERY, "name", "老外科", LATER), fact(BONES, "name", "外科", LATER)
    )
    assert taken.above(TODAY)[GUT] == (BONES,)  # who bears the name on the day
    assert taken.above(BEGIN)[GUT] == (SURGERY,)
    closed = tree(*PARENTS, fact(GUT, "name", "", LATER))
    assert closed.above(TODAY)[COLON] == (GUT, SURGERY)


def test_a_ring_of_parents_ends() -> None:
    ring = tree(*PARENTS, fact(SURGERY, "parent", "结直肠外科"))
    assert ring.above(TODAY)[COLON] == (GUT, SURGERY)


def test_the_line_of_the_nearest_department_above_counts() -> None:
    above = tree(*PARENTS).above(TODAY)
    whole, mine = GradingLine(THYROID, "", None, 1), GradingLine(THYROID, "", BONES, 4)
    over = grading(whole, mine, GradingLine(THYROID, "", SURGERY, 3)).within(above)
    assert over.grade_of(THYROID, COLON).grade == 3
    assert over.grade_of(THYROID, SURGERY).grade == 3
    assert over.grade_of(THYROID, None).grade == 1
    near = grading(
        whole, GradingLine(THYROID, "", SURGERY, 3), GradingLine(THYROID, "", GUT, 2)
    ).within(above)
    assert [near.grade_of(THYROID, one).grade for one in (COLON, GUT, SURGERY, BONES)] == [
        2, 2, 3, 1,
    ]  # fmt: skip
    own = grading(GradingLine(THYROID, "", COLON, 4), GradingLine(THYROID, "", GUT, 2))
    assert own.within(above).grade_of(THYROID, COLON).grade == 4
    alone = grading(GradingLine(THYROID, "", SURGERY, 3), mine).within(above)
    assert (alone.grade_of(THYROID, COLON).grade, alone.grade_of(THYROID, COLON).note) == (3, "")
    other = grading(GradingLine(THYROID, "", SURGERY, 3)).within(above)
    assert "最高级别" in other.grade_of(THYROID, BONES).note


def test_a_specialty_reaches_the_departments_below_unless_they_are_named_themselves() -> None:
    named = (
        SpecialtyDepartment(1, "", 1, 1, SURGERY, BEGIN, None),
        SpecialtyDepartment(2, "", 1, 2, COLON, LATER + DAY, None),
    )
    kinds = (Specialty(1, "", 1, "外科专业", BEGIN), Specialty(2, "", 1, "肛肠专业", BEGIN))
    known = Specialties(kinds, named, tree(*PARENTS))
    assert known.of_department(GUT, TODAY) == (1,)
    assert known.of_department(COLON, LATER) == (1,)
    assert known.of_department(COLON, TODAY) == (2,)  # the nearest that names one
    assert known.of_department(BONES, TODAY) == ()
    assert known.departments_of(1, TODAY) == (SURGERY,)
    assert set(known.reach_of((1,), TODAY)) == {SURGERY, GUT}
    assert set(known.reach_of((1,), LATER)) == {SURGERY, GUT, COLON}
