"""practitioner：登记医务人员、注册、证书。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.institutions import person_table
from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    a_date,
    act_day,
    act_options,
    group,
    on_day,
    one_of,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, done_reply
from medtech_desktop.domain.practitioners import (
    CERTIFICATE_LABELS,
    CertificateKind,
    PractitionerKind,
)
from medtech_desktop.office import practitioners as office

_KINDS = {
    PractitionerKind.PHYSICIAN: "医师",
    PractitionerKind.NURSE: "护士",
    PractitionerKind.TECHNICIAN: "技师",
}
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
    act_options(add)
    add.set_defaults(run=_add)
    move = people.add_parser("register", help="变更执业注册")
    move.add_argument("person", metavar="工号或姓名")
    move.add_argument("--elsewhere", default="", metavar="机构", help="空 = 本院")
    act_options(move)
    move.set_defaults(run=_register)
    leave = people.add_parser("presence", help="休假、离院、去世、在院")
    leave.add_argument("person", metavar="工号或姓名")
    leave.add_argument("state", metavar="去向", **one_of(_PRESENCE))
    act_options(leave)
    leave.set_defaults(run=_presence)
    paper = people.add_parser("certificate", help="登记证书或培训证明")
    paper.add_argument("person", metavar="工号或姓名")
    paper.add_argument("kind", metavar="证书", **one_of(CERTIFICATE_LABELS))
    paper.add_argument("--title", required=True, metavar="名称")
    paper.add_argument("--number", default="", metavar="编号")
    paper.add_argument("--issuer", default="", metavar="发证单位")
    paper.add_argument("--until", type=a_date, metavar="日期", help="有效期至")
    act_options(paper)
    paper.set_defaults(run=_certificate)


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        rows = office.practitioner_list(library, on_day(asked))
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
    draft = office.NewPractitioner(
        asked.name,
        asked.number,
        PractitionerKind(asked.kind),
        asked.title,
        asked.department,
        act_day(asked),
        asked.elsewhere,
    )
    return act_reply(asked, office.add_practitioner, draft)


def _register(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        done = office.move_registration(
            library, the_clerk(asked), person, day, elsewhere=asked.elsewhere
        )
    return done_reply(done)


def _presence(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        done = office.set_presence(library, the_clerk(asked), person, asked.state, day)
    return done_reply(done)


def _certificate(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    draft = office.NewCertificate(
        CertificateKind(asked.kind), asked.title, asked.number, asked.issuer, day, asked.until
    )
    with opened(asked) as library:
        person = office.person_id(library, asked.person, day)
        return done_reply(office.add_certificate(library, the_clerk(asked), person, draft))
