"""meaning：手术登记里没有认出的写法，各指谁；说一次，从前与以后的登记都认得。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import act_day, act_options, group, on_day, one_of
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.office import log_meanings as office


def add_commands(commands: Any) -> None:
    """登记命令。"""
    meanings = group(commands, "meaning", "手术登记里的写法指谁")
    listing = meanings.add_parser("list", help="还没有认出的写法，和说明过的")
    listing.set_defaults(run=_list)
    say = meanings.add_parser("say", help="说明一个写法指谁")
    _what(say)
    say.add_argument(
        "target",
        nargs="?",
        default="",
        metavar="指谁",
        help="工号或姓名、科室、编码；不写 = 认不出",
    )
    say.add_argument("--note", default="", metavar="备注")
    act_options(say)
    say.set_defaults(run=_say)
    annul = meanings.add_parser("annul", help="撤销一条说明，理由必填")
    _what(annul)
    act_options(annul)
    annul.set_defaults(run=_annul)


def _what(parser: Any) -> None:
    parser.add_argument("kind", metavar="类别", **one_of(office.KIND_LABELS))
    parser.add_argument("said", metavar="写法", help="登记里的原样")


def _list(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        open_ones = office.unresolved(library, day)
        told = office.meaning_lines(library, day)
    data = {
        "unresolved": [
            {
                "kind": one.kind,
                "said": one.said,
                "count": one.count,
                "from": one.first.isoformat(),
                "to": one.last.isoformat(),
                "why": one.why,
                "likely": [likely.label for likely in one.likely],
                "settled": one.settled,
            }
            for one in open_ones
        ],
        "meanings": [
            {"kind": one.kind, "said": one.said, "means": one.label, "count": one.count}
            for one in told
        ],
    }
    rows = [
        (
            office.KIND_LABELS[one.kind],
            one.said,
            one.count,
            one.why,
            "、".join(likely.label for likely in one.likely),
        )
        for one in open_ones
    ]
    lines = list(table(("类别", "写法", "处", "原因", "可能是"), rows)) if rows else []
    lines += [
        f"已说明：{office.KIND_LABELS[one.kind]}「{one.said}」{one.label or '认不出'}"
        for one in told
    ]
    return Reply(data, tuple(lines) or ("登记里的写法都认得",))


def _say(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    more = {"note": asked.note}
    return act_reply(asked, office.say_meaning, asked.kind, asked.said, asked.target, day, **more)


def _annul(asked: argparse.Namespace) -> Reply:
    act_day(asked)
    return act_reply(asked, office.annul_meaning, asked.kind, asked.said, asked.reason)
