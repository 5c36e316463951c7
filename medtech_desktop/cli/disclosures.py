"""disclosure：院务公开的三张表。"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    a_count,
    a_date,
    act_day,
    act_options,
    group,
    on_day,
)
from medtech_desktop.cli.replies import Reply, finding_data, table
from medtech_desktop.office import disclosures as office


def add_commands(commands: Any) -> None:
    """登记命令。"""
    disclosure = group(commands, "disclosure", "院务公开")
    show = disclosure.add_parser("show", help="拟出的三张表、缺口、与上次公开之差")
    _period(show)
    show.set_defaults(run=_show)
    figure = disclosure.add_parser("figure", help="录入一项技术的应用情况")
    figure.add_argument("code", metavar="编号")
    figure.add_argument("--cases", type=a_count, metavar="例数")
    figure.add_argument("--complications", type=a_count, metavar="例数")
    figure.add_argument("--deaths", type=a_count, metavar="例数")
    figure.add_argument("--source", required=True, metavar="来源")
    _period(figure)
    act_options(figure)
    figure.set_defaults(run=_figure)
    approve = disclosure.add_parser("approve", help="审定并冻结")
    approve.add_argument("--approver", required=True, metavar="姓名")
    approve.add_argument("--posted-on", type=a_date, metavar="日期")
    _period(approve)
    act_options(approve)
    approve.set_defaults(run=_approve)


def _period(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=a_date, metavar="日期", help="统计起日")
    parser.add_argument("--to", dest="last", type=a_date, metavar="日期", help="统计止日")


def _asked_period(asked: argparse.Namespace, on: date) -> tuple[date, date]:
    first, last = office.default_period(on)
    return asked.first or first, asked.last or last


def _show(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        view = office.disclosure_view(library, day, _asked_period(asked, day))
    data = {
        "period": [d.isoformat() for d in view.period],
        "lists": [
            {"name": x.name, "columns": list(x.columns), "rows": [list(r) for r in x.rows]}
            for x in view.record.lists
        ],
        "missing": [finding_data(f) for f in view.findings],
        "changes": [
            {"list": c.list_name, "kind": c.kind, "row": list(c.row)} for c in view.changes
        ],
        "posted": [p.number for p in view.posted],
    }
    lines: list[str] = []
    for listed in view.record.lists:
        lines.append(f"【{listed.name}】{listed.note}")
        lines += table(listed.columns, listed.rows)
    return Reply(data, tuple(lines), 0, (*view.findings, *view.reminder))


def _figure(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    first, last = _asked_period(asked, day)
    draft = office.NewFigure(
        first, last, asked.cases, asked.complications, asked.deaths, asked.source
    )
    return act_reply(asked, office.record_figure, asked.code, draft, day)


def _approve(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    draft = office.Approval(asked.approver, day, asked.posted_on, _asked_period(asked, day))
    return act_reply(asked, office.approve_disclosure, draft, day, reason=asked.reason)
