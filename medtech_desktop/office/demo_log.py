"""演示的手术登记：一例例虚构的手术；干净的几千例，任何规模，同样的种子得同样的内容。"""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from itertools import chain, islice
from pathlib import Path

from medtech_desktop.office.acts import Clerk
from medtech_desktop.office.demo_cast import Cast, Surgeon
from medtech_desktop.office.surgery_imports import import_log, preview_log
from medtech_desktop.store.book import Book

_DAY = timedelta(days=1)
_IN_A_FILE = 400_000
"""一个文件写几例：一例至多两行，一次导入至多一百万行。"""
_EARLY = 45
"""登记比第一版目录早多少天：那些天不判断。"""
SYSTEM = "示例手麻系统"
Told = Callable[[int], None]
HEADINGS = (
    *("手术单号", "病案号", "住院号", "科室", "急诊或择期", "手术状态", "知情同意", "临床研究"),
    *("手术日期", "开始时间", "结束时间", "序号", "手术编码", "手术名称", "术者", "术者工号"),
    *("一助", "麻醉医师"),
)


@dataclass(frozen=True, slots=True)
class DemoLine:
    """一项：编码、术者的姓名与工号（空 = 没有写）。"""

    code: str
    name: str
    operator: str
    number: str = ""
    assistant: str = ""


@dataclass(frozen=True, slots=True)
class DemoSurgery:
    """一例。"""

    ref: str
    day: date
    department: str
    lines: tuple[DemoLine, ...]
    patient: int = 0
    emergency: bool = False
    cancelled: bool = False
    consent: str = "是"
    research: bool = False
    minute: int = 480
    """几点开始：零点以后第几分钟。"""


def log_rows(surgeries: Iterable[DemoSurgery]) -> Iterator[tuple[str, ...]]:
    """一行一项，如手术室的导出。"""
    for one in surgeries:
        start, end = _clock(one.minute), _clock(one.minute + 45 + 30 * len(one.lines))
        case = (
            *(one.ref, f"示例病案{one.patient:07d}", f"示例住院{one.patient:08d}"),
            *(one.department, "急诊" if one.emergency else "择期"),
            *("已取消" if one.cancelled else "已完成", one.consent, "是" if one.research else "否"),
            *(one.day.isoformat(), start, end),
        )
        for ordinal, line in enumerate(one.lines, 1):
            told = (str(ordinal), line.code, line.name, line.operator, line.number)
            yield (*case, *told, line.assistant, "示例麻醉")


@cache
def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def write_log_file(path: Path, surgeries: Iterable[DemoSurgery]) -> Path:
    """写成 csv；边算边写，一百万行也只占一行的内存。"""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(log_rows(surgeries))
    return path


def import_demo_log(
    library: Book,
    clerk: Clerk,
    on: date,
    name: str,
    log: Iterable[DemoSurgery],
    progress: Told | None = None,
) -> str:
    """写成文件，读回来，导入；一个文件放不下的接着写下一个。返回末一批的批号。"""
    number, rest = "", iter(log)
    while some := list(islice(rest, 1)):
        with tempfile.TemporaryDirectory() as folder:
            path = write_log_file(Path(folder) / name, chain(some, islice(rest, _IN_A_FILE - 1)))
            report = preview_log(library, "surgeries", path, on, system=SYSTEM, progress=progress)
        number = import_log(library, clerk, report, on, progress=progress).subject
    return number


@dataclass(slots=True)
class _Maker:
    cast: Cast
    dice: random.Random
    able: dict[int, list[str]]
    beside: dict[str, list[Surgeon]]
    everyone: list[Surgeon]

    def line(self, one: Surgeon, code: str) -> DemoLine:
        """多数写工号，三成只写姓名；同名的总写工号。"""
        several = self.beside[one.department]
        mate = several[self.dice.randrange(len(several))]
        number = one.number if one.is_namesake or self.dice.random() < 0.7 else ""
        return DemoLine(code, self.cast.names.get(code, ""), one.name, number, mate.name)


def clean_log(cast: Cast, on: date, surgeries: int, seed: int = 1) -> Iterator[DemoSurgery]:
    """干净的登记：三成是不纳入的检查，少数一例两项、取消、没有写术者或编码；没有一条是问题。

    Days go up, as in a log exported month by month.
    """
    dice = random.Random(seed + 31)
    everyone = [*cast.surgeons, *cast.others]
    beside: dict[str, list[Surgeon]] = {}
    for one in everyone:
        beside.setdefault(one.department, []).append(one)
    able = {one.id: cast.able(one) for one in cast.surgeons}
    maker = _Maker(cast, dice, able, beside, everyone)
    first = cast.levels.since - _EARLY * _DAY
    days = max(1, (on - first).days)
    for number in range(surgeries):
        day = first + timedelta(number * days // surgeries)
        yield _one(maker, f"示例SS{number + 1:07d}", day, number)


def _one(maker: _Maker, ref: str, day: date, number: int) -> DemoSurgery:
    dice, cast = maker.dice, maker.cast
    odd, minute = dice.random(), 450 + dice.randrange(120) * 5
    if dice.random() < 0.3:
        one = maker.everyone[dice.randrange(len(maker.everyone))]
        plain = cast.levels.plain
        lines: tuple[DemoLine, ...] = (maker.line(one, plain[dice.randrange(len(plain))]),)
    else:
        one = cast.surgeons[dice.randrange(len(cast.surgeons))]
        codes = maker.able[one.id]
        count = 2 if dice.random() < 0.12 else 1
        picked = dice.sample(codes, min(count, len(codes)))
        mates = [mate for mate in maker.beside[one.department] if maker.able.get(mate.id)]
        lines = (maker.line(one, picked[0]),)
        if count == 2:  # each procedure has its own operator
            other = mates[dice.randrange(len(mates))]
            mine = maker.able[other.id]
            lines = (*lines, maker.line(other, mine[dice.randrange(len(mine))]))
    surgery = DemoSurgery(
        ref,
        day,
        one.department,
        lines,
        patient=number // 2 * 7 % 9_999_991,
        emergency=0.1 < odd < 0.14,
        cancelled=odd < 0.02,
        consent="" if 0.2 < odd < 0.25 else "是",
        research=0.3 < odd < 0.302,
        minute=minute,
    )
    return _blank(surgery, odd)


def _blank(one: DemoSurgery, odd: float) -> DemoSurgery:
    """少数没有写术者、没有写编码。"""
    if 0.4 < odd < 0.403:
        return _with_line(one, operator="", number="")
    return _with_line(one, code="") if 0.5 < odd < 0.503 else one


def _with_line(one: DemoSurgery, **changes: str) -> DemoSurgery:
    return replace(one, lines=tuple(replace(line, **changes) for line in one.lines))
