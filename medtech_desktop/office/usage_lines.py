"""应用情况各行：一项技术一个统计期间的数字，取最后一次录入的（第二十四条）。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.disclosures import UsageFigure, figure_for
from medtech_desktop.office.disclosures import listed_technologies, load_figures, used_in
from medtech_desktop.office.judgements import Judgement, judge
from medtech_desktop.office.world import World, load_world
from medtech_desktop.store.book import Book


@dataclass(frozen=True, slots=True)
class UsageLine:
    """一项在用的限制类技术本期的数字；None = 未统计。"""

    number: str
    code: str
    name: str
    cases: int | None
    complications: int | None
    deaths: int | None
    source: str
    act_seq: int = 0


def counted_lines(
    world: World, figures: tuple[UsageFigure, ...], period: tuple[date, date]
) -> tuple[UsageLine, ...]:
    """「应用情况」一表各行所取的数字，次序与表相同。"""
    used = [judged for judged in listed_technologies(world) if used_in(world, judged.file, period)]
    return tuple(_usage_line(world, judged, figures, period) for judged in used)


def _usage_line(
    world: World,
    judged: Judgement,
    figures: tuple[UsageFigure, ...],
    period: tuple[date, date],
) -> UsageLine:
    found = figure_for(figures, judged.file.technology.id, *period)
    numbers = (found.cases, found.complications, found.deaths) if found else (None, None, None)
    told = (found.source, found.act_seq) if found else ("", 0)
    number, name = judged.file.technology.number, judged.official_name(world.on)
    return UsageLine(number, judged.code, name, *numbers, *told)


def usage_lines(library: Book, on: date, period: tuple[date, date]) -> tuple[UsageLine, ...]:
    """统计期间止日以前已开展的限制类技术，本期录入的数字，按目录编号。"""
    world = load_world(library, on)
    with library.look() as look:
        figures = load_figures(look)
    lines = [
        _usage_line(world, judged, figures, period)
        for file in world.technologies
        if (judged := judge(world, file)).category.is_restricted and used_in(world, file, period)
    ]
    return tuple(sorted(lines, key=lambda line: (line.code, line.number)))
