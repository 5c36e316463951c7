"""privilege apply、review、decide……：授权申请；登记在 ``privilege`` 一组之下。"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_date,
    a_grade,
    act_options,
    done_day,
    on_day,
    one_of,
    reason_option,
    refuse_on,
)
from medtech_desktop.cli.replies import Reply, finding_data, table
from medtech_desktop.domain.applications import (
    APPLICATION_LABELS,
    STATE_LABELS,
    STEP_LABELS,
    VERDICT_LABELS,
    ApplicationKind,
    ApplicationState,
    ReviewStep,
    StepVerdict,
)
from medtech_desktop.domain.privileges import TargetKind
from medtech_desktop.office import application_decisions as committee
from medtech_desktop.office import application_pages as pages
from medtech_desktop.office import applications as office
from medtech_desktop.office.application_targets import NewItem
from medtech_desktop.office.library import Library

_STEPS = {one: STEP_LABELS[one] for one in (ReviewStep.DEPARTMENT, ReviewStep.OFFICE)}


def add_applications(privileges: Any) -> None:
    """登记命令。``privileges`` 是 ``privilege`` 一组。"""
    _apply_parser(privileges)
    _review_parser(privileges)
    _decide_parser(privileges)
    again = privileges.add_parser("resubmit", help="评议以前改正，或退回以后补充，重新提交申请")
    again.add_argument("number", metavar="编号")
    again.add_argument("--statement", required=True, metavar="理由")
    _item_options(again)
    act_options(again)
    again.set_defaults(run=_resubmit)
    back = privileges.add_parser("withdraw", help="撤回申请，--reason 必填")
    back.add_argument("number", metavar="编号")
    act_options(back)
    back.set_defaults(run=_withdraw)
    wrong = privileges.add_parser("undo-step", help="撤销申请登记错的最后一步，--reason 必填")
    wrong.add_argument("number", metavar="编号")
    reason_option(wrong)
    wrong.set_defaults(run=_undo)
    listing = privileges.add_parser("applications", help="授权申请一览：等谁、等了几天")
    listing.add_argument("--state", metavar="情形", **one_of(STATE_LABELS))
    listing.add_argument("--person", default="", metavar="人员", help="工号或姓名")
    listing.set_defaults(run=_list)
    show = privileges.add_parser("application", help="一份申请：各项、各步、还差什么")
    show.add_argument("number", metavar="编号")
    show.set_defaults(run=_show)


def _apply_parser(privileges: Any) -> None:
    apply = privileges.add_parser("apply", help="登记一份授权申请，可以有几项")
    apply.add_argument("person", metavar="人员", help="工号或姓名")
    apply.add_argument("--kind", default="first", metavar="种类", **one_of(APPLICATION_LABELS))
    _item_options(apply)
    apply.add_argument("--statement", default="", metavar="理由", help="例数、培训、考核等")
    apply.add_argument("--department", default="", metavar="科室", help="缺省为现在的科室")
    act_options(apply)
    apply.set_defaults(run=_apply)


def _item_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--grade", action="append", default=[], metavar="专业=级别", help="如 神经外科=三级"
    )
    parser.add_argument("--procedure", action="append", default=[], metavar="编码")
    parser.add_argument("--technology", action="append", default=[], metavar="技术")
    parser.add_argument("--until", type=a_date, metavar="日期", help="希望的末日，不写为长期")


def _review_parser(privileges: Any) -> None:
    review = privileges.add_parser("review", help="登记科室评议或医务部门复核的意见")
    review.add_argument("number", metavar="编号")
    review.add_argument("step", metavar="步骤", **one_of(_STEPS))
    review.add_argument("verdict", metavar="结论", **one_of(VERDICT_LABELS))
    review.add_argument("--person", default="", metavar="人员", help="作出意见的人")
    review.add_argument("--opinion", default="", metavar="意见", help="退回、不同意的必填")
    review.add_argument("--concurrent", default="", metavar="声明", help="兼任声明")
    act_options(review)
    review.set_defaults(run=_review)


def _decide_parser(privileges: Any) -> None:
    decide = privileges.add_parser("decide", help="委员会审定，一份或多份；有文号的当即授权")
    decide.add_argument("ids", nargs="+", metavar="编号")
    decide.add_argument("--verdict", default="agree", metavar="结论", **one_of(VERDICT_LABELS))
    decide.add_argument("--meeting", default="", metavar="会议")
    decide.add_argument("--approver", default="", metavar="人员", help="审定人，写了会议可不写")
    decide.add_argument("--document", default="", metavar="文号", help="不写为待发文，以后再登记")
    decide.add_argument("--since", type=a_date, metavar="日期", help="生效日，缺省为审定之日")
    decide.add_argument("--until", type=a_date, metavar="日期", help="同意各项的末日，缺省照申请")
    decide.add_argument("--opinion", default="", metavar="意见", help="退回、不同意的必填")
    decide.add_argument(
        "--refuse",
        action="append",
        default=[],
        metavar="序号=理由",
        help="不同意第几项，只用于一份",
    )
    decide.add_argument("--basis", default="", metavar="依据")
    decide.add_argument("--concurrent", default="", metavar="声明", help="兼任声明")
    act_options(decide)
    decide.set_defaults(run=_decide)


def _items(asked: argparse.Namespace) -> tuple[NewItem, ...]:
    found = []
    for text in asked.grade:
        name, sign, word = text.rpartition("=")
        try:
            grade = a_grade(word)
        except argparse.ArgumentTypeError:
            grade = 0
        if not sign or not grade:
            raise BadUsage(f"「{text}」不是专业与级别", "写成 神经外科=三级，级别一级至四级")
        found.append(NewItem(TargetKind.GRADE, name, grade, asked.until))
    found += [NewItem(TargetKind.PROCEDURE, one, None, asked.until) for one in asked.procedure]
    found += [NewItem(TargetKind.TECHNOLOGY, one, None, asked.until) for one in asked.technology]
    return tuple(found)


def _apply(asked: argparse.Namespace) -> Reply:
    draft = office.NewApplication(
        asked.person,
        ApplicationKind(asked.kind),
        done_day(asked),
        _items(asked),
        asked.statement,
        asked.department,
    )
    return act_reply(asked, office.open_application, draft, reason=asked.reason)


def _resubmit(asked: argparse.Namespace) -> Reply:
    items = _items(asked) or None
    return act_reply(
        asked,
        office.resubmit_application,
        asked.number,
        done_day(asked),
        asked.statement,
        items,
        reason=asked.reason,
    )


def _review(asked: argparse.Namespace) -> Reply:
    draft = office.NewReview(
        ReviewStep(asked.step),
        StepVerdict(asked.verdict),
        done_day(asked),
        asked.person,
        asked.opinion,
        asked.concurrent,
    )
    return act_reply(asked, office.review_application, asked.number, draft, reason=asked.reason)


def _decide(asked: argparse.Namespace) -> Reply:
    if asked.refuse and len(asked.ids) > 1:
        raise BadUsage("--refuse 只用于一份申请", "几份各有不同意的，逐份登记")
    day = done_day(asked)
    sitting = committee.Sitting(
        day,
        asked.meeting,
        asked.approver,
        asked.document,
        asked.since,
        asked.basis,
        asked.concurrent,
    )

    def work(library: Library, clerk: Any, **how: Any) -> Any:
        answers = [_answer(library, asked, number, day) for number in asked.ids]
        return committee.decide_applications(library, clerk, sitting, answers, **how)

    return act_reply(asked, work, reason=asked.reason)


def _answer(
    library: Library, asked: argparse.Namespace, number: str, day: date
) -> committee.Answer:
    """一份的结论；``--refuse`` 按所列的序号。"""
    lines = pages.application_page(library, number, day).items
    answers = {
        one.id: committee.ItemAnswer(True, asked.until or one.until)
        for one in lines
        if asked.until is not None
    }
    for text in asked.refuse:
        place, _sign, why = text.partition("=")
        if not place.isdecimal() or not 1 <= int(place) <= len(lines) or not why.strip():
            raise BadUsage(f"「{text}」不是序号与理由", f"写成 2=理由，序号 1 至 {len(lines)}")
        answers[lines[int(place) - 1].id] = committee.ItemAnswer(False, None, why)
    return committee.Answer(number, StepVerdict(asked.verdict), asked.opinion, answers)


def _withdraw(asked: argparse.Namespace) -> Reply:
    day = done_day(asked)
    return act_reply(asked, office.withdraw_application, asked.number, day, asked.reason)


def _undo(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    return act_reply(asked, office.annul_application_step, asked.number, asked.reason)


def _list(asked: argparse.Namespace) -> Reply:
    wanted = ApplicationState(asked.state) if asked.state else None
    with opened(asked) as library:
        lines = pages.application_list(library, on_day(asked))
    lines = tuple(
        one
        for one in lines
        if (wanted is None or one.state is wanted)
        and (not asked.person or asked.person in (one.staff_number, one.name))
    )
    rows = [
        (one.number, one.name, one.kind_label, one.items, one.state_label, _waited(one))
        for one in lines
    ]
    headings = ("编号", "申请人", "种类", "项目", "情形", "等了")
    return Reply({"applications": [_line_data(one) for one in lines]}, table(headings, rows))


def _waited(line: pages.ApplicationLine) -> str:
    return f"{line.waited} 天" if line.is_open else ""


def _line_data(line: pages.ApplicationLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "staff_number": line.staff_number,
        "name": line.name,
        "department": line.department,
        "kind": line.kind.value,
        "state": line.state.value,
        "day": line.day.isoformat(),
        "waiting_since": line.since.isoformat() if line.is_open else None,
        "items": line.items,
    }


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        page = pages.application_page(library, asked.number, on_day(asked))
    data = _line_data(page.line) | {
        "statement": page.statement,
        "items": [_item_data(one) for one in page.items],
        "steps": [_step_data(one) for one in page.steps],
        "next": [one.value for one in page.next_steps],
        "missing": [finding_data(one) for one in page.blockers],
        "decision": page.decision,
        "document": page.document,
    }
    items = [
        (place, one.label, one.held, one.until or "长期", _said(one))
        for place, one in enumerate(page.items, 1)
    ]
    steps = [(one.day, one.title, one.who, one.meeting, one.opinion) for one in page.steps]
    head = f"{page.line.number}，{page.line.name}，{page.line.kind_label}，{page.line.state_label}"
    told = [one.message for one in page.blockers]
    lines = (
        head,
        *table(("序号", "项目", "现有", "希望至", "结论"), items),
        *(table(("日期", "步骤", "谁", "会议", "意见"), steps) if steps else ()),
        *told,
    )
    return Reply(data, lines)


def _said(one: pages.ItemLine) -> str:
    if one.agreed is None:
        return ""
    return "同意" if one.agreed else f"不同意：{one.note}"


def _item_data(one: pages.ItemLine) -> dict[str, Any]:
    return {
        "name": one.name,
        "grade": one.grade,
        "until": one.until.isoformat() if one.until else None,
        "held": one.held,
        "agreed": one.agreed,
        "agreed_until": one.agreed_until.isoformat() if one.agreed_until else None,
        "note": one.note,
    }


def _step_data(one: pages.StepLine) -> dict[str, Any]:
    return {
        "step": one.step.value,
        "verdict": one.verdict.value,
        "person": one.who,
        "day": one.day.isoformat(),
        "opinion": one.opinion,
        "meeting": one.meeting,
        "concurrent": one.concurrent,
        "decision": one.decision,
        "document": one.document,
    }
