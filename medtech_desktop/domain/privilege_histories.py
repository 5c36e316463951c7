"""授权经过：核心问题的回答写成一份可印的文书（第二十条）。冻结的记录。"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from medtech_desktop.domain.papers import Footer
from medtech_desktop.domain.privileges import Interval, Target, TargetKind


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """经过的一件；``annulled`` 非空的不算数，划去，写理由。"""

    day: date
    source: str
    said: str
    document: str
    basis: str
    entered: str
    late: str = ""
    annulled: str = ""


@dataclass(frozen=True, slots=True)
class HistoryBar:
    """一处来源的各段区间。"""

    label: str
    kind: TargetKind
    parts: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class HistoryCell:
    """一个对象上的回答：``needed`` 须有，``held`` 所持，``said`` 结论与条款。"""

    code: str
    name: str
    department: str
    answer: str
    needed: str
    held: str
    said: tuple[str, ...]
    bars: tuple[HistoryBar, ...]
    events: tuple[HistoryEvent, ...]
    emergencies: tuple[str, ...] = ()
    now: str = ""

    @property
    def target(self) -> str:
        """编码与名称。"""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class PrivilegeHistory:
    """授权经过：某人在某日，对一项或各项；``known`` 按那天终了时登记的说。"""

    hospital: str
    person: str
    number: str
    title: str
    departments: str
    day: date
    known: date | None
    whole: bool
    cells: tuple[HistoryCell, ...]
    printed_on: date
    footer: Footer


def history_key(
    person_id: int,
    target: Target,
    departments: Sequence[int] = (),
    known: date | None = None,
) -> str:
    """屏上所问写成文书的对象。"""
    key = f"id:{person_id}:{int(target.kind)} {target.id}"
    if departments:
        key += "#" + " ".join(map(str, departments))
    return key + (f"@{known.isoformat()}" if known is not None else "")
