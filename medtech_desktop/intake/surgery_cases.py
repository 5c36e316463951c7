"""登记的各例收齐以后：一例有一行不合格的整例不收，重复的行去掉，定次序，化成散列，一片片送出。"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from marshal import dumps
from typing import Any

from medtech_desktop.intake.surgery_frames import CASES, packed_slice
from medtech_desktop.intake.surgery_rows import BETWEEN, LogRows

_SIGN = (1 << 63) - 1
_STABLE = 0  # this version of the format writes equal values alike, whatever their identity
_LINE = -1
_LAST = 8  # what stands before it in a line is its content


@dataclass(slots=True)
class SettledLog:
    """收齐的登记。``slices`` 逐片送出，送完以后各个数才齐。"""

    rows: LogRows
    secret: bytes
    system: str
    surgeries: int = 0
    lines: int = 0
    twice: int = 0
    held: dict[int, int] = field(default_factory=dict)
    _keyed: blake2b = field(init=False)

    def __post_init__(self) -> None:
        self._keyed = blake2b(key=self.secret, digest_size=8)

    def hold_back(self) -> None:
        """一例里有一行不合格的，这一例的别的行也不收，与它一起改。"""
        rows = self.rows
        bad = {one.line: one.line for one in rows.refused} | rows.refused_beyond
        keys = dict(rows.refused_keys)
        while keys or bad:
            found = [
                (key, because)
                for key, case in rows.cases.items()
                if (because := keys.get(key) or keys.get(key.rpartition(BETWEEN)[0]))
                or (because := next((bad[r[_LINE]] for r in case[1:] if r[_LINE] in bad), 0))
            ]
            if not found:
                return
            for key, because in found:
                for line in rows.cases.pop(key)[1:]:
                    if line[_LINE] not in bad:
                        self.held[line[_LINE]] = bad[line[_LINE]] = because

    def slices(self) -> Iterator[bytes]:
        """各片的字节。"""
        surgeries: list[tuple[Any, ...]] = []
        lines: list[tuple[Any, ...]] = []
        participants: list[tuple[Any, ...]] = []
        for key, case in self.rows.cases.items():
            few = _ordered(case[1:])
            self.twice += len(case) - 1 - len(few)
            surgeries.append(self._surgery(key, case[0], few))
            for row in few:
                ordinal, *told, grade, helpers, _ = row
                lines.append((self.surgeries, self.lines, ordinal, *told, grade))
                for role, person, said in helpers:
                    participants.append((self.lines, role, person, said))
                self.lines += 1
            self.surgeries += 1
            if len(surgeries) == CASES:
                yield packed_slice(surgeries, lines, participants)
                surgeries, lines, participants = [], [], []
        if surgeries:
            yield packed_slice(surgeries, lines, participants)

    def _surgery(
        self, key: str, told: tuple[Any, ...], few: list[tuple[Any, ...]]
    ) -> tuple[Any, ...]:
        ref, number, stay, day, started, ended, site, place, said_place, *flags, line = told
        emergency, cancelled, *rest = flags
        content = dumps((told[:-1], [row[:_LAST] for row in few]), _STABLE)
        return (
            self.surgeries,
            self._key(key),
            self._number(content),
            ref or "",
            line,
            site,
            place,
            said_place,
            day,
            started,
            ended,
            self._patient(number, stay),
            number,
            stay,
            emergency,
            1 if cancelled else 0,
            *rest,
        )

    def _number(self, data: bytes) -> int:
        """``keyed_number`` of one text, without setting up the key each time."""
        made = self._keyed.copy()
        made.update(data)
        return int.from_bytes(made.digest()) & _SIGN

    def _patient(self, number: str | None, stay: str | None) -> int | None:
        """``patient_key``。"""
        if not number and not stay:
            return None
        return self._number(f"patient{BETWEEN}{number or ''}{BETWEEN}{stay or ''}".encode())

    def _key(self, key: str) -> int:
        """来源键的散列。"""
        if not key.startswith(BETWEEN):
            return self._number(f"order{BETWEEN}{self.system}{BETWEEN}{key}".encode())
        if key.startswith(BETWEEN * 2):
            return self._number(f"row{BETWEEN}{self.system}{BETWEEN}{key}".encode())
        return self._number(f"stay{key}".encode())


def _ordered(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """一例的各项：写了序号的按序号；没有写的按内容，与在文件里的先后无关。"""
    if len(rows) == 1:
        return rows if rows[0][0] else [(1, *rows[0][1:])]
    by_content = {row[:_LAST]: row for row in reversed(rows)}
    few = sorted(by_content.values(), key=_rank)
    ordinals = {row[0] for row in few}
    if len(ordinals) == len(few) and 0 not in ordinals:
        return few
    return [(number, *row[1:]) for number, row in enumerate(few, 1)]


def _rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (row[0], *(str(value) if value is not None else "" for value in row[1:_LAST]))
