"""有时间的事实：自某日起（含）有效，到下一条事实为止。

Nothing is updated in place.  A later fact of the same kind replaces an earlier one
from its own day on; an empty value ends it.  Wrong entries are annulled, not edited.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar


@dataclass(frozen=True, slots=True)
class Fact:
    """事实：某主体的某项内容自 ``since`` 起为 ``value``（空 = 终止）。"""

    id: int
    uid: str
    act_seq: int
    subject_id: int
    kind: str
    value: str
    since: date


Moment = tuple[date, int]
"""先后：法定日，同日的再按记录它的操作序号（今日登记在后的才算在后）。"""


class Spanned(Protocol):
    """有起止日的记录；``until`` 含当日，None = 至今。"""

    @property
    def since(self) -> date: ...

    @property
    def until(self) -> date | None: ...


S = TypeVar("S", bound=Spanned)


def holds_on(span: Spanned, day: date) -> bool:
    """当日有效。"""
    return span.since <= day and (span.until is None or day <= span.until)


def held_on(spans: Iterable[S], day: date) -> tuple[S, ...]:
    """当日有效的各条。"""
    return tuple(s for s in spans if holds_on(s, day))


def _order(fact: Fact) -> tuple[date, int, int]:
    return (fact.since, fact.act_seq, fact.id)


def fact_on(facts: Iterable[Fact], kind: str, day: date) -> Fact | None:
    """当日有效的事实；已终止或尚未开始则 None。"""
    held = [f for f in facts if f.kind == kind and f.since <= day]
    if not held:
        return None
    last = max(held, key=_order)
    return last if last.value else None


def value_on(facts: Iterable[Fact], kind: str, day: date) -> str:
    """当日的值，无则空字符串。"""
    fact = fact_on(facts, kind, day)
    return fact.value if fact else ""


def changes(facts: Sequence[Fact], kind: str) -> tuple[Fact, ...]:
    """该项内容的真实变化，依日期；同值重复录入不算变化。"""
    out: list[Fact] = []
    for fact in sorted((f for f in facts if f.kind == kind), key=_order):
        if out and out[-1].since == fact.since:
            out[-1] = fact
        elif not out or out[-1].value != fact.value:
            out.append(fact)
    return tuple(out)
