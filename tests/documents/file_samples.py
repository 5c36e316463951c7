"""A made-up practitioner's file, short or as long as wanted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256

from medtech_desktop.domain.practitioner_files import (
    FileCertificate,
    FileChange,
    FileExemption,
    FileInvitation,
    FilePermission,
    FilePermissionEvent,
    FileScan,
    FileSpan,
    FileVolume,
    PractitionerFile,
    file_gaps,
)
from medtech_desktop.domain.practitioners import CertificateKind
from tests.documents.paper_samples import FOOTER
from tests.documents.scan_samples import jpeg

SINCE, DAY = date(2018, 1, 1), date(2026, 11, 24)
SCAN = jpeg((600, 800))
PRACTICE = FileCertificate(
    "u1",
    CertificateKind.PRACTICE,
    "医师执业证书",
    "医师执业证书",
    "示例证 1103",
    "示例市卫生健康委员会",
    "",
    SINCE,
    None,
    "有效",
    (FileScan(1, "执业证.jpg", sha256(SCAN).hexdigest()),),
)
TRAINING = FileCertificate(
    "u2",
    CertificateKind.TRAINING,
    "相关培训证明",
    "神经血管介入规范化培训",
    "示例〔2020〕7号",
    "示例培训基地",
    "S16 神经血管介入诊疗技术",
    date(2020, 9, 1),
    date(2026, 8, 31),
    "已过期",
)
EVENT = FilePermissionEvent(
    date(2026, 3, 2),
    "授予",
    "手术级别",
    "神经外科专业",
    "三级",
    date(2028, 3, 1),
    "",
    "授权-2026-001",
    "能力考核合格",
    "示例会议2026年第1次",
    "示例院字〔2026〕12号",
    date(2026, 3, 2),
)
LOWERED = replace(
    EVENT,
    day=date(2026, 9, 1),
    verb="暂停",
    until=date(2026, 12, 31),
    reason="培训证明过期，待补",
    late=True,
    recorded_on=date(2026, 9, 8),
)
FILE = PractitionerFile(
    hospital="示例市第一医院",
    person_id=7,
    name="示例甲",
    staff_number="1001",
    kind="医师",
    title="主任医师",
    departments="神经外科、急诊科",
    whereabouts="在院",
    registered="本院",
    as_of=DAY,
    titles=(
        FileSpan("副主任医师", SINCE, date(2023, 6, 30)),
        FileSpan("主任医师", date(2023, 7, 1)),
    ),
    memberships=(FileSpan("神经外科", SINCE), FileSpan("急诊科", date(2026, 5, 10))),
    registrations=(FileSpan("本院", SINCE),),
    certificates=(PRACTICE, TRAINING),
    exemptions=(
        FileExemption("u3", "S19 示例技术", "示例规定第九条", "示例理由", "", SINCE, None, "有效"),
    ),
    invitations=(
        FileInvitation(
            "u4", "示例省外医院", "神经外科", "示例邀请函", SINCE, date(2018, 6, 30), "已过期"
        ),
    ),
    permissions=(
        FilePermission(
            "手术级别",
            "神经外科专业",
            "三级",
            "暂停",
            date(2026, 9, 1),
            date(2026, 12, 31),
            "示例院字〔2026〕12号",
        ),
    ),
    permission_events=(LOWERED, EVENT),
    volumes=(
        FileVolume("全部手术", date(2025, 1, 1), date(2025, 12, 31), 1204, 3, None, "手工登记"),
    ),
    changes=(
        FileChange(date(2026, 9, 1), "权限", "暂停：神经外科专业 三级", "示例院字〔2026〕12号"),
        FileChange(SINCE, "人员", "工号：1001"),
    ),
    footer=FOOTER,
)
FILE = replace(FILE, gaps=file_gaps(FILE))


def long_file(events: int) -> PractitionerFile:
    """权限变动了许多次的。"""
    many = tuple(
        replace(EVENT, day=EVENT.day + timedelta(days=n), target=f"示例手术第{n:03}种")
        for n in range(events)
    )
    changes = tuple(FileChange(one.day, "权限", f"授予：{one.target}") for one in many)
    return replace(FILE, permission_events=many, changes=changes)
