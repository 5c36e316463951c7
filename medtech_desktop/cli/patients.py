"""patients：患者的号码，过了本院的保存期限以后抹去。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import a_date, group, reason_option, refuse_on, the_clerk
from medtech_desktop.cli.replies import Reply, done_reply
from medtech_desktop.office.patients import erasable, erase_before


def add_commands(commands: Any) -> None:
    """登记命令。"""
    patients = group(commands, "patients", "手术登记与病例登记里患者的号码")
    told = "抹去某日以后没有再来的患者的号码，不能恢复"
    erase = patients.add_parser("erase", help=told)
    told = "自这一天起没有手术、没有病例登记的"
    erase.add_argument("--before", type=a_date, required=True, metavar="日期", help=told)
    reason_option(erase, "依据，如本院的保存期限")
    erase.add_argument("--dry-run", action="store_true", help="只数几位，不抹去")
    erase.set_defaults(run=_erase)


def _erase(asked: argparse.Namespace) -> Reply:
    refuse_on(asked, "抹去哪天以前的，写 --before 日期，放在命令之后")
    with opened(asked) as library:
        if not asked.dry_run:
            done = erase_before(library, the_clerk(asked), asked.before, asked.reason)
            return done_reply(done)
        found = erasable(library, asked.before)
    day = found.before.isoformat()
    data = {"dry_run": True, "before": day, "patients": found.patients}
    return Reply(data, (f"自 {day} 起没有再来、号码还在的患者 {found.patients:,} 位；没有抹去",))
