"""filing：新建、填写、材料、提交、收齐、补正、完成、取消。"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_count,
    a_date,
    act_day,
    act_options,
    done_day,
    group,
    on_day,
    one_of,
    the_clerk,
    yes_no,
)
from medtech_desktop.cli.replies import Reply, done_reply, finding_data, table
from medtech_desktop.domain.dossiers import MATERIAL_LABELS, MaterialForm, MaterialKind
from medtech_desktop.domain.filings import CAUSE_LABELS, FilingCause, FilingStep
from medtech_desktop.office import annulments, dossiers
from medtech_desktop.office import filing_pages as pages
from medtech_desktop.office import filings as office
from medtech_desktop.office.institutions import find_site
from medtech_desktop.office.law import label_of_article
from medtech_desktop.office.practitioners import person_id

_STEPS = {
    "received": (FilingStep.RECEIVED, "材料收齐"),
    "returned": (FilingStep.RETURNED, "要求补正"),
    "complete": (FilingStep.COMPLETED, "完成备案"),
    "cancel": (FilingStep.CANCELLED, "备案被取消"),
    "close": (FilingStep.CLOSED, "结束办理（办错的、目录调出的）"),
}


def add_commands(commands: Any) -> None:
    """登记命令。"""
    filing = group(commands, "filing", "备案")
    listing = filing.add_parser("list", help="备案一览")
    listing.set_defaults(run=_list)
    show = filing.add_parser("show", help="一份备案：期限、材料、还差什么")
    show.add_argument("number", metavar="备案编号")
    show.set_defaults(run=_show)
    _open_parser(filing)
    edit = filing.add_parser("edit", help="修改草稿")
    edit.add_argument("number", metavar="备案编号")
    edit.add_argument("--opinion", metavar="文字")
    edit.add_argument("--first-use", type=yes_no, metavar="yes/no", help="是否首次开展")
    edit.add_argument("--lead", action="append", default=[], metavar="工号或姓名")
    edit.add_argument("--training", default="", metavar="文字", help="相关培训情况")
    act_options(edit)
    edit.set_defaults(run=_edit)
    _annul_parser(filing)
    _material_parser(filing)
    submit = filing.add_parser("submit", help="提交备案")
    submit.add_argument("number", metavar="备案编号")
    submit.add_argument("--attested-by", default="", metavar="工号或姓名", help="对真实性负责的人")
    submit.add_argument("--document", default="", metavar="文号")
    submit.add_argument("--note", default="", metavar="说明")
    act_options(submit)
    submit.set_defaults(run=_submit)
    for name, (_, words) in _STEPS.items():
        step = filing.add_parser(name, help=words)
        step.add_argument("number", metavar="备案编号")
        step.add_argument("--document", default="", metavar="文号")
        step.add_argument("--note", default="", metavar="说明")
        act_options(step)
        step.set_defaults(run=_step)


def _open_parser(filing: Any) -> None:
    new = filing.add_parser("open", help="新建备案，可一并登记首例")
    new.add_argument("code", metavar="编号")
    new.add_argument("--first-case", type=a_date, metavar="日期")
    new.add_argument("--site", default="", metavar="院区", help="哪个院区的许可证，缺省默认院区")
    new.add_argument("--cause", metavar="缘由", **one_of(CAUSE_LABELS, "缺省按首例判断"))
    new.add_argument("--lead", action="append", default=[], metavar="工号或姓名")
    new.add_argument("--opinion", default="", metavar="文字", help="医疗机构意见")
    act_options(new)
    new.set_defaults(run=_open)


def _annul_parser(filing: Any) -> None:
    annul = filing.add_parser("annul", help="撤销登记错的最后一步（写理由）")
    annul.add_argument("number", metavar="备案编号")
    act_options(annul)
    annul.set_defaults(run=_annul)


def _material_parser(filing: Any) -> None:
    material = filing.add_parser("material", help="登记一件材料，或 all 全部纸质件已备")
    material.add_argument("number", metavar="备案编号")
    kinds: dict[Any, str] = {**MATERIAL_LABELS, "all": "全部纸质件"}
    material.add_argument("kind", metavar="材料", **one_of(kinds))
    material.add_argument("--person", default="", metavar="工号或姓名", help="哪位负责人的")
    material.add_argument("--file", metavar="文件", help="扫描件 pdf、jpg、png")
    material.add_argument("--copies", type=a_count, default=1, metavar="份数")
    material.add_argument("--title", default="", metavar="名称")
    material.add_argument("--note", default="", metavar="说明")
    material.add_argument("--exempt", default="", metavar="依据", help="免于提供，写明依据")
    material.add_argument("--valid-until", type=a_date, metavar="日期")
    act_options(material)
    material.set_defaults(run=_material)


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        lines = pages.filing_list(library, on_day(asked))
    rows = [
        (x.number or "（未新建）", x.code or x.technology, x.name, x.cause, x.state, x.left, x.fact)
        for x in lines
    ]
    heads = ("备案编号", "技术", "名称", "缘由", "状态", "期限", "情况")
    return Reply({"filings": [_line(x) for x in lines]}, table(heads, rows))


def _line(line: pages.FilingLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "technology": line.technology,
        "code": line.code,
        "name": line.name,
        "cause": line.cause,
        "state": line.state,
        "due": line.due.isoformat() if line.due else None,
        "left": line.left,
        "provisional": line.provisional,
        "fact": line.fact,
    }


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        page = pages.filing_page(library, asked.number, on_day(asked))
    clock = page.clock
    data: dict[str, Any] = {
        **_line(page.line),
        "authority": page.authority,
        "materials": [
            {
                "kind": m.kind.value,
                "label": m.label,
                "state": m.state.value,
                "note": m.note,
                "article": m.article,
                "required": m.required,
            }
            for m in page.materials
        ],
        "missing": [finding_data(f) for f in page.findings],
        "steps": [
            {"label": s.label, "day": s.day.isoformat(), "document": s.document, "note": s.note}
            for s in page.steps
        ],
    }
    if clock is not None:
        data["clock"] = {
            "article": clock.article,
            "day_zero": clock.day_zero.isoformat(),
            "due": clock.due.isoformat(),
            "stricter_due": clock.stricter_due.isoformat() if clock.stricter_due else None,
            "provisional": clock.provisional,
            "reasons": list(clock.reasons),
            "also": [{"article": a, "due": d.isoformat()} for a, d in clock.also],
            "counted": [
                {"day": d.day.isoformat(), "number": d.number, "note": d.note} for d in clock.days
            ],
        }
    return Reply(data, _show_lines(page))


def _show_lines(page: pages.FilingPage) -> tuple[str, ...]:
    line = page.line
    out = [f"{line.number} {line.code} {line.name}，{line.cause}，{line.state}"]
    out.append(f"备案机关：{page.authority or '（未登记）'}")
    if page.clock is not None:
        c = page.clock
        mark = "，暂定" if c.provisional else ""
        out.append(f"截止 {c.due.isoformat()}{mark}，{c.left}（{label_of_article(c.article)}）")
        out += [f"  {d.day.isoformat()} {_count_word(d.number)} {d.note}".rstrip() for d in c.days]
    out += [f"  {m.state.value} {m.label} {m.note}".rstrip() for m in page.materials]
    out += [f"还差：{f.message}（{label_of_article(f.article)}）" for f in page.findings]
    out += [f"{s.day.isoformat()} {s.label} {s.document} {s.note}".rstrip() for s in page.steps]
    return tuple(out)


def _count_word(number: int | None) -> str:
    return "不计" if number is None else f"第 {number} 日"


def _open(asked: argparse.Namespace) -> Reply:
    day = done_day(asked)
    with opened(asked) as library:
        site, licence = find_site(library, asked.site, day) if asked.site else (None, None)
        draft = office.NewFiling(
            FilingCause(asked.cause) if asked.cause else None,
            asked.first_case,
            licence,
            tuple(asked.lead),
            asked.opinion,
            site,
        )
        done = office.open_filing(
            library, the_clerk(asked), asked.code, draft, day, reason=asked.reason
        )
        page = pages.filing_page(library, done.subject, day)
    due = page.clock.due.isoformat() if page.clock else None
    return done_reply(done, number=done.subject, due=due)


def _edit(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    clerk = the_clerk(asked)
    with opened(asked) as library:
        done = None
        if asked.opinion is not None or asked.first_use is not None:
            done = office.edit_draft(
                library,
                clerk,
                asked.number,
                on=day,
                opinion=asked.opinion,
                first_use=asked.first_use,
            )
        if asked.lead:
            leads = [office.DraftLead(p, training=asked.training) for p in asked.lead]
            done = office.set_filing_leads(library, clerk, asked.number, leads, day)
    if done is None:
        raise BadUsage("没有给出要修改的内容", "例如 --opinion 文字、--lead 工号")
    return done_reply(done)


def _material(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    clerk = the_clerk(asked)
    with opened(asked) as library:
        if asked.kind == "all":
            return done_reply(dossiers.add_all_paper(library, clerk, asked.number, day))
        person = person_id(library, asked.person, day) if asked.person else None
        draft = dossiers.NewMaterial(
            MaterialKind(asked.kind),
            MaterialForm.EXEMPT if asked.exempt else MaterialForm.PAPER,
            person,
            Path(asked.file) if asked.file else None,
            asked.copies,
            asked.title,
            asked.exempt or asked.note,
            asked.valid_until,
        )
        return done_reply(dossiers.add_material(library, clerk, asked.number, draft, day))


def _submit(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        who = person_id(library, asked.attested_by, day) if asked.attested_by else None
        done = dossiers.submit_filing(
            library,
            the_clerk(asked),
            asked.number,
            day,
            attested_by=who,
            document=asked.document,
            note=asked.note,
            reason=asked.reason,
        )
    return done_reply(done)


def _step(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    step, _ = _STEPS[asked.filing_command]
    return act_reply(
        asked,
        office.take_step,
        asked.number,
        step,
        day,
        document=asked.document,
        note=asked.note or asked.reason,
    )


def _annul(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, annulments.annul_step, asked.number, asked.reason, day)
