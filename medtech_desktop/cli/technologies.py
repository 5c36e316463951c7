"""technology：登记、查看、获准、首例、停止。"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from medtech_desktop.cli import consent_forms, subjects, technology_codes
from medtech_desktop.cli.library import act_reply, opened
from medtech_desktop.cli.parsing import (
    BadUsage,
    a_date,
    a_path,
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
from medtech_desktop.domain.products import (
    APPROVAL_LABELS,
    PRODUCT_LABELS,
    ApprovalState,
    ProductKind,
)
from medtech_desktop.domain.stops import STOP_LABELS, StopGround
from medtech_desktop.office import (
    annulments,
    categories,
    first_cases,
    institutions,
    self_assessments,
    stops,
)
from medtech_desktop.office import technologies as office
from medtech_desktop.office import technology_pages as pages
from medtech_desktop.office.law import label_of_article
from medtech_desktop.office.technology_scans import OWNER_LABELS, attach_scan
from medtech_desktop.office.world import was_there


def add_commands(commands: Any) -> None:
    """登记命令。"""
    group_ = group(commands, "technology", "本院技术")
    listing = group_.add_parser("list", help="本院技术一览")
    listing.set_defaults(run=_list)
    for name, words in (("show", "一项技术的状态与经过"), ("explain", "为什么，还缺什么，依据")):
        one = group_.add_parser(name, help=words)
        one.add_argument("code", metavar="编号")
        one.set_defaults(run=_show)
    _add_parser(group_)
    _change_parsers(group_)
    _step_parsers(group_)
    technology_codes.add_commands(group_)
    subjects.add_needs(group_)
    consent_forms.add_commands(group_)


def _add_parser(group_: Any) -> None:
    add = group_.add_parser("add", help="登记一项技术：目录编号，或名称")
    add.add_argument("code", metavar="编号或名称")
    add.add_argument("--name", default="", metavar="名称", help="本院叫法")
    add.add_argument("--alias", action="append", default=[], metavar="别名")
    add.add_argument("--procedure-code", action="append", default=[], metavar="编码")
    add.add_argument("--indication", default="", metavar="适应证")
    add.add_argument("--department", action="append", default=[], metavar="科室")
    add.add_argument("--lead", action="append", default=[], metavar="工号或姓名")
    add.add_argument("--radiology", type=yes_no, metavar="yes/no", help="涉及放射诊疗")
    add.add_argument("--ethical-risk", action="store_true", help="存在重大伦理风险")
    add.add_argument("--research", action="store_true", help="临床研究，不按临床应用判断")
    act_options(add)
    add.set_defaults(run=_add)


def _one(group_: Any, name: str, words: str, run: Any) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = group_.add_parser(name, help=words)
    parser.add_argument("code", metavar="编号")
    act_options(parser)
    parser.set_defaults(run=run)
    return parser


def _change_parsers(group_: Any) -> None:
    leads = _one(group_, "lead", "技术负责人（全部写上）", _leads)
    leads.add_argument("people", nargs="+", metavar="工号或姓名")
    departments = _one(group_, "department", "开展科室（全部写上）", _departments)
    departments.add_argument("names", nargs="+", metavar="科室")
    link = _one(group_, "link", "与目录条目对应", _link)
    link.add_argument("entry", metavar="技术编号")
    evidence = _one(group_, "evidence", "安全有效的依据", _evidence)
    evidence.add_argument("source", metavar="来源")
    attach = _one(group_, "attach", "给依据、论证、伦理审查或管理规范加扫描件", _attach)
    attach.add_argument("file", type=a_path, metavar="文件")
    attach.add_argument("--to", required=True, metavar="种类", **one_of(OWNER_LABELS))
    attach.add_argument("--day", type=a_date, metavar="日期", help="那一次登记的日期，缺省最近一次")
    attach.add_argument("--until", type=a_date, metavar="日期", help="扫描件的有效期末日")
    answer = _one(group_, "answer", "可能属于禁止类的书面判定", _answer)
    answer.add_argument("--indication", required=True, metavar="适应证")
    answer.add_argument("--prohibited", type=yes_no, required=True, metavar="yes/no")
    scope = _one(group_, "scope", "是否适用本办法的书面判定", _scope)
    scope.add_argument("--applies", type=yes_no, required=True, metavar="yes/no")
    assess = _one(group_, "assess", "自我评估", _assess)
    assess.add_argument("--compared", type=yes_no, default=True, metavar="yes/no")
    assess.add_argument("--meets", type=yes_no, required=True, metavar="yes/no")
    assess.add_argument("--report", default="", metavar="说明")
    norm = _one(group_, "norm", "登记管理规范的一版", _norm)
    norm.add_argument("--title", required=True, metavar="名称")
    norm.add_argument("--norm-edition", required=True, metavar="版次")
    norm.add_argument("--document", default="", metavar="文号")
    product = _one(group_, "product", "所用产品与上市批准", _product)
    product.add_argument("name", metavar="产品名称")
    product.add_argument("--kind", default="device", metavar="种类", **one_of(PRODUCT_LABELS))
    states = one_of(APPROVAL_LABELS)
    product.add_argument("--state", default="approved", metavar="批准情形", **states)
    product.add_argument("--number", default="", metavar="批准文号")


def _step_parsers(group_: Any) -> None:
    start = _one(group_, "start", "获准开展；--opening 为期初在用", _start)
    start.add_argument("--document", default="", metavar="文号")
    start.add_argument("--opening", action="store_true", help="启用日以前已在用")
    case = _one(group_, "first-case", "登记首例", _first_case)
    case.add_argument("--day", type=a_date, required=True, metavar="日期")
    case.add_argument("--case", default="", metavar="手术单号")
    case.add_argument("--site", default="", metavar="院区", help="在哪个院区，缺省默认院区")
    case.add_argument("--not-counted", default="", metavar="理由", help="放弃的首例不计，写理由")
    annul = _one(group_, "annul-first-case", "撤销登记错的首例（写理由）", _annul_first_case)
    annul.add_argument("--day", type=a_date, required=True, metavar="日期")
    stop = _one(group_, "stop", "停止应用", _stop)
    grounds = one_of(STOP_LABELS, "停止的依据")
    stop.add_argument("--ground", required=True, metavar="依据", **grounds)
    stop.add_argument("--why", default="", metavar="原因")
    stop.add_argument("--document", default="", metavar="文号")


def _list(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        lines = pages.technology_list(library, on_day(asked))
    data = {"technologies": [_line(line) for line in lines]}
    rows = (
        (x.number, x.code or "—", x.name, x.category_label, x.state, x.left, "、".join(x.leads))
        for x in lines
    )
    heads = ("院内编号", "技术编号", "名称", "类别", "状态", "期限", "负责人")
    return Reply(data, table(heads, rows))


def _line(line: pages.TechnologyLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "code": line.code,
        "name": line.name,
        "category": line.category.value,
        "category_label": line.category_label,
        "state": line.state,
        "departments": list(line.departments),
        "leads": list(line.leads),
        "due": line.due.isoformat() if line.due else None,
        "left": line.left,
        "provisional": line.provisional,
        "marks": list(line.marks),
    }


def _show(asked: argparse.Namespace) -> Reply:
    with opened(asked) as library:
        page = pages.technology_page(library, asked.code, on_day(asked))
    cycle = page.cycle
    since = cycle.nodes[0].day
    if since is not None and not was_there(since, on_day(asked)):
        raise BadUsage(
            f"{page.line.number} 自 {since.isoformat()} 起登记，所问的日子还没有这项技术",
            "用 --on 问那天以后的日子",
        )
    data = {
        **_line(page.line),
        "because": {"article": page.article, "label": label_of_article(page.article)},
        "editions": list(page.editions),
        "questions": list(page.questions),
        "steps": [
            {
                "key": n.key,
                "label": n.label,
                "day": n.day.isoformat() if n.day else None,
                "state": n.state.value,
                "note": n.note,
            }
            for n in cycle.nodes
        ],
        "next": cycle.next_step,
        "missing": [finding_data(f) for f in cycle.blockers],
        "filings": [{"number": f.number, "cause": f.cause, "state": f.state} for f in page.filings],
        **_paper_data(page),
    }
    return Reply(data, _show_lines(page))


def _paper_data(page: pages.TechnologyPage) -> dict[str, object]:
    """文书与附件。"""
    return {
        "papers": [
            {
                "paper": p.kind,
                "number": p.number,
                "label": p.label,
                "version": p.version,
                "state": p.state,
                "lacking": p.lacking,
            }
            for p in page.papers
        ],
        "attachments": [
            {
                "name": a.name,
                "used_in": a.used_in,
                "day": a.day.isoformat(),
                "bytes": a.size,
                "valid_until": a.valid_until.isoformat() if a.valid_until else None,
            }
            for a in page.attachments
        ],
    }


def _show_lines(page: pages.TechnologyPage) -> tuple[str, ...]:
    line = page.line
    out = [f"{line.number} {line.code} {line.name}".replace("  ", " ")]
    out.append(f"类别：{line.category_label}（{label_of_article(page.article)}）")
    out.append(f"状态：{line.state} {line.left}".rstrip())
    out += [f"请注意：{mark}" for mark in line.marks]
    out += [f"待判定：{question}" for question in page.questions]
    for node in page.cycle.nodes:
        day = node.day.isoformat() if node.day else "—"
        out.append(f"  {node.label}：{day} {node.note}".rstrip())
    for paper in page.papers:
        if paper.current:
            said = f"  文书 {paper.label} {paper.number}：{paper.state} {paper.version}".rstrip()
            out.append(f"{said}，{paper.lacking}" if paper.lacking else said)
    for one in page.attachments:
        until = f"，有效期至 {one.valid_until.isoformat()}" if one.valid_until else ""
        out.append(f"  附件 {one.name}：{one.used_in}，{one.day.isoformat()}{until}")
    for f in page.cycle.blockers:
        out.append(f"还缺：{f.message}（{label_of_article(f.article)}）。{f.remedy}")
    return tuple(out)


def _add(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        entry = office.entry_code(library, asked.code, day)
        draft = office.NewTechnology(
            name=asked.name or ("" if entry else asked.code),
            code=entry,
            aliases=tuple(asked.alias),
            codes=tuple(asked.procedure_code),
            indication=asked.indication,
            departments=tuple(asked.department),
            leads=tuple(asked.lead),
            radiology=asked.radiology,
            ethical_risk=asked.ethical_risk,
            research=asked.research,
        )
        done = office.add_technology(library, the_clerk(asked), draft, day, reason=asked.reason)
    return done_reply(done)


def _leads(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.set_leads, asked.code, asked.people, day)


def _departments(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        clerk = the_clerk(asked)
        return done_reply(office.set_departments(library, clerk, asked.code, asked.names, day))


def _link(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.link_entry, asked.code, asked.entry, day)


def _evidence(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(asked, office.add_evidence, asked.code, asked.source, day)


def _attach(asked: argparse.Namespace) -> Reply:
    on = act_day(asked)
    return act_reply(
        asked,
        attach_scan,
        asked.code,
        Path(asked.file),
        asked.to,
        on,
        day=asked.day,
        valid_until=asked.until,
    )


def _answer(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(
        asked,
        categories.answer_prohibition,
        asked.code,
        indication=asked.indication,
        is_prohibited=asked.prohibited,
        reason=asked.reason,
        on=day,
    )


def _scope(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(
        asked,
        categories.decide_scope,
        asked.code,
        in_scope=asked.applies,
        reason=asked.reason,
        on=day,
    )


def _assess(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    with opened(asked) as library:
        norm = self_assessments.current_norm(library, asked.code, day)
        draft = self_assessments.NewSelfAssessment(
            day, asked.compared, asked.meets, asked.report, norm
        )
        return done_reply(
            self_assessments.self_assess(library, the_clerk(asked), asked.code, draft)
        )


def _norm(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(
        asked,
        self_assessments.add_norm_for,
        asked.code,
        asked.title,
        asked.norm_edition,
        day,
        document_number=asked.document,
    )


def _product(asked: argparse.Namespace) -> Reply:
    draft = self_assessments.NewProduct(
        ProductKind(asked.kind),
        asked.name,
        ApprovalState(asked.state),
        asked.number,
        act_day(asked),
    )
    return act_reply(asked, self_assessments.add_product, asked.code, draft)


def _start(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    return act_reply(
        asked,
        stops.start_technology,
        asked.code,
        day,
        document=asked.document,
        opening=asked.opening,
        reason=asked.reason,
    )


def _first_case(asked: argparse.Namespace) -> Reply:
    found = done_day(asked)
    with opened(asked) as library:
        site = institutions.find_site(library, asked.site, asked.day)[0] if asked.site else None
        draft = first_cases.NewFirstCase(
            asked.day,
            site,
            case_ref=asked.case,
            counts=not asked.not_counted,
            reason=asked.not_counted,
        )
        done = first_cases.record_first_case(
            library, the_clerk(asked), asked.code, draft, found, reason=asked.reason
        )
    return done_reply(done)


def _annul_first_case(asked: argparse.Namespace) -> Reply:
    on = act_day(asked)
    return act_reply(asked, annulments.annul_first_case, asked.code, asked.day, asked.reason, on)


def _stop(asked: argparse.Namespace) -> Reply:
    day = act_day(asked)
    why = asked.why or asked.reason
    if not why:
        raise BadUsage("没有写停止的原因", "加 --why 写明出现了什么情形")
    return act_reply(
        asked,
        stops.stop_technology,
        asked.code,
        day,
        StopGround(asked.ground),
        why,
        document=asked.document,
    )
