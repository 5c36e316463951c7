"""platform、case-report：逐例报送的平台，与各例的报送情形。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    a_count,
    a_date,
    act_day,
    act_options,
    done_day,
    group,
    on_day,
    one_of,
    reason_option,
    refuse_on,
    yes_no,
)
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.domain.report_platforms import REPORT_LABELS, ReportState
from medtech_desktop.office import case_reports as office
from medtech_desktop.office import report_platforms


def add_commands(commands: Any) -> None:
    """登记命令。"""
    platforms = group(commands, "platform", "逐例报送的平台")
    listing = platforms.add_parser("list", help="全部平台")
    listing.set_defaults(run=_platforms)
    add = platforms.add_parser("add", help="登记一个平台，自启用日起")
    add.add_argument("name", metavar="名称")
    told = "国家平台 yes，省级平台 no"
    add.add_argument("--national", type=yes_no, default=True, metavar="yes/no", help=told)
    told = "几天内报送，由本院定；不写的不提醒也不判断"
    add.add_argument("--days", type=a_count, metavar="天数", help=told)
    act_options(add)
    add.set_defaults(run=_add)
    end = platforms.add_parser("end", help="停用一个平台")
    end.add_argument("name", metavar="名称")
    end.add_argument("--until", type=a_date, required=True, metavar="日期", help="最后一日")
    reason_option(end)
    end.set_defaults(run=_end)
    reports = group(commands, "case-report", "逐例报送")
    told_ = reports.add_parser("list", help="一项技术各例的报送情形")
    told_.add_argument("code", metavar="编号")
    told_.set_defaults(run=_reports)
    mark = reports.add_parser("mark", help="登记一例的报送情形")
    mark.add_argument("code", metavar="编号")
    mark.add_argument("case", metavar="单号", help="手术单号或病例代号，不写患者信息")
    mark.add_argument("--state", default="sent", metavar="情形", **one_of(REPORT_LABELS))
    mark.add_argument("--platform", default="", metavar="平台")
    mark.add_argument("--receipt", default="", metavar="回执号")
    mark.add_argument("--note", default="", metavar="说明", help="平台故障的证明、不必报的理由")
    mark.add_argument("--day", type=a_date, metavar="日期", help="手术日，同号的几例用它指明")
    act_options(mark)
    mark.set_defaults(run=_mark)


def _add(asked: argparse.Namespace) -> Reply:
    draft = report_platforms.NewPlatform(asked.name, act_day(asked), asked.national, asked.days)
    return act_reply(asked, report_platforms.add_platform, draft)


def _end(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    return act_reply(asked, report_platforms.end_platform, asked.name, asked.until)


def _mark(asked: argparse.Namespace) -> Reply:
    draft = office.NewReport(
        asked.case,
        ReportState(asked.state),
        done_day(asked),
        asked.platform,
        asked.receipt,
        asked.note or asked.reason,
        asked.day,
    )
    return act_reply(asked, office.mark_case, asked.code, draft)


def _platforms(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        rows = report_platforms.platforms(library, on_day(asked))
    data = {
        "platforms": [
            {
                "name": one.name,
                "national": one.national,
                "days": one.days,
                "since": one.since.isoformat(),
                "until": one.until.isoformat() if one.until else None,
            }
            for one in rows
        ]
    }
    shown = (
        (
            one.name,
            "国家" if one.national else "省级",
            "—" if one.days is None else f"{one.days} 天",
            one.since,
            one.until or "",
        )
        for one in rows
    )
    text = table(("平台", "级别", "期限", "自", "至"), shown)
    return Reply(data, text if rows else ("还没有登记平台",))


def _reports(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        rows = office.case_reports(library, asked.code, on_day(asked))
    data = {
        "reports": [
            {
                "case": one.case.name,
                "day": one.case.day.isoformat(),
                "platform": one.platform,
                "state": one.state or None,
                "on": one.day.isoformat() if one.day else None,
                "receipt": one.receipt,
                "note": one.note,
                "overdue": one.overdue.isoformat() if one.overdue else None,
            }
            for one in rows
        ]
    }
    shown = (
        (
            one.case.name,
            one.case.day,
            one.platform,
            one.said,
            one.day or "",
            one.receipt,
        )
        for one in rows
    )
    text = table(("病例", "手术日", "平台", "情形", "登记日", "回执号"), shown)
    return Reply(data, text if rows else ("没有应报的病例",))
