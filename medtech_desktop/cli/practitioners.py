"""practitioner：登记医务人员、执业注册、在院情况；变更与证书见 ``practitioner_changes``。"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from medtech_desktop.cli import practitioner_changes as changes
from medtech_desktop.cli import practitioner_files, workloads
from medtech_desktop.cli.institutions import person_table
from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import (
    act_day,
    act_options,
    group,
    on_day,
    one_of,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, done_reply
from medtech_desktop.domain.practitioners import PractitionerKind
from medtech_desktop.office import institutions, practitioner_lists
from medtech_desktop.office import practitioners as office
from medtech_desktop.office.library import Library

_KINDS = {
    PractitionerKind.PHYSICIAN: "医师",
    PractitionerKind.NURSE: "护士",
    PractitionerKind.TECHNICIAN: "技师",
}
_AT = "注册在哪个院区的许可证下，缺省本部"
_PRESENCE = {"leave": "休假", "left": "离院", "died": "去世", "present": "在院"}


def add_commands(commands: Any) -> None:
    """登记命令。"""
    people = group(commands, "practitioner", "医务人员")
    listing = people.add_parser("list", help="在册人员")
    listing.set_defaults(run=_list)
    add = people.add_parser("add", help="登记一名医务人员")
    add.add_argument("name", metavar="姓名")
    add.add_argument("--number", default="", metavar="工号")
    add.add_argument("--kind", default="physician", metavar="类别", **one_of(_KINDS))
    add.add_argument("--title", default="", metavar="职称")
    add.add_argument("--department", default="", metavar="科室")
    add.add_argument("--elsewhere", default="", metavar="机构", help="注册在外院")
    add.add_argument("--site", default="", metavar="院区", help=_AT)
    act_options(add)
    add.set_defaults(run=_add)
    move = people.add_parser("register", help="变更执业注册")
    move.add_argument("person", metavar="工号或姓名")
    move.add_argument("--elsewhere", default="", metavar="机构", help="空 = 本院")
    move.add_argument("--site", default="", metavar="院区", help=_AT)
    act_options(move)
    move.set_defaults(run=_register)
    leave = people.add_parser("presence", help="休假、离院、去世、在院")
    leave.add_argument("person", metavar="工号或姓名")
    leave.add_argument("state", metavar="去向", **one_of(_PRESENCE))
    act_options(leave)
    leave.set_defaults(run=_presence)
    changes.add_parsers(people)
    practitioner_files.add_parser(people)
    workloads.add_parser(people)


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        rows = practitioner_lists.practitioner_list(library, on_day(asked))
    data = [
        {
            "number": r.staff_number,
            "name": r.name,
            "title": r.title,
            "departments": r.departments,
            "registered": r.place,
        }
        for r in rows
    ]
    lines = person_table((r.staff_number, r.name, r.title, r.departments, r.place) for r in rows)
    return Reply({"practitioners": data}, lines)


def _add(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        draft = office.NewPractitioner(
            asked.name,
            asked.number,
            PractitionerKind(asked.kind),
            asked.title,
            asked.department,
            day,
            asked.elsewhere,
            _licence(library, asked, day),
        )
        return done_reply(office.add_practitioner(library, the_clerk(asked), draft))


def _licence(library: Library, asked: argparse.Namespace, day: date) -> int | None:
    """注册在哪张许可证下；没有指明院区的为本部的证。"""
    return institutions.find_site(library, asked.site, day)[1] if asked.site else None


def _register(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        done = office.move_registration(
            library,
            the_clerk(asked),
            person,
            day,
            elsewhere=asked.elsewhere,
            licence_id=_licence(library, asked, day),
        )
    return done_reply(done)


def _presence(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        done = office.set_presence(library, the_clerk(asked), person, asked.state, day)
    return done_reply(done)
