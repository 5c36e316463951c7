"""The index of privileges against the plain rule of matching, over random people and words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from medtech_desktop.domain.matching import fits, split_words
from medtech_desktop.domain.privilege_index import (
    ListedPerson,
    ListedTarget,
    PrivilegeIndex,
    Stand,
    View,
    key_of,
)
from medtech_desktop.domain.privileges import State, Target, TargetKind
from medtech_desktop.office.pinyin import haystack, person_haystack

NAMES = ("示例甲", "示例乙", "示例丙", "示例甲子", "示例丁")
CODES = ("肝切除", "肝修补", "心切除", "甲状腺切除", "胃修补")
PEOPLE = [
    ListedPerson(n, person_haystack(name, (f"D{n:03d}",)), frozenset((n % 2,)))
    for n, name in enumerate(NAMES, 1)
]
TARGETS = [
    ListedTarget(Target(TargetKind.PROCEDURE, n), haystack((f"D{n:02d}.01", name)))
    for n, name in enumerate(CODES, 1)
]
STATES = st.sampled_from([int(one) for one in State])
held = st.dictionaries(
    st.tuples(st.integers(1, 5), st.integers(1, 5)), st.tuples(STATES, st.integers(0, 90))
)
words = st.lists(
    st.sampled_from(["甲", "肝", "切除", "slj", "qc", "D0", "D02.01", "无", "修补", "s"]),
    min_size=0,
    max_size=3,
)


def fill(index: PrivilegeIndex, rows: dict[tuple[int, int], tuple[int, int]]) -> None:
    for one in PEOPLE:
        mine = [(target, what) for (person, target), what in rows.items() if person == one.id]
        index.put(
            one.id,
            [
                Stand(key_of(Target(TargetKind.PROCEDURE, target)), state, 5, until)
                for target, (state, until) in mine
            ],
        )


@settings(max_examples=150, deadline=None)
@given(held, held, words, st.none() | st.integers(0, 1))
def test_found_is_what_fits(
    before: dict[tuple[int, int], tuple[int, int]],
    now: dict[tuple[int, int], tuple[int, int]],
    typed: list[str],
    department: int | None,
) -> None:
    index = PrivilegeIndex()
    assert index.name_people(PEOPLE)
    index.name_targets(TARGETS)
    fill(index, before)
    index.expire_by(60)
    fill(index, now)
    found = index.find(" ".join(typed), None if department is None else frozenset({department}))
    rows = [index.stand(row) for row in found]
    told = [(one[0], one[1].id) for one in rows if one is not None]
    expected = {
        pair
        for pair in now
        if (department is None or pair[0] % 2 == department)
        and all(
            fits(word, PEOPLE[pair[0] - 1].hay) or fits(word, TARGETS[pair[1] - 1].hay)
            for word in split_words(" ".join(typed))
        )
    }
    assert len(told) == len(set(told)) == len(found)
    assert set(told) == expected
    counts = index.counts(found)
    for view in View:
        if view is not View.NO_CASES:
            assert counts[view] == len(index.narrow(found, view))
    soon = {pair for pair in expected if now[pair][0] == State.VALID and 0 < now[pair][1] <= 60}
    assert counts[View.EXPIRING] == len(soon)
    assert len(index) == len(now) == len(index.whole())
