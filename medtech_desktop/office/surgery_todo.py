"""手术登记带来的待办：没有说明的问题、可能的首例、要核对的首例、没有认出的写法。"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from medtech_desktop.domain.law import cites
from medtech_desktop.office.surgery_first_cases import (
    SOURCE_LABELS,
    FirstCaseQuestion,
    first_case_questions,
    first_cases_to_check,
)
from medtech_desktop.office.todo_items import TodoItem
from medtech_desktop.office.world import World
from medtech_desktop.store.page import Look
from medtech_desktop.store.surgery_findings import open_findings, unknown_words

_PLACE, _CHECK, _MEANINGS = "surgeries", "check", "meanings"


def surgery_items(world: World, look: Look) -> Iterator[TodoItem]:
    """全部，没有法定天数。"""
    yield from _problems(look)
    yield from _questions(look, world.on)
    yield from _changed(look, world.on)
    yield from _unknown(look)


def _item(
    kind: str, matter: str, subject: str, article: str, action: str, key: str, code: str = ""
) -> TodoItem:
    place = "technologies" if code else _PLACE
    return TodoItem(kind, None, "", False, matter, code, subject, article, action, place, key)


@cites("MTCA-20")
def _problems(look: Look) -> Iterator[TodoItem]:
    """核查发现而没有说明的。"""
    bad, doubtful = look.kept(open_findings)
    parts = [f"违规 {bad:,} 项" if bad else "", f"待核实 {doubtful:,} 项" if doubtful else ""]
    said = "、".join(part for part in parts if part)
    if said:
        yield _item("surgery", f"{said}没有说明", "手术核查", "MTCA-20", "查看问题", _CHECK)


@cites("MTCA-11")
def _questions(look: Look, on: date) -> Iterator[TodoItem]:
    """有纳入条件的编码下可能是首例的，请人判断。"""
    asked: tuple[FirstCaseQuestion, ...] = look.kept(first_case_questions, on)
    for one in asked:
        conditions = "、".join(f"「{text}」" for text in one.conditions)
        day = one.earliest.day.isoformat()
        said = (
            f"{one.count:,} 例可能是首例（最早 {day} {one.earliest.name}），是否{conditions}请判断"
        )
        told = one.name, "MTCA-11", "登记首例", one.number, one.number
        yield _item("first-case-question", said, *told)


@cites("MTCA-11")
def _changed(look: Look, on: date) -> Iterator[TodoItem]:
    """由登记发现的首例，那一例后来改了或取消了。"""
    for file, case in look.kept(first_cases_to_check, on):
        source, number = SOURCE_LABELS[case.found_by], file.technology.number
        said = f"首例 {case.day.isoformat()}（{case.case_ref}）在{source}里已改动或取消，请核对"
        told = file.name(on), "MTCA-11", "核对首例", number, number
        yield _item("first-case-check", said, *told)


def _unknown(look: Look) -> Iterator[TodoItem]:
    """登记里没有认出、也没有写明认不出的姓名、编码。"""
    people, codes = look.kept(unknown_words)
    parts = (f"姓名 {people:,} 个" if people else "", f"编码 {codes:,} 个" if codes else "")
    said = "、".join(part for part in parts if part)
    if said:
        told = "手术登记", "MTCA-20", "说明指谁", _MEANINGS
        yield _item("log-words", f"没有认出：{said}", *told)
