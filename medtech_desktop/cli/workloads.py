"""practitioner workload：登记手术登记导入以前人工统计的例数；撤销用 practitioner annul。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import a_count, a_date, refuse_on, the_clerk
from medtech_desktop.cli.replies import Reply, done_reply
from medtech_desktop.office import practitioners as office
from medtech_desktop.office.workloads import WorkloadDraft, record_workload


def add_parser(people: Any) -> None:
    """登记命令。"""
    made = people.add_parser("workload", help="登记一段时间的手术例数（没有登记的是未统计）")
    made.add_argument("person", metavar="工号或姓名")
    made.add_argument("what", metavar="对象", help="手术编码、技术编号，或「全部」")
    made.add_argument("--from", dest="since", required=True, type=a_date, metavar="日期")
    made.add_argument("--to", dest="until", required=True, type=a_date, metavar="日期")
    made.add_argument("--cases", required=True, type=a_count, metavar="例数", help="没有做过写 0")
    made.add_argument("--complications", type=a_count, metavar="例数", help="缺省为没有统计")
    made.add_argument("--deaths", type=a_count, metavar="例数", help="缺省为没有统计")
    made.add_argument("--source", required=True, metavar="来源", help="从哪里统计的")
    made.set_defaults(run=_record)


def _record(asked: argparse.Namespace) -> Reply:
    refuse_on(asked, "统计的期间用 --from、--to 写明")
    draft = WorkloadDraft(
        asked.what,
        asked.since,
        asked.until,
        asked.cases,
        asked.complications,
        asked.deaths,
        asked.source,
    )
    with opened(asked) as library:
        person = office.person_id(library, asked.person, asked.until)
        return done_reply(record_workload(library, the_clerk(asked), person, draft))
