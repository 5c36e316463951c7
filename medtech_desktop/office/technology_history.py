"""一项技术的变更记录：每件事有日子、种类、依据的条款、文件，只增不改，新的在前。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from medtech_desktop.domain.appraisals import VERDICT_LABELS
from medtech_desktop.domain.filings import CAUSE_LABELS, STEP_LABELS, FilingStep
from medtech_desktop.domain.stops import STOP_LABELS
from medtech_desktop.domain.technologies import TechnologyFactKind, TechnologyFile
from medtech_desktop.office.practitioners import called
from medtech_desktop.office.world import World

_FACTS = {
    TechnologyFactKind.ALIASES: "别名",
    TechnologyFactKind.CODES: "手术编码",
    TechnologyFactKind.INDICATION: "适应证",
    TechnologyFactKind.RADIOLOGY: "涉及放射诊疗",
    TechnologyFactKind.RESEARCH: "临床研究",
    TechnologyFactKind.ETHICAL_RISK: "重大伦理风险",
    TechnologyFactKind.CONSENT_FORM: "知情同意书",
}
_ANSWERS = {"yes": "是", "no": "否"}
KINDS = ("登记", "自评", "论证与伦理", "开展", "备案", "停止")
"""变更记录的种类，依此次序供筛选。"""


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """变更记录的一行，只增不改；``document`` 为文号、会议或纪要。"""

    day: date
    title: str
    detail: str
    icon: str
    kind: str = "登记"
    article: str = ""
    document: str = ""


_Dated = tuple[int, HistoryLine]


def technology_history(world: World, file: TechnologyFile) -> tuple[HistoryLine, ...]:
    """到 ``world.on`` 为止的全部，新的在前；同一天的按记录先后。"""
    found = [
        *_registered(world, file),
        *_prepared(file),
        *_used(file),
        *_filed(world, file),
    ]
    rows = [(line.day, seq, line) for seq, line in found if line.day <= world.on]
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return tuple(line for _, _, line in rows)


def _registered(world: World, file: TechnologyFile) -> Iterator[_Dated]:
    names = sorted((f for f in file.facts if f.kind == "name"), key=lambda f: (f.since, f.act_seq))
    for place, fact in enumerate(names):
        title = "改称" if place else "登记技术"
        yield fact.act_seq, HistoryLine(fact.since, title, fact.value, "flag", article="MTCA-18")
    for fact in file.facts:
        word = _FACTS.get(TechnologyFactKind(fact.kind)) if fact.kind != "name" else None
        if word is not None:
            said = f"{word}：{_ANSWERS.get(fact.value, fact.value)}"
            yield fact.act_seq, HistoryLine(fact.since, "登记内容", said, "check")
    for row in file.departments:
        name = world.hospital.department_name(row.department_id, world.on)
        yield row.act_seq, HistoryLine(row.since, "开展科室", name, "check", article="MTCA-18")
        if row.until is not None:
            yield row.act_seq, HistoryLine(row.until, "科室不再开展", name, "check")
    for lead in file.leads:
        name = called(world.staff, world.hospital, lead.person_id, world.on)
        line = HistoryLine(lead.since, "技术负责人", name, "check", article="MTCA-11(3)")
        yield lead.act_seq, line
        if lead.until is not None:
            yield lead.act_seq, HistoryLine(lead.until, "不再任负责人", name, "check")
    yield from _judged(world, file)


def _judged(world: World, file: TechnologyFile) -> Iterator[_Dated]:
    names = {entry.lineage: entry for entry in world.catalogs.entries}
    for link in file.lineages:
        entry = names.get(link.lineage)
        said = f"{entry.code} {entry.name}".strip() if entry else link.lineage
        yield (
            link.act_seq,
            HistoryLine(link.since, "对应目录条目", said, "check", article="HN-annex1"),
        )
    for decision in file.scope_decisions:
        word = "适用" if decision.in_scope else "不适用"
        line = HistoryLine(decision.since, "判定适用范围", word, "check", article="MTCA-47")
        yield 0, line


def _prepared(file: TechnologyFile) -> Iterator[_Dated]:
    for one in file.evidence:
        yield (
            one.act_seq,
            HistoryLine(one.day, "登记依据", one.source, "check", article="MTCA-9(4)"),
        )
    for done in file.self_assessments:
        word = "符合" if done.compared and done.meets else "不符合"
        line = HistoryLine(
            done.assessed_on, f"自我评估{word}", done.report, "check", "自评", "MTCA-11(1)"
        )
        yield done.act_seq, line
    council = "论证与伦理"
    for verdict in file.appraisals:
        title = f"技术论证{VERDICT_LABELS[verdict.verdict]}"
        line = HistoryLine(
            verdict.held_on, title, verdict.conclusion, "check", council, "MTCA-21", verdict.meeting
        )
        yield verdict.act_seq, line
    for review in file.ethics_reviews:
        word = "免审" if review.waived else VERDICT_LABELS[review.verdict]
        line = HistoryLine(
            review.held_on,
            f"伦理审查{word}",
            review.conclusion,
            "check",
            council,
            "MTCA-11(2)",
            review.meeting,
        )
        yield review.act_seq, line


def _used(file: TechnologyFile) -> Iterator[_Dated]:
    for start in file.starts:
        title = "期初在用" if start.opening else "获准开展"
        line = HistoryLine(start.day, title, "", "check", "开展", "MTCA-17", start.document)
        yield start.act_seq, line
    for case in file.first_cases:
        title = "首例" if case.counts else "首例不计"
        found = f"{case.found_on.isoformat()} 登记" if case.found_on != case.day else ""
        words = "，".join(part for part in (found, case.case_ref, case.reason) if part)
        yield case.act_seq, HistoryLine(case.day, title, words, "flag", "开展", "MTCA-11")
    for stop in file.stops:
        article = "MTCA-22" if stop.ground == "22" else "MTCA-25"
        said = "，".join(part for part in (STOP_LABELS[stop.ground], stop.reason) if part)
        line = HistoryLine(stop.day, "停止应用", said, "stop", "停止", article, stop.document)
        yield stop.act_seq, line


def _filed(world: World, file: TechnologyFile) -> Iterator[_Dated]:
    for filing in world.filings_of(file.technology.id):
        number, cause = filing.filing.number, CAUSE_LABELS[filing.filing.cause]
        opened = HistoryLine(
            filing.filing.opened_on, "新建备案", f"{number}，{cause}", "check", "备案", "MTCA-11"
        )
        yield filing.filing.act_seq, opened
        for event in filing.events:
            said = "，".join(part for part in (number, event.note) if part)
            line = replace(
                opened,
                day=event.day,
                title=STEP_LABELS[event.step],
                detail=said,
                icon="stop" if event.step is FilingStep.CANCELLED else "check",
                document=event.document,
            )
            yield event.act_seq, line
