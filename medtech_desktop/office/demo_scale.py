"""演示的大医院：几千条虚构编码，几十万件授权事件；同样的种子得同样的内容。"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice

from medtech_desktop.domain.privileges import DecisionKind, Target, TargetKind, Verb
from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.demo_codes import add_many_codes
from medtech_desktop.office.demo_privileges import (
    EventTuple,
    add_decision,
    add_events,
    event_tuple,
)
from medtech_desktop.office.steady import steady
from medtech_desktop.store.book import Book
from medtech_desktop.store.gradings import code_ids
from medtech_desktop.store.page import Look
from medtech_desktop.store.practitioners import load_staff

CODES = 3200
_FIRST = date(2019, 1, 7)
_YEARS = 7
_DAY = timedelta(days=1)
_TERMS = (730, 730, 1095, 1460)
_AFTER = (
    *(Verb.RENEW, Verb.RENEW, Verb.RENEW, Verb.RENEW, Verb.RENEW, Verb.RENEW),
    *(Verb.SUSPEND, Verb.REVOKE),
)


def add_demo_scale(library: Book, clerk: Clerk, on: date, events: int, seed: int = 1) -> int:
    """补到 ``events`` 件授权事件；返回写了几件。"""
    codes = add_many_codes(library, clerk, on - 30 * _DAY, CODES)
    with library.look() as look:
        people = [one.id for one in load_staff(look).people]
        wanted = events - _already(look)
    if wanted <= 0:
        return 0
    dice = random.Random(seed + 9)
    with steady(), library.act(clerk, "demo.scale") as page:
        numbers = list(code_ids(page, codes).values())
        days = [_FIRST + turn * 91 * _DAY for turn in range(_YEARS * 4)]
        decisions = [
            add_decision(page, DecisionKind.GRANT, day, f"示例医发〔{day.year}〕{100 + n}号")
            for n, day in enumerate(days)
            if day <= on
        ]
        told = _events(people, numbers, list(zip(decisions, days, strict=False)), dice, wanted)
        return add_events(page, islice(told, wanted))


def _already(look: Look) -> int:
    from medtech_desktop.store.tables.privileges import PrivilegeEventRow

    return look.count(PrivilegeEventRow, annulled=True)


def _events(
    people: list[int],
    codes: list[int],
    decisions: list[tuple[int, date]],
    dice: random.Random,
    wanted: int,
) -> Iterator[EventTuple]:
    """逐人：几十项到几百项术式，各授予一次，多半续授过，少数暂停、恢复、撤销。"""
    share = -(-wanted // max(1, len(people)))
    last = len(decisions) - 1
    for person in people:
        left = share
        for code in dice.sample(codes, min(len(codes), share)):
            target, turn = Target(TargetKind.PROCEDURE, code), dice.randrange(last)
            decision, day = decisions[turn]
            verb = Verb.GRANT
            while left > 0:
                until = day + dice.choice(_TERMS) * _DAY if _has_term(verb) else None
                yield event_tuple(decision, person, target, verb, day, until, reason="示例")
                left -= 1
                turn += dice.randrange(3, 9)
                if turn > last or verb is Verb.REVOKE or dice.random() < 0.15:
                    break
                decision, day = decisions[turn]
                verb = Verb.REINSTATE if verb is Verb.SUSPEND else dice.choice(_AFTER)
            if left <= 0:
                break


def _has_term(verb: Verb) -> bool:
    return verb in (Verb.GRANT, Verb.RENEW)
