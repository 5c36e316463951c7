"""随便什么词：没有一条命令露出堆栈；退出码只有 0 到 3；``--json`` 只有一份 JSON。"""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medtech_desktop.cli.commands import build_parser
from tests.cli.terminal import Terminal

_WORDS = (
    ("", " ", "S16", "备案-2026-001", "基地-2026-001", "1001", "2026-11-20", "2199-12-31")
    + ("1900-01-01", "2026-02-30", "2026-13", "2100-12", "是", "no", "通过", "0", "-1", "１２")
    + ("٣", "²", "9" * 12, "%", "_", "'", '"', "=1+1", "e\u0301", "\u202e字", "😀", "字" * 400)
    + ("/", ".", "..", "没有/没有", "库", "库/book.db", "a:b", "::", "本部:1:局", "-", "--", "[")
    + ("技术", "25(1)", "湖南2018", "annex2", "month-sheet", "all", "pdf", "xlsx", "2026H1")
)
_SLOW = {"demo", "new"}


def _leaves(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    inside = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    for one in inside:
        for name, child in one.choices.items():
            yield from _leaves(child, (*path, name))
    if not inside:
        yield path, parser


_COMMANDS = [pair for pair in _leaves(build_parser()) if pair[0][0] not in _SLOW]


@st.composite
def _typed(draw: st.DrawFn) -> list[str]:
    path, parser = draw(st.sampled_from(_COMMANDS))
    words = list(path)
    for action in parser._actions:
        needed = action.required if action.option_strings else action.nargs not in ("?", "*")
        if isinstance(action, argparse._HelpAction) or (not needed and draw(st.booleans())):
            continue
        if action.option_strings:
            words.append(action.option_strings[-1])
        if action.nargs != 0:
            known = [str(one) for one in action.choices or ()]
            words.append(draw(st.sampled_from([*known, *known, *known, *_WORDS])))
    return words


@pytest.mark.parametrize("as_json", [False, True])
def test_no_words_make_a_command_crash(approved: Terminal, tmp_path: Path, as_json: bool) -> None:
    whole = tmp_path / "完好"
    shutil.copytree(approved.book, whole)

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(_typed(), st.sampled_from([(), (), ("--on", "2026-05-01"), ("--on", "x")]))
    def type_it(words: list[str], before: tuple[str, ...]) -> None:
        place = tmp_path / "处"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        os.chdir(place)
        shutil.copytree(whole, place / "库")
        front = ("--json",) if as_json else ()
        answer = approved.type(*front, "--book", "库", *before, *words)
        assert answer.code in (0, 1, 2, 3)

    type_it()
