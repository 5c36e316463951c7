"""审计内容逐处写、逐处读：与一次写成的规范 JSON 一字不差；读不全的报错。"""

from __future__ import annotations

import json

import pytest

from medtech_desktop.store.audit import body_text, canonical, changes_in

CHANGES = [
    {"table": "乙", "do": "add", "values": {"b": 1, "a": "「]」,"}},
    {"do": "amend", "n": []},
]


@pytest.mark.parametrize("changes", [[], CHANGES[:1], CHANGES])
def test_a_body_is_written_change_by_change(changes: list[dict[str, object]]) -> None:
    facts = {"理由": "甲", "b": None}
    body = body_text(changes, facts)
    assert body == canonical({"facts": facts, "changes": changes})
    assert list(changes_in(body)) == changes


def test_any_other_json_of_a_body_is_read_too() -> None:
    body = json.dumps({"facts": {}, "changes": CHANGES}, indent=1)
    assert list(changes_in(body)) == CHANGES


@pytest.mark.parametrize("cut", [12, 20, -1, -12])
def test_a_body_cut_short_is_not_read(cut: int) -> None:
    with pytest.raises((ValueError, LookupError)):
        list(changes_in(body_text(CHANGES, {"a": 1})[:cut]))
