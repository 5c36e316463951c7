"""Two pieces of work measured in turn, so that a busy moment hits both."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """一行结果：做什么、与什么比、比值、目标。

    ``goal`` is the most that the ratio may be, None where the specification names none: such
    a row is printed for reference and is neither met nor missed.  ``seconds`` is the median of
    our own work;
    ``noise`` is the spread of the peer: how far apart its rounds lay, over their median.
    """

    work: str
    peer: str
    ratio: float
    goal: float | None
    seconds: float
    noise: float | None = None

    @property
    def is_met(self) -> bool:
        return self.goal is None or self.ratio <= self.goal

    def line(self) -> str:
        told = f"{self.work}：{time_words(self.seconds)}，为「{self.peer}」的 {self.ratio:.3g} 倍"
        if self.goal is None:
            return f"参考  {told}{self._noise()}"
        verdict = "达到" if self.is_met else "未达到"
        return f"{verdict}  {told}（目标 ≤ {self.goal:g}）{self._noise()}"

    def _noise(self) -> str:
        return "" if self.noise is None else f"，对照各轮相差 {self.noise:.0%}"


def time_words(seconds: float) -> str:
    """合用的单位。"""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.1f} µs"


def machine_words() -> str:
    """此刻的机器：核数、负载、同样的一小段计算各次相差多少。"""
    taken = sorted(seconds_of(lambda: sum(range(20_000)), 5) for _ in range(60))
    worst, middle = taken[int(len(taken) * 0.9)], taken[len(taken) // 2]
    load = f"，负载 {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"机器：{os.cpu_count()} 核{load}；同一段计算，慢的一成比居中的慢 {worst / middle - 1:.0%}"
    )


def seconds_of(work: Callable[[], object], times: int) -> float:
    """One round: the mean of ``times`` calls, in seconds."""
    begun = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - begun) / times


def medians(works: list[tuple[Callable[[], object], int]], rounds: int = ROUNDS) -> list[float]:
    """The median of each work, all measured in turn; the first round warms up and is dropped."""
    return [statistics.median(times) for times in rounds_of(works, rounds)]


def spread(times: list[float]) -> float:
    """How far apart the rounds lay: the middle half, over the median."""
    low, _middle, high = statistics.quantiles(times, n=4)
    return (high - low) / statistics.median(times)


def rounds_of(
    works: list[tuple[Callable[[], object], int]], rounds: int = ROUNDS
) -> list[list[float]]:
    """Every round of each work, all measured in turn, without the first."""
    return [times[1:] for times in turns(works, rounds + 1)]


def turns(works: list[tuple[Callable[[], object], int]], rounds: int) -> list[list[float]]:
    """Every round of each work, all measured in turn."""
    taken: list[list[float]] = [[] for _ in works]
    for _turn in range(rounds):
        for times, (work, calls) in zip(taken, works, strict=True):
            times.append(seconds_of(work, calls))
    return taken
