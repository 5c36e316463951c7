"""hospital、site、department、holidays：登记本院。"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_count,
    a_date,
    act_day,
    act_options,
    group,
    on_day,
    reason_option,
    refuse_on,
    the_clerk,
    yes_no,
)
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.domain.institutions import CHOSEN_KINDS, INSTITUTION_LABELS, InstitutionKind
from medtech_desktop.domain.working_days import SpecialDay
from medtech_desktop.office import institutions as office


def add_commands(commands: Any) -> None:
    """登记命令。"""
    hospital = group(commands, "hospital", "本院情况")
    show = hospital.add_parser("show", help="本院登记一览")
    show.set_defaults(run=_show)
    change = hospital.add_parser("set", help="登记名称、类别、级别、主要负责人，自生效日起")
    for kind in InstitutionKind:
        if kind not in CHOSEN_KINDS:
            change.add_argument(f"--{kind.value.replace('_', '-')}", metavar="内容")
    four = InstitutionKind.RESTRICTED_AS_FOUR
    told = "限制类技术的手术按四级管理（本院的选择，请核对原文）"
    change.add_argument(
        "--restricted-as-four", dest=four.value, type=_chosen, metavar="yes/no", help=told
    )
    change.add_argument("--authority", metavar="机关", help="发证机关全称")
    change.add_argument("--document", default="", metavar="文号")
    act_options(change)
    change.set_defaults(run=_set)
    _site_commands(commands)
    _department_commands(commands)
    holidays = group(commands, "holidays", "放假安排")
    days = holidays.add_parser("add", help="录入放假与调休")
    days.add_argument("--off", action="append", default=[], metavar="日期[:名称]", help="放假")
    days.add_argument("--work", action="append", default=[], metavar="日期", help="调休上班")
    days.add_argument("--complete", action="append", type=a_count, default=[], metavar="年份")
    days.add_argument("--source", default="", metavar="文号")
    reason_option(days)
    days.set_defaults(run=_add_holidays)


def _site_commands(commands: Any) -> None:
    site = group(commands, "site", "院区与许可证")
    add = site.add_parser("add", help="登记院区")
    add.add_argument("name", metavar="名称")
    add.add_argument("--same-licence", action="store_true", help="与本部同一张许可证")
    add.add_argument("--licence", default="", metavar="登记号")
    add.add_argument("--authority", default="", metavar="机关", help="另一张证的发证机关")
    act_options(add)
    add.set_defaults(run=_add_site)


def _department_commands(commands: Any) -> None:
    department = group(commands, "department", "科室")
    new = department.add_parser("add", help="登记科室")
    new.add_argument("name", metavar="名称")
    act_options(new)
    new.set_defaults(run=_add_department)
    rename = department.add_parser("rename", help="科室更名，自生效日起")
    rename.add_argument("name", metavar="名称", help="现在的名称")
    rename.add_argument("new", metavar="新名称")
    act_options(rename)
    rename.set_defaults(run=_rename_department)


def _chosen(text: str) -> str:
    """yes 存「yes」，no 存空。"""
    return "yes" if yes_no(text) else ""


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        view = office.institution_view(library, on_day(asked))
    data = {
        "values": dict(view.values),
        "sites": [
            {"id": i, "name": n, "licence": lic, "authority": a} for i, n, _, lic, a in view.sites
        ],
        "departments": [name for _, name in view.departments],
        "provincial_authority": view.provincial,
    }
    chosen = {INSTITUTION_LABELS[kind] for kind in CHOSEN_KINDS}
    words = {label: {"yes": "是", "": "否"} for label in chosen}
    lines = [
        f"{label}：{words.get(label, {}).get(value, value) or '（未登记）'}"
        for label, value in view.values
    ]
    lines += [f"院区：{n}，发证机关：{a or '（未登记）'}" for _, n, _, _, a in view.sites]
    lines.append("科室：" + "、".join(name for _, name in view.departments))
    return Reply(data, tuple(lines))


def _set(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    values = {k: v for k in InstitutionKind if (v := getattr(asked, k.value, None)) is not None}
    if not values and not asked.authority:
        raise BadUsage("没有给出要登记的内容", "例如 --principal 姓名 --effective 2026-09-01")
    with opened(asked) as library:
        clerk = the_clerk(asked)
        reply = None
        if values:
            reply = done_reply(
                office.set_institution(library, clerk, values, day, document=asked.document)
            )
        if asked.authority:
            view = office.institution_view(library, day)
            licence = view.sites[0][2] if view.sites else None
            if licence is None:
                raise BadUsage("还没有院区和许可证", "先用 site add 登记")
            reply = done_reply(
                office.set_issuing_authority(library, clerk, licence, asked.authority, day)
            )
    assert reply is not None
    return reply


def _add_site(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        view = office.institution_view(library, day)
        if not asked.same_licence and not asked.authority:
            raise BadUsage("另一张许可证须写明发证机关", "加 --authority 机关，或 --same-licence")
        same = view.sites[0][0] if asked.same_licence and view.sites else None
        done = office.add_site(
            library,
            the_clerk(asked),
            asked.name,
            day,
            licence_number=asked.licence,
            same_licence_as=same,
            authority=asked.authority,
        )
    return done_reply(done)


def _add_department(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.add_department, asked.name, day)


def _rename_department(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.rename_department, asked.name, asked.new, day)


def _add_holidays(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    days = []
    for text in asked.off:
        day, _, name = text.partition(":")
        days.append(SpecialDay(_day(day), False, name or "放假", asked.source))
    days += [SpecialDay(_day(text), True, "", asked.source) for text in asked.work]
    if not days:
        raise BadUsage("没有给出日期", "例如 --off 2027-01-01:元旦 --work 2027-01-03")
    return act_reply(asked, office.add_special_days, days, asked.complete)


def _day(text: str) -> date:
    try:
        return a_date(text)
    except argparse.ArgumentTypeError as error:
        raise BadUsage(str(error)) from error


def person_table(rows: Any) -> tuple[str, ...]:
    """人员一览。"""
    return table(("工号", "姓名", "职称", "科室", "注册"), rows)
