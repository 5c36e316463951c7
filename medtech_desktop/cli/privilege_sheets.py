"""privilege sheet、privilege sheet-in：授权宽表发出与交回。"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medtech_desktop.cli.library import opened
from medtech_desktop.cli.parsing import (
    a_date,
    a_path,
    act_day,
    act_options,
    on_day,
    the_clerk,
)
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.office.acts import today
from medtech_desktop.office.practitioners import person_id
from medtech_desktop.office.privilege_sheets import save_sheets
from medtech_desktop.office.wide_cells import ReadOptions, WideLine
from medtech_desktop.office.wide_entries import (
    SheetDecision,
    WideDone,
    adopt_sheet,
    preview_sheet,
    save_wide_misfits,
)
from medtech_desktop.office.wide_previews import WidePreview

_SHOWN = 200


def add_sheets(privilege: Any) -> None:
    """登记 privilege 组里的 sheet 与 sheet-in。"""
    out = privilege.add_parser("sheet", help="把授权宽表存成 xlsx，发给科室填写")
    out.add_argument("--department", action="append", default=[], metavar="科室")
    out.add_argument("--out", type=a_path, required=True, metavar="文件夹")
    out.add_argument("--one-file", action="store_true", help="各科室合成一个文件")
    out.set_defaults(run=_sheet)
    back = privilege.add_parser("sheet-in", help="读回科室填好的宽表，记作一次决定")
    back.add_argument("file", type=a_path, metavar="文件")
    back.add_argument("--department", default="", metavar="科室", help="表上没有写科室时")
    back.add_argument("--dry-run", action="store_true", help="只预演，不保存")
    back.add_argument("--misfits", type=a_path, metavar="OUT.xlsx", help="没有采用的格另存")
    back.add_argument("--all-or-nothing", action="store_true", help="有没有采用的就都不记")
    back.add_argument("--until", type=a_date, metavar="日期", help="有效期末日")
    back.add_argument("--decided", type=a_date, metavar="日期", help="决定日期，缺省今天")
    for name, word in (("basis", "依据"), ("meeting", "会议"), ("document", "文号")):
        back.add_argument(f"--{name}", default="", metavar=word)
    back.add_argument("--approver", default="", metavar="人员", help="批准人，工号或姓名")
    back.add_argument("--concurrent", default="", metavar="声明", help="兼任声明")
    act_options(back)
    back.set_defaults(run=_sheet_in)


def _sheet(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        made = save_sheets(
            library,
            the_clerk(asked),
            asked.department,
            Path(asked.out),
            on_day(asked),
            one_file=asked.one_file,
        )
    lines = [f"已存 {path}" for path in made.files]
    if made.empty:
        lines.append(f"没有医务人员、没有出表的科室：{'、'.join(made.empty)}")
    data = {"files": [str(path) for path in made.files], "empty": list(made.empty)}
    return Reply(data, tuple(lines))


def _sheet_in(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    options = ReadOptions(asked.department, day, asked.until, asked.reason)
    with opened(asked) as library:
        clerk = the_clerk(asked)
        preview = preview_sheet(library, Path(asked.file), day, options, clerk=clerk)
        done: WideDone | None = None
        if not asked.dry_run:
            approver = person_id(library, asked.approver, day) if asked.approver else None
            decision = SheetDecision(
                asked.decided or min(day, today()),
                asked.basis,
                asked.meeting,
                asked.document,
                approver,
                asked.concurrent,
            )
            done = adopt_sheet(
                library,
                clerk,
                preview,
                decision,
                reason=asked.reason,
                all_or_nothing=asked.all_or_nothing,
            )
            preview = done.preview
    if asked.misfits and preview.misfits:
        save_wide_misfits(preview, Path(asked.misfits))
    return _reply(preview, done)


def _reply(preview: WidePreview, done: WideDone | None) -> Reply:
    changes, misfits = preview.changes, preview.misfits
    data = {
        "read": preview.read,
        "package": preview.package,
        "decision": done.subject if done else "",
        "changes": [_change(one) for one in changes],
        "misfits": [_misfit(one) for one in misfits],
        "notes": list(preview.notes),
    }
    rehearsed = f"预演：{preview.people} 人 {len(changes)} 项变动，没有采用 {len(misfits)} 格"
    lines = [done.said if done else rehearsed, *preview.notes]
    if changes and done is None:
        rows = [(one.person, one.subject, one.now, one.said) for one in changes[:_SHOWN]]
        lines += table(("人员", "对象", "现在", "变动"), rows)
    if misfits:
        wrong = [(one.place, one.person, one.value, one.why) for one in misfits[:_SHOWN]]
        lines += table(("位置", "人员", "原值", "为什么没有采用"), wrong)
    left = f"没有采用 {len(misfits)} 格，改好后可以再读" if misfits else ""
    return Reply(data, tuple(lines), 1 if misfits else 0, trouble=left)


def _change(one: WideLine) -> dict[str, str | int | None]:
    event = one.event
    return {
        "person": one.person,
        "subject": one.subject,
        "now": one.now,
        "change": one.change.value,
        "until": event.until.isoformat() if event and event.until else None,
        "grade": event.grade if event else None,
        "stale": one.stale,
    }


def _misfit(one: WideLine) -> dict[str, str | int]:
    return {
        "sheet": one.sheet,
        "line": one.line,
        "column": one.index + 1,
        "person": one.person,
        "subject": one.subject,
        "value": one.value,
        "why": one.why,
        "article": one.article,
    }
