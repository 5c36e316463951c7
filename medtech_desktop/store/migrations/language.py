"""The small language of the migrations: ``name:kind>table*?`` is a column.

``kind`` is text unless said, ``>table`` a foreign key, ``*`` an index, ``?`` may be empty.
0001 and 0003 carry their own copies: what is released is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

KINDS: dict[str, Any] = {
    "text": sa.Text,
    "int": sa.Integer,
    "real": sa.Float,
    "blob": sa.LargeBinary,
}
COLUMN = re.compile(r"(\w+)(?::(\w+))?(?:>(\w+)(?:\.(\w+))?)?(\*?)(\??)")


def _columns(table: str, spec: str) -> tuple[list[Any], list[str]]:
    parts: list[Any] = []
    indexed: list[str] = []
    for item in spec.strip(", ").split(", "):
        found = COLUMN.fullmatch(item)
        if found is None:
            raise ValueError(item)
        name, kind, target, column, star, empty = found.groups()
        stored = KINDS[kind or ("int" if target and not column else "text")]
        parts.append(sa.Column(name, stored(), nullable=bool(empty)))
        if target:
            key = op.f(f"fk_{table}_{name}_{target}")
            parts.append(sa.ForeignKeyConstraint([name], [f"{target}.{column or 'id'}"], name=key))
        if star:
            indexed.append(name)
    return parts, indexed


def _rules(table: str, unique: Sequence[str], check: Mapping[str, str]) -> list[Any]:
    rules: list[Any] = []
    for names in (each.split(", ") for each in unique):
        rules.append(sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}")))
    for name, rule in check.items():
        rules.append(sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")))
    return rules


def append_only(table: str) -> None:
    """Refuse to change or delete a row."""
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only:{table}'); END"
        )


def plain_table(
    table: str,
    spec: str,
    *,
    key: Sequence[str] = ("id",),
    unique: Sequence[str] = (),
    check: Mapping[str, str] | None = None,
    index: Sequence[str] = (),
    last: Sequence[Any] = (),
) -> None:
    """A table with an integer ``id``, or with another primary key that ``spec`` holds."""
    parts, indexed = _columns(table, spec)
    first = [sa.Column("id", sa.Integer(), nullable=False)] if tuple(key) == ("id",) else []
    op.create_table(
        table,
        *first,
        *parts,
        *last,
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")),
        *_rules(table, unique, check or {}),
        sqlite_strict=True,
    )
    for names in (each.split(", ") for each in (*indexed, *index)):
        op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names)


def by_act(table: str) -> tuple[Any, ...]:
    """The column that says which act wrote the row, and its foreign key."""
    act = sa.ForeignKeyConstraint(
        ["act_seq"],
        ["act.seq"],
        name=op.f(f"fk_{table}_act_seq_act"),
        deferrable=True,
        initially="DEFERRED",
    )
    return sa.Column("act_seq", sa.Integer(), nullable=False), act


def legal_table(
    table: str,
    spec: str,
    *,
    unique: Sequence[str] = (),
    check: Mapping[str, str] | None = None,
    index: Sequence[str] = (),
) -> None:
    """A table of legal facts: uid, act, append-only."""
    plain_table(
        table,
        "uid, " + spec,
        unique=["uid", *unique],
        check=check,
        index=[*index, "act_seq"],
        last=by_act(table),
    )
    append_only(table)
