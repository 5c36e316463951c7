"""procedure：手术操作编码的查找、一条的情况、各版与两版对照。导入用 import procedures。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import group, on_day
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.office import procedures as office

_SHOWN = 200
_MARKS = {"added": "新增", "renamed": "更名", "regrouped": "改类", "removed": "取消"}


def add_commands(commands: Any) -> None:
    """登记命令。"""
    codes = group(commands, "procedure", "手术操作编码")
    listing = codes.add_parser("list", help="查找编码；没有 --find 时列全部")
    listing.add_argument(
        "--find", default="", metavar="词", help="编码、名称或拼音首字母，多个词用空格分开"
    )
    listing.add_argument("--edition", default="", metavar="版名", help="缺省为在用的一版")
    listing.set_defaults(run=_list)
    show = codes.add_parser("show", help="一条编码：所在各版、同亚目、写明它的技术")
    show.add_argument("code", metavar="编码")
    show.add_argument("--edition", default="", metavar="版名", help="缺省为在用的一版")
    show.set_defaults(run=_show)
    editions = codes.add_parser("editions", help="编码库的各版")
    editions.set_defaults(run=_editions)
    diff = codes.add_parser("diff", help="两版的新增、更名、改类、取消")
    diff.add_argument("earlier", metavar="前版")
    diff.add_argument("later", metavar="后版")
    diff.set_defaults(run=_diff)


def _list(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        question = office.CodeQuestion(asked.edition, asked.find)
        answer = office.find_codes(library, question, day)
        rows = office.code_rows(library, answer.edition, day, answer.ids)
    data = {
        "edition": answer.edition,
        "on": day.isoformat(),
        "procedures": [
            {"code": code, "name": name, "category": category, "change": mark}
            for code, name, category, mark in rows
        ],
    }
    if not answer.edition:
        return Reply(data, ("还没有编码库，用 import procedures 文件 --edition 版名 导入",))
    lines = table(("编码", "名称", "类别", "与前版相比"), rows[:_SHOWN])
    tail = f"编码库 {answer.edition}，共 {len(rows):,} 条"
    if len(rows) > _SHOWN:
        tail += f"，这里列出前 {_SHOWN} 条；加 --find 缩小，或用 --json 取全部"
    return Reply(data, (*lines, tail))


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        page = office.code_by_name(library, asked.edition, asked.code, on_day(asked))
    data = {
        "code": page.code,
        "name": page.name,
        "category": page.category,
        "chapter": page.chapter,
        "change": page.mark,
        "editions": [
            {"edition": key, "since": since.isoformat(), "name": name}
            for key, since, name in page.stands
        ],
        "neighbours": [{"code": code, "name": name} for _id, code, name in page.neighbours],
        "grades": [
            {"department": one.department, "grade": one.grade, "more": one.more}
            for one in page.grades
        ],
        "links": [
            {"number": one.technology, "name": one.technology_name, "condition": one.condition}
            for one in page.links
        ],
        "technologies": [{"number": one[0], "name": one[1]} for one in page.technologies],
        "prohibited": list(page.prohibited),
    }
    return Reply(data, _page_lines(page))


def _page_lines(page: office.CodePage) -> tuple[str, ...]:
    chapter = f"第 {page.code[:2]} 类目，{page.chapter}" if page.chapter else ""
    lines = [f"{page.code}　{page.name}"]
    lines.append("，".join(part for part in (page.category, chapter) if part))
    if page.mark:
        lines.append(f"与前版相比：{page.mark}")
    lines += [f"在 {key}（自 {since.isoformat()}）：{name}" for key, since, name in page.stands]
    lines += [f"写明它的技术：{number} {name}" for number, name, _code in page.technologies]
    lines += [f"禁止类写明：{name}" for name in page.prohibited]
    lines += [f"同亚目：{code}　{name}" for _id, code, name in page.neighbours]
    lines += [f"{x.department}：{x.grade}　{x.more}".rstrip() for x in page.grades]
    lines += [
        f"属于技术：{x.technology} {x.technology_name}　{x.condition}".rstrip() for x in page.links
    ]
    if not page.grades:
        lines.append("施行的手术分级管理目录里没有这条编码")
    return tuple(line for line in lines if line)


def _editions(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        found = office.code_editions(library, on_day(asked))
    data = [
        {
            "edition": one.key,
            "since": one.since.isoformat(),
            "count": one.count,
            "state": one.state,
            "source": one.source,
        }
        for one in found
    ]
    rows = [(one.key, one.since.isoformat(), f"{one.count:,}", one.state) for one in found]
    lines = table(("编码库", "启用", "条数", "现状"), rows) if rows else ("还没有编码库",)
    return Reply({"editions": data}, lines)


def _diff(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        found = office.compare_codes(library, asked.earlier, asked.later)
    data: dict[str, Any] = {
        key: [
            {"code": one.code, "before": one.before, "after": one.after}
            for one in found.changes
            if one.mark == key
        ]
        for key in _MARKS
    }
    rows = [(_MARKS[one.mark], one.code, one.before, one.after) for one in found.changes]
    lines = table(("变化", "编码", "前版的名称", "后版的名称"), rows) if rows else ()
    tail = f"变化 {len(rows):,} 条，不变 {found.same:,} 条"
    return Reply({**data, "same": found.same}, (*lines, tail))
