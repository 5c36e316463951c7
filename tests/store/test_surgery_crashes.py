"""强行结束在导入手术登记的半途：下次打开，整批都在，或一例也没有。"""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from medtech_desktop.store.book import Book
from medtech_desktop.store.evidence import unexplained
from medtech_desktop.store.references import asked_at_the_end
from medtech_desktop.store.surgery_batches import _KEYS, _SPAN, roomy
from medtech_desktop.store.surgery_versions import differing_versions
from tests.books import KEYS, fresh_folder
from tests.log_samples import many_cases, write_log
from tests.store.children import all_of, forked

CASES, SLICE = 3000, 250
TOLD = CASES // SLICE + _KEYS // _SPAN
"""How often progress is told: after every slice, and while what stands twice is looked for."""
TABLES = ("surgery", "surgery_line", "patient", "log_word", "surgery_stale", "act")


def killed(folder: Path, key: bytes | None, slices: int) -> bytes:
    """A child imports and tells each slice; it is killed after so many, or after it is done."""

    def import_all(pipe: int) -> None:
        book = Book.open(folder, key=key)
        with roomy(book), asked_at_the_end(book):
            write_log(book, many_cases(CASES), lambda _done: os.write(pipe, b"."), SLICE)
        os.write(pipe, b"!")
        time.sleep(60)

    pid, reading = forked(import_all)
    seen = b""
    while len(seen) < slices:
        seen += os.read(reading, 1)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return seen + all_of(reading)


@pytest.mark.parametrize("key", KEYS)
def test_the_log_is_there_whole_or_not_at_all(tmp_path: Path, key: bytes | None) -> None:
    ends = set()
    for slices in (1, 6, 12, 40, TOLD + 1):
        folder = fresh_folder(tmp_path, f"log{slices}", key=key)
        told = killed(folder, key, slices)
        with Book.open(folder, key=key) as book, book.look() as look:
            counts = {name: look.raw(f"SELECT count(*) FROM {name}")[0][0] for name in TABLES}
            assert unexplained(look) == []
            assert differing_versions(look) == 0
        if told.endswith(b"!"):
            assert counts["surgery"] == counts["surgery_line"] == CASES
        assert counts["surgery"] in (0, CASES)
        assert (counts["surgery"] == 0) == (not any(counts.values()))
        ends.add(counts["surgery"])
    assert ends == {0, CASES}
