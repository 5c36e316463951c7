"""template、import、imports：模板、导入、批次与撤销。"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_date,
    a_path,
    act_day,
    group,
    one_of,
    reason_option,
    refuse_on,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, finding_data, table
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.practitioners import KIND_LABELS
from medtech_desktop.office import imports as office
from medtech_desktop.office.acts import today

_OWN_DAYS = ("surgeries", "cases")
"""一行一例的：首例找到今天为止。"""


def add_commands(commands: Any) -> None:
    """登记命令。"""
    template = commands.add_parser("template", help="存一份空的导入模板")
    template.add_argument("kind", metavar="种类", **one_of(office.IMPORT_KINDS))
    template.add_argument("out", type=a_path, metavar="OUT.xlsx", help="存在哪里")
    template.set_defaults(run=_template)
    importing = commands.add_parser("import", help="导入一个文件")
    importing.add_argument("kind", metavar="种类", **one_of(office.IMPORT_KINDS))
    importing.add_argument("file", type=a_path, metavar="文件", help="xlsx、xls、csv")
    importing.add_argument("--dry-run", action="store_true", help="只预演，不保存")
    told = '认不准的表头各是哪一列：{"表头": "列键"}，不读的写空'
    importing.add_argument("--map", metavar="MAP.json", help=told)
    importing.add_argument("--misfits", metavar="OUT.xlsx", help="把不合格的行存成工作簿")
    importing.add_argument("--all-or-nothing", action="store_true", help="有不合格的就都不记")
    _kind_options(importing)
    own = "、".join(_OWN_DAYS)
    told = f"生效日，缺省今天；{own} 的各例有自己的日期，不看它"
    importing.add_argument("--effective", type=a_date, metavar="日期", help=told)
    reason_option(importing)
    importing.set_defaults(run=_import)
    batches = group(commands, "imports", "导入的批次")
    listing = batches.add_parser("list", help="导入过的批次")
    listing.set_defaults(run=_list)
    undo = batches.add_parser("undo", help="撤销一批")
    undo.add_argument("number", metavar="批号")
    reason_option(undo, "为什么撤销，必填")
    undo.set_defaults(run=_undo)


def _kind_options(importing: Any) -> None:
    """只有某几种导入要说明的。"""
    importing.add_argument("--edition", default="", metavar="版名", help="catalog、procedures 用")
    importing.add_argument("--series", default="", metavar="系列", help="catalog 用")
    importing.add_argument("--source", default="", metavar="来源", help="文件名称与文号")
    importing.add_argument(
        "--people",
        default=None,
        metavar="类别",
        **one_of(KIND_LABELS, "practitioners 用，没写类别、职称也认不出的"),
    )
    since = "编码、分级目录哪天起施行；禁止类的文件日期；缺省今天"
    importing.add_argument("--since", type=a_date, metavar="日期", help=since)
    importing.add_argument(
        "--meeting", default="", metavar="会议", help="grading 用：写了就直接成为一版"
    )
    importing.add_argument("--adopted-on", type=a_date, metavar="日期", help="grading 的审定日")
    importing.add_argument("--note", default="", metavar="缘由", help="grading 施行早于审定的缘由")
    importing.add_argument(
        "--whole", action="store_true", help="grading 用：文件没有列出的行从草稿删去"
    )
    importing.add_argument(
        "--system", default="", metavar="来源系统", help="surgeries 用：手术单号出自哪个系统"
    )


def _template(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    path = office.save_template(asked.kind, Path(asked.out))
    return Reply({"file": str(path)}, (f"已存模板 {path}",))


def _import(asked: argparse.Namespace) -> Reply:
    day = _day(asked)
    path = Path(asked.file)
    mapping = _mapping(asked.map, asked.kind) if asked.map else None
    options = office.ImportOptions(
        asked.edition,
        asked.series,
        asked.source,
        asked.since,
        meeting=asked.meeting,
        adopted_on=asked.adopted_on,
        note=asked.note,
        whole=asked.whole,
        people=asked.people or "",
        system=asked.system,
    )
    with opened(asked) as library:
        clerk = the_clerk(asked)
        if asked.dry_run:
            report = office.preview_import(
                library, asked.kind, path, day, mapping=mapping, options=options, clerk=clerk
            )
            findings = report.findings
            number, said = "", f"预演：读入 {report.read} 行，可记入 {report.accepted} 行"
        else:
            done = office.import_file(
                library,
                clerk,
                asked.kind,
                path,
                day,
                mapping=mapping,
                options=options,
                all_or_nothing=asked.all_or_nothing,
            )
            report, number, said = done.report, done.subject, done.said
            findings = done.findings
    if asked.misfits and report.misfits:
        office.save_misfits(report, Path(asked.misfits))
    return _reply(report, number, said, findings)


def _day(asked: argparse.Namespace) -> date:
    given = act_day(asked)
    return today() if asked.kind in _OWN_DAYS else given


def _reply(
    report: office.ImportReport, number: str, said: str, findings: tuple[Finding, ...]
) -> Reply:
    misfits = [
        {"line": m.line, "column": m.column, "value": m.value, "why": m.why} for m in report.misfits
    ]
    data = {
        "read": report.read,
        "accepted": report.accepted,
        "duplicates": report.duplicates,
        "misfit_rows": report.misfit_rows,
        "misfits": misfits,
        "batch": number,
        "notes": list(report.notes),
        "earlier": report.earlier,
        "findings": [finding_data(one) for one in findings],
    }
    rows = [(m.line, m.column, m.value, m.why) for m in report.misfits[:200]]
    lines = [said, *report.notes]
    if report.earlier:
        lines.append(f"请注意：{report.earlier}")
    if rows:
        lines += table(("行", "列", "原值", "原因"), rows)
        if len(report.misfits) > len(rows):
            lines.append(f"另有 {len(report.misfits) - len(rows)} 处，用 --misfits 存成工作簿查看")
    if not report.misfits:
        return Reply(data, tuple(lines), findings=findings)
    trouble = f"{report.misfit_rows} 行不合格，逐格列在结果里"
    return Reply(data, tuple(lines), 1, findings, trouble)


def _mapping(name: str, kind: str) -> dict[str, str]:
    try:
        data = json.loads(Path(name).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise BadUsage(f"读不到表头对应「{name}」", '应为 JSON：{"表头": "列键"}') from error
    if not isinstance(data, dict) or not all(isinstance(v, str) for v in data.values()):
        raise BadUsage(f"「{name}」不是表头对应", '应为 JSON：{"表头": "列键"}')
    known = office.column_keys(kind)
    if strange := [key for key in data.values() if key and key not in known]:
        plain = " ".join(sorted(key for key in known if "#" not in key))
        said = f"「{name}」里写着没有的列键：{'、'.join(dict.fromkeys(strange))}"
        raise BadUsage(said, f"可用：{plain}；不读的一列写空的列键")
    return data


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        rows = office.import_batches(library)
    data = [
        {
            "number": b.number,
            "kind": b.kind,
            "file": b.file_name,
            "read": b.read,
            "accepted": b.accepted,
            "duplicates": b.duplicates,
            "misfits": b.misfits,
        }
        for b in rows
    ]
    heads = ("批号", "种类", "文件", "读入", "记入", "在册", "不合格")
    cells = (
        (
            b.number,
            office.IMPORT_KINDS.get(b.kind, b.kind),
            b.file_name,
            b.read,
            b.accepted,
            b.duplicates,
            b.misfits,
        )
        for b in rows
    )
    return Reply({"batches": data}, table(heads, cells))


def _undo(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    return act_reply(asked, office.undo_import, asked.number, asked.reason)
