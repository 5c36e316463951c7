"""By which event a privilege stands as it does, and since when."""

from __future__ import annotations

from datetime import date, timedelta

from medtech_desktop.domain.privilege_sequences import began, last_word
from medtech_desktop.domain.privileges import PrivilegeEvent, Verb
from tests.domain.privilege_samples import CODE, EARLIER, TODAY, event, stood

LONG_AGO, LAST = date(2026, 1, 5), date(2026, 4, 1)
NEXT = timedelta(days=1)


def since(chain: list[PrivilegeEvent], day: date) -> date:
    last, standing = last_word(chain, day)
    assert last is not None
    assert standing is not None
    return began(last, standing, day)


def chain(*deeds: tuple[Verb, date, date | None]) -> list[PrivilegeEvent]:
    return stood(*(event(verb, day, target=CODE, until=until) for verb, day, until in deeds))


def test_it_stands_since_the_day_of_the_event_itself() -> None:
    given = chain((Verb.GRANT, LONG_AGO, LAST))
    assert since(given, EARLIER) == LONG_AGO
    assert since(given, TODAY) == LONG_AGO  # run out: the reader wants when it began
    renewed = chain((Verb.GRANT, LONG_AGO, LAST), (Verb.RENEW, EARLIER, None))
    assert since(renewed, TODAY) == EARLIER
    assert since(renewed, EARLIER - NEXT) == LONG_AGO


def test_what_changes_nothing_is_not_the_last_word() -> None:
    dead = chain(
        (Verb.GRANT, LONG_AGO, None), (Verb.REVOKE, EARLIER, None), (Verb.RENEW, LAST, None)
    )
    last, _ = last_word(dead, TODAY)
    assert last is not None
    assert (last.verb, since(dead, TODAY)) == (Verb.REVOKE, EARLIER)


def test_a_suspension_that_has_ended_gives_back_the_day_after() -> None:
    halted = chain((Verb.GRANT, LONG_AGO, None), (Verb.SUSPEND, EARLIER, LAST))
    assert since(halted, LAST) == EARLIER
    assert since(halted, TODAY) == LAST + NEXT
