"""回话：正文到标准输出（文字或一份 JSON），提醒与差错到标准错误，全是中文。"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from medtech_desktop.cli.parsing import BadUsage
from medtech_desktop.domain.law import Finding, Severity
from medtech_desktop.domain.trouble import BadInput, Trouble
from medtech_desktop.office.acts import Done
from medtech_desktop.office.law import label_of_article

_INPUT = "INPUT"
_WORDS = {Severity.REFUSE: "拒绝", Severity.WARN: "须说明", Severity.NOTE: "提示"}


@dataclass(frozen=True, slots=True)
class Reply:
    """一条命令的回话：``data`` 给 ``--json``，``lines`` 给人看，``code`` 为退出码。

    ``trouble`` 到标准错误。
    """

    data: Any
    lines: tuple[str, ...] = ()
    code: int = 0
    findings: tuple[Finding, ...] = field(default=())
    trouble: str = ""


def say(line: str) -> None:
    """一行提醒到标准错误；写不进去也不妨碍结果。"""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr)


def finding_data(finding: Finding) -> dict[str, str]:
    """结论的 JSON。"""
    return {
        "severity": finding.severity.value,
        "message": finding.message,
        "article": finding.article,
        "label": label_of_article(finding.article),
        "remedy": finding.remedy,
        "field": finding.field,
    }


def done_reply(done: Done, **extra: Any) -> Reply:
    """办成的回话。"""
    data = {
        "done": True,
        "said": done.said,
        "subject": done.subject,
        "findings": [finding_data(f) for f in done.findings],
        **extra,
    }
    return Reply(data, (done.said,), 0, done.findings)


def tell(reply: Reply, as_json: bool) -> int:
    """说出回话，返回退出码。"""
    if as_json:
        _print_json(reply.data)
    else:
        for line in reply.lines:
            print(line)
    _tell_findings(reply.findings, done=True)
    if reply.trouble:
        say(reply.trouble)
    return reply.code


def tell_refused(findings: Sequence[Finding], as_json: bool, *, saves: bool = True) -> int:
    """拒绝：结论连同条款。输入找不到对象的为 2，规则拒绝的为 1。"""
    if as_json:
        _print_json({"done": False, "findings": [finding_data(f) for f in findings]})
    _tell_findings(findings)
    if findings and all(f.severity is Severity.WARN for f in findings):
        say("没有保存。可以继续办的，加 --reason 写明理由")
    elif saves:
        say("没有保存，原数据完好")
    refusing = [f for f in findings if f.severity is not Severity.NOTE]
    return 2 if refusing and all(f.article == _INPUT for f in refusing) else 1


def tell_bad_usage(problem: BadUsage, as_json: bool) -> int:
    """用法有误。"""
    if as_json:
        _print_json({"error": {"sentence": str(problem), "remedy": problem.remedy}})
    say(f"{problem}")
    if problem.remedy:
        say(problem.remedy)
    return 2


def tell_trouble(trouble: Trouble, as_json: bool) -> int:
    """故障为 3；给的文件、编号、文字用不了的为 2。"""
    if as_json:
        error = {
            "sentence": trouble.sentence,
            "remedy": trouble.remedy,
            "number": trouble.number,
        }
        _print_json({"error": error})
    say(str(trouble))
    is_input = isinstance(trouble, BadInput) or trouble.number.startswith("E-IN-")
    return 2 if is_input else 3


def _tell_findings(findings: Iterable[Finding], *, done: bool = False) -> None:
    """办成了的不再要理由，只是提醒。"""
    words = {**_WORDS, Severity.WARN: "提醒"} if done else _WORDS
    for f in findings:
        label = label_of_article(f.article)
        basis = f"（{label}）" if label else ""
        remedy = f"。{f.remedy}" if f.remedy else ""
        word = "输入有误" if f.article == _INPUT else words[f.severity]
        say(f"{word}：{f.message}{basis}{remedy}")


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> tuple[str, ...]:
    """对齐的文字表；汉字占两格。"""
    cells = [[str(h) for h in headings]]
    cells += [["" if v is None else str(v) for v in row] for row in rows]
    widths = [max(_width(row[i]) for row in cells) for i in range(len(headings))]
    return tuple(
        "  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def _width(text: str) -> int:
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)
