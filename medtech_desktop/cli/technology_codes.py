"""technology code、technology codes：技术与手术编码的对应。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import a_date, act_day, act_options, on_day
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.office import technology_codes as office
from medtech_desktop.office.acts import today


def add_commands(technologies: Any) -> None:
    """在 technology 一组里登记命令。"""
    link = technologies.add_parser("code", help="对应一条手术编码，或终止（--until）")
    link.add_argument("code", metavar="编号")
    link.add_argument("procedure", metavar="手术编码")
    link.add_argument("--since", type=a_date, metavar="日期", help="自这一天起，缺省生效日")
    link.add_argument("--condition", default="", metavar="条件", help="只在符合时才算这项技术")
    link.add_argument("--until", type=a_date, metavar="日期", help="终止原来的对应，最后一日")
    act_options(link)
    link.set_defaults(run=_link)
    listing = technologies.add_parser("codes", help="对应的手术编码，和按名称找到可供选的")
    listing.add_argument("code", metavar="编号")
    listing.set_defaults(run=_list)


def _link(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    if asked.until is not None:
        return act_reply(asked, office.end_code, asked.code, asked.procedure, asked.until, today())
    draft = office.NewCode(asked.procedure, asked.since or day, asked.condition)
    return act_reply(asked, office.link_code, asked.code, draft, today())


def _list(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        links = office.codes_of_technology(library, asked.code, day)
        offered = office.offered_codes(library, asked.code, day)
    data = {
        "codes": [
            {
                "code": one.code,
                "name": one.name,
                "condition": one.condition,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in links
        ],
        "offered": [{"code": code, "name": name} for code, name in offered],
    }
    rows = [(x.code, x.name, x.condition, x.since, x.until or "") for x in links]
    lines = table(("编码", "名称", "条件", "自", "至"), rows)
    more = [f"可供选：{code} {name}" for code, name in offered]
    return Reply(data, (*lines, *more))
