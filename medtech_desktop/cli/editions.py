"""management：本院医疗技术临床应用管理目录。"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import a_date, act_day, act_options, group, on_day
from medtech_desktop.cli.replies import Reply, finding_data, table
from medtech_desktop.office import editions as office


def add_commands(commands: Any) -> None:
    """登记命令。"""
    management = group(commands, "management", "本院管理目录")
    show = management.add_parser("show", help="现状、施行的一版、两者之差")
    show.set_defaults(run=_show)
    adopt = management.add_parser("adopt", help="审定为新的一版")
    adopt.add_argument("--meeting", required=True, metavar="会议或决议")
    adopt.add_argument("--adopted-on", type=a_date, metavar="日期", help="审定日，缺省生效日")
    adopt.add_argument("--document", default="", metavar="文号")
    adopt.add_argument("--name", default="", metavar="版名")
    act_options(adopt)
    adopt.set_defaults(run=_adopt)


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        view = office.management_view(library, on_day(asked))
    data = {
        "edition": view.current.name if view.current else None,
        "rows": [asdict(r) for r in view.rows],
        "added": [r.number for r in view.diff.added],
        "removed": [r.number for r in view.diff.removed],
        "changed": [after.number for _, after in view.diff.changed],
        "editions": [
            {"number": e.number, "name": e.name, "since": e.since.isoformat()}
            for e in view.editions
        ],
        "findings": [finding_data(f) for f in view.findings],
    }
    heads = ("院内编号", "技术编号", "名称", "类别", "科室", "负责人", "状态")
    rows = [tuple(asdict(r).values()) for r in view.rows]
    return Reply(data, table(heads, rows), 0, view.findings)


def _adopt(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    draft = office.NewEdition(
        asked.adopted_on or day, day, asked.meeting, asked.document, asked.name
    )
    return act_reply(asked, office.adopt_edition, draft, day, reason=asked.reason)
