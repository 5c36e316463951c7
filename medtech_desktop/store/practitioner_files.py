"""技术档案要读的：证书的扫描件、撤销过的登记、手术编码的名称。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select

from medtech_desktop.domain.practitioner_files import FileScan
from medtech_desktop.store.page import Look, table_of
from medtech_desktop.store.privilege_chains import shanghai_day
from medtech_desktop.store.tables.acts import Act, Annulment
from medtech_desktop.store.tables.attachments import Attachment, AttachmentLink
from medtech_desktop.store.tables.gradings import ProcedureCodeRow
from medtech_desktop.store.tables.procedures import ProcedureRow

_PART = 500


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


def code_names(look: Look, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """手术编码的内部号 → 编码与名称；几版都有的取最后导入的一版。"""
    wanted = sorted(set(ids))
    codes, procedures = table_of(ProcedureCodeRow).c, table_of(ProcedureRow).c
    found: dict[int, tuple[str, str]] = {}
    for start in range(0, len(wanted), _PART):
        query = (
            select(codes.id, codes.code, procedures.name)
            .join_from(
                table_of(ProcedureCodeRow),
                table_of(ProcedureRow),
                procedures.code == codes.code,
                isouter=True,
            )
            .where(codes.id.in_(wanted[start : start + _PART]))
            .order_by(procedures.edition_id)
        )
        found.update((int(row[0]), (row[1], row[2] or "")) for row in look.rows(query))
    return found


def annulments_of(look: Look, tables: Iterable[str]) -> dict[str, tuple[str, date]]:
    """这些表里撤销过的记录：uid → 理由与撤销之日。"""
    undone, act = table_of(Annulment).c, table_of(Act).c
    query = (
        select(undone.event_uid, undone.reason, act.recorded_at)
        .join_from(table_of(Annulment), table_of(Act), act.seq == undone.act_seq, isouter=True)
        .where(undone.event_table.in_(list(tables)), *look.holding(Annulment))
    )
    return {uid: (reason, shanghai_day(at)) for uid, reason, at in look.rows(query)}
