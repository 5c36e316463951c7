"""Other processes: forked, so that they are quick; they never return into pytest."""

from __future__ import annotations

import json
import os
import traceback
from collections.abc import Callable


def forked(work: Callable[[int], None]) -> tuple[int, int]:
    """Runs ``work(pipe)`` in a child; returns its pid and the reading end of the pipe."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        code = 1
        try:
            work(writing)
            code = 0
        except BaseException:
            os.write(2, traceback.format_exc().encode("utf-8"))
        finally:
            os._exit(code)
    os.close(writing)
    return pid, reading


def all_of(reading: int) -> bytes:
    """What came through the pipe until its other end was closed."""
    with os.fdopen(reading, "rb") as pipe:
        return pipe.read()


def answer_of(work: Callable[[], dict[str, object]]) -> dict[str, object]:
    """What ``work`` returned in a child process."""

    def tell(pipe: int) -> None:
        os.write(pipe, json.dumps(work()).encode("utf-8"))

    pid, reading = forked(tell)
    answer = all_of(reading)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    found: dict[str, object] = json.loads(answer)
    return found
