"""The first schema of a book."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = (
    "act",
    "book_info",
    "annulment",
    "attachment",
    "attachment_link",
)

ACT_CHAIN = (
    "CREATE TRIGGER act_chain BEFORE INSERT ON act "
    "WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM act) "
    "OR NEW.prev IS NOT coalesce((SELECT hash FROM act ORDER BY seq DESC LIMIT 1), "
    "(SELECT genesis FROM book_info)) "
    "BEGIN SELECT RAISE(ABORT, 'chain-broken'); END"
)


def upgrade() -> None:
    _act()
    _book_info()
    _annulment()
    _attachment()
    _attachment_link()
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only:{table}'); END"
            )
    op.execute(ACT_CHAIN)


def _act() -> None:
    op.create_table(
        "act",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("offset_minutes", sa.Integer(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("run_ms", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("person_name", sa.Text(), nullable=False),
        sa.Column("pc", sa.Text(), nullable=False),
        sa.Column("os_user", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_act")),
        sa.UniqueConstraint("uid", name=op.f("uq_act_uid")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_act_action"), "act", ["action"])


def _book_info() -> None:
    op.create_table(
        "book_info",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("genesis", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_book_info")),
        sa.CheckConstraint("id = 1", name=op.f("ck_book_info_single")),
        sqlite_strict=True,
    )


def _annulment() -> None:
    op.create_table(
        "annulment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("event_table", sa.Text(), nullable=False),
        sa.Column("event_uid", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("act_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annulment")),
        sa.UniqueConstraint(
            "event_table", "event_uid", name=op.f("uq_annulment_event_table_event_uid")
        ),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_annulment_reason")),
        sa.UniqueConstraint("uid", name=op.f("uq_annulment_uid")),
        sa.ForeignKeyConstraint(
            ["act_seq"],
            ["act.seq"],
            name=op.f("fk_annulment_act_seq_act"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_annulment_act_seq"), "annulment", ["act_seq"])


def _attachment() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("act_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_attachment_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_attachment_size")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachment_uid")),
        sa.UniqueConstraint("sha256", name=op.f("uq_attachment_sha256")),
        sa.ForeignKeyConstraint(
            ["act_seq"],
            ["act.seq"],
            name=op.f("fk_attachment_act_seq_act"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_act_seq"), "attachment", ["act_seq"])


def _attachment_link() -> None:
    op.create_table(
        "attachment_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("owner_table", sa.Text(), nullable=False),
        sa.Column("owner_uid", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer()),
        sa.Column("valid_until", sa.Text()),
        sa.Column("act_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_link")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachment_link_uid")),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_attachment_link_attachment_id_attachment"),
        ),
        sa.ForeignKeyConstraint(
            ["act_seq"],
            ["act.seq"],
            name=op.f("fk_attachment_link_act_seq_act"),
            deferrable=True,
            initially="DEFERRED",
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_attachment_link_act_seq"), "attachment_link", ["act_seq"])
    op.create_index(op.f("ix_attachment_link_attachment_id"), "attachment_link", ["attachment_id"])
    op.create_index(
        op.f("ix_attachment_link_owner_table_owner_uid"),
        "attachment_link",
        ["owner_table", "owner_uid"],
    )
