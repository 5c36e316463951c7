"""appraisal record、ethics record：论证与伦理审查的结论。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply
from medtech_desktop.cli.parsing import act_day, act_options, group, one_of
from medtech_desktop.cli.replies import Reply
from medtech_desktop.domain.appraisals import VERDICT_LABELS, Verdict
from medtech_desktop.office import appraisals as office


def add_commands(commands: Any) -> None:
    """登记命令。"""
    appraisal = group(commands, "appraisal", "专门组织论证")
    record = appraisal.add_parser("record", help="登记论证结论")
    record.add_argument("code", metavar="编号")
    record.add_argument("--verdict", required=True, metavar="结论", **one_of(VERDICT_LABELS))
    for option, words in (("--ability", "技术能力"), ("--safety", "安全保障能力")):
        given = one_of(VERDICT_LABELS, f"{words}，缺省同结论")
        record.add_argument(option, metavar="结论", **given)
    record.add_argument("--conclusion", default="", metavar="文字", help="印在附件3 的结论")
    record.add_argument("--meeting", default="", metavar="会议")
    act_options(record)
    record.set_defaults(run=_appraisal)
    ethics = group(commands, "ethics", "伦理委员会审查")
    review = ethics.add_parser("record", help="登记伦理审查结论")
    review.add_argument("code", metavar="编号")
    review.add_argument("--verdict", default="pass", metavar="结论", **one_of(VERDICT_LABELS))
    review.add_argument("--waived", action="store_true", help="不涉及重大伦理风险（须写理由）")
    review.add_argument("--conclusion", default="", metavar="文字")
    review.add_argument("--meeting", default="", metavar="会议")
    review.add_argument("--consulted", default="", metavar="机构", help="咨询过的专家委员会")
    act_options(review)
    review.set_defaults(run=_ethics)


def _appraisal(asked: argparse.Namespace) -> Reply:
    verdict = Verdict(asked.verdict)
    draft = office.NewAppraisal(
        act_day(asked),
        Verdict(asked.ability or verdict),
        Verdict(asked.safety or verdict),
        verdict,
        asked.conclusion,
        asked.meeting,
    )
    return act_reply(asked, office.record_appraisal, asked.code, draft, reason=asked.reason)


def _ethics(asked: argparse.Namespace) -> Reply:
    draft = office.NewEthicsReview(
        act_day(asked),
        Verdict(asked.verdict),
        asked.conclusion,
        asked.waived,
        asked.meeting,
        asked.consulted,
    )
    return act_reply(asked, office.record_ethics, asked.code, draft, reason=asked.reason)
