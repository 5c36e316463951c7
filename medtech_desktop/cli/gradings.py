"""grading：手术分级管理目录的各版、草稿、审定与对照。导入用 import grading。"""

from __future__ import annotations

import argparse
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_date,
    a_grade,
    act_day,
    act_options,
    group,
    on_day,
    reason_option,
    refuse_on,
    yes_no,
)
from medtech_desktop.cli.replies import Reply, table
from medtech_desktop.domain.grading_drafts import CHANGE_NAMES
from medtech_desktop.domain.gradings import LEFT_OUT, WHOLE_HOSPITAL
from medtech_desktop.office import grading_drafts as drafts
from medtech_desktop.office import grading_lists as lists
from medtech_desktop.office import gradings as office
from medtech_desktop.office.acts import Clerk, Done
from medtech_desktop.office.grading_drafts import NewLine
from medtech_desktop.office.library import Library

_SHOWN = 200
_OUT = ("out", LEFT_OUT)


def _grade_or_out(text: str) -> int:
    """级别参数；不纳入为 0。"""
    return 0 if text.strip() in _OUT else a_grade(text)


def add_commands(commands: Any) -> None:
    """登记命令。"""
    grading = group(commands, "grading", "手术分级管理目录")
    grading.add_parser("list", help="各版与草稿").set_defaults(run=_list)
    show = grading.add_parser("show", help="一版的各行；缺省为当日施行的一版")
    show.add_argument("edition", nargs="?", default="", metavar="编号")
    show.add_argument("--find", default="", metavar="词", help="编码、名称或拼音首字母")
    show.add_argument("--department", default="", metavar="科室", help=f"或「{WHOLE_HOSPITAL}」")
    show.add_argument("--grade", type=_grade_or_out, metavar="级别", help="4 3 2 1 或 out")
    show.set_defaults(run=_show)
    of = grading.add_parser("of", help="某科室做一个编码算几级")
    of.add_argument("code", metavar="编码")
    of.add_argument("--department", default="", metavar="科室")
    of.set_defaults(run=_of)
    diff = grading.add_parser("diff", help="两版对照；只写一个词 draft 为草稿与依据版对照")
    diff.add_argument("earlier", metavar="前版")
    diff.add_argument("later", nargs="?", default="", metavar="后版")
    diff.set_defaults(run=_diff)
    _draft_commands(grading)
    adopt = grading.add_parser("adopt", help="把草稿审定为新的一版")
    adopt.add_argument("--meeting", required=True, metavar="会议或决议")
    adopt.add_argument("--adopted-on", type=a_date, metavar="日期", help="审定日，缺省今天")
    adopt.add_argument("--document", default="", metavar="文号")
    adopt.add_argument("--name", default="", metavar="版名")
    adopt.add_argument("--note", default="", metavar="缘由", help="施行早于审定时写明")
    act_options(adopt)
    adopt.set_defaults(run=_adopt)
    annul = grading.add_parser("annul", help="撤销一次登记错的审定")
    annul.add_argument("edition", metavar="编号")
    act_options(annul)
    annul.set_defaults(run=_annul)


def _draft_commands(grading: Any) -> None:
    start = grading.add_parser("draft", help="起草：自施行的一版")
    start.add_argument("name", metavar="名称")
    start.add_argument("--empty", action="store_true", help="从头编")
    start.add_argument("--codes", default="", metavar="版名", help="编码库的版")
    act_options(start)
    start.set_defaults(run=_start)
    put = grading.add_parser("set", help="在草稿里加或改一行")
    put.add_argument("code", metavar="编码")
    put.add_argument("grade", type=_grade_or_out, metavar="级别", help="4 3 2 1 或 out")
    put.add_argument("--department", default="", metavar="科室", help="缺省为全院")
    put.add_argument("--managed-as", type=a_grade, metavar="几级", help="按几级管理")
    put.add_argument("--minimal", type=yes_no, default=False, metavar="yes/no", help="微创")
    put.add_argument("--day", type=yes_no, default=False, metavar="yes/no", help="日间")
    put.add_argument("--intervention", type=yes_no, default=False, metavar="yes/no", help="介入")
    act_options(put)
    put.set_defaults(run=_set)
    drop = grading.add_parser("drop", help="从草稿里删去一行")
    drop.add_argument("code", metavar="编码")
    drop.add_argument("--department", default="", metavar="科室")
    act_options(drop)
    drop.set_defaults(run=_drop)
    four = grading.add_parser("restricted", help="限制类技术的编码都按四级管理（请核对原文）")
    act_options(four)
    four.set_defaults(run=_restricted)
    managed = grading.add_parser("managed", help="选定纳入分级管理的类别")
    managed.add_argument("categories", nargs="*", metavar="类别", help="surgery treatment …")
    act_options(managed)
    managed.set_defaults(run=_managed)
    for name, words, run in (
        ("undo", "撤销草稿里的上一步", _undo),
        ("discard", "删去草稿", _discard),
    ):
        command = grading.add_parser(name, help=words)
        reason_option(command)
        command.set_defaults(run=run)


# Questions


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        view = office.grading_view(library, on_day(asked))
    data: dict[str, Any] = {
        "current": view.current.number if view.current else None,
        "editions": [
            {
                "number": one.number,
                "name": one.name,
                "adopted_on": one.adopted_on.isoformat(),
                "since": one.since.isoformat(),
                "meeting": one.meeting,
                "document": one.document,
                "codes": one.code_edition,
                "managed": list(one.managed),
                "lines": one.count,
                "state": one.state,
            }
            for one in view.editions
        ],
        "draft": None,
    }
    lines = table(
        ("编号", "版名", "施行", "行数", "现状"),
        [(x.number, x.name, x.since, f"{x.count:,}", x.state) for x in view.editions],
    )
    if view.draft is not None:
        draft = view.draft
        changes = {kind.value: n for kind, n in draft.changes.items()}
        data["draft"] = {"name": draft.name, "base": draft.base, "lines": draft.count}
        data["draft"] |= {"codes": draft.code_edition, "changes": changes}
        said = "，".join(f"{CHANGE_NAMES[kind]} {n:,}" for kind, n in draft.changes.items())
        lines = (*lines, f"草稿「{draft.name}」{draft.count:,} 行　{said}")
    if not view.editions:
        lines = (*lines, "还没有审定的分级目录，用 import grading 导入，或 grading draft 起草")
    return Reply(data, lines)


def _show(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    question = lists.ListQuestion(asked.edition, asked.find)
    with opened(asked) as library:
        grade = -1 if asked.grade is None else asked.grade
        rows = lists.list_rows(library, question, day, asked.department, grade)
    data = {
        "on": day.isoformat(),
        "lines": [
            {
                "code": row.code,
                "name": row.name,
                "department": row.department,
                "grade": row.line.grade,
                "managed_as": row.line.managed_as,
                "minimally_invasive": row.line.minimally_invasive,
                "day_surgery": row.line.day_surgery,
                "interventional": row.line.interventional,
            }
            for row in rows
        ],
    }
    shown = [row.texts()[:6] for row in rows[:_SHOWN]]
    lines = table(("编码", "名称", "科室", "级别", "按几级管理", "标记"), shown)
    tail = f"共 {len(rows):,} 行"
    if len(rows) > _SHOWN:
        tail += f"，这里列出前 {_SHOWN} 行；加 --find 缩小，或用 --json 取全部"
    return Reply(data, (*lines, tail))


def _of(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        found = lists.grade_of_code(library, asked.code, asked.department, day)
    graded = found.graded
    data = {
        "on": day.isoformat(),
        "edition": found.edition,
        "code": found.code,
        "grade": graded.grade,
        "needed": graded.needed,
        "standing": graded.standing.value,
        "note": graded.note,
        "line": found.department if graded.line is not None else None,
    }
    return Reply(data, (found.said,))


def _diff(asked: argparse.Namespace) -> Reply:
    day = on_day(asked)
    with opened(asked) as library:
        if asked.earlier == "draft" and not asked.later:
            diff = office.compare_draft(library, lists.current_draft(library))
        elif not asked.later:
            raise BadUsage("没有写后版", "写两版的编号；草稿与依据版对照写 grading diff draft")
        else:
            diff = office.compare_editions(library, asked.earlier, asked.later, day)
        rows = lists.diff_texts(library, diff, day)
    data: dict[str, Any] = {
        "earlier": diff.earlier,
        "later": diff.later,
        "same": diff.same,
        "counts": {kind.value: n for kind, n in diff.counts.items()},
        "changes": [
            {
                "kind": change.kind.value,
                "code": row[1],
                "name": row[2],
                "department": row[3],
                "before": change.before.grade if change.before else None,
                "after": change.after.grade if change.after else None,
            }
            for change, row in zip(diff.changes, rows, strict=True)
        ],
    }
    lines = table(lists.DIFF_TITLES, rows[:_SHOWN]) if rows else ()
    tail = f"变化 {len(rows):,} 行，不变 {diff.same:,} 行"
    return Reply(data, (*lines, tail))


# Acts


def _start(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(
        asked, drafts.start_draft, asked.name, day, empty=asked.empty, codes=asked.codes
    )


def _on_draft(act: Any) -> Any:
    """对正在编的那一份办。"""

    def done(library: Library, clerk: Clerk, *what: object, **how: object) -> Done:
        made: Done = act(library, clerk, lists.current_draft(library), *what, **how)
        return made

    return done


def _set(asked: argparse.Namespace) -> Reply:
    row = NewLine(
        asked.code,
        "" if asked.department == WHOLE_HOSPITAL else asked.department,
        asked.grade or None,
        asked.managed_as,
        asked.minimal,
        asked.day,
        asked.intervention,
    )
    return act_reply(asked, _on_draft(drafts.set_lines), [row], act_day(asked))


def _drop(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)

    def drop(library: Library, clerk: Clerk) -> Done:
        key = lists.key_of_words(library, asked.code, asked.department, day)
        return drafts.drop_lines(library, clerk, lists.current_draft(library), [key])

    return act_reply(asked, drop)


def _restricted(asked: argparse.Namespace) -> Reply:
    return act_reply(asked, _on_draft(drafts.raise_restricted), act_day(asked))


def _managed(asked: argparse.Namespace) -> Reply:
    return act_reply(asked, _on_draft(drafts.set_categories), set(asked.categories), act_day(asked))


def _undo(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    return act_reply(asked, _on_draft(drafts.undo_last))


def _discard(asked: argparse.Namespace) -> Reply:
    refuse_on(asked)
    return act_reply(asked, _on_draft(drafts.discard_draft))


def _adopt(asked: argparse.Namespace) -> Reply:
    since, now = act_day(asked), lists.today_is()
    adopted_on = asked.adopted_on or min(since, now)
    adoption = office.Adoption(
        asked.meeting, adopted_on, since, asked.document, asked.note, asked.name
    )
    return act_reply(asked, _on_draft(office.adopt_grading), adoption, now, reason=asked.reason)


def _annul(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.annul_grading, asked.edition, asked.reason, day)
