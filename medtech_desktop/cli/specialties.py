"""privilege specialty：专业与它所含的科室。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import act_day, act_options, group, on_day
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.office import specialties as office


def add_specialties(privileges: Any) -> None:
    """在 ``privilege`` 一组里登记 specialty。"""
    specialties = group(privileges, "specialty", "专业：一组科室，级别授权在一个专业之内")
    listing = specialties.add_parser("list", help="各专业与所含的科室")
    listing.set_defaults(run=_list)
    for word, help, run in (
        ("add", "登记一个专业", _add),
        ("departments", "改为这些科室，自生效日起", _departments),
    ):
        parser = specialties.add_parser(word, help=help)
        parser.add_argument("name", metavar="名称")
        parser.add_argument(
            "--department", action="append", required=True, metavar="科室", help="可重复"
        )
        act_options(parser)
        parser.set_defaults(run=run)


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        lines = office.specialty_list(library, on_day(asked))
    data = [
        {
            "name": one.name,
            "since": one.since.isoformat(),
            "departments": list(one.departments),
        }
        for one in lines
    ]
    rows = [(one.name, one.since.isoformat(), "、".join(one.departments)) for one in lines]
    text = table(("专业", "自", "科室"), rows) if rows else ("还没有登记专业",)
    return Reply({"specialties": data}, text)


def _add(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.add_specialty, asked.name, asked.department, day)


def _departments(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.set_specialty_departments, asked.name, asked.department, day)
