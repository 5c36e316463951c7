"""技术目录的一览与单页：类别、状态、生命周期、挡住下一步的是什么、变更记录。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.appraisals import VERDICT_LABELS
from medtech_desktop.domain.categories import CATEGORY_LABELS, Category
from medtech_desktop.domain.filings import CAUSE_LABELS, STEP_LABELS, FilingFile, FilingStep
from medtech_desktop.domain.law import Finding
from medtech_desktop.domain.lifecycles import LifeCycle
from medtech_desktop.domain.stops import STOP_LABELS
from medtech_desktop.domain.working_days import left
from medtech_desktop.office.acts import today
from medtech_desktop.office.judgements import Judgement, judge
from medtech_desktop.office.technologies import level_word
from medtech_desktop.office.world import World, load_world, read_world, was_there
from medtech_desktop.store.book import Book
from medtech_desktop.store.page import Look


@dataclass(frozen=True, slots=True)
class TechnologyLine:
    """技术一览的一行。``left`` 为「剩 5 个工作日」「逾期 2」，没有期限则空。"""

    uid: str
    number: str
    code: str
    name: str
    category: Category
    category_label: str
    level: str
    state: str
    departments: tuple[str, ...]
    leads: tuple[str, ...]
    due: date | None
    left: str
    provisional: bool
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingRow:
    """技术页上的一份备案。"""

    number: str
    site: str
    cause: str
    day_zero: date | None
    submitted: date | None
    completed: date | None
    state: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """变更记录的一行，只增不改。"""

    day: date
    title: str
    detail: str
    icon: str


@dataclass(frozen=True, slots=True)
class TechnologyPage:
    """技术单页。``questions``：尚待判定的事；``gate``：现在开展会被什么挡住。"""

    line: TechnologyLine
    cycle: LifeCycle
    editions: tuple[str, ...]
    questions: tuple[str, ...]
    gate: tuple[Finding, ...]
    article: str
    filings: tuple[FilingRow, ...]
    history: tuple[HistoryLine, ...]


def technology_line(world: World, judged: Judgement) -> TechnologyLine:
    """一行。"""
    on, file, duty = world.on, judged.file, judged.duty
    open_duty = duty if duty is not None and duty.is_open() else None
    hospital = world.hospital
    return TechnologyLine(
        file.technology.uid,
        file.technology.number,
        judged.code,
        judged.official_name(on),
        judged.category.category,
        CATEGORY_LABELS[judged.category.category],
        level_word(judged.item),
        judged.cycle.state,
        tuple(hospital.department_name(d, on) for d in file.department_ids(on)),
        tuple(world.staff.name(p, on) for p in file.lead_ids(on)),
        open_duty.clock.due if open_duty else None,
        left(on, open_duty.clock.due, world.calendar) if open_duty else "",
        bool(open_duty and open_duty.clock.provisional),
        judged.category.marks,
    )


def technology_list(
    library: Book, on: date, known: int | None = None
) -> tuple[TechnologyLine, ...]:
    """本院技术一览：限制类在前，按编号；问过去的日子时，略去那时还没有的。"""
    with library.look(known) as look:
        return look.kept(_lines, on, today())


def _lines(look: Look, on: date, _today: date) -> tuple[TechnologyLine, ...]:
    world = read_world(look, on)
    judged = [judge(world, file) for file in world.technologies]
    lines = [technology_line(world, j) for j in judged if was_there(j.cycle.nodes[0].day, on)]
    return tuple(sorted(lines, key=lambda line: (not line.code, line.code, line.number)))


def technology_page(library: Book, key: str, on: date, known: int | None = None) -> TechnologyPage:
    """技术单页。``key`` 为院内编号、技术编号、名称或 uid。raises Refused."""
    world = load_world(library, on, known)
    file = world.find_technology(key)
    judged = judge(world, file)
    return TechnologyPage(
        technology_line(world, judged),
        judged.cycle,
        tuple(dict.fromkeys(i.edition.printed_as or i.edition.name for i in judged.category.items)),
        judged.category.questions,
        judged.gate,
        judged.category.article,
        _filing_rows(world, judged),
        _history(world, judged),
    )


def _filing_rows(world: World, judged: Judgement) -> tuple[FilingRow, ...]:
    return tuple(
        _filing_row(world, filing)
        for filing in reversed(world.filings_of(judged.file.technology.id))
    )


def _filing_row(world: World, filing: FilingFile) -> FilingRow:
    submitted = filing.first(FilingStep.SUBMITTED, world.on)
    completed = filing.first(FilingStep.COMPLETED, world.on)
    sites = world.hospital.sites_of(filing.filing.licence_id)
    return FilingRow(
        filing.filing.number,
        "、".join(world.hospital.site_name(s.id, world.on) for s in sites),
        CAUSE_LABELS[filing.filing.cause],
        filing.filing.day_zero,
        submitted.day if submitted else None,
        completed.day if completed else None,
        filing.state(world.on).value,
    )


def _history(world: World, judged: Judgement) -> tuple[HistoryLine, ...]:
    file = judged.file
    rows: list[tuple[date, int, HistoryLine]] = []

    def add(day: date, seq: int, title: str, detail: str, icon: str = "check") -> None:
        rows.append((day, seq, HistoryLine(day, title, detail, icon)))

    for fact in file.facts:
        if fact.kind == "name":
            add(fact.since, fact.act_seq, "登记技术", fact.value, "flag")
    for one in file.self_assessments:
        word = "符合" if one.compared and one.meets else "不符合"
        add(one.assessed_on, one.act_seq, f"自我评估{word}", one.report[:40])
    for verdict in file.appraisals:
        title = f"技术论证{VERDICT_LABELS[verdict.verdict]}"
        add(verdict.held_on, verdict.act_seq, title, verdict.meeting)
    for review in file.ethics_reviews:
        word = "免审" if review.waived else VERDICT_LABELS[review.verdict]
        add(review.held_on, review.act_seq, f"伦理审查{word}", review.meeting)
    for start in file.starts:
        title = "期初在用" if start.opening else "获准开展"
        add(start.day, start.act_seq, title, start.document)
    for case in file.first_cases:
        title = "首例" if case.counts else "首例不计"
        found = f"{case.found_on.isoformat()} 登记" if case.found_on != case.day else ""
        words = "，".join(p for p in (found, case.case_ref, case.reason) if p)
        add(case.day, case.act_seq, title, words, "flag")
    for stop in file.stops:
        add(stop.day, stop.act_seq, "停止应用", STOP_LABELS[stop.ground], "stop")
    for filing in world.filings_of(file.technology.id):
        for event in filing.events:
            detail = "，".join(p for p in (filing.filing.number, event.document, event.note) if p)
            add(event.day, event.act_seq, STEP_LABELS[event.step], detail)
    rows.sort(key=lambda row: (row[0], row[1]), reverse=True)
    return tuple(line for day, _, line in rows if day <= world.on)
