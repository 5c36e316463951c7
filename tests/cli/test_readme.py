"""README: its commands, run as written in an empty folder; only the numbers follow the year."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from medtech_desktop.office.acts import today
from tests.cli.terminal import ROOT, Terminal
from tests.intake.workbooks import book

CODES = "编码,名称,类别\n39.7201,示例动脉瘤栓塞术,手术\n52.8400,胰岛细胞移植,手术\n"
GRADES = [
    ["编码", "名称", "科室", "级别"],
    ["39.7201", "", "", "四级"],
    ["52.8400", "", "", "四级"],
]
OPENING = [
    ["工号", "姓名", "手术编码", "授权日期", "有效期至", "文号"],
    ["'1001", "示例甲", "'39.7201", "2026-01-05", "2070-12-31", "示例〔2026〕3号"],
]


def commands() -> list[list[str]]:
    """The lines of README's code blocks that begin with 「medtech」."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    day = f"{today()}"
    told = [line.replace("$(TZ=CST-8 date +%F)", day) for line in lines]
    numbered = [re.sub(r"(备案|授权|申请)-2026-", rf"\1-{day[:4]}-", line) for line in told]
    split = [shlex.split(line, comments=True) for line in numbered]
    return [words[1:] for words in split if words[:1] == ["medtech"]]


def test_every_command_is_done_as_written(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "编码.csv").write_text(CODES, encoding="utf-8")
    (tmp_path / "分级目录.xlsx").write_bytes(book(GRADES))
    (tmp_path / "期初授权.xlsx").write_bytes(book(OPENING))
    told = commands()
    assert len(told) >= 25
    for words in told:
        answer = terminal.type(*words)
        assert answer.code == 0, (words, answer)
        if "held" in words:
            assert "授权暂停" in answer.out
    assert len(list((tmp_path / "文书").glob("*.pdf"))) == 2
