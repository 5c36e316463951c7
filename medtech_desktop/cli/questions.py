"""deadline、todo、law：期限、待办、条款。"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_count,
    a_date,
    a_path,
    act_day,
    act_options,
    book_path,
    group,
    on_day,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, done_reply, table
from medtech_desktop.domain.working_days import MOST_DAYS, count
from medtech_desktop.office import deadlines, todo
from medtech_desktop.office.law import (
    article_wording,
    attach_law_text,
    find_article,
    label_of_article,
)


def add_commands(commands: Any) -> None:
    """登记命令。"""
    deadline = commands.add_parser("deadline", help="某日起第 N 个工作日")
    deadline.add_argument("date", type=a_date, metavar="日期", help="起算日，不计")
    deadline.add_argument("--days", type=a_count, required=True, metavar="N")
    deadline.set_defaults(run=_deadline)
    due = commands.add_parser("todo", help="到期与逾期的事")
    due.add_argument("--days", type=a_count, default=30, metavar="N", help="未来几天")
    due.set_defaults(run=_todo)
    law = group(commands, "law", "条款的提要与原文")
    show = law.add_parser("show", help="某一条款：提要，附入官方文本后给出原文")
    show.add_argument("article", metavar="编号", help="MTCA-11、HN-2.2 等")
    show.set_defaults(run=_law)
    attach = law.add_parser("attach", help="附入官方文本（纯文本文件），拆成各条")
    attach.add_argument("file", type=a_path, metavar="文件")
    act_options(attach)
    attach.set_defaults(run=_attach)


def _deadline(asked: argparse.Namespace) -> Reply:
    if asked.days > MOST_DAYS:
        raise BadUsage(f"工作日数最多 {MOST_DAYS}", "分段计算")
    if asked.book or book_path(asked).exists():
        with opened(asked) as library:
            calendar = deadlines.calendar_of(library)
    else:
        calendar = deadlines.shipped_calendar()
    try:
        term = count(asked.date, asked.days, calendar)
    except ValueError as error:
        raise BadUsage(str(error), "核对日期与工作日数") from error
    data = {
        "due": term.due.isoformat(),
        "provisional": term.provisional,
        "missing_years": list(term.missing_years),
        "counted": [d.day.isoformat() for d in term.days if d.number is not None],
        "stricter_due": term.stricter_due.isoformat(),
        "reasons": list(term.reasons),
        "days": [{"day": d.day.isoformat(), "number": d.number, "note": d.note} for d in term.days],
    }
    mark = "（暂定：" + "；".join(term.reasons) + "）" if term.provisional else ""
    rows = [
        (d.day.isoformat(), "—" if d.number is None else f"第 {d.number} 日", d.note)
        for d in term.days
    ]
    lines = (f"{asked.date.isoformat()} 起第 {asked.days} 个工作日：{term.due.isoformat()}{mark}",)
    return Reply(data, (*lines, *table(("日期", "计数", "说明"), rows)))


def _todo(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        board = todo.todo_board(library, on_day(asked), asked.days)
    data = [
        {
            "due": i.due.isoformat() if i.due else None,
            "left": i.left,
            "overdue": i.overdue,
            "matter": i.matter,
            "code": i.code,
            "subject": i.subject,
            "article": i.article,
            "label": label_of_article(i.article),
            "action": i.action,
            "kind": i.kind,
            "key": i.key,
            "provisional": i.provisional,
        }
        for i in board.items
    ]
    rows = [
        (
            i.due.isoformat() if i.due else "—",
            i.left,
            i.matter,
            f"{i.code} {i.subject}".strip(),
            label_of_article(i.article),
        )
        for i in board.items
    ]
    gaps = [f"数据缺口：{g.title}。{g.detail}" for g in board.gaps]
    lines = table(("期限", "剩余", "事项", "对象", "依据"), rows) if rows else ("没有到期的事",)
    return Reply(data, (*lines, *gaps))


def _law(asked: argparse.Namespace) -> Reply:
    wording, source = "", ""
    try:
        if asked.book or book_path(asked).exists():
            with opened(asked) as library:
                found = article_wording(library, asked.article)
            article, wording, source = found.article, found.wording, found.source
        else:
            article = find_article(asked.article)
    except KeyError as error:
        raise BadUsage(str(error).strip("'\""), "例如 medtech law show MTCA-11") from error
    data = {
        "id": article.id,
        "label": article.label,
        "gist": article.gist,
        "unverified": article.unverified,
        "wording": wording,
        "source": source,
    }
    mark = "（请核对原文）" if article.unverified else ""
    lines = [f"{article.label}{mark}", f"提要：{article.gist}（本程序所写，不是原文）"]
    lines.append(f"原文（{source}）：{wording}" if wording else "没有附入官方文本，附入后显示原文")
    return Reply(data, tuple(lines))


def _attach(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        return done_reply(attach_law_text(library, the_clerk(asked), Path(asked.file), day))
