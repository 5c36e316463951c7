"""Alembic 的入口：用 ``migrating`` 给的连接，一切都在它已开的事务里。"""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transactional_ddl=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
