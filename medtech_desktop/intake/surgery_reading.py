"""读手术登记：子进程读成各例，主程序收紧凑的字节；从不保存。"""

from __future__ import annotations

import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.intake.child import Progress, aborted, file_hash, start_child
from medtech_desktop.intake.columns import Kind
from medtech_desktop.intake.headings import Headings, UnmatchedColumns
from medtech_desktop.intake.kinds import kind_of_places
from medtech_desktop.intake.limits import limits_for
from medtech_desktop.intake.month_books import sheet_notes
from medtech_desktop.intake.raw_rows import RawRow, column_letter, unpacked
from medtech_desktop.intake.reading import Misfit
from medtech_desktop.intake.surgery_frames import LENGTH, LogSlice, unpacked_outline, unpacked_slice
from medtech_desktop.intake.surgery_names import Candidate, Unknown, Vocabulary

__all__ = ["Candidate", "LogReading", "LogSlice", "Unknown", "Vocabulary", "read_log"]

_TICK = 0.1
_FRAMES_AHEAD = 64
_SHOWN = 60
_NEEDED = {"术者": "operator", "手术编码": "code"}  # a front page's keys carry their group


@dataclass(frozen=True, slots=True)
class LogReading:
    """读的结果。``read`` = 收下的行 + 不合格的行（``unread``）；各例在 ``slices()`` 里。

    ``shape`` is "rows" or "front-page"; ``twice`` counts rows that stand twice with the same
    content. ``sample``: line and what stands in each column of the first rows.
    """

    kind: str
    sha256: str
    sheet: str
    heading_line: int
    mapping: Mapping[str, str]
    misfits: tuple[Misfit, ...]
    read: int
    notes: tuple[str, ...]
    shape: str
    surgeries: int
    lines: int
    twice: int
    unread: int
    unknown: tuple[Unknown, ...]
    headings: tuple[str, ...] = ()
    bad_rows: tuple[RawRow, ...] = ()
    sheets: tuple[str, ...] = ()
    places: Mapping[str, int] = field(default_factory=dict)
    epoch_1904: bool = False
    sample: tuple[tuple[int, dict[str, str]], ...] = ()
    packed: tuple[bytes, ...] = field(default=(), repr=False, compare=False)

    @property
    def columns(self) -> Kind:
        """这种形状的栏目。"""
        return kind_of_places(self.kind, self.places)

    @property
    def lacking(self) -> str:
        """核查离不了的栏一列也没有对上：说哪一栏，怎么办；都对上了为空。"""
        missing = [
            f"「{word}」"
            for word, part in _NEEDED.items()
            if not any(key.startswith(part) for key in self.places)
        ]
        if not missing:
            return ""
        return f"没有一列对上{'、'.join(missing)}，导入以后不能核查；文件里有这一列的，先指明各列"

    def slices(self) -> Iterator[LogSlice]:
        """一片片展开，按文件里的次序。"""
        for data in self.packed:
            yield unpacked_slice(data)

    def outlines(self) -> Iterator[LogSlice]:
        """同上，只有比较要的：各例的前五栏，各项的第一栏。"""
        for data in self.packed:
            yield unpacked_outline(data)


def read_log(
    kind: str,
    path: Path,
    vocabulary: Vocabulary,
    *,
    today: date,
    mapping: Mapping[str, str] | None = None,
    sheet: str | None = None,
    system: str = "",
    progress: Progress | None = None,
) -> LogReading:
    """读一份手术登记。``system``：来源系统，写进来源键。

    raises Trouble (nothing can be read), UnmatchedColumns (headings do not fit), and
    whatever ``progress`` raises to cancel: the child process is ended then.
    """
    path = Path(path)
    digest = file_hash(path)
    asked = {"today": today.isoformat(), "mapping": dict(mapping or {}), "system": system}
    words = [str(path.absolute()), kind, sheet or "", json.dumps(asked)]
    with _Frames(words, kind, vocabulary.packed(), progress) as frames:
        return _reading(kind, digest, frames.read(), frames)


def _reading(kind: str, digest: str, end: Mapping[str, Any], frames: _Frames) -> LogReading:
    told = frames.opened
    found = _headings(told["headings"])
    bad = [(line, why, unpacked(raw)) for line, why, raw in end["bad"]]
    columns = kind_of_places(kind, found.places)
    misfits = [
        _misfit(columns, found, row, key, why) for _, reasons, row in bad for key, why in reasons
    ]
    return LogReading(
        kind=kind,
        sha256=digest,
        sheet=told["sheet"],
        heading_line=found.line,
        mapping=found.mapping,
        misfits=tuple(misfits),
        read=end["end"],
        notes=(*_notes(found, told, end["also"]), *end["notes"]),
        shape=end["shape"],
        surgeries=end["surgeries"],
        lines=end["lines"],
        twice=end["twice"],
        unread=end["unread"],
        unknown=tuple(Unknown(**one) for one in end["unknown"]),
        headings=found.texts,
        bad_rows=tuple(row for _, _, row in bad),
        sheets=tuple(told["sheets"]),
        places=found.places,
        epoch_1904=told["epoch_1904"],
        sample=tuple((line, values) for line, values in told["sample"]),
        packed=tuple(frames.slices),
    )


def _misfit(columns: Kind, found: Headings, row: RawRow, key: str, why: str) -> Misfit:
    at = found.places.get(key, -1)
    return Misfit(row.line, columns.column(key).heading, row.cell(at).looks[:_SHOWN], why, at, key)


def _notes(
    found: Headings, told: Mapping[str, Any], also: Sequence[tuple[str, int]]
) -> Iterator[str]:
    if found.unused:
        listed = [f"{column_letter(at)} 列「{found.texts[at]}」" for at in found.unused]
        more = f"等 {len(listed)} 列" if len(listed) > 12 else ""
        yield f"没有读的列：{'、'.join(listed[:12])}{more}"
    advice = "；里面有手术的，另存为一个文件再导入"
    yield from sheet_notes(told["sheet"], also, told["sheets"], advice)


def _headings(told: Mapping[str, Any]) -> Headings:
    return Headings(
        told["line"],
        told["rows"],
        tuple(told["texts"]),
        told["places"],
        tuple(told["unused"]),
        tuple(told["missing"]),
        tuple((key, tuple(ats)) for key, ats in told["doubles"]),
    )


class _Frames:
    """子进程送来的各帧；leaving it ends the child process."""

    def __init__(
        self, words: list[str], kind: str, vocabulary: bytes, progress: Progress | None
    ) -> None:
        self.opened: dict[str, Any] = {}
        self.slices: list[bytes] = []
        self._progress = progress or (lambda _: None)
        self._end = time.monotonic() + limits_for(kind).seconds
        self._queue: queue.Queue[bytes] = queue.Queue(_FRAMES_AHEAD)
        self._process = start_child(words, stdin=subprocess.PIPE)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._pipe = self._process.stdout
        self._threads = [
            threading.Thread(target=_feed, args=(self._process.stdin, vocabulary), daemon=True),
            threading.Thread(target=_listen, args=(self._pipe, self._queue), daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._count = 0

    def __enter__(self) -> _Frames:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        while any(thread.is_alive() for thread in self._threads):
            _drain(self._queue)
            for thread in self._threads:
                thread.join(0.01)
        self._pipe.close()

    def read(self) -> dict[str, Any]:
        """读到最后一条。raises Trouble, UnmatchedColumns."""
        while True:
            body = self._next()
            if body[:1] == b"S":
                self.slices.append(body[1:])
                self._progress(self._count)  # whoever waits is let in between the slices
                continue
            message: dict[str, Any] = json.loads(body[1:])
            if "progress" in message:
                self._count = message["progress"]
                self._progress(self._count)
            elif "open" in message:
                self.opened = message["open"]
            elif "unmatched" in message:
                sentence, told = message["unmatched"]
                raise UnmatchedColumns(sentence, _headings(told) if told else None)
            elif "trouble" in message:
                raise Trouble(*message["trouble"])
            else:
                return message

    def _next(self) -> bytes:
        while True:
            if time.monotonic() > self._end:
                raise aborted()
            try:
                body = self._queue.get(timeout=_TICK)
            except queue.Empty:
                self._progress(self._count)
                continue
            if not body:  # killed, aborted or out of memory
                raise aborted()
            return body


def _feed(pipe: IO[bytes], data: bytes) -> None:
    """交出词汇；a child that has ended already is told of elsewhere."""
    try:
        with pipe:
            pipe.write(data)
    except OSError:
        return


def _listen(pipe: IO[bytes], frames: queue.Queue[bytes]) -> None:
    """一帧一帧转交；an empty one tells that the pipe has ended."""
    while len(head := pipe.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(head)
        body = pipe.read(length)
        if len(body) != length:
            break
        frames.put(body)
    frames.put(b"")


def _drain(frames: queue.Queue[bytes]) -> None:
    try:
        while True:
            frames.get_nowait()
    except queue.Empty:
        return
