"""The first schema of a book.

A column is written ``name:kind``: text unless the kind says ``int``, ``real`` or
``blob``; ``>table`` refers to that table's id (``>table.column`` to another
column of it), ``*`` is indexed, ``?`` may be empty.
Every table but ``act`` and ``book_info`` begins with id and uid, ends with act_seq.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KINDS: dict[str, Any] = {
    "text": sa.Text,
    "int": sa.Integer,
    "real": sa.Float,
    "blob": sa.LargeBinary,
}

ACT = (
    "uid, recorded_at, offset_minutes:int, run:int, run_ms:int, person_id:int?, person_name, "
    "pc, os_user, action*, reason, effective?, body, prev, hash"
)

ACT_CHAIN = (
    "CREATE TRIGGER act_chain BEFORE INSERT ON act "
    "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM act) "
    "OR NEW.prev IS NOT coalesce((SELECT hash FROM act ORDER BY seq DESC LIMIT 1), "
    "(SELECT genesis FROM book_info)) "
    "BEGIN SELECT RAISE(ABORT, 'chain-broken'); END"
)

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


def _append_only(table: str) -> None:
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only:{table}'); END"
        )


def _create(
    table: str,
    key: str,
    spec: str,
    unique: Sequence[str],
    check: Mapping[str, str],
    index: Sequence[str],
    last: Sequence[Any] = (),
) -> None:
    parts, indexed = _columns(table, spec)
    op.create_table(
        table,
        sa.Column(key, sa.Integer(), nullable=False),
        *parts,
        *last,
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        *_rules(table, unique, check),
        sqlite_strict=True,
    )
    for names in (each.split(", ") for each in (*indexed, *index)):
        op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, names)


def _table(
    table: str,
    spec: str,
    *,
    unique: Sequence[str] = (),
    check: Mapping[str, str] | None = None,
    index: Sequence[str] = (),
    draft: bool = False,
) -> None:
    act = sa.ForeignKeyConstraint(
        ["act_seq"],
        ["act.seq"],
        name=op.f(f"fk_{table}_act_seq_act"),
        deferrable=True,
        initially="DEFERRED",
    )
    last = (sa.Column("act_seq", sa.Integer(), nullable=False), act)
    spec = "uid, " + ("version:int, " if draft else "") + spec
    _create(table, "id", spec, ["uid", *unique], check or {}, [*index, "act_seq"], last)
    if not draft:
        _append_only(table)


def upgrade() -> None:
    _create("act", "seq", ACT, ["uid"], {}, [])
    _append_only("act")
    info = "uid, created_at, created_by, genesis, secret:blob"
    _create("book_info", "id", info, [], {"single": "id = 1"}, [])
    _append_only("book_info")
    op.execute(ACT_CHAIN)
    _tables()


def _tables() -> None:
    _table(
        "annulment",
        "event_table, event_uid, reason",
        unique=["event_table, event_uid"],
        check={"reason": "length(trim(reason)) > 0"},
    )
    _table(
        "attachment",
        "sha256, size:int, mime, name",
        unique=["sha256"],
        check={"sha256": "length(sha256) = 64", "size": "size > 0"},
    )
    _table("authority", "rank, tcm:int")
    _table("code_edition", "key*, name, source, since, note")
    _table(
        "disclosure",
        "number, as_of, approved_by, approved_on, posted_on?, record, sha256",
        unique=["number"],
    )
    _table("heading", "kind*, heading, column")
    _table(
        "import_batch",
        "number, kind*, file_name, sha256*, read:int, accepted:int, duplicates:int, "
        "misfits:int, mapping",
        unique=["number"],
        check={"sum": "read = accepted + duplicates + misfits"},
    )
    _table("institution_fact", "subject_id:int, kind, value, since")
    _table("known_year", "year:int, source", unique=["year, act_seq"])
    _table(
        "law_text",
        "document*, name, sha256, content, day",
        check={"content": "length(content) > 0"},
    )
    _table("library_fact", "kind*, value")
    _table("licence", "number")
    _table(
        "management_edition",
        "number, name, adopted_on, since, meeting, document, record",
        unique=["number"],
        check={"meeting": "length(trim(meeting)) > 0"},
    )
    _table(
        "norm",
        "lineage*, title, edition, since, until?, document_number, unverified:int, note",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table("out_of_scope_entry", "family, name, aliases, exceptions, source, note")
    _table("person", "")
    _table(
        "prohibited_entry",
        "technology, indication, indication_rule, ground, issuer, since, until?, source, "
        "aliases, codes, exceptions, indication_terms, allowed_terms, interim:int, "
        "unverified:int, note",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table("series", "key, name, level, note", unique=["key"])
    _table("site", "is_default:int")
    _table("special_day", "day*, working:int, name, source")
    _table("technology", "number", unique=["number"])
    _table(
        "appraisal",
        "technology_id>technology*, held_on, ability, safety, verdict, conclusion, meeting",
    )
    _table(
        "attachment_link",
        "attachment_id>attachment*, owner_table, owner_uid, role, position:int, "
        "page:int?, valid_until?",
        index=["owner_table, owner_uid"],
    )
    _table("authority_fact", "subject_id>authority*, kind, value, since")
    _table(
        "certificate",
        "person_id>person*, kind, title, number, issuer, lineage, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table("department", "site_id>site*")
    _table(
        "edition",
        "series_key>series.key*, key*, name, printed_as, source, source_date?, "
        "has_codes:int, unverified:int, note",
    )
    _table(
        "ethics_review",
        "technology_id>technology*, held_on, waived:int, verdict, conclusion, meeting, consulted",
    )
    _table("evidence", "technology_id>technology*, source, day")
    _table(
        "filing",
        "number, technology_id>technology*, licence_id>licence, cause, opened_on, day_zero?",
        unique=["number"],
    )
    _table(
        "first_case",
        "technology_id>technology*, site_id>site, day, found_on, found_by, case_ref, "
        "counts:int, reason",
        check={"reason": "counts = 1 OR length(trim(reason)) > 0"},
    )
    _table(
        "identifier",
        "person_id>person*, scheme, value*, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "issued_paper",
        "paper, owner_table, owner_uid*, format, layout, province, record, sha256, "
        "attachment_id>attachment, attested_by>person?, day",
    )
    _table(
        "licence_authority",
        "licence_id>licence*, authority_id>authority, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table("person_fact", "subject_id>person*, kind, value, since")
    _table(
        "practice",
        "person_id>person*, kind, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "procedure", "edition_id>code_edition, code*, name, category", unique=["edition_id, code"]
    )
    _table(
        "product",
        "technology_id>technology*, kind, name, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "prohibited_answer",
        "entry_id>prohibited_entry, technology_id>technology*, indication, "
        "is_prohibited:int, reason, decided_on, decided_by",
        check={"reason": "length(trim(reason)) > 0"},
    )
    _table(
        "registration",
        "person_id>person*, place, licence_id>licence?, institution, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "role",
        "person_id>person*, role, since, until?",
        check={
            "role": "role IN ('clerk', 'head', 'member', 'administrator', 'auditor')",
            "span": "until IS NULL OR until >= since",
        },
    )
    _table(
        "scope_decision",
        "technology_id>technology*, in_scope:int, reason, since, until?, family, decided_by",
        check={"reason": "length(trim(reason)) > 0", "span": "until IS NULL OR until >= since"},
    )
    _table(
        "self_assessment",
        "technology_id>technology*, norm_id>norm?, assessed_on, compared:int, meets:int, report",
    )
    _table("site_fact", "subject_id>site*, kind, value, since")
    _table(
        "site_licence",
        "site_id>site*, licence_id>licence, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table("technology_fact", "subject_id>technology*, kind, value, since")
    _table(
        "technology_lead",
        "technology_id>technology*, person_id>person, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "technology_lineage",
        "technology_id>technology*, lineage*, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table("technology_start", "technology_id>technology*, day, opening:int, document")
    _table("technology_stop", "technology_id>technology*, day, ground, reason, document")
    _table(
        "training_base",
        "number, technology_id>technology, announced_on?, opened_on",
        unique=["number"],
    )
    _table(
        "usage_figure",
        "technology_id>technology*, period_from, period_to, cases:int?, "
        "complications:int?, deaths:int?, source",
        check={
            "cases": "cases IS NULL OR cases >= 0",
            "complications": "complications IS NULL OR (complications >= 0 AND complications <= cases)",
            "deaths": "deaths IS NULL OR (deaths >= 0 AND deaths <= cases)",
            "period": "period_to >= period_from",
        },
    )
    _table("department_fact", "subject_id>department*, kind, value, since")
    _table(
        "entry",
        "edition_id>edition*, ordinal:int, code, name, lineage*, aliases, restored:int, "
        "unverified:int, note",
        unique=["edition_id, ordinal"],
    )
    _table(
        "filing_draft",
        "filing_id>filing, first_use:int?, opinion",
        unique=["filing_id"],
        draft=True,
    )
    _table("filing_event", "filing_id>filing*, step, day, document, note, attested_by>person?")
    _table(
        "filing_lead",
        "filing_id>filing*, person_id>person, departments, training, position:int",
        unique=["filing_id, person_id"],
        draft=True,
    )
    _table(
        "force_event",
        "edition_id>edition*, level, into_force:int, day, document_number, "
        "document_title, filing_due?, unverified:int, note",
    )
    _table(
        "material",
        "filing_id>filing*, kind, person_id>person?, form, attachment_id>attachment?, "
        "copies:int, title, note, valid_until?, day",
        check={"copies": "copies >= 0", "exempt": "form <> 'exempt' OR length(trim(note)) > 0"},
    )
    _table(
        "membership",
        "person_id>person*, department_id>department*, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "product_approval",
        "product_id>product*, state, number, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "technology_department",
        "technology_id>technology*, department_id>department, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "training_base_draft",
        "training_base_id>training_base, first_year:int, cases1:int?, cases2:int?, "
        "cases3:int?, quality, conditions, plan",
        unique=["training_base_id"],
        draft=True,
    )
    _table("training_base_filed", "training_base_id>training_base*, day, document")
    _table(
        "entry_link",
        "from_entry_id>entry*, to_entry_id>entry*, kind, source, note",
        check={"ends": "from_entry_id <> to_entry_id"},
    )
