"""抹去患者：某日以后没有再来的患者，号码抹去，手术与核查都还在。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.office.acts import Clerk, Done, not_found, today
from medtech_desktop.store.book import Book
from medtech_desktop.store.patients import erase_patients, patients_before

CHANGED = frozenset({"surgery"})


@dataclass(frozen=True, slots=True)
class Erasable:
    """可以抹去的：几位患者，自哪天起没有再来过。"""

    before: date
    patients: int


def erasable(library: Book, before: date) -> Erasable:
    """``before`` 起没有手术也没有病例登记、号码还在的患者有几位。"""
    with library.look() as look:
        return Erasable(before, len(patients_before(look, before)))


def erase_before(library: Book, clerk: Clerk, before: date, reason: str) -> Done:
    """抹去这些患者的号码，不能恢复；以前的备份里仍有，随备份的保留期。raises Refused."""
    if not reason.strip():
        raise not_found("抹去须写明理由", "写明依据，如本院的保存期限", "reason")
    if before > today():
        raise not_found(f"{before.isoformat()} 晚于今天", "核对日期", "before")
    with library.act(clerk, "patient.erase", reason=reason) as page:
        wanted = patients_before(page, before)
        if not wanted:
            raise not_found(f"{before.isoformat()} 以前没有可以抹去的患者", "核对日期", "before")
        count = erase_patients(page, wanted)
    return Done(CHANGED, f"已抹去 {count:,} 位患者的号码；手术、病例与核查的结果不变")
