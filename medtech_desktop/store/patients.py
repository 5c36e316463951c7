"""患者：遮盖了的写法，按代号取一位，抹去。患者的内容只在 ``patient`` 一张表里。"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from medtech_desktop.store.derived import derive
from medtech_desktop.store.page import Look, Page
from medtech_desktop.store.tables.surgeries import PatientRow

PATIENT = "patient"
_TAIL = 4
_OF = "SELECT id, number, admission FROM patient WHERE id IN (SELECT value FROM json_each(?))"
_BY_KEY = "SELECT key, id FROM patient WHERE key IN (SELECT value FROM json_each(?))"
_ERASE = "UPDATE patient SET number = NULL, admission = NULL WHERE id = ?"
_UNUSED_SINCE = (
    "SELECT p.id FROM patient p WHERE (p.number IS NOT NULL OR p.admission IS NOT NULL)"
    " AND p.id NOT IN (SELECT patient_id FROM surgery WHERE day >= ? AND patient_id IS NOT NULL)"
    " AND p.id NOT IN"
    " (SELECT patient_id FROM registered_case WHERE day >= ? AND patient_id IS NOT NULL)"
    " ORDER BY p.id"
)


def masked_patient(number: str | None, admission: str | None) -> str:
    """给人看的写法：「住院号 尾号 4471」；抹去了的为空。"""
    label, text = ("住院号", admission) if admission else ("病案号", number)
    return masked_number(label, text) if text else ""


def masked_number(label: str, text: str) -> str:
    """一个号码给人看的写法。"""
    tail = text[-_TAIL:] if len(text) > _TAIL else text[-1:]  # never the whole of a short one
    return f"{label} 尾号 {tail}"


def masked_patients(look: Look, ids: Collection[int]) -> dict[int, str]:
    """患者的内部号 → 遮盖了的写法。"""
    rows = look.raw(_OF, json.dumps(sorted(ids)), needs=(PATIENT,))
    return {int(row[0]): masked_patient(row[1], row[2]) for row in rows}


def ensure_patients(
    page: Page, told: Mapping[int, tuple[str | None, str | None]]
) -> dict[int, int]:
    """患者的键 → 内部号；没有见过的成批添上：单独一条的内容会逐项进审计，成批的只记散列。"""
    rows = page.raw(_BY_KEY, json.dumps(list(told)), needs=(PATIENT,))
    found = {int(key): int(number) for key, number in rows}
    news = [(key, *told[key]) for key in told if key not in found]
    if news:
        page.add_tuples(PatientRow, ("key", "number", "admission"), news)
        rows = page.raw(_BY_KEY, json.dumps(list(told)), needs=(PATIENT,))
        found = {int(key): int(number) for key, number in rows}
    return found


def key_of_patient(look: Look, patient_id: int) -> int | None:
    """一位患者的键；没有这一位为 None。"""
    found = look.raw("SELECT key FROM patient WHERE id = ?", patient_id, needs=(PATIENT,))
    return int(found[0][0]) if found else None


def patients_before(look: Look, day: date) -> list[int]:
    """自 ``day`` 起没有再做过手术、没有再登记过病例，而号码还在的患者。"""
    written = day.isoformat()
    rows = look.raw(_UNUSED_SINCE, written, written)
    return [int(row[0]) for row in rows]


def erase_patients(page: Page, ids: Iterable[int]) -> int:
    """抹去这些患者的号码，返回人数；手术与审计的散列都不受影响。

    The audit entry holds inner numbers only. What a digest covers never held this text, and
    the pages are overwritten (secure_delete); earlier backups still hold it.
    """
    wanted = sorted(set(ids))
    derive(page, PATIENT, _ERASE, [(number,) for number in wanted])
    page.remark(erased=[list(span) for span in _spans(wanted)])
    return len(wanted)


def _spans(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """连着的号合成一段。"""
    start = last = None
    for number in numbers:
        if last is not None and number == last + 1:
            last = number
            continue
        if start is not None and last is not None:
            yield start, last
        start = last = number
    if start is not None and last is not None:
        yield start, last
