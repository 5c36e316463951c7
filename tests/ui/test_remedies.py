"""挡住下一步的每一条，该有按钮的都有，按钮都通到录入框。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.norms import norm_findings
from medtech_desktop.ui.screens import technology_acts, technology_views


def test_a_missing_norm_leads_to_its_entry() -> None:
    day = date(2026, 11, 25)
    [told] = norm_findings(day, (), ("s16",), None, day)
    word = technology_views._REMEDIES[told.field]
    assert word == "登记管理规范…"
    assert technology_acts.REMEDY_ENTRIES[told.field] == word
    assert word in technology_acts._ENTRIES


def test_every_button_of_the_blocker_opens_something() -> None:
    assert set(technology_views._REMEDIES) <= set(technology_acts.REMEDY_ENTRIES)
