"""privilege emergency：急诊超权限的登记与上级确认。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import act_options, done_day, group, refuse_on, the_clerk
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.domain.emergency_uses import EMERGENCY_LABELS
from medtech_desktop.office import emergency_uses as office
from medtech_desktop.office.institutions import department_id
from medtech_desktop.office.practitioners import person_id
from medtech_desktop.office.privilege_targets import code_targets


def add_emergencies(privileges: Any) -> None:
    """在 ``privilege`` 一组里登记 emergency。"""
    emergencies = group(privileges, "emergency", "急诊超权限")
    listing = emergencies.add_parser("list", help="全部急诊超权限，新的在前")
    listing.set_defaults(run=_list)
    record = emergencies.add_parser("record", help="登记一例，待上级确认")
    record.add_argument("person", metavar="人员", help="术者的工号或姓名")
    record.add_argument("procedure", metavar="编码")
    record.add_argument("--department", metavar="科室")
    record.add_argument("--case-ref", default="", metavar="单号", help="手术单号，不写患者信息")
    act_options(record)
    record.set_defaults(run=_record)
    confirm = emergencies.add_parser("confirm", help="上级确认，或不予确认")
    confirm.add_argument("number", metavar="编号", help="急诊-2026-001")
    confirm.add_argument("superior", metavar="上级", help="工号或姓名")
    confirm.add_argument("--decline", action="store_true", help="不予确认")
    confirm.add_argument("--opinion", default="", metavar="意见")
    act_options(confirm)
    confirm.set_defaults(run=_confirm)


def _record(asked: argparse.Namespace) -> Reply:
    day = done_day(asked)
    with opened(asked) as library:
        [code] = code_targets(library, [asked.procedure], day)
        draft = office.NewEmergencyUse(
            person_id(library, asked.person, day),
            code.id,
            day,
            asked.reason,
            asked.case_ref,
            department_id(library, asked.department, day) if asked.department else None,
        )
        return done_reply(office.record_emergency_use(library, the_clerk(asked), draft))


def _confirm(asked: argparse.Namespace) -> Reply:
    day = done_day(asked)
    with opened(asked) as library:
        superior = person_id(library, asked.superior, day)
        done = office.confirm_emergency_use(
            library,
            the_clerk(asked),
            asked.number,
            superior,
            day,
            confirmed=not asked.decline,
            opinion=asked.opinion or asked.reason,
        )
    return done_reply(done)


def _list(asked: argparse.Namespace) -> Reply:
    refuse_on(asked, "这里列出全部，不分日子")
    with opened(asked) as library:
        lines = office.emergency_list(library)
    data = [
        {
            "number": one.number,
            "day": one.day.isoformat(),
            "person": one.name,
            "procedure": one.procedure,
            "department": one.department,
            "case": one.case_ref,
            "reason": one.reason,
            "state": one.state.value,
            "superior": one.superior,
            "opinion": one.opinion,
            "privileged": one.privileged,
        }
        for one in lines
    ]
    rows = [
        (one.number, one.day, one.name, one.procedure, EMERGENCY_LABELS[one.state], one.superior)
        for one in lines
    ]
    text = table(("编号", "日期", "术者", "术式", "情形", "上级"), rows)
    return Reply({"emergencies": data}, text if rows else ("没有登记急诊超权限",))
