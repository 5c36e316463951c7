"""急诊超权限的读入。"""

from __future__ import annotations

from medtech_desktop.domain.emergency_uses import EmergencyConfirmation, EmergencyUse
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.privileges import EmergencyConfirmationRow, EmergencyUseRow


def load_emergency_uses(look: Look) -> tuple[EmergencyUse, ...]:
    """全部急诊超权限，依 id。"""
    return tuple(look.fetch(EmergencyUseRow, EmergencyUse))


def load_confirmations(look: Look) -> tuple[EmergencyConfirmation, ...]:
    """上级的各次意见，依 id。"""
    return tuple(look.fetch(EmergencyConfirmationRow, EmergencyConfirmation))


def next_emergency_number(look: Look, year: int) -> str:
    """本年的下一个编号；用过的不再用。"""
    prefix = f"急诊-{year}-"
    number = EmergencyUseRow.number
    used = look.count(EmergencyUseRow, number.startswith(prefix), annulled=True)
    return f"{prefix}{used + 1:03d}"
