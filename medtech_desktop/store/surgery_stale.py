"""核查落后于哪些改动（派生）：每次操作以后，由改了的表得知；下次核查补上。

What an act changed is known by its tables; the persons and technologies of a table are read
from the rows that the act wrote or annulled.
"""

from __future__ import annotations

import json
from collections.abc import Set
from dataclasses import dataclass
from typing import Any

from medtech_desktop.domain.log_spellings import spelling_keys
from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.surgeries import meanings

EVERYTHING, PERSON, TECHNOLOGY, BATCH, WRITING, UNPLACED, QUALIFIED = 1, 2, 3, 4, 5, 6, 7
_ALL, _WINDOWS = 0, 1
"""``EVERYTHING`` 的两种：都要重判；各段（目录、专业、科室）变了才重判。"""
_TABLE = "surgery_stale"
_PUT = "INSERT OR IGNORE INTO surgery_stale (scope, ref) VALUES (?, ?)"
_IN = "IN (SELECT value FROM json_each(?))"
_WINDOW_TABLES = frozenset(
    {
        *("grading_edition", "grading_line", "code_edition", "procedure", "specialty"),
        *("specialty_department", "department", "department_fact", "technology_code"),
        *("technology", "technology_fact", "scope_decision", "out_of_scope_entry"),
    }
)
_PERSON_TABLES = {
    "privilege_event": "person_id",
    "registration": "person_id",
    "invitation": "person_id",
    "certificate": "person_id",
    "training_exemption": "person_id",
    "practice": "person_id",
    "person_fact": "subject_id",
    "emergency_use": "person_id",
}
_QUALIFYING = frozenset(_PERSON_TABLES) - {"privilege_event", "emergency_use"}
_TECHNOLOGY_TABLES = {
    "technology_fact": "subject_id",
    **dict.fromkeys(
        (
            *("technology_code", "technology_lead", "technology_lineage", "technology_start"),
            *("technology_stop", "technology_subject", "appraisal", "ethics_review", "product"),
            *("prohibited_answer", "scope_decision", "registered_case"),
        ),
        "technology_id",
    ),
}
_CATALOGS = frozenset(
    {
        *("edition", "entry", "entry_link", "force_event", "prohibited_entry", "licence_subject"),
        *("site_licence", "library_fact", "product_approval", "out_of_scope_entry"),
    }
)
"""这些表改了，每项技术都要再看。"""
_LED = f"SELECT DISTINCT technology_id FROM technology_lead WHERE person_id {_IN}"
_SHARING = f"SELECT DISTINCT technology_id FROM technology_code WHERE code_id {_IN}"
"""对应或不再对应一条编码，对应它的别的技术也要再看：一项一种发现只记在一项技术上。"""
_LEADING = ("registration", "practice", "person_fact", "invitation")
"""技术负责人的这些改了，他负责的技术要再看。"""
_WRITTEN = (
    "SELECT {column} FROM {table} WHERE act_seq = ? UNION SELECT t.{column} FROM annulment u"
    " JOIN {table} t ON t.uid = u.event_uid WHERE u.event_table = '{table}' AND u.act_seq = ?"
)
_OPINIONS = (
    "SELECT e.person_id FROM emergency_use e JOIN ({confirmed}) c ON c.emergency_use_id = e.id"
)
_NAMES = (
    "SELECT value FROM person_fact WHERE kind = 'name' AND act_seq = ? UNION"
    " SELECT value FROM identifier WHERE scheme = 'staff_no' AND act_seq = ? UNION"
    " SELECT f.value FROM annulment u JOIN person_fact f ON f.uid = u.event_uid"
    " WHERE u.event_table = 'person_fact' AND u.act_seq = ? UNION"
    " SELECT i.value FROM annulment u JOIN identifier i ON i.uid = u.event_uid"
    " WHERE u.event_table = 'identifier' AND u.act_seq = ?"
)
_NOBODY = (
    "SELECT DISTINCT w.id, w.text FROM surgery_line l JOIN log_word w ON w.id = l.said_person"
    " WHERE l.person_id IS NULL"
)
_REGISTERED = (
    "SELECT DISTINCT technology_id, said_person FROM registered_case"
    " WHERE person_id IS NULL AND said_person <> ''"
)
_MEANT = f"SELECT id FROM log_word WHERE text {_IN}"
_FIRST = (
    "SELECT 1 FROM grading_edition e WHERE (e.act_seq = ?1 OR e.uid IN (SELECT event_uid FROM"
    " annulment WHERE event_table = 'grading_edition' AND act_seq = ?1)) AND e.since <="
    " coalesce((SELECT min(o.since) FROM grading_edition o WHERE o.act_seq <> ?1 AND NOT EXISTS"
    " (SELECT 1 FROM annulment u WHERE u.event_table = 'grading_edition'"
    " AND u.event_uid = o.uid)), '9999')"
)
"""最早的一版变了：那以前与以后没有判断的原因不同。"""
_UNPLACED = "SELECT 1 FROM surgery_line WHERE person_id = ? AND department_id IS NULL LIMIT 1"
_ANY = "SELECT 1 FROM surgery_line LIMIT 1"
_ANY_CASE = "SELECT 1 FROM registered_case LIMIT 1"
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stale:
    """落后了的：全部、各段或许变了、哪些人、哪些技术（空且 ``catalogs`` = 全部技术）、哪些批。

    ``writings``: what they mean has changed. ``unplaced``: persons whose departments have, for
    lines that tell of none. ``qualified``: those of ``people`` of whom more has changed than
    what they may do: whether they are registered here, and trained.
    """

    everything: bool = False
    windows: bool = False
    people: frozenset[int] = frozenset()
    technologies: frozenset[int] = frozenset()
    catalogs: bool = False
    batches: frozenset[int] = frozenset()
    writings: frozenset[int] = frozenset()
    unplaced: frozenset[int] = frozenset()
    qualified: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self != Stale()


def load_stale(look: Look) -> Stale:
    """现在落后于什么。"""
    rows = look.raw("SELECT scope, ref FROM surgery_stale", needs=(_TABLE,))

    def refs(scope: int) -> frozenset[int]:
        return frozenset(ref for one, ref in rows if one == scope)

    whole, technologies = refs(EVERYTHING), refs(TECHNOLOGY)
    return Stale(
        _ALL in whole,
        _WINDOWS in whole,
        refs(PERSON),
        technologies - {0},
        0 in technologies,
        refs(BATCH),
        refs(WRITING),
        refs(UNPLACED),
        refs(QUALIFIED),
    )


def mark_stale(page: Page) -> None:
    """``Book.act`` 在提交前调用；改动与核查无关的，什么也不做。"""
    changed = page.changed_tables
    if changed.isdisjoint(_WATCHED) or not _any(page):
        return
    marks: set[Mark] = set()
    if not changed.isdisjoint(_WINDOW_TABLES):
        marks.add((EVERYTHING, _WINDOWS))
    if "grading_edition" in changed and page.raw(_FIRST, page.seq):
        marks.add((EVERYTHING, _ALL))
    if "surgery" in changed:
        marks.add((BATCH, page.seq))
    elif "surgery_gone" in changed and _TABLE not in changed:
        marks.add((EVERYTHING, _ALL))  # whoever undoes a batch says which
    marks |= _people(page, changed)
    marks |= _writings(page, changed)
    marks |= _technologies(page, changed)
    derive(page, _TABLE, _PUT, sorted(marks))


def mark_everything(page: Page) -> None:
    """都要重判：重建、体检以后。"""
    derive(page, _TABLE, _PUT, [(EVERYTHING, _ALL)])


def _any(page: Page) -> bool:
    return bool(page.raw(_ANY) or page.raw(_ANY_CASE))


def _written(page: Page, table: str, column: str) -> set[Any]:
    sql = _WRITTEN.format(table=table, column=column)
    return {row[0] for row in page.raw(sql, page.seq, page.seq) if row[0] is not None}


def _people(page: Page, changed: Set[str]) -> set[Mark]:
    people, qualified = set[int](), set[int]()
    for table, column in _PERSON_TABLES.items():
        if table in changed:
            found = _written(page, table, column)
            people |= found
            qualified |= found if table in _QUALIFYING else set()
    if "emergency_confirmation" in changed:
        confirmed = _WRITTEN.format(table="emergency_confirmation", column="emergency_use_id")
        rows = page.raw(_OPINIONS.format(confirmed=confirmed), page.seq, page.seq)
        people |= {int(row[0]) for row in rows}
    marks = {(PERSON, person) for person in people}
    marks |= {(QUALIFIED, person) for person in qualified}
    if people and not changed.isdisjoint(_LEADING):
        led = page.raw(_LED, json.dumps(sorted(people)))
        marks |= {(TECHNOLOGY, int(row[0])) for row in led}
    if "membership" in changed:
        moved = _written(page, "membership", "person_id")
        marks |= {(UNPLACED, person) for person in moved if _is_unplaced(page, person)}
    return marks


def _is_unplaced(page: Page, person: int) -> bool:
    """有没有写科室的，算在这人当日的科室。"""
    return bool(meanings(page).writings("person", person) or page.raw(_UNPLACED, person))


def _writings(page: Page, changed: Set[str]) -> set[Mark]:
    """登记里的写法，所指的变了：认名，或人员的姓名、工号恰是认不出的写法。

    A registered case is judged with its technology.
    """
    words, said, names = set[int](), set[str](), set[str]()
    if "log_meaning" in changed:
        said = _written(page, "log_meaning", "said")
        texts = json.dumps(sorted(said), ensure_ascii=False)
        words |= {int(row[0]) for row in page.raw(_MEANT, texts)}
    if "person_fact" in changed or "identifier" in changed:
        names = spelling_keys(row[0] for row in page.raw(_NAMES, *(page.seq,) * 4))
        lost = page.raw(_NOBODY) if names else []
        words |= {int(word) for word, text in lost if names & spelling_keys([text])}
    marks = {(WRITING, word) for word in words}
    for technology, text in page.raw(_REGISTERED) if said or names else ():
        if text in said or names & spelling_keys([text]):
            marks.add((TECHNOLOGY, int(technology)))
    return marks


def _technologies(page: Page, changed: Set[str]) -> set[Mark]:
    if not changed.isdisjoint(_CATALOGS):
        return {(TECHNOLOGY, 0)}
    found: set[int] = set()
    for table, column in _TECHNOLOGY_TABLES.items():
        if table in changed:
            found |= _written(page, table, column)
    if "technology_code" in changed:
        codes = _written(page, "technology_code", "code_id")
        found |= {int(row[0]) for row in page.raw(_SHARING, json.dumps(sorted(codes)))}
    return {(TECHNOLOGY, technology) for technology in found}


_WATCHED = frozenset(
    {
        *_WINDOW_TABLES,
        *_PERSON_TABLES,
        *_TECHNOLOGY_TABLES,
        *_CATALOGS,
        *("log_meaning", "surgery", "surgery_gone", "membership", "identifier"),
        "emergency_confirmation",
    }
)
