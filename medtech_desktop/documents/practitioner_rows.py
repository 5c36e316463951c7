"""医师技术档案各表的栏名与各行；PDF 与 xlsx 用同一份。"""

from __future__ import annotations

from datetime import date

from medtech_desktop.domain.practitioner_files import (
    NO_VOLUME,
    FileCertificate,
    PractitionerFile,
)

SPAN_COLUMNS = ("类别", "内容", "起", "止")
CERTIFICATE_COLUMNS = ("种类", "名称与编号", "发证单位", "发证日期", "有效期至")
EXEMPTION_COLUMNS = ("技术", "依据与理由", "起", "止")
INVITATION_COLUMNS = ("所在单位", "邀请文件", "科室", "起", "止")
PERMISSION_COLUMNS = ("类别", "对象", "级别", "情形", "自", "有效期至", "文号")
EVENT_COLUMNS = ("日期", "变动", "对象", "有效期至", "依据与理由", "文号")
VOLUME_COLUMNS = ("对象", "统计期间", "例数", "并发症", "死亡", "来源")
EVALUATION_COLUMNS = ("日期", "对象", "结论", "文号")
CHANGE_COLUMNS = ("日期", "类别", "变动", "文号")
_LONG = "长期"


def _day(day: date | None, none: str = "") -> str:
    return day.isoformat() if day is not None else none


def span_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """职称、科室、执业注册，各有起止日。"""
    kinds = ("职称", "科室", "执业注册")
    groups = zip(kinds, (record.titles, record.memberships, record.registrations), strict=True)
    return [
        (kind, span.words, span.since.isoformat(), _day(span.until, "至今"))
        for kind, spans in groups
        for span in spans
    ]


def certificate_row(one: FileCertificate) -> tuple[str, ...]:
    """一件证书。"""
    name = one.title + (f"（{one.number}）" if one.number else "")
    name += f"\n对应：{one.technology}" if one.technology else ""
    name += f"\n扫描件 {len(one.scans)} 份" if one.scans else ""
    until = _day(one.until, _LONG)
    until += f"\n{one.state}" if one.state != "有效" else ""
    return one.label, name, one.issuer or "—", one.since.isoformat(), until


def exemption_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """免训各行。"""
    return [
        (
            one.technology,
            "\n".join(part for part in (one.basis, one.reason, one.document) if part),
            one.since.isoformat(),
            _day(one.until, _LONG) + (f"\n{one.state}" if one.state != "有效" else ""),
        )
        for one in record.exemptions
    ]


def invitation_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """外请各行。"""
    return [
        (
            one.institution,
            one.document,
            one.department or "—",
            one.since.isoformat(),
            one.until.isoformat() + (f"\n{one.state}" if one.state != "有效" else ""),
        )
        for one in record.invitations
    ]


def permission_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """当日的各项权限。"""
    return [
        (
            one.kind,
            one.target,
            one.grade or "—",
            "\n".join(part for part in (one.state, one.note) if part),
            one.since.isoformat(),
            _day(one.until, _LONG),
            one.document or "—",
        )
        for one in record.permissions
    ]


def event_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """权限的每一次变动与理由。"""
    rows: list[tuple[str, ...]] = []
    for one in record.permission_events:
        late = f"{one.recorded_on.isoformat()} 补录" if one.late else ""
        gone = f"{one.annulled_on.isoformat()} 撤销（登记有误）" if one.annulled_on else ""
        why = [part for part in (one.basis, one.reason, one.meeting, late, gone) if part]
        target = f"{one.target} {one.grade}".strip()
        until = _day(one.until, "—")
        number = one.document or one.decision
        rows.append(
            (one.day.isoformat(), one.verb, target, until, "；".join(why) or "—", number or "—")
        )
    return rows


def volume_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """手术量与结果；没有统计的写「未统计」，不写 0。"""
    return [
        (
            one.target,
            f"{one.since.isoformat()} 至 {one.until.isoformat()}",
            *_counts(one.cases, one.complications, one.deaths),
            one.source or "—",
        )
        for one in record.volumes
    ]


def _counts(*counts: int | None) -> tuple[str, ...]:
    return tuple(NO_VOLUME if count is None else f"{count:,}" for count in counts)


def evaluation_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """评估各次。"""
    held = record.evaluations
    return [(e.day.isoformat(), e.target, e.conclusion, e.document or "—") for e in held]


def change_rows(record: PractitionerFile) -> list[tuple[str, ...]]:
    """变动，新的在前。"""
    held = record.changes
    return [(c.day.isoformat(), c.kind, c.words, c.document or "—") for c in held]
