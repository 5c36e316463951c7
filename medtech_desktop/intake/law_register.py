"""条款登记：从随程序附带的 resources/law 读出条款、罚则和义务清单。"""

from __future__ import annotations

import tomllib
from functools import cache
from types import MappingProxyType
from typing import Any

from medtech_desktop.domain.law import Article, Document, Duty, Penalty, Register, label_of
from medtech_desktop.resource_files import resource

_DOCUMENTS = ("mtca_2018.toml", "hunan_2018_11.toml")


@cache
def load_register() -> Register:
    """条款登记，读一次。raises FileNotFoundError when the program is incomplete."""
    documents: dict[str, Document] = {}
    articles: dict[str, Article] = {}
    penalties: list[Penalty] = []
    for name in _DOCUMENTS:
        data = _read(name)
        document = Document(**data["document"])
        documents[document.id] = document
        articles.update(_articles(document, data))
        penalties += [Penalty(p["article"], tuple(p["duties"])) for p in data.get("penalty", ())]
    articles.update(_references(_read("references.toml")))
    return Register(MappingProxyType(documents), MappingProxyType(articles), tuple(penalties))


@cache
def load_duties() -> tuple[Duty, ...]:
    """义务清单：本程序要兑现的每一行，按章排列。"""
    rows: list[dict[str, Any]] = _read("duties.toml")["duty"]
    return tuple(Duty(**{**row, "articles": tuple(row["articles"])}) for row in rows)


def _articles(document: Document, data: dict[str, Any]) -> dict[str, Article]:
    notes: dict[str, str] = data.get("unverified", {})
    found: dict[str, Article] = {}
    for chapter in data["chapter"]:
        for key, gist in chapter["gist"].items():
            found[key] = Article(
                id=key,
                document=document.id,
                label=label_of(key),
                chapter=chapter["title"],
                gist=gist,
                since=document.since,
                unverified=key in notes,
                note=notes.get(key, ""),
            )
    return found


def _references(data: dict[str, Any]) -> dict[str, Article]:
    rows: list[dict[str, Any]] = data["reference"]
    return {
        row["id"]: Article(
            id=row["id"],
            document=row["document"],
            label=row["label"],
            chapter="",
            gist=row["gist"],
            since=row["since"],
            unverified=row.get("unverified", True),
        )
        for row in rows
    }


def _read(name: str) -> dict[str, Any]:
    with resource("law", name).open("rb") as file:
        return tomllib.load(file)
