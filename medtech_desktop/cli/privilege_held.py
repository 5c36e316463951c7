"""privilege held：某人某日对某术式（或技术）有没有权，凭什么。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import a_date, on_day
from medtech_desktop.cli.replies import Reply, finding_data, table
from medtech_desktop.domain.gradings import GRADE_NAMES
from medtech_desktop.domain.privilege_answers import ANSWER_LABELS, Answer
from medtech_desktop.domain.privileges import STATE_LABELS
from medtech_desktop.office.law import label_of_article
from medtech_desktop.office.privilege_chains import ChainLine, EmergencyLine
from medtech_desktop.office.privilege_questions import HeldAnswer, was_held


def add_held(privileges: Any) -> None:
    """在 ``privilege`` 一组里登记 held。"""
    held = privileges.add_parser("held", help="某人某日有没有权，连同授权的经过")
    held.add_argument("person", metavar="人员", help="工号或姓名")
    held.add_argument("what", metavar="术式", help="手术编码，或技术的编号")
    held.add_argument(
        "--department", default="", metavar="科室", help="做手术的科室，缺省为他所在的科室"
    )
    held.add_argument("--on", type=a_date, dest="held_on", metavar="日期", help="哪一天，缺省今天")
    held.add_argument(
        "--known", type=a_date, metavar="日期", help="按那天终了时登记的说，缺省按现在登记的"
    )
    held.set_defaults(run=_held)


def _held(asked: argparse.Namespace) -> Reply:
    day = asked.held_on or on_day(asked)
    with opened(asked) as library:
        answer = was_held(
            library,
            asked.person,
            asked.what,
            day,
            department=asked.department,
            known=asked.known,
        )
    data = _data(answer)
    data["known"] = asked.known.isoformat() if asked.known else None
    data["now"] = _data(answer.now) if answer.now is not None else None
    lines = list(_lines(answer))
    if asked.known:
        lines.insert(
            0, f"按 {asked.known.isoformat()} 终了时登记的（第 {answer.known_seq} 号为止）"
        )
    if answer.now is not None:
        lines += ["", "按现在登记的", *_lines(answer.now)]
    return Reply(data, tuple(lines))


def _data(answer: HeldAnswer) -> dict[str, Any]:
    graded, by = answer.graded, answer.held.by
    return {
        "held": answer.held.at_end,
        "answer": answer.held.answer.value,
        "person": answer.number or answer.person,
        "name": answer.person,
        "procedure": answer.code,
        "procedure_name": answer.name,
        "on": answer.day.isoformat(),
        "department": answer.department,
        "grade": graded.needed if graded is not None else None,
        "grade_note": graded.note if graded is not None else "",
        "grade_held": answer.grade_held,
        "source": by.label if by is not None else "",
        "lack": answer.held.lack.value if answer.held.lack is not None else None,
        "because": [_line_data(line) for line in answer.chain],
        "emergencies": [_emergency_data(one) for one in answer.emergencies],
        "finding": finding_data(answer.findings[0]) if answer.findings else None,
        "findings": [finding_data(one) for one in answer.findings],
    }


def _line_data(line: ChainLine) -> dict[str, Any]:
    return {
        "day": line.day.isoformat(),
        "event": line.verb.value,
        "said": line.said,
        "source": line.source,
        "counts": line.counts,
        "grade": line.grade,
        "until": line.until.isoformat() if line.until else None,
        "reason": line.reason,
        "late": line.late,
        "recorded_on": line.recorded_on.isoformat(),
        "decision": line.decision,
        "document": line.document,
        "meeting": line.meeting,
        "basis": line.basis,
        "entered_by": line.entered_by,
        "act": line.act_seq,
        "annulled_on": line.annulled_on.isoformat() if line.annulled_on else None,
        "annulled_reason": line.annulled_reason,
    }


def _emergency_data(one: EmergencyLine) -> dict[str, Any]:
    return {
        "number": one.number,
        "reason": one.reason,
        "case": one.case_ref,
        "confirmed": one.confirmed,
        "superior": one.superior,
        "opinion": one.opinion,
    }


def _lines(answer: HeldAnswer) -> tuple[str, ...]:
    what = f"{answer.code} {answer.name}".strip()
    lines = [f"{answer.person}（{answer.number or '无工号'}） {answer.day.isoformat()} {what}"]
    word = ANSWER_LABELS[answer.held.answer]
    if answer.held.answer is Answer.SAME_DAY:
        word += "（当日终了时有权）" if answer.held.at_end else "（当日终了时无权）"
    lines.append(f"回答：{word}{_by(answer)}")
    if answer.graded is not None:
        needed = GRADE_NAMES.get(answer.graded.needed or 0, "没有级别可据")
        lines.append("须有：" + "，".join(filter(None, (needed, answer.graded.note))))
    for finding in answer.findings:
        label = label_of_article(finding.article)
        lines.append(f"结论：{finding.message}（{label}）。{finding.remedy}")
    for use in answer.emergencies:
        word = {True: "已确认", False: "不予确认", None: "待确认"}[use.confirmed]
        lines.append(f"急诊超权限 {use.number}：{use.reason}，{word}{use.superior}")
    rows = [
        (
            line.day.isoformat(),
            line.source,
            line.said,
            line.document or line.decision,
            line.meeting,
            f"{line.entered_by}，第 {line.act_seq} 号",
            "；".join(line.marks),
        )
        for line in answer.chain
    ]
    if not rows:
        return (*lines, "没有授权的记录")
    heading = ("日期", "凭", "事件", "文件", "会议", "登记", "说明")
    return (*lines, *table(heading, rows))


def _by(answer: HeldAnswer) -> str:
    by = answer.held.by
    if by is None or by.interval is None:
        return ""
    state = STATE_LABELS[by.interval.state]
    grade = GRADE_NAMES.get(answer.grade_held or 0, "")
    return f"，凭{by.label}{grade}（{state}）"
