"""数据文件夹：新建、演示、体检、核验；不是数据文件的、只读的、占用的、被改过的。"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from medtech_desktop.office.library import open_library
from tests.cli.terminal import (
    ROOT,
    Terminal,
    another_process,
    check_manners,
    in_another_process,
)

# --- new and demo -----------------------------------------------------------------------


def test_a_new_book_knows_its_hospital(terminal: Terminal) -> None:
    answer = terminal.type("--json", "new", "库", "--hospital", "=1+1", "--plain")
    assert answer.data == {"book": "库"}
    terminal.book = "库"
    assert "医疗机构名称：=1+1" in terminal.ok("hospital", "show")
    assert terminal.json("doctor")["ok"] is True


@pytest.mark.parametrize("name", ["示例😀医院", "示例𠮷医院", "A&B <医院>", "示" * 200])
def test_names_are_kept_as_typed(terminal: Terminal, name: str) -> None:
    terminal.ok("new", "库", "--hospital", f" {name} ")
    terminal.book = "库"
    assert terminal.json("hospital", "show")["values"]["医疗机构名称"] == name


def test_nothing_is_made_over_something(terminal: Terminal) -> None:
    terminal.ok("new", "库", "--hospital", "示例医院")
    before = _digest(Path("库"))
    assert "已有内容" in terminal.trouble("new", "库", "--hospital", "另一家")
    assert "已有内容" in terminal.trouble("demo", "库")
    assert _digest(Path("库")) == before
    Path("文件").write_text("我的文件", encoding="utf-8")
    terminal.trouble("new", "文件", "--hospital", "示例医院")
    terminal.trouble("new", "文件/里面", "--hospital", "示例医院")
    assert Path("文件").read_text(encoding="utf-8") == "我的文件"


def test_a_refused_book_leaves_no_folder(terminal: Terminal) -> None:
    terminal.wrong("new", "库", "--hospital", "")
    terminal.wrong("new", "库", "--hospital", "示例医院", "--province", "火星")
    assert list(Path().iterdir()) == []


def test_the_demo_counts_and_is_plainly_pretend(demo: Terminal) -> None:
    """演示医院：走到法规所知的每一种状态，姓名与机关都带「示例」。"""
    technologies = demo.json("technology", "list")["technologies"]
    states = {t["state"] for t in technologies}
    assert {"拟开展", "论证中", "伦理审查", "待备案", "逾期", "办理中", "已备案"} <= states
    assert {"已停止", "不适用"} <= states
    assert {"national", "provincial", "self_managed"} <= {t["category"] for t in technologies}
    people = demo.json("practitioner", "list")["practitioners"]
    assert len(people) == 64, "four more are in the surgery log"
    assert all("示例" in p["name"] for p in people)


def test_the_demo_refuses_on(terminal: Terminal) -> None:
    answer = terminal.type("--on", "2026-01-01", "demo", "库")
    assert answer.code == 2
    assert "--today" in answer.err
    assert not Path("库").exists()


# --- what is not a book ------------------------------------------------------------------


def _xlsx(path: Path) -> None:
    from openpyxl import Workbook

    Workbook().save(path)


def test_what_is_no_book_is_named_and_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    Path("空").mkdir()
    Path("空库").mkdir()
    Path("空库/book.db").touch()
    Path("别的").mkdir()
    sqlite3.connect("别的/book.db").executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1)")
    _xlsx(Path("表.xlsx"))
    Path("字.txt").write_text("文字", encoding="utf-8")
    before = _digest(tmp_path)
    for path, word in (
        ("没有", "找不到"),
        ("空", "没有数据文件"),
        ("空库", "0 字节"),
        ("别的", "其他程序的数据库"),
        ("表.xlsx", "Excel"),
        ("字.txt", "文本文件"),
    ):
        for command in (("todo",), ("doctor",), ("technology", "add", "S16")):
            answer = terminal.type("--book", path, *command)
            assert (answer.code, word in answer.err) == (3, True), answer
    assert _digest(tmp_path) == before


def _digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "book.lock"
    }


def test_a_book_is_given_by_its_folder_or_its_file(hospital: Terminal) -> None:
    assert hospital.type("--book", "库", "hospital", "show").code == 0
    assert hospital.type("--book", "库/book.db", "hospital", "show").code == 0


# --- doctor and audit --------------------------------------------------------------------


def test_doctor_and_audit_of_a_sound_book(demo: Terminal) -> None:
    report = demo.json("audit", "verify")
    assert set(report) >= {"entries", "ok", "first_bad"}
    assert report["ok"] is True
    assert report["first_bad"] is None
    assert report["entries"] > 100
    assert demo.json("audit", "verify", "--anchor", report["head"])["ok"] is True
    found = demo.json("doctor")
    assert found["ok"] is True
    assert {c["what"] for c in found["checks"]} >= {
        "数据文件完整性",
        "数据引用",
        "数据版本",
        "审计日志",
        "记录与审计一致",
        "附件",
    }


def _tamper(*statements: str) -> None:
    with sqlite3.connect("库/book.db") as line:
        triggers = line.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            line.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            line.execute(statement)
    line.close()


def test_an_edited_log_entry_is_found(hospital: Terminal) -> None:
    _tamper("UPDATE act SET reason = '改' WHERE seq = 3")
    answer = hospital.type("--json", "--book", "库", "audit", "verify")
    assert answer.code == 3
    assert answer.data["ok"] is False
    assert answer.data["first_bad"] == 3
    assert hospital.ask("doctor").code == 3
    assert "审计日志" in hospital.ask("todo").err  # told at every opening


def test_an_edited_fact_is_found_by_the_doctor(ready: Terminal) -> None:
    _tamper("UPDATE technology_start SET day = '2020-01-01'")
    answer = ready.type("--json", "--book", "库", "doctor")
    assert answer.code == 3
    assert [c["what"] for c in answer.data["checks"] if not c["ok"]] == ["记录与审计一致"]


def test_a_dropped_table_is_found_at_the_door(hospital: Terminal) -> None:
    _tamper("DROP TABLE filing_event")
    assert "filing_event" in hospital.trouble("todo")
    assert "filing_event" in hospital.trouble("doctor")


def test_a_wrong_anchor(hospital: Terminal) -> None:
    assert "不是审计锚" in hospital.wrong("audit", "verify", "--anchor", "abc")
    assert hospital.trouble("audit", "verify", "--anchor", "2-0123456789ab") != ""


def test_a_damaged_file_is_told(hospital: Terminal) -> None:
    with Path("库/book.db").open("r+b") as file:
        file.truncate(20_000)
    assert "不完整" in hospital.trouble("technology", "list")
    assert "不完整" in hospital.trouble("doctor")


# --- other processes ---------------------------------------------------------------------


def test_a_book_in_use_names_host_and_user(hospital: Terminal) -> None:
    holder = open_library(Path("库"))
    try:
        answers = [
            in_another_process("--book", "库", *words)
            for words in (("todo",), ("deadline", "2026-01-05", "--days", "3"))
        ]
    finally:
        holder.close()
    for answer in answers:
        assert answer.code == 3
        assert re.search(r"主机 \S+ 用户 \S+ 使用（自 \d{4}-\d\d-\d\d", answer.err)
    assert hospital.ask("todo").code == 0


def test_killed_in_the_middle_the_next_start_says_so(terminal: Terminal) -> None:
    child = another_process("demo", "库")
    _wait_for_acts()
    child.kill()
    child.communicate()
    terminal.book = "库"
    answer = terminal.ask("todo")
    assert answer.code == 0
    assert "上次未正常退出" in answer.err
    assert terminal.json("doctor")["ok"] is True
    assert "上次未正常退出" not in terminal.ask("todo").err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_says_what_was_not_saved(terminal: Terminal) -> None:
    child = another_process("demo", "库", preexec_fn=_hears_ctrl_c)
    _wait_for_acts()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert child.returncode == 3
    assert err == "已中断，未完成的一步没有保存\n"
    terminal.book = "库"
    assert terminal.ask("doctor").err == ""  # closed in order


def _hears_ctrl_c() -> None:
    """在后台跑的测试不理会 Ctrl+C，孩子要照常理会。"""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _wait_for_acts() -> None:
    """等到有几件事已存下。"""
    path, deadline = Path("库/attachments"), time.monotonic() + 40
    while not (path.is_dir() and any(path.iterdir())):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_reader_that_leaves_early_is_no_trouble(hospital: Terminal) -> None:
    child = another_process("--json", "catalog")
    assert child.stdout is not None
    child.stdout.close()
    _, err = child.communicate()
    assert (child.returncode, err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_standard_output_is_told(hospital: Terminal) -> None:
    with Path("/dev/full").open("w") as full:
        answer = in_another_process("catalog", stdout=full)
    assert answer.code == 3
    assert "磁盘已满" in answer.err


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX locale")
def test_a_terminal_without_utf_8_still_speaks_chinese(hospital: Terminal) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C", "LANG": "C"}
    answer = in_another_process("--book", "库", "hospital", "show", env=env)
    assert answer.code == 0
    assert "示例市第一医院" in answer.out
    plain = {**env, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    assert in_another_process("deadline", "2026-12-11", "--days", "15", env=plain).code == 0


# --- rights ------------------------------------------------------------------------------

_AS_NOBODY = """
import os, sys
from medtech_desktop.cli import main
main(["--book", sys.argv[1], "todo"]), main(["--book", sys.argv[1], "doctor"])
main(["--book", sys.argv[1], "export", "annex2", "--out", sys.argv[2] + "/预热"])
if os.geteuid() == 0:
    os.setgid(65534); os.setuid(65534)
print("=====")
sys.stdout.flush()
for words in (["todo"], ["doctor"], ["audit", "verify"], ["department", "add", "骨科"],
              ["export", "annex2", "--out", sys.argv[2]], ["export", "annex2", "--out", "禁区/内"]):
    print("退出码", main(["--book", sys.argv[1], *words]), flush=True)
print("退出码", main(["new", "禁区/库", "--hospital", "示例医院"]))
print("退出码", main(["--book", "禁区", "todo"]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_without_the_right_to_write_it_reads_and_says_so(ready: Terminal) -> None:
    """另一个没有写权限的账户：能看能查，不能改，都用中文说。"""
    with tempfile.TemporaryDirectory(prefix="medtech-rights-") as name:
        place = Path(name)
        place.chmod(0o755)
        shutil.copytree("库", place / "库")
        (place / "出").mkdir()
        (place / "出").chmod(0o777)
        (place / "禁区").mkdir(mode=0o000)
        _read_only(place / "库")
        child = subprocess.run(
            [sys.executable, "-c", _AS_NOBODY, "库", "出"],
            capture_output=True,
            encoding="utf-8",
            cwd=place,
            env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(place / "禁区")},
            timeout=60,
        )
        for path in (place / "库").rglob("*"):
            path.chmod(0o755)
        (place / "库").chmod(0o755)
        (place / "禁区").chmod(0o755)
    said = child.stdout.split("=====")[1]
    codes = re.findall(r"退出码 (\d)", said)
    assert codes == ["0", "0", "0", "3", "0", "3", "3", "3"], child.stderr
    for words in ("只读方式打开", "没有读写的权限"):
        assert words in child.stderr
    assert "E-BUG" not in child.stderr
    assert "Traceback" not in child.stderr


def _read_only(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o555 if path.is_dir() else 0o444)


def test_nothing_is_left_in_the_surroundings(hospital: Terminal, tmp_path: Path) -> None:
    hospital.ok("technology", "add", "S16", "--effective", "2026-03-01")
    assert [p.name for p in tmp_path.iterdir()] == ["库"]
    shutil.rmtree("库")
    check_manners(hospital.ask("todo"), as_json=False)
