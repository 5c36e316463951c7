"""``--json``：标准输出只有一份 JSON，各键如约。"""

from __future__ import annotations

import pytest

from tests.cli.terminal import Terminal

FINDING = {"severity", "message", "article", "remedy"}

SHAPES = {
    ("technology", "list"): {"technologies"},
    ("technology", "show", "S16"): {"code", "name", "category", "state", "missing", "because"},
    ("technology", "explain", "S16"): {"code", "name", "category", "state", "missing", "because"},
    ("filing", "list"): {"filings"},
    ("filing", "show", "S16"): {"number", "state", "due", "materials", "missing", "clock", "steps"},
    ("practitioner", "list"): {"practitioners"},
    ("hospital", "show"): {"values", "sites", "departments"},
    ("catalog",): {"edition", "entries"},
    ("catalog", "diff", "湖南2018", "国家2022"): {
        "added",
        "removed",
        "renamed",
        "narrowed",
        "consequences",
    },
    ("deadline", "2026-12-11", "--days", "15"): {
        "due",
        "provisional",
        "missing_years",
        "counted",
    },
    ("audit", "verify"): {"entries", "ok", "first_bad"},
    ("doctor",): {"ok", "checks"},
    ("export", "annex3", "--out", "出"): {"files"},
    ("law", "show", "MTCA-11"): {"id", "label", "gist"},
}


@pytest.mark.parametrize("words", SHAPES, ids=" ".join)
def test_an_answer_has_its_keys(ready: Terminal, words: tuple[str, ...]) -> None:
    answer = ready.type("--json", "--book", "库", *words)
    assert answer.code == 0
    assert answer.err == ""
    assert set(answer.data) >= SHAPES[words]


def test_the_lines_of_the_lists(ready: Terminal) -> None:
    [technology] = ready.json("technology", "list")["technologies"]
    assert {"code", "name", "category", "state"} <= set(technology)
    entry = ready.json("catalog", "--edition", "湖南2018")["entries"][0]
    assert {"code", "name", "category", "restored"} <= set(entry)


def test_todo_is_a_list_by_due_date(demo: Terminal) -> None:
    items = demo.type("--json", "--on", "2026-11-20", "--book", "库", "todo", "--days", "60").data
    assert isinstance(items, list)
    dues = [item["due"] for item in items if item["due"]]
    assert dues == sorted(dues)
    assert all(item["article"] and item["label"] for item in items)
    assert any(item["overdue"] for item in items)
    fewer = demo.type("--json", "--on", "2026-11-20", "--book", "库", "todo", "--days", "0").data
    assert len(fewer) < len(items)
    assert all(not i["due"] or i["due"] <= "2026-11-20" for i in fewer)


@pytest.mark.parametrize("days", ["0", "30", "999999999"])
def test_todo_of_any_reach(demo: Terminal, days: str) -> None:
    assert demo.ask("todo", "--days", days).code == 0


def test_an_act_tells_that_it_is_done(hospital: Terminal) -> None:
    done = hospital.json("technology", "add", "S16", "--effective", "2026-03-12")
    assert (done["done"], done["findings"], done["subject"]) == (True, [], "技-001")


def test_a_refusal_tells_every_finding(hospital: Terminal) -> None:
    hospital.ok("technology", "add", "S16", "--effective", "2026-03-12")
    findings = hospital.refused("technology", "start", "S16", "--effective", "2026-03-13")
    assert len(findings) == 4
    assert all(set(f) >= FINDING for f in findings)
    assert all(f["message"] and f["remedy"] for f in findings)


def test_a_wrong_object_and_a_trouble_are_one_document_too(hospital: Terminal) -> None:
    wrong = hospital.type("--json", "--book", "库", "technology", "show", "S99")
    assert (wrong.code, wrong.data["done"]) == (2, False)
    assert wrong.data["findings"][0]["article"] == "INPUT"
    missing = hospital.type("--json", "--book", "没有", "todo")
    assert (missing.code, missing.data["error"]["number"]) == (3, "E-DB-23")
