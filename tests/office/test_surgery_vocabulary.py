"""认名：一个人在院的起止，离院又回来的不当作已经走了。"""

from __future__ import annotations

from datetime import timedelta

import pytest

from medtech_desktop.office import practitioners
from medtech_desktop.office.surgery_vocabulary import vocabulary
from tests.builders import OPENED, Office

_DAY = timedelta(days=1)
LEFT, AGAIN, BACK = (OPENED + n * _DAY for n in (10, 20, 30))


def gone(office: Office, person: int) -> str:
    """名字所指的这个人到哪天为止；空 = 还在。"""
    with office.library.look() as look:
        people = vocabulary(look).people
    [until] = {one[2] for several in people.values() for one in several if one[0] == person}
    return until


@pytest.mark.parametrize(
    ("told", "until"),
    [
        ([("left", LEFT)], LEFT.isoformat()),
        ([("left", LEFT), ("left", AGAIN)], LEFT.isoformat()),
        ([("left", LEFT), ("died", AGAIN)], LEFT.isoformat()),
        ([("left", LEFT), ("present", BACK)], ""),
        ([("leave", LEFT)], ""),
        ([("left", LEFT), ("present", AGAIN), ("left", BACK)], BACK.isoformat()),
    ],
)
def test_who_has_left_is_not_meant_afterwards_but_who_came_back_is(
    hospital: Office, told: list[tuple[str, object]], until: str
) -> None:
    with hospital.library.look() as look:
        person = look.raw("SELECT min(person_id) FROM membership")[0][0]
    for state, since in told:
        hospital.do(practitioners.set_presence, person, state, since)
    assert gone(hospital, person) == until
