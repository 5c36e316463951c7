"""export：导出文书；papers history：打印与导出的记录。"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import BadUsage, a_date, a_path, group, on_day, the_clerk
from medtech_desktop.cli.replies import Reply, finding_data
from medtech_desktop.office import exports as office
from medtech_desktop.office import printings
from medtech_desktop.office.surgery_papers import report_key


def add_commands(commands: Any) -> None:
    """登记命令。"""
    export = commands.add_parser("export", help="导出文书；all 为全部可出的")
    export.add_argument(
        "paper",
        choices=[*office.KINDS, "all"],
        metavar="文书",
        help="、".join([*office.KINDS, "all"]),
    )
    export.add_argument(
        "ids",
        nargs="*",
        metavar="对象",
        help="备案编号；附件5 为 2026H1；month-sheet 为 2026-12；practitioner-file 为工号，"
        "工号+scans 连同证书扫描件；privilege-history 为工号，或「工号:手术编码」，"
        "后面加 @2026-05-01 按那天终了时登记的",
    )
    export.add_argument("--out", type=a_path, required=True, metavar="文件夹")
    export.add_argument("--format", action="append", default=[], metavar="pdf/docx/xlsx")
    export.add_argument("--draft", action="store_true", help="有缺项的出草稿")
    export.add_argument("--from", dest="since", type=a_date, metavar="日期", help="surgery-check")
    export.add_argument("--to", dest="until", type=a_date, metavar="日期", help="surgery-check")
    export.add_argument("--department", default="", metavar="科室", help="surgery-check")
    export.set_defaults(run=_export)
    papers = group(commands, "papers", "打印与导出的记录")
    history = papers.add_parser("history", help="何时由谁打印、导出了哪份文书")
    history.add_argument(
        "thing", nargs="?", default="", metavar="对象", help="备案、基地、公开或技术编号；缺省全部"
    )
    history.set_defaults(run=_history)


def _period(asked: argparse.Namespace) -> list[str]:
    """核查报告的日子与科室。raises BadUsage."""
    given = asked.since, asked.until, asked.department
    if not any(given):
        return []
    if asked.paper != "surgery-check":
        raise BadUsage("--from、--to、--department 只用于 surgery-check", "别的文书写对象的编号")
    if asked.since is None and asked.until is None:
        return [f"@{asked.department}"]
    if asked.since is None or asked.until is None:
        raise BadUsage("--from 与 --to 要一起写", "写一段日子的首日与末日")
    return [report_key(asked.since, asked.until, asked.department)]


def _history(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        things = printings.things_of(library, asked.thing, on_day(asked)) if asked.thing else ()
        found = printings.printings(library, things)
    data = {
        "printings": [
            {
                "at": one.at,
                "act": "print" if one.word == "打印" else "export",
                "paper": one.paper.kind,
                "label": one.label,
                "number": one.paper.number,
                "title": one.paper.title,
                "file": one.paper.file,
                "pages": one.paper.pages,
                "copies": one.paper.copies,
                "draft": one.paper.draft,
                "layout": one.paper.layout,
                "place": one.paper.place,
                "sha256": one.paper.sha256,
                "person": one.person,
                "pc": one.pc,
            }
            for one in found
        ]
    }
    lines = [
        f"{one.at} {one.word} {one.label} {one.paper.number} {one.paper.copies} 份"
        f"{'，草稿' if one.paper.draft else ''}，{one.person}，{one.paper.place}"
        for one in found
    ]
    return Reply(data, tuple(lines) or ("没有打印或导出过",))


def _export(asked: argparse.Namespace) -> Reply:
    kinds = tuple(office.KINDS) if asked.paper == "all" else (asked.paper,)
    formats = [f.strip().lower() for text in asked.format for f in text.split(",")]
    if not all(formats):
        raise BadUsage("--format 后面没有写格式", "写 pdf、docx 或 xlsx，几种用逗号隔开")
    ids = [*asked.ids, *_period(asked)]
    with opened(asked) as library:
        done = office.export_papers(
            library,
            the_clerk(asked),
            kinds,
            ids,
            Path(asked.out),
            on_day(asked),
            formats=formats,
            draft=asked.draft,
        )
    skipped = [
        {"paper": s.name, "findings": [finding_data(f) for f in s.findings]} for s in done.skipped
    ]
    data = {"files": [str(p) for p in done.files], "skipped": skipped}
    lines = [str(p) for p in done.files]
    lines += [
        f"未导出 {s.name}：" + "；".join(f.message for f in s.findings[:3]) for s in done.skipped
    ]
    if not done.files and not done.skipped:
        lines.append("没有可以导出的：这类文书还没有对象")
    refused = bool(done.skipped) and asked.paper != "all" and not done.files
    findings = tuple(f for s in done.skipped for f in s.findings) if refused else ()
    return Reply(data, tuple(lines), 1 if refused else 0, findings)
