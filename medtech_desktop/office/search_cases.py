"""手术单号也在搜索框里找：别的都没有找到、写的像单号时，到登记里找恰是这个单号的。

It is looked for only when nothing else fits.
"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.matching import Haystack
from medtech_desktop.office.log_names import log_names
from medtech_desktop.office.search_things import Thing
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgeries import current_case, log_counts
from medtech_desktop.store.surgery_lists import findings_of_case, keys_called

_LEAST, _DIGITS, _MOST = 5, 3, 6
_LOG = "log"
"""没有发现的一例：到登记各行的那一页。"""
_BARE = Haystack("", "", "")


def is_like_number(text: str) -> bool:
    """像手术单号：没有空白，够长，有几个数字。"""
    word = text.strip()
    digits = sum(one.isdigit() for one in word)
    return len(word) >= _LEAST and digits >= _DIGITS and not word.split()[1:]


def case_things(library: Book, text: str, on: date) -> tuple[Thing, ...]:
    """恰是这个单号的各例；不像单号、没有登记的为空。"""
    if not is_like_number(text):
        return ()
    with library.look() as look:
        if not log_counts(look).surgeries:
            return ()
        written = text.strip()
        for ref in dict.fromkeys((written, written.upper())):
            if keys := keys_called(look, ref)[:_MOST]:
                return tuple(_thing(look, key, ref, on) for key in keys)
        return ()


def _thing(look: Look, key: int, ref: str, on: date) -> Thing:
    findings, logged = findings_of_case(look, key), current_case(look, key)
    fact = f"{len(findings)} 条发现" if findings else "没有发现问题"
    title = "病例登记"
    if logged is not None:
        names = log_names(look, on)
        first = next(iter(logged.lines), None)
        who = "" if first is None else first.said_person
        if first is not None and first.person_id:
            who = names.person(first.person_id, logged.day)
        title = "　".join(one for one in (logged.day.isoformat(), who) if one)
    return Thing(str(findings[0]) if findings else _LOG, ref, title, fact, _BARE)
