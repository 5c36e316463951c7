"""命令的写法：全局选项在命令之前，差错说中文，退出码 2，从不露堆栈。"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from medtech_desktop.cli.commands import build_parser
from tests.cli.terminal import Terminal
from tests.documents.scan_samples import jpeg


def _commands(
    parser: argparse.ArgumentParser, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], argparse.ArgumentParser]]:
    deeper = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if path:
        yield path, parser
    for action in deeper:
        for name, child in action.choices.items():
            yield from _commands(child, (*path, name))


COMMANDS = dict(_commands(build_parser()))
_OF_ACTS = {"--effective", "--reason"}
ACTS = [p for p, parser in COMMANDS.items() if _OF_ACTS & set(parser._option_string_actions)]


def _filled(path: tuple[str, ...]) -> list[str]:
    """这条命令，每个必填的都随手填上。"""
    words = list(path)
    for action in COMMANDS[path]._actions:
        if isinstance(action, argparse._SubParsersAction):
            continue
        if not action.required and not (not action.option_strings and action.nargs is None):
            continue
        words += action.option_strings[:1]
        words.append(_value(action))
    return words


def _value(action: argparse.Action) -> str:
    if action.choices:
        return str(next(iter(action.choices)))
    for text in ("x", "2026-01-02", "yes", "3"):
        try:
            if action.type is None or action.type(text) is not None:  # type: ignore[operator]
                return text
        except argparse.ArgumentTypeError as error:
            listed = re.search(r"可写 ([^＝]+)＝", str(error))
            if listed:
                return listed[1]
    raise AssertionError(action)


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_help_is_in_chinese(terminal: Terminal, path: tuple[str, ...]) -> None:
    answer = terminal.type(*path, "-h")
    assert answer.code == 0
    assert answer.out.startswith("用法：")
    assert "显示用法" in answer.out


def test_help_of_everything_names_the_global_options(terminal: Terminal) -> None:
    said = terminal.type("-h").out
    for option in ("--book", "--json", "--on"):
        assert option in said


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("",),
        ("bogus",),
        ("--bogus", "todo"),
        ("--js", "todo"),
        ("--book",),
        ("--book", ""),
        ("--book", "  ", "todo"),
        ("--on",),
        ("--on", "2026-13-40", "todo"),
        ("--on", "昨天", "todo"),
        ("technology",),
        ("technology", "bogus"),
        ("technology", "add"),
        ("filing", "open"),
        ("catalog", "diff", "湖南2018"),
        ("catalog", "--edition", "湖南1990"),
        ("catalog", "diff", "湖南2018", "国家1990"),
        ("deadline",),
        ("deadline", "2026-12-11"),
        ("deadline", "2026-12-11", "--days"),
        ("deadline", "2026-12-11", "--days", "x"),
        ("deadline", "2026-12-11", "--days", "-1"),
        ("deadline", "2026-12-11", "--days", "1.5"),
        ("deadline", "2026-12-11", "--days", "²"),
        ("deadline", "2026-12-11", "--days", "9" * 30),
        ("deadline", "2026-12-11", "--days", "401"),
        ("deadline", "", "--days", "3"),
        ("deadline", "2026-02-29", "--days", "3"),
        ("deadline", "2026-1-1", "--days", "3"),
        ("deadline", "20260101", "--days", "3"),
        ("deadline", "2026-W01-1", "--days", "3"),
        ("deadline", "0001-01-01", "--days", "3"),
        ("deadline", "9999-12-31", "--days", "3"),
        ("todo", "extra"),
        ("law", "show", "MTCA-99"),
        ("new", "x"),
        ("new", "", "--hospital", "示例医院"),
        ("new", "x", "--hospital", ""),
        ("new", "x", "--hospital", "   "),
        ("new", "x", "--hospital", "示例\n医院"),
        ("new", "x", "--hospital", "示" * 201),
        ("new", "x", "--hospital", "示例\x07医院"),
        ("new", "x", "--hospital", "示例\x00医院"),
        ("new", "x", "--hospital", "\udcff\udcfe"),
        ("new", "x\x00", "--hospital", "示例医院"),
        ("new", "x", "--hospital", "示例医院", "--province", "火星"),
        ("demo", "x", "--physicians", "5001"),
        ("demo", "x", "--seed", "-1"),
        ("demo", "x", "--today", "明天"),
        ("export", "annex9", "--out", "x"),
        ("export", "annex2"),
        ("export", "annex2", "--out", ""),
        ("appraisal", "record", "S16", "--verdict", "maybe"),
        ("ethics", "record"),
        ("audit",),
        ("template", "technologies", ""),
        ("import", "technologies", " "),
        ("law", "attach", ""),
        ("backup", ""),
        ("restore", "", "新"),
    ],
    ids=lambda words: " ".join(words).encode("unicode_escape").decode()[:60] or "nothing",
)
def test_bad_words_are_told_in_chinese_with_exit_code_2(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    answer = terminal.type(*words)
    assert answer.code == 2
    assert answer.out == ""


@pytest.mark.parametrize("words", [("todo", "--json"), ("todo", "--book", "x"), ("todo", "--on")])
def test_global_options_stand_before_the_command(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    assert "不认识" in terminal.wrong(*words)


def test_a_wrong_word_under_json_is_one_document(terminal: Terminal) -> None:
    answer = terminal.type("--json", "deadline", "2026-12-11", "--days", "x")
    assert answer.code == 2
    assert "「x」" in answer.data["error"]["sentence"]
    assert answer.data["error"]["remedy"].startswith("用法：medtech deadline")


def test_every_act_refuses_on(hospital: Terminal) -> None:
    """办事收 ``--effective`` 或 ``--reason``，不收 ``--on``；什么也没有记下。"""
    assert len(ACTS) > 30
    head = hospital.json("audit", "verify")["head"]
    for path in ACTS:
        answer = hospital.type("--on", "2026-09-01", "--book", hospital.book, *_filled(path))
        assert (answer.code, "--on 只用于提问" in answer.err) == (2, True), (path, answer)
    assert hospital.json("audit", "verify")["head"] == head


@pytest.mark.parametrize(
    "words", [("case", "annul", "无此例"), ("privilege", "annul", "无此件"), ("grading", "undo")]
)
def test_an_act_without_a_day_of_its_own_says_that_nothing_was_kept(
    hospital: Terminal, words: tuple[str, ...]
) -> None:
    answer = hospital.type("--book", hospital.book, *words, "--reason", "示例")
    assert answer.code in (1, 2)
    assert "没有保存，原数据完好" in answer.err


QUESTIONS = (
    ("technology", "list"),
    ("filing", "list"),
    ("practitioner", "list"),
    ("hospital", "show"),
    ("catalog",),
    ("todo",),
)


@pytest.mark.parametrize("words", QUESTIONS, ids=" ".join)
def test_a_question_is_asked_of_a_day_and_writes_nothing(
    demo: Terminal, words: tuple[str, ...]
) -> None:
    head = demo.json("audit", "verify")["head"]
    said = [
        demo.type("--json", "--on", day, "--book", "库", *words)
        for day in ("2017-01-01", "2026-11-20")
    ]
    assert [answer.code for answer in said] == [0, 0]
    assert said[0].out != said[1].out
    assert demo.json("audit", "verify")["head"] == head


def test_the_clerk_is_named_in_the_audit_log(hospital: Terminal) -> None:
    assert hospital.type("--clerk", "示例\x07", "--book", "库", "doctor").code == 2
    hospital.type("--clerk", "示例科员", "--book", "库", "department", "add", "骨科")
    assert "骨科" in hospital.ok("hospital", "show")


def test_a_choice_is_written_by_its_code_or_its_name(approved: Terminal) -> None:
    approved.ok("practitioner", "add", "示例丁", "--kind", "护士", "--effective", "2026-03-01")
    approved.ok("practitioner", "presence", "示例丁", "休假", "--effective", "2026-03-02")
    approved.ok("practitioner", "certificate", "1001", "title", "--title", "职称证书")
    stop = ("technology", "stop", "S16", "--why", "设备退役", "--effective", "2026-07-01")
    said = approved.wrong(*stop, "--ground", "art22")
    assert "「art22」" in said
    assert "own＝本院自行停止开展" in said
    approved.ok(*stop, "--ground", "25（2）")
    assert approved.json("technology", "show", "S16")["state"] == "已停止"


def test_a_scan_is_attached_from_the_command_line(approved: Terminal, tmp_path: Path) -> None:
    scan = tmp_path / "伦理意见.jpg"
    scan.write_bytes(jpeg())
    attach = ("technology", "attach", "S16", str(scan), "--effective", "2026-06-20")
    assert "伦理审查" in approved.ok(*attach, "--to", "ethics", "--until", "2027-06-30")
    [row] = approved.json("technology", "show", "S16")["attachments"]
    assert "伦理意见.jpg" in row.values()
    assert "已经在" in approved.wrong(*attach, "--to", "ethics")
    assert "依据" in approved.ok(*attach, "--to", "依据", "--day", "2026-04-01")
