"""整本导出：把登记写成多张数据表，供核对、交接与离开本软件时带走。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from medtech_desktop.documents.tables import Table
from medtech_desktop.domain.appraisals import VERDICT_LABELS
from medtech_desktop.domain.filings import CAUSE_LABELS, STEP_LABELS
from medtech_desktop.domain.stops import STOP_LABELS
from medtech_desktop.office.judgements import judge
from medtech_desktop.office.world import World

Row = tuple[str, ...]


def book_tables(world: World) -> tuple[Table, ...]:
    """全部登记的数据表；审计日志与附件另在数据文件夹里。"""
    return (
        Table("本院", ("项目", "内容", "自"), tuple(_hospital(world))),
        Table("科室", ("科室", "院区"), tuple(_departments(world))),
        Table("人员", ("工号", "姓名", "职称", "科室"), tuple(_people(world))),
        Table("限制类目录", ("版", "编号", "名称", "序"), tuple(_entries(world))),
        Table(
            "技术",
            ("院内编号", "技术编号", "名称", "类别", "状态", "科室", "负责人"),
            tuple(_technologies(world)),
        ),
        Table(
            "技术经过",
            ("院内编号", "日期", "事项", "结论或说明", "文件或会议"),
            tuple(_history(world)),
        ),
        Table("备案", ("备案编号", "院内编号", "缘由", "起算日", "状态"), tuple(_filings(world))),
        Table("备案经过", ("备案编号", "日期", "步骤", "文号", "说明"), tuple(_steps(world))),
    )


def _hospital(world: World) -> Iterator[Row]:
    for fact in world.hospital.facts:
        yield fact.kind, fact.value, _day(fact.since)


def _departments(world: World) -> Iterator[Row]:
    h, on = world.hospital, world.on
    for row in h.departments:
        yield h.department_name(row.id, on), h.site_name(row.site_id, on)


def _people(world: World) -> Iterator[Row]:
    s, h, on = world.staff, world.hospital, world.on
    for person in s.people:
        names = "、".join(h.department_name(d, on) for d in s.departments(person.id, on))
        yield s.staff_number(person.id, on), s.name(person.id, on), s.title(person.id, on), names


def _entries(world: World) -> Iterator[Row]:
    editions = {e.id: e.name for e in world.catalogs.editions}
    for entry in world.catalogs.entries:
        yield editions[entry.edition_id], entry.code, entry.name, str(entry.ordinal)


def _technologies(world: World) -> Iterator[Row]:
    on = world.on
    for file in world.technologies:
        judged = judge(world, file)
        yield (
            file.technology.number,
            judged.code,
            judged.official_name(on),
            judged.category.category.value,
            judged.cycle.state,
            "、".join(world.hospital.department_name(d, on) for d in file.department_ids(on)),
            "、".join(world.staff.name(p, on) for p in file.lead_ids(on)),
        )


def _history(world: World) -> Iterator[Row]:
    for file in world.technologies:
        number = file.technology.number
        for proof in file.evidence:
            yield number, _day(proof.day), "依据", proof.source, ""
        for own in file.self_assessments:
            word = "符合" if own.compared and own.meets else "不符合"
            yield number, _day(own.assessed_on), "自我评估", word, own.report
        for one in file.appraisals:
            word = f"{VERDICT_LABELS[one.verdict]} {one.conclusion}".strip()
            yield number, _day(one.held_on), "论证", word, one.meeting
        for review in file.ethics_reviews:
            word = "免审" if review.waived else VERDICT_LABELS[review.verdict]
            text = f"{word} {review.conclusion}".strip()
            yield number, _day(review.held_on), "伦理审查", text, review.meeting
        for start in file.starts:
            word = "期初在用" if start.opening else "获准开展"
            yield number, _day(start.day), word, "", start.document
        for case in file.first_cases:
            word = "首例" if case.counts else "首例不计"
            yield number, _day(case.day), word, case.reason, case.case_ref
        for stop in file.stops:
            text = f"{STOP_LABELS[stop.ground]}：{stop.reason}"
            yield number, _day(stop.day), "停止应用", text, stop.document


def _filings(world: World) -> Iterator[Row]:
    for file in world.filings:
        yield (
            file.filing.number,
            world.technology(file.filing.technology_id).technology.number,
            CAUSE_LABELS[file.filing.cause],
            _day(file.filing.day_zero),
            file.state(world.on).value,
        )


def _steps(world: World) -> Iterator[Row]:
    for file in world.filings:
        for event in file.steps(world.on):
            word = STEP_LABELS[event.step]
            yield file.filing.number, _day(event.day), word, event.document, event.note


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
