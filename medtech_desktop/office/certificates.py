"""证书与培训证明：登记，连同扫描件；以后补扫描件。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.practitioners import (
    CERTIFICATE_LABELS,
    Certificate,
    CertificateKind,
)
from medtech_desktop.office.acts import Clerk, Done, named, not_found, today
from medtech_desktop.office.filing_training import fill_training
from medtech_desktop.office.scans import NewScan, attach_to
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Page
from medtech_desktop.store.practitioners import load_staff
from medtech_desktop.store.tables import practitioners as t

TABLE, ROLE = "certificate", "scan"
_CHANGED = frozenset({"practitioner"})


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """登记证书所填的内容；``lineage`` 空 = 不限某项技术，``scans`` 随证书收下。"""

    kind: CertificateKind
    title: str
    number: str
    issuer: str
    since: date
    until: date | None = None
    lineage: str = ""
    scans: tuple[NewScan, ...] = ()


def add_certificate(library: Book, clerk: Clerk, person_id: int, draft: NewCertificate) -> Done:
    """登记证书或培训证明；还没有提交的备案表上空着的培训情况随之填上。"""
    named(draft.title, "证书名称", "title")
    if draft.until is not None and draft.until < draft.since:
        said = f"有效期至 {draft.until.isoformat()} 早于发证日期 {draft.since.isoformat()}"
        raise not_found(said, "核对两个日期", "until")
    filled = 0
    with library.act(clerk, "practitioner.certificate", effective=draft.since) as page:
        insert_certificate(page, person_id, draft)
        name = load_staff(page).name(person_id, draft.since)
        if draft.kind is CertificateKind.TRAINING:
            filled = fill_training(page, person_id, max(today(), draft.since))
    said = f"已登记 {name} 的{CERTIFICATE_LABELS[draft.kind]}"
    said += f"，连同 {len(draft.scans)} 份扫描件" if draft.scans else ""
    said += f"，已写进 {filled} 份备案表" if filled else ""
    changed = _CHANGED | {"filing"} if filled else _CHANGED
    return Done(changed, said, subject=str(person_id))


def insert_certificate(page: Page, person_id: int, draft: NewCertificate) -> None:
    """写下一件证书和它的扫描件。raises Refused, Trouble."""
    row = page.add(
        t.CertificateRow,
        person_id=person_id,
        kind=draft.kind,
        title=draft.title.strip(),
        number=draft.number.strip(),
        issuer=draft.issuer.strip(),
        lineage=draft.lineage,
        since=draft.since,
        until=draft.until,
    )
    if not draft.scans:
        return
    (kept,) = page.fetch(t.CertificateRow, Certificate, t.CertificateRow.id == row)
    for scan in draft.scans:
        attach_to(page, TABLE, kept.uid, ROLE, certificate_words(kept), scan)


def certificate_words(one: Certificate) -> str:
    """怎么说一件证书：种类，名称，编号。"""
    label = CERTIFICATE_LABELS[one.kind]
    title = one.title if one.title != label else ""
    return "，".join(part for part in (label, title, one.number) if part)


def attach_scans(library: Book, clerk: Clerk, person_id: int, scans: Sequence[NewScan]) -> Done:
    """给一个人的各件证书加扫描件，要么都挂上，要么都不挂。raises Refused, Trouble."""
    with library.act(clerk, "practitioner.attach") as page:
        staff = load_staff(page)
        held = {one.uid: one for one in staff.all_certificates_of(person_id)}
        for scan in scans:
            if scan.owner not in held:
                raise not_found("没有这件证书，或不是这个人的", "重新打开后再加", "files")
            words = certificate_words(held[scan.owner])
            attach_to(page, TABLE, scan.owner, ROLE, words, scan)
    return Done(_CHANGED, f"已加 {len(scans)} 份扫描件", subject=str(person_id))


def certificate_of(staff_certificates: Sequence[Certificate], key: str) -> Certificate:
    """按编号或名称找一件证书。raises Refused when none or several fit."""
    wanted = key.strip()
    found = [c for c in staff_certificates if c.number == wanted] or [
        c for c in staff_certificates if wanted in (c.title, CERTIFICATE_LABELS[c.kind])
    ]
    if len(found) == 1:
        return found[0]
    listed = "；".join(certificate_words(one) for one in staff_certificates) or "还没有登记证书"
    if found:
        raise not_found(f"有 {len(found)} 件「{wanted}」", f"用编号指明：{listed}", "certificate")
    raise not_found(f"没有证书「{wanted}」", f"在册：{listed}", "certificate")
