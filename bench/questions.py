"""窗口会问的每一个问题，在大医院里要多久；一次动作以后重读一屏要多久。"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from statistics import median as median_of
from time import perf_counter

from bench.big_library import CLERK, build_big
from bench.ratios import Row, time_words
from medtech_desktop.office.acts import today
from medtech_desktop.office.disclosures import default_period
from medtech_desktop.office.library import Library, open_library
from medtech_desktop.office.technologies import add_evidence
from medtech_desktop.ui import places, search
from medtech_desktop.ui.screens import (
    backups,
    disclosures,
    editions,
    filings,
    institution,
    management,
    practitioner_views,
    technologies,
    technology_entries,
    todo,
    training_entries,
    trainings,
)

TECHNOLOGY = "技-151"
Question = Callable[[Library], object]


def questions(library: Library, on: date) -> dict[str, Question]:
    """每一个问题的名字与问法。"""
    number = next(line.number for line in filings.ask_list(library, on) if line.number)
    year = default_period(on)
    return {
        "今日待办": lambda b: todo.ask_board(b, on),
        "四周的事": lambda b: places.ask_facts(b, on),
        "搜索一次": lambda b: search.ask_search(b, "示例技术1", on),
        "技术目录": lambda b: technologies.ask_list(b, on),
        "技术单页": lambda b: technologies.ask_page(b, TECHNOLOGY, on),
        "备案一览": lambda b: filings.ask_list(b, on),
        "备案单页": lambda b: filings.ask_page(b, number, on),
        "医师": lambda b: practitioner_views.ask_people(b, practitioner_views.Asked(), on),
        "选人": lambda b: technology_entries.ask_people(b, on),
        "培训": lambda b: trainings.ask_bases(b, on),
        "可培训的技术": lambda b: training_entries.ask_restricted(b, on),
        "院务公开": lambda b: disclosures.ask_view(b, on, year),
        "应用情况": lambda b: disclosures.ask_lines(b, on, year),
        "目录各版": lambda b: editions.ask_editions(b, on, ""),
        "管理目录": lambda b: management.ask_view(b, on),
        "系统": lambda b: institution.ask_page(b, on),
        "备份": lambda b: backups.ask_backups(b, on),
    }


def first_and_again(library: Library, ask: Question, on: date) -> tuple[float, float]:
    """动作以后第一次问，与再问一次。"""
    firsts: list[float] = []
    agains: list[float] = []
    for _turn in range(3):
        add_evidence(library, CLERK, TECHNOLOGY, f"示例依据{perf_counter()}", on)
        for taken in (firsts, agains):
            begun = perf_counter()
            ask(library)
            taken.append(perf_counter() - begun)
    return median_of(firsts), median_of(agains)


def rows() -> Iterator[Row]:
    """动作以后第一次问，与 100 毫秒之比（窗口等它时不停，只是晚到）。"""
    on = today()
    with tempfile.TemporaryDirectory() as folder:
        library = build_big(Path(folder) / "库")
        for name, ask in questions(library, on).items():
            first, again = first_and_again(library, ask, on)
            what = f"动作以后再问「{name}」（不再变时 {time_words(again)}）"
            yield Row(what, "100 毫秒", first / 0.1, None, first)
        library.close()


def main() -> None:
    """逐个打印，给人看：``python -m bench.questions 资料库``。"""
    on = today()
    library = open_library(Path(sys.argv[1]))
    for name, ask in questions(library, on).items():
        first, again = first_and_again(library, ask, on)
        print(f"{name}  动作以后 {first * 1000:.0f} ms，再问 {again * 1000:.0f} ms", flush=True)
    library.close()


if __name__ == "__main__":
    main()
