"""medtech backup、restore、mend：退出码、JSON 与中文的话。"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medtech_desktop.cli import main
from medtech_desktop.office.library import open_library
from tests.builders import CLERK, FILING, office_at

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """已提交一件备案的数据文件夹，没有打开。"""
    office = office_at("submitted", tmp_path)
    office.library.close()
    return office.library.folder


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """运行一条命令，返回退出码与 JSON；标准错误不许有堆栈。"""

    def running(*words: object) -> tuple[int, Any]:
        code = main(["--json", *map(str, words)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, json.loads(out)

    return running


def act_once(folder: Path) -> None:
    with open_library(folder) as library, library.act(CLERK, "test.change") as page:
        page.remark(x=1)


def test_backup_goes_into_the_library_or_where_it_is_told(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    code, done = run("--book", folder, "backup")
    assert code == 0
    assert done["ok"]
    assert Path(done["file"]).parent == folder / "backups"
    stick = tmp_path / "U盘" / "备份"
    code, done = run("--book", folder, "backup", stick)
    assert code == 0
    (place,) = done["backups"]
    assert place["verified"]
    assert Path(place["file"]).parent == stick
    assert place["attachments"] == done["attachments"] > 0
    manifest = json.loads(Path(done["file"]).with_suffix(".json").read_text(encoding="utf-8"))
    assert f"{manifest['head']['seq']}-{manifest['head']['hash'][:12]}" == done["head"]


def test_the_second_place_is_remembered_and_told_when_away(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "U盘"
    code, done = run("--book", folder, "backup", stick, "--remember")
    assert code == 0
    assert Path(done["file"]).parent == stick
    code, done = run("--book", folder, "backup")
    assert (code, len(done["backups"])) == (0, 2)
    code, listed = run("--book", folder, "backup", "--list")
    assert (code, len(listed["backups"])) == (0, 3)
    stick.rename(tmp_path / "拔出")
    code, done = run("--book", folder, "backup")
    assert code == 3
    assert [p["verified"] for p in done["backups"]] == [True, False]
    assert done["backups"][1]["error"]["number"] == "E-DB-40"
    assert run("--book", folder, "backup", "--remember")[0] == 2


def test_restore_makes_a_new_library_with_the_same_papers(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    stick, new = tmp_path / "U盘", tmp_path / "新"
    run("--book", folder, "backup", stick)
    code, done = run("restore", stick, new)
    assert code == 0
    assert done["book"] == str(new)
    assert run("--book", new, "audit", "verify", "--anchor", done["backup_head"])[0] == 0
    assert run("--book", new, "audit", "verify", "--anchor", done["head"])[0] == 0
    for book in (folder, new):
        code, _ = run(
            *("--book", book, "export", "annex2", FILING),
            *("--format", "pdf", "--out", tmp_path / f"文书-{book.name}"),
        )
        assert code == 0
    old_paper, new_paper = (
        next((tmp_path / f"文书-{book.name}").iterdir()).read_bytes() for book in (folder, new)
    )
    assert old_paper == new_paper
    assert run("--book", new, "doctor")[0] == 0
    code, again = run("restore", stick, new)
    assert code == 3
    assert again["error"]["number"] == "E-DB-01"


def test_a_dry_run_says_what_would_be_lost_and_touches_nothing(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    stick, new = tmp_path / "U盘", tmp_path / "新"
    run("--book", folder, "backup", stick)
    code, preview = run("--book", folder, "restore", stick, new, "--dry-run")
    assert code == 0
    assert (preview["related"], preview["lost"], preview["acts"]) == (True, 0, 0)
    run("--book", folder, "backup", tmp_path / "另", "--remember")
    code, preview = run("--book", folder, "restore", stick, new, "--dry-run")
    assert (preview["lost"], preview["by_kind"]) == (1, {"数据文件的约定": 1})
    assert not new.exists()
    code, preview = run("--book", tmp_path / "没有", "restore", stick, new, "--dry-run")
    assert code == 0
    assert "lost" not in preview


def test_replacing_keeps_the_old_library_aside(run: Run, folder: Path, tmp_path: Path) -> None:
    stick = tmp_path / "U盘"
    run("--book", folder, "backup", stick)
    act_once(folder)
    code, done = run("--book", folder, "restore", stick, folder, "--replace")
    assert code == 0
    assert Path(done["aside"]).parent == folder
    assert run("--book", folder, "doctor")[0] == 0


def test_what_cannot_be_restored_is_refused_in_chinese(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    stick, new = tmp_path / "U盘", tmp_path / "新"
    file = Path(run("--book", folder, "backup", stick)[1]["file"])
    content = bytearray(file.read_bytes())
    content[4321] ^= 8
    file.write_bytes(content)
    for more in ((), ("--dry-run",)):
        code, told = run("restore", file, new, *more)
        assert code == 3
        assert told["error"]["number"] == "E-DB-30"
        assert "已损坏" in told["error"]["sentence"]
    assert run("restore", tmp_path / "没有", new)[1]["error"]["number"] == "E-DB-23"
    assert run("--on", "2026-01-01", "restore", file, new)[0] == 2
    assert not new.exists()


def test_a_backup_of_a_library_in_use_is_refused_by_name(
    run: Run, folder: Path, tmp_path: Path
) -> None:
    with open_library(folder):
        code, told = run("--book", folder, "backup", tmp_path / "U盘")
    assert code == 3
    assert told["error"]["number"] == "E-DB-10"


def test_mend_brings_lost_scans_back(run: Run, folder: Path) -> None:
    run("--book", folder, "backup")
    with open_library(folder) as library:
        _, path = next(library.vault.files())
    path.unlink()
    assert run("--book", folder, "doctor")[0] == 3
    assert run("--book", folder, "mend") == (0, {"done": True, "said": "取回 1 个附件"})
    assert run("--book", folder, "doctor")[0] == 0


def test_the_words_are_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--book", str(folder), "backup"]) == 0
    assert "已备份到数据文件夹" in capsys.readouterr().out
    assert main(["--book", str(folder), "backup", "--list"]) == 0
    assert "手动备份" in capsys.readouterr().out


def test_a_place_that_cannot_be_written_is_said_on_stderr(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--book", str(folder), "backup", "字" * 90]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "没有备份" in err or "没有完成" in err
