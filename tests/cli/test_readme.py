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
LOG = [
    ["手术登记 2026 年 3 月"],
    ["手术单号", "手术日期", "住院号", "术者", "科室", "手术编码", "手术名称"],
    ["SS01", "2026-03-02", "ZY0001", "示例甲", "神经外科", "'39.7201", "示例动脉瘤栓塞术"],
    ["SS02", "2026-03-03", "ZY0002", "示例乙", "神经外科", "'39.7201", "示例动脉瘤栓塞术"],
    ["SS03", "2026-03-04", "ZY0003", "甲主任", "神经外科", "'39.7201", "示例动脉瘤栓塞术"],
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
    (tmp_path / "手术登记.xlsx").write_bytes(book(LOG))
    told = commands()
    assert len(told) >= 35
    for words in told:
        answer = terminal.type(*words)
        checked = words[2:4] == ["surgeries", "check"]
        assert answer.code == int(checked), (words, answer)
        if "held" in words:
            assert "授权暂停" in answer.out
        if checked:
            assert "示例乙" in answer.out
            assert "示例甲" not in answer.out  # 「甲主任」 was said to be one who may
        if "reveal" in words:
            assert "ZY0002" in answer.out
    assert "没有记入任何一例，已在册 3 行" in answer.out  # the name was said, nothing else changed
    assert len(list((tmp_path / "核查").glob("*.pdf"))) == 1
    assert len(list((tmp_path / "文书").glob("*.pdf"))) == 2
