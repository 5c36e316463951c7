"""限制类技术的编码：手术权限与技术的权限两样都要，缺了在回答里说出来。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from medtech_desktop.domain.law import Severity
from medtech_desktop.domain.privilege_answers import Answer
from medtech_desktop.office.privilege_acts import Item
from medtech_desktop.office.privilege_questions import was_held
from medtech_desktop.store.tables.gradings import TechnologyCodeRow
from tests.builders import CLERK, SECOND, Office, words
from tests.office.test_privilege_acts import NOW, grant, technology

NEXT = NOW + timedelta(days=1)
"""On the very day of a grant the answer is to be verified."""


@pytest.mark.refuses("MTCA-19")
def test_a_code_of_a_restricted_technology_needs_both(privileged: Office) -> None:
    """手术权限以外还要这项技术的权限；符合条件才算的只说明。"""
    s16, code, other = technology(privileged), *map(privileged.code, ("39.7201", "39.7402"))
    with privileged.library.act(CLERK, "test.link") as page:
        for one, condition in ((code, ""), (other, "仅限示例途径")):
            told = {"technology_id": s16.id, "code_id": one.id, "condition": condition}
            page.add(TechnologyCodeRow, **told, since=date(2026, 1, 1), until=None)
    grant(privileged, SECOND, Item(code), Item(other))

    def findings(typed: str, day: date = NEXT) -> list[tuple[Severity, str]]:
        answer = was_held(privileged.library, SECOND, typed, day)
        assert answer.held.answer is Answer.HELD
        return [(one.severity, one.article) for one in answer.findings]

    assert findings("39.7201") == [(Severity.WARN, "MTCA-19")]
    assert findings("39.7402") == [(Severity.NOTE, "MTCA-19")]
    grant(privileged, SECOND, Item(s16))
    assert findings("39.7201") == [(Severity.NOTE, "MTCA-19")]
    assert "没有这项技术的权限" not in words(
        was_held(privileged.library, SECOND, "39.7201", NEXT).findings
    )
