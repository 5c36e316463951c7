"""用语对照：built terms have their identifiers in the code, the others name their issue."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import medtech_desktop
from medtech_desktop.resource_files import resource

SOURCE = Path(medtech_desktop.__file__).resolve().parent


@cache
def terms() -> tuple[dict[str, Any], ...]:
    with resource("glossary.toml").open("rb") as file:
        return tuple(tomllib.load(file)["term"])


def defined_in(source: str) -> set[str]:
    """Names that a file defines: classes, functions, fields, members, constants."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            found.add(node.target.id)
        elif isinstance(node, ast.Assign):
            found |= {t.id for t in node.targets if isinstance(t, ast.Name)}
    return found


@cache
def identifiers() -> frozenset[str]:
    """Everything the program defines, with its modules and packages."""
    found: set[str] = set()
    for path in SOURCE.rglob("*.py"):
        found |= defined_in(path.read_text(encoding="utf-8")) | {path.stem, path.parent.name}
    return frozenset(found)


def test_identifiers_of_built_terms_exist() -> None:
    missing = {
        term["english"]: sorted(set(term["identifiers"]) - identifiers())
        for term in terms()
        if "issue" not in term
    }
    assert {english: names for english, names in missing.items() if names} == {}


def test_terms_that_are_built_meanwhile_lose_their_issue() -> None:
    built = [
        t["english"] for t in terms() if "issue" in t and set(t["identifiers"]) & identifiers()
    ]
    assert built == []
    assert {t["issue"] for t in terms() if "issue" in t} <= {"1", "2", "3", "4", "5", "later"}


def test_one_word_for_one_meaning() -> None:
    chinese = [word for term in terms() for word in term["chinese"]]
    english = [term["english"] for term in terms()]
    assert len(chinese) == len(set(chinese))
    assert len(english) == len(set(english))
    assert all(term["identifiers"] for term in terms())


def test_where_names_are_looked_for() -> None:
    source = "LIMIT = 3\nclass Filing:\n    since: int\n    OPEN = 1\n    def due(self): ...\n"
    assert defined_in(source) == {"LIMIT", "Filing", "since", "OPEN", "due"}
