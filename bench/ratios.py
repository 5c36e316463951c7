"""Two pieces of work measured in turn, so that a busy moment hits both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Row:
    """一行结果：做什么、与什么比、比值、目标。

    ``goal`` is the most that the ratio may be; ``seconds`` is the median of our own work;
    ``noise`` is the spread of the peer: how far apart its rounds lay, over their median.
    """

    work: str
    peer: str
    ratio: float
    goal: float
    seconds: float
    noise: float | None = None

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.goal

    def line(self) -> str:
        verdict = "达到" if self.is_met else "未达到"
        return (
            f"{verdict}  {self.work}：{time_words(self.seconds)}，"
            f"为「{self.peer}」的 {self.ratio:.3g} 倍（目标 ≤ {self.goal:g}）{self._noise()}"
        )

    def _noise(self) -> str:
        return "" if self.noise is None else f"，对照各轮相差 {self.noise:.0%}"


def time_words(seconds: float) -> str:
    """合用的单位。"""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    return f"{seconds * 1000:.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.1f} µs"


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
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(rounds + 1):
        for times, (work, calls) in zip(taken, works, strict=True):
            took = seconds_of(work, calls)
            if turn:
                times.append(took)
    return taken
