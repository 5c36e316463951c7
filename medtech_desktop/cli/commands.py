"""全部命令：每组命令一个模块，按帮助里出现的次序。"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import cache
from typing import Any

from medtech_desktop.cli import (
    appraisals,
    backups,
    case_reports,
    cases,
    catalogs,
    disclosures,
    editions,
    filings,
    gradings,
    imports,
    institutions,
    library,
    papers,
    patients,
    practitioners,
    privileges,
    procedures,
    questions,
    subjects,
    surgeries,
    technologies,
    trainings,
)
from medtech_desktop.cli.parsing import Parser, a_date, a_path


def _rooms() -> tuple[Any, ...]:
    """各组命令所在的模块，按出现的次序。"""
    return (
        library,
        institutions,
        subjects,
        practitioners,
        catalogs,
        procedures,
        gradings,
        privileges,
        technologies,
        appraisals,
        filings,
        case_reports,
        editions,
        disclosures,
        trainings,
        imports,
        cases,
        surgeries,
        patients,
        questions,
        papers,
        backups,
    )


@cache
def build_parser() -> Parser:
    """全部命令。"""
    parser = Parser(prog="medtech", description="医疗技术临床应用管理：命令行")
    parser.add_argument(
        "--book", type=a_path, metavar="文件夹", help="数据文件夹，或其中的 book.db"
    )
    parser.add_argument("--json", action="store_true", help="标准输出只有一份 JSON")
    parser.add_argument("--on", type=a_date, metavar="日期", help="问哪一天（只用于提问）")
    parser.add_argument("--clerk", metavar="姓名", help="经办人，缺省为系统账户名")
    commands = parser.add_subparsers(
        title="命令", dest="command", metavar="命令", required=True, parser_class=Parser
    )
    for room in _rooms():
        room.add_commands(commands)
    return parser


def parse(words: Sequence[str]) -> argparse.Namespace:
    """解析一条命令；可列多个的对象写在选项前后都可以。raises BadUsage."""
    parser = build_parser()
    asked, rest = parser.parse_known_args(words)
    if rest and (any(word.startswith("-") for word in rest) or not hasattr(asked, "ids")):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:  # argparse stops filling a list at the first option
        asked.ids = [*asked.ids, *rest]
    return asked
