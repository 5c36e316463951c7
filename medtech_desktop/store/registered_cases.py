"""病例登记的读入。"""

from __future__ import annotations

from medtech_desktop.domain.registered_cases import RegisteredCase
from medtech_desktop.store.page import Look
from medtech_desktop.store.tables.cases import RegisteredCaseRow


def load_registered_cases(
    look: Look, technology_id: int | None = None
) -> tuple[RegisteredCase, ...]:
    """各次登记，依 id；撤销了的不在内。可以只要一项技术的。"""
    column = RegisteredCaseRow.technology_id
    where = () if technology_id is None else (column == technology_id,)
    return tuple(look.fetch(RegisteredCaseRow, RegisteredCase, *where))
