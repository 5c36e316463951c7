"""subject、technology subject：许可证登记的诊疗科目，与一项技术须有的。"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    a_date,
    act_day,
    act_options,
    group,
    on_day,
    refuse_on,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.office import institutions
from medtech_desktop.office import subjects as office


def add_commands(commands: Any) -> None:
    """登记命令。"""
    subjects = group(commands, "subject", "执业许可证登记的诊疗科目")
    listing = subjects.add_parser("list", help="各许可证登记的诊疗科目")
    listing.set_defaults(run=_list)
    add = subjects.add_parser("add", help="登记，几个的都写上")
    add.add_argument("names", nargs="+", metavar="科目")
    add.add_argument("--site", default="", metavar="院区", help="哪个院区的许可证，缺省本部")
    add.add_argument("--document", default="", metavar="文号")
    act_options(add)
    add.set_defaults(run=_add)
    end = subjects.add_parser("end", help="终止一个")
    end.add_argument("name", metavar="科目")
    end.add_argument("--until", type=a_date, required=True, metavar="日期", help="最后一日")
    end.add_argument("--site", default="", metavar="院区")
    act_options(end)
    end.set_defaults(run=_end)


def add_needs(technologies: Any) -> None:
    """在 technology 一组里登记 subject、subjects。"""
    need = technologies.add_parser("subject", help="须有的诊疗科目，或不再要求（--until）")
    need.add_argument("code", metavar="编号")
    need.add_argument("names", nargs="+", metavar="科目")
    need.add_argument("--until", type=a_date, metavar="日期", help="不再要求，最后一日")
    act_options(need)
    need.set_defaults(run=_need)
    listing = technologies.add_parser("subjects", help="须有的诊疗科目，许可证上有没有")
    listing.add_argument("code", metavar="编号")
    listing.set_defaults(run=_needs)


def _licence(asked: argparse.Namespace, library: Any) -> int | None:
    if not asked.site:
        return None
    return institutions.find_site(library, asked.site, act_day(asked))[1]


def _add(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        done = office.add_licence_subjects(
            library,
            the_clerk(asked),
            asked.names,
            day,
            licence_id=_licence(asked, library),
            document=asked.document,
        )
    return done_reply(done)


def _end(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    with opened(asked) as library:
        licence = _licence(asked, library)
        done = office.end_licence_subject(
            library, the_clerk(asked), asked.name, asked.until, licence_id=licence
        )
    return done_reply(done)


def _need(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    if asked.until is None:
        return act_reply(asked, office.need_subjects, asked.code, asked.names, day)
    with opened(asked) as library:
        for name in asked.names:
            done = office.end_needed_subject(
                library, the_clerk(asked), asked.code, name, asked.until
            )
    return done_reply(done)


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        return _told(office.licence_subjects(library, on_day(asked)), "许可证")


def _needs(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        return _told(office.needed_subjects(library, asked.code, on_day(asked)), "技术")


def _told(lines: Iterable[office.SubjectLine], of: str) -> Reply:
    rows = tuple(lines)
    data = {
        "subjects": [
            {
                "of": one.of,
                "name": one.name,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
                "missing": one.missing,
            }
            for one in rows
        ]
    }
    shown = (
        (x.of or "—", x.name, x.since, x.until or "", "许可证上没有" if x.missing else "")
        for x in rows
    )
    return Reply(data, table((of, "诊疗科目", "自", "至", ""), shown))
