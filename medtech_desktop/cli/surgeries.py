"""surgeries：核查、列出、看一例、说明、认名、调阅患者号。"""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    a_count,
    a_date,
    done_day,
    group,
    on_day,
    one_of,
    reason_option,
    refuse_on,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.cli.surgery_replies import case_reply, check_reply
from medtech_desktop.domain.surgeries import KIND_LABELS, Kind
from medtech_desktop.domain.surgery_explanations import SAID_LABELS, Said
from medtech_desktop.office import log_meanings, surgery_cases
from medtech_desktop.office.acts import not_found, today
from medtech_desktop.office.institutions import department_id
from medtech_desktop.office.library import Library
from medtech_desktop.office.practitioners import person_id
from medtech_desktop.office.surgery_answers import check_answer
from medtech_desktop.office.surgery_explanations import annul_explanation, explain, explain_about
from medtech_desktop.office.surgery_lists import LogQuestion, Order, line_ids, line_rows
from medtech_desktop.office.surgery_today_rows import due_called

_KINDS = {kind.name.lower(): label for kind, label in KIND_LABELS.items()}
_CASE = "手术单号；没有单号的写「键:数字」"
_SUBJECT = f"{_CASE}；逾期未备案写技术的编号"
_DUE = (Kind.LATE_FILING, Kind.NOT_REPORTED)


def add_commands(commands: Any) -> None:
    """登记命令。"""
    surgeries = group(commands, "surgeries", "手术核查")
    check = surgeries.add_parser("check", help="登记里的问题；有问题时退出码为 1")
    _question(check)
    check.set_defaults(run=_check)
    listing = surgeries.add_parser("list", help="登记的各行，新的在前")
    _question(listing, kinds=False)
    listing.add_argument(
        "--limit", type=a_count, default=200, metavar="行数", help="最多列几行，缺省 200"
    )
    listing.set_defaults(run=_list)
    show = surgeries.add_parser("show", help="一例的全貌与它的问题")
    show.add_argument("case", metavar="病例", help=_CASE)
    show.set_defaults(run=_show)
    _explain_parsers(surgeries)
    reveal = surgeries.add_parser("reveal", help="调阅一例的患者号，记入审计")
    reveal.add_argument("case", metavar="病例", help=_CASE)
    reveal.set_defaults(run=_reveal)
    _meaning_parsers(surgeries)


def _question(parser: argparse.ArgumentParser, *, kinds: bool = True) -> None:
    parser.add_argument("--from", dest="since", type=a_date, metavar="日期", help="自哪天（含）")
    parser.add_argument("--to", dest="until", type=a_date, metavar="日期", help="至哪天（含）")
    parser.add_argument("--department", metavar="科室", help="科室的全名")
    parser.add_argument("--practitioner", metavar="术者", help="工号或姓名")
    parser.add_argument(
        "--words", default="", metavar="词", help="术者、术式、科室，可写拼音首字母"
    )
    if kinds:
        parser.add_argument("--kind", metavar="种类", **one_of(_KINDS))


def _explain_parsers(surgeries: Any) -> None:
    explaining = surgeries.add_parser("explain", help="给一例的一条问题写说明")
    explaining.add_argument("case", metavar="病例", help=_SUBJECT)
    explaining.add_argument("--kind", required=True, metavar="种类", **one_of(_KINDS))
    explaining.add_argument("--ordinal", type=a_count, metavar="第几项", help="缺省各项都写")
    labels = {one.value: label for one, label in SAID_LABELS.items()}
    explaining.add_argument("--outcome", required=True, metavar="结论", **one_of(labels))
    explaining.add_argument("--text", required=True, metavar="说明", help="写明情况")
    explaining.add_argument("--by", metavar="说明人", help="工号或姓名")
    explaining.add_argument("--effective", type=a_date, metavar="日期", help="哪天说明的，缺省今天")
    explaining.set_defaults(run=_explain)
    annul = surgeries.add_parser("annul", help="撤销一条问题最后一次的说明")
    annul.add_argument("case", metavar="病例", help=_SUBJECT)
    annul.add_argument("--kind", required=True, metavar="种类", **one_of(_KINDS))
    annul.add_argument("--ordinal", type=a_count, metavar="第几项", help="几项有说明的，指明哪一项")
    annul.add_argument("--reason", required=True, metavar="理由", help="说明写错在哪里")
    annul.set_defaults(run=_annul)


def _meaning_parsers(surgeries: Any) -> None:
    unresolved = surgeries.add_parser("unresolved", help="登记里还没有认出的写法")
    unresolved.set_defaults(run=_unresolved)
    meaning = surgeries.add_parser("meaning", help="说明登记里的一个写法指谁")
    labels = log_meanings.KIND_LABELS
    meaning.add_argument("kind", metavar="类别", **one_of(labels))
    meaning.add_argument("said", metavar="写法", help="登记里怎样写的")
    meaning.add_argument(
        "target", nargs="?", default="", metavar="指谁", help="工号、科室、编码；不写 = 认不出"
    )
    meaning.add_argument("--annul", action="store_true", help="撤销这个写法的认名")
    reason_option(meaning, "凭什么这样认；撤销的写明说错在哪里")
    meaning.set_defaults(run=_meaning)


def _asked(asked: argparse.Namespace, library: Library) -> LogQuestion:
    on = on_day(asked)
    kind = getattr(asked, "kind", None)
    return LogQuestion(
        asked.since,
        asked.until,
        Kind[kind.upper()] if kind else None,
        None,
        department_id(library, asked.department, on) if asked.department else None,
        person_id(library, asked.practitioner, on) if asked.practitioner else None,
        words=asked.words,
    )


def _check(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        return check_reply(check_answer(library, _asked(asked, library), on_day(asked)))


def _list(asked: argparse.Namespace) -> Reply:
    on = on_day(asked)
    with opened(asked) as library:
        ids = line_ids(library, _asked(asked, library), Order(), on)
        lines = line_rows(library, ids[: asked.limit], on)
    data = [
        {
            "case": one.case,
            "day": one.day.isoformat(),
            "code": one.code,
            "procedure": one.procedure,
            "grade": one.grade,
            "physician": one.person,
            "number": one.number,
            "department": one.department,
            "emergency": one.emergency,
            "cancelled": one.cancelled,
            "findings": len(one.findings),
        }
        for one in lines
    ]
    rows = [
        (one.day, one.case, f"{one.code} {one.procedure}", one.person, one.department)
        for one in lines
    ]
    text = table(("手术日", "病例", "术式", "术者", "科室"), rows) if rows else ("没有登记",)
    if len(ids) > len(lines):
        text += (f"共 {len(ids):,} 行，列出新的 {len(lines):,} 行；--limit 多列",)
    return Reply({"lines": data, "count": len(ids)}, text)


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        return case_reply(surgery_cases.case_view(library, asked.case, on_day(asked)))


def _findings(asked: argparse.Namespace, library: Library, on: date) -> list[Any]:
    """一例里所指种类的发现。raises Refused."""
    kind = Kind[asked.kind.upper()]
    view = surgery_cases.case_view(library, asked.case, on)
    found = [
        one for one in view.findings if one.kind is kind and asked.ordinal in (None, one.ordinal)
    ]
    if not found:
        said = f"「{asked.case}」没有「{KIND_LABELS[kind]}」这条发现"
        raise not_found(said, "用 surgeries show 看它有哪些发现", "case")
    return found


def _explain(asked: argparse.Namespace) -> Reply:
    day = done_day(asked)
    kind, outcome = Kind[asked.kind.upper()], Said(asked.outcome)
    with opened(asked) as library:
        by = person_id(library, asked.by, day) if asked.by else None
        told = (outcome, asked.text, by, day)
        if kind in _DUE:
            due = [one for one, _ in due_called(library, asked.case, kind, day)]
            return done_reply(explain_about(library, the_clerk(asked), due, *told))
        found = [one.id for one in _findings(asked, library, day)]
        return done_reply(explain(library, the_clerk(asked), found, *told))


def _annul(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    kind, on = Kind[asked.kind.upper()], on_day(asked)
    with opened(asked) as library:
        if kind in _DUE:
            lines = [told for _, told in due_called(library, asked.case, kind, on)]
        else:
            lines = [one.explanations for one in _findings(asked, library, on)]
        said = [told[0] for told in lines if told]
        if len(said) != 1:
            why = "这条发现没有说明" if not said else "不止一项有说明"
            raise not_found(why, "用 --ordinal 指明第几项", "case")
        return done_reply(annul_explanation(library, the_clerk(asked), said[0].uid, asked.reason))


def _reveal(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    with opened(asked) as library:
        found = surgery_cases.reveal_case(library, the_clerk(asked), asked.case)
    lines = []
    if found.number:
        lines.append(f"病案号 {found.number}")
    if found.admission:
        lines.append(f"住院号 {found.admission}")
    data = {"number": found.number, "admission": found.admission}
    return Reply(data, (*lines, "已记入审计"))


def _unresolved(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        found = log_meanings.unresolved(library, on_day(asked))
    data = [
        {
            "kind": one.kind,
            "said": one.said,
            "count": one.count,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "why": one.why,
            "likely": [two.label for two in one.likely],
            "settled": one.settled,
        }
        for one in found
    ]
    rows = [(log_meanings.KIND_LABELS[one.kind], one.said, one.count, one.why) for one in found]
    text = table(("类别", "写法", "行数", "为什么"), rows) if rows else ("登记里的写法都认得",)
    return Reply({"unresolved": data}, text)


def _meaning(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    if asked.annul:
        act = log_meanings.annul_meaning
        return act_reply(asked, act, asked.kind, asked.said, asked.reason)
    told = (asked.kind, asked.said, asked.target, today())
    return act_reply(asked, log_meanings.say_meaning, *told, note=asked.reason)
