"""The surgery log, the case register, what the check finds, case reports, 诊疗科目."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from medtech_desktop.store.migrations.language import (
    append_only,
    by_act,
    legal_table,
    plain_table,
)

revision = "0004"
down_revision = "0003"

SPAN = {"span": "until IS NULL OR until >= since"}
FLAGS = (
    "(emergency IS NULL OR emergency IN (0, 1)) AND (consent IS NULL OR consent IN (0, 1))"
    " AND cancelled IN (0, 1)"
)


def upgrade() -> None:
    _log()
    _said()
    _cases()
    _derived()


def _log() -> None:
    plain_table("log_word", "text", unique=["text"])
    plain_table("patient", "key:int, number?, admission?", unique=["key"])
    plain_table(
        "surgery",
        "key:int*, content:int, ref, line:int, site_id:int?, department_id>department?, said_department:int?, day, started?, ended?, patient_id>patient?, emergency:int?, cancelled:int, consent:int?, research:int?, complication:int?, died:int?, returned:int?, discussed:int?",
        check={"flags": FLAGS},
        index=["act_seq"],
        last=by_act("surgery"),
    )
    numbered = sa.text("ref <> ''")
    op.create_index("ix_surgery_ref", "surgery", ["ref"], sqlite_where=numbered)
    plain_table(
        "surgery_line",
        "surgery_id>surgery*, ordinal:int, code_id>procedure_code?, said_code:int?, said_name:int?, person_id>person?, said_person:int?, grade:int?, day, department_id:int?",
        check={"grade": "grade IS NULL OR grade BETWEEN 1 AND 4"},
    )
    judged = ["person_id", "day", "code_id", "department_id"]
    op.create_index("ix_surgery_line_judged", "surgery_line", judged)
    op.create_index("ix_surgery_line_code", "surgery_line", ["code_id", "day"])
    op.create_index("ix_surgery_line_day", "surgery_line", ["day"])
    plain_table(
        "surgery_participant",
        "role:int, person_id>person?, said_person:int?",
    )
    for table in ("surgery", "surgery_line", "surgery_participant"):
        append_only(table)


def _said() -> None:
    legal_table(
        "log_meaning",
        "kind, said*, target:int?, note",
        check={"kind": "kind IN ('person', 'department', 'code')"},
    )
    legal_table(
        "surgery_explanation",
        "key:int*, ordinal:int, kind:int, technology_id>technology?, outcome, day, person_id>person?, text",
        check={"text": "length(trim(text)) > 0"},
    )


def _cases() -> None:
    legal_table(
        "registered_case",
        "key:int*, content:int, technology_id>technology*, day, person_id>person*?, said_person, department_id>department?, site_id>site?, patient_id>patient?, ref, cancelled:int, consent:int?, research:int?, complication:int?, died:int?, note",
    )
    legal_table(
        "report_platform",
        "name, national:int, since, until?, days:int?",
        check={**SPAN, "days": "days IS NULL OR days >= 0"},
    )
    legal_table(
        "case_report",
        "key:int*, technology_id>technology*, platform_id>report_platform, state, day, receipt, note",
        check={
            "state": "state IN ('sent', 'returned', 'corrected', 'down', 'not_due')",
            "note": "state NOT IN ('down', 'not_due') OR length(trim(note)) > 0",
        },
    )
    legal_table("licence_subject", "licence_id>licence*, name, since, until?", check=SPAN)
    legal_table("technology_subject", "technology_id>technology*, name, since, until?", check=SPAN)


def _derived() -> None:
    op.create_table(
        "surgery_gone",
        sa.Column("surgery_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("surgery_id", name=op.f("pk_surgery_gone")),
        sqlite_strict=True,
    )
    plain_table(
        "surgery_finding",
        "kind:int, status:int, key:int*, ordinal:int, surgery_id:int?, line_id:int?, case_id:int?, day, person_id:int*?, department_id:int?, code_id:int?, technology_id:int?, needed:int?, had:int?",
    )
    for column in ("case_id", "technology_id"):  # most findings have neither
        given = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_surgery_finding_{column}", "surgery_finding", [column], sqlite_where=given
        )
    plain_table(
        "surgery_tally",
        "month, department_id:int, reason:int, lines:int",
        key=["month", "department_id", "reason"],
    )
    plain_table("surgery_stale", "scope:int, ref:int", key=["scope", "ref"])
    plain_table(
        "grading_window",
        "code_id:int, department_id:int, since, until, standing:int, needed:int",
        key=["code_id", "department_id", "since"],
    )
    plain_table(
        "specialty_window",
        "department_id:int, specialty_id:int, since, until",
        key=["department_id", "specialty_id", "since"],
    )
