"""case：病例登记，没有手术行的技术一例一条；登记、一览、取消、撤销。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    a_date,
    group,
    on_day,
    reason_option,
    refuse_on,
    the_clerk,
    yes_no,
)
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.office import cases as office
from medtech_desktop.office.acts import today
from medtech_desktop.office.institutions import department_id
from medtech_desktop.office.practitioners import person_id
from medtech_desktop.office.world import load_world

_FLAGS = (("consent", "知情同意"), ("research", "临床研究"), ("complication", "并发症"))


def add_commands(commands: Any) -> None:
    """登记命令。"""
    cases = group(commands, "case", "病例登记")
    _add_parser(cases)
    listing = cases.add_parser("list", help="登记着的各例，新的在前")
    listing.add_argument("technology", nargs="?", default="", metavar="技术")
    listing.add_argument("--from", dest="since", type=a_date, metavar="日期")
    listing.add_argument("--to", dest="until", type=a_date, metavar="日期")
    listing.set_defaults(run=_list)
    for name, words, run in (
        ("cancel", "一例没有做成，理由必填", _cancel),
        ("annul", "撤销登记错的一例，理由必填", _annul),
    ):
        parser = cases.add_parser(name, help=words)
        parser.add_argument("ref", metavar="代号", help="病例代号，或一览里的标识")
        reason_option(parser, "必填")
        parser.set_defaults(run=run)


def _add_parser(cases: Any) -> None:
    add = cases.add_parser("add", help="登记一例")
    add.add_argument("technology", metavar="技术", help="院内编号、技术编号或名称")
    add.add_argument("day", type=a_date, metavar="日期")
    add.add_argument("ref", metavar="代号", help="病例代号，不写患者信息")
    add.add_argument("--person", default="", metavar="人员", help="做这一例的人，工号或姓名")
    add.add_argument("--department", default="", metavar="科室")
    add.add_argument("--patient", default="", metavar="病案号")
    add.add_argument("--admission", default="", metavar="住院号")
    for name, words in (*_FLAGS, ("died", "死亡")):
        add.add_argument(f"--{name}", type=yes_no, metavar="是否", help=f"{words}，缺省为未知")
    add.add_argument("--note", default="", metavar="备注")
    reason_option(add)
    add.set_defaults(run=_add)


def _add(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    day = asked.day
    with opened(asked) as library:
        technology = load_world(library, day).find_technology(asked.technology)
        new = office.NewCase(
            technology.technology.id,
            day,
            asked.ref,
            person_id(library, asked.person, day) if asked.person else None,
            department_id=department_id(library, asked.department, day)
            if asked.department
            else None,
            patient_number=asked.patient.strip(),
            admission=asked.admission.strip(),
            consent=asked.consent,
            research=asked.research,
            complication=asked.complication,
            died=asked.died,
            note=asked.note,
        )
        return done_reply(office.register_case(library, the_clerk(asked), new, today()))


def _cancel(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    return act_reply(asked, office.cancel_case, asked.ref, asked.reason, today())


def _annul(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    return act_reply(asked, office.annul_case, asked.ref, asked.reason, today())


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        lines = office.case_rows(
            library,
            on_day(asked),
            technology=asked.technology,
            since=asked.since,
            until=asked.until,
        )
    data = [_data(one) for one in lines]
    rows = [
        (
            one.day,
            one.number,
            one.technology,
            one.ref,
            one.person,
            "已取消" if one.cancelled else "",
        )
        for one in lines
    ]
    text = table(("日期", "编号", "技术", "代号", "术者", "情形"), rows)
    return Reply({"cases": data}, text if rows else ("没有登记病例",))


def _data(one: office.CaseLine) -> dict[str, object]:
    return {
        "uid": one.uid,
        "ref": one.ref,
        "day": one.day.isoformat(),
        "technology": one.number,
        "name": one.technology,
        "person": one.person,
        "department": one.department,
        "patient": one.patient,
        "consent": one.consent,
        "research": one.research,
        "complication": one.complication,
        "died": one.died,
        "cancelled": one.cancelled,
        "note": one.note,
        "versions": one.versions,
    }
