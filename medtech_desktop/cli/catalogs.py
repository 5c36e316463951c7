"""catalog、catalog diff、catalog force：限制类技术目录。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    Parser,
    a_date,
    act_day,
    act_options,
    book_path,
    on_day,
    one_of,
)
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.domain.catalog_changes import Change
from medtech_desktop.domain.catalogs import Entry, Level
from medtech_desktop.office import catalogs as office

_LEVELS = {Level.NATIONAL: "国家", Level.PROVINCIAL: "省"}


def add_commands(commands: Any) -> None:
    """登记命令。"""
    catalog = commands.add_parser("catalog", help="目录条目；diff 两版差异；force 施行一版")
    catalog.add_argument("--edition", default="", metavar="版", help="湖南2018、国家2022 等")
    catalog.set_defaults(run=_catalog)
    parts = catalog.add_subparsers(
        title="命令", dest="catalog_command", metavar="命令", parser_class=Parser
    )
    diff = parts.add_parser("diff", help="两版的差异与影响")
    diff.add_argument("earlier", metavar="前版")
    diff.add_argument("later", metavar="后版")
    diff.set_defaults(run=_diff)
    force = parts.add_parser("force", help="以文件使某版施行")
    force.add_argument("edition_key", metavar="版")
    force.add_argument("--document", required=True, metavar="文号")
    force.add_argument("--title", default="", metavar="文件名称")
    force.add_argument("--filing-due", type=a_date, metavar="日期", help="文件写明的补备案期限")
    act_options(force)
    force.set_defaults(run=_force)
    _withdraw_parser(parts)


def _withdraw_parser(parts: Any) -> None:
    end = parts.add_parser("withdraw", help="以文件使某版不再施行")
    end.add_argument("edition_key", metavar="版")
    end.add_argument("--level", required=True, metavar="层级", **one_of(_LEVELS, "发文的层级"))
    end.add_argument("--document", required=True, metavar="文号")
    end.add_argument("--title", default="", metavar="文件名称")
    act_options(end)
    end.set_defaults(run=_withdraw)


def _catalog(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    if asked.book or book_path(asked).exists():
        with opened(asked) as library:
            lines = office.catalog_lines(library, day, asked.edition)
    else:
        lines = office.shipped_lines(day, asked.edition)
    entries = [
        {
            "code": x.code,
            "name": x.name,
            "category": x.category,
            "restored": x.restored,
            "edition": x.edition,
            "mark": x.mark,
            "unverified": x.unverified,
        }
        for x in lines
    ]
    edition = asked.edition or f"{day.isoformat()} 施行的并集"
    rows = [(x.code or "—", x.name, x.level, x.edition, _marks(x)) for x in lines]
    text = table(("编号", "名称", "层级", "所印目录", "请注意"), rows)
    return Reply(
        {"edition": edition, "on": day.isoformat(), "entries": entries},
        (*text, f"共 {len(lines)} 项"),
    )


def _marks(line: office.EntryLine) -> str:
    words = [line.mark] if line.mark else []
    words += ["缺字已补，请核对原文"] if line.restored else []
    words += ["请核对原文"] if line.unverified and not line.restored else []
    return "；".join(words)


def _entry(entry: Entry) -> dict[str, str]:
    return {"code": entry.code, "name": entry.name}


def _change(change: Change) -> dict[str, Any]:
    return {
        "from": [_entry(e) for e in change.before],
        "to": [_entry(e) for e in change.after],
    }


def _diff(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    if asked.book or book_path(asked).exists():
        with opened(asked) as library:
            found = office.compare_editions(library, asked.earlier, asked.later, day)
    else:
        found = office.compare_shipped(asked.earlier, asked.later, day)
    d = found.diff
    data = {
        "added": [_entry(e) for e in d.added],
        "removed": [_entry(e) for e in d.removed],
        "renamed": [_change(c) for c in d.renamed],
        "narrowed": [_change(c) for c in d.narrowed],
        "split": [_change(c) for c in d.split],
        "merged": [_change(c) for c in d.merged],
        "same": len(d.same),
        "consequences": [
            {
                "message": c.message,
                "article": c.article,
                "kind": c.kind.value,
                "due": c.due.isoformat() if c.due else None,
                "provisional": c.provisional,
            }
            for c in found.consequences
        ],
    }
    return Reply(data, _diff_lines(found))


def _diff_lines(found: office.EditionDiff) -> tuple[str, ...]:
    d = found.diff
    lines = [f"新增：{_label(e)}" for e in d.added] + [f"调出：{_label(e)}" for e in d.removed]
    for word, changes in (
        ("更名", d.renamed),
        ("收窄", d.narrowed),
        ("拆分", d.split),
        ("合并", d.merged),
    ):
        for c in changes:
            before, after = "、".join(map(_label, c.before)), "、".join(map(_label, c.after))
            lines.append(f"{word}：{before} → {after}")
    lines.append(f"不变：{len(d.same)} 项")
    return (*lines, *(f"影响：{c.message}" for c in found.consequences))


def _label(entry: Entry) -> str:
    return f"{entry.code} {entry.name}".strip()


def _force(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    if asked.effective is None:
        raise BadUsage("没有给出施行日", "加 --effective 日期")
    return act_reply(
        asked,
        office.put_in_force,
        asked.edition_key,
        day,
        document_number=asked.document,
        document_title=asked.title,
        filing_due=asked.filing_due,
    )


def _withdraw(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    if asked.effective is None:
        raise BadUsage("没有给出停止施行之日", "加 --effective 日期")
    return act_reply(
        asked,
        office.put_out_of_force,
        asked.edition_key,
        day,
        level=Level(asked.level),
        document_number=asked.document,
        document_title=asked.title,
    )
