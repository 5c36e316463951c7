"""授权决定的核对：把规则要知道的读出来，交给 ``domain.privilege_rules``。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from medtech_desktop.domain.law import Finding
from medtech_desktop.store.page import Page

if TYPE_CHECKING:
    from medtech_desktop.office.privileges import NewDecision, NewEvent


def check_decision(
    page: Page, decision: NewDecision, events: Sequence[NewEvent], on: date
) -> tuple[Finding, ...]:
    """一次决定的全部结论。"""
    return ()
