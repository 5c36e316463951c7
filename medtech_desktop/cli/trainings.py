"""base：规范化培训基地。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_count,
    a_date,
    act_options,
    done_day,
    group,
    on_day,
    reason_option,
    refuse_on,
)
from medtech_desktop.cli.replies import Reply, finding_data, table
from medtech_desktop.office import trainings as office

_COUNTS = ("first_year", "cases1", "cases2", "cases3")
_TEXTS = ("quality", "conditions", "plan")


def add_commands(commands: Any) -> None:
    """登记命令。"""
    base = group(commands, "base", "规范化培训基地")
    listing = base.add_parser("list", help="拟承担培训的技术、期限、还缺什么")
    listing.set_defaults(run=_list)
    new = base.add_parser("open", help="登记拟承担培训的一项技术")
    new.add_argument("code", metavar="编号")
    new.add_argument("--announced-on", type=a_date, metavar="日期", help="首次发布招生公告之日")
    act_options(new)
    new.set_defaults(run=_open)
    told = base.add_parser("announce", help="登记首次发布招生公告之日")
    told.add_argument("number", metavar="编号")
    told.add_argument("--day", type=a_date, required=True, metavar="日期")
    act_options(told)
    told.set_defaults(run=_announce)
    done = base.add_parser("file", help="登记已向省级备案")
    done.add_argument("number", metavar="编号")
    done.add_argument("--document", default="", metavar="回执号")
    act_options(done)
    done.set_defaults(run=_file)
    edit = base.add_parser("edit", help="填写附件4")
    edit.add_argument("number", metavar="编号")
    for name in _COUNTS:
        edit.add_argument(f"--{name.replace('_', '-')}", type=a_count, metavar="数")
    for name in _TEXTS:
        edit.add_argument(f"--{name}", metavar="文字")
    reason_option(edit)
    edit.set_defaults(run=_edit)


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        views = office.training_bases(library, on_day(asked))
    data = [
        {
            "number": v.base.number,
            "code": v.code,
            "name": v.technology,
            "announced_on": v.base.announced_on.isoformat() if v.base.announced_on else None,
            "due": v.term.due.isoformat() if v.term else None,
            "missing": [finding_data(f) for f in v.gaps],
        }
        for v in views
    ]
    rows = [
        (
            v.base.number,
            v.code,
            v.technology,
            v.term.due if v.term else "",
            f"还缺 {len(v.gaps)} 处",
        )
        for v in views
    ]
    return Reply({"bases": data}, table(("编号", "技术编号", "名称", "备案期限", "还缺"), rows))


def _open(asked: argparse.Namespace) -> Reply:
    day = done_day(asked)
    return act_reply(asked, office.open_base, asked.code, day, announced_on=asked.announced_on)


def _announce(asked: argparse.Namespace) -> Reply:
    on = done_day(asked)
    act = office.announce_base
    return act_reply(asked, act, asked.number, asked.day, on, reason=asked.reason)


def _edit(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    values = {n: v for n in (*_COUNTS, *_TEXTS) if (v := getattr(asked, n)) is not None}
    if not values:
        raise BadUsage("没有给出要填写的内容", "例如 --cases1 20 --quality 文字")
    return act_reply(asked, office.edit_base, asked.number, values)


def _file(asked: argparse.Namespace) -> Reply:
    day = done_day(asked)
    return act_reply(
        asked, office.file_base, asked.number, day, document=asked.document, reason=asked.reason
    )
