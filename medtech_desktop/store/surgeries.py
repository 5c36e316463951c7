"""手术登记的读入：要判断的各项，一例的全貌，认名，条数；密钥。

A line keeps what the log said; who or what a writing means is asked here, of the office's own
word (``log_meaning``), for lines of every age.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from medtech_desktop.domain.log_spellings import Called
from medtech_desktop.domain.surgeries import Line
from medtech_desktop.domain.surgery_cases import LoggedCase, LoggedLine, Participant
from medtech_desktop.store.page import Look
from medtech_desktop.store.patients import masked_patients
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.tables.surgeries import PLACES

day_of = cache(date.fromisoformat)
"""ISO 文本 → 日子：一百万行里只有几千个。"""
_PURPOSE = b"medtech surgery log: keys of cases and patients"

COUNTS = "NOT EXISTS (SELECT 1 FROM surgery_gone g WHERE g.surgery_id = s.id AND g.why < 3)"
"""``surgery s`` 是现在登记着的版本：没有被新版本代替，所在批次没有撤销（已取消的也在内）。"""

_MEANINGS = (
    "SELECT m.kind, m.said, m.target FROM log_meaning m WHERE NOT EXISTS (SELECT 1 FROM"
    " annulment u WHERE u.event_table = 'log_meaning' AND u.event_uid = m.uid) ORDER BY m.id"
)
_LINES = (
    "SELECT l.id, l.surgery_id, s.key, l.ordinal, l.day, l.person_id, l.said_person, l.code_id,"
    " l.said_code, l.department_id, s.said_department, s.emergency, s.cancelled, s.consent,"
    " s.research, s.ref FROM surgery_line l JOIN surgery s ON s.id = l.surgery_id"
    " WHERE {where} AND " + COUNTS + " ORDER BY l.id"
)
_IN = "IN (SELECT value FROM json_each(?))"
_CASE = (
    "SELECT id, act_seq, key, ref, line, site_id, department_id, said_department, day, started,"
    " ended, patient_id, emergency, cancelled, consent, research, complication, died, returned,"
    " discussed FROM surgery s WHERE s.key = ? AND " + COUNTS + " ORDER BY id DESC LIMIT 1"
)
_ITEMS = (
    "SELECT id, ordinal, code_id, said_code, said_name, person_id, said_person, grade"
    " FROM surgery_line WHERE surgery_id = ? ORDER BY ordinal, id"
)
_OTHERS = (
    "SELECT l.id, p.role, p.person_id, p.said_person FROM surgery_line l"
    f" JOIN surgery_participant p ON p.id >= l.id * {PLACES} AND p.id < (l.id + 1) * {PLACES}"
    " WHERE l.surgery_id = ? ORDER BY p.id"
)
_LOG = ("surgery", "surgery_line", "surgery_gone", "log_meaning", "log_word", "annulment")


def log_secret(look: Look) -> bytes:
    """手术登记各个键的密钥：由数据文件的密钥推得，推不回去；给子进程的只是它。"""
    [(secret,)] = look.raw("SELECT secret FROM book_info")
    return hmac.new(secret, _PURPOSE, hashlib.sha256).digest()


@dataclass(frozen=True, slots=True)
class Meanings:
    """认名：写法（或它在 log_word 里的号）→ 内部号；``None`` = 写明认不出。

    ``said`` is the office's own word.  ``words`` holds besides it who was put on the books
    after the import: whose name or number a writing is, and nobody else's.
    """

    said: dict[str, dict[str, int | None]]
    words: dict[str, dict[int, int]]
    called: Called

    def whom(self, text: str) -> int | None:
        """一个写法是谁；没有认过、也不恰是一个人的姓名或工号的为 None。"""
        if text in self.said["person"]:
            return self.said["person"][text]
        people = self.called.who(text)
        return next(iter(people)) if len(people) == 1 else None

    def of(self, kind: str, word: int | None) -> int | None:
        """一个号的写法指谁；没有认过的为 None。"""
        return None if word is None else self.words[kind].get(word)

    def writings(self, kind: str, target: int) -> list[int]:
        """指这一个的各写法的号。"""
        return [word for word, meant in self.words[kind].items() if meant == target]


def meanings(look: Look) -> Meanings:
    """全部有效的认名；表没有改就不重读。"""
    return look.kept(_read_meanings)


def _read_meanings(look: Look) -> Meanings:
    said: dict[str, dict[str, int | None]] = {"person": {}, "department": {}, "code": {}}
    words: dict[str, dict[int, int]] = {kind: {} for kind in said}
    for kind, text, target in look.raw(_MEANINGS, needs=("log_meaning", "annulment")):
        said[kind][text] = target
    texts = sorted({text for each in said.values() for text in each})
    for word, text in _numbers(look, texts):
        for kind, meant in said.items():
            if (target := meant.get(text)) is not None:
                words[kind][word] = target
    for word, (text, person) in look.kept(_registered_since).items():
        if text not in said["person"]:
            words["person"][word] = person
    return Meanings(said, words, look.kept(_called))


def _called(look: Look) -> Called:
    return Called.of(look.kept(load_staff))


def _registered_since(look: Look) -> dict[int, tuple[str, int]]:
    """恰是一个人的姓名或工号的写法：号 → 写法、内部号。"""
    called, found = look.kept(_called), dict[int, tuple[str, int]]()
    for word, text in look.raw("SELECT id, text FROM log_word", needs=("log_word",)):
        people = called.who(text)
        if len(people) == 1:
            found[int(word)] = str(text), next(iter(people))
    return found


def _numbers(look: Look, texts: Sequence[str]) -> Iterable[tuple[int, str]]:
    sql = f"SELECT id, text FROM log_word WHERE text {_IN}"
    rows = look.raw(sql, json.dumps(texts, ensure_ascii=False), needs=("log_word",))
    return [(int(word), str(text)) for word, text in rows]


def names_by_code(look: Look) -> dict[int, str]:
    """手术编码的内部号 → 名称，后录入的一版为准。"""
    sql = (
        "SELECT c.id, p.name FROM procedure p JOIN procedure_code c ON c.code = p.code"
        " WHERE NOT EXISTS (SELECT 1 FROM annulment u WHERE u.event_table = 'procedure'"
        " AND u.event_uid = p.uid) ORDER BY p.id"
    )
    return dict(look.raw(sql, needs=("procedure", "procedure_code", "annulment")))


def word_texts(look: Look, words: Iterable[int | None]) -> dict[int | None, str]:
    """log_word 的号 → 写法；``None`` → 空。"""
    wanted = sorted({word for word in words if word is not None})
    sql = f"SELECT id, text FROM log_word WHERE id {_IN}"
    found: dict[int | None, str] = {None: ""}
    found.update(look.raw(sql, json.dumps(wanted), needs=("log_word",)))
    return found


# Lines to judge


def load_lines(
    look: Look,
    *,
    ids: Collection[int] | None = None,
    person_id: int | None = None,
) -> list[Line]:
    """现在登记着的各项：全部，指明的，或某人做的。依 id。

    A person's lines include those whose writing means the person.
    """
    where, value = _asked(look, ids, person_id)
    return lines_of(look, look.raw(_LINES.format(where=where), *value, needs=_LOG))


def _asked(
    look: Look,
    ids: Collection[int] | None,
    person_id: int | None,
) -> tuple[str, list[Any]]:
    if ids is not None:
        return f"l.id {_IN}", [json.dumps(list(ids))]
    if person_id is not None:
        words = meanings(look).writings("person", person_id)
        said = f" OR (l.person_id IS NULL AND l.said_person {_IN})" if words else ""
        return f"(l.person_id = ?{said})", [person_id, *([json.dumps(words)] if words else [])]
    return "1", []


def lines_of(look: Look, rows: Sequence[tuple[Any, ...]]) -> list[Line]:
    """``_LINES`` 的各行，认过名的。"""
    meant = meanings(look)
    texts = word_texts(look, [word for row in rows for word in (row[6], row[8])])
    return [_line(row, meant, texts) for row in rows]


def _line(row: tuple[Any, ...], meant: Meanings, texts: dict[int | None, str]) -> Line:
    number, surgery, key, ordinal, day, person, who, code, what, department, where = row[:11]
    return Line(
        number,
        surgery,
        key,
        ordinal,
        date.fromisoformat(day),
        person if person is not None else meant.of("person", who),
        texts[who],
        code if code is not None else meant.of("code", what),
        texts[what],
        department if department is not None else meant.of("department", where),
        _flag(row[11]),
        bool(row[12]),
        _flag(row[13]),
        _flag(row[14]),
        row[15],
    )


def _flag(value: int | None) -> bool | None:
    return None if value is None else bool(value)


# One case


def current_case(look: Look, key: int) -> LoggedCase | None:
    """某来源键现在的一例；没有登记着的为 None。"""
    found = look.raw(_CASE, key, needs=(*_LOG, "patient"))
    if not found:
        return None
    row = found[0]
    meant, patient = meanings(look), row[11]
    department = row[6] if row[6] is not None else meant.of("department", row[7])
    shown = masked_patients(look, [patient]).get(patient, "") if patient is not None else ""
    versions = look.raw("SELECT count(*) FROM surgery WHERE key = ?", row[2], needs=_LOG)
    flags = [_flag(one) for one in row[12:]]
    told: tuple[Any, ...] = (
        *row[:6],
        department,
        word_texts(look, [row[7]])[row[7]],
        date.fromisoformat(row[8]),
        *(row[9] or "", row[10] or "", shown),
        *(flags[0], bool(flags[1]), *flags[2:]),
        *(_items(look, row[0], meant), versions[0][0]),
    )
    return LoggedCase(*told)


def _items(look: Look, surgery_id: int, meant: Meanings) -> tuple[LoggedLine, ...]:
    rows = look.raw(_ITEMS, surgery_id, needs=_LOG)
    others = look.raw(_OTHERS, surgery_id, needs=(*_LOG, "surgery_participant"))
    said = [word for row in rows for word in (row[3], row[4], row[6])]
    texts = word_texts(look, [*said, *(other[3] for other in others)])
    beside: dict[int, list[Participant]] = {}
    for line, role, person, word in others:
        whom = person if person is not None else meant.of("person", word)
        beside.setdefault(line, []).append(Participant(role, whom, texts[word]))
    return tuple(
        LoggedLine(
            number,
            ordinal,
            code if code is not None else meant.of("code", what),
            texts[what],
            texts[name],
            person if person is not None else meant.of("person", who),
            texts[who],
            grade,
            tuple(beside.get(number, ())),
        )
        for number, ordinal, code, what, name, person, who, grade in rows
    )


# Counts


@dataclass(frozen=True, slots=True)
class LogCounts:
    """登记着多少例、多少项，自哪天至哪天（没有登记为 None）。"""

    surgeries: int
    lines: int
    first: date | None
    last: date | None


def log_counts(look: Look) -> LogCounts:
    """手术登记的大小；表没有改就不重数。"""
    return look.kept(_count)


def _count(look: Look) -> LogCounts:
    gone = "(SELECT surgery_id FROM surgery_gone WHERE why < 3)"
    [(surgeries,)] = look.raw(
        f"SELECT (SELECT count(*) FROM surgery) - (SELECT count(*) FROM {gone})", needs=_LOG
    )
    [(lines,)] = look.raw(
        "SELECT (SELECT count(*) FROM surgery_line) - (SELECT count(*) FROM surgery_line"
        f" WHERE surgery_id IN {gone})",
        needs=_LOG,
    )
    edge = (
        "SELECT l.day FROM surgery_line l JOIN surgery s ON s.id = l.surgery_id"
        f" WHERE {COUNTS} ORDER BY l.day {{way}} LIMIT 1"
    )
    ends = [look.raw(edge.format(way=way), needs=_LOG) for way in ("ASC", "DESC")]
    first, last = [date.fromisoformat(rows[0][0]) if rows else None for rows in ends]
    return LogCounts(surgeries, lines, first, last)


def months(look: Look) -> list[tuple[str, int]]:
    """各月登记了多少项，先后为序。"""
    sql = (
        "SELECT substr(l.day, 1, 7) AS month, count(*) FROM surgery_line l"
        " JOIN surgery s ON s.id = l.surgery_id"
        f" WHERE {COUNTS} GROUP BY month ORDER BY month"
    )
    return [(str(month), int(lines)) for month, lines in look.raw(sql, needs=_LOG)]
