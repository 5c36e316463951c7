"""A crash at any step of a restore: old or new, never neither."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.domain.trouble import Trouble
from medtech_desktop.store import attachments
from medtech_desktop.store.audit import verify
from medtech_desktop.store.book import Book
from medtech_desktop.store.restoring import ASIDE, MARKER, restore
from tests.books import CLERK
from tests.store.children import all_of, forked
from tests.store.libraries import library, scan_names, sound

CALLS = ("replace", "rename", "unlink", "fsync", "mkdir", "rmdir")


def dies_at(call: int, work: Callable[[], object]) -> int:
    """Runs ``work`` in a child that dies before the given change to the disk; its exit code."""

    def child(pipe: int) -> None:
        count = [0]

        def counted(real: Callable[..., Any], *args: Any, **how: Any) -> Any:
            if count[0] == call:
                os._exit(77)
            count[0] += 1
            return real(*args, **how)

        for name in CALLS:
            setattr(os, name, partial(counted, getattr(os, name)))
        work()

    pid, reading = forked(child)
    all_of(reading)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_crash_at_any_step_leaves_no_folder_or_the_whole_library(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    _, made = library(tmp_path)
    new, outcomes = tmp_path / "新" / "数据", []
    for call in range(0, 400, 1 if pytestconfig.getoption("--all") else 2):
        code = dies_at(call, lambda: restore(made, new, CLERK))
        outcomes.append(new.exists())
        if new.exists():
            sound(new, None, ["甲.pdf", "乙.pdf", "丙.pdf"])
            shutil.rmtree(new)
        else:
            restore(made, new, CLERK)
            assert [p.name for p in new.parent.iterdir()] == ["数据"]
            shutil.rmtree(new.parent)
        if code == 0:
            break
        assert code == 77
    assert outcomes.count(False) >= 7
    assert outcomes.count(True) >= 1
    assert outcomes == sorted(outcomes)


def test_a_crash_at_any_step_leaves_the_old_or_the_new_library(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    folder, made = library(tmp_path)
    template = tmp_path / "样板"
    folder.rename(template)
    old, new = [f"{n}.pdf" for n in "甲乙丙丁戊"], ["甲.pdf", "乙.pdf", "丙.pdf"]
    step = 1 if pytestconfig.getoption("--all") else 3
    seen = []
    for call in range(0, 900, step):
        shutil.copytree(template, folder)
        code = dies_at(call, lambda: restore(made, folder, CLERK, replace=True))
        with Book.open(folder) as book:
            found = scan_names(book)
            assert found in (old, new), call
            kept = any(p.name.startswith(ASIDE) for p in folder.iterdir())
            assert found == old or kept, call
            assert book.line.pragma_rows("integrity_check") == [("ok",)]
            with book.look() as look:
                assert verify(look).ok
                assert attachments.harmed(look) == []
        assert not (folder / MARKER).exists()
        seen.append(found == new)
        shutil.rmtree(folder)
        if code == 0:
            break
        assert code == 77
    assert seen == sorted(seen), "old, then new, and not back"
    assert seen.count(False) >= 7
    assert seen.count(True) >= 2


def half_done(tmp_path: Path) -> Path:
    """A library whose restore was decided but not finished: the copy is ready, the mark is set."""
    folder, made = library(tmp_path)
    for call in range(900):
        dies_at(call, lambda: restore(made, folder, CLERK, replace=True))
        if (folder / MARKER).exists():
            return folder
        assert not (folder / MARKER).exists()
    raise AssertionError("never decided")


def test_a_restore_that_was_decided_is_finished_at_the_next_start(tmp_path: Path) -> None:
    folder = half_done(tmp_path)
    with pytest.raises(Trouble, match="需要先完成") as told:
        Book.open(folder, read_only=True)
    assert told.value.number == "E-DB-31"
    with Book.open(folder) as book:
        assert scan_names(book) == ["甲.pdf", "乙.pdf", "丙.pdf"]
        assert any("现已恢复完成" in notice.sentence for notice in book.notices)
    with Book.open(folder) as book:
        assert book.notices == []


# G3: the disk fails from some step on, and the program lives to tell


def fails_from(call: int, work: Callable[[], object]) -> tuple[int, Trouble | None]:
    """Runs ``work`` with a disk that is full from the given change on; changes asked, trouble."""
    asked, told = [0], None

    def full(real: Callable[..., Any], *args: Any, **how: Any) -> Any:
        asked[0] += 1
        if asked[0] > call:
            raise OSError(28, "No space left on device")
        return real(*args, **how)

    with pytest.MonkeyPatch.context() as patch:
        for name in ("replace", "rename", "fsync", "mkdir", "rmdir"):
            patch.setattr(os, name, partial(full, getattr(os, name)))
        try:
            work()
        except Trouble as trouble:
            told = trouble
    return asked[0], told


@pytest.mark.parametrize("replace", [False, True])
def test_a_disk_that_fails_at_any_step_is_told_and_the_retry_works(
    tmp_path: Path, pytestconfig: pytest.Config, replace: bool
) -> None:
    folder, made = library(tmp_path)
    template = tmp_path / "样板"
    folder.rename(template)
    old, new = [f"{n}.pdf" for n in "甲乙丙丁戊"], ["甲.pdf", "乙.pdf", "丙.pdf"]

    def again() -> object:
        return restore(made, folder, CLERK, replace=replace)

    refusals, decided = 0, False
    for call in range(0, 300, 4 if replace and not pytestconfig.getoption("--all") else 1):
        if replace:
            shutil.copytree(template, folder)
        asked, told = fails_from(call, again)
        if told is not None:
            refusals += 1
            assert told.number.startswith("E-DB-"), call
            assert told.remedy, call
            decided = "下次打开时会接着做完" in told.sentence
            assert decided or "没有改动" in told.sentence or "完好" in told.sentence, told.sentence
        if replace:
            with Book.open(folder) as book:
                assert scan_names(book) == (old if told and not decided else new), call
        elif told is not None:
            assert not folder.exists(), call
        if told is not None and not folder.exists():
            again()
        sound(folder, None, old if replace and scan_names_of(folder) == old else new)
        shutil.rmtree(folder)
        if asked <= call:
            break
    assert refusals >= 7


def scan_names_of(folder: Path) -> list[str]:
    with Book.open(folder) as book:
        return scan_names(book)
