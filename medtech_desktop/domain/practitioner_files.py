"""医师技术档案：一个人的资质、权限、手术量、评估、培训与变动，按某一天（第十九条）。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from medtech_desktop.domain.law import Finding, Severity, cites
from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.practitioners import CertificateKind

SOON = timedelta(days=60)
VALID, NEAR_END, EXPIRED, TO_COME = "有效", "60 天内到期", "已过期", "未生效"
NO_VOLUME = "未统计"
NO_EVALUATION = "还没有评估记录"


def validity(since: date, until: date | None, day: date) -> str:
    """有效期的状态词，按某日。"""
    if day < since:
        return TO_COME
    if until is None:
        return VALID
    if day > until:
        return EXPIRED
    return NEAR_END if until - day <= SOON else VALID


@dataclass(frozen=True, slots=True)
class FileSpan:
    """有起止日的一项：职称、所在科室、执业注册。"""

    words: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class FileScan:
    """一件证书的一份扫描件；``sha256`` 把内容与这份档案绑定。"""

    attachment_id: int
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class FileCertificate:
    """一件证书；``technology`` 为对应的限制类技术，空 = 不限。"""

    uid: str
    kind: CertificateKind
    label: str
    title: str
    number: str
    issuer: str
    technology: str
    since: date
    until: date | None
    state: str
    scans: tuple[FileScan, ...] = ()


@dataclass(frozen=True, slots=True)
class FileInvitation:
    """外请的邀请。"""

    uid: str
    institution: str
    department: str
    document: str
    since: date
    until: date
    state: str


@dataclass(frozen=True, slots=True)
class FileExemption:
    """免训。"""

    uid: str
    technology: str
    basis: str
    reason: str
    document: str
    since: date
    until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class FilePermission:
    """当日的一项权限：类别（级别、术式、技术）、对象、级别、情形、起止、决定文号。"""

    kind: str
    target: str
    grade: str
    state: str
    since: date
    until: date | None
    document: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class FilePermissionEvent:
    """权限的一次变动与理由；``annulled_on`` 非空 = 登记有误，已撤销。"""

    day: date
    verb: str
    kind: str
    target: str
    grade: str
    until: date | None
    reason: str
    decision: str
    basis: str
    meeting: str
    document: str
    recorded_on: date
    late: bool = False
    temporary: bool = False
    annulled_on: date | None = None


@dataclass(frozen=True, slots=True)
class FileVolume:
    """一段时间的工作量与结果；没有统计的为 None，不等于零。"""

    target: str
    since: date
    until: date
    cases: int
    complications: int | None
    deaths: int | None
    source: str


@dataclass(frozen=True, slots=True)
class FileEvaluation:
    """一次动态评估：日期、对象、结论、文号。"""

    day: date
    target: str
    conclusion: str
    document: str


@dataclass(frozen=True, slots=True)
class FileChange:
    """变动的一行：哪天、哪一类、怎么说、文号或理由。"""

    day: date
    kind: str
    words: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class PractitionerFile:
    """医师技术档案，按 ``as_of`` 那一天。``kind`` 为医师、护士或技师。"""

    hospital: str
    person_id: int
    name: str
    staff_number: str
    kind: str
    title: str
    departments: str
    whereabouts: str
    registered: str
    as_of: date
    titles: tuple[FileSpan, ...] = ()
    memberships: tuple[FileSpan, ...] = ()
    registrations: tuple[FileSpan, ...] = ()
    certificates: tuple[FileCertificate, ...] = ()
    exemptions: tuple[FileExemption, ...] = ()
    invitations: tuple[FileInvitation, ...] = ()
    permissions: tuple[FilePermission, ...] = ()
    permission_events: tuple[FilePermissionEvent, ...] = ()
    volumes: tuple[FileVolume, ...] = ()
    evaluations: tuple[FileEvaluation, ...] = ()
    changes: tuple[FileChange, ...] = ()
    gaps: tuple[Finding, ...] = ()
    footer: Footer = field(default_factory=lambda: Footer(""))

    @property
    def qualifications(self) -> tuple[FileCertificate, ...]:
        """培训证明以外的证书。"""
        return tuple(c for c in self.certificates if c.kind is not CertificateKind.TRAINING)

    @property
    def trainings(self) -> tuple[FileCertificate, ...]:
        """培训证明。"""
        return tuple(c for c in self.certificates if c.kind is CertificateKind.TRAINING)

    @property
    def scans(self) -> tuple[tuple[FileCertificate, FileScan], ...]:
        """全部扫描件，依证书的次序。"""
        return tuple((one, scan) for one in self.certificates for scan in one.scans)


@cites("MTCA-19")
def file_gaps(record: PractitionerFile) -> tuple[Finding, ...]:
    """档案还缺什么：资格、执业、职称证书，证书的扫描件，过期的证书。"""
    held = {c.kind for c in record.certificates}
    wanted = [CertificateKind.PRACTICE, CertificateKind.TITLE]
    if record.kind == "医师":
        wanted.insert(0, CertificateKind.QUALIFICATION)
    found = [
        _gap(f"没有{_SHORT[kind]}的登记", "登记证书并附扫描件")
        for kind in wanted
        if kind not in held
    ]
    if not record.title:
        found.append(_gap("没有登记职称", "登记职称"))
    bare = _named(c for c in record.certificates if not c.scans)
    if bare:
        found.append(_gap(f"没有扫描件：{bare}", "补扫描件"))
    ended = _named(c for c in record.certificates if c.state == EXPIRED)
    if ended:
        found.append(_gap(f"已过期：{ended}", "补登新的证书；权限不因此自动终止"))
    return tuple(found)


_SHORT = {
    CertificateKind.QUALIFICATION: "资格证书",
    CertificateKind.PRACTICE: "执业证书",
    CertificateKind.TITLE: "职称证书",
}


def _gap(said: str, remedy: str) -> Finding:
    return Finding(Severity.NOTE, said, "MTCA-19", remedy, "certificate")


def _named(certificates: Iterable[FileCertificate]) -> str:
    return "、".join(dict.fromkeys(c.title or c.label for c in certificates))
