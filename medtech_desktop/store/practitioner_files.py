"""技术档案要读的：证书的扫描件、撤销过的登记，连同手术编码的名称。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from medtech_desktop.domain.practitioner_files import FileScan
from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.privilege_chains import shanghai_day
from medtech_desktop.store.privilege_targets import code_names as code_names  # callers ask here
from medtech_desktop.store.tables.acts import Act, Annulment
from medtech_desktop.store.tables.attachments import Attachment, AttachmentLink


def scans_of(look: Look, owners: Iterable[str]) -> dict[str, tuple[FileScan, ...]]:
    """这些记录（uid）名下的扫描件，依次序。"""
    wanted = list(owners)
    link, file = table_of(AttachmentLink).c, table_of(Attachment).c
    query = (
        select(link.owner_uid, link.attachment_id, file.name, file.sha256)
        .join_from(table_of(AttachmentLink), table_of(Attachment), file.id == link.attachment_id)
        .where(link.owner_uid.in_(wanted), *look.holding(AttachmentLink))
        .order_by(link.position, link.id)
    )
    found: dict[str, list[FileScan]] = {}
    for owner, attachment, name, sha256 in look.rows(query) if wanted else ():
        found.setdefault(owner, []).append(FileScan(attachment, name, sha256))
    return {owner: tuple(scans) for owner, scans in found.items()}


def annulments_of(look: Look, tables: Iterable[str]) -> dict[str, tuple[str, date]]:
    """这些表里撤销过的记录：uid → 理由与撤销之日。"""
    undone, act = table_of(Annulment).c, table_of(Act).c
    query = (
        select(undone.event_uid, undone.reason, act.recorded_at)
        .join_from(table_of(Annulment), table_of(Act), act.seq == undone.act_seq, isouter=True)
        .where(undone.event_table.in_(list(tables)), *look.holding(Annulment))
    )
    return {uid: (reason, shanghai_day(at)) for uid, reason, at in look.rows(query)}
