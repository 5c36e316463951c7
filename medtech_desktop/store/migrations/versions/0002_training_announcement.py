"""The first public enrolment notice of a training base, entered after the base itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

TABLE = "training_announcement"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("training_base_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("act_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("uid", name=op.f(f"uq_{TABLE}_uid")),
        sa.ForeignKeyConstraint(
            ["training_base_id"],
            ["training_base.id"],
            name=op.f(f"fk_{TABLE}_training_base_id_training_base"),
        ),
        sa.ForeignKeyConstraint(
            ["act_seq"],
            ["act.seq"],
            name=op.f(f"fk_{TABLE}_act_seq_act"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )
    for column in ("training_base_id", "act_seq"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    for verb in ("update", "delete"):
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, 'append-only:{TABLE}'); END"
        )
