"""Writing a file whole or not at all, whatever the disk and other programs do."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.documents.exports import RETRY_SECONDS, write_atomically
from medtech_desktop.documents.rendering import render
from medtech_desktop.domain.trouble import Trouble
from tests.documents.list_samples import DISCLOSURE
from tests.documents.packed_samples import repacked
from tests.documents.paper_samples import ANNEX2, ANNEX5

WORKBOOK = render(ANNEX5, "xlsx")
OLD = b"%PDF old %%EOF"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "附件2.pdf"
    path.write_bytes(OLD)
    return path


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    return slept


def _windows_error(number: int) -> PermissionError:
    error = PermissionError(errno.EACCES, "denied")
    error.winerror = number  # type: ignore[attr-defined,unused-ignore]
    return error


def _kept(target: Path) -> None:
    assert target.read_bytes() == OLD
    assert [path.name for path in target.parent.iterdir()] == [target.name]


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        (ANNEX2, "pdf"),
        (ANNEX2, "docx"),
        (ANNEX5, "xlsx"),
        (ANNEX5, "pdf"),
        (DISCLOSURE, "html"),
    ],
)
def test_a_paper_is_written_whole(tmp_path: Path, record: object, kind: str) -> None:
    content = render(record, kind)
    path = tmp_path / f"备案表.{kind}"
    write_atomically(path, content)
    write_atomically(path, content)
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b""),
        ("a.pdf", b"%PDF-1.4 cut off"),
        ("a.pdf", b"%PDF-1.4 no pages here %%EOF"),
        ("a.xlsx", b"PK not a zip"),
        ("a.xlsx", repacked(WORKBOOK, "xl/worksheets/sheet1.xml", lambda part: part[:-9])),
        ("a.xlsx", repacked(WORKBOOK, "xl/styles.xml", lambda part: part[:-9])),
        ("a.xlsx", repacked(WORKBOOK, "xl/worksheets/sheet1.xml", None)),
        ("a.xlsx", repacked(WORKBOOK, "xl/_rels/workbook.xml.rels", None)),
        ("a.xlsx", WORKBOOK[: len(WORKBOOK) // 2]),
        ("a.docx", b"PK not a zip"),
        ("a.docx", render(ANNEX5, "xlsx")),
        ("a.txt", b""),
        ("a.html", b""),
        ("a.html", render(DISCLOSURE, "html")[:-9]),
        ("a.html", "<!DOCTYPE html>甲</html>".encode("gb18030")),
    ],
)
def test_what_is_not_a_whole_file_never_replaces_one(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(OLD)
    with pytest.raises(Trouble, match="原文件未动") as caught:
        write_atomically(path, content)
    assert caught.value.number == "E-EX-04"
    _kept(path)


def test_a_cut_pdf_of_ours_is_refused(target: Path) -> None:
    whole = render(ANNEX2)
    for cut in (10, len(whole) // 2, len(whole) - 8):
        with pytest.raises(Trouble):
            write_atomically(target, whole[:cut])
        _kept(target)


def test_an_own_check_is_used(target: Path) -> None:
    def refuse(_: bytes) -> None:
        raise ValueError("行数不符")

    with pytest.raises(Trouble, match="行数不符"):
        write_atomically(target, render(ANNEX2), refuse)
    _kept(target)


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    target: Path, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, full)
    with pytest.raises(Trouble) as caught:
        write_atomically(target, render(ANNEX2))
    monkeypatch.undo()
    assert caught.value.number == "E-EX-01"
    assert "磁盘已满" in caught.value.sentence
    assert "原文件未动" in caught.value.sentence
    _kept(target)


def test_a_really_full_disk(target: Path) -> None:
    """A limit on file size fails the write in the middle, as a full disk does."""
    resource = pytest.importorskip("resource", reason="no file size limits on this system")
    import signal

    content = render(ANNEX2)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(content) // 2, before[1]))
    try:
        with pytest.raises(Trouble, match="原文件未动"):
            write_atomically(target, content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    _kept(target)


def test_a_file_held_for_a_moment_is_waited_for(
    target: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    really, left = os.replace, [32, 5, 32]

    def held(source: Path, place: Path) -> None:
        if left:
            raise _windows_error(left.pop())
        really(source, place)

    monkeypatch.setattr(os, "replace", held)
    content = render(ANNEX2)
    write_atomically(target, content)
    assert target.read_bytes() == content
    assert pauses == list(RETRY_SECONDS[:3])


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("汇总.xlsx", "请先在 Excel 中关闭该文件"),
        ("备案表.docx", "请先在 Word 中关闭该文件"),
        ("备案表.pdf", "请先在打开它的程序中关闭该文件"),
    ],
)
def test_a_file_held_for_long_is_named(
    tmp_path: Path,
    pauses: list[float],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    remedy: str,
) -> None:
    target = tmp_path / name
    target.write_bytes(OLD)

    def held(*_: Any) -> None:
        raise _windows_error(32)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(Trouble) as caught:
        write_atomically(target, b"content", lambda _: None)
    assert caught.value.number == "E-EX-02"
    assert remedy in caught.value.remedy
    assert pauses == [0.05, 0.1, 0.2, 0.4, 0.8]
    _kept(target)


@pytest.mark.parametrize(
    ("error", "number"),
    [
        (PermissionError(errno.EACCES, "denied"), "E-EX-03"),
        (OSError(errno.EROFS, "read-only"), "E-EX-03"),
        (OSError(errno.EIO, "input/output error"), "E-EX-06"),
        (OSError(errno.ENODEV, "no such device"), "E-EX-06"),
    ],
)
def test_other_faults_are_told_apart(
    target: Path, error: OSError, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(Trouble, match="原文件未动") as caught:
        write_atomically(target, render(ANNEX2))
    monkeypatch.undo()
    assert caught.value.number == number
    _kept(target)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match="文件夹不存在") as caught:
        write_atomically(tmp_path / "没有" / "a.pdf", render(ANNEX2))
    assert caught.value.number == "E-EX-05"


def test_a_part_left_by_a_crash_is_overwritten(target: Path) -> None:
    target.with_name("附件2.pdf.part").write_bytes(b"half")
    content = render(ANNEX2)
    write_atomically(target, content)
    assert target.read_bytes() == content
    assert [path.name for path in target.parent.iterdir()] == [target.name]


def test_bytes_changed_on_the_way_are_noticed(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = Path.read_bytes
    monkeypatch.setattr(
        Path,
        "read_bytes",
        lambda path: really(path)[:-1] if path.suffix == ".part" else really(path),
    )
    with pytest.raises(Trouble, match="读回的内容与写入的不同"):
        write_atomically(target, render(ANNEX2))
    _kept(target)


def test_a_place_without_a_file_name_is_trouble_and_no_crash() -> None:
    for nameless in (Path("/"), Path()):
        with pytest.raises(Trouble) as caught:
            write_atomically(nameless, b"x")
        assert caught.value.number == "E-EX-05"


def test_a_name_that_is_too_long_says_so(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as caught:
        write_atomically(tmp_path / ("字" * 200 + ".pdf"), b"x")
    assert "太长" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "place",
    [
        "库/book.db",
        "库/BOOK.DB",
        "库/book.lock",
        "库/book.db-journal",
        "库/attachments/ab/abcd.pdf",
        "库/backups/20261124T172818Z-000001.db",
        "U盘/20261124T172818Z-000001.db",
        "库/文书/../book.db",
    ],
)
def test_an_export_never_replaces_a_file_of_the_library(place: str, tmp_path: Path) -> None:
    book = tmp_path / "库" / "book.db"
    target = tmp_path / place
    for one in (book, target):
        one.parent.mkdir(parents=True, exist_ok=True)
        one.write_bytes(b"kept")
    (tmp_path / "库" / "文书").mkdir(exist_ok=True)
    with pytest.raises(Trouble, match="资料库") as caught:
        write_atomically(target, b"new")
    assert caught.value.number == "E-EX-09"
    assert target.read_bytes() == book.read_bytes() == b"kept"


def test_papers_may_lie_beside_the_library(tmp_path: Path) -> None:
    (tmp_path / "库" / "文书").mkdir(parents=True)
    (tmp_path / "库" / "book.db").write_bytes(b"kept")
    for place in ("库/文书/a.bin", "库/a.bin", "attachments/a.bin"):
        target = tmp_path / place
        target.parent.mkdir(exist_ok=True)
        write_atomically(target, b"new")
        assert target.read_bytes() == b"new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no such files on this system")
def test_what_is_no_plain_file_is_never_replaced(tmp_path: Path) -> None:
    """As root even /dev/null would give way to a file."""
    pipe = tmp_path / "管道"
    os.mkfifo(pipe)
    with pytest.raises(Trouble, match="不是文件，没有导出"):
        write_atomically(pipe, b"x")
    assert pipe.is_fifo()
    assert list(tmp_path.iterdir()) == [pipe]
