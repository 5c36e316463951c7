"""Grading lists, privileges, applications, invitations, exemptions.

Written in the small language of 0001: ``name:kind>table*?``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

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


PARTIAL = (
    ("expired", ["since", "person_id", "kind", "target"], "state = 3"),
    ("technology", ["target", "person_id", "since", "until", "low"], "kind = 3"),
)
COVERING = ["person_id", "kind", "target", "since", "until", "low", "high", "recorded_on"]

GUARDS = (
    "CREATE TRIGGER privilege_event_approver BEFORE INSERT ON privilege_event WHEN NEW.person_id = (SELECT approver_id FROM privilege_decision WHERE id = NEW.decision_id) BEGIN SELECT RAISE(ABORT, 'self-approval'); END",
    "CREATE TRIGGER emergency_confirmation_superior BEFORE INSERT ON emergency_confirmation WHEN NEW.superior_id = (SELECT person_id FROM emergency_use WHERE id = NEW.emergency_use_id) BEGIN SELECT RAISE(ABORT, 'self-approval'); END",
    "CREATE TRIGGER privilege_application_step_reviewer BEFORE INSERT ON privilege_application_step WHEN NEW.step <> 'withdrawn' AND NEW.person_id = (SELECT person_id FROM privilege_application WHERE id = NEW.application_id) BEGIN SELECT RAISE(ABORT, 'self-approval'); END",
    "CREATE TRIGGER privilege_application_step_different BEFORE INSERT ON privilege_application_step WHEN length(trim(NEW.concurrent)) = 0 AND NEW.person_id IN (SELECT person_id FROM privilege_application_step s WHERE s.application_id = NEW.application_id AND s.step <> NEW.step AND NOT EXISTS (SELECT 1 FROM annulment u WHERE u.event_table = 'privilege_application_step' AND u.event_uid = s.uid)) BEGIN SELECT RAISE(ABORT, 'same-reviewer'); END",
    "CREATE TRIGGER privilege_application_step_turn BEFORE INSERT ON privilege_application_step WHEN NOT (length(trim(NEW.opinion)) > 0 OR (NEW.verdict = 'agree' AND NEW.step <> 'resubmitted')) OR NOT (NEW.person_id IS NOT NULL OR NEW.step IN ('resubmitted', 'withdrawn') OR (NEW.step = 'committee' AND length(trim(NEW.meeting)) > 0)) OR EXISTS (SELECT 1 FROM annulment u JOIN privilege_application a ON a.uid = u.event_uid WHERE u.event_table = 'privilege_application' AND a.id = NEW.application_id) OR NOT (NEW.decision_id IS NULL OR (NEW.step = 'committee' AND NEW.verdict = 'agree' AND EXISTS (SELECT 1 FROM privilege_event e JOIN privilege_application a ON a.person_id = e.person_id WHERE e.decision_id = NEW.decision_id AND a.id = NEW.application_id))) OR NOT CASE coalesce((SELECT CASE WHEN s.step = 'resubmitted' THEN 'new' WHEN s.step = 'withdrawn' OR s.verdict = 'refuse' OR s.decision_id IS NOT NULL THEN 'ended' WHEN s.verdict = 'return' THEN 'returned' ELSE s.step END FROM privilege_application_step s WHERE s.application_id = NEW.application_id AND NOT EXISTS (SELECT 1 FROM annulment u WHERE u.event_table = 'privilege_application_step' AND u.event_uid = s.uid) ORDER BY s.id DESC LIMIT 1), 'new') WHEN 'new' THEN NEW.step IN ('department', 'resubmitted', 'withdrawn') WHEN 'department' THEN NEW.step IN ('office', 'withdrawn') WHEN 'office' THEN NEW.step IN ('committee', 'withdrawn') WHEN 'committee' THEN NEW.step = 'withdrawn' OR (NEW.step = 'committee' AND NEW.decision_id IS NOT NULL) WHEN 'returned' THEN NEW.step IN ('resubmitted', 'withdrawn') ELSE 0 END BEGIN SELECT RAISE(ABORT, 'step-out-of-turn'); END",
    "CREATE TRIGGER privilege_application_step_role BEFORE INSERT ON privilege_application_step WHEN NEW.step IN ('department', 'office', 'committee') AND (SELECT max(r.role IN ('administrator', 'auditor')) = 1 AND max(r.role IN ('clerk', 'head', 'member')) = 0 FROM role r WHERE r.person_id = NEW.person_id AND r.since <= NEW.day AND (r.until IS NULL OR r.until >= NEW.day) AND NOT EXISTS (SELECT 1 FROM annulment u WHERE u.event_table = 'role' AND u.event_uid = r.uid)) BEGIN SELECT RAISE(ABORT, 'no-business-role'); END",
)


NUMBERS = "INSERT INTO procedure_code (code) SELECT DISTINCT code FROM procedure ORDER BY code"


def upgrade() -> None:
    _first_tables()
    _later_tables()
    for guard in GUARDS:
        op.execute(guard)
    op.execute(NUMBERS)


def _first_tables() -> None:
    _create(
        "privilege_interval",
        "id",
        "person_id:int, kind:int, target:int, since, until, low:int, high:int, recorded_on, state:int",
        [],
        {},
        [],
    )
    op.create_index("ix_privilege_interval_covering", "privilege_interval", COVERING)
    for name, columns, where in PARTIAL:
        full = f"ix_privilege_interval_{name}"
        op.create_index(full, "privilege_interval", columns, sqlite_where=sa.text(where))
    _create("procedure_code", "id", "code", ["code"], {}, [])
    _table("specialty", "name, since")
    _table(
        "grading_edition",
        "number, name, code_edition_id>code_edition, managed, adopted_on, since, meeting, document, note",
        unique=["number"],
        check={
            "since": "since >= adopted_on OR length(trim(note)) > 0",
            "meeting": "length(trim(meeting)) > 0",
        },
    )
    _table(
        "privilege_decision",
        "number, kind, decided_on, basis, meeting, document, approver_id>person?, concurrent, note",
        unique=["number"],
        check={
            "decided": "kind = 'opening' OR approver_id IS NOT NULL OR length(trim(meeting)) > 0"
        },
    )
    _table(
        "technology_code",
        "technology_id>technology*, code_id>procedure_code*, condition, since, until?",
        unique=["technology_id, code_id, since, act_seq"],
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "training_exemption",
        "person_id>person*, lineage, basis, reason, document, since, until?",
        check={"basis": "length(trim(basis)) > 0", "span": "until IS NULL OR until >= since"},
    )
    _table(
        "workload",
        "person_id>person*, code_id>procedure_code?, technology_id>technology?, period_from, period_to, cases:int, complications:int?, deaths:int?, source",
        check={
            "target": "(code_id IS NOT NULL) + (technology_id IS NOT NULL) <= 1",
            "period": "period_to >= period_from",
            "complications": "complications IS NULL OR complications BETWEEN 0 AND cases",
            "deaths": "deaths IS NULL OR deaths BETWEEN 0 AND cases",
            "cases": "cases >= 0",
        },
    )
    _table(
        "emergency_use",
        "number, person_id>person*, code_id>procedure_code, department_id>department?, day, case_ref, reason",
        unique=["number"],
        check={"reason": "length(trim(reason)) > 0"},
    )


def _later_tables() -> None:
    _table(
        "grading_draft",
        "name, base_id>grading_edition?, code_edition_id>code_edition, managed, note",
        draft=True,
    )
    _table(
        "grading_line",
        "edition_id>grading_edition, code_id>procedure_code*, name, department_id>department?, grade:int?, managed_as:int?, minimally_invasive:int, day_surgery:int, interventional:int",
        check={
            "grade": "grade IS NULL OR grade BETWEEN 1 AND 4",
            "managed_as": "managed_as IS NULL OR managed_as BETWEEN 1 AND 4",
        },
        index=["edition_id, code_id, department_id"],
    )
    _table(
        "invitation",
        "person_id>person*, institution, department_id>department?, document, since, until",
        check={"span": "until IS NULL OR until >= since", "document": "length(trim(document)) > 0"},
    )
    _table(
        "privilege_application",
        "number, person_id>person*, kind, department_id>department?, day, statement",
        unique=["number"],
    )
    _table(
        "specialty_department",
        "specialty_id>specialty*, department_id>department*, since, until?",
        check={"span": "until IS NULL OR until >= since"},
    )
    _table(
        "emergency_confirmation",
        "emergency_use_id>emergency_use*, superior_id>person, day, confirmed:int, opinion",
    )
    _table(
        "grading_draft_line",
        "draft_id>grading_draft, code_id>procedure_code*, name, department_id>department?, grade:int?, managed_as:int?, minimally_invasive:int, day_surgery:int, interventional:int, dropped:int",
        check={
            "managed_as": "managed_as IS NULL OR managed_as BETWEEN 1 AND 4",
            "grade": "grade IS NULL OR grade BETWEEN 1 AND 4",
        },
        index=["draft_id, code_id, department_id"],
        draft=True,
    )
    _table(
        "privilege_application_item",
        "application_id>privilege_application*, specialty_id>specialty?, code_id>procedure_code?, technology_id>technology?, grade:int?, until?",
        check={
            "target": "(specialty_id IS NOT NULL) + (code_id IS NOT NULL) + (technology_id IS NOT NULL) = 1",
            "grade": "grade IS NULL OR grade BETWEEN 1 AND 4",
        },
    )
    _table(
        "privilege_application_step",
        "application_id>privilege_application*, step, verdict, person_id>person?, day, opinion, meeting, concurrent, decision_id>privilege_decision?",
        check={"opinion": "verdict <> 'refuse' OR length(trim(opinion)) > 0"},
    )
    _table(
        "privilege_application_result",
        "step_id>privilege_application_step*, item_id>privilege_application_item, agreed:int, until?, note",
        unique=["step_id, item_id"],
        check={"note": "agreed = 1 OR length(trim(note)) > 0"},
    )
    _table(
        "privilege_event",
        "decision_id>privilege_decision*, person_id>person, specialty_id>specialty?, code_id>procedure_code?, technology_id>technology?, verb, day, until?, grade:int?, temporary, invitation_id>invitation?, reason, late:int, recorded_on",
        check={
            "grade": "grade IS NULL OR grade BETWEEN 1 AND 4",
            "until": "until IS NULL OR until >= day",
            "late": "late = 0 OR length(trim(reason)) > 0",
            "grade_given": "specialty_id IS NULL OR grade IS NOT NULL OR verb NOT IN ('opening', 'grant', 'raise', 'lower')",
            "target": "(specialty_id IS NOT NULL) + (code_id IS NOT NULL) + (technology_id IS NOT NULL) = 1",
            "reason": "verb NOT IN ('lower', 'suspend', 'revoke') OR length(trim(reason)) > 0",
        },
        index=["person_id, specialty_id, code_id, technology_id"],
    )
    op.create_index(
        "ix_privilege_event_visiting",
        "privilege_event",
        ["person_id"],
        sqlite_where=sa.text("temporary = 'visiting'"),
    )
