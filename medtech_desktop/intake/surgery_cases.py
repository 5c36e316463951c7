"""登记的各例收齐以后：一例有一行不合格的整例不收，重复的行去掉，定次序，化成散列，一片片送出。"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import islice
from marshal import dumps
from typing import Any

from medtech_desktop.intake.surgery_frames import CASES, packed_slice
from medtech_desktop.intake.surgery_names import effective, without_meaning
from medtech_desktop.intake.surgery_rows import BETWEEN, Case, LogRows, bare_row, meant_row

_SIGN = (1 << 63) - 1
_STABLE = 0  # this version of the format writes equal values alike, whatever their identity

Row = tuple[Any, ...]


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
                or (because := next((bad[line] for line in case[1::2] if line in bad), 0))
            ]
            if not found:
                return
            for key, because in found:
                for line in rows.cases.pop(key)[1::2]:
                    if line not in bad:
                        self.held[line] = bad[line] = because

    def slices(self) -> Iterator[bytes]:
        """各片的字节。"""
        waiting = iter(self.rows.cases.items())
        while some := list(islice(waiting, CASES)):
            keys, cases = zip(*some, strict=True)
            told, few = [case[0] for case in cases], [self._few(case) for case in cases]
            contents = self._contents(told, few)
            if self.rows.names.are_any_meant:
                told = [(*one[:7], *effective(one[7], one[8]), one[9]) for one in told]
                few = [tuple(map(meant_row, rows)) for rows in few]
            lines = [case[1] for case in cases]
            surgeries = self._surgeries(keys, contents, lines, told)
            yield packed_slice(surgeries, *self._lines(few))
            self.surgeries += len(cases)

    def _few(self, case: Case) -> Sequence[Row]:
        """一例的各项，重复的只留一项。"""
        if len(case) == 3:
            row = case[2]
            return (row if row[0] else (1, *row[1:]),)
        few = _ordered(case[2::2])
        self.twice += len(case) // 2 - len(few)
        return few

    def _contents(self, told: Sequence[Row], few: Sequence[Sequence[Row]]) -> list[int]:
        """内容的散列；本院说某个写法指谁，不改变内容。"""
        if self.rows.names.are_any_meant:
            told = [(*one[:7], without_meaning(one[7]), *one[8:]) for one in told]
            few = [tuple(map(bare_row, rows)) for rows in few]
        both: Iterable[Any] = zip(told, map(tuple, few), strict=True)
        return self._numbers("content", (dumps(one, _STABLE) for one in both))

    def _surgeries(
        self,
        keys: Sequence[str],
        contents: Sequence[int],
        first_lines: Sequence[int],
        told: Sequence[Row],
    ) -> list[Sequence[Any]]:
        refs, numbers, stays, days, starts, ends, sites, places, saids, flags = zip(
            *told, strict=True
        )
        emergency, cancelled, *rest = zip(*flags, strict=True)
        return [
            range(self.surgeries, self.surgeries + len(told)),
            self._keys(keys),
            contents,
            [ref or "" for ref in refs],
            first_lines,
            *(sites, places, saids, days, starts, ends),
            self._patients(numbers, stays),
            *(numbers, stays, emergency, [1 if one else 0 for one in cancelled], *rest),
        ]

    def _lines(self, few: Sequence[Sequence[Row]]) -> tuple[list[Any], list[Any]]:
        first, surgery = self.lines, self.surgeries
        rows = [row for case in few for row in case]
        owners = [at for at, case in enumerate(few, surgery) for _ in case]
        ordinals, *told, grades, helpers = zip(*rows, strict=True)
        self.lines += len(rows)
        lines = [owners, range(first, self.lines), ordinals, *told, grades]
        people = [(at, *one) for at, several in enumerate(helpers, first) for one in several]
        return lines, list(zip(*people, strict=True))

    def _numbers(self, what: str, texts: Iterable[bytes]) -> list[int]:
        """各自的 ``keyed_number``，密钥只设一次。"""
        begun = blake2b(f"{what}{BETWEEN}".encode(), key=self.secret, digest_size=8)
        digests = []
        for text in texts:
            made = begun.copy()
            made.update(text)
            digests.append(made.digest())
        numbers = array("Q", b"".join(digests))
        if sys.byteorder == "little":
            numbers.byteswap()
        return [number & _SIGN for number in numbers]

    def _patients(
        self, numbers: Sequence[str | None], stays: Sequence[str | None]
    ) -> list[int | None]:
        """``patient_key``；没有写的没有键。"""
        texts = [
            f"{number or ''}{BETWEEN}{stay or ''}"
            for number, stay in zip(numbers, stays, strict=True)
        ]
        keys = self._numbers("patient", map(str.encode, texts))
        return [None if text == BETWEEN else key for text, key in zip(texts, keys, strict=True)]

    def _keys(self, keys: Sequence[str]) -> list[int]:
        """来源键的散列。"""
        if not any(key.startswith(BETWEEN) for key in keys):
            return self._numbers(f"order{BETWEEN}{self.system}", map(str.encode, keys))
        return [self._key(key) for key in keys]

    def _key(self, key: str) -> int:
        what, text = f"order{BETWEEN}{self.system}", key
        if key.startswith(BETWEEN * 2):
            what = f"row{BETWEEN}{self.system}"
        elif key.startswith(BETWEEN):
            what, text = "stay", key[1:]
        return self._numbers(what, [text.encode()])[0]


def _ordered(rows: Sequence[Row]) -> list[Row]:
    """一例的各项：写了序号的按序号；没有写的按内容，与在文件里的先后无关。"""
    few = sorted(set(rows), key=_rank)
    ordinals = {row[0] for row in few}
    if len(ordinals) == len(few) and 0 not in ordinals:
        return few
    return [(number, *row[1:]) for number, row in enumerate(few, 1)]


def _rank(row: Row) -> Row:
    bare = bare_row(row)
    return (bare[0], *(str(value) if value is not None else "" for value in bare[1:]))
